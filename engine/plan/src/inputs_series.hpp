#pragma once
#include <span>
#include <string>

#include "gridwright/core/result.hpp"
#include "gridwright/core/series.hpp"
#include "gridwright/scenario/scenario.hpp"

namespace gridwright::plan {

/// What a series of the scenario stands for; it decides the unit and which named models fit.
enum class SeriesMeaning { price, clean_share, carbon_intensity, availability, load, count };

/// 8,760 hourly values of a stated series in the site's standard time: a constant, a column of a file with its transform,
/// or a named model. `attribute` is how messages name it: "sites.pine_island.grid.energy_price". Not stated: empty.
[[nodiscard]] Result<Series> resolve_series(const scenario::SeriesSpec& spec, SeriesMeaning meaning, const std::string& attribute,
                                            const scenario::Scenario& scenario, std::span<const double> site_wind_m_s);

}  // namespace gridwright::plan
