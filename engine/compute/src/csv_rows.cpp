#include "csv_rows.hpp"

#include <algorithm>

namespace gridwright::compute {
namespace {

std::vector<std::string> take_line(std::string_view& rest) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  std::size_t i = 0;
  for (; i < rest.size() && (quoted || rest[i] != '\n'); ++i) {
    const char c = rest[i];
    if (c == '"' && quoted && i + 1 < rest.size() && rest[i + 1] == '"') cells.back() += rest[++i];
    else if (c == '"') quoted = !quoted;
    else if (c == ',' && !quoted) cells.emplace_back();
    else if (c != '\r') cells.back() += c;
  }
  rest.remove_prefix(std::min(i + 1, rest.size()));
  return cells;
}

}  // namespace

std::vector<CsvRow> csv_rows(std::string_view text) {
  std::vector<CsvRow> rows;
  const std::vector<std::string> header = take_line(text);
  while (!text.empty()) {
    std::vector<std::string> cells = take_line(text);
    if (cells.size() == 1 && cells[0].empty()) continue;
    cells.resize(header.size());
    CsvRow& row = rows.emplace_back();
    for (std::size_t i = 0; i < header.size(); ++i) row[header[i]] = std::move(cells[i]);
  }
  return rows;
}

}  // namespace gridwright::compute
