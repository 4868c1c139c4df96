#pragma once
#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "gridwright/core/result.hpp"

/// Bills in the FinOps Open Cost and Usage Specification (FOCUS), versions 1.0 to 1.3: totals, commitments and the laws a
/// consistent bill obeys.
///
///   Result<FocusBill> bill = read_focus({"bill.csv"});
///   if (!bill) return bill.diagnostics();                 // every unreadable cell, with file:line:column
///   bill->total.billed == 9.44532992;
///
/// Money is never invented: a cell that says NULL, null or nothing counts as not stated, and a column that is missing is
/// reported as missing, not as zero. A row whose price is odd (zero, negative, spot above on demand) keeps its money in the
/// totals, but its price is refused. Cost: one pass, 100,000 rows of 44 columns in well under a second.
namespace gridwright::deals {

/// Sums of the four money columns, in the billing currency, by compensated summation.
struct FocusMoney {
  std::size_t rows = 0;
  double billed = 0.0, effective = 0.0, list = 0.0, contracted = 0.0;
};

/// One commitment discount (reserved instance, savings plan, committed use discount).
struct FocusCommitment {
  std::string id, provider, category, type, unit;  ///< category: Spend or Usage
  double purchased = 0.0, purchased_quantity = 0.0;  ///< BilledCost and quantity of Purchase rows
  double used = 0.0, unused = 0.0;                   ///< EffectiveCost of usage rows by CommitmentDiscountStatus
  double used_quantity = 0.0, unused_quantity = 0.0;
  std::size_t purchase_rows = 0, usage_rows = 0;
  std::string begin, end;                            ///< earliest and latest charge period, "2023-01-01 00:00"
  /// Share of what was paid for that was used; negative when the bill has no usage rows of it.
  [[nodiscard]] double utilisation() const { return used + unused > 0.0 ? used / (used + unused) : -1.0; }
};

/// One row of the ContractCommitment dataset (FOCUS 1.3), with what the cost rows say was applied to it.
struct FocusContract {
  std::string id, contract_id, category, type, unit, currency, issuer, begin, end;
  double cost = 0.0, quantity = 0.0;
  double applied_cost = 0.0, applied_quantity = 0.0;  ///< from ContractApplied of cost rows
};

/// A law, how many rows or commitments it was judged on, and where it broke.
struct FocusLaw {
  std::string law;
  std::size_t judged = 0, broken = 0;
  double worst = 0.0;              ///< largest error, money
  std::string where;               ///< of the worst: "bill.csv:12" or a commitment
  std::string note;                ///< why something was not judged
};

/// A row whose price is not one.
struct RefusedPrice {
  std::string file;
  int line = 0;
  std::string sku, region, reason;
};

struct FocusBill {
  std::vector<std::string> files;
  std::string version;             ///< the earliest that has the columns: "1.0", "1.1", "1.2", "1.3"
  std::vector<std::string> currencies;
  std::vector<std::string> missing_money;  ///< money columns that the file does not have
  std::string first_period, last_period;   ///< charge periods covered
  FocusMoney total;                ///< meaningless across currencies: see by_currency
  std::map<std::string, FocusMoney> by_currency, by_provider, by_service, by_charge, by_pricing;
  std::vector<FocusCommitment> commitments;
  std::vector<FocusContract> contracts;
  std::size_t shortfall_rows = 0;
  double shortfall = 0.0;          ///< one-time Usage charges without commitment: minimums that were not met
  std::size_t accelerator_rows = 0;
  double accelerator_billed = 0.0; ///< usage of instance types that carry GPUs or TPUs, by name
  std::vector<FocusLaw> laws;
  std::vector<RefusedPrice> refused;
  std::vector<std::string> warnings;
};

/// Reads cost-and-usage files and ContractCommitment files together; which is which shows in their headers. All mistakes of
/// all files in one pass: a file that is no FOCUS, unreadable numbers and dates.
[[nodiscard]] Result<FocusBill> read_focus(const std::vector<std::filesystem::path>& files);

/// A scenario file with a [contracts.X] for each commitment and contract of the bill, to be completed by hand.
[[nodiscard]] std::string contracts_toml(const FocusBill& bill);

}  // namespace gridwright::deals
