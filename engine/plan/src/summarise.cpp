#include "extract.hpp"

#include <cmath>
#include <numeric>

#include "gridwright/scenario/matching.hpp"

// Totals a board reads, from the hourly series already in the design.
namespace gridwright::plan {

namespace {

double sum_of(const design::Design& d, const std::string& component, const std::string& quantity) {
  const design::Hourly* h = find_hourly(d, component, quantity);
  return h == nullptr ? 0.0 : std::accumulate(h->values.begin(), h->values.end(), 0.0);
}
double peak_of(const design::Design& d, const std::string& component, const std::string& quantity) {
  const design::Hourly* h = find_hourly(d, component, quantity);
  return h == nullptr || h->values.empty() ? 0.0 : *std::max_element(h->values.begin(), h->values.end());
}
/// Σ Δt·a[t]·b[t] of two series; 0 when either is missing.
double product_of(const design::Design& d, const std::string& c1, const std::string& q1, const std::string& q2) {
  const design::Hourly *x = find_hourly(d, c1, q1), *y = find_hourly(d, c1, q2);
  return x == nullptr || y == nullptr ? 0.0 : std::inner_product(x->values.begin(), x->values.end(), y->values.begin(), 0.0);
}

std::string shown_percent(double share) { return std::to_string(static_cast<int>(std::lround(100.0 * share))) + " %"; }

/// "; of its busy time 12 % at 75 % of its power": how a service that may choose was run.
std::string chosen_modes(const Service& service, const design::Design& out, const std::string& name) {
  const double all = sum_of(out, name, "active");
  if (service.modes.size() < 2 || !(all > 0.0)) return {};
  std::string words;
  for (const OperatingMode& mode : service.modes)
    words += (words.empty() ? "; of its busy time " : ", ") + shown_percent(sum_of(out, name, active_series(service, mode)) / all) + " at " + mode_words(mode);
  return words;
}

/// Yearly sums of what the three matching modes count.
struct CleanAccount {
  double load = 0.0, clean = 0.0, score = 0.0, strict = 0.0, carbon = 0.0;
};

void add_site(const Building& b, std::size_t i, design::Design& out, CleanAccount& account) {
  const scenario::Site& s = b.scenario.sites[i];
  const double per_year = b.in.hours.step_h / b.in.hours.years(), hours = b.in.hours.hours() / b.in.hours.years();
  const std::string grid = component(s, "grid");
  design::SiteResult r{.id = s.id, .latitude = s.location.latitude_deg, .longitude = s.location.longitude_deg};
  r.it_mwh = per_year * sum_of(out, s.id, "it_power");
  r.overhead_mwh = per_year * sum_of(out, s.id, "overhead");
  r.other_load_mwh = per_year * (sum_of(out, s.id, "load") - sum_of(out, s.id, "it_power") - sum_of(out, s.id, "overhead"));
  r.pue = r.it_mwh > 0.0 ? (r.it_mwh + r.overhead_mwh) / r.it_mwh : 0.0;
  r.it_mean_mw = r.it_mwh / hours;
  r.it_peak_mw = peak_of(out, s.id, "it_power");
  r.import_peak_mw = peak_of(out, grid, "import");
  r.import_mwh = per_year * sum_of(out, grid, "import");
  r.export_mwh = per_year * sum_of(out, grid, "export");
  r.unserved_mwh = per_year * sum_of(out, s.id, "unserved");
  double carbon = per_year * product_of(out, grid, "import", "carbon");
  double clean = 0.0, storage = 0.0;
  for (const scenario::Generator& g : s.supply) {
    const double mwh = per_year * sum_of(out, component(s, g.id), "generation");
    r.generation_mwh += mwh;
    r.curtailed_mwh += per_year * sum_of(out, component(s, g.id), "available") - mwh;
    carbon += g.emissions_kg_per_mwh * mwh;
    if (g.clean) clean += mwh;
  }
  for (const scenario::Storage& st : s.storage)
    storage += per_year * (sum_of(out, component(s, st.id), "discharge") - sum_of(out, component(s, st.id), "charge"));
  for (const design::CostLine& c : out.costs)
    if (c.site == s.id && c.group == "power") r.power_cost_usd += c.usd_per_year;
  const double load = r.it_mwh + r.overhead_mwh + r.other_load_mwh;
  r.cost_usd_per_mwh = load > 0.0 ? r.power_cost_usd / load : 0.0;
  r.carbon_kg_per_mwh = load > 0.0 ? carbon / load : 0.0;
  account.load += load;
  account.clean += clean;
  account.carbon += carbon;
  account.score += clean + storage - r.export_mwh + per_year * product_of(out, grid, "import", "clean_share");
  // strict: own clean supply after storage, hour by hour, never more than the load of the hour
  const design::Hourly* load_t = find_hourly(out, s.id, "load");
  std::vector<double> own(load_t->values.size(), 0.0);
  const auto add = [&](const std::string& name, const char* quantity, double sign) {
    if (const design::Hourly* h = find_hourly(out, name, quantity))
      for (std::size_t t = 0; t < own.size(); ++t) own[t] += sign * h->values[t];
  };
  for (const scenario::Generator& g : s.supply)
    if (g.clean) add(component(s, g.id), "generation", 1.0);
  for (const scenario::Storage& st : s.storage) {
    add(component(s, st.id), "discharge", 1.0);
    add(component(s, st.id), "charge", -1.0);
  }
  add(grid, "export", -1.0);
  for (std::size_t t = 0; t < own.size(); ++t) account.strict += per_year * std::clamp(own[t], 0.0, load_t->values[t]);
  out.sites.push_back(std::move(r));
}

void add_matching_result(const Building& b, const Answer& a, const CleanAccount& account, design::Design& out) {
  design::MatchingResult& m = out.matching;
  m.mode = scenario::to_string(b.scenario.matching.mode);
  m.target = b.scenario.matching.target;
  const double load = std::max(account.load, 1e-9);
  m.annual = account.clean / load;
  m.score = account.score / load;
  m.strict = account.strict / load;
  m.carbon_kg = account.carbon;
  m.carbon_kg_per_mwh = account.carbon / load;
  const std::vector<double> dual = a.duals("matching");
  if (!dual.empty()) m.one_percent_usd = 0.01 * dual[0] * account.load;
}

/// Costs of a site that are not accelerators, per MWh of IT energy drawn there.
double site_usd_per_it_mwh(const design::Design& out, const design::SiteResult& site) {
  double usd = 0.0;
  for (const design::CostLine& c : out.costs)
    if (c.site == site.id && c.group != "accelerators" && c.item != "egress") usd += c.usd_per_year;
  return site.it_mwh > 0.0 ? usd / site.it_mwh : 0.0;
}

/// Yearly price of the hours that a rented fleet took, contracts at their price an hour; fixed commitments by use.
double rent_usd(const Building& b, const Answer& a, int fleet) {
  const RentVars& v = b.v.rented[fleet];
  double usd = a.cost(v.on_demand) + a.cost(v.spot);
  for (std::size_t c = 0; c < v.under.size(); ++c) usd += a.cost(v.under[c]) + fixed_share_usd(b, a, fleet, c);
  return usd;
}

void add_workload(const Building& b, const Answer& a, int k, design::Design& out) {
  const scenario::Workload& w = b.scenario.workloads[k];
  static constexpr const char* kinds[] = {"interactive", "batch", "training"};
  design::WorkloadResult r{.id = w.id, .kind = kinds[static_cast<int>(w.kind)], .model = w.model};
  r.slo_ttft_s = w.ttft_p99.in(seconds);
  r.slo_tpot_s = w.tpot_p99.in(seconds);
  const double per_year = b.in.hours.step_h / b.in.hours.years(), hours = b.in.hours.hours() / b.in.hours.years();
  for (std::size_t s = 0; s < b.in.services.size(); ++s) {
    const Service& service = b.in.services[s];
    if (service.workload != k) continue;
    const scenario::Fleet& fleet = b.scenario.fleets[service.fleet];
    const std::string name = fleet.id + "." + w.id;
    const double active_h = per_year * sum_of(out, name, "active");
    double fleet_active_h = 0.0;
    for (const Service& other : b.in.services) {
      if (other.fleet != service.fleet) continue;
      const double h = per_year * sum_of(out, fleet.id + "." + b.scenario.workloads[other.workload].id, "active");
      fleet_active_h += h;
    }
    const double share = fleet_active_h > 0.0 ? active_h / fleet_active_h : 0.0;
    double usd = 0.0;
    if (b.in.fleets[service.fleet].rented()) {
      usd = share * rent_usd(b, a, service.fleet);
    } else {
    const double idle_mwh = a.value(b.v.fleets[service.fleet].count) * b.in.fleets[service.fleet].idle_mw_per_k * hours;
    double busy_mwh = 0.0;
    for (const OperatingMode& mode : service.modes) busy_mwh += 1e-3 * per_year * sum_of(out, name, active_series(service, mode)) * mode.busy_mw_per_k;
    const double it_mwh = share * idle_mwh + busy_mwh - 1e-3 * active_h * b.in.fleets[service.fleet].idle_mw_per_k;
    usd = share * a.cost(b.v.fleets[service.fleet].count);
    usd += it_mwh * site_usd_per_it_mwh(out, out.sites[b.in.fleets[service.fleet].site]);
    }
    const double tokens = per_year * sum_of(out, name, "tokens");
    r.accelerator_hours += active_h;
    r.usd_per_year += usd;
    r.tokens_per_year += tokens;
    const OperatingMode& mode = service.modes.front();
    const double tokens_per_s = mode.gtokens_per_kh * 1e9 / 3600.0 / 1e3;
    r.shares.push_back({.fleet = fleet.id, .site = fleet.site, .accelerator = fleet.accelerator, .tokens_per_year = tokens,
                        .mean_active = active_h / hours, .operating_point = mode.text + chosen_modes(service, out, name),
                        .tokens_per_s_per_accelerator = tokens_per_s,
                        .joule_per_token = tokens_per_s > 0.0 ? mode.busy_mw_per_k * 1e3 / tokens_per_s : 0.0,
                        .ttft_s = mode.ttft_s, .tpot_s = mode.tpot_s, .layout = mode.layout});
    if (w.kind == scenario::WorkloadKind::training) r.pauses += per_year / b.in.hours.step_h * sum_of(out, name, "resumed");
  }
  for (const design::CostLine& c : out.costs)
    if (c.item == "egress" && c.component == w.id) r.usd_per_year += c.usd_per_year;
  if (r.tokens_per_year > 0.0) r.usd_per_million_tokens = 1e6 * r.usd_per_year / r.tokens_per_year;
  const std::vector<double> dual = a.duals(named(w.kind == scenario::WorkloadKind::training ? "training" :
                                                 w.kind == scenario::WorkloadKind::batch ? "deadline" : "demand", w.id));
  if (w.kind == scenario::WorkloadKind::training) r.marginal_usd = dual.empty() ? 0.0 : dual[0];
  else if (!dual.empty()) r.marginal_usd = 1e-3 / b.in.hours.step_h * std::accumulate(dual.begin(), dual.end(), 0.0) / static_cast<double>(dual.size());
  out.workloads.push_back(std::move(r));
}

}  // namespace

void summarise(const Building& b, const Answer& a, design::Design& out) {
  CleanAccount account;
  for (std::size_t i = 0; i < b.in.own_sites(); ++i) add_site(b, i, out, account);
  add_matching_result(b, a, account, out);
  for (std::size_t k = 0; k < b.scenario.workloads.size(); ++k) add_workload(b, a, static_cast<int>(k), out);
  double it = 0.0, overhead = 0.0, power = 0.0, serving = 0.0, active = 0.0, installed = 0.0;
  for (const design::SiteResult& s : out.sites) {
    it += s.it_mwh;
    overhead += s.overhead_mwh;
    power += s.power_cost_usd;
  }
  for (const design::WorkloadResult& w : out.workloads) {
    out.tokens_per_year += w.tokens_per_year;
    if (w.tokens_per_year > 0.0) serving += w.usd_per_year;
  }
  for (const Service& service : b.in.services)
    if (!b.in.fleets[service.fleet].rented())
      active += b.in.hours.step_h / b.in.hours.years() * sum_of(out, b.scenario.fleets[service.fleet].id + "." + b.scenario.workloads[service.workload].id, "active");
  for (const FleetVars& f : b.v.fleets) installed += 1e3 * a.value(f.count) * 8760.0;
  out.pue = it > 0.0 ? (it + overhead) / it : 0.0;
  out.usd_per_mwh = account.load > 0.0 ? power / account.load : 0.0;
  out.usd_per_million_tokens = out.tokens_per_year > 0.0 ? 1e6 * serving / out.tokens_per_year : 0.0;
  out.busy_share = installed > 0.0 ? active / installed : 0.0;
}

}  // namespace gridwright::plan
