#include <algorithm>
#include <cmath>

#include "contracts.hpp"

// What is signed, and when it is left. Sets c contracts, y years. Variables q[c] what is signed, z[c] yes or no, r[c,y] what is in force.
namespace gridwright::plan {

using scenario::Contract;
using scenario::Instrument;
using solver::Block;
using solver::Column;

namespace {

/// Quantities in accelerators or USD an hour; the others are a share of the contract.
bool by_size(const Contract& k) {
  return k.instrument == Instrument::resource_commitment || k.instrument == Instrument::capacity_block ||
         k.instrument == Instrument::spend_commitment || k.instrument == Instrument::right_of_first_refusal;
}

/// Least and largest quantity, were it signed.
scenario::Range<double> size_of(const Contract& k) {
  if (!by_size(k)) return {1.0, 1.0};
  const scenario::Range<double>& stated = k.instrument == Instrument::spend_commitment ? k.spend_usd_per_hour : k.count;
  return {k.instrument == Instrument::right_of_first_refusal ? 0.0 : 1e-3 * stated.min, 1e-3 * stated.max};
}

/// Cost of one unit of quantity over the horizon. Paid upfront: the share is paid in the first year of the term that the horizon
/// holds, for all of the term's years that it holds. A lease is paid year by year as long as it is in force.
double unit_cost(const std::vector<Building>& years, std::size_t c) {
  const Contract& k = contract(years.front(), c);
  if (k.instrument == Instrument::lease) return 0.0;
  double cost = 0.0, undiscounted = 0.0, start_weight = 0.0;
  for (const Building& b : years) {
    if (!active(b, c)) continue;
    if (start_weight == 0.0) start_weight = b.weight;
    cost += (1.0 - k.upfront_share) * quantity_cost(b, k);
    undiscounted += quantity_cost(b, k) / b.weight;
  }
  return cost + k.upfront_share * undiscounted * start_weight;
}

double fee_cost(const std::vector<Building>& years, std::size_t c) {
  double cost = 0.0;
  for (const Building& b : years)
    if (active(b, c)) cost += in_objective(b, contract(b, c).fee_usd);
  return cost;
}

}  // namespace

/// signing:  least·z <= q <= largest·z      z yes or no, where a least size or a fee makes half a signature mean nothing
/// What is not offered is owed: q and z are fixed.
void add_quantities(std::vector<Building>& years, Portfolio& p) {
  Building& first = years.front();
  for (std::size_t c = 0; c < first.scenario.contracts.size(); ++c) {
    const Contract& k = contract(first, c);
    ContractVars& v = p.contracts.emplace_back();
    if (!planned(first, c)) continue;
    const scenario::Range<double> size = size_of(k);
    const bool offered = is_offered(k) || k.instrument == Instrument::right_of_first_refusal;
    const double fee = fee_cost(years, c);
    const bool whole = !by_size(k) && !k.divisible;
    v.quantity = first.model.add_column({.name = named("quantity", k.id), .lower = offered ? 0.0 : size.min, .upper = size.max,
                                         .cost = unit_cost(years, c) + (by_size(k) ? 0.0 : fee), .integer = offered && whole});
    v.sign = v.quantity;
    if (!by_size(k) || (fee == 0.0 && !(offered && size.min > 0.0))) continue;
    v.sign = first.model.add_column({.name = named("signed", k.id), .lower = offered ? 0.0 : 1.0, .upper = 1.0, .cost = fee, .integer = offered});
    Block rows = first.model.add_rows(named("signing", k.id));
    rows.add(0, v.quantity - size.max * v.sign <= 0.0);
    rows.add(1, v.quantity - size.min * v.sign >= 0.0);
  }
}

Column in_force(const Building& b, std::size_t c) {
  const Column left = b.portfolio->years[static_cast<std::size_t>(b.year)][c].in_force;
  return left.exists() ? left : b.portfolio->contracts[c].quantity;
}

bool exit_open(const Building& b, const Contract& k) {
  if (!active_in(k, b.calendar_year) || b.calendar_year <= k.start) return false;
  if (b.calendar_year < b.scenario.year + static_cast<int>(std::ceil(std::max(k.notice_years, 0.0)))) return false;
  if (k.instrument == Instrument::lease) {
    const int every = static_cast<int>(std::lround(k.exit_every_years));
    return every > 0 && (b.calendar_year - k.start) % every == 0;
  }
  const bool minimum = k.instrument == Instrument::take_or_pay || k.instrument == Instrument::enterprise_commitment;
  return minimum && k.exit_fee_share < 1.0 && k.total_usd == 0.0;
}

double exit_fee_usd(const Building& b, const Contract& k) {
  if (k.instrument == Instrument::lease) {
    const auto nth = static_cast<std::size_t>((b.calendar_year - k.start) / std::max(1L, std::lround(k.exit_every_years)));
    return k.residual_usd.empty() ? 0.0 : std::max(0.0, k.guarantee_usd - k.residual_usd[std::min(nth, k.residual_usd.size()) - 1]);
  }
  double remaining = 0.0;
  for (int year = b.calendar_year; year <= k.end; ++year) remaining += musd * minimum_musd(k, year);
  return k.exit_fee_share * remaining;
}

double end_call_usd(const Building& b, const Contract& k) {
  if (k.instrument != Instrument::lease || b.calendar_year != k.end || k.residual_usd.empty()) return 0.0;
  return std::max(0.0, k.guarantee_usd - k.residual_usd.back());
}

/// exit:  r[y] <= r[y−1],  r = q at first;    cost F[y]·(r[y−1] − r[y])        a fee on what remains, or the call of a residual guarantee
/// Whole contracts are left whole: r is yes or no.
void add_exits(std::vector<Building>& years, std::size_t c, Portfolio& p) {
  const Contract& k = contract(years.front(), c);
  Column before = p.contracts[c].quantity;
  for (Building& b : years) {
    if (!active(b, c)) continue;
    ContractYearVars& v = p.years[static_cast<std::size_t>(b.year)][c];
    v.in_force = before;
    if (exit_open(b, k)) {
      v.in_force = b.model.add_column({.name = b.scope + named("in_force", k.id), .upper = 1.0, .integer = !k.divisible});
      b.model.add_rows(b.scope + named("exit", k.id)).add(0, v.in_force - before <= 0.0);
      const double fee = in_objective(b, exit_fee_usd(b, k));
      b.model.add_cost(before, fee);
      b.model.add_cost(v.in_force, -fee);
    }
    if (k.instrument == Instrument::lease) b.model.add_cost(v.in_force, quantity_cost(b, k) + in_objective(b, end_call_usd(b, k)));
    before = v.in_force;
  }
}

double open_hours(const Building& b, const Contract& k) {
  double hours = 0.0;
  for (int t = 0; t < b.steps(); ++t)
    if (open_in_hour(b, k, t)) hours += b.in.hours.step_h;
  return hours / b.in.hours.years();
}

double quantity_cost(const Building& b, const Contract& c) {
  const double year_hours = b.in.hours.hours() / b.in.hours.years();
  double usd = 0.0;
  switch (c.instrument) {
    case Instrument::resource_commitment: usd = 1e3 * commitment_price(b.scenario, c) * year_hours; break;
    case Instrument::spend_commitment: usd = 1e3 * year_hours; break;
    case Instrument::capacity_block: usd = b.year == 0 ? 1e3 * commitment_price(b.scenario, c) * open_hours(b, c) : 0.0; break;
    case Instrument::right_of_first_refusal: usd = 1e3 * c.rival_price * open_hours(b, c); break;
    case Instrument::lease: usd = c.rent_usd; break;
    case Instrument::prepayment: usd = b.calendar_year == c.start ? c.prepaid_share * c.total_usd : 0.0; break;
    case Instrument::revenue_share: usd = shared_revenue_usd(c, b.calendar_year); break;
    case Instrument::power_purchase: usd = c.power_mw * c.capacity_factor * year_hours * c.energy_price; break;
    default: break;
  }
  return in_objective(b, usd);
}

double shared_revenue_usd(const Contract& c, int calendar_year) {
  double paid = 0.0, now = 0.0;
  for (int year = c.start; year <= calendar_year; ++year, paid += now) {
    const auto i = static_cast<std::size_t>(year - c.start);
    const double revenue = c.revenue_usd.empty() ? 0.0 : c.revenue_usd[std::min(i, c.revenue_usd.size() - 1)];
    now = std::min(c.rate * revenue, std::max(0.0, c.cap_usd - paid));
  }
  return now;
}

double credit_granted(const Contract& c) {
  return c.instrument == Instrument::prepayment ? c.prepaid_share * c.total_usd / (1.0 - c.discount) : c.grant_usd;
}

double commitment_price(const scenario::Scenario& s, const Contract& c) {
  if (std::isfinite(c.price)) return c.price;
  double best = scenario::unlimited;
  for (const scenario::Cloud& cloud : s.clouds)
    for (const scenario::Offer& o : cloud.offers)
      if (covers(c, cloud, o)) best = std::min(best, c.instrument == Instrument::capacity_block ? o.block : o.committed);
  return std::isfinite(best) ? best : 0.0;
}

double delivered_share(const Contract& c, int calendar_year) {
  const int late = static_cast<int>(std::ceil(c.delay_months / 12.0)), i = calendar_year - c.start - late;
  if (i < 0) return 0.0;
  return c.delivered.empty() ? 1.0 : c.delivered[std::min(static_cast<std::size_t>(i), c.delivered.size() - 1)];
}

double minimum_musd(const Contract& c, int calendar_year) {
  const auto i = static_cast<std::size_t>(calendar_year - c.start);
  const double stated = c.minimum_usd.empty() ? 0.0 : c.minimum_usd[std::min(i, c.minimum_usd.size() - 1)];
  return std::max(stated, 12.0 * c.monthly_minimum_usd) / musd * (c.instrument == Instrument::take_or_pay ? delivered_share(c, calendar_year) : 1.0);
}

double credit_until_hour(const Contract& c, int calendar_year) {
  const double valid = c.instrument == Instrument::prepayment ? c.end - c.start + 1 : c.valid_years;
  return std::clamp(c.start + valid - calendar_year, 0.0, 1.0) * hours_a_year;
}

std::size_t cloud_of(const Building& b, const Contract& c) {
  std::size_t i = 0;
  while (b.scenario.clouds[i].id != c.cloud) ++i;
  return i;
}

}  // namespace gridwright::plan
