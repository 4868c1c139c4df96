#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <exception>
#include <functional>
#include <iostream>

#include "commands.hpp"
#include "gridwright/core/text.hpp"

namespace {

using namespace gridwright::cli;

std::atomic<bool> interrupted{false};  // the one global: a signal handler can reach nothing else
extern "C" void on_interrupt(int) {
  if (interrupted.exchange(true)) std::_Exit(130);  // the second Ctrl-C does not wait
}

constexpr const char* overview = R"(Design AI infrastructure from the grid to the token.

design and prove
  gridwright check    SCENARIO            find every mistake in a scenario, run nothing
  gridwright plan     SCENARIO -o DIR     least-cost design over 8760 hours
  gridwright simulate DIR|SCENARIO        replay a design, or --trace FILE on stated machines, request by request
  gridwright study    SCENARIO -o DIR     plan, simulate a day of every season, tighten until p99 holds
  gridwright report   DIR                 tables, netCDF and report.html
  gridwright compare  DIR DIR...          what changed, in dollars, hours and tokens
  gridwright frontier SCENARIO...         what each further percent of clean power costs
  gridwright operate  DIR --foresight 48h operate a design knowing only the next hours: what foresight flatters
  gridwright reliability DIR              unserved hours and energy: outages, weather, N-1, islanded
  gridwright value    SCENARIO --kernel K what a faster kernel, another chip or fewer bits are worth

one layer alone
  gridwright facility PLACE... --plant P  PUE, water and design day of cooling plants, by month and hour
  gridwright compute  MODEL --on CHIP     tokens/s and joules per token of a model on an accelerator
  gridwright calibrate -o profile.csv     time this machine's kernels, for compute --profile
  gridwright place    SCENARIO -o DIR     sites, models and flows of a serving network near its users
  gridwright latency  PLACE PLACE         round trip between two cities or cloud regions
  gridwright contract FILE [ID]           what a contract is worth, what it obliges to, what leaving costs
  gridwright capital  [LEDGER]            who owes whom, and who falls with whom when one payer pays less
  gridwright own      ACCELERATOR         buy, lease or rent: cost of an hour, break-even use, cash by year

in, out and help
  gridwright import   FORMAT FILE...      power systems (genx, pypsa), bills (focus), price lists (prices)
  gridwright export   DIR --to FORMAT     a run for gdnsd, powerdns, haproxy, nginx, varnish, envoy, gateway-api, pypsa or genx
  gridwright solve    FILE.mps            solve any LP or MILP, by our own solver or HiGHS
  gridwright explain  TERM                what 'storage', 'iron_air' or 'storage_balance' means here
  gridwright schema                       JSON schema of scenario.toml, for editors

Example:  gridwright plan examples/pine-island/scenario.toml -o out && gridwright report out
Every command takes --json, --quiet, --threads N, --seed N. 'gridwright help plan' shows its options.
Exit codes: 0 done, 1 our bug, 2 bad input, 3 no feasible design, 4 stopped at a limit with a usable answer.
)";

struct Parsed {
  Context context;
  std::function<Exit()> action;
  PlanCommand plan;
  SolveCommand solve;
  SimulateCommand simulate;
  StudyCommand study;
  FrontierCommand frontier;
  ReliabilityCommand reliability;
  OperateCommand operate;
  FacilityCommand facility;
  LatencyCommand latency;
  ImportCommand import;
  ContractCommand contract;
  CapitalCommand capital;
  OwnCommand own;
  PlaceCommand place;
  ExportCommand exported;
  ComputeCommand compute;
  ValueCommand value;
  CalibrateCommand calibrate;
  std::string scenario, folder, term;
  std::vector<std::string> folders;
  bool markdown = false;
};

