#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "../plot.hpp"
#include "../table.hpp"
#include "../words.hpp"
#include "gridwright/core/text.hpp"
#include "sections.hpp"

// How much of a load the plants of a site carry by themselves.
namespace gridwright::report {
namespace {

using design::CarriedLoad;
using design::CarriedResult;
using design::Design;

/// "1,400 MW of wind, 200 MW of solar and 300 MW / 30 GWh of storage"
std::string plants_words(const CarriedResult& c) {
  std::vector<std::string> plants;
  if (c.wind_mw >= 5e-4) plants.push_back(power(c.wind_mw) + " of wind");
  if (c.solar_mw >= 5e-4) plants.push_back(power(c.solar_mw) + " of solar");
  if (c.other_mw >= 5e-4) plants.push_back(power(c.other_mw) + " of other supply");
  if (c.storage_mw >= 5e-4) plants.push_back(power(c.storage_mw) + " / " + energy(c.storage_mwh) + " of storage");
  std::string words;
  for (std::size_t i = 0; i < plants.size(); ++i) words += (i == 0 ? "" : i + 1 == plants.size() ? " and " : ", ") + plants[i];
  return words;
}

const CarriedLoad* headline(const CarriedResult& c) {
  for (const CarriedLoad& l : c.loads)
    if (l.load_mw == c.headline_mw) return &l;
  return nullptr;
}

struct Part {
  const char *kind, *name;
  double CarriedLoad::*share;
};
constexpr std::array<Part, 4> parts{{{"wind", "wind", &CarriedLoad::wind_share},
                                     {"solar", "solar", &CarriedLoad::solar_share},
                                     {"nuclear", "other supply", &CarriedLoad::other_share},
                                     {"iron_air", "stores", &CarriedLoad::storage_share}}};

std::string shares_words(const CarriedLoad& l) {
  std::string words;
  for (const Part& layer : parts)
    if (l.*layer.share >= 5e-4) words += fmt::format("\n{} {}", layer.name, percent(l.*layer.share));
  return words + fmt::format("\nthe grid {}; short in {} hours", percent(1.0 - l.carried()), group_thousands(l.short_hours));
}

Figure flat_loads_figure(const Design& d, const CarriedResult& c, const CarriedLoad& here, const std::string& id) {
  const double step = c.loads.size() > 1 ? c.loads[1].load_mw - c.loads[0].load_mw : c.loads.front().load_mw;
  Axis x = tight_axis(c.loads.front().load_mw - 0.5 * step, c.loads.back().load_mw + 0.5 * step, 6, "");
  Plot plot(x, Axis{0.0, 100.0, {{0, "0"}, {25, "25"}, {50, "50"}, {75, "75"}, {100, "100"}}, "% of the load's energy"});
  Hours lower(c.loads.size(), 0.0);
  std::vector<Key> keys;
  const auto add = [&](const std::string& kind, const std::string& name, const Hours& share) {
    Hours upper = lower;
    for (std::size_t i = 0; i < upper.size(); ++i) upper[i] += 100.0 * share[i];
    plot.step_area("f-" + kind, lower, upper, name);
    lower = std::move(upper);
  };
  Hours grid(c.loads.size(), 1.0);
  for (const Part& layer : parts) {
    Hours share;
    for (std::size_t i = 0; i < c.loads.size(); ++i) share.push_back(c.loads[i].*layer.share), grid[i] -= share.back();
    if (*std::max_element(share.begin(), share.end()) < 5e-4) continue;
    add(layer.kind, layer.name, share);
    keys.push_back({layer.kind, std::string(layer.name) + " " + percent(here.*layer.share)});
  }
  add("grid", "the grid", grid);
  keys.push_back({"grid", "the grid " + percent(1.0 - here.carried())});
  plot.upright("thin dashed s-it", here.load_mw, 0.0, 100.0);
  for (const CarriedLoad& l : c.loads) plot.strip(l.load_mw - 0.5 * step, l.load_mw + 0.5 * step, "a flat load of " + power(l.load_mw) + shares_words(l));
  Figure f{.id = id + "-carried"};
  f.title = fmt::format("{} carry {} of a flat {} by themselves", capital(plants_words(c)), percent(here.carried()), power(here.load_mw));
  f.drawing = keys_html(keys, "Of a flat " + power(here.load_mw)) +
              plot.html(f.id, f.title, "Stacked shares of a flat load's energy over the size of the load: wind, solar, stores, and the grid for the rest.");
  f.note = fmt::format("Over the size of a flat load, MW; dashed: {}. Stores are charged from surplus only and drawn from whenever something is missing, within their yearly "
                       "throughput; no prices, no foresight, the grid brings the rest.", power(here.load_mw));
  constexpr std::string_view inputs[] = {"availability"};
  f.marks = origins(d, c.site, inputs);
  f.data_link = "tables/carried.csv", f.data_name = "carried.csv";
  return f;
}

/// What is missing at the headline load, sorted.
std::string missing_figure(const Design& d, const CarriedResult& c, const CarriedLoad& here, const std::string& id) {
  const auto found = std::find_if(d.hourly.begin(), d.hourly.end(), [&](const design::Hourly& h) { return h.site == c.site && h.quantity == "missing_alone"; });
  if (found == d.hourly.end() || found->values.empty()) return {};
  Hours sorted = found->values;
  std::sort(sorted.begin(), sorted.end(), std::greater<>());
  Axis x{0.0, 100.0, {}, {}};
  for (const int share : {0, 25, 50, 75, 100}) x.ticks.push_back({static_cast<double>(share), share == 100 ? "100 %" : std::to_string(share)});
  Plot plot(x, round_axis(0.0, std::max(here.load_mw, sorted.front()), 5, "MW"));
  Hours mw;
  for (std::size_t i = 0; i < 400; ++i) mw.push_back(sorted[std::min(sorted.size() - 1, i * sorted.size() / 400)]);
  plot.step_area("f-unserved", Hours(mw.size(), 0.0), mw, "missing");
  for (int i = 0; i < 100; ++i)
    plot.strip(i, i + 1, fmt::format("{} % of the hours\nat least {} missing", i + 1, power(sorted[std::min(sorted.size() - 1, (static_cast<std::size_t>(i) + 1) * sorted.size() / 100)])));
  Figure f{.id = id + "-missing"};
  f.title = here.short_hours > 0.0 ? fmt::format("Alone they leave a flat {} short in {} hours, up to {} at once and {} hours in a row", power(here.load_mw),
                                                 group_thousands(here.short_hours), power(here.deepest_mw), group_thousands(here.longest_short_h))
                                   : fmt::format("Alone they carry a flat {} in every hour", power(here.load_mw));
  f.drawing = plot.html(f.id, f.title, "Power that is missing, sorted, over the share of hours.");
  f.note = fmt::format("Missing power in falling order, over the share of hours. Whole in 90 % of the hours: {}; in 99 %: {}; always: {} of flat load.", power(c.firm_mw_90),
                       power(c.firm_mw_99), power(c.firm_mw_always));
  f.data_link = "hourly.nc", f.data_name = "hourly.nc (missing_alone)";
  return figure_html(f);
}

std::string loads_table(const CarriedResult& c) {
  HtmlTable table("Flat loads that " + plants_words(c) + " carry without the grid",
                  {{"flat load"}, {"wind", true}, {"solar", true}, {"stores", true}, {"carried", true}, {"the grid's part", true}, {"hours short", true}, {"longest, hours", true}, {"deepest", true}});
  for (const CarriedLoad& l : c.loads)
    table.row({power(l.load_mw), percent(l.wind_share), percent(l.solar_share), percent(l.storage_share), percent(l.carried()), percent(1.0 - l.carried()),
               group_thousands(l.short_hours), group_thousands(l.longest_short_h), power(l.deepest_mw)},
              l.load_mw == c.headline_mw ? "built" : "");
  return table.html();
}

/// Who carried the load as the plan runs it: own supply first, then stores, then the grid; what charges a store is not load.
std::string operated_table(const SiteHours& h) {
  const std::size_t steps = h.load_mw.size();
  Hours left = h.load_mw;
  HtmlTable table("The load as the plan runs it", {{"carried by"}, {"energy a year", true}, {"of the load", true}, {"hours in which it carries", true}, {"most at once", true}});
  const double years = static_cast<double>(steps) * h.step_h / 8760.0, load = sum(h.load_mw);
  const auto add = [&](const std::string& name, const Hours& mw) {
    if (mw.size() != steps) return;
    double energy_mw = 0.0, hours = 0.0, most = 0.0;
    for (std::size_t t = 0; t < steps; ++t) {
      const double taken = std::min(mw[t], left[t]);
      left[t] -= taken, energy_mw += taken, most = std::max(most, taken);
      if (taken > 1e-3 * std::max(h.load_mw[t], 1.0)) hours += h.step_h;
    }
    if (energy_mw > 1e-6 * load) table.row({capital(name), energy(energy_mw * h.step_h / years), percent(energy_mw / load), group_thousands(hours / years), power(most)});
  };
  for (const Layer& layer : h.supply)
    if (layer.kind != "grid" && layer.kind != "unserved" && layer.kind != "iron_air" && layer.kind != "lithium" && layer.kind != "storage") add(layer.name, layer.mw);
  for (const Layer& layer : h.supply)
    if (layer.kind == "iron_air" || layer.kind == "lithium" || layer.kind == "storage") add(layer.name, layer.mw);
  for (const Layer& layer : h.supply)
    if (layer.kind == "grid" || layer.kind == "unserved") add(layer.name, layer.mw);
  return table.html();
}

}  // namespace

std::string carried_section(const Design& d, const std::vector<SiteHours>& sites) {
  std::string text;
  for (const CarriedResult& c : d.carried) {
    const CarriedLoad* here = headline(c);
    const auto hours = std::find_if(sites.begin(), sites.end(), [&](const SiteHours& h) { return h.site == c.site || (h.site.empty() && d.sites.size() == 1); });
    if (here == nullptr || hours == sites.end()) continue;
    const std::string id = id_word(c.site);
    if (d.sites.size() > 1) text += "<h3>" + html(place_name(c.site)) + "</h3>";
    text += figure_html(flat_loads_figure(d, c, *here, id)) + missing_figure(d, c, *here, id) + loads_table(c);
    text += "<p class=\"note\">Stores keep what they hold at mid-life. <a href=\"tables/carried.csv\">Data: carried.csv</a></p>";
    text += operated_table(*hours);
    text += "<p class=\"note\">Wind and sun are counted first, then stores, then the grid: import that charges a store carries no load. Stores may have been charged from the grid where that was cheap.</p>";
  }
  return text;
}

}  // namespace gridwright::report
