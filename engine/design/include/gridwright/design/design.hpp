#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gridwright/core/series.hpp"
#include "gridwright/design/deals.hpp"
#include "gridwright/design/frontier.hpp"
#include "gridwright/design/reliability.hpp"
#include "gridwright/design/years.hpp"
#include "gridwright/design/money.hpp"

/// The answer as values: what to build, how it runs, what it costs, what binds, how it was proved.
/// Yearly figures are of the planned period scaled to a year when the scenario plans fewer hours; money is the scenario's.
/// Everything here is deterministic: wall times live in Provenance, which is written to its own file.
namespace gridwright::design {

inline constexpr int schema_version = 2;

/// One thing that was sized. `component` is "site.id" as in the scenario ("pine_island.wind"), or a fleet id.
struct Capacity {
  std::string site{}, component{};
  std::string kind{};             ///< wind solar nuclear gas geothermal thermal lithium iron_air storage grid hall fleet: sets colour and order
  std::string what{};             ///< "power", "charge_power", "energy" (inside the store), "energy_delivered" (at the AC
                                  ///< terminals: what people call its size), "connection", "it_power", "accelerators"
  std::string unit{};             ///< MW, MWh, 1
  double value = 0.0, lower = 0.0, upper = 0.0;  ///< bounds as stated; upper may be infinite
  bool free = true;             ///< false: given by the scenario
  double yearly_cost_usd = 0.0; ///< capital annuity and fixed costs
  double limit_value_usd = 0.0; ///< what one more unit of the binding limit saves a year (0 when not at a limit)
  double price = 1.0;                ///< paid for it, relative to the first year's price (horizon: mean of what stands)
};

/// One line of yearly cost. Groups are those of the summary.
struct CostLine {
  std::string site{};             ///< empty: for the whole design
  std::string group{};            ///< "accelerators", "power", "buildings", "network_and_staff", "clouds"
  std::string component{};        ///< "pine_island.wind", "gb300"
  std::string item{};             ///< capital fixed_om variable_om fuel energy demand_charge premium connection wear egress carbon upkeep operations unserved
  double usd_per_year = 0.0;    ///< negative: income (export, credits)
};

/// Hourly values of one quantity of one component.
struct Hourly {
  std::string site{}, component{};  ///< component empty: of the site itself
  std::string quantity{};         ///< see docs/reference/run-folder.md: generation available charge discharge level import export
                                ///< unserved it_power overhead load price clean_share carbon dry_bulb wet_bulb wind_speed ghi
                                ///< active tokens demand backlog progress pue water matched ...
  std::string kind{};             ///< as Capacity::kind, or ""
  std::string unit{};
  Origin origin = Origin::computed;
  std::string source{};
  std::vector<double> values{};
};

/// A limit that holds the design back, and what one more unit of it is worth.
struct Binding {
  std::string block{}, component{}, label{};  ///< "grid_limit", "pine_island", "412 hours"
  double usd_per_unit = 0.0;
  std::string unit{};                     ///< "MW", "percent of load", "MWh/yr"
  std::string sentence{};                 ///< "wind limit: one more MW saves 41 kUSD/yr"
};

/// How power and water are used at a site beyond the accelerators.
struct Overhead {
  std::string component{};        ///< "dry_cooler_fans", "trim_chiller", "pumps", "ups", "transformers", "lighting_and_other"
  double mwh_per_year = 0.0;
};
struct ModeHours {
  std::string mode{};             ///< "free cooling", "trim", "mechanical", ...
  double hours = 0.0;
};

/// One alternative that was offered for a hall, built or not.
struct HallChoice {
  std::string hall{}, plant{}, supply{};   ///< "pine_island.liquid", "dtc_dry_cooler", "45 degC"
  double it_mw = 0.0;                ///< built
  double pue_if_alone = 0.0;         ///< yearly, were the whole IT load in it
  double peak_overhead_share = 0.0;  ///< overhead / IT at the worst hour, full load
  double capital_usd_per_mw = 0.0;
  double water_l_per_kwh = 0.0;
  double it_on_connection_mw = 0.0;  ///< IT that the site's connection carries at the worst hour, were nothing else at the meter
  // a year, were the whole hall cooled this way: at the plan's hourly prices of power
  double building_usd_if_alone = 0.0, power_usd_if_alone = 0.0, water_usd_if_alone = 0.0;
  double own_usd = 0.0;              ///< the same three for the part that is built
  std::string never_better_than{};   ///< alternative that costs and draws no more in any hour
};

struct SiteResult {
  std::string id{};
  double latitude = 0.0, longitude = 0.0;
  double it_mwh = 0.0, overhead_mwh = 0.0, other_load_mwh = 0.0;
  double pue = 0.0, wue_l_per_kwh = 0.0, itue = 0.0;
  double it_mean_mw = 0.0, it_peak_mw = 0.0, import_peak_mw = 0.0, import_mwh = 0.0, export_mwh = 0.0;
  double generation_mwh = 0.0, curtailed_mwh = 0.0, unserved_mwh = 0.0;
  double power_cost_usd = 0.0;       ///< per year
  double cost_usd_per_mwh = 0.0;     ///< power cost / (IT + overhead + other load)
  double carbon_kg_per_mwh = 0.0;    ///< location-based, of the load
  double connection_asked_mw = 0.0;  ///< the connection that it_on_connection_mw of the alternatives is about
  double reuse_mwh = 0.0, reuse_temperature_c = 0.0;   ///< heat in the liquid return, a year
  double design_dry_bulb_c = 0.0, design_wet_bulb_c = 0.0;   ///< of the design day the halls are sized for
  double design_it_mw = 0.0, design_site_mw = 0.0;     ///< IT capacity, and what it draws at the meter on that day at full load
  double design_excess_k = 0.0;      ///< largest supply above its set point on that day; 0: every plant carries it
  std::vector<Overhead> overheads{};
  std::vector<ModeHours> modes{};
  std::vector<HallChoice> hall_choices{};
};

/// How one instance of a model is laid out and driven; precision empty: not a serving engine.
struct EngineLayout {
  std::string precision{};
  int tp = 1, pp = 1, dp = 1, ep = 1;  ///< tensor, pipeline, attention data, expert parallel
  int batch = 0;                       ///< requests in flight on the instance
  int iteration_tokens = 8192;         ///< token budget of one iteration (chunked prefill)
  int draft_tokens = 0;                ///< proposed a step by a draft head; 0 = none
  double acceptance = 0.0;             ///< chance that a proposed token is right
};

struct ServingShare {
  std::string fleet{}, site{}, accelerator{};
  double tokens_per_year = 0.0;
  double mean_active = 0.0;          ///< accelerators busy with it, mean
  std::string operating_point{};       ///< "fp8 TP8, batch 96: TTFT 0.31 s, TPOT 21 ms, 412 tok/s per accelerator, 2.6 J/token"
  double tokens_per_s_per_accelerator = 0.0, joule_per_token = 0.0, ttft_s = 0.0, tpot_s = 0.0;
  EngineLayout layout{};
};

/// One promise against what a request-level simulation of the design gave.
struct SimulatedPromise {
  std::string workload{}, season{};    ///< "chat", "winter"
  std::string place{};                 ///< region or site; empty = all requests
  std::string metric{};                ///< "ttft" or "tpot"
  double promised_s = 0.0;             ///< 99th percentile
  double p99_s = 0.0, low_s = 0.0, high_s = 0.0;  ///< simulated, with its 95 % interval
  double p50_s = 0.0, mean_s = 0.0;
  double requests = 0.0;               ///< simulated
  [[nodiscard]] bool holds() const { return promised_s <= 0.0 || p99_s <= promised_s; }
};
/// Distribution of a latency over the simulated days.
struct SimulatedCurve {
  std::string workload{}, place{}, metric{};  ///< place: region; empty = all requests
  std::vector<double> seconds{}, share{};  ///< share of requests not slower
};
/// One turn of the loop plan, simulate, tighten.
struct LoopRound {
  int round = 0;
  double usd_per_year = 0.0;
  double worst = 0.0;                  ///< largest simulated p99 / promised p99
  std::string worst_where{}, changed{};  ///< "chat ttft, winter"; what was tightened after it
};
/// Something breaks in the busiest hour: what users saw.
struct SimulatedEvent {
  std::string workload{}, kind{};      ///< "chat"; "site" "cloud" "link" "power" "herd"
  std::string what{}, hour{};          ///< "rochester is down for 15 minutes", "2028-07-12 19:00"
  double requests = 0.0, lost = 0.0;   ///< of the workload: sent while it lasts, and given up of them
  double p99_before_ttft_s = 0.0, p99_ttft_s = 0.0;  ///< requests sent before; while it lasts
  double p99_before_tpot_s = 0.0, p99_tpot_s = 0.0;
  double kept_share = 0.0;             ///< of those sent while it lasts, within both promises
  double recovered_min = 0.0;          ///< from its end until every later minute keeps both promises; -1: not within the hour simulated
};
/// Users of a region served at a site, over the simulated days.
struct SimulatedFlow {
  std::string workload{}, region{}, site{};  ///< region empty: the users are at the site
  double region_latitude = 0.0, region_longitude = 0.0, site_latitude = 0.0, site_longitude = 0.0;
  double share = 0.0;                  ///< of the workload's requests
  double rtt_s = 0.0;
  double clean_share = 0.0;            ///< of the site's power in the hours of these requests
  double kwh_per_thousand = 0.0;       ///< energy of a thousand requests at the meter: with what idles and with PUE
  double power_usd_per_thousand = 0.0; ///< of that energy, at the site's mean cost of power
};
/// State of a site over a simulated day.
struct SimulatedState {
  std::string workload{}, season{}, site{};
  std::vector<double> at_h{}, running{}, waiting{}, kv_share{};  ///< hour of the day; requests in batches of one instance (mean), requests that wait, share of KV blocks
};
struct SimulationRecord {
  std::string note{};                  ///< what was simulated, in a sentence; empty = nothing was
  double requests = 0.0;
  std::vector<SimulatedPromise> promises{};
  std::vector<SimulatedCurve> curves{};
  std::vector<LoopRound> rounds{};
  std::vector<SimulatedEvent> events{};
  std::vector<SimulatedFlow> flows{};
  std::vector<SimulatedState> states{};
};
struct WorkloadResult {
  std::string id{}, kind{}, model{};
  double tokens_per_year = 0.0;      ///< output tokens; 0 for training
  double accelerator_hours = 0.0;
  double usd_per_year = 0.0;         ///< allocated by accelerator-hours and energy
  double usd_per_million_tokens = 0.0;
  double slo_ttft_s = 0.0, slo_tpot_s = 0.0;
  double pauses = 0.0;
  double marginal_usd = 0.0;         ///< dual: cost of one more million tokens (or of 1e21 FLOP for training)
  std::vector<ServingShare> shares{};
};

struct MatchingResult {
  std::string mode{};                  ///< "score_with_grid", ...
  double target = 0.0;
  double annual = 0.0, score = 0.0, strict = 0.0;  ///< all three, always
  double one_percent_usd = 0.0;      ///< dual: yearly cost of one more percent of the target
  double carbon_kg_per_mwh = 0.0, carbon_kg = 0.0;
  /// What the target is held against: the share that its mode counts.
  [[nodiscard]] double reached() const { return mode == "annual" ? annual : mode == "strict_hourly" ? strict : score; }
};

/// Clean transition tariff: per resource, what it costs, what it earns, what the customer pays on top.
struct LedgerRow {
  std::string resource{};
  double cost_usd = 0.0, energy_credit_usd = 0.0, capacity_credit_usd = 0.0, premium_usd = 0.0;
};
/// One month's invoice of the utility, as the meter gives it.
struct InvoiceMonth {
  int month = 1;                       ///< 1..12
  double metered_mwh = 0.0, peak_mw = 0.0, billed_mw = 0.0, coincident_mw = 0.0;
  double energy_usd = 0.0, demand_usd = 0.0, period_usd = 0.0, coincident_usd = 0.0, standby_usd = 0.0;
};
/// Who pays what in one year of the contract (energy::PayerYear); money of the scenario's money year.
struct PayerRow {
  std::string scheme{};                ///< "tariff", "rate_base" (the same resources in everybody's rates), "no_resources"
  int year = 1;                        ///< of the contract
  double load_share = 1.0;             ///< the contract's ramp
  double energy_usd = 0.0, demand_usd = 0.0, premium_usd = 0.0, standby_usd = 0.0, connection_usd = 0.0, customer_usd = 0.0;
  double utility_revenue_usd = 0.0, resources_usd = 0.0, market_usd = 0.0, capacity_usd = 0.0;
  double others_usd = 0.0;             ///< other customers pay more (positive) or less than without this customer
  double exit_fee_usd = 0.0, stranded_usd = 0.0;   ///< on leaving at the end of this year: the fee, and premiums that nobody would pay
};
struct TariffResult {
  std::string site{}, tariff{};
  double coincident_usd = 0.0, standby_usd = 0.0, connection_usd = 0.0;
  std::vector<InvoiceMonth> months{};
  std::vector<PayerRow> payers{};
  double energy_usd = 0.0, demand_usd = 0.0, premium_usd = 0.0, exit_exposure_usd = 0.0;
  double billed_peak_mw = 0.0, effective_usd_per_mwh = 0.0;
  std::vector<LedgerRow> ledger{};
};

/// One flat load, and how much of it wind, sun and stores of a site would carry by themselves, hour by hour.
struct CarriedLoad {
  double load_mw = 0.0;
  double wind_share = 0.0, solar_share = 0.0, other_share = 0.0, storage_share = 0.0;   ///< of the load's energy; the rest is the grid's
  double short_hours = 0.0;            ///< hours a year in which something is missing
  double longest_short_h = 0.0;        ///< longest run of such hours
  double deepest_mw = 0.0;             ///< most that is missing in one hour
  [[nodiscard]] double carried() const { return wind_share + solar_share + other_share + storage_share; }
};
/// What the supply and stores built at a site carry without the grid; stores charge from surplus only.
struct CarriedResult {
  std::string site{};
  double wind_mw = 0.0, solar_mw = 0.0, other_mw = 0.0, storage_mw = 0.0, storage_mwh = 0.0;   ///< built; energy at the terminals
  std::vector<CarriedLoad> loads{};    ///< rising
  double headline_mw = 0.0;            ///< the least of `loads` that is not below the site's largest load: hourly "missing_alone" is of it
  double firm_mw_90 = 0.0, firm_mw_99 = 0.0, firm_mw_always = 0.0;   ///< largest flat load carried whole in 90 %, 99 %, all of the hours
};

/// Carbon of operation by one way of counting.
struct CarbonRow {
  std::string method{};                ///< "location", "market_annual", "market_hourly", "marginal"
  double kg = 0.0, kg_per_mwh = 0.0;   ///< a year; over all load
  std::string meaning{};
};
/// Carbon that making a thing has cost, spread over its life.
struct EmbodiedRow {
  std::string component{}, kind{};     ///< "pine_island.wind", "wind"
  double quantity = 0.0;
  std::string unit{};                  ///< "MW", "MWh", "accelerators"
  double kg_per_unit = 0.0, kg = 0.0, life_years = 0.0, kg_per_year = 0.0;
  std::string source{};
};
struct CarbonResult {
  std::vector<CarbonRow> operation{};
  std::vector<EmbodiedRow> embodied{};
};

/// One law recomputed from the design and the scenario alone.
struct Check {
  std::string law{};                   ///< "power balance", "storage level", "cost of energy", "matching score", ...
  std::int64_t instances = 0;
  double worst = 0.0;                ///< relative error or violation
  double tolerance = 1e-6;
  std::string where{};                 ///< component and hour of the worst
  [[nodiscard]] bool holds() const { return worst <= tolerance; }
};

struct SolveRecord {
  std::string solver{};
  std::string status{};
  int rows = 0, columns = 0;
  std::int64_t nonzeros = 0;
  int iterations = 0;
  double objective_usd = 0.0;
  double gap = 0.0, primal_residual = 0.0, dual_residual = 0.0, mip_gap = 0.0;
};

/// What a change of chips, kernels or precision is worth: this design beside the same scenario without the change.
struct WorthRow {
  std::string name{}, unit{};          ///< "cost, all", "MUSD/yr"
  double without = 0.0, with = 0.0;
};
struct WorthPart {
  std::string group{};                 ///< of the costs
  double saved_usd_per_year = 0.0;
};
struct ChangeWorth {
  std::string change{};                ///< "gemm_fp8 20 % faster"; empty: the design is compared with none
  double saved_usd_per_year = 0.0;     ///< negative: it costs
  std::vector<WorthPart> parts{};      ///< they add up to it
  std::vector<WorthRow> rows{};
};

struct Design {
  int schema = schema_version;
  std::string scenario{}, description{}, money{};
  std::string weather_note{};          ///< "synthetic weather (seed 7)" or "measured weather"
  int year = 2028, hours = 8760;
  double step_h = 1.0;
  std::uint64_t seed = 0;
  double usd_per_year = 0.0;         ///< objective: everything
  double usd_per_million_tokens = 0.0;  ///< all serving cost / all output tokens; 0 without tokens
  double usd_per_mwh = 0.0;          ///< power cost over all load
  double pue = 0.0;                  ///< annual energies, all sites
  double busy_share = 0.0;           ///< mean of active / installed accelerators
  double tokens_per_year = 0.0;
  std::vector<Capacity> capacities{};
  std::vector<CostLine> costs{};
  std::vector<SiteResult> sites{};
  std::vector<WorkloadResult> workloads{};
  MatchingResult matching;
  std::vector<TariffResult> tariffs{};
  std::vector<CarriedResult> carried{};
  CarbonResult carbon{};
  Frontier frontier{};                 ///< what further percents of clean power cost; empty unless frontier --run put it here
  DealsResult deals{};                 ///< clouds and contracts over the years of the horizon
  YearsResult years{};                 ///< several years or weather years; the rest of the design is the first year in the first weather
  Money books{};                  ///< cash, depreciation, cost by layer
  std::vector<Binding> bindings{};     ///< most valuable first
  std::vector<Check> checks{};
  SolveRecord solve;
  SimulationRecord simulation{};       ///< filled by simulate and study
  ReliabilityResult reliability{};     ///< filled by reliability
  ChangeWorth worth{};                 ///< filled by value
  std::vector<std::string> notes{};    ///< assumptions, what was defaulted or synthetic, what is not modelled
  std::vector<Hourly> hourly{};        ///< not in design.json: in hourly.nc
};

/// How and from what a run came about; everything that may differ between two runs of the same input.
struct StageTime {
  std::string stage{};                 ///< load weather build solve check report
  double seconds = 0.0;
};
struct InputHash {
  std::string path, sha256;
};
struct Provenance {
  std::string version{}, scenario_path{}, command{};
  std::vector<InputHash> inputs{};
  std::vector<StageTime> times{};
  std::string compiler{};
  int threads = 1;
};

}  // namespace gridwright::design
