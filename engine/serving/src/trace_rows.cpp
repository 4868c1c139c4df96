#include "trace_rows.hpp"

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>

#include "gridwright/core/text.hpp"

namespace gridwright::serving {
namespace {

/// A finite number that fills the cell; faster than parse_number, which also allows underscores.
std::optional<double> number(std::string_view text) {
  text = trim(text);
  double value = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return std::nullopt;
  int value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    value = 10 * value + (text[i] - '0');
  }
  return value;
}

/// "2023-11-16 18:15:46.6805900" -> seconds since 1970 on the same clock; an offset such as "+00:00" behind it is dropped.
std::optional<double> timestamp(std::string_view text) {
  text = trim(text);
  const auto y = digits(text, 0, 4), mo = digits(text, 5, 2), d = digits(text, 8, 2);
  const auto h = digits(text, 11, 2), mi = digits(text, 14, 2), s = digits(text, 17, 2);
  if (!y || !mo || !d || !h || !mi || !s || text[4] != '-' || text[7] != '-' || text[13] != ':' || text[16] != ':') return std::nullopt;
  const std::chrono::year_month_day day{std::chrono::year{*y}, std::chrono::month{static_cast<unsigned>(*mo)},
                                        std::chrono::day{static_cast<unsigned>(*d)}};
  if (!day.ok() || *h > 23 || *mi > 59 || *s > 60) return std::nullopt;
  double fraction = 0.0, place = 0.1;
  std::size_t i = 19;
  if (i < text.size() && text[i] == '.')
    for (++i; i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i, place *= 0.1) fraction += place * (text[i] - '0');
  if (i < text.size() && text[i] != '+' && text[i] != '-' && text[i] != 'Z') return std::nullopt;
  const double days = static_cast<double>(std::chrono::sys_days{day}.time_since_epoch().count());
  return days * 86400.0 + *h * 3600.0 + *mi * 60.0 + *s + fraction;
}

int column_of(std::string_view line, std::string_view part) { return static_cast<int>(part.data() - line.data()) + 1; }

RowTrouble not_a_number(std::string_view line, std::string_view cell, const std::string& name) {
  return {column_of(line, cell), std::max(1, static_cast<int>(cell.size())),
          cell.empty() ? "'" + name + "' is empty" : "'" + std::string(cell.substr(0, 40)) + "' is not a number ('" + name + "')",
          "correct the row, or leave such rows out with --bad-rows skip"};
}

/// A flat JSON object read in one pass: keys with numbers, texts or lists of whole numbers. Anything deeper is refused.
class FlatObject {
 public:
  explicit FlatObject(std::string_view line) : line_(line) {}

  template <class OnNumber, class OnText, class OnList>
  std::optional<RowTrouble> read(OnNumber on_number, OnText on_text, OnList on_list) {
    skip_blanks();
    if (!take('{')) return trouble("a JSON object is expected here", "{\"timestamp\": 0, ...}");
    skip_blanks();
    if (take('}')) return end();
    while (true) {
      std::string_view key;
      skip_blanks();
      if (!text(key)) return trouble("a key in \"quotes\" is expected here");
      skip_blanks();
      if (!take(':')) return trouble("':' is expected here");
      skip_blanks();
      if (peek() == '"') {
        std::string_view value;
        if (!text(value)) return trouble("this text is never closed");
        on_text(key, value);
      } else if (peek() == '[') {
        if (auto wrong = list(key, on_list)) return wrong;
      } else if (literal("null") || literal("true") || literal("false")) {
      } else {
        const auto value = scan_number();
        if (!value) return trouble("a number, a text or a list is expected here");
        on_number(key, *value);
      }
      skip_blanks();
      if (take('}')) return end();
      if (!take(',')) return trouble("',' or '}' is expected here");
    }
  }