/// Every command takes the same global options.
CLI::App* command(CLI::App& app, Parsed& p, const char* name, const char* what, std::function<Exit()> action) {
  CLI::App* sub = app.add_subcommand(name, what);
  sub->add_flag("--json", p.context.json, "machine-readable result on stdout");
  sub->add_flag("--quiet,-q", p.context.quiet, "no progress, no notes");
  sub->add_option("--threads", p.context.threads, "worker threads; 0 = all cores. The answer does not depend on it")->check(CLI::NonNegativeNumber);
  sub->add_option("--seed", p.context.seed, "seed of synthetic series, instead of the scenario's");
  sub->callback([&p, action = std::move(action)] { p.action = action; });
  return sub;
}

void declare_plan(CLI::App& app, Parsed& p) {
  CLI::App* c = command(app, p, "plan", "least-cost design over 8760 hours", [&p] { return run_plan(p.context, p.plan); });
  c->add_option("scenario", p.plan.scenario, "scenario.toml, or the folder that holds it")->required();
  c->add_option("-o,--out", p.plan.out, "run folder to write (default: out/<name of the scenario file or folder>)");
  c->add_option("--solver", p.plan.solver, "auto, ipm (our interior point), highs (its interior point) or highs-simplex")
      ->check(CLI::IsMember({"auto", "ipm", "highs", "highs-simplex"}));
  c->add_option("--gap", p.plan.gap, "relative optimality gap to stop at")->check(CLI::Range(1e-12, 0.5));
  c->add_option("--time-limit", p.plan.seconds, "seconds for the solver; 0 = none")->check(CLI::NonNegativeNumber);
  c->add_option("--mps", p.plan.mps, "also write the optimisation model to this file (.mps or .mps.gz)");
  c->add_flag("--explore", p.plan.explore, "with clouds: plan again with one thing changed at a time (contracts, prices, demand, concentration)");
  c->add_flag("--no-report", p.plan.no_report, "do not write report.html");
}

