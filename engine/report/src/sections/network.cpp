#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "../network_view.hpp"
#include "../plot.hpp"
#include "../table.hpp"
#include "../words.hpp"
#include "gridwright/core/text.hpp"
#include "sections.hpp"

namespace gridwright::report {
namespace {

using design::Design;

constexpr std::size_t rows_shown = 60;   // of a table; the rest is in the data
constexpr std::size_t points_shown = 730;

std::string note(const std::string& file) { return fmt::format("<p class=\"note\"><a href=\"tables/{}\">Data: {}</a></p>", file, file); }
std::string more(std::size_t rows) {
  return fmt::format("<p class=\"note\">{}<a href=\"hourly.nc\">Data: hourly.nc</a></p>", rows > rows_shown ? fmt::format("{} more in the data. ", rows - rows_shown) : "");
}

/// Means of neighbouring steps, so that a year draws as fast as a day.
std::vector<double> thinned(const std::vector<double>& v) {
  const std::size_t each = (v.size() + points_shown - 1) / points_shown;
  if (each <= 1) return v;
  std::vector<double> out;
  for (std::size_t t = 0; t < v.size(); t += each) {
    const std::size_t end = std::min(v.size(), t + each);
    double sum = 0.0;
    for (std::size_t k = t; k < end; ++k) sum += v[k];
    out.push_back(sum / static_cast<double>(end - t));
  }
  return out;
}

Axis step_axis(int steps) {
  Axis x{0.0, static_cast<double>(steps), {}, {}};
  for (int k = 0; k <= 4; ++k) x.ticks.push_back({steps * k / 4.0, k == 0 ? "step 0" : group_thousands(std::round(steps * k / 4.0))});
  return x;
}

/// What generates and discharges, by kind, stacked over the steps.
std::optional<Figure> dispatch(const Design& d, const NetworkView& view) {
  std::map<std::string, std::vector<double>> by_kind;
  std::vector<double> demand(static_cast<std::size_t>(d.hours), 0.0);
  for (const design::Hourly& h : d.hourly) {
    const bool gives = (h.quantity == "output" && h.kind != "grid") || h.quantity == "discharge";
    if (!gives && h.quantity != "demand") continue;
    std::vector<double>& to = gives ? by_kind.try_emplace(h.kind, demand.size(), 0.0).first->second : demand;
    for (std::size_t t = 0; t < to.size(); ++t) to[t] += h.values[t];
  }
  if (by_kind.empty()) return std::nullopt;
  std::vector<double> below(thinned(demand).size(), 0.0);
  double top = 0.0;
  std::vector<std::pair<std::string, std::vector<double>>> layers;
  std::vector<Key> keys;
  for (const auto& [kind, values] : by_kind) {
    double mwh = 0.0;
    for (const double v : values) mwh += v * d.step_h;
    if (mwh <= 1e-6) continue;
    layers.emplace_back(kind, thinned(values));
    keys.push_back({kind, spaced(kind)});
  }
  std::vector<double> sum(below.size(), 0.0);
  for (const auto& [kind, values] : layers)
    for (std::size_t t = 0; t < sum.size(); ++t) sum[t] += std::max(0.0, values[t]), top = std::max(top, sum[t]);
  Plot plot(step_axis(d.hours), round_axis(0.0, top, 5, "MW"));
  for (const auto& [kind, values] : layers) {
    std::vector<double> above = below;
    for (std::size_t t = 0; t < above.size(); ++t) above[t] += std::max(0.0, values[t]);
    plot.step_area("f-" + kind, below, above, spaced(kind));
    below = above;
  }
  Figure f{.id = "dispatch", .title = fmt::format("{} of demand over {} steps, served by {}", energy(view.demand_mwh), d.hours, count_of(layers.size(), "kind") + " of supply")};
  f.drawing = keys_html(keys) + plot.html(f.id, f.title, "Output of sources and discharge of stores by kind, step by step.");
  f.note = "All buses together; links are left out.";
  f.data_link = "hourly.nc", f.data_name = "hourly.nc";
  return f;
}

/// Prices of all steps in falling order at the buses with most demand.
std::optional<Figure> prices(const Design& d, const NetworkView& view) {
  std::vector<const BusView*> buses;
  for (std::size_t k = 0; k < std::min<std::size_t>(view.buses.size(), 3); ++k) buses.push_back(&view.buses[k]);
  constexpr const char* css[] = {"s-it", "s-wind", "s-grid"};
  std::vector<std::vector<double>> curves;
  double low = 0.0, high = 0.0;
  for (const BusView* b : buses) {
    if (b->price == nullptr) continue;
    std::vector<double> v = *b->price;
    std::sort(v.begin(), v.end(), std::greater<>());
    low = std::min(low, v.back()), high = std::max(high, v[v.size() / 200]);
    curves.push_back(std::move(v));
  }
  if (curves.size() != buses.size() || curves.empty() || d.hours < 2) return std::nullopt;
  const std::string unit = view.currency + "/MWh";
  Plot plot(step_axis(d.hours), round_axis(low, std::max(high, low + 1.0), 5, unit));
  std::vector<Key> keys;
  for (std::size_t k = 0; k < curves.size(); ++k) {
    const std::vector<double> y = thinned(curves[k]);
    std::vector<double> x;
    for (std::size_t t = 0; t < y.size(); ++t) x.push_back(d.hours * (static_cast<double>(t) + 0.5) / static_cast<double>(y.size()));
    plot.line(css[k], x, y, buses[k]->id);
    keys.push_back({std::string(css[k]).substr(2), buses[k]->id});
  }
  Figure f{.id = "prices", .title = fmt::format("One more MWh at {} costs {} {} on average, {} at most", buses[0]->id, unit_price(buses[0]->price_mean), unit, unit_price(buses[0]->price_high))};
  f.drawing = keys_html(keys) + plot.html(f.id, f.title, "Prices of all steps in falling order.");
  f.note = "The dual of the balance of a bus: what one more MWh of demand would cost in that step.";
  f.data_link = "hourly.nc", f.data_name = "hourly.nc";
  return f;
}

std::string bus_table(const NetworkView& v) {
  HtmlTable table("Buses", {{"bus"}, {"carrier"}, {"demand", true}, {"unserved", true}, {"mean price", true}, {"lowest", true}, {"highest", true}});
  for (std::size_t k = 0; k < std::min(v.buses.size(), rows_shown); ++k) {
    const BusView& b = v.buses[k];
    table.row({b.id, b.carrier, energy(b.demand_mwh), b.unserved_mwh > 1e-6 ? energy(b.unserved_mwh) : "-", unit_price(b.price_mean), unit_price(b.price_low), unit_price(b.price_high)});
  }
  return table.html() + more(v.buses.size());
}

std::string line_table(const NetworkView& v) {
  if (v.lines.empty()) return {};
  HtmlTable table("Lines", {{"line"}, {"from"}, {"to"}, {"stands", true}, {"forward", true}, {"backward", true}, {"lost", true}, {"used", true}});
  for (std::size_t k = 0; k < std::min(v.lines.size(), rows_shown); ++k) {
    const LineView& l = v.lines[k];
    table.row({l.id, l.from, l.to, power(l.mw), energy(l.forward_mwh), energy(l.backward_mwh), l.loss_mwh > 1e-6 ? energy(l.loss_mwh) : "-", percent(l.use, 0)});
  }
  return table.html() + more(v.lines.size());
}

std::string rule_table(const Design& d) {
  HtmlTable table("Limits and rules", {{"limit or rule"}, {"kind"}, {"one more unit is worth", true}});
  for (const design::Binding& b : d.bindings) table.row({b.sentence, spaced(b.label.empty() ? b.block : b.label), b.usd_per_unit > 0.0 ? significant(b.usd_per_unit, 4) : "-"});
  return table.html() + (table.empty() ? "" : note("bindings.csv"));
}

std::string cost_table(const Design& d, const std::string& currency) {
  HtmlTable table("What it costs", {{"group"}, {"item"}, {"a year", true}});
  std::map<std::pair<std::string, std::string>, double> sums;
  for (const design::CostLine& c : d.costs) sums[{c.group, c.item}] += c.usd_per_year;
  for (const auto& [key, amount] : sums) table.row({spaced(key.first), spaced(key.second), money_in(currency, amount)});
  table.row({"all", "", money_in(currency, d.usd_per_year)}, "total");
  return table.html() + note("costs.csv");
}

}  // namespace

std::string network_answer_section(const Design& d) {
  const NetworkView v = network_view(d);
  std::string built;
  for (std::size_t k = 0; k < std::min<std::size_t>(v.plants.size(), 12); ++k) built += (built.empty() ? "" : ", ") + v.plants[k].component + " " + v.plants[k].text();
  if (!v.lines.empty()) built += fmt::format("{}{} in {}", built.empty() ? "" : ", ", power(v.line_mw), count_of(v.lines.size(), "line"));
  std::string text = "<ol class=\"answer\">";
  const auto item = [&](const char* label, const std::string& words) { text += fmt::format("<li><b>{}</b> {}</li>", label, prose(words)); };
  item("Build", (built.empty() ? "nothing" : built) + ".");
  item("Run", fmt::format("{} of demand at {} {}, {} not served.", energy(v.demand_mwh), v.buses.size(), v.buses.size() == 1 ? "bus" : "buses", energy(v.unserved_mwh)));
  item("Cost", money_in(v.currency, d.usd_per_year) + ".");
  std::string rules;
  for (std::size_t k = 0; k < std::min<std::size_t>(d.bindings.size(), 4); ++k) rules += (rules.empty() ? "" : "; ") + d.bindings[k].sentence;
  if (!rules.empty()) item("Binds", rules + ".");
  text += "</ol>";
  HtmlTable table("What stands", {{"plant"}, {"bus"}, {"size", true}, {"cost a year", true}, {"one more is worth a year", true}});
  for (std::size_t k = 0; k < std::min(v.plants.size(), rows_shown); ++k) {
    const Plant& p = v.plants[k];
    table.row({p.component, p.site, p.text() + (p.at_limit ? " *" : ""), p.yearly_usd != 0.0 ? money_in(v.currency, p.yearly_usd) : "-", p.limit_value_usd > 0.0 ? money_in(v.currency, p.limit_value_usd) : "-"});
  }
  text += table.html();
  text += fmt::format("<p class=\"note\">* as large as it may be. {}Proof: {}{}. <a href=\"tables/capacities.csv\">Data: capacities.csv</a></p>", all_checks_hold(d) ? "" : "<b class=\"bad\">",
                      html(proof_words(d)), all_checks_hold(d) ? "" : "</b>");
  return text + cost_table(d, v.currency);
}

std::string network_section(const Design& d) {
  const NetworkView v = network_view(d);
  std::string text;
  if (const std::optional<Figure> f = dispatch(d, v)) text += figure_html(*f);
  if (const std::optional<Figure> f = prices(d, v)) text += figure_html(*f);
  return text + rule_table(d) + bus_table(v) + line_table(v);
}

}  // namespace gridwright::report
