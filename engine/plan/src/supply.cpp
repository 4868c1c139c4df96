#include "blocks.hpp"

// Sets g generators of a site, t hours.  Data a[g,t] availability 0..1, K USD/MW, v USD/MWh.
// Variables P[g] MW capacity, p[g,t] MW output; what is available and not taken is curtailed.
namespace gridwright::plan {

using scenario::Generator;
using solver::Block;

namespace {
double fixed_usd_per_mw_year(const Building& b, const scenario::Site& site, const Generator& g) {
  const double rate = g.cost_of_capital.value_or(b.scenario.cost_of_capital);
  const double life = life_in_contract(b, site, g.id, g.life_years);
  const double capital = g.capital.canonical();
  return annuity(capital, rate, life) + g.fixed_om_share * capital + g.fixed_om.canonical();
}
}  // namespace

void add_generator_columns(Building& b, int site) {
  const scenario::Site& s = b.scenario.sites[site];
  SiteVars& v = b.v.sites[site];
  for (const Generator& g : s.supply) {
    const std::string name = component(s, g.id);
    GeneratorVars gv;
    const double fixed = fixed_usd_per_mw_year(b, s, g);
    gv.capacity = add_capacity(b, {.name = named("capacity", name),
                                   .lower = g.capacity.min.canonical(),
                                   .upper = g.capacity.max.canonical(),
                                   .cost = b.capital_scale * fixed},
                               {.moving_usd = fixed - g.fixed_om.canonical(), .life_years = g.life_years, .by_year = &g.capital_by_year});
    const double per_mwh = g.variable_om.canonical() + g.fuel_price.canonical() / g.efficiency +
                           g.emissions_kg_per_mwh * b.scenario.carbon.price_usd_per_kg;
    gv.output = b.model.add_columns({.name = named("output", name), .cost = per_mwh * b.in.hours.step_h, .label = b.hour}, b.steps());
    v.supply.push_back(gv);
  }
}

/// availability:  p[g,t] <= a[g,t]·P[g]   and   p[g,t] >= minimum_level·P[g] where the unit must run     for all g, t
/// Dual: value of one more MW of available power in that hour, USD/MWh.
void add_availability(Building& b, int site) {
  const scenario::Site& s = b.scenario.sites[site];
  const SiteVars& v = b.v.sites[site];
  for (std::size_t g = 0; g < s.supply.size(); ++g) {
    const std::vector<double>& a = b.in.sites[site].availability[g].values;
    const GeneratorVars& gv = v.supply[g];
    Block rows = b.model.add_rows(named("availability", component(s, s.supply[g].id)), b.hour);
    for (int t = 0; t < b.steps(); ++t) {
      const double available = a[t];
      if (available <= 0.0) b.model.set_bounds(gv.output[t], 0.0, 0.0);  // night: nothing to decide
      else rows.add(t, gv.output[t] <= available * gv.capacity);
    }
    if (s.supply[g].minimum_level <= 0.0) continue;
    Block least = b.model.add_rows(named("minimum_level", component(s, s.supply[g].id)), b.hour);
    for (int t = 0; t < b.steps(); ++t) {
      const double floor = std::min(s.supply[g].minimum_level, a[t]);
      least.add(t, gv.output[t] >= floor * gv.capacity);
    }
  }
}

/// ramp:  |p[g,t] − p[g,t−1]| <= ramp·Δt·P[g]     for generators slower than full range in one step
void add_ramps(Building& b, int site) {
  const scenario::Site& s = b.scenario.sites[site];
  for (std::size_t g = 0; g < s.supply.size(); ++g) {
    const double ramp = s.supply[g].ramp_share_per_hour * b.in.hours.step_h;
    if (ramp >= 1.0) continue;
    const GeneratorVars& gv = b.v.sites[site].supply[g];
    Block up = b.model.add_rows(named("ramp_up", component(s, s.supply[g].id)), b.hour);
    Block down = b.model.add_rows(named("ramp_down", component(s, s.supply[g].id)), b.hour);
    for (int t = 0; t < b.steps(); ++t) {
      if (b.in.hours.before(t) < 0) continue;
      const Column now = gv.output[t], before = gv.output[b.in.hours.before(t)];
      up.add(t, now - before <= ramp * gv.capacity);
      down.add(t, before - now <= ramp * gv.capacity);
    }
  }
}

}  // namespace gridwright::plan
