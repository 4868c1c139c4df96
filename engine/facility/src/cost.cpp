#include "gridwright/facility/cost.hpp"

#include <algorithm>

#include "hall_physics.hpp"
#include "own_table.hpp"

namespace gridwright::facility {
namespace {

/// Unit prices, and the lines so far.
class Bill {
 public:
  explicit Bill(CostCase which) : column_(which == CostCase::low ? "low" : which == CostCase::high ? "high" : "value") {}

  /// Adds `kw_per_it_kw` of an item; returns its cost in USD per kW of IT.
  double add(std::string_view item, double kw_per_it_kw) {
    if (kw_per_it_kw <= 0.0) return 0.0;
    land_m2_ += kw_per_it_kw * table_.number(row(item), "land_m2");
    const double usd = price(item) * kw_per_it_kw;
    push(item, usd);
    return usd;
  }
  /// Adds a share of an amount.
  double add_share(std::string_view item, double of_usd) { return add(item, of_usd); }
  /// Adds the land that the items so far stand on, m2 per kW of IT; returns it.
  double add_land(double usd_per_m2) {
    if (usd_per_m2 > 0.0) lines_.push_back({"land", land_m2_ * usd_per_m2 * (USD / kW), "estimate", "area by item of data/facility_costs.csv, price as stated"});
    return land_m2_;
  }
  [[nodiscard]] double price(std::string_view item) const { return table_.number(row(item), column_); }
  [[nodiscard]] std::vector<CostLine> take() { return std::move(lines_); }

 private:
  [[nodiscard]] std::size_t row(std::string_view item) const {
    for (std::size_t i = 0; i < table_.rows(); ++i)
      if (table_.text(i, "item") == item) return i;
    throw std::logic_error("data/facility_costs.csv has no item " + std::string(item));
  }
  void push(std::string_view item, double usd_per_kw) {
    const std::size_t i = row(item);
    for (CostLine& line : lines_)
      if (line.item == item) {
        line.cost += usd_per_kw * (USD / kW);
        return;
      }
    lines_.push_back({std::string(item), usd_per_kw * (USD / kW), table_.text(i, "label"), table_.text(i, "source")});
  }
  OwnTable table_{"data/facility_costs.csv"};
  std::string_view column_;
  double land_m2_ = 0.0;
  std::vector<CostLine> lines_;
};

/// Heat sink and chiller of one loop, spare units included.
double add_loop(Bill& bill, const detail::Loop& loop) {
  const double spare = loop.installed;
  double usd = bill.add("facility_water", loop.design_heat);
  switch (loop.design.sink) {
    case HeatSink::dry_cooler: usd += bill.add("dry_cooler", loop.rejection_design * spare); break;
    case HeatSink::adiabatic_cooler:
      usd += bill.add("adiabatic_cooler", loop.rejection_design * spare) + bill.add("water_treatment", loop.rejection_design);
      break;
    case HeatSink::tower:
      usd += bill.add("tower", loop.rejection_design * spare) + bill.add("water_treatment", loop.rejection_design);
      break;
    case HeatSink::none: break;
  }
  const bool water_cooled = loop.design.trim == TrimChiller::water_cooled;
  return usd + bill.add(water_cooled ? "water_cooled_chiller" : "air_cooled_chiller", loop.chiller_capacity * spare);
}

double add_air_units(Bill& bill, const detail::HallPhysics& h) {
  const double heat = h.air_coil_design * h.plant.units_installed / h.plant.units_needed;
  switch (h.plant.air.path) {
    case AirPath::water_coil: return bill.add(h.plant.air.fan_pa <= 150.0 ? "rear_door" : "air_handler", heat);
    case AirPath::outside_air: return bill.add("outside_air_unit", heat);
    case AirPath::outside_air_direct:
      return bill.add("outside_air_unit", heat) + bill.add("evaporative_media", heat) + bill.add("water_treatment", heat);
    case AirPath::outside_air_indirect: return bill.add("indirect_unit", heat) + bill.add("water_treatment", heat);
  }
  return 0.0;
}

double add_power(Bill& bill, const detail::HallPhysics& h, double peak) {
  double usd = 0.0, largest = 0.0, through = 1.0;
  for (const PowerStage& stage : h.chain.stages) {
    if (stage.carries_all) through = std::max(through, peak);
    usd += bill.add(stage.device.name, through * stage.installed_per_needed);
    largest = std::max(largest, stage.installed_per_needed * through);
  }
  return usd + bill.add("switchgear", largest) + bill.add("standby_generator", h.chain.generators_per_peak * peak);
}

}  // namespace

MoneyPerPower HallCost::total() const {
  MoneyPerPower sum{};
  for (const CostLine& line : lines) sum += line.cost;
  return sum;
}

HallCost hall_capital_cost(const HallModel& hall, CostCase which, double land_usd_per_m2) {
  const detail::HallPhysics& h = hall.physics();
  Bill bill(which);
  const double building = bill.add("building", 1.0);
  double mechanical = add_loop(bill, h.air) + add_air_units(bill, h);
  if (h.plant.liquid.fraction > 0.0) {
    const bool tank = h.plant.liquid.fraction >= 0.95 && h.plant.name.find("immersion") != std::string::npos;
    mechanical += add_loop(bill, h.liquid) + bill.add(tank ? "immersion_tank" : "liquid_loop", h.liquid.design_heat);
  }
  const double electrical = add_power(bill, h, design_day(hall).site_mw());
  const double installation = bill.add_share("mechanical_installation", mechanical) + bill.add_share("electrical_installation", electrical);
  bill.add_share("engineering_and_contingency", building + mechanical + electrical + installation);
  const double land_m2 = bill.add_land(land_usd_per_m2);
  return {.lines = bill.take(), .land_m2_per_kw = land_m2, .fixed_operation_per_year = bill.price("fixed_operation")};
}

}  // namespace gridwright::facility
