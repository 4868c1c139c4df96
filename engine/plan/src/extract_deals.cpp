#include <algorithm>
#include <cmath>
#include <numeric>

#include "contracts.hpp"
#include "extract.hpp"
#include "horizon_model.hpp"

// Clouds and contracts read off the solution: hourly series, invoices of one year, and the years side by side.
namespace gridwright::plan {

using design::ContractYear;
using design::ProviderYear;
using scenario::Instrument;

namespace {

double sum(const std::vector<double>& x, Columns c) {
  double all = 0.0;
  for (int t = 0; t < c.count; ++t) all += std::max(0.0, x[static_cast<std::size_t>(c.first + t)]);
  return all;
}
double value(const std::vector<double>& x, Column c) { return c.exists() ? std::max(0.0, x[static_cast<std::size_t>(c.index)]) : 0.0; }

/// Accelerator-hours a year of a family of thousand accelerators by hour.
double yearly_hours(const Building& b, const std::vector<double>& x, Columns c) { return 1e3 * sum(x, c) * b.in.hours.step_h / b.in.hours.years(); }

/// Gtok a year that a workload sends to its users from a cloud.
double sent_gtok(const Building& b, const std::vector<double>& x, std::size_t workload, std::size_t cloud) {
  double gtok = 0.0;
  for (const std::vector<Columns>& from : b.v.workloads[workload].flow)
    for (std::size_t i = 0; i < from.size(); ++i)
      if (from[i].exists() && b.in.sites[i].cloud == static_cast<int>(cloud)) gtok += sum(x, from[i]);
  return gtok * b.in.hours.step_h / b.in.hours.years();
}

double egress_of(const Building& b, const std::vector<double>& x, std::size_t cloud) {
  double gb = 0.0;
  for (std::size_t w = 0; w < b.v.workloads.size(); ++w) gb += sent_gtok(b, x, w, cloud) * b.scenario.network.bytes_per_token;
  return egress_usd(b.scenario.clouds[cloud], gb, b.scenario.network.egress_usd_per_gb);
}

double commitment_of(const Building& b, const std::vector<double>& x, std::size_t c) {
  const scenario::Contract& k = b.scenario.contracts[c];
  if (!active_in(k, b.calendar_year)) return 0.0;
  const double fee = k.fee_usd * value(x, b.portfolio->contracts[c].sign);
  return fee + value(x, in_force(b, c)) * quantity_cost(b, k) / (b.capital_scale * b.weight);
}

/// Fee for what was left with the beginning of this year, and the call of a guarantee at its end.
double exit_of(const Building& b, const std::vector<double>& x, std::size_t c) {
  if (!active(b, c)) return 0.0;
  const scenario::Contract& k = contract(b, c);
  const double now = value(x, in_force(b, c));
  double usd = now * end_call_usd(b, k);
  if (!exit_open(b, k)) return usd;
  const std::size_t y = static_cast<std::size_t>(b.year);
  Column before = b.portfolio->contracts[c].quantity;
  if (y > 0 && b.portfolio->years[y - 1][c].in_force.exists()) before = b.portfolio->years[y - 1][c].in_force;
  return usd + exit_fee_usd(b, k) * std::max(0.0, value(x, before) - now);
}

/// Accelerator-hours a year that a backstop pays for, at one own fleet.
double backstop_hours(const Building& b, const std::vector<double>& x, std::size_t c, std::size_t fleet) {
  double hours = 0.0;
  for (const BackstopVars& v : b.v.backstops)
    if (v.contract == c) hours += yearly_hours(b, x, v.sold[fleet]);
  return hours;
}

/// Accelerator-hours and dollars taken under a contract in a year.
struct Taken {
  double hours = 0.0, plan_usd = 0.0, usd = 0.0;
};
Taken taken_under(const Building& b, const std::vector<double>& x, std::size_t c) {
  Taken out;
  for (std::size_t f = 0; f < b.v.rented.size(); ++f) {
    if (b.v.rented[f].under.empty()) continue;
    const FleetInputs& in = b.in.fleets[f];
    const double hours = yearly_hours(b, x, b.v.rented[f].under[c]);
    const double rate = b.scenario.clouds[in.cloud].offers[in.offer].plan_rate;
    out.hours += hours;
    out.usd += hours * usage_price(b, in, c);
    if (hours > 0.0 && std::isfinite(rate)) out.plan_usd += hours * rate;
  }
  return out;
}

/// Unit of the quantity, and how many of it a unit of the program is.
std::pair<const char*, double> unit_of(const scenario::Contract& k) {
  switch (k.instrument) {
    case Instrument::resource_commitment:
    case Instrument::right_of_first_refusal:
    case Instrument::capacity_block: return {"accelerators", 1e3};
    case Instrument::spend_commitment: return {"USD/h", 1e3};
    default: return {"share", 1.0};
  }
}

ProviderYear provider_year(const Building& b, const std::vector<double>& x, std::size_t p) {
  ProviderYear r{.year = b.calendar_year, .provider = p == 0 ? "own" : b.scenario.clouds[p - 1].id};
  r.accelerator_hours = 1e6 * value(x, b.v.providers[p].hours);
  for (std::size_t k = 0; k < b.in.services.size(); ++k) {
    const Service& service = b.in.services[k];
    if (b.in.fleets[static_cast<std::size_t>(service.fleet)].cloud != static_cast<int>(p) - 1) continue;
    for (std::size_t m = 0; m < service.modes.size(); ++m) {
      const double kilo_hours = 1e-3 * yearly_hours(b, x, b.v.services[k].active[m]);
      r.tokens += 1e9 * service.modes[m].gtokens_per_kh * kilo_hours;
      r.energy_mwh += service.modes[m].busy_mw_per_k * kilo_hours;
    }
  }
  if (p == 0) return r;
  const std::size_t cloud = p - 1;
  for (std::size_t f = 0; f < b.v.rented.size(); ++f) {
    const FleetInputs& in = b.in.fleets[f];
    if (in.cloud != static_cast<int>(cloud)) continue;
    const scenario::Offer& o = b.scenario.clouds[cloud].offers[in.offer];
    const double on_demand = yearly_hours(b, x, b.v.rented[f].on_demand), spot = yearly_hours(b, x, b.v.rented[f].spot);
    r.on_demand_hours += on_demand, r.spot_hours += spot;
    if (on_demand > 0.0) r.usage_usd += on_demand * o.on_demand * enterprise_discount(b, in.cloud);
    if (spot > 0.0) r.usage_usd += spot * o.spot;
  }
  for (std::size_t c = 0; c < b.scenario.contracts.size(); ++c) {
    const scenario::Contract& k = b.scenario.contracts[c];
    if (k.cloud != b.scenario.clouds[cloud].id || !why_not_planned(k).empty()) continue;
    const Taken taken = taken_under(b, x, c);
    r.contract_hours += taken.hours;
    r.usage_usd += taken.usd;
    r.commitment_usd += commitment_of(b, x, c);
    const ContractYearVars& v = b.portfolio->years[static_cast<std::size_t>(b.year)][c];
    r.shortfall_usd += musd * k.shortfall_share * value(x, v.shortfall);
    r.exit_usd += exit_of(b, x, c);
    r.credit_usd += musd * value(x, v.credit);
    const bool minimum = k.instrument == Instrument::take_or_pay || k.instrument == Instrument::enterprise_commitment;
    if (active(b, c)) r.committed_usd += commitment_of(b, x, c) + (minimum ? musd * minimum_musd(k, b.calendar_year) * value(x, in_force(b, c)) : 0.0);
  }
  r.egress_usd = egress_of(b, x, cloud);
  r.paid_usd = r.usage_usd + r.egress_usd + r.commitment_usd + r.shortfall_usd + r.exit_usd - r.credit_usd;
  return r;
}

double spend_of(const ProviderYear& p) { return p.usage_usd + p.egress_usd + p.commitment_usd; }

ContractYear contract_year(const Building& b, const std::vector<double>& x, std::size_t c, const std::vector<ProviderYear>& providers, double& credit_left) {
  const scenario::Contract& k = b.scenario.contracts[c];
  const ContractYearVars& v = b.portfolio->years[static_cast<std::size_t>(b.year)][c];
  const double q = active(b, c) ? value(x, in_force(b, c)) : 0.0;
  const Taken taken = taken_under(b, x, c);
  ContractYear r{.year = b.calendar_year, .contract = k.id, .commitment_usd = commitment_of(b, x, c)};
  r.in_force = q * unit_of(k).second;
  r.exit_usd = exit_of(b, x, c);
  for (std::size_t f = 0; f < b.scenario.fleets.size(); ++f) r.income_usd += k.price * backstop_hours(b, x, c, f) * (k.instrument == Instrument::backstop ? 1.0 : 0.0);
  r.shortfall_usd = musd * value(x, v.shortfall);
  r.carried_usd = musd * value(x, v.carried), r.excess_usd = musd * value(x, v.excess);
  r.credit_used_usd = musd * value(x, v.credit);
  const double year_hours = b.in.hours.hours() / b.in.hours.years();
  if (k.instrument == Instrument::resource_commitment && q > 0.0) r.use_share = taken.hours / (1e3 * q * year_hours);
  if (k.instrument == Instrument::spend_commitment && q > 0.0) r.use_share = taken.plan_usd / (1e3 * q * year_hours);
  if ((k.instrument == Instrument::take_or_pay || k.instrument == Instrument::enterprise_commitment) && active_in(k, b.calendar_year)) {
    const double stated = k.minimum_usd.empty() ? 0.0 : k.minimum_usd[std::min(static_cast<std::size_t>(b.calendar_year - k.start), k.minimum_usd.size() - 1)];
    r.minimum_usd = musd * minimum_musd(k, b.calendar_year) * q;
    r.excused_usd = std::max(0.0, std::max(stated, 12.0 * k.monthly_minimum_usd) * q - r.minimum_usd);
    r.usage_usd = taken.usd;
    if (!supplies(k))
      for (const ProviderYear& p : providers)
        if (p.provider == k.cloud) r.usage_usd = spend_of(p);
    const double capacity = 1e3 * 1e-3 * k.count.max * q * delivered_share(k, b.calendar_year) * year_hours;
    if (supplies(k) && capacity > 0.0) r.use_share = taken.hours / capacity;
  }
  if (k.instrument == Instrument::power_purchase && q > 0.0) {
    double mwh = 0.0;
    for (const SiteVars& site : b.v.sites)
      for (const PurchaseVars& bought : site.purchased)
        if (bought.contract == c) mwh += sum(x, bought.taken) * b.in.hours.step_h / b.in.hours.years();
    r.use_share = mwh / (q * k.power_mw * k.capacity_factor * year_hours);
  }
  if (k.instrument == Instrument::right_of_first_refusal && q > 0.0 && open_hours(b, k) > 0.0) r.use_share = taken.hours / (1e3 * q * open_hours(b, k));
  const bool bucket = k.instrument == Instrument::credits || k.instrument == Instrument::prepayment;
  if (bucket && b.calendar_year >= k.start) {
    credit_left -= r.credit_used_usd;
    const double until = credit_until_hour(k, b.calendar_year);
    const bool lapses = until > 0.0 && credit_until_hour(k, b.calendar_year + 1) <= 0.0;
    if (lapses) r.lapsed_usd = std::max(0.0, credit_left), credit_left = 0.0;
    r.credit_left_usd = std::max(0.0, credit_left);
  }
  return r;
}

/// What one more unit of quantity saves, present value: bounds and rows of the whole horizon.
double one_more(const std::vector<Building>& years, const solver::Solution& s, std::size_t c) {
  const Building& first = years.front();
  const scenario::Contract& k = first.scenario.contracts[c];
  if (s.row_dual.empty()) return 0.0;
  const auto dual = [&](const std::string& name) {
    double y = 0.0;
    for (const auto& [row, t] : first.model.rows_of(name)) y += s.row_dual[static_cast<std::size_t>(row)];
    return y / first.capital_scale / musd;
  };
  if (k.instrument == Instrument::credits) return -dual(named("credit_balance", k.id));
  if (k.instrument == Instrument::take_or_pay || k.instrument == Instrument::enterprise_commitment) {
    double y = 0.0;
    for (const Building& b : years) y -= std::abs(dual(b.scope + named("minimum_spend", k.id)));
    return y;  // one more USD of minimum in every year
  }
  const Column q = first.portfolio->contracts[c].quantity;
  return q.exists() && !s.reduced_cost.empty() ? -s.reduced_cost[static_cast<std::size_t>(q.index)] / first.capital_scale / 1e3 : 0.0;
}

double break_even_of(const scenario::Scenario& s, const scenario::Contract& k) {
  double on_demand = scenario::unlimited, plan = scenario::unlimited;
  for (const scenario::Cloud& cloud : s.clouds)
    for (const scenario::Offer& o : cloud.offers)
      if (covers(k, cloud, o)) on_demand = std::min(on_demand, o.on_demand), plan = std::min(plan, o.plan_rate);
  const double price = k.instrument == Instrument::spend_commitment ? plan : k.instrument == Instrument::resource_commitment ? commitment_price(s, k) : scenario::unlimited;
  return std::isfinite(price) && std::isfinite(on_demand) ? price / on_demand : 0.0;
}

}  // namespace

double fixed_share_usd(const Building& b, const Answer& a, int fleet, std::size_t c) {
  const scenario::Contract& k = b.scenario.contracts[c];
  if (!b.v.rented[static_cast<std::size_t>(fleet)].under[c].exists()) return 0.0;
  double own = 0.0, all = 0.0;
  for (std::size_t f = 0; f < b.v.rented.size(); ++f) {
    if (b.v.rented[f].under.empty() || !b.v.rented[f].under[c].exists()) continue;
    const std::vector<double> taken = a.values(b.v.rented[f].under[c]);
    const double hours = std::accumulate(taken.begin(), taken.end(), 0.0);
    all += hours;
    if (static_cast<int>(f) == fleet) own = hours;
  }
  const double usd = a.value(b.portfolio->contracts[c].quantity) * quantity_cost(b, k) / (b.capital_scale * b.weight);
  return all > 0.0 ? usd * own / all : 0.0;
}

void extract_rented(const Building& b, const Answer& a, design::Design& out) {
  const auto record = [&](const std::string& site, const std::string& component, const char* quantity, Columns c) {
    if (!c.exists()) return;
    std::vector<double> v = a.values(c);
    for (double& x : v) x *= 1e3;
    out.hourly.push_back({.site = site, .component = component, .quantity = quantity, .kind = "fleet", .unit = "1", .origin = Origin::computed,
                          .source = "decided by plan", .values = std::move(v)});
  };
  for (std::size_t f = 0; f < b.v.rented.size(); ++f) {
    const std::string& id = b.scenario.fleets[f].id;
    record(id, id, "on_demand", b.v.rented[f].on_demand);
    record(id, id, "spot", b.v.rented[f].spot);
    for (std::size_t c = 0; c < b.v.rented[f].under.size(); ++c) record(id, id + "." + b.scenario.contracts[c].id, "under", b.v.rented[f].under[c]);
  }
  const std::vector<double>& x = a.all();
  const auto line = [&](const std::string& cloud, const char* group, const std::string& component, const char* item, double usd) {
    if (usd != 0.0) out.costs.push_back({.site = cloud, .group = group, .component = component, .item = item, .usd_per_year = usd});
  };
  for (std::size_t c = 0; c < b.scenario.contracts.size(); ++c) {
    const scenario::Contract& k = contract(b, c);
    if (!active(b, c)) continue;
    if (k.instrument == Instrument::power_purchase) line(k.site, "power", k.site + "." + k.id, "energy", commitment_of(b, x, c));
    if (k.instrument == Instrument::revenue_share && k.cloud.empty()) line("", "clouds", k.id, "revenue_share", commitment_of(b, x, c));
    if (k.instrument != Instrument::backstop) continue;
    for (std::size_t f = 0; f < b.scenario.fleets.size(); ++f) line(b.scenario.fleets[f].site, "accelerators", k.id, "backstop", -k.price * backstop_hours(b, x, c, f));
  }
  for (const BackstopVars& v : b.v.backstops)
    for (std::size_t f = 0; f < v.sold.size(); ++f)
      if (v.sold[f].exists()) {
        std::vector<double> sold = a.values(v.sold[f]);
        for (double& each : sold) each *= 1e3;
        const scenario::Fleet& fleet = b.scenario.fleets[f];
        out.hourly.push_back({.site = fleet.site, .component = fleet.id + "." + b.scenario.contracts[v.contract].id, .quantity = "backstop", .kind = "fleet", .unit = "1",
                              .origin = Origin::computed, .source = "idle accelerators that somebody else pays for", .values = std::move(sold)});
      }
  for (std::size_t p = 0; p < b.scenario.clouds.size(); ++p) {
    const std::string& cloud = b.scenario.clouds[p].id;
    const ProviderYear r = provider_year(b, x, p + 1);
    line(cloud, "clouds", cloud, "usage", r.usage_usd);
    line(cloud, "clouds", cloud, "commitments", r.commitment_usd);
    line(cloud, "clouds", cloud, "shortfalls", r.shortfall_usd);
    line(cloud, "clouds", cloud, "exit_fees", r.exit_usd);
    line(cloud, "clouds", cloud, "credits", -r.credit_usd);
    double gtok = 0.0;
    for (std::size_t w = 0; w < b.v.workloads.size(); ++w) gtok += sent_gtok(b, x, w, p);
    for (std::size_t w = 0; w < b.v.workloads.size() && gtok > 0.0; ++w)
      line(cloud, "network_and_staff", b.scenario.workloads[w].id, "egress", r.egress_usd * sent_gtok(b, x, w, p) / gtok);
  }
}

design::DealsResult extract_deals(const std::vector<Building>& years, const solver::Solution& solution) {
  design::DealsResult out;
  const Building& first = years.front();
  const scenario::Scenario& s = first.scenario;
  bool any = !s.clouds.empty() || years.size() > 1;
  for (std::size_t c = 0; c < s.contracts.size(); ++c) any = any || planned(first, c);
  if (!any) return out;
  const std::vector<double>& x = solution.x;
  out.years = static_cast<int>(years.size());
  out.cost_of_capital = s.cost_of_capital;
  std::vector<double> credit_left(s.contracts.size(), 0.0);
  for (std::size_t c = 0; c < s.contracts.size(); ++c)
    credit_left[c] = credit_granted(s.contracts[c]) * (s.contracts[c].instrument == Instrument::prepayment ? value(x, first.portfolio->contracts[c].quantity) : 1.0);
  for (std::size_t j = 0; j < x.size(); ++j) out.present_usd += first.model.program().cost[j] * std::max(0.0, x[j]) / first.capital_scale;
  for (std::size_t c = 0; c < s.contracts.size(); ++c) {
    const scenario::Contract& k = s.contracts[c];
    design::ContractResult r{.id = k.id, .instrument = to_string(k.instrument), .cloud = k.cloud, .status = to_string(k.status)};
    r.refused_usd = std::nan("");
    r.verdict = why_not_planned(k);
    if (const Column q = first.portfolio->contracts[c].quantity; q.exists()) {
      const auto [unit, scale] = unit_of(k);
      r.unit = unit;
      r.quantity = scale * value(x, q);
      r.lower = scale * first.model.program().column_lower[q.index], r.upper = scale * first.model.program().column_upper[q.index];
      r.free = r.lower < r.upper;
      r.one_more_usd = one_more(years, solution, c);
      r.break_even_use = break_even_of(s, k);
    }
    out.contracts.push_back(std::move(r));
  }
  for (const Building& b : years) {
    std::vector<ProviderYear> providers;
    double hours = 0.0, squares = 0.0;
    for (std::size_t p = 0; p < b.v.providers.size(); ++p) providers.push_back(provider_year(b, x, p)), hours += providers.back().accelerator_hours;
    for (ProviderYear& p : providers) p.share = hours > 0.0 ? p.accelerator_hours / hours : 0.0, squares += p.share * p.share;
    design::DealsYear y{.year = b.calendar_year, .hhi = squares, .providers = squares > 0.0 ? 1.0 / squares : 0.0};
    for (const FleetVars& f : b.v.fleets) y.own_accelerators += 1e3 * value(x, f.count);
    for (std::size_t c = 0; c < s.contracts.size(); ++c) {
      if (!first.portfolio->contracts[c].quantity.exists()) continue;
      ContractYear r = contract_year(b, x, c, providers, credit_left[c]);
      out.contracts[c].present_usd += b.weight * (r.commitment_usd + s.contracts[c].shortfall_share * r.shortfall_usd + r.exit_usd - r.income_usd);
      out.contract_years.push_back(std::move(r));
    }
    out.by_year.push_back(std::move(y));
    out.providers.insert(out.providers.end(), providers.begin(), providers.end());
  }
  return out;
}

}  // namespace gridwright::plan
