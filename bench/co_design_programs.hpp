#pragma once
#include <cmath>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "gridwright/core/csv.hpp"
#include "gridwright/core/random.hpp"
#include "gridwright/core/text.hpp"
#include "gridwright/solver/model.hpp"

/// Programs to time solvers on: the chronological co-design of supply, storage and fleets, in two forms.
///   anchor  one site, measured 2022 series, an objective that HiGHS 1.2 found by two methods
///   family  S sites, R regions of demand, T hours, synthetic series; the size is free, the structure the same
namespace gridwright::bench {

struct Series {
  std::vector<double> wind, solar, price_usd_per_mwh;  ///< capacity factors and import price, one an hour
};

/// Yearly USD for each MW (MWh): overnight cost times capital recovery at 7 % plus fixed operation, from NREL ATB-like values:
/// wind 1515.4 USD/kW 30 y 2.08 %, solar 1284.6 30 y 1.51 %, lithium 467 USD/kW and 274 USD/kWh 15 y 2.3 %,
/// iron-air 2000 USD/kW with 100 h 20 y 1 %, grid connection 120 USD/kW a year.
struct YearlyCost {
  double wind = 0, solar = 0, lithium_power = 0, lithium_energy = 0, iron_air = 0, grid = 120e3;
};
inline YearlyCost yearly_cost() {
  const auto annuity = [](double years) { return 0.07 / (1.0 - std::pow(1.07, -years)); };
  const auto yearly = [&](double usd_per_kw, double years, double fixed) { return 1000.0 * usd_per_kw * (annuity(years) + fixed); };
  return {yearly(1515.4, 30, 0.0208), yearly(1284.6, 30, 0.0151), yearly(467, 15, 0.023), yearly(274, 15, 0.023), yearly(2000, 20, 0.01)};
}

/// One site's supply: capacities, hourly columns, and the rows that tie them. Its power balance is left to the caller.
struct Site {
  solver::Column wind_mw, solar_mw, lithium_mw, lithium_mwh, iron_air_mw, grid_mw;
  solver::Columns wind, solar, import, spill, charge[2], discharge[2], level[2];
};

inline Site add_site(solver::Model& m, const Series& s, const std::string& name) {
  using solver::Column;
  const int hours = static_cast<int>(s.wind.size());
  const YearlyCost cost = yearly_cost();
  const double share = hours / 8760.0;  // capital of the part of a year that is looked at
  const auto capacity = [&](const char* what, double usd) { return m.add_column({.name = what + ("[" + name + "]"), .cost = usd * share}); };
  const auto hourly = [&](const char* what, double usd) { return m.add_columns({.name = what + ("[" + name + "]"), .cost = usd}, hours); };
  Site v{capacity("wind_mw", cost.wind), capacity("solar_mw", cost.solar), capacity("lithium_mw", cost.lithium_power),
         capacity("lithium_mwh", cost.lithium_energy), capacity("iron_air_mw", cost.iron_air), capacity("grid_mw", cost.grid),
         hourly("wind", 0), hourly("solar", 0), hourly("import", 0), hourly("spill", 0),
         {hourly("charge_lithium", 0.5), hourly("charge_iron_air", 0.5)},
         {hourly("discharge_lithium", 0.5), hourly("discharge_iron_air", 0.5)},
         {hourly("level_lithium", 0), hourly("level_iron_air", 0)}};
  solver::Block available = m.add_rows("availability[" + name + "]"), limit = m.add_rows("grid_limit[" + name + "]");
  solver::Block store = m.add_rows("storage_balance[" + name + "]"), power = m.add_rows("storage_power[" + name + "]");
  solver::Block energy = m.add_rows("storage_energy[" + name + "]");
  const double into[] = {0.92, 0.71}, out_of[] = {0.92, 0.60}, keep[] = {1.0, 1.0 - 2e-5};
  for (int t = 0; t < hours; ++t) {
    const auto i = static_cast<std::size_t>(t);
    m.add_cost(v.import[t], s.price_usd_per_mwh[i]);
    available.add(t, v.wind[t] <= s.wind[i] * v.wind_mw);
    available.add(t, v.solar[t] <= s.solar[i] * v.solar_mw);
    limit.add(t, v.import[t] <= v.grid_mw);
    for (int k = 0; k < 2; ++k) {
      const Column rated = k == 0 ? v.lithium_mw : v.iron_air_mw;
      store.add(t, v.level[k][t] == keep[k] * v.level[k][(t + hours - 1) % hours] + into[k] * v.charge[k][t] -
                                        (1.0 / out_of[k]) * v.discharge[k][t]);
      power.add(t, v.charge[k][t] <= rated);
      power.add(t, v.discharge[k][t] <= rated);
    }
    energy.add(t, v.level[0][t] <= v.lithium_mwh);
    energy.add(t, v.level[1][t] <= 100.0 * v.iron_air_mw);
  }
  return v;
}

/// wind + solar + import + discharges - charges - spill, the supply side of a power balance.
inline auto net_supply(const Site& v, int t) {
  return v.wind[t] + v.solar[t] + v.import[t] + v.discharge[0][t] + v.discharge[1][t] - v.charge[0][t] - v.charge[1][t] - v.spill[t];
}

/// 500 MW flat, 98 % of the energy from own wind and sun.
inline solver::Model anchor(const Series& s) {
  solver::Model m;
  const int hours = static_cast<int>(s.wind.size());
  const Site v = add_site(m, s, "anchor");
  solver::Block balance = m.add_rows("power_balance"), matching = m.add_rows("matching");
  solver::Sum imports;
  for (int t = 0; t < hours; ++t) {
    balance.add(t, net_supply(v, t) == 500.0);
    imports.add(1.0, v.import[t]);
  }
  matching.add(0, imports, -solver::infinity, 0.02 * 500.0 * hours);
  return m;
}

/// S sites serve R regions: IT power follows the demand routed to a site, up to the IT capacity bought there.
inline solver::Model family(const std::vector<Series>& sites, int regions, double match = 0.9) {
  solver::Model m;
  const int hours = static_cast<int>(sites.front().wind.size());
  std::vector<Site> supply;
  std::vector<solver::Column> it_mw;
  std::vector<std::vector<solver::Columns>> flow(sites.size());  // [site][region], MW of IT
  for (std::size_t i = 0; i < sites.size(); ++i) {
    const std::string name = "site_" + std::to_string(i);
    supply.push_back(add_site(m, sites[i], name));
    it_mw.push_back(m.add_column({.name = "it_mw[" + name + "]", .cost = 2.0e6 * hours / 8760.0}));
    for (int r = 0; r < regions; ++r)  // 0.1 USD/MWh of IT more for each step of distance: routing has one best answer
      flow[i].push_back(m.add_columns({.name = "flow[" + name + "." + std::to_string(r) + "]",
                                       .cost = 0.1 * std::abs(static_cast<int>(i) - r) + 0.01}, hours));
  }
  solver::Block demand = m.add_rows("demand"), balance = m.add_rows("power_balance"), room = m.add_rows("it_power");
  solver::Sum sum, imports;
  double total = 0.0;
  for (int t = 0; t < hours; ++t) {
    for (int r = 0; r < regions; ++r) {
      const double mw = 300.0 * (1.0 + 0.3 * std::sin(2.0 * 3.14159265358979 * (t - 4.0 * r) / 24.0));
      total += mw;
      sum.clear();
      for (std::size_t i = 0; i < sites.size(); ++i) sum.add(1.0, flow[i][static_cast<std::size_t>(r)][t]);
      demand.add(t, sum, mw, mw);
    }
    for (std::size_t i = 0; i < sites.size(); ++i) {
      sum.clear();
      for (const solver::Columns& f : flow[i]) sum.add(-1.15, f[t]);  // power usage effectiveness 1.15
      balance.add(t, sum.add(net_supply(supply[i], t)), 0.0, 0.0);
      sum.clear();
      for (const solver::Columns& f : flow[i]) sum.add(1.0, f[t]);
      room.add(t, sum.add(-1.0, it_mw[i]), -solver::infinity, 0.0);
      imports.add(1.0, supply[i].import[t]);
    }
  }
  m.add_rows("matching").add(0, imports, -solver::infinity, (1.0 - match) * 1.15 * total);
  return m;
}

/// Series with the look of a year: wind as a slowly varying noise with lulls of days, sun as a day curve under clouds.
inline Series synthetic(int hours, std::uint64_t number) {
  RandomStream r(number, "bench.synthetic_series");
  Series s;
  double wind = 0.0, cloud = 0.0, price = 0.0;
  for (int t = 0; t < hours; ++t) {
    wind += -0.02 * wind + 0.2 * r.normal();
    cloud += -0.05 * cloud + 0.3 * r.normal();
    price += -0.1 * price + 3.0 * r.normal();
    const double day = std::sin(2.0 * 3.14159265358979 * (t % 24 - 6) / 24.0);
    s.wind.push_back(1.0 / (1.0 + std::exp(-wind)));
    s.solar.push_back(day <= 0.0 ? 0.0 : day * (0.6 + 0.4 / (1.0 + std::exp(cloud))));
    s.price_usd_per_mwh.push_back(std::max(5.0, 40.0 + price));
  }
  return s;
}

/// A column of the first rows of a table, gaps interpolated.
inline std::vector<double> filled(const CsvTable& table, const char* name) {
  std::vector<double> out;
  const std::size_t column = *table.find(name);
  for (std::size_t row = 0; row < table.rows(); ++row) out.push_back(parse_number(table.cell(row, column)).value_or(std::nan("")));
  for (std::size_t t = 1; t + 1 < out.size(); ++t)
    if (std::isnan(out[t])) {
      std::size_t next = t;
      while (next + 1 < out.size() && std::isnan(out[next])) ++next;
      out[t] = out[t - 1] + (out[next] - out[t - 1]) / static_cast<double>(next - t + 1);
    }
  return out;
}

/// Measured series of 2022: MISO wind and sun scaled to 0.45 and 0.24 mean, PJM price. Nothing when the data are not here.
inline std::optional<Series> measured(const std::filesystem::path& energy_hourly, int hours) {
  const Result<CsvTable> generation = read_csv(energy_hourly / "us-ba-generation-2022" / "MISO.csv");
  const Result<CsvTable> prices = read_csv(energy_hourly / "prices-usd" / "US-MIDA-PJM-2022.csv");
  if (!generation || !prices) return std::nullopt;
  const auto scaled = [&](const char* column, double mean) {
    std::vector<double> v = filled(*generation, column);
    double sum = 0.0;
    for (double x : v) sum += x;
    for (double& x : v) x = std::min(1.0, x * mean * static_cast<double>(v.size()) / sum);
    v.resize(static_cast<std::size_t>(hours));
    return v;
  };
  Series s{scaled("WND", 0.45), scaled("SUN", 0.24), filled(*prices, "Price (USD/MWh)")};
  s.price_usd_per_mwh.resize(static_cast<std::size_t>(hours));
  for (double& p : s.price_usd_per_mwh) p = std::max(0.0, p) + 5.0;
  return s;
}

}  // namespace gridwright::bench
