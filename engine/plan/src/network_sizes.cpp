#include <algorithm>
#include <cmath>

#include "network.hpp"

namespace gridwright::plan {

using scenario::Sizing;

std::string row_name(const char* family, const std::string& id) { return std::string(family) + "[" + id + "]"; }

void add_standing(Sum& sum, double factor, const StandingSize& size) {
  sum.add(factor * size.constant);
  if (size.added.exists()) sum.add(factor * size.unit, size.added);
  if (size.retired.exists()) sum.add(-factor * size.unit, size.retired);
}

/// size:  min <= existing + added - retired <= max,   0 <= added <= max_new,   0 <= retired <= existing
/// Whole units count `added` and `retired` in units. Dual of a limit: yearly saving of one more MW.
StandingSize add_sizing(Network& n, const Sizing& z, const std::string& id, const char* what, double weight) {
  StandingSize out{.constant = z.existing, .unit = z.whole ? z.unit : 1.0};
  const bool retire = z.retire && z.existing > 0.0;
  const double u = out.unit;
  if (z.build) {
    const bool alone = !retire;  // then limits are bounds
    const double lower = alone && z.min > z.existing ? (z.min - z.existing) / u : 0.0;
    const double upper = std::min(z.max_new, alone ? z.max - z.existing : scenario::no_limit) / u;
    out.added = n.model.add_column({.name = row_name((std::string("added_") + what).c_str(), id), .lower = lower, .upper = upper,
                                    .cost = weight * u * (z.capital + z.fixed), .integer = z.whole});
  }
  if (retire)
    out.retired = n.model.add_column({.name = row_name((std::string("retired_") + what).c_str(), id), .upper = z.existing / u,
                                      .cost = -weight * u * z.fixed, .integer = z.whole});
  n.model.add_offset(weight * z.fixed * z.existing);
  const bool bounded = z.min > 0.0 || std::isfinite(z.max);
  const bool broken = out.fixed() && (z.existing < z.min - 1e-9 * std::abs(z.min) || z.existing > z.max * (1.0 + 1e-9));
  if ((retire && bounded) || broken) {
    Sum sum;
    add_standing(sum, 1.0, out);
    n.model.add_rows(row_name((std::string("size_") + what).c_str(), id)).add(0, sum, z.min, z.max);
  }
  return out;
}

}  // namespace gridwright::plan
