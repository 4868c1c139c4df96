#pragma once
#include <vector>

#include "answer.hpp"

namespace gridwright::solver::location {

/// Multipliers of the Lagrangian bound: what a client pays to be served, and the prices of peaks and coverage.
struct Multipliers {
  std::vector<double> client;
  Prices prices;
};

/// What the relaxation leaves: multipliers near the best, and how far each facility is open in it.
struct Relaxed {
  bool solved = false;
  Multipliers multipliers;
  std::vector<double> open;
};

/// The linear relaxation over the arcs marked in `kept` (m x n), by the interior point. Any multipliers give a valid bound, so arcs left
/// out and small inaccuracies of the answer cost tightness, never truth.
[[nodiscard]] Relaxed relax(const Arcs& c, const std::vector<std::uint8_t>& kept, const Multipliers& start, double seconds,
                            const std::atomic<bool>* stop);

}  // namespace gridwright::solver::location
