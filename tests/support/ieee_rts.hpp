#pragma once
#include <array>
#include <vector>

#include "gridwright/study/reliability.hpp"

/// IEEE Reliability Test System of 1979 (IEEE Trans. PAS-98, 2047-2054): 32 units, 3,405 MW, a peak of 2,850 MW, 52 weeks of hourly load.
/// Published adequacy of its generation: LOLE 9.39418 h a year and 1.36886 days a year, unserved energy 1,176 MWh a year
/// (Allan, Billinton and Abdel-Gawad, IEEE Trans. Power Systems 1 (1986)).
namespace gridwright::testing {

/// 8,736 hours, MW.
inline std::vector<double> ieee_rts_load() {
  constexpr std::array week = {86.2, 90.0, 87.8, 83.4, 88.0, 84.1, 83.2, 80.6, 74.0, 73.7, 71.5, 72.7, 70.4, 75.0, 72.1, 80.0, 75.4, 83.7,
                               87.0, 88.0, 85.6, 81.1, 90.0, 88.7, 89.6, 86.1, 75.5, 81.6, 80.1, 88.0, 72.2, 77.6, 80.0, 72.9, 72.6, 70.5,
                               78.0, 69.5, 72.4, 72.4, 74.3, 74.4, 80.0, 88.1, 88.5, 90.9, 94.0, 89.0, 94.2, 97.0, 100.0, 95.2};
  constexpr std::array day = {93.0, 100.0, 98.0, 96.0, 94.0, 77.0, 75.0};
  using Day = std::array<double, 24>;
  constexpr std::array<std::array<Day, 2>, 3> hour = {{   // winter, summer, spring and autumn; weekday, weekend
      {{{67, 63, 60, 59, 59, 60, 74, 86, 95, 96, 96, 95, 95, 95, 93, 94, 99, 100, 100, 96, 91, 83, 73, 63},
        {78, 72, 68, 66, 64, 65, 66, 70, 80, 88, 90, 91, 90, 88, 87, 87, 91, 100, 99, 97, 94, 92, 87, 81}}},
      {{{64, 60, 58, 56, 56, 58, 64, 76, 87, 95, 99, 100, 99, 100, 100, 97, 96, 96, 93, 92, 92, 93, 87, 72},
        {74, 70, 66, 65, 64, 62, 62, 66, 81, 86, 91, 93, 93, 92, 91, 91, 92, 94, 95, 95, 100, 93, 88, 80}}},
      {{{63, 62, 60, 58, 59, 65, 72, 85, 95, 99, 100, 99, 93, 92, 90, 88, 90, 92, 96, 98, 96, 90, 80, 70},
        {75, 73, 69, 66, 65, 65, 68, 74, 83, 89, 92, 94, 91, 90, 90, 86, 85, 88, 92, 100, 97, 95, 90, 85}}}}};
  std::vector<double> mw;
  for (std::size_t w = 0; w < 52; ++w) {
    const std::size_t season = w < 8 || w >= 43 ? 0 : w >= 17 && w < 30 ? 1 : 2;
    for (std::size_t d = 0; d < 7; ++d)
      for (std::size_t h = 0; h < 24; ++h) mw.push_back(2850.0 * week[w] / 100 * day[d] / 100 * hour[season][d < 5 ? 0 : 1][h] / 100);
  }
  return mw;
}

inline study::ReliabilitySystem ieee_rts() {
  study::ReliabilitySystem s{.site = "rts", .load_mw = ieee_rts_load()};
  struct Row {
    int units;
    double mw, forced, repair_h;
  };
  for (const Row& r : {Row{5, 12, 0.02, 60}, {4, 20, 0.10, 50}, {6, 50, 0.01, 20}, {4, 76, 0.02, 40}, {3, 100, 0.04, 50}, {4, 155, 0.04, 40}, {3, 197, 0.05, 50},
                       {1, 350, 0.08, 100}, {2, 400, 0.12, 150}})
    s.supply.push_back({.name = "rts." + std::to_string(static_cast<int>(r.mw)), .kind = "thermal", .units = r.units, .unit_mw = r.mw, .forced = r.forced, .repair_h = r.repair_h});
  return s;
}

}  // namespace gridwright::testing
