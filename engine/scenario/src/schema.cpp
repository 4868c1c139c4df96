#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "gridwright/core/text.hpp"
#include "gridwright/scenario/catalogue.hpp"

/// JSON Schema of scenario.toml, from the catalogue. Editors use it to complete and check while typing; units and references
/// are checked by load_scenario, which knows more.
namespace gridwright::scenario {
namespace {

using Json = nlohmann::ordered_json;

Json reference(std::string_view component) { return {{"$ref", fmt::format("#/$defs/{}", component)}}; }

/// A number with its unit as text; a bare number too, where there is no unit.
Json number_schema(const Attribute& a) {
  Json text{{"type", "string"}, {"pattern", "^\\s*[-+]?[0-9]"}};
  const bool bare = a.unit == "1" || a.unit == "deg" || a.unit.starts_with("1 of ") || a.unit == "as attribute";
  if (!bare) return text;
  Json number{{"type", "number"}};
  if (const auto interval = parse_interval(a.range)) {
    number[interval->low_open ? "exclusiveMinimum" : "minimum"] = interval->low;
    number[interval->high_open ? "exclusiveMaximum" : "maximum"] = interval->high;
  }
  return {{"anyOf", {std::move(number), std::move(text)}}};
}

Json one_or_list(Json item) { return {{"anyOf", {item, {{"type", "array"}, {"items", item}, {"minItems", 1}}}}}; }

Json value_schema(const Attribute& a, const Catalogue& c) {
  const std::string_view kind = a.kind();
  if (kind == "number") return number_schema(a);
  if (kind == "numbers") return one_or_list(number_schema(a));
  if (kind == "integer") {
    Json whole{{"type", "integer"}};
    if (const auto interval = parse_interval(a.range)) whole["minimum"] = interval->low, whole["maximum"] = interval->high;
    return whole;
  }
  if (kind == "flag") return {{"type", "boolean"}};
  if (kind == "text" && !a.choices().empty()) return {{"enum", a.choices()}};
  if (kind == "technology") return {{"enum", c.technologies(a.of())}};
  if (kind == "texts" || kind == "refs") return one_or_list({{"type", "string"}});
  if (kind == "table") return reference(a.of());
  if (kind == "tables") return {{"type", "object"}, {"additionalProperties", reference(a.of())}};
  if (kind == "shares") return {{"type", "object"}, {"additionalProperties", number_schema(a)}};
  if (kind == "series") return {{"anyOf", {number_schema(a), reference("series")}}};
  if (kind == "range") {
    const Json number = number_schema(a);
    const Json limits{
        {"type", "object"}, {"properties", {{"min", number}, {"max", number}}}, {"additionalProperties", false}};
    return {{"anyOf", {number, limits}}};
  }
  return {{"type", "string"}};  // text, file, date, ref
}

Json component_schema(const Catalogue& c, std::string_view component) {
  Json properties = Json::object();
  for (const Attribute* a : c.of(component)) {
    Json value = value_schema(*a, c);
    value["description"] = a->description;
    if (!a->standard.empty() && !a->required() && a->standard != "any") value["default"] = a->standard;
    properties[a->name] = std::move(value);
  }
  // "required" is left out: a variant holds only what differs, and a technology brings what is missing.
  return {{"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
}

}  // namespace

std::string json_schema() {
  const Catalogue c = Catalogue::built_in();
  Json schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"}, {"title", "Gridwright scenario"}};
  schema.update(component_schema(c, "file"));
  Json definitions = Json::object();
  for (const std::string& component : c.components())
    if (component != "file") definitions[component] = component_schema(c, component);
  schema["$defs"] = std::move(definitions);
  return schema.dump(2) + "\n";
}

}  // namespace gridwright::scenario
