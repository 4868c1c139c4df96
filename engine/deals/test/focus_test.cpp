#include "gridwright/deals/focus.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>

#include "focus_rows.hpp"
#include "gridwright/scenario/load.hpp"
#include "scratch_folder.hpp"

using namespace gridwright;
using namespace gridwright::deals;

namespace {

std::filesystem::path write(const ScratchFolder& folder, const char* name, const std::string& text) {
  std::ofstream(folder.path() / name, std::ios::binary) << text;
  return folder.path() / name;
}

constexpr const char* header =
    "BilledCost,EffectiveCost,ListCost,ContractedCost,BillingCurrency,ProviderName,ChargeCategory,ChargeFrequency,PricingCategory,"
    "PricingQuantity,ListUnitPrice,ContractedUnitPrice,SkuId,RegionId,ChargePeriodStart,ChargePeriodEnd,CommitmentDiscountId,"
    "CommitmentDiscountCategory,CommitmentDiscountStatus,CommitmentDiscountQuantity,CommitmentDiscountUnit,ContractApplied\n";

const FocusLaw& law(const FocusBill& bill, const char* part) {
  for (const FocusLaw& l : bill.laws)
    if (l.law.find(part) != std::string::npos) return l;
  FAIL("no such law");
  return bill.laws.front();
}

}  // namespace

TEST_CASE("bills of every version: columns in any order, cells over several lines, columns without a cell, another currency") {
  const ScratchFolder folder;
  const std::vector<std::string> common{"BilledCost", "EffectiveCost", "ListCost", "ContractedCost", "BillingCurrency", "ProviderName", "ChargeCategory", "ChargeFrequency", "ChargeDescription",
                                        "PricingCategory", "ChargePeriodStart", "ChargePeriodEnd", "Tags", "CommitmentDiscountId"};
  const std::vector<std::pair<const char*, std::vector<std::string>>> versions{
      {"1.0", {}},
      {"1.1", {"CapacityReservationId", "CommitmentDiscountQuantity", "CommitmentDiscountUnit", "SkuMeter"}},
      {"1.2", {"CapacityReservationId", "CommitmentDiscountQuantity", "CommitmentDiscountUnit", "SkuMeter", "BillingAccountType", "InvoiceId", "PricingCurrency"}},
      {"1.3", {"CapacityReservationId", "CommitmentDiscountQuantity", "CommitmentDiscountUnit", "SkuMeter", "BillingAccountType", "InvoiceId", "PricingCurrency", "ContractApplied", "HostProviderName"}}};
  const auto cell = [](const std::string& column) -> std::string {
    if (column == "BilledCost" || column == "EffectiveCost" || column == "ContractedCost") return "1.25";
    if (column == "ListCost") return "1.5";
    if (column == "BillingCurrency") return "EUR";
    if (column == "ProviderName") return "Oracle";
    if (column == "ChargeCategory") return "Usage";
    if (column == "ChargeFrequency") return "Usage-based";
    if (column == "ChargeDescription") return "\"two lines,\nand \"\"quotes\"\"\"";
    if (column == "PricingCategory") return "Standard";
    if (column == "ChargePeriodStart") return "2026-01-01T00:00:00Z";
    if (column == "ChargePeriodEnd") return "2026-01-01T01:00:00Z";
    if (column == "Tags") return "\"{\"\"team\"\": \"\"a,b\"\"}\"";
    return "";
  };
  for (const auto& [version, more] : versions)
    for (std::size_t turn = 0; turn < 5; ++turn) {
      std::vector<std::string> columns = common;
      columns.insert(columns.end(), more.begin(), more.end());
      columns.push_back("x_Own");
      std::rotate(columns.begin(), columns.begin() + static_cast<std::ptrdiff_t>(turn * 3), columns.end());
      const char* end = turn % 2 == 0 ? "\n" : "\r\n";
      std::string text = turn == 3 ? "\xEF\xBB\xBF" : "", line;
      for (const std::string& c : columns) text += (&c == columns.data() ? "" : ",") + c, line += (&c == columns.data() ? "" : ",") + cell(c);
      text += end;
      for (int i = 0; i < 8; ++i) text += line + end + (i == 3 ? end : "");
      const Result<FocusBill> bill = read_focus({write(folder, "bill.csv", text)});
      REQUIRE_MESSAGE(bill, to_text(bill.diagnostics()));
      CAPTURE(version);
      CHECK(bill->version == version);
      CHECK(bill->total.rows == 8);
      CHECK(bill->currencies == std::vector<std::string>{"EUR"});
      CHECK(bill->total.billed == doctest::Approx(10.0));
      CHECK(bill->total.list == doctest::Approx(12.0));
    }
}

