#include <doctest/doctest.h>

#include <cmath>
#include <numeric>

#include "gridwright/deals/commitments.hpp"
#include "rented_worlds.hpp"

using namespace gridwright;
using namespace gridwright::testing;

TEST_CASE("without contracts all is on demand, at its price") {
  const design::Design d = planned(rented_world("", ""));
  const std::vector<double> rented = hourly(d, "aws_east", "on_demand");
  const double hours = std::accumulate(rented.begin(), rented.end(), 0.0) * 8760.0 / 168.0;
  CHECK(d.usd_per_year == doctest::Approx(8.0 * hours).epsilon(1e-6));
  CHECK(d.deals.by_year.at(0).hhi == doctest::Approx(1.0));
}

TEST_CASE("the plan commits to the quantile of the load, as the closed form does") {
  const design::Design free = planned(rented_world("", ""));
  const std::vector<double> load = hourly(free, "aws_east", "on_demand");
  const deals::CommitmentChoice best = deals::best_commitment(load, 8.0, 3.0);
  const design::Design d = planned(rented_world("", "[contracts.ri]\ninstrument = \"resource_commitment\"\ncloud = \"aws\"\nstatus = \"offered\"\nend = 2028\ncount = { max = 100_000 }\n"));
  CHECK(d.deals.contracts.at(0).quantity == doctest::Approx(best.count).epsilon(1e-4));
  CHECK(d.deals.contracts.at(0).break_even_use == doctest::Approx(0.375));
  CHECK(d.usd_per_year == doctest::Approx(best.usd() * 8760.0 / 168.0).epsilon(1e-6));
}

TEST_CASE("a savings plan is signed like the closed form and lost where it is not used") {
  const std::vector<double> load = hourly(planned(rented_world("", "")), "aws_east", "on_demand");
  const double best = deals::best_commitment(load, 8.0, 5.0).count * 5.0;
  const design::Design d = planned(rented_world("", "[contracts.plan]\ninstrument = \"spend_commitment\"\ncloud = \"aws\"\nstatus = \"offered\"\nspend = { max = \"1000000 USD/h\" }\n"));
  CHECK(d.deals.contracts.at(0).quantity == doctest::Approx(best).epsilon(1e-4));
}

TEST_CASE("credits pay the bill until they lapse; what is left lapses") {
  const design::Design d = planned(rented_world("", "[contracts.gift]\ninstrument = \"credits\"\ncloud = \"aws\"\ngrant = \"10 MUSD\"\nvalid = \"1 year\"\n"));
  CHECK(d.usd_per_year < 1e-4 * 1e7);
  const design::ContractYear& y = in_year(d, "gift", 2026);
  CHECK(y.credit_used_usd + y.lapsed_usd == doctest::Approx(1e7));
  CHECK(y.credit_left_usd == 0.0);
}

TEST_CASE("a minimum beyond the use is paid for nothing; late delivery excuses it") {
  const double free = planned(rented_world("", "")).usd_per_year;
  const char* terms = "[contracts.pay]\ninstrument = \"take_or_pay\"\ncloud = \"aws\"\nminimum = \"%s\"\n%s\n";
  char text[400];
  std::snprintf(text, sizeof text, terms, "10 MUSD", "");
  const design::Design d = planned(rented_world("", text));
  CHECK(in_year(d, "pay", 2026).shortfall_usd == doctest::Approx(1e7 - free).epsilon(1e-6));
  CHECK(d.usd_per_year == doctest::Approx(1e7).epsilon(1e-6));
  std::snprintf(text, sizeof text, terms, "10 MUSD", "delivered = [\"0 %\"]");
  const design::Design late = planned(rented_world("", text));
  CHECK(late.usd_per_year == doctest::Approx(free).epsilon(1e-6));
  CHECK(in_year(late, "pay", 2026).excused_usd == doctest::Approx(1e7));
}

