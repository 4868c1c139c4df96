#include "stack.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "../words.hpp"
#include "gridwright/core/text.hpp"

namespace gridwright::report {
namespace {

/// Where a layer lies: between what is stacked before it and itself.
struct Edges {
  Hours lower, upper;
};
std::vector<Edges> edges_of(const std::vector<StackLayer>& layers) {
  std::vector<Edges> all;
  Hours up, down;
  for (const StackLayer& layer : layers) {
    Hours& base = layer.up ? up : down;
    base.resize(layer.mw.size(), 0.0);
    Edges edges{base, base};
    for (std::size_t i = 0; i < layer.mw.size(); ++i) edges.upper[i] += layer.up ? layer.mw[i] : -layer.mw[i];
    base = edges.upper;
    all.push_back(std::move(edges));
  }
  return all;
}

/// Moves labels apart until each has `gap`, keeping their order as well as it can.
void spread(std::vector<std::pair<double, std::size_t>>& places, double gap) {
  std::sort(places.begin(), places.end());
  for (std::size_t i = 1; i < places.size(); ++i) places[i].first = std::max(places[i].first, places[i - 1].first + gap);
}

void name_layers(Plot& plot, const std::vector<StackLayer>& layers, const std::vector<Edges>& edges, const Axis& x, const Axis& y) {
  std::vector<std::pair<double, std::size_t>> places;
  for (std::size_t k = 0; k < layers.size(); ++k) {
    const std::size_t n = layers[k].mw.size(), tail = std::max<std::size_t>(n / 20, 1);
    if (n == 0) continue;
    const double thickness = mean(std::span(layers[k].mw).subspan(n - tail));
    if (thickness < 0.035 * (y.high - y.low)) continue;  // thin layers are named by the key
    const auto last = [&](const Hours& v) { return mean(std::span(v).subspan(n - tail)); };
    places.emplace_back(0.5 * (last(edges[k].lower) + last(edges[k].upper)), k);
  }
  const double gap = (y.high - y.low) * 0.05;  // a line of text in a plot 320 px high
  spread(places, gap);
  const double over = places.empty() ? 0.0 : std::max(0.0, places.back().first - y.high);
  for (const auto& [at, k] : places)
    plot.label("end", x.high, std::max(at - over, y.low), "start", layers[k].name, 8, 4);
}

}  // namespace

std::vector<StackLayer> stack_layers(const SiteHours& h, const std::function<Hours(const Hours&)>& reduce) {
  std::vector<StackLayer> layers;
  for (const Layer& layer : h.supply) layers.push_back({layer.kind, layer.name, true, reduce(layer.mw)});
  if (!h.curtailed_mw.empty()) layers.push_back({"curtailed", "curtailed", true, reduce(h.curtailed_mw)});
  for (const Layer& layer : h.use) layers.push_back({layer.kind, layer.name, false, reduce(layer.mw)});
  return layers;
}

Extent extent(const std::vector<StackLayer>& layers) {
  Extent e;
  for (const Edges& edges : edges_of(layers))
    for (const double v : edges.upper) e.low = std::min(e.low, v), e.high = std::max(e.high, v);
  return e;
}

void draw_stack(Plot& plot, const std::vector<StackLayer>& layers, const Axis& x, const Axis& y,
                const std::function<std::string(std::size_t)>& step_name) {
  const std::vector<Edges> edges = edges_of(layers);
  std::size_t steps = 0;
  for (std::size_t k = 0; k < layers.size(); ++k) {
    plot.step_area("f-" + layers[k].kind, edges[k].lower, edges[k].upper, layers[k].name);
    steps = std::max(steps, layers[k].mw.size());
  }
  plot.rule("zero", 0.0);
  name_layers(plot, layers, edges, x, y);
  const double width = steps > 0 ? (x.high - x.low) / static_cast<double>(steps) : 0.0;
  for (std::size_t i = 0; i < steps; ++i) {
    std::string up, down;
    for (const StackLayer& layer : layers) {
      if (i >= layer.mw.size() || std::abs(layer.mw[i]) < 0.5) continue;
      std::string& words = layer.up ? up : down;
      words += (words.empty() ? "" : ", ") + layer.name + " " + group_thousands(layer.mw[i]);
    }
    const double left = x.low + static_cast<double>(i) * width;
    plot.strip(left, left + width, step_name(i) + ": " + up + " MW\nto " + down + " MW");
  }
}

std::vector<Key> stack_keys(const SiteHours& h, bool up) {
  std::vector<Key> keys;
  for (const Layer& layer : up ? h.supply : h.use) keys.push_back({layer.kind, layer.name + " " + energy(sum(layer.mw) * h.step_h)});
  if (up && !h.curtailed_mw.empty()) keys.push_back({"curtailed", "curtailed " + energy(sum(h.curtailed_mw) * h.step_h)});
  return keys;
}

}  // namespace gridwright::report