void declare_simulate(CLI::App& app, Parsed& p) {
  CLI::App* c = command(app, p, "simulate", "replay a design, or a recorded trace on stated machines, request by request", [&p] { return run_simulate(p.context, p.simulate); });
  SimulateCommand& s = p.simulate;
  c->add_option("what", s.what, "run folder, or scenario (which is planned first); left out with --trace and --model");
  c->add_option("--trace", s.trace, "recorded requests: Azure, BurstGPT, Mooncake, measured vLLM or our own CSV; plain or .gz");
  c->add_option("-o,--out", s.out, "folder for results (default with --trace: out/<name of the trace>; else inside the run folder)");
  c->add_option("--workload", s.workload, "of the design: whose machines replay the trace (default: the first interactive one)");
  c->add_option("--model", s.deployment.model, "model card: llama-3.1-70b")->group("Machines");
  c->add_option("--accelerator", s.deployment.accelerator, "accelerator card: h200_sxm")->group("Machines");
  c->add_option("--precision", s.deployment.precision, "bf16, fp8, fp4 or w4 (default: the best for these lengths)")->group("Machines");
  c->add_option("--tp", s.deployment.tp, "accelerators a replica, tensor parallel (default: the best)")->check(CLI::Range(1, 1024))->group("Machines");
  c->add_option("--replicas", s.replicas, "how many replicas")->each([&s](const std::string&) { s.replicas_stated = true; })->check(CLI::Range(1, 1000000))->group("Machines");
  c->add_option("--host-links", s.deployment.host_links, "accelerators of one host joined by its own links where the card lists none (PCIe)")->check(CLI::Range(1, 64))->group("Machines");
  c->add_option("--step-profile", s.deployment.step_profile, "CSV of measured iterations instead of the roofline: decode_sequences, context, prompt_tokens, prompt_past, seconds")->group("Machines");
  c->add_option("--max-sequences", s.deployment.max_sequences, "running at once on a replica (default: the operating point's batch)")->check(CLI::Range(1, 65536))->group("Engine");
  c->add_option("--max-batched-tokens", s.deployment.max_batched_tokens, "token budget of an iteration (default 8192)")->check(CLI::Range(1, 1 << 20))->group("Engine");
  c->add_flag("--whole-prompts", s.whole_prompts, "no chunked prefill: prompts run whole and stall the others")->group("Engine");
  c->add_flag("--no-prefix-cache", s.no_prefix_cache, "compute every prompt anew")->group("Engine");
  c->add_option("--drafts", s.deployment.draft_tokens, "speculative decoding: tokens proposed a step")->check(CLI::Range(0, 64))->group("Engine");
  c->add_option("--acceptance", s.deployment.acceptance, "chance that a proposed token is right")->check(CLI::Range(0.0, 0.999))->group("Engine");
  c->add_option("--balance", s.balance, "least-outstanding, round-robin, power-of-two or prefix-affine")->check(CLI::IsMember({"least-outstanding", "round-robin", "power-of-two", "prefix-affine"}))->group("Engine");
  c->add_option("--ttft", s.ttft_ms, "promised p99 time to first token, ms")->check(CLI::NonNegativeNumber)->group("Promises");
  c->add_option("--tpot", s.tpot_ms, "promised p99 time per output token, ms")->check(CLI::NonNegativeNumber)->group("Promises");
  c->add_option("--speed-up", s.speed_up, "arrivals of the trace come this many times faster")->check(CLI::PositiveNumber)->group("Trace");
  c->add_option("--bad-rows", s.bad_rows, "error: name them and stop; skip: leave them out and count them")->check(CLI::IsMember({"error", "skip"}))->group("Trace");
  c->add_option("--limit", s.limit, "only so many requests")->group("Trace");
  c->add_flag("--requests", s.requests, "also write requests.csv, one line a request")->group("Results");
  c->add_option("--chrome-trace", s.slice, "seconds FROM TO: iterations of that slice as trace.json for chrome://tracing or Perfetto")->expected(2)->group("Results");
  SimulateCommand::Network& n = s.network;
  c->add_option("--synthesise", n.requests, "a day of so many requests of users of the largest cities, on --sites, or on the network of a scenario with [edge]")->check(CLI::Range(1.0, 1e12))->group("Synthetic day");
  c->add_option("--hours", n.hours, "simulated, from Wednesday 00:00 UTC on")->check(CLI::Range(0.01, 8760.0))->group("Synthetic day");
  c->add_option("--cities", n.cities, "how many of the largest online cities have users")->check(CLI::Range(1, 300))->group("Synthetic day");
  c->add_option("--sites", n.sites, "in the largest of them, one each; replicas as the busiest hour needs, or --replicas in all")->check(CLI::Range(1, 300))->group("Synthetic day");
  c->add_option("--busy", n.busy, "utilisation that the busiest hour is to reach")->check(CLI::Range(0.05, 0.99))->group("Synthetic day");
  c->add_option("--policy", n.policy, "nearest, least-loaded or prefix-affine")->check(CLI::IsMember({"nearest", "least-loaded", "prefix-affine"}))->group("Synthetic day");
  c->add_option("--input-tokens", n.input_tokens, "mean prompt")->check(CLI::Range(1.0, 1e6))->group("Synthetic day");
  c->add_option("--output-tokens", n.output_tokens, "mean answer")->check(CLI::Range(1.0, 1e5))->group("Synthetic day");
  c->add_option("--turns", n.turns, "mean turns of a conversation, whose prompts grow")->check(CLI::Range(1.0, 100.0))->group("Synthetic day");
  c->add_option("--agents", n.agents, "software agents beside the users")->check(CLI::Range(0, 100000000))->group("Synthetic day");
  c->add_option("--agent-period", n.agent_period_s, "seconds between their wake-ups")->check(CLI::Range(1.0, 1e7))->group("Synthetic day");
  c->add_option("--agent-sync", n.agent_sync, "share of them that wakes in step, in four slots")->check(CLI::Range(0.0, 1.0))->group("Synthetic day");
  c->add_option("--agent-jitter", n.agent_jitter_s, "seconds over which those in step spread")->check(CLI::Range(0.0, 1e6))->group("Synthetic day");
  c->add_option("--placement", n.placement, "folder of gridwright place, instead of placing the scenario's network now")->group("Synthetic day");
  c->add_option("--lose", n.lose, "a site of the placement that is down from 12:00 to 13:00 UTC")->group("Synthetic day");
  c->add_option("--requests-a-day", s.requests_a_day, "of a design: about as many are simulated of each workload and day")->check(CLI::Range(1e3, 1e9))->group("Design");
}

