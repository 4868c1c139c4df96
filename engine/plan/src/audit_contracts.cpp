#include <algorithm>
#include <cmath>

#include "audit.hpp"
#include "clouds.hpp"

// Laws of rented capacity and contracts in one year, from hourly meters and the terms as stated. Nothing of the model is used:
// prices, minimums and excuses are read again from the scenario.
namespace gridwright::plan {

using scenario::Instrument;

namespace {

int calendar_year(const Audit& a) { return a.in.hours.year; }
bool in_force(const Audit& a, const scenario::Contract& c) { return why_not_planned(c).empty() && active_in(c, calendar_year(a)); }

const design::ContractYear* year_of(const Audit& a, const std::string& contract) {
  for (const design::ContractYear& y : a.d.deals.contract_years)
    if (y.contract == contract && y.year == calendar_year(a)) return &y;
  return nullptr;
}
/// In force in this year: what was signed, or what nobody has left.
double signed_quantity(const Audit& a, const std::string& contract) {
  if (const design::ContractYear* y = year_of(a, contract)) return y->in_force;
  for (const design::ContractResult& r : a.d.deals.contracts)
    if (r.id == contract) return r.quantity;
  return 0.0;
}

/// Hours a year of a meter.
double yearly(const Audit& a, const Values& v) { return total(v) * a.in.hours.step_h / a.in.hours.years(); }

/// Share of the capacity that is there: the ramp, as late as the contract says.
double delivered(const Audit& a, const scenario::Contract& c) {
  const int i = calendar_year(a) - c.start - static_cast<int>(std::ceil(c.delay_months / 12.0));
  return i < 0 ? 0.0 : c.delivered.empty() ? 1.0 : c.delivered[std::min(static_cast<std::size_t>(i), c.delivered.size() - 1)];
}
double price_under(const scenario::Contract& c, const scenario::Offer& o) {
  if (c.instrument != Instrument::take_or_pay) return 0.0;
  return std::isfinite(c.price) ? c.price : std::isfinite(o.committed) ? o.committed : o.on_demand;
}
double left_by_discounts(const Audit& a, const std::string& cloud) {
  double keep = 1.0;
  for (const scenario::Contract& c : a.s.contracts)
    if (c.instrument == Instrument::enterprise_commitment && c.cloud == cloud && in_force(a, c)) keep *= 1.0 - c.discount;
  return keep;
}

/// Cheapest price of what a commitment covers.
double fixed_price(const Audit& a, const scenario::Contract& c) {
  if (std::isfinite(c.price)) return c.price;
  double best = scenario::unlimited;
  for (const scenario::Cloud& cloud : a.s.clouds)
    for (const scenario::Offer& o : cloud.offers)
      if (covers(c, cloud, o)) best = std::min(best, c.instrument == Instrument::capacity_block ? o.block : o.committed);
  return std::isfinite(best) ? best : 0.0;
}

bool signed_at_all(const Audit& a, const std::string& contract) {
  for (const design::ContractResult& r : a.d.deals.contracts)
    if (r.id == contract) return r.quantity > 1e-6 * std::max(1.0, r.lower);
  return false;
}

double commitment_bill(const Audit& a, const scenario::Contract& c) {
  const double q = signed_quantity(a, c.id);
  const double fee = c.fee_usd > 0.0 && signed_at_all(a, c.id) ? c.fee_usd : 0.0;
  switch (c.instrument) {
    case Instrument::resource_commitment: return fee + q * fixed_price(a, c) * 8760.0;
    case Instrument::spend_commitment: return fee + q * 8760.0;
    case Instrument::lease: return fee + q * c.rent_usd;
    case Instrument::prepayment: return calendar_year(a) == c.start ? q * c.prepaid_share * c.total_usd : 0.0;
    case Instrument::right_of_first_refusal: {
      const double before = (calendar_year(a) - c.start) * 8760.0;  // the delay runs from the start of the contract, in hours of 730 a month
      double hours = 0.0;
      for (int t = 0; t < a.in.hours.steps; ++t)
        if (before + a.in.hour_of_year(t) >= 730.0 * c.delay_months) hours += a.in.hours.step_h;
      return q * c.rival_price * hours / a.in.hours.years();
    }
    case Instrument::revenue_share: {
      double paid = 0.0, now = 0.0;
      for (int i = 0; i <= calendar_year(a) - c.start && !c.revenue_usd.empty(); ++i, paid += now)
        now = std::clamp(c.rate * c.revenue_usd[std::min<std::size_t>(static_cast<std::size_t>(i), c.revenue_usd.size() - 1)], 0.0, std::max(0.0, c.cap_usd - paid));
      return now;
    }
    case Instrument::capacity_block: {
      double hours = 0.0;
      for (int t = 0; t < a.in.hours.steps; ++t)
        if (a.in.hour_of_year(t) >= c.from_hour && a.in.hour_of_year(t) < c.until_hour) hours += a.in.hours.step_h;
      return fee + (calendar_year(a) == a.s.year ? q * fixed_price(a, c) * hours / a.in.hours.years() : 0.0);
    }
    default: return fee;
  }
}

/// Dollars a year for hours taken from a cloud: all of them, or those under one contract.
double usage_bill(const Audit& a, std::size_t cloud, const scenario::Contract* only, double until_hour) {
  const scenario::Cloud& p = a.s.clouds[cloud];
  const double keep = left_by_discounts(a, p.id), dt = a.in.hours.step_h / a.in.hours.years();
  double usd = 0.0;
  const auto add = [&](const Values& meter, double price) {
    if (!std::isfinite(price) || price == 0.0) return;
    for (int t = 0; t < a.in.hours.steps; ++t)
      if (a.in.hour_of_year(t) < until_hour) usd += dt * price * meter[static_cast<std::size_t>(t)];
  };
  for (const scenario::Offer& o : p.offers) {
    const std::string id = rented_id(p, o);
    if (only == nullptr) add(a.read.of(id, id, "on_demand"), o.on_demand * keep), add(a.read.of(id, id, "spot"), o.spot);
    for (const scenario::Contract& c : a.s.contracts)
      if (only == nullptr || only == &c) add(a.read.of(id, id + "." + c.id, "under"), price_under(c, o));
  }
  return usd;
}

/// Twelve level months at the cloud's tiers.
double egress_bill(const Audit& a, std::size_t cloud) {
  const scenario::Cloud& p = a.s.clouds[cloud];
  double gb = 0.0;
  for (std::size_t i = a.in.own_sites(); i < a.in.sites.size(); ++i)
    if (a.in.sites[i].cloud == static_cast<int>(cloud)) gb += egress_gb(a, i);
  if (p.egress_usd_per_gb.empty()) return gb * a.s.network.egress_usd_per_gb;
  double usd = 0.0, from = 0.0;
  for (std::size_t k = 0; k < p.egress_usd_per_gb.size(); ++k) {
    const double to = k < p.egress_up_to_gb.size() ? p.egress_up_to_gb[k] : scenario::unlimited;
    usd += 12.0 * std::clamp(gb / 12.0 - from, 0.0, to - from) * p.egress_usd_per_gb[k];
    from = to;
  }
  return usd;
}

bool supplies_hours(const scenario::Contract& c) {
  switch (c.instrument) {
    case Instrument::resource_commitment:
    case Instrument::spend_commitment:
    case Instrument::capacity_block:
    case Instrument::right_of_first_refusal:
    case Instrument::take_or_pay:
    case Instrument::lease: return true;
    default: return false;
  }
}

/// What a contract lets be taken in an hour, in its own unit, against what was.
void check_use(Audit& a, const scenario::Contract& c, const scenario::Cloud& cloud) {
  const double q = signed_quantity(a, c.id);
  const bool spend = c.instrument == Instrument::spend_commitment, whole = c.instrument == Instrument::take_or_pay || c.instrument == Instrument::lease;
  const double limit = whole ? c.count.max * q * delivered(a, c) : q;
  for (int t = 0; t < a.in.hours.steps; ++t) {
    double used = 0.0;
    for (const scenario::Offer& o : cloud.offers)
      if (covers(c, cloud, o)) used += (spend ? std::isfinite(o.plan_rate) ? o.plan_rate : 0.0 : 1.0) * a.read.of(rented_id(cloud, o), rented_id(cloud, o) + "." + c.id, "under")[static_cast<std::size_t>(t)];
    if (c.instrument == Instrument::right_of_first_refusal) {
      const bool decided = (calendar_year(a) - c.start) * 8760.0 + a.in.hour_of_year(t) >= 730.0 * c.delay_months;
      a.at_most_hour("use under a contract within it", used, decided ? limit : 0.0, std::max(limit, 1.0), c.id, t);
      continue;
    }
    const bool open = c.instrument != Instrument::capacity_block || (a.in.hour_of_year(t) >= c.from_hour && a.in.hour_of_year(t) < c.until_hour);
    a.at_most_hour("use under a contract within it", used, open ? limit : 0.0, std::max(limit, 1.0), c.id, t);
  }
}

void check_minimum(Audit& a, const scenario::Contract& c, std::size_t cloud, double bill) {
  const design::ContractYear* y = year_of(a, c.id);
  if (y == nullptr) return a.note("minimum spend", 1.0, c.id);
  const double q = signed_quantity(a, c.id);
  const auto i = static_cast<std::size_t>(calendar_year(a) - c.start);
  const double stated = std::max(c.minimum_usd.empty() ? 0.0 : c.minimum_usd[std::min(i, c.minimum_usd.size() - 1)], 12.0 * c.monthly_minimum_usd);
  const double owed = q * stated * (c.instrument == Instrument::take_or_pay ? delivered(a, c) : 1.0);
  const double usage = c.instrument == Instrument::take_or_pay && c.count.max > 0.0 ? usage_bill(a, cloud, &c, scenario::unlimited) : bill;
  const double scale = std::max(owed, 1e-3 * std::abs(a.d.usd_per_year));
  a.at_most("minimum spend", owed, usage + y->shortfall_usd + y->carried_usd, scale, c.id);
  a.at_most("carry-forward within its share", y->carried_usd, c.carry_share * owed, scale, c.id);
  double before = 0.0;
  for (const design::ContractYear& other : a.d.deals.contract_years)
    if (other.contract == c.id && other.year == y->year - 1) before = other.excess_usd;
  a.at_most("carry-forward from an excess", y->carried_usd, before, scale, c.id);
  a.at_most("excess is spend above the minimum", y->excess_usd, std::max(0.0, usage + y->shortfall_usd + y->carried_usd - owed), scale, c.id);
}

/// What is in force never rises; leaving costs the fee on the minimums that remain, or what a guarantee of the residual is short of.
/// Without terms of exit nothing is left; whole contracts are signed and left whole.
double exit_bill(Audit& a, const scenario::Contract& c) {
  const design::ContractYear* y = year_of(a, c.id);
  if (y == nullptr || !in_force(a, c)) return 0.0;
  double before = 0.0;
  for (const design::ContractResult& r : a.d.deals.contracts)
    if (r.id == c.id) before = r.quantity;
  const double whole = before;
  for (const design::ContractYear& other : a.d.deals.contract_years)
    if (other.contract == c.id && other.year == y->year - 1 && other.year >= c.start) before = other.in_force;
  const double left = before - y->in_force;
  a.at_most("what is in force never rises", y->in_force, before, std::max(whole, 1.0), c.id);
  const bool in_parts = c.divisible || c.instrument == Instrument::resource_commitment || c.instrument == Instrument::spend_commitment ||
                        c.instrument == Instrument::capacity_block || c.instrument == Instrument::right_of_first_refusal;
  if (!in_parts) a.note("signed and left whole", std::abs(y->in_force - std::round(y->in_force)), c.id);
  double fee = 0.0;
  const int year = calendar_year(a), since = year - c.start;
  if (c.instrument == Instrument::lease) {
    const int every = static_cast<int>(std::lround(c.exit_every_years));
    const auto call = [&](std::size_t nth) { return c.residual_usd.empty() ? 0.0 : std::max(0.0, c.guarantee_usd - c.residual_usd[std::min(nth, c.residual_usd.size()) - 1]); };
    const bool open = every > 0 && since > 0 && since % every == 0;
    if (open) fee = left * call(static_cast<std::size_t>(since / every));
    else a.at_most("left at an exit date only", left, 0.0, std::max(whole, 1.0), c.id);
    if (year == c.end) fee += y->in_force * call(c.residual_usd.size());
  } else {
    const bool open = since > 0 && c.exit_fee_share < 1.0 && year >= a.s.year + static_cast<int>(std::ceil(c.notice_years));
    double remaining = 0.0;
    for (int later = year; later <= c.end; ++later) {
      const auto i = static_cast<std::size_t>(later - c.start);
      const int built = later - c.start - static_cast<int>(std::ceil(c.delay_months / 12.0));
      const double there = c.instrument != Instrument::take_or_pay ? 1.0 : built < 0 ? 0.0 : c.delivered.empty() ? 1.0 : c.delivered[std::min(static_cast<std::size_t>(built), c.delivered.size() - 1)];
      remaining += there * std::max(c.minimum_usd.empty() ? 0.0 : c.minimum_usd[std::min(i, c.minimum_usd.size() - 1)], 12.0 * c.monthly_minimum_usd);
    }
    if (open) fee = left * c.exit_fee_share * remaining;
    else a.at_most("left at an exit date only", left, 0.0, std::max(whole, 1.0), c.id);
  }
  a.equal("exit fee", y->exit_usd, fee, 1e-2 * std::abs(a.d.usd_per_year), c.id);
  return fee;
}

double credit_use(Audit& a, const scenario::Contract& c, std::size_t cloud, double egress) {
  const design::ContractYear* y = year_of(a, c.id);
  if (y == nullptr) return 0.0;
  const double scale = std::max(c.grant_usd, 1.0);
  const double until = std::clamp(c.start + c.valid_years - calendar_year(a), 0.0, 1.0) * 8760.0;
  if (c.instrument == Instrument::prepayment) {
    double used = 0.0;
    for (const design::ContractYear& each : a.d.deals.contract_years)
      if (each.contract == c.id && each.year <= y->year) used += each.credit_used_usd;
    double bought = 0.0;
    for (const design::ContractResult& r : a.d.deals.contracts)
      if (r.id == c.id) bought = r.quantity * c.prepaid_share * c.total_usd / (1.0 - c.discount);
    a.at_most("prepaid money is spent once", used, bought, std::max(c.total_usd, 1.0), c.id);
    a.at_most("credits within the bill before they lapse", y->credit_used_usd, calendar_year(a) <= c.end ? usage_bill(a, cloud, nullptr, scenario::unlimited) + egress : 0.0, std::max(c.total_usd, 1.0), c.id);
  }
  if (c.instrument == Instrument::credits) {
    double used = 0.0;
    for (const design::ContractYear& each : a.d.deals.contract_years)
      if (each.contract == c.id && each.year <= y->year) used += each.credit_used_usd;
    a.at_most("credits within their grant", used, c.grant_usd, scale, c.id);
    const double eligible = usage_bill(a, cloud, nullptr, until) + (c.pays_egress ? egress : 0.0);
    a.at_most("credits within the bill before they lapse", y->credit_used_usd, until > 0.0 ? eligible : 0.0, scale, c.id);
  }
  return y->credit_used_usd;
}

}  // namespace

double egress_gb(const Audit& a, std::size_t site) {
  double tokens = 0.0;
  for (const scenario::Workload& w : a.s.workloads)
    for (const auto& [region, share] : w.regions) tokens += total(a.read.of(a.s.sites[site].id, w.id + "." + region, "flow"));
  return 1e-9 * tokens * a.s.network.bytes_per_token * a.in.hours.step_h / a.in.hours.years();
}

void audit_rented(Audit& a) {
  for (std::size_t f = 0; f < a.s.fleets.size(); ++f) {
    const FleetInputs& in = a.in.fleets[f];
    if (!in.rented()) continue;
    const std::string& id = a.s.fleets[f].id;
    const scenario::Offer& o = a.s.clouds[in.cloud].offers[in.offer];
    const Values &on_demand = a.read.of(id, id, "on_demand"), &spot = a.read.of(id, id, "spot");
    Values there(static_cast<std::size_t>(a.in.hours.steps), 0.0), busy = there;
    for (const scenario::Contract& c : a.s.contracts)
      for (std::size_t t = 0; const double under : a.read.of(id, id + "." + c.id, "under"))
        if (t < there.size()) there[t++] += under;
    for (const Service& service : a.in.services)
      if (service.fleet == static_cast<int>(f))
        for (std::size_t t = 0; const double active : a.read.of(id, id + "." + a.s.workloads[service.workload].id, "active"))
          if (t < busy.size()) busy[t++] += active;
    const double scale = std::max({peak(busy), 1.0});
    for (int t = 0; t < a.in.hours.steps; ++t) {
      const auto i = static_cast<std::size_t>(t);
      a.at_most_hour("rented within what is on offer", on_demand[i], std::isfinite(o.on_demand) ? o.available : 0.0, scale, id, t);
      a.at_most_hour("rented within what is on offer", spot[i], std::isfinite(o.spot) ? o.spot_available : 0.0, scale, id, t);
      a.at_most_hour("accelerators busy", busy[i], o.busy_share_max * (there[i] + on_demand[i] + (1.0 - o.spot_lost_work) * spot[i]), scale, id, t);
    }
  }
}

void audit_contracts(Audit& a) {
  if (a.s.clouds.empty()) return;
  std::vector<double> hours(1 + a.s.clouds.size(), 0.0);
  for (const Service& service : a.in.services) {
    const scenario::Fleet& fleet = a.s.fleets[service.fleet];
    hours[static_cast<std::size_t>(a.in.fleets[service.fleet].cloud + 1)] += yearly(a, a.read.of(fleet.site, fleet.id + "." + a.s.workloads[service.workload].id, "active"));
  }
  const double all = std::max(total(hours), 1e-9);
  double hhi = 0.0;
  for (std::size_t p = 0; p < hours.size(); ++p) {
    const double share = hours[p] / all;
    hhi += share * share;
    a.note("share of a provider", std::max(0.0, share - a.s.concentration.share_max), p == 0 ? "own" : a.s.clouds[p - 1].id, 1e-5);
    for (const scenario::Contract& c : a.s.contracts) {
      if (c.instrument != Instrument::share || p == 0 || c.cloud != a.s.clouds[p - 1].id || !in_force(a, c)) continue;
      a.note("share of a provider", std::max({0.0, share - c.share_max, c.share_min - share}), c.id, 1e-5);
    }
  }
  a.note("concentration (HHI)", std::max(0.0, hhi - a.s.concentration.hhi_max), "all providers", 1e-4);
  for (const scenario::Contract& c : a.s.contracts)
    for (const scenario::Cloud& cloud : a.s.clouds)
      if (cloud.id == c.cloud && in_force(a, c) && supplies_hours(c))
        check_use(a, c, cloud);
}

double cloud_invoices(Audit& a) {
  double all = 0.0;
  const double scale = 1e-2 * std::abs(a.d.usd_per_year);
  for (std::size_t p = 0; p < a.s.clouds.size(); ++p) {
    const std::string& id = a.s.clouds[p].id;
    const double usage = usage_bill(a, p, nullptr, scenario::unlimited), egress = egress_bill(a, p);
    double commitments = 0.0, shortfalls = 0.0, exits = 0.0, credits = 0.0;
    for (const scenario::Contract& c : a.s.contracts)
      if (c.cloud == id && in_force(a, c)) commitments += commitment_bill(a, c);
    for (const scenario::Contract& c : a.s.contracts) {
      if (c.cloud != id || !why_not_planned(c).empty()) continue;
      if (in_force(a, c) && (c.instrument == Instrument::take_or_pay || c.instrument == Instrument::enterprise_commitment)) {
        check_minimum(a, c, p, usage + egress + commitments);
        if (const design::ContractYear* y = year_of(a, c.id)) shortfalls += c.shortfall_share * y->shortfall_usd;
      }
      exits += exit_bill(a, c);
      credits += credit_use(a, c, p, egress);
    }
    a.equal("invoice of a cloud", a.read.billed(id, {"usage"}), usage, scale, id + ", usage");
    a.equal("invoice of a cloud", a.read.billed(id, {"commitments"}), commitments, scale, id + ", commitments");
    a.equal("invoice of a cloud", a.read.billed(id, {"shortfalls"}), shortfalls, scale, id + ", shortfalls");
    a.equal("invoice of a cloud", a.read.billed(id, {"exit_fees"}), exits, scale, id + ", exit fees");
    a.equal("invoice of a cloud", -a.read.billed(id, {"credits"}), credits, scale, id + ", credits");
    a.at_most("credits within the bill", credits, usage + egress, std::max({scale, usage + egress, 1.0}), id);
    all += usage + egress + commitments + shortfalls + exits - credits;
  }
  return all;
}

}  // namespace gridwright::plan
