#include "gridwright/deals/contract.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "scratch_folder.hpp"

using namespace gridwright;
using namespace gridwright::deals;
using scenario::Contract;
using I = scenario::Instrument;

namespace {

scenario::Scenario world() {
  scenario::Scenario s;
  s.year = 2026;
  s.cost_of_capital = 0.10;
  s.clouds = {{.id = "aws", .name = "AWS", .offers = {{.id = "h200", .accelerator = "h200", .on_demand = 7.912, .committed = 2.975}}}};
  s.parties = {{.id = "neo", .name = "Neocloud", .kind = scenario::PartyKind::cloud, .cost_of_capital = 0.15}};
  return s;
}

const Fact& fact(const ContractView& v, const std::string& name) {
  for (const Fact& f : v.facts)
    if (f.name == name) return f;
  FAIL("no fact '" << name << "'");
  return v.facts.front();
}

}  // namespace

TEST_CASE("a resource commitment against a load") {
  const std::vector<double> load = [] {
    std::vector<double> l;
    for (int t = 0; t < 8760; ++t) l.push_back(t < 3504 ? 1000.0 : 100.0);   // 1000 in 40 % of the hours
    return l;
  }();
  Contract c{.id = "ri", .instrument = I::resource_commitment, .cloud = "aws", .start = 2026, .end = 2028, .count = {0.0, 5000.0}};
  const ContractView v = explain_contract(world(), c, load);
  CHECK(fact(v, "break-even use").value == doctest::Approx(37.6011).epsilon(1e-5));
  CHECK(fact(v, "quantity").value == 1000.0);   // 40 % is above 37.6 %
  CHECK(v.advice == Advice::sign);
  c.count = {5000.0, 5000.0};
  const ContractView whole = explain_contract(world(), c, load);
  CHECK(whole.advice == Advice::refuse);
  CHECK(whole.nominal_usd == doctest::Approx(3 * 8760.0 * 5000.0 * 2.975));
  CHECK(explain_contract(world(), c, {}).verdict.find("37.6 %") != std::string::npos);
}

TEST_CASE("take-or-pay: ladder with excuses, what a year's delay costs, exit") {
  const Contract c{.id = "top", .instrument = I::take_or_pay, .cloud = "aws", .start = 2027, .end = 2029, .minimum_usd = {100e6, 200e6, 300e6},
                   .delivered = {0.5, 1.0}, .exit_fee_share = 0.4};
  const std::vector<Rung> rungs = ladder(world(), c);
  REQUIRE(rungs.size() == 3);
  CHECK(rungs[0].firm_usd == 50e6);
  CHECK(rungs[0].excused_usd == 50e6);
  CHECK(rungs[2].firm_usd == 300e6);
  const double present = 50e6 / std::pow(1.1, 1.5) + 200e6 / std::pow(1.1, 2.5) + 300e6 / std::pow(1.1, 3.5);
  CHECK(rungs[0].present_usd + rungs[1].present_usd + rungs[2].present_usd == doctest::Approx(present));
  CHECK(exit_cost_today(world(), c) == doctest::Approx(0.4 * present));
  // A year late: nothing in 2027, half of 2028, all of 2029.
  const ContractView v = explain_contract(world(), c, {});
  CHECK(fact(v, "a delay of 1 year").value == doctest::Approx(present - 100e6 / std::pow(1.1, 2.5) - 300e6 / std::pow(1.1, 3.5)));
}

TEST_CASE("a total that minimums do not reach falls due in the last year") {
  const Contract c{.id = "total", .instrument = I::enterprise_commitment, .start = 2026, .end = 2028, .minimum_usd = {10.0}, .total_usd = 100.0};
  const std::vector<Rung> rungs = ladder(world(), c);
  CHECK(rungs[0].firm_usd == 10.0);
  CHECK(rungs[2].firm_usd == 80.0);
}

TEST_CASE("contingent money is never counted as firm") {
  const Contract c{.id = "tranche", .instrument = I::take_or_pay, .firmness = scenario::Firmness::contingent, .start = 2026, .end = 2026, .minimum_usd = {35e9}};
  const ContractView v = explain_contract(world(), c, {});
  CHECK(v.ladder[0].firm_usd == 0.0);
  CHECK(v.ladder[0].contingent_usd == 35e9);
  CHECK(v.present_usd == 0.0);
}

