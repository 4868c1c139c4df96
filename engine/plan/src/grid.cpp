#include "blocks.hpp"

#include <algorithm>

#include "gridwright/energy/tariff_hours.hpp"

// Sets t hours, k months.  Data π[t] USD/MWh price, α USD/MWh adder.
// Variables G MW connection, m, x MW import and export, q MW metered demand (a sum of others), D[k] its peak, B[k] billed demand,
// D_p[k] peak inside period p, C[k] coincident demand, S MW on standby, premium[r] thousand USD.
namespace gridwright::plan {

using scenario::Grid;
using scenario::Tariff;
using scenario::TariffKind;
using solver::Block;
using solver::Sum;

namespace {

double import_usd_per_mwh(const Building& b, const Grid& grid, const SiteInputs& in, int t) {
  double usd = retail_usd_per_mwh(grid, in, t);
  if (!in.carbon_kg_per_mwh.values.empty()) usd += in.carbon_kg_per_mwh.values[t] * b.scenario.carbon.price_usd_per_kg;
  return usd;
}

}  // namespace

double retail_usd_per_mwh(const Grid& grid, const SiteInputs& in, int t) {
  return in.energy_price.values[t] + grid.energy_adder.canonical() + (in.time_of_use.values.empty() ? 0.0 : in.time_of_use.values[t]);
}

void add_metered_terms(const Building& b, int site, const Tariff& tariff, int t, double factor, Sum& sum) {
  const scenario::Site& s = b.scenario.sites[site];
  const SiteVars& v = b.v.sites[site];
  sum.add(factor, v.grid.import[t]);
  for (std::size_t g = 0; g < s.supply.size(); ++g)
    if (is_resource(&tariff, s.supply[g].id)) sum.add(factor, v.supply[g].output[t]);
  for (std::size_t i = 0; i < s.storage.size(); ++i)
    if (is_resource(&tariff, s.storage[i].id)) sum.add(factor, v.storage[i].discharge[t]).add(-factor, v.storage[i].charge[t]);
}

void add_grid_columns(Building& b, int site) {
  const scenario::Site& s = b.scenario.sites[site];
  SiteVars& v = b.v.sites[site];
  const SiteInputs& in = b.in.sites[site];
  if (b.scenario.unserved_cost.canonical() > 0.0)
    v.unserved = b.model.add_columns({.name = named("unserved", s.id),
                                      .cost = b.scenario.unserved_cost.canonical() * b.in.hours.step_h,
                                      .label = b.hour}, b.steps());
  if (!s.grid) return;
  const Grid& grid = *s.grid;
  const double yearly = annuity(grid.connection_cost.canonical(), b.scenario.cost_of_capital, grid.connection_life_years) +
                        grid.connection_yearly_cost.canonical();
  v.grid.connection = add_capacity(b, {.name = named("connection", s.id),
                                       .lower = grid.connection.min.canonical(),
                                       .upper = grid.connection.max.canonical(),
                                       .cost = b.capital_scale * yearly},
                                   {.moving_usd = 0.0, .life_years = grid.connection_life_years});
  v.grid.import = b.model.add_columns({.name = named("import", s.id), .label = b.hour}, b.steps());
  for (int t = 0; t < b.steps(); ++t)
    b.model.add_cost(v.grid.import[t], b.in.hours.step_h * import_usd_per_mwh(b, grid, in, t));
  if (grid.export_limit.max.canonical() <= 0.0) return;
  v.grid.export_ = b.model.add_columns({.name = named("export", s.id),
                                        .upper = grid.export_limit.max.canonical(), .label = b.hour}, b.steps());
  for (int t = 0; t < b.steps(); ++t)
    b.model.add_cost(v.grid.export_[t], -b.in.hours.step_h * in.export_price.values[t]);
}

/// grid_limit:         m[t] <= G                     Dual: value of one more MW of connection in that hour
/// grid_export_limit:  x[t] <= G
/// grid_import_share:  Σ Δt·m[t] <= share·Σ Δt·load[t]
void add_grid_limits(Building& b, int site) {
  const scenario::Site& s = b.scenario.sites[site];
  if (!s.grid) return;
  const GridVars& v = b.v.sites[site].grid;
  Block limit = b.model.add_rows(named("grid_limit", s.id), b.hour);
  for (int t = 0; t < b.steps(); ++t) limit.add(t, v.import[t] <= v.connection);
  if (v.export_.exists()) {
    Block rows = b.model.add_rows(named("grid_export_limit", s.id), b.hour);
    for (int t = 0; t < b.steps(); ++t) rows.add(t, v.export_[t] <= v.connection);
  }
  if (!s.grid->import_share_max) return;
  Sum sum;
  for (int t = 0; t < b.steps(); ++t) {
    sum.add(b.in.hours.step_h, v.import[t]);
    add_load_floor_terms(b, site, t, -*s.grid->import_share_max * b.in.hours.step_h, sum);
  }
  b.model.add_rows(named("grid_import_share", s.id)).add(0, sum, -solver::infinity, 0.0);
}

namespace {

/// period_demand:  q[t] <= D_p[k]  for t in month k and in period p,   cost rate_p·D_p[k]
void add_period_demand(Building& b, int site, const Tariff& tariff) {
  const scenario::Site& s = b.scenario.sites[site];
  const SiteInputs& in = b.in.sites[site];
  GridVars& v = b.v.sites[site].grid;
  Sum sum;
  for (const scenario::TariffPeriod& period : tariff.periods) {
    v.period_peak.emplace_back();
    if (period.demand_usd_per_mw_month <= 0.0) continue;
    const std::string name = component(s, period.id);
    v.period_peak.back() = b.model.add_columns({.name = named("period_peak", name), .cost = period.demand_usd_per_mw_month, .label = b.month}, b.in.hours.months());
    Block rows = b.model.add_rows(named("period_demand", name), b.hour);
    const std::vector<std::uint8_t> covered = energy::covered_steps(period, b.scenario.year, in.local_hour.values);
    for (int t = 0; t < b.steps(); ++t) {
      if (covered[t] == 0) continue;
      sum.clear();
      add_metered_terms(b, site, tariff, t, 1.0, sum);
      sum.add(-1.0, v.period_peak.back()[b.in.hours.month(t)]);
      rows.add(t, sum, -solver::infinity, 0.0);
    }
  }
}

/// coincident_demand:  C[k] >= mean of q[t] over the coincident hours of month k,   cost rate·C[k]
void add_coincident_demand(Building& b, int site, const Tariff& tariff) {
  if (tariff.coincident.usd_per_mw_month <= 0.0) return;
  const scenario::Site& s = b.scenario.sites[site];
  const SiteInputs& in = b.in.sites[site];
  GridVars& v = b.v.sites[site].grid;
  v.coincident = b.model.add_columns({.name = named("coincident", s.id), .cost = tariff.coincident.usd_per_mw_month, .label = b.month}, b.in.hours.months());
  Block rows = b.model.add_rows(named("coincident_demand", s.id), b.month);
  const std::vector<std::vector<int>> steps = energy::coincident_steps(tariff.coincident, b.in.hours, in.local_hour.values, in.system_load.values);
  Sum sum;
  for (int k = 0; k < b.in.hours.months(); ++k) {
    sum.clear();
    for (const int t : steps[k]) add_metered_terms(b, site, tariff, t, 1.0 / static_cast<double>(steps[k].size()), sum);
    sum.add(-1.0, v.coincident[k]);
    rows.add(k, sum, -solver::infinity, 0.0);
  }
}

/// standby:  S >= Σ nameplate of own supply that is no resource of the tariff,   cost rate·months·S
void add_standby(Building& b, int site, const Tariff& tariff) {
  const scenario::Site& s = b.scenario.sites[site];
  SiteVars& v = b.v.sites[site];
  if (tariff.standby_usd_per_mw_month <= 0.0) return;
  v.grid.standby = b.model.add_column({.name = named("standby", s.id), .cost = tariff.standby_usd_per_mw_month * b.in.hours.months()});
  Sum sum;
  for (std::size_t g = 0; g < s.supply.size(); ++g)
    if (!is_resource(&tariff, s.supply[g].id)) sum.add(1.0, v.supply[g].capacity);
  sum.add(-1.0, v.grid.standby);
  b.model.add_rows(named("standby", s.id)).add(0, sum, -solver::infinity, 0.0);
}

}  // namespace

/// demand_peak:   q[t] <= D[k]  for t in month k         q metered demand
/// demand_charge: B[k] >= D[k],   cost rate·B[k];   ratchet: B[k] >= ρ·D[j] for j in the months before (cyclic year)
void add_demand_charge(Building& b, int site) {
  const scenario::Site& s = b.scenario.sites[site];
  if (!s.grid) return;
  const Tariff* tariff = tariff_of(b.scenario, s);
  if (tariff == nullptr) return;
  add_period_demand(b, site, *tariff);
  add_coincident_demand(b, site, *tariff);
  add_standby(b, site, *tariff);
  if (tariff->demand_charge_usd_per_mw_month <= 0.0) return;
  GridVars& v = b.v.sites[site].grid;
  const int months = b.in.hours.months();
  v.peak = b.model.add_columns({.name = named("peak_import", s.id), .label = b.month}, months);
  v.billed = b.model.add_columns({.name = named("billed_demand", s.id),
                                  .cost = tariff->demand_charge_usd_per_mw_month, .label = b.month}, months);
  Block peak = b.model.add_rows(named("demand_peak", s.id), b.hour);
  Sum sum;
  for (int t = 0; t < b.steps(); ++t) {
    sum.clear();
    add_metered_terms(b, site, *tariff, t, 1.0, sum);
    sum.add(-1.0, v.peak[b.in.hours.month(t)]);
    peak.add(t, sum, -solver::infinity, 0.0);
  }
  Block bill = b.model.add_rows(named("demand_charge", s.id), b.month);
  for (int k = 0; k < months; ++k) bill.add(k, v.billed[k] >= v.peak[k]);
  if (tariff->ratchet_share <= 0.0) return;
  Block ratchet = b.model.add_rows(named("demand_ratchet", s.id), b.month);
  for (int k = 0; k < months; ++k)
    for (int back = 1; back <= std::min(tariff->ratchet_months, months - 1); ++back)
      ratchet.add(k, v.billed[k] >= tariff->ratchet_share * v.peak[(k - back + months) % months]);
}

/// minimum_take:  B[k] >= share·G      the customer pays for most of what it reserved
void add_minimum_take(Building& b, int site) {
  const scenario::Site& s = b.scenario.sites[site];
  const GridVars& v = b.v.sites[site].grid;
  if (!s.grid || !v.billed.exists()) return;
  const Tariff* tariff = tariff_of(b.scenario, s);
  if (tariff->minimum_take_share <= 0.0) return;
  Block rows = b.model.add_rows(named("minimum_take", s.id), b.month);
  for (int k = 0; k < v.billed.count; ++k) rows.add(k, v.billed[k] >= tariff->minimum_take_share * v.connection);
}

namespace {

/// R − A − B of one resource, in thousand USD, as terms; and the retail price of what it delivers, added to the objective.
/// R yearly cost, A energy credit at the avoided price, B capacity credit. Costs are read off the columns already priced,
/// and taken off them: the premium carries them now.
class ResourceAccount {
 public:
  ResourceAccount(Building& b, int site, const Tariff& tariff) : b_(b), site_(site), tariff_(tariff) {}

