#include <fmt/format.h>

#include <algorithm>

#include "../order.hpp"
#include "../words.hpp"
#include "figures.hpp"
#include "stack.hpp"

namespace gridwright::report {
namespace {

/// "Wind gives 62 % of the supply, the grid 21 %, iron-air 9 %": the three largest sources.
std::string finding(const SiteHours& h) {
  struct Share {
    double mwh;
    std::string name;
  };
  std::vector<Share> shares;
  double all = 0.0;
  for (const Layer& layer : h.supply) {
    shares.push_back({sum(layer.mw) * h.step_h, layer.name});
    all += shares.back().mwh;
  }
  sort_keeping_order(shares, [](const Share& a, const Share& b) { return a.mwh > b.mwh; });
  std::string text;
  for (std::size_t i = 0; i < shares.size() && i < 3 && all > 0.0; ++i)
    text += (i == 0 ? "" : ", ") + (i == 0 ? capital(shares[i].name) + " gives " : shares[i].name + " ") +
            percent(shares[i].mwh / all, 0) + (i == 0 ? " of the supply" : "");
  const double lost = sum(h.curtailed_mw) * h.step_h;
  if (lost > 0.0) text += "; " + energy(lost) + " are curtailed";
  return text;
}

}  // namespace

std::optional<Figure> dispatch_year(const design::Design& design, const SiteHours& h, const std::string& id) {
  const std::vector<StackLayer> layers = stack_layers(h, [&](const Hours& mw) { return day_means(mw, h.step_h); });
  if (layers.empty()) return std::nullopt;
  const int days = static_cast<int>(layers.front().mw.size());
  const Extent range = extent(layers);
  const Axis x = month_axis(days), y = tight_axis(range.low, range.high, 6, "MW");
  Plot plot(x, y, 10 * days);
  draw_stack(plot, layers, x, y, [](std::size_t day) { return day_label(static_cast<int>(day)); });
  const std::vector<Key> from = stack_keys(h, true), to = stack_keys(h, false);
  const std::string title = finding(h);
  Figure figure{.id = id + "-year", .title = title};
  figure.drawing = keys_html(from, "Supply") +
                   plot.html(figure.id, title, "Stacked areas of daily mean power through the year: supply above the axis, use below it. "
                                               "The yearly energies stand in the key above.", "stack") +
                   keys_html(to, "Use");
  constexpr std::string_view inputs[] = {"availability", "price"};
  figure.marks = origins(design, h.site, inputs);
  figure.note = "Daily means, MW. Supply above the axis, use below it; both sides are equal but for what is curtailed.";
  figure.data_link = "tables/hourly_site.csv", figure.data_name = "hourly_site.csv";
  return figure;
}

}  // namespace gridwright::report
