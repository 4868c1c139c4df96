#pragma once
#include <optional>
#include <string>

#include "gridwright/energy/tariff.hpp"
#include "gridwright/scenario/tariff_lookup.hpp"
#include "inputs.hpp"
#include "readings.hpp"

/// What things cost a year, as an auditor adds it up from nameplates and meters. The model builder does not use this.
namespace gridwright::plan {

/// Level yearly payment for `capital` over `life` years.
[[nodiscard]] double yearly_usd(const scenario::Scenario& s, double capital, double life, std::optional<double> own_rate);

/// What the accounts are made from.
struct Books {
  const scenario::Scenario& s;
  const Inputs& in;
  const Readings& read;
};

/// One resource: yearly cost, and under a clean transition tariff its credits and the retail price of what it delivers.
struct Account {
  double cost = 0.0, energy_credit = 0.0, capacity_credit = 0.0, retail = 0.0;
};
[[nodiscard]] Account generator_account(const Books& a, std::size_t site, std::size_t generator);
[[nodiscard]] Account storage_account(const Books& a, std::size_t site, std::size_t storage);

/// What the utility's meter counts: import, and what the resources of a clean transition tariff deliver.
[[nodiscard]] Values metered_mw(const Books& a, std::size_t site);
/// The utility's bill for the planned period (not scaled to a year), premiums included. The site must have a grid and a tariff.
[[nodiscard]] energy::Bill bill_of(const Books& a, std::size_t site);

}  // namespace gridwright::plan
