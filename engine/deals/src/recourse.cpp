#include "gridwright/deals/recourse.hpp"

#include <algorithm>
#include <cmath>

#include "embedded_files.hpp"
#include "gridwright/core/csv.hpp"
#include "gridwright/core/finance.hpp"
#include "gridwright/core/text.hpp"

namespace gridwright::deals {

std::vector<Backing> shipped_backings() {
  const Result<CsvTable> table = parse_csv(std::string(embedded_file("data/deals/recourse.csv")), "data/deals/recourse.csv");
  std::vector<Backing> all;
  for (std::size_t r = 0; table && r < table->rows(); ++r) {
    const auto text = [&](const char* column) { return std::string(table->cell(r, table->find(column).value())); };
    const auto year = [&](const char* column) { return static_cast<int>(parse_number(text(column)).value_or(0.0)); };
    Backing b{.deal = text("deal"),
              .backed_by = text("backed_by"),
              .collateral_usd = parse_number(text("collateral_busd")),
              .rate = parse_number(text("rate")).value_or(0.0),
              .guarantor = text("guarantor"),
              .exit_from = year("exit_from"),
              .exit_every = year("exit_every"),
              .guaranteed_until = year("guaranteed_until"),
              .repaid_by = year("repaid_by"),
              .note = text("note"),
              .source = text("source")};
    if (b.collateral_usd) *b.collateral_usd *= 1e9;
    all.push_back(std::move(b));
  }
  return all;
}

std::vector<LenderLoss> lender_losses(const Ledger& ledger, const std::vector<Backing>& backings, double fall,
                                      std::string_view kind) {
  std::vector<LenderLoss> all;
  for (const Backing& b : backings) {
    const Deal* debt = ledger.find_deal(b.deal);
    if (debt == nullptr || !debt->usd || (!kind.empty() && b.backed_by != kind)) continue;
    LenderLoss& loss = all.emplace_back();
    loss.deal = b.deal, loss.lender = debt->from, loss.borrower = debt->to, loss.backed_by = b.backed_by,
    loss.guarantor = b.guarantor, loss.note = b.note;
    loss.debt_usd = *debt->usd, loss.collateral_usd = b.collateral_usd;
    if (!b.collateral_usd) continue;
    loss.loss_usd = std::max(0.0, loss.debt_usd - *b.collateral_usd * (1.0 - fall));
    loss.first_loss_fall = std::max(0.0, 1.0 - loss.debt_usd / *b.collateral_usd);
  }
  std::sort(all.begin(), all.end(), [](const LenderLoss& a, const LenderLoss& b) {
    const auto order = [](const LenderLoss& l) {
      return l.first_loss_fall.value_or(2.0) + (l.guarantor.empty() ? 0.0 : 1.0);
    };
    const double x = order(a), y = order(b);
    return x != y ? x < y : a.deal < b.deal;
  });
  return all;
}

std::vector<GuaranteeExit> guarantee_exits(const Ledger& ledger, const Backing& b, double decline) {
  const Deal* debt = ledger.find_deal(b.deal);
  if (debt == nullptr || !debt->usd || b.guarantor.empty() || b.exit_every <= 0 || !b.collateral_usd) return {};
  const int start = b.exit_from - b.exit_every, term = b.repaid_by - start;
  std::vector<GuaranteeExit> exits;
  for (int year = b.exit_from; year <= b.guaranteed_until; year += b.exit_every) {
    const int left = b.repaid_by - year;
    const double owed =
        left > 0 ? *debt->usd * capital_recovery_factor(b.rate, term) / capital_recovery_factor(b.rate, left) : 0.0;
    exits.push_back({year, owed, *b.collateral_usd * std::pow(1.0 - decline, year - start)});
  }
  return exits;
}

}  // namespace gridwright::deals