TEST_CASE("moments in the forms that bills use") {
  CHECK(parse_moment("2024-09-20 21:00:00") == parse_moment("2024-09-20T21:00:00Z"));
  CHECK(parse_moment("5/1/25") == parse_moment("2025-05-01"));
  CHECK_FALSE(parse_moment("2023-01-01T30:00:00Z").has_value());
  CHECK_FALSE(parse_moment("NULL").has_value());
  CHECK_FALSE(parse_moment("").has_value());
  CHECK(moment_text(*parse_moment("2024-02-29 23:59")) == "2024-02-29 23:59");
  CHECK(moment_text(*parse_moment("1969-12-31 23:00")) == "1969-12-31 23:00");
}

TEST_CASE("a commitment that was bought, used and left unused") {
  const ScratchFolder folder;
  const auto file = write(folder, "bill.csv",
                          std::string(header) +
                              "1.00,0,1,1,USD,AWS,Purchase,Recurring,Standard,1,1,1,sp,NULL,2024-01-01,2024-01-02,plan,Spend,NULL,1,USD,\n"
                              "0,0.75,2,2,USD,AWS,Usage,Usage-based,Committed,1,2,2,vm,us,2024-01-01,2024-01-02,plan,Spend,Used,0.75,USD,\n"
                              "0,0.25,null,,USD,AWS,Usage,Usage-Based,Committed,,,,,,2024-01-01,2024-01-02,plan,Spend,Unused,0.25,USD,");
  const Result<FocusBill> bill = read_focus({file});
  REQUIRE(bill);
  CHECK(bill->total.rows == 3);
  CHECK(bill->total.billed == 1.0);
  CHECK(bill->total.list == 3.0);
  REQUIRE(bill->commitments.size() == 1);
  CHECK(bill->commitments[0].utilisation() == 0.75);
  CHECK(bill->commitments[0].purchased == 1.0);
  for (const FocusLaw& l : bill->laws) CHECK_MESSAGE(l.broken == 0, l.law);
  CHECK(law(*bill, "over its term").judged == 1);
  CHECK(bill->first_period == "2024-01-01 00:00");

  const std::string toml = contracts_toml(*bill);
  const auto scenario = scenario::load_scenario_text(toml, folder.path(), "contracts.toml", {.contracts_only = true});
  CHECK_MESSAGE(bool(scenario), to_text(scenario.diagnostics()));
  REQUIRE(scenario->contracts.size() == 1);
  CHECK(scenario->contracts[0].spend_usd_per_hour.min == doctest::Approx(1.0 / 24.0).epsilon(1e-5));
}

TEST_CASE("broken laws are named with their place") {
  const ScratchFolder folder;
  const auto file = write(folder, "bill.csv",
                          std::string(header) +
                              "1.00,0.40,1,1,USD,AWS,Purchase,Recurring,Standard,1,1,1,sp,NULL,2024-01-01,2024-01-02,plan,Spend,NULL,1,USD,\n"
                              "0.30,0.5,2,2,USD,AWS,Usage,Usage-Based,Committed,1,2,2,vm,us,2024-01-01,2024-01-02,plan,Spend,Used,0.5,USD,\n"
                              "9,9,9,9,USD,AWS,Usage,One-Time,Standard,1,9,9,fee,us,2024-01-01,2024-01-02,plan,Spend,Used,0,USD,\n");
  const Result<FocusBill> bill = read_focus({file});
  REQUIRE(bill);
  CHECK(law(*bill, "no effective cost").broken == 1);
  CHECK(law(*bill, "no effective cost").where.ends_with("bill.csv:2"));
  CHECK(law(*bill, "not billed again").broken == 2);
  CHECK(law(*bill, "shortfall").broken == 1);
}

