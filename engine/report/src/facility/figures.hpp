#pragma once
#include <string>

#include "../plot.hpp"
#include "gridwright/design/facility_study.hpp"

/// Figures of a facility study. Plots serve the page and the drawing that stands alone.
namespace gridwright::report {

/// Common colour scale of the heat maps of one study.
struct PueScale {
  double low = 1.0, high = 1.1;
};
[[nodiscard]] PueScale pue_scale(const design::FacilityStudy& study);

/// Months to the right, hours of the day downwards.
[[nodiscard]] Plot pue_plot(const design::PlantStudy& plant, const PueScale& scale);
[[nodiscard]] std::string pue_scale_html(const PueScale& scale);
[[nodiscard]] std::string pue_scale_svg(const PueScale& scale, double x, double y);
/// Hours of each month by cooling mode, stacked.
[[nodiscard]] Plot mode_plot(const design::PlantStudy& plant);
/// Overhead of every alternative by component, % of IT energy, stacked; a row an alternative.
[[nodiscard]] Plot breakdown_plot(const design::FacilityStudy& study);
/// IT that the study's connection carries; a row an alternative, most first.
[[nodiscard]] Plot connection_plot(const design::FacilityStudy& study);

[[nodiscard]] std::string connection_title(const design::FacilityStudy& study);
[[nodiscard]] std::string pue_title(const design::PlantStudy& plant);
[[nodiscard]] std::string mode_title(const design::PlantStudy& plant);
[[nodiscard]] std::string breakdown_title(const design::FacilityStudy& study);

}  // namespace gridwright::report
