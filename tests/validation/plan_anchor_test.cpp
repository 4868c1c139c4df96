// The reference problem of the energy notes, rebuilt through the scenario format: 500 MW of flat load, 98 % matched, on 2022
// series of MISO and PJM. Its optimum was found by another program (HiGHS on a model written by hand elsewhere).
#include <doctest/doctest.h>

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "gridwright/plan/plan.hpp"
#include "gridwright/scenario/load.hpp"
#include "shared_data.hpp"
#include "planned.hpp"
#include "validation_record.hpp"

using namespace gridwright;
using namespace gridwright::testing;
using doctest::Approx;

namespace {

/// The folder of the open data, or nothing (the test then says so and ends).
std::optional<std::filesystem::path> data_folder() {
  const std::filesystem::path miso = shared_data("energy-hourly/us-ba-generation-2022/MISO.csv");
  if (miso.empty()) {
    MESSAGE("skipped: the open data are not on this machine");
    return std::nullopt;
  }
  return std::filesystem::canonical(miso).parent_path().parent_path().parent_path();
}

scenario::Scenario loaded(const std::string& file, const std::filesystem::path& data) {
  const scenario::LoadOptions options{.environment = [&](const std::string& name) {
    return name == "GRIDWRIGHT_SHARED_DATA" ? std::optional<std::string>(data.string()) : std::nullopt;
  }};
  const Result<scenario::Scenario> s = scenario::load_scenario(std::filesystem::path(GRIDWRIGHT_SOURCE_DIR) / file, options);
  INFO(to_text(s.diagnostics()));
  REQUIRE(s);
  return *s;
}

void record(const std::string& what, const char* unit, double published, double ours, double within) {
  validation::against({"plan", "Reference site of 500 MW through the scenario format, " + what, "energy reference section 12 (HiGHS, a model written elsewhere)", unit}, published,
                      ours, within, 6);
}

}  // namespace

TEST_CASE("anchor, 8,760 hours: 349,488,119.21 USD a year") {
  const auto data = data_folder();
  if (!data) return;
  const design::Design d = design_of(loaded("tests/validation/anchor/scenario.toml", *data));
  record("8,760 hours: cost", "USD/year", 349'488'119.21, d.usd_per_year, 1e-6);
  record("8,760 hours: wind", "MW", 1185.65, capacity(d, "anchor.wind", "power"), 1e-3);
  record("8,760 hours: solar", "MW", 634.17, capacity(d, "anchor.solar", "power"), 1e-3);
  record("8,760 hours: iron-air", "MW", 322.96, capacity(d, "anchor.iron_air", "power"), 1e-3);
  record("8,760 hours: grid", "MW", 110.02, capacity(d, "anchor.grid", "connection"), 1e-3);
  CHECK(d.usd_per_year == Approx(349'488'119.21).epsilon(1e-6));
  // The reference prints capacities to 0.01 MW.
  CHECK(capacity(d, "anchor.wind", "power") == Approx(1185.65).epsilon(1e-3));
  CHECK(capacity(d, "anchor.solar", "power") == Approx(634.17).epsilon(1e-3));
  CHECK(capacity(d, "anchor.iron_air", "power") == Approx(322.96).epsilon(1e-3));
  CHECK(capacity(d, "anchor.grid", "connection") == Approx(110.02).epsilon(1e-3));
  CHECK(capacity(d, "anchor.lithium", "power") < 0.5);
  CHECK(d.solve.gap <= 1e-8);
  MESSAGE("objective ", d.usd_per_year, " USD, ", d.solve.solver, ", ", d.solve.iterations, " iterations");
}

TEST_CASE("anchor, first 2,190 hours: 62,802,049.1096 USD") {
  const auto data = data_folder();
  if (!data) return;
  scenario::Scenario s = loaded("tests/validation/anchor/scenario.toml", *data);
  s.hours = 2190;
  const design::Design d = design_of(s);
  record("2,190 hours: cost", "USD", 62'802'049.1096, d.solve.objective_usd, 1e-6);
  CHECK(d.solve.objective_usd == Approx(62'802'049.1096).epsilon(1e-6));
  CHECK(d.usd_per_year == Approx(4.0 * 62'802'049.1096).epsilon(1e-6));
}

TEST_CASE("Pine Island on measured weather, generation and prices") {
  const auto data = data_folder();
  if (!data) return;
  scenario::Scenario s = loaded("examples/pine-island/real-data.toml", *data);
  s.hours = 744;
  const design::Design d = design_of(s);
  for (const char* quantity : {"dry_bulb", "wet_bulb", "wind_speed", "ghi"})
    for (const design::Hourly& h : d.hourly)
      if (h.quantity == quantity) CHECK(h.origin == Origin::measured);
  const std::vector<double> price = hourly(d, "pine_island.grid", "price"), share = hourly(d, "pine_island.grid", "clean_share");
  REQUIRE(price.size() == 744);
  REQUIRE(share.size() == 744);
  for (double g : share) CHECK((g > 0.05 && g < 0.95));
  // A January of Minnesota: cold enough that dry coolers carry all heat.
  CHECK(sum(hourly(d, "pine_island", "dry_bulb")) / 744.0 < 0.0);
  CHECK(d.pue > 1.0);
  CHECK(d.pue < 1.2);
  CHECK(d.matching.score >= 0.9 * (1.0 - 1e-6));
}

TEST_CASE("three sites on measured weather") {
  const auto data = data_folder();
  if (!data) return;
  scenario::Scenario s = loaded("examples/three-sites/scenario.toml", *data);
  const std::map<std::string, std::string> stations{{"rochester", "rochester-mn.USA_MN_Rochester.Intl.AP.726440"},
                                                    {"council_bluffs", "council-bluffs-ia.USA_IA_Council.Bluffs.Muni.AP.725497"},
                                                    {"abilene", "abilene-tx.USA_TX_Abilene.Rgnl.AP.722660"}};
  REQUIRE(s.sites.size() == 3);
  for (scenario::Site& site : s.sites) {
    site.weather = {.epw = (*data / "weather" / (stations.at(site.id) + "_TMY3.epw.gz")).string()};
    REQUIRE(std::filesystem::exists(site.weather.epw));
  }
  s.hours = 336;
  const design::Design d = design_of(s);
  CHECK(d.sites.size() == 3);
  const auto mean_c = [&](const std::string& site) { return sum(hourly(d, site, "dry_bulb")) / 336.0; };
  CHECK(mean_c("abilene") > mean_c("rochester") + 5.0);
  CHECK(d.matching.score >= 0.85 * (1.0 - 1e-6));
}
