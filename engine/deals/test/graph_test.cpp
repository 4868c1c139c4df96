// Circles, money that comes back, concentration.
#include <doctest/doctest.h>

#include <array>

#include "gridwright/deals/graph.hpp"

using namespace gridwright::deals;
using doctest::Approx;

TEST_CASE("each simple circle is found once, largest bottleneck first") {
  const std::vector<Flow> flows{{"a", "b", 3.0}, {"b", "a", 1.0}, {"b", "a", 1.0},
                                {"b", "c", 5.0}, {"c", "a", 9.0}, {"a", "d", 7.0}};
  const std::vector<Cycle> all = simple_cycles(flows);
  REQUIRE(all.size() == 2);
  CHECK(all[0].parties == std::vector<std::string>{"a", "b", "c"});
  CHECK(all[0].bottleneck_usd == 3.0);
  CHECK(all[1].bottleneck_usd == 2.0);
  CHECK(simple_cycles(flows, 2).size() == 1);
}

TEST_CASE("every circle of a complete graph, and a dense graph does not run for ever") {
  const auto complete = [](int n) {
    std::vector<Flow> flows;
    for (int i = 0; i < n; ++i)
      for (int j = 0; j < n; ++j)
        if (i != j) flows.push_back({std::to_string(i), std::to_string(j), 1.0});
    return flows;
  };
  CHECK(simple_cycles(complete(5)).size() == 10 + 20 + 30 + 24);  // C(5,k) (k-1)! of k = 2..5 parties
  CHECK(simple_cycles(complete(40)).size() == 20'000);
}

TEST_CASE("concentration of equal and unequal amounts") {
  CHECK(hhi(std::array{1.0, 1.0, 1.0, 1.0}) == Approx(0.25));
  CHECK(effective_number(std::array{1.0, 1.0, 1.0, 1.0}) == Approx(4.0));
  CHECK(hhi(std::array{0.0}) == 0.0);
}

TEST_CASE("money put into one party comes back through another") {
  // Party 1 spends 30 % at N and 50 % at party 2, which spends 40 % at N.
  std::vector<Flow> spending{{"1", "N", 3.0}, {"1", "2", 5.0}, {"1", "x", 2.0}, {"2", "N", 4.0}, {"2", "y", 6.0}};
  const RoundTrip straight = round_trip(spending, std::vector<Flow>{{"N", "1", 10.0}}, "N");
  CHECK(straight.returned_usd == Approx(5.0));
  CHECK(straight.share() == Approx(0.5));
  spending[4].usd = 5.0, spending.push_back({"2", "1", 1.0});  // and party 2 spends 10 % at party 1
  CHECK(round_trip(spending, std::vector<Flow>{{"N", "1", 10.0}}, "N").returned_usd == Approx(5.263158).epsilon(1e-7));
}

TEST_CASE("a circle that nothing leaves returns nothing") {
  const std::vector<Flow> spending{{"1", "2", 1.0}, {"2", "1", 1.0}};
  CHECK(round_trip(spending, std::vector<Flow>{{"N", "1", 10.0}}, "N").returned_usd == 0.0);
}

TEST_CASE("who stands between others, and where money ends up") {
  // A pays B, B pays C: of the two pairs without B one runs through it.
  const std::vector<Centrality> chain = centrality(std::vector<Flow>{{"A", "B", 1.0}, {"B", "C", 1.0}});
  REQUIRE(chain.size() == 3);
  CHECK(chain[0].party == "C");
  for (const Centrality& c : chain) CHECK(c.betweenness == Approx(c.party == "B" ? 0.5 : 0.0));
  // x_A = e, x_B = e + 0.85 x_A, x_C = e + 0.85 x_B with e such that they add up to 1.
  const double a = 1.0 / (1.0 + 1.85 + 1.0 + 0.85 * 1.85);
  CHECK(chain[0].page_rank == Approx((1.0 + 0.85 * 1.85) * a).epsilon(1e-9));
  // Round a circle all ranks are alike; a party paid nine of ten dollars by one payer gets nine tenths of what it passes on.
  for (const Centrality& c : centrality(std::vector<Flow>{{"A", "B", 5.0}, {"B", "C", 1.0}, {"C", "A", 9.0}})) CHECK(c.page_rank == Approx(1.0 / 3.0).epsilon(1e-9));
  const std::vector<Centrality> fork = centrality(std::vector<Flow>{{"A", "B", 9.0}, {"A", "C", 1.0}, {"B", "A", 1.0}, {"C", "A", 1.0}});
  CHECK(fork[0].party == "A");
  CHECK(fork[1].page_rank - 0.05 == Approx(9.0 * (fork[2].page_rank - 0.05)).epsilon(1e-9));
  CHECK(centrality({}).empty());
}
