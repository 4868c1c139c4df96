#pragma once
#include "blocks.hpp"
#include "gridwright/design/design.hpp"

/// The books of a plan: cash by year, depreciation, buy, lease or rent, cost by layer. Read off finished designs; nothing is decided here.
namespace gridwright::plan {

/// What stands in one year at overnight cost, USD, with the life it is paid off over.
struct Asset {
  enum class Kind { accelerators, buildings, power } kind = Kind::accelerators;
  std::string name{};
  double usd = 0.0, life_years = 1.0, rate = 0.0;
};
[[nodiscard]] std::vector<Asset> assets_of(const Building& b, const design::Design& year);

/// `stated`: as the scenario states it, without the places of clouds. `years`: one design a year of the horizon; deals are those of the first.
[[nodiscard]] design::Money books_of(const scenario::Scenario& stated, const std::vector<Building>& horizon, const std::vector<design::Design>& years);

// money_ways.cpp
/// Buy, lease and rent of each own fleet, by who raises the capital.
[[nodiscard]] std::vector<design::WayRow> ways_of(const Building& b, const design::Design& year);

}  // namespace gridwright::plan
