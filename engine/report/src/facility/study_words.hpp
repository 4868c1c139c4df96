#pragma once
#include <array>
#include <string>
#include <vector>

#include "gridwright/design/facility_study.hpp"

/// What the texts and the figures of a facility study share.
namespace gridwright::report {

/// Components of the overhead in six groups, in the order they are drawn.
struct OverheadPart {
  const char* name;
  const char* css;       ///< of the fill class f-part-... and of the key
  double share = 0.0;    ///< of IT energy
};
[[nodiscard]] std::vector<OverheadPart> overhead_parts(const design::PlantStudy& plant);

/// Colour class of a cooling mode: "mode-free".
[[nodiscard]] std::string mode_css(const std::string& mode);
/// "dtc_dry_cooler 40 degC"
[[nodiscard]] std::string alternative_name(const design::PlantStudy& plant);
/// "Phoenix, 337 m: mean 23.8 degC, warmest 46.1 degC; design day 50.3 degC, wet bulb 27.9 degC"
[[nodiscard]] std::string climate_words(const design::FacilityStudy& study);
/// Alternatives from the one that lets the connection carry most IT to the one that lets it carry least.
[[nodiscard]] std::vector<const design::PlantStudy*> by_it_on_connection(const design::FacilityStudy& study);

inline constexpr std::array month_short = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

}  // namespace gridwright::report
