// Load that moves: turned down on request inside its class, and fast storage held back for the swings of training. Answers
// worked out by hand; the checker holds every law on top.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "gridwright/facility/swings.hpp"
#include "inputs.hpp"
#include "planned.hpp"

using namespace gridwright;
using namespace gridwright::testing;
using doctest::Approx;
using scenario::Flexible;
using scenario::Scenario;
using scenario::Site;
using scenario::Workload;
using scenario::WorkloadKind;

namespace {

/// 100 MW of other load for two days; power costs 10 USD/MWh before noon and 100 after.
Scenario steady_load(SeriesFiles& files, const Flexible& flexible) {
  Site site = empty_site("here");
  site.grid = simple_grid(0.0);
  site.grid->energy_price = files.day_night(10.0, 100.0);
  site.load = flat(100.0);
  site.flexible = {flexible};
  return world(48, {site});
}
double period_usd(const design::Design& d) { return d.usd_per_year * 48.0 / 8760.0; }
constexpr double plain_usd = 2.0 * (12.0 * 100.0 * 10.0 + 12.0 * 100.0 * 100.0);

/// 20 % for 365 hours a year (an hour a day), no event longer than three hours.
Flexible twenty_percent() {
  Flexible f;
  f.id = "campus";
  f.share = 0.2;
  f.hours_per_year = 365.0;
  f.event = Duration::canonical(3.0);
  return f;
}

}  // namespace

TEST_CASE("other load is turned down in the dear hours, for the hours of its class and no more") {
  SeriesFiles files;
  const design::Design d = design_of(steady_load(files, twenty_percent()));
  const std::vector<double> down = hourly(d, "here.campus", "turned_down");
  CHECK(sum(down) == Approx(2.0 * 20.0).epsilon(1e-6));   // an hour a day at 20 MW
  CHECK(*std::max_element(down.begin(), down.end()) <= 20.0 + 1e-5);
  CHECK(period_usd(d) == Approx(plain_usd - 40.0 * 100.0).epsilon(1e-6));
  CHECK(d.sites[0].other_load_mwh * 48.0 / 8760.0 == Approx(4800.0 - 40.0).epsilon(1e-6));
  CHECK(hourly(d, "here.campus", "taken_later").empty());
}

TEST_CASE("an event is at most its hours a day, however many hours the year allows") {
  SeriesFiles files;
  Flexible f = twenty_percent();
  f.hours_per_year = 8760.0;
  const design::Design d = design_of(steady_load(files, f));
  CHECK(sum(hourly(d, "here.campus", "turned_down")) == Approx(2.0 * 3.0 * 20.0).epsilon(1e-6));
}

TEST_CASE("what rebounds is taken by noon; what costs more than it saves is left alone") {
  SeriesFiles files;
  Flexible f = twenty_percent();
  f.rebound = 1.0;
  const design::Design d = design_of(steady_load(files, f));
  const std::vector<double> later = hourly(d, "here.campus", "taken_later"), down = hourly(d, "here.campus", "turned_down");
  // The second day's evening cannot be made up inside the plan (its end is as open as its beginning): only one evening moves.
  CHECK(sum(down) == Approx(sum(later)).epsilon(1e-6));
  CHECK(sum(down) == Approx(40.0).epsilon(1e-6));
  for (int t = 12; t < 24; ++t) CHECK(later[static_cast<std::size_t>(t)] <= 1e-5);   // the evening's is taken in the cheap morning
  CHECK(period_usd(d) == Approx(plain_usd - 40.0 * 90.0).epsilon(1e-5));
  f.rebound = 0.0;
  f.cost = usd_per_mwh(101.0);
  CHECK(sum(hourly(design_of(steady_load(files, f)), "here.campus", "turned_down")) <= 1e-4);
  f.cost = usd_per_mwh(60.0);
  const design::Design paid = design_of(steady_load(files, f));
  CHECK(billed(paid, "here.campus", "flexibility") * 48.0 / 8760.0 == Approx(40.0 * 60.0).epsilon(1e-6));
  CHECK(period_usd(paid) == Approx(plain_usd - 40.0 * 40.0).epsilon(1e-6));
}

TEST_CASE("a power cap on interactive work takes its cooling with it and keeps its tokens") {
  SeriesFiles files;
  Site site = empty_site("here");
  site.grid = simple_grid(0.0);
  site.grid->energy_price = files.day_night(10.0, 100.0);
  site.halls = {simple_hall(100.0)};
  Scenario s = world(48, {site});
  s.fleets = {simple_fleet("gpus", "here", {10'000.0, 10'000.0})};
  s.workloads = {serving_work("chat", WorkloadKind::interactive, 2.4e12)};
  const design::Design plain = design_of(s);
  Flexible f = twenty_percent();
  f.id = "cap";
  f.workload = "chat";
  s.sites[0].flexible = {f};
  const design::Design capped = design_of(s);
  const std::vector<double> down = hourly(capped, "here.cap gpus", "turned_down");
  const double mw = sum(down);
  CHECK(mw > 0.0);
  CHECK(capped.sites[0].it_mwh * 48.0 / 8760.0 == Approx(plain.sites[0].it_mwh * 48.0 / 8760.0 - mw).epsilon(1e-6));
  CHECK(capped.sites[0].overhead_mwh < plain.sites[0].overhead_mwh);
  CHECK(capped.tokens_per_year == Approx(plain.tokens_per_year).epsilon(1e-9));
  CHECK(period_usd(plain) - period_usd(capped) > 100.0 * mw);   // the cap saves its own power and the cooling's
}

