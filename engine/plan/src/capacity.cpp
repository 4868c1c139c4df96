#include <algorithm>
#include <cmath>

#include "blocks.hpp"

// Capacities: shared by the weathers of a year, made of vintages over the years of a horizon.
namespace gridwright::plan {

namespace {

/// What earlier years built and still stands, and what this year builds.
std::vector<Vintage> vintages_of(Building& b, const Standing& now, const solver::ColumnSpec& spec, const CapacityTerms& terms) {
  std::vector<Vintage> all;
  if (b.before != nullptr)
    for (const Vintage& v : b.before->standing[b.standing.size()].vintages)
      if (b.year - v.year < now.life_years) all.push_back(v);
  const double price = terms.by_year == nullptr ? 1.0 : scenario::relative_to_first(*terms.by_year, b.year);
  const Column built = b.year == 0 ? now.column : b.model.add_column({.name = "built " + spec.name});
  all.push_back({b.year, built, price});
  return all;
}

}  // namespace

Column add_shared(Building& b, const solver::ColumnSpec& spec) {
  if (b.twin != nullptr) return b.twin->shared[b.taken++];
  b.shared.push_back(b.model.add_column(spec));
  return b.shared.back();
}

Column add_capacity(Building& b, const solver::ColumnSpec& spec, const CapacityTerms& terms) {
  if (b.twin != nullptr) {
    b.standing.push_back(b.twin->standing[b.standing.size()]);
    return add_shared(b, spec);
  }
  Standing now{.column = add_shared(b, spec), .usd = spec.cost, .moving_usd = b.capital_scale * terms.moving_usd,
               .life_years = std::max(1, static_cast<int>(std::lround(terms.life_years)))};
  if (b.horizon > 1) now.vintages = vintages_of(b, now, spec, terms);
  b.standing.push_back(std::move(now));
  return b.standing.back().column;
}

double life_in_contract(const Building& b, const scenario::Site& site, const std::string& id, double life_years) {
  const scenario::Tariff* tariff = tariff_of(b.scenario, site);
  return lists(tariff, id) && tariff->term_years > 0.0 ? std::min(life_years, tariff->term_years) : life_years;
}

Standing* standing_of(Building& b, Column c) {
  const auto found = std::find_if(b.standing.begin(), b.standing.end(), [c](const Standing& s) { return s.column.index == c.index; });
  return found == b.standing.end() ? nullptr : &*found;
}
const Standing* standing_of(const Building& b, Column c) { return standing_of(const_cast<Building&>(b), c); }

}  // namespace gridwright::plan
