#pragma once
#include <string>
#include <vector>

#include "../plot.hpp"

/// Latencies of simulated requests.
namespace gridwright::report {

struct LatencyCurve {
  std::string name;                      ///< "chat", "chat TTFT"
  std::vector<double> seconds, share;    ///< rising
  double promised_s = 0.0;               ///< at the 99th percentile; 0 = no promise
};
/// Distribution functions over a logarithmic time axis, with the promises as upright lines. At most four curves.
[[nodiscard]] Figure latency_figure(const std::string& id, const std::string& what, const std::vector<LatencyCurve>& curves);

struct TimeCurve {
  std::string name;
  std::vector<double> at_s, value;
};
/// Values over the simulated time; at most four curves.
[[nodiscard]] Figure time_figure(const std::string& id, const std::string& title, const std::string& unit, const std::string& note, const std::vector<TimeCurve>& curves);

/// "820 ms", "1.42 s".
[[nodiscard]] std::string latency_words(double seconds);

}  // namespace gridwright::report
