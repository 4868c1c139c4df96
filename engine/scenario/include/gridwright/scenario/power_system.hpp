#pragma once
#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <vector>

/// A power system as plain values: buses of any carrier, what feeds, moves, keeps and uses energy between them, and the rules
/// it must keep. One core for zones and nodes, electricity, hydrogen and heat: importers of other tools fill it, people write
/// it as CSV tables named in [system] (docs/reference/power-system.md), `plan` solves it (docs/theory/power-system.md).
///
/// Units: MW, MWh, hours, tonnes of CO2, money as the scenario states it. For a bus of another carrier read "MW" as its unit
/// an hour. Costs of capacity are per year; the program prices one year, or the sum of weighted stages.
namespace gridwright::scenario {

inline constexpr double no_limit = std::numeric_limits<double>::infinity();

/// A number for every step: `constant`, or `constant` x a series of the system.
struct Profile {
  double constant = 0.0;
  int series = -1;  ///< index into PowerSystem::series; -1: the same in every step
  [[nodiscard]] bool varies() const { return series >= 0; }
  bool operator==(const Profile&) const = default;
};

struct NamedSeries {
  std::string name{};
  std::vector<double> values{};  ///< one a step
  bool operator==(const NamedSeries&) const = default;
};

/// What stands, what may be added or taken away, and what that costs a year. Units of `existing`, `min`, ... are MW, or MWh
/// for the energy of a store.
struct Sizing {
  double existing = 0.0;        ///< stands at the start
  bool build = false;           ///< more may be added
  bool retire = false;          ///< what stands may be given up
  double min = 0.0, max = no_limit;  ///< of what stands in the end
  double max_new = no_limit;    ///< of what is added
  double unit = 0.0;            ///< size of one unit; 0: no units
  bool whole = false;           ///< added and given up in whole units
  double capital = 0.0;         ///< per unit and year, of what is added
  double fixed = 0.0;           ///< per unit and year, of all that stands in the end
  bool operator==(const Sizing&) const = default;
};

/// Whether units are switched: `linear` relaxes the number of running units, `whole` counts them.
enum class Commitment { none, linear, whole };
/// How ramps allow for units that start and stop: `clusters` of equal units (Palmintier 2014: a unit starts to at most its
/// ramp or least output and stops from there), or `states` of single units (start and stop ramps between two states).
enum class RampRule { clusters, states };

struct Switching {
  Commitment mode = Commitment::none;
  RampRule ramps = RampRule::clusters;
  double start_cost = 0.0, stop_cost = 0.0;  ///< a unit
  double idle_cost = 0.0;                    ///< a unit and hour that runs
  double start_fuel = 0.0;                   ///< a unit, in units of its fuel
  int min_up = 0, min_down = 0;              ///< steps
  double ramp_start = 1.0, ramp_stop = 1.0;  ///< RampRule::states: largest rise at a start, fall at a stop; share of the unit
  int up_before = 1, down_before = 0;        ///< open ends: steps the units were on (off) before the first step
  bool operator==(const Switching&) const = default;
};

/// Years in which a component stands, where the system has stages.
struct Life {
  double build_year = 0.0;
  double years = no_limit;
  bool operator==(const Life&) const = default;
};

/// A node of one carrier where supply and use balance in every step.
struct Bus {
  std::string id{};
  std::string carrier = "AC";
  std::string zone{};                  ///< groups buses in reports; the id when not stated
  double voltage_kv = 1.0;
  double x = 0.0, y = 0.0;             ///< longitude and latitude, or any other map
  bool operator==(const Bus&) const = default;
};

/// Where a converter is tied: it gives `efficiency` x its level to the bus (negative: takes).
struct Port {
  std::string bus{};
  Profile efficiency{1.0};
  bool operator==(const Port&) const = default;
};

/// One process with one level p, MW: a generator has one port, a link takes p at its first and gives at the others (a cable,
/// an electrolyser, a boiler, a plant with heat and power), a flexible user takes at its only one.
struct Converter {
  std::string id{}, carrier{};
  std::vector<Port> ports{};
  Sizing size{};
  Profile min_pu{0.0}, max_pu{1.0};    ///< limits of p as share of what stands
  std::optional<Profile> set_point{};  ///< p is given, MW
  Profile cost{};                      ///< per MWh of p
  std::string fuel{};
  double fuel_per_mwh = 0.0;           ///< units of fuel per MWh of p
  Profile emissions{};                 ///< t CO2 per MWh of p, besides those of the fuel
  std::optional<Profile> ramp_up{}, ramp_down{};  ///< share of what stands, from step to step
  double energy_min = -no_limit, energy_max = no_limit;  ///< counted MWh of p
  Switching units{};
  Life life{};
  [[nodiscard]] bool is_link() const { return ports.size() > 1; }
  bool operator==(const Converter&) const = default;
};

/// How charging is limited: as much as discharging; both together; a size of its own; not at all, as discharging (then charge
/// and discharge are one signed flow without losses).
enum class ChargeLimit { same, shared, own, none };
/// How the level of the first step follows: from the last step of all; of its period; from a stated level, once; in each period; from what the
/// calendar of representative periods carries over.
enum class LevelEnds { cyclic, cyclic_period, initial, initial_period, linked };

/// A store: batteries, reservoirs, tanks. Level e inside, MWh; charge c and discharge d at its bus, MW.
struct Store {
  std::string id{}, bus{}, carrier{};
  ChargeLimit charging = ChargeLimit::same;
  Sizing power{};                      ///< discharge; not used with ChargeLimit::none
  Sizing charge{};                     ///< with ChargeLimit::own
  Sizing energy{};                     ///< inside; not used when `duration` is stated
  double duration = 0.0;               ///< hours inside per MW of power; 0: energy is sized on its own
  double min_duration = 0.0, max_duration = no_limit;  ///< energy / power
  Profile charge_efficiency{1.0}, discharge_efficiency{1.0};
  Profile standing_loss{};             ///< share of the level lost an hour
  Profile inflow{};                    ///< MW into the store
  bool inflow_per_power = false;       ///< inflow is a share of the power that stands
  bool may_spill = false;
  Profile spill_cost{};                ///< per MWh
  Profile charge_max_pu{1.0}, discharge_max_pu{1.0};
  Profile outflow_min_pu{};            ///< least discharge + spill, share of power
  Profile level_min_pu{}, level_max_pu{1.0};
  std::optional<Profile> level_set{};  ///< level is given, MWh; a NaN step is free
  std::optional<Profile> set_point{};  ///< discharge - charge is given, MW
  double level_initial = 0.0;          ///< MWh
  LevelEnds ends = LevelEnds::cyclic;
  Profile discharge_cost{}, charge_cost{};  ///< per MWh
  Profile level_cost{};                ///< per MWh and hour
  std::optional<double> ramp_up{}, ramp_down{};  ///< of discharge, share of power
  bool only_stored = false;            ///< a step discharges at most what the step before left
  Life life{};
  bool operator==(const Store&) const = default;
};

/// A line or path between two buses of one carrier; flow is positive from `from` to `to`.
struct Line {
  std::string id{}, from{}, to{}, carrier{};
  Sizing size{};
  Profile max_pu{1.0};
  bool physical = false;               ///< flows share loops by impedance (Kirchhoff); false: they go where they are sent
  double impedance = 0.0;              ///< per unit on a common base; angle(from) - angle(to) = impedance x flow
  double shift_rad = 0.0;              ///< angle added by a phase-shifting transformer
  double max_angle_rad = no_limit;     ///< between its ends
  double loss = 0.0;                   ///< share of |flow| lost, half at each end
  int loss_segments = 1;               ///< above 1: loss = loss_per_mw x flow^2 in that many linear pieces
  double loss_per_mw = 0.0;            ///< 1/MW
  bool one_way = false;                ///< never both ways in one step, which lossy lines may wish for (whole numbers)
  Profile cost{};                      ///< per MWh of |flow|
  double length_km = 0.0;
  Life life{};
  bool operator==(const Line&) const = default;
};

struct Load {
  std::string id{}, bus{}, carrier{};
  Profile demand{};                    ///< MW
  bool operator==(const Load&) const = default;
};

/// Load that may go without: up to `share` of a load's demand at `cost`. Loads without a row must be served.
struct Shedding {
  std::string load{};
  double cost = 0.0;                   ///< per MWh
  double share = 1.0;
  bool voluntary = false;              ///< counts as capacity where a requirement asks for "curtailed"
  bool operator==(const Shedding&) const = default;
};

/// Load that can be moved in time: `available` MW of it may be put off or brought forward.
struct FlexibleDemand {
  std::string id{}, bus{};
  double existing_mw = 0.0;
  Profile max_pu{1.0};
  int max_delay = 0, max_advance = 0;  ///< steps
  double efficiency = 1.0;             ///< served energy that counts, per MWh served late or early
  double cost_served = 0.0, cost_deferred = 0.0;  ///< per MWh
  bool operator==(const FlexibleDemand&) const = default;
};

struct Fuel {
  std::string id{};
  Profile price{};                     ///< per unit of fuel
  double emissions = 0.0;              ///< t CO2 per unit of fuel
  bool operator==(const Fuel&) const = default;
};

/// What a requirement is summed over: what stands, the weighted steps of the horizon (or of one stage), or each step alone.
enum class Over { capacity, horizon, step };

/// lower <= sum of its terms <= upper: caps on CO2, shares of clean energy, least and most capacity, reserve margins, hourly
/// matching, yearly hydrogen.
struct Requirement {
  std::string id{};
  std::string kind{};                  ///< "co2_cap", "energy_share", ...: for reports only
  Over over = Over::horizon;
  double lower = -no_limit, upper = no_limit;
  std::optional<double> missing_cost{};  ///< the requirement may be missed at this price a unit
  std::string stage{};                 ///< horizon: only the steps of this stage
  std::string unit{};                  ///< for reports
  bool operator==(const Requirement&) const = default;
};

/// factor x quantity of a component. Quantities by table:
///   generators, links   output, emissions, capacity, new_capacity, available (max_pu x capacity)
///   stores              charge, discharge, capacity, new_capacity, energy_capacity, charge_capacity, drawn (fall of the level
///                       over the horizon)
///   lines               flow, loss, capacity, new_capacity
///   loads               demand, unserved, curtailed (voluntary part)
///   flexible            deferred, served
struct RequirementTerm {
  std::string requirement{}, component{}, quantity{};
  Profile factor{1.0};
  bool operator==(const RequirementTerm&) const = default;
};

struct Stage {
  std::string id{};
  double year = 0.0;
  double weight = 1.0;                 ///< of all costs of the stage in the objective
  bool operator==(const Stage&) const = default;
};

/// One step of operation.
struct Step {
  std::string label{};
  std::string period{};                ///< steps of a period stand together
  std::string stage{};
  double hours = 1.0;                  ///< length, for stores
  double cost_hours = 1.0;             ///< hours of the horizon it stands for, in costs
  double counted_hours = 1.0;          ///< the same, in sums of energy and CO2
  bool operator==(const Step&) const = default;
};

/// One stretch of the horizon, in order of time, and the period of steps that stands for it: what stores with linked ends carry their level through.
struct CalendarEntry {
  std::string period{};
  bool itself = false;                 ///< this stretch is the period that was kept (once a period)
  bool operator==(const CalendarEntry&) const = default;
};

struct PowerSystem {
  std::string currency = "USD";
  std::string source{};                ///< where the case came from, for the report
  bool wrap = true;                    ///< ramps and switching of a period's first step follow its last step; false: they are free
  std::vector<Step> steps{};
  std::vector<Stage> stages{};         ///< none: one year
  std::vector<CalendarEntry> calendar{};  ///< only for stores with linked ends; the first follows the last
  std::vector<NamedSeries> series{};
  std::vector<Bus> buses{};
  std::vector<Converter> converters{};  ///< generators and links
  std::vector<Store> stores{};
  std::vector<Line> lines{};
  std::vector<Load> loads{};
  std::vector<Shedding> shedding{};
  std::vector<FlexibleDemand> flexible{};
  std::vector<Fuel> fuels{};
  std::vector<Requirement> requirements{};
  std::vector<RequirementTerm> terms{};

  [[nodiscard]] double at(const Profile& p, std::size_t step) const {
    return p.series < 0 ? p.constant : p.constant * series[static_cast<std::size_t>(p.series)].values[step];
  }
  bool operator==(const PowerSystem&) const = default;
};

}  // namespace gridwright::scenario
