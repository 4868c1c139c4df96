// What must hold for any network of payments: on networks that rapidcheck invents.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "gridwright/deals/clearing.hpp"
#include "gridwright/deals/graph.hpp"
#include "random_network.hpp"

using namespace gridwright;
using namespace gridwright::deals;

namespace {

double chosen(int percent_low, int percent_high) { return 0.01 * *rc::gen::inRange(percent_low, percent_high + 1); }

Network invented(int ranks) {
  const support::NetworkShape shape{.nodes = *rc::gen::inRange(0, 30),
                                    .claims_each = *rc::gen::inRange(0, 6),
                                    .cash_share = chosen(0, 80),
                                    .ranks = ranks,
                                    .outside_share = chosen(0, 60)};
  return support::random_network(shape, *rc::gen::arbitrary<std::uint32_t>());
}

ClearingOptions conventions(double least_recovery = 0.0) {
  const int low = static_cast<int>(100 * least_recovery);
  return {.cash_recovery = chosen(low, 100),
          .claims_recovery = chosen(low, 100),
          .outside = *rc::gen::element(OutsideCreditors::pari_passu, OutsideCreditors::senior, OutsideCreditors::junior)};
}

bool at_most(const std::vector<double>& a, const std::vector<double>& b) {
  for (std::size_t i = 0; i < a.size(); ++i)
    if (a[i] > b[i] + 1e-9 * std::max(1.0, b[i])) return false;
  return true;
}
bool equal(const std::vector<double>& a, const std::vector<double>& b) { return at_most(a, b) && at_most(b, a); }
double sum(const std::vector<double>& v) { return std::accumulate(v.begin(), v.end(), 0.0); }

void holds(const char* what, auto&& law) { CHECK_MESSAGE(rc::check(what, law), what); }

}  // namespace

TEST_CASE("nobody pays more than it owes, or less than nothing") {
  holds("bounds", [] {
    const Network net = invented(2);
    const Clearing c = clear(net, conventions());
    RC_ASSERT(at_most(c.paid, c.due));
    for (std::size_t i = 0; i < c.paid.size(); ++i) RC_ASSERT(c.paid[i] >= 0.0 && c.outside_paid[i] >= 0.0);
  });
}

TEST_CASE("more cash anywhere never lowers what anybody pays") {
  holds("monotone in cash", [] {
    Network net = invented(2);
    const ClearingOptions options = conventions();
    const Clearing before = clear(net, options);
    for (double& cash : net.cash) cash += chosen(0, 100);
    RC_ASSERT(at_most(before.paid, clear(net, options).paid));
  });
}

TEST_CASE("without default costs no money is lost") {
  holds("conservation", [] {
    const Network net = invented(3);
    const ClearingOptions options{
        .outside = *rc::gen::element(OutsideCreditors::pari_passu, OutsideCreditors::senior, OutsideCreditors::junior)};
    const Clearing c = clear(net, options);
    double kept = 0.0;
    for (std::size_t i = 0; i < c.paid.size(); ++i) {
      const double left = net.cash[i] + c.received[i] - c.paid[i] - c.outside_paid[i];
      RC_ASSERT(left >= -1e-9);
      kept += left;
    }
    RC_ASSERT(std::abs(kept + sum(c.outside_paid) - sum(net.cash)) <= 1e-9 * std::max(1.0, sum(net.cash)));
    RC_ASSERT(std::abs(sum(c.paid) - sum(c.received)) <= 1e-9 * std::max(1.0, sum(c.paid)));
  });
}

TEST_CASE("waves of defaults and plain iteration meet, with ranks, default costs and creditors outside") {
  holds("two methods", [] {
    const Network net = invented(*rc::gen::inRange(1, 4));
    const ClearingOptions options = conventions();
    const Clearing waves = clear(net, options), iterated = clear_by_iteration(net, options);
    RC_ASSERT(equal(waves.paid, iterated.paid));
    RC_ASSERT(equal(waves.outside_paid, iterated.outside_paid));
  });
}

TEST_CASE("who defaults is who cannot pay, and each once") {
  holds("waves", [] {
    const Network net = invented(2);
    const ClearingOptions options = conventions();
    const Clearing c = clear(net, options);
    std::vector<int> fell(static_cast<std::size_t>(net.nodes), 0);
    for (const auto& wave : c.waves) {
      RC_ASSERT(!wave.empty());
      for (const int i : wave) ++fell[static_cast<std::size_t>(i)];
    }
    for (std::size_t i = 0; i < fell.size(); ++i) {
      const double owed_outside = options.outside == OutsideCreditors::junior ? 0.0 : net.outside_debt[i];
      const bool short_of = c.due[i] + owed_outside - net.cash[i] - c.received[i] > 1e-9 * std::max(1.0, c.due[i]);
      RC_ASSERT(fell[i] <= 1);
      if (short_of) RC_ASSERT(fell[i] == 1);
    }
  });
}

