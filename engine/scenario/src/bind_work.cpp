#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "bind.hpp"
#include "words.hpp"

namespace gridwright::scenario {
namespace {

void bind_demand(Section s, Workload& w) {
  if (!s.stated()) return;
  s.into("output_tokens_per_day", w.output_tokens_per_day);
  s.into("growth", w.growth);
  s.into("low", w.low_share);
  s.into("output_tokens", w.output_tokens);
  s.into("shape", w.shape);
  s.into_shares("regions", w.regions);
  if (s.states("input_per_output")) {
    double ratio = w.input_tokens / w.output_tokens;
    s.into("input_per_output", ratio);
    w.input_tokens = ratio * w.output_tokens;
    if (s.states("input_tokens"))
      s.problems().error(s.place("input_tokens"),
                         fmt::format("{} states both input_tokens and input_per_output", s.subject()), "keep one of them");
  } else {
    s.into("input_tokens", w.input_tokens);
  }
}

/// Attributes that mean something for some kinds of workload only.
void check_kind(const Section& s, WorkloadKind kind) {
  struct Rule {
    const char* name;
    bool interactive, batch, training;
  };
  constexpr Rule rules[] = {{"demand", true, true, false},   {"slo", true, false, false},   {"deadline", false, true, false},
                            {"compute", false, false, true}, {"start", false, false, true}, {"finish", false, false, true},
                            {"pause", false, false, true},   {"swing", false, false, true},
                            {"serving", true, true, false}};
  constexpr const char* names[] = {"interactive", "batch", "training"};
  for (const Rule& rule : rules) {
    const bool allowed[] = {rule.interactive, rule.batch, rule.training};
    if (!s.states(rule.name) || allowed[static_cast<std::size_t>(kind)]) continue;
    const char* instead = rule.interactive ? "interactive" : rule.batch ? "batch" : "training";
    s.problems().error(s.place(rule.name),
                       fmt::format("{} is {} and has no {}", s.subject(), names[static_cast<std::size_t>(kind)], rule.name),
                       fmt::format("remove it, or kind = \"{}\"", instead));
  }
}

}  // namespace

void bind_scenario(Section file, Scenario& out) {
  Section s = file.table("scenario");
  s.into("name", out.name);
  s.into("description", out.description);
  s.into("year", out.year);
  s.into("hours", out.hours);
  double step = out.step_h;
  s.into("step", step, "h");
  out.step_h = static_cast<int>(step);
  if (out.step_h != step || 24 % out.step_h != 0)
    s.problems().error(s.place("step"), fmt::format("a step of {:g} h does not divide a day into whole hours", step), "step = \"1 h\", 2, 3, 4, 6, 8, 12 or 24");
  else if (out.hours % out.step_h != 0)
    s.problems().error(s.place("hours"), fmt::format("{} hours are not whole steps of {} h", out.hours, out.step_h),
                       fmt::format("hours = {}", (out.hours / out.step_h) * out.step_h));
  s.into("money", out.money);
  s.into("cost_of_capital", out.cost_of_capital);
  s.into("seed", out.seed);
  s.into("unserved_cost", out.unserved_cost);
  s.into("building_yearly_cost", out.building_yearly_cost_share, "1/yr");
}

namespace {

constexpr std::array month_names = {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};

/// "jun" -> 5, in rising order; what is no month is reported and left out.
void into_months(Section& s, std::vector<int>& out) {
  std::vector<std::string> names;
  s.into("months", names);
  out.clear();
  for (const std::string& name : names) {
    const auto found = std::find(month_names.begin(), month_names.end(), name);
    if (found != month_names.end()) {
      out.push_back(static_cast<int>(found - month_names.begin()));
      continue;
    }
    const std::string meant = meant_by(name, {month_names.begin(), month_names.end()});
    s.problems().error(s.place("months"), fmt::format("months of {} names '{}', which is no month", s.subject(), name),
                       meant.empty() ? "months = [\"jun\", \"jul\", \"aug\", \"sep\"]" : fmt::format("did you mean \"{}\"?", meant));
  }
  std::sort(out.begin(), out.end());
}

TariffPeriod bind_period(Section s) {
  TariffPeriod p{.id = s.id()};
  into_months(s, p.months);
  s.into("from", p.from_h, "h");
  s.into("to", p.to_h, "h");
  s.into_choice("days", p.days);
  s.into("energy", p.energy_usd_per_mwh, "USD/MWh");
  s.into("demand_charge", p.demand_usd_per_mw_month, "USD/MW-month");
  return p;
}

}  // namespace

Tariff bind_tariff(Section s) {
  Tariff t{.id = s.id()};
  s.into_choice("kind", t.kind);
  s.into("resources", t.resources);
  s.into("demand_charge", t.demand_charge_usd_per_mw_month, "USD/MW-month");
  if (Section ratchet = s.table("ratchet"); ratchet.stated()) {
    ratchet.into("share", t.ratchet_share);
    ratchet.into("months", t.ratchet_months);
  }
  s.into("minimum_take", t.minimum_take_share);
  s.into("capacity_credit", t.capacity_credit_usd_per_mw_year, "USD/MW-yr");
  s.into("avoided_price", t.avoided_price);
  s.into("term", t.term_years, "yr");
  s.into("exit_fee", t.exit_fee_share);
  for (Section& each : s.tables("periods")) t.periods.push_back(bind_period(each));
  if (Section peak = s.table("coincident"); peak.stated()) {
    peak.into("charge", t.coincident.usd_per_mw_month, "USD/MW-month");
    peak.into("hours", t.coincident.hours);
    into_months(peak, t.coincident.months);
    peak.into("system_load", t.coincident.system_load);
  }
  s.into("standby_charge", t.standby_usd_per_mw_month, "USD/MW-month");
  s.into("ramp", t.ramp);
  return t;
}

Fleet bind_fleet(Section s, const std::vector<Site>& sites) {
  Fleet f{.id = s.id()};
  s.into("site", f.site);
  s.into("hall", f.hall);
  if (!s.states("site") && sites.size() == 1) f.site = sites.front().id;
  if (!s.states("hall"))
    for (const Site& site : sites)
      if (site.id == f.site && site.halls.size() == 1) f.hall = site.halls.front().id;
  s.into("accelerator", f.accelerator);
  s.into("count", f.count);
  s.into("price", f.price);
  s.into("life", f.life_years, "yr");
  s.into("busy_share_max", f.busy_share_max);
  s.into("yearly_upkeep", f.yearly_upkeep_share, "1/yr");
  s.into("power_caps", f.power_caps);
  s.into("price_by_year", f.price_by_year);
  s.into("from_year", f.from_year);
  return f;
}

CustomAccelerator bind_accelerator(Section s) {
  CustomAccelerator a{.id = s.id()};
  s.into("based_on", a.based_on);
  s.into("bf16", a.bf16_tflops, "TFLOP/s");
  s.into("fp8", a.fp8_tflops, "TFLOP/s");
  s.into("fp4", a.fp4_tflops, "TFLOP/s");
  s.into("memory", a.memory_gb, "GB");
  s.into("memory_bandwidth", a.memory_gb_s, "GB/s");
  s.into("link", a.link_gb_s, "GB/s");
  s.into("link_domain", a.link_domain);
  s.into("network", a.network_gbit_s, "Gbit/s");
  s.into("power", a.power);
  s.into("host_power", a.host_power);
  s.into("idle", a.idle_share);
  s.into("price", a.price);
  s.into("efficiency", a.efficiency);
  return a;
}

Workload bind_workload(Section s, int year) {
  Workload w{.id = s.id()};
  s.into_choice("kind", w.kind);
  s.into("model", w.model);
  s.into("precision", w.precision);
  bind_demand(s.table("demand"), w);
  Section slo = s.table("slo");
  slo.into("ttft_p99", w.ttft_p99);
  slo.into("tpot_p99", w.tpot_p99);
  slo.into("ttft_mean_share", w.ttft_mean_share);
  slo.into("tpot_mean_share", w.tpot_mean_share);
  slo.into("iteration_tokens", w.iteration_tokens);
  if (w.kind == WorkloadKind::batch) s.into("deadline", w.deadline);
  if (Section serving = s.table("serving"); serving.stated()) {
    serving.into("prefix_hits", w.serving.prefix_hits);
    serving.into("draft_tokens", w.serving.draft_tokens);
    serving.into("acceptance", w.serving.acceptance);
    serving.into("split", w.serving.split);
  }
  s.into("compute", w.compute_flop, "FLOP");
  s.into_date("start", year, false, w.start_hour);
  s.into_date("finish", year, true, w.finish_hour);
  if (Section pause = s.table("pause"); pause.stated()) {
    pause.into("cost", w.pause_cost);
    pause.into("at_most", w.pauses_per_day, "1/day");
  }
  if (Section swing = s.table("swing"); swing.stated()) {
    swing.into("share", w.swing_share);
    w.swing_from_step = !swing.states("share");
    swing.into("smoothing", w.swing_smoothing);
    swing.into("period", w.swing_period);
  }
  if (s.states("kind")) check_kind(s, w.kind);
  return w;
}

Network bind_network(Section s) {
  Network n;
  s.into("last_mile", n.last_mile);
  s.into("per_km", n.us_per_km, "us/km");
  s.into("egress", n.egress_usd_per_gb, "USD/GB");
  s.into("bytes_per_token", n.bytes_per_token);
  return n;
}

Matching bind_matching(Section s) {
  Matching m;
  s.into_choice("mode", m.mode);
  s.into("target", m.target);
  s.into("target_by_year", m.target_by_year);
  s.into("excess", m.excess_share);
  if (m.mode != MatchingMode::none && !s.states("target"))
    s.problems().error(s.place("mode"), "matching has a mode but no target", "add target = \"90 %\"");
  if (!s.states("mode") && s.states("target"))
    s.problems().error(s.place("target"), "matching has a target but no mode",
                       "add mode = \"annual\", \"score_with_grid\" or \"strict_hourly\"");
  if (m.mode != MatchingMode::score_with_grid && s.states("excess"))
    s.problems().warning(s.place("excess"), "excess counts in mode \"score_with_grid\" only", "remove it");
  return m;
}

Carbon bind_carbon(Section s) {
  Carbon c;
  s.into("price", c.price_usd_per_kg, "USD/kg");
  s.into("cap", c.cap_kg, "kg/yr");
  return c;
}

}  // namespace gridwright::scenario
