#include "hours.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "gridwright/core/hour_axis.hpp"
#include "view.hpp"
#include "words.hpp"

namespace gridwright::report {
namespace {

using design::Design;
using design::Hourly;

constexpr std::array month_names = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

class Collector {
 public:
  Collector(const Design& design, std::string_view site) : design_(design), site_(site) {}

  /// Sum of all series of a quantity that `accept` likes; empty when there is none.
  template <class Accept>
  Hours total(std::string_view quantity, Accept&& accept) const {
    Hours sum;
    for (const Hourly& h : design_.hourly) {
      if (!here(h) || h.quantity != quantity || !accept(h)) continue;
      if (sum.empty()) sum.assign(static_cast<std::size_t>(design_.hours), 0.0);
      for (std::size_t t = 0; t < sum.size() && t < h.values.size(); ++t) sum[t] += h.values[t];
    }
    return sum;
  }
  Hours of_kind(std::string_view quantity, std::string_view kind) const {
    return total(quantity, [&](const Hourly& h) { return h.kind == kind; });
  }
  Hours any(std::string_view quantity) const {
    return total(quantity, [](const Hourly&) { return true; });
  }
  /// The site's own series; where a site has only series of components, those added up.
  Hours of_site(std::string_view quantity) const {
    Hours own = total(quantity, [](const Hourly& h) { return h.component.empty() || h.component == h.site; });
    return own.empty() ? any(quantity) : own;
  }
  Hours first(std::string_view quantity) const {
    for (const Hourly& h : design_.hourly)
      if (here(h) && h.quantity == quantity && h.values.size() == static_cast<std::size_t>(design_.hours)) return h.values;
    return {};
  }
  [[nodiscard]] bool here(const Hourly& h) const { return site_.empty() || h.site == site_; }
  [[nodiscard]] const Design& design() const { return design_; }

