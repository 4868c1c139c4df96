#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "gridwright/scenario/catalogue.hpp"

using namespace gridwright::scenario;

namespace {

std::string content_of(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  std::stringstream out;
  out << in.rdbuf();
  return out.str();
}

}  // namespace

// GRIDWRIGHT_UPDATE_DOCS=1 writes the page instead of comparing it.
TEST_CASE("docs/reference/scenario.md is what the catalogue says") {
  const std::string file = GRIDWRIGHT_SOURCE_DIR "/docs/reference/scenario.md";
  if (std::getenv("GRIDWRIGHT_UPDATE_DOCS")) std::ofstream(file, std::ios::binary) << reference_page();
  CHECK(content_of(file) == reference_page());
}

TEST_CASE("every component of the catalogue has its place on the page") {
  const std::string page = reference_page();
  const Catalogue catalogue = Catalogue::built_in();
  for (const Attribute& a : catalogue.attributes()) {
    CAPTURE(a.component);
    CAPTURE(a.name);
    CHECK(page.find("| `" + a.name + "` |") != std::string::npos);
  }
}

TEST_CASE("the JSON schema defines everything it refers to") {
  const auto schema = nlohmann::json::parse(json_schema());
  CHECK(schema["properties"]["sites"]["additionalProperties"]["$ref"] == "#/$defs/site");
  const std::string text = schema.dump();
  for (std::size_t at = text.find("#/$defs/"); at != std::string::npos; at = text.find("#/$defs/", at + 1)) {
    const std::string name = text.substr(at + 8, text.find('"', at) - at - 8);
    CAPTURE(name);
    CHECK(schema["$defs"].contains(name));
  }
  CHECK(schema["$defs"]["storage"]["properties"]["duration_basis"]["enum"] == nlohmann::json({"ac_terminals", "internal"}));
}

TEST_CASE("explain knows components, attributes and technologies") {
  CHECK(explain("storage").find("charge_efficiency") != std::string::npos);
  CHECK(explain("charge_efficiency").find("AC in to stored energy") != std::string::npos);
  CHECK(explain("iron_air").find("22 USD/kWh") != std::string::npos);
  CHECK(explain("iron_air").find("Form Energy") != std::string::npos);
  CHECK(explain("storage.life").find("20 yr") != std::string::npos);
  CHECK(explain("nonsense").empty());
  CHECK(nearest_term("iron_ir") == "iron_air");
  CHECK(nearest_term("strage") == "storage");
}
