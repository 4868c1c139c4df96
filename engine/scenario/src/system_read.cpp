#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>

#include "gridwright/core/csv.hpp"
#include "gridwright/core/text.hpp"
#include "gridwright/scenario/power_system_tables.hpp"
#include "system_columns.hpp"
#include "words.hpp"

namespace gridwright::scenario {
namespace {

constexpr std::size_t most_of_a_table = 20;  // messages shown; the rest is counted

/// Collects what is wrong with one table.
class Findings {
 public:
  explicit Findings(const CsvTable& table) : table_(table) {}
  void cell(std::size_t row, std::size_t column, std::string message, std::string fix) {
    if (++count_ <= most_of_a_table) all_.push_back(table_.error_at(row, column, std::move(message), std::move(fix)));
  }
  void header(std::string message, std::string fix) {
    all_.push_back({.file = table_.file(), .line = 1, .column = 1, .message = std::move(message), .fix = std::move(fix)});
  }
  [[nodiscard]] Diagnostics take() {
    if (count_ > most_of_a_table)
      all_.push_back({.file = table_.file(), .message = fmt::format("and {} more cells like these", count_ - most_of_a_table)});
    return std::move(all_);
  }

 private:
  const CsvTable& table_;
  Diagnostics all_;
  std::size_t count_ = 0;
};

using SeriesIndex = std::unordered_map<std::string, int>;

std::optional<double> number(std::string_view text) {
  if (text == "inf") return no_limit;
  if (text == "-inf") return -no_limit;
  if (text == "nan") return std::numeric_limits<double>::quiet_NaN();
  return parse_number(text);
}

/// Reads the cells of one table into rows; what a cell cannot be is reported and leaves the default.
class Reader {
 public:
  Reader(const CsvTable& table, const SeriesIndex& series) : table_(table), series_(series), findings_(table) {}

  /// Tells which columns exist; call once a field, in order. Then `check_header`.
  void declare(const std::string& name) {
    known_.push_back(name);
    columns_.push_back(table_.find(name));
  }
  void check_header() {
    for (const std::string& name : table_.header()) {
      if (std::find(known_.begin(), known_.end(), name) != known_.end()) continue;
      const std::string meant = meant_by(name, known_);
      findings_.header(fmt::format("there is no column '{}' in this table", name),
                       meant.empty() ? fmt::format("known: {}", fmt::join(known_, ", ")) : fmt::format("did you mean '{}'?", meant));
    }
    if (!known_.empty() && known_[0] == "id" && !columns_[0]) findings_.header("the table has no column 'id'", "name each row");
  }
  void begin(std::size_t row) { row_ = row, at_ = 0; }
  template <class T>
  void operator()(const std::string& name, T&& member, const char*) {
    const std::optional<std::size_t> column = columns_[at_++];
    if (!column) return;
    const std::string_view text = table_.cell(row_, *column);
    if (text.empty()) {
      if (name == "id") findings_.cell(row_, *column, "the row has no name", "fill in id");
      return;
    }
    read(text, *column, name, member);
  }
  Findings& findings() { return findings_; }

  void read(std::string_view text, std::size_t, const std::string&, std::string& out) { out = text; }
  void read(std::string_view text, std::size_t column, const std::string& name, double& out) {
    if (const auto v = number(text); v && !std::isnan(*v)) out = *v;
    else not_a(text, column, name, "a number");
  }
  void read(std::string_view text, std::size_t column, const std::string& name, int& out) {
    const auto v = parse_number(text);
    if (v && *v == std::floor(*v) && std::abs(*v) < 1e9) out = static_cast<int>(*v);
    else not_a(text, column, name, "a whole number");
  }
  void read(std::string_view text, std::size_t column, const std::string& name, bool& out) {
    const std::string word = to_lower(text);
    if (word == "true" || word == "1") out = true;
    else if (word == "false" || word == "0") out = false;
    else not_a(text, column, name, "true or false");
  }
  void read(std::string_view text, std::size_t column, const std::string& name, Profile& out) {
    if (const auto v = number(text)) {
      out = {*v, -1};
      return;
    }
    Profile found{1.0, -1};
    std::string_view rest = text;
    if (const std::size_t star = text.find('*'); star != text.npos)
      if (const auto factor = parse_number(text.substr(0, star))) found.constant = *factor, rest = trim(text.substr(star + 1));
    const auto at = series_.find(std::string(rest));
    if (at != series_.end()) {
      found.series = at->second;
      out = found;
      return;
    }
    not_a(text, column, name, "a number or a column of the series table");
  }
  template <class T>
  void read(std::string_view text, std::size_t column, const std::string& name, std::optional<T>& out) {
    T value{};
    read(text, column, name, value);
    out = value;
  }
  template <class E>
  void read(std::string_view text, std::size_t column, const std::string& name, Choice<E> out) {
    for (std::size_t k = 0; k < out.names.size(); ++k)
      if (text == out.names[k]) {
        out.value = static_cast<E>(k);
        return;
      }
    not_a(text, column, name, fmt::format("one of {}", fmt::join(out.names, ", ")));
  }

