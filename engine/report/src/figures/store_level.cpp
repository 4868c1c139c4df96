#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "../order.hpp"
#include "../words.hpp"
#include "figures.hpp"
#include "gridwright/core/text.hpp"

namespace gridwright::report {
namespace {

constexpr double lull_h = 48.0;

std::string number_word(std::size_t n) {
  constexpr const char* words[] = {"no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"};
  return n < std::size(words) ? words[n] : std::to_string(n);
}

/// Title of the store that carries lulls: through how many it helps, and what it gave in the longest of those.
std::string lull_finding(const Store& store, const SiteHours& h, const std::vector<Lull>& found) {
  const std::string yearly = energy(sum(store.discharge_mw) * h.step_h);
  if (h.wind_sun_mw.empty()) return fmt::format("The {} store delivers {} a year", store.name, yearly);
  if (found.empty()) return fmt::format("No lull of wind and sun lasts {:.0f} hours; the {} store delivers {} a year", lull_h, store.name, yearly);
  const Lull* longest = nullptr;
  std::size_t helped = 0;
  for (const Lull& lull : found) {
    if (lull.delivered_mwh < 0.02 * lull.load_mwh) continue;
    ++helped;
    if (longest == nullptr || lull.hours > longest->hours) longest = &lull;
  }
  const std::string lulls_text = fmt::format("{} of more than {:.0f} hours", found.size() == 1 ? "lull" : "lulls", lull_h);
  if (longest == nullptr) return fmt::format("The {} store is empty in {} {}", store.name, found.size() == 1 ? "the one" : "all " + number_word(found.size()), lulls_text);
  const std::string how_many = helped == found.size() ? number_word(helped) : number_word(helped) + " of " + number_word(found.size());
  return fmt::format("The {} store helps through {} {}; in the longest ({:.0f} h from {}) it delivers {}, {} of the load", store.name, how_many, lulls_text,
                     longest->hours, day_label(static_cast<int>(longest->first * h.step_h / 24.0)), energy(longest->delivered_mwh),
                     percent(longest->delivered_mwh / longest->load_mwh, 0));
}

void draw_lulls(Plot& plot, const std::vector<Lull>& found, const SiteHours& h, double top) {
  std::vector<const Lull*> longest;
  for (const Lull& lull : found) {
    const double from = lull.first * h.step_h / 24.0, to = from + lull.hours / 24.0;
    plot.box("f-lull", from, to, 0.0, top,
             fmt::format("lull of {:.0f} h from {}: wind and sun {} of {} load", lull.hours, day_label(static_cast<int>(from)),
                         energy(lull.wind_sun_mwh), energy(lull.load_mwh)));
    longest.push_back(&lull);
  }
  sort_keeping_order(longest, [](const Lull* a, const Lull* b) { return a->hours > b->hours; });
  if (longest.size() > 6) longest.resize(6);
  for (std::size_t i = 0; i < longest.size(); ++i) {
    const double at = longest[i]->first * h.step_h / 24.0 + longest[i]->hours / 48.0;
    const bool near_another = std::any_of(longest.begin(), longest.begin() + static_cast<std::ptrdiff_t>(i), [&](const Lull* other) {
      return std::abs(other->first * h.step_h / 24.0 + other->hours / 48.0 - at) < 14.0;
    });
    if (!near_another) plot.label(i < 2 ? "small" : "small roomy", at, top, "middle", fmt::format("{:.0f} h", longest[i]->hours), 0, -5);
  }
}

Figure level_figure(const Store& store, const SiteHours& h, const std::string& id) {
  const std::vector<Lull> found = lulls(h, &store, lull_h);
  const double top_mwh = *std::max_element(store.level_mwh.begin(), store.level_mwh.end());
  const bool gwh = top_mwh >= 1000.0;
  const double unit = gwh ? 1000.0 : 1.0;
  const int days = static_cast<int>(std::ceil(h.steps * h.step_h / 24.0));
  const Axis x = month_axis(days), y = round_axis(0.0, std::max(top_mwh / unit, 1e-3), 5, gwh ? "GWh" : "MWh");
  Plot plot(x, y, 2000);
  draw_lulls(plot, found, h, y.high);
  Hours days_at, level;
  const auto every = static_cast<std::size_t>(std::max(1.0, std::round(6.0 / h.step_h)));
  for (std::size_t t = 0; t < store.level_mwh.size(); t += every) {
    days_at.push_back(static_cast<double>(t) * h.step_h / 24.0);
    level.push_back(store.level_mwh[t] / unit);
  }
  plot.line("s-" + store.kind, days_at, level, store.name);
  const Hours mean_level = day_means(store.level_mwh, h.step_h), mean_out = day_means(store.discharge_mw, h.step_h);
  for (std::size_t d = 0; d < mean_level.size(); ++d)
    plot.strip(static_cast<double>(d), static_cast<double>(d + 1),
               day_label(static_cast<int>(d)) + ": " + energy(mean_level[d]) + " stored" +
                   (d < mean_out.size() ? ", " + energy(mean_out[d] * 24.0) + " delivered" : ""));
  Figure figure{.id = id + "-level-" + id_word(component_name(store.component)), .title = lull_finding(store, h, found)};
  figure.drawing = plot.html(figure.id, figure.title, "Energy in the store through the year; grey bands are lulls.");
  figure.note = fmt::format("{}: {} / {}; the curve is the energy inside the store.", capital(store.name), power(store.power_mw),
                            energy(store.energy_mwh));
  if (!found.empty())
    figure.note += fmt::format(" Grey bands: more than {:.0f} hours in which wind and sun could give less than half of the load (24-hour means).", lull_h);
  figure.data_link = "hourly.nc", figure.data_name = "hourly.nc";
  return figure;
}

}  // namespace

std::vector<Figure> store_levels(const design::Design&, const SiteHours& h, const std::string& id) {
  std::vector<Figure> all;
  const Store* carrier = long_store(h);
  if (carrier != nullptr && !carrier->level_mwh.empty()) all.push_back(level_figure(*carrier, h, id));
  for (const Store& store : h.stores)
    if (&store != carrier)
      if (std::optional<Figure> figure = short_store_map(store, h, id)) all.push_back(*std::move(figure));
  return all;
}

}  // namespace gridwright::report
