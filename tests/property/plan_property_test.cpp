// What must hold for any scenario, on scenarios that rapidcheck invents: one or two sites, any mix of supply, storage, grid,
// tariffs, matching and work, over one or two days.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>

#include "gridwright/design/json.hpp"
#include "gridwright/plan/plan.hpp"
#include "small_worlds.hpp"

using namespace gridwright;
using namespace gridwright::testing;
using plan::Outcome;
using scenario::Generator;
using scenario::MatchingMode;
using scenario::Scenario;
using scenario::SeriesSpec;
using scenario::Site;
using scenario::Storage;
using scenario::Tariff;
using scenario::TariffKind;
using scenario::Workload;
using scenario::WorkloadKind;

namespace {

/// Series that invented scenarios choose from; written once a test case.
struct Shapes {
  SeriesFiles files;
  std::vector<SeriesSpec> availability, price, load;
  Shapes() {
    for (int k = 1; k <= 3; ++k) {
      availability.push_back(files.add([k](int t) { return std::max(0.0, 0.45 + 0.45 * std::sin(0.13 * k * t + k) + 0.1 * std::sin(1.7 * t)); }));
      price.push_back(files.add([k](int t) { return 40.0 + 25.0 * std::sin(0.26 * t + k) + (t % (17 * k) == 0 ? 120.0 : 0.0); }));
      load.push_back(files.add([k](int t) { return 60.0 + 12.0 * k * std::sin(0.26 * t + 2.0 * k); }));
    }
    availability.push_back(files.add([](int t) { return t % 24 < 6 || t % 24 > 18 ? 0.0 : std::sin((t % 24 - 6) * 3.14159 / 12.0); }));
  }
};

int below(int n) { return *rc::gen::inRange(0, n); }
bool chance(int percent) { return below(100) < percent; }
double between(double low, double high) { return low + (high - low) * 0.001 * below(1001); }
template <class T>
const T& one_of(const std::vector<T>& v) { return v[static_cast<std::size_t>(below(static_cast<int>(v.size())))]; }

Generator invent_generator(const Shapes& shapes, int k) {
  Generator g;
  g.id = "supply" + std::to_string(k);
  g.capacity = chance(30) ? exactly_mw(between(5.0, 60.0)) : up_to_mw(between(10.0, 400.0));
  g.capital = usd_per_mw(between(2e5, 3e6));
  g.fixed_om_share = between(0.0, 0.03);
  g.clean = chance(60);
  g.availability = chance(20) ? flat(between(0.3, 1.0)) : one_of(shapes.availability);
  if (chance(20)) g.kind = chance(50) ? scenario::TechnologyKind::wind : scenario::TechnologyKind::solar, g.availability = {};
  if (g.clean || g.kind != scenario::TechnologyKind::thermal) return g;
  g.fuel_price = usd_per_mwh(between(5.0, 30.0));
  g.efficiency = between(0.3, 0.6);
  g.emissions_kg_per_mwh = between(0.0, 900.0);
  if (chance(30)) g.ramp_share_per_hour = between(0.05, 0.9);
  return g;
}

Storage invent_storage(int k) {
  Storage s = simple_storage("store" + std::to_string(k), chance(30) ? exactly_mw(between(1.0, 30.0)) : up_to_mw(between(5.0, 200.0)),
                             exactly_h(between(1.0, 30.0)));
  if (chance(50)) s.duration = {Duration::canonical(between(0.0, 2.0)), Duration::canonical(between(3.0, 40.0))};
  s.charge_efficiency = between(0.6, 1.0);
  s.discharge_efficiency = between(0.5, 1.0);
  s.charge_power_ratio = between(0.3, 1.5);
  if (chance(50)) s.duration_basis = scenario::DurationBasis::internal;
  if (chance(40)) s.self_discharge_per_hour = between(0.0, 0.01);
  if (chance(20)) s.throughput_hours_per_year = between(200.0, 3000.0);
  if (chance(30)) s.energy_fade_per_year = between(0.0, 0.02);
  s.capital_power = usd_per_mw(between(1e5, 2e6));
  s.capital_energy = usd_per_mwh(between(0.0, 3e5));
  s.wear = usd_per_mwh(between(0.0, 3.0));
  s.capacity_credit = between(0.0, 0.9);
  return s;
}

scenario::Grid invent_grid(const Shapes& shapes) {
  scenario::Grid g = simple_grid(0.0, between(60.0, 400.0));
  g.energy_price = chance(40) ? flat(between(10.0, 90.0)) : one_of(shapes.price);
  if (g.energy_price.kind == SeriesSpec::Kind::file) g.energy_price.mean = between(20.0, 80.0);
  g.energy_adder = usd_per_mwh(between(0.0, 8.0));
  g.connection_cost = usd_per_mw(between(0.0, 2e5));
  g.connection_yearly_cost = usd_per_mw(between(0.0, 2e4));
  if (chance(70)) g.clean_share = chance(50) ? flat(between(0.0, 0.9)) : one_of(shapes.availability);
  if (chance(50)) g.carbon_intensity = flat(between(50.0, 700.0));
  if (chance(30)) {
    g.export_limit = up_to_mw(between(1.0, 50.0));
    g.export_price = flat(between(0.0, 15.0));
  }
  return g;
}

void invent_tariff(Scenario& s, const Shapes& shapes) {
  if (chance(40)) return;
  Tariff t{.id = "tariff", .demand_charge_usd_per_mw_month = between(0.0, 2000.0)};
  if (chance(50)) t.minimum_take_share = between(0.0, 0.9);
  if (chance(50)) t.ratchet_share = between(0.0, 0.9);
  if (chance(50)) {
    t.kind = TariffKind::clean_transition;
    t.avoided_price = chance(50) ? flat(between(0.0, 60.0)) : one_of(shapes.price);
    if (t.avoided_price.kind == SeriesSpec::Kind::file) t.avoided_price.mean = between(10.0, 60.0);
    t.capacity_credit_usd_per_mw_year = between(0.0, 60'000.0);
    t.term_years = chance(50) ? 0.0 : 12.0;
    for (const Generator& g : s.sites[0].supply)
      if (chance(60)) t.resources.push_back(g.id);
    for (const Storage& st : s.sites[0].storage)
      if (chance(60)) t.resources.push_back(st.id);
    if (t.resources.empty()) t.kind = TariffKind::standard;
  }
  s.tariffs = {t};
  s.sites[0].grid->tariff = t.id;
}

void invent_work(Scenario& s) {
  for (Site& site : s.sites) {
    site.halls = {simple_hall(between(20.0, 80.0))};
    site.halls[0].capital = usd_per_mw(between(5e6, 12e6));
    if (chance(40)) site.halls[0].cooling.push_back("dtc_tower");
    s.fleets.push_back(simple_fleet(site.id + "_gpus", site.id, {0.0, between(5'000.0, 40'000.0)}));
    if (chance(50)) s.fleets.back().accelerator = "gb300_nvl72";
    s.fleets.back().price = Money::canonical(between(2e4, 6e4));
    s.fleets.back().yearly_upkeep_share = 0.05;
  }
  if (chance(70)) {
    s.workloads.push_back(serving_work("chat", WorkloadKind::interactive, between(1e11, 4e12)));
    if (chance(50)) s.workloads.back().shape = "diurnal";
    if (chance(50)) s.workloads.back().regions = {{"north", 0.3}, {"south", 0.7}};
  }
  if (chance(60)) {
    s.workloads.push_back(serving_work("documents", WorkloadKind::batch, between(1e11, 6e12)));
    s.workloads.back().deadline = Duration::canonical(1.0 + below(24));
  }
  if (s.workloads.empty() || chance(40)) {
    Workload w;
    w.id = "run";
    w.kind = WorkloadKind::training;
    w.model = "llama-3.1-8b";
    w.compute_flop = between(1e22, 4e23);
    w.start_hour = below(10);
    w.finish_hour = s.hours;
    if (chance(50)) w.pause_cost = Duration::canonical(between(0.05, 0.5));
    if (chance(60)) w.pauses_per_day = chance(30) ? 0.0 : std::floor(between(1.0, 4.0));
    s.workloads.push_back(w);
  }
  s.regions = {{.id = "north", .location = {.latitude_deg = 44.9, .longitude_deg = -93.3, .utc_offset_h = -6.0}},
               {.id = "south", .location = {.latitude_deg = 32.8, .longitude_deg = -96.8, .utc_offset_h = -6.0}}};
}

/// Load that may be turned down, and swings of training with a store that follows them.
void invent_movable(Scenario& s) {
  const auto flexible = [](const char* id) {
    scenario::Flexible f{.id = id, .share = between(0.05, 1.0), .hours_per_year = between(10.0, 4000.0), .event = Duration::canonical(between(0.5, 24.0))};
    if (chance(60)) f.rebound = between(0.2, 1.3);
    if (chance(50)) f.cost = usd_per_mwh(between(1.0, 200.0));
    return f;
  };
  const bool chat = std::any_of(s.workloads.begin(), s.workloads.end(), [](const Workload& w) { return w.id == "chat"; });
  for (Site& site : s.sites) {
    if (chance(40)) site.flexible.push_back(flexible("campus"));
    if (!chat || !chance(40)) continue;
    site.flexible.push_back(flexible("cap"));
    site.flexible.back().workload = "chat";
  }
  for (Workload& w : s.workloads)
    if (w.kind == WorkloadKind::training && chance(60)) {
      w.swing_share = between(0.3, 0.9);
      w.swing_smoothing = between(0.0, 0.3);
      for (Site& site : s.sites) {
        if (!site.grid || !chance(70)) continue;
        site.grid->swings = scenario::SwingTolerance{.swing = Power::canonical(between(0.0, 5.0)), .ramp_mw_per_s = chance(50) ? between(0.1, 2.0) : 0.0};
        site.storage.push_back(simple_storage("fast", up_to_mw(200.0), exactly_h(1.0)));
        site.storage.back().fast = true;
        site.storage.back().capital_power = usd_per_mw(4e5);
      }
    }
}

/// Power can always be had at the value of lost load, so most invented scenarios have a design.
Scenario invent(const Shapes& shapes) {
  std::vector<Site> sites;
  const int count = 1 + below(2);
  for (int i = 0; i < count; ++i) {
    Site site = empty_site(i == 0 ? "a" : "b");
    site.load = chance(30) ? flat(between(5.0, 100.0)) : one_of(shapes.load);
    for (int k = below(4); k > 0; --k) site.supply.push_back(invent_generator(shapes, k));
    for (int k = below(3); k > 0; --k) site.storage.push_back(invent_storage(k));
    if (i == 0 || chance(70)) site.grid = invent_grid(shapes);
    sites.push_back(std::move(site));
  }
  Scenario s = world(24 * (1 + below(2)), std::move(sites));
  s.seed = static_cast<std::uint64_t>(below(1000));
  s.unserved_cost = usd_per_mwh(between(1000.0, 9000.0));
  s.building_yearly_cost_share = 0.03;
  invent_tariff(s, shapes);
  if (chance(50)) invent_work(s);
  if (chance(50)) invent_movable(s);
  if (chance(70)) s.matching = {.mode = static_cast<MatchingMode>(below(4)), .target = between(0.0, 0.7), .excess_share = between(0.0, 0.5)};
  if (s.matching.mode == MatchingMode::none) s.matching.target = 0.0;
  if (chance(30)) s.carbon.price_usd_per_kg = between(0.0, 0.2);
  return s;
}

std::string said(const Outcome& o) {
  std::string text = to_text(o.diagnostics);
  for (const plan::Conflict& c : o.conflicts) text += c.sentence + "\n";
  return text;
}
/// What a person needs to see of a scenario that broke a law.
std::string sketch(const Scenario& s) {
  std::string text = std::to_string(s.hours) + " h, seed " + std::to_string(s.seed) + ", matching " +
                     std::to_string(static_cast<int>(s.matching.mode)) + " " + std::to_string(s.matching.target);
  for (const Tariff& t : s.tariffs) {
    text += ", tariff " + std::to_string(static_cast<int>(t.kind)) + " for";
    for (const std::string& r : t.resources) text += " " + r;
  }
  for (const Site& site : s.sites) {
    text += "\n  " + site.id + (site.grid ? ": grid" : ":");
    if (site.grid) text += " price " + std::to_string(site.grid->energy_price.constant) + (site.grid->export_limit.max > Power{} ? " with export" : "");
    for (const Generator& g : site.supply)
      text += ", " + g.id + (g.clean ? " clean" : "") + (g.capacity.fixed() ? " fixed " : " up to ") + std::to_string(g.capacity.max.canonical()) +
              " ramp " + std::to_string(g.ramp_share_per_hour);
    for (const Storage& st : site.storage) text += ", " + st.id + (st.power.fixed() ? " fixed" : "");
    for (const scenario::Flexible& f : site.flexible) text += ", " + f.id + " " + std::to_string(f.share) + " rebound " + std::to_string(f.rebound);
    if (site.grid && site.grid->swings) text += ", swings ramp " + std::to_string(site.grid->swings->ramp_mw_per_s);
  }
  for (const Workload& w : s.workloads) text += ", " + w.id;
  return text + "\n";
}
/// The design, or nothing when there is none; anything else is a failure of the property.
std::optional<design::Design> planned(const Scenario& s, int threads = 1) {
  const Outcome o = plan::plan(s, {.threads = threads});
  if (o.status == Outcome::Status::infeasible) {
    RC_ASSERT(!o.conflicts.empty());
    return std::nullopt;
  }
  RC_LOG() << sketch(s) << said(o);
  RC_ASSERT(o.status == Outcome::Status::done);
  return o.design;
}

// ---------------------------------------------------------------- the laws, once more, from the series alone

double at(const std::vector<double>& v, int t) { return v.empty() ? 0.0 : v[static_cast<std::size_t>(t)]; }

void assert_energy_conserved(const Scenario& s, const design::Design& d) {
  for (const Site& site : s.sites) {
    std::vector<std::vector<double>> in{hourly(d, site.id + ".grid", "import"), hourly(d, site.id, "unserved")};
    std::vector<std::vector<double>> out{hourly(d, site.id + ".grid", "export"), hourly(d, site.id, "it_power"),
                                         hourly(d, site.id, "overhead"), hourly(d, site.id, "other_load")};
    for (const Generator& g : site.supply) in.push_back(hourly(d, site.id + "." + g.id, "generation"));
    in.push_back(hourly(d, site.id + ".campus", "turned_down"));
    out.push_back(hourly(d, site.id + ".campus", "taken_later"));
    for (const Storage& st : site.storage) {
      in.push_back(hourly(d, site.id + "." + st.id, "discharge"));
      out.push_back(hourly(d, site.id + "." + st.id, "charge"));
    }
    for (int t = 0; t < s.hours; ++t) {
      double net = 0.0, most = 1.0;
      for (const auto& v : in) net += at(v, t), most = std::max(most, at(v, t));
      for (const auto& v : out) net -= at(v, t), most = std::max(most, at(v, t));
      RC_ASSERT(std::abs(net) <= 1e-5 * most);
    }
  }
}

/// What went in, less what came out and what was lost, is what the store has more at the end: nothing, over a cyclic horizon.
void assert_stores_conserve(const Scenario& s, const design::Design& d) {
  for (const Site& site : s.sites)
    for (const Storage& st : site.storage) {
      const std::string name = site.id + "." + st.id;
      const std::vector<double> level = hourly(d, name, "level");
      const double in = st.charge_efficiency * sum(hourly(d, name, "charge")), out = sum(hourly(d, name, "discharge")) / st.discharge_efficiency;
      const double lost = st.self_discharge_per_hour * sum(level);
      RC_ASSERT(std::abs(in - out - lost) <= 1e-5 * std::max({in, out, capacity(d, name, "energy"), 1.0}));
    }
}

bool same_series(const design::Design& a, const design::Design& b) {
  if (a.hourly.size() != b.hourly.size()) return false;
  for (std::size_t k = 0; k < a.hourly.size(); ++k)
    if (a.hourly[k].values != b.hourly[k].values || a.hourly[k].component != b.hourly[k].component) return false;
  return true;
}

// ---------------------------------------------------------------- changes with a known effect

void raise(scenario::Range<Power>& r, double by) { r.max = by * r.max; }

/// Gives the planner more room, or makes something cheaper. No plan can be worse for it.
std::string loosen(Scenario& s) {
  Site& site = s.sites[static_cast<std::size_t>(below(static_cast<int>(s.sites.size())))];
  const double by = between(1.0, 3.0);
  switch (below(8)) {
    case 0:
      for (Generator& g : site.supply) raise(g.capacity, by);
      return "more supply";
    case 1:
      for (Storage& st : site.storage) raise(st.power, by);
      return "more storage power";
    case 2:
      if (site.grid) raise(site.grid->connection, by);
      return "more connection";
    case 3:
      for (scenario::Hall& h : site.halls) raise(h.it_power, by);
      for (scenario::Fleet& f : s.fleets) f.count.max *= by;
      return "more halls and accelerators";
    case 4:
      for (Storage& st : site.storage)
        if (!st.duration.fixed()) st.duration.max = by * st.duration.max;
      return "longer stores";
    case 5:
      for (Storage& st : site.storage) st.capital_power = st.capital_power / by, st.capital_energy = st.capital_energy / by;
      return "cheaper stores";
    case 6:
      for (Storage& st : site.storage) st.charge_power_ratio *= by, st.throughput_hours_per_year.reset();
      return "faster stores";
    default:
      for (Workload& w : s.workloads)
        if (w.kind == WorkloadKind::batch) w.deadline = std::floor(by + 1.0) * w.deadline;
      return "later deadlines";
  }
}

SeriesSpec times(SeriesSpec spec, double k) {
  if (spec.kind == SeriesSpec::Kind::constant) spec.constant *= k;
  if (spec.mean) *spec.mean *= k;
  return spec;
}

Scenario in_other_money(Scenario s, double k) {
  for (Site& site : s.sites) {
    for (Generator& g : site.supply) {
      g.capital = k * g.capital;
      g.fixed_om = k * g.fixed_om;
      g.variable_om = k * g.variable_om;
      g.fuel_price = k * g.fuel_price;
    }
    for (Storage& st : site.storage) {
      st.capital_power = k * st.capital_power;
      st.capital_energy = k * st.capital_energy;
      st.wear = k * st.wear;
    }
    for (scenario::Hall& h : site.halls) h.capital = k * *h.capital;
    for (scenario::Flexible& f : site.flexible) f.cost = k * f.cost;
    site.water_usd_per_m3 *= k;
    if (!site.grid) continue;
    site.grid->energy_price = times(site.grid->energy_price, k);
    site.grid->export_price = times(site.grid->export_price, k);
    site.grid->energy_adder = k * site.grid->energy_adder;
    site.grid->connection_cost = k * site.grid->connection_cost;
    site.grid->connection_yearly_cost = k * site.grid->connection_yearly_cost;
  }
  for (Tariff& t : s.tariffs) {
    t.demand_charge_usd_per_mw_month *= k;
    t.capacity_credit_usd_per_mw_year *= k;
    t.avoided_price = times(t.avoided_price, k);
  }
  for (scenario::Fleet& f : s.fleets) f.price = k * *f.price;
  s.network.egress_usd_per_gb *= k;
  s.carbon.price_usd_per_kg *= k;
  s.unserved_cost = k * s.unserved_cost;
  return s;
}

constexpr double cost_tolerance = 1e-6;

}  // namespace

TEST_CASE("any plan conserves energy, passes every check, and is the same on any number of threads") {
  const Shapes shapes;
  int designs = 0;
  CHECK(rc::check([&] {
    const Scenario s = invent(shapes);
    const std::optional<design::Design> d = planned(s, 1);
    if (!d) return;
    ++designs;
    RC_ASSERT(broken_laws(d->checks) == "");
    const Result<std::vector<design::Check>> again = plan::verify(s, *d);
    RC_ASSERT(bool(again));
    RC_ASSERT(broken_laws(*again) == "");
    RC_ASSERT(again->size() >= 10u);
    assert_energy_conserved(s, *d);
    assert_stores_conserve(s, *d);
    const std::optional<design::Design> two = planned(s, 2);
    RC_ASSERT(bool(two));
    RC_ASSERT(design::to_json(*d) == design::to_json(*two));
    RC_ASSERT(same_series(*d, *two));
  }));
  MESSAGE(designs, " invented scenarios have a design");
  CHECK(designs >= 60);
}

TEST_CASE("more of anything, or a cheaper one, never costs more") {
  const Shapes shapes;
  CHECK(rc::check([&] {
    const Scenario s = invent(shapes);
    Scenario loose = s;
    RC_LOG() << loosen(loose);
    const std::optional<design::Design> before = planned(s);
    if (!before) return;
    const std::optional<design::Design> after = planned(loose);
    RC_ASSERT(bool(after));
    RC_LOG() << before->usd_per_year << " -> " << after->usd_per_year;
    RC_ASSERT(after->usd_per_year <= before->usd_per_year + cost_tolerance * std::abs(before->usd_per_year));
  }));
}

TEST_CASE("a tighter match never costs less") {
  const Shapes shapes;
  CHECK(rc::check([&] {
    Scenario s = invent(shapes);
    s.matching.mode = static_cast<MatchingMode>(1 + below(3));
    s.matching.target = between(0.0, 0.6);
    const std::optional<design::Design> loose = planned(s);
    s.matching.target += between(0.0, 0.3);
    const std::optional<design::Design> tight = planned(s);
    if (!tight) return;  // too tight; the loose one may have a design or not
    RC_ASSERT(bool(loose));
    RC_LOG() << loose->usd_per_year << " -> " << tight->usd_per_year;
    RC_ASSERT(tight->usd_per_year >= loose->usd_per_year - cost_tolerance * std::abs(loose->usd_per_year));
  }));
}

TEST_CASE("all prices times k: the same cost times k") {
  const Shapes shapes;
  CHECK(rc::check([&] {
    const Scenario s = invent(shapes);
    const double k = between(0.05, 20.0);
    const std::optional<design::Design> d = planned(s), other = planned(in_other_money(s, k));
    RC_ASSERT(bool(d) == bool(other));
    if (!d) return;
    RC_LOG() << k << " x " << d->usd_per_year << " = " << other->usd_per_year;
    RC_ASSERT(std::abs(k * d->usd_per_year - other->usd_per_year) <= cost_tolerance * std::abs(other->usd_per_year));
  }));
}

namespace {

struct Impossible {
  Scenario s;
  std::set<std::string> blocks;  ///< any of these may be named
};

/// A scenario that cannot be, and the blocks one of which must say so.
Impossible invent_impossible(const Shapes& shapes) {
  Site site = empty_site("a");
  site.load = flat(between(20.0, 100.0));
  site.grid = simple_grid(between(10.0, 90.0), 500.0);
  site.grid->energy_price = one_of(shapes.price);
  Scenario s = world(24 * (1 + below(3)), {site});
  Site& a = s.sites[0];
  const auto with_work = [&](WorkloadKind kind) {
    a.halls = {simple_hall(100.0)};
    s.fleets = {simple_fleet("gpus", "a", {0.0, between(100.0, 500.0)})};
    s.workloads = {serving_work("work", kind, between(1e13, 1e14))};
    s.workloads[0].finish_hour = s.hours;
    s.workloads[0].compute_flop = between(1e25, 1e26);
  };
  switch (below(8)) {
    case 0: a.grid->connection = up_to_mw(a.load.constant * between(0.0, 0.95)); return {s, {"power_balance[a]", "grid_limit[a]"}};
    case 1: s.matching = {.mode = MatchingMode::strict_hourly, .target = between(0.05, 1.0)}; return {s, {"matching"}};
    case 2: s.matching = {.mode = MatchingMode::annual, .target = between(0.05, 1.0)}; return {s, {"matching"}};
    case 3:
      a.grid->carbon_intensity = flat(500.0);
      s.carbon.cap_kg = 8760.0 * a.load.constant * between(0.0, 450.0);
      return {s, {"carbon_cap", "power_balance[a]"}};
    case 4: a.grid->import_share_max = between(0.0, 0.9); return {s, {"grid_import_share[a]", "power_balance[a]"}};
    case 5: with_work(WorkloadKind::interactive); return {s, {"demand[work]", "throughput[gpus]"}};
    case 6: with_work(WorkloadKind::batch); return {s, {"deadline[work]", "throughput[gpus]"}};
    default: with_work(WorkloadKind::training); return {s, {"training[work]", "throughput[gpus]"}};
  }
}

}  // namespace

TEST_CASE("what cannot be is called infeasible, and the block that cannot hold is named") {
  const Shapes shapes;
  CHECK(rc::check([&] {
    const Impossible p = invent_impossible(shapes);
    const Outcome o = plan::plan(p.s);
    RC_LOG() << said(o);
    RC_ASSERT(o.status == Outcome::Status::infeasible);
    RC_ASSERT(!o.conflicts.empty());
    const plan::Conflict& first = o.conflicts.front();
    RC_ASSERT(p.blocks.contains(first.block));
    RC_ASSERT(first.rows > 0);
    RC_ASSERT(first.amount > 0.0);
    RC_ASSERT(!first.sentence.empty());
    RC_ASSERT(o.design.hourly.empty());
  }));
}
