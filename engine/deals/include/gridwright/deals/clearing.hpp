#pragma once
#include <string>
#include <vector>

#include "gridwright/core/result.hpp"

/// Clearing: who pays how much when somebody cannot pay everything.
///
///   Network net{.nodes = 2, .claims = {{.payer = 0, .payee = 1, .usd = 2.0}, {.payer = 1, .payee = 0, .usd = 2.2}}, .cash = {1.0, 1.0}};
///   const Clearing c = clear(net, {.cash_recovery = 0.5, .claims_recovery = 0.5});
///   c.paid == {2.0, 2.2};  c.waves.empty();                      // Rogers and Veraart (2013), example 3.3
///
/// Model: docs/theory/clearing.md. Eisenberg and Noe (2001): limited liability, priority of debt over equity, pro rata within a
/// rank. Rogers and Veraart (2013): who defaults recovers only a share of cash and claims. Clearing vectors need not be unique;
/// all functions here give the greatest one.
namespace gridwright::deals {

/// What `payer` owes `payee` in the period. Parallel claims add up.
struct Claim {
  int payer = 0, payee = 0;  ///< nodes, from 0; different
  double usd = 0.0;          ///< >= 0
  int rank = 0;              ///< 0 is served first; within a rank everybody gets the same share
  bool operator==(const Claim&) const = default;
};

struct Network {
  int nodes = 0;
  std::vector<Claim> claims;
  std::vector<double> cash;          ///< by node, >= 0: what it has besides the claims
  std::vector<double> outside_debt;  ///< by node, >= 0: owed to creditors outside the network; empty = none
};

/// Where creditors outside stand. Three conventions, three answers on one input; none is the right one.
enum class OutsideCreditors {
  pari_passu,  ///< in the last rank, like a node that owes nothing
  senior,      ///< before all others (Barucca et al., the form of neva)
  junior,      ///< after all others; their loss is no default
};

struct ClearingOptions {
  double cash_recovery = 1.0;    ///< alpha: share of its cash a defaulted node can still pay out, 0..1
  double claims_recovery = 1.0;  ///< beta: the same of what it receives
  OutsideCreditors outside = OutsideCreditors::pari_passu;
  double tolerance =
      1e-12;  ///< a node defaults when it misses more than this share of max(1, what it owes): ties are no default
};

struct Clearing {
  std::vector<double> due;           ///< by node: owed to nodes
  std::vector<double> paid;          ///< by node: paid to nodes, 0 <= paid <= due
  std::vector<double> outside_paid;  ///< by node: paid to creditors outside
  std::vector<double> received;      ///< by node: from nodes
  std::vector<double> equity;  ///< cash + received - all that is owed; below zero is what creditors and default costs lose
  std::vector<double> claim_paid;       ///< in the order of Network::claims
  std::vector<std::vector<int>> waves;  ///< who defaults: [0] by itself, [k] because of wave k-1; nodes ascending
  [[nodiscard]] int defaults() const;
};

/// Everything wrong with a network: nodes that do not exist, negative or infinite amounts, sizes that do not fit, a node that
/// owes itself. Empty when it is sound.
[[nodiscard]] Diagnostics check(const Network& network);

/// Greatest clearing vector by the fictitious default algorithm: waves of defaults, each a sparse linear system (strongly connected
/// parts one after another). `network` must be sound. Cost: a few milliseconds for 1,000 nodes with 10 claims each.
[[nodiscard]] Clearing clear(const Network& network, const ClearingOptions& options = {});

/// The same vector by plain iteration from full payment downwards: an independent second way, slow where little money
/// leaves a circle. `waves` stays empty.
[[nodiscard]] Clearing clear_by_iteration(const Network& network, const ClearingOptions& options = {},
                                          int at_most = 1'000'000);

}  // namespace gridwright::deals
