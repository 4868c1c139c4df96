#include "gridwright/routing/routes.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

using namespace gridwright;
using namespace gridwright::routing;

namespace {

design::Placement two_rules() {
  design::Placement p{.scenario = "test"};
  p.sites = {{.id = "aws-eu-central-1", .country = "DE", .latitude = 50.1, .longitude = 8.7, .weight = 0.5},
             {.id = "own_us", .country = "US", .latitude = 44, .longitude = -92, .weight = 0.25},
             {.id = "gcp-asia", .country = "KR", .latitude = 37.5, .longitude = 127, .weight = 0.25}};
  p.cities = {{.id = "berlin-de", .country = "DE", .users = 5e6, .allowed = "europe", .preference = {"aws-eu-central-1"}},
              {.id = "paris-fr", .country = "FR", .users = 9e6, .allowed = "europe", .preference = {"aws-eu-central-1"}},
              {.id = "chicago-us", .country = "US", .users = 8e6, .preference = {"own_us", "gcp-asia", "aws-eu-central-1"}},
              {.id = "honolulu-us", .country = "US", .users = 1e6, .preference = {"gcp-asia", "own_us", "aws-eu-central-1"}},
              {.id = "seoul-kr", .country = "KR", .users = 9e6, .preference = {"gcp-asia", "own_us", "aws-eu-central-1"}}};
  return p;
}

}  // namespace

TEST_CASE("a country goes where most of its users go; residency closes its list") {
  const auto r = routes_of(two_rules());
  REQUIRE(r);
  REQUIRE(r->groups.size() == 3);
  for (const Group& g : r->groups) {
    if (g.resident) {
      CHECK(g.order == std::vector<std::size_t>{0});
      CHECK(g.countries == std::vector<std::string>{"DE", "FR"});
    }
    if (g.countries == std::vector<std::string>{"US"}) CHECK(g.order == std::vector<std::size_t>{1, 2, 0});
  }
  CHECK_FALSE(r->groups[r->fallback].resident);
  CHECK(r->sites[0].weight == 256);
  CHECK(r->sites[1].weight == 128);
}

TEST_CASE("addresses and nets: every mistake in one pass, what is left out is told") {
  auto r = routes_of(two_rules());
  REQUIRE(r);
  const Diagnostics bad =
      add_addresses(*r, "site,address,port\naws-eu-central-2,1.2.3.4,80\nown_us,1.2.3,80\nown_us,1.2.3.4,0\n", "a.csv");
  int errors = 0;
  for (const Diagnostic& d : bad) errors += d.severity == Severity::error ? 1 : 0;
  CHECK(errors == 4);  // unknown site, bad address, listed twice, bad port
  const Diagnostics some = add_addresses(*r, "site,address,port\nown_us,203.0.113.7,8080\n", "a.csv");
  CHECK_FALSE(has_errors(some));
  CHECK(some.size() == 2);
  CHECK(r->sites[1].address == "203.0.113.7");
  CHECK(has_errors(add_nets(*r, "net,country\n10.0.0.0/33,US\n", "n.csv")));
  CHECK(has_errors(add_nets(*r, "net,land\n10.0.0.0/8,US\n", "n.csv")));
  const Diagnostics unknown = add_nets(*r, "net,country\n10.0.0.0/8,US\n11.0.0.0/8,BR\n", "n.csv");
  CHECK(unknown.size() == 1);
  CHECK_FALSE(write_routes(*r, "haproxi", {}));
  CHECK(r->sites[0].port == 8080);  // as the one that is stated
  r->sites[0].port = 9;
  CHECK_FALSE(write_routes(*r, "gdnsd", {}));  // sites at two ports
}

TEST_CASE("the sites of a plan steer too") {
  design::Design d{.scenario = "plan"};
  d.sites = {{.id = "rochester", .latitude = 43.9, .longitude = -92.5},
             {.id = "abilene", .latitude = 32.45, .longitude = -99.7},
             {.id = "idle", .latitude = 0, .longitude = 0}};
  d.workloads = {{.id = "chat",
                  .shares = {{.fleet = "a", .site = "rochester", .tokens_per_year = 3e12},
                             {.fleet = "b", .site = "abilene", .tokens_per_year = 1e12}}}};
  const auto r = routes_of(d);
  REQUIRE(r);
  CHECK(r->sites.size() == 2);
  CHECK(r->sites[0].weight == 256);
  CHECK(r->sites[1].weight == 85);
  for (const std::string& format : formats()) {
    CAPTURE(format);
    const auto files = write_routes(*r, format, {.folder = "/tmp/x"});
    REQUIRE(files);
    for (const design::TextFile& f : *files) {
      const bool missing = f.content.empty() && f.name != "geo.map";
      CHECK_FALSE(missing);
    }
  }
  CHECK_FALSE(routes_of(design::Design{}));
}

