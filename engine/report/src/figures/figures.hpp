#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "../hours.hpp"
#include "../plot.hpp"
#include "gridwright/design/design.hpp"

/// Every figure of the report: one question each, answered by its title with numbers of the run. A figure that has nothing
/// to show is absent. `id` makes anchors unique when several sites are shown.
namespace gridwright::report {

/// Where the power comes from and where it goes, day by day through the year.
[[nodiscard]] std::optional<Figure> dispatch_year(const design::Design&, const SiteHours&, const std::string& id);
/// The same hour by hour for one week; without a script the leanest week, with one any week.
[[nodiscard]] std::optional<Figure> dispatch_week(const design::Design&, const SiteHours&, const std::string& id);
/// The year's energy from source to chip, and the year's money from what is paid for to the workloads.
[[nodiscard]] std::optional<Figure> energy_flow(const design::Design&, const SiteHours&, const std::string& id);
[[nodiscard]] std::optional<Figure> money_flow(const design::Design&);
/// Level of every store through the year; the lulls marked where a long one carries them.
[[nodiscard]] std::vector<Figure> store_levels(const design::Design&, const SiteHours&, const std::string& id);
/// Level of a store that is filled and emptied within days, hour by day.
[[nodiscard]] std::optional<Figure> short_store_map(const Store&, const SiteHours&, const std::string& id);
/// Price and load, sorted.
[[nodiscard]] std::vector<Figure> duration_curves(const design::Design&, const SiteHours&, const std::string& id);
/// Hour by day: matching share, PUE, price.
[[nodiscard]] std::vector<Figure> heat_maps(const design::Design&, const SiteHours&, const std::string& id);
/// From USD per MWh to USD per million tokens.
[[nodiscard]] std::vector<Figure> cost_build_up(const design::Design&);
/// What one more unit of each limit is worth.
[[nodiscard]] std::optional<Figure> limit_values(const design::Design&);
/// PUE by month; overhead by component and hours by mode.
[[nodiscard]] std::vector<Figure> cooling_figures(const design::SiteResult&, const SiteHours&, const std::string& id);
/// How much IT the same grid connection carries under each cooling alternative.
[[nodiscard]] std::optional<Figure> connection_figure(const design::SiteResult&, const std::string& id);
/// Tokens asked for and made over the mean day.
[[nodiscard]] std::optional<Figure> mean_day(const design::Design&);

/// First step of the week (seven days from a midnight) in which wind and sun carry least of the load.
[[nodiscard]] int leanest_week(const SiteHours& hours);

/// A table of bars that float from `from` to `to` on a common axis: readable as a table without seeing the bars.
struct BarRow {
  std::string label, value;
  double from = 0.0, to = 0.0;
  std::string css;                 ///< fill class, "f-wind"
  bool total = false;
};
[[nodiscard]] std::string bar_table(const std::string& caption, const std::string& what, const std::string& unit,
                                    std::span<const BarRow> rows);

}  // namespace gridwright::report
