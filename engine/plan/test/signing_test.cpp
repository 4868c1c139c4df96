// What is signed whole or not at all, when it is left, and contracts that a plan meets elsewhere than in a cloud: cases worked out by hand.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "gridwright/solver/solve.hpp"
#include "rented_worlds.hpp"
#include "small_worlds.hpp"

using namespace gridwright;
using namespace gridwright::testing;
using doctest::Approx;

namespace {

/// Level demand, so that on demand costs 8 USD for each of the same `accelerators` in every hour.
std::string level_world(const std::string& contracts, const std::string& offers = "") {
  std::string text = rented_world(offers, contracts);
  text.replace(text.find(", shape = \"diurnal\""), 19, "");
  return text;
}
struct Level {
  double usd = 0.0, accelerators = 0.0;
};
Level level() {
  const design::Design d = planned(level_world(""));
  const std::vector<double> rented = hourly(d, "aws_east", "on_demand");
  return {d.usd_per_year, rented.at(10)};
}
const design::ContractResult& result(const design::Design& d, const std::string& id) {
  for (const design::ContractResult& c : d.deals.contracts)
    if (c.id == id) return c;
  FAIL("no such contract");
  return d.deals.contracts.front();
}
std::string with(const char* format, double a, double b = 0.0, double c = 0.0, double d = 0.0) {
  char text[700];
  std::snprintf(text, sizeof text, format, a, b, c, d);
  return text;
}

/// The same program by HiGHS's own branch and bound, USD a year.
double by_highs(const std::string& text) {
  const auto s = scenario::load_scenario_text(text, ".", "scenario.toml");
  REQUIRE(bool(s));
  const auto lp = plan::model_of(*s);
  REQUIRE(bool(lp));
  REQUIRE(lp->has_integers());
  const solver::Solution highs = solver::solve(*lp, {.mip_gap = 1e-7});
  REQUIRE(highs.status == solver::Status::optimal);
  return highs.objective * 8760.0 / 168.0;
}

constexpr const char* pay = R"([contracts.pay]
instrument = "take_or_pay"
cloud      = "aws"
status     = "offered"
price      = "4 USD/h"
count      = %.3f
minimum    = "%.2f USD"
)";

}  // namespace

TEST_CASE("a take-or-pay is signed whole or not at all; in parts only where it says so") {
  const Level base = level();
  // All hours under it would cost half, but the minimum is 1.2 times the bill on demand: as a whole it is refused.
  const std::string dear = level_world(with(pay, 10.0 * base.accelerators, 1.2 * base.usd));
  const design::Design refused = planned(dear);
  CHECK(result(refused, "pay").quantity == 0.0);
  CHECK(refused.usd_per_year == Approx(base.usd).epsilon(1e-5));
  CHECK(by_highs(dear) == Approx(refused.usd_per_year).epsilon(2e-5));
  // With nine tenths it is signed, though most of the minimum buys nothing.
  const std::string fair = level_world(with(pay, 10.0 * base.accelerators, 0.9 * base.usd));
  const design::Design taken = planned(fair);
  CHECK(result(taken, "pay").quantity == 1.0);
  CHECK(taken.usd_per_year == Approx(0.9 * base.usd).epsilon(1e-5));
  CHECK(by_highs(fair) == Approx(taken.usd_per_year).epsilon(2e-5));
  // Divisible: the share whose minimum is what is used, at half the price.
  const design::Design part = planned(level_world(with(pay, 10.0 * base.accelerators, 1.2 * base.usd) + "divisible = true\n"));
  CHECK(result(part, "pay").quantity >= 0.05);
  CHECK(part.usd_per_year == Approx(0.5 * base.usd).epsilon(1e-5));
}

