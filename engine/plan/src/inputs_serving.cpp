#include <algorithm>
#include <cmath>
#include <cstdio>

#include "gridwright/compute/custom.hpp"
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
  /// A model on a fleet's accelerator, with the kernels and the power caps asked for, highest first.
  struct FleetSetup {
    compute::ServingSetup setup;
    std::vector<compute::PowerCapPoint> caps{};
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
    FleetSetup out{*std::move(setup), {}};
    std::vector<double> shares = change.power_cap < 1.0 ? std::vector<double>{change.power_cap} : fleet.power_caps;
    std::sort(shares.rbegin(), shares.rend());
    shares.erase(std::unique(shares.begin(), shares.end()), shares.end());
    for (const double share : shares) {
      const Result<compute::PowerCapPoint> cap = compute::power_cap_at(out.setup.chip, share);
      if (!cap) return cap.diagnostics();
      out.caps.push_back(*cap);
    }
    return out;
  }

  /// Means that the plan aims at without a cap.
  compute::Slo promise_of(int k) const {
    const scenario::Workload& w = s_.workloads[k];
    compute::Slo slo;
    if (w.kind != WorkloadKind::interactive) return slo;
    double way = 0.0;
    const WorkloadInputs& in = in_.workloads[k];
    for (std::size_t r = 0; r < in.rtt_s.size(); ++r)
      for (std::size_t i = 0; i < in.rtt_s[r].size(); ++i)
        if (in.reachable[r][i]) way = std::max(way, in.rtt_s[r][i]);
    slo.ttft_s = w.ttft_mean_share * (w.ttft_p99.in(seconds) - way);
    slo.tpot_s = w.tpot_mean_share * w.tpot_p99.in(seconds);
    return slo;
  }

  Diagnostics serve(int k, const scenario::Fleet& fleet, Service& service) {
    const scenario::Workload& w = s_.workloads[k];
    const Result<FleetSetup> found = setup_of(fleet, w.model);
    if (!found) return found.diagnostics();
    compute::SearchSpace space;
    space.largest_batch = change_of(chips_, fleet).largest_batch;
    space.base.chunk_tokens = w.iteration_tokens;
    space.base.draft_tokens = w.serving.draft_tokens, space.base.acceptance = w.serving.acceptance;
    if (!w.precision.empty()) {
      const auto precision = compute::precision_from(w.precision);
      if (!precision)
        return {{.message = "workload '" + w.id + "' has no such precision '" + w.precision + "'", .fix = "write bf16, fp8, fp4 or w4"}};
      space.precisions = {*precision};
    }
    const compute::RequestShape shape{.input_tokens = w.input_tokens, .output_tokens = w.output_tokens, .cached_share = w.serving.prefix_hits};
    Diagnostics why;
    for (const compute::PowerCapPoint& cap : found->caps) {
      compute::Slo slo = promise_of(k);
      slo.ttft_s *= cap.throughput_share, slo.tpot_s *= cap.throughput_share;  // kept under the cap, too
      const Result<compute::OperatingPoint> best = compute::best_operating_point(found->setup, shape, slo, space);
      if (best) service.modes.push_back(mode_of(compute::capped(*best, cap), cap, "full"));
      else if (why.empty()) why = best.diagnostics();
      if (w.serving.split) add_split(found->setup, shape, slo, space, cap, service);
    }
    keep_useful(service);
    return service.modes.empty() ? why : Diagnostics{};
  }

  static OperatingMode mode_of(const compute::OperatingPoint& point, const compute::PowerCapPoint& cap, const char* kind) {
    const compute::ServingConfig& c = point.config;
    return {.name = mode_name(kind, cap.power_share), .power_share = cap.power_share,
            .gtokens_per_kh = 1e-9 * 3600.0 * 1e3 * point.tokens_per_s_per_accelerator, .busy_mw_per_k = 1e3 * (point.busy + point.host).in(MW),
            .ttft_s = point.ttft_s, .tpot_s = point.tpot_s, .text = point_text(point),
            .layout = {.precision = compute::to_string(c.precision), .tp = c.tp, .pp = c.pp, .dp = c.dp, .ep = c.ep, .batch = c.batch,
                       .iteration_tokens = static_cast<int>(c.chunk_tokens), .draft_tokens = c.draft_tokens, .acceptance = c.draft_tokens > 0 ? c.acceptance : 0.0}};
  }

  /// Prompts on instances of their own: the best point of the front, its power the mean of both pools.
  static void add_split(const compute::ServingSetup& setup, const compute::RequestShape& shape, const compute::Slo& slo, const compute::SearchSpace& space,
                        const compute::PowerCapPoint& cap, Service& service) {
    std::optional<compute::DisaggregatedPoint> best;
    for (const compute::DisaggregatedPoint& p : compute::disaggregated_front(setup, shape, slo, space))
      if (p.decode.ttft_s <= slo.ttft_s && p.decode.tpot_s <= slo.tpot_s && (!best || p.tokens_per_s_per_accelerator > best->tokens_per_s_per_accelerator)) best = p;
    if (!best) return;
    compute::ServingConfig prompts = best->prefill;
    prompts.batch = prompts.dp * prompts.pp;
    const Result<compute::OperatingPoint> prefill = compute::operating_point(setup, prompts, {shape.input_tokens, 1.0, shape.cached_share});
    if (!prefill) return;
    compute::OperatingPoint both = best->decode;
    const double decode_n = both.config.accelerators(), prefill_n = best->prefill_instances_per_decode * best->prefill.accelerators();
    both.busy = (decode_n * both.busy + prefill_n * prefill->busy) / (decode_n + prefill_n);
    both.tokens_per_s_per_accelerator = best->tokens_per_s_per_accelerator;
    both.node_joule_per_output_token = 1e6 * (both.busy + both.host).in(MW) / both.tokens_per_s_per_accelerator;
    OperatingMode mode = mode_of(compute::capped(both, cap), cap, "split");
    char text[80];
    std::snprintf(text, sizeof text, "; prompts apart, %.2f instances of TP%d for each", best->prefill_instances_per_decode, best->prefill.tp);
    mode.text += text;
    service.modes.push_back(std::move(mode));
  }

  static std::string mode_name(const std::string& kind, double power_share) {
    if (power_share >= 1.0) return kind;
    return (kind == "full" ? "" : kind + "_") + "cap_" + std::to_string(static_cast<int>(std::lround(100.0 * power_share)));
  }

  /// Most work first, without those that another beats in both work and power.
  static void keep_useful(Service& service) {
    const auto work = [](const OperatingMode& m) { return m.gtokens_per_kh + m.zflop_per_kh; };
    std::vector<OperatingMode>& modes = service.modes;
    std::stable_sort(modes.begin(), modes.end(), [&](const OperatingMode& a, const OperatingMode& b) { return work(a) > work(b); });
    std::vector<OperatingMode> kept;
    for (OperatingMode& m : modes)
      if (kept.empty() || m.busy_mw_per_k < kept.back().busy_mw_per_k) kept.push_back(std::move(m));
    modes = std::move(kept);
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
    for (const compute::PowerCapPoint& cap : found->caps)
      service.modes.push_back({.name = mode_name("full", cap.power_share), .power_share = cap.power_share,
                               .zflop_per_kh = 1e-21 * 3600.0 * 1e3 * point->flop_per_s_per_accelerator * cap.throughput_share,
                               .busy_mw_per_k = 1e3 * (cap.power_share * point->busy + point->host).in(MW), .text = text});
    keep_useful(service);
    service.swing_share = w.swing_share;
    if (w.swing_from_step) {
      service.swing_share = std::min(1.0, point->swing_share * (point->busy / (point->busy + point->host)));  // the host's part stays even
      in_.notes.push_back("workload '" + w.id + "': its training step on fleet '" + fleet.id + "' swings by " + shown_percent(service.swing_share) + " of its power every " +
                          seconds_text(point->swing_period_s));
    }
    return {};
  }

  static std::string seconds_text(double s) {
    char text[32];
    std::snprintf(text, sizeof text, "%.2g s", s);
    return text;
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
  const double highest = std::min(change_of(chips, fleet).power_cap, *std::max_element(fleet.power_caps.begin(), fleet.power_caps.end()));
  in.provision_mw_per_k = 1e3 * (highest * card->tdp + card->host).in(MW);
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

std::string active_series(const Service& service, const OperatingMode& mode) { return service.modes.size() < 2 ? "active" : "active_" + mode.name; }

std::string mode_words(const OperatingMode& mode) {
  return (mode.power_share < 1.0 ? shown_percent(mode.power_share) + " of their power" : std::string("full power")) + (mode.name.starts_with("split") ? ", prompts apart" : "");
}

void resolve_serving(const Scenario& scenario, std::span<const ChipChange> chips, Inputs& in, Diagnostics& wrong) {
  if (scenario.fleets.empty() && scenario.workloads.empty()) return;
  const Result<compute::Catalogue> known = compute::catalogue_with(scenario.accelerators);
  if (!known) {
    wrong.insert(wrong.end(), known.diagnostics().begin(), known.diagnostics().end());
    return;
  }
  const compute::Catalogue& facts = *known;
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
