#include "gridwright/core/csv.hpp"

#include <algorithm>
#include <limits>
#include <span>

#include "gridwright/core/text.hpp"

namespace gridwright {
namespace {

constexpr std::size_t messages_shown = 20;  // of one kind; the rest is counted

/// The whole line of `text` that holds position `at`.
std::string_view line_around(std::string_view text, std::size_t at) {
  at = std::min(at, text.size());
  const std::size_t newline = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
  const std::size_t begin = newline == std::string_view::npos ? 0 : newline + 1;
  const std::size_t end = std::min(text.find('\n', at), text.size());
  std::string_view line = text.substr(begin, end - begin);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

/// Characters before `at` in its line, from 1: UTF-8 continuation bytes do not count.
int column_of(std::string_view text, std::size_t at) {
  int column = 1;
  for (std::size_t i = at; i > 0 && text[i - 1] != '\n'; --i)
    if ((static_cast<unsigned char>(text[i - 1]) & 0xC0u) != 0x80u) ++column;
  return column;
}

/// Collects up to messages_shown diagnostics and counts the others.
class Findings {
 public:
  void add(Diagnostic one) {
    if (++count_ <= messages_shown) all_.push_back(std::move(one));
  }
  [[nodiscard]] bool empty() const { return count_ == 0; }
  [[nodiscard]] Diagnostics take(const std::string& file) {
    if (count_ > messages_shown)
      all_.push_back({.file = file, .message = "and " + std::to_string(count_ - messages_shown) + " more like these"});
    return std::move(all_);
  }

 private:
  Diagnostics all_;
  std::size_t count_ = 0;
};

}  // namespace

/// One pass over the text. Positions are kept, not copies; only cells with doubled quotes are written out anew.
class CsvParser {
 public:
  CsvParser(std::string text, std::string_view shown_as, const CsvOptions& options) : options_(options) {
    table_.file_ = std::string(shown_as);
    table_.text_ = std::move(text);
    size_ = table_.text_.size();
  }

  Result<CsvTable> parse() {
    if (size_ >= std::numeric_limits<std::uint32_t>::max())
      return Diagnostic{.file = table_.file_, .message = "the table is larger than 4 GiB"};
    for (int k = 0; k < options_.skip_lines && at_ < size_; ++k) skip_line();
    std::vector<CsvTable::Cell> row;
    bool header_read = false;
    while (at_ < size_) {
      if (skip_empty_or_comment()) continue;
      row.clear();
      const std::size_t start = at_;
      if (!read_row(row)) break;  // an open quote swallowed the rest: nothing after it can be trusted
      if (header_read) {
        add_row(row, start);
        continue;
      }
      read_header(row);
      header_read = true;
      if (!options_.header) add_row(row, start);
    }
    if (!header_read && findings_.empty())
      findings_.add({.file = table_.file_, .message = "the table is empty", .fix = "the first line names the columns"});
    if (!findings_.empty()) return findings_.take(table_.file_);
    return std::move(table_);
  }

 private:
  [[nodiscard]] char peek() const { return table_.text_[at_]; }
  [[nodiscard]] bool at_line_end() const {
    return at_ >= size_ || peek() == '\n' || (peek() == '\r' && at_ + 1 < size_ && table_.text_[at_ + 1] == '\n');
  }
  [[nodiscard]] bool is_padding(char c) const { return c != options_.separator && (c == ' ' || c == '\t'); }
  [[nodiscard]] std::string_view source() const { return std::string_view(table_.text_).substr(0, size_); }

  void skip_line() {
    const std::size_t end = source().find('\n', at_);
    at_ = end == std::string_view::npos ? size_ : end + 1;
    ++line_;
  }

