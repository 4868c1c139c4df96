// Any bytes as the files of a ledger: a ledger that can be read out, or diagnostics that can be printed, never a crash.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "gridwright/deals/answers.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gridwright;
  using namespace gridwright::deals;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const std::size_t cut = text.find("\n---\n");  // deals above, schedule below
  const bool both = cut != std::string::npos;
  const Result<Ledger> ledger =
      parse_ledger({.deals = both ? text.substr(0, cut + 1) : "", .schedule = both ? text.substr(cut + 5) : text});
  if (!ledger) {
    if (to_text(ledger.diagnostics()).empty()) std::abort();
    return 0;
  }
  const CapitalAnswers answers = overview(*ledger);
  if (!answers.payers.empty()) {
    const Stress question{.payer = answers.payers.front().party,
                          .pays = 0.5,
                          .first_year = answers.payers.front().years.front().year,
                          .last_year = answers.payers.front().years.front().year};
    if (check(*ledger, question).empty() && !(stress(*ledger, question).unpaid_usd >= 0.0)) std::abort();
  }
  return 0;
}
