#pragma once
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "document.hpp"
#include "gridwright/core/quantity.hpp"
#include "gridwright/scenario/catalogue.hpp"
#include "gridwright/scenario/scenario.hpp"
#include "gridwright/scenario/units.hpp"

/// Typed reading of one component's table, by the rules of the catalogue.
namespace gridwright::scenario {

/// What all sections share while a scenario is read.
struct Reading {
  const Catalogue& catalogue;
  Problems& problems;
  std::function<std::optional<std::string>(const std::string&)> environment;
  std::vector<Defaulted> defaulted;
  std::map<std::string, std::string> files;  ///< series and weather files: path as written -> SHA-256
  bool structure_checked = false;            ///< keys and tables are complained about once, on the first reading
};

/// One component as stated: [sites.x.storage.y], an inline table, or nothing at all (then everything is a default).
///
///   Storage s;
///   section.into("power", s.power);
///   section.into("life", s.life_years, "yr");      // a double in this unit
///
/// Every value is taken from the file, else from the technology, else from the catalogue. What is wrong is reported once
/// and leaves the variable as it was, so reading goes on and finds the rest.
class Section {
 public:
  /// `path` names it in reports ("pine_island.iron_air"), `subject` in messages ("storage 'iron_air'").
  Section(Reading& reading, std::string component, std::string id, std::string path, std::string subject, const Node* table,
          Place place);

  template <Dimension D>
  void into(std::string_view name, Quantity<D>& out) {
    if (const auto value = number(name)) out = Quantity<D>::canonical(*value);
  }
  template <Dimension D>
  void into(std::string_view name, std::optional<Quantity<D>>& out) {
    if (const auto value = number(name)) out = Quantity<D>::canonical(*value);
  }
  template <Dimension D>
  void into(std::string_view name, Range<Quantity<D>>& out) {
    if (const auto found = range(name)) out = {Quantity<D>::canonical(found->min), Quantity<D>::canonical(found->max)};
  }
  void into(std::string_view name, double& out, std::string_view unit = "1");
  void into(std::string_view name, std::optional<double>& out, std::string_view unit = "1");
  void into(std::string_view name, Range<double>& out);
  void into(std::string_view name, int& out);
  void into(std::string_view name, std::uint64_t& out);
  void into(std::string_view name, bool& out);
  void into(std::string_view name, std::string& out);
  void into(std::string_view name, std::vector<std::string>& out);
  void into(std::string_view name, std::vector<Celsius>& out);
  void into(std::string_view name, std::vector<double>& out, std::string_view unit = "1");
  void into(std::string_view name, SeriesSpec& out, double utc_offset_h = 0.0);
  void into_file(std::string_view name, std::string& out);
  /// One of the names of the catalogue, as the enumerator at the same position.
  template <class Enum>
  void into_choice(std::string_view name, Enum& out) {
    if (const auto position = choice(name)) out = static_cast<Enum>(*position);
  }
  /// Hour of the year at the beginning or the end of the day.
  void into_date(std::string_view name, int year, bool end_of_day, double& out);
  /// { midwest = "40 %", ... }
  void into_shares(std::string_view name, std::vector<std::pair<std::string, double>>& out);

  /// A nested table, also when it is not stated.
  [[nodiscard]] Section table(std::string_view name);
  /// All tables of [..name.ID], in the order of their ids.
  [[nodiscard]] std::vector<Section> tables(std::string_view name);

  [[nodiscard]] bool stated() const { return table_ != nullptr; }
  [[nodiscard]] bool states(std::string_view name) const { return table_ && table_->find(name); }
  [[nodiscard]] const std::string& id() const { return id_; }
  [[nodiscard]] const std::string& subject() const { return subject_; }
  [[nodiscard]] const std::string& path() const { return path_; }
  /// Where an attribute's value stands; the section's own place when it is not stated.
  [[nodiscard]] Place place(std::string_view name) const;
  [[nodiscard]] Place place() const { return place_; }
  [[nodiscard]] Problems& problems() const { return reading_->problems; }
  [[nodiscard]] Reading& reading() const { return *reading_; }

 private:
  struct Source {  ///< where a value comes from
    const Node* node = nullptr;
    std::string text;  ///< of a technology or a default
    [[nodiscard]] explicit operator bool() const { return node || !text.empty(); }
  };
  [[nodiscard]] const Attribute& attribute(std::string_view name) const;
  [[nodiscard]] Source source(const Attribute& a);
  void check_keys(const Node& table, std::string_view component, std::string_view subject);
  void check_technology();
  void check_named_table(const Member& m, std::string_view name, const std::string& subject);
  void missing(const Attribute& a);
  std::optional<double> number(std::string_view name);
  std::optional<double> number_at(const Attribute& a, const Node& node, std::string_view what, std::string_view unit);
  std::optional<double> in_range(const Attribute& a, double canonical, std::string_view unit, Place place,
                                 std::string_view what);
  void complain(const Measure& m, const Attribute& a, std::string_view unit, Place place, std::string_view what);
  void complain_kind(const Attribute& a, const Node& node, std::string_view wanted);
  std::optional<Range<double>> range(std::string_view name);
  std::vector<double> numbers(std::string_view name);
  std::optional<std::size_t> choice(std::string_view name);
  std::optional<std::string> text(std::string_view name);
  void series_table(const Attribute& a, const Node& node, SeriesSpec& out, double utc_offset_h);
  std::string resolved_file(const Node& node, std::string_view what);
  [[nodiscard]] std::string what(const Attribute& a) const;  ///< "power of storage 'iron_air'"

  Reading* reading_;
  std::string component_, id_, path_, subject_;
  const Node* table_;
  Place place_;
  std::string technology_;
  std::set<std::string> suggested_;  ///< attributes that a misspelt key probably meant
};

}  // namespace gridwright::scenario
