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

constexpr std::size_t rows_shown = 60;   // of a table; the rest is in the CSV
constexpr std::size_t points_shown = 730;

std::string note(const std::string& file, std::size_t left_out = 0) {
  return fmt::format("<p class=\"note\">{}<a href=\"tables/{}\">Data: {}</a></p>", left_out > 0 ? fmt::format("{} more rows in the data. ", left_out) : "", file, file);
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
std::optional<Figure> dispatch(const Design& d) {
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
  Figure f{.id = "dispatch", .title = fmt::format("{} of demand over {} steps, served by {}", energy(demand_mwh(d)), d.hours, count_of(layers.size(), "kind") + " of supply")};
  f.drawing = keys_html(keys) + plot.html(f.id, f.title, "Output of sources and discharge of stores by kind, step by step.");
  f.note = "All buses together; links are left out.";
  f.data_link = "tables/dispatch.csv", f.data_name = "dispatch.csv";
  return f;
}

/// Prices of all steps in falling order at the buses with most demand.
std::optional<Figure> prices(const Design& d) {
  std::vector<const design::BusResult*> buses;
  for (const design::BusResult& b : d.buses) buses.push_back(&b);
  std::stable_sort(buses.begin(), buses.end(), [](const auto* a, const auto* b) { return a->demand_mwh > b->demand_mwh; });
  if (buses.size() > 3) buses.resize(3);
  constexpr const char* css[] = {"s-it", "s-wind", "s-grid"};
  std::vector<std::vector<double>> curves;
  double low = 0.0, high = 0.0;
  for (const design::BusResult* b : buses)
    for (const design::Hourly& h : d.hourly)
      if (h.site == b->id && h.component.empty() && h.quantity == "price") {
        std::vector<double> v = h.values;
        std::sort(v.begin(), v.end(), std::greater<>());
        low = std::min(low, v.back()), high = std::max(high, v[v.size() / 200]);
        curves.push_back(std::move(v));
      }
  if (curves.size() != buses.size() || curves.empty() || d.hours < 2) return std::nullopt;
  const std::string unit = d.money.substr(0, d.money.find(' ')) + "/MWh";
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
  f.data_link = "tables/buses.csv", f.data_name = "buses.csv";
  return f;
}

std::string bus_table(const Design& d) {
  HtmlTable table("Buses", {{"bus"}, {"carrier"}, {"demand", true}, {"unserved", true}, {"mean price", true}, {"lowest", true}, {"highest", true}});
  for (std::size_t k = 0; k < std::min(d.buses.size(), rows_shown); ++k) {
    const design::BusResult& b = d.buses[k];
    table.row({b.id, b.carrier, energy(b.demand_mwh), b.unserved_mwh > 1e-6 ? energy(b.unserved_mwh) : "-", unit_price(b.price_mean), unit_price(b.price_low), unit_price(b.price_high)});
  }
  return table.html() + note("buses.csv", d.buses.size() - std::min(d.buses.size(), rows_shown));
}

std::string line_table(const Design& d) {
  if (d.lines.empty()) return {};
  HtmlTable table("Lines", {{"line"}, {"from"}, {"to"}, {"stands", true}, {"forward", true}, {"backward", true}, {"lost", true}, {"used", true}});
  for (std::size_t k = 0; k < std::min(d.lines.size(), rows_shown); ++k) {
    const design::LineResult& l = d.lines[k];
    table.row({l.id, l.from, l.to, power(l.mw), energy(l.forward_mwh), energy(l.backward_mwh), l.loss_mwh > 1e-6 ? energy(l.loss_mwh) : "-", percent(l.use, 0)});
  }
  return table.html() + note("lines.csv", d.lines.size() - std::min(d.lines.size(), rows_shown));
}

std::string rule_table(const Design& d) {
  if (d.requirements.empty()) return {};
  HtmlTable table("Rules over many components", {{"rule"}, {"kind"}, {"asked"}, {"reached", true}, {"one more unit", true}});
  for (const design::RequirementResult& r : d.requirements) {
    const std::string asked = r.lower == r.upper ? "is " + significant(r.lower, 6) : std::isfinite(r.upper) ? "at most " + significant(r.upper, 6) : "at least " + significant(r.lower, 6);
    table.row({r.id, spaced(r.kind), asked + " " + r.unit + (r.over == "step" ? ", each step" : ""), significant(r.value, 6), std::abs(r.price) > 1e-6 ? money_in(d, r.price) : "-"});
  }
  return table.html() + note("requirements.csv");
}

std::string cost_table(const Design& d) {
  HtmlTable table("What it costs", {{"group"}, {"item"}, {"a year", true}});
  std::map<std::pair<std::string, std::string>, double> sums;
  for (const design::CostLine& c : d.costs) sums[{c.group, c.item}] += c.usd_per_year;
  for (const auto& [key, amount] : sums) table.row({spaced(key.first), spaced(key.second), money_in(d, amount)});
  table.row({"all", "", money_in(d, d.usd_per_year)}, "total");
  return table.html() + note("costs.csv");
}

}  // namespace

std::string network_answer_section(const Design& d) {
  std::string built;
  for (const Plant& p : largest_plants(d, 12)) built += (built.empty() ? "" : ", ") + p.component + " " + p.text();
  if (const std::string words = lines_words(d); !words.empty()) built += (built.empty() ? "" : ", ") + words;
  std::string text = "<ol class=\"answer\">";
  const auto item = [&](const char* label, const std::string& words) { text += fmt::format("<li><b>{}</b> {}</li>", label, prose(words)); };
  item("Build", (built.empty() ? "nothing" : built) + ".");
  item("Run", fmt::format("{} of demand at {} buses, {} not served.", energy(demand_mwh(d)), d.buses.size(), energy(unserved_mwh(d))));
  item("Cost", money_in(d, d.usd_per_year) + ".");
  std::string rules;
  for (std::size_t k = 0; k < std::min<std::size_t>(d.requirements.size(), 4); ++k) rules += (rules.empty() ? "" : "; ") + requirement_words(d, d.requirements[k]);
  if (!rules.empty()) item("Rules", rules + ".");
  text += "</ol>";
  HtmlTable table("What stands", {{"plant"}, {"bus"}, {"size", true}, {"cost a year", true}, {"one more is worth a year", true}});
  for (const Plant& p : largest_plants(d, rows_shown))
    table.row({p.component, p.site, p.text() + (p.at_limit ? " *" : ""), p.yearly_usd != 0.0 ? money_in(d, p.yearly_usd) : "-", p.limit_value_usd > 0.0 ? money_in(d, p.limit_value_usd) : "-"});
  text += table.html();
  text += fmt::format("<p class=\"note\">* as large as it may be. {}Proof: {}{}. <a href=\"tables/capacities.csv\">Data: capacities.csv</a></p>", all_checks_hold(d) ? "" : "<b class=\"bad\">",
                      html(proof_words(d)), all_checks_hold(d) ? "" : "</b>");
  return text + cost_table(d);
}

std::string network_section(const Design& d) {
  std::string text;
  if (const std::optional<Figure> f = dispatch(d)) text += figure_html(*f);
  if (const std::optional<Figure> f = prices(d)) text += figure_html(*f);
  return text + rule_table(d) + bus_table(d) + line_table(d);
}

}  // namespace gridwright::report
