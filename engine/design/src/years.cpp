#include "gridwright/design/years.hpp"

#include <algorithm>

namespace gridwright::design {

double conditional_value_at_risk(std::vector<std::pair<double, double>> outcomes, double level) {
  std::sort(outcomes.begin(), outcomes.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  const double tail = 1.0 - level;
  double left = tail, sum = 0.0;
  for (const auto& [usd, probability] : outcomes) {
    const double part = std::min(left, probability);
    sum += part * usd, left -= part;
  }
  return sum / std::max(tail - std::max(left, 0.0), 1e-300);  // probabilities that sum to a little less than 1 leave a little
}

}  // namespace gridwright::design
