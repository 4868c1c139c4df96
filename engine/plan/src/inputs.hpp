#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "gridwright/core/hour_axis.hpp"
#include "gridwright/core/result.hpp"
#include "gridwright/core/series.hpp"
#include "gridwright/design/design.hpp"
#include "gridwright/facility/hall.hpp"
#include "gridwright/plan/plan.hpp"
#include "gridwright/scenario/scenario.hpp"

/// Scenario + physics = numbers on the hour axis. This is the only place where plan calls the weather, energy, facility and
/// compute rooms; the model builder and the independent checker both start from here and share nothing else.
namespace gridwright::plan {

/// Weather columns kept for the report; cooling and generation were computed from the full year.
struct SiteWeather {
  Series dry_bulb_c, wet_bulb_c, wind_m_s, ghi_w_m2;
};

/// Overhead of one hall alternative, as the optimiser sees it: overhead >= a[s][t] q + b[s][t] cap, MW per MW.
struct HallOption {
  std::string plant{};
  Celsius supply;
  double capital_usd_per_mw = 0.0;
  std::string capital_source{};
  std::vector<std::vector<double>> a{}, b{};   ///< [segment][hour]
  std::optional<facility::HallModel> model{};  ///< the exact curve behind the segments
  std::vector<double> water_m3_per_mwh{};  ///< make-up water per MWh of IT at 80 % load, by hour
  double peak_overhead_share = 0.0;        ///< worst hour at full load
  std::string dominated_by{};              ///< another option costs no more and draws no more in any hour: left out of the model
};
/// "dtc_dry_cooler 45 degC"
[[nodiscard]] std::string option_name(const HallOption& o);
struct HallInputs {
  std::vector<HallOption> options{};
};

struct SiteInputs {
  int cloud = -1;                            ///< the cloud whose offer this place stands for; -1: a site of our own
  SiteWeather weather;
  std::vector<facility::WeatherHour> air{};  ///< of the planned hours
  std::vector<Series> availability{};        ///< one a generator, 0..1
  Series energy_price, export_price, avoided_price;   ///< USD/MWh
  Series local_hour;                         ///< beginning of each step, hours since 1 January in the site's standard time
  Series time_of_use;                        ///< USD/MWh that the periods of the tariff add; empty without them
  Series system_load;                        ///< MW, or whatever tells the hours in which the utility peaks; empty without a coincident charge
  Series clean_share;                      ///< 0..1
  Series carbon_kg_per_mwh;                  ///< average of the mix
  Series marginal_kg_per_mwh, residual_kg_per_mwh;   ///< of one more MWh; of what nobody has claimed. Empty where carbon_kg_per_mwh is
  Series load_mw;
  std::vector<HallInputs> halls{};
  std::vector<double> efficiency_left{};     ///< one a store: of charge and of discharge efficiency, after its fade
};

/// One way an accelerator can run one workload. A service offers several where the plan may choose by the hour: power caps, prompts
/// and answers on instances of their own.
struct OperatingMode {
  std::string name = "full";               ///< "full", "cap_75", "split", "split_cap_75": of its hourly series where there are several
  double power_share = 1.0;                ///< of the busy power of the same mode without a cap
  double gtokens_per_kh = 0.0;             ///< output tokens per accelerator-hour, in 1e9 tokens per 1000 accelerators and hour
  double zflop_per_kh = 0.0;               ///< training: 1e21 FLOP per 1000 accelerators and hour
  double busy_mw_per_k = 0.0;              ///< MW per 1000 accelerators while busy
  double ttft_s = 0.0, tpot_s = 0.0;
  std::string text{};                        ///< for the report
  design::EngineLayout layout{};             ///< for the simulator; empty for training
};
/// A workload that a fleet can run; no entry where it does not fit or misses the SLO.
struct Service {
  int fleet = 0, workload = 0;
  std::vector<OperatingMode> modes{};  ///< the one with the most work first
  double swing_share = 0.0;            ///< training: of its power, peak to trough within seconds, before smoothing
};
/// Hourly series of the accelerators busy in one mode: "active" where it is the only one, else "active_cap_75".
[[nodiscard]] std::string active_series(const Service& service, const OperatingMode& mode);
/// "75 % of their power, prompts apart"
[[nodiscard]] std::string mode_words(const OperatingMode& mode);
struct FleetInputs {
  int site = 0, hall = 0;
  double idle_mw_per_k = 0.0;              ///< per 1000 accelerators
  double provision_mw_per_k = 0.0;         ///< hall power set aside per 1000 accelerators
  double price_usd_per_k = 0.0;            ///< per 1000 accelerators
  int cloud = -1, offer = -1;              ///< rented from this offer; -1: bought
  [[nodiscard]] bool rented() const { return cloud >= 0; }
  std::string price_source{};
};
struct WorkloadInputs {
  std::vector<std::vector<double>> demand_gtok{};  ///< [region][hour]; one entry without regions
  std::vector<std::vector<bool>> reachable{};      ///< [region][site] within the SLO; empty without regions
  double training_zflop = 0.0;             ///< 1e21 FLOP to be done in the planned hours: pro rata when they end before it does
  std::vector<std::vector<double>> rtt_s{};        ///< [region][site]
};

struct Inputs {
  HourAxis hours;
  std::vector<SiteInputs> sites{};
  std::vector<FleetInputs> fleets{};
  std::vector<WorkloadInputs> workloads{};
  std::vector<Service> services{};
  /// Sites with power and halls; the places of clouds follow them.
  [[nodiscard]] std::size_t own_sites() const {
    std::size_t own = 0;
    while (own < sites.size() && sites[own].cloud < 0) ++own;
    return own;
  }
  std::vector<int> sampled{};                ///< hours of the year that are planned; empty: all from the first
  [[nodiscard]] double hour_of_year(int t) const { return sampled.empty() ? t * hours.step_h : sampled[static_cast<std::size_t>(t)]; }
  [[nodiscard]] std::string label(int t) const;  ///< "2028-01-07 03:00"
  bool synthetic_weather = false;
  std::vector<std::string> notes{};          ///< assumptions and synthetic series, in words
};

/// The scenario as it stands in year y of its horizon: limits, targets and what may be built by then.
[[nodiscard]] scenario::Scenario in_year(const scenario::Scenario& scenario, int year);
/// The scenario with the seed and the files of one of its weather years.
[[nodiscard]] scenario::Scenario in_weather(const scenario::Scenario& scenario, const scenario::WeatherYear& weather);
/// Inputs of the first year in each weather year (in one when none is stated), with the same rooms to choose from in all.
[[nodiscard]] Result<std::vector<Inputs>> resolve_weathers(const scenario::Scenario& scenario, std::span<const ChipChange> chips = {});

/// Resolves every series and operating point. All mistakes in one pass: missing rows, NaN, unknown accelerators, models
/// that fit nowhere, SLOs nobody can meet. `scenario` is one that with_clouds() has completed. `worst`: conditions that the halls of each own
/// site are sized for, instead of its own weather's (resolve_weathers).
[[nodiscard]] Result<Inputs> resolve_inputs(const scenario::Scenario& scenario, std::span<const ChipChange> chips = {}, std::span<const facility::SiteConditions> worst = {});

/// verify() with the inputs already at hand.
[[nodiscard]] std::vector<design::Check> verify_against(const scenario::Scenario& scenario, const Inputs& inputs,
                                                        const design::Design& design);

}  // namespace gridwright::plan
