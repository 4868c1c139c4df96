#pragma once
#include <span>
#include <string>

#include "gridwright/design/facility_study.hpp"

/// Halls and cooling plants at places, as `gridwright facility` shows them. All deterministic for equal arguments.
namespace gridwright::report {

/// For a terminal: one alternative as a sheet (year, design day, breakdown, modes, months), several as a table.
[[nodiscard]] std::string facility_text(std::span<const design::FacilityStudy> studies, int width = 100);
/// A table for a page: alternatives of one place, or places by plants where there are several of each.
[[nodiscard]] std::string facility_markdown(std::span<const design::FacilityStudy> studies);
/// A self-contained page: what the same connection carries, PUE by month and hour, modes, breakdown, design day.
[[nodiscard]] std::string facility_html(std::span<const design::FacilityStudy> studies, const std::string& command);
/// The figures of one study as a drawing that stands alone (SVG, light colours, no script).
[[nodiscard]] std::string facility_svg(const design::FacilityStudy& study);

}  // namespace gridwright::report
