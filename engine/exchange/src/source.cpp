#include "source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "gridwright/core/text.hpp"

namespace gridwright::exchange {

void Findings::add(Diagnostic d) {
  if (d.severity == Severity::error) ++errors_;
  if (++of_file_[d.file] <= most_of_a_file) all_.push_back(std::move(d));
}
void Findings::error(const std::string& file, std::string message, std::string fix) {
  add({.file = file, .message = std::move(message), .fix = std::move(fix)});
}
void Findings::error(const CsvTable& table, std::size_t row, std::size_t column, std::string message, std::string fix) {
  add(table.error_at(row, column, std::move(message), std::move(fix)));
}
void Findings::warning(const std::string& file, std::string message, std::string fix) {
  add({.severity = Severity::warning, .file = file, .message = std::move(message), .fix = std::move(fix)});
}
void Findings::take_over(const Diagnostics& found) {
  for (const Diagnostic& d : found) add(d);
}
Diagnostics Findings::take() {
  for (const auto& [file, count] : of_file_)
    if (count > most_of_a_file) all_.push_back({.file = file, .message = fmt::format("and {} more mistakes in this file", count - most_of_a_file)});
  std::stable_sort(all_.begin(), all_.end(), [](const Diagnostic& a, const Diagnostic& b) { return a.file < b.file; });
  return std::move(all_);
}

Source::Source(CsvTable table, Findings& findings, bool ignore_case) : table_(std::move(table)), findings_(&findings), ignore_case_(ignore_case) {
  for (std::size_t k = 0; k < table_.columns(); ++k) {
    const std::string& name = table_.header()[k];
    if (!columns_.emplace(ignore_case_ ? to_lower(name) : name, k).second && !name.empty())
      findings.error(table_.file(), fmt::format("column '{}' stands in the header twice", name), "keep one of them");
  }
}

std::optional<std::size_t> Source::find(std::string_view column) const {
  const auto it = ignore_case_ ? columns_.find(to_lower(column)) : columns_.find(column);
  if (it == columns_.end()) return std::nullopt;
  asked_.insert(it->second);
  return it->second;
}

std::string Source::text(std::size_t row, std::string_view column, std::string_view otherwise) const {
  const auto k = find(column);
  if (!k) return std::string(otherwise);
  const std::string_view cell = table_.cell(row, *k);
  return std::string(cell.empty() ? otherwise : cell);
}

std::optional<double> Source::read(std::string_view text) const {
  const std::string word = to_lower(text);
  if (word == "inf" || word == "+inf" || word == "infinity") return std::numeric_limits<double>::infinity();
  if (word == "-inf" || word == "-infinity") return -std::numeric_limits<double>::infinity();
  return parse_number(text);
}

double Source::number(std::size_t row, std::string_view column, double otherwise) const {
  const auto k = find(column);
  if (!k) return otherwise;
  const std::string_view cell = table_.cell(row, *k);
  if (cell.empty() || to_lower(cell) == "nan") return otherwise;
  if (const auto v = read(cell)) return *v;
  findings_->error(table_, row, *k, fmt::format("{} is '{}'; it must be a number", column, cell), "write a number, or leave the cell empty");
  return otherwise;
}

int Source::whole(std::size_t row, std::string_view column, int otherwise) const {
  const double v = number(row, column, otherwise);
  if (v == std::floor(v) && std::abs(v) < 1e9) return static_cast<int>(v);
  complain(row, column, fmt::format("{} is {}; it must be a whole number", column, v));
  return otherwise;
}

bool Source::flag(std::size_t row, std::string_view column, bool otherwise) const {
  const std::string word = to_lower(text(row, column));
  if (word.empty() || word == "nan") return otherwise;
  if (word == "true" || word == "1" || word == "1.0") return true;
  if (word == "false" || word == "0" || word == "0.0") return false;
  complain(row, column, fmt::format("{} is '{}'; it must be true or false", column, word));
  return otherwise;
}

void Source::complain(std::size_t row, std::string_view column, std::string message, std::string fix) const {
  findings_->error(table_, row, find(column).value_or(0), std::move(message), std::move(fix));
}

void Source::refuse(std::string_view column, double standard, std::string_view why) const {
  if (!has(column)) return;
  for (std::size_t r = 0; r < rows(); ++r)
    if (const double v = number(r, column, standard); v != standard && !(std::isnan(v) && std::isnan(standard)))
      complain(r, column, fmt::format("{} = {} is not modelled: {}", column, v, why), std::isnan(standard) ? "leave the cell empty" : fmt::format("{} = {}", column, standard));
}

void Source::know(std::initializer_list<std::string_view> columns) const {
  for (const std::string_view c : columns) (void)find(c);
}

std::vector<std::string> Source::unknown() const {
  std::vector<std::string> out;
  for (const auto& [name, k] : columns_)
    if (!asked_.contains(k) && !name.empty()) out.push_back(table_.header()[k]);
  return out;
}

std::string UniqueNames::name(const std::string& wanted, const char* kind) {
  std::string out = wanted;
  if (!taken_.insert(out).second) {
    out = wanted + " (" + kind + ")";
    for (int n = 2; !taken_.insert(out).second; ++n) out = fmt::format("{} ({} {})", wanted, kind, n);
  }
  return out;
}

scenario::Profile add_series(scenario::PowerSystem& system, std::string name, std::vector<double> values) {
  if (!values.empty() && std::all_of(values.begin(), values.end(), [&](double v) { return v == values.front(); })) return {values.front()};
  system.series.push_back({std::move(name), std::move(values)});
  return {1.0, static_cast<int>(system.series.size()) - 1};
}

}  // namespace gridwright::exchange
