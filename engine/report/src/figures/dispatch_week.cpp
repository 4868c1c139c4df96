#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "../picture.hpp"
#include "../words.hpp"
#include "figures.hpp"
#include "gridwright/design/json.hpp"
#include "stack.hpp"

namespace gridwright::report {
namespace {

/// Hours of a layer as base64 of little-endian 16-bit parts of its largest value: 23 kB a year.
std::string packed(const Hours& mw, double largest) {
  std::string bytes;
  bytes.reserve(2 * mw.size());
  for (const double v : mw) {
    const auto part = static_cast<unsigned>(std::lround(std::clamp(v / largest, 0.0, 1.0) * 65535.0));
    bytes += static_cast<char>(part & 0xFF);
    bytes += static_cast<char>(part >> 8);
  }
  return base64(bytes);
}

/// What the script needs to draw any week as this file draws one.
std::string week_data(const std::vector<StackLayer>& layers, const SiteHours& h, const Axis& y, int first) {
  std::string text = fmt::format("{{\"steps\":{},\"step_h\":{},\"first\":{},\"low\":{},\"high\":{},\"layers\":[", h.steps, design::json_number(h.step_h),
                                 first, design::json_number(y.low), design::json_number(y.high));
  bool comma = false;
  for (const StackLayer& layer : layers) {
    const double largest = *std::max_element(layer.mw.begin(), layer.mw.end());
    text += fmt::format("{}{{\"kind\":{},\"name\":{},\"up\":{},\"largest\":{},\"mw\":\"{}\"}}", comma ? "," : "", design::json_string(layer.kind),
                        design::json_string(layer.name), layer.up, design::json_number(largest), packed(layer.mw, largest));
    comma = true;
  }
  for (std::size_t at = text.find('<'); at != text.npos; at = text.find('<', at)) text.replace(at, 1, "\\u003c");  // "</script>" in a name
  return text + "]}";
}

double share_of_load(const SiteHours& h, const Hours& mw, std::size_t first, std::size_t steps) {
  if (mw.size() < first + steps) return 0.0;
  const double load = sum(std::span(h.load_mw).subspan(first, steps));
  return load > 0.0 ? sum(std::span(mw).subspan(first, steps)) / load : 0.0;
}

std::string finding(const SiteHours& h, std::size_t first, std::size_t steps) {
  const std::string week = day_label(static_cast<int>(static_cast<double>(first) * h.step_h / 24.0)) + " to " +
                           day_label(static_cast<int>(static_cast<double>(first + steps - 1) * h.step_h / 24.0));
  std::string text = "In the leanest week, " + week + ", wind and sun could give " + percent(share_of_load(h, h.wind_sun_mw, first, steps), 0) +
                     " of the load";
  for (const Layer& layer : h.supply) {
    if (layer.kind != "iron_air" && layer.kind != "storage" && layer.kind != "lithium" && layer.kind != "grid") continue;
    const double share = share_of_load(h, layer.mw, first, steps);
    if (share > 0.005) text += ", " + layer.name + " gives " + percent(share, 0);
  }
  return text;
}

}  // namespace

int leanest_week(const SiteHours& h) {
  const int day = std::max(1, static_cast<int>(std::lround(24.0 / h.step_h))), week = 7 * day;
  if (h.steps < week || h.wind_sun_mw.size() != h.load_mw.size()) return 0;
  int best = 0;
  double least = 1e300;
  for (int first = 0; first + week <= h.steps; first += day) {
    const double share = share_of_load(h, h.wind_sun_mw, static_cast<std::size_t>(first), static_cast<std::size_t>(week));
    if (share < least - 1e-12) least = share, best = first;
  }
  return best;
}

std::optional<Figure> dispatch_week(const design::Design& design, const SiteHours& h, const std::string& id) {
  const std::vector<StackLayer> year = stack_layers(h, [](const Hours& mw) { return mw; });
  if (year.empty()) return std::nullopt;
  const int per_day = std::max(1, static_cast<int>(std::lround(24.0 / h.step_h)));
  const auto first = static_cast<std::size_t>(leanest_week(h)), steps = static_cast<std::size_t>(std::min(h.steps, 7 * per_day));
  const Extent range = extent(year);
  const Axis y = tight_axis(range.low, range.high, 6, "MW");
  Axis x{0.0, static_cast<double>(steps), {}, {}};
  for (std::size_t d = 0; d * static_cast<std::size_t>(per_day) < steps; ++d)
    x.ticks.push_back({(static_cast<double>(d) + 0.5) * per_day,
                       day_label(static_cast<int>((static_cast<double>(first) * h.step_h) / 24.0) + static_cast<int>(d))});
  const std::vector<StackLayer> week = stack_layers(h, [&](const Hours& mw) {
    return Hours(mw.begin() + static_cast<std::ptrdiff_t>(first), mw.begin() + static_cast<std::ptrdiff_t>(first + steps));
  });
  Plot plot(x, y, 10 * static_cast<int>(steps));
  draw_stack(plot, week, x, y, [&](std::size_t i) { return hour_label(h, static_cast<int>(first + i)); });
  Figure figure{.id = id + "-week", .title = h.wind_sun_mw.empty() ? "A week, hour by hour" : finding(h, first, steps)};
  std::vector<Key> keys;
  for (const StackLayer& layer : week)
    if (std::none_of(keys.begin(), keys.end(), [&](const Key& k) { return k.kind == layer.kind; })) keys.push_back({layer.kind, layer.name});
  figure.drawing = keys_html(keys) +
                   plot.html(figure.id, figure.title, "Stacked areas of hourly power for one week: supply above the axis, use below it.",
                             "stack", "data-week=\"" + figure.id + "-data\"") +
                   fmt::format("<script type=\"application/json\" id=\"{}-data\">{}</script>", figure.id, week_data(year, h, y, static_cast<int>(first)));
  constexpr std::string_view inputs[] = {"availability", "price"};
  figure.marks = origins(design, h.site, inputs);
  figure.note = "Hourly, MW, local standard time.";
  figure.data_link = "hourly.nc", figure.data_name = "hourly.nc";
  return figure;
}

}  // namespace gridwright::report
