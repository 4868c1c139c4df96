#include <algorithm>

#include "answers.hpp"
#include "gridwright/energy/carbon.hpp"
#include "gridwright/energy/embodied_carbon.hpp"

// Carbon of a finished design: operation by every way of counting, and what making it has cost.
namespace gridwright::plan {

namespace {

/// Sums over all sites, kg and MWh of the planned hours.
struct Sums {
  double load_mwh = 0.0, chimneys_kg = 0.0;
  double location_kg = 0.0, location_without_kg = 0.0;   ///< of import; of the whole load
  double market_annual_kg = 0.0, market_hourly_kg = 0.0;
  double marginal_kg = 0.0, marginal_without_kg = 0.0;
};

void add_site(const Books& b, std::size_t i, Sums& sums) {
  const scenario::Site& site = b.s.sites[i];
  const SiteInputs& in = b.in.sites[i];
  const double dt = b.in.hours.step_h;
  const Values &load = b.read.of(site.id, site.id, "load"), &import = b.read.of(site.id, site.id + ".grid", "import"),
               &sold = b.read.of(site.id, site.id + ".grid", "export");
  sums.load_mwh += dt * total(load);
  for (const scenario::Generator& g : site.supply)
    sums.chimneys_kg += energy::onsite_carbon_kg(b.read.of(site.id, site.id + "." + g.id, "generation"), g.emissions_kg_per_mwh, dt);
  const Values &average = in.carbon_kg_per_mwh.values, &residual = in.residual_kg_per_mwh.values, &marginal = in.marginal_kg_per_mwh.values;
  if (average.empty()) return;
  sums.location_kg += energy::grid_carbon_kg(import, average, dt);
  sums.location_without_kg += energy::grid_carbon_kg(load, average, dt);
  sums.marginal_kg += energy::grid_carbon_kg(import, marginal, dt) - energy::grid_carbon_kg(sold, marginal, dt);
  sums.marginal_without_kg += energy::grid_carbon_kg(load, marginal, dt);
  const double residual_kg = energy::grid_carbon_kg(import, residual, dt), bought = total(import);
  sums.market_hourly_kg += residual_kg;
  if (bought > 0.0) sums.market_annual_kg += residual_kg * std::max(0.0, bought - total(sold)) / bought;
}

void add_embodied(const Books& b, const design::Capacity& c, design::CarbonResult& out) {
  const bool store = c.kind == "lithium" || c.kind == "iron_air" || c.kind == "storage";
  const std::string wanted = c.kind == "fleet" ? "accelerators" : c.kind == "hall" ? "it_power" : store ? "energy_delivered" : "power";
  if (c.what != wanted || c.value < 1e-3) return;
  const auto factor = energy::embodied_factor(c.kind == "fleet" ? "accelerator" : c.kind);
  if (!factor) return;
  double life = 20.0;
  for (const scenario::Fleet& f : b.s.fleets)
    if (f.id == c.component) life = f.life_years;
  for (const scenario::Site& site : b.s.sites) {
    if (site.id != c.site) continue;
    for (const scenario::Generator& g : site.supply)
      if (site.id + "." + g.id == c.component) life = g.life_years;
    for (const scenario::Storage& s : site.storage)
      if (site.id + "." + s.id == c.component) life = s.life_years;
    for (const scenario::Hall& h : site.halls)
      if (c.component.starts_with(site.id + "." + h.id + " ")) life = h.life_years;
  }
  const double kg = factor->kg_per_unit * c.value;
  out.embodied.push_back({.component = c.component, .kind = factor->kind, .quantity = c.value, .unit = factor->unit, .kg_per_unit = factor->kg_per_unit,
                          .kg = kg, .life_years = life, .kg_per_year = kg / life, .source = factor->source});
}

}  // namespace

design::CarbonResult carbon_accounts(const Books& b, const design::Design& design) {
  Sums sums;
  for (std::size_t i = 0; i < b.in.own_sites(); ++i) add_site(b, i, sums);
  design::CarbonResult out;
  const double years = b.in.hours.years();
  const auto add = [&](const char* method, double kg, const char* meaning) {
    out.operation.push_back({.method = method, .kg = kg / years, .kg_per_mwh = sums.load_mwh > 0.0 ? kg / sums.load_mwh : 0.0, .meaning = meaning});
  };
  add("location", sums.location_kg + sums.chimneys_kg, "what the grid around the site emitted for its import, hour by hour at the average of the mix, and its own chimneys");
  add("market_hourly", sums.market_hourly_kg + sums.chimneys_kg, "import at the residual mix of its hour; what is exported in another hour does not count");
  add("market_annual", sums.market_annual_kg + sums.chimneys_kg, "import less export over the year, at the residual mix: certificates of any hour cover any other");
  add("marginal", sums.marginal_kg + sums.chimneys_kg, "what plants on the margin emit more for import and less for export");
  add("location_without", sums.location_without_kg, "the same load bought from the grid whole, at the average of the mix");
  add("marginal_without", sums.marginal_without_kg, "the same load bought from the grid whole, at the margin");
  for (const design::Capacity& c : design.capacities) add_embodied(b, c, out);
  return out;
}

}  // namespace gridwright::plan
