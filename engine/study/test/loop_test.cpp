#include <doctest/doctest.h>

#include <algorithm>

#include "../../../tests/support/scratch_folder.hpp"
#include "gridwright/scenario/load.hpp"
#include "gridwright/study/loop.hpp"

using namespace gridwright;

namespace {

/// The three-sites example, three days of it: small enough to plan in a test.
scenario::Scenario three_days() {
  Result<scenario::Scenario> s = scenario::load_scenario(std::string(GRIDWRIGHT_SOURCE_DIR) + "/examples/three-sites");
  REQUIRE(s);
  s->hours = 72;
  s->matching = {};
  return std::move(*s);
}

}  // namespace

TEST_CASE("the loop ends with every promise kept, or says which is not; each region is seen") {
  const study::StudyResult r = study::study(three_days(), {.days = {.requests_a_day = 20'000.0, .threads = 1}, .rounds = 3});
  REQUIRE(r.plan.status == plan::Outcome::Status::done);
  const design::SimulationRecord& s = r.plan.design.simulation;
  CHECK_FALSE(s.note.empty());
  CHECK(s.rounds.size() >= 1);
  bool east = false;
  for (const design::SimulatedPromise& p : s.promises) {
    CHECK(p.requests > 0.0);
    CHECK(p.low_s <= p.p99_s);
    CHECK(p.p99_s <= p.high_s);
    CHECK(p.p50_s <= p.p99_s);
    east = east || p.place == "east";
    if (r.held) CHECK(p.holds());
  }
  CHECK(east);
  double shares = 0.0;
  for (const design::SimulatedFlow& f : s.flows) {
    shares += f.share;
    CHECK(f.rtt_s > 0.02);  // the last mile
    CHECK((f.clean_share >= 0.0 && f.clean_share <= 1.0));
    CHECK(f.kwh_per_thousand > 0.0);
  }
  CHECK(shares == doctest::Approx(1.0));
  CHECK_FALSE(s.states.empty());
  for (const char* kind : {"site", "link", "power", "herd"})
    CHECK(std::any_of(s.events.begin(), s.events.end(), [&](const design::SimulatedEvent& e) { return e.kind == kind; }));
  for (const design::SimulatedEvent& e : s.events) {
    CHECK(e.requests > 0.0);
    CHECK((e.kept_share >= 0.0 && e.kept_share <= 1.0));
  }
  CHECK(r.held == (s.rounds.back().worst <= 1.0));
}

TEST_CASE("a promise that is tighter than the plan's mean shares allow is met by tightening them") {
  scenario::Scenario s = three_days();
  for (scenario::Workload& w : s.workloads)
    if (w.kind == scenario::WorkloadKind::interactive) w.tpot_mean_share = 1.0;  // the mean planned at the promised p99: cannot hold
  const study::StudyResult r = study::study(s, {.days = {.requests_a_day = 20'000.0, .threads = 1}, .rounds = 4, .events = false});
  REQUIRE(r.plan.status == plan::Outcome::Status::done);
  const auto& rounds = r.plan.design.simulation.rounds;
  CHECK(rounds.size() > 1);
  CHECK(rounds.back().worst < rounds.front().worst);
  CHECK((r.tightened.workloads[0].tpot_mean_share < 1.0 || r.tightened.workloads[0].iteration_tokens < 8192));
}
