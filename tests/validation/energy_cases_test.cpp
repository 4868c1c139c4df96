// Public cases of two planning tools through the importers: their published optimum, and where it is unique their dispatch, flows
// and prices. Sources and licences: README of the data folder.
#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>

#include "gridwright/core/csv.hpp"
#include "gridwright/exchange/import.hpp"
#include "gridwright/plan/power_system_plan.hpp"
#include "shared_data.hpp"
#include "validation_record.hpp"

using namespace gridwright;
using doctest::Approx;
using plan::Outcome;

namespace {

std::filesystem::path case_folder(const char* name) {
  const std::filesystem::path found = shared_data((std::string("energy-cases/") + name).c_str());
  if (found.empty()) MESSAGE("skipped: the open data are not on this machine");
  return found;
}

std::string all_of(const Diagnostics& found) {
  std::string out;
  for (const Diagnostic& d : found) out += to_text(d);
  return out;
}

design::Design planned(const Result<exchange::Imported>& got, solver::Method method = solver::Method::ipm, double gap = 1e-8) {
  INFO(all_of(got.diagnostics()));
  REQUIRE(got);
  scenario::SystemScenario s;
  s.name = got->name, s.money = got->system.currency, s.system = got->system;
  const Outcome o = plan::plan_power_system(s, {.gap = gap, .method = method});
  INFO(all_of(o.diagnostics));
  REQUIRE(o.status == Outcome::Status::done);
  for (const design::Check& c : o.design.checks) {
    INFO(c.law << " " << c.worst << " at " << c.where);
    CHECK(c.holds());
  }
  return o.design;
}

double size_of(const design::Design& d, const std::string& id, const std::string& what = "power") {
  for (const design::Capacity& c : d.capacities)
    if (c.component == id && c.what == what) return c.value;
  FAIL("no such component: " << id);
  return 0.0;
}

const std::vector<double>& series_of(const design::Design& d, const std::string& site_or_id, const std::string& quantity) {
  for (const design::Hourly& h : d.hourly)
    if ((h.component.empty() ? h.site : h.component) == site_or_id && h.quantity == quantity) return h.values;
  FAIL("no such series: " << site_or_id << " " << quantity);
  static const std::vector<double> none;
  return none;
}

/// Largest difference between a table of expected values and what the plan gives, in units of the column's largest value.
double worst_difference(const std::filesystem::path& table, const design::Design& d, const std::string& quantity, std::size_t& values) {
  const Result<CsvTable> expected = read_csv(table);
  REQUIRE(expected);
  double worst = 0.0;
  for (std::size_t k = 1; k < expected->columns(); ++k) {
    const Result<std::vector<double>> column = expected->numbers(expected->header()[k]);
    REQUIRE(column);
    const std::vector<double>& ours = series_of(d, expected->header()[k], quantity);
    REQUIRE(ours.size() == column->size());
    double scale = 1.0;
    for (const double v : *column) scale = std::max(scale, std::abs(v));
    for (std::size_t t = 0; t < ours.size(); ++t, ++values) worst = std::max(worst, std::abs(ours[t] - (*column)[t]) / scale);
  }
  return worst;
}

void record(const std::string& what, const char* source, const char* unit, double published, double ours, double within) {
  validation::against({"plan", what, source, unit}, published, ours, within, 10);
}

}  // namespace

TEST_CASE("PyPSA ac-dc-meshed: cost, sizes, dispatch, flows and prices") {
  const std::filesystem::path folder = case_folder("pypsa-ac-dc-meshed");
  if (folder.empty()) return;
  const char* source = "PyPSA examples and test/data/ac-dc-meshed/results-lopf @0209b0ed";
  const design::Design d = planned(exchange::import_pypsa(folder), solver::Method::highs_simplex);
  CHECK(d.usd_per_year == Approx(18'441'021.4777).epsilon(1e-8));
  record("PyPSA case ac-dc-meshed, total cost (capital of the given capacity included)", source, "EUR", 18'441'021.4777, d.usd_per_year, 1e-7);
  CHECK(planned(exchange::import_pypsa(folder)).usd_per_year == Approx(18'441'021.4777).epsilon(1e-7));
  for (const auto& [id, mw] : {std::pair{"Manchester Wind", 4090.8098}, {"Norway Wind", 1533.5999}, {"Frankfurt Wind", 1667.7244}, {"Frankfurt Gas", 982.0345}})
    CHECK(size_of(d, id) == Approx(mw).epsilon(1e-6));
  for (const auto& [file, quantity, what] : {std::tuple{"generators-p.csv", "output", "dispatch"}, {"lines-p0.csv", "flow", "flows on lines"}, {"links-p0.csv", "output", "flows on converters"}}) {
    std::size_t values = 0;
    const double worst = worst_difference(folder / "expected-results" / file, d, quantity, values);
    CAPTURE(file);
    CHECK(worst < 1e-6);
    validation::worst({"plan", std::string("PyPSA case ac-dc-meshed, ") + what, source, "share of the largest value"}, values, worst, 1e-6);
  }
  std::size_t values = 0;
  const double worst = worst_difference(folder / "expected-results" / "buses-marginal_price.csv", d, "price", values);
  CHECK(worst < 1e-6);
  validation::worst({"plan", "PyPSA case ac-dc-meshed, prices of all buses", source, "share of the largest value"}, values, worst, 1e-6);
}

