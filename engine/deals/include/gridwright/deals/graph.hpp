#pragma once
#include <span>
#include <string>
#include <vector>

/// Measures of a graph of payments: circles, money that comes back, concentration.
namespace gridwright::deals {

/// Money from one party to another over some time, all contracts together.
struct Flow {
  std::string from, to;
  double usd = 0.0;
  bool operator==(const Flow&) const = default;
};

/// A way money can go round, each party once.
struct Cycle {
  std::vector<std::string> parties;  ///< the first is the least in alphabetical order; the last pays the first
  double bottleneck_usd = 0.0;       ///< the smallest payment on the way: at most this much went all the way round
};
/// Every simple cycle of up to `longest` parties, largest bottleneck first, then by names. Parallel flows are summed.
/// Paths run from each party through later ones (Johnson's order) and only where a way back of the length that is left exists, so the cost
/// grows with the number of circles. Stops after `at_most`: dense graphs have more circles than anybody reads.
[[nodiscard]] std::vector<Cycle> simple_cycles(std::span<const Flow> flows, std::size_t longest = 6,
                                               std::size_t at_most = 20'000);

/// Where a party stands in the flow of payments.
struct Centrality {
  std::string party;
  double betweenness = 0.0;  ///< share of the other pairs whose shortest chains of payments run through it, 0..1
  double page_rank = 0.0;    ///< where a dollar ends up that is passed on by shares of spending, 15 % of the time anywhere; sums to 1
};
/// Betweenness by Brandes (2001), chains counted in payments whatever their size; PageRank (Brin and Page 1998, damping 0.85) weighted by
/// dollars, who pays nobody passing on to all alike. Largest rank first, then by names. Cost O(parties x flows).
[[nodiscard]] std::vector<Centrality> centrality(std::span<const Flow> flows);

/// HHI = sum of squared shares, 0..1; 0 when nothing is there. Amounts are >= 0.
[[nodiscard]] double hhi(std::span<const double> amounts);
/// 1 / HHI: how many equal ones would be as concentrated.
[[nodiscard]] double effective_number(std::span<const double> amounts);

/// How much of what `investor` puts into others comes back as its own sales.
///   W_ij = share of i's spending that goes to j, v_i = the investor's money in i, w_i = share of i's spending paid to the investor;
///   returned = v' (I - W)^-1 w        (the investor's own row and column removed)
struct RoundTrip {
  double invested_usd = 0.0;
  double returned_usd = 0.0;
  struct Step {
    std::string party;
    double invested_usd = 0.0, returned_usd = 0.0;  ///< returned: of the money put into this party
  };
  std::vector<Step> by_party;  ///< largest investment first
  [[nodiscard]] double share() const { return invested_usd > 0.0 ? returned_usd / invested_usd : 0.0; }
};
/// `spending`: all payments that could carry the money on (the investor's own are left out). `investments`: from the investor.
/// Parties that spend less than is put into them keep the rest only if `spending` says what they spend in all: shares are of what is
/// listed. A circle of spending that nothing leaves returns what reaches it never: such money counts as not returned.
[[nodiscard]] RoundTrip round_trip(std::span<const Flow> spending, std::span<const Flow> investments,
                                   const std::string& investor);

}  // namespace gridwright::deals
