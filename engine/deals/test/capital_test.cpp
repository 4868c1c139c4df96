// Readings and stress of small ledgers that can be checked by hand.
#include <doctest/doctest.h>

#include "gridwright/deals/answers.hpp"

using namespace gridwright;
using namespace gridwright::deals;
using doctest::Approx;

namespace {

/// Lab owes Cloud 60 and Fab 40 in 2027 and 2028; Cloud owes Fab 50 in 2027; Fab invests 10 firm and 20 contingent in Lab.
Ledger small() {
  Result<Ledger> l = parse_ledger(
      {.deals = "id,date,from_party,to_party,kind,amount_usd,start_year,end_year,power_gw,status,standing,overlaps,paid_"
                "after,avoidable_share,note,source\n"
                "lab-cloud,2026-01-01,Lab,Cloud,cloud-commitment,120e9,2027,2028,1,signed,firm,,,0.1,,page\n"
                "lab-fab,2026-01-01,Lab,Fab,hardware-purchase,80e9,2027,2028,,announced,firm,,,,,page\n"
                "lab-talk,2026-01-01,Lab,Fab,hardware-purchase,500e9,,,,letter-of-intent,letter-of-intent,,,,,page\n"
                "lab-share,2026-01-01,Lab,Fab,stake,70e9,,,,signed,firm,,,,,page\n"
                "lab-all,2026-01-01,Lab,Cloud,cloud-commitment,200e9,,,,signed,firm,yes,,,,page\n"
                "cloud-fab,2026-01-01,Cloud,Fab,hardware-purchase,50e9,2027,2027,,signed,firm,,,,,page\n"
                "fab-lab,2026-01-01,Fab,Lab,equity,30e9,2027,2028,,announced,contingent,,,,,page\n",
       .schedule = "year,from_party,to_party,kind,amount_busd,basis,standing,deal,note\n"
                   "2027,Lab,Cloud,cloud-commitment,60,straight-line assumption,firm,lab-cloud,\n"
                   "2028,Lab,Cloud,cloud-commitment,60,straight-line assumption,firm,lab-cloud,\n"
                   "2027,Lab,Fab,hardware-purchase,40,stated,firm,lab-fab,\n"
                   "2028,Lab,Fab,hardware-purchase,40,stated,firm,lab-fab,\n"
                   "2027,Cloud,Fab,hardware-purchase,50,stated,firm,cloud-fab,\n"
                   "2027,Fab,Lab,equity,10,stated,firm,fab-lab,\n"
                   "2028,Fab,Lab,equity,20,stated,contingent,fab-lab,\n",
       .parties = "name,kind,aliases\nLab,lab,The Lab\n"});
  REQUIRE(l);
  return *l;
}

const Shortfall& of(const std::vector<Shortfall>& all, const char* party) {
  for (const Shortfall& s : all)
    if (s.party == party) return s;
  FAIL("no such party");
  return all.front();
}

Stress half(int year) { return {.payer = "The Lab", .pays = 0.5, .first_year = year, .last_year = year}; }

}  // namespace

TEST_CASE("dues by year and payee, and what they rest on") {
  const Obligations o = obligations(small(), "The Lab");
  CHECK(o.party == "Lab");
  CHECK(o.total.usd == Approx(200e9));
  CHECK(o.total.assumed_usd == Approx(120e9));
  CHECK(o.hhi == Approx(0.36 + 0.16));
  REQUIRE(o.years.size() == 2);
  CHECK(o.years[1].inflow_unsure.usd == Approx(20e9));
  CHECK(o.payees[0].by_year[1] == Approx(60e9));
}

TEST_CASE("from headlines to firm, dated, netted: every step adds up") {
  const auto steps = waterfall(small());
  double left = 0.0;
  for (const WaterfallStep& s : steps) {
    if (!s.is_level)
      CHECK(s.left_usd == Approx(left + s.change_usd));
    else if (left != 0.0)
      CHECK(s.left_usd == Approx(left));
    left = s.left_usd;
  }
  CHECK(steps.front().left_usd == Approx(1050e9));
  CHECK(steps.back().left_usd == Approx(240e9));  // 260 firm, less 10 of equity both ways with Fab
}

