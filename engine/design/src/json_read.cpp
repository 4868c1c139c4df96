#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <type_traits>

#include "fields.hpp"
#include "gridwright/design/json.hpp"
#include "gridwright/design/placement.hpp"

namespace gridwright::design {
namespace {

using nlohmann::json;

constexpr auto plan_again = "plan the scenario again with this version of gridwright";

/// Walks a parsed document along the field list and collects everything that does not fit, with its path.
class Reader {
 public:
  explicit Reader(std::string_view file) : file_(file) {}
  [[nodiscard]] Diagnostics take() && { return std::move(wrong_); }

  void read(const json& from, std::string& into, const std::string& path) {
    if (from.is_string()) into = from.get<std::string>();
    else mistyped(path, "text", from);
  }
  void read(const json& from, bool& into, const std::string& path) {
    if (from.is_boolean()) into = from.get<bool>();
    else mistyped(path, "true or false", from);
  }
  void read(const json& from, double& into, const std::string& path) {
    if (from.is_number()) into = from.get<double>();
    else if (from.is_null()) into = std::numeric_limits<double>::infinity();
    else mistyped(path, "a number or null", from);
  }
  template <std::integral I>
  void read(const json& from, I& into, const std::string& path) {
    if (!from.is_number_integer()) return mistyped(path, "a whole number", from);
    const bool fits = from.is_number_unsigned() ? std::in_range<I>(from.get<std::uint64_t>())
                                                : std::in_range<I>(from.get<std::int64_t>());
    if (fits) into = from.get<I>();
    else say(path + " is out of range: " + from.dump());
  }
  template <class T>
  void read(const json& from, std::vector<T>& into, const std::string& path) {
    if (!from.is_array()) return mistyped(path, "a list", from);
    into.resize(from.size());
    for (std::size_t i = 0; i < from.size(); ++i) read(from[i], into[i], path + "[" + std::to_string(i) + "]");
  }
  template <Record T>
  void read(const json& from, T& into, const std::string& path) {
    if (!from.is_object()) return mistyped(path.empty() ? "the document" : path, "an object", from);
    std::vector<std::string_view> known;
    each_field(into, [&](const char* name, auto& member, const char*) {
      known.emplace_back(name);
      const std::string here = path.empty() ? name : path + "." + name;
      if (const auto found = from.find(name); found != from.end()) read(*found, member, here);
      else say("'" + here + "' is missing");
    });
    for (const auto& [key, value] : from.items())
      if (std::find(known.begin(), known.end(), key) == known.end())
        say("unknown key '" + (path.empty() ? key : path + "." + key) + "'");
  }

  void say(std::string message, int line = 0, int column = 0) {
    constexpr std::size_t enough = 50;  // a file of another kind would otherwise give one message per line
    if (wrong_.size() == enough) return;
    Diagnostic& one = wrong_.emplace_back();
    one.file = file_;
    one.line = line;
    one.column = column;
    one.message = std::move(message);
    if (wrong_.size() == 1) one.fix = plan_again;
  }

 private:
  void mistyped(const std::string& path, const char* wanted, const json& found) {
    say("'" + path + "' should be " + wanted + ", found " + found.type_name());
  }
  std::string file_;
  Diagnostics wrong_;
};

template <class T>
Result<T> parse(std::string_view text, std::string_view file) {
  Reader reader(file);
  T value{};
  try {
    reader.read(json::parse(text), value, "");
  } catch (const json::parse_error& error) {
    const auto at = std::min(error.byte > 0 ? error.byte - 1 : 0, text.size());
    const auto before = text.substr(0, at);
    const auto newline = before.rfind('\n');
    const auto column = newline == before.npos ? at : at - newline - 1;
    reader.say("this is not JSON", static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1,
               static_cast<int>(column) + 1);
  }
  Diagnostics wrong = std::move(reader).take();
  if (!wrong.empty()) return wrong;
  return value;
}

}  // namespace

Result<Design> design_from_json(std::string_view text, std::string_view file) {
  Result<Design> design = parse<Design>(text, file);
  if (!design || design->schema == schema_version) return design;
  Diagnostic other;
  other.file = file;
  other.message = "schema " + std::to_string(design->schema) + " is not known; this version reads schema " +
                  std::to_string(schema_version);
  other.fix = plan_again;
  return other;
}

Result<Placement> placement_from_json(std::string_view text, std::string_view file) {
  Result<Placement> placement = parse<Placement>(text, file);
  if (!placement || placement->schema == placement_schema_version) return placement;
  return Diagnostic{.file = std::string(file), .message = "schema " + std::to_string(placement->schema) + " is not known; this version reads schema " + std::to_string(placement_schema_version),
                    .fix = "place the scenario again with this version of gridwright"};
}

Result<Provenance> provenance_from_json(std::string_view text, std::string_view file) {
  return parse<Provenance>(text, file);
}

}  // namespace gridwright::design