namespace {

/// A piece of JSON Schema: type, required, properties, items, enum, minimum, maximum, pattern-free. additionalProperties false is the rule
/// wherever properties are listed, so that a misspelt key is found.
void check_schema(const nlohmann::json& schema, const nlohmann::json& value, const std::string& path,
                  std::vector<std::string>& wrong) {
  const auto is = [&](const std::string& type) {
    return (type == "object" && value.is_object()) || (type == "array" && value.is_array()) ||
           (type == "string" && value.is_string()) || (type == "integer" && value.is_number_integer()) ||
           (type == "boolean" && value.is_boolean());
  };
  if (schema.contains("type") && !is(schema["type"]))
    return wrong.push_back(path + " is no " + schema["type"].get<std::string>());
  if (schema.contains("enum") && std::find(schema["enum"].begin(), schema["enum"].end(), value) == schema["enum"].end())
    wrong.push_back(path + " is " + value.dump());
  if (schema.contains("minimum") && value.get<double>() < schema["minimum"].get<double>())
    wrong.push_back(path + " is too small");
  if (schema.contains("maximum") && value.get<double>() > schema["maximum"].get<double>())
    wrong.push_back(path + " is too large");
  if (value.is_string() && schema.contains("maxLength") &&
      value.get<std::string>().size() > schema["maxLength"].get<std::size_t>())
    wrong.push_back(path + " is too long");
  if (value.is_array() && schema.contains("maxItems") && value.size() > schema["maxItems"].get<std::size_t>())
    wrong.push_back(path + " has too many items");
  if (value.is_array() && schema.contains("minItems") && value.size() < schema["minItems"].get<std::size_t>())
    wrong.push_back(path + " has too few items");
  if (value.is_object() && schema.contains("required"))
    for (const auto& key : schema["required"])
      if (!value.contains(key.get<std::string>())) wrong.push_back(path + " lacks " + key.get<std::string>());
  if (value.is_object() && schema.contains("properties"))
    for (const auto& [key, part] : value.items()) {
      if (schema["properties"].contains(key))
        check_schema(schema["properties"][key], part, path + "." + key, wrong);
      else
        wrong.push_back(path + " has no " + key);
    }
  if (value.is_array() && schema.contains("items"))
    for (std::size_t k = 0; k < value.size(); ++k)
      check_schema(schema["items"], value[k], path + "[" + std::to_string(k) + "]", wrong);
}

nlohmann::json read_schema(const std::string& name) {
  std::ifstream in(std::string(GRIDWRIGHT_SOURCE_DIR) + "/engine/routing/test/schemas/" + name);
  return nlohmann::json::parse(in);
}

std::string content(const std::vector<design::TextFile>& files, const std::string& name) {
  for (const design::TextFile& f : files)
    if (f.name == name) return f.content;
  return {};
}

}  // namespace

TEST_CASE("Envoy and Gateway API objects keep to the schemas of their public documentation") {
  auto r = routes_of(two_rules());
  REQUIRE(r);
  REQUIRE_FALSE(has_errors(add_nets(*r, "net,country\n10.1.0.0/16,US\n10.2.0.0/16,DE\n", "n.csv")));
  std::vector<std::string> wrong;
  const auto envoy = nlohmann::json::parse(content(*write_routes(*r, "envoy", {.folder = "/tmp/x"}), "envoy.json"));
  check_schema(read_schema("envoy-bootstrap.json"), envoy, "", wrong);
  const auto list = nlohmann::json::parse(content(*write_routes(*r, "gateway-api", {.folder = "/tmp/x"}), "gateway.json"));
  const auto kinds = read_schema("gateway-api.json");
  for (const auto& item : list["items"]) {
    REQUIRE(kinds.contains(item["kind"].get<std::string>()));
    check_schema(kinds[item["kind"].get<std::string>()], item,
                 item["kind"].get<std::string>() + " " + item["metadata"]["name"].get<std::string>(), wrong);
  }
  for (const std::string& w : wrong) MESSAGE(w);
  CHECK(wrong.empty());
  // Residency: no other site's address may stand in a cluster of the closed group.
  for (const auto& cluster : envoy["static_resources"]["clusters"])
    if (cluster["name"] == "to_aws_eu_central_1") CHECK(cluster["load_assignment"]["endpoints"].size() == 1);
  check_schema(kinds["InferencePool"], {{"kind", "InferencePool"}, {"spex", 1}}, "lie", wrong);
  CHECK(wrong.size() >= 3);  // the checker does find what is missing and what is unknown
}
