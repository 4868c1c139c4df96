#include <nlohmann/json.hpp>
#include <type_traits>

#include "fields.hpp"
#include "gridwright/design/json.hpp"

namespace gridwright::design {
namespace {

using nlohmann::ordered_json;

template <class T>
struct Of {};
ordered_json schema_of(Of<std::string>) { return {{"type", "string"}}; }
ordered_json schema_of(Of<bool>) { return {{"type", "boolean"}}; }
ordered_json schema_of(Of<double>) { return {{"type", {"number", "null"}}}; }
template <std::integral I>
ordered_json schema_of(Of<I>) {
  ordered_json schema = {{"type", "integer"}};
  if (std::is_unsigned_v<I>) schema["minimum"] = 0;
  return schema;
}
template <Record T>
ordered_json schema_of(Of<T>);
template <class T>
ordered_json schema_of(Of<std::vector<T>>) {
  return {{"type", "array"}, {"items", schema_of(Of<T>{})}};
}

template <Record T>
ordered_json schema_of(Of<T>) {
  ordered_json properties = ordered_json::object(), required = ordered_json::array();
  T record{};
  each_field(record, [&](const char* name, auto& member, const char* meaning) {
    ordered_json one = schema_of(Of<std::remove_cvref_t<decltype(member)>>{});
    one["description"] = meaning;
    properties[name] = std::move(one);
    required.push_back(name);
  });
  return {{"type", "object"}, {"properties", properties}, {"required", required}, {"additionalProperties", false}};
}

}  // namespace

std::string design_schema() {
  ordered_json schema = {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                         {"title", "Gridwright design"},
                         {"description", "What to build, how it runs, what it costs, what binds and how it was proved. "
                                         "A null number is infinite or not defined. Hourly values are in hourly.nc."}};
  schema.update(schema_of(Of<Design>{}));
  schema["properties"]["schema"]["const"] = schema_version;
  return schema.dump(2) + "\n";
}

}  // namespace gridwright::design
