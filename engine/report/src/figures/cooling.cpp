#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "../order.hpp"
#include "../words.hpp"
#include "figures.hpp"
#include "gridwright/core/hour_axis.hpp"
#include "gridwright/core/text.hpp"

namespace gridwright::report {
namespace {

constexpr const char* month_words[] = {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"};

/// Highest hourly PUE of each month.
Hours month_peaks(const SiteHours& h) {
  const HourAxis axis{.year = h.year, .steps = h.steps, .step_h = h.step_h};
  Hours peaks(12, 0.0);
  for (std::size_t t = 0; t < h.pue.size(); ++t) {
    double& peak = peaks[static_cast<std::size_t>(axis.month(static_cast<int>(t)))];
    if (std::isfinite(h.pue[t])) peak = std::max(peak, h.pue[t]);
  }
  return peaks;
}

Figure month_figure(const design::SiteResult& site, const SiteHours& h, const std::string& id) {
  const Hours means = month_means(h, h.pue, h.it_mw), peaks = month_peaks(h);
  std::size_t worst = 0;
  double top = 1.0;
  for (std::size_t m = 0; m < 12; ++m) {
    if (std::isfinite(means[m]) && !(means[m] <= means[worst])) worst = m;
    top = std::max(top, peaks[m]);
  }
  const Axis x = month_axis(), y = round_axis(1.0, top, 4);
  Plot plot(x, y, 2000);
  const Axis months = month_axis();
  for (std::size_t m = 0; m < months.ticks.size(); ++m) {
    if (!std::isfinite(means[m])) continue;
    const double at = months.ticks[m].value;
    plot.box("f-cooling", at - 10.0, at + 10.0, 1.0, means[m]);
    plot.upright("s-it thin", at, means[m], peaks[m]);
    plot.label("small inside", at, means[m], "middle", group_thousands(means[m], 3), 0, 14);
    plot.strip(at - 15.0, at + 15.0, fmt::format("{}: PUE {}, worst hour {}", month_words[m], group_thousands(means[m], 3), group_thousands(peaks[m], 3)));
  }
  Figure figure{.id = id + "-pue-months", .title = fmt::format("PUE is {} over the year and {} in {}", group_thousands(site.pue, 3), group_thousands(means[worst], 3), month_words[worst])};
  figure.drawing = plot.html(figure.id, figure.title, "Columns: PUE of each month by energy; lines up: its worst hour.", "low months");
  figure.note = "Columns: monthly energies; lines: up to the worst hour of the month. The axis starts at 1, where no power is lost.";
  figure.data_link = "tables/hourly_site.csv", figure.data_name = "hourly_site.csv";
  return figure;
}

Figure overhead_figure(const design::SiteResult& site, const std::string& id) {
  std::vector<design::Overhead> parts = site.overheads;
  sort_keeping_order(parts, [](const design::Overhead& a, const design::Overhead& b) { return a.mwh_per_year > b.mwh_per_year; });
  std::vector<BarRow> rows;
  for (const design::Overhead& part : parts)
    if (part.mwh_per_year > 0.0)
      rows.push_back({component_name(part.component), fmt::format("{:.2f}", 100.0 * part.mwh_per_year / site.it_mwh), 0.0, 100.0 * part.mwh_per_year / site.it_mwh, "f-cooling", false});
  Figure figure{.id = id + "-overheads", .title = fmt::format("{} take {} a year, {} of the IT energy", "Cooling, power chain and the rest", energy(site.overhead_mwh), percent(site.overhead_mwh / site.it_mwh))};
  figure.drawing = bar_table("Overhead by component", "component", "% of IT energy", rows);
  figure.data_link = "tables/overheads.csv", figure.data_name = "overheads.csv";
  return figure;
}

Figure mode_figure(const design::SiteResult& site, const std::string& id) {
  std::vector<BarRow> rows;
  double all = 0.0;
  const design::ModeHours* longest = &site.modes.front();
  for (const design::ModeHours& mode : site.modes) {
    rows.push_back({spaced(mode.mode), group_thousands(mode.hours), 0.0, mode.hours, "f-cooling", false});
    all += mode.hours;
    if (mode.hours > longest->hours) longest = &mode;
  }
  Figure figure{.id = id + "-modes", .title = fmt::format("The plant runs in {} for {} hours, {} of the year", spaced(longest->mode), group_thousands(longest->hours), percent(all > 0 ? longest->hours / all : 0.0, 0))};
  figure.drawing = bar_table("Hours in each cooling mode", "mode", "hours a year", rows);
  figure.data_link = "tables/modes.csv", figure.data_name = "modes.csv";
  return figure;
}

}  // namespace

std::optional<Figure> connection_figure(const design::SiteResult& site, const std::string& id) {
  std::vector<design::HallChoice> choices = site.hall_choices;
  std::erase_if(choices, [](const design::HallChoice& h) { return h.it_on_connection_mw <= 0.0; });
  if (choices.size() < 2) return std::nullopt;
  sort_keeping_order(choices, [](const design::HallChoice& a, const design::HallChoice& b) { return a.it_on_connection_mw > b.it_on_connection_mw; });
  const auto name = [](const design::HallChoice& h) { return plant_name(h.plant) + " at " + h.supply; };
  std::vector<BarRow> rows;
  for (const design::HallChoice& h : choices)
    rows.push_back({capital(name(h)) + (h.it_mw > 1e-3 ? ", built" : ""), group_thousands(h.it_on_connection_mw, 0), 0.0, h.it_on_connection_mw, h.it_mw > 1e-3 ? "f-it" : "f-cooling", h.it_mw > 1e-3});
  const design::HallChoice &most = choices.front(), &least = choices.back();
  Figure figure{.id = id + "-connection", .title = fmt::format("The same {} of grid connection carries {} of IT with {} and {} with {}", power(site.connection_asked_mw), power(most.it_on_connection_mw),
                                                                name(most), power(least.it_on_connection_mw), name(least))};
  figure.drawing = bar_table("IT that the connection carries", "plant", "MW of IT", rows);
  figure.note = "In the worst hour, the design day or the warmest of the year, at full load, were nothing else at the meter: own supply and stores may carry more.";
  figure.data_link = "tables/halls.csv", figure.data_name = "halls.csv";
  return figure;
}

std::vector<Figure> cooling_figures(const design::SiteResult& site, const SiteHours& h, const std::string& id) {
  std::vector<Figure> all;
  if (site.it_mwh <= 0.0) return all;
  if (!h.pue.empty()) all.push_back(month_figure(site, h, id));
  if (!site.overheads.empty()) all.push_back(overhead_figure(site, id));
  if (!site.modes.empty()) all.push_back(mode_figure(site, id));
  return all;
}

}  // namespace gridwright::report
