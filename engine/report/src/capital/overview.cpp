#include <fmt/format.h>

#include <map>

#include "../words.hpp"
#include "findings.hpp"
#include "gridwright/core/text.hpp"

namespace gridwright::report {
namespace {

using namespace deals;

Finding waterfall_finding(const CapitalAnswers& a) {
  Finding f{.id = "waterfall",
            .title = {},
            .marks = {},
            .columns = {{"step", ""}, {"change", "bn USD"}, {"left", "bn USD"}, {"rows", "1"}, {"why", ""}},
            .rows = {},
            .notes = {}};
  double first = 0.0, last = 0.0;
  for (const WaterfallStep& s : a.waterfall) {
    if (f.rows.empty()) first = s.left_usd;
    last = s.left_usd;
    f.rows.push_back({words(s.name), s.is_level ? words("") : billions(s.change_usd), billions(s.left_usd),
                      s.rows > 0 ? whole(s.rows) : words(""), words(s.why)});
  }
  f.title = fmt::format("Of {} in headlines, {} is firm, dated and netted", bn(first), bn(last));
  f.notes = {"undisclosed amounts are left out, not zero",
             "stakes and warrants are valuations: they are taken out and net nothing"};
  return f;
}

Finding payers_finding(const CapitalAnswers& a) {
  Finding f{.id = "payers",
            .title = {},
            .marks = {},
            .columns = {{"payer", ""},
                        {"owes", "bn USD"},
                        {"years", ""},
                        {"payees", "1"},
                        {"HHI", "1"},
                        {"largest payee", ""},
                        {"its share", "%"},
                        {"rests on", ""}},
            .rows = {},
            .notes = {}};
  Amount all;
  for (const Obligations& o : a.payers) {
    const auto& top = o.payees.front();
    int first = 0, last = 0;
    for (const ObligationYear& y : o.years)
      if (y.firm.usd > 0.0) first = first == 0 ? y.year : first, last = y.year;
    f.rows.push_back({words(o.party), billions(o.total.usd), words(fmt::format("{}-{}", first, last)),
                      whole(static_cast<double>(o.payees.size())), plain(o.hhi, 4), words(top.party), per_cent(top.share),
                      words(rests_on(o.total))});
    all.usd += o.total.usd, all.assumed_usd += o.total.assumed_usd, all.unverified_usd += o.total.unverified_usd;
  }
  if (!a.payers.empty())
    f.title = fmt::format("{} of firm debts have dates; {} owes {} of it", bn(all.usd), a.payers.front().party,
                          bn(a.payers.front().total.usd));
  f.marks = rests_on(all);
  f.notes = {"debts: cloud and hardware commitments, leases, loans, power; equity is not one",
             "HHI: 1 is a single payee, 1/n is n equal ones"};
  return f;
}

Finding cycles_finding(const CapitalAnswers& a) {
  Finding f{.id = "cycles",
            .title = {},
            .marks = {},
            .columns = {{"money goes round", ""}, {"parties", "1"}, {"narrowest payment", "bn USD"}},
            .rows = {},
            .notes = {}};
  for (const Cycle& c : a.cycles) {
    std::vector<std::string> round = c.parties;
    round.push_back(c.parties.front());
    f.rows.push_back({words(join(round, " > ")), whole(static_cast<double>(c.parties.size())), billions(c.bottleneck_usd)});
  }
  if (a.cycles.empty()) return f;
  f.title = fmt::format("Money can go round in {}{}", a.cycles.size() >= 20'000 ? "at least " : "",
                        count_of(a.cycles.size(), "circle"));
  f.notes = {
      "simple circles of up to six parties, all years added, contingent equity included; the narrowest payment bounds what "
      "can go all the way round"};
  return f;
}

/// Who stands between the others, and where money ends up.
Finding places_finding(const CapitalAnswers& a) {
  Finding f{.id = "places",
            .title = {},
            .marks = {},
            .columns = {{"party", ""}, {"PageRank of payments", "%"}, {"between other pairs", "%"}},
            .rows = {},
            .notes = {"PageRank: where a dollar passed on by shares of spending ends up; between: share of the other pairs whose shortest chains of payments "
                      "run through the party; all years, contingent equity included"}};
  const Centrality* between = nullptr;
  for (const Centrality& c : a.places) {
    if (c.page_rank * static_cast<double>(a.places.size()) >= 0.5 || c.betweenness > 0.0) f.rows.push_back({words(c.party), per_cent(c.page_rank), per_cent(c.betweenness)});
    if (between == nullptr || c.betweenness > between->betweenness) between = &c;
  }
  if (between != nullptr && between->betweenness > 0.0)
    f.title = fmt::format("{} stands between {} of the other pairs; of a dollar passed on, most ends at {}", between->party, percent(between->betweenness, 0), a.places.front().party);
  return f;
}

/// Dated cash by how far it binds and by what the split rests on.
Finding status_finding(const CapitalAnswers& a) {
  Finding f{.id = "status",
            .title = {},
            .marks = {},
            .columns = {{"standing", ""},
                        {"published ladder", "bn USD"},
                        {"stated amount", "bn USD"},
                        {"straight-line assumption", "bn USD"},
                        {"of it unverified", "bn USD"}},
            .rows = {},
            .notes = {}};
  std::map<Standing, std::map<Basis, double>> sums;
  std::map<Standing, double> unverified;
  Amount firm;
  for (const Instalment& due : a.ledger.schedule) {
    sums[due.standing][due.basis] += due.usd;
    if (due.unverified) unverified[due.standing] += due.usd;
    if (due.standing == Standing::firm) firm.add(due);
  }
  for (auto& [standing, by_basis] : sums)
    f.rows.push_back({words(std::string(name_of(standing))), billions(by_basis[Basis::published]),
                      billions(by_basis[Basis::stated]), billions(by_basis[Basis::straight_line]),
                      billions(unverified[standing])});
  if (!sums.empty())
    f.title = fmt::format("{} of what is firm and dated is spread by assumption, not by contract",
                          percent(firm.usd > 0.0 ? firm.assumed_usd / firm.usd : 0.0, 0));
  return f;
}

/// Every headline with its status: also those without amounts or dates.
Finding deals_finding(const Ledger& ledger, const std::string& party) {
  Finding f{.id = "deals",
            .title = {},
            .marks = {},
            .columns = {{"date", ""},
                        {"from", ""},
                        {"to", ""},
                        {"for", ""},
                        {"amount", "bn USD"},
                        {"power", "GW"},
                        {"status", ""},
                        {"standing", ""},
                        {"note", "", true},
                        {"source", "", true}},
            .rows = {},
            .notes = {}};
  std::size_t undisclosed = 0;
  for (const Deal& d : ledger.deals) {
    if (d.from != party && d.to != party) continue;
    if (!d.usd) ++undisclosed;
    f.rows.push_back({words(d.date), words(d.from), words(d.to), words(std::string(name_of(d.instrument))),
                      d.usd ? billions(*d.usd) : unknown(), d.power_gw ? plain(*d.power_gw, 2) : unknown(""),
                      words(std::string(name_of(d.evidence))),
                      words(std::string(name_of(d.standing)) + (d.overlaps ? ", repeats other rows" : "")), words(d.note),
                      words(d.source)});
  }
  if (!f.rows.empty())
    f.title = fmt::format("{} of {} on record; {} without an amount", count_of(f.rows.size(), "deal"), party,
                          undisclosed == 0 ? "none" : std::to_string(undisclosed));
  f.notes = {"headlines: some repeat each other, some are valuations; they are not to be added up"};
  return f;
}

}  // namespace

std::vector<Finding> overview_findings(const CapitalAnswers& a) {
  return {waterfall_finding(a), status_finding(a), payers_finding(a), cycles_finding(a), places_finding(a)};
}

std::vector<Finding> party_findings(const Ledger& ledger, const Obligations& o) {
  Finding ladder{.id = "ladder",
                 .title = {},
                 .marks = rests_on(o.total),
                 .columns = {{"year", ""},
                             {"owes, firm", "bn USD"},
                             {"owes, contingent", "bn USD"},
                             {"comes in, firm", "bn USD"},
                             {"comes in, contingent", "bn USD"},
                             {"rests on", ""}},
                 .rows = {},
                 .notes = {}};
  const ObligationYear* peak = nullptr;
  for (const ObligationYear& y : o.years) {
    if (peak == nullptr || y.firm.usd > peak->firm.usd) peak = &y;
    ladder.rows.push_back({words(std::to_string(y.year)), billions(y.firm.usd), billions(y.unsure.usd),
                           billions(y.inflow_firm.usd), billions(y.inflow_unsure.usd), words(rests_on(y.firm))});
  }
  if (peak != nullptr && peak->firm.usd > 0.0)
    ladder.title = fmt::format("{} owes {}, most of it in {}: {}", o.party, bn(o.total.usd), peak->year, bn(peak->firm.usd));
  else
    ladder.title = fmt::format("{} owes nothing that is firm and dated", o.party);
  ladder.notes = {"comes in: what other parties of the ledger owe or invest; own revenue is not in the ledger"};
  const auto table = [](const char* id, const char* side, const std::vector<Obligations::Side>& sides) {
    Finding f{.id = id,
              .title = {},
              .marks = {},
              .columns = {{side, ""}, {"all years", "bn USD"}, {"share", "%"}, {"rests on", ""}},
              .rows = {},
              .notes = {}};
    for (const auto& s : sides)
      f.rows.push_back({words(s.party), billions(s.total.usd), per_cent(s.share), words(rests_on(s.total))});
    return f;
  };
  Finding payees = table("payees", "payee", o.payees), payers = table("customers", "payer", o.payers);
  if (!o.payees.empty())
    payees.title = fmt::format("HHI {:.4f}: as concentrated as {:.4f} equal payees", o.hhi, o.effective_number);
  if (!o.payers.empty())
    payers.title = fmt::format("{} is owed by {} for {} of it (HHI {:.4f})", o.party, o.payers.front().party,
                               percent(o.payers.front().share, 0), o.payer_hhi);
  return {ladder, payees, payers, deals_finding(ledger, o.party)};
}

}  // namespace gridwright::report
