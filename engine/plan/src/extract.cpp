#include "extract.hpp"

#include <algorithm>

namespace gridwright::plan {

Answer::Answer(const Building& b, const solver::Solution& s)
    : b_(b), x_(s.x), y_(s.row_dual), d_(s.reduced_cost), years_(b.in.hours.years() * b.weight) {}

std::vector<double> Answer::values(Columns c) const {
  std::vector<double> out(x_.begin() + c.first, x_.begin() + c.first + c.count);
  for (double& v : out) v = std::max(v, 0.0);  // an interior point may end 1e-12 below a bound of zero
  return out;
}

double Answer::cost(Column c) const {
  if (!c.exists()) return 0.0;
  const Standing* standing = standing_of(b_, c);
  if (standing == nullptr) return b_.model.program().cost[c.index] * value(c) / (years_ * b_.share);
  if (standing->in_premium) return 0.0;
  double usd = standing->usd * value(c);
  for (const Vintage& v : standing->vintages) usd += (v.price - 1.0) * standing->moving_usd * value(v.built);
  return usd / b_.in.hours.years();
}

double Answer::price(Column c) const {
  const Standing* standing = c.exists() ? standing_of(b_, c) : nullptr;
  double paid = 0.0, all = 0.0;
  for (std::size_t i = 0; standing != nullptr && i < standing->vintages.size(); ++i)
    paid += standing->vintages[i].price * value(standing->vintages[i].built), all += value(standing->vintages[i].built);
  return all > 0.0 ? paid / all : 1.0;
}

double Answer::cost(Columns c) const {
  double usd = 0.0;
  const std::vector<double>& cost = b_.model.program().cost;
  for (int t = 0; t < c.count; ++t) usd += cost[c[t].index] * value(c[t]);
  return usd / (years_ * b_.share);
}

double Answer::limit_value(Column c) const {
  if (!c.exists() || d_.empty()) return 0.0;
  const double upper = b_.model.program().column_upper[c.index];
  const bool at_limit = upper < solver::infinity && value(c) >= upper * (1.0 - 1e-6);
  return at_limit ? std::max(0.0, -d_[c.index]) / years_ : 0.0;
}

std::vector<double> Answer::duals(const std::string& block) const {
  std::vector<double> out;
  if (y_.empty()) return out;
  for (const auto& [row, t] : b_.model.rows_of(b_.scope + block)) {
    if (static_cast<std::size_t>(t) >= out.size()) out.resize(static_cast<std::size_t>(t) + 1, 0.0);
    out[t] = b_.chance > 1e-12 ? y_[row] / (b_.weight * b_.chance) : 0.0;  // in dollars of this year and weather
  }
  return out;
}

std::string kind_of(const scenario::Generator& g) {
  if (g.kind == scenario::TechnologyKind::wind) return "wind";
  if (g.kind == scenario::TechnologyKind::solar) return "solar";
  for (const char* kind : {"gas", "nuclear", "geothermal"})
    if (g.technology.find(kind) != std::string::npos) return kind;
  return g.technology == "smr" ? "nuclear" : "thermal";
}

std::string kind_of(const scenario::Storage& s) {
  for (const char* kind : {"iron_air", "lithium"})
    if (s.technology.find(kind) != std::string::npos || s.id.find(kind) != std::string::npos) return kind;
  return "storage";
}

const design::Hourly* find_hourly(const design::Design& d, const std::string& component, const std::string& quantity) {
  for (const design::Hourly& h : d.hourly)
    if (h.component == component && h.quantity == quantity) return &h;
  return nullptr;
}

void extract_capacities(const Building& b, const Answer& a, design::Design& out) {
  const auto add = [&](const std::string& site, const std::string& name, const std::string& kind, const std::string& what,
                       const std::string& unit, Column c, double scale = 1.0) {
    if (!c.exists()) return;
    const solver::LinearProgram& lp = b.model.program();
    const double lower = lp.column_lower[c.index] * scale, upper = lp.column_upper[c.index] * scale;
    out.capacities.push_back({.site = site, .component = name, .kind = kind, .what = what, .unit = unit,
                              .value = a.value(c) * scale, .lower = lower, .upper = upper, .free = lower < upper,
                              .yearly_cost_usd = a.cost(c), .limit_value_usd = a.limit_value(c) / scale, .price = a.price(c)});
  };
  for (std::size_t i = 0; i < b.in.own_sites(); ++i) {
    const scenario::Site& s = b.scenario.sites[i];
    const SiteVars& v = b.v.sites[i];
    for (std::size_t g = 0; g < s.supply.size(); ++g)
      add(s.id, component(s, s.supply[g].id), kind_of(s.supply[g]), "power", "MW", v.supply[g].capacity);
    for (std::size_t k = 0; k < s.storage.size(); ++k) {
      const scenario::Storage& st = s.storage[k];
      add(s.id, component(s, st.id), kind_of(st), "power", "MW", v.storage[k].power);
      add(s.id, component(s, st.id), kind_of(st), "energy", "MWh", v.storage[k].energy);
      const bool internal = st.duration_basis == scenario::DurationBasis::internal;
      if (!v.storage[k].energy.exists()) {
        const double inside = a.value(v.storage[k].power) * st.duration.max.canonical() / (internal ? 1.0 : st.discharge_efficiency);
        out.capacities.push_back({.site = s.id, .component = component(s, st.id), .kind = kind_of(st), .what = "energy",
                                  .unit = "MWh", .value = inside, .lower = inside, .upper = inside, .free = false,
                                  .price = a.price(v.storage[k].power)});
      }
      const double delivered = out.capacities.back().value * st.discharge_efficiency;
      if (v.storage[k].usable.exists()) {
        const double usable = a.value(v.storage[k].usable);
        out.capacities.push_back({.site = s.id, .component = component(s, st.id), .kind = kind_of(st), .what = "usable_energy", .unit = "MWh",
                                  .value = usable, .lower = usable, .upper = usable, .free = false});
      }
      out.capacities.push_back({.site = s.id, .component = component(s, st.id), .kind = kind_of(st), .what = "energy_delivered",
                                .unit = "MWh", .value = delivered, .lower = delivered, .upper = delivered, .free = false});
    }
    add(s.id, component(s, "grid"), "grid", "connection", "MW", v.grid.connection);
    for (std::size_t h = 0; h < s.halls.size(); ++h)
      for (std::size_t o = 0; o < v.halls[h].capacity.size(); ++o)
        add(s.id, component(s, s.halls[h].id) + " " + option_name(b.in.sites[i].halls[h].options[o]), "hall", "it_power",
            "MW", v.halls[h].capacity[o]);
  }
  for (std::size_t f = 0; f < b.scenario.fleets.size(); ++f)
    add(b.scenario.fleets[f].site, b.scenario.fleets[f].id, "fleet", "accelerators", "1", b.v.fleets[f].count, 1e3);
}

void extract_costs(const Building& b, const Answer& a, design::Design& out) {
  const auto add = [&](const std::string& site, const char* group, const std::string& name, const char* item, double usd) {
    if (usd != 0.0) out.costs.push_back({.site = site, .group = group, .component = name, .item = item, .usd_per_year = usd});
  };
  for (std::size_t i = 0; i < b.in.own_sites(); ++i) {
    const scenario::Site& s = b.scenario.sites[i];
    const SiteVars& v = b.v.sites[i];
    const scenario::Tariff* tariff = tariff_of(b.scenario, s);
    for (std::size_t g = 0; g < s.supply.size(); ++g) {
      const bool retail = is_resource(tariff, s.supply[g].id);
      add(s.id, "power", component(s, s.supply[g].id), "capital", a.cost(v.supply[g].capacity));
      add(s.id, "power", component(s, s.supply[g].id), retail ? "energy" : "variable_om", a.cost(v.supply[g].output));
    }
    for (std::size_t k = 0; k < s.storage.size(); ++k) {
      const StorageVars& st = v.storage[k];
      const bool retail = is_resource(tariff, s.storage[k].id);
      add(s.id, "power", component(s, s.storage[k].id), "capital", a.cost(st.power) + a.cost(st.energy));
      add(s.id, "power", component(s, s.storage[k].id), retail ? "energy" : "wear", a.cost(st.charge) + a.cost(st.discharge));
    }
    const std::string grid = component(s, "grid");
    add(s.id, "power", grid, "connection", a.cost(v.grid.connection));
    add(s.id, "power", grid, "energy", a.cost(v.grid.import));
    add(s.id, "power", grid, "export", a.cost(v.grid.export_));
    double demand_usd = a.cost(v.grid.billed);
    for (const Columns& peak : v.grid.period_peak) demand_usd += a.cost(peak);
    add(s.id, "power", grid, "demand_charge", demand_usd);
    add(s.id, "power", grid, "coincident_charge", a.cost(v.grid.coincident));
    add(s.id, "power", grid, "standby", a.cost(v.grid.standby));
    for (int r = 0; r < v.grid.premium.count; ++r) {
      const std::string block = b.model.column_name(v.grid.premium[r].index);
      const std::size_t comma = block.find(", ");
      add(s.id, "power", component(s, block.substr(comma + 2, block.size() - comma - 3)), "premium", a.cost(v.grid.premium[r]));
    }
    add(s.id, "power", s.id, "unserved", a.cost(v.unserved));
    for (const FlexibleVars& turned : v.flexible) add(s.id, "power", component(s, s.flexible[turned.flexible].id), "flexibility", a.cost(turned.down));
    for (std::size_t h = 0; h < s.halls.size(); ++h)
      for (std::size_t o = 0; o < v.halls[h].capacity.size(); ++o)
      {
        const std::string name = component(s, s.halls[h].id) + " " + option_name(b.in.sites[i].halls[h].options[o]);
        const double repay = annuity(1.0, b.scenario.cost_of_capital, s.halls[h].life_years);
        const double operate = b.scenario.building_yearly_cost_share, usd = a.cost(v.halls[h].capacity[o]);
        add(s.id, "buildings", name, "capital", usd * repay / (repay + operate));
        add(s.id, "network_and_staff", name, "operations", usd * operate / (repay + operate));
        add(s.id, "buildings", name, "water", a.cost(v.halls[h].it_power[o]));
      }
  }
  for (std::size_t f = 0; f < b.scenario.fleets.size(); ++f) {
    const scenario::Fleet& fleet = b.scenario.fleets[f];
    const double repay = annuity(1.0, b.scenario.cost_of_capital, fleet.life_years), usd = a.cost(b.v.fleets[f].count);
    const double upkeep = fleet.yearly_upkeep_share;
    add(fleet.site, "accelerators", fleet.id, "capital", usd * repay / (repay + upkeep));
    add(fleet.site, "accelerators", fleet.id, "upkeep", usd * upkeep / (repay + upkeep));
  }
  for (std::size_t k = 0; k < b.scenario.workloads.size(); ++k)
    for (const std::vector<Columns>& from : b.v.workloads[k].flow)
      for (std::size_t i = 0; i < b.in.own_sites(); ++i)
        add(b.scenario.sites[i].id, "network_and_staff", b.scenario.workloads[k].id, "egress", a.cost(from[i]));
}

design::Design extract(const Building& b, const solver::Solution& solution) {
  const Answer a(b, solution);
  design::Design out;
  out.scenario = b.scenario.name;
  out.description = b.scenario.description;
  out.money = b.scenario.money;
  out.year = b.scenario.year;
  out.hours = b.in.hours.steps;
  out.step_h = b.in.hours.step_h;
  out.seed = b.scenario.seed;
  double usd = b.model.program().offset;  // of the settled answer, which may differ from the objective by the solver's gap
  for (std::size_t j = 0; j < solution.x.size(); ++j) usd += b.model.program().cost[j] * std::max(0.0, solution.x[j]);
  out.usd_per_year = usd / a.years();  // of one year; a horizon adds its lines below
  const solver::LinearProgram& lp = b.model.program();
  out.solve = {.solver = solution.solver, .status = solver::to_string(solution.status), .rows = lp.rows(),
               .columns = lp.columns(), .nonzeros = lp.matrix.nonzeros(), .iterations = solution.iterations,
               .objective_usd = solution.objective, .gap = solution.residuals.gap,
               .primal_residual = solution.residuals.primal_relative, .dual_residual = solution.residuals.dual_relative,
               .mip_gap = solution.mip_gap};
  extract_capacities(b, a, out);
  extract_costs(b, a, out);
  extract_rented(b, a, out);
  if (b.horizon > 1 || !b.weather.empty() || !b.scenario.clouds.empty()) {
    out.usd_per_year = 0.0;
    for (const design::CostLine& c : out.costs) out.usd_per_year += c.usd_per_year;
  }
  extract_hourly(b, a, out);
  extract_tariffs(b, a, out);
  summarise(b, a, out);
  extract_bindings(b, a, out);
  return out;
}

}  // namespace gridwright::plan
