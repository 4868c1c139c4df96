#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gridwright/core/result.hpp"

/// The ledger: who owes whom what, when, and how sure that is. Facts with their source; nothing here is decided or priced.
///
///   const Ledger ledger = shipped_ledger();                       // the deals of data/deals/, as public sources state them
///   Result<Ledger> mine = read_ledger("my-deals");                // a folder, a ledger.csv or a schedule.csv
///   if (!mine) return mine.diagnostics();                         // every mistake of every row
///   for (const Instalment& due : mine->schedule) ...
///
/// A ledger has two layers that are never added to each other:
///   deals      headlines: one row an announcement. Some repeat each other (`overlaps`), some are valuations (`stake`).
///   schedule   instalments: what falls due in which year. These do not overlap; parallel contracts repeat an edge: sum them.
/// Money is in USD. Money flows from `from` to `to`.
namespace gridwright::deals {

/// What the money is for. `stake` is a holding or a warrant: a valuation, never cash.
enum class Instrument { cloud_commitment, hardware_purchase, power_purchase, lease, debt, equity, credits, stake };
/// What the public record says about the deal.
enum class Evidence { signed_contract, announced, reported, letter_of_intent };
/// How far the payment binds. These are different payoffs and are never summed as equals.
enum class Standing { firm, contingent, option, letter_of_intent };
/// Where the yearly split comes from. A result that rests on `straight_line` says so.
enum class Basis { published, stated, straight_line };

[[nodiscard]] std::string_view name_of(Instrument i);  ///< "cloud-commitment": as in the files
[[nodiscard]] std::string_view name_of(Evidence e);    ///< "signed", "announced", "reported", "letter-of-intent"
[[nodiscard]] std::string_view name_of(Standing s);    ///< "firm", "contingent", "option", "letter-of-intent"
[[nodiscard]] std::string_view name_of(Basis b);       ///< "published ladder", "stated amount", "straight-line assumption"

/// A company, a vehicle or a crowd ("Lenders").
struct Party {
  std::string name;
  std::string kind;                  ///< lab, cloud, neocloud, chips, power, vehicle, lender, investor; empty = not stated
  std::vector<std::string> aliases;  ///< other names that mean the same
  bool operator==(const Party&) const = default;
};

/// One headline.
struct Deal {
  std::string id;    ///< unique; made of parties and month where the file gives none
  std::string date;  ///< YYYY-MM-DD, when it became public
  std::string from, to;
  Instrument instrument = Instrument::cloud_commitment;
  std::optional<double> usd;  ///< nothing = not disclosed, which is not zero
  std::optional<int> start_year, end_year;
  std::optional<double> power_gw;
  Evidence evidence = Evidence::signed_contract;
  Standing standing = Standing::firm;
  bool overlaps = false;                  ///< repeats money of other rows (cumulative headlines): not to be added to them
  std::vector<std::string> paid_after;    ///< deals of the same payer that are served first
  int seniority = 0;                      ///< 0 is served first; longest chain of `paid_after`
  std::optional<double> avoidable_share;  ///< cost the payee saves when it is not paid, share of the unpaid amount, 0..1
  std::string note, source;
  bool unverified = false;  ///< the source was checked against no page
  int line = 0;             ///< of the file
  bool operator==(const Deal&) const = default;
};

/// What one contract owes in one year.
struct Instalment {
  int year = 0;
  std::string from, to;
  Instrument instrument = Instrument::cloud_commitment;
  double usd = 0.0;  ///< >= 0
  Basis basis = Basis::stated;
  Standing standing = Standing::firm;
  bool unverified = false;
  std::vector<std::string> deals;  ///< headlines this is part of; empty where the file does not say
  int seniority = 0;               ///< of those deals; 0 is served first
  std::optional<double> avoidable_share;
  std::string basis_words, note;  ///< as the file has them
  int line = 0;
  bool operator==(const Instalment&) const = default;
};

struct Ledger {
  std::string name;            ///< "data/deals", or the path as given
  std::vector<Party> parties;  ///< in the order of the party file, then as met
  std::vector<Deal> deals;
  std::vector<Instalment> schedule;
  [[nodiscard]] const Party* find_party(std::string_view name_or_alias) const;
  /// The name under which the ledger files a party; unknown names as they are.
  [[nodiscard]] std::string own_name(std::string_view name_or_alias) const;
  [[nodiscard]] const Deal* find_deal(std::string_view id) const;
};

/// Is this cash that can fall due? Stakes and warrants are not, and credits are spent inside one cloud only.
[[nodiscard]] constexpr bool is_cash(Instrument i) { return i != Instrument::stake && i != Instrument::credits; }
/// Is this a debt of the payer, so that not paying it is a default? Equity is not: an investor may stay away.
[[nodiscard]] constexpr bool is_obligation(Instrument i) { return is_cash(i) && i != Instrument::equity; }

/// The text of the three files of a ledger; `parties` and one of the other two may be empty.
struct LedgerText {
  std::string deals, schedule, parties;
  std::string deals_file = "ledger.csv", schedule_file = "schedule.csv", parties_file = "parties.csv";  ///< for messages
};

/// Reads and checks a ledger. Every mistake of every row is a diagnostic with file:line:column and a fix.
/// Columns of deals: date from_party to_party kind amount_usd start_year end_year power_gw status note source, and if
/// wanted id standing overlaps paid_after avoidable_share. Of the schedule: year from_party to_party kind amount_busd basis
/// note, and if wanted deal standing. Of parties: name kind aliases. Any other column is an error.
/// Where `standing` or `overlaps` is missing it is read from the row's own words ("contingent", "CUMULATIVE", ...) and a note
/// says for how many rows.
[[nodiscard]] Result<Ledger> parse_ledger(const LedgerText& text);
/// The same from a folder with ledger.csv, schedule.csv and parties.csv (the last two if there), or from one of the first two
/// (its neighbours are read too). Without a parties.csv the names of the shipped one are known.
[[nodiscard]] Result<Ledger> read_ledger(const std::filesystem::path& path);
/// The facts of data/deals/, built into the binary. What they are and are not: data/deals/README.md.
[[nodiscard]] Ledger shipped_ledger();

}  // namespace gridwright::deals
