#include "years.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace gridwright::plan {

bool is_standing_cost(const std::string& item) {
  constexpr std::array standing{"capital", "connection", "operations", "upkeep", "fixed_om"};
  return std::find(standing.begin(), standing.end(), item) != standing.end();
}

namespace {

design::YearRun run_of(const Building& b, const design::Design& year) {
  design::YearRun run{.year = b.calendar_year, .weather = b.weather, .probability = b.probability, .usd = year.usd_per_year,
                      .carbon_kg = year.matching.carbon_kg, .matched = year.matching.reached(), .tokens = year.tokens_per_year};
  for (const design::CostLine& c : year.costs)
    if (!is_standing_cost(c.item)) run.run_usd += c.usd_per_year;
  for (const design::SiteResult& s : year.sites) {
    run.unserved_mwh += s.unserved_mwh, run.import_mwh += s.import_mwh, run.curtailed_mwh += s.curtailed_mwh;
    run.load_mwh += s.it_mwh + s.overhead_mwh + s.other_load_mwh;
  }
  const double per_year = year.step_h / b.in.hours.years();
  for (const design::Hourly& h : year.hourly) {
    if (h.quantity != "discharge") continue;
    double mwh = 0.0;
    for (double mw : h.values) mwh += per_year * mw;
    run.stores.push_back({h.component, mwh});
  }
  return run;
}

/// What the year built of a capacity, in the capacity's own unit.
double built_in(const Building& b, const design::Capacity& c, const std::vector<double>& x) {
  const Standing* found = nullptr;
  for (std::size_t i = 0; i < b.in.own_sites(); ++i) {
    const scenario::Site& s = b.scenario.sites[i];
    const SiteVars& v = b.v.sites[i];
    const auto look = [&](const std::string& name, const char* what, Column column) {
      if (c.component == name && c.what == what && column.exists()) found = standing_of(b, column);
    };
    for (std::size_t g = 0; g < s.supply.size(); ++g) look(component(s, s.supply[g].id), "power", v.supply[g].capacity);
    for (std::size_t k = 0; k < s.storage.size(); ++k) {
      look(component(s, s.storage[k].id), "power", v.storage[k].power);
      look(component(s, s.storage[k].id), "energy", v.storage[k].energy);
    }
    look(component(s, "grid"), "connection", v.grid.connection);
    for (std::size_t h = 0; h < s.halls.size(); ++h)
      for (std::size_t o = 0; o < v.halls[h].capacity.size(); ++o)
        look(component(s, s.halls[h].id) + " " + option_name(b.in.sites[i].halls[h].options[o]), "it_power", v.halls[h].capacity[o]);
  }
  double scale = 1.0;
  for (std::size_t f = 0; f < b.scenario.fleets.size(); ++f)
    if (c.what == "accelerators" && c.component == b.scenario.fleets[f].id) found = standing_of(b, b.v.fleets[f].count), scale = 1e3;
  if (found == nullptr || found->vintages.empty()) return b.year == 0 ? c.value : 0.0;
  return scale * std::max(0.0, x[static_cast<std::size_t>(found->vintages.back().built.index)]);
}

/// Derived from another capacity: neither built nor retired by itself.
bool derived(const design::Capacity& c) { return c.what == "usable_energy" || c.what == "energy_delivered" || (c.what == "energy" && !c.free && c.yearly_cost_usd == 0.0); }

}  // namespace

YearsAccount::YearsAccount(const scenario::Scenario& s, std::size_t blocks) : scenario_(s), several_(blocks > 1) {
  out_.cost_of_capital = s.cost_of_capital;
  if (s.weather_years.size() > 1) out_.risk_weight = s.risk.weight, out_.risk_level = s.risk.level;
}

void YearsAccount::add(const Building& b, const design::Design& year, const std::vector<double>& x) {
  if (!several_) return;
  const auto years = static_cast<std::size_t>(b.horizon), y = static_cast<std::size_t>(b.year);
  if (b.twin == nullptr) {
    out_.years.push_back({.year = b.calendar_year, .discount = std::pow(1.0 + scenario_.cost_of_capital, -static_cast<double>(b.year))});
    for (const design::Capacity& c : year.capacities) {
      auto at = std::find_if(out_.capacities.begin(), out_.capacities.end(), [&](const auto& k) { return k.component == c.component && k.what == c.what; });
      if (at == out_.capacities.end()) {
        out_.capacities.push_back({.site = c.site, .component = c.component, .kind = c.kind, .what = c.what, .unit = c.unit});
        at = out_.capacities.end() - 1;
        for (auto* list : {&at->value, &at->built, &at->retired, &at->price}) list->assign(years, 0.0);
      }
      at->value[y] = c.value;
      at->price[y] = c.price;
      if (derived(c)) continue;
      at->built[y] = built_in(b, c, x);
      at->retired[y] = y == 0 ? 0.0 : std::max(0.0, at->value[y - 1] + at->built[y] - at->value[y]);
    }
  }
  for (const design::CostLine& c : year.costs) {
    auto at = std::find_if(out_.costs.begin(), out_.costs.end(), [&](const auto& g) { return g.group == c.group; });
    if (at == out_.costs.end()) at = out_.costs.insert(out_.costs.end(), {c.group, std::vector<double>(years, 0.0)});
    at->usd[y] += b.probability * c.usd_per_year;
  }
  out_.runs.push_back(run_of(b, year));
}

design::YearsResult YearsAccount::result() && {
  if (!several_) return {};
  for (design::YearTotal& t : out_.years) {
    std::vector<std::pair<double, double>> outcomes;
    for (const design::YearRun& r : out_.runs)
      if (r.year == t.year) outcomes.emplace_back(r.usd, r.probability), t.mean_usd += r.probability * r.usd;
    t.tail_usd = design::conditional_value_at_risk(std::move(outcomes), out_.risk_level);
    t.weighed_usd = (1.0 - out_.risk_weight) * t.mean_usd + out_.risk_weight * t.tail_usd;
    out_.mean_present_usd += t.discount * t.mean_usd;
    out_.tail_present_usd += t.discount * t.tail_usd;
    out_.weighed_present_usd += t.discount * t.weighed_usd;
  }
  return std::move(out_);
}

}  // namespace gridwright::plan
