#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "../picture.hpp"
#include "../words.hpp"
#include "figures.hpp"
#include "gridwright/core/text.hpp"

namespace gridwright::report {
namespace {

/// What one heat map shows. Values are scaled by `shown` for the reader (1 -> 100 %).
struct Map {
  std::string name, title, description, unit;
  double low = 0.0, high = 1.0, shown = 1.0;
  int decimals = 0;
  ColourScale scale;
};

int steps_a_day(const SiteHours& h) { return std::max(1, static_cast<int>(std::lround(24.0 / h.step_h))); }

/// Days run to the right, hours downwards from midnight.
std::vector<std::uint8_t> pixels_of(const SiteHours& h, const Hours& values, const Map& map, int days) {
  const int rows = steps_a_day(h);
  std::vector<std::uint8_t> pixels(static_cast<std::size_t>(rows * days), 255);
  for (std::size_t t = 0; t < values.size(); ++t) {
    if (!std::isfinite(values[t])) continue;
    const double share = std::clamp((values[t] - map.low) / std::max(map.high - map.low, 1e-12), 0.0, 1.0);
    const auto day = t / static_cast<std::size_t>(rows), hour = t % static_cast<std::size_t>(rows);
    pixels[hour * static_cast<std::size_t>(days) + day] = static_cast<std::uint8_t>(std::lround(share * 254.0));
  }
  return pixels;
}

std::string scale_bar(const Map& map) {
  const auto colour = [&](double share) {
    const Rgb c = map.scale.at(share);
    return fmt::format("#{:02x}{:02x}{:02x}", c[0], c[1], c[2]);
  };
  return fmt::format("<p class=\"scale\"><span>{}</span><i style=\"background:linear-gradient(90deg,{},{},{})\"></i><span>{} {}</span></p>",
                     group_thousands(map.low * map.shown, map.decimals), colour(0), colour(0.5), colour(1),
                     group_thousands(map.high * map.shown, map.decimals), html(map.unit));
}

Figure map_figure(const SiteHours& h, const Hours& values, const Map& map, const std::string& id) {
  const int rows = steps_a_day(h), days = (h.steps + rows - 1) / rows;
  const Axis x = month_axis(days);
  Axis y{0.0, 24.0, {}, {}};
  for (const int hour : {0, 6, 12, 18, 24}) y.ticks.push_back({24.0 - hour, fmt::format("{:02}:00", hour)});
  Plot plot(x, y, 10 * days);
  const std::string png = png_bytes(pixels_of(h, values, map, days), days, rows, map.scale);
  plot.picture(data_uri(png), fmt::format("data-days=\"{}\" data-rows=\"{}\" data-at=\"{}\" data-low=\"{}\" data-high=\"{}\" data-decimals=\"{}\" data-unit=\"{}\"",
                                          days, rows, png_pixel_offset(), map.low * map.shown, map.high * map.shown, map.decimals + 1, html(map.unit)));
  Figure figure{.id = id + "-" + map.name, .title = map.title};
  figure.drawing = scale_bar(map) + plot.html(figure.id, map.title, map.description, "heatmap");
  figure.note = "A column is a day, a row an hour of the day.";
  figure.data_link = "tables/hourly_site.csv", figure.data_name = "hourly_site.csv";
  return figure;
}

Hours sorted(Hours values) {
  std::erase_if(values, [](double v) { return !std::isfinite(v); });
  std::sort(values.begin(), values.end());
  return values;
}

double at_share(const Hours& ascending, double share) {
  return ascending[static_cast<std::size_t>(share * static_cast<double>(ascending.size() - 1))];
}

constexpr const char* month_words[] = {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"};

/// Month with the smallest or largest mean.
std::size_t extreme_month(const Hours& months, bool largest) {
  std::size_t best = 0;
  for (std::size_t m = 0; m < months.size(); ++m) {
    if (!std::isfinite(months[m])) continue;
    if (!std::isfinite(months[best]) || (largest ? months[m] > months[best] : months[m] < months[best])) best = m;
  }
  return best;
}

Figure level_map(const Store& store, const SiteHours& h, const std::string& id) {
  const double full = std::max(*std::max_element(store.level_mwh.begin(), store.level_mwh.end()), 1e-9);
  Hours share = store.level_mwh;
  for (double& v : share) v /= full;
  const double delivered = sum(store.discharge_mw) * h.step_h;
  Map map{.name = "level-" + id_word(component_name(store.component)), .unit = "% full", .shown = 100.0, .scale = {{234, 245, 240}, {88, 180, 148}, {10, 72, 54}}};
  map.title = fmt::format("The {} store delivers {} a year, {} times its size", store.name, energy(delivered),
                          significant(delivered / std::max(store.energy_mwh, 1e-9), 3));
  map.description = "Heat map of the level of the store, by day of the year and hour of the day.";
  Figure figure = map_figure(h, share, map, id);
  figure.note = fmt::format("{}: {} / {}. A column is a day, a row an hour of the day; dark is full.", capital(store.name), power(store.power_mw), energy(store.energy_mwh));
  figure.data_link = "hourly.nc", figure.data_name = "hourly.nc";
  return figure;
}

Figure matching_map(const design::Design& design, const SiteHours& h, const std::string& id) {
  const Hours values = sorted(h.matched), months = month_means(h, h.matched, h.load_mw);
  const auto full = static_cast<double>(std::count_if(h.matched.begin(), h.matched.end(), [](double v) { return v >= 0.9995; })) * h.step_h;
  const std::size_t weakest = extreme_month(months, false);
  Map map{.name = "matched", .unit = "% of the load matched", .low = std::min(0.9, std::floor(at_share(values, 0.005) * 20.0) / 20.0), .high = 1.0, .shown = 100.0,
          .scale = {{232, 244, 241}, {86, 172, 155}, {8, 74, 70}}};
  map.low = std::max(map.low, 0.0);
  map.title = fmt::format("{} hours ({}) are matched in full by carbon-free power; the weakest month is {} with {}", group_thousands(full),
                          percent(full / (h.steps * h.step_h), 0), month_words[weakest], percent(months[weakest], 0));
  map.description = "Heat map of the share of the load matched by carbon-free power, by day of the year and hour of the day.";
  Figure figure = map_figure(h, h.matched, map, id);
  constexpr std::string_view inputs[] = {"clean_share", "availability"};
  figure.marks = origins(design, h.site, inputs);
  return figure;
}

Figure pue_map(const design::Design& design, const SiteHours& h, const std::string& id) {
  const Hours values = sorted(h.pue);
  const auto worst = static_cast<int>(std::max_element(h.pue.begin(), h.pue.end(), [](double a, double b) {
                       return (std::isfinite(a) ? a : 0.0) < (std::isfinite(b) ? b : 0.0);
                     }) - h.pue.begin());
  Map map{.name = "pue", .unit = "PUE", .low = std::floor(values.front() * 100.0) / 100.0, .high = std::max(std::ceil(values.back() * 100.0) / 100.0, std::floor(values.front() * 100.0) / 100.0 + 0.01), .decimals = 2,
          .scale = {{230, 244, 247}, {87, 184, 201}, {9, 66, 82}}};
  map.title = fmt::format("PUE stays below {} in nine hours of ten; the worst is {} on {}", group_thousands(at_share(values, 0.9), 3),
                          group_thousands(values.back(), 3), hour_label(h, worst));
  map.description = "Heat map of the hourly PUE, by day of the year and hour of the day.";
  Figure figure = map_figure(h, h.pue, map, id);
  constexpr std::string_view inputs[] = {"dry_bulb"};
  figure.marks = origins(design, h.site, inputs);
  return figure;
}

Figure price_map(const design::Design& design, const SiteHours& h, const std::string& id) {
  const Hours values = sorted(h.price);
  const int rows = steps_a_day(h);
  Hours by_hour(static_cast<std::size_t>(rows), 0.0), times(static_cast<std::size_t>(rows), 0.0);
  for (std::size_t t = 0; t < h.price.size(); ++t) by_hour[t % by_hour.size()] += h.price[t], times[t % by_hour.size()] += 1.0;
  for (std::size_t i = 0; i < by_hour.size(); ++i) by_hour[i] /= std::max(times[i], 1.0);
  const auto dear = std::max_element(by_hour.begin(), by_hour.end()) - by_hour.begin(), cheap = std::min_element(by_hour.begin(), by_hour.end()) - by_hour.begin();
  Map map{.name = "prices", .unit = "USD/MWh", .low = std::floor(at_share(values, 0.01)), .high = std::ceil(at_share(values, 0.99)),
          .scale = {{243, 238, 249}, {157, 127, 205}, {55, 25, 96}}};
  const auto clock = [&](std::ptrdiff_t i) { return fmt::format("{:02}:00", static_cast<int>(static_cast<double>(i) * h.step_h)); };
  map.title = fmt::format("Grid power is dearest at {} ({} USD/MWh on average) and cheapest at {} ({})", clock(dear), unit_price(by_hour[static_cast<std::size_t>(dear)]),
                          clock(cheap), unit_price(by_hour[static_cast<std::size_t>(cheap)]));
  map.description = "Heat map of the grid's energy price, by day of the year and hour of the day.";
  Figure figure = map_figure(h, h.price, map, id);
  figure.note += fmt::format(" The scale ends at the 1st and 99th of a hundred; the extremes are {} and {} USD/MWh.", unit_price(values.front()), unit_price(values.back()));
  constexpr std::string_view inputs[] = {"price"};
  figure.marks = origins(design, h.site, inputs);
  return figure;
}

bool varies(const Hours& values) {
  const Hours all = sorted(values);
  return !all.empty() && all.back() - all.front() > 1e-6;
}

}  // namespace

std::optional<Figure> short_store_map(const Store& store, const SiteHours& h, const std::string& id) {
  if (!varies(store.level_mwh) || store.energy_mwh < 1e-3) return std::nullopt;
  return level_map(store, h, id);
}

std::vector<Figure> heat_maps(const design::Design& design, const SiteHours& h, const std::string& id) {
  std::vector<Figure> all;
  if (varies(h.matched)) all.push_back(matching_map(design, h, id));
  if (varies(h.pue)) all.push_back(pue_map(design, h, id));
  if (varies(h.price)) all.push_back(price_map(design, h, id));
  return all;
}

}  // namespace gridwright::report
