#include "gridwright/scenario/catalogue.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "embedded_files.hpp"
#include "gridwright/core/csv.hpp"
#include "gridwright/scenario/units.hpp"

using namespace gridwright::scenario;

TEST_CASE("the tables that are built in are whole") {
  for (const char* name : {"data/catalogue.csv", "data/technologies.csv", "data/timezones.csv"}) {
    CAPTURE(name);
    const auto table = gridwright::parse_csv(std::string(embedded_file(name)), name);
    CAPTURE(to_text(table.diagnostics()));
    CHECK(bool(table));
  }
  const Catalogue c = Catalogue::built_in();
  CHECK(c.attributes().size() > 150);
  CHECK(c.presets().size() > 80);
  CHECK(c.timezones().size() > 400);
}

TEST_CASE("every row of the catalogue makes sense") {
  const std::set<std::string_view> kinds{"text",  "file",    "number", "integer", "flag", "date", "range",  "series",
                                         "texts", "numbers", "table",  "tables",  "ref",  "refs", "shares", "technology"};
  const Catalogue c = Catalogue::built_in();
  std::set<std::string> seen;
  for (const Attribute& a : c.attributes()) {
    CAPTURE(a.component);
    CAPTURE(a.name);
    CHECK(seen.insert(a.component + "." + a.name).second);
    CHECK(kinds.contains(a.kind()));
    CHECK(!a.description.empty());
    if (a.kind() == "table" || a.kind() == "tables") CHECK(!c.of(a.of()).empty());
    const bool numeric = a.kind() == "number" || a.kind() == "range" || a.kind() == "series" || a.kind() == "numbers";
    if (!numeric || a.unit == "as attribute") continue;
    CHECK(parse_unit(a.unit).has_value());
    REQUIRE(parse_interval(a.range).has_value());
    if (a.standard.empty() || a.required() || a.standard == "any") continue;
    const Measure m = read_measure(a.standard, a.unit);
    CHECK(m.fault == MeasureFault::none);
    CHECK(parse_interval(a.range)->contains(parse_unit(a.unit)->number(m.value)));
  }
}

TEST_CASE("every technology states known attributes, in range, with a source") {
  const Catalogue c = Catalogue::built_in();
  std::set<std::string> seen;
  for (const Preset& p : c.presets()) {
    CAPTURE(p.technology);
    CAPTURE(p.attribute);
    CHECK(seen.insert(p.technology + "." + p.attribute).second);
    CHECK(!p.source.empty());
    const Attribute* a = c.find(p.component, p.attribute);
    REQUIRE(a != nullptr);
    CHECK(c.component_of(p.technology) == p.component);
    if (a->kind() != "number" && a->kind() != "range") continue;
    const Measure m = read_measure(p.value, a->unit);
    CHECK(m.fault == MeasureFault::none);
    CHECK(parse_interval(a->range)->contains(parse_unit(a->unit)->number(m.value)));
    CHECK((p.value.find("USD") != std::string::npos && m.value > 0) <= !p.money_year.empty());
  }
}

TEST_CASE("every technology brings all that its component must state") {
  const Catalogue c = Catalogue::built_in();
  for (const std::string& technology : c.technologies())
    for (const Attribute* a : c.of(c.component_of(technology))) {
      CAPTURE(technology);
      CAPTURE(a->name);
      if (a->required()) CHECK(c.preset(technology, a->name) != nullptr);
    }
  for (const char* asked :
       {"onshore_wind", "utility_pv", "lithium_utility", "iron_air", "gas_cc", "gas_ct", "nuclear", "smr", "geothermal"})
    CHECK(!c.component_of(asked).empty());
}

// IANA time zone database: standard time, which in Ireland is winter time and in India half an hour off.
TEST_CASE("time zones give the standard offset") {
  const Catalogue c = Catalogue::built_in();
  CHECK(c.utc_offset_h("America/Chicago") == -6.0);
  CHECK(c.utc_offset_h("America/New_York") == -5.0);
  CHECK(c.utc_offset_h("Europe/Dublin") == 0.0);
  CHECK(c.utc_offset_h("Asia/Kolkata") == 5.5);
  CHECK(c.utc_offset_h("Australia/Sydney") == 10.0);
  CHECK(c.utc_offset_h("UTC") == 0.0);
  CHECK_FALSE(c.utc_offset_h("Mars/Olympus").has_value());
}

TEST_CASE("intervals read as written") {
  CHECK(parse_interval("(0;1]")->contains(1.0));
  CHECK_FALSE(parse_interval("(0;1]")->contains(0.0));
  CHECK(parse_interval("[-10;1e12)")->contains(-10.0));
  CHECK_FALSE(parse_interval("wind|solar").has_value());
}
