// Clearing vectors that can be checked by hand, ranks, creditors outside, broken networks.
#include <doctest/doctest.h>

#include "gridwright/deals/clearing.hpp"
#include "random_network.hpp"

using namespace gridwright;
using namespace gridwright::deals;
using doctest::Approx;

namespace {

void check_vector(const std::vector<double>& ours, const std::vector<double>& wanted) {
  REQUIRE(ours.size() == wanted.size());
  for (std::size_t i = 0; i < ours.size(); ++i) CHECK(ours[i] == Approx(wanted[i]).epsilon(1e-12));
}

}  // namespace

TEST_CASE("nobody defaults: everybody is paid") {
  const Network net{.nodes = 2, .claims = {{0, 1, 2.0}, {1, 0, 2.2}}, .cash = {1.0, 1.0}, .outside_debt = {}};
  const Clearing c = clear(net, {.cash_recovery = 0.5, .claims_recovery = 0.5});
  check_vector(c.paid, {2.0, 2.2});
  CHECK(c.waves.empty());
}

TEST_CASE("half the money reaches both creditors alike; the later rank waits") {
  Network net{.nodes = 3, .claims = {{0, 1, 60.0}, {0, 2, 40.0}}, .cash = {50.0, 0.0, 0.0}, .outside_debt = {}};
  check_vector(clear(net).claim_paid, {30.0, 20.0});
  net.claims[1].rank = 1;
  check_vector(clear(net).claim_paid, {50.0, 0.0});
  net.cash[0] = 80.0;
  check_vector(clear(net).claim_paid, {60.0, 20.0});
  check_vector(clear_by_iteration(net).claim_paid, {60.0, 20.0});
}

TEST_CASE("ranks inside a circle: money that comes back pays the later rank too") {
  // 0 owes 1 ten (rank 0) and 2 ten (rank 1); 1 owes 0 twenty. With cash 4 at 0: 0 pays all it receives and 4 more.
  const Network net{
      .nodes = 3, .claims = {{0, 1, 10.0, 0}, {0, 2, 10.0, 1}, {1, 0, 20.0}}, .cash = {4.0, 2.0, 0.0}, .outside_debt = {}};
  const Clearing c = clear(net), again = clear_by_iteration(net);
  check_vector(c.claim_paid, {10.0, 6.0, 12.0});  // 1 has 2 + 10, so 0 has 4 + 12
  check_vector(again.claim_paid, c.claim_paid);
}

TEST_CASE("creditors outside: three conventions, three answers") {
  const Network net{.nodes = 2, .claims = {{0, 1, 10.0}}, .cash = {12.0, 0.0}, .outside_debt = {10.0, 0.0}};
  CHECK(clear(net, {.outside = OutsideCreditors::pari_passu}).paid[0] == Approx(6.0));
  CHECK(clear(net, {.outside = OutsideCreditors::senior}).paid[0] == Approx(2.0));
  const Clearing junior = clear(net, {.outside = OutsideCreditors::junior});
  CHECK(junior.paid[0] == Approx(10.0));
  CHECK(junior.outside_paid[0] == Approx(2.0));
  CHECK(junior.waves.empty());
  for (const auto outside : {OutsideCreditors::pari_passu, OutsideCreditors::senior, OutsideCreditors::junior})
    CHECK(clear(net, {.outside = outside}).equity[0] == Approx(-8.0));
}

TEST_CASE("a circle without any cash clears at the greatest vector") {
  const Network net{.nodes = 2, .claims = {{0, 1, 2.0}, {1, 0, 1.0}}, .cash = {0.0, 0.0}, .outside_debt = {}};
  check_vector(clear(net).paid, {1.0, 1.0});
  check_vector(clear_by_iteration(net).paid, {1.0, 1.0});
}

TEST_CASE("without any cash and with ranks nothing is made and nothing lost: a network that creeps when it is iterated") {
  const Network net = support::random_network({.nodes = 18, .claims_each = 3, .cash_share = 0.0, .ranks = 3, .outside_share = 0.0}, 677963);
  const Clearing c = clear(net);
  double made = 0.0;
  for (std::size_t i = 0; i < c.paid.size(); ++i) {
    CHECK(c.received[i] - c.paid[i] >= -1e-12);
    made += c.received[i] - c.paid[i];
  }
  CHECK(made == Approx(0.0).epsilon(1e-12));
}

TEST_CASE("a circle that misses a little falls at once to where it can stand") {
  // Of what goes round, node 0 owes 1e-6 to node 2 first; nothing comes in. A walk would take a million rounds.
  const Network net{.nodes = 3, .claims = {{0, 2, 1e-6, 1}, {0, 1, 1.0, 0}, {1, 0, 1.0, 0}, {1, 2, 1.0, 1}}, .cash = {0.0, 0.0, 0.0}, .outside_debt = {}};
  check_vector(clear(net).paid, {1.0, 1.0, 0.0});
  const Network drained{.nodes = 3, .claims = {{0, 2, 1e-6, 0}, {0, 1, 1.0, 1}, {1, 0, 1.0, 0}}, .cash = {0.0, 0.0, 0.0}, .outside_debt = {}};
  check_vector(clear(drained).paid, {0.0, 0.0, 0.0});
}

TEST_CASE("parallel claims add up, empty networks are clear") {
  const Network net{.nodes = 2, .claims = {{0, 1, 2.0}, {0, 1, 3.0}}, .cash = {1.0, 0.0}, .outside_debt = {}};
  const Clearing c = clear(net);
  CHECK(c.due[0] == 5.0);
  CHECK(c.claim_paid[1] == Approx(0.6));
  CHECK(clear({}).paid.empty());
}

TEST_CASE("a network that is none is refused in full") {
  const Network net{
      .nodes = 2, .claims = {{0, 2, 1.0}, {1, 1, 1.0}, {0, 1, -1.0}}, .cash = {-1.0}, .outside_debt = {0.0, 0.0, 0.0}};
  CHECK(check(net).size() == 6);
}
