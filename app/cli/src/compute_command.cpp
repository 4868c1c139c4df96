#include <algorithm>
#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>

#include "commands.hpp"
#include "gridwright/compute/calibrate.hpp"
#include "gridwright/compute/custom.hpp"
#include "gridwright/compute/table.hpp"
#include "gridwright/compute/training.hpp"
#include "gridwright/core/file.hpp"
#include "gridwright/core/text.hpp"
#include "gridwright/report/sheet.hpp"
#include "gridwright/scenario/load.hpp"
#include "gridwright/scenario/units.hpp"
#include "typed.hpp"

namespace gridwright::cli {

namespace {

using namespace compute;
using nlohmann::ordered_json;

Diagnostic wrong(std::string message, std::string fix) { return {.message = std::move(message), .fix = std::move(fix)}; }

/// "2 s", "50 ms"; no text = no promise.
double seconds_of(const std::string& text, const char* option, Diagnostics& mistakes) {
  if (text.empty()) return std::numeric_limits<double>::infinity();
  const scenario::Measure m = scenario::read_measure(text, "s");
  if (m.fault == scenario::MeasureFault::none && m.value > 0.0) return 3600.0 * m.value;
  mistakes.push_back(wrong(std::string(option) + " '" + text + "' is not a time", std::string("write a number with a unit: ") + option + " \"50 ms\""));
  return std::numeric_limits<double>::infinity();
}

/// All that was asked, read and checked once.
struct Question {
  std::vector<ServingSetup> setups;
  RequestShape shape;
  Slo slo;
  SearchSpace space;
  PowerCapPoint cap;
};

bool is_gpu_profile(const std::string& text) { return text.find("\ncopy_gb_s,") != std::string::npos; }

Result<ServingSetup> calibrated_setup(const Catalogue& facts, const ComputeCommand& c, const std::string& like) {
  const Result<std::string> text = read_text_file(c.profile);
  if (!text) return text.diagnostics();
  const Result<ModelCard> model = find_model(facts, c.model);
  const Result<Accelerator> chip = find_accelerator(facts, like);
  Diagnostics missing;
  for (const Diagnostics* d : {&model.diagnostics(), &chip.diagnostics()}) missing.insert(missing.end(), d->begin(), d->end());
  if (!missing.empty()) return missing;
  if (is_gpu_profile(*text)) {
    const Result<GpuProfile> profile = gpu_profile_from_csv(*text, c.profile);
    if (!profile) return profile.diagnostics();
    const Result<CalibratedMachine> machine = machine_from(*profile, *chip, facts);
    if (!machine) return machine.diagnostics();
    return ServingSetup{*model, machine->chip, machine->kernels};
  }
  const Result<CpuProfile> profile = cpu_profile_from_csv(*text, c.profile);
  if (!profile) return profile.diagnostics();
  CalibratedMachine machine = machine_from(*profile, *chip);
  return ServingSetup{*model, std::move(machine.chip), std::move(machine.kernels)};
}

void read_kernels(const ComputeCommand& c, std::vector<ServingSetup>& setups, Diagnostics& mistakes) {
  if (c.kernel.empty()) return;
  const double gain = 1.0 + share_of(c.gain, "--gain", "75 %", mistakes);
  for (ServingSetup& s : setups) {
    const Result<KernelGains> gains = with_gain(s.kernels.gains, c.kernel, gain);
    if (!gains) return void(mistakes.insert(mistakes.end(), gains.diagnostics().begin(), gains.diagnostics().end()));
    s.kernels.gains = *gains;
  }
}

Result<Question> question_of(const ComputeCommand& c) {
  Question q;
  Diagnostics mistakes;
  std::vector<scenario::CustomAccelerator> own;
  if (!c.scenario.empty()) {
    const Result<scenario::Scenario> stated = scenario::load_scenario(c.scenario);
    if (!stated) return stated.diagnostics();
    own = stated->accelerators;
  }
  const Result<Catalogue> known = catalogue_with(own);
  if (!known) return known.diagnostics();
  const Catalogue& facts = *known;
  for (const std::string& on : c.on) {
    Result<ServingSetup> setup = c.profile.empty() ? serving_setup(facts, c.model, on) : calibrated_setup(facts, c, on);
    for (const Diagnostic& d : setup.diagnostics())
      if (std::none_of(mistakes.begin(), mistakes.end(), [&](const Diagnostic& known) { return known.message == d.message; })) mistakes.push_back(d);
    if (setup) q.setups.push_back(*std::move(setup));
  }
  q.shape = {c.input, c.output, share_of(c.cached, "--cached", "75 %", mistakes)};
  q.slo = {seconds_of(c.ttft, "--ttft", mistakes), seconds_of(c.tpot, "--tpot", mistakes)};
  for (const std::string& word : c.precision) {
    const auto precision = precision_from(word);
    if (precision) q.space.precisions.push_back(*precision);
    else mistakes.push_back(wrong("no precision '" + word + "'", "bf16, fp8, fp4, w4 (4-bit weights, 16-bit arithmetic) or fp32"));
  }
  if (!c.profile.empty() && q.space.precisions.empty())  // what was measured
    q.space.precisions = {!q.setups.empty() && q.setups.front().chip.fp32_tflops ? Precision::fp32 : Precision::bf16};
  q.space.accelerators = c.size;
  q.space.largest_batch = c.largest_batch;
  q.space.base.draft_tokens = c.draft;
  q.space.base.acceptance = share_of(c.acceptance, "--acceptance", "75 %", mistakes);
  q.space.base.chunk_tokens = c.chunk;
  read_kernels(c, q.setups, mistakes);
  if (!c.power_cap.empty() && !q.setups.empty()) {
    const Result<PowerCapPoint> cap = power_cap_at(q.setups.front().chip, share_of(c.power_cap, "--power-cap", "75 %", mistakes));
    if (cap) q.cap = *cap;
    else mistakes.insert(mistakes.end(), cap.diagnostics().begin(), cap.diagnostics().end());
  }
  if (!mistakes.empty()) return mistakes;
  return q;
}

std::string number(double value, const char* format) {
  char text[48];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

ordered_json json_of(const OperatingPoint& p) {
  const ServingConfig& c = p.config;
  return {{"precision", to_string(c.precision)}, {"tp", c.tp}, {"pp", c.pp}, {"dp", c.dp}, {"ep", c.ep}, {"accelerators", c.accelerators()}, {"batch", c.batch},
          {"ttft_s", p.ttft_s}, {"tpot_s", p.tpot_s}, {"tokens_per_s_per_user", p.tokens_per_s_per_user}, {"tokens_per_s_per_accelerator", p.tokens_per_s_per_accelerator},
          {"requests_per_s", p.requests_per_s}, {"busy_w", 1e6 * p.busy.in(MW)}, {"host_w", 1e6 * p.host.in(MW)}, {"joule_per_output_token", p.joule_per_output_token},
          {"node_joule_per_output_token", p.node_joule_per_output_token},
          {"memory_gb", {{"weights", p.memory.weights_gb}, {"kv_cache", p.memory.kv_gb}, {"activations", p.memory.activations_gb}, {"runtime", p.memory.runtime_gb}, {"usable", p.memory.usable_gb}}},
          {"decode_step_s", {{"gemm", p.decode_step.gemm_s}, {"attention", p.decode_step.attention_s}, {"elementwise", p.decode_step.elementwise_s}, {"collective", p.decode_step.collective_s}, {"host", p.decode_step.host_s}}}};
}

ordered_json json_of(const DisaggregatedPoint& p) {
  ordered_json out = json_of(p.decode);
  out["tokens_per_s_per_accelerator"] = p.tokens_per_s_per_accelerator;
  out["decode_tokens_per_s_per_accelerator"] = p.decode.tokens_per_s_per_accelerator;
  out["prefill"] = {{"tp", p.prefill.tp}, {"dp", p.prefill.dp}, {"ep", p.prefill.ep}, {"prompt_s", p.prefill_s}, {"transfer_s", p.transfer_s}, {"exposed_transfer_s", p.exposed_transfer_s}, {"instances_per_decode", p.prefill_instances_per_decode}};
  return out;
}

/// Operating points of one accelerator as everything this command prints: rows, JSON, a curve.
struct Answer {
  Table table;
  ordered_json json;
  report::SheetSeries curve;
};

std::string hover(const OperatingPoint& p, double each) {
  return number(p.tokens_per_s_per_user, "%.0f tokens/s a user, ") + number(each, "%.0f an accelerator: ") + to_string(p.config.precision) + " " + layout_text(p.config) + ", batch " + std::to_string(p.config.batch);
}

Answer answer_of(const Question& q, const ServingSetup& s, const std::vector<OperatingPoint>& points) {
  Answer a{operating_table(s, q.shape, points), ordered_json::array(), {s.chip.name, {}}};
  for (const OperatingPoint& p : points) {
    a.json.push_back(json_of(p));
    a.curve.points.push_back({p.tokens_per_s_per_user, p.tokens_per_s_per_accelerator, hover(p, p.tokens_per_s_per_accelerator)});
  }
  return a;
}

Answer answer_of(const Question& q, const ServingSetup& s, const std::vector<DisaggregatedPoint>& points) {
  Answer a{disaggregated_table(s, q.shape, points), ordered_json::array(), {s.chip.name, {}}};
  for (const DisaggregatedPoint& p : points) {
    a.json.push_back(json_of(p));
    a.curve.points.push_back({p.decode.tokens_per_s_per_user, p.tokens_per_s_per_accelerator, hover(p.decode, p.tokens_per_s_per_accelerator)});
  }
  return a;
}

Diagnostics nothing_fits(const ServingSetup& s) {
  return {wrong("no layout of " + s.model.name + " on " + s.chip.name + " fits its memory and meets the promise", "more accelerators an instance (--size), fewer bits (--precision) or a looser promise")};
}

/// The points asked for: a stated layout, the best under a promise, or the whole front.
Result<Answer> serve(const ComputeCommand& c, const Question& q, const ServingSetup& s) {
  if (c.tp > 0) {
    ServingConfig config = q.space.base;
    config.precision = q.space.precisions.empty() ? Precision::bf16 : q.space.precisions.front();
    config.tp = c.tp, config.pp = c.pp, config.dp = c.dp, config.ep = c.ep, config.batch = c.batch;
    const Result<OperatingPoint> p = operating_point(s, config, q.shape);
    if (!p) return p.diagnostics();
    return answer_of(q, s, std::vector{capped(*p, q.cap)});
  }
  if (c.split) {
    const std::vector<DisaggregatedPoint> front = disaggregated_front(s, q.shape, q.slo, q.space);
    if (front.empty()) return nothing_fits(s);
    return answer_of(q, s, front);
  }
  if (!c.ttft.empty() || !c.tpot.empty()) {  // a capped accelerator is slower: it must keep the promise all the same
    const Slo slo{q.slo.ttft_s * q.cap.throughput_share, q.slo.tpot_s * q.cap.throughput_share};
    const Result<OperatingPoint> best = best_operating_point(s, q.shape, slo, q.space);
    if (!best) return best.diagnostics();
    return answer_of(q, s, std::vector{capped(*best, q.cap)});
  }
  std::vector<OperatingPoint> front = pareto_front(s, q.shape, q.space);
  if (c.hull) front = convex_hull(front);
  if (front.empty()) {  // say why: the nearest misses, with numbers
    const Result<OperatingPoint> why = best_operating_point(s, q.shape, {}, q.space);
    return why ? nothing_fits(s) : why.diagnostics();
  }
  for (OperatingPoint& p : front) p = capped(p, q.cap);
  return answer_of(q, s, front);
}

Result<Answer> train(const ComputeCommand& c, const ServingSetup& s) {
  const Result<TrainingPoint> p = training_point(s, c.train, c.batch_tokens, c.sequence);
  if (!p) return p.diagnostics();
  Answer a{training_table(s, c.train, *p), {}, {}};
  const TrainingConfig& l = p->config;
  a.json = {{"accelerators", c.train}, {"tp", l.tp}, {"cp", l.cp}, {"pp", l.pp}, {"dp", l.dp}, {"ep", l.ep}, {"interleave", l.interleave}, {"micro_batch", l.micro_batch}, {"global_batch", l.global_batch},
            {"sequence", l.sequence}, {"recompute_share", l.recompute == Recompute::full ? l.recompute_share : 0.0}, {"iteration_s", p->step.iteration_s}, {"mfu", p->step.mfu}, {"goodput", p->goodput},
            {"flop_per_s_per_accelerator", p->flop_per_s_per_accelerator}, {"busy_w", 1e6 * p->busy.in(MW)}, {"swing_share", p->swing_share}, {"swing_period_s", p->swing_period_s},
            {"memory_gib", {{"parameters", p->step.memory.parameters_gib}, {"activations", p->step.memory.activations_gib}, {"usable", p->step.memory.usable_gib}}}};
  for (const PowerPhase& phase : power_phases(*p, s.chip)) a.json["power_phases"].push_back({{"what", phase.what}, {"seconds", phase.seconds}, {"watts", 1e6 * phase.power.in(MW)}, {"times", phase.times}});
  return a;
}

report::SheetTable page_table(const Table& t) {
  report::SheetTable out{t.title, t.heading, t.rows};
  return out;
}

std::string page_of(const ComputeCommand& c, const Question& q, const std::vector<Answer>& answers) {
  report::Sheet page{.brand = "Gridwright: operating points of one model", .title = q.setups.front().model.name, .tables_name = "Operating points"};
  page.lead = "Requests of " + group_thousands(q.shape.input_tokens) + " tokens in and " + group_thousands(q.shape.output_tokens) + " out" +
              (q.shape.cached_share > 0 ? ", " + number(100 * q.shape.cached_share, "%.0f %% of the input found in the prefix cache" ) : "") + (c.split ? "; prompts and answers on instances of their own." : ".");
  report::SheetFigure figure{.title = "What a quick answer costs in throughput", .x_unit = "output tokens/s a user", .y_unit = "tokens/s an accelerator"};
  for (const Answer& a : answers) {
    if (!a.curve.points.empty()) figure.series.push_back(a.curve);
    page.tables.push_back(page_table(a.table));
  }
  if (figure.series.size() == 1 && figure.series.front().points.size() > 1) {
    const auto& points = figure.series.front().points;
    figure.title = "From " + number(points.front().x, "%.0f") + " to " + number(points.back().x, "%.0f tokens/s a user, an accelerator falls from ") + group_thousands(points.front().y) + " to " + group_thousands(points.back().y) + " tokens/s";
  }
  if (!figure.series.empty()) page.figures.push_back(std::move(figure));
  page.notes = {"Time to first token is the mean of a steady stream; percentiles are what simulate measures.", "Power is of the accelerator alone; J/token too. Host, network and cooling come on top."};
  for (const ServingSetup& s : q.setups) page.notes.push_back(s.chip.name + ": " + s.chip.source + ". Kernels measured on " + s.chip.kernel_family + (s.chip.kernel_derate != 1.0 ? number(s.chip.kernel_derate, ", times %.2f (estimate)") : "") + ".");
  page.notes.push_back(q.setups.front().model.name + ": " + q.setups.front().model.source + ".");
  return report::sheet_html(page);
}

Exit list(const Context& context) {
  const Catalogue facts = load_catalogue();
  if (context.json) {
    ordered_json out{{"models", ordered_json::array()}, {"accelerators", ordered_json::array()}};
    for (const ModelCard& m : facts.models) out["models"].push_back(m.id);
    for (const Accelerator& a : facts.accelerators) out["accelerators"].push_back(a.id);
    std::cout << out.dump(2) << '\n';
    return Exit::done;
  }
  std::printf("models\n");
  for (const ModelCard& m : facts.models) std::printf("  %-24s %s parameters%s, context %s\n", m.id.c_str(), number(1e-9 * m.total_params, "%6.1f G").c_str(), m.is_moe() ? number(1e-9 * m.active_params, " (%.1f G active)").c_str() : "", group_thousands(m.context).c_str());
  std::printf("accelerators\n");
  for (const Accelerator& a : facts.accelerators)
    std::printf("  %-24s %5.0f GB at %5.0f GB/s, %5.0f W%s\n", a.id.c_str(), a.memory_gb, a.memory_bw_gb_s, 1e6 * a.tdp.in(MW), a.tdp_is_estimate ? " (estimate)" : "");
  return Exit::done;
}

}  // namespace

Exit run_compute(const Context& context, const ComputeCommand& command) {
  if (command.list) return list(context);
  Diagnostics missing;
  if (command.model.empty()) missing.push_back(wrong("no model named", "gridwright compute llama-3.1-70b --on h200_sxm   (gridwright compute --list)"));
  if (command.on.empty()) missing.push_back(wrong("no accelerator named", "--on h200_sxm   (gridwright compute --list)"));
  if (!missing.empty()) return fail(context, missing, Exit::bad_input, "Nothing was computed.");
  const Result<Question> question = question_of(command);
  if (!question) return fail(context, question.diagnostics(), Exit::bad_input, "Nothing was computed.");
  std::vector<Answer> answers;
  ordered_json json = ordered_json::array();
  for (const ServingSetup& s : question->setups) {
    Result<Answer> a = command.train > 0 ? train(command, s) : serve(command, *question, s);
    if (!a) return fail(context, a.diagnostics(), Exit::bad_input, "Nothing was computed.");
    json.push_back({{"model", s.model.id}, {"accelerator", s.chip.id}, {"input_tokens", question->shape.input_tokens}, {"output_tokens", question->shape.output_tokens}, {command.train > 0 ? "training" : "points", a->json}});
    answers.push_back(*std::move(a));
  }
  if (!command.out.empty())
    if (const Diagnostics bad = write_file_atomically(command.out, page_of(command, *question, answers)); has_errors(bad)) return fail(context, bad);
  if (context.json) {
    std::cout << json.dump(2) << '\n';
    return Exit::done;
  }
  for (const Answer& a : answers) std::cout << to_text(a.table);
  if (!command.out.empty() && !context.quiet) std::cerr << "wrote " << command.out << '\n';
  return Exit::done;
}

}  // namespace gridwright::cli
