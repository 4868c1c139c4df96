// Ledger files: what is read, what is refused and in which words.
#include <doctest/doctest.h>

#include "gridwright/deals/ledger.hpp"

using namespace gridwright;
using namespace gridwright::deals;

TEST_CASE("the shipped ledger is read without a mistake") {
  Result<Ledger> read = read_ledger(GRIDWRIGHT_SOURCE_DIR "/data/deals");
  CHECK(to_text(read.diagnostics()) == "");
  REQUIRE(read);
  CHECK(read->deals.size() == 83);
  CHECK(read->schedule.size() == 121);
  const Ledger built_in = shipped_ledger();
  CHECK(built_in.deals == read->deals);
  CHECK(built_in.schedule == read->schedule);
}

namespace {

const std::string deal_head =
    "id,date,from_party,to_party,kind,amount_usd,start_year,end_year,power_gw,status,standing,overlaps,paid_after,note,"
    "source\n";
const std::string due_head = "year,from_party,to_party,kind,amount_busd,basis,note\n";

std::string mistakes(const std::string& deals, const std::string& schedule = "") {
  return to_text(parse_ledger({.deals = deals, .schedule = schedule}).diagnostics());
}

bool says(const std::string& text, const std::string& words) {
  INFO(text);
  CHECK_MESSAGE(text.find(words) != std::string::npos, words);
  return text.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("every mistake of every row is found in one pass") {
  const std::string text =
      mistakes(deal_head +
               "a,2025-13-01,X,Y,lease,1,2027,2026,,signed,firm,,,,page\n"  // month, end before start
               "b,2025-01-01,X,X,leas,-5,,,,sign,firm,maybe,,,page\n"       // itself, kind, negative, status, overlaps
               "c,2025-01-01,X,Y,lease,1e9,20x7,,-1,signed,sure,,,,\n");    // year, power, standing, source
  says(text, "ledger.csv:2:3: '2025-13-01' is not a date");
  says(text, "the deal ends in 2026, before its start in 2027");
  says(text, "X pays itself");
  says(text, "no kind is called 'leas'");
  says(text, "did you mean 'lease'?");
  says(text, "amount below zero");
  says(text, "did you mean 'signed'?");
  says(text, "no overlaps is called 'maybe'");
  says(text, "'20x7' is not a number");
  says(text, "power below zero");
  says(text, "no standing is called 'sure'");
  says(text, "'source' is empty");
  says(text, "11 errors");
}

TEST_CASE("seniority that runs in a circle, or names nobody, or another payer's deal") {
  const std::string text = mistakes(deal_head +
                                    "a,2025-01-01,X,Y,lease,1,,,,signed,firm,,b,,page\n"
                                    "b,2025-01-01,X,Z,lease,1,,,,signed,firm,,a,,page\n"
                                    "c,2025-01-01,X,Z,debt,1,,,,signed,firm,,bb,,page\n"
                                    "d,2025-01-01,Y,Z,debt,1,,,,signed,firm,,a,,page\n");
  says(text, "seniority runs in a circle: 'a' after 'b' after 'a'");
  says(text, "paid after 'bb', which is no deal of this ledger");
  says(text, "deal 'd' of payer Y is paid after 'a' of payer X");
}

TEST_CASE("chains of seniority become ranks") {
  const Result<Ledger> l =
      parse_ledger({.deals = deal_head + "a,2025-01-01,X,Y,lease,1,,,,signed,firm,,,,page\nb,2025-01-01,X,Z,lease,1,,,,"
                                         "signed,firm,,a,,page\nc,2025-01-01,X,Z,debt,1,,,,signed,firm,,b a,,page\n"});
  REQUIRE(l);
  CHECK(l->deals[0].seniority == 0);
  CHECK(l->deals[1].seniority == 1);
  CHECK(l->deals[2].seniority == 2);
}

TEST_CASE("a schedule: negative ramps, unknown parties, no amount, years outside the term") {
  const std::string deals = deal_head + "a,2025-01-01,Oracle,Nvidia,lease,1,2026,2027,,signed,firm,,,,page\n";
  std::string text = mistakes(
      deals,
      due_head +
          "2026,Oracle,Nvidia,lease,-2,stated,\n2026,Oracel,Nvidia,lease,2,stated,\n2026,Oracle,Nvidia,lease,,stated,\n");
  says(text, "schedule.csv:2:26: the ramp goes below zero");
  says(text, "party 'Oracel' is not in the ledger");
  says(text, "did you mean 'Oracle'?");
  says(text, "an instalment needs an amount");
  text = mistakes(deals,
                  "year,from_party,to_party,kind,amount_busd,basis,note,deal\n2028,Oracle,Nvidia,lease,2,stated,,a\n2027,"
                  "Oracle,Nvidia,lease,2,stated,,aa\n");
  says(text, "2028 is outside the term of its deal");
  says(text, "no deal is called 'aa'");
}

TEST_CASE("columns: missing ones, and ones of no known name") {
  const std::string text =
      mistakes("date,from_party,to_party,kind,amount_usd,start_year,end_year,power_gw,status,nota,source\n");
  says(text, "no column 'note'");
  says(text, "no column is called 'nota'");
  says(text, "did you mean 'note'?");
}

TEST_CASE("standing is read from words where the file does not state it, and that is said") {
  const Result<Ledger> l = parse_ledger(
      {.deals = "", .schedule = due_head + "2026,A,B,equity,10,\"announced, up to\",\n2026,A,B,equity,1,announced,\n"});
  REQUIRE(l);
  CHECK(l->schedule[0].standing == Standing::contingent);
  CHECK(l->schedule[1].standing == Standing::firm);
  says(to_text(l.diagnostics()), "standing of 1 row");
}

TEST_CASE("the same instalment twice is a warning, not an error") {
  const Result<Ledger> l =
      parse_ledger({.deals = "", .schedule = due_head + "2026,A,B,lease,1,stated,\n2026,A,B,lease,1,stated,\n"});
  REQUIRE(l);
  CHECK(l->schedule.size() == 2);
  says(to_text(l.diagnostics()), "the same instalment as in line 2");
}

TEST_CASE("an amount in the wrong unit is noticed") {
  says(mistakes(deal_head + "a,2025-01-01,X,Y,lease,38e15,,,,signed,firm,,,,page\n"), "the column is in USD");
  says(mistakes("", due_head + "2026,A,B,lease,38e9,stated,\n"), "the column is in billions of USD");
}

TEST_CASE("undisclosed is not zero") {
  const Result<Ledger> l = parse_ledger({.deals = deal_head + "a,2025-01-01,X,Y,lease,,,,,signed,firm,,,,page\n"});
  REQUIRE(l);
  CHECK_FALSE(l->deals[0].usd.has_value());
}

TEST_CASE("no such ledger") {
  says(to_text(read_ledger("no/such/folder").diagnostics()), "there is no such file or folder");
}
