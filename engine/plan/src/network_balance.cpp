#include "network.hpp"

namespace gridwright::plan {

/// unserved:  0 <= u[k, t] <= share[k] demand[t], at its price
void add_shedding(Network& n) {
  for (const scenario::Shedding& s : n.s.shedding) {
    const scenario::Load& load = n.s.loads[n.load.at(s.load)];
    const Columns u = n.model.add_columns({.name = row_name("unserved", s.load), .label = n.label}, n.steps());
    for (int t = 0; t < n.steps(); ++t) {
      n.model.set_bounds(u[t], 0.0, s.share * std::max(0.0, n.at(load.demand, t)));
      n.model.add_cost(u[t], n.price_hours[t] * s.cost);
    }
    n.v.unserved.push_back(u);
  }
}

/// balance:  sum of converters' ports + sum (d - c) + sum of flows in - out - half of losses + unserved + moved load = demand
/// Dual / hours the step stands for: the price of the bus.
void add_balance(Network& n) {
  const PowerSystem& s = n.s;
  struct Tie {
    std::size_t item;
    double factor;
    const scenario::Profile* profile = nullptr;
  };
  struct Node {
    std::vector<Tie> ports, stores, lines, loads, unserved, flexible;
  };
  std::vector<Node> nodes(s.buses.size());
  const auto node = [&](const std::string& id) -> Node& { return nodes[n.bus.at(id)]; };
  for (std::size_t i = 0; i < s.converters.size(); ++i)
    for (const scenario::Port& p : s.converters[i].ports) node(p.bus).ports.push_back({i, 1.0, &p.efficiency});
  for (std::size_t i = 0; i < s.stores.size(); ++i) node(s.stores[i].bus).stores.push_back({i, 1.0});
  for (std::size_t i = 0; i < s.lines.size(); ++i) {
    node(s.lines[i].from).lines.push_back({i, -1.0});
    node(s.lines[i].to).lines.push_back({i, 1.0});
  }
  for (std::size_t i = 0; i < s.loads.size(); ++i) node(s.loads[i].bus).loads.push_back({i, 1.0});
  for (std::size_t i = 0; i < s.shedding.size(); ++i) node(s.loads[n.load.at(s.shedding[i].load)].bus).unserved.push_back({i, 1.0});
  for (std::size_t i = 0; i < s.flexible.size(); ++i) node(s.flexible[i].bus).flexible.push_back({i, 1.0});

  Sum row;
  for (std::size_t k = 0; k < nodes.size(); ++k) {
    Block block = n.model.add_rows(row_name("balance", s.buses[k].id), n.label);
    for (int t = 0; t < n.steps(); ++t) {
      row.clear();
      double demand = 0.0;
      for (const Tie& x : nodes[k].ports) row.add(n.at(*x.profile, t), n.v.converters[x.item].level[t]);
      for (const Tie& x : nodes[k].stores) add_store_flow(n, x.item, t, 1.0, row);
      for (const Tie& x : nodes[k].lines) {
        add_line_flow(n, x.item, t, x.factor, row);
        add_line_loss(n, x.item, t, -0.5, row);
      }
      for (const Tie& x : nodes[k].unserved) row.add(1.0, n.v.unserved[x.item][t]);
      for (const Tie& x : nodes[k].flexible) row.add(1.0, n.v.deferred[x.item][t]).add(-1.0, n.v.served[x.item][t]);
      for (const Tie& x : nodes[k].loads) demand += n.at(s.loads[x.item].demand, t);
      block.add(t, row, demand, demand);  // constants of stores move to the right
    }
  }
}

}  // namespace gridwright::plan