TEST_CASE("a least size and a fee make a commitment all or nothing") {
  const Level base = level();
  const char* commit = "[contracts.commit]\ninstrument = \"resource_commitment\"\ncloud = \"aws\"\nstatus = \"offered\"\ncount = { min = %.3f, max = %.3f }\nfee = \"%.2f USD\"\n";
  const double n = base.accelerators;
  // Twice what is needed at 3 instead of 8: three quarters of the bill. Three times: nine eighths, refused.
  CHECK(planned(level_world(with(commit, 2.0 * n, 4.0 * n, 0.0))).usd_per_year == Approx(0.75 * base.usd).epsilon(1e-4));
  const design::Design too_large = planned(level_world(with(commit, 3.0 * n, 4.0 * n, 0.0)));
  CHECK(result(too_large, "commit").quantity == Approx(0.0).epsilon(1e-9));
  CHECK(too_large.usd_per_year == Approx(base.usd).epsilon(1e-4));
  // What it saves is five eighths: a fee of a half is paid, one of seven tenths not.
  CHECK(planned(level_world(with(commit, 0.0, 4.0 * n, 0.5 * base.usd))).usd_per_year == Approx(0.875 * base.usd).epsilon(1e-4));
  CHECK(planned(level_world(with(commit, 0.0, 4.0 * n, 0.7 * base.usd))).usd_per_year == Approx(base.usd).epsilon(1e-4));
}

namespace {
/// Three years; demand falls to a hundredth after the first.
std::string falling_world(const std::string& contracts) {
  std::string text = level_world(contracts);
  text.replace(text.find("hours = 168"), 11, "");
  text.replace(text.find("input_per_output = 2"), 20, "input_per_output = 2, growth = [1, 0.01, 0.01]");
  return text + "[horizon]\nyears = 3\nweeks = 1\n";
}
}  // namespace

TEST_CASE("leaving early costs the fee on what remains, and is done when that is less") {
  const Level base = level();
  const char* owed = "[contracts.owed]\ninstrument = \"take_or_pay\"\ncloud = \"aws\"\nprice = \"4 USD/h\"\ncount = %.3f\nend = 2028\nminimum = \"%.2f USD\"\nexit_fee = \"%.0f %%\"\n";
  const double minimum = std::round(50.0 * base.usd) / 100.0;  // whole cents, as the file states it
  const design::Design left = planned(falling_world(with(owed, 2.0 * base.accelerators, minimum, 20.0)));
  CHECK(in_year(left, "owed", 2026).in_force == 1.0);
  CHECK(in_year(left, "owed", 2027).in_force == 0.0);
  CHECK(in_year(left, "owed", 2027).exit_usd == Approx(0.2 * 2.0 * minimum).epsilon(1e-9));
  CHECK(left.deals.by_year.at(1).usd == Approx(0.4 * minimum + 0.01 * base.usd).epsilon(2e-3));
  const design::Design stayed = planned(falling_world(with(owed, 2.0 * base.accelerators, minimum, 99.0)));
  CHECK(in_year(stayed, "owed", 2028).in_force == 1.0);
  CHECK(in_year(stayed, "owed", 2027).shortfall_usd == Approx(minimum * 0.99).epsilon(1e-2));
}

TEST_CASE("a lease is left at an exit date for what its residual guarantee is short of") {
  const Level base = level();
  const char* lease = "[contracts.hall]\ninstrument = \"lease\"\ncloud = \"aws\"\nend = 2028\ncount = %.3f\nrent = \"%.2f USD\"\nexit_every = \"1 year\"\nguarantee = \"1000 MUSD\"\nresidual = [\"%.0f USD\", \"%.0f USD\", \"900 MUSD\"]\n";
  const double rent = 0.3 * base.usd;
  const design::Design d = planned(falling_world(with(lease, 2.0 * base.accelerators, rent, 1e9 - 0.1 * rent, 9e8)));
  CHECK(in_year(d, "hall", 2026).in_force == 1.0);
  CHECK(in_year(d, "hall", 2027).in_force == 0.0);
  CHECK(in_year(d, "hall", 2027).exit_usd == Approx(0.1 * rent).epsilon(1e-5));
  // Calls that cost more than the rent that is left keep the tenant; the end of the term calls 100 MUSD.
  const design::Design kept = planned(falling_world(with(lease, 2.0 * base.accelerators, 1e6, 0.0, 0.0)));
  CHECK(in_year(kept, "hall", 2028).in_force == 1.0);
  CHECK(in_year(kept, "hall", 2028).exit_usd == Approx(1e8).epsilon(1e-9));
}