TEST_CASE("odd prices are refused by row, their money stays in the totals") {
  const ScratchFolder folder;
  const auto file = write(folder, "bill.csv",
                          std::string(header) +
                              "5,5,0,5,USD,AWS,Usage,Usage-Based,Standard,1,0,5,p5e,us-east-1,2024-01-01,2024-01-02,,,,,,\n"
                              "7,7,4,7,USD,GCP,Usage,Usage-Based,Dynamic,1,4,7,a3,asia,2024-01-01,2024-01-02,,,,,,\n"
                              "1,1,-1,1,USD,GCP,Usage,Usage-Based,Standard,1,-1,1,a3,asia,2024-01-01,2024-01-02,,,,,,\n");
  const Result<FocusBill> bill = read_focus({file});
  REQUIRE(bill);
  REQUIRE(bill->refused.size() == 3);
  CHECK(bill->refused[0].line == 2);
  CHECK(bill->refused[0].reason.find("zero list price") != std::string::npos);
  CHECK(bill->refused[1].reason.find("above the list price") != std::string::npos);
  CHECK(bill->refused[2].reason.find("negative") != std::string::npos);
  CHECK(bill->total.billed == 13.0);
}

TEST_CASE("contract commitments of FOCUS 1.3 meet what the cost rows applied") {
  const ScratchFolder folder;
  const auto costs = write(folder, "bill.csv",
                           std::string(header) +
                               "100,100,100,100,USD,OCI,Usage,Usage-Based,Standard,1,100,100,x,us,2025-01-01,2025-02-01,,,,,,"
                               R"("{""Elements"": [{""ContractId"": ""C"", ""ContractCommitmentId"": ""CC-1"", ""AppliedCost"": 80.0}]}")"
                               "\n");
  const auto terms = write(folder, "contracts.csv",
                           "ContractCommitmentId,ContractId,ContractCommitmentCategory,ContractCommitmentType,ContractCommitmentPeriodStart,"
                           "ContractCommitmentPeriodEnd,ContractCommitmentCost,ContractCommitmentQuantity,ContractCommitmentUnit,BillingCurrency,"
                           "InvoiceIssuerName\nCC-1,C,Spend,UCM,2025-01-01T00:00:00Z,2026-01-01T00:00:00Z,1200,,USD,USD,Oracle\n");
  const Result<FocusBill> bill = read_focus({costs, terms});
  REQUIRE(bill);
  CHECK(bill->version == "1.3");
  REQUIRE(bill->contracts.size() == 1);
  CHECK(bill->contracts[0].applied_cost == 80.0);
  const auto scenario = scenario::load_scenario_text(contracts_toml(*bill), folder.path(), "c.toml", {.contracts_only = true});
  REQUIRE_MESSAGE(bool(scenario), to_text(scenario.diagnostics()));
  CHECK(scenario->contracts[0].total_usd == 1200.0);
  CHECK(scenario->contracts[0].end == 2025);
}

TEST_CASE("what is no bill is refused, every bad cell at once") {
  const ScratchFolder folder;
  CHECK_FALSE(read_focus({write(folder, "x.csv", "a,b\n1,2\n")}));
  CHECK_FALSE(read_focus({folder.path() / "none.csv"}));
  const auto bad = read_focus({write(folder, "y.csv", "BilledCost,ChargeCategory\n1.0,Usage\n\"1,5\",Usage\nten,Usage\n")});
  REQUIRE_FALSE(bad);
  CHECK(bad.diagnostics().size() == 2);
  CHECK(bad.diagnostics()[0].line == 3);
  CHECK_FALSE(read_focus({write(folder, "z.csv", "")}));
}

TEST_CASE("currencies are never added up in silence") {
  const ScratchFolder folder;
  const auto bill = read_focus({write(folder, "x.csv", "BilledCost,ChargeCategory,BillingCurrency\n1,Usage,USD\n2,Usage,EUR\n")});
  REQUIRE(bill);
  CHECK(bill->by_currency.at("EUR").billed == 2.0);
  CHECK(bill->warnings.size() == 1);
  CHECK(bill->missing_money == std::vector<std::string>{"EffectiveCost", "ListCost", "ContractedCost"});
}
