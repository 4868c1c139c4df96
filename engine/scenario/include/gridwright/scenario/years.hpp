#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// Years that are planned together, and the weather years that each of them is run in.
namespace gridwright::scenario {

/// Years planned together. Each year is planned whole, in hours or longer steps, or on the same representative weeks.
struct Horizon {
  int years = 1;                        ///< from the scenario's year
  int weeks = 52;                       ///< weeks a year that are planned hour by hour; 52 = every hour
  bool operator==(const Horizon&) const = default;
};

/// One weather that any planned year may meet: what is built is the same in all of them, what is run is not.
struct WeatherYear {
  std::string id{};
  std::optional<double> probability{};  ///< none stated: all alike
  std::optional<std::uint64_t> seed{};  ///< of synthetic weather and prices; not stated: the scenario's
  std::string folder{};                 ///< files the scenario names are taken from here where it has them; a readable path
  double demand = 1.0, price = 1.0, wind = 1.0, solar = 1.0;  ///< factors on demand and load, energy prices, availability (at most 1)
  bool operator==(const WeatherYear&) const = default;
};

/// What a bad weather year weighs. A year costs (1 - weight) x mean + weight x CVaR, the mean of the worst 1 - level of outcomes.
struct Risk {
  double weight = 0.0;                  ///< 0: the mean alone
  double level = 0.8;                   ///< [0, 1)
  bool operator==(const Risk&) const = default;
};

/// A list by year, of which the last entry goes on; `otherwise` when nothing is stated.
[[nodiscard]] inline double of_year(const std::vector<double>& by_year, int year, double otherwise) {
  if (by_year.empty()) return otherwise;
  const auto y = static_cast<std::size_t>(year);
  return by_year[y < by_year.size() ? y : by_year.size() - 1];
}

/// The same over its first entry; 1 when nothing is stated.
[[nodiscard]] inline double relative_to_first(const std::vector<double>& by_year, int year) {
  return by_year.empty() ? 1.0 : of_year(by_year, year, 1.0) / by_year.front();
}

}  // namespace gridwright::scenario