  void capacity(Column c, double credit_share) {
    Standing& standing = *standing_of(b_, c);
    const double credit = b_.capital_scale * credit_share * tariff_.capacity_credit_usd_per_mw_year;
    sum_.add(1e-3 * (standing.usd - credit), c);
    for (const Vintage& v : standing.vintages) sum_.add(1e-3 * (v.price - 1.0) * standing.moving_usd, v.built);
    b_.model.program().cost[c.index] = 0.0;
    standing.in_premium = true;
  }
  /// `sign` +1 for what is delivered, -1 for what is taken (charging).
  void energy(Columns output, double sign) {
    const SiteInputs& in = b_.in.sites[site_];
    const Grid& grid = *b_.scenario.sites[site_].grid;
    const double dt = b_.in.hours.step_h;
    for (int t = 0; t < output.count; ++t) {
      double& cost = b_.model.program().cost[output[t].index];
      sum_.add(1e-3 * (cost - sign * dt * in.avoided_price.values[t]), output[t]);
      cost = sign * dt * retail_usd_per_mwh(grid, in, t);
    }
  }
  /// premium >= R − A − B
  void close(Block& rows, int r, Column premium) {
    sum_.add(-1.0, premium);
    rows.add(r, sum_, -solver::infinity, 0.0);
  }

