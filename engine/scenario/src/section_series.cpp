#include <fmt/format.h>

#include <array>

#include "gridwright/core/sha256.hpp"
#include "gridwright/core/text.hpp"
#include "section.hpp"
#include "words.hpp"

/// Reading of series, file names and dates.
namespace gridwright::scenario {
namespace {

constexpr std::uintmax_t largest_series = 256u << 20;

/// "${NAME}/x.csv" with NAME from the environment; on failure `unset` names the variable.
std::optional<std::string> with_environment(const Reading& reading, std::string_view text, std::string& unset) {
  std::string out;
  while (true) {
    const std::size_t start = text.find("${");
    const std::size_t end = start == std::string_view::npos ? start : text.find('}', start);
    if (end == std::string_view::npos) return out.append(text);
    const std::string name(text.substr(start + 2, end - start - 2));
    const std::optional<std::string> value = reading.environment(name);
    if (!value || value->empty()) return unset = name, std::nullopt;
    out.append(text.substr(0, start)).append(*value);
    text.remove_prefix(end + 1);
  }
}

std::string nearest_file(const std::filesystem::path& path) {
  std::error_code error;
  std::vector<std::string> names;
  for (std::filesystem::directory_iterator it(path.parent_path(), error), end; !error && it != end && names.size() < 2000;
       it.increment(error))
    names.push_back(it->path().filename().string());
  std::sort(names.begin(), names.end());
  return meant_by(path.filename().string(), names);
}

struct Day {
  int year, month, day, hour = 0, minute = 0;
};

/// Takes `count` digits off the front; -1 when they are not there.
int take_digits(std::string_view& text, std::size_t count) {
  int value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (i >= text.size() || text[i] < '0' || text[i] > '9') return -1;
    value = 10 * value + (text[i] - '0');
  }
  text.remove_prefix(count);
  return value;
}

bool take(std::string_view& text, std::string_view any_of) {
  if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

/// "2028-09-30" or "2028-09-30 12:00"; numbers may still be out of range.
std::optional<Day> parse_day(std::string_view text) {
  Day d{};
  d.year = take_digits(text, 4);
  if (!take(text, "-")) return std::nullopt;
  d.month = take_digits(text, 2);
  if (!take(text, "-")) return std::nullopt;
  d.day = take_digits(text, 2);
  if (!text.empty()) {
    if (!take(text, " T")) return std::nullopt;
    d.hour = take_digits(text, 2);
    if (!take(text, ":")) return std::nullopt;
    d.minute = take_digits(text, 2);
  }
  const bool whole = d.year >= 0 && d.month >= 0 && d.day >= 0 && d.hour >= 0 && d.minute >= 0 && text.empty();
  return whole ? std::optional(d) : std::nullopt;
}

constexpr std::array<int, 12> month_days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

}  // namespace

std::string Section::resolved_file(const Node& node, std::string_view what) {
  std::string unset;
  const std::optional<std::string> expanded = with_environment(*reading_, node.text, unset);
  if (!expanded) {
    problems().error(node.place, fmt::format("{} needs the environment variable {}, which is not set", what, unset),
                     fmt::format("export {}=/path/to/its/folder", unset));
    return {};
  }
  std::filesystem::path path(*expanded);
  if (path.is_relative()) path = problems().file(node.place.file).path.parent_path() / path;
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (error || !std::filesystem::exists(status)) {
    const std::string meant = nearest_file(path);
    problems().error(
        node.place, fmt::format("{}: there is no file '{}'", what, *expanded),
        meant.empty() ? "the path is relative to the file that names it" : fmt::format("did you mean \"{}\"?", meant));
    return {};
  }
  if (!std::filesystem::is_regular_file(status))
    return problems().error(node.place, fmt::format("{}: '{}' is not a file", what, *expanded), "name a file"),
           std::string{};
  if (const auto size = std::filesystem::file_size(path, error); !error && size > largest_series) {
    problems().error(
        node.place,
        fmt::format("{}: '{}' is {} MB; a file of hourly values has 256 MB at most", what, *expanded, size >> 20),
        "keep one year and the columns that are needed");
    return {};
  }
  if (!reading_->files.contains(node.text)) {
    const std::optional<std::string> hash = sha256_of_file(path);
    if (!hash)
      return problems().error(node.place, fmt::format("{}: '{}' cannot be read", what, *expanded), "check its permissions"),
             std::string{};
    reading_->files.emplace(node.text, *hash);
  }
  return path.lexically_normal().string();
}

void Section::into_file(std::string_view name, std::string& out) {
  const Attribute& a = attribute(name);
  const Source from = source(a);
  if (!from.node) return;
  if (from.node->kind != Node::Kind::text || trim(from.node->text).empty())
    return complain_kind(a, *from.node, "the name of a file");
  out = resolved_file(*from.node, what(a));
}

void Section::into(std::string_view name, SeriesSpec& out, double utc_offset_h) {
  const Attribute& a = attribute(name);
  const Source from = source(a);
  if (!from.node) return;
  if (from.node->kind == Node::Kind::table) return series_table(a, *from.node, out, utc_offset_h);
  if (const auto value = number_at(a, *from.node, what(a), a.unit))
    out.kind = SeriesSpec::Kind::constant, out.constant = *value;
}

void Section::series_table(const Attribute& a, const Node& node, SeriesSpec& out, double utc_offset_h) {
  const std::string subject = what(a);
  const std::size_t known_before = reading_->defaulted.size();
  Section s(*reading_, "series", {}, path_ + "." + a.name, subject, &node, node.place);
  const auto value = [&](std::string_view key, std::optional<double>& to) {
    const Node* found = node.find(key);
    if (found) to = number_at(a, *found, fmt::format("{} of {}", key, subject), a.unit);
  };
  std::optional<double> add;
  value("mean", out.mean), value("clip_min", out.clip_min), value("clip_max", out.clip_max), value("add", add);
  out.add = add.value_or(0.0);
  s.into("column", out.column);
  s.into("format", out.format);
  if (out.format == "plain") out.format.clear();
  s.into("model", out.model);
  s.into("divide_by_max", out.divide_by_max);
  s.into("interpolate_gaps", out.interpolate_gaps);
  std::string clock;
  s.into("time", clock);
  if (clock == "utc") out.utc_offset_h = utc_offset_h;
  reading_->defaulted.resize(known_before);  // how a file is read is no assumption about the world
  const Node* file = node.find("file");
  if (file)
    s.into_file("file", out.file), out.kind = SeriesSpec::Kind::file;
  else
    out.kind = SeriesSpec::Kind::model;
  if (file && node.find("model"))
    problems().error(node.place, fmt::format("{} states both a file and a model", subject), "keep one of them");
  else if (!file && !node.find("model"))
    problems().error(node.place, fmt::format("{} states neither a file nor a model", subject),
                     "{ file = \"prices.csv\", column = \"usd_per_mwh\" } or { model = \"midwest_2022_like\" }");
  else if (file && out.column.empty() && out.format.empty() && !node.find("column"))
    problems().error(node.place, fmt::format("{} names a file but no column", subject),
                     "add column = \"...\", the header of the values");
  for (const char* key : {"column", "format", "divide_by_max", "interpolate_gaps", "time"})
    if (!file && node.find(key))
      problems().error(node.member(key)->place, fmt::format("{} of {} needs a file", key, subject), "remove it");
  if (out.clip_min && out.clip_max && *out.clip_min > *out.clip_max)
    problems().error(node.place, fmt::format("{}: clip_min is larger than clip_max", subject), "swap them");
}

void Section::into_date(std::string_view name, int year, bool end_of_day, double& out) {
  const Attribute& a = attribute(name);
  const Source from = source(a);
  if (!from.node) return;
  if (from.node->kind != Node::Kind::text && from.node->kind != Node::Kind::date)
    return complain_kind(a, *from.node, "a date");
  const std::optional<Day> d = parse_day(from.node->text);
  const auto wrong = [&](const std::string& message, std::string fix) {
    problems().error(from.node->place, what(a) + message, std::move(fix));
  };
  if (!d || d->month < 1 || d->month > 12 || d->day < 1 || d->day > 31 || d->hour < 0 || d->hour > 24 || d->minute < 0 ||
      d->minute > 59)
    return wrong(fmt::format(" is not a date: '{}'", from.node->text), fmt::format("write \"{}-09-30\"", year));
  if (d->month == 2 && d->day == 29)
    return wrong(" is 29 February, which model years do not have", fmt::format("write \"{}-02-28\"", year));
  const int days = month_days[static_cast<std::size_t>(d->month - 1)];
  if (d->day > days)
    return wrong(fmt::format(": month {} has {} days", d->month, days),
                 fmt::format("write \"{}-{:02}-{}\"", year, d->month, days));
  if (d->year != year)
    return wrong(fmt::format(" is in {}, but the scenario plans {}", d->year, year),
                 fmt::format("write \"{}-{:02}-{:02}\"", year, d->month, d->day));
  int day = d->day - 1;
  for (int m = 1; m < d->month; ++m) day += month_days[static_cast<std::size_t>(m - 1)];
  const bool clock = from.node->text.size() > 10;
  out = clock ? 24.0 * day + d->hour + d->minute / 60.0 : 24.0 * (end_of_day ? day + 1 : day);
}

}  // namespace gridwright::scenario