TEST_CASE("a revenue share stops at its cap") {
  const Contract c{.id = "share", .instrument = I::revenue_share, .start = 2026, .end = 2029, .rate = 0.2, .cap_usd = 10e9, .revenue_usd = {20e9, 30e9, 40e9}};
  const std::vector<Rung> rungs = ladder(world(), c);
  CHECK(rungs[0].firm_usd == 4e9);
  CHECK(rungs[1].firm_usd == doctest::Approx(6e9));
  CHECK(rungs[2].firm_usd == doctest::Approx(0.0));
}

TEST_CASE("a lease is left where rent and guarantee together are least") {
  scenario::Scenario s = world();
  s.cost_of_capital = 0.0;
  const Contract c{.id = "lease", .instrument = I::lease, .start = 2026, .end = 2037, .rent_usd = 1e9, .exit_every_years = 4.0, .guarantee_usd = 10e9,
                   .residual_usd = {9e9, 2e9, 1e9}};
  const ContractView v = explain_contract(s, c, {});
  CHECK(fact(v, "leave after 4 years").value == doctest::Approx(5e9));
  CHECK(fact(v, "leave after 8 years").value == doctest::Approx(16e9));
  CHECK(fact(v, "value of the exit options").value == doctest::Approx(7e9));
  CHECK(fact(v, "largest call of the guarantee").value == doctest::Approx(9e9));
}

TEST_CASE("a backstop pays for what is unsold, up to its cap") {
  const Contract c{.id = "put", .instrument = I::backstop, .start = 2026, .end = 2027, .count = {1000.0, 1000.0}, .price = 2.0, .sold_share = {1.0, 0.25}};
  const std::vector<Rung> rungs = ladder(world(), c);
  CHECK(rungs[0].firm_usd == 0.0);
  CHECK(rungs[1].firm_usd == doctest::Approx(750.0 * 2.0 * 8760.0));
}

TEST_CASE("a prepayment is worth the gap between the two costs of capital") {
  const Contract c{.id = "pre", .instrument = I::prepayment, .payee = "neo", .start = 2026, .end = 2030, .total_usd = 10e9, .prepaid_share = 0.2};
  const ContractView v = explain_contract(world(), c, {});
  const double buyer = 2e9 - 0.4e9 * (1.0 - std::pow(1.1, -5.0)) / 0.1, seller = 2e9 - 0.4e9 * (1.0 - std::pow(1.15, -5.0)) / 0.15;
  CHECK(fact(v, "gap").value == doctest::Approx(seller - buyer));
  CHECK(v.advice == Advice::sign);
}

TEST_CASE("a warrant is shown beside the cost, never in it") {
  const Contract c{.id = "warrant", .instrument = I::warrant, .start = 2026, .end = 2030, .shares = 160e6, .exercise_price = 0.01, .price_hurdle = 600.0, .share_price = 240.0};
  const ContractView v = explain_contract(world(), c, {});
  CHECK(v.nominal_usd == 0.0);
  CHECK(fact(v, "value at the hurdle").value == doctest::Approx(160e6 * 599.99));
}

TEST_CASE("credits, power, shares and rights of first refusal say what they are worth") {
  const std::vector<double> load(8760, 100.0);
  const ContractView credits = explain_contract(world(), {.id = "c", .instrument = I::credits, .cloud = "aws", .start = 2026, .end = 2026, .grant_usd = 10e6, .valid_years = 1.0}, load);
  CHECK(fact(credits, "used").value == doctest::Approx(100.0 * 8760.0 * 7.912));
  const ContractView power = explain_contract(world(), {.id = "p", .instrument = I::power_purchase, .start = 2028, .end = 2047, .power_mw = 835.0, .energy_price = 100.0, .capacity_factor = 0.9, .market_price = 55.0}, {});
  CHECK(fact(power, "premium").value == doctest::Approx(835.0 * 0.9 * 8760.0 * 45.0));
  const ContractView rofr = explain_contract(world(), {.id = "r", .instrument = I::right_of_first_refusal, .cloud = "aws", .start = 2026, .end = 2027, .count = {1000.0, 1000.0}, .price = 3.0, .rival_price = 2.4}, {});
  CHECK(fact(rofr, "cost if rivals do not bid").value == doctest::Approx(0.6 * 1000.0 * 8760.0 * 2.0));
}