TEST_CASE("half is paid: everybody short by half, and the cloud cannot pay its chips in full") {
  const StressAnswer a = stress(small(), half(2027));
  const StressYear& y = a.years.at(0);
  CHECK(y.payer_due_usd == Approx(100e9));
  CHECK(of(y.payees, "Cloud").unpaid_usd == Approx(30e9));
  CHECK(of(y.payees, "Fab").unpaid_usd == Approx(20e9));
  // Cloud owes 50 and has no cash of its own beyond need: 30 comes in, so Fab misses 20 more.
  CHECK(of(y.losers, "Fab").unpaid_usd == Approx(40e9));
  CHECK(y.waves == std::vector<std::vector<std::string>>{{"Lab"}, {"Cloud"}});
  CHECK(of(y.losers, "Cloud").loss_usd() == Approx(27e9));  // a tenth is avoided, as its deal says
  CHECK(y.failures() == 1);
  CHECK_FALSE(a.assumptions.empty());
}

TEST_CASE("default costs, cushions, stated cash and service in order change who falls") {
  Stress q = half(2027);
  q.cushion = 0.5;
  CHECK(stress(small(), q).years[0].failures() == 0);
  q = half(2027), q.cash["Cloud"] = 20e9;
  CHECK(stress(small(), q).years[0].failures() == 0);
  q = half(2027), q.first = {"Cloud"};
  CHECK(of(stress(small(), q).years[0].payees, "Fab").unpaid_usd == Approx(40e9));
  q = half(2027), q.cash_recovery = q.claims_recovery = 0.5;
  CHECK(of(stress(small(), q).years[0].losers, "Fab").unpaid_usd == Approx(20e9 + 35e9));
}

TEST_CASE("unpaid amounts are written off, roll over, or bring all the rest forward") {
  Stress q = half(2027);
  q.look_until = 2028;
  q.cushion = 10.0;
  CHECK(stress(small(), q).years[1].payer_due_usd == Approx(100e9));
  q.unpaid = Unpaid::rolled;
  CHECK(stress(small(), q).years[1].payer_due_usd == Approx(150e9));
  q.unpaid = Unpaid::accelerated;
  CHECK(stress(small(), q).years[1].payer_due_usd == Approx(150e9));  // the rest falls due in 2028 in any case
}

TEST_CASE("acceleration brings later years forward") {
  Result<Ledger> l = parse_ledger({.deals = "",
                                   .schedule = "year,from_party,to_party,kind,amount_busd,basis,note\n2027,A,B,debt,1,"
                                               "stated,\n2028,A,B,debt,2,stated,\n2029,A,B,debt,4,stated,\n"});
  REQUIRE(l);
  Stress q{
      .payer = "A", .pays = 0.0, .first_year = 2027, .last_year = 2027, .look_until = 2029, .unpaid = Unpaid::accelerated};
  const StressAnswer a = stress(*l, q);
  CHECK(a.years[1].payer_due_usd == Approx(7e9));
  CHECK(a.years[2].payer_due_usd == Approx(0.0));
  CHECK(a.years[1].unpaid_usd == Approx(0.0));
}

TEST_CASE("the threshold curve ends where all is paid, and losses fall along it") {
  const auto curve = threshold_curve(small(), half(2027), 20);
  REQUIRE(curve.size() == 21);
  CHECK(curve.back().failures == 0);
  CHECK(curve.front().failures == 1);
  for (std::size_t k = 1; k < curve.size(); ++k) CHECK(curve[k].unpaid_usd <= curve[k - 1].unpaid_usd);
}

TEST_CASE("criticality, vulnerability and the contract that matters most") {
  const Contagion c = contagion(small(), half(2027));
  CHECK(c.rows.front().party == "Lab");
  CHECK(c.rows.front().caused_usd == Approx(67e9));
  const auto gone = removals(small(), half(2027));
  REQUIRE(!gone.empty());
  CHECK(gone.front().contract == "lab-cloud");  // without it the cloud needs its own cash, and pays
  CHECK(gone.front().saved_usd == Approx(47e9));
}

TEST_CASE("distress before default passes along what is owed") {
  // Cloud is owed 60 by Lab, Fab 40 by Lab and 50 by Cloud; equity is all of that; Lab loses half of its own.
  const Distress d = distress(small(), half(2027), 1.0);
  REQUIRE(d.rows.size() == 2);
  CHECK(d.rows[0].party == "Cloud");
  CHECK(d.rows[0].linear == Approx(0.5));
  CHECK(d.rows[1].linear == Approx(0.5));  // (40 + 50) / 90 of one half
  CHECK(d.linear_usd == Approx(0.5 * 60e9 + 0.5 * 90e9));
  CHECK(distress(small(), half(2027), 1.0, {{"Cloud", 300e9}}).rows.back().linear == Approx(0.1));
}

