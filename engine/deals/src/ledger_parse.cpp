#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "gridwright/core/text.hpp"
#include "gridwright/deals/ledger.hpp"
#include "rows.hpp"
#include "seniority.hpp"
#include "words.hpp"

namespace gridwright::deals {
namespace {

using namespace std::string_view_literals;

constexpr std::array deal_columns{"date"sv,     "from_party"sv, "to_party"sv, "kind"sv, "amount_usd"sv, "start_year"sv,
                                  "end_year"sv, "power_gw"sv,   "status"sv,   "note"sv, "source"sv};
constexpr std::array deal_extras{"id"sv, "standing"sv, "overlaps"sv, "paid_after"sv, "avoidable_share"sv};
constexpr std::array schedule_columns{"year"sv,        "from_party"sv, "to_party"sv, "kind"sv,
                                      "amount_busd"sv, "basis"sv,      "note"sv};
constexpr std::array schedule_extras{"deal"sv, "standing"sv};
constexpr std::array party_columns{"name"sv, "kind"sv, "aliases"sv};

constexpr double most_usd = 1e15;  ///< more is a slip of the unit

bool says(std::string_view text, std::string_view words) { return text.find(words) != std::string_view::npos; }

bool is_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  const auto part = [&](std::size_t at, std::size_t size) { return parse_number(text.substr(at, size)).value_or(-1.0); };
  const double year = part(0, 4), month = part(5, 2), day = part(8, 2);
  if (month < 1 || month > 12 || day < 1 || year < 1990 || year > 2100) return false;
  constexpr std::array days{31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return day <= days[static_cast<std::size_t>(month) - 1];
}

/// Standing as the row's own words give it, for files that do not state it.
Standing standing_from_words(std::string_view text) {
  const std::string low = to_lower(text);
  if (says(low, "letter of intent") || says(low, "letter-of-intent")) return Standing::letter_of_intent;
  for (const std::string_view word : {"contingent"sv, "backstop"sv, "warrant"sv, "milestone"sv, "up to"sv})
    if (says(low, word)) return Standing::contingent;
  return Standing::firm;
}

Basis basis_from_words(std::string_view text) {
  const std::string low = to_lower(text);
  if (says(low, "straight-line") || says(low, "straight line")) return Basis::straight_line;
  return says(low, "published") ? Basis::published : Basis::stated;
}

std::string slug(std::string_view name) {
  std::string out;
  for (const char c : to_lower(name)) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (letter)
      out += c;
    else if (!out.empty() && out.back() != '-')
      out += '-';
  }
  while (!out.empty() && out.back() == '-') out.pop_back();
  return out;
}

std::vector<std::string> words_of(const std::string& text) {
  const auto parts = split_words(text);
  return {parts.begin(), parts.end()};
}

class Reader {
 public:
  explicit Reader(const LedgerText& text) : text_(text) {}

  Result<Ledger> read() {
    if (!text_.parties.empty()) read_parties();
    if (!text_.deals.empty()) read_deals();
    if (!text_.schedule.empty()) read_schedule();
    say_what_words_gave();
    if (has_errors(wrong_)) return wrong_;
    return {std::move(ledger_), std::move(wrong_)};
  }

 private:
  std::optional<CsvTable> table(const std::string& text, const std::string& file) {
    Result<CsvTable> read = parse_csv(text, file);
    wrong_.insert(wrong_.end(), read.diagnostics().begin(), read.diagnostics().end());
    return read ? std::optional(*std::move(read)) : std::nullopt;
  }

  void read_parties() {
    const auto read = table(text_.parties, text_.parties_file);
    if (!read) return;
    Rows rows(*read, party_columns, {}, wrong_);
    if (!rows.usable()) return;
    for (std::size_t r = 0; r < rows.size(); ++r) {
      Party p{.name = rows.needed(r, "name"), .kind = rows.text(r, "kind")};
      const std::string aliases = rows.text(r, "aliases");
      for (const std::string_view alias : split(aliases, '|'))
        if (!trim(alias).empty()) p.aliases.emplace_back(trim(alias));
      if (p.name.empty()) continue;
      if (ledger_.find_party(p.name) != nullptr)
        rows.wrong(r, "name", "party '" + p.name + "' stands here twice");
      else
        ledger_.parties.push_back(std::move(p));
    }
  }

  /// The party's own name for a name or an alias; new names become parties where the row may introduce them.
  std::string party(Rows& rows, std::size_t r, std::string_view column, bool may_introduce) {
    const std::string name = rows.needed(r, column);
    if (name.empty()) return name;
    if (const Party* known = ledger_.find_party(name)) return known->name;
    if (may_introduce) return ledger_.parties.emplace_back(Party{.name = name, .kind = {}, .aliases = {}}).name;
    std::vector<std::string> names;
    for (const Party& p : ledger_.parties) names.push_back(p.name);
    const auto near = nearest_name(name, names);
    rows.wrong(
        r, column, "party '" + name + "' is not in the ledger",
        near ? "did you mean '" + *near + "'?" : "add a row with this party to " + text_.deals_file + " or parties.csv");
    return name;
  }

