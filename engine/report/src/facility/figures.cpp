#include "figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "../picture.hpp"
#include "../words.hpp"
#include "gridwright/core/text.hpp"
#include "study_words.hpp"

namespace gridwright::report {
namespace {

using design::FacilityStudy;
using design::PlantStudy;

constexpr ColourScale pue_colours{{230, 244, 247}, {87, 184, 201}, {9, 66, 82}};

Axis months() {
  Axis x{0.0, 12.0, {}, {}};
  for (int m = 0; m < 12; ++m) x.ticks.push_back({m + 0.5, month_short[static_cast<std::size_t>(m)]});
  return x;
}

/// Rows from the top, one an alternative.
Axis rows(const std::vector<std::string>& names) {
  Axis y{0.0, static_cast<double>(names.size()), {}, {}};
  for (std::size_t i = 0; i < names.size(); ++i) y.ticks.push_back({static_cast<double>(names.size() - i) - 0.5, names[i]});
  return y;
}

std::size_t worst_cell(const PlantStudy& p) {
  return static_cast<std::size_t>(std::max_element(p.month_hour_pue.begin(), p.month_hour_pue.end()) - p.month_hour_pue.begin());
}

}  // namespace

PueScale pue_scale(const FacilityStudy& study) {
  double low = 9.0, high = 1.0;
  for (const PlantStudy& p : study.plants)
    for (const double v : p.month_hour_pue) low = std::min(low, v), high = std::max(high, v);
  PueScale scale{std::floor(low * 100.0) / 100.0, std::ceil(high * 100.0) / 100.0};
  if (scale.high - scale.low < 0.02) scale.high = scale.low + 0.02;
  return scale;
}

Plot pue_plot(const PlantStudy& p, const PueScale& scale) {
  Axis y{0.0, 24.0, {}, {}};
  for (const int hour : {0, 6, 12, 18, 24}) y.ticks.push_back({24.0 - hour, fmt::format("{:02}:00", hour)});
  Plot plot(months(), y, 1200);
  std::vector<std::uint8_t> pixels(12 * 24);
  for (std::size_t month = 0; month < 12; ++month)
    for (std::size_t hour = 0; hour < 24; ++hour) {
      const double share = std::clamp((p.month_hour_pue[24 * month + hour] - scale.low) / (scale.high - scale.low), 0.0, 1.0);
      pixels[12 * hour + month] = static_cast<std::uint8_t>(std::lround(254.0 * share));
    }
  plot.picture(data_uri(png_bytes(pixels, 12, 24, pue_colours)), "");
  for (std::size_t month = 0; month < 12; ++month) {
    const auto from = p.month_hour_pue.begin() + static_cast<std::ptrdiff_t>(24 * month);
    plot.strip(static_cast<double>(month), static_cast<double>(month) + 1.0,
               fmt::format("{}: PUE {:.3f}; {:.3f} to {:.3f} over the mean day, worst hour {:.3f}", month_short[month], p.month_pue[month],
                           *std::min_element(from, from + 24), *std::max_element(from, from + 24), p.month_worst_pue[month]));
  }
  return plot;
}

std::string pue_scale_html(const PueScale& s) {
  const auto colour = [](double share) {
    const Rgb c = pue_colours.at(share);
    return fmt::format("#{:02x}{:02x}{:02x}", c[0], c[1], c[2]);
  };
  return fmt::format("<p class=\"scale\"><span>{:.2f}</span><i style=\"background:linear-gradient(90deg,{},{},{})\"></i><span>{:.2f} PUE</span></p>", s.low,
                     colour(0), colour(0.5), colour(1), s.high);
}

std::string pue_scale_svg(const PueScale& s, double x, double y) {
  std::string text = fmt::format("<text x=\"{:.0f}\" y=\"{:.0f}\" text-anchor=\"end\">{:.2f}</text>", x - 6, y + 10, s.low);
  for (int i = 0; i < 40; ++i) {
    const Rgb c = pue_colours.at(i / 39.0);
    text += fmt::format("<rect x=\"{:.0f}\" y=\"{:.0f}\" width=\"4.5\" height=\"12\" fill=\"#{:02x}{:02x}{:02x}\"/>", x + 4.0 * i, y, c[0], c[1], c[2]);
  }
  return text + fmt::format("<text x=\"{:.0f}\" y=\"{:.0f}\">{:.2f} PUE</text>", x + 168, y + 10, s.high);
}

Plot mode_plot(const PlantStudy& p) {
  Plot plot(months(), round_axis(0.0, 744.0, 3, "hours"), 1200);
  for (std::size_t month = 0; month < 12; ++month) {
    double from = 0.0;
    std::string words = month_short[month];
    for (const design::ModeMonths& m : p.month_modes) {
      if (m.hours[month] <= 0.0) continue;
      const double at = static_cast<double>(month);
      plot.box("f-" + mode_css(m.mode), at + 0.08, at + 0.92, from, from + m.hours[month]);
      words += fmt::format("; {} {:.0f} h", m.mode, m.hours[month]);
      from += m.hours[month];
    }
    plot.strip(static_cast<double>(month), static_cast<double>(month) + 1.0, words);
  }
  return plot;
}

Plot breakdown_plot(const FacilityStudy& study) {
  double top = 0.0;
  std::vector<std::string> names;
  for (const PlantStudy& p : study.plants) top = std::max(top, 100.0 * (p.pue - 1.0)), names.push_back(alternative_name(p));
  Axis x = round_axis(0.0, 1.12 * top, 5);
  Plot plot(x, rows(names), 1200);
  for (std::size_t i = 0; i < study.plants.size(); ++i) {
    const double y = static_cast<double>(study.plants.size() - i) - 0.5;
    double from = 0.0;
    for (const OverheadPart& part : overhead_parts(study.plants[i])) {
      const double to = from + 100.0 * part.share;
      plot.box(std::string("f-") + part.css, from, to, y - 0.36, y + 0.36, fmt::format("{}: {} {:.2f} % of IT energy", names[i], part.name, 100.0 * part.share));
      from = to;
    }
    plot.label("small", from, y, "start", fmt::format("{:.1f} %", from), 6, 4);
  }
  return plot;
}

Plot connection_plot(const FacilityStudy& study) {
  const auto order = by_it_on_connection(study);
  std::vector<std::string> names;
  for (const PlantStudy* p : order) names.push_back(alternative_name(*p));
  Plot plot(round_axis(0.0, 1.12 * study.connection_mw, 5), rows(names), 1200);
  for (std::size_t i = 0; i < order.size(); ++i) {
    const double y = static_cast<double>(order.size() - i) - 0.5, it = order[i]->it_on_connection_mw;
    plot.box("f-it", 0.0, it, y - 0.36, y + 0.36, fmt::format("{}: {} of IT", names[i], power(it)));
    plot.box("f-cooling", it, study.connection_mw, y - 0.36, y + 0.36, fmt::format("{}: {} for cooling, losses and the rest in the worst hour", names[i], power(study.connection_mw - it)));
    plot.label("small", study.connection_mw, y, "start", power(it), 6, 4);
  }
  return plot;
}

std::string connection_title(const FacilityStudy& s) {
  const auto order = by_it_on_connection(s);
  const PlantStudy &best = *order.front(), &least = *order.back();
  if (order.size() == 1) return fmt::format("A connection of {} carries {} of IT", power(s.connection_mw), power(best.it_on_connection_mw));
  return fmt::format("The same {} carry {} of IT with {} and {} with {}", power(s.connection_mw), power(best.it_on_connection_mw), alternative_name(best),
                     power(least.it_on_connection_mw), alternative_name(least));
}

std::string pue_title(const PlantStudy& p) {
  const std::size_t worst = worst_cell(p);
  return fmt::format("{}: PUE {:.3f}; the mean day is worst in {} at {:02}:00 with {:.3f}", alternative_name(p), p.pue, month_short[worst / 24], worst % 24,
                     p.month_hour_pue[worst]);
}

std::string mode_title(const PlantStudy& p) {
  if (p.modes.empty()) return alternative_name(p);
  const auto longest = std::max_element(p.modes.begin(), p.modes.end(), [](const auto& a, const auto& b) { return a.hours < b.hours; });
  return fmt::format("{}: {} for {} hours of the year", alternative_name(p), longest->mode, group_thousands(longest->hours, 0));
}

std::string breakdown_title(const FacilityStudy& s) {
  const auto least = std::min_element(s.plants.begin(), s.plants.end(), [](const auto& a, const auto& b) { return a.pue < b.pue; });
  if (s.plants.size() == 1) return fmt::format("Cooling, power chain and the rest take {:.1f} % of the IT energy", 100.0 * (least->pue - 1.0));
  return fmt::format("{} draws least beyond IT over the year: {:.1f} % of its energy", alternative_name(*least), 100.0 * (least->pue - 1.0));
}

}  // namespace gridwright::report
