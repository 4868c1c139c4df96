#include "gridwright/study/frontier.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "gridwright/scenario/matching.hpp"

namespace gridwright::study {
namespace {

using design::Design;
using design::FrontierCurve;
using design::FrontierPoint;
using plan::Outcome;
using scenario::MatchingMode;
using scenario::Scenario;

/// How `why` begins where no solver came to an answer: the point is open, and higher ones are still tried.
const std::string undecided = "undecided: ";

Diagnostics check_targets(const std::vector<double>& targets) {
  Diagnostics wrong;
  if (targets.empty()) wrong.push_back({.message = "no targets are given", .fix = "for example 0.90, 0.95, 0.98, 0.99, 1"});
  for (const double t : targets)
    if (!(t > 0.0 && t <= 1.0))
      wrong.push_back({.message = fmt::format("{:g} is no share of load that can be matched", t), .fix = "give targets above 0 % and up to 100 %"});
  return wrong;
}

MatchingMode mode_of(std::span<const Scenario> scenarios, MatchingMode asked) {
  if (asked != MatchingMode::none) return asked;
  for (const Scenario& s : scenarios)
    if (s.matching.mode != MatchingMode::none) return s.matching.mode;
  return MatchingMode::none;
}

std::vector<design::BuiltPower> built_power(const Design& d) {
  std::vector<design::BuiltPower> built;
  for (const design::Capacity& c : d.capacities) {
    if (c.unit != "MW" || c.kind == "hall" || c.kind == "fleet" || c.what == "charge_power") continue;
    auto it = std::find_if(built.begin(), built.end(), [&](const design::BuiltPower& b) { return b.kind == c.kind; });
    if (it == built.end()) it = built.insert(it, {.kind = c.kind});
    it->mw += c.value;
  }
  return built;
}

FrontierPoint point_of(double target, const Design& d) {
  double generated = 0.0, curtailed = 0.0, load = 0.0, carbon_kg = 0.0;
  for (const design::SiteResult& s : d.sites) {
    const double site_load = s.it_mwh + s.overhead_mwh + s.other_load_mwh;
    generated += s.generation_mwh;
    curtailed += s.curtailed_mwh;
    load += site_load;
    carbon_kg += s.carbon_kg_per_mwh * site_load;
  }
  return {.target = target,
          .reached = true,
          .annual = d.matching.annual,
          .score = d.matching.score,
          .strict = d.matching.strict,
          .usd_per_year = d.usd_per_year,
          .power_usd_per_mwh = d.usd_per_mwh,
          .usd_per_million_tokens = d.usd_per_million_tokens,
          .next_percent_usd = d.matching.one_percent_usd,
          .carbon_kg_per_mwh = load > 0.0 ? carbon_kg / load : 0.0,
          .curtailed_share = generated + curtailed > 0.0 ? curtailed / (generated + curtailed) : 0.0,
          .built = built_power(d)};
}

FrontierPoint out_of_reach(double target, std::string why) {
  FrontierPoint p;
  p.target = target;
  p.why = std::move(why);
  return p;
}

std::string first_sentence(const Outcome& outcome) {
  return outcome.conflicts.empty() ? "no design satisfies all limits at once" : outcome.conflicts.front().sentence;
}

/// One design, or the point that says why there is none; diagnostics when the question itself could not be answered.
Result<FrontierPoint> plan_point(Scenario scenario, MatchingMode mode, double target, const plan::Options& options) {
  scenario.matching.mode = mode;
  scenario.matching.target = target;
  const Outcome outcome = plan::plan(scenario, options);
  switch (outcome.status) {
    case Outcome::Status::done: return point_of(target, outcome.design);
    case Outcome::Status::infeasible: return out_of_reach(target, first_sentence(outcome));
    case Outcome::Status::interrupted: return Diagnostic{.message = "stopped"};
    case Outcome::Status::limit:
      return Diagnostic{.message = fmt::format("{}: the limit came before a design at {:g} %", scenario.name, 100 * target), .fix = "raise the time limit"};
    case Outcome::Status::failed:  // one hard point must not cost the others: it says that it is open, not that it is impossible
      return out_of_reach(target, undecided + (outcome.diagnostics.empty() ? std::string("the plan failed") : outcome.diagnostics.back().message));
    default: break;
  }
  Diagnostics wrong = outcome.diagnostics;
  if (!has_errors(wrong)) wrong.push_back({.message = fmt::format("{}: no design at {:g} %", scenario.name, 100 * target)});
  return wrong;
}

}  // namespace

Result<design::Frontier> clean_frontier(std::span<const Scenario> scenarios, std::vector<double> targets, const FrontierOptions& options) {
  if (Diagnostics wrong = check_targets(targets); !wrong.empty()) return wrong;
  std::sort(targets.begin(), targets.end());
  targets.erase(std::unique(targets.begin(), targets.end()), targets.end());
  const MatchingMode mode = mode_of(scenarios, options.mode);
  if (scenarios.empty() || mode == MatchingMode::none)
    return Diagnostic{.message = "no scenario says how clean power is counted", .fix = "state [matching] mode, or give --mode score_with_grid"};

  design::Frontier frontier{.mode = scenario::to_string(mode), .money = scenarios.front().money};
  const int of = static_cast<int>(scenarios.size() * targets.size());
  int done = 0;
  for (const Scenario& s : scenarios) {
    FrontierCurve curve{.scenario = s.name};
    for (const double target : targets) {
      if (options.progress) options.progress(s.name, target, done, of);
      ++done;
      if (!curve.points.empty() && !curve.points.back().reached && !curve.points.back().why.starts_with(undecided)) {
        curve.points.push_back(out_of_reach(target, curve.points.back().why));
        continue;
      }
      Result<FrontierPoint> point = plan_point(s, mode, target, options.plan);
      if (!point) return point.diagnostics();
      curve.points.push_back(std::move(*point));
    }
    frontier.curves.push_back(std::move(curve));
  }
  return frontier;
}

}  // namespace gridwright::study