void declare_study(CLI::App& app, Parsed& p) {
  CLI::App* c = command(app, p, "study", "plan, simulate a day of every season, tighten until every promised p99 holds", [&p] { return run_study(p.context, p.study); });
  c->add_option("scenario", p.study.scenario, "scenario.toml, or the folder that holds it")->required();
  c->add_option("-o,--out", p.study.out, "run folder to write (default: out/<name of the scenario file or folder>)");
  c->add_option("--rounds", p.study.rounds, "plans at most")->check(CLI::Range(1, 50));
  c->add_option("--requests-a-day", p.study.requests_a_day, "about as many are simulated of each workload and day")->check(CLI::Range(1e3, 1e9));
}

void declare_solve(CLI::App& app, Parsed& p) {
  CLI::App* c = command(app, p, "solve", "solve an LP or MILP in MPS format", [&p] { return run_solve(p.context, p.solve); });
  c->add_option("file", p.solve.file, "FILE.mps or FILE.mps.gz")->required();
  c->add_option("--solver", p.solve.solver, "auto, ipm, highs or highs-simplex")->check(CLI::IsMember({"auto", "ipm", "highs", "highs-simplex"}));
  c->add_option("--gap", p.solve.gap, "relative optimality gap to stop at")->check(CLI::Range(1e-12, 0.5));
  c->add_option("--time-limit", p.solve.seconds, "seconds; 0 = none")->check(CLI::NonNegativeNumber);
  c->add_option("--solution", p.solve.solution, "write column values to this CSV file");
  CLI::Option* vertex = c->add_flag("--vertex", p.solve.vertex, "move on from the interior point to a vertex, proved by HiGHS's simplex");
  c->add_option("--basis", p.solve.basis, "write the vertex's basis to this file, as HiGHS reads it")->needs(vertex);
}

void declare_facility(CLI::App& app, Parsed& p) {
  CLI::App* c = command(app, p, "facility", "PUE, water and design day of cooling plants at places", [&p] { return run_facility(p.context, p.facility); });
  c->add_option("place", p.facility.places, "a place with climate normals (phoenix-az), an .epw or .epw.gz file, or a scenario (its halls)");
  c->add_option("--plant", p.facility.plants, "cooling plants, comma separated (default: every preset, or those of the scenario's halls)")->delimiter(',');
  c->add_option("--supply", p.facility.supply, "supply temperatures, comma separated: \"40 degC\" or 40 (default: each plant's usual one)")->delimiter(',');
  c->add_option("--power-chain", p.facility.power_chain, "from the meter to the rack (default rack_battery_n)");
  c->add_option("--liquid-fraction", p.facility.liquid_fraction, "share of IT heat that liquid takes: \"85 %\"");
  c->add_option("--load", p.facility.load, "mean IT load, share of capacity (default \"85 %\")");
  c->add_option("--it", p.facility.it, "IT capacity (default \"100 MW\")");
  c->add_option("--connection", p.facility.connection, "grid connection: how much IT does it carry? (default \"100 MW\")");
  c->add_option("--margin", p.facility.margin, "design day above the year's warmest hour, where the weather has no long record (default \"3 K\")");
  c->add_flag("--no-trim", p.facility.no_trim, "without trim chillers: the supply floats on hot days");
  c->add_option("-o,--out", p.facility.out, "also write the figures: a .html page, an .svg drawing, or a .md table");
  c->add_flag("--markdown", p.facility.markdown, "print a Markdown table");
  c->add_flag("--list", p.facility.list, "plants, power chains and places by name; run nothing");
}