namespace {

/// 10,000 accelerators train without a pause for two days; lithium costs 50 kUSD a MW and year.
Scenario training_campus() {
  Site site = empty_site("here");
  site.grid = simple_grid(50.0);
  site.halls = {simple_hall(100.0)};
  site.storage = {simple_storage("lithium", up_to_mw(500.0), exactly_h(1.0))};
  site.storage[0].fixed_om = usd_per_mw(50'000.0);
  site.storage[0].fast = true;
  Scenario s = world(48, {site});
  s.fleets = {simple_fleet("gpus", "here", {10'000.0, 10'000.0})};
  Workload w;
  w.id = "run";
  w.kind = WorkloadKind::training;
  w.model = "llama-3.1-8b";
  w.finish_hour = 48.0;
  w.swing_share = 0.6;
  s.workloads = {w};
  s.workloads[0].compute_flop = 1e21;
  const Result<plan::Inputs> in = plan::resolve_inputs(s);
  REQUIRE(in);
  s.workloads[0].compute_flop = 1e21 * 48.0 * 9.0 * in->services[0].modes[0].zflop_per_kh;   // every accelerator that may be busy, all the time
  return s;
}
double training_mw(const Scenario& s) {
  return 9.0 * plan::resolve_inputs(s)->services[0].modes[0].busy_mw_per_k;
}

}  // namespace

TEST_CASE("swings of training: fast storage holds half of what is too much, each way") {
  Scenario s = training_campus();
  CHECK(capacity(design_of(s), "here.lithium", "power") <= 1e-3);   // the grid tolerates anything
  s.sites[0].grid->swings = scenario::SwingTolerance{.swing = Power::canonical(1.0)};
  const design::Design d = design_of(s);
  CHECK(capacity(d, "here.lithium", "power") == Approx(0.5 * (0.6 * training_mw(s) - 1.0)).epsilon(1e-4));
  const std::vector<double> held = hourly(d, "here.lithium", "swing_reserve");
  CHECK(*std::min_element(held.begin(), held.end()) == Approx(0.5 * (0.6 * training_mw(s) - 1.0)).epsilon(1e-4));
  s.workloads[0].swing_smoothing = 0.3;
  CHECK(capacity(design_of(s), "here.lithium", "power") == Approx(0.5 * (0.42 * training_mw(s) - 1.0)).epsilon(1e-4));
}

TEST_CASE("a ramp limit makes the store bridge a sudden stop of all that trains; a slow store does not count") {
  Scenario s = training_campus();
  s.sites[0].grid->swings = scenario::SwingTolerance{.swing = Power::canonical(1.0), .ramp_mw_per_s = 0.5};
  CHECK(capacity(design_of(s), "here.lithium", "power") == Approx(0.6 * training_mw(s)).epsilon(1e-4));
  s.sites[0].storage.push_back(simple_storage("slow", exactly_mw(100.0), exactly_h(10.0)));
  CHECK(capacity(design_of(s), "here.lithium", "power") == Approx(0.6 * training_mw(s)).epsilon(1e-4));
}

TEST_CASE("the checker sees a plan that turns down too much, too long, or leaves no room for swings") {
  SeriesFiles files;
  const auto worst = [](const Scenario& s, const design::Design& d, const std::string& law) {
    const Result<std::vector<design::Check>> checks = plan::verify(s, d);
    REQUIRE(checks);
    for (const design::Check& c : *checks)
      if (c.law == law) return c.holds() ? 0.0 : c.worst;
    return -1.0;
  };
  const Scenario s = steady_load(files, twenty_percent());
  const design::Design good = design_of(s);
  const auto with = [&](const char* quantity, const std::function<double(double, int)>& change) {
    design::Design bad = good;
    for (design::Hourly& h : bad.hourly)
      if (h.component == "here.campus" && h.quantity == quantity)
        for (std::size_t t = 0; t < h.values.size(); ++t) h.values[t] = change(h.values[t], static_cast<int>(t));
    return bad;
  };
  CHECK(worst(s, with("turned_down", [](double, int t) { return t == 13 ? 30.0 : 0.0; }), "turned down within its share") > 0.1);
  CHECK(worst(s, with("turned_down", [](double, int t) { return t % 24 > 19 ? 20.0 : 0.0; }), "length of events") > 0.01);
  CHECK(worst(s, with("turned_down", [](double, int t) { return t % 24 > 20 ? 20.0 : 0.0; }), "hours a year turned down") > 0.01);
  CHECK(worst(s, with("turned_down", [](double v, int) { return 0.5 * v; }), "load = IT + overhead + other") > 1e-3);
  Scenario train = training_campus();
  train.sites[0].grid->swings = scenario::SwingTolerance{.swing = Power::canonical(1.0)};
  design::Design busy = design_of(train);
  for (design::Hourly& h : busy.hourly)
    if (h.component == "here.lithium" && h.quantity == "discharge") h.values[7] += 2.0;
  CHECK(worst(train, busy, "fast storage free for swings") > 0.01);
}