TEST_CASE("in cents or in dollars, the shares paid are the same") {
  holds("scale", [] {
    Network net = invented(2);
    const Clearing dollars = clear(net);
    for (Claim& c : net.claims) c.usd *= 1e9;
    for (double& usd : net.cash) usd *= 1e9;
    for (double& usd : net.outside_debt) usd *= 1e9;
    std::vector<double> scaled = clear(net).paid;
    for (double& usd : scaled) usd *= 1e-9;
    RC_ASSERT(equal(dollars.paid, scaled));
  });
}

namespace {

/// Largest flow from a source to a sink by shortest augmenting paths; capacities as a dense matrix.
double maximum_flow(std::vector<std::vector<double>> room, std::size_t source, std::size_t sink) {
  double all = 0.0;
  while (true) {
    std::vector<std::size_t> from(room.size(), room.size()), queue{source};
    from[source] = source;
    for (std::size_t k = 0; k < queue.size() && from[sink] == room.size(); ++k)
      for (std::size_t j = 0; j < room.size(); ++j)
        if (from[j] == room.size() && room[queue[k]][j] > 1e-12) from[j] = queue[k], queue.push_back(j);
    if (from[sink] == room.size()) return all;
    double least = 1e300;
    for (std::size_t j = sink; j != source; j = from[j]) least = std::min(least, room[from[j]][j]);
    for (std::size_t j = sink; j != source; j = from[j]) room[from[j]][j] -= least, room[j][from[j]] += least;
    all += least;
  }
}

/// The largest share of `put_in` that no party has to pass on above its own spending. What reaches a party is what is put into it and
/// what those before it pass on; one pass a party and then until nothing moves (money in a circle without a way out never settles,
/// but does not come back either).
double share_within_spending(const Network& net, const std::vector<double>& spent, const std::vector<double>& put_in) {
  std::vector<double> reached = put_in;
  for (int round = 0; round < 20'000; ++round) {
    std::vector<double> next = put_in;
    for (const Claim& c : net.claims)
      if (c.payer != 0 && c.payee != 0) {
        const auto payer = static_cast<std::size_t>(c.payer);
        next[static_cast<std::size_t>(c.payee)] += reached[payer] * c.usd / spent[payer];
      }
    const bool settled = next == reached;
    reached = std::move(next);
    if (settled) break;
  }
  double share = 1.0;
  for (std::size_t i = 1; i < spent.size(); ++i)
    if (reached[i] > spent[i] && spent[i] > 0.0) share = std::min(share, spent[i] / reached[i]);
  return share;
}

}  // namespace

TEST_CASE("money that comes back is at most what was put in, and no more than pipes carry") {
  holds("round trip", [] {
    const Network net =
        support::random_network({.nodes = *rc::gen::inRange(2, 12), .claims_each = 2}, *rc::gen::arbitrary<std::uint32_t>());
    std::vector<Flow> spending, investments;
    std::vector<double> spent(static_cast<std::size_t>(net.nodes), 0.0);
    for (const Claim& c : net.claims) {
      spending.push_back({std::to_string(c.payer), std::to_string(c.payee), c.usd});
      if (c.payer != 0) spent[static_cast<std::size_t>(c.payer)] += c.usd;
    }
    std::vector<double> put_in(spent.size(), 0.0);
    for (std::size_t i = 1; i < put_in.size(); ++i) put_in[i] = chosen(0, 100) * spent[i];
    // Shares carry money in proportion, whatever a pipe's width: the pipes bound it where nobody passes on more than it spends.
    const double within = share_within_spending(net, spent, put_in);
    double invested = 0.0;
    for (std::size_t i = 1; i < put_in.size(); ++i) {
      investments.push_back({"0", std::to_string(i), within * put_in[i]});
      invested += investments.back().usd;
    }
    const RoundTrip trip = round_trip(spending, investments, "0");
    RC_ASSERT(trip.returned_usd <= invested * (1.0 + 1e-9));
    const auto n = static_cast<std::size_t>(net.nodes);
    std::vector<std::vector<double>> room(n + 1, std::vector<double>(n + 1, 0.0));
    for (const Flow& f : investments) room[n][static_cast<std::size_t>(std::stoi(f.to))] = f.usd;
    for (const Claim& c : net.claims)
      if (c.payer != 0) room[static_cast<std::size_t>(c.payer)][static_cast<std::size_t>(c.payee)] += c.usd;
    RC_ASSERT(trip.returned_usd <= maximum_flow(room, n, 0) * (1.0 + 1e-9) + 1e-9);
  });
}
