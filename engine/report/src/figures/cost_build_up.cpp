#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "../order.hpp"
#include "../view.hpp"
#include "../words.hpp"
#include "figures.hpp"
#include "gridwright/core/text.hpp"

namespace gridwright::report {
namespace {

struct Part {
  std::string label, css;
  double usd = 0.0;
};

std::string kind_of(const design::Design& design, const std::string& component) {
  for (const design::Capacity& c : design.capacities)
    if (c.component == component) return c.kind;
  return "other";
}

/// Owning and running a plant is one part; what the grid and the tariff charge stays apart.
std::string label_of(const design::CostLine& line, const std::string& kind) {
  const bool plant = line.item == "capital" || line.item == "fixed_om" || line.item == "variable_om" || line.item == "fuel" || line.item == "wear" || line.item.empty();
  if (plant && kind != "grid") return kind == "other" ? component_name(line.component) : component_name(kind);
  if (kind == "grid" && plant) return "grid connection";
  if (line.item == "energy") return "energy bought";
  return spaced(line.item);
}

std::vector<Part> power_parts(const design::Design& design) {
  std::vector<Part> parts;
  for (const design::CostLine& line : design.costs) {
    if (line.group != "power") continue;
    const std::string kind = kind_of(design, line.component), label = label_of(line, kind);
    auto part = std::find_if(parts.begin(), parts.end(), [&](const Part& p) { return p.label == label; });
    if (part == parts.end()) part = parts.insert(parts.end(), {label, "f-" + (label == component_name(kind) ? kind : "grid"), 0.0});
    part->usd += line.usd_per_year;
  }
  std::erase_if(parts, [](const Part& p) { return p.usd == 0.0; });
  sort_keeping_order(parts, [](const Part& a, const Part& b) { return a.usd > b.usd; });
  return parts;
}

/// Bars that start where the last one ended, and the total; as many decimals as give the total three digits.
std::vector<BarRow> waterfall(const std::vector<Part>& parts, double per, const std::string& total_label) {
  double total = 0.0;
  for (const Part& part : parts) total += part.usd * per;
  const int decimals = total == 0.0 ? 2 : std::clamp(2 - static_cast<int>(std::floor(std::log10(std::abs(total)))), 0, 6);
  std::vector<BarRow> rows;
  double at = 0.0;
  for (const Part& part : parts) {
    const double step = part.usd * per;
    rows.push_back({part.label, (step < 0 || rows.empty() ? "" : "+") + group_thousands(step, decimals), at, at + step, part.css, false});
    at += step;
  }
  rows.push_back({total_label, group_thousands(at, decimals), 0.0, at, "f-total", true});
  return rows;
}

Figure power_figure(const design::Design& design, const std::vector<Part>& parts, double load) {
  double all = 0.0;
  for (const Part& part : parts) all += part.usd;
  Figure figure{.id = "cost-power", .title = fmt::format("A MWh of load costs {} USD; the largest part is {} with {}", unit_price(all / load),
                                                          parts.front().label, unit_price(parts.front().usd / load))};
  const std::vector<BarRow> rows = waterfall(parts, 1.0 / load, "power, per MWh of load");
  figure.drawing = bar_table("Cost of power by part", "part", "USD/MWh", rows);
  figure.note = fmt::format("{} a year over {} of load (IT, cooling and the rest). {}.", money(all), energy(load), design.money);
  figure.data_link = "tables/costs.csv", figure.data_name = "costs.csv";
  return figure;
}

Figure token_figure(const design::Design& design, double load) {
  const double millions = design.tokens_per_year / 1e6;
  std::vector<Part> parts;
  double all = 0.0, training = 0.0;
  for (const GroupCost& group : cost_groups(design)) {
    parts.push_back({group.name, "f-" + group_colour(group.group), group.usd});
    all += group.usd;
  }
  std::vector<std::string> names;
  for (const design::WorkloadResult& w : design.workloads)
    if (w.tokens_per_year <= 0.0 && w.usd_per_year > 0.0) training += w.usd_per_year, names.push_back(w.id);
  const GroupCost largest = cost_groups(design).front();
  double power_usd = 0.0;
  for (const GroupCost& g : cost_groups(design))
    if (g.group == "power") power_usd = g.usd;
  Figure figure{.id = "cost-tokens", .title = fmt::format("A million output tokens cost {} USD; {} make {} of all cost, power {}", unit_price(design.usd_per_million_tokens),
                                                           largest.name, percent(largest.usd / all, 0), percent(power_usd / all, 0))};
  if (training > 0.0) parts.push_back({"less training (" + join(names, ", ") + ")", "f-other", -training});
  const double rest = design.usd_per_million_tokens * millions - (all - training);
  if (std::abs(rest) > 5e-3 * all) parts.push_back({"other", "f-other", rest});
  const std::vector<BarRow> rows = waterfall(parts, 1.0 / millions, "serving, per million output tokens");
  figure.drawing = bar_table("Cost of tokens by part", "part", "USD per million output tokens", rows);
  figure.note = fmt::format("{} a year over {} output tokens. A million of them takes {} kWh of all load, at {} USD/MWh: {} USD.", money(all), many(design.tokens_per_year),
                            significant(1e3 * load / millions, 3), unit_price(design.usd_per_mwh), unit_price(design.usd_per_mwh * load / millions));
  figure.data_link = "tables/costs.csv", figure.data_name = "costs.csv";
  return figure;
}

}  // namespace

std::vector<Figure> cost_build_up(const design::Design& design) {
  std::vector<Figure> all;
  const double load = load_mwh(design);
  const std::vector<Part> parts = power_parts(design);
  if (!parts.empty() && load > 0.0) all.push_back(power_figure(design, parts, load));
  if (design.tokens_per_year > 0.0 && design.usd_per_million_tokens > 0.0 && !cost_groups(design).empty()) all.push_back(token_figure(design, load));
  return all;
}

}  // namespace gridwright::report
