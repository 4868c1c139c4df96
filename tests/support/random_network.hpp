#pragma once
#include <string>

#include "gridwright/core/random.hpp"
#include "gridwright/deals/clearing.hpp"

/// Random networks of payments for tests and benchmarks. The same arguments give the same network everywhere.
namespace gridwright::support {

struct NetworkShape {
  int nodes = 100, claims_each = 10;
  double cash_share = 0.3;  ///< cash of a node: uniform up to twice this share of what it owes
  int ranks = 1;
  double outside_share = 0.2;  ///< debt outside, as a share of what is owed inside: some nodes have it
};

inline deals::Network random_network(const NetworkShape& shape, std::uint64_t number) {
  RandomStream draw(number, "test.random_network." + std::to_string(shape.nodes));
  deals::Network net{.nodes = shape.nodes, .claims = {}, .cash = {}, .outside_debt = {}};
  std::vector<double> owed(static_cast<std::size_t>(shape.nodes), 0.0);
  for (int i = 0; i < shape.nodes && shape.nodes > 1; ++i)
    for (std::uint64_t k = draw.below(2 * static_cast<std::uint64_t>(shape.claims_each) + 1); k > 0; --k) {
      int to = static_cast<int>(draw.below(static_cast<std::uint64_t>(shape.nodes) - 1));
      if (to >= i) ++to;
      const double usd = draw.exponential();
      net.claims.push_back({i, to, usd, static_cast<int>(draw.below(static_cast<std::uint64_t>(shape.ranks)))});
      owed[static_cast<std::size_t>(i)] += usd;
    }
  for (const double due : owed) {
    net.cash.push_back(2.0 * shape.cash_share * draw.uniform() * due);
    net.outside_debt.push_back(draw.below(2) == 0 ? 0.0 : shape.outside_share * due);
  }
  return net;
}

}  // namespace gridwright::support