TEST_CASE("carry-forward over a horizon: one year's excess counts in the next, once") {
  // Usage falls by half after the first year; 20 % of the next minimum may come from the year before.
  const std::string more = "[horizon]\nyears = 3\nweeks = 1\n[workloads.chat.demand]\n";
  std::string text = rented_world("", "", "[horizon]\nyears = 3\nweeks = 1\n");
  text.replace(text.find("hours = 168"), 11, "");
  text.replace(text.find("shape = \"diurnal\""), 17, "shape = \"diurnal\", growth = [1, 0.5, 0.5]");
  const design::Design free = planned(text);
  const double first = free.deals.by_year.at(0).usd;
  char contract[300];
  std::snprintf(contract, sizeof contract, "[contracts.macc]\ninstrument = \"enterprise_commitment\"\ncloud = \"aws\"\nstart = 2026\nend = 2028\nminimum = \"%.0f USD\"\ncarry = \"20 %%\"\n", 0.8 * first);
  const design::Design d = planned(text + contract);
  CHECK(in_year(d, "macc", 2026).excess_usd == doctest::Approx(0.2 * first).epsilon(1e-3));
  CHECK(in_year(d, "macc", 2027).carried_usd == doctest::Approx(0.16 * first).epsilon(1e-3));
  CHECK(in_year(d, "macc", 2027).shortfall_usd == doctest::Approx((0.8 - 0.5 - 0.16) * first).epsilon(1e-3));
  CHECK(in_year(d, "macc", 2028).carried_usd == doctest::Approx(0.0).epsilon(1e-3));
  CHECK(in_year(d, "macc", 2028).shortfall_usd == doctest::Approx(0.3 * first).epsilon(1e-3));
}

TEST_CASE("shares and concentration move work to dearer providers") {
  const std::string second = R"(
[clouds.oci.offers.ashburn]
accelerator    = "h200_sxm"
location       = { lat = 39.04, lon = -77.49, timezone = "America/New_York" }
on_demand      = "10 USD/h"
busy_share_max = 1
)";
  const design::Design free = planned(rented_world(second, ""));
  CHECK(free.deals.by_year[0].hhi == doctest::Approx(1.0).epsilon(1e-4));
  const design::Design spread = planned(rented_world(second, "[concentration]\nhhi_max = 0.58\n"));
  CHECK(spread.deals.by_year[0].hhi == doctest::Approx(0.58).epsilon(1e-3));
  CHECK(spread.usd_per_year > free.usd_per_year);
  // 0.58 = s² + (1 − s)²: s = 0.7, so three tenths of the hours cost 10 instead of 8.
  CHECK(spread.usd_per_year == doctest::Approx(free.usd_per_year * (0.7 + 0.3 * 10.0 / 8.0)).epsilon(1e-3));
  const design::Design exclusive = planned(rented_world(second, "[contracts.must]\ninstrument = \"share\"\ncloud = \"oci\"\nshare_min = \"40 %\"\n"));
  CHECK(exclusive.usd_per_year == doctest::Approx(free.usd_per_year * (0.6 + 0.4 * 10.0 / 8.0)).epsilon(1e-4));
}

TEST_CASE("egress tiers that fall with volume are billed as an invoice adds them up") {
  std::string text = rented_world("", "");
  text.insert(text.find("[clouds.aws.offers.east]"), "[clouds.aws]\negress_up_to = [\"100 GB\", \"1 TB\"]\negress_price = [\"0 USD/GB\", \"0.09 USD/GB\", \"0.05 USD/GB\"]\n");
  const design::Design d = planned(text);
  const double gb = 1.0e10 * 365.0 * 6.0 / 1e9;   // about: a week of January scaled to the year
  double egress = 0.0;
  for (const design::CostLine& c : d.costs)
    if (c.item == "egress") egress += c.usd_per_year;
  CHECK(egress == doctest::Approx(12.0 * (900.0 * 0.09 + (gb / 12.0 - 1000.0) * 0.05)).epsilon(0.05));
}
