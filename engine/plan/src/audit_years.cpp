#include <algorithm>
#include <cmath>
#include <optional>

#include "audit.hpp"
#include "years.hpp"

// Laws of several years and weather years. Shares nothing with the model: lives, prices and fade come from the scenario.
namespace gridwright::plan {

namespace {

using design::YearCapacity;

/// What the scenario says of a capacity: how long it stands, and its price by year.
struct Stated {
  double life_years = 1.0;
  const std::vector<double>* prices = nullptr;
};

std::optional<Stated> stated(const scenario::Scenario& s, const YearCapacity& c) {
  for (const scenario::Site& site : s.sites) {
    for (const scenario::Generator& g : site.supply)
      if (c.component == site.id + "." + g.id) return Stated{g.life_years, &g.capital_by_year};
    for (const scenario::Storage& b : site.storage)
      if (c.component == site.id + "." + b.id) return Stated{b.life_years, &b.capital_by_year};
    if (site.grid && c.component == site.id + ".grid") return Stated{site.grid->connection_life_years, nullptr};
    for (const scenario::Hall& h : site.halls)
      if (c.component.rfind(site.id + "." + h.id + " ", 0) == 0) return Stated{h.life_years, nullptr};
  }
  for (const scenario::Fleet& f : s.fleets)
    if (c.component == f.id) return Stated{f.life_years, &f.price_by_year};
  return std::nullopt;
}

double price_of(const Stated& s, std::size_t year) {
  if (s.prices == nullptr || s.prices->empty()) return 1.0;
  return (*s.prices)[std::min(year, s.prices->size() - 1)] / s.prices->front();
}

bool stands(std::size_t built, std::size_t year, double life) { return static_cast<double>(year - built) < std::max(1.0, std::round(life)); }

/// What stands is what was built and is not past its life; its price is theirs.
void audit_lives(Audit& a, const YearCapacity& c, const Stated& s) {
  const double scale = std::max(1.0, *std::max_element(c.value.begin(), c.value.end()));
  for (std::size_t y = 0; y < c.value.size(); ++y) {
    double standing = 0.0, paid = 0.0;
    for (std::size_t v = 0; v <= y; ++v)
      if (stands(v, y, s.life_years)) standing += c.built[v], paid += c.built[v] * price_of(s, v);
    const std::string where = c.component + " " + c.what + ", year " + std::to_string(y + 1);
    a.equal("what stands = what was built within its life", c.value[y], standing, scale, where);
    a.equal("price of what stands", c.price[y] * standing, paid, scale, where);
    a.at_most("built and retired", std::max(-c.built[y], -c.retired[y]), 0.0, scale, where);
    if (y > 0) a.equal("built and retired", c.value[y], c.value[y - 1] + c.built[y] - c.retired[y], scale, where);
  }
}

/// Usable energy of a store by the age of its parts and by what went through it.
void audit_usable(Audit& a, const scenario::Site& site, const scenario::Storage& s) {
  const design::YearsResult& r = a.d.years;
  const std::string name = site.id + "." + s.id;
  const auto find = [&](const char* what) -> const YearCapacity* {
    for (const YearCapacity& c : r.capacities)
      if (c.component == name && c.what == what) return &c;
    return nullptr;
  };
  const YearCapacity *usable = find("usable_energy"), *energy = find("energy"), *power = find("power");
  if (usable == nullptr || energy == nullptr || power == nullptr) return;
  const bool fixed = s.duration.fixed();
  const double per_mw = s.duration.max.canonical() / (s.duration_basis == scenario::DurationBasis::ac_terminals ? s.discharge_efficiency : 1.0);
  const std::size_t years = usable->value.size();
  for (std::size_t y = 0; y < years; ++y) {
    double left = 0.0;
    for (std::size_t v = 0; v <= y; ++v) {
      const double built = fixed ? per_mw * power->built[v] : energy->built[v];
      const double share = years == 1 ? 1.0 - 0.5 * s.energy_fade_per_year * s.life_years
                                      : std::pow(1.0 - s.energy_fade_per_year, static_cast<double>(y - v) + 0.5);
      if (stands(v, y, s.life_years)) left += share * built;
    }
    for (const design::YearRun& run : r.runs) {
      const auto w = static_cast<std::size_t>(run.year - r.years.front().year);
      if (w > y || !stands(w, y, s.life_years)) continue;
      const double age = years == 1 ? 0.5 * s.life_years : static_cast<double>(w) + 0.5;
      const double efficiency = s.discharge_efficiency * std::pow(1.0 - s.efficiency_fade_per_year, 0.5 * age);
      const double counted = years == 1 ? 0.5 * s.life_years : w == y ? 0.5 : 1.0;
      for (const design::StoreUse& use : run.stores)
        if (use.component == name) left -= counted * s.cycle_fade * run.probability * use.discharged_mwh / efficiency;
    }
    a.equal("usable energy by age and use", usable->value[y], left, std::max(1.0, energy->value[y]), name + ", year " + std::to_string(y + 1));
  }
}

/// CVaR as the least of edge + Σ π·max(0, cost − edge)/(1 − level) over the edges that can be least: the outcomes themselves.
double tail_of(const std::vector<const design::YearRun*>& runs, double level) {
  double least = std::numeric_limits<double>::infinity();
  for (const design::YearRun* edge : runs) {
    double beyond = 0.0;
    for (const design::YearRun* r : runs) beyond += r->probability * std::max(0.0, r->usd - edge->usd);
    least = std::min(least, edge->usd + beyond / (1.0 - level));
  }
  return least;
}

void audit_totals(Audit& a) {
  const design::YearsResult& r = a.d.years;
  double mean = 0.0, tail = 0.0;
  for (std::size_t y = 0; y < r.years.size(); ++y) {
    const design::YearTotal& t = r.years[y];
    const std::string where = std::to_string(t.year);
    std::vector<const design::YearRun*> runs;
    double sum = 0.0, chance = 0.0, groups = 0.0;
    for (const design::YearRun& run : r.runs)
      if (run.year == t.year) runs.push_back(&run), sum += run.probability * run.usd, chance += run.probability;
    for (const design::YearCost& c : r.costs) groups += c.usd[y];
    a.equal("probabilities sum to one", chance, 1.0, 1.0, where);
    a.equal("mean over weather years", t.mean_usd, sum, 1.0, where);
    a.equal("groups of cost sum to the year", groups, sum, 1.0, where);
    const double worst = tail_of(runs, a.s.weather_years.size() > 1 ? a.s.risk.level : 0.0);
    a.equal("CVaR of weather years", t.tail_usd, worst, 1.0, where);
    const double discount = 1.0 / std::pow(1.0 + a.s.cost_of_capital, static_cast<double>(y));
    a.equal("present value", t.discount, discount, 1.0, where);
    mean += discount * sum, tail += discount * worst;
  }
  const double weight = a.s.weather_years.size() > 1 ? a.s.risk.weight : 0.0;
  a.equal("present value", r.mean_present_usd, mean, 1.0, "mean");
  a.equal("present value", r.tail_present_usd, tail, 1.0, "tail");
  a.equal("present value", r.weighed_present_usd, (1.0 - weight) * mean + weight * tail, 1.0, "weighed");
}

}  // namespace

std::vector<design::Check> audit_years(const scenario::Scenario& scenario, const design::Design& design) {
  if (design.years.years.empty()) return {};
  const Inputs none{};
  Audit a(scenario, none, design);
  for (const YearCapacity& c : design.years.capacities) {
    const bool derived = c.what == "usable_energy" || c.what == "energy_delivered";
    const auto s = stated(scenario, c);
    const bool by_power = c.what == "energy" && std::all_of(c.built.begin(), c.built.end(), [](double b) { return b == 0.0; });
    if (s && !derived && !by_power) audit_lives(a, c, *s);
  }
  for (const scenario::Site& site : scenario.sites)
    for (const scenario::Storage& s : site.storage) audit_usable(a, site, s);
  audit_totals(a);
  return a.result();
}

}  // namespace gridwright::plan