TEST_CASE("draws by status repeat exactly, whatever the number of threads") {
  const Chances chances{.announced = 0.5, .contingent = 0.5};
  const Sampled one = sample_status(small(), half(2027), chances, 400, 7, 1),
                two = sample_status(small(), half(2027), chances, 400, 7, 2);
  REQUIRE(one.unpaid.size() == two.unpaid.size());
  for (std::size_t i = 0; i < one.unpaid.size(); ++i) CHECK(one.unpaid[i].mean_usd == two.unpaid[i].mean_usd);
  CHECK(one.due.p10_usd == Approx(60e9));  // without the announced purchase
  CHECK(one.due.p90_usd == Approx(100e9));
  CHECK(one.due.mean_usd == Approx(80e9).epsilon(0.05));
}

TEST_CASE("cover with and without the contingent tranche, and with income") {
  const Cover firm = cover(small(), "Lab", {}),
              with = cover(small(), "Lab", {{2027, 95e9}, {2028, 75e9}},
                           {.contingent = true, .options = false, .letters_of_intent = false, .without = {}});
  CHECK(firm.first_year_below == 2027);
  CHECK(firm.years[0].income_needed_usd == Approx(90e9));
  CHECK(firm.years[1].income_needed_usd == Approx(100e9));
  CHECK_FALSE(with.first_year_below.has_value());
  CHECK(with.years[1].carried_usd == Approx(5e9));
  CHECK(with.years[1].cover == Approx(1.0));
}

TEST_CASE("a year late: the first year is excused, the rest slides") {
  const auto d = delay(small(), "lab-cloud", 1, 0.1);
  REQUIRE(d);
  CHECK(d->excused_usd == Approx(60e9));
  CHECK(d->value_usd == Approx(60e9 * (1.0 - 1.0 / 1.21)));
  CHECK(d->still_due_by_payee.usd == Approx(50e9));
  CHECK_FALSE(delay(small(), "lab-talk", 1, 0.1).has_value());
}

TEST_CASE("questions that make no sense are refused with the nearest name") {
  Stress q = half(2027);
  q.payer = "Labb", q.pays = 1.5, q.last_year = 2026, q.first = {"Clout"}, q.cushion = -1.0,
  q.counted.without = {"lab-clout"};
  const std::string text = to_text(check(small(), q));
  INFO(text);
  for (const char* words : {"payer 'Labb' is not in the ledger", "did you mean 'Lab'?", "did you mean 'Cloud'?",
                            "between 0 % and 100 %", "before it starts", "cushion", "did you mean 'lab-cloud'?"})
    CHECK_MESSAGE(text.find(words) != std::string::npos, words);
}

TEST_CASE("the analyst's questions on the shipped ledger") {
  const Ledger ledger = shipped_ledger();
  const OwnMoney nvidia = own_money(ledger, "Nvidia", 2026, 2026, shipped_finances());
  CHECK(*nvidia.upper_bound() == Approx(40.0 / 228.0));
  CHECK(nvidia.diluted.returned_usd <= nvidia.as_listed.returned_usd);
  CHECK(nvidia.as_listed.returned_usd <= nvidia.invested.usd);
  const auto lenders = lender_losses(ledger, shipped_backings(), 0.5, "chips");
  REQUIRE(!lenders.empty());
  CHECK(lenders.front().borrower == "xAI SPV");
  CHECK(*lenders.front().loss_usd == Approx(3.5e9));
  StressFindings found = explore(ledger, {.payer = "OpenAI", .pays = 0.6, .first_year = 2029, .last_year = 2029});
  REQUIRE(found.investors_first);
  CHECK(found.investors_first->question.first == std::vector<std::string>{"Amazon", "Microsoft"});
  CHECK(of(found.investors_first->years[0].payees, "Oracle").unpaid_usd > 24e9);
  CHECK(of(found.investors_first->years[0].payees, "Amazon").unpaid_usd == Approx(0.0));
  for (const Backing& b : shipped_backings()) {
    INFO(b.deal);
    CHECK(ledger.find_deal(b.deal) != nullptr);
  }
}