  bool skip_empty_or_comment() {
    std::size_t i = at_;
    while (i < size_ && (table_.text_[i] == ' ' || table_.text_[i] == '\t' || table_.text_[i] == '\r')) ++i;
    const bool empty = i >= size_ || table_.text_[i] == '\n';
    const bool comment = options_.comment != '\0' && !empty && table_.text_[i] == options_.comment;
    // A line of tabs alone is empty too, also in tab-separated files: no row of ours has only empty cells.
    if (empty || comment) skip_line();
    return empty || comment;
  }

  bool read_row(std::vector<CsvTable::Cell>& row) {
    while (true) {
      while (at_ < size_ && is_padding(peek())) ++at_;
      const bool fine = at_ < size_ && peek() == '"' ? read_quoted(row) : read_plain(row);
      if (!fine) return false;
      if (at_ < size_ && peek() == options_.separator) {
        ++at_;
        continue;
      }
      if (at_ < size_) skip_line();
      return true;
    }
  }

  bool read_plain(std::vector<CsvTable::Cell>& row) {
    const std::size_t begin = at_;
    while (at_ < size_ && peek() != options_.separator && peek() != '\n') ++at_;
    const std::string_view cell = trim(source().substr(begin, at_ - begin));
    row.push_back(place(begin, cell.size(), begin));
    return true;
  }

  bool read_quoted(std::vector<CsvTable::Cell>& row) {
    const std::size_t open = at_++;
    const int open_line = line_;
    bool doubled = false;
    for (; at_ < size_; ++at_) {
      if (peek() == '\n') ++line_;
      if (peek() != '"') continue;
      if (at_ + 1 >= size_ || table_.text_[at_ + 1] != '"') break;
      doubled = true;
      ++at_;
    }
    if (at_ >= size_) {
      findings_.add(finding(open, open_line, 1, "this quote is never closed", "add the closing \""));
      return false;
    }
    const std::size_t close = at_++;
    row.push_back(doubled ? without_doubled_quotes(open, close) : place(open + 1, close - open - 1, open));
    row.back().line = static_cast<std::uint32_t>(open_line);
    while (at_ < size_ && is_padding(peek())) ++at_;
    if (at_line_end() || peek() == options_.separator) return true;
    findings_.add(finding(at_, line_, 1, "text follows the closing quote", "write quotes inside a cell twice: \"\""));
    while (at_ < size_ && peek() != options_.separator && peek() != '\n') ++at_;
    return true;
  }

  CsvTable::Cell without_doubled_quotes(std::size_t open, std::size_t close) {
    const std::size_t begin = table_.text_.size();
    for (std::size_t i = open + 1; i < close; ++i) {
      table_.text_ += table_.text_[i];
      if (table_.text_[i] == '"') ++i;
    }
    return place(begin, table_.text_.size() - begin, open);
  }

  [[nodiscard]] CsvTable::Cell place(std::size_t begin, std::size_t size, std::size_t source) const {
    return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(size), static_cast<std::uint32_t>(source),
            static_cast<std::uint32_t>(line_)};
  }

  void read_header(const std::vector<CsvTable::Cell>& row) {
    for (const CsvTable::Cell& cell : row) {
      std::string name =
          options_.header ? table_.text_.substr(cell.begin, cell.size) : std::to_string(table_.header_.size() + 1);
      const bool twice = std::find(table_.header_.begin(), table_.header_.end(), name) != table_.header_.end();
      if (twice && !name.empty())
        findings_.add(finding(cell.source, static_cast<int>(cell.line), static_cast<int>(cell.size),
                              "two columns are called '" + name + "'", "give each column its own name"));
      table_.header_.push_back(std::move(name));
    }
  }

  void add_row(const std::vector<CsvTable::Cell>& row, std::size_t start) {
    if (row.size() == table_.header_.size()) {
      table_.cells_.insert(table_.cells_.end(), row.begin(), row.end());
      return;
    }
    const std::size_t at = row.size() > table_.header_.size() ? row[table_.header_.size()].source : start;
    findings_.add(
        finding(at, static_cast<int>(row.front().line), 1,
                std::to_string(table_.header_.size()) + " cells expected, " + std::to_string(row.size()) + " found",
                "put \"quotes\" around text that holds a separator"));
  }

