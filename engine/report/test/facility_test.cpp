// Facility studies as text, table, page and drawing.
#include <doctest/doctest.h>

#include "gridwright/report/facility.hpp"

using namespace gridwright;
using namespace gridwright::report;

namespace {

design::PlantStudy plant(const std::string& name, double pue, double design_pue) {
  design::PlantStudy p{.plant = name, .summary = name + " in words", .power_chain = "rack_battery_n", .chain_summary = "N", .supply_c = 40.0, .liquid_fraction = 0.85};
  p.it_mwh = 8760.0 * 85.0;
  p.overhead_mwh = (pue - 1.0) * p.it_mwh;
  p.pue = pue, p.itue = 1.05, p.tue = 1.05 * pue, p.worst_hour_pue = pue + 0.05;
  p.overheads = {{"chillers", 0.5 * p.overhead_mwh}, {"ups and rack batteries", 0.5 * p.overhead_mwh}};
  p.modes = {{"free cooling", 8000.0}, {"mechanical", 760.0}};
  p.month_pue.assign(12, pue), p.month_worst_pue.assign(12, pue + 0.05), p.month_water_m3.assign(12, 0.0);
  p.month_hour_pue.assign(288, pue);
  p.month_hour_pue[24 * 6 + 15] = pue + 0.04;
  p.month_modes = {{"free cooling", std::vector<double>(12, 660.0)}, {"mechanical", std::vector<double>(12, 70.0)}};
  p.design_pue = design_pue, p.it_on_connection_mw = 100.0 / design_pue, p.capital_usd_per_kw = 8000.0;
  return p;
}

design::FacilityStudy study(std::vector<design::PlantStudy> plants) {
  return {.place = "Testville <X>", .weather_origin = "synthetic", .design_dry_bulb_c = 40.0, .design_wet_bulb_c = 25.0, .design_source = "made up",
          .it_mw = 100.0, .load_share = 0.85, .connection_mw = 100.0, .plants = std::move(plants)};
}
bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("one alternative is a sheet, several are a table from most IT to least") {
  const std::vector<design::FacilityStudy> one = {study({plant("dry", 1.06, 1.25)})};
  const std::string sheet = facility_text(one);
  CHECK(has(sheet, "PUE 1.060"));
  CHECK(has(sheet, "80 MW of IT"));
  CHECK(has(sheet, "chillers 3.00 %"));
  CHECK(has(sheet, "mechanical 760 h"));
  CHECK(has(sheet, "Jul"));
  const std::vector<design::FacilityStudy> two = {study({plant("dry", 1.06, 1.25), plant("tower", 1.05, 1.0)})};
  const std::string table = facility_text(two);
  CHECK(table.find("tower 40 degC") < table.find("dry 40 degC"));
  CHECK(has(table, "tower 40 degC lets the same 100 MW carry 20 MW more IT than dry 40 degC."));
}

TEST_CASE("a plant that cannot carry the design day says so") {
  design::PlantStudy p = plant("dry", 1.06, 1.25);
  p.design_excess_k = 3.2;
  const std::vector<design::FacilityStudy> one = {study({p})};
  CHECK(has(facility_text(one), "3.2 K too warm"));
  CHECK(has(facility_html(one, ""), "3.2 K too warm"));
}

TEST_CASE("Markdown: places by plants when there are several of each") {
  const std::vector<design::FacilityStudy> two = {study({plant("dry", 1.06, 1.25), plant("tower", 1.05, 1.1)}), study({plant("dry", 1.07, 1.3), plant("tower", 1.05, 1.1)})};
  CHECK(facility_markdown(two) == "| place | dry 40 degC | tower 40 degC |\n|---|---|---|\n| Testville <X> | 1.060 / 0.00 / 1.25 | 1.050 / 0.00 / 1.10 |\n"
                                  "| Testville <X> | 1.070 / 0.00 / 1.30 | 1.050 / 0.00 / 1.10 |\n");
}

TEST_CASE("page and drawing: titles carry numbers, names are escaped, the drawing needs no style sheet") {
  const std::vector<design::FacilityStudy> two = {study({plant("dry", 1.06, 1.25), plant("tower", 1.05, 1.0)})};
  const std::string page = facility_html(two, "gridwright facility");
  CHECK(has(page, "The same 100\xC2\xA0MW carry 100\xC2\xA0MW of IT with tower 40\xC2\xA0"
                  "degC and 80\xC2\xA0MW with dry 40\xC2\xA0"
                  "degC"));
  CHECK(has(page, "the mean day is worst in Jul at 15:00 with 1.100"));
  CHECK(!has(page, "Testville <X>"));
  const std::string drawing = facility_svg(two.front());
  CHECK(drawing.starts_with("<svg xmlns"));
  CHECK(!has(drawing, "var("));
  CHECK(!has(drawing, "Testville <X>"));
}