TEST_CASE("tiers that fall with volume: all or nothing of the traffic, proved by HiGHS") {
  // Two clouds at one price; traffic V costs 0.9 up to the limit and 0.1 beyond at the first, 0.5 at the second. Concave: all goes one way.
  const double gb_a_month = 1.0e10 * 6.0 / 1e9 * 365.0 / 12.0;
  const auto world_with = [&](double limit_gb) {
    std::string text = level_world("", "[clouds.oci]\negress_up_to = [\"1 GB\"]\negress_price = [\"0.5 USD/GB\", \"0.5 USD/GB\"]\n[clouds.oci.offers.ashburn]\naccelerator = \"h200_sxm\"\n"
                                       "location = { lat = 39.0, lon = -77.5, timezone = \"America/New_York\" }\non_demand = \"8 USD/h\"\nbusy_share_max = 1\n");
    text.insert(text.find("[clouds.aws.offers.east]"), with("[clouds.aws]\negress_up_to = [\"%.4f GB\"]\negress_price = [\"0.9 USD/GB\", \"0.1 USD/GB\"]\n", limit_gb));
    return text;
  };
  const auto egress = [](const design::Design& d) {
    double usd = 0.0;
    for (const design::CostLine& c : d.costs)
      if (c.item == "egress") usd += c.usd_per_year;
    return usd;
  };
  const std::string stay = world_with(0.6 * gb_a_month), go = world_with(0.4 * gb_a_month);
  const design::Design second = planned(stay), first = planned(go);
  CHECK(egress(second) == Approx(12.0 * gb_a_month * 0.5).epsilon(1e-2));
  CHECK(egress(first) == Approx(12.0 * gb_a_month * 0.42).epsilon(1e-2));
  CHECK(by_highs(stay) == Approx(second.usd_per_year).epsilon(2e-5));
  CHECK(by_highs(go) == Approx(first.usd_per_year).epsilon(2e-5));
}

TEST_CASE("money paid in advance buys more than it costs, until the bill is paid") {
  const Level base = level();
  const char* prepaid = "[contracts.ahead]\ninstrument = \"prepayment\"\ncloud = \"aws\"\nstatus = \"offered\"\ntotal = \"%.2f USD\"\nprepaid = \"50 %%\"\ndiscount = \"20 %%\"\n";
  const design::Design d = planned(level_world(with(prepaid, base.usd)));
  CHECK(d.usd_per_year == Approx(0.875 * base.usd).epsilon(1e-5));  // half of the bill buys five eighths of it
  CHECK(in_year(d, "ahead", 2026).credit_used_usd == Approx(0.625 * base.usd).epsilon(1e-5));
  CHECK(in_year(d, "ahead", 2026).lapsed_usd == Approx(0.0).epsilon(1.0));
  CHECK(result(planned(level_world(with(prepaid, 4.0 * base.usd))), "ahead").quantity == 0.0);  // twice the bill in advance
  const design::Design part = planned(level_world(with(prepaid, 4.0 * base.usd) + "divisible = true\n"));
  CHECK(part.usd_per_year == Approx(0.8 * base.usd).epsilon(1e-5));
  CHECK(result(part, "ahead").quantity == Approx(0.4).epsilon(1e-4));
}

TEST_CASE("a tranche under a right of first refusal comes from its holder, after the delay") {
  const Level base = level();
  const char* right = "[contracts.right]\ninstrument = \"right_of_first_refusal\"\ncloud = \"aws\"\nrival = \"oci\"\ncount = %.3f\nprice = \"8 USD/h\"\nrival_price = \"3 USD/h\"\ndelay = \"%.0f months\"\n";
  const auto year = [&](double delay) {
    std::string text = level_world(with(right, base.accelerators * 2.0, delay), "[clouds.oci.offers.ashburn]\naccelerator = \"h200_sxm\"\nlocation = { lat = 39.0, lon = -77.5, timezone = \"America/New_York\" }\non_demand = \"9 USD/h\"\n");
    text.replace(text.find("hours = 168"), 11, "");
    return planned(text + "[horizon]\nyears = 1\nweeks = 1\n");  // the week in the middle of the year
  };
  CHECK(year(5.0).usd_per_year == Approx(0.375 * base.usd).epsilon(1e-3));
  CHECK(year(7.0).usd_per_year == Approx(base.usd).epsilon(1e-3));
}

