#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Every attribute a scenario may state (data/catalogue.csv) and the presets that fill what is not stated
/// (data/technologies.csv): the one source for validation, suggestions, `explain`, the JSON schema and the reference page.
namespace gridwright::scenario {

/// One attribute of one component.
struct Attribute {
  std::string component;  ///< "storage"
  std::string name;       ///< "charge_efficiency"
  /// text | file | number | integer | flag | date | range | series | texts | numbers | table:X | tables:X | ref:X |
  /// refs:X | shares:X | technology:X
  std::string type;
  std::string unit;      ///< "MW"; "1" for shares and counts; "as attribute" inside a series
  std::string standard;  ///< text of the default; "" none, "required" must be stated, "any" for a range without limits
  std::string range;     ///< "[0;1)" in `unit`, or "wind|solar|thermal"
  std::string example;   ///< TOML text that may stand behind "name = "
  std::string description;
  [[nodiscard]] bool required() const { return standard == "required"; }
  [[nodiscard]] std::string_view kind() const { return std::string_view(type).substr(0, type.find(':')); }
  [[nodiscard]] std::string_view of() const;               ///< X of table:X
  [[nodiscard]] std::vector<std::string> choices() const;  ///< of a text with a closed set; else empty
};

/// "(0;1]": which ends belong to it.
struct Interval {
  double low, high;
  bool low_open, high_open;
  [[nodiscard]] bool contains(double x) const;
};
[[nodiscard]] std::optional<Interval> parse_interval(std::string_view text);

/// One attribute that a technology brings, with where the number comes from.
struct Preset {
  std::string technology, component, attribute;
  std::string value;       ///< scenario text: "1515 USD/kW"
  std::string money_year;  ///< of an amount of money; "" when it is none
  std::string source;
};

class Catalogue {
 public:
  /// The tables that are built into the program.
  [[nodiscard]] static Catalogue built_in();

  [[nodiscard]] const std::vector<Attribute>& attributes() const { return attributes_; }
  [[nodiscard]] const std::vector<Preset>& presets() const { return presets_; }
  [[nodiscard]] const Attribute* find(std::string_view component, std::string_view name) const;
  [[nodiscard]] std::vector<const Attribute*> of(std::string_view component) const;
  [[nodiscard]] std::vector<std::string> names(std::string_view component) const;
  [[nodiscard]] std::vector<std::string> components() const;
  /// Technologies of a component ("storage"), or all of them.
  [[nodiscard]] std::vector<std::string> technologies(std::string_view component = {}) const;
  [[nodiscard]] const Preset* preset(std::string_view technology, std::string_view attribute) const;
  /// "supply" or "storage"; empty when there is no such technology.
  [[nodiscard]] std::string component_of(std::string_view technology) const;
  /// Local standard time minus UTC of an IANA time zone (data/timezones.csv).
  [[nodiscard]] std::optional<double> utc_offset_h(std::string_view timezone) const;
  [[nodiscard]] std::vector<std::string> timezones() const;

 private:
  std::vector<Attribute> attributes_;
  std::vector<Preset> presets_;
  std::vector<std::pair<std::string, double>> zones_;
};

/// What a component, an attribute or a technology means: "storage", "charge_efficiency", "storage.duration", "iron_air".
/// Empty when the term is none of these.
[[nodiscard]] std::string explain(std::string_view term);
/// The term that was probably meant, or empty.
[[nodiscard]] std::string nearest_term(std::string_view term);
/// JSON Schema (2020-12) of scenario.toml, for editors.
[[nodiscard]] std::string json_schema();
/// docs/reference/scenario.md, whole.
[[nodiscard]] std::string reference_page();

}  // namespace gridwright::scenario
