#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "gridwright/core/text.hpp"
#include "gridwright/scenario/power_system_tables.hpp"
#include "system_columns.hpp"

namespace gridwright::scenario {
namespace {

std::string csv_cell(std::string_view text) {
  if (text.find_first_of(",\"\n\r") == text.npos && trim(text) == text) return std::string(text);
  std::string out = "\"";
  for (const char c : text) out.append(c == '"' ? 2 : 1, c);
  return out + '"';
}

/// A table as text columns, filled row by row; columns that say nothing are dropped at the end.
class Sheet {
 public:
  void put(const std::string& name, std::string cell, bool is_default) {
    if (at_ == columns_.size()) columns_.push_back({name, {}, false});
    Column& c = columns_[at_++];
    c.said = c.said || !is_default;
    c.cells.push_back(std::move(cell));
  }
  void end_row() { at_ = 0; }
  [[nodiscard]] std::string text() const {
    std::string out;
    std::size_t rows = columns_.empty() ? 0 : columns_[0].cells.size();
    const auto line = [&](auto&& cell) {
      bool first = true;
      for (const Column& c : columns_) {
        if (!c.said) continue;
        if (!first) out += ',';
        first = false;
        out += cell(c);
      }
      out += '\n';
    };
    line([](const Column& c) -> const std::string& { return c.name; });
    for (std::size_t r = 0; r < rows; ++r) line([r](const Column& c) -> const std::string& { return c.cells[r]; });
    return out;
  }

 private:
  struct Column {
    std::string name;
    std::vector<std::string> cells;
    bool said;
  };
  std::vector<Column> columns_;
  std::size_t at_ = 0;
};

/// Writes the members of one row; `standard` is a row of defaults walked alongside through the same list.
class Writer {
 public:
  Writer(const PowerSystem& system, Sheet& sheet, std::vector<std::string> defaults)
      : system_(system), sheet_(sheet), defaults_(std::move(defaults)) {}
  void begin() { at_ = 0; }
  void skip() { ++at_; }
  template <class T>
  void operator()(const std::string& name, const T& member, const char*) {
    std::string cell = text(member);
    const bool is_default = at_ >= defaults_.size() ? cell.empty() : cell == defaults_[at_];
    ++at_;
    sheet_.put(name, csv_cell(is_default && name != "id" ? "" : cell), is_default);
  }
  std::string text(const std::string& t) const { return t; }
  std::string text(double v) const { return std::isnan(v) ? "nan" : fmt::format("{}", v == 0.0 ? 0.0 : v); }
  std::string text(int v) const { return std::to_string(v); }
  std::string text(bool v) const { return v ? "true" : "false"; }
  std::string text(const Profile& p) const {
    if (!p.varies()) return text(p.constant);
    const std::string& name = system_.series[static_cast<std::size_t>(p.series)].name;
    return p.constant == 1.0 && !ambiguous(name) ? name : text(p.constant) + "*" + name;
  }
  template <class T>
  std::string text(const std::optional<T>& v) const { return v ? text(*v) : ""; }
  template <class E>
  std::string text(const Choice<E>& c) const { return c.names[static_cast<std::size_t>(c.value)]; }

 private:
  /// Would be read as a number, or as a number times something.
  static bool ambiguous(const std::string& name) { return parse_number(name.substr(0, name.find('*'))).has_value(); }
  const PowerSystem& system_;
  Sheet& sheet_;
  std::vector<std::string> defaults_;
  std::size_t at_ = 0;
};

template <class T>
std::vector<std::string> default_cells(const PowerSystem& system) {
  Sheet unused;
  Writer writer(system, unused, {});
  std::vector<std::string> out;
  T row{};
  each_column(row, [&](const std::string&, const auto& member, const char*) { out.push_back(writer.text(member)); });
  return out;
}

template <class T>
std::string plain(const PowerSystem& system, const std::vector<T>& rows) {
  Sheet sheet;
  Writer writer(system, sheet, default_cells<T>(system));
  for (T row : rows) {
    writer.begin();
    each_column(row, writer);
    sheet.end_row();
  }
  return sheet.text();
}

/// Generators and links: the ports stand behind the name.
std::string converters(const PowerSystem& system, bool links) {
  std::size_t most = 0;
  for (const Converter& c : system.converters) most = std::max(most, c.ports.size());
  Sheet sheet;
  std::vector<std::string> defaults = default_cells<Converter>(system);
  Writer writer(system, sheet, defaults);
  for (Converter c : system.converters) {
    if (c.is_link() != links) continue;
    sheet.put("id", csv_cell(c.id), false);
    for (std::size_t k = 0; k < (links ? most : 1); ++k) {
      const bool has = k < c.ports.size();
      const std::string number = k < 2 ? "" : std::to_string(k);
      const std::string bus = links ? (k == 0 ? "from" : "to" + number) : "bus";
      const std::string share = links ? (k == 0 ? "taken" : "efficiency" + number) : "sign";
      const double standard = links && k == 0 ? -1.0 : 1.0;
      sheet.put(bus, has ? csv_cell(c.ports[k].bus) : "", !has);
      const bool said = has && c.ports[k].efficiency != Profile{standard};
      sheet.put(share, said ? csv_cell(writer.text(c.ports[k].efficiency)) : "", !said);
    }
    writer.begin();
    each_column(c, [&](const std::string& name, const auto& member, const char* meaning) {
      if (name == "id") return writer.skip();
      writer(name, member, meaning);
    });
    sheet.end_row();
  }
  return sheet.text();
}

std::string series(const PowerSystem& system) {
  std::string out;
  for (std::size_t k = 0; k < system.series.size(); ++k) out += (k > 0 ? "," : "") + csv_cell(system.series[k].name);
  out += '\n';
  for (std::size_t t = 0; t < system.steps.size(); ++t) {
    for (std::size_t k = 0; k < system.series.size(); ++k) {
      if (k > 0) out += ',';
      const double v = system.series[k].values[t];
      out += std::isnan(v) ? "nan" : fmt::format("{}", v == 0.0 ? 0.0 : v);
    }
    out += '\n';
  }
  return out;
}

}  // namespace

std::vector<std::string> power_system_tables() {
  return {"steps",    "stages", "calendar", "buses", "generators", "links",        "stores", "lines",      "loads",
          "shedding", "flexible", "fuels", "requirements", "terms", "series"};
}

std::vector<std::pair<std::string, std::string>> write_power_system(const PowerSystem& system) {
  std::vector<std::pair<std::string, std::string>> out;
  PowerSystem copy;  // the lists are walked by reference; only their kinds matter here
  each_plain_table(copy, [&](const char* name, const auto& kind, const char*) {
    using List = std::remove_cvref_t<decltype(kind)>;
    const auto add = [&](const auto& rows) {
      if constexpr (std::is_same_v<std::remove_cvref_t<decltype(rows)>, List>)
        if (!rows.empty()) out.emplace_back(std::string(name) + ".csv", plain(system, rows));
    };
    add(system.steps), add(system.stages), add(system.calendar), add(system.buses), add(system.stores), add(system.lines), add(system.loads);
    add(system.shedding), add(system.flexible), add(system.fuels), add(system.requirements), add(system.terms);
  });
  for (const bool links : {false, true})
    if (std::any_of(system.converters.begin(), system.converters.end(), [&](const Converter& c) { return c.is_link() == links; }))
      out.emplace_back(links ? "links.csv" : "generators.csv", converters(system, links));
  if (!system.series.empty()) out.emplace_back("series.csv", series(system));
  return out;
}

}  // namespace gridwright::scenario
