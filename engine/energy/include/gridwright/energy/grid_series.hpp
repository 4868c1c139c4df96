#pragma once
#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gridwright/core/result.hpp"
#include "gridwright/core/series.hpp"
#include "gridwright/energy/hourly_series.hpp"

/// What the grid next door looks like hour by hour: price, carbon-free share, carbon. Read from files, or drawn from a named
/// model fitted to a real year.
///
///   Result<Series> share = read_clean_share("MISO.csv", {.interpolate_gaps = true, .utc_offset_h = -6});
///   Result<GridModel> model = grid_model("midwest_2022_like");
///   Series price = synthesise_price(model->price.value(), 7, 38.0);
namespace gridwright::energy {

// ---- files of hourly generation by fuel (US EIA-930 form: WND, SUN, WAT, OIL, NG, COL, NUC, OTH in MW, avg_CI g/kWh) --------

/// (WND + SUN + WAT + NUC) / sum of all fuels, 0..1. Gaps of single fuels are filled when the transform says so.
[[nodiscard]] Result<Series> read_clean_share(const std::filesystem::path& file, const SeriesTransform& transform = {},
                                              std::string_view shown_as = {});
/// Average carbon intensity, kg/MWh (= g/kWh), column avg_CI.
[[nodiscard]] Result<Series> read_carbon_intensity(const std::filesystem::path& file, const SeriesTransform& transform = {},
                                                   std::string_view shown_as = {});

// ---- named models -----------------------------------------------------------------------------------------------------------

using DayProfile = std::array<double, 24>;

/// price[t] = mean x season[month] x hour[season half][hour of day] x exp(sd x Q(z[t])), scaled to the mean asked for.
///   z: two AR(1), `slow_share` of the variance with memory slow_memory an hour, the rest with fast_memory
///   Q: quantiles of the logarithmic residual of the real year in units of sd at p = 0.1, 1, 5, 50, 95, 99, 99.9 %, joined by
///      straight lines in z: scarcity spikes come out as often and as high as they did
struct PriceModel {
  std::string name;
  double mean_usd_per_mwh = 0.0;
  std::array<double, 12> season{};     ///< monthly mean / yearly mean
  DayProfile hour_winter{}, hour_summer{};  ///< October-April, May-September (is_summer); mean 1
  double log_sd = 0.0, slow_share = 0.5, slow_memory = 0.97, fast_memory = 0.8;
  std::array<double, 7> quantiles{};
  std::string source;
};

/// logit(share[t]) = season[month] + hour[half][hour] + sd x z[t]; z AR(1), part of it shared with the wind at the site.
struct CleanShareModel {
  std::string name;
  double mean = 0.0;
  std::array<double, 12> season{};     ///< monthly mean of the logit
  DayProfile hour_winter{}, hour_summer{};  ///< departures of the logit
  double sd = 0.0, memory = 0.95;
  double wind_correlation = 0.0;       ///< of the residual with the region's wind generation
  double fossil_kg_per_mwh = 0.0;      ///< carbon of the rest: intensity = this x (1 - share)
  std::string source;
};

struct GridModel {
  std::optional<PriceModel> price;
  std::optional<CleanShareModel> clean_share;
};

/// By name ("midwest_2022_like"); an unknown name gives a diagnostic with the nearest one. data/grid_models.csv lists all.
[[nodiscard]] Result<GridModel> grid_model(std::string_view name);
[[nodiscard]] std::vector<std::string> grid_model_names();

/// 8,760 synthetic prices, USD/MWh, never negative; yearly mean `mean_usd_per_mwh` (the model's own when not given).
[[nodiscard]] Series synthesise_price(const PriceModel& model, std::uint64_t seed,
                                      std::optional<double> mean_usd_per_mwh = {});

/// 8,760 synthetic carbon-free shares, 0..1, yearly mean `mean` (the model's own when not given; must be in (0, 1)).
/// With `site_wind` (8,760 wind speeds or wind outputs at the site) the share is high when the site's wind is: the correlation
/// of site and region is assumed to be 0.6 after a 13-hour smoothing; on top comes the model's wind_correlation.
[[nodiscard]] Series synthesise_clean_share(const CleanShareModel& model, std::uint64_t seed,
                                            std::optional<double> mean = {}, std::span<const double> site_wind = {});

/// Carbon intensity that belongs to a clean share: fossil_kg_per_mwh x (1 - share), kg/MWh.
[[nodiscard]] Series carbon_of_clean_share(const CleanShareModel& model, const Series& clean_share);

/// The half of the year whose hour profile is `hour_summer`: May to September (months 4..8 from 0).
[[nodiscard]] constexpr bool is_summer(int month) { return month >= 4 && month <= 8; }

}  // namespace gridwright::energy
