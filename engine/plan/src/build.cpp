#include "blocks.hpp"

#include "gridwright/core/finance.hpp"

namespace gridwright::plan {

std::string component(const scenario::Site& site, const std::string& id) { return site.id + "." + id; }

std::string named(const char* family, const std::string& component) {
  return std::string(family) + "[" + component + "]";
}

double annuity(double capital, double cost_of_capital, double life_years) {
  return capital == 0.0 ? 0.0 : capital * capital_recovery_factor(cost_of_capital, life_years);
}

void build_model(Building& b) {
  const int sites = static_cast<int>(b.in.own_sites());  // places of clouds have no power and no halls
  b.v.sites.resize(b.scenario.sites.size());
  for (int i = 0; i < sites; ++i) {
    add_generator_columns(b, i);
    add_purchase_columns(b, i);
    add_storage_columns(b, i);
    add_grid_columns(b, i);
    add_hall_columns(b, i);
    add_site_load(b, i);
  }
  add_fleet_columns(b);
  for (int i = 0; i < sites; ++i) add_flexible_columns(b, i);
  add_rented_columns(b);
  add_backstop_columns(b);
  for (int i = 0; i < sites; ++i) {
    add_power_balance(b, i);
    add_availability(b, i);
    add_ramps(b, i);
    add_storage_balance(b, i);
    add_storage_limits(b, i);
    add_storage_throughput(b, i);
    add_grid_limits(b, i);
    add_demand_charge(b, i);
    add_minimum_take(b, i);
    add_flexible(b, i);
    add_swing_reserve(b, i);
    add_it_power(b, i);
    add_cooling(b, i);
    add_cooling_ceiling(b, i);
    add_hall_space(b, i);
  }
  add_throughput(b);
  add_demand(b);
  add_deadline(b);
  add_training(b);
  add_matching(b);
  add_carbon_cap(b);
  add_provider_hours(b);
  add_egress(b);
  for (int i = 0; i < sites; ++i) add_clean_transition(b, i);
}

}  // namespace gridwright::plan
