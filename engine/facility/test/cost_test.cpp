// Capital cost: order of magnitude of published totals, and the direction of every choice.
#include <doctest/doctest.h>

#include "gridwright/facility/cost.hpp"

using namespace gridwright;
using namespace gridwright::facility;

namespace {
double musd_per_mw(const HallOption& option, CostCase which = CostCase::middle) {
  const SiteConditions site{.design_dry_bulb_c = 38.0, .design_wet_bulb_c = 26.0};
  Result<HallModel> hall = make_hall_model(option, site);
  REQUIRE(hall);
  return hall_capital_cost(*hall, which).total().in(1e6 * USD / MW);
}
}  // namespace

TEST_CASE("a 2N air-cooled hall costs what the 2024-25 cost guides report, 9 to 15 MUSD/MW") {
  CHECK(musd_per_mw({.plant = "air_chiller", .power_chain = "legacy_2n_ups"}) > 9.0);
  CHECK(musd_per_mw({.plant = "air_chiller", .power_chain = "legacy_2n_ups"}) < 15.0);
}

TEST_CASE("every choice moves the cost the right way") {
  CHECK(musd_per_mw({.power_chain = "rack_battery_n"}) < musd_per_mw({.power_chain = "rack_battery_2n"}));
  CHECK(musd_per_mw({.power_chain = "legacy_n1_ups"}) < musd_per_mw({.power_chain = "legacy_2n_ups"}));
  CHECK(musd_per_mw({.supply = Celsius{45}}) < musd_per_mw({.supply = Celsius{25}}));   // smaller trim chillers
  CHECK(musd_per_mw({}, CostCase::low) < musd_per_mw({}));
  CHECK(musd_per_mw({}) < musd_per_mw({}, CostCase::high));
}

TEST_CASE("land: dry coolers take more of it than towers, and it costs what it is stated to cost") {
  const SiteConditions site{.design_dry_bulb_c = 38.0, .design_wet_bulb_c = 26.0};
  const HallModel dry = *make_hall_model({.plant = "dtc_dry_cooler"}, site), tower = *make_hall_model({.plant = "dtc_tower"}, site);
  const double dry_m2 = hall_capital_cost(dry).land_m2_per_kw, tower_m2 = hall_capital_cost(tower).land_m2_per_kw;
  CHECK(dry_m2 > tower_m2);
  CHECK(tower_m2 > 1.0);   // the hall itself and its yards
  CHECK((hall_capital_cost(dry, CostCase::middle, 1000.0).total() - hall_capital_cost(dry).total()).in(USD / kW) == doctest::Approx(1000.0 * dry_m2));
}

TEST_CASE("lines add up, are labelled and carry a source") {
  for (const PlantDesign& plant : plant_designs())
    for (const PowerChain& chain : power_chains()) {
      CAPTURE(plant.name); CAPTURE(chain.name);
      Result<HallModel> hall = make_hall_model({.plant = plant.name, .power_chain = chain.name}, {});
      REQUIRE(hall);
      const HallCost cost = hall_capital_cost(*hall);
      CHECK(cost.total().in(1e6 * USD / MW) > 5.0);
      CHECK(cost.total().in(1e6 * USD / MW) < 16.0);
      for (const CostLine& line : cost.lines) {
        CHECK(line.cost.canonical() > 0.0);
        CHECK(line.label == "estimate");
        CHECK(!line.source.empty());
      }
    }
}
