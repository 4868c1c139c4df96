#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>

#include "gridwright/design/json.hpp"
#include "sample_design.hpp"

using namespace gridwright;
using namespace gridwright::design;

namespace {

/// The few words of JSON Schema that ours uses; says where a document does not fit.
std::string mismatch(const nlohmann::json& schema, const nlohmann::json& value, const std::string& path = "$") {
  const auto fits = [&](const std::string& type) {
    return (type == "string" && value.is_string()) || (type == "boolean" && value.is_boolean()) ||
           (type == "number" && value.is_number()) || (type == "null" && value.is_null()) ||
           (type == "integer" && value.is_number_integer()) || (type == "array" && value.is_array()) ||
           (type == "object" && value.is_object());
  };
  if (schema.contains("const") && schema["const"] != value) return path + ": not " + schema["const"].dump();
  if (schema.contains("minimum") && value < schema["minimum"]) return path + ": too small";
  const nlohmann::json& type = schema["type"];
  bool right = type.is_string() && fits(type.get<std::string>());
  if (type.is_array())
    for (const nlohmann::json& one : type) right = right || fits(one.get<std::string>());
  if (!right) return path + ": is " + value.dump().substr(0, 40) + ", not " + type.dump();
  if (value.is_object()) {
    for (const nlohmann::json& key : schema["required"])
      if (!value.contains(key.get<std::string>())) return path + ": lacks " + key.dump();
    for (const auto& [key, member] : value.items()) {
      if (!schema["properties"].contains(key)) return path + ": unknown " + key;
      if (std::string bad = mismatch(schema["properties"][key], member, path + "." + key); !bad.empty()) return bad;
    }
  }
  if (value.is_array())
    for (const nlohmann::json& member : value)
      if (std::string bad = mismatch(schema["items"], member, path + "[]"); !bad.empty()) return bad;
  return {};
}

}  // namespace

TEST_CASE("a design survives JSON to the last bit") {
  for (const Design& design : {testing::sample_design(1), testing::sample_design(3), testing::sample_power_only(), Design{}}) {
    const std::string text = to_json(design);
    const Result<Design> again = design_from_json(text, "design.json");
    REQUIRE(again);
    CHECK(to_json(*again) == text);
    CHECK(again->usd_per_year == design.usd_per_year);
    CHECK(again->hourly.empty());
  }
}

TEST_CASE("provenance survives JSON") {
  const std::string text = to_json(testing::sample_provenance());
  const Result<Provenance> again = provenance_from_json(text, "provenance.json");
  REQUIRE(again);
  CHECK(to_json(*again) == text);
  CHECK(again->times.size() == 5);
}

TEST_CASE("numbers are the shortest text that reads back, never -0, NaN or infinity") {
  CHECK(json_number(0.1) == "0.1");
  CHECK(json_number(1400.0) == "1400");
  CHECK(json_number(-0.0) == "0");
  CHECK(json_number(std::numeric_limits<double>::infinity()) == "null");
  CHECK(json_number(std::nan("")) == "null");
  for (double value : {1.0 / 3.0, 4e25, 5e-324, 1.7976931348623157e308, 123456789.123456789})
    CHECK(nlohmann::json::parse(json_number(value)).get<double>() == value);
  CHECK(json_string("a\"b\\c\n\x01") == "\"a\\\"b\\\\c\\n\\u0001\"");
}

TEST_CASE("an unlimited capacity stays unlimited") {
  Design design;
  design.capacities.push_back({.component = "a.wind", .upper = std::numeric_limits<double>::infinity()});
  const Result<Design> again = design_from_json(to_json(design), "");
  REQUIRE(again);
  CHECK(std::isinf(again->capacities[0].upper));
}

TEST_CASE("documents follow the schema, and data/design.schema.json is that schema") {
  const nlohmann::json schema = nlohmann::json::parse(design_schema());
  for (const Design& design : {testing::sample_design(3), testing::sample_power_only(), Design{}})
    CHECK(mismatch(schema, nlohmann::json::parse(to_json(design))) == "");
  std::ifstream file(GRIDWRIGHT_SOURCE_DIR "/data/design.schema.json");
  const std::string committed(std::istreambuf_iterator<char>(file), {});
  CHECK_MESSAGE(committed == design_schema(), "write design_schema() to data/design.schema.json");
  nlohmann::json wrong = nlohmann::json::parse(to_json(testing::sample_design()));
  wrong["capacities"][0]["value"] = "1400";
  CHECK(mismatch(schema, wrong) != "");
}

TEST_CASE("every mistake is reported by its path, in one pass") {
  nlohmann::ordered_json text = nlohmann::ordered_json::parse(to_json(testing::sample_design()));
  text["capacities"][3]["value"] = "many";
  text["sites"][0].erase("pue");
  text["colour"] = "blue";
  text["hours"] = 1.5;
  text["year"] = 1e300;
  const Result<Design> read = design_from_json(text.dump(), "out/design.json");
  REQUIRE(!read);
  std::string all;
  for (const Diagnostic& one : read.diagnostics()) all += one.message + "\n";
  for (const char* part : {"capacities[3].value", "'sites[0].pue' is missing", "unknown key 'colour'", "'hours'", "'year'"})
    CHECK_MESSAGE(all.find(part) != all.npos, part);
  CHECK(read.diagnostics().size() == 5);
}

TEST_CASE("text that is no design is a diagnostic with its place") {
  const Result<Design> cut = design_from_json("{\n  \"schema\": 1,\n  oops", "d.json");
  REQUIRE(!cut);
  CHECK(cut.diagnostics()[0].line == 3);
  for (const char* junk : {"", "[]", "null", "7", "{}", "{\"schema\": 2}", "\xff\xfe"}) CHECK(!design_from_json(junk, "d.json"));
  Design future;
  future.schema = 99;
  const Result<Design> read = design_from_json(to_json(future), "d.json");
  REQUIRE(!read);
  CHECK(read.diagnostics()[0].message.find("schema 99") != std::string::npos);
}
