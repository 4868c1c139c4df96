#include "sankey.hpp"

#include <algorithm>

namespace gridwright::report {
namespace {

constexpr double bar_left = 48.5, bar_right = 51.5, gap = 0.022;  // of the width in per cent; of the height

double total(const std::vector<Flow>& flows) {
  double sum = 0.0;
  for (const Flow& f : flows) sum += f.size;
  return sum;
}

/// Centres of labels, at least a line of text apart, inside the plot.
std::vector<double> label_places(std::vector<double> wanted) {
  const double line = std::min(0.115, 1.0 / static_cast<double>(std::max<std::size_t>(wanted.size(), 1)));  // two lines of text in 250 px
  for (std::size_t i = 1; i < wanted.size(); ++i) wanted[i] = std::max(wanted[i], wanted[i - 1] + line);
  double below = 0.97;
  for (std::size_t i = wanted.size(); i-- > 0; below = wanted[i] - line) wanted[i] = std::min(wanted[i], below);
  return wanted;
}

/// One side: ribbons between its edge, where flows stand apart, and the bar, where they touch.
void draw_side(Plot& plot, const std::vector<Flow>& flows, double scale, bool left) {
  const double spread = gap * static_cast<double>(flows.size() > 0 ? flows.size() - 1 : 0), used = total(flows) * scale;
  double outer = 0.5 - 0.5 * (used + spread), inner = 0.5 - 0.5 * used;
  std::vector<double> centres;
  for (const Flow& f : flows) {
    const double thick = f.size * scale;
    plot.ribbon("ribbon f-" + f.kind, left ? 0.0 : 100.0, outer, left ? bar_left : bar_right, inner, thick, f.name + ": " + f.value);
    plot.box("f-" + f.kind, left ? 0.0 : 99.4, left ? 0.6 : 100.0, outer, outer + thick);
    centres.push_back(outer + 0.5 * thick);
    outer += thick + gap, inner += thick;
  }
  const std::vector<double> places = label_places(centres);
  for (std::size_t i = 0; i < flows.size(); ++i) {
    const std::string anchor = left ? "end" : "start";
    plot.label("flow", left ? 0.0 : 100.0, places[i], anchor, flows[i].name, left ? -8 : 8, -1);
    plot.label("amount", left ? 0.0 : 100.0, places[i], anchor, flows[i].value, left ? -8 : 8, 12);
  }
}

}  // namespace

std::string sankey_html(const std::string& id, const std::string& title, const std::string& description, std::vector<Flow> from,
                        std::vector<Flow> to) {
  const double all = std::max(total(from), total(to));
  for (std::vector<Flow>* side : {&from, &to}) std::erase_if(*side, [&](const Flow& f) { return f.size < 1e-3 * all; });
  if (from.empty() || to.empty()) return {};
  const double scale = (1.0 - gap * static_cast<double>(std::max(from.size(), to.size()))) / all;
  Plot plot({0.0, 100.0, {}, ""}, {1.0, 0.0, {}, ""}, 1000);  // y runs downwards, as one reads
  draw_side(plot, from, scale, true);
  draw_side(plot, to, scale, false);
  plot.box("f-bar", bar_left, bar_right, 0.5 - 0.5 * all * scale, 0.5 + 0.5 * all * scale);
  return plot.html(id, title, description, "sankey");
}

}  // namespace gridwright::report
