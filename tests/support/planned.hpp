#pragma once
#include <doctest/doctest.h>

#include <string>

#include "gridwright/plan/plan.hpp"
#include "small_worlds.hpp"

/// Plans that a test goes on from.
namespace gridwright::testing {

/// Plans, and insists that it went well and that the independent checker agrees.
inline design::Design design_of(const scenario::Scenario& s) {
  const plan::Outcome o = plan::plan(s);
  INFO(to_text(o.diagnostics));
  INFO((o.conflicts.empty() ? std::string() : o.conflicts.front().sentence));
  REQUIRE(o.status == plan::Outcome::Status::done);
  CHECK(!o.design.checks.empty());
  INFO(broken_laws(o.design.checks));
  CHECK(broken_laws(o.design.checks).empty());
  return o.design;
}

/// Cost of the planned hours, not of a year.
inline double horizon_usd(const design::Design& d) { return d.usd_per_year * d.hours / 8760.0; }

inline constexpr double tight = 1e-6;

}  // namespace gridwright::testing
