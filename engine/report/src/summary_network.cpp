#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "gridwright/core/text.hpp"
#include "network_view.hpp"
#include "summary_end.hpp"
#include "words.hpp"

namespace gridwright::report {
namespace {

void add_build(Lines& lines, const design::Design& d) {
  constexpr std::size_t shown = 12;
  std::vector<std::string> items;
  const std::vector<Plant> all = largest_plants(d, 100000);
  for (std::size_t k = 0; k < std::min(all.size(), shown); ++k) items.push_back(all[k].component + " " + all[k].text() + (all[k].at_limit ? "*" : ""));
  if (all.size() > shown) items.push_back(fmt::format("and {} more", all.size() - shown));
  if (const std::string words = lines_words(d); !words.empty()) items.push_back(words);
  if (items.empty()) items = {"nothing"};
  lines.put("build", items);
}

void add_run(Lines& lines, const design::Design& d) {
  const double demand = demand_mwh(d), unserved = unserved_mwh(d);
  std::string words = fmt::format("{} {}, demand {}", d.buses.size(), d.buses.size() == 1 ? "bus" : "buses", energy(demand));
  if (unserved > 1e-9 * std::max(demand, 1.0)) words += fmt::format(", unserved {} ({})", energy(unserved), percent(unserved / demand, 3));
  double lost = 0.0;
  for (const design::LineResult& l : d.lines) lost += l.loss_mwh;
  if (lost > 0.0) words += ", lost on lines " + energy(lost);
  lines.say("run", words);
}

void add_prices(Lines& lines, const design::Design& d) {
  if (d.usd_per_mwh == 0.0) return;
  std::vector<const design::BusResult*> buses;
  for (const design::BusResult& b : d.buses) buses.push_back(&b);
  std::stable_sort(buses.begin(), buses.end(), [](const auto* a, const auto* b) { return a->demand_mwh > b->demand_mwh; });
  std::vector<std::string> items;
  for (std::size_t k = 0; k < std::min<std::size_t>(buses.size(), 5); ++k) items.push_back(fmt::format("{} {}", buses[k]->id, unit_price(buses[k]->price_mean)));
  if (buses.size() > 5) items.push_back(fmt::format("and {} more", buses.size() - 5));
  items.push_back(fmt::format("({}/MWh, mean over demand)", d.money.substr(0, d.money.find(' '))));
  lines.put("price", items);
}

void add_cost(Lines& lines, const design::Design& d) {
  std::string words = money_in(d, d.usd_per_year);
  if (d.usd_per_mwh != 0.0) words += fmt::format(" = {} {}/MWh of demand", unit_price(d.usd_per_mwh), d.money.substr(0, d.money.find(' ')));
  lines.say("cost", words + fmt::format("   (exactly {})", group_thousands(d.usd_per_year, 2)));
  double sum = 0.0;
  for (const GroupCost& g : cost_groups(d)) sum += g.usd;
  std::vector<std::string> items;
  for (const GroupCost& g : cost_groups(d)) items.push_back(g.name + " " + percent(sum != 0.0 ? g.usd / sum : 0.0, 0));
  if (items.size() > 1) lines.put("", items);
}

void add_rules(Lines& lines, const design::Design& d) {
  constexpr std::size_t shown = 6;
  std::string label = "rules*";
  for (std::size_t k = 0; k < std::min(d.requirements.size(), shown); ++k) lines.say(std::exchange(label, ""), requirement_words(d, d.requirements[k]));
  if (d.requirements.size() > shown) lines.say("", fmt::format("and {} more: see the report", d.requirements.size() - shown));
}

}  // namespace

std::string network_summary(const design::Design& d, const design::Provenance& p, int width, std::string_view run_folder) {
  Lines lines(width);
  lines.head(fmt::format("{} {}, least cost", d.scenario, d.year), count_of(static_cast<std::size_t>(d.hours), "step"));
  add_build(lines, d);
  add_run(lines, d);
  add_prices(lines, d);
  add_cost(lines, d);
  add_rules(lines, d);
  lines.say("proof", proof_words(d));
  add_time(lines, d, p);
  add_look(lines, run_folder);
  return std::move(lines).take();
}

}  // namespace gridwright::report
