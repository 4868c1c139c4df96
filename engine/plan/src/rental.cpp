#include <cmath>

#include "clouds.hpp"
#include "horizon.hpp"

// Rented accelerators in one year. Sets p clouds, o offers, c contracts, t hours.
// Variables od, spot, under[c] thousand accelerators in hour t; H[p] million accelerator-hours, U[p] MUSD a year.
namespace gridwright::plan {

using scenario::Instrument;
using solver::Block;
using solver::Sum;

namespace {

const scenario::Contract* contract_at(const Building& b, std::size_t c) { return &b.scenario.contracts[c]; }

}  // namespace

bool open_in_hour(const Building& b, const scenario::Contract& c, int t) {
  const double hour = b.in.hour_of_year(t);
  if (c.instrument == Instrument::capacity_block) return hour >= c.from_hour && hour < c.until_hour;
  if (c.instrument == Instrument::right_of_first_refusal) return (b.calendar_year - c.start) * 8760.0 + hour >= c.delay_months * 730.0;
  return true;
}

double usage_price(const Building& b, const FleetInputs& fleet, std::size_t contract) {
  const scenario::Contract& c = b.scenario.contracts[contract];
  if (c.instrument != Instrument::take_or_pay) return 0.0;  // the others are paid by quantity, used or not
  const scenario::Offer& o = b.scenario.clouds[fleet.cloud].offers[fleet.offer];
  return std::isfinite(c.price) ? c.price : std::isfinite(o.committed) ? o.committed : o.on_demand;
}

double enterprise_discount(const Building& b, int cloud) {
  double keep = 1.0;
  for (const scenario::Contract& c : b.scenario.contracts)
    if (c.instrument == Instrument::enterprise_commitment && c.cloud == b.scenario.clouds[cloud].id && why_not_planned(c).empty() && active_in(c, b.calendar_year))
      keep *= 1.0 - c.discount;
  return keep;
}

/// Is this contract a supply of capacity that hours can be taken from?
bool supplies(const scenario::Contract& c) {
  switch (c.instrument) {
    case Instrument::resource_commitment:
    case Instrument::spend_commitment:
    case Instrument::right_of_first_refusal:
    case Instrument::capacity_block: return true;
    case Instrument::take_or_pay:
    case Instrument::lease: return c.count.max > 0.0;
    default: return false;
  }
}

void add_rented_columns(Building& b) {
  b.v.rented.resize(b.scenario.fleets.size());
  const double kilo_hours = 1e3 * b.in.hours.step_h;  // accelerator-hours of a thousand in one step
  for (std::size_t f = 0; f < b.scenario.fleets.size(); ++f) {
    const FleetInputs& in = b.in.fleets[f];
    if (!in.rented()) continue;
    const scenario::Cloud& cloud = b.scenario.clouds[in.cloud];
    const scenario::Offer& o = cloud.offers[in.offer];
    const std::string& name = b.scenario.fleets[f].id;
    RentVars& v = b.v.rented[f];
    if (std::isfinite(o.on_demand) && o.available > 0.0)
      v.on_demand = b.model.add_columns({.name = named("on_demand", name), .upper = 1e-3 * o.available,
                                         .cost = kilo_hours * o.on_demand * enterprise_discount(b, in.cloud), .label = b.hour}, b.steps());
    if (std::isfinite(o.spot) && o.spot_available > 0.0)
      v.spot = b.model.add_columns({.name = named("spot", name), .upper = 1e-3 * o.spot_available, .cost = kilo_hours * o.spot, .label = b.hour}, b.steps());
    v.under.resize(b.scenario.contracts.size());
    for (std::size_t c = 0; c < b.scenario.contracts.size(); ++c) {
      const scenario::Contract& contract = *contract_at(b, c);
      if (!supplies(contract) || !why_not_planned(contract).empty() || !covers(contract, cloud, o) || !active_in(contract, b.calendar_year)) continue;
      if (contract.instrument == Instrument::spend_commitment && !std::isfinite(o.plan_rate)) continue;
      v.under[c] = b.model.add_columns({.name = named("under", name + "." + contract.id), .cost = kilo_hours * usage_price(b, in, c), .label = b.hour}, b.steps());
      for (int t = 0; t < b.steps(); ++t)
        if (!open_in_hour(b, contract, t)) b.model.set_bounds(v.under[c][t], 0.0, 0.0);
    }
  }
}

/// Σ of what is rented of a fleet in hour t, spot net of the work that interruptions waste.
void add_rented_terms(const Building& b, std::size_t f, int t, double sign, Sum& sum) {
  const RentVars& v = b.v.rented[f];
  const FleetInputs& in = b.in.fleets[f];
  if (v.on_demand.exists()) sum.add(sign, v.on_demand[t]);
  if (v.spot.exists()) sum.add(sign * (1.0 - b.scenario.clouds[in.cloud].offers[in.offer].spot_lost_work), v.spot[t]);
  for (const Columns& under : v.under)
    if (under.exists()) sum.add(sign, under[t]);
}

/// provider_hours:  H[p] = Σ_t Δt Σ_k y[f,k,t] over the fleets of provider p, yearly
/// minimum_share, maximum_share:  φ Σ H <= H[p] <= Φ Σ H     (contracts of kind share, and [concentration])
void add_provider_hours(Building& b) {
  if (b.scenario.clouds.empty()) return;
  const std::size_t providers = 1 + b.scenario.clouds.size();
  b.v.providers.resize(providers);
  const auto name_of = [&](std::size_t p) { return p == 0 ? std::string("own") : b.scenario.clouds[p - 1].id; };
  const double per_year = 1e-3 * b.in.hours.step_h / b.in.hours.years();  // thousand accelerators for an hour -> million hours a year
  Sum sum;
  for (std::size_t p = 0; p < providers; ++p) {
    b.v.providers[p].hours = b.model.add_column({.name = named("provider_hours", name_of(p))});
    sum.clear();
    sum.add(1.0, b.v.providers[p].hours);
    for (std::size_t k = 0; k < b.in.services.size(); ++k)
      if (b.in.fleets[b.in.services[k].fleet].cloud == static_cast<int>(p) - 1)
        for (const Columns& y : b.v.services[k].active)
          for (int t = 0; t < b.steps(); ++t) sum.add(-per_year, y[t]);
    b.model.add_rows(named("provider_hours", name_of(p))).add(0, sum, 0.0, 0.0);
  }
  const auto limit_share = [&](const char* family, std::size_t p, double share, double sign) {
    sum.clear();
    for (std::size_t q = 0; q < providers; ++q) sum.add(sign * share - (q == p ? sign : 0.0), b.v.providers[q].hours);
    b.model.add_rows(named(family, name_of(p))).add(0, sum, -solver::infinity, 0.0);
  };
  for (const scenario::Contract& c : b.scenario.contracts) {
    if (c.instrument != Instrument::share || !why_not_planned(c).empty() || !active_in(c, b.calendar_year)) continue;
    for (std::size_t p = 1; p < providers; ++p) {
      if (b.scenario.clouds[p - 1].id != c.cloud) continue;
      if (c.share_min > 0.0) limit_share("minimum_share", p, c.share_min, 1.0);
      if (c.share_max < 1.0) limit_share("maximum_share", p, c.share_max, -1.0);
    }
  }
  if (b.scenario.concentration.share_max < 1.0)
    for (std::size_t p = 0; p < providers; ++p) limit_share("maximum_share", p, b.scenario.concentration.share_max, -1.0);
}

}  // namespace gridwright::plan