 private:
  Building& b_;
  int site_;
  const Tariff& tariff_;
  Sum sum_;
};

}  // namespace

/// clean_transition:  premium[r] >= R[r] − A[r] − B[r],  premium[r] >= 0       for resources r of the tariff
///   R = annuity·P + FOM + Σ VOM·p,  A = Σ avoided price·p,  B = capacity price·ELCC·P.
///   The customer buys all it uses at the retail price, the resources' output included, and pays the premium on top; it
///   does not pay R itself. Credits count once, in dollars (never also as kWh off the bill).
/// Must run after every other cost is set. Source: PUCN 24-05023, Xcel CEAC (docs/theory/model.md).
void add_clean_transition(Building& b, int site) {
  const scenario::Site& s = b.scenario.sites[site];
  if (!s.grid) return;
  const Tariff* tariff = tariff_of(b.scenario, s);
  if (tariff == nullptr || tariff->kind != TariffKind::clean_transition) return;
  SiteVars& v = b.v.sites[site];
  const int count = static_cast<int>(tariff->resources.size());
  const auto name_of = [tariff](int r) { return tariff->resources[r]; };
  v.grid.premium = b.model.add_columns({.name = named("premium", s.id), .cost = 1e3, .label = name_of}, count);
  Block rows = b.model.add_rows(named("clean_transition", s.id), name_of);
  for (int r = 0; r < count; ++r) {
    ResourceAccount account(b, site, *tariff);
    for (std::size_t g = 0; g < s.supply.size(); ++g)
      if (s.supply[g].id == tariff->resources[r]) {
        account.capacity(v.supply[g].capacity, s.supply[g].capacity_credit);
        account.energy(v.supply[g].output, +1.0);
      }
    for (std::size_t i = 0; i < s.storage.size(); ++i)
      if (s.storage[i].id == tariff->resources[r]) {
        account.capacity(v.storage[i].power, s.storage[i].capacity_credit);
        if (v.storage[i].energy.exists()) account.capacity(v.storage[i].energy, 0.0);
        account.energy(v.storage[i].discharge, +1.0);
        account.energy(v.storage[i].charge, -1.0);
      }
    account.close(rows, r, v.grid.premium[r]);
  }
}

/// power_balance:  Σ_g p + Σ_s (d − c) + m − x + u = load + Σ_hall (it power + overhead)       for all t
/// Dual: price of power at the site in that hour, USD/MWh.
void add_power_balance(Building& b, int site) {
  const scenario::Site& s = b.scenario.sites[site];
  const SiteVars& v = b.v.sites[site];
  Block rows = b.model.add_rows(named("power_balance", s.id), b.hour);
  Sum sum;
  for (int t = 0; t < b.steps(); ++t) {
    sum.clear();
    for (const GeneratorVars& g : v.supply) sum.add(1.0, g.output[t]);
    for (const PurchaseVars& bought : v.purchased) sum.add(1.0, bought.taken[t]);
    for (const StorageVars& st : v.storage) sum.add(1.0, st.discharge[t]).add(-1.0, st.charge[t]);
    if (v.grid.import.exists()) sum.add(1.0, v.grid.import[t]);
    if (v.grid.export_.exists()) sum.add(-1.0, v.grid.export_[t]);
    if (v.unserved.exists()) sum.add(1.0, v.unserved[t]);
    add_load_terms(b, site, t, -1.0, sum);
    rows.add(t, sum, 0.0, 0.0);
  }
}

}  // namespace gridwright::plan
