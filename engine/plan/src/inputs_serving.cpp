#include <algorithm>
#include <cmath>
#include <cstdio>

#include "gridwright/compute/serving_point.hpp"
#include "gridwright/compute/training.hpp"
#include "gridwright/core/text.hpp"
#include "gridwright/scenario/units.hpp"
#include "gridwright/weather/geography.hpp"
#include "demand_shape.hpp"
#include "inputs_parts.hpp"

// Accelerators, operating points and demand: what the compute room says each fleet can do for each workload.
namespace gridwright::plan {

namespace {

using scenario::Scenario;
using scenario::WorkloadKind;

// Training speed hardly depends on the size of the job over a factor of four; operating points are found for this size.
constexpr int training_gang = 16384;
// A training run that names no model is planned with the speed of this one.
constexpr const char* stand_in_model = "llama-3.1-405b";
// At most this share of the promised time to first token may be spent on the way.
constexpr double network_share = 0.5;

/// 0 = Monday. The planning year has 365 days and starts on the weekday of its 1 January (Zeller; Gregorian).
int weekday_of_new_year(int year) {
  const int y = year - 1;
  return (y * 365 + y / 4 - y / 100 + y / 400) % 7;
}

std::vector<double> demand_of(const scenario::Workload& w, double share, double offset_h, const HourAxis& hours) {
  std::vector<double> out(static_cast<std::size_t>(hours.steps));
  const double mean = 1e-9 * w.output_tokens_per_day * share / 24.0;
  const int first_day = weekday_of_new_year(hours.year);
  const int whole = std::max(1, static_cast<int>(hours.step_h));  // hours in a step, over which the shape is averaged
  for (int t = 0; t < hours.steps; ++t)
    for (int k = 0; k < whole; ++k) {
      const double local = t * hours.step_h + k + offset_h;
      const int day = static_cast<int>(std::floor(local / 24.0));
      const double hour = local - 24.0 * day;
      out[t] += mean / whole * (w.shape == "diurnal" ? diurnal_demand(hour, (first_day + day + 700) % 7) : 1.0);
    }
  return out;
}

double axis_offset_h(const Scenario& s) { return s.sites.empty() ? 0.0 : s.sites.front().location.utc_offset_h; }

WorkloadInputs workload_inputs(const Scenario& s, const scenario::Workload& w, const HourAxis& hours) {
  WorkloadInputs in;
  if (w.kind == WorkloadKind::training) {
    const double inside = std::min(w.finish_hour, hours.hours()) - w.start_hour;
    in.training_zflop = 1e-21 * w.compute_flop * std::clamp(inside / (w.finish_hour - w.start_hour), 0.0, 1.0);
    return in;
  }
  if (w.regions.empty()) {
    in.demand_gtok.push_back(demand_of(w, 1.0, 0.0, hours));
    return in;
  }
  for (const auto& [id, share] : w.regions) {
    const auto region = std::find_if(s.regions.begin(), s.regions.end(), [&id = id](const auto& r) { return r.id == id; });
    in.demand_gtok.push_back(demand_of(w, share, region->location.utc_offset_h - axis_offset_h(s), hours));
    std::vector<double> rtt;
    std::vector<bool> reach;
    for (const scenario::Site& site : s.sites) {
      const Length way = weather::great_circle_distance(region->location.latitude_deg, region->location.longitude_deg,
                                                        site.location.latitude_deg, site.location.longitude_deg);
      rtt.push_back(s.network.last_mile.in(seconds) + 1e-6 * s.network.us_per_km * way.in(km));
      reach.push_back(w.kind == WorkloadKind::batch || rtt.back() <= network_share * w.ttft_p99.in(seconds));
    }
    in.rtt_s.push_back(std::move(rtt));
    in.reachable.push_back(std::move(reach));
  }
  return in;
}

std::string shown_percent(double share) { return std::to_string(static_cast<int>(std::lround(100.0 * share))) + " %"; }

std::string point_text(const compute::OperatingPoint& p) {
  const compute::ServingConfig& c = p.config;
  char text[200];
  std::string layout = "TP" + std::to_string(c.tp);
  if (c.pp > 1) layout += " PP" + std::to_string(c.pp);
  if (c.dp > 1) layout += " DP" + std::to_string(c.dp);
  if (c.ep > 1) layout += " EP" + std::to_string(c.ep);
  std::snprintf(text, sizeof text, "%s %s, batch %d: TTFT %.2f s, TPOT %.0f ms, %.0f tok/s per accelerator, %.2f J/token",
                compute::to_string(c.precision).c_str(), layout.c_str(), c.batch, p.ttft_s, 1e3 * p.tpot_s,
                p.tokens_per_s_per_accelerator, p.node_joule_per_output_token);
  return text;
}

ChipChange change_of(std::span<const ChipChange> chips, const scenario::Fleet& fleet) {
  for (const ChipChange& c : chips)
    if (c.fleet == fleet.id) return c;
  return {};
}

/// "gemm_fp8 +20 %"
Result<compute::KernelGains> gains_with(const compute::KernelGains& gains, std::string_view text) {
  const std::string_view words = trim(text);
  const std::size_t blank = words.find(' ');
  std::string_view amount = blank == std::string_view::npos ? std::string_view{} : trim(words.substr(blank));
  if (amount.starts_with('+')) amount.remove_prefix(1);
  const scenario::Measure gain = scenario::read_measure(amount, "1");
  if (gain.fault != scenario::MeasureFault::none)
    return Diagnostics{{.message = "kernel '" + std::string(text) + "' states no gain", .fix = "write \"gemm_fp8 +20 %\""}};
  return compute::with_gain(gains, words.substr(0, blank), 1.0 + gain.value);
}

class ServiceFinder {
 public:
  ServiceFinder(const Scenario& s, std::span<const ChipChange> chips, const compute::Catalogue& facts, Inputs& in, Diagnostics& wrong)
      : s_(s), chips_(chips), facts_(facts), in_(in), wrong_(wrong) {}