void declare_export(CLI::App& app, Parsed& p) {
  CLI::App* c = command(app, p, "export", "a finished run in another program's format", [&p] { return run_export(p.context, p.exported); });
  c->add_option("folder", p.exported.folder, "folder of a placement or a plan")->required();
  c->add_option("--to", p.exported.to, "gdnsd, powerdns, haproxy, nginx, varnish, envoy or gateway-api; pypsa or genx")->required();
  c->add_option("-o,--out", p.exported.out, "folder to write (default: beside the run, DIR-FORMAT); files name it, so export to where they will lie");
  c->add_option("--addresses", p.exported.addresses, "CSV: site,address,port");
  c->add_option("--nets", p.exported.nets, "CSV: net,country (203.0.113.0/24,DE): who is where");
  c->add_option("--listen", p.exported.listen, "ADDRESS:PORT the router listens on (default 127.0.0.1, 8053 for DNS, 8080 for proxies)");
  c->add_option("--domain", p.exported.domain, "DNS zone (default infer.example)");
}

void declare_place(CLI::App& app, Parsed& p) {
  CLI::App* c = command(app, p, "place", "sites, models and flows of a serving network near its users", [&p] { return run_place(p.context, p.place); });
  c->add_option("scenario", p.place.scenario, "scenario.toml with [edge], or the folder that holds it")->required();
  c->add_option("-o,--out", p.place.out, "folder to write (default: out/<name of the scenario file or folder>)");
  c->add_option("--gap", p.place.gap, "relative gap to the proved bound to stop at")->check(CLI::Range(1e-9, 0.5));
  c->add_option("--time-limit", p.place.seconds, "seconds for the solver; 0 = none")->check(CLI::NonNegativeNumber);
}

void declare_latency(CLI::App& app, Parsed& p) {
  CLI::App* c = command(app, p, "latency", "round trip between two places", [&p] { return run_latency(p.context, p.latency); });
  c->add_option("places", p.latency.places, "two of: a city (tokyo), a cloud region (aws-eu-central-1), LAT,LON");
  c->add_option("--cities", p.latency.cities, "CSV of measured cities: city, lat, lon");
  c->add_option("--matrix", p.latency.matrix, "CSV of measured round trips in ms: a matrix, or from, to, rtt_ms");
  c->add_flag("--relays", p.latency.relays, "let one city relay for two others: for private backbones");
  c->add_flag("--check", p.latency.check, "leave whole cities out of the matrix and predict them");
}

void declare_deals(CLI::App& app, Parsed& p) {
  CLI::App* c = command(app, p, "contract", "what a contract is worth, what it obliges to, what leaving costs", [&p] { return run_contract(p.context, p.contract); });
  c->add_option("file", p.contract.file, "file or folder with [contracts.X]: a scenario, or a file of contracts alone")->required();
  c->add_option("id", p.contract.id, "one contract (default: all of the file)");
  c->add_option("-o,--out", p.contract.out, "also write a page with figures (.html)");
}

void declare_import(CLI::App& app, Parsed& p) {
  CLI::App* c = command(app, p, "import", "read what other tools write", [&p] { return run_import(p.context, p.import); });
  c->add_option("format", p.import.format, import_help())->required();
  c->add_option("files", p.import.files, "files of that format")->required();
  c->add_option("-o,--out", p.import.out, "also write what was found as a scenario file (focus: a [contracts.X] for each commitment)");
}

void declare_money(CLI::App& app, Parsed& p) {
  CLI::App* c = command(app, p, "capital", "who owes whom, and who falls with whom", [&p] { return run_capital(p.context, p.capital); });
  declare_capital_options(*c, p.capital);
  CLI::App* own = command(app, p, "own", "buy, lease or rent an accelerator", [&p] { return run_own(p.context, p.own); });
  declare_own_options(*own, p.own);
}

