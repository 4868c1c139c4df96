// Contracts whose answer is known exactly, each twice: by the closed form of the deals room and, where it is a linear
// program, by the solver. Sources: AWS price file us-east-1 version 20261003071546 (p5en: 63.296 and 23.80 USD/h), OCI list
// (H200: 80 and 40 USD/h), FOCUS_Spec examples, Nvidia and CoreWeave filings as restated in data/deals, Wang, Li, Liang
// (arXiv 1305.5608).
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numbers>
#include <numeric>
#include <random>

#include "gridwright/deals/commitments.hpp"
#include "gridwright/deals/contract.hpp"
#include "gridwright/solver/model.hpp"
#include "gridwright/solver/solve.hpp"
#include "validation_record.hpp"

using namespace gridwright;
using namespace gridwright::deals;

namespace {

void record(const char* claim, const char* source, const std::string& published, const std::string& ours, const char* unit, bool held) {
  CAPTURE(claim);
  CHECK(held);
  validation::record_validation({.room = "deals", .claim = claim, .source = source, .published = published, .ours = ours, .unit = unit,
                                 .error_text = held ? "0" : "not equal", .goal = "exact", .held = held});
}

/// A year of demand with a daily and a weekly wave and growth: no two hours alike.
std::vector<double> year_of_load() {
  std::vector<double> load;
  for (int t = 0; t < 8760; ++t)
    load.push_back(400.0 + 250.0 * std::sin(2.0 * std::numbers::pi * t / 24.0) + 90.0 * std::cos(2.0 * std::numbers::pi * t / 168.0) + 0.03 * t);
  return load;
}

/// min c n + o Σ x[t] / hours,  x[t] >= load[t] − n.
double committed_by_lp(const std::vector<double>& load, double on_demand, double committed) {
  solver::Model model;
  const solver::Column n = model.add_column({.name = "committed", .cost = committed * static_cast<double>(load.size())});
  const solver::Columns x = model.add_columns({.name = "on_demand", .cost = on_demand}, static_cast<int>(load.size()));
  solver::Block rows = model.add_rows("cover");
  for (int t = 0; t < static_cast<int>(load.size()); ++t) rows.add(t, x[t] + n >= load[static_cast<std::size_t>(t)]);
  const solver::Solution s = solver::solve(model.program());
  REQUIRE(s.status == solver::Status::optimal);
  return s.x[static_cast<std::size_t>(n.index)];
}

}  // namespace

TEST_CASE("break-even quantile: closed form and linear program agree on 8,760 hours") {
  const std::vector<double> load = year_of_load();
  struct Offer {
    const char *name, *claim, *published;
    double on_demand, committed;
  };
  for (const Offer& o : {Offer{"p5en", "break-even use of a three-year p5en commitment", "37.601 %", 63.296, 23.80},
                         Offer{"OCI H200", "break-even use of a three-year H200 commitment at OCI", "50.000 %", 80.0, 40.0}}) {
    CAPTURE(o.name);
    const CommitmentChoice choice = best_commitment(load, o.on_demand, o.committed);
    // The LP's commitment costs the same; where a tie makes an interval optimal (4,380 hours at OCI) it lies inside it.
    const double by_lp = committed_by_lp(load, o.on_demand, o.committed);
    CHECK(with_commitment(load, o.on_demand, o.committed, by_lp).usd() == doctest::Approx(choice.usd()).epsilon(1e-9));
    const double below = *std::max_element(load.begin(), load.end(), [&](double a, double b) { return (a < choice.count ? a : 0.0) < (b < choice.count ? b : 0.0); });
    CHECK(by_lp <= choice.count * (1.0 + 1e-6));
    CHECK(by_lp >= below * (1.0 - 1e-6));
    const auto hours = std::count_if(load.begin(), load.end(), [&](double l) { return l >= choice.count; });
    CHECK(static_cast<double>(hours) >= 8760.0 * choice.break_even_use);
    CHECK(static_cast<double>(hours - 1) < 8760.0 * choice.break_even_use);
    const std::string ours = fmt::format("{:.3f} %", 100.0 * choice.break_even_use);
    record(o.claim, "committed / on-demand price; quantity by our solver on 8,760 hours equals the quantile", o.published, ours, "", ours == o.published);
  }
}