 private:
  void not_a(std::string_view text, std::size_t column, const std::string& name, const std::string& wanted) {
    findings_.cell(row_, column, fmt::format("{} is '{}'; it must be {}", name, text, wanted), "");
  }
  const CsvTable& table_;
  const SeriesIndex& series_;
  Findings findings_;
  std::vector<std::string> known_;
  std::vector<std::optional<std::size_t>> columns_;
  std::size_t row_ = 0, at_ = 0;
};

template <class T>
std::vector<T> rows_of(const CsvTable& table, const SeriesIndex& series, Diagnostics& wrong) {
  Reader reader(table, series);
  T row{};
  each_column(row, [&](const std::string& name, auto&&, const char*) { reader.declare(name); });
  reader.check_header();
  std::vector<T> out;
  out.reserve(table.rows());
  for (std::size_t r = 0; r < table.rows(); ++r) {
    reader.begin(r);
    out.emplace_back();
    each_column(out.back(), reader);
  }
  for (Diagnostic& d : reader.findings().take()) wrong.push_back(std::move(d));
  return out;
}

/// How many ports the header of a links table names.
std::size_t ports_in(const CsvTable& table) {
  std::size_t most = 2;
  while (table.find("to" + std::to_string(most))) ++most;
  return most;
}

std::vector<Converter> converters(const CsvTable& table, bool links, const SeriesIndex& series, Diagnostics& wrong) {
  Reader reader(table, series);
  const std::size_t ports = links ? ports_in(table) : 1;
  Converter row{};
  each_column(row, [&](const std::string& name, auto&&, const char*) { reader.declare(name); });
  const auto port_columns = [&](Converter& c, auto&& f) {
    for (std::size_t k = 0; k < ports; ++k) {
      const std::string number = k < 2 ? "" : std::to_string(k);
      f(links ? (k == 0 ? std::string("from") : "to" + number) : std::string("bus"), c.ports[k].bus);
      f(links ? (k == 0 ? std::string("taken") : "efficiency" + number) : std::string("sign"), c.ports[k].efficiency);
    }
  };
  row.ports.resize(ports);
  port_columns(row, [&](const std::string& name, auto&) { reader.declare(name); });
  reader.check_header();
  std::vector<Converter> out;
  out.reserve(table.rows());
  for (std::size_t r = 0; r < table.rows(); ++r) {
    reader.begin(r);
    Converter& c = out.emplace_back();
    c.ports.resize(ports);
    if (links) c.ports[0].efficiency = {-1.0};
    each_column(c, reader);
    port_columns(c, [&](const std::string& name, auto& member) { reader(name, member, ""); });
    while (c.ports.size() > 2 && c.ports.back().bus.empty()) c.ports.pop_back();
    for (const Port& p : c.ports)
      if (p.bus.empty()) {
        const auto column = table.find(links ? (&p == &c.ports[0] ? "from" : "to") : "bus");
        reader.findings().cell(r, column.value_or(0), fmt::format("'{}' is tied to no bus", c.id), "name a row of buses");
        break;
      }
  }
  for (Diagnostic& d : reader.findings().take()) wrong.push_back(std::move(d));
  return out;
}

void read_series(const CsvTable& table, PowerSystem& system, SeriesIndex& index, Diagnostics& wrong) {
  Findings findings(table);
  for (std::size_t k = 0; k < table.columns(); ++k) {
    NamedSeries s{table.header()[k], std::vector<double>(table.rows())};
    for (std::size_t r = 0; r < table.rows(); ++r) {
      const auto v = number(table.cell(r, k));
      if (v && !std::isinf(*v)) s.values[r] = *v;
      else findings.cell(r, k, fmt::format("'{}' is no number", table.cell(r, k)), "every step needs a value of the series");
    }
    if (!index.emplace(s.name, static_cast<int>(k)).second)
      findings.header(fmt::format("two series are called '{}'", s.name), "rename one of them");
    system.series.push_back(std::move(s));
  }
  for (Diagnostic& d : findings.take()) wrong.push_back(std::move(d));
}

}  // namespace

Result<PowerSystem> read_power_system(const std::map<std::string, TableFile>& files) {
  PowerSystem system;
  Diagnostics wrong;
  SeriesIndex index;
  std::map<std::string, CsvTable> tables;
  for (const auto& [name, file] : files) {
    Result<CsvTable> table = read_csv(file.path, {}, file.shown);
    if (table) tables.emplace(name, *std::move(table));
    else wrong.insert(wrong.end(), table.diagnostics().begin(), table.diagnostics().end());
  }
  if (has_errors(wrong)) return wrong;
  if (const auto at = tables.find("series"); at != tables.end()) read_series(at->second, system, index, wrong);
  each_plain_table(system, [&](const char* name, auto& rows, const char*) {
    using Row = typename std::remove_cvref_t<decltype(rows)>::value_type;
    if (const auto at = tables.find(name); at != tables.end()) rows = rows_of<Row>(at->second, index, wrong);
  });
  for (const bool links : {false, true})
    if (const auto at = tables.find(links ? "links" : "generators"); at != tables.end())
      for (Converter& c : converters(at->second, links, index, wrong)) system.converters.push_back(std::move(c));
  if (has_errors(wrong)) return wrong;
  for (Diagnostic d : check_power_system(system)) {
    if (d.file.empty())  // the checks name a table
      if (const auto at = files.find(d.source_line); at != files.end()) d.file = at->second.shown;
    d.source_line.clear();
    wrong.push_back(std::move(d));
  }
  if (has_errors(wrong)) return wrong;
  return Result<PowerSystem>(std::move(system), std::move(wrong));
}

}  // namespace gridwright::scenario