void declare_value(CLI::App& app, Parsed& p) {
  ValueCommand& o = p.value;
  CLI::App* c = command(app, p, "value", "what a faster kernel, another chip, fewer bits, another batch or a power cap is worth: planned without and with it", [&p] { return run_value(p.context, p.value); });
  c->add_option("scenario", o.scenario, "scenario.toml, or the folder that holds it")->required();
  c->add_option("--kernel", o.kernel, "kernel that is to be faster: gemm_fp8, gemm_fp4, gemm_bf16, attention, collective, ...");
  c->add_option("--gain", o.gain, "by how much: \"20 %\"");
  c->add_option("--swap", o.swap, "another accelerator in the fleet's place");
  c->add_option("--precision", o.precision, "bf16, fp8, fp4 or w4 for every workload that serves");
  c->add_option("--batch", o.batch, "most requests in flight on an instance")->check(CLI::PositiveNumber);
  c->add_option("--power-cap", o.power_cap, "share of the busy power: \"75 %\"");
  c->add_option("--count", o.count, "how many of the fleet's accelerators may be had")->check(CLI::PositiveNumber);
  c->add_option("--fleet", o.fleet, "the fleet that changes (default: every fleet)");
  c->add_option("-o,--out", o.out, "also write the changed plan as a run folder, its report with what the change is worth; NAME.html: that page alone");
}

void declare_calibrate(CLI::App& app, Parsed& p) {
  CalibrateCommand& o = p.calibrate;
  CLI::App* c = command(app, p, "calibrate", "time this machine's kernels, then predict and run a small decoder", [&p] { return run_calibrate(p.context, p.calibrate); });
  c->add_option("--device", o.device, "cpu, or cuda: the first NVIDIA GPU (where the program was built with nvcc)")->check(CLI::IsMember({"cpu", "cuda"}));
  c->add_option("-o,--out", o.out, "profile to write (.csv)");
  c->add_option("--runs", o.runs, "runs a kernel, at least 5")->check(CLI::Range(5, 1000));
  c->add_flag("--no-trial", o.no_trial, "without the trial on a decoder of random weights");
}

void declare_compute(CLI::App& app, Parsed& p) {
  ComputeCommand& o = p.compute;
  CLI::App* c = command(app, p, "compute", "tokens/s and joules per token of a model on an accelerator: the Pareto front, one layout, or training", [&p] { return run_compute(p.context, p.compute); });
  c->add_option("model", o.model, "model card (--list shows all)");
  c->add_option("--on", o.on, "accelerator; several to compare: --on h100_sxm,b200_sxm")->delimiter(',');
  c->add_flag("--list", o.list, "models and accelerators that are known");
  c->add_option("--input", o.input, "tokens of a prompt")->check(CLI::PositiveNumber);
  c->add_option("--output", o.output, "tokens of an answer")->check(CLI::PositiveNumber);
  c->add_option("--cached", o.cached, "share of the prompt found in the prefix cache");
  c->add_option("--precision", o.precision, "bf16, fp8, fp4, w4 or fp32; several allowed (default: all the accelerator has)")->delimiter(',');
  c->add_option("--size", o.size, "accelerators an instance; several allowed")->delimiter(',')->check(CLI::PositiveNumber);
  c->add_option("--largest-batch", o.largest_batch, "requests in flight on an instance")->check(CLI::PositiveNumber);
  c->add_option("--ttft", o.ttft, "promise: mean time to first token, \"2 s\"; gives the best point that keeps it");
  c->add_option("--tpot", o.tpot, "promise: mean time per output token, \"50 ms\"");
  c->add_flag("--split", o.split, "prefill and decode on instances of their own, KV cache handed over");
  c->add_flag("--hull", o.hull, "only the convex hull of the front");
  c->add_option("--draft", o.draft, "speculative decoding: tokens proposed a step");
  c->add_option("--acceptance", o.acceptance, "chance that a proposed token is right");
  c->add_option("--chunk", o.chunk, "tokens an iteration may hold (chunked prefill)");
  c->add_option("--power-cap", o.power_cap, "share of the busy power: \"75 %\"");
  c->add_option("--kernel", o.kernel, "kernel that is to be faster: gemm_fp8, attention, collective, ...");
  c->add_option("--gain", o.gain, "by how much: \"20 %\"");
  c->add_option("--profile", o.profile, "kernels measured by `gridwright calibrate`; --on then gives power and memory");
  c->add_option("--scenario", o.scenario, "scenario whose [accelerators.X] are known, too");
  c->add_option("--tp", o.tp, "one stated layout instead of the search: tensor parallel")->check(CLI::PositiveNumber);
  c->add_option("--pp", o.pp, "pipeline parallel of the stated layout");
  c->add_option("--dp", o.dp, "attention data parallel of the stated layout");
  c->add_option("--ep", o.ep, "expert parallel of the stated layout");
  c->add_option("--batch", o.batch, "requests in flight of the stated layout");
  c->add_option("--train", o.train, "search the best training layout of so many accelerators instead")->check(CLI::PositiveNumber);
  c->add_option("--sequence", o.sequence, "training: tokens a sequence")->check(CLI::PositiveNumber);
  c->add_option("--batch-tokens", o.batch_tokens, "training: tokens an iteration (default: by size)")->check(CLI::NonNegativeNumber);
  c->add_option("-o,--out", o.out, "write the figure and the tables to this HTML file");
}