TEST_CASE("savings-plan order: highest displacement first, as the linear program finds") {
  const std::vector<PlanUse> uses{{1.0, 10.0, 5.0}, {1.0, 10.0, 8.0}};
  const double ours = apply_spend_commitment(uses, 5.0).bill_usd;
  solver::Model model;
  const solver::Columns x = model.add_columns({.name = "covered", .upper = 1.0, .cost = -10.0}, 2);
  model.add_offset(20.0 + 5.0);
  model.add_rows("plan").add(0, 5.0 * x[0] + 8.0 * x[1] <= 5.0);
  const solver::Solution s = solver::solve(model.program());
  CHECK(s.objective == doctest::Approx(ours));
  record("bill of two SKUs under a spend commitment of 5 USD/h", "AWS applies the highest discount first", "15", fmt::format("{:g}", ours), "USD", ours == 15.0);
  // Covering the second SKU first: 5 / 8 of it.
  CHECK(5.0 + 10.0 + 10.0 * (1.0 - 5.0 / 8.0) == 18.75);
}

TEST_CASE("take-or-pay of the FOCUS examples") {
  std::vector<double> usage(12, 0.0);
  usage[0] = 48.0, usage[1] = 120.0, usage[2] = 60.0;
  const MinimumBill a1 = bill_minimum(usage, {.total = 1200.0}), a2 = bill_minimum(usage, {.minimum = {60.0}, .total = 1200.0});
  record("shortfall of take-or-pay a1: 1,200 in twelve months, 228 used", "FOCUS_Spec saas_spend_agreements_a1", "972", fmt::format("{:g}", a1.shortfall_usd), "USD", a1.shortfall_usd == 972.0);
  const std::vector<double> published{12, 0, 0, 60, 60, 60, 60, 60, 60, 60, 60, 480};
  record("shortfalls of take-or-pay a2, months 1, 4-11 and 12", "FOCUS_Spec saas_spend_agreements_a2", "12, 60, 480",
         fmt::format("{:g}, {:g}, {:g}", a2.shortfall[0], a2.shortfall[3], a2.shortfall[11]), "USD", a2.shortfall == published && a2.paid_usd == 1200.0);
}

TEST_CASE("commitment utilisation of the FOCUS examples") {
  const std::vector<double> load{0.75};
  const CommitmentChoice three_quarters = with_commitment(load, 1.0, 1.0, 1.0);
  CHECK(three_quarters.use == 0.75);
  const std::vector<double> over{1.5};
  CHECK(with_commitment(over, 1.0, 1.0, 1.0).on_demand_usd == 0.50);
  const std::vector<double> year(8760, 1.0);
  const double paid = with_commitment(year, 1.0, 1.0, 1.0).committed_usd;
  record("one year of a commitment of 1 USD/h", "FOCUS_Spec commitment_discount_purchase_scenario_1", "8760", fmt::format("{:g}", paid), "USD", paid == 8760.0);
}

TEST_CASE("credits that expire after month 2") {
  const std::vector<double> bills{30.0, 30.0, 30.0};
  const CreditBill b = apply_credits(bills, std::vector<Grant>{{100.0, 0, 1}});
  record("100 credits expiring after month 2, bills of 30: used, lapsed, paid in month 3", "definition of an expiring grant", "60, 40, 30",
         fmt::format("{:g}, {:g}, {:g}", b.used_usd, b.lapsed_usd, b.paid[2]), "USD", b.used_usd == 60.0 && b.lapsed_usd == 40.0 && b.paid[2] == 30.0);
}

