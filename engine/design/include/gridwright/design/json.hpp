#pragma once
#include <string>
#include <string_view>

#include "gridwright/core/result.hpp"
#include "gridwright/design/design.hpp"

/// design.json and provenance.json: the stable text form of a run.
///
///   std::string text = to_json(design);                       // no hourly values: they are in hourly.nc
///   Result<Design> again = design_from_json(text, "out/design.json");
///
/// Keys come in the order of the schema (data/design.schema.json), numbers as the shortest text that reads back to the same
/// double, infinities and NaN as null. Equal values give identical bytes, so two runs can be compared with `cmp`.
namespace gridwright::design {

[[nodiscard]] std::string to_json(const Design& design);
[[nodiscard]] std::string to_json(const Provenance& provenance);

/// Reads what to_json wrote. Every missing, unknown or mistyped key is reported by its path ("capacities[3].value"), all in
/// one pass; a null number becomes +infinity. `file` is only named in the messages.
[[nodiscard]] Result<Design> design_from_json(std::string_view text, std::string_view file);
[[nodiscard]] Result<Provenance> provenance_from_json(std::string_view text, std::string_view file);
[[nodiscard]] inline Result<Design> from_json(std::string_view text, std::string_view file) {
  return design_from_json(text, file);
}

/// JSON Schema (draft 2020-12) of design.json; data/design.schema.json holds exactly this text.
[[nodiscard]] std::string design_schema();

/// Building blocks for other writers of JSON: a quoted and escaped string, and the shortest form of a number (null when
/// it is not finite).
[[nodiscard]] std::string json_string(std::string_view text);
[[nodiscard]] std::string json_number(double value);

}  // namespace gridwright::design
