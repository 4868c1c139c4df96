#include "blocks.hpp"

// Clean matching and carbon. C[t] own clean generation that is used, g[t] clean share of the grid mix, L[t] load.
namespace gridwright::plan {

using scenario::MatchingMode;
using solver::Block;
using solver::Sum;

namespace {

/// C[t] + Σ_s (d − c), times `weight`: what clean supply puts on the bus after storage.
void add_clean_terms(const Building& b, int site, int t, double weight, Sum& sum) {
  const scenario::Site& s = b.scenario.sites[site];
  const SiteVars& v = b.v.sites[site];
  for (std::size_t g = 0; g < s.supply.size(); ++g)
    if (s.supply[g].clean) sum.add(weight, v.supply[g].output[t]);
  for (const StorageVars& st : v.storage) sum.add(weight, st.discharge[t]).add(-weight, st.charge[t]);
}

/// matching (score with grid):  Σ Δt·((1 − g)·m + Σ_not clean p + u) <= (1 − target)·Σ Δt·L      over all sites
/// The score is (C + d − c − x + g·m)/L; by the power balance its numerator is L less what is not clean, so the row needs
/// neither wind nor storage. Exports count only as far as they are allowed:  Σ x <= excess·Σ L.
void add_score(Building& b) {
  Sum score, excess;
  const double dt = b.in.hours.step_h, rest = 1.0 - b.scenario.matching.target;
  for (std::size_t i = 0; i < b.in.own_sites(); ++i) {
    const scenario::Site& s = b.scenario.sites[i];
    const SiteVars& v = b.v.sites[i];
    const int site = static_cast<int>(i);
    const std::vector<double>& share = b.in.sites[i].clean_share.values;
    for (int t = 0; t < b.steps(); ++t) {
      if (v.grid.import.exists()) score.add(-dt * (1.0 - (share.empty() ? 0.0 : share[t])), v.grid.import[t]);
      for (std::size_t g = 0; g < s.supply.size(); ++g)
        if (!s.supply[g].clean) score.add(-dt, v.supply[g].output[t]);
      if (v.unserved.exists()) score.add(-dt, v.unserved[t]);
      add_load_floor_terms(b, site, t, rest * dt, score);
      if (!v.grid.export_.exists()) continue;
      excess.add(dt, v.grid.export_[t]);
      add_load_floor_terms(b, site, t, -b.scenario.matching.excess_share * dt, excess);
    }
  }
  b.model.add_rows("matching").add(0, score, 0.0, solver::infinity);
  if (!excess.terms().empty()) b.model.add_rows("matching_excess").add(0, excess, -solver::infinity, 0.0);
}

/// matching (annual volume):  Σ Δt·(L′ + x + Σ_s (c − d) − m − Σ_not clean p − u) >= target·Σ Δt·L
/// By the power balance the left side is Σ Δt·C, with L′ for L: what waste would add to C does not count.
void add_annual(Building& b) {
  Sum sum;
  const double dt = b.in.hours.step_h;
  for (std::size_t i = 0; i < b.in.own_sites(); ++i) {
    const scenario::Site& s = b.scenario.sites[i];
    const SiteVars& v = b.v.sites[i];
    for (int t = 0; t < b.steps(); ++t) {
      add_load_floor_terms(b, static_cast<int>(i), t, dt, sum);
      if (v.grid.export_.exists()) sum.add(dt, v.grid.export_[t]);
      if (v.grid.import.exists()) sum.add(-dt, v.grid.import[t]);
      if (v.unserved.exists()) sum.add(-dt, v.unserved[t]);
      for (const StorageVars& st : v.storage) sum.add(dt, st.charge[t]).add(-dt, st.discharge[t]);
      for (std::size_t g = 0; g < s.supply.size(); ++g)
        if (!s.supply[g].clean) sum.add(-dt, v.supply[g].output[t]);
      add_load_terms(b, static_cast<int>(i), t, -b.scenario.matching.target * dt, sum);
    }
  }
  b.model.add_rows("matching").add(0, sum, 0.0, solver::infinity);
}

/// matched[i,t] <= C + d − c − x,   matched[i,t] <= L[i,t],   matching (strict hourly):  Σ Δt·matched >= target·Σ Δt·L
void add_strict(Building& b) {
  Sum total, row;
  for (std::size_t i = 0; i < b.in.own_sites(); ++i) {
    const std::string& id = b.scenario.sites[i].id;
    SiteVars& v = b.v.sites[i];
    v.matched = b.model.add_columns({.name = named("matched", id), .label = b.hour}, b.steps());
    Block supply = b.model.add_rows(named("matched_supply", id), b.hour);
    Block load = b.model.add_rows(named("matched_load", id), b.hour);
    for (int t = 0; t < b.steps(); ++t) {
      row.clear();
      row.add(1.0, v.matched[t]);
      add_clean_terms(b, static_cast<int>(i), t, -1.0, row);
      if (v.grid.export_.exists()) row.add(1.0, v.grid.export_[t]);
      supply.add(t, row, -solver::infinity, 0.0);
      row.clear();
      row.add(1.0, v.matched[t]);
      add_load_floor_terms(b, static_cast<int>(i), t, -1.0, row);
      load.add(t, row, -solver::infinity, 0.0);
      total.add(b.in.hours.step_h, v.matched[t]);
      // The whole load is the measure; what may count as matched stops at the floor, so that waste never pays.
      add_load_terms(b, static_cast<int>(i), t, -b.scenario.matching.target * b.in.hours.step_h, total);
    }
  }
  b.model.add_rows("matching").add(0, total, 0.0, solver::infinity);
}

}  // namespace

void add_matching(Building& b) {
  switch (b.scenario.matching.mode) {
    case MatchingMode::none: return;
    case MatchingMode::annual: return add_annual(b);
    case MatchingMode::score_with_grid: return add_score(b);
    case MatchingMode::strict_hourly: return add_strict(b);
  }
}

/// carbon_cap:  Σ Δt·(ci[t]·m + Σ_g emissions·p) <= cap·years          tonnes, location-based
void add_carbon_cap(Building& b) {
  if (!b.scenario.carbon.cap_kg) return;
  Sum sum;
  const double dt = b.in.hours.step_h;
  for (std::size_t i = 0; i < b.in.own_sites(); ++i) {
    const SiteVars& v = b.v.sites[i];
    const std::vector<double>& grid = b.in.sites[i].carbon_kg_per_mwh.values;
    const auto& supply = b.scenario.sites[i].supply;
    for (int t = 0; t < b.steps(); ++t) {
      if (v.grid.import.exists() && !grid.empty()) sum.add(1e-3 * dt * grid[t], v.grid.import[t]);
      for (std::size_t g = 0; g < supply.size(); ++g)
        if (supply[g].emissions_kg_per_mwh > 0.0) sum.add(1e-3 * dt * supply[g].emissions_kg_per_mwh, v.supply[g].output[t]);
    }
  }
  b.model.add_rows("carbon_cap").add(0, sum, -solver::infinity, 1e-3 * *b.scenario.carbon.cap_kg * b.in.hours.years());
}

}  // namespace gridwright::plan
