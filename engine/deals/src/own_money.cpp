#include "gridwright/deals/own_money.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "embedded_files.hpp"
#include "gridwright/core/csv.hpp"
#include "gridwright/core/text.hpp"

namespace gridwright::deals {

std::vector<Finance> shipped_finances() {
  const Result<CsvTable> table = parse_csv(std::string(embedded_file("data/deals/finances.csv")), "data/deals/finances.csv");
  std::vector<Finance> all;
  for (std::size_t r = 0; table && r < table->rows(); ++r)
    all.push_back({std::string(table->cell(r, 0)), std::string(table->cell(r, 1)), std::string(table->cell(r, 2)),
                   1e9 * parse_number(table->cell(r, 3)).value_or(0.0), std::string(table->cell(r, 4))});
  return all;
}

std::optional<Finance> find_finance(const std::vector<Finance>& all, std::string_view party, std::string_view item) {
  for (const Finance& f : all)
    if (f.party == party && f.item == item) return f;
  return std::nullopt;
}

namespace {

std::optional<double> share_of(double usd, const std::optional<Finance>& revenue, double years) {
  if (!revenue || revenue->usd <= 0.0) return std::nullopt;
  return usd / (revenue->usd * years);
}

/// The listed spending from a year on, and what published capital expenditure says goes elsewhere in the years a party is listed.
std::vector<Flow> diluted(const Ledger& ledger, std::vector<Flow> spending, int first_year, const Counted& counted,
                          const std::vector<Finance>& finances) {
  std::map<std::string, double> listed;
  std::map<std::string, std::set<int>> years;
  for (const Flow& f : spending) listed[f.from] += f.usd;
  for (const Instalment& due : ledger.schedule)
    if (due.year >= first_year && counts(due, counted) && is_cash(due.instrument)) years[due.from].insert(due.year);
  for (const auto& [party, usd] : listed) {
    const auto capex = find_finance(finances, party, "capital expenditure");
    const double all = capex ? capex->usd * static_cast<double>(years[party].size()) : 0.0;
    if (all > usd) spending.push_back({party, "suppliers not listed", all - usd});
  }
  return spending;
}

}  // namespace

std::optional<double> OwnMoney::upper_bound() const { return share_of(invested.usd, revenue, years); }
std::optional<double> OwnMoney::listed_share() const { return share_of(as_listed.returned_usd, revenue, years); }
std::optional<double> OwnMoney::diluted_share() const { return share_of(diluted.returned_usd, revenue, years); }

OwnMoney own_money(const Ledger& ledger, std::string_view investor, int first_year, int last_year,
                   const std::vector<Finance>& finances) {
  OwnMoney out{.investor = ledger.own_name(investor), .first_year = first_year, .last_year = last_year};
  out.years = last_year - first_year + 1;
  const Counted announced{.contingent = true, .options = true, .letters_of_intent = false, .without = {}};
  std::vector<Flow> investments;
  for (const Instalment& due : ledger.schedule) {
    if (due.from != out.investor || due.instrument != Instrument::equity || due.year < first_year || due.year > last_year ||
        !counts(due, announced))
      continue;
    investments.push_back({due.from, due.to, due.usd});
    out.invested.add(due);
    if (due.standing != Standing::firm) out.contingent_usd += due.usd;
  }
  const std::vector<Flow> spending = flows(ledger, first_year, 2100, announced, true);
  out.as_listed = round_trip(spending, investments, out.investor);
  out.diluted = round_trip(diluted(ledger, spending, first_year, announced, finances), investments, out.investor);
  out.revenue = find_finance(finances, out.investor, "revenue");
  out.assumptions = {"money moves on as each party shares out all it spends from that year on; no lag is discounted",
                     "as listed: parties spend on what the ledger lists and on nothing else",
                     "diluted: cloud companies spend their published capital expenditure, the rest on suppliers not listed",
                     "yearly amounts of most contracts are straight-line assumptions"};
  if (out.contingent_usd > 0.0) out.assumptions.emplace_back("contingent and up-to investments are counted in full");
  return out;
}

}  // namespace gridwright::deals
