#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>

#include "commands.hpp"
#include "gridwright/core/file.hpp"
#include "gridwright/core/text.hpp"
#include "gridwright/deals/answers.hpp"
#include "gridwright/report/capital.hpp"
#include "typed.hpp"

namespace gridwright::cli {

void declare_capital_options(CLI::App& c, CapitalCommand& o) {
  c.add_option("ledger", o.ledger, "folder with ledger.csv and schedule.csv, or one of them (default: the shipped facts)");
  c.add_option("-o,--out", o.out, "folder for capital.html with figures, capital.json and tables/*.csv");
  c.add_flag("--list-parties", o.list_parties, "names of all parties")->group("Look");
  c.add_flag("--list-deals", o.list_deals, "all deals with their ids, amounts and status")->group("Look");
  c.add_option("--party", o.party, "what one party owes and is owed, by year")->group("Look");
  const char* stress = "Stress: what if a payer pays less";
  c.add_option("--payer", o.payer, "who pays less")->group(stress);
  c.add_option("--pays", o.pays, "share it pays of what falls due (default 60%)")->group(stress);
  c.add_option("--year", o.year, "the year, or the first of several")->group(stress);
  c.add_option("--until", o.until, "last year in which it pays less (default: the same year)")->group(stress);
  c.add_option("--look-until", o.look_until, "show the years up to this one, paid in full again")->group(stress);
  c.add_option("--first", o.first, "payees it serves first, comma separated (default: pro rata)")
      ->delimiter(',')
      ->group(stress);
  c.add_option("--unpaid", o.unpaid, "what becomes of unpaid amounts: gone, rolled, accelerated")
      ->check(CLI::IsMember({"gone", "rolled", "accelerated"}))
      ->group(stress);
  c.add_flag("--carry-cash", o.carry_cash, "cash left in one year is there in the next")->group(stress);
  c.add_option("--default-costs", o.default_costs, "share of cash and claims a default destroys (default 0%)")
      ->group(stress);
  c.add_option("--cushion", o.cushion, "cash of everybody else beyond need, share of dues (default 0%)")->group(stress);
  c.add_option("--cash", o.cash, "cash of a party each year instead: \"Oracle=32bn\", comma separated")
      ->delimiter(',')
      ->group(stress);
  c.add_option("--outside-debt", o.outside_debt, "debts outside the ledger each year: \"Oracle=5bn\", comma separated")
      ->delimiter(',')
      ->group(stress);
  c.add_option("--outside", o.outside, "creditors outside stand pari-passu, senior or junior")
      ->check(CLI::IsMember({"pari-passu", "senior", "junior"}))
      ->group(stress);
  c.add_option("--avoidable", o.avoidable, "cost a cloud saves when unpaid, share (default 8%: energy and operations)")
      ->group(stress);
  c.add_option("--resale", o.resale, "share of undelivered cloud capacity it sells elsewhere (default 0%)")->group(stress);
  c.add_option("--with", o.with, "count also: contingent, option, letter-of-intent")
      ->delimiter(',')
      ->check(CLI::IsMember({"contingent", "option", "letter-of-intent"}))
      ->group(stress);
  c.add_option("--without", o.without, "leave out deals by id, comma separated (also with --cover)")
      ->delimiter(',')
      ->group(stress);
  c.add_flag("--contagion", o.contagion, "each party in turn as the payer: criticality and vulnerability")->group(stress);
  c.add_flag("--distress", o.distress, "loss of equity before anybody defaults (DebtRank, linear and original)")
      ->group(stress);
  c.add_option("--equity-share", o.equity_share, "equity for --distress, share of what a party is owed (default 50%)")
      ->group(stress);
  c.add_option("--equity", o.equity, "equity of a party instead: \"Oracle=20bn\", comma separated")
      ->delimiter(',')
      ->group(stress);
  c.add_flag("--removals", o.removals, "which contract, taken out, lowers the losses most")->group(stress);
  c.add_option("--samples", o.samples, "draws of which contracts exist, by what is known of them (0 = none)")
      ->check(CLI::Range(0, 100000))
      ->group(stress);
  c.add_option("--chance", o.chances, "chances for --samples: \"announced=90%\", \"contingent=50%\", ..., comma separated")
      ->delimiter(',')
      ->group(stress);
  const char* other = "Other questions";
  c.add_option("--own-money", o.own_money,
               "how much of this seller's revenue is its own investments come back (--year, --until)")
      ->group(other);
  c.add_option("--cover", o.cover, "contracted cash against dues by year; when does it fall below 1")->group(other);
  c.add_option("--income", o.income, "own income for --cover: \"2026=30bn,2027=60bn\"")->delimiter(',')->group(other);
  c.add_option("--delay", o.delay, "a deal that is delivered late: who is excused, what it is worth")->group(other);
  c.add_option("--by", o.by, "years of the delay (default 1)")->group(other);
  c.add_option("--rate", o.rate, "discount rate of the delay (default 8%)")->group(other);
  c.add_option("--collateral-falls", o.collateral, "which lender loses first when collateral loses this share of its price")
      ->group(other);
  c.add_option("--backed-by", o.backed_by, "only lenders backed by: chips, campus, leases")
      ->check(CLI::IsMember({"chips", "campus", "leases"}))
      ->group(other);
  c.add_option("--guarantees", o.guarantees,
               "cost of residual value guarantees when the campus loses this share of its value a year")
      ->group(other);
}

namespace {

using namespace deals;

void add(Diagnostics& all, const Diagnostics& more) { all.insert(all.end(), more.begin(), more.end()); }

/// An unknown party or deal gets the nearest name.
void check_names(const Ledger& ledger, const CapitalCommand& c, Diagnostics& wrong) {
  const auto party = [&](const std::string& name, const char* option) {
    if (name.empty() || ledger.find_party(name) != nullptr) return;
    std::vector<std::string> names;
    for (const Party& p : ledger.parties) names.push_back(p.name);
    const auto near = nearest_name(name, names);
    wrong.push_back({.message = std::string(option) + ": '" + name + "' is not in the ledger",
                     .fix = near ? "did you mean '" + *near + "'?" : "gridwright capital --list-parties"});
  };
  party(c.party, "--party"), party(c.own_money, "--own-money"), party(c.cover, "--cover");
  const auto deal = [&](const std::string& id, const char* option) {
    if (id.empty() || ledger.find_deal(id) != nullptr) return;
    std::vector<std::string> ids;
    for (const Deal& d : ledger.deals) ids.push_back(d.id);
    const auto near = nearest_name(id, ids);
    wrong.push_back({.message = std::string(option) + ": no deal is called '" + id + "'",
                     .fix = near ? "did you mean '" + *near + "'?" : "gridwright capital --list-deals"});
  };
  deal(c.delay, "--delay");
  if (c.payer.empty())
    for (const std::string& id : c.without) deal(id, "--without");
}

/// Options that do nothing without another one are mistakes, not silence.
void check_company(const CapitalCommand& c, Diagnostics& wrong) {
  const auto lonely = [&](bool given, bool company, const char* option, const char* needs) {
    if (given && !company) wrong.push_back({.message = std::string(option) + " needs " + needs});
  };
  const bool stress = !c.payer.empty();
  lonely(stress && c.year.empty(), false, "--payer", "--year: --year 2029");
  lonely(!c.first.empty(), stress, "--first", "--payer");
  lonely(!c.cash.empty(), stress, "--cash", "--payer");
  lonely(c.contagion, stress, "--contagion", "--payer (its share and year are asked of everybody)");
  lonely(c.distress, stress, "--distress", "--payer");
  lonely(!c.equity.empty(), c.distress, "--equity", "--distress");
  lonely(c.removals, stress, "--removals", "--payer");
  lonely(c.samples > 0, stress, "--samples", "--payer");
  lonely(!c.chances.empty(), c.samples > 0, "--chance", "--samples");
  lonely(!c.income.empty(), !c.cover.empty(), "--income", "--cover");
  lonely(!c.year.empty(), stress || !c.own_money.empty(), "--year", "--payer or --own-money");
  lonely(!c.backed_by.empty(), !c.collateral.empty(), "--backed-by", "--collateral-falls");
}

Counted counted_of(const CapitalCommand& c) {
  Counted counted{.without = c.without};
  for (const std::string& word : c.with) {
    counted.contingent = counted.contingent || word == "contingent";
    counted.options = counted.options || word == "option";
    counted.letters_of_intent = counted.letters_of_intent || word == "letter-of-intent";
  }
  return counted;
}

Stress stress_of(const CapitalCommand& c, Typed& words) {
  Stress q{.payer = c.payer, .pays = words.share(c.pays, "--pays", 0.6)};
  q.first_year = words.year(c.year, "--year", 2029);
  q.last_year = words.year(c.until, "--until", q.first_year);
  q.look_until = words.year(c.look_until, "--look-until", 0);
  q.first = c.first, q.counted = counted_of(c), q.carry_cash = c.carry_cash;
  q.unpaid = c.unpaid == "rolled" ? Unpaid::rolled : c.unpaid == "accelerated" ? Unpaid::accelerated : Unpaid::gone;
  q.cash_recovery = q.claims_recovery = 1.0 - words.share(c.default_costs, "--default-costs", 0.0);
  q.cushion = words.share(c.cushion, "--cushion", 0.0, 100.0);
  q.cash = words.amounts(c.cash, "--cash", "\"Oracle=32bn\""),
  q.outside_debt = words.amounts(c.outside_debt, "--outside-debt", "\"Oracle=5bn\"");
  q.outside = c.outside == "senior"   ? OutsideCreditors::senior
              : c.outside == "junior" ? OutsideCreditors::junior
                                      : OutsideCreditors::pari_passu;
  q.resale = words.share(c.resale, "--resale", 0.0);
  if (!c.avoidable.empty()) q.avoidable[Instrument::cloud_commitment] = words.share(c.avoidable, "--avoidable", 0.08);
  return q;
}

Chances chances_of(const CapitalCommand& c, Typed& words) {
  Chances chances;
  const std::pair<const char*, double*> known[] = {
      {"signed", &chances.signed_contract}, {"announced", &chances.announced},
      {"reported", &chances.reported},      {"letter-of-intent", &chances.letter_of_intent},
      {"contingent", &chances.contingent},  {"option", &chances.option}};
  for (const std::string& pair : c.chances) {
    const std::size_t at = pair.find('=');
    bool found = false;
    for (const auto& [name, value] : known)
      if (at != std::string::npos && pair.substr(0, at) == name)
        *value = words.share(pair.substr(at + 1), "--chance", *value), found = true;
    if (!found)
      words.say("--chance '" + pair + "' names no status",
                "--chance announced=90% (signed, announced, reported, letter-of-intent, contingent, option)");
  }
  return chances;
}

std::map<int, double> income_of(const CapitalCommand& c, Typed& words) {
  std::map<int, double> income;
  for (const auto& [year, usd] : words.amounts(c.income, "--income", "2026=30bn,2027=60bn"))
    if (const int y = words.year(year, "--income", 0); y != 0) income[y] = usd;
  return income;
}

void print_lists(const CapitalCommand& c, const Ledger& ledger) {
  if (c.list_parties)
    for (const Party& p : ledger.parties) {
      std::cout << p.name << (p.kind.empty() ? "" : "   " + p.kind);
      if (!p.aliases.empty()) std::cout << "   also: " << join(p.aliases, ", ");
      std::cout << '\n';
    }
  if (c.list_deals)
    for (const Deal& d : ledger.deals)
      std::cout << d.id << "   " << (d.usd ? group_thousands(*d.usd / 1e9, 2) + " bn USD" : std::string("not disclosed"))
                << "   " << name_of(d.instrument) << ", " << name_of(d.evidence) << ", " << name_of(d.standing)
                << (d.overlaps ? ", repeats other rows" : "") << (d.unverified ? ", unverified" : "") << '\n';
}

/// Asks everything that was asked; mistakes of the question go to `wrong`.
void ask(const Context& context, const CapitalCommand& c, CapitalAnswers& out, Diagnostics& wrong) {
  Typed words(wrong);
  check_names(out.ledger, c, wrong);
  check_company(c, wrong);
  const Ledger& ledger = out.ledger;
  Stress question;
  Chances chances;
  if (!c.payer.empty()) {
    question = stress_of(c, words), chances = chances_of(c, words);
    add(wrong, check(ledger, question));
  }
  const double equity_share = words.share(c.equity_share, "--equity-share", 0.5, 100.0);
  const std::map<std::string, double> equity = words.amounts(c.equity, "--equity", "\"Oracle=20bn\"");
  for (const auto& [name, usd] : equity)
    if (ledger.find_party(name) == nullptr)
      words.say("--equity: '" + name + "' is not in the ledger", "gridwright capital --list-parties");
  const std::map<int, double> income = income_of(c, words);
  const int first = words.year(c.year, "--year", 2026), last = words.year(c.until, "--until", first),
            years = words.count(c.by, "--by", 1);
  const double rate = words.share(c.rate, "--rate", 0.08), fall = words.share(c.collateral, "--collateral-falls", 0.0),
               decline = words.share(c.guarantees, "--guarantees", 0.0);
  if (last < first)
    words.say("--until comes before --year", "--year " + std::to_string(last) + " --until " + std::to_string(first));
  if (has_errors(wrong)) return;
  if (!c.party.empty()) out.party = obligations(ledger, c.party);
  if (!c.payer.empty()) {
    out.stress = explore(ledger, question);
    if (c.contagion) out.stress->contagion = contagion(ledger, question);
    if (c.distress) out.stress->distress = distress(ledger, question, equity_share, equity);
    if (c.removals) out.stress->removals = removals(ledger, question);
    if (c.samples > 0)
      out.stress->sampled = sample_status(ledger, question, out.stress->chances = chances, c.samples,
                                          context.seed.value_or(7), context.threads);
  }
  if (!c.own_money.empty()) out.own_money = own_money(ledger, c.own_money, first, last, shipped_finances());
  if (!c.cover.empty()) {
    Counted firm{.without = c.without}, with = firm;
    with.contingent = true;
    out.cover = CoverFindings{.cases = {cover(ledger, c.cover, income, firm), cover(ledger, c.cover, income, with)},
                              .income = income};
  }
  if (!c.delay.empty()) {
    out.delay = delay(ledger, c.delay, years, rate);
    if (!out.delay)
      wrong.push_back({.message = "deal '" + c.delay + "' has no yearly amounts, so nothing can be delayed",
                       .fix = "gridwright capital --list-deals"});
  }
  if (!c.collateral.empty())
    out.collateral_fall = fall, out.lenders = lender_losses(ledger, shipped_backings(), fall, c.backed_by);
  if (!c.guarantees.empty())
    for (const Backing& b : shipped_backings())
      if (std::vector<GuaranteeExit> exits = guarantee_exits(ledger, b, decline); !exits.empty())
        out.guarantees.push_back({b.deal, b.guarantor, ledger.find_deal(b.deal)->to, decline, std::move(exits)});
}

Diagnostics write_folder(const CapitalAnswers& answers, const std::filesystem::path& folder) {
  std::error_code failed;
  std::filesystem::create_directories(folder / "tables", failed);
  if (failed)
    return {{.file = folder.string(),
             .message = "the folder cannot be made: " + failed.message(),
             .fix = "name another folder: -o out/capital"}};
  Diagnostics wrong;
  for (const auto& [name, content] : report::capital_tables(answers))
    add(wrong, write_file_atomically(folder / "tables" / name, content));
  add(wrong, write_file_atomically(folder / "capital.json", report::capital_json(answers) + "\n"));
  add(wrong, write_file_atomically(folder / "capital.html", report::capital_html(answers)));
  return wrong;
}

}  // namespace

Exit run_capital(const Context& context, const CapitalCommand& c) {
  Result<Ledger> ledger = c.ledger.empty() ? Result<Ledger>(shipped_ledger()) : read_ledger(c.ledger);
  if (!ledger) return fail(context, ledger.diagnostics());
  tell(context, ledger.diagnostics());
  if (c.list_parties || c.list_deals) {
    print_lists(c, *ledger);
    return Exit::done;
  }
  CapitalAnswers answers = overview(*std::move(ledger));
  Diagnostics wrong;
  ask(context, c, answers, wrong);
  if (has_errors(wrong)) return fail(context, wrong, Exit::bad_input, "Nothing was asked.");
  if (!c.out.empty())
    if (const Diagnostics failed = write_folder(answers, c.out); has_errors(failed)) return fail(context, failed);
  if (context.json)
    std::cout << report::capital_json(answers) << '\n';
  else
    std::cout << report::capital_text(answers, c.out);
  return Exit::done;
}

}  // namespace gridwright::cli