void declare_operate(CLI::App& app, Parsed& p) {
  CLI::App* c = command(app, p, "operate", "operate a finished design window by window, knowing only the next hours", [&p] { return run_operate(p.context, p.operate); });
  c->add_option("folder", p.operate.folder, "run folder of a plan")->required();
  c->add_option("--foresight", p.operate.foresight, "how far ahead is known")->capture_default_str();
  c->add_option("--commit", p.operate.commit, "how much of it is carried out before looking again")->capture_default_str();
  c->add_option("--unserved-cost", p.operate.unserved_usd_per_mwh, "USD/MWh of load that cannot be carried, where the scenario states none")->check(CLI::Range(1.0, 1e6))->capture_default_str();
  c->add_option("-o,--out", p.operate.out, "page to write: operated.html");
  c->add_option("--scenario", p.operate.scenario, "the scenario the run was made from, where it no longer lies where it did");
}

void declare_reliability(CLI::App& app, Parsed& p) {
  CLI::App* c = command(app, p, "reliability", "how often a finished design fails to serve its load: outages, weather, N-1, islanded",
                        [&p] { return run_reliability(p.context, p.reliability); });
  c->add_option("folder", p.reliability.folder, "run folder of a plan; its report gets a chapter")->required();
  c->add_option("--years", p.reliability.years, "simulated, each on its own")->check(CLI::Range(1, 1000000))->capture_default_str();
  c->add_option("--policy", p.reliability.policy, "plan: stores follow the plan until load would go unserved; reserve: they are kept full")
      ->check(CLI::IsMember({"plan", "reserve"}))->capture_default_str();
  c->add_option("--weather-years", p.reliability.weather_years, "years of synthetic weather to draw from (measured weather has the one)")->check(CLI::Range(1, 200))->capture_default_str();
  c->add_option("--block", p.reliability.block_h, "hours of weather drawn together, from any year and up to two blocks earlier or later; 0: whole years")
      ->check(CLI::Range(0.0, 8760.0))->capture_default_str();
  c->add_option("--scenario", p.reliability.scenario, "the scenario the run was made from, where it no longer lies where it did");
}

void declare_frontier(CLI::App& app, Parsed& p) {
  CLI::App* c = command(app, p, "frontier", "what each further percent of clean power costs: one design a target",
                        [&p] { return run_frontier(p.context, p.frontier); });
  c->add_option("scenarios", p.frontier.scenarios, "scenario files or folders, one curve each")->required();
  c->add_option("--match", p.frontier.match, "targets in percent of load, separated by commas")->delimiter(',')->capture_default_str();
  c->add_option("--mode", p.frontier.mode, "how clean power is counted, instead of the scenario's mode")
      ->check(CLI::IsMember({"annual", "score_with_grid", "strict_hourly"}));
  c->add_option("-o,--out", p.frontier.out, "write a page (.html), a table (.csv) or .json");
  c->add_option("--run", p.frontier.run, "also put the family into the report of this run folder, with the run's own target among the points");
}

