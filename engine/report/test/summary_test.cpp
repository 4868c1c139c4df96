#include <doctest/doctest.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "gridwright/core/text.hpp"
#include "gridwright/report/compare.hpp"
#include "gridwright/report/summary.hpp"
#include "sample_design.hpp"
#include "view.hpp"
#include "words.hpp"

using namespace gridwright;
using namespace gridwright::report;

TEST_CASE("numbers are written as the trade writes them") {
  CHECK(money(4.6042e9) == "4.60 bn USD");
  CHECK(money(38.2e6) == "38.2 MUSD");
  CHECK(money(41e3) == "41 kUSD");
  CHECK(money(-1.5) == "-1.5 USD");
  CHECK(power(1400) == "1,400 MW");
  CHECK(power(0.85) == "850 kW");
  CHECK(energy(30000) == "30 GWh");
  CHECK(energy(170) == "170 MWh");
  CHECK(percent(0.9) == "90.0 %");
  CHECK(count(309000) == "309,000");
  CHECK(duration(0.021) == "21 ms");
  CHECK(tiny(3.1e-9) == "3e-9");
  CHECK(tiny(9.7e-10) == "1e-9");
  CHECK(component_name("pine_island.iron_air") == "iron-air");
  CHECK(place_name("pine_island") == "Pine Island");
  CHECK(html("<a b=\"c\">&'") == "&lt;a b=&quot;c&quot;&gt;&amp;&#39;");
}

TEST_CASE("the summary says what a planner asks, in lines that fit") {
  const std::string text = summary_text(testing::sample_design(), testing::sample_provenance(), 100, "out/");
  for (const char* part :
       {"Pine Island 2028, least cost", "8,760 h, synthetic weather (seed 7)\n", "wind 1,400 MW*  solar 200 MW*  iron-air 300 MW / 30 GWh*",
        "lithium 85 MW / 170 MWh", "grid 612 MW", "(dry coolers at 45 degC)", "309,000 GB300 NVL72", "90.0 %* (score with grid)",
        "USD per million output tokens", "accelerators 7", "wind limit: one more MW saves 41 kUSD/yr", "6 laws recomputed independently",
        "solve 1.9 s (61 iterations, gap 8e-9)", "look    out/report.html"})
    CHECK_MESSAGE(text.find(part) != text.npos, part, "\n", text);
  int lines = 0;
  for (const std::string_view line : split(text, '\n')) {
    CHECK(line.size() <= 100);
    CHECK((line.empty() || line.back() != ' '));
    ++lines;
  }
  CHECK(lines <= 28);
}

TEST_CASE("a summary without halls, stores and workloads still reads well") {
  const std::string text = summary_text(testing::sample_power_only(), {}, 100);
  CHECK(text.find("load 500 MW average") != text.npos);
  CHECK(text.find("PUE") == text.npos);
  CHECK(text.find("tokens") == text.npos);
  CHECK(text.find("proof   not checked") != text.npos);
  CHECK(text.find("nan") == text.npos);
  CHECK(summary_text({}, {}, 20).find("nan") == std::string::npos);
}

TEST_CASE("a failed check is not hidden") {
  design::Design d = testing::sample_design();
  d.checks[1].worst = 0.3;
  CHECK(summary_text(d, {}, 100).find("FAILED: storage level") != std::string::npos);
}

TEST_CASE("a store is as large as what it delivers, where that is known") {
  design::Design d;
  d.capacities = {{.site = "a", .component = "a.iron_air", .kind = "iron_air", .what = "power", .unit = "MW", .value = 300},
                  {.site = "a", .component = "a.iron_air", .kind = "iron_air", .what = "energy", .unit = "MWh", .value = 46154}};
  CHECK(plants(d)[0].text() == "300 MW / 46.2 GWh");
  d.capacities.push_back({.site = "a", .component = "a.iron_air", .kind = "iron_air", .what = "energy_delivered", .unit = "MWh", .value = 30000});
  CHECK(plants(d)[0].text() == "300 MW / 30 GWh");
  std::swap(d.capacities[1], d.capacities[2]);
  CHECK(plants(d)[0].text() == "300 MW / 30 GWh");
}

TEST_CASE("halls are named by what cools them") {
  CHECK(hall_name("pine_island.liquid dtc_dry_cooler 45 degC") == "liquid hall, dry coolers at 45 degC");
  CHECK(hall_name("pine_island.liquid") == "liquid hall");
}

TEST_CASE("runs side by side") {
  design::Run one{testing::sample_design(1), {}, "out/base"}, two{testing::sample_design(1), {}, "out/announced/"};
  two.design.capacities[0].value = 1200;
  const std::vector<design::Run> runs = {one, two};
  const std::string text = compare_text(runs);
  CHECK(text.find("announced") != text.npos);  // same scenario name: the folders tell them apart
  CHECK(text.find("-200 (-14.3 %)") != text.npos);
  const std::string table = compare_markdown(runs);
  CHECK(table.starts_with("| | base | announced | change |\n|---|---:|---:|---:|\n"));
  const nlohmann::json json = nlohmann::json::parse(compare_json(runs));
  CHECK(json["runs"].size() == 2);
  CHECK(json["rows"][0]["values"][1] == 1200);

  const std::vector<design::Run> three = {{testing::sample_design(1), {}, "a"}, {testing::sample_design(3), {}, "b"}, {testing::sample_power_only(), {}, "c"}};
  CHECK(compare_text(three).find("change") == std::string::npos);
  CHECK(nlohmann::json::parse(compare_json(three))["runs"].size() == 3);
  CHECK(compare_text({}).size() < 3);
  CHECK(nlohmann::json::parse(compare_json({}))["rows"].empty());
}
