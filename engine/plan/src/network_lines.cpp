#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <queue>

#include "network.hpp"

namespace gridwright::plan {

using scenario::Line;

namespace {

/// Widths and slopes of the pieces of a quadratic loss up to `top` MW: chords that minimise the largest error.
///   width_1 = (1 + sqrt2) w, width_m = 2 sqrt2 w, slope_m = (2 + 4 sqrt2 (m - 1)) w,  w = top / (1 + sqrt2 (2M - 1))
///   Source: Zhang et al. 2013, as GenX documents it.
struct Piece {
  double width, slope;
};
std::vector<Piece> pieces_of(const Line& l, double top) {
  constexpr double r = std::numbers::sqrt2;
  const double w = top / (1.0 + r * (2.0 * l.loss_segments - 1.0));
  std::vector<Piece> out;
  for (int m = 0; m < l.loss_segments; ++m)
    out.push_back({(m == 0 ? 1.0 + r : 2.0 * r) * w, (2.0 + 4.0 * r * m) * w * l.loss_per_mw});
  return out;
}

bool loses(const Line& l) { return l.loss_segments > 1 ? l.loss_per_mw > 0.0 : l.loss > 0.0; }

double most(const Line& l) { return l.size.build ? l.size.max : l.size.existing; }

/// line_max:  -k S <= f[t] <= k S    or    forward[t] + backward[t] <= k S
void add_line_limits(Network& n, const Line& l, const LineVars& v) {
  Block block = n.model.add_rows(row_name("line_max", l.id), n.label);
  Block reverse = n.model.add_rows(row_name("line_max_reverse", l.id), n.label);
  for (int t = 0; t < n.steps(); ++t) {
    if (!n.stands(l.life, t)) continue;
    const double k = n.at(l.max_pu, t);
    Sum row;
    if (v.flow.exists()) {
      const double turn = l.physical && std::isfinite(l.max_angle_rad) ? l.max_angle_rad / std::abs(l.impedance) : scenario::no_limit;
      const double bound = v.size.fixed() ? std::min(k * v.size.constant, turn) : turn;
      n.model.set_bounds(v.flow[t], -bound, bound);
      if (v.size.fixed()) continue;
      row.add(1.0, v.flow[t]);
      add_standing(row, -k, v.size);
      block.add(t, row, -solver::infinity, 0.0);
      row.clear();
      row.add(-1.0, v.flow[t]);
      add_standing(row, -k, v.size);
      reverse.add(t, row, -solver::infinity, 0.0);
    } else {
      row.add(1.0, v.forward[t]).add(1.0, v.backward[t]);
      add_standing(row, -k, v.size);
      block.add(t, row, -solver::infinity, 0.0);
    }
  }
}

/// line_pieces:  sum of pieces[t] = forward[t] + backward[t]
void add_pieces(Network& n, const Line& l, LineVars& v) {
  if (l.loss_segments <= 1 || !loses(l)) return;
  for (const Piece& p : pieces_of(l, most(l)))
    v.pieces.push_back(n.model.add_columns({.name = row_name("loss_piece", l.id), .upper = p.width, .label = n.label}, n.steps()));
  Block block = n.model.add_rows(row_name("line_pieces", l.id), n.label);
  for (int t = 0; t < n.steps(); ++t) {
    Sum row;
    row.add(1.0, v.forward[t]).add(1.0, v.backward[t]);
    for (const Columns& piece : v.pieces) row.add(-1.0, piece[t]);
    block.add(t, row, 0.0, 0.0);
  }
}

/// line_one_way:  forward[t] <= M way[t],  backward[t] <= M (1 - way[t])      way whole, M the most that may stand
void add_one_way(Network& n, const Line& l, const LineVars& v) {
  const double top = most(l);
  if (!l.one_way || !v.forward.exists() || !std::isfinite(top)) return;
  const Columns way = n.model.add_columns({.name = row_name("way", l.id), .upper = 1.0, .integer = true, .label = n.label}, n.steps());
  Block block = n.model.add_rows(row_name("line_one_way", l.id), n.label);
  for (int t = 0; t < n.steps(); ++t) {
    block.add(t, v.forward[t] <= top * way[t]);
    block.add(t, v.backward[t] + top * way[t] <= top);
  }
}

}  // namespace

void add_line_loss(const Network& n, std::size_t line, int t, double factor, Sum& sum) {
  const Line& l = n.s.lines[line];
  const LineVars& v = n.v.lines[line];
  if (!loses(l)) return;
  if (v.pieces.empty()) {
    sum.add(factor * l.loss, v.forward[t]).add(factor * l.loss, v.backward[t]);
    return;
  }
  const std::vector<Piece> pieces = pieces_of(l, most(l));
  for (std::size_t m = 0; m < pieces.size(); ++m) sum.add(factor * pieces[m].slope, v.pieces[m][t]);
}

void add_line_flow(const Network& n, std::size_t line, int t, double factor, Sum& sum) {
  const LineVars& v = n.v.lines[line];
  if (v.flow.exists()) sum.add(factor, v.flow[t]);
  else sum.add(factor, v.forward[t]).add(-factor, v.backward[t]);
}

void add_lines(Network& n) {
  for (const Line& l : n.s.lines) {
    LineVars v;
    v.size = add_sizing(n, l.size, l.id, "capacity", n.stage_weight(l.life));
    const bool two_ways = loses(l) || l.cost != scenario::Profile{};
    if (two_ways) {
      v.forward = n.model.add_columns({.name = row_name("forward", l.id), .label = n.label}, n.steps());
      v.backward = n.model.add_columns({.name = row_name("backward", l.id), .label = n.label}, n.steps());
    } else {
      v.flow = n.model.add_columns({.name = row_name("flow", l.id), .lower = -solver::infinity, .label = n.label}, n.steps());
    }
    for (const Columns& x : {v.flow, v.forward, v.backward})
      for (int t = 0; t < x.count; ++t) {
        if (two_ways) n.model.add_cost(x[t], n.price_hours[t] * n.at(l.cost, t));
        if (!n.stands(l.life, t)) n.model.set_bounds(x[t], 0.0, 0.0);
      }
    add_line_limits(n, l, v);
    add_pieces(n, l, v);
    add_one_way(n, l, v);
    n.v.lines.push_back(std::move(v));
  }
}

std::vector<Loop> loops_of(const PowerSystem& s, const std::vector<bool>& stands) {
  std::unordered_map<std::string, std::size_t> bus;
  for (std::size_t k = 0; k < s.buses.size(); ++k) bus.emplace(s.buses[k].id, k);
  std::vector<std::vector<std::pair<std::size_t, std::size_t>>> ties(s.buses.size());  // (line, other bus)
  for (std::size_t l = 0; l < s.lines.size(); ++l) {
    if (!s.lines[l].physical || !stands[l]) continue;
    const std::size_t a = bus.at(s.lines[l].from), b = bus.at(s.lines[l].to);
    ties[a].emplace_back(l, b), ties[b].emplace_back(l, a);
  }
  constexpr std::size_t none = static_cast<std::size_t>(-1);
  std::vector<std::size_t> parent(s.buses.size(), none), by(s.buses.size(), none), depth(s.buses.size(), 0);
  std::vector<bool> seen(s.buses.size(), false), in_tree(s.lines.size(), false);
  for (std::size_t root = 0; root < s.buses.size(); ++root) {  // breadth first: short loops
    if (seen[root]) continue;
    std::queue<std::size_t> open;
    open.push(root), seen[root] = true;
    while (!open.empty()) {
      const std::size_t at = open.front();
      open.pop();
      for (const auto& [line, other] : ties[at])
        if (!seen[other]) seen[other] = true, parent[other] = at, by[other] = line, depth[other] = depth[at] + 1, in_tree[line] = true, open.push(other);
    }
  }
  const auto sign = [&](std::size_t line, std::size_t from) { return s.lines[line].from == s.buses[from].id ? 1.0 : -1.0; };
  std::vector<Loop> loops;
  for (std::size_t l = 0; l < s.lines.size(); ++l) {
    if (!s.lines[l].physical || !stands[l] || in_tree[l]) continue;
    Loop loop{{l, 1.0}};  // from -> to along l, then back through the tree
    std::size_t a = bus.at(s.lines[l].to), b = bus.at(s.lines[l].from);
    while (a != b) {
      std::size_t& deeper = depth[a] >= depth[b] ? a : b;
      const bool onward = &deeper == &a;
      loop.emplace_back(by[deeper], onward ? sign(by[deeper], deeper) : sign(by[deeper], parent[deeper]));
      deeper = parent[deeper];
    }
    loops.push_back(std::move(loop));
  }
  return loops;
}

/// kirchhoff:  sum over a loop of +-(impedance f[t] + shift) = 0       one row a loop and step
void add_kirchhoff(Network& n) {
  std::map<std::vector<bool>, std::vector<Loop>> known;  // lines that stand may differ by stage
  for (int t = 0; t < n.steps(); ++t) {
    std::vector<bool> stands(n.s.lines.size());
    for (std::size_t l = 0; l < stands.size(); ++l) stands[l] = n.stands(n.s.lines[l].life, t);
    auto at = known.find(stands);
    if (at == known.end()) at = known.emplace(stands, loops_of(n.s, stands)).first;
    Block block = n.model.add_rows("kirchhoff", n.label);
    for (const Loop& loop : at->second) {
      double scale = 0.0, turned = 0.0;
      for (const auto& [line, sign] : loop) scale = std::max(scale, std::abs(n.s.lines[line].impedance));
      Sum row;
      for (const auto& [line, sign] : loop) {
        add_line_flow(n, line, t, sign * n.s.lines[line].impedance / scale, row);
        turned += sign * n.s.lines[line].shift_rad / scale;
      }
      block.add(t, row, -turned, -turned);
    }
  }
}

}  // namespace gridwright::plan