  void find(int k) {
    const scenario::Workload& w = s_.workloads[k];
    std::string reasons;
    bool any = false;
    for (std::size_t f = 0; f < s_.fleets.size(); ++f) {
      Service service{.fleet = static_cast<int>(f), .workload = k, .modes = {}};
      const Diagnostics why = w.kind == WorkloadKind::training ? train(w, s_.fleets[f], service) : serve(k, s_.fleets[f], service);
      if (why.empty()) {
        in_.services.push_back(std::move(service));
        any = true;
        continue;
      }
      const std::string line = "fleet '" + s_.fleets[f].id + "' (" + s_.fleets[f].accelerator + "): " + why.front().message;
      reasons += (reasons.empty() ? "" : "; ") + line;
      in_.notes.push_back("workload '" + w.id + "' does not run on " + line);
    }
    if (!any)
      wrong_.push_back({.message = "no fleet can run workload '" + w.id + "' with model '" + w.model + "': " + reasons,
                        .fix = "add a fleet with more memory or bandwidth, or relax its slo"});
  }

 private:
  /// A model on a fleet's accelerator, with the kernels and the power cap asked for.
  struct FleetSetup {
    compute::ServingSetup setup;
    compute::PowerCapPoint cap;
  };
  Result<FleetSetup> setup_of(const scenario::Fleet& fleet, const std::string& model) const {
    Result<compute::ServingSetup> setup = compute::serving_setup(facts_, model, fleet.accelerator);
    if (!setup) return setup.diagnostics();
    const ChipChange change = change_of(chips_, fleet);
    for (const std::string& text : change.kernels) {
      const Result<compute::KernelGains> gains = gains_with(setup->kernels.gains, text);
      if (!gains) return gains.diagnostics();
      setup->kernels.gains = *gains;
    }
    const Result<compute::PowerCapPoint> cap = compute::power_cap_at(setup->chip, change.power_cap);
    if (!cap) return cap.diagnostics();
    return FleetSetup{*std::move(setup), *cap};
  }

  Diagnostics serve(int k, const scenario::Fleet& fleet, Service& service) {
    const scenario::Workload& w = s_.workloads[k];
    const Result<FleetSetup> found = setup_of(fleet, w.model);
    if (!found) return found.diagnostics();
    const compute::ServingSetup& setup = found->setup;
    compute::Slo slo;
    if (w.kind == WorkloadKind::interactive) {
      double way = 0.0;
      const WorkloadInputs& in = in_.workloads[k];
      for (std::size_t r = 0; r < in.rtt_s.size(); ++r)
        for (std::size_t i = 0; i < in.rtt_s[r].size(); ++i)
          if (in.reachable[r][i]) way = std::max(way, in.rtt_s[r][i]);
      slo.ttft_s = w.ttft_mean_share * (w.ttft_p99.in(seconds) - way);
      slo.tpot_s = w.tpot_mean_share * w.tpot_p99.in(seconds);
    }
    slo.ttft_s *= found->cap.throughput_share, slo.tpot_s *= found->cap.throughput_share;  // kept under the cap, too
    compute::SearchSpace space;
    space.largest_batch = change_of(chips_, fleet).largest_batch;
    if (!w.precision.empty()) {
      const auto precision = compute::precision_from(w.precision);
      if (!precision)
        return {{.message = "workload '" + w.id + "' has no such precision '" + w.precision + "'", .fix = "write bf16, fp8, fp4 or w4"}};
      space.precisions = {*precision};
    }
    const Result<compute::OperatingPoint> best = compute::best_operating_point(
        setup, {.input_tokens = w.input_tokens, .output_tokens = w.output_tokens}, slo, space);
    if (!best) return best.diagnostics();
    const compute::OperatingPoint point = compute::capped(*best, found->cap);
    service.modes.push_back({.gtokens_per_kh = 1e-9 * 3600.0 * 1e3 * point.tokens_per_s_per_accelerator,
                             .busy_mw_per_k = 1e3 * (point.busy + point.host).in(MW),
                             .ttft_s = point.ttft_s, .tpot_s = point.tpot_s, .text = point_text(point),
                             .layout = {.precision = compute::to_string(point.config.precision), .tp = point.config.tp, .pp = point.config.pp,
                                        .dp = point.config.dp, .ep = point.config.ep, .batch = point.config.batch}});
    return {};
  }