void declare(CLI::App& app, Parsed& p) {
  command(app, p, "check", "find every mistake in a scenario, run nothing", [&p] { return run_check(p.context, p.scenario); })
      ->add_option("scenario", p.scenario, "scenario.toml, or the folder that holds it")->required();
  declare_plan(app, p);
  declare_simulate(app, p);
  declare_study(app, p);
  command(app, p, "report", "tables, netCDF and report.html of a run folder", [&p] { return run_report(p.context, p.folder); })
      ->add_option("folder", p.folder, "run folder")->required();
  CLI::App* compare = command(app, p, "compare", "runs side by side", [&p] { return run_compare(p.context, p.folders, p.markdown); });
  compare->add_option("folders", p.folders, "run folders")->required();
  compare->add_flag("--markdown", p.markdown, "as a Markdown table");
  command(app, p, "explain", "what a term means here", [&p] { return run_explain(p.context, p.term); })
      ->add_option("term", p.term, "component, attribute, technology or row of the model")->required();
  declare_facility(app, p);
  declare_deals(app, p);
  declare_import(app, p);
  declare_money(app, p);
  declare_compute(app, p);
  declare_value(app, p);
  declare_calibrate(app, p);
  declare_frontier(app, p);
  declare_operate(app, p);
  declare_reliability(app, p);
  declare_solve(app, p);
  declare_place(app, p);
  declare_export(app, p);
  declare_latency(app, p);
  command(app, p, "schema", "JSON schema of scenario.toml", [&p] { return run_schema(p.context); });
}

int say_unknown(const CLI::App& app, const std::string& typed) {
  std::vector<std::string> verbs{"help"};
  for (const CLI::App* s : app.get_subcommands([](const CLI::App*) { return true; })) verbs.push_back(s->get_name());
  const auto near = gridwright::nearest_name(typed, verbs);
  std::cerr << "unknown command '" << typed << "'" << (near ? "; did you mean '" + *near + "'?" : "") << "   (gridwright --help)\n";
  return static_cast<int>(Exit::bad_input);
}

int dispatch(int argc, char** argv) {
  Parsed p;
  p.context.interrupted = &interrupted;
  for (int i = 0; i < argc; ++i) p.context.command_line += (i > 0 ? " " : "") + std::string(i > 0 ? argv[i] : "gridwright");
  std::vector<std::string> words(argv + 1, argv + argc);
  if (words.empty() || words[0] == "--help" || words[0] == "-h" || (words[0] == "help" && words.size() == 1)) {
    std::cout << overview;
    return 0;
  }
  if (words[0] == "--version") {
    std::cout << "gridwright " << version() << '\n';
    return 0;
  }
  if (words[0] == "help") words = {words[1], "--help"};
  CLI::App app("Design AI infrastructure from the grid to the token.", "gridwright");
  app.require_subcommand(1);
  declare(app, p);
  if (words[0][0] != '-' && app.get_subcommands([&](const CLI::App* s) { return s->get_name() == words[0]; }).empty())
    return say_unknown(app, words[0]);
  try {
    std::vector<std::string> reversed(words.rbegin(), words.rend());
    app.parse(reversed);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? 0 : static_cast<int>(Exit::bad_input);
  }
  return static_cast<int>(p.action());
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGINT, on_interrupt);
  std::signal(SIGTERM, on_interrupt);
  try {
    return dispatch(argc, argv);
  } catch (const std::exception& e) {
    std::cerr << "gridwright: internal error: " << e.what() << "\nThis is a bug: please report it with the scenario and the command.\n";
    return static_cast<int>(Exit::our_bug);
  }
}
