#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "../words.hpp"
#include "figures.hpp"
#include "findings.hpp"

namespace gridwright::report {
namespace {

using namespace deals;

struct Node {
  int column = 0;
  bool fell = false;
  double in = 0.0, out = 0.0;                      ///< unpaid to it, by it
  double at = 0.0, next_in = 0.0, next_out = 0.0;  ///< top of its bar, and of the next band on either side
  [[nodiscard]] double size() const { return std::max(in, out); }
};

/// Who fell stands in the column of its wave; who only loses stands behind the first who left it unpaid.
std::map<std::string, Node> nodes_of(const StressYear& year) {
  std::map<std::string, Node> nodes;
  for (std::size_t w = 0; w < year.waves.size(); ++w)
    for (const std::string& name : year.waves[w]) nodes[name].column = static_cast<int>(w), nodes[name].fell = true;
  for (const deals::Flow& f : year.unpaid) {
    Node &from = nodes[f.from], &to = nodes[f.to];
    from.out += f.usd, to.in += f.usd;
    if (!to.fell) to.column = to.column == 0 ? from.column + 1 : std::min(to.column, from.column + 1);
  }
  return nodes;
}

}  // namespace

std::optional<Figure> cascade_figure(const StressYear& year, const std::string& payer, const std::string& id) {
  if (year.unpaid.empty()) return std::nullopt;
  std::map<std::string, Node> nodes = nodes_of(year);
  int columns = 0;
  std::map<int, std::vector<std::string>> by_column;
  for (const auto& [name, node] : nodes) columns = std::max(columns, node.column), by_column[node.column].push_back(name);
  double tallest = 0.0;
  for (auto& [column, names] : by_column) {
    std::sort(names.begin(), names.end(), [&](const auto& a, const auto& b) {
      return nodes[a].size() != nodes[b].size() ? nodes[a].size() > nodes[b].size() : a < b;
    });
    double sum = 0.0;
    for (const std::string& name : names) sum += nodes[name].size();
    tallest = std::max(tallest, sum);
  }
  const double px = 190.0 / tallest;  // a dollar of the tallest column
  double height_px = 0.0;
  for (auto& [column, names] : by_column) {
    double at = 0.0;
    for (const std::string& name : names) {
      Node& n = nodes[name];
      n.at = n.next_in = n.next_out = at;
      at += std::max(n.size() * px + 8.0, 33.0);  // two lines of words
    }
    height_px = std::max(height_px, at);
  }
  Plot plot({0.0, columns + 0.05, {}, {}}, {height_px, 0.0, {}, ""}, 1000);
  std::vector<deals::Flow> bands = year.unpaid;
  std::sort(bands.begin(), bands.end(), [&](const deals::Flow& a, const deals::Flow& b) {
    return nodes[a.to].at != nodes[b.to].at ? nodes[a.to].at < nodes[b.to].at : a.from < b.from;
  });
  for (const deals::Flow& f : bands) {
    Node &from = nodes[f.from], &to = nodes[f.to];
    if (to.column > from.column)
      plot.ribbon("ribbon f-p4", from.column + 0.04, from.next_out, to.column, to.next_in, f.usd * px,
                  f.from + " leaves " + f.to + " " + bn(f.usd) + " short");
    from.next_out += f.usd * px, to.next_in += f.usd * px;
  }
  int failures = 0;
  for (const auto& [name, n] : nodes) {
    if (n.fell && name != payer) ++failures;
    plot.box(n.fell ? "f-fall" : "f-p7", n.column, n.column + 0.04, n.at, n.at + std::max(n.size() * px, 2.0), name);
    const std::string amount = name == payer ? "pays " + bn(year.payer_paid_usd) : "short " + bn(n.in);
    plot.label("flow", n.column + 0.04, n.at, "start", name + (n.fell && name != payer ? ", fails" : ""), 6, 11);
    plot.label("amount", n.column + 0.04, n.at, "start", amount, 6, 24);
  }
  Figure f{
      .id = id,
      .title = failures == 0
                   ? fmt::format("{}: the loss of {} stops with the payees of {}", year.year, bn(year.unpaid_usd), payer)
                   : fmt::format("{}: {} and {} is left unpaid in all", year.year,
                                 failures == 1 ? std::string("one more fails") : fmt::format("{} more fail", failures),
                                 bn(year.unpaid_usd))};
  f.drawing = plot.html(
      id + "-plot", f.title,
      "Bars: parties in the order in which they are hit; bands: what one leaves another short. Red bars cannot pay in full.",
      "cascade", fmt::format("style=\"height:{:.0f}px\"", height_px));
  f.note =
      "Bars in the colour of failures cannot pay in full; their column is the wave in which they fall. Bands that would run "
      "backwards, inside a circle, are left out.";
  f.marks = "hypothetical";
  return f;
}

}  // namespace gridwright::report