TEST_CASE("a share of revenue is paid until its cap, and a warrant changes nothing") {
  std::string shared = falling_world("[parties.partner]\n[contracts.share]\ninstrument = \"revenue_share\"\npayee = \"partner\"\nend = 2028\nrate = \"20 %\"\nrevenue = [\"100 MUSD\", \"200 MUSD\", \"300 MUSD\"]\ncap = \"50 MUSD\"\n"
                                     "[contracts.warrant]\ninstrument = \"warrant\"\npayee = \"partner\"\nshares = 160_000_000\nexercise_price = \"0.01 USD\"\nprice_hurdle = \"600 USD\"\n");
  const design::Design with_share = planned(shared), without = planned(falling_world(""));
  CHECK(in_year(with_share, "share", 2026).commitment_usd == Approx(20e6));
  CHECK(in_year(with_share, "share", 2027).commitment_usd == Approx(30e6));
  CHECK(in_year(with_share, "share", 2028).commitment_usd == Approx(0.0));
  for (std::size_t y = 0; y < 3; ++y) CHECK(with_share.deals.by_year[y].usd - without.deals.by_year[y].usd == Approx(y == 0 ? 20e6 : y == 1 ? 30e6 : 0.0).epsilon(1e-6));
  CHECK(result(with_share, "warrant").unit.empty());
}

TEST_CASE("a power purchase is paid whole, and signed where it beats the market") {
  const auto cost = [](double price, double mw, bool divisible) {
    scenario::Site site = empty_site("here");
    site.grid = simple_grid(50.0);
    site.load = flat(10.0);
    scenario::Scenario s = world(168, {site});
    scenario::Contract c{.id = "crane", .instrument = scenario::Instrument::power_purchase, .status = scenario::Status::offered, .divisible = divisible, .start = s.year, .end = s.year};
    c.power_mw = mw, c.energy_price = price, c.site = "here";
    s.contracts = {c};
    const plan::Outcome o = plan::plan(s);
    REQUIRE_MESSAGE(o.status == plan::Outcome::Status::done, to_text(o.diagnostics));
    for (const design::Check& check : o.design.checks) CHECK_MESSAGE(check.holds(), check.law << " " << check.worst << " at " << check.where);
    return o.design.usd_per_year / 8760.0;
  };
  CHECK(cost(40.0, 10.0, false) == Approx(400.0).epsilon(1e-6));
  CHECK(cost(60.0, 10.0, false) == Approx(500.0).epsilon(1e-6));
  CHECK(cost(40.0, 20.0, false) == Approx(500.0).epsilon(1e-6));  // 20 MW for 800 USD an hour, half of it for nothing
  CHECK(cost(40.0, 20.0, true) == Approx(400.0).epsilon(1e-6));
}

TEST_CASE("a backstop pays for idle accelerators, up to its number and its cap") {
  const auto cost = [](double cap_usd) {
    scenario::Site site = empty_site("here");
    site.grid = simple_grid(0.0);
    site.halls = {simple_hall(100.0)};
    scenario::Scenario s = world(168, {site});
    s.fleets = {simple_fleet("gpus", "here", {1000.0, 1000.0})};
    s.workloads = {serving_work("chat", scenario::WorkloadKind::interactive, 1e8)};
    scenario::Party maker{.id = "maker"};
    s.parties = {maker};
    scenario::Contract c{.id = "put", .instrument = scenario::Instrument::backstop, .payer = "maker", .count = {300.0, 300.0}, .price = 2.0, .cap_usd = cap_usd};
    c.start = c.end = s.year;
    s.contracts = {c};
    const plan::Outcome o = plan::plan(s);
    REQUIRE_MESSAGE(o.status == plan::Outcome::Status::done, to_text(o.diagnostics));
    for (const design::Check& check : o.design.checks) CHECK_MESSAGE(check.holds(), check.law << " " << check.worst << " at " << check.where);
    return o.design.usd_per_year;
  };
  CHECK(cost(scenario::unlimited) == Approx(-300.0 * 2.0 * 8760.0).epsilon(1e-5));
  CHECK(cost(1e6) == Approx(-1e6).epsilon(1e-5));
}

