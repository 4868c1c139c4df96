#include "gridwright/study/loop.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "gridwright/core/text.hpp"
#include "gridwright/study/events.hpp"

namespace gridwright::study {
namespace {

using scenario::Scenario;

/// Largest miss of a workload and metric over the seasons: simulated / promised p99.
double worst_of(const design::SimulationRecord& record, const std::string& workload, const std::string& metric, std::string* season = nullptr) {
  double worst = 0.0;
  for (const design::SimulatedPromise& p : record.promises) {
    if (p.workload != workload || p.metric != metric || p.promised_s <= 0.0 || p.p99_s / p.promised_s <= worst) continue;
    worst = p.p99_s / p.promised_s;
    if (season != nullptr) *season = p.season;
  }
  return worst;
}

/// Does waiting for a place in a batch make up most of a late first token?
bool by_waiting(const std::vector<DayResult>& days, const std::string& workload, double promised_s) {
  double queue = 0.0;
  for (const DayResult& d : days)
    if (d.workload == workload) queue = std::max(queue, d.outcome.classes[0].queue.percentile_s(0.99));
  return queue > 0.3 * promised_s;
}

constexpr int least_iteration_tokens = 512, most_iteration_tokens = 8192;
constexpr double worth_changing = 0.99;

std::string percent(double share) { return fmt::format("{:.0f} %", 100.0 * share); }

/// A token budget of an iteration and the misses simulated with it: p99 / promise.
struct Budget {
  int tokens = 0;
  double ttft = 0.0, tpot = 0.0;
  [[nodiscard]] double worst() const { return std::max(ttft, tpot); }
};

/// A long prompt computed at once holds up every answer of the batch; in pieces it does not, and its own first token comes later. Budgets
/// are tried on the worst day of the design as it stands: the one whose larger miss is smallest.
Budget steadiest_budget(const Scenario& s, const design::Design& design, const scenario::Workload& w, const Budget& now, const std::string& season, DaysOptions options) {
  options.only_workload = w.id;
  options.only_season = season;
  options.requests_a_day *= 0.5;
  Budget best = now;
  for (int tokens = most_iteration_tokens; tokens >= least_iteration_tokens; tokens /= 2) {
    if (tokens == w.iteration_tokens) continue;
    options.iteration_tokens = tokens;
    const Result<DaysResult> trial = simulate_days(s, design, options);
    if (!trial) return best;
    const Budget tried{tokens, worst_of(trial->record, w.id, "ttft"), worst_of(trial->record, w.id, "tpot")};
    if (tried.worst() < worth_changing * best.worst()) best = tried;
  }
  return best;
}

/// Tightens what was missed; says what was changed, in words. Empty: nothing is left to tighten.
std::string tighten(Scenario& s, const design::Design& design, const std::vector<DayResult>& days, const StudyOptions& options) {
  const design::SimulationRecord& record = design.simulation;
  const double margin = options.margin;
  std::string said;
  const auto say = [&](const std::string& words) { said += (said.empty() ? "" : "; ") + words; };
  for (scenario::Workload& w : s.workloads) {
    if (w.kind != scenario::WorkloadKind::interactive) continue;
    std::string season, other;
    double ttft = worst_of(record, w.id, "ttft", &season), tpot = worst_of(record, w.id, "tpot", &other);
    if (tpot > ttft) season = other;
    if (tpot > 1.0 || ttft > 1.0) {
      const Budget found = steadiest_budget(s, design, w, {w.iteration_tokens, ttft, tpot}, season, options.days);
      if (found.tokens != w.iteration_tokens) {
        w.iteration_tokens = found.tokens;
        tpot = found.tpot, ttft = found.ttft;
        say(w.id + ": iterations of at most " + group_thousands(found.tokens) + " tokens");
      }
    }
    if (tpot > 1.0 && w.tpot_mean_share > 0.05) {
      w.tpot_mean_share = std::max(0.05, w.tpot_mean_share / tpot * (1.0 - margin));
      say(w.id + ": mean TPOT at " + percent(w.tpot_mean_share) + " of the promise");
    }
    if (ttft <= 1.0) continue;
    if (by_waiting(days, w.id, w.ttft_p99.in(seconds))) {
      for (scenario::Fleet& f : s.fleets) {
        const bool serves = std::any_of(days.begin(), days.end(), [&](const DayResult& d) {
          return d.workload == w.id && std::any_of(d.system.sites.begin(), d.system.sites.end(), [&](const serving::SiteSpec& site) { return site.name.ends_with("." + f.id); });
        });
        if (!serves || f.busy_share_max <= 0.3) continue;
        f.busy_share_max = std::max(0.3, f.busy_share_max - std::clamp(0.02 * ttft, 0.02, 0.06));
        say(f.id + ": busy at most " + percent(f.busy_share_max));
      }
    } else if (w.ttft_mean_share > 0.02) {
      w.ttft_mean_share = std::max(0.02, w.ttft_mean_share / std::min(ttft, 3.0) * (1.0 - margin));
      say(w.id + ": mean TTFT at " + percent(w.ttft_mean_share) + " of the promise");
    }
  }
  return said;
}

/// Shares between those of a plan that could be made and one that could not.
Scenario halfway(const Scenario& possible, Scenario tried) {
  for (std::size_t w = 0; w < tried.workloads.size(); ++w) {
    tried.workloads[w].ttft_mean_share = 0.5 * (tried.workloads[w].ttft_mean_share + possible.workloads[w].ttft_mean_share);
    tried.workloads[w].tpot_mean_share = 0.5 * (tried.workloads[w].tpot_mean_share + possible.workloads[w].tpot_mean_share);
  }
  for (std::size_t f = 0; f < tried.fleets.size(); ++f) tried.fleets[f].busy_share_max = 0.5 * (tried.fleets[f].busy_share_max + possible.fleets[f].busy_share_max);
  return tried;
}

}  // namespace

StudyResult study(const Scenario& scenario, const StudyOptions& options) {
  StudyResult result{.tightened = scenario};
  Scenario tried = scenario;  // of the next plan; result.tightened is that of the plan that stands
  int halvings = 0;
  std::vector<design::LoopRound> rounds;
  for (int round = 1; round <= std::max(1, options.rounds); ++round) {
    if (options.progress) options.progress(round, "plan");
    plan::Outcome planned = plan::plan(tried, options.plan);
    const bool usable = planned.status == plan::Outcome::Status::done;
    if (!usable && round > 1) {  // half the step, while there is one worth taking; the last usable plan stands
      rounds.back().changed += "; no plan is possible after that" + (planned.conflicts.empty() ? std::string() : " (" + planned.conflicts.front().sentence + ")");
      if (planned.status != plan::Outcome::Status::infeasible || ++halvings > 2) break;
      tried = halfway(result.tightened, std::move(tried));
      rounds.back().changed += ", half of it is tried";
      continue;
    }
    result.tightened = tried;
    result.plan = std::move(planned);
    if (!usable) return result;
    if (options.progress) options.progress(round, "simulate");
    Result<DaysResult> days = simulate_days(result.tightened, result.plan.design, options.days);
    if (!days) {
      result.diagnostics = days.diagnostics();
      return result;
    }
    result.plan.design.simulation = std::move(days->record);
    result.days = std::move(days->days);
    const design::SimulationRecord& record = result.plan.design.simulation;
    design::LoopRound told{.round = round, .usd_per_year = result.plan.design.usd_per_year};
    for (const design::SimulatedPromise& p : record.promises)
      if (p.promised_s > 0.0 && p.p99_s / p.promised_s > told.worst) told.worst = p.p99_s / p.promised_s, told.worst_where = p.workload + " " + p.metric + ", " + p.season + (p.place.empty() ? "" : ", " + p.place);
    result.held = told.worst <= 1.0;
    rounds.push_back(told);
    if (result.held || round == options.rounds || (options.plan.stop != nullptr && options.plan.stop->load())) break;
    rounds.back().changed = tighten(tried, result.plan.design, result.days, options);
    if (rounds.back().changed.empty()) break;
  }
  design::SimulationRecord& record = result.plan.design.simulation;
  record.rounds = std::move(rounds);
  if (!options.events || (options.plan.stop != nullptr && options.plan.stop->load())) return result;
  if (options.progress) options.progress(static_cast<int>(record.rounds.size()), "what breaks");
  Result<std::vector<design::SimulatedEvent>> events = simulate_events(result.tightened, result.plan.design, options.days);
  if (events) record.events = std::move(*events);
  else result.diagnostics = events.diagnostics();
  return result;
}

}  // namespace gridwright::study
