// What must hold for any power system, on systems that rapidcheck invents: two or three zones with wind, gas, stores and lines
// over two representative days.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cmath>

#include "gridwright/plan/power_system_plan.hpp"

using namespace gridwright;
using namespace gridwright::scenario;

namespace {

SystemScenario invented() {
  const auto between = [](int low, int high) { return static_cast<double>(*rc::gen::inRange(low, high + 1)); };
  SystemScenario out;
  PowerSystem& s = out.system;
  constexpr int days = 2, hours = 12;
  const double first = between(1000, 7760);
  for (int t = 0; t < days * hours; ++t) {
    const double weight = (t < hours ? first : 8760.0 - first) / hours;
    s.steps.push_back({.label = std::to_string(t), .period = std::to_string(t / hours), .cost_hours = weight, .counted_hours = weight});
  }
  const int zones = *rc::gen::inRange(2, 4);
  for (int z = 0; z < zones; ++z) {
    const std::string id = "z" + std::to_string(z);
    s.buses.push_back({.id = id});
    NamedSeries wind{id + " wind", {}}, load{id + " load", {}};
    const double phase = between(0, 12), size = between(50, 200);
    for (int t = 0; t < days * hours; ++t) {
      wind.values.push_back(std::max(0.0, 0.5 + 0.5 * std::sin(0.7 * t + phase)));
      load.values.push_back(size * (1.0 + 0.3 * std::cos(0.5 * t + phase)));
    }
    s.series.push_back(wind), s.series.push_back(load);
    const int at = static_cast<int>(s.series.size());
    s.loads.push_back({.id = id, .bus = id, .demand = {1.0, at - 1}});
    s.shedding.push_back({.load = id, .cost = 3000.0, .share = 1.0});
    Converter turbine{.id = id + " turbine", .carrier = "wind", .ports = {{id, {1.0}}}};
    turbine.size = {.build = true, .max = between(100, 600), .capital = between(50'000, 150'000)};
    turbine.max_pu = {1.0, at - 2};
    Converter gas{.id = id + " gas", .carrier = "gas", .ports = {{id, {1.0}}}};
    gas.size = {.existing = between(0, 50), .build = true, .retire = true, .capital = between(40'000, 90'000), .fixed = 10'000.0};
    gas.cost = {between(20, 90)};
    gas.ramp_up = gas.ramp_down = Profile{0.5};
    s.converters.push_back(turbine), s.converters.push_back(gas);
    Store battery{.id = id + " battery", .bus = id, .charging = ChargeLimit::shared};
    battery.power = {.build = true, .max = 500.0, .capital = between(10'000, 40'000)};
    battery.energy = {.build = true, .max = 4000.0, .capital = between(5'000, 30'000)};
    battery.max_duration = between(2, 12);
    battery.charge_efficiency = battery.discharge_efficiency = {0.93};
    battery.charge_cost = battery.discharge_cost = {0.2};
    battery.ends = LevelEnds::cyclic_period;
    battery.only_stored = true;
    s.stores.push_back(battery);
  }
  for (int z = 1; z < zones; ++z)
    s.lines.push_back({.id = "line " + std::to_string(z), .from = "z" + std::to_string(z - 1), .to = "z" + std::to_string(z), .size = {.existing = between(10, 120)}, .loss = 0.02});
  return out;
}

double cost_of(const SystemScenario& s) {
  const plan::Outcome o = plan::plan_power_system(s, {.gap = 1e-9});
  RC_ASSERT(o.status == plan::Outcome::Status::done);
  for (const design::Check& c : o.design.checks) RC_ASSERT(c.holds());
  return o.design.usd_per_year;
}

bool same(double a, double b) { return std::abs(a - b) <= 1e-6 * std::max({1.0, std::abs(a), std::abs(b)}); }

template <class Law>
void holds(const char* name, Law&& law) {
  CHECK_MESSAGE(rc::check(name, law), name);
}

}  // namespace

TEST_CASE("splitting a zone in two joined by a free line changes nothing") {
  holds("split", [] {
    SystemScenario s = invented();
    const double whole = cost_of(s);
    PowerSystem& p = s.system;
    p.buses.push_back({.id = "other half"});
    for (std::size_t k = 0; k < p.converters.size(); k += 2)
      if (p.converters[k].ports[0].bus == "z0") p.converters[k].ports[0].bus = "other half";
    p.stores[0].bus = "other half";
    p.lines.push_back({.id = "free", .from = "z0", .to = "other half", .size = {.build = true}});
    RC_ASSERT(same(cost_of(s), whole));
  });
}

TEST_CASE("a longer store never raises the cost") {
  holds("longer", [] {
    SystemScenario s = invented();
    const double before = cost_of(s);
    for (Store& x : s.system.stores) x.max_duration *= 1.5;
    RC_ASSERT(cost_of(s) <= before * (1.0 + 1e-7) + 1e-3);
  });
}

TEST_CASE("scaling all money scales the cost") {
  holds("money", [] {
    SystemScenario s = invented();
    const double before = cost_of(s);
    constexpr double k = 0.01;
    for (Converter& c : s.system.converters) c.size.capital *= k, c.size.fixed *= k, c.cost.constant *= k;
    for (Store& x : s.system.stores)
      for (double* v : {&x.power.capital, &x.energy.capital, &x.charge_cost.constant, &x.discharge_cost.constant}) *v *= k;
    for (Shedding& u : s.system.shedding) u.cost *= k;
    RC_ASSERT(same(cost_of(s), k * before));
  });
}

TEST_CASE("weights of representative periods sum to the year, and two periods alike are one of their weights together") {
  holds("weights", [] {
    SystemScenario s = invented();
    double sum = 0.0;
    for (const Step& t : s.system.steps) sum += t.counted_hours;
    RC_ASSERT(same(sum, 8760.0));
    // the second day repeats the first: the plan is that of one day with all the weight
    for (NamedSeries& x : s.system.series)
      for (std::size_t t = 12; t < 24; ++t) x.values[t] = x.values[t - 12];
    const double two = cost_of(s);
    s.system.steps.resize(12);
    for (NamedSeries& x : s.system.series) x.values.resize(12);
    for (Step& t : s.system.steps) t.cost_hours = t.counted_hours = 8760.0 / 12.0;
    RC_ASSERT(same(cost_of(s), two));
  });
}

// Every period kept, in order: the level is carried as through the whole time.
TEST_CASE("stores linked through a calendar of periods that all stand for themselves are stores of the whole time") {
  holds("linked", [] {
    SystemScenario s = invented();
    for (Store& x : s.system.stores) x.only_stored = false, x.ends = LevelEnds::cyclic, x.max_duration = 24.0;
    const double whole = cost_of(s);
    for (Store& x : s.system.stores) x.ends = LevelEnds::linked;
    s.system.calendar = {{"0", true}, {"1", true}};
    RC_ASSERT(same(cost_of(s), whole));
  });
}

// Five stretches that two periods stand for, against the five planned one by one: what the two do is one way to run the five.
TEST_CASE("a calendar of representative periods never costs less than the time it stands for, and its levels pass the checker") {
  holds("calendar", [] {
    SystemScenario linked = invented();
    for (Store& x : linked.system.stores) x.only_stored = false, x.ends = LevelEnds::linked;
    linked.system.calendar = {{"0", true}, {"0", false}, {"1", false}, {"1", true}, {"0", false}};
    SystemScenario whole = linked;
    PowerSystem& w = whole.system;
    w.calendar.clear(), w.steps.clear();
    for (Store& x : w.stores) x.ends = LevelEnds::cyclic;
    for (NamedSeries& x : w.series) x.values.clear();
    for (std::size_t k = 0; k < linked.system.calendar.size(); ++k)
      for (std::size_t t = 0; t < linked.system.steps.size(); ++t) {
        Step step = linked.system.steps[t];
        if (step.period != linked.system.calendar[k].period) continue;
        const double times = step.period == "0" ? 3.0 : 2.0;
        step.period = "stretch " + std::to_string(k), step.label += " " + std::to_string(k);
        step.cost_hours /= times, step.counted_hours /= times;
        w.steps.push_back(step);
        for (std::size_t x = 0; x < w.series.size(); ++x) w.series[x].values.push_back(linked.system.series[x].values[t]);
      }
    RC_ASSERT(cost_of(whole) <= cost_of(linked) * (1.0 + 1e-7) + 1e-3);
  });
}
