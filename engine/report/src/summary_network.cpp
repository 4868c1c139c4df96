#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "gridwright/core/text.hpp"
#include "lines.hpp"
#include "network_view.hpp"
#include "summary_end.hpp"
#include "words.hpp"

namespace gridwright::report {
namespace {

void add_build(Lines& lines, const NetworkView& v) {
  constexpr std::size_t shown = 12;
  std::vector<std::string> items;
  for (std::size_t k = 0; k < std::min(v.plants.size(), shown); ++k) items.push_back(v.plants[k].component + " " + v.plants[k].text() + (v.plants[k].at_limit ? "*" : ""));
  if (v.plants.size() > shown) items.push_back(fmt::format("and {} more", v.plants.size() - shown));
  if (!v.lines.empty()) items.push_back(fmt::format("{} in {}", power(v.line_mw), count_of(v.lines.size(), "line")));
  if (items.empty()) items = {"nothing"};
  lines.put("build", items);
}

void add_run(Lines& lines, const NetworkView& v) {
  std::string words = fmt::format("{} {}, demand {}", v.buses.size(), v.buses.size() == 1 ? "bus" : "buses", energy(v.demand_mwh));
  if (v.unserved_mwh > 1e-9 * std::max(v.demand_mwh, 1.0)) words += fmt::format(", unserved {} ({})", energy(v.unserved_mwh), percent(v.unserved_mwh / v.demand_mwh, 3));
  if (v.lost_mwh > 0.0) words += ", lost on lines " + energy(v.lost_mwh);
  lines.say("run", words);
}

void add_prices(Lines& lines, const NetworkView& v) {
  std::vector<std::string> items;
  for (std::size_t k = 0; k < std::min<std::size_t>(v.buses.size(), 5); ++k) items.push_back(fmt::format("{} {}", v.buses[k].id, unit_price(v.buses[k].price_mean)));
  if (v.buses.size() > 5) items.push_back(fmt::format("and {} more", v.buses.size() - 5));
  items.push_back(fmt::format("({}/MWh, mean over demand)", v.currency));
  lines.put("price", items);
}

void add_cost(Lines& lines, const design::Design& d, const NetworkView& v) {
  std::string words = money_in(v.currency, d.usd_per_year);
  if (d.usd_per_mwh != 0.0) words += fmt::format(" = {} {}/MWh of demand", unit_price(d.usd_per_mwh), v.currency);
  lines.say("cost", words + fmt::format("   (exactly {})", group_thousands(d.usd_per_year, 2)));
  double sum = 0.0;
  for (const GroupCost& g : cost_groups(d)) sum += g.usd;
  std::vector<std::string> items;
  for (const GroupCost& g : cost_groups(d)) items.push_back(g.name + " " + percent(sum != 0.0 ? g.usd / sum : 0.0, 0));
  if (items.size() > 1) lines.put("", items);
}

void add_binds(Lines& lines, const design::Design& d) {
  constexpr std::size_t shown = 8;
  std::string label = "binds";
  for (std::size_t k = 0; k < std::min(d.bindings.size(), shown); ++k) lines.say(std::exchange(label, ""), d.bindings[k].sentence);
  if (d.bindings.size() > shown) lines.say("", fmt::format("and {} more: see the report", d.bindings.size() - shown));
}

}  // namespace

std::string network_summary(const design::Design& d, const design::Provenance& p, int width, std::string_view run_folder) {
  const NetworkView v = network_view(d);
  Lines lines(width);
  lines.head(fmt::format("{} {}, least cost", d.scenario, d.year), count_of(static_cast<std::size_t>(d.hours), "step"));
  add_build(lines, v);
  add_run(lines, v);
  add_prices(lines, v);
  add_cost(lines, d, v);
  add_binds(lines, d);
  lines.say("proof", proof_words(d));
  add_time(lines, d, p);
  add_look(lines, run_folder);
  return std::move(lines).take();
}

}  // namespace gridwright::report
