#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "gridwright/core/result.hpp"

/// Buy, lease or rent: what an accelerator-hour costs, from which use each way is cheapest, cash and depreciation by year.
///
///   OwnershipCase h200{.name = "H200", .price_usd = 46'000, .power_kw = 1.1, .on_demand_usd_h = 7.91, .committed_usd_h = 2.98};
///   hour_cost(h200, h200.economic_life).capital_usd;      // 2.3665 USD for each used hour at 10 % over 4 years, 70 % used
///
/// Money is in today's USD; rates are real; the year has 8,760 hours. Taxes are not modelled. Docs: docs/theory/ownership.md.
namespace gridwright::deals {

/// Cost of capital by who raises it: a judgement from published issues (docs/theory/ownership.md), not a quote.
struct CapitalSource {
  std::string_view name;  ///< hyperscaler, investment-grade-lease, neocloud, vehicle
  double rate;            ///< a year
  std::string_view from;  ///< what it is judged by
};
[[nodiscard]] const std::vector<CapitalSource>& capital_sources();

/// One accelerator with its share of server and network, in a building, used a part of the time.
struct OwnershipCase {
  std::string name;
  double price_usd = 0.0;    ///< installed, share of server and network included
  double power_kw = 0.0;     ///< in use, share of the server included
  double idle_share = 0.15;  ///< of that power while unused
  double pue = 1.15;
  double energy_usd_per_mwh = 60.0;
  double facility_usd_per_kw =
      12'000;                   ///< building, cooling and power chain per kW at the rack; public estimates 9,000 to 15,000
  double facility_life = 20.0;  ///< years
  double operations_share = 0.03;  ///< staff, spares, network service: share of the price a year (assumption)
  double cost_of_capital = 0.10;
  double book_life = 6.0;        ///< years over which it is written off
  double economic_life = 4.0;    ///< years in which it earns its price
  double resale_share = 0.0;     ///< of the price, got back at the end of the economic life
  double used = 0.7;             ///< share of hours
  double on_demand_usd_h = 0.0;  ///< rent by the hour; 0 = not offered
  double committed_usd_h = 0.0;  ///< rent for a fixed term, paid used or not; 0 = not offered
  std::string model;             ///< what `tokens_per_s` is of; may be empty
  double tokens_per_s = 0.0;     ///< output tokens in a used second; 0 = not asked
  double lessor_rate = 0.12;     ///< a lessor's cost of capital: it finances price and building over the economic life
};
[[nodiscard]] Diagnostics check(const OwnershipCase& c);
/// USD per million output tokens from USD per used hour; NaN when no rate is known.
[[nodiscard]] double per_million_tokens(const OwnershipCase& c, double usd_per_used_hour);

/// Cost of one used hour of an owned accelerator, layer by layer.
struct HourCost {
  double capital_usd = 0.0, facility_usd = 0.0, operations_usd = 0.0, power_usd = 0.0;
  [[nodiscard]] double total_usd() const { return capital_usd + facility_usd + operations_usd + power_usd; }
};
/// Capital: (price - resale / (1+r)^n) crf(r, n) / (8760 used); the building by its own life.
[[nodiscard]] HourCost hour_cost(const OwnershipCase& c, double life_years);

enum class Way { buy, lease, committed, on_demand };
[[nodiscard]] std::string_view name_of(Way way);

/// One way to have the accelerator over its economic life.
struct WayCost {
  Way way = Way::buy;
  double fixed_usd_year = 0.0;     ///< paid whatever the use
  double per_used_hour_usd = 0.0;  ///< on top for each used hour
  double used_hour_usd = 0.0;      ///< all of it, per used hour at the case's use
  double break_even_use =
      0.0;  ///< cheaper than on demand above this share of hours; above 1: never; meaningless for on demand
  std::vector<double> cash_usd;  ///< paid out in year 0, 1, ...; resale is negative; year 0 is the purchase
  double present_usd = 0.0;      ///< of `cash_usd` at the case's cost of capital
};
/// Those on offer, cheapest used hour first.
[[nodiscard]] std::vector<WayCost> ways(const OwnershipCase& c);

/// Straight-line write-off by book life beside loss of value by economic life.
struct DepreciationYear {
  int year = 0;
  double book_charge_usd = 0.0, economic_charge_usd = 0.0;
  double book_value_usd = 0.0, economic_value_usd = 0.0;  ///< at the end of the year
  [[nodiscard]] double overstated_usd() const { return book_value_usd - economic_value_usd; }
};
[[nodiscard]] std::vector<DepreciationYear> depreciation(const OwnershipCase& c);

/// What moves the cost of an owned hour: one input at a time to its low and high end.
struct TornadoBar {
  std::string input, low_words, high_words;
  double low_usd = 0.0, high_usd = 0.0;  ///< cost of a used hour there
  [[nodiscard]] double swing_usd() const { return low_usd > high_usd ? low_usd - high_usd : high_usd - low_usd; }
};
/// Largest swing first. Life 3 to 6 years, cost of capital 7 to 15 %, use 50 to 90 %, price, building and energy 20 % either way.
[[nodiscard]] std::vector<TornadoBar> tornado(const OwnershipCase& c);

}  // namespace gridwright::deals
