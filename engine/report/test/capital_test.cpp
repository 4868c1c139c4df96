// The capital network as text, JSON, CSV and a page.
#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "gridwright/report/capital.hpp"

using namespace gridwright;
using namespace gridwright::report;
using doctest::Approx;

namespace {

deals::CapitalAnswers asked() {
  deals::CapitalAnswers a = deals::overview(deals::shipped_ledger());
  const deals::Stress q{.payer = "OpenAI", .pays = 0.05, .first_year = 2029, .last_year = 2030};
  a.stress = deals::explore(a.ledger, q);
  a.stress->contagion = deals::contagion(a.ledger, q);
  a.stress->removals = deals::removals(a.ledger, q);
  a.stress->sampled = deals::sample_status(a.ledger, q, {}, 50, 7, 1);
  a.own_money = deals::own_money(a.ledger, "Nvidia", 2026, 2026, deals::shipped_finances());
  a.cover = deals::CoverFindings{
      .cases = {deals::cover(a.ledger, "OpenAI", {}),
                deals::cover(a.ledger, "OpenAI", {},
                             {.contingent = true, .options = false, .letters_of_intent = false, .without = {}})},
      .income = {}};
  a.delay = deals::delay(a.ledger, "openai-oracle-2025-09", 1, 0.08);
  a.lenders = deals::lender_losses(a.ledger, deals::shipped_backings(), 0.5);
  a.collateral_fall = 0.5;
  return a;
}

deals::CapitalAnswers bare() {
  return deals::overview(*deals::parse_ledger(
      {.deals = "",
       .schedule = "year,from_party,to_party,kind,amount_busd,basis,note\n2027,<b>A</b>,\"B \"\"& C\",debt,1,stated,\n"}));
}

}  // namespace

TEST_CASE("the page is self-contained, every figure is described, every link to data has a file") {
  for (const deals::CapitalAnswers& a :
       {asked(), bare(), deals::overview(deals::shipped_ledger()), deals::CapitalAnswers{}}) {
    const std::string page = capital_html(a);
    for (const char* outside : {"http://", "https://", "@import", " src=", "url("})
      CHECK_MESSAGE(page.find(outside) == page.npos, outside);
    for (const char* wrong : {">nan", ">inf", " nan ", "-nan", "\"nan", "inf\"", "<b>A"})
      CHECK_MESSAGE(page.find(wrong) == page.npos, wrong);
    CHECK(page.size() < 1'000'000);
    CHECK(capital_html(a) == page);
    std::set<std::string> ids, files;
    for (std::size_t at = page.find(" id=\""); at != page.npos; at = page.find(" id=\"", at + 1)) {
      const std::string id = page.substr(at + 5, page.find('"', at + 5) - at - 5);
      CHECK_MESSAGE(ids.insert(id).second, id);
    }
    for (const auto& [name, content] : capital_tables(a)) files.insert(name);
    for (std::size_t at = page.find("href=\"tables/"); at != page.npos; at = page.find("href=\"tables/", at + 1)) {
      const std::string file = page.substr(at + 13, page.find('"', at + 13) - at - 13);
      CHECK_MESSAGE(files.contains(file), file);
    }
  }
}

TEST_CASE("company scenarios are called hypothetical wherever they appear") {
  const nlohmann::json all = nlohmann::json::parse(capital_json(asked()));
  for (const auto& f : all["findings"])
    if (f["id"] == "stress" || f["id"] == "waves" || f["id"] == "threshold" || f["id"] == "contagion" ||
        f["id"] == "removals" || f["id"] == "samples")
      CHECK(f["marks"].get<std::string>().find("hypothetical") == 0);
  CHECK(all["threshold_curve"].size() == 101);
  CHECK(capital_html(asked()).find("hypothetical") != std::string::npos);
}

TEST_CASE("a question with nothing to show is still answered") {
  deals::CapitalAnswers a = deals::overview(deals::shipped_ledger());
  a.stress = deals::explore(a.ledger, {.payer = "OpenAI", .pays = 0.6, .first_year = 2040, .last_year = 2040});
  a.own_money = deals::own_money(a.ledger, "Nvidia", 2040, 2040, deals::shipped_finances());
  const std::string text = capital_text(a);
  CHECK(text.find("OpenAI owes nothing that is firm and dated in 2040") != std::string::npos);
  CHECK(text.find("Nvidia invests nothing in 2040") != std::string::npos);
}

TEST_CASE("text and JSON say the same numbers") {
  deals::CapitalAnswers a = deals::overview(deals::shipped_ledger());
  a.stress = deals::explore(a.ledger, {.payer = "OpenAI", .pays = 0.6, .first_year = 2029, .last_year = 2029});
  const nlohmann::json all = nlohmann::json::parse(capital_json(a));
  const auto& oracle = all["findings"][0]["rows"][0];
  CHECK(oracle["payee"] == "Oracle");
  CHECK(oracle["unpaid"].get<double>() == Approx(24.0));
  const std::string text = capital_text(a);
  CHECK(text.find("Oracle is short 24.0 bn USD") != std::string::npos);
  CHECK(text.find("[hypothetical") != std::string::npos);
}

// Not a check: writes the page to look at, where GRIDWRIGHT_REPORT_DIR says.
TEST_CASE("for the eye: the capital page") {
  if (const char* folder = std::getenv("GRIDWRIGHT_REPORT_DIR"))
    std::ofstream(std::string(folder) + "/capital.html") << capital_html(asked());
}
