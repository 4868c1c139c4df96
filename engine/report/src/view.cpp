#include "view.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "gridwright/core/text.hpp"
#include "order.hpp"
#include "words.hpp"

namespace gridwright::report {
namespace {

int order_of_kind(std::string_view kind) {
  constexpr std::array<std::string_view, 13> order = {"wind",     "solar",   "nuclear", "geothermal", "gas",  "thermal", "iron_air",
                                                      "storage",  "lithium", "grid",    "hall",       "fleet", ""};
  return static_cast<int>(std::find(order.begin(), order.end(), kind) - order.begin());
}

bool binds_above(const design::Capacity& c) {
  return c.free && std::isfinite(c.upper) && c.upper > 0.0 && c.value >= c.upper * (1.0 - 1e-6);
}

}  // namespace

std::string hall_name(std::string_view component) {
  const auto dot = component.find('.'), blank = component.find(' ', dot == component.npos ? 0 : dot);
  const std::string hall = component_name(component.substr(0, blank)) + " hall";
  if (blank == component.npos) return hall;
  const std::string_view option = component.substr(blank + 1);
  const auto next = option.find(' ');
  return hall + ", " + plant_name(option.substr(0, next)) + (next == option.npos ? "" : " at " + std::string(option.substr(next + 1)));
}

int order_of(const Plant& plant) { return order_of_kind(plant.kind); }

bool is_store(std::string_view kind) { return kind == "iron_air" || kind == "lithium" || kind == "storage"; }
bool is_supply(std::string_view kind) {
  return kind == "wind" || kind == "solar" || kind == "nuclear" || kind == "gas" || kind == "geothermal" || kind == "thermal";
}

std::string Plant::text() const {
  if (unit == "1") return count(size);
  std::string words = power(size);
  if (energy_mwh > 0.0) words += " / " + energy(energy_mwh);
  return words;
}

std::vector<Plant> plants(const design::Design& design, std::string_view site) {
  std::vector<Plant> all;
  std::vector<std::string> delivered;  // stores whose size at the terminals is known
  for (const design::Capacity& c : design.capacities) {
    if (!site.empty() && c.site != site) continue;
    auto plant = std::find_if(all.begin(), all.end(), [&](const Plant& p) { return p.component == c.component; });
    if (plant == all.end()) {
      all.push_back({.site = c.site, .component = c.component, .kind = c.kind, .name = c.kind == "hall" ? hall_name(c.component) : component_name(c.component)});
      plant = all.end() - 1;
    }
    plant->yearly_usd += c.yearly_cost_usd;
    plant->limit_value_usd = std::max(plant->limit_value_usd, c.limit_value_usd);
    plant->at_limit = plant->at_limit || binds_above(c);
    if (c.what == "energy_delivered") {
      plant->energy_mwh = c.value;
      delivered.push_back(c.component);
    } else if (c.what == "energy") {
      if (std::find(delivered.begin(), delivered.end(), c.component) == delivered.end()) plant->energy_mwh = c.value;
    } else if (c.what == "charge_power") {
      plant->charge_mw = c.value;
    } else {
      plant->size = c.value, plant->unit = c.unit;
      plant->smallest = c.lower, plant->largest = c.upper, plant->given = !c.free;
    }
  }
  sort_keeping_order(all, [](const Plant& a, const Plant& b) { return order_of(a) < order_of(b); });
  return all;
}

std::vector<GroupCost> cost_groups(const design::Design& design) {
  std::vector<GroupCost> groups = {{"accelerators", "accelerators", 0.0},
                                   {"power", "power", 0.0},
                                   {"buildings", "building and cooling", 0.0},
                                   {"network_and_staff", "network and staff", 0.0}};
  for (const design::CostLine& line : design.costs) {
    auto group = std::find_if(groups.begin(), groups.end(), [&](const GroupCost& g) { return g.group == line.group; });
    if (group == groups.end()) group = groups.insert(groups.end(), {line.group, spaced(line.group), 0.0});
    group->usd += line.usd_per_year;
  }
  std::erase_if(groups, [](const GroupCost& g) { return g.usd == 0.0; });
  sort_keeping_order(groups, [](const GroupCost& a, const GroupCost& b) { return a.usd > b.usd; });
  return groups;
}

std::string group_colour(const std::string& group) {
  if (group == "power") return "wind";
  if (group == "buildings") return "cooling";
  if (group == "clouds") return "lithium";
  return group == "accelerators" ? "it" : "grid";
}

double load_mwh(const design::Design& design) {
  double sum = 0.0;
  for (const design::SiteResult& s : design.sites) sum += s.it_mwh + s.overhead_mwh + s.other_load_mwh;
  return sum;
}

double it_mwh(const design::Design& design) {
  double sum = 0.0;
  for (const design::SiteResult& s : design.sites) sum += s.it_mwh;
  return sum;
}

double curtailed_share(const design::Design& design) {
  double used = 0.0, lost = 0.0, load = 0.0;
  for (const design::SiteResult& s : design.sites) used += s.generation_mwh, lost += s.curtailed_mwh, load += s.it_mwh + s.overhead_mwh + s.other_load_mwh;
  return used + lost > 1e-3 * load ? lost / (used + lost) : 0.0;  // a solver leaves crumbs of plants that are not built
}

double accelerators(const design::Design& design) {
  double sum = 0.0;
  for (const design::Capacity& c : design.capacities)
    if (c.kind == "fleet" && c.what == "accelerators") sum += c.value;
  return sum;
}

std::string cooling_words(const design::Design& design, std::string_view site) {
  std::vector<std::string> seen;
  for (const design::SiteResult& s : design.sites)
    for (const design::HallChoice& h : s.hall_choices) {
      if ((!site.empty() && s.id != site) || h.it_mw < 1e-3) continue;
      std::string words = plant_name(h.plant) + (h.supply.empty() ? "" : " at " + h.supply);
      if (std::find(seen.begin(), seen.end(), words) == seen.end()) seen.push_back(std::move(words));
    }
  std::string text;
  for (const std::string& words : seen) text += (text.empty() ? "" : ", ") + words;
  return text;
}

std::string card_of(const design::Design& design, std::string_view fleet) {
  for (const design::WorkloadResult& w : design.workloads)
    for (const design::ServingShare& s : w.shares)
      if (s.fleet == fleet && !s.accelerator.empty()) return card_name(s.accelerator);
  return card_name(component_name(fleet));
}

const design::Check* worst_check(const design::Design& design) {
  const auto distance = [](const design::Check& c) { return c.tolerance > 0.0 ? c.worst / c.tolerance : c.worst; };
  const auto worst = std::max_element(design.checks.begin(), design.checks.end(), [&](const design::Check& a, const design::Check& b) {
    return distance(a) < distance(b);
  });
  return worst == design.checks.end() ? nullptr : &*worst;
}

std::string proof_words(const design::Design& design) {
  const design::Check* nearest = worst_check(design);
  if (nearest == nullptr) return "not checked";
  if (!all_checks_hold(design))
    return "FAILED: " + nearest->law + " is off by " + tiny(nearest->worst) + " (allowed " + tiny(nearest->tolerance) + ") at " + nearest->where;
  const design::Check* worst = nullptr;
  std::size_t exact = 0;
  std::string near;
  for (const design::Check& c : design.checks) {
    if (c.tolerance > 1e-5) {
      near += "; " + c.law + " within " + tiny(c.worst) + " (" + tiny(c.tolerance) + " allowed)";
      continue;
    }
    ++exact;
    if (worst == nullptr || c.worst > worst->worst) worst = &c;
  }
  std::string text = count_of(exact, "law") + " recomputed independently";
  if (worst != nullptr) text += ": worst error " + tiny(worst->worst) + (worst->worst > 0.0 ? " (" + worst->law + ")" : "");
  return text + near;
}

bool all_checks_hold(const design::Design& design) {
  return std::all_of(design.checks.begin(), design.checks.end(), [](const design::Check& c) { return c.holds(); });
}

}  // namespace gridwright::report
