// Capital cost of an accelerator-hour against published arithmetic: an H200 at 46,000 USD, 10 %, used 70 % of the hours.
#include <doctest/doctest.h>

#include "gridwright/core/finance.hpp"
#include "gridwright/deals/ownership.hpp"
#include "validation_record.hpp"

using namespace gridwright;
using namespace gridwright::deals;
using doctest::Approx;

TEST_CASE("capital of an H200-hour over four and six years") {
  const OwnershipCase h200{.name = "H200", .price_usd = 46'000, .power_kw = 1.1};
  struct Row {
    double life, crf, usd;
  };
  for (const Row row : {Row{4, 0.315471, 2.3665}, {6, 0.229607, 1.7224}}) {
    const double ours = hour_cost(h200, row.life).capital_usd;
    CHECK(capital_recovery_factor(0.1, row.life) == Approx(row.crf).epsilon(2e-6));
    CHECK(ours == Approx(row.usd).epsilon(0.00005 / 1.7));
    validation::near({"deals", "capital per H200-hour, life " + validation::digits(row.life, 1) + " years, 10 %, 70 % used",
                      "identity capex crf / (8,760 used); price per Mercatus", "USD/h"},
                     row.usd, ours, 0.00005, 4);
  }
  CHECK(1.0 - hour_cost(h200, 6).capital_usd / hour_cost(h200, 4).capital_usd ==
        Approx(0.27).epsilon(0.02));  // life alone moves it by 27 %
}
