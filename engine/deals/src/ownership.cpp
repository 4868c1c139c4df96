#include "gridwright/deals/ownership.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "gridwright/core/finance.hpp"

namespace gridwright::deals {
namespace {

constexpr double hours = 8760.0;

/// Energy bill of a year, USD, at a share of used hours.
double power_usd_year(const OwnershipCase& c, double used) {
  return c.power_kw * c.pue * (used + c.idle_share * (1.0 - used)) * hours * 1e-3 * c.energy_usd_per_mwh;
}

double facility_price(const OwnershipCase& c) { return c.facility_usd_per_kw * c.power_kw; }

/// Level yearly payment for the accelerator, what it brings at the end taken off.
double capital_usd_year(const OwnershipCase& c, double rate, double life) {
  return (c.price_usd - c.resale_share * c.price_usd * std::pow(1.0 + rate, -life)) * capital_recovery_factor(rate, life);
}

/// Whole years of cash: a life of 4.5 years has payments in five.
int cash_years(const OwnershipCase& c) { return static_cast<int>(std::ceil(c.economic_life - 1e-9)); }

/// A level yearly payment, the last year in part.
std::vector<double> level(const OwnershipCase& c, double usd_year) {
  std::vector<double> cash(static_cast<std::size_t>(cash_years(c)) + 1, 0.0);
  for (int y = 1; y <= cash_years(c); ++y)
    cash[static_cast<std::size_t>(y)] = usd_year * std::min(1.0, c.economic_life - (y - 1));
  return cash;
}

WayCost finished(const OwnershipCase& c, WayCost way) {
  way.used_hour_usd = (way.fixed_usd_year + way.per_used_hour_usd * hours * c.used) / (hours * c.used);
  const double margin = c.on_demand_usd_h - way.per_used_hour_usd;
  way.break_even_use = margin > 0.0 ? way.fixed_usd_year / (hours * margin) : INFINITY;
  for (std::size_t y = 0; y < way.cash_usd.size(); ++y)
    way.present_usd += way.cash_usd[y] * std::pow(1.0 + c.cost_of_capital, -static_cast<double>(y));
  return way;
}

/// Owned or leased: power and operations are the user's in both.
WayCost held(const OwnershipCase& c, Way kind, double rate) {
  WayCost way{.way = kind};
  const double idle = power_usd_year(c, 0.0), operations = c.operations_share * c.price_usd;
  const double capital = capital_usd_year(c, rate, c.economic_life),
               building = facility_price(c) * capital_recovery_factor(rate, c.facility_life);
  way.fixed_usd_year = capital + building + operations + idle;
  way.per_used_hour_usd = (power_usd_year(c, 1.0) - idle) / hours;
  const double running = operations + power_usd_year(c, c.used);
  way.cash_usd = level(c, kind == Way::buy ? running + building : running + capital + building);
  if (kind == Way::buy) way.cash_usd.front() += c.price_usd, way.cash_usd.back() -= c.resale_share * c.price_usd;
  return finished(c, std::move(way));
}

}  // namespace

const std::vector<CapitalSource>& capital_sources() {
  static const std::vector<CapitalSource> all{{"hyperscaler", 0.08, "judgement"},
                                              {"investment-grade-lease", 0.07, "6.4 to 6.6 %: Oracle sites, Hyperion"},
                                              {"neocloud", 0.12, "7 to 15 %: CoreWeave loans and notes"},
                                              {"vehicle", 0.11, "10.5 %: xAI vehicle"}};
  return all;
}

std::string_view name_of(Way way) {
  constexpr std::string_view names[] = {"buy", "lease", "rent, committed", "rent, on demand"};
  return names[static_cast<std::size_t>(way)];
}

Diagnostics check(const OwnershipCase& c) {
  Diagnostics wrong;
  const auto need = [&](bool holds, const char* words) {
    if (!holds) wrong.push_back({.message = words});
  };
  const auto money = [](double usd) { return std::isfinite(usd) && usd >= 0.0; };
  need(c.price_usd > 0.0 && std::isfinite(c.price_usd), "the price must be above zero");
  need(c.power_kw > 0.0 && std::isfinite(c.power_kw), "power must be above zero");
  need(c.used > 0.0 && c.used <= 1.0, "use lies between 0 % (not included) and 100 %");
  need(c.idle_share >= 0.0 && c.idle_share <= 1.0, "idle power is a share of the power in use");
  need(c.pue >= 1.0 && c.pue < 5.0, "a PUE is 1 or more");
  need(c.cost_of_capital >= 0.0 && c.cost_of_capital < 1.0 && c.lessor_rate >= 0.0 && c.lessor_rate < 1.0,
       "the cost of capital lies between 0 % and 100 %");
  need(c.book_life >= 0.5 && c.economic_life >= 0.5 && c.facility_life >= 0.5 && c.book_life <= 50 &&
           c.economic_life <= 50 && c.facility_life <= 100,
       "lives lie between half a year and 50 years (buildings 100)");
  need(c.resale_share >= 0.0 && c.resale_share < 1.0, "resale is a share of the price below 100 %");
  need(money(c.energy_usd_per_mwh) && money(c.facility_usd_per_kw) && money(c.operations_share) &&
           money(c.on_demand_usd_h) && money(c.tokens_per_s) && money(c.committed_usd_h),
       "prices are zero or more");
  return wrong;
}

double per_million_tokens(const OwnershipCase& c, double usd_per_used_hour) {
  return c.tokens_per_s > 0.0 ? usd_per_used_hour / (3600.0 * c.tokens_per_s) * 1e6 : NAN;
}

HourCost hour_cost(const OwnershipCase& c, double life_years) {
  const double used_hours = hours * c.used;
  return {.capital_usd = capital_usd_year(c, c.cost_of_capital, life_years) / used_hours,
          .facility_usd = facility_price(c) * capital_recovery_factor(c.cost_of_capital, c.facility_life) / used_hours,
          .operations_usd = c.operations_share * c.price_usd / used_hours,
          .power_usd = power_usd_year(c, c.used) / used_hours};
}

std::vector<WayCost> ways(const OwnershipCase& c) {
  std::vector<WayCost> all{held(c, Way::buy, c.cost_of_capital), held(c, Way::lease, c.lessor_rate)};
  if (c.committed_usd_h > 0.0) {
    WayCost way{.way = Way::committed, .fixed_usd_year = c.committed_usd_h * hours};
    way.cash_usd = level(c, way.fixed_usd_year);
    all.push_back(finished(c, std::move(way)));
  }
  if (c.on_demand_usd_h > 0.0) {
    WayCost way{.way = Way::on_demand, .per_used_hour_usd = c.on_demand_usd_h};
    way.cash_usd = level(c, c.on_demand_usd_h * hours * c.used);
    all.push_back(finished(c, std::move(way)));
  }
  std::sort(all.begin(), all.end(), [](const WayCost& a, const WayCost& b) {
    return a.used_hour_usd != b.used_hour_usd ? a.used_hour_usd < b.used_hour_usd : a.way < b.way;
  });
  return all;
}

std::vector<DepreciationYear> depreciation(const OwnershipCase& c) {
  std::vector<DepreciationYear> years;
  const double floor = c.resale_share * c.price_usd;
  const auto value = [&](double life, double at) { return floor + (c.price_usd - floor) * std::max(0.0, 1.0 - at / life); };
  for (int y = 1; y <= static_cast<int>(std::ceil(std::max(c.book_life, c.economic_life) - 1e-9)); ++y)
    years.push_back({y, value(c.book_life, y - 1) - value(c.book_life, y),
                     value(c.economic_life, y - 1) - value(c.economic_life, y), value(c.book_life, y),
                     value(c.economic_life, y)});
  return years;
}

std::vector<TornadoBar> tornado(const OwnershipCase& c) {
  std::vector<TornadoBar> bars;
  const auto cost = [&](auto&& change) {
    OwnershipCase other = c;
    change(other);
    return hour_cost(other, other.economic_life).total_usd();
  };
  const auto bar = [&](const char* input, double low, double high, auto&& words, auto&& set) {
    bars.push_back({input, words(low), words(high), cost([&](OwnershipCase& o) { set(o, low); }),
                    cost([&](OwnershipCase& o) { set(o, high); })});
  };
  const auto years = [](double v) { return fmt::format("{:g} years", v); };
  const auto share = [](double v) { return fmt::format("{:.0f} %", 100.0 * v); };
  const auto of_it = [](double v) { return fmt::format("{:+.0f} %", 100.0 * (v - 1.0)); };
  bar("economic life", 3.0, 6.0, years, [](OwnershipCase& o, double v) { o.economic_life = v; });
  bar("cost of capital", 0.07, 0.15, share, [](OwnershipCase& o, double v) { o.cost_of_capital = v; });
  bar("use", 0.5, 0.9, share, [](OwnershipCase& o, double v) { o.used = v; });
  bar("price", 0.8, 1.2, of_it, [](OwnershipCase& o, double v) { o.price_usd *= v; });
  bar("building", 0.8, 1.2, of_it, [](OwnershipCase& o, double v) { o.facility_usd_per_kw *= v; });
  bar("energy price", 0.8, 1.2, of_it, [](OwnershipCase& o, double v) { o.energy_usd_per_mwh *= v; });
  std::sort(bars.begin(), bars.end(), [](const TornadoBar& a, const TornadoBar& b) {
    return a.swing_usd() != b.swing_usd() ? a.swing_usd() > b.swing_usd() : a.input < b.input;
  });
  return bars;
}

}  // namespace gridwright::deals
