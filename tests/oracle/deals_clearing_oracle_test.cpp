// Clearing by the fictitious default algorithm, by iteration and as a linear program: one answer. The linear program
//   max sum p   subject to  p <= due,  p - Pi' p <= cash
// holds without default costs and with one rank (Eisenberg and Noe 2001, lemma 4). It is built here, because the room of contracts
// knows no solver.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "gridwright/deals/clearing.hpp"
#include "gridwright/solver/model.hpp"
#include "gridwright/solver/solve.hpp"
#include "random_network.hpp"

using namespace gridwright;
using namespace gridwright::deals;

namespace {

std::vector<double> by_linear_program(const Network& net, const std::vector<double>& due, solver::Method method) {
  solver::Model model;
  std::vector<solver::Column> pays;  // by node
  for (const double usd : due) pays.push_back(model.add_column({.name = "pays", .upper = usd, .cost = -1.0}));
  std::vector<solver::Sum> sums(due.size());
  for (std::size_t i = 0; i < due.size(); ++i) sums[i].add(1.0, pays[i]);
  for (const Claim& c : net.claims)
    if (due[static_cast<std::size_t>(c.payer)] > 0.0)
      sums[static_cast<std::size_t>(c.payee)].add(-c.usd / due[static_cast<std::size_t>(c.payer)],
                                                  pays[static_cast<std::size_t>(c.payer)]);
  solver::Block rows = model.add_rows("limited_liability");
  for (std::size_t i = 0; i < due.size(); ++i) rows.add(static_cast<int>(i), sums[i], -solver::infinity, net.cash[i]);
  const solver::Solution s = solver::solve(model.program(), {.method = method});
  REQUIRE(s.status == solver::Status::optimal);
  return s.x;
}

double apart(const std::vector<double>& a, const std::vector<double>& b) {
  double worst = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) worst = std::max(worst, std::abs(a[i] - b[i]) / std::max(1.0, std::abs(b[i])));
  return worst;
}

}  // namespace

TEST_CASE("three ways to clear agree on random networks of up to 1,000 nodes") {
  int defaults = 0;
  for (const int nodes : {2, 3, 10, 30, 100, 300, 1000})
    for (std::uint64_t number = 0; number < (nodes > 100 ? 2U : 10U); ++number) {
      CAPTURE(nodes);
      CAPTURE(number);
      Network net = support::random_network({.nodes = nodes, .claims_each = 8}, number);
      net.outside_debt.clear();
      const Clearing waves = clear(net), iterated = clear_by_iteration(net);
      CHECK(apart(waves.paid, iterated.paid) <= 1e-11);
      CHECK(apart(by_linear_program(net, waves.due, solver::Method::highs_simplex), waves.paid) <= 1e-6);
      CHECK(apart(by_linear_program(net, waves.due, solver::Method::automatic), waves.paid) <= 1e-6);
      defaults += waves.defaults();
    }
  CHECK(defaults > 100);
}