 private:
  const Design& design_;
  std::string_view site_;
};

bool something(const Hours& values) {
  return std::any_of(values.begin(), values.end(), [](double v) { return std::abs(v) > 1e-6; });
}

void put(std::vector<Layer>& into, std::string kind, std::string name, Hours mw) {
  if (something(mw)) into.push_back({std::move(kind), std::move(name), std::move(mw)});
}

constexpr std::array<std::string_view, 6> supply_kinds = {"nuclear", "geothermal", "wind", "solar", "thermal", "gas"};
constexpr std::array<std::string_view, 3> store_kinds = {"iron_air", "storage", "lithium"};

void add_supply(SiteHours& s, const Collector& from) {
  for (const std::string_view kind : supply_kinds) put(s.supply, std::string(kind), std::string(kind), from.of_kind("generation", kind));
  for (const std::string_view kind : store_kinds)
    put(s.supply, std::string(kind), component_name(kind), from.of_kind("discharge", kind));
  put(s.supply, "grid", "grid", from.any("import"));
  put(s.supply, "unserved", "unserved", from.any("unserved"));
  Hours available = from.any("available"), used = from.any("generation");
  if (available.size() == used.size())
    for (std::size_t t = 0; t < used.size(); ++t) available[t] = std::max(0.0, available[t] - used[t]);
  if (sum(available) > 1e-4 * sum(used)) s.curtailed_mw = std::move(available);  // less is the solver's rounding
}

/// Load that is not of the halls: stated, or what the site's load holds beyond IT and overhead.
Hours other_load(const SiteHours& s, const Collector& from) {
  Hours other = from.of_site("other_load");
  if (!other.empty()) return other;
  other = from.of_site("load");
  for (std::size_t t = 0; t < other.size(); ++t) {
    const double halls = (t < s.it_mw.size() ? s.it_mw[t] : 0.0) + (t < s.overhead_mw.size() ? s.overhead_mw[t] : 0.0);
    other[t] = other[t] - halls > 1e-6 * std::max(1.0, halls) ? other[t] - halls : 0.0;
  }
  return other;
}

void add_use(SiteHours& s, const Collector& from) {
  s.it_mw = from.of_site("it_power");
  s.overhead_mw = from.of_site("overhead");
  const Hours other = other_load(s, from);
  put(s.use, "it", "IT", s.it_mw);
  put(s.use, "cooling", "cooling, losses", s.overhead_mw);
  put(s.use, "load", s.it_mw.empty() ? "load" : "other load", other);
  for (const std::string_view kind : store_kinds)
    put(s.use, std::string(kind), "into " + component_name(kind), from.of_kind("charge", kind));
  put(s.use, "grid", "export", from.any("export"));
  s.load_mw.assign(static_cast<std::size_t>(s.steps), 0.0);
  for (const Hours* part : std::array<const Hours*, 3>{&s.it_mw, &s.overhead_mw, &other})
    for (std::size_t t = 0; t < part->size(); ++t) s.load_mw[t] += (*part)[t];
}

void add_stores(SiteHours& s, const Collector& from) {
  for (const Hourly& h : from.design().hourly) {
    if (!from.here(h) || h.quantity != "level") continue;
    Store store{.component = h.component, .kind = h.kind, .name = component_name(h.component), .level_mwh = h.values, .charge_mw = {}, .discharge_mw = {}};
    const auto same = [&](const Hourly& other) { return other.component == h.component; };
    store.charge_mw = from.total("charge", same);
    store.discharge_mw = from.total("discharge", same);
    for (const Plant& p : plants(from.design()))
      if (p.component == h.component) store.power_mw = p.size, store.energy_mwh = p.energy_mwh;
    if (something(store.level_mwh) || store.energy_mwh > 0.0) s.stores.push_back(std::move(store));
  }
}

/// Share of the load matched by carbon-free power: the design's own series, load-weighted over sites.
Hours matched_share(const Design& design, std::string_view site, const SiteHours& all) {
  Hours matched(all.load_mw.size(), 0.0);
  bool any = false;
  for (const design::SiteResult& one : design.sites) {
    if (!site.empty() && one.id != site) continue;
    const Hours share = Collector(design, one.id).first("matched");
    if (share.empty()) continue;
    any = true;
    const Hours load = design.sites.size() == 1 || !site.empty() ? all.load_mw : site_hours(design, one.id).load_mw;
    for (std::size_t t = 0; t < matched.size(); ++t) matched[t] += share[t] * load[t];
  }
  if (!any) return {};
  for (std::size_t t = 0; t < matched.size(); ++t) matched[t] = all.load_mw[t] > 0.0 ? matched[t] / all.load_mw[t] : 1.0;
  return matched;
}

/// Centred mean over `width` steps, shorter at the ends.
Hours running_mean(const Hours& values, int width) {
  Hours sums(values.size() + 1, 0.0), means(values.size());
  for (std::size_t t = 0; t < values.size(); ++t) sums[t + 1] = sums[t] + values[t];
  const int n = static_cast<int>(values.size());
  for (int t = 0; t < n; ++t) {
    const int a = std::max(0, t - width / 2), b = std::min(n, t + (width + 1) / 2);
    means[static_cast<std::size_t>(t)] = (sums[static_cast<std::size_t>(b)] - sums[static_cast<std::size_t>(a)]) / (b - a);
  }
  return means;
}

double sum_over(const Hours& values, int first, int steps, double step_h) {
  double total = 0.0;
  for (int t = first; t < first + steps; ++t)
    if (static_cast<std::size_t>(t) < values.size()) total += values[static_cast<std::size_t>(t)];
  return total * step_h;
}

}  // namespace

SiteHours site_hours(const Design& design, std::string_view site) {
  SiteHours s{.site = std::string(site), .steps = design.hours, .year = design.year, .step_h = design.step_h};
  const Collector from(design, site);
  add_supply(s, from);
  add_use(s, from);
  add_stores(s, from);
  for (const std::string_view kind : std::array<std::string_view, 2>{"wind", "solar"}) {
    const Hours part = from.of_kind("available", kind);
    if (s.wind_sun_mw.empty()) s.wind_sun_mw = part;
    else
      for (std::size_t t = 0; t < part.size(); ++t) s.wind_sun_mw[t] += part[t];
  }
  if (something(s.it_mw) && s.overhead_mw.size() == s.it_mw.size())
    for (std::size_t t = 0; t < s.it_mw.size(); ++t)
      s.pue.push_back(s.it_mw[t] > 0.0 ? 1.0 + s.overhead_mw[t] / s.it_mw[t] : std::numeric_limits<double>::quiet_NaN());
  if (!site.empty() || design.sites.size() < 2) {
    s.price = from.first("price");
    s.marginal_price = from.first("marginal_price");
  }
  s.matched = matched_share(design, site, s);
  return s;
}

const Store* long_store(const SiteHours& hours) {
  const Store* best = nullptr;
  for (const Store& store : hours.stores)
    if (store.duration_h() >= 12.0 && (best == nullptr || store.duration_h() > best->duration_h())) best = &store;
  return best;
}

std::vector<Lull> lulls(const SiteHours& h, const Store* store, double shortest_h) {
  std::vector<Lull> found;
  if (h.wind_sun_mw.size() != h.load_mw.size() || h.load_mw.empty()) return found;
  const int day = std::max(1, static_cast<int>(std::lround(24.0 / h.step_h)));
  const Hours supply = running_mean(h.wind_sun_mw, day), load = running_mean(h.load_mw, day);
  int first = -1;
  for (int t = 0; t <= h.steps; ++t) {
    const bool lean = t < h.steps && supply[static_cast<std::size_t>(t)] < 0.5 * load[static_cast<std::size_t>(t)];
    if (lean && first < 0) first = t;
    if (lean || first < 0) continue;
    const int steps = t - first;
    if (steps * h.step_h >= shortest_h)
      found.push_back({first, steps, steps * h.step_h, sum_over(h.load_mw, first, steps, h.step_h),
                       sum_over(h.wind_sun_mw, first, steps, h.step_h),
                       store ? sum_over(store->discharge_mw, first, steps, h.step_h) : 0.0});
    first = -1;
  }
  return found;
}

Hours day_means(const Hours& hourly, double step_h) {
  const auto per_day = static_cast<std::size_t>(std::max(1.0, std::round(24.0 / step_h)));
  Hours days;
  for (std::size_t t = 0; t < hourly.size(); t += per_day) {
    const std::size_t end = std::min(hourly.size(), t + per_day);
    days.push_back(mean(std::span(hourly).subspan(t, end - t)));
  }
  return days;
}

double sum(std::span<const double> values) {
  double total = 0.0;
  for (const double v : values) total += v;
  return total;
}

double mean(std::span<const double> values) { return values.empty() ? 0.0 : sum(values) / static_cast<double>(values.size()); }

Hours month_means(const SiteHours& hours, const Hours& values, const Hours& weight) {
  const HourAxis axis{.year = hours.year, .steps = hours.steps, .step_h = hours.step_h};
  Hours sums(12, 0.0), weights(12, 0.0);
  for (int t = 0; t < hours.steps && static_cast<std::size_t>(t) < values.size(); ++t) {
    const auto i = static_cast<std::size_t>(t), m = static_cast<std::size_t>(axis.month(t));
    const double w = weight.empty() ? 1.0 : weight[i];
    if (!(w > 0.0)) continue;
    sums[m] += w * values[i];
    weights[m] += w;
  }
  for (std::size_t m = 0; m < 12; ++m) sums[m] = weights[m] > 0.0 ? sums[m] / weights[m] : std::numeric_limits<double>::quiet_NaN();
  return sums;
}

std::string day_label(int day) {
  const std::vector<int>& starts = month_start_hours();
  const int hour = (day % 365) * 24;
  const auto month = static_cast<std::size_t>(std::upper_bound(starts.begin(), starts.end(), hour) - starts.begin()) - 1;
  return fmt::format("{} {}", (hour - starts[month]) / 24 + 1, month_names[month]);
}

std::string hour_label(const SiteHours& hours, int step) {
  const int hour = static_cast<int>(step * hours.step_h);
  return day_label(hour / 24) + fmt::format(" {:02}:00", hour % 24);
}

std::string origins(const Design& design, std::string_view site, std::span<const std::string_view> quantities) {
  std::vector<std::string> found;
  for (const Hourly& h : design.hourly) {
    if (h.origin == Origin::computed || (!site.empty() && h.site != site)) continue;
    if (std::find(quantities.begin(), quantities.end(), h.quantity) == quantities.end()) continue;
    std::string word = to_string(h.origin);
    if (std::find(found.begin(), found.end(), word) == found.end()) found.push_back(std::move(word));
  }
  std::sort(found.begin(), found.end());
  std::string text;
  for (const std::string& word : found) text += (text.empty() ? "" : ", ") + word;
  return text;
}

}  // namespace gridwright::report