namespace {

/// Offline optimum of reservations: min Σ r + p Σ (d − (1 − α) y),  y[t] <= d[t],  y[t] <= Σ_{t−τ < i <= t} r[i]. Its matrix
/// is an interval matrix, so the linear program has an integral optimum.
double offline_optimum(const std::vector<int>& demand, const ReservationTerms& terms) {
  solver::Model model;
  const int n = static_cast<int>(demand.size());
  const solver::Columns r = model.add_columns({.name = "reserve", .cost = 1.0}, n);
  const solver::Columns y = model.add_columns({.name = "reserved", .cost = -terms.price * (1.0 - terms.discount)}, n);
  solver::Block rows = model.add_rows("reserved");
  solver::Sum sum;
  for (int t = 0; t < n; ++t) {
    model.set_bounds(y[t], 0.0, demand[static_cast<std::size_t>(t)]);
    model.add_offset(terms.price * demand[static_cast<std::size_t>(t)]);
    sum.clear();
    sum.add(1.0, y[t]);
    for (int i = std::max(0, t - static_cast<int>(terms.term) + 1); i <= t; ++i) sum.add(-1.0, r[i]);
    rows.add(t, sum, -solver::infinity, 0.0);
  }
  const solver::Solution s = solver::solve(model.program());
  REQUIRE(s.status == solver::Status::optimal);
  return s.objective;
}

}  // namespace

TEST_CASE("online reservation policies stay within their published bounds of the offline optimum") {
  std::mt19937 random(7);
  double worst = 0.0, worst_bound = 0.0, worst_random = 0.0, worst_random_bound = 0.0;
  for (int trial = 0; trial < 40; ++trial) {
    const ReservationTerms terms{.price = 0.08, .discount = 0.1 * (trial % 8), .term = 30};
    std::vector<int> demand(120, 0);
    int level = 0;
    for (int& d : demand) {
      level = std::clamp(level + static_cast<int>(random() % 3) - 1, 0, 4);
      d = random() % 4 == 0 ? 0 : level;
    }
    const double best = offline_optimum(demand, terms);
    if (best < 1e-9) continue;
    const double bound = 2.0 - terms.discount, ratio = online_reservation_cost(demand, terms, terms.break_even()) / best;
    const double e = std::numbers::e, random_bound = e / (e - 1.0 + terms.discount), random_ratio = online_reservation_expected_cost(demand, terms) / best;
    CHECK(ratio >= 1.0 - 1e-7);
    CHECK(ratio <= bound + 1e-7);
    CHECK(random_ratio <= random_bound + 1e-7);
    if (ratio / bound > worst) worst = ratio / bound, worst_bound = bound;
    if (random_ratio / random_bound > worst_random) worst_random = random_ratio / random_bound, worst_random_bound = random_bound;
  }
  record("deterministic online reservations, worst cost over optimum in 40 random loads, share of the bound 2 - alpha", "Wang, Li, Liang, arXiv 1305.5608",
         "at most 1", validation::digits(worst, 3), "", worst <= 1.0);
  record("randomised online reservations, worst expected cost over optimum, share of the bound e / (e - 1 + alpha)", "Wang, Li, Liang, arXiv 1305.5608",
         "at most 1", validation::digits(worst_random, 3), "", worst_random <= 1.0);
  CHECK(worst_bound > 0.0);
  CHECK(worst_random_bound > 0.0);
}

TEST_CASE("published ladders add up") {
  scenario::Scenario s;
  s.year = 2026;
  const auto sum_of = [&](std::vector<double> minimum, int start) {
    const scenario::Contract c{.id = "ladder", .instrument = scenario::Instrument::take_or_pay, .start = start, .end = start + static_cast<int>(minimum.size()) - 1,
                               .minimum_usd = std::move(minimum)};
    double sum = 0.0;
    for (const Rung& r : ladder(s, c)) sum += r.firm_usd;
    return sum;
  };
  const double nvidia = sum_of({1e9, 6e9, 6e9, 5e9, 4e9, 4e9}, 2026);
  record("Nvidia's cloud commitments, 2026 and later", "Nvidia 10-Q, quarter ended 2025-10-26", "26", fmt::format("{:g}", nvidia / 1e9), "bn USD", nvidia == 26e9);
  const double coreweave = sum_of({0.986052e9, 4.218457e9, 2.833142e9, 1.010054e9, 0.123780e9, 2.0e9}, 2025);
  record("CoreWeave's debt maturities, rest of 2025 and later", "CoreWeave 10-Q, 2025-06-30", "11.171485", fmt::format("{:.6f}", coreweave / 1e9), "bn USD",
         std::abs(coreweave - 11.171485e9) < 1.0);
}
