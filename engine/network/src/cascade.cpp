#include "gridwright/network/cascade.hpp"

#include <algorithm>
#include <cmath>

namespace gridwright::network {

CascadeResult evaluate(const Cascade& c) {
  const double far_ms = c.edge_to_core_rtt_ms + c.core_ms;
  return {.mean_ms = c.edge_ms + (1.0 - c.accept) * far_ms,
          .raced_ms = c.accept * c.edge_ms + (1.0 - c.accept) * std::max(c.edge_ms, far_ms),
          .mean_usd = c.edge_usd + (1.0 - c.accept) * c.core_usd,
          .raced_usd = c.edge_usd + c.core_usd,
          .saves_time = c.accept * far_ms > c.edge_ms};
}

double tokens_per_round(const SplitSpeculation& s) {
  if (s.acceptance >= 1.0) return s.draft_tokens + 1.0;
  return (1.0 - std::pow(s.acceptance, s.draft_tokens + 1)) / (1.0 - s.acceptance);
}

double break_even_rtt_ms(const SplitSpeculation& s) {
  return tokens_per_round(s) * s.core_token_ms - s.draft_tokens * s.draft_ms - s.verify_ms;
}

}  // namespace gridwright::network