 private:
  [[nodiscard]] char peek() const { return at_ < line_.size() ? line_[at_] : '\0'; }
  bool take(char c) {
    if (peek() != c || at_ >= line_.size()) return false;
    ++at_;
    return true;
  }
  void skip_blanks() {
    while (at_ < line_.size() && (line_[at_] == ' ' || line_[at_] == '\t')) ++at_;
  }
  bool literal(std::string_view word) {
    if (line_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }
  bool text(std::string_view& value) {
    if (!take('"')) return false;
    const std::size_t begin = at_;
    while (at_ < line_.size() && line_[at_] != '"') at_ += line_[at_] == '\\' ? 2 : 1;
    if (at_ >= line_.size()) return false;
    value = line_.substr(begin, at_ - begin);
    ++at_;
    return true;
  }
  std::optional<double> scan_number() {
    double value = 0.0;
    const auto [end, error] = std::from_chars(line_.data() + at_, line_.data() + line_.size(), value);
    if (error != std::errc{} || !std::isfinite(value)) return std::nullopt;
    at_ = static_cast<std::size_t>(end - line_.data());
    return value;
  }
  template <class OnList>
  std::optional<RowTrouble> list(std::string_view key, OnList on_list) {
    take('[');
    skip_blanks();
    if (take(']')) return std::nullopt;
    while (true) {
      skip_blanks();
      std::uint64_t value = 0;
      const auto [end, error] = std::from_chars(line_.data() + at_, line_.data() + line_.size(), value);
      if (error != std::errc{}) return trouble("a whole number from 0 on is expected here");
      at_ = static_cast<std::size_t>(end - line_.data());
      on_list(key, value);
      skip_blanks();
      if (take(']')) return std::nullopt;
      if (!take(',')) return trouble("',' or ']' is expected here");
    }
  }
  std::optional<RowTrouble> end() {
    skip_blanks();
    if (at_ < line_.size()) return trouble("the object ended, but the line goes on");
    return std::nullopt;
  }
  [[nodiscard]] RowTrouble trouble(std::string message, std::string fix = "correct the row, or leave such rows out with --bad-rows skip") const {
    return {static_cast<int>(at_) + 1, 1, std::move(message), std::move(fix)};
  }
  std::string_view line_;
  std::size_t at_ = 0;
};

constexpr const char* known_schemas =
    "Azure (TIMESTAMP,ContextTokens,GeneratedTokens), BurstGPT (Timestamp,Model,Request tokens,Response tokens,...), Mooncake or vLLM JSON "
    "lines, or arrival_s,input_tokens,output_tokens";

}  // namespace

int RowReader::find(std::string_view column) const {
  for (std::size_t i = 0; i < header_.size(); ++i)
    if (header_[i] == column) return static_cast<int>(i);
  return -1;
}

std::optional<RowReader> RowReader::recognise(std::string_view first, RowTrouble& trouble) {
  RowReader reader;
  if (trim(first).starts_with('{')) {
    const bool mooncake = first.find("\"input_length\"") != std::string_view::npos, vllm = first.find("\"input_toks\"") != std::string_view::npos;
    reader.schema_ = mooncake ? TraceSchema::mooncake : TraceSchema::vllm;
    if (mooncake || vllm) return reader;
    trouble = {1, 1, "these JSON lines are of no trace schema known here", "keys input_length, output_length, timestamp (Mooncake) or input_toks, output_toks, arrival_time (vLLM)"};
    return std::nullopt;
  }
  for (const std::string_view name : split(first, ',')) reader.header_.emplace_back(trim(name));
  const std::array<std::tuple<TraceSchema, const char*, const char*, const char*>, 3> schemas{
      {{TraceSchema::azure, "TIMESTAMP", "ContextTokens", "GeneratedTokens"},
       {TraceSchema::burstgpt, "Timestamp", "Request tokens", "Response tokens"},
       {TraceSchema::gridwright, "arrival_s", "input_tokens", "output_tokens"}}};
  for (const auto& [schema, time, input, output] : schemas) {
    reader.time_ = reader.find(time), reader.input_ = reader.find(input), reader.output_ = reader.find(output);
    if (reader.time_ < 0 || reader.input_ < 0 || reader.output_ < 0) continue;
    reader.schema_ = schema;
    reader.klass_ = reader.find(schema == TraceSchema::burstgpt ? "Model" : "class");
    if (schema == TraceSchema::gridwright) reader.session_ = reader.find("session"), reader.priority_ = reader.find("priority"), reader.origin_ = reader.find("origin");
    return reader;
  }
  trouble = {1, std::max(1, static_cast<int>(first.size())), "the first line is of no trace schema known here", std::string("known: ") + known_schemas};
  return std::nullopt;
}

std::optional<RowTrouble> RowReader::read(std::string_view line, RawRow& row) {
  row.hash_ids.clear();
  return first_line_is_header() ? read_csv(line, row) : read_json(line, row);
}

std::optional<RowTrouble> RowReader::read_csv(std::string_view line, RawRow& row) {
  cells_.clear();
  for (std::size_t at = 0; at <= line.size();) {
    const std::size_t end = std::min(line.find(',', at), line.size());
    cells_.push_back(trim(line.substr(at, end - at)));
    at = end + 1;
  }
  if (cells_.size() != header_.size())
    return RowTrouble{1, std::max(1, static_cast<int>(line.size())), std::to_string(header_.size()) + " cells expected, " + std::to_string(cells_.size()) + " found",
                      "correct the row, or leave such rows out with --bad-rows skip"};
  const auto cell = [&](int at) { return cells_[static_cast<std::size_t>(at)]; };
  const auto name = [&](int at) { return header_[static_cast<std::size_t>(at)]; };
  std::optional<double> time = schema_ == TraceSchema::azure ? timestamp(cell(time_)) : number(cell(time_));
  if (!time && schema_ == TraceSchema::azure)
    return RowTrouble{column_of(line, cell(time_)), std::max(1, static_cast<int>(cell(time_).size())), "'" + std::string(cell(time_)) + "' is no time",
                      "write 2023-11-16 18:15:46.6805900"};
  if (!time) return not_a_number(line, cell(time_), name(time_));
  row.time_s = *time;
  const std::array<std::pair<int, double*>, 5> numbers{{{input_, &row.input}, {output_, &row.output}, {session_, &row.session}, {priority_, &row.priority}, {origin_, &row.origin}}};
  for (const auto& [at, target] : numbers) {
    if (at < 0) continue;
    const auto value = number(cell(at));
    if (!value) return not_a_number(line, cell(at), name(at));
    *target = *value;
  }
  row.klass = klass_ >= 0 ? cell(klass_) : std::string_view();
  return std::nullopt;
}

std::optional<RowTrouble> RowReader::read_json(std::string_view line, RawRow& row) {
  std::array<bool, 3> seen{};
  const bool mooncake = schema_ == TraceSchema::mooncake;
  const std::array<std::string_view, 3> keys = mooncake ? std::array<std::string_view, 3>{"timestamp", "input_length", "output_length"}
                                                        : std::array<std::string_view, 3>{"arrival_time", "input_toks", "output_toks"};
  const std::array<double*, 3> targets{&row.time_s, &row.input, &row.output};
  row.measured = {};
  auto wrong = FlatObject(line).read(
      [&](std::string_view key, double value) {
        for (std::size_t i = 0; i < 3; ++i)
          if (key == keys[i]) *targets[i] = value, seen[i] = true;
        if (key == "queued_ts") row.measured.queued_s = value;
        if (key == "scheduled_ts") row.measured.scheduled_s = value;
        if (key == "first_token_ts") row.measured.first_token_s = value;
        if (key == "last_token_ts") row.measured.last_token_s = value;
      },
      [](std::string_view, std::string_view) {},
      [&](std::string_view key, std::uint64_t value) {
        if (key == "hash_ids") row.hash_ids.push_back(value);
      });
  if (wrong) return wrong;
  for (std::size_t i = 0; i < 3; ++i)
    if (!seen[i]) return RowTrouble{1, 1, "the row has no number called '" + std::string(keys[i]) + "'", "correct the row, or leave such rows out with --bad-rows skip"};
  if (mooncake) row.time_s *= 1e-3;
  return std::nullopt;
}

}  // namespace gridwright::serving