  void parties(Rows& rows, std::size_t r, std::string& from, std::string& to, bool may_introduce) {
    from = party(rows, r, "from_party", may_introduce);
    to = party(rows, r, "to_party", may_introduce);
    if (!from.empty() && from == to) rows.wrong(r, "to_party", from + " pays itself", "name the other side");
  }

  void read_deals() {
    const auto read = table(text_.deals, text_.deals_file);
    if (!read) return;
    Rows rows(*read, deal_columns, deal_extras, wrong_);
    if (!rows.usable()) return;
    for (std::size_t r = 0; r < rows.size(); ++r) ledger_.deals.push_back(deal(rows, r));
    const Diagnostics ranks = rank_seniority(ledger_.deals, text_.deals_file);
    wrong_.insert(wrong_.end(), ranks.begin(), ranks.end());
  }

  Deal deal(Rows& rows, std::size_t r) {
    Deal d{.line = rows.line(r)};
    d.date = rows.needed(r, "date");
    if (!d.date.empty() && !is_date(d.date))
      rows.wrong(r, "date", "'" + d.date + "' is not a date", "write YYYY-MM-DD: 2025-09-10");
    parties(rows, r, d.from, d.to, true);
    d.instrument = static_cast<Instrument>(rows.choice(r, "kind", instrument_words()).value_or(0));
    d.evidence = static_cast<Evidence>(rows.choice(r, "status", evidence_words()).value_or(0));
    d.usd = rows.number(r, "amount_usd");
    if (d.usd && *d.usd > most_usd)
      rows.wrong(r, "amount_usd", "more than a million billion USD", "the column is in USD: 38 billion is 38000000000");
    if (d.usd && *d.usd < 0.0)
      rows.wrong(r, "amount_usd", "amount below zero", "money flows from from_party to to_party: swap them");
    d.start_year = rows.year(r, "start_year"), d.end_year = rows.year(r, "end_year");
    if (d.start_year && d.end_year && *d.end_year < *d.start_year)
      rows.wrong(
          r, "end_year",
          "the deal ends in " + std::to_string(*d.end_year) + ", before its start in " + std::to_string(*d.start_year),
          "swap start_year and end_year, or correct one");
    d.power_gw = rows.number(r, "power_gw");
    if (d.power_gw && *d.power_gw < 0.0) rows.wrong(r, "power_gw", "power below zero");
    d.note = rows.text(r, "note"), d.source = rows.needed(r, "source");
    d.unverified = says(to_lower(d.source), "unverified");
    d.standing = standing(rows, r, d.evidence == Evidence::letter_of_intent ? "letter of intent" : d.note, deals_by_words_);
    d.overlaps = overlaps(rows, r, d.note);
    d.paid_after = words_of(rows.text(r, "paid_after"));
    d.avoidable_share = share(rows, r, "avoidable_share");
    d.id = identify(rows, r, d);
    return d;
  }

  Standing standing(Rows& rows, std::size_t r, std::string_view words, int& by_words) {
    if (rows.has("standing")) return static_cast<Standing>(rows.choice(r, "standing", standing_words()).value_or(0));
    const Standing found = standing_from_words(words);
    if (found != Standing::firm) ++by_words;
    return found;
  }

  bool overlaps(Rows& rows, std::size_t r, std::string_view note) {
    if (!rows.has("overlaps")) return says(note, "CUMULATIVE") || says(note, "do not add");
    constexpr std::array words{""sv, "yes"sv, "no"sv};
    return rows.choice(r, "overlaps", words).value_or(0) == 1;
  }

  std::optional<double> share(Rows& rows, std::size_t r, std::string_view column) {
    const auto value = rows.number(r, column);
    if (value && (*value < 0.0 || *value > 1.0)) rows.wrong(r, column, "a share lies between 0 and 1", "8 % is 0.08");
    return value;
  }

  std::string identify(Rows& rows, std::size_t r, const Deal& d) {
    std::string id = rows.text(r, "id");
    if (id.find_first_of(" \t") != std::string::npos) rows.wrong(r, "id", "an id has no blanks", "'" + slug(id) + "'");
    if (id.empty()) {
      const std::string base = slug(d.from) + "-" + slug(d.to) + "-" + d.date.substr(0, 7);
      id = base;
      for (int n = 2; ids_.count(id) != 0; ++n) id = base + "-" + std::to_string(n);
    }
    if (!ids_.insert(id).second) rows.wrong(r, "id", "id '" + id + "' stands here twice");
    return id;
  }