TEST_CASE("what-if plans: an outage, exclusivity and a right of first refusal have their price") {
  const Level base = level();
  const std::string second = with("[clouds.oci.offers.ashburn]\naccelerator = \"h200_sxm\"\nlocation = { lat = 39.0, lon = -77.5, timezone = \"America/New_York\" }\non_demand = \"9 USD/h\"\nbusy_share_max = 1\navailable = %.3f\n", 0.5 * base.accelerators);
  const auto explored = [&](const std::string& contracts) {
    const auto s = scenario::load_scenario_text(level_world(contracts, second), ".", "scenario.toml");
    REQUIRE_MESSAGE(bool(s), to_text(s.diagnostics()));
    plan::Outcome o = plan::plan(*s);
    REQUIRE_MESSAGE(o.status == plan::Outcome::Status::done, to_text(o.diagnostics));
    plan::explore_deals(*s, {}, o.design);
    return o.design;
  };
  const auto measure = [](const design::Design& d, const std::string& name, const std::string& component) {
    for (const design::LockIn& l : d.deals.lock_in)
      if (l.measure == name && l.component == component) return l.value;
    FAIL("no such measure");
    return 0.0;
  };
  // Half of the work fits elsewhere when the cheap cloud fails; nothing is lost when the other does.
  const design::Design exclusive = explored("[contracts.must]\ninstrument = \"share\"\ncloud = \"oci\"\nshare_min = \"40 %\"\n");
  CHECK(measure(exclusive, "outage regret", "aws: share") == Approx(50.0).epsilon(1e-3));
  CHECK(measure(exclusive, "outage regret", "oci: share") == Approx(0.0).epsilon(1e-3));
  CHECK(measure(exclusive, "outage regret", "aws") == Approx(0.5 * 1.0e10 * 30.0).epsilon(1e-2));
  // Two fifths at 9 instead of 8: ending it saves a twentieth.
  CHECK(result(exclusive, "must").refused_usd == Approx(-0.05 * base.usd).epsilon(1e-3));
  // The week planned lies in January, inside the delay: the tranche at 3 is not there yet. Without the right it is.
  const design::Design right = explored(with("[contracts.right]\ninstrument = \"right_of_first_refusal\"\ncloud = \"aws\"\nrival = \"oci\"\ncount = %.3f\nprice = \"8 USD/h\"\nrival_price = \"3 USD/h\"\ndelay = \"7 months\"\n", 2.0 * base.accelerators));
  CHECK(measure(right, "right of first refusal", "right") == Approx(0.625 * base.usd).epsilon(1e-3));
  CHECK(measure(right, "right of first refusal", "right: the delay") == Approx(0.625 * base.usd).epsilon(1e-3));
}

TEST_CASE("the books of a plan add up") {
  const std::string owed = "[parties.customer]\n[contracts.sold]\ninstrument = \"take_or_pay\"\npayer = \"customer\"\nend = 2028\nminimum = [\"10 MUSD\", \"20 MUSD\", \"30 MUSD\"]\n";
  const design::Design d = planned(falling_world(owed));
  REQUIRE(d.books.years.size() == 10);
  for (std::size_t y = 0; y < 3; ++y) {
    const design::MoneyYear& m = d.books.years[y];
    CHECK(m.planned);
    CHECK(m.cash_usd == Approx(m.accelerators_usd + m.buildings_usd + m.power_usd + m.running_usd + m.clouds_usd + m.contracts_usd));
    CHECK(m.clouds_usd == Approx(d.deals.by_year[y].usd).epsilon(1e-9));  // all is rented
    CHECK(m.inflow_usd == Approx(1e7 * (1.0 + static_cast<double>(y))));
  }
  CHECK_FALSE(d.books.years[3].planned);
  double layers = 0.0;
  for (const design::CostLayer& l : d.books.layers) layers += l.usd;
  CHECK(layers == Approx(d.usd_per_year).epsilon(1e-9));
  CHECK(d.books.ways.empty());  // nothing is owned
}
