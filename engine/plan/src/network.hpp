#pragma once
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "gridwright/plan/power_system_plan.hpp"
#include "gridwright/scenario/power_system.hpp"
#include "gridwright/solver/model.hpp"

/// The model of a power system, block by block (docs/theory/power-system.md). One file a family: sizes, converters, switching,
/// stores, lines, balance, requirements. The comment of each function is its formula, the row name its anchor in the theory.
namespace gridwright::plan {

using scenario::PowerSystem;
using solver::Block;
using solver::Column;
using solver::Columns;
using solver::Sum;

/// What stands: constant + unit x (added - retired). A term of rows, never a row of its own.
struct StandingSize {
  double constant = 0.0, unit = 1.0;
  Column added{}, retired{};
  [[nodiscard]] bool fixed() const { return !added.exists() && !retired.exists(); }
};

struct ConverterVars {
  StandingSize size;
  Columns level;                       ///< p, MW
  Columns running, started, stopped;   ///< units; only where units are switched
};
struct StoreVars {
  StandingSize power, charge_power, energy;
  Columns charge, discharge;           ///< MW; not with ChargeLimit::none, whose flow is the change of its level
  Columns level;                       ///< MWh, end of step
  Columns spill;                       ///< MW
  // linked ends only: one a representative period, one a stretch of the calendar
  Columns gained, highest, lowest;     ///< MWh: level gained over a period (signed), most and least above its first step's level
  Columns carried;                     ///< MWh at the beginning of a stretch
};
struct LineVars {
  StandingSize size;
  Columns flow;                        ///< MW, signed; lines without loss or cost
  Columns forward, backward;           ///< MW; lines with loss or cost
  std::vector<Columns> pieces;         ///< MW of forward + backward in each piece of a quadratic loss
};
struct NetworkVars {
  std::vector<ConverterVars> converters;
  std::vector<StoreVars> stores;
  std::vector<LineVars> lines;
  std::vector<Columns> unserved;       ///< one a row of shedding, MW
  std::vector<Columns> served, deferred, owed;  ///< one a flexible demand: MW, MW, MWh (owed may be negative)
  std::vector<Columns> missing;        ///< one a requirement that may be missed
};

/// What the block functions work on.
struct Network {
  const PowerSystem& s;
  solver::Model& model;
  NetworkVars v{};
  solver::Label label{};
  std::vector<int> before{};           ///< step before each; -1: none (open start of a period)
  std::vector<int> first_of{}, last_of{};  ///< first and last step of each step's period
  std::vector<double> price_hours{};   ///< cost_hours x weight of the stage
  std::unordered_map<std::string, std::size_t> bus{}, fuel{}, load{};
  [[nodiscard]] int steps() const { return static_cast<int>(s.steps.size()); }
  [[nodiscard]] double at(const scenario::Profile& p, int t) const { return s.at(p, static_cast<std::size_t>(t)); }
  [[nodiscard]] double fuel_price(const scenario::Converter& c, int t) const {
    return c.fuel.empty() ? 0.0 : at(s.fuels[fuel.at(c.fuel)].price, t);
  }
  /// t CO2 per MWh of a converter's level; per start of one unit.
  [[nodiscard]] double emissions(const scenario::Converter& c, int t) const {
    return at(c.emissions, t) + (c.fuel.empty() ? 0.0 : c.fuel_per_mwh * s.fuels[fuel.at(c.fuel)].emissions);
  }
  [[nodiscard]] double start_emissions(const scenario::Converter& c) const {
    return c.fuel.empty() ? 0.0 : c.units.start_fuel * s.fuels[fuel.at(c.fuel)].emissions;
  }
  [[nodiscard]] bool stands(const scenario::Life& life, int t) const;  ///< in the stage of step t
  /// Sum over the stages in which it stands of their weights; 1 without stages.
  [[nodiscard]] double stage_weight(const scenario::Life& life) const;
};

[[nodiscard]] std::string row_name(const char* family, const std::string& id);  ///< "converter_max[Frankfurt Gas]"
void add_standing(Sum& sum, double factor, const StandingSize& size);

// network_sizes.cpp
[[nodiscard]] StandingSize add_sizing(Network& n, const scenario::Sizing& z, const std::string& id, const char* what, double weight);
// network_converters.cpp
void add_converters(Network& n);
// network_switching.cpp
void add_switching(Network& n, std::size_t converter);
// network_stores.cpp
void add_stores(Network& n);
// network_linked.cpp
void add_linked_columns(Network& n, const scenario::Store& s, StoreVars& v);
void add_linked_rows(Network& n, const scenario::Store& s, const StoreVars& v);
/// Representative period of step t, in order of appearance.
[[nodiscard]] int period_of(const Network& n, int t);
void add_store_flow(const Network& n, std::size_t store, int t, double factor, Sum& sum);  ///< into the bus, signed
// network_lines.cpp
void add_lines(Network& n);
void add_kirchhoff(Network& n);
void add_line_flow(const Network& n, std::size_t line, int t, double factor, Sum& sum);  ///< signed
void add_line_loss(const Network& n, std::size_t line, int t, double factor, Sum& sum);
// network_balance.cpp
void add_shedding(Network& n);
void add_balance(Network& n);
// network_flexible.cpp
void add_flexible_demand(Network& n);
// network_requirements.cpp
void add_requirements(Network& n);

/// Loops of the physical lines that stand in a step: pairs (line, +1 or -1). Shared with the checker, which sums the angles.
using Loop = std::vector<std::pair<std::size_t, double>>;
[[nodiscard]] std::vector<Loop> loops_of(const PowerSystem& s, const std::vector<bool>& stands);

/// Builds the whole model.
[[nodiscard]] Network build_network(const PowerSystem& s, solver::Model& model);
/// The solver's answer as a design.
[[nodiscard]] design::Design extract_network(const Network& n, const scenario::SystemScenario& scenario, const solver::Solution& answer);

}  // namespace gridwright::plan