  Diagnostics train(const scenario::Workload& w, const scenario::Fleet& fleet, Service& service) {
    const std::string model = w.model.empty() ? stand_in_model : w.model;
    const Result<FleetSetup> found = setup_of(fleet, model);
    if (!found) return found.diagnostics();
    const Result<compute::TrainingPoint> point = compute::training_point(found->setup, training_gang);
    if (!point) return point.diagnostics();
    const compute::TrainingConfig& c = point->config;
    char text[200];
    std::snprintf(text, sizeof text, "%s TP%d PP%d DP%d: MFU %.0f %%, goodput %.0f %%, %.0f TFLOP/s per accelerator",
                  compute::to_string(c.precision).c_str(), c.tp, c.pp, c.dp, 100.0 * point->step.mfu, 100.0 * point->goodput,
                  1e-12 * point->flop_per_s_per_accelerator);
    service.modes.push_back({.zflop_per_kh = 1e-21 * 3600.0 * 1e3 * point->flop_per_s_per_accelerator * found->cap.throughput_share,
                             .busy_mw_per_k = 1e3 * (found->cap.power_share * point->busy + point->host).in(MW), .text = text});
    return {};
  }

  const Scenario& s_;
  std::span<const ChipChange> chips_;
  const compute::Catalogue& facts_;
  Inputs& in_;
  Diagnostics& wrong_;
};

/// The offer a fleet stands for: fleets of offers follow the scenario's own, cloud by cloud.
void find_offer(const Scenario& s, std::size_t fleet, FleetInputs& in) {
  std::size_t at = s.fleets.size();
  for (const scenario::Cloud& cloud : s.clouds) at -= cloud.offers.size();
  for (std::size_t p = 0; p < s.clouds.size(); ++p)
    for (std::size_t o = 0; o < s.clouds[p].offers.size(); ++o, ++at)
      if (at == fleet) in.cloud = static_cast<int>(p), in.offer = static_cast<int>(o);
}

FleetInputs fleet_inputs(const Scenario& s, const scenario::Fleet& fleet, std::span<const ChipChange> chips, const compute::Catalogue& facts, Diagnostics& wrong) {
  FleetInputs in;
  find_offer(s, static_cast<std::size_t>(&fleet - s.fleets.data()), in);
  for (std::size_t i = 0; i < s.sites.size(); ++i)
    if (s.sites[i].id == fleet.site) {
      in.site = static_cast<int>(i);
      for (std::size_t h = 0; h < s.sites[i].halls.size(); ++h)
        if (s.sites[i].halls[h].id == fleet.hall) in.hall = static_cast<int>(h);
    }
  const Result<compute::Accelerator> card = compute::find_accelerator(facts, fleet.accelerator);
  if (!card) {
    wrong.insert(wrong.end(), card.diagnostics().begin(), card.diagnostics().end());
    return in;
  }
  in.idle_mw_per_k = 1e3 * (card->idle() + card->host).in(MW);
  in.provision_mw_per_k = 1e3 * (change_of(chips, fleet).power_cap * card->tdp + card->host).in(MW);
  const std::optional<Money> listed = card->installed_price();
  if (fleet.price) {
    in.price_usd_per_k = 1e3 * fleet.price->in(USD);
    in.price_source = "scenario";
  } else if (listed) {
    in.price_usd_per_k = 1e3 * listed->in(USD);
    in.price_source = "middle of public listings with host and network (estimate): " + card->source;
  } else {
    wrong.push_back({.message = "accelerator '" + fleet.accelerator + "' of fleet '" + fleet.id + "' is not sold",
                     .fix = "state a price: price = \"30000 USD\""});
  }
  return in;
}

}  // namespace

void resolve_serving(const Scenario& scenario, std::span<const ChipChange> chips, Inputs& in, Diagnostics& wrong) {
  if (scenario.fleets.empty() && scenario.workloads.empty()) return;
  const compute::Catalogue facts = compute::load_catalogue();
  for (const scenario::Fleet& fleet : scenario.fleets) in.fleets.push_back(fleet_inputs(scenario, fleet, chips, facts, wrong));
  for (const scenario::Workload& w : scenario.workloads) in.workloads.push_back(workload_inputs(scenario, w, in.hours));
  if (has_errors(wrong)) return;
  ServiceFinder finder(scenario, chips, facts, in, wrong);
  for (std::size_t k = 0; k < scenario.workloads.size(); ++k) finder.find(static_cast<int>(k));
  for (const scenario::Workload& w : scenario.workloads)
    if (w.kind == WorkloadKind::interactive)
      in.notes.push_back("workload '" + w.id + "': mean TTFT is planned at " + shown_percent(w.ttft_mean_share) + " and mean TPOT at " + shown_percent(w.tpot_mean_share) +
                         " of the promised p99 (gridwright study finds these shares by simulation)");
}

}  // namespace gridwright::plan