  [[nodiscard]] Diagnostic finding(std::size_t at, int line, int width, std::string message, std::string fix) const {
    return {.file = table_.file_,
            .line = line,
            .column = column_of(source(), at),
            .width = width,
            .source_line = std::string(line_around(source(), at)),
            .message = std::move(message),
            .fix = std::move(fix)};
  }

  CsvOptions options_;
  CsvTable table_;
  Findings findings_;
  std::size_t size_ = 0;  ///< of the file's own text; cells written out anew stand behind it
  std::size_t at_ = 0;
  int line_ = 1;
};

std::optional<std::size_t> CsvTable::find(std::string_view column) const {
  const auto at = std::find(header_.begin(), header_.end(), column);
  if (at == header_.end()) return std::nullopt;
  return static_cast<std::size_t>(at - header_.begin());
}

std::string_view CsvTable::cell(std::size_t row, std::size_t column) const {
  const Cell& at = cells_[row * columns() + column];
  return std::string_view(text_).substr(at.begin, at.size);
}

int CsvTable::line(std::size_t row) const { return static_cast<int>(cells_[row * columns()].line); }

Diagnostic CsvTable::error_at(std::size_t row, std::size_t column, std::string message, std::string fix) const {
  const Cell& at = cells_[row * columns() + column];
  return {.file = file_,
          .line = static_cast<int>(at.line),
          .column = column_of(text_, at.source),
          .width = std::max(1, static_cast<int>(at.size)),
          .source_line = std::string(line_around(text_, at.source)),
          .message = std::move(message),
          .fix = std::move(fix)};
}

Diagnostic CsvTable::unknown_column(std::string_view column) const {
  const std::optional<std::string> near = nearest_name(column, std::span<const std::string>(header_));
  const std::string known =
      "columns: " + join(std::span<const std::string>(header_).first(std::min<std::size_t>(header_.size(), 12)), ", ") +
      (header_.size() > 12 ? ", ..." : "");
  return {.file = file_,
          .message = "no column is called '" + std::string(column) + "'",
          .fix = near ? "did you mean '" + *near + "'?   (" + known + ")" : known};
}

Result<std::vector<std::string>> CsvTable::texts(std::string_view column) const {
  const std::optional<std::size_t> at = find(column);
  if (!at) return unknown_column(column);
  std::vector<std::string> values;
  values.reserve(rows());
  for (std::size_t row = 0; row < rows(); ++row) values.emplace_back(cell(row, *at));
  return values;
}

Result<std::vector<double>> CsvTable::numbers(std::string_view column) const {
  const std::optional<std::size_t> at = find(column);
  if (!at) return unknown_column(column);
  Findings findings;
  std::vector<double> values;
  values.reserve(rows());
  for (std::size_t row = 0; row < rows(); ++row) {
    const std::optional<double> value = parse_number(cell(row, *at));
    if (!value)
      findings.add(error_at(row, *at,
                            cell(row, *at).empty() ? "a number is missing in column '" + header_[*at] + "'"
                                                   : "'" + std::string(cell(row, *at).substr(0, 40)) +
                                                         "' is not a number (column '" + header_[*at] + "')",
                            "write a finite number with a decimal point, no unit"));
    values.push_back(value.value_or(0.0));
  }
  if (!findings.empty()) return findings.take(file_);
  return values;
}

Result<CsvTable> parse_csv(std::string text, std::string_view shown_as, const CsvOptions& options) {
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  return CsvParser(std::move(text), shown_as, options).parse();
}

Result<CsvTable> read_csv(const std::filesystem::path& file, const CsvOptions& options, std::string_view shown_as) {
  const std::string shown = shown_as.empty() ? file.string() : std::string(shown_as);
  Result<std::string> text = read_text_file(file, shown, options.limit);
  if (!text) return text.diagnostics();
  return parse_csv(*std::move(text), shown, options);
}

}  // namespace gridwright
