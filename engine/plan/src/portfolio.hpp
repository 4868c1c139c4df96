#pragma once
#include <vector>

#include "gridwright/solver/model.hpp"

/// Columns of rented accelerators and contracts. Units: thousand accelerators, million USD (MUSD) of the money year.
namespace gridwright::plan {

/// One rented fleet in one year.
struct RentVars {
  solver::Columns on_demand, spot;      ///< thousand accelerators
  std::vector<solver::Columns> under;   ///< under each contract of the scenario; does not exist where it covers nothing
};
/// What a provider gets in one year. Provider 0 is the own sites, provider 1 + p is cloud p.
struct ProviderVars {
  solver::Column hours;                 ///< million accelerator-hours busy a year
  solver::Column bill;                  ///< MUSD a year before credits; clouds only
  std::vector<solver::Column> tiers;    ///< TB a month sent in each tier of the egress price; clouds with tiers only
  std::vector<solver::Column> reached;  ///< 1 where the tier is reached; does not exist where tiers fill in order by themselves
};
/// One contract in one year; what does not exist is zero.
struct ContractYearVars {
  solver::Column shortfall;             ///< MUSD billed for nothing
  solver::Column carried, excess;       ///< MUSD of earlier excess that counts now; MUSD above the minimum
  solver::Column credit;                ///< MUSD of the bill that credits pay
  solver::Column in_force;              ///< what of the quantity nobody has left; does not exist: all of it
};
/// Thousand accelerators of a commitment or block, thousand USD/h of a spend commitment, share that is signed of the others.
struct ContractVars {
  solver::Column quantity;
  solver::Column sign;                  ///< 1 where it is signed; the quantity itself where that is a share
};
/// Of the whole horizon.
struct Portfolio {
  std::vector<ContractVars> contracts;
  std::vector<std::vector<ContractYearVars>> years;  ///< [year][contract]
};

}  // namespace gridwright::plan
