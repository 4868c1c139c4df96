#pragma once
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gridwright/core/quantity.hpp"
#include "gridwright/scenario/contracts.hpp"
#include "gridwright/scenario/pieces.hpp"
#include "gridwright/scenario/edge.hpp"
#include "gridwright/scenario/years.hpp"

/// What the user states, as plain values: no physics, no decisions, no pointers. Loaded by load_scenario() (load.hpp),
/// compared with ==, built by hand in tests. Every attribute has a row in data/catalogue.csv, from which come
/// validation, `gridwright explain`, the JSON schema and the reference page.
namespace gridwright::scenario {

using PerKwYear = MoneyPerPower;   ///< yearly money per power, stored as USD/MW (per year)

/// Exactly one of the two, or neither (then the nearest place with normals is taken, and the report says so).
struct WeatherSpec {
  std::string normals{};                  ///< place name in data/climate_normals.csv
  std::string epw{};                      ///< path of an .epw or .epw.gz file
  bool operator==(const WeatherSpec&) const = default;
};

enum class TechnologyKind { wind, solar, thermal };

/// How a thing fails, for `gridwright reliability`: units of one size that are up or down, independent of each other.
struct Outages {
  double forced = 0.0;                  ///< share of time a unit is down without having been planned to be
  double repair_h = 48.0;               ///< mean time to repair
  std::optional<Power> unit{};          ///< what fails at once; not stated: the whole plant is one unit
  bool operator==(const Outages&) const = default;
};

/// A source of power. thermal covers gas, nuclear, geothermal: dispatchable up to its availability, burning fuel.
struct Generator {
  std::string id{}, technology{};
  TechnologyKind kind = TechnologyKind::thermal;
  Range<Power> capacity{Power{}, Power::canonical(unlimited)};
  MoneyPerPower capital{};              ///< overnight
  double fixed_om_share = 0.0;          ///< of capital, per year
  PerKwYear fixed_om{};                 ///< on top of the share
  MoneyPerEnergy variable_om{}, fuel_price{};  ///< fuel_price per MWh of fuel
  double efficiency = 1.0;              ///< electricity out / fuel in
  double emissions_kg_per_mwh = 0.0;    ///< per MWh of electricity
  bool clean = false;
  double life_years = 30.0;
  std::optional<double> cost_of_capital{};
  SeriesSpec availability{};              ///< overrides the physics when stated
  double outage_share = 0.0;            ///< thermal: planned and forced, flat
  double minimum_level = 0.0;           ///< share of capacity always running
  double ramp_share_per_hour = 1.0;
  double capacity_credit = 0.0;         ///< ELCC, share of nameplate
  Outages outages{};
  // wind
  Length hub_height = Length::canonical(100.0);
  std::string power_curve = "iec_class_3";
  double losses = 0.0;                  ///< wake, availability, electrical (wind); soiling, wiring, mismatch (solar)
  std::optional<double> target_capacity_factor{};  ///< wind, solar: scale the resource to this yearly mean
  // solar
  std::string mounting = "single_axis"; ///< or "fixed_tilt"
  double tilt_deg = 30.0, dc_ac_ratio = 1.3;
  // horizon
  std::vector<double> capital_by_year{}; ///< of what is built in each year, relative to `capital`; the last one goes on
  int from_year = 0;                     ///< none is built before this calendar year
  bool operator==(const Generator&) const = default;
};

enum class DurationBasis { ac_terminals, internal };

/// A store of electricity. Duration is energy delivered / discharge power at the AC terminals unless stated `internal`.
struct Storage {
  std::string id{}, technology{};
  Range<Power> power{Power{}, Power::canonical(unlimited)};  ///< discharge; charge limit is power x charge_power_ratio
  double charge_power_ratio = 1.0;
  Range<Duration> duration{Duration::canonical(4.0), Duration::canonical(4.0)};
  DurationBasis duration_basis = DurationBasis::ac_terminals;
  double charge_efficiency = 0.95, discharge_efficiency = 0.95;
  double self_discharge_per_hour = 0.0;
  std::optional<double> throughput_hours_per_year{};  ///< yearly discharge limit in full-power hours
  double energy_fade_per_year = 0.0;    ///< a single year uses the mid-life mean, 1 - fade x life / 2; a horizon the age: (1 - fade)^age
  double cycle_fade = 0.0;              ///< share of energy capacity lost with each full cycle, on top
  double efficiency_fade_per_year = 0.0;  ///< of the round trip, (1 - fade)^age, split evenly; a single year uses the age at mid-life
  double level_min = 0.0;               ///< share of usable energy that stays inside
  MoneyPerPower capital_power{};
  MoneyPerEnergy capital_energy{};      ///< per MWh of energy on the stated duration basis
  double fixed_om_share = 0.0;
  PerKwYear fixed_om{};
  MoneyPerEnergy wear{};                ///< on every MWh charged and on every MWh discharged
  double life_years = 20.0;
  MoneyPerEnergy replacement_cost{};    ///< of modules renewed once within the life, per MWh on the stated duration basis
  double replacement_after_years = 0.0; ///< 0: never
  std::vector<double> capital_by_year{}; ///< of what is built in each year, relative to the first; the last one goes on
  int from_year = 0;                    ///< none is built before this calendar year
  std::optional<double> cost_of_capital{};
  double capacity_credit = 0.0;
  bool fast = false;                    ///< follows power swings of seconds; may hold power back for them
  Outages outages{};
  bool operator==(const Storage&) const = default;
};

/// Load that may be turned down: a workload's power at the site, or (workload empty) the site's other load.
struct Flexible {
  std::string id{}, technology{}, workload{};
  double share = 0.0;                   ///< of that power
  double hours_per_year = 0.0;          ///< most hours a year at the full share
  Duration event{};                     ///< longest event, one a day
  Duration notice{};                    ///< told this long before; of report only: a plan foresees the year
  double rebound = 0.0;                 ///< energy taken later, by the next noon, per energy turned down
  MoneyPerEnergy cost{};                ///< paid per energy turned down
  bool operator==(const Flexible&) const = default;
};

/// What the grid tolerates of swings within seconds (training). Not stated: anything.
struct SwingTolerance {
  Power swing{};                        ///< peak to trough at the meter
  double ramp_mw_per_s = 0.0;           ///< 0: no limit stated
  bool operator==(const SwingTolerance&) const = default;
};

struct Grid {
  Range<Power> connection{Power{}, Power::canonical(unlimited)};
  MoneyPerPower connection_cost{};      ///< overnight, annuity over connection_life
  double connection_life_years = 30.0;
  PerKwYear connection_yearly_cost{};   ///< per contracted MW and year
  SeriesSpec energy_price{};              ///< USD/MWh
  MoneyPerEnergy energy_adder{};        ///< delivery, losses, margin
  Range<Power> export_limit{};          ///< 0 = no export; never above the connection
  SeriesSpec export_price{};
  SeriesSpec clean_share{};               ///< hourly carbon-free share of the grid mix, 0..1
  SeriesSpec carbon_intensity{};          ///< kg/MWh, average of the mix
  SeriesSpec marginal_carbon{};           ///< kg/MWh of the plant that answers one more MWh; not stated: mean of what is not clean
  SeriesSpec residual_carbon{};           ///< kg/MWh of what nobody has claimed, for market-based carbon; not stated: the average
  Outages outages{};                      ///< of one circuit of the connection
  int circuits = 1;                       ///< equal circuits that carry the connection together
  std::optional<double> import_share_max{};  ///< yearly import <= share x yearly load
  std::string tariff{};                   ///< id, or empty
  std::vector<double> connection_by_year_mw{};  ///< horizon: most power of each year (interconnection ramp); the last one goes on
  std::vector<double> energy_price_by_year{};   ///< horizon: relative to the first year; the last one goes on
  std::optional<SwingTolerance> swings{};
  bool operator==(const Grid&) const = default;
};

enum class TariffKind { standard, clean_transition };
enum class TariffDays { all, weekdays, weekends };

/// Hours of the year in which a tariff asks for more (or less): time-of-use energy and demand.
struct TariffPeriod {
  std::string id{};
  std::vector<int> months{};            ///< 0..11, rising; empty: all. Of the site's local standard time, as are the hours
  double from_h = 0.0, to_h = 24.0;     ///< of the day, [from, to); from > to runs over midnight, from = to is the whole day
  TariffDays days = TariffDays::all;    ///< weekdays are Monday to Friday of the planned year's calendar; holidays are not known
  double energy_usd_per_mwh = 0.0;      ///< on top of the energy price; may be negative
  double demand_usd_per_mw_month = 0.0; ///< on the largest metered demand inside the period, each month
  bool operator==(const TariffPeriod&) const = default;
};

/// Demand billed at the hours in which the utility's own system peaks.
struct CoincidentCharge {
  double usd_per_mw_month = 0.0;        ///< on the mean metered demand of those hours
  int hours = 1;                        ///< of each month, those with the highest `system_load`
  std::vector<int> months{};            ///< 0..11, rising: months that are billed (5..8 is a 4CP); empty: all
  SeriesSpec system_load{};             ///< MW; not stated: the energy price stands in for it
  bool operator==(const CoincidentCharge&) const = default;
};

/// clean_transition: the utility buys `resources`, the customer pays premium = max(0, cost - energy credit - capacity
/// credit) per resource on top of the ordinary bill for all it consumes, so that other customers never pay more.
struct Tariff {
  std::string id{};
  TariffKind kind = TariffKind::standard;
  std::vector<std::string> resources{};   ///< ids of generators and storage at the sites that use this tariff
  double demand_charge_usd_per_mw_month = 0.0;
  double ratchet_share = 0.0;           ///< billed demand >= share x demand of the previous `ratchet_months`
  int ratchet_months = 11;
  double minimum_take_share = 0.0;      ///< billed demand >= share x contracted connection
  double capacity_credit_usd_per_mw_year = 0.0;
  SeriesSpec avoided_price{};             ///< energy credit; the energy price when not stated
  double term_years = 0.0;              ///< annuities of `resources` run over min(term, life) when > 0
  double exit_fee_share = 0.0;          ///< of remaining demand charges
  std::vector<TariffPeriod> periods{};
  CoincidentCharge coincident{};
  double standby_usd_per_mw_month = 0.0;  ///< on the nameplate of own supply that is no resource of the tariff
  std::vector<double> ramp{};           ///< share of the contract in force in year 1, 2, ... of the term; the last goes on; empty: all of it
  bool operator==(const Tariff&) const = default;
};

/// Rooms for accelerators. Each (cooling, supply temperature) pair is an alternative the optimiser may build.
struct Hall {
  std::string id{};
  Range<Power> it_power{Power{}, Power::canonical(unlimited)};
  std::vector<std::string> cooling{};
  std::vector<Celsius> supply_temperature{};
  std::string power_chain = "rack_battery_n";
  double liquid_fraction = 0.85;
  std::optional<MoneyPerPower> capital{}; ///< per MW of IT; from the facility room's cost table when not stated
  std::optional<Power> module{};          ///< build whole modules of this size (integer)
  double life_years = 20.0;
  bool operator==(const Hall&) const = default;
};

struct Site {
  std::string id{};
  Location location{};
  WeatherSpec weather{};
  std::optional<Grid> grid{};
  std::vector<Generator> supply{};
  std::vector<Storage> storage{};
  std::vector<Hall> halls{};
  std::vector<Flexible> flexible{};
  SeriesSpec load{};                      ///< other load at the meter, MW
  std::vector<double> load_growth{};      ///< horizon: that load in each year, relative to the first; the last one goes on
  double land_usd_per_m2 = 0.0;           ///< under halls and their plant; 0: not counted
  double water_usd_per_m3 = 2.5;          ///< make-up water, supply and sewer together
  bool operator==(const Site&) const = default;
};

/// Accelerators of one kind in one hall; what they serve is decided hour by hour.
/// An accelerator that the catalogue does not know: a custom chip, or a known one with other numbers. What is not stated is taken
/// from `based_on`, a row of data/accelerators.csv, and so is how well its kernels do against its peaks.
struct CustomAccelerator {
  std::string id{}, based_on{};
  std::optional<double> bf16_tflops{}, fp8_tflops{}, fp4_tflops{};  ///< dense peaks; 0 = no such units
  std::optional<double> memory_gb{}, memory_gb_s{};
  std::optional<double> link_gb_s{};      ///< one direction, inside the scale-up domain
  int link_domain = 0;                    ///< accelerators that reach each other at that speed; 0 = as based_on
  std::optional<double> network_gbit_s{};
  std::optional<Power> power{}, host_power{};
  std::optional<double> idle_share{};
  std::optional<Money> price{};           ///< the accelerator alone; host and network come on top as for based_on
  double efficiency = 1.0;                ///< of its kernels against those of based_on, as shares of the peaks
  bool operator==(const CustomAccelerator&) const = default;
};

struct Fleet {
  std::string id{}, site{}, hall{}, accelerator{};
  Range<double> count{0.0, unlimited};
  std::optional<Money> price{};           ///< each, with its share of rack, network and installation; else from the card
  double life_years = 5.0;
  double busy_share_max = 0.9;          ///< highest planned utilisation: room for failures and peaks inside the hour
  double yearly_upkeep_share = 0.05;    ///< of price: support, spares, software
  std::vector<double> power_caps{1.0};  ///< shares of busy power the plan may choose from in every hour
  std::vector<double> price_by_year{};  ///< horizon: of what is bought in each year, relative to the first; the last one goes on
  int from_year = 0;                    ///< none is bought before this calendar year: a later generation
  bool operator==(const Fleet&) const = default;
};

enum class WorkloadKind { interactive, batch, training };

/// How an engine serves, where it matters to the plan.
struct ServingOptions {
  double prefix_hits = 0.0;             ///< share of the input found in the prefix cache, and not computed again
  int draft_tokens = 0;                 ///< speculative decoding: tokens proposed a step by a one-layer head; 0 = off
  double acceptance = 0.7;              ///< chance that a proposed token is right, given those before it were
  bool split = false;                   ///< prompts and answers may also run on instances of their own
  bool operator==(const ServingOptions&) const = default;
};

struct Workload {
  std::string id{};
  WorkloadKind kind = WorkloadKind::interactive;
  std::string model{};                    ///< model card
  std::string precision{};                ///< "" = best that the accelerator and the card allow
  // demand in output tokens
  double output_tokens_per_day = 0.0;   ///< all regions together
  double low_share = 0.6;               ///< tenth percentile of demand, as a share of what is stated
  std::vector<double> growth{};         ///< horizon: demand of each year, relative to the first; the last one goes on
  double input_tokens = 1024.0, output_tokens = 256.0;  ///< of a typical request
  std::string shape = "flat";           ///< or "diurnal" (by the local time of each region)
  std::vector<std::pair<std::string, double>> regions{};  ///< region id, share of demand; empty = at the sites, no latency
  Duration ttft_p99 = Duration::canonical(unlimited), tpot_p99 = Duration::canonical(unlimited);
  double ttft_mean_share = 0.5, tpot_mean_share = 0.8;  ///< means a plan aims at, of the promised percentiles
  int iteration_tokens = 8192;          ///< token budget of one engine iteration: long prompts are computed in pieces of at most this
  Duration deadline = Duration::canonical(24.0);        ///< batch
  // training
  double compute_flop = 0.0;
  double start_hour = 0.0, finish_hour = 8760.0;        ///< hours of the year
  Duration pause_cost{};                ///< work of the stopped accelerators lost at each pause
  double pauses_per_day = unlimited;
  ServingOptions serving{};             ///< interactive and batch
  double swing_share = 0.0;             ///< training: of its power, peak to trough, as all accelerators compute and communicate together
  bool swing_from_step = false;         ///< instead of a stated share: what the phases of its training step give on the fleet
  double swing_smoothing = 0.0;         ///< share of the swing taken off by power supplies or software
  Duration swing_period = Duration::canonical(2.0 / 3600.0);   ///< of one compute and communicate cycle
  bool operator==(const Workload&) const = default;
};

struct Region {
  std::string id{};
  Location location{};
  bool operator==(const Region&) const = default;
};

/// Round trip between a region and a site: fixed part + distance over fibre.
struct Network {
  Duration last_mile = Duration::canonical(0.020 / 3600.0);    ///< access network and handshake, per round trip
  double us_per_km = 15.0;              ///< round trip per great-circle km: 2 x 4.9 us/km x detour 1.5
  double egress_usd_per_gb = 0.02;
  double bytes_per_token = 6.0;         ///< as sent to the user, with framing
  bool operator==(const Network&) const = default;
};

enum class MatchingMode { none, annual, score_with_grid, strict_hourly };

struct Matching {
  MatchingMode mode = MatchingMode::none;
  double target = 0.0;                  ///< share of load
  double excess_share = 0.0;            ///< score: yearly export counted at most this share of load
  std::vector<double> target_by_year{}; ///< horizon: instead of `target`; the last one goes on
  bool operator==(const Matching&) const = default;
};

struct Carbon {
  double price_usd_per_kg = 0.0;
  std::optional<double> cap_kg{};         ///< yearly
  bool operator==(const Carbon&) const = default;
};

/// A file that was read: provenance and reports name it.
struct InputFile {
  std::string path{};                     ///< as the user wrote it
  std::string sha256;
  bool operator==(const InputFile&) const = default;
};

/// An attribute nobody stated: which default was taken and from where.
struct Defaulted {
  std::string component{}, attribute{}, value{}, source{};
  bool operator==(const Defaulted&) const = default;
};

struct Scenario {
  std::string name{}, description{};
  int year = 2028;
  int hours = 8760;                     ///< first hours of the year that are planned; capital is scaled by hours/8760
  int step_h = 1;                       ///< hours of one step; series are averaged over it
  std::string money = "USD 2025";
  double cost_of_capital = 0.07;
  std::uint64_t seed = 7;
  std::vector<Site> sites{};
  std::vector<Tariff> tariffs{};
  std::vector<CustomAccelerator> accelerators{};
  std::vector<Fleet> fleets{};
  std::vector<Workload> workloads{};
  std::vector<Region> regions{};
  Network network{};
  Matching matching{};
  Carbon carbon{};
  std::vector<Cloud> clouds{};
  std::vector<Party> parties{};
  std::vector<Contract> contracts{};
  Concentration concentration{};
  Horizon horizon{};
  std::vector<WeatherYear> weather_years{};  ///< empty: the one that sites and seed state
  Risk risk{};
  std::optional<Edge> edge{};           ///< a serving network to be placed (gridwright place)
  MoneyPerEnergy unserved_cost = MoneyPerEnergy::canonical(0.0);  ///< 0 = load must be served; else value of lost load
  double building_yearly_cost_share = 0.03;  ///< operations and staff, share of hall capital per year
  std::vector<InputFile> inputs{};
  std::vector<Defaulted> defaulted{};
  bool operator==(const Scenario&) const = default;
};

}  // namespace gridwright::scenario
