#pragma once
#include <string>
#include <vector>

/// A design operated window by window, knowing only the next hours: what perfect foresight flatters.
namespace gridwright::design {

/// One item of running cost, USD a year.
struct OperationCost {
  std::string item{};
  double planned_usd = 0.0, operated_usd = 0.0;
};
/// A store's level through the year, MWh inside at the end of each step.
struct OperatedStore {
  std::string component{}, kind{};
  std::vector<double> planned_mwh{}, operated_mwh{};
};

struct Operation {
  std::string scenario{}, money{};
  int year = 0;
  double step_h = 1.0;
  double foresight_h = 0.0, commit_h = 0.0;   ///< known ahead; carried out before looking again
  int windows = 0;
  double planned_usd = 0.0, operated_usd = 0.0;   ///< running cost a year: energy, demand charges, premiums, wear, water, unserved load
  double stored_usd = 0.0;                    ///< value of what is inside the stores at the end beyond the start; not in operated_usd
  double planned_unserved_mwh = 0.0, operated_unserved_mwh = 0.0;
  double unserved_usd_per_mwh = 0.0;          ///< value of lost load that was used
  double planned_matched = 0.0, operated_matched = 0.0;   ///< share of load, in the mode of the target
  double target = 0.0;
  double planned_import_mwh = 0.0, operated_import_mwh = 0.0;
  std::vector<OperationCost> costs{};
  std::vector<OperatedStore> stores{};
};

}  // namespace gridwright::design
