#include "gridwright/study/frontier.hpp"

#include <doctest/doctest.h>

#include "small_worlds.hpp"

namespace gridwright {
namespace {

using namespace gridwright::testing;
using doctest::Approx;
using scenario::MatchingMode;
using scenario::Scenario;

/// 100 MW all day; a plant that is clean and costs 60 USD/MWh against a grid of 20, of which nothing is clean.
Scenario clean_plant(double at_most_mw) {
  scenario::Site site = empty_site("here");
  site.load = flat(100.0);
  site.grid = simple_grid(20.0);
  site.grid->clean_share = flat(0.0);
  scenario::Generator g;
  g.id = "geothermal";
  g.clean = true;
  g.capacity = up_to_mw(at_most_mw);
  g.variable_om = usd_per_mwh(60.0);
  site.supply.push_back(g);
  Scenario s = world(48, {site});
  s.matching.mode = MatchingMode::score_with_grid;
  return s;
}

TEST_CASE("each percent of clean power costs what it replaces the grid with") {
  const Scenario s = clean_plant(1000.0);
  const auto frontier = study::clean_frontier({&s, 1}, {1.0, 0.5, 0.5, 0.9});
  REQUIRE(frontier);
  CHECK(frontier->mode == "score_with_grid");
  REQUIRE(frontier->curves.size() == 1);
  const auto& points = frontier->curves[0].points;
  REQUIRE(points.size() == 3);  // sorted, each once
  for (const design::FrontierPoint& p : points) {
    REQUIRE(p.reached);
    CHECK(p.score == Approx(p.target).epsilon(1e-6));
    CHECK(p.power_usd_per_mwh == Approx(20.0 + 40.0 * p.target).epsilon(1e-6));
    CHECK(p.next_percent_usd == Approx(0.01 * 40.0 * 100.0 * 8760.0).epsilon(1e-4));
    REQUIRE(p.built.size() == 2);
  }
}

TEST_CASE("a target out of reach says why, and higher ones are not tried") {
  const std::vector<Scenario> worlds{clean_plant(60.0), clean_plant(1000.0)};
  int plans = 0;
  study::FrontierOptions options;
  options.plan.progress = [&](const plan::Progress& p) { plans += p.stage == "build" ? 1 : 0; };
  const auto frontier = study::clean_frontier(worlds, {0.5, 0.7, 0.9}, options);
  REQUIRE(frontier);
  const auto& poor = frontier->curves[0].points;
  CHECK(poor[0].reached);
  CHECK_FALSE(poor[1].reached);
  CHECK_FALSE(poor[1].why.empty());
  CHECK_FALSE(poor[2].reached);
  CHECK(frontier->curves[1].points[2].reached);
  CHECK(plans == 5);
  const std::string csv = design::frontier_csv(*frontier);
  CHECK(csv.rfind("scenario,target,reached,", 0) == 0);
  CHECK(std::count(csv.begin(), csv.end(), '\n') == 7);
  CHECK(design::to_json(*frontier).find("\"mode\": \"score_with_grid\"") != std::string::npos);
}

TEST_CASE("targets and modes that make no sense are refused, all at once") {
  Scenario s = clean_plant(10.0);
  const auto wrong = study::clean_frontier({&s, 1}, {0.0, 1.2, -1.0});
  REQUIRE_FALSE(wrong);
  CHECK(wrong.diagnostics().size() == 3);
  s.matching.mode = MatchingMode::none;
  CHECK_FALSE(study::clean_frontier({&s, 1}, {0.5}));
  study::FrontierOptions strict;
  strict.mode = MatchingMode::strict_hourly;
  CHECK(study::clean_frontier({&s, 1}, {0.05}, strict));
}

}  // namespace
}  // namespace gridwright
