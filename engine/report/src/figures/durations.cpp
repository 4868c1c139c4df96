#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "../words.hpp"
#include "figures.hpp"
#include "gridwright/core/text.hpp"

namespace gridwright::report {
namespace {

Hours falling(Hours values) {
  std::sort(values.begin(), values.end(), std::greater<>());
  return values;
}

/// Value reached or passed in `share` of the hours, of values in falling order.
double passed_in(const Hours& sorted, double share) {
  const auto last = static_cast<double>(sorted.size() - 1);
  return sorted[static_cast<std::size_t>(std::clamp(std::floor(share * last), 0.0, last))];
}

struct Curve {
  std::string css, name;
  Hours sorted;
};

/// Per cent of the hours at which two curves stand farthest apart: room for their names.
double label_place(const std::vector<Curve>& curves) {
  double best = 30.0, widest = 0.0;
  for (int i = 10; i <= 60 && curves.size() > 1; i += 5) {
    const double gap = std::abs(passed_in(curves[0].sorted, i / 100.0) - passed_in(curves[1].sorted, i / 100.0));
    if (gap > widest) widest = gap, best = i;
  }
  return best;
}

void draw(Plot& plot, const std::vector<Curve>& curves) {
  const double place = label_place(curves);
  for (const Curve& c : curves) {
    Hours x, values;
    for (int i = 0; i <= 200; ++i) {
      x.push_back(0.5 * i);
      values.push_back(passed_in(c.sorted, i / 200.0));
    }
    plot.line(c.css, x, values, c.name);
    plot.label("small", place, passed_in(c.sorted, place / 100.0), "start", c.name, 6, -6);
  }
}

void add_strips(Plot& plot, const std::vector<Curve>& curves, const std::string& unit) {
  for (int i = 0; i < 100; ++i) {
    std::string words = fmt::format("{} % of the hours", i + 1);
    for (const Curve& c : curves) words += fmt::format("\n{}: at least {} {}", c.name, group_thousands(passed_in(c.sorted, (i + 1) / 100.0), 0), unit);
    plot.strip(i, i + 1, words);
  }
}

Axis share_axis() {
  Axis x{0.0, 100.0, {}, {}};
  for (const int share : {0, 25, 50, 75, 100}) x.ticks.push_back({static_cast<double>(share), share == 100 ? "100 %" : std::to_string(share)});
  return x;
}

std::vector<Key> keys_of(const std::vector<Curve>& curves) {
  std::vector<Key> keys;
  for (const Curve& c : curves) keys.push_back({c.css.substr(c.css.rfind('-') + 1), c.name});
  return keys;
}

Figure price_figure(const design::Design& design, const SiteHours& h, const std::string& id) {
  std::vector<Curve> curves = {{"s-grid", "grid price", falling(h.price)}};
  if (!h.marginal_price.empty()) curves.push_back({"s-it", "one more MWh here", falling(h.marginal_price)});
  double low = 0.0, high = 0.0;
  for (const Curve& c : curves) low = std::min(low, passed_in(c.sorted, 0.995)), high = std::max(high, passed_in(c.sorted, 0.005));
  const Axis y = round_axis(low, high, 5, "USD/MWh");
  Plot plot(share_axis(), y, 2000);
  draw(plot, curves);
  add_strips(plot, curves, "USD/MWh");
  const Hours& price = curves[0].sorted;
  const double median = passed_in(price, 0.5), dear = 2.0 * std::max(median, 1.0);
  const auto hours_above = static_cast<double>(std::count_if(price.begin(), price.end(), [&](double p) { return p > dear; })) * h.step_h;
  const auto below_zero = static_cast<double>(std::count_if(price.begin(), price.end(), [](double p) { return p < 0.0; })) * h.step_h;
  Figure figure{.id = id + "-price", .title = fmt::format("Half of the hours cost less than {} USD/MWh; {} hours cost more than twice that{}", unit_price(median),
                                                           group_thousands(hours_above), below_zero > 0.0 ? ", " + group_thousands(below_zero) + " less than zero" : "")};
  figure.drawing = keys_html(keys_of(curves)) +
                   plot.html(figure.id, figure.title, "Prices of all hours in falling order over the share of hours.");
  figure.note = fmt::format("Share of hours with at least this price. Highest {} USD/MWh, lowest {}.", unit_price(price.front()), unit_price(price.back()));
  if (!h.marginal_price.empty()) figure.note += " One more MWh here: what the site would pay for it in that hour.";
  constexpr std::string_view inputs[] = {"price"};
  figure.marks = origins(design, h.site, inputs);
  figure.data_link = "tables/hourly_site.csv", figure.data_name = "hourly_site.csv";
  return figure;
}

Figure load_figure(const design::Design& design, const SiteHours& h, const std::string& id) {
  std::vector<Curve> curves = {{"s-it", "load", falling(h.load_mw)}};
  double gap_hours = 0.0;
  if (h.wind_sun_mw.size() == h.load_mw.size()) {
    Hours rest(h.load_mw.size());
    for (std::size_t t = 0; t < rest.size(); ++t) {
      rest[t] = h.load_mw[t] - h.wind_sun_mw[t];
      gap_hours += rest[t] > 0.0 ? h.step_h : 0.0;
    }
    curves.push_back({"s-wind", "load less wind and sun", falling(std::move(rest))});
  }
  double low = 0.0, high = 0.0;
  for (const Curve& c : curves) low = std::min(low, c.sorted.back()), high = std::max(high, c.sorted.front());
  const Axis y = round_axis(low, high, 5, "MW");
  Plot plot(share_axis(), y, 2000);
  draw(plot, curves);
  add_strips(plot, curves, "MW");
  std::string title = fmt::format("The load runs from {} to {}", power(curves[0].sorted.back()), power(curves[0].sorted.front()));
  if (curves[0].sorted.front() - curves[0].sorted.back() < 1e-3) title = "The load is " + power(curves[0].sorted.front()) + " in every hour";
  if (curves.size() > 1) title += fmt::format("; wind and sun fall short of it in {} hours", group_thousands(gap_hours));
  Figure figure{.id = id + "-load", .title = title};
  figure.drawing = keys_html(keys_of(curves)) + plot.html(figure.id, title, "Loads of all hours in falling order over the share of hours.");
  figure.note = "Share of hours with at least this load. IT, cooling and other load together; below zero wind and sun exceed it.";
  constexpr std::string_view inputs[] = {"availability"};
  if (curves.size() > 1) figure.marks = origins(design, h.site, inputs);
  figure.data_link = "tables/hourly_site.csv", figure.data_name = "hourly_site.csv";
  return figure;
}

}  // namespace

std::vector<Figure> duration_curves(const design::Design& design, const SiteHours& h, const std::string& id) {
  std::vector<Figure> all;
  if (!h.price.empty()) all.push_back(price_figure(design, h, id));
  if (sum(h.load_mw) > 0.0) all.push_back(load_figure(design, h, id));
  return all;
}

}  // namespace gridwright::report
