// The independent checker must notice every kind of lie. One plan with everything in it, made wrong in one place at a time.
#include <doctest/doctest.h>

#include <functional>
#include <limits>
#include <set>
#include <stdexcept>

#include "gridwright/plan/plan.hpp"
#include "small_worlds.hpp"

using namespace gridwright;
using namespace gridwright::testing;
using design::Design;
using plan::Outcome;
using scenario::Scenario;
using scenario::Site;
using scenario::Tariff;
using scenario::TariffKind;
using scenario::Workload;
using scenario::WorkloadKind;

namespace {

const std::string room = "here.hall dtc_dry_cooler 40 degC";

void add_power(Site& site, SeriesFiles& files) {
  site.grid = simple_grid(0.0, 200.0);
  scenario::Grid& grid = *site.grid;
  grid.energy_price = files.day_night(20.0, 70.0);
  grid.energy_adder = usd_per_mwh(3.0);
  grid.clean_share = files.day_night(0.5, 0.2);
  grid.carbon_intensity = flat(400.0);
  grid.connection_cost = usd_per_mw(120'000.0);
  grid.export_limit = up_to_mw(5.0);
  grid.export_price = flat(15.0);
  grid.import_share_max = 0.9;
  grid.tariff = "clean";
  scenario::Generator wind = simple_generator("wind", up_to_mw(20.0), 30'000.0);
  wind.availability = files.add([](int t) { return 0.2 + 0.6 * ((t * 7) % 24) / 24.0; });
  wind.capital = usd_per_mw(1.5e6);
  wind.clean = true;
  scenario::Generator gas = simple_generator("gas", exactly_mw(5.0), 0.0);
  gas.capital = usd_per_mw(8e5);
  gas.variable_om = usd_per_mwh(60.0);
  gas.emissions_kg_per_mwh = 400.0;
  gas.minimum_level = 0.2;
  gas.ramp_share_per_hour = 0.3;
  site.supply = {wind, gas};
  scenario::Storage store = simple_storage("store", exactly_mw(3.0), exactly_h(6.0));
  store.capital_power = usd_per_mw(1e6);
  store.throughput_hours_per_year = 1200.0;
  store.self_discharge_per_hour = 0.001;
  store.wear = usd_per_mwh(1.0);
  site.storage = {store};
}

void add_work(Scenario& s) {
  for (Site& site : s.sites) {
    site.halls = {simple_hall(60.0)};
    site.halls[0].capital = usd_per_mw(9e6);
    s.fleets.push_back(simple_fleet(site.id + "_gpus", site.id, {0.0, 50'000.0}));
    s.fleets.back().price = Money::canonical(30'000.0);
    s.fleets.back().yearly_upkeep_share = 0.05;
  }
  Workload chat = serving_work("chat", WorkloadKind::interactive, 4e12), documents = serving_work("documents", WorkloadKind::batch, 5e12), run;
  chat.regions = {{"north", 0.6}, {"south", 0.4}};
  documents.deadline = Duration::canonical(6.0);
  run.id = "run";
  run.kind = WorkloadKind::training;
  run.model = "llama-3.1-8b";
  run.compute_flop = 3e23;
  run.start_hour = 6.0;
  run.finish_hour = 60.0;
  run.pause_cost = Duration::canonical(0.2);
  run.pauses_per_day = 2.0;
  run.swing_share = 0.6;
  s.workloads = {chat, documents, run};
  s.regions = {{.id = "north", .location = {.latitude_deg = 44.9, .longitude_deg = -93.3, .utc_offset_h = -6.0}},
               {.id = "south", .location = {.latitude_deg = 32.8, .longitude_deg = -96.8, .utc_offset_h = -6.0}}};
  s.network.us_per_km = 800.0;  // half of two seconds is spent after 1,225 km: "there" cannot answer the north
}

/// Two sites, everything on them.
Scenario everything(SeriesFiles& files) {
  Site here = empty_site("here"), there = empty_site("there");
  here.load = flat(20.0);
  here.flexible = {{.id = "campus", .share = 0.2, .hours_per_year = 300.0, .event = Duration::canonical(3.0), .rebound = 1.0, .cost = usd_per_mwh(1.0)}};
  add_power(here, files);
  here.storage.push_back(simple_storage("fast", up_to_mw(60.0), exactly_h(1.0)));
  here.storage.back().fast = true;
  here.storage.back().fixed_om = usd_per_mw(30'000.0);
  here.grid->swings = scenario::SwingTolerance{.swing = Power::canonical(1.0)};
  there.location = {.latitude_deg = 32.45, .longitude_deg = -99.73, .utc_offset_h = -6.0};
  there.grid = simple_grid(45.0, 200.0);
  Scenario s = world(72, {here, there});
  s.tariffs = {Tariff{.id = "clean", .kind = TariffKind::clean_transition, .resources = {"wind", "store"},
                      .demand_charge_usd_per_mw_month = 800.0, .minimum_take_share = 0.5,
                      .capacity_credit_usd_per_mw_year = 20'000.0, .avoided_price = flat(25.0)}};
  add_work(s);
  s.building_yearly_cost_share = 0.03;
  s.matching = {.mode = scenario::MatchingMode::score_with_grid, .target = 0.3, .excess_share = 1.0};
  s.carbon.cap_kg = 1e9;
  return s;
}

// ---------------------------------------------------------------- reaching into a design

std::vector<double>& series(Design& d, const std::string& component, const std::string& quantity, const std::string& site = "") {
  for (design::Hourly& h : d.hourly)
    if (h.component == component && h.quantity == quantity && (site.empty() || h.site == site)) return h.values;
  throw std::runtime_error("no series " + component + " " + quantity);
}
double& size_of(Design& d, const std::string& component, const std::string& what) {
  for (design::Capacity& c : d.capacities)
    if (c.component == component && c.what == what) return c.value;
  throw std::runtime_error("no capacity " + component + " " + what);
}
/// A cost line; one of zero is added when there is none.
double& line(Design& d, const std::string& component, const std::string& item) {
  for (design::CostLine& c : d.costs)
    if (c.component == component && c.item == item) return c.usd_per_year;
  d.costs.push_back({.group = "power", .component = component, .item = item});
  return d.costs.back().usd_per_year;
}
void scale(std::vector<double>& v, double by) {
  for (double& x : v) x *= by;
}

struct Lie {
  const char* law;
  std::function<void(Design&)> tell;
};

std::vector<Lie> lies_about_power() {
  return {
      {"power balance", [](Design& d) { series(d, "here.grid", "import")[5] += 0.01; }},
      {"generation within availability", [](Design& d) { series(d, "here.wind", "generation")[7] += 20.0; }},
      {"minimum level", [](Design& d) { series(d, "here.gas", "generation")[7] = 0.9; }},
      {"ramp", [](Design& d) { series(d, "here.gas", "generation")[7] += 1.6; }},
      {"capacity within its limits", [](Design& d) { size_of(d, "here.wind", "power") = 20.1; }},
      {"capacity within its limits", [](Design& d) { size_of(d, "here.gas", "power") = 4.9; }},
      {"capacity within its limits", [](Design& d) { size_of(d, "here.store", "power") = 3.01; }},
      {"capacity within its limits", [](Design& d) { size_of(d, "here.grid", "connection") = 200.1; }},
      {"capacity within its limits", [](Design& d) { size_of(d, "here_gpus", "accelerators") = 50'001.0; }},
      {"storage level", [](Design& d) { series(d, "here.store", "level")[3] += 0.01; }},
      {"storage energy", [](Design& d) { series(d, "here.store", "level")[3] = 30.0; }},
      {"storage power", [](Design& d) { series(d, "here.store", "discharge")[3] = 3.1; }},
      {"storage power", [](Design& d) { series(d, "here.store", "charge")[3] = 3.1; }},
      {"storage throughput", [](Design& d) { series(d, "here.store", "discharge")[3] += 60.0; }},
      {"storage duration", [](Design& d) { size_of(d, "here.store", "energy") *= 0.9; }},
      {"storage duration", [](Design& d) { size_of(d, "here.store", "energy") *= 1.1; }},
      {"grid connection", [](Design& d) { size_of(d, "here.grid", "connection") *= 0.5; }},
      {"grid connection", [](Design& d) { series(d, "here.grid", "export")[9] = 6.0; }},
      {"grid import share", [](Design& d) { scale(series(d, "here.grid", "import"), 5.0); }},
      {"load = IT + overhead + other", [](Design& d) { series(d, "here", "overhead")[9] += 0.01; }},
      {"turned down within its share", [](Design& d) { series(d, "here.campus", "turned_down")[9] = 4.1; }},
      {"taken later within its share", [](Design& d) { series(d, "here.campus", "taken_later")[9] = 4.1; }},
      {"taken later after it was turned down", [](Design& d) { series(d, "here.campus", "taken_later")[0] = 2.0; }},
      {"turned down energy is taken by noon", [](Design& d) { scale(series(d, "here.campus", "taken_later"), 0.5); series(d, "here.campus", "turned_down")[10] += 1.0; }},
      {"length of events", [](Design& d) { for (std::size_t t = 0; t < 24; ++t) series(d, "here.campus", "turned_down")[t] = 1.0; }},
      {"hours a year turned down", [](Design& d) { for (std::size_t t = 0; t < 72; ++t) series(d, "here.campus", "turned_down")[t] = 0.2; }},
      {"fast storage free for swings", [](Design& d) { series(d, "here.fast", "discharge")[30] = 60.0; }},
      {"matching target", [](Design& d) { scale(series(d, "here.wind", "generation"), -3.0); }},
      {"carbon cap", [](Design& d) { scale(series(d, "here.gas", "generation"), 1e5); }},
      {"matching scores", [](Design& d) { d.matching.annual += 0.001; }},
      {"matching scores", [](Design& d) { d.matching.score -= 0.001; }},
      {"matching scores", [](Design& d) { d.matching.strict += 0.001; }},
      {"carbon", [](Design& d) { d.matching.carbon_kg *= 1.001; }},
  };
}

std::vector<Lie> lies_about_halls_and_work() {
  return {
      {"hall capacity", [](Design& d) { series(d, room, "it_power")[9] = 61.0; }},
      {"cooling and power chain, share of IT capacity", [](Design& d) { series(d, room, "overhead")[9] += 0.012 * size_of(d, room, "it_power"); }},
      {"cooling and power chain, share of IT capacity", [](Design& d) { series(d, room, "overhead")[9] -= 0.012 * size_of(d, room, "it_power"); }},
      {"IT power", [](Design& d) { series(d, room, "it_power")[9] += 0.01; }},
      {"power set aside for accelerators", [](Design& d) { size_of(d, room, "it_power") *= 0.9; }},
      {"hall limit", [](Design& d) { size_of(d, room, "it_power") = 60.1; }},
      {"PUE", [](Design& d) { d.pue += 0.001; }},
      {"accelerators busy", [](Design& d) { size_of(d, "here_gpus", "accelerators") *= 0.9; }},
      {"demand served", [](Design& d) { series(d, "chat.north", "flow", "here")[9] *= 0.99; }},
      {"latency", [](Design& d) {
         d.hourly.push_back({.site = "there", .component = "chat.north", .quantity = "flow", .values = std::vector<double>(72, 1e6)});
       }},
      {"tokens made = tokens sent", [](Design& d) { scale(series(d, "here_gpus.chat", "active"), 0.99); }},
      {"batch work done", [](Design& d) {
         for (const char* f : {"here_gpus.documents", "there_gpus.documents"}) scale(series(d, f, "active"), 0.99);
       }},
      {"deadline", [](Design& d) {  // ten hours of rest, made good afterwards
         for (const char* f : {"here_gpus.documents", "there_gpus.documents"}) {
           std::vector<double>& active = series(d, f, "active");
           for (std::size_t t = 20; t < 30; ++t) active[t + 10] += active[t], active[t] = 0.0;
         }
       }},
      {"training inside its dates", [](Design& d) { series(d, "here_gpus.run", "active")[2] += 100.0; }},
      {"resumed after a pause", [](Design& d) { series(d, "here_gpus.run", "active")[30] += 1e4; }},
      {"training finished", [](Design& d) {
         for (const char* f : {"here_gpus.run", "there_gpus.run"}) scale(series(d, f, "active"), 0.99);
       }},
      {"pauses a day", [](Design& d) { series(d, "here_gpus.run", "resumed")[30] += 1e6; }},
      {"training inside what it holds", [](Design& d) { series(d, "here_gpus.run", "held")[30] = 0.0; }},
  };
}

std::vector<Lie> lies_about_money() {
  return {
      {"cost of supply and storage", [](Design& d) { line(d, "here.gas", "capital") *= 1.01; }},
      {"retail energy of tariff resources", [](Design& d) { line(d, "here.wind", "energy") *= 1.01; }},
      {"clean transition premium", [](Design& d) { line(d, "here.wind", "premium") += 0.001 * d.usd_per_year; }},
      {"cost of energy", [](Design& d) { line(d, "here.grid", "energy") *= 1.01; }},
      {"income from export", [](Design& d) { line(d, "here.grid", "export") -= 0.001 * d.usd_per_year; }},
      {"cost of connection", [](Design& d) { line(d, "here.grid", "connection") *= 1.01; }},
      {"demand charges", [](Design& d) { line(d, "here.grid", "demand_charge") *= 1.01; }},
      {"cost of buildings", [](Design& d) { line(d, room, "capital") *= 1.01; }},
      {"cost of water", [](Design& d) { line(d, room, "water") += 0.001 * d.usd_per_year; }},
      {"cost of flexible load", [](Design& d) { line(d, "here.campus", "flexibility") += 0.001 * d.usd_per_year; }},
      {"cost of accelerators", [](Design& d) { line(d, "here_gpus", "upkeep") *= 1.01; }},
      {"total cost = sum of invoices", [](Design& d) { d.usd_per_year *= 1.0001; }},
      {"total cost = sum of cost lines", [](Design& d) { line(d, "chat", "egress") += 0.001 * d.usd_per_year; }},
  };
}

const design::Check* find(const std::vector<design::Check>& checks, const std::string& law) {
  for (const design::Check& c : checks)
    if (c.law == law) return &c;
  return nullptr;
}

}  // namespace

TEST_CASE("verify believes an honest design and catches every lie about it") {
  SeriesFiles files;
  const Scenario s = everything(files);
  const Outcome o = plan::plan(s);
  INFO(to_text(o.diagnostics));
  INFO((o.conflicts.empty() ? std::string() : o.conflicts.front().sentence));
  REQUIRE(o.status == Outcome::Status::done);

  const Result<std::vector<design::Check>> honest = plan::verify(s, o.design);
  REQUIRE(honest);
  CHECK(broken_laws(*honest).empty());
  std::set<std::string> laws, lied_about;
  for (const design::Check& c : *honest) {
    laws.insert(c.law);
    CHECK(c.instances > 0);
    CHECK(c.tolerance <= (c.law.starts_with("cooling") ? 5e-3 : 1e-6));
  }
  for (const std::vector<Lie>& lies : {lies_about_power(), lies_about_halls_and_work(), lies_about_money()})
    for (const Lie& lie : lies) {
      CAPTURE(std::string(lie.law));
      lied_about.insert(lie.law);
      Design wrong = o.design;
      lie.tell(wrong);
      const Result<std::vector<design::Check>> checks = plan::verify(s, wrong);
      REQUIRE(checks);
      const design::Check* check = find(*checks, lie.law);
      REQUIRE(check != nullptr);
      CHECK(!check->holds());
      CHECK(!check->where.empty());
    }
  CHECK(laws == lied_about);  // no law without a lie that it catches
}

TEST_CASE("numbers that are not numbers never pass") {
  SeriesFiles files;
  const Scenario s = everything(files);
  const Outcome o = plan::plan(s);
  REQUIRE(o.status == Outcome::Status::done);
  for (std::size_t k = 0; k < o.design.hourly.size(); ++k) {
    const design::Hourly& h = o.design.hourly[k];
    static const std::set<std::string> decided{"generation", "charge", "discharge", "level", "import", "export", "active", "flow"};
    if (!decided.contains(h.quantity)) continue;
    CAPTURE(h.component + " " + h.quantity);
    Design wrong = o.design;
    wrong.hourly[k].values[40] = std::numeric_limits<double>::quiet_NaN();
    CHECK(!broken_laws(*plan::verify(s, wrong)).empty());
  }
}
