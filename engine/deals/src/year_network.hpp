#pragma once
#include <string>
#include <vector>

#include "gridwright/deals/stress.hpp"

/// One year of a ledger as a network to clear.
namespace gridwright::deals {

/// Something that falls due in the year: an instalment, or what is left of an earlier one.
struct Due {
  const Instalment* of = nullptr;
  double usd = 0.0;
};

/// Key of the contract an instalment belongs to: its deals, else parties and instrument.
[[nodiscard]] std::string contract_of(const Instalment& due);

/// What each debt was paid, and who fell.
struct ClearedYear {
  std::vector<Due> dues;
  std::vector<double> paid;                     ///< of each due
  std::vector<std::vector<std::string>> waves;  ///< [0] the payer, when it pays less than all
  std::map<std::string, double> left;           ///< cash of each party at the end, >= 0
  double payer_due = 0.0, payer_paid = 0.0;
};

/// Clears `dues` of one year. `pays`: share the payer pays; `carried`: cash from the year before; `ledger` for equity of the year.
[[nodiscard]] ClearedYear clear_year(const Ledger& ledger, const Stress& question, int year, double pays,
                                     std::vector<Due> dues, const std::map<std::string, double>& carried);

}  // namespace gridwright::deals
