// FOCUS sample bill (FinOps-Open-Cost-and-Usage-Spec/FOCUS-Sample-Data) and the specification's example rows (FOCUS_Spec), CC BY 4.0.
#include <doctest/doctest.h>

#include <fmt/format.h>

#include "gridwright/deals/focus.hpp"
#include "shared_data.hpp"
#include "validation_record.hpp"

using namespace gridwright;
using namespace gridwright::deals;

namespace {

void check_total(const std::string& what, double ours, double published) {
  CAPTURE(what);
  CHECK(std::abs(ours - published) < 1e-8);
  validation::record_validation({.room = "deals", .claim = fmt::format("{} of the FOCUS 1.0 sample bill", what), .source = "FOCUS-Sample-Data commit adbdd17a, 667 rows",
                                 .published = fmt::format("{:.8f}", published), .ours = fmt::format("{:.8f}", ours), .unit = "USD",
                                 .error_text = fmt::format("{:.0e}", std::abs(ours - published) < 1e-9 ? 0.0 : std::abs(ours - published)),
                                 .goal = "to 1e-8", .held = std::abs(ours - published) < 1e-8});
}

const FocusLaw& law(const FocusBill& bill, const char* part) {
  for (const FocusLaw& l : bill.laws)
    if (l.law.find(part) != std::string::npos) return l;
  FAIL("no such law");
  return bill.laws.front();
}

}  // namespace

TEST_CASE("the FOCUS sample bill adds up to its published totals") {
  const auto file = shared_data("deals/focus-sample/focus-1.0-sample-a.csv");
  if (file.empty()) {
    MESSAGE("shared data not on this machine: FOCUS sample not checked");
    return;
  }
  const Result<FocusBill> bill = read_focus({file});
  REQUIRE_MESSAGE(bool(bill), to_text(bill.diagnostics()));
  check_total("BilledCost", bill->total.billed, 9.44532992);
  check_total("EffectiveCost", bill->total.effective, 6.02459227);
  check_total("ListCost", bill->total.list, 9.37652992);
  check_total("ContractedCost", bill->total.contracted, 6.02442876);
  CHECK(bill->version == "1.0");
  CHECK(bill->total.rows == 667);
  CHECK(bill->by_provider.at("AWS").rows == 630);
  CHECK(bill->by_provider.at("Microsoft").rows == 35);
  CHECK(bill->by_charge.at("Usage").rows == 665);
  CHECK(bill->by_charge.at("Credit").billed == doctest::Approx(-2.6137));
  CHECK(bill->by_charge.at("Credit").effective == doctest::Approx(-3.0));
  CHECK(bill->by_pricing.at("Standard").rows == 663);
  CHECK(bill->by_pricing.at("not stated").rows == 2);
  CHECK(bill->accelerator_rows == 7);
  CHECK(bill->accelerator_billed == doctest::Approx(8.095682944).epsilon(1e-9));
  CHECK(bill->commitments.size() == 1);
  // AWS rows were rounded to whole dollars before publication, and we say so.
  CHECK(std::any_of(bill->warnings.begin(), bill->warnings.end(), [](const std::string& w) { return w.find("AWS") != std::string::npos; }));
}

TEST_CASE("the specification's commitment examples obey the laws") {
  if (shared_data("deals/focus-sample/spec-examples").empty()) {
    MESSAGE("shared data not on this machine: FOCUS examples not checked");
    return;
  }
  const auto read = [](const std::string& name) {
    Result<FocusBill> bill = read_focus({shared_data(("deals/focus-sample/spec-examples/" + name + ".csv").c_str())});
    REQUIRE_MESSAGE(bool(bill), to_text(bill.diagnostics()));
    for (const FocusLaw& l : bill->laws) CHECK_MESSAGE(l.broken == 0, name << ": " << l.law << " at " << l.where);
    return *std::move(bill);
  };
  CHECK(read("commitment_discount_purchase_scenario_1").commitments.at(0).purchased == 8760.0);
  CHECK(read("commitment_discount_purchase_scenario_2").commitments.at(0).purchased == 3.0);
  CHECK(read("commitment_discount_usage_scenario_1").commitments.at(0).utilisation() == 1.0);
  CHECK(read("commitment_discount_usage_scenario_2").commitments.at(0).utilisation() == 0.0);
  CHECK(read("commitment_discount_usage_scenario_3").commitments.at(0).utilisation() == 0.75);
  const FocusBill four = read("commitment_discount_usage_scenario_4");
  CHECK(four.commitments.at(0).used == 1.0);
  CHECK(four.total.billed == 0.5);
  for (const char* name : {"one_hundred_percent_utilization_with_commitment_discount_flexibility_with_1_resource",
                           "one_hundred_percent_utilization_with_commitment_discount_flexibility_with_2_resources",
                           "one_hundred_percent_utilization_without_commitment_discount_flexibility"})
    CHECK(law(read(name), "over its term").judged == 1);
  const FocusBill a1 = read("saas_spend_agreements_a1"), a2 = read("saas_spend_agreements_a2");
  CHECK(a1.shortfall == 972.0);
  CHECK(a1.total.billed == 1200.0);
  CHECK(a2.shortfall == 972.0);
  CHECK(a2.shortfall_rows == 10);
  CHECK(a2.total.billed == 1200.0);
  validation::record_validation({.room = "deals", .claim = "shortfall of the take-or-pay example a1, read from the bill", .source = "FOCUS_Spec commit 04f8bb3d",
                                 .published = "972", .ours = validation::digits(a1.shortfall), .unit = "USD", .error_text = "0", .goal = "exact",
                                 .held = a1.shortfall == 972.0});
}
