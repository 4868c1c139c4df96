#include <algorithm>
#include <cmath>

#include "answers.hpp"
#include "gridwright/energy/carried_load.hpp"

// How much of a flat load the plants and stores built at a site carry without the grid.
namespace gridwright::plan {

namespace {

/// About twenty loads in round steps, up to a quarter more than wind, sun and the rest give on average or the site draws at most.
std::vector<double> round_loads(double largest) {
  if (largest <= 0.0) return {};
  const double rough = largest / 20.0, decade = std::pow(10.0, std::floor(std::log10(rough)));
  const double step = decade * (rough <= decade ? 1.0 : rough <= 2.0 * decade ? 2.0 : rough <= 5.0 * decade ? 5.0 : 10.0);
  std::vector<double> loads;
  for (int k = 1; k * step <= largest * (1.0 + 1e-9); ++k) loads.push_back(k * step);
  return loads;
}

energy::CarryingStore carrying(const Books& books, const scenario::Site& site, const scenario::Storage& s) {
  const std::string name = site.id + "." + s.id;
  const double mw = books.read.capacity(name, "power");
  const double usable = 1.0 - 0.5 * s.energy_fade_per_year * s.life_years;  // mid-life, as the plan itself counts
  return {.rules = {.charge_mw = s.charge_power_ratio * mw, .discharge_mw = mw, .energy_mwh = usable * books.read.capacity(name, "energy"),
                    .charge_efficiency = s.charge_efficiency, .discharge_efficiency = s.discharge_efficiency,
                    .self_discharge_per_hour = s.self_discharge_per_hour, .step_h = books.in.hours.step_h},
          .yearly_discharge_mwh = s.throughput_hours_per_year.value_or(0.0) * mw * books.in.hours.years()};
}

}  // namespace

design::CarriedResult carried_by(const Books& books, std::size_t i, design::Hourly& missing) {
  const scenario::Site& site = books.s.sites[i];
  design::CarriedResult out{.site = site.id};
  std::vector<std::span<const double>> available;
  std::vector<double design::CarriedLoad::*> share_of;
  double mean_mw = 0.0;
  for (const scenario::Generator& g : site.supply) {
    const std::string name = site.id + "." + g.id;
    const double mw = books.read.capacity(name, "power");
    (g.kind == scenario::TechnologyKind::wind ? out.wind_mw : g.kind == scenario::TechnologyKind::solar ? out.solar_mw : out.other_mw) += mw;
    if (mw < 1e-3) continue;
    available.push_back(books.read.of(site.id, name, "available"));
    share_of.push_back(g.kind == scenario::TechnologyKind::wind    ? &design::CarriedLoad::wind_share
                       : g.kind == scenario::TechnologyKind::solar ? &design::CarriedLoad::solar_share
                                                                   : &design::CarriedLoad::other_share);
    for (const double mw_t : available.back()) mean_mw += mw_t / books.in.hours.steps;
  }
  std::vector<const scenario::Storage*> stores;
  for (const scenario::Storage& s : site.storage) {
    out.storage_mw += books.read.capacity(site.id + "." + s.id, "power");
    out.storage_mwh += books.read.capacity(site.id + "." + s.id, "energy_delivered");
    if (books.read.capacity(site.id + "." + s.id, "power") >= 1e-3) stores.push_back(&s);
  }
  std::sort(stores.begin(), stores.end(), [](const auto* a, const auto* b) { return a->duration.max != b->duration.max ? a->duration.max < b->duration.max : a->id < b->id; });
  std::vector<energy::CarryingStore> carry;
  for (const scenario::Storage* s : stores) carry.push_back(carrying(books, site, *s));
  if (available.empty()) return out;
  const double dt = books.in.hours.step_h, years = books.in.hours.years();
  const double largest = peak(books.read.of(site.id, site.id, "load"));
  missing = {.site = site.id, .component = site.id, .quantity = "missing_alone", .kind = "unserved", .unit = "MW"};
  for (const double load : round_loads(1.25 * std::max(mean_mw, largest))) {
    energy::CarriedFlat c = energy::carry_flat_load(available, carry, load, dt);
    design::CarriedLoad row{.load_mw = load, .storage_share = c.storage_mwh / c.load_mwh, .short_hours = c.short_h / years,
                            .longest_short_h = c.longest_short_h, .deepest_mw = c.deepest_mw};
    for (std::size_t s = 0; s < available.size(); ++s) row.*share_of[s] += c.supply_mwh[s] / c.load_mwh;
    out.loads.push_back(row);
    if (out.headline_mw > 0.0 || load < largest * (1.0 - 1e-9)) continue;
    out.headline_mw = load;
    missing.values = std::move(c.missing_mw);
  }
  out.firm_mw_90 = energy::firm_load_mw(available, carry, 0.90, dt);
  out.firm_mw_99 = energy::firm_load_mw(available, carry, 0.99, dt);
  out.firm_mw_always = energy::firm_load_mw(available, carry, 1.0, dt);
  return out;
}

}  // namespace gridwright::plan
