#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>

#include "commands.hpp"
#include "gridwright/compute/custom.hpp"
#include "gridwright/compute/kernels.hpp"
#include "gridwright/core/file.hpp"
#include "gridwright/core/text.hpp"
#include "gridwright/design/run_folder.hpp"
#include "gridwright/report/html.hpp"
#include "gridwright/report/sheet.hpp"
#include "gridwright/scenario/load.hpp"
#include "typed.hpp"

namespace gridwright::cli {

namespace {

/// The scenario with the change made, and the change in words.
struct Changed {
  scenario::Scenario scenario;
  std::vector<plan::ChipChange> chips;
  std::vector<std::string> words;
};

plan::ChipChange change_fleet(scenario::Fleet& fleet, const ValueCommand& c, Diagnostics& mistakes) {
  plan::ChipChange chips{.fleet = fleet.id};
  if (!c.kernel.empty()) chips.kernels.push_back(c.kernel + " " + c.gain);
  if (!c.swap.empty()) fleet.accelerator = c.swap, fleet.price.reset();
  if (c.batch > 0) chips.largest_batch = c.batch;
  if (!c.power_cap.empty()) chips.power_cap = share_of(c.power_cap, "--power-cap", "20 %", mistakes);
  if (c.count > 0.0) fleet.count.max = c.count, fleet.count.min = std::min(fleet.count.min, c.count);
  return chips;
}

Result<Changed> changed(const scenario::Scenario& base, const ValueCommand& c) {
  Changed out{base, {}, {}};
  Diagnostics mistakes;
  if (c.kernel.empty() && c.swap.empty() && c.precision.empty() && c.batch == 0 && c.power_cap.empty() && c.count == 0.0)
    mistakes.push_back({.message = "nothing changes", .fix = "--kernel gemm_fp8 --gain 20%, --swap ACCELERATOR, --precision fp4, --batch 64, --power-cap 75% or --count 200000"});
  if (!c.kernel.empty())
    if (const auto known = compute::with_gain({}, c.kernel, 1.0 + std::max(-0.9, share_of(c.gain, "--gain", "20 %", mistakes))); !known) mistakes.insert(mistakes.end(), known.diagnostics().begin(), known.diagnostics().end());
  if (!c.swap.empty()) {
    const Result<compute::Catalogue> facts = compute::catalogue_with(base.accelerators);
    const Diagnostics missing = facts ? compute::find_accelerator(*facts, c.swap).diagnostics() : facts.diagnostics();
    mistakes.insert(mistakes.end(), missing.begin(), missing.end());
  }
  std::vector<std::string> names;
  bool any = false;
  for (scenario::Fleet& fleet : out.scenario.fleets) {
    names.push_back(fleet.id);
    if (!c.fleet.empty() && fleet.id != c.fleet) continue;
    any = true;
    out.chips.push_back(change_fleet(fleet, c, mistakes));
  }
  if (!any) {
    const auto near = nearest_name(c.fleet, names);
    mistakes.push_back({.message = names.empty() ? "the scenario has no fleet" : "no fleet '" + c.fleet + "'", .fix = near ? "did you mean '" + *near + "'?" : names.empty() ? "add [fleets.NAME]" : "fleets: " + join(names, ", ")});
  }
  if (!c.precision.empty()) {
    if (!compute::precision_from(c.precision)) mistakes.push_back({.message = "no precision '" + c.precision + "'", .fix = "bf16, fp8, fp4 or w4"});
    for (scenario::Workload& w : out.scenario.workloads)
      if (w.kind != scenario::WorkloadKind::training) w.precision = c.precision;
  }
  if (!mistakes.empty()) return mistakes;
  if (!c.kernel.empty()) out.words.push_back(c.kernel + " " + c.gain + " faster");
  if (!c.swap.empty()) out.words.push_back(c.swap + " instead, at the price of its card");
  if (!c.precision.empty()) out.words.push_back("served in " + c.precision);
  if (c.batch > 0) out.words.push_back("at most " + std::to_string(c.batch) + " requests an instance");
  if (!c.power_cap.empty()) out.words.push_back("power capped at " + c.power_cap);
  if (c.count > 0.0) out.words.push_back("at most " + group_thousands(c.count) + " accelerators a fleet");
  return out;
}

struct Row {
  const char *name, *unit;
  int decimals;
  double before = 0.0, after = 0.0;
};

std::vector<Row> rows_of(const design::Design& a, const design::Design& b) {
  const auto accelerators = [](const design::Design& d) {
    double n = 0.0;
    for (const design::Capacity& c : d.capacities)
      if (c.what == "accelerators") n += c.value;
    return n;
  };
  const auto load = [](const design::Design& d) {
    double mwh = 0.0;
    for (const design::SiteResult& s : d.sites) mwh += s.it_mwh + s.overhead_mwh + s.other_load_mwh;
    return mwh;
  };
  const auto it_peak = [](const design::Design& d) {
    double mw = 0.0;
    for (const design::SiteResult& s : d.sites) mw += s.it_peak_mw;
    return mw;
  };
  const auto group = [](const design::Design& d, std::string_view name) {
    double usd = 0.0;
    for (const design::CostLine& c : d.costs)
      if (c.group == name) usd += c.usd_per_year;
    return 1e-6 * usd;
  };
  constexpr double year_h = 8760.0;  // energies of a design are those of a year, whatever it planned
  std::vector<Row> rows{{"accelerators", "", 0, accelerators(a), accelerators(b)},
                        {"accelerators busy", "%", 1, 100 * a.busy_share, 100 * b.busy_share},
                        {"IT power, highest", "MW", 1, it_peak(a), it_peak(b)},
                        {"facility load, mean (with cooling and losses)", "MW", 1, load(a) / year_h, load(b) / year_h},
                        {"energy of the facility", "GWh", 1, 1e-3 * load(a), 1e-3 * load(b)},
                        {"PUE", "", 3, a.pue, b.pue},
                        {"cost, all", "MUSD/yr", 1, 1e-6 * a.usd_per_year, 1e-6 * b.usd_per_year},
                        {"  of it accelerators", "MUSD/yr", 1, group(a, "accelerators"), group(b, "accelerators")},
                        {"  of it power", "MUSD/yr", 1, group(a, "power"), group(b, "power")},
                        {"  of it building and cooling", "MUSD/yr", 1, group(a, "buildings"), group(b, "buildings")},
                        {"cost of serving", "USD/M tokens", 3, a.usd_per_million_tokens, b.usd_per_million_tokens}};
  for (const design::WorkloadResult& w : a.workloads)
    for (const design::WorkloadResult& v : b.workloads)
      if (v.id == w.id && w.usd_per_million_tokens > 0.0) rows.push_back({w.id.c_str(), "USD/M tokens", 3, w.usd_per_million_tokens, v.usd_per_million_tokens});
  return rows;
}

std::vector<std::string> cells(const Row& r) {
  const double change = r.after - r.before;
  const std::string sign = change > 0.0 ? "+" : "";
  char percent[32];
  std::snprintf(percent, sizeof percent, "%+.1f %%", r.before != 0.0 ? 100.0 * change / r.before : 0.0);
  return {r.name, r.unit, group_thousands(r.before, r.decimals), group_thousands(r.after, r.decimals), sign + group_thousands(change, r.decimals), percent};
}

/// What the change saves, by group of costs: every group of either design.
design::ChangeWorth worth_of(const design::Design& a, const design::Design& b, const std::string& change, const std::vector<Row>& rows) {
  design::ChangeWorth worth{.change = change, .saved_usd_per_year = a.usd_per_year - b.usd_per_year, .parts = {}, .rows = {}};
  const auto add = [&](const design::CostLine& line, double sign) {
    auto part = std::find_if(worth.parts.begin(), worth.parts.end(), [&](const design::WorthPart& p) { return p.group == line.group; });
    if (part == worth.parts.end()) part = worth.parts.insert(worth.parts.end(), {line.group, 0.0});
    part->saved_usd_per_year += sign * line.usd_per_year;
  };
  for (const design::CostLine& line : a.costs) add(line, 1.0);
  for (const design::CostLine& line : b.costs) add(line, -1.0);
  double rest = worth.saved_usd_per_year;
  for (const design::WorthPart& p : worth.parts) rest -= p.saved_usd_per_year;
  if (std::abs(rest) > 1e-6 * std::abs(a.usd_per_year)) worth.parts.push_back({"other", rest});
  for (const Row& r : rows) worth.rows.push_back({std::string(trim(r.name)), r.unit, r.before, r.after});
  return worth;
}

/// The changed plan as a run folder: its report opens with what the change is worth.
Exit write_folder(const Context& context, const ValueCommand& command, const scenario::Scenario& s, design::Design d) {
  design::Run run{.design = std::move(d), .provenance = {.version = version(), .scenario_path = command.scenario, .command = context.command_line}};
  for (const scenario::InputFile& f : s.inputs) run.provenance.inputs.push_back({f.path, f.sha256});
  const std::vector<design::TextFile> extra{{"report.html", report::report_html(run.design, run.provenance)}};
  if (const Diagnostics wrong = design::write_run(command.out, run, extra); has_errors(wrong)) return fail(context, wrong);
  return Exit::done;
}

Exit refused(const Context& context, const plan::Outcome& outcome, const char* which) {
  Diagnostics out = outcome.diagnostics;
  for (const plan::Conflict& c : outcome.conflicts) out.push_back({.message = c.sentence});
  out.push_back({.severity = Severity::note, .message = std::string("this is the plan ") + which + " the change"});
  using Status = plan::Outcome::Status;
  const Exit code = outcome.status == Status::bad_input ? Exit::bad_input : outcome.status == Status::interrupted || outcome.status == Status::limit ? Exit::stopped : outcome.status == Status::failed ? Exit::our_bug : Exit::no_design;
  return fail(context, out, code, "Nothing can be compared.");
}

plan::Outcome planned(const Context& context, const scenario::Scenario& s, const std::vector<plan::ChipChange>& chips) {
  ProgressLine line(context);
  plan::Options options;
  options.chips = chips;
  options.threads = context.threads;
  options.stop = context.interrupted;
  options.progress = [&line](const plan::Progress& p) { line.show(p); };
  return plan::plan(s, options);
}

void print(const std::string& title, const std::vector<Row>& rows) {
  std::printf("%s\n  %-47s %-13s %14s %14s %14s %9s\n", title.c_str(), "", "", "without", "with", "change", "");
  for (const Row& r : rows) {
    const auto c = cells(r);
    std::printf("  %-47s %-13s %14s %14s %14s %9s\n", c[0].c_str(), c[1].c_str(), c[2].c_str(), c[3].c_str(), c[4].c_str(), c[5].c_str());
  }
}

std::vector<std::string> served_how(const design::Design& d, const char* which) {
  std::vector<std::string> notes;
  for (const design::WorkloadResult& w : d.workloads)
    for (const design::ServingShare& s : w.shares)
      if (!s.operating_point.empty()) notes.push_back(w.id + " " + which + " the change: " + s.operating_point + ".");
  return notes;
}

}  // namespace

Exit run_value(const Context& context, const ValueCommand& command) {
  const bool page = command.out.ends_with(".html");
  if (!command.out.empty() && !page)
    if (const Diagnostics wrong = design::check_target(command.out); has_errors(wrong)) return fail(context, wrong);
  Result<scenario::Scenario> base = scenario::load_scenario(command.scenario);
  if (!base) return fail(context, base.diagnostics(), Exit::bad_input, "Nothing was planned.");
  if (context.seed) base->seed = *context.seed;
  const Result<Changed> with = changed(*base, command);
  if (!with) return fail(context, with.diagnostics(), Exit::bad_input, "Nothing was planned.");
  using Status = plan::Outcome::Status;
  const plan::Outcome a = planned(context, *base, {});
  if (a.status != Status::done) return refused(context, a, "without");
  const plan::Outcome b = planned(context, with->scenario, with->chips);
  if (b.status != Status::done) return refused(context, b, "with");
  const std::vector<Row> rows = rows_of(a.design, b.design);
  const double saved = a.design.usd_per_year - b.design.usd_per_year;
  const std::string what = join(with->words, ", ");
  const std::string title = base->name + ": " + what + (saved >= 0.0 ? " saves " : " costs ") + money_text(std::abs(saved)) + " a year";
  if (!command.out.empty() && !page) {
    design::Design changed_design = b.design;
    changed_design.worth = worth_of(a.design, b.design, what, rows);
    if (const Exit code = write_folder(context, command, with->scenario, std::move(changed_design)); code != Exit::done) return code;
  }
  if (page) {
    report::Sheet sheet{.brand = "Gridwright: what a change is worth", .title = title, .lead = "Both columns are least-cost designs of the whole year, each proved on its own (" + a.design.money + ").", .tables_name = "Without and with"};
    report::SheetTable table{"What changes", {"", "unit", "without", "with", "change", "share"}, {}};
    for (const Row& r : rows) table.rows.push_back(cells(r));
    sheet.tables.push_back(std::move(table));
    for (const auto& notes : {served_how(a.design, "without"), served_how(b.design, "with")}) sheet.notes.insert(sheet.notes.end(), notes.begin(), notes.end());
    if (!a.design.weather_note.empty()) sheet.notes.push_back(a.design.weather_note);
    if (const Diagnostics wrong = write_file_atomically(command.out, report::sheet_html(sheet)); has_errors(wrong)) return fail(context, wrong);
  }
  if (context.json) {
    nlohmann::ordered_json json{{"scenario", base->name}, {"change", with->words}, {"saved_usd_per_year", saved}, {"rows", nlohmann::ordered_json::array()}};
    for (const Row& r : rows) json["rows"].push_back({{"name", trim(r.name)}, {"unit", r.unit}, {"without", r.before}, {"with", r.after}});
    std::cout << json.dump(2) << '\n';
    return Exit::done;
  }
  print(title, rows);
  if (!command.out.empty() && !context.quiet) std::cerr << "wrote " << command.out << '\n';
  return Exit::done;
}

}  // namespace gridwright::cli