  void read_schedule() {
    const auto read = table(text_.schedule, text_.schedule_file);
    if (!read) return;
    Rows rows(*read, schedule_columns, schedule_extras, wrong_);
    if (!rows.usable()) return;
    std::map<std::string, int> seen;
    for (std::size_t r = 0; r < rows.size(); ++r) {
      Instalment due = instalment(rows, r);
      std::string key = std::to_string(due.year) + '\t' + due.from + '\t' + due.to + '\t' +
                        std::string(name_of(due.instrument)) + '\t' + std::to_string(due.usd) + '\t' + due.note +
                        join(due.deals, " ");
      const auto [at, fresh] = seen.emplace(std::move(key), due.line);
      if (!fresh)
        rows.warn(r, "year", "the same instalment as in line " + std::to_string(at->second) + "; both count",
                  "delete one if it is the same contract");
      ledger_.schedule.push_back(std::move(due));
    }
  }

  Instalment instalment(Rows& rows, std::size_t r) {
    Instalment due{.line = rows.line(r)};
    const auto year = rows.year(r, "year");
    if (!year && rows.text(r, "year").empty()) rows.wrong(r, "year", "'year' is empty");
    due.year = year.value_or(0);
    parties(rows, r, due.from, due.to, text_.deals.empty());
    due.instrument = static_cast<Instrument>(rows.choice(r, "kind", instrument_words()).value_or(0));
    const auto amount = rows.number(r, "amount_busd");
    if (!amount && rows.text(r, "amount_busd").empty())
      rows.wrong(r, "amount_busd", "an instalment needs an amount", "leave the row out while the amount is not known");
    if (amount && *amount > 1e-9 * most_usd)
      rows.wrong(r, "amount_busd", "more than a million billion USD", "the column is in billions of USD: 38 billion is 38");
    if (amount && *amount < 0.0)
      rows.wrong(r, "amount_busd", "the ramp goes below zero: an instalment cannot be negative",
                 "money the other way is a row with the parties swapped");
    due.usd = amount.value_or(0.0) * 1e9;
    due.basis_words = rows.needed(r, "basis"), due.note = rows.text(r, "note");
    due.basis = basis_from_words(due.basis_words);
    due.standing = standing(rows, r, due.basis_words, instalments_by_words_);
    due.unverified =
        says(to_lower(due.basis_words + due.note), "memory") || says(to_lower(due.basis_words + due.note), "unverified");
    due.deals = words_of(rows.text(r, "deal"));
    for (const std::string& id : due.deals) link(rows, r, due, id);
    within_term(rows, r, due);
    return due;
  }

  void link(Rows& rows, std::size_t r, Instalment& due, const std::string& id) {
    const Deal* deal = ledger_.find_deal(id);
    if (deal == nullptr) {
      const std::vector<std::string> names(ids_.begin(), ids_.end());
      const auto near = nearest_name(id, names);
      return rows.wrong(r, "deal", "no deal is called '" + id + "'",
                        near ? "did you mean '" + *near + "'?" : "ids stand in " + text_.deals_file);
    }
    const bool same = deal->from == due.from && deal->to == due.to, repays = deal->from == due.to && deal->to == due.from;
    if (!same && !repays)
      rows.wrong(r, "deal",
                 "deal '" + id + "' is between " + deal->from + " and " + deal->to + ", not " + due.from + " and " + due.to);
    due.seniority = std::max(due.seniority, deal->seniority);
    if (deal->avoidable_share) due.avoidable_share = deal->avoidable_share;
    due.unverified = due.unverified || deal->unverified;
  }

  /// The year lies in the term of a deal it belongs to, as far as terms are known.
  void within_term(Rows& rows, std::size_t r, const Instalment& due) {
    std::string terms;
    for (const std::string& id : due.deals) {
      const Deal* deal = ledger_.find_deal(id);
      if (deal == nullptr || due.year == 0) return;
      if (due.year >= deal->start_year.value_or(0) && due.year <= deal->end_year.value_or(9999)) return;
      terms += (terms.empty() ? "" : ", ") + id + " " + std::to_string(deal->start_year.value_or(0)) + " to " +
               std::to_string(deal->end_year.value_or(9999));
    }
    if (!terms.empty())
      rows.wrong(r, "year", std::to_string(due.year) + " is outside the term of its deal", "terms: " + terms);
  }

  void say_what_words_gave() {
    const auto say = [&](int count, const std::string& file) {
      if (count > 0)
        wrong_.push_back({.severity = Severity::note,
                          .file = file,
                          .message = "standing of " + std::to_string(count) +
                                     " rows is read from their own words (contingent, up to, ...)",
                          .fix = "a column 'standing' (firm, contingent, option, letter-of-intent) states it"});
    };
    say(deals_by_words_, text_.deals_file);
    say(instalments_by_words_, text_.schedule_file);
  }

  const LedgerText& text_;
  Ledger ledger_;
  Diagnostics wrong_;
  std::set<std::string> ids_;
  int deals_by_words_ = 0, instalments_by_words_ = 0;
};

}  // namespace

Result<Ledger> parse_ledger(const LedgerText& text) { return Reader(text).read(); }

}  // namespace gridwright::deals
