#include "study_words.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "../order.hpp"
#include "../words.hpp"
#include "gridwright/core/text.hpp"

namespace gridwright::report {

std::vector<OverheadPart> overhead_parts(const design::PlantStudy& plant) {
  std::vector<OverheadPart> parts = {{"chillers", "part-chillers"}, {"heat rejection fans", "part-rejection"}, {"pumps and circulation", "part-pumps"},
                                     {"air fans", "part-air"}, {"power chain", "part-chain"}, {"lighting and other", "part-rest"}};
  const auto part_of = [](const std::string& component) -> std::size_t {
    if (component == "chillers") return 0;
    if (component == "heat rejection fans") return 1;
    if (component == "pumps" || component == "coolant circulation") return 2;
    if (component == "air fans") return 3;
    return component == "lighting and other" ? 5 : 4;
  };
  for (const design::Overhead& o : plant.overheads) parts[part_of(o.component)].share += o.mwh_per_year / plant.it_mwh;
  return parts;
}

std::string mode_css(const std::string& mode) {
  if (mode == "free cooling") return "mode-free";
  if (mode == "evaporative") return "mode-wet";
  if (mode == "partial") return "mode-partial";
  return mode == "mechanical" ? "mode-chiller" : "mode-floating";
}

std::string alternative_name(const design::PlantStudy& plant) { return fmt::format("{} {:g} degC", plant.plant, plant.supply_c); }

std::string climate_words(const design::FacilityStudy& s) {
  return fmt::format("{}, {} m: mean {:.1f} degC, warmest {:.1f} degC; design day {:.1f} degC, wet bulb {:.1f} degC", s.place,
                     group_thousands(s.elevation_m, 0), s.dry_bulb_mean_c, s.dry_bulb_max_c, s.design_dry_bulb_c, s.design_wet_bulb_c);
}

std::vector<const design::PlantStudy*> by_it_on_connection(const design::FacilityStudy& study) {
  std::vector<const design::PlantStudy*> all;
  for (const design::PlantStudy& plant : study.plants) all.push_back(&plant);
  sort_keeping_order(all, [](const auto* a, const auto* b) { return a->it_on_connection_mw > b->it_on_connection_mw; });
  return all;
}

}  // namespace gridwright::report
