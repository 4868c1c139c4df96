#pragma once
#include <optional>
#include <string>
#include <vector>

#include "gridwright/deals/capital.hpp"

/// How much of a seller's revenue is the seller's own money, put into its customers before.
namespace gridwright::deals {

/// A published figure of a company: revenue, capital expenditure, operating cash flow; USD a year.
struct Finance {
  std::string party, item, period;
  double usd = 0.0;
  std::string source;
};
/// data/deals/finances.csv.
[[nodiscard]] std::vector<Finance> shipped_finances();
/// First figure of a party with this item; nothing when there is none.
[[nodiscard]] std::optional<Finance> find_finance(const std::vector<Finance>& all, std::string_view party,
                                                  std::string_view item);

struct OwnMoney {
  std::string investor;
  int first_year = 0, last_year = 0;  ///< of investments; the spending that carries them on runs to the end of the ledger
  Amount invested;                    ///< cash equity, contingent tranches included
  double contingent_usd = 0.0;        ///< of it
  RoundTrip as_listed;                ///< shares of the spending the ledger lists
  RoundTrip diluted;  ///< parties with published capital expenditure spend that much in each year they are listed
  std::optional<Finance> revenue;  ///< of the investor, USD a year
  double years = 1.0;
  /// Shares of revenue over the years; nothing without a revenue.
  [[nodiscard]] std::optional<double> upper_bound() const;  ///< if all of it came back at once
  [[nodiscard]] std::optional<double> listed_share() const;
  [[nodiscard]] std::optional<double> diluted_share() const;
  std::vector<std::string> assumptions;
};
[[nodiscard]] OwnMoney own_money(const Ledger& ledger, std::string_view investor, int first_year, int last_year,
                                 const std::vector<Finance>& finances);

}  // namespace gridwright::deals
