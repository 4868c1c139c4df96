#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gridwright/design/design.hpp"

/// The hourly series of a design, arranged as a site's power balance: what figures are drawn from.
namespace gridwright::report {

using Hours = std::vector<double>;

/// One layer of a dispatch stack: all components of one kind together.
struct Layer {
  std::string kind;       ///< sets colour: wind solar ... it cooling load export unserved curtailed
  std::string name;       ///< "iron-air out"
  Hours mw;
};

struct Store {
  std::string component, kind, name;
  Hours level_mwh, charge_mw, discharge_mw;
  double power_mw = 0.0, energy_mwh = 0.0;   ///< built
  [[nodiscard]] double duration_h() const { return power_mw > 0.0 ? energy_mwh / power_mw : 0.0; }
};

/// One site, or all sites together (`site` empty; then prices are missing unless there is only one site).
struct SiteHours {
  std::string site;
  int steps = 0, year = 2028;
  double step_h = 1.0;
  std::vector<Layer> supply, use;            ///< stack upwards and downwards from the axis, first next to it
  Hours curtailed_mw;                        ///< available and not used; empty when nothing tells
  Hours it_mw, overhead_mw, load_mw;         ///< load: IT + overhead + other load
  Hours wind_sun_mw;                         ///< available from wind and sun
  Hours price, marginal_price, matched, pue; ///< empty where the design has none
  std::vector<Store> stores;
};
[[nodiscard]] SiteHours site_hours(const design::Design& design, std::string_view site);

/// A stretch of time in which wind and sun could give less than half of the load (24-hour running means).
struct Lull {
  int first = 0, steps = 0;
  double hours = 0.0, load_mwh = 0.0, wind_sun_mwh = 0.0, delivered_mwh = 0.0;  ///< delivered by the store given
};
/// Those of at least `shortest_h` hours, in order of time. `store` may be null.
[[nodiscard]] std::vector<Lull> lulls(const SiteHours& hours, const Store* store, double shortest_h);

/// The store that carries lulls: the longest duration, at least 12 hours. Null when there is none.
[[nodiscard]] const Store* long_store(const SiteHours& hours);

[[nodiscard]] Hours day_means(const Hours& hourly, double step_h);
[[nodiscard]] double mean(std::span<const double> values);
[[nodiscard]] double sum(std::span<const double> values);
/// Means of months 0..11 weighted by `weight` (plain means when empty); a month without steps is NaN.
[[nodiscard]] Hours month_means(const SiteHours& hours, const Hours& values, const Hours& weight = {});
/// "12 Jan", "12 Jan 15:00".
[[nodiscard]] std::string day_label(int day);
[[nodiscard]] std::string hour_label(const SiteHours& hours, int step);

/// "synthetic", "measured, synthetic": origins of the input series among `quantities` at `site` (empty: anywhere);
/// computed series are not inputs.
[[nodiscard]] std::string origins(const design::Design& design, std::string_view site, std::span<const std::string_view> quantities);

}  // namespace gridwright::report