TEST_CASE("PyPSA model-energy: our own solver finds the cost of a year of three-hour steps") {
  const std::filesystem::path folder = case_folder("pypsa-model-energy");
  if (folder.empty()) return;
  CHECK(planned(exchange::import_pypsa(folder)).usd_per_year == Approx(8'078'135'675.45).epsilon(2e-8));
}

// Some nine seconds of CPU, so it runs when the page of validations is written.
TEST_CASE("PyPSA model-energy: cost and sizes of a year of three-hour steps") {
  const std::filesystem::path folder = case_folder("pypsa-model-energy");
  if (folder.empty()) return;
  if (std::getenv("GRIDWRIGHT_VALIDATION_LOG") == nullptr) {
    MESSAGE("skipped: runs with tools/make_validation.sh");
    return;
  }
  const char* source = "PyPSA examples/networks/model-energy @0209b0ed, solved elsewhere (HiGHS simplex and interior point agree)";
  const design::Design d = planned(exchange::import_pypsa(folder), solver::Method::highs_simplex);
  CHECK(d.usd_per_year == Approx(8'078'135'675.45).epsilon(1e-9));
  record("PyPSA case model-energy, yearly cost", source, "EUR", 8'078'135'675.45, d.usd_per_year, 1e-7);
  // Sizes are published with two decimals (the hydrogen store with one): ours must round to them.
  for (const auto& [id, what, published, half] : {std::tuple{"wind", "power", 32474.38, 0.005}, {"solar", "power", 26116.80, 0.005}, {"battery storage", "power", 14854.33, 0.005},
                                                  {"hydrogen storage", "energy", 3786558.3, 0.05}, {"electrolysis", "power", 3025.15, 0.005}, {"turbine", "power", 10073.61, 0.005}}) {
    CHECK(std::abs(size_of(d, id, what) - published) <= half);
    validation::near({"plan", std::string("PyPSA case model-energy, ") + id, source, what == std::string("energy") ? "MWh" : "MW"}, published, size_of(d, id, what), half, half < 0.01 ? 2 : 1);
  }
}

TEST_CASE("GenX three-zones: cost and sizes") {
  const std::filesystem::path folder = case_folder("genx-three-zones");
  if (folder.empty()) return;
  const char* source = "GenX test/three_zones @794d3914; exact optimum of an independent LP";
  const design::Design d = planned(exchange::import_genx(folder));
  CHECK(d.usd_per_year == Approx(6960.2085499e6).epsilon(1e-7));
  record("GenX case three-zones, yearly cost", source, "million USD", 6960.2085499, d.usd_per_year / 1e6, 1e-7);
  for (const auto& [id, mw] : {std::pair{"MA_solar_pv", 5000.0}, {"CT_onshore_wind", 19690.366}, {"ME_onshore_wind", 8630.179}, {"MA_natural_gas_combined_cycle", 7728.212},
                               {"CT_natural_gas_combined_cycle", 6018.243}, {"ME_natural_gas_combined_cycle", 188.082}, {"MA_battery", 1441.521}, {"CT_battery", 4489.794}, {"ME_battery", 1045.833},
                               {"MA_to_CT", 5900.0}, {"MA_to_ME", 2678.625}}) {
    CHECK(size_of(d, id) == Approx(mw).epsilon(1e-5));
    record(std::string("GenX case three-zones, ") + id, source, "MW", mw, size_of(d, id), 1e-5);
  }
}

TEST_CASE("GenX electrolyzer: cost and sizes with hourly clean matching") {
  const std::filesystem::path folder = case_folder("genx-electrolyzer");
  if (folder.empty()) return;
  const char* source = "GenX test/electrolyzer @794d3914; exact optimum of an independent LP";
  const design::Design d = planned(exchange::import_genx(folder));
  CHECK(d.usd_per_year == Approx(34277.0607e6).epsilon(1e-7));
  record("GenX case electrolyzer, yearly cost", source, "million USD", 34277.0607, d.usd_per_year / 1e6, 1e-7);
  for (const auto& [id, mw] : {std::pair{"solar_pv", 206635.2}, {"natural_gas_combined_cycle", 16531.3}, {"battery_for_electrolyzer", 8183.0}, {"electrolyzer", 99949.5}}) {
    CHECK(size_of(d, id) == Approx(mw).epsilon(1e-5));
    record(std::string("GenX case electrolyzer, ") + id, source, "MW", mw, size_of(d, id), 1e-5);
  }
}
