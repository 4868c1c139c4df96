#include "gridwright/serving/trace.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_set>

#include "gridwright/core/text.hpp"
#include "line_reader.hpp"
#include "trace_rows.hpp"

namespace gridwright::serving {
namespace {

constexpr std::size_t messages_shown = 20;
constexpr std::size_t most_classes = 255;

bool whole(double x, double most) { return x == std::floor(x) && x >= 0.0 && x <= most; }

}  // namespace

std::string to_string(TraceSchema schema) {
  switch (schema) {
    case TraceSchema::azure: return "Azure";
    case TraceSchema::burstgpt: return "BurstGPT";
    case TraceSchema::mooncake: return "Mooncake";
    case TraceSchema::vllm: return "measured vLLM run";
    case TraceSchema::gridwright: break;
  }
  return "Gridwright";
}

std::string SkippedRows::text() const {
  std::string causes;
  const auto add = [&](std::uint64_t count, const char* cause) {
    if (count > 0) causes += (causes.empty() ? "" : ", ") + std::to_string(count) + " " + cause;
  };
  add(unreadable, "not readable");
  add(backwards, "earlier than the row before");
  add(tokens, "with token counts that cannot be");
  add(empty, "without prompt or answer");
  return total() == 0 ? "no row skipped" : count_of(total(), "row") + " skipped: " + causes;
}

/// Reads rows, judges them, and keeps what was wrong with them.
struct TraceSource::State {
  State(LineReader lines, std::string shown_as, const TraceOptions& stated) : reader(std::move(lines)), shown(std::move(shown_as)), options(stated) {}

  LineReader reader;
  std::string shown;
  TraceOptions options;
  std::optional<RowReader> rows;
  std::string first_line;         ///< JSON lines: the first line is a row, too
  bool first_waits = false;
  RawRow row;
  double start_s = 0.0, engine_start_s = 0.0, last_s = -std::numeric_limits<double>::infinity();
  std::uint64_t given = 0, wrong_rows = 0;
  bool tail_said = false;
  PromptBlocks blocks;
  std::vector<std::string> classes;
  SkippedRows skipped;
  Diagnostics wrong;
  MeasuredTimes measured;

  Diagnostics begin() {
    std::string_view line;
    while (reader.next(line) && trim(line).empty()) {}
    if (reader.line() == 0 || trim(line).empty()) return {about(reader.damage().empty() ? "the trace is empty" : reader.damage())};
    RowTrouble trouble;
    rows = RowReader::recognise(line, trouble);
    if (!rows) return {at_line(line, trouble)};
    first_waits = !rows->first_line_is_header();
    if (first_waits) first_line = line;
    if (!rows->names_classes()) classes = {"all"};
    return {};
  }

  [[nodiscard]] Diagnostic about(std::string message, std::string fix = {}) const { return {.file = shown, .message = std::move(message), .fix = std::move(fix)}; }
  [[nodiscard]] Diagnostic at_line(std::string_view line, const RowTrouble& t) const {
    const std::string_view shown_part = line.substr(0, 300);  // a damaged line may be endless
    return {.file = shown, .line = reader.line(), .column = t.column, .width = std::min<int>(t.width, 300), .source_line = std::string(shown_part), .message = t.message, .fix = t.fix};
  }

  /// Counts a bad row, or keeps the message. True: go on with the next row.
  bool refuse(std::uint64_t& cause, std::string_view line, const RowTrouble& trouble) {
    if (options.bad_rows == BadRows::skip) {
      ++cause;
      return true;
    }
    ++cause;
    if (++wrong_rows <= messages_shown) wrong.push_back(at_line(line, trouble));
    return true;
  }

  /// Index of a class name, as klass; the last one gathers all names beyond 255.
  std::uint8_t class_of(std::string_view name) {
    if (!rows->names_classes()) return 0;
    if (name.empty()) name = "unnamed";
    const auto at = std::find(classes.begin(), classes.end(), name);
    if (at != classes.end()) return static_cast<std::uint8_t>(at - classes.begin());
    if (classes.size() < most_classes) classes.emplace_back(name);
    return static_cast<std::uint8_t>(classes.size() - 1);
  }

  /// The row as a request; false when it is none (and has been counted).
  bool judge(std::string_view line, Request& r) {
    constexpr double most = std::numeric_limits<std::int32_t>::max();
    if (!whole(row.input, most) || !whole(row.output, most))
      return refuse(skipped.tokens, line, {1, static_cast<int>(line.size()), "token counts must be whole and not negative: " + significant(row.input, 6) + " in, " + significant(row.output, 6) + " out", "correct the row, or leave such rows out with --bad-rows skip"}), false;
    if (row.input < 1.0 || row.output < 1.0) {  // a failed or cancelled call is no mistake of the file
      ++skipped.empty;
      return false;
    }
    if (!whole(row.session, std::numeric_limits<std::uint32_t>::max()) || !whole(row.priority, 255.0) || !whole(row.origin, 65535.0))
      return refuse(skipped.unreadable, line, {1, static_cast<int>(line.size()), "session, priority (0..255) and origin (0..65535) are whole numbers", "correct the row, or leave such rows out with --bad-rows skip"}), false;
    if (row.time_s < last_s)
      return refuse(skipped.backwards, line, {1, static_cast<int>(line.size()), "time goes backwards: " + significant(last_s - row.time_s, 3) + " s before the row above", "sort the file by time, or leave such rows out with --bad-rows skip"}), false;
    const std::uint64_t block_limit = std::numeric_limits<std::uint32_t>::max() - row.hash_ids.size();
    if (blocks.ids.size() > block_limit) return refuse(skipped.unreadable, line, {1, 1, "more than 2^32 block ids in one trace", "cut the trace"}), false;
    if (last_s == -std::numeric_limits<double>::infinity()) start_s = row.time_s, engine_start_s = row.measured.queued_s;
    const double after_s = (row.time_s - start_s) / options.speed_up;
    if (after_s > 9e9) return refuse(skipped.unreadable, line, {1, 1, "more than 285 years after the first row", "correct the time"}), false;
    last_s = row.time_s;
    r = {};
    r.arrival_ns = ns_of(after_s);
    r.id = given;
    r.input_tokens = static_cast<std::int32_t>(row.input);
    r.output_tokens = static_cast<std::int32_t>(row.output);
    r.klass = class_of(row.klass);
    r.session = static_cast<std::uint32_t>(row.session);
    r.priority = static_cast<std::uint8_t>(row.priority);
    r.origin = static_cast<std::uint16_t>(row.origin);
    // One id for each block of the prompt, no more; a row with fewer ids has a rest that nobody shares.
    const auto most_blocks = static_cast<std::size_t>((static_cast<std::int64_t>(r.input_tokens) + blocks.tokens_per_block - 1) / blocks.tokens_per_block);
    if (row.hash_ids.size() > most_blocks) row.hash_ids.resize(most_blocks);
    r.first_block = static_cast<std::uint32_t>(blocks.ids.size());
    r.blocks = static_cast<std::uint32_t>(row.hash_ids.size());
    blocks.ids.insert(blocks.ids.end(), row.hash_ids.begin(), row.hash_ids.end());
    const MeasuredTimes& m = row.measured;
    measured = {m.queued_s - engine_start_s, m.scheduled_s - engine_start_s, m.first_token_s - engine_start_s, m.last_token_s - engine_start_s};
    ++given;
    return true;
  }

  bool next(Request& request) {
    if (options.limit > 0 && given == options.limit) return false;
    std::string_view line;
    while (true) {
      if (first_waits) line = first_line, first_waits = false;
      else if (!reader.next(line)) break;
      if (line.empty() || trim(line).empty()) continue;
      if (const auto trouble = rows->read(line, row)) {
        refuse(skipped.unreadable, line, *trouble);
        continue;
      }
      if (judge(line, request)) return true;
    }
    if (wrong_rows > messages_shown && !tail_said) {
      tail_said = true;
      wrong.push_back(about("and " + std::to_string(wrong_rows - messages_shown) + " more rows like these", "leave them out with --bad-rows skip"));
    }
    if (!reader.damage().empty()) {
      wrong.push_back({.file = shown, .line = reader.line() + 1, .message = reader.damage(), .fix = "copy or download the file again"});
      first_line.clear();
    }
    return false;
  }
};

TraceSource::TraceSource(std::unique_ptr<State> state) : state_(std::move(state)) {}
TraceSource::~TraceSource() = default;
bool TraceSource::next(Request& request) { return state_->next(request); }
const PromptBlocks& TraceSource::blocks() const { return state_->blocks; }
TraceSchema TraceSource::schema() const { return state_->rows->schema(); }
const SkippedRows& TraceSource::skipped() const { return state_->skipped; }
const std::vector<std::string>& TraceSource::classes() const { return state_->classes; }
const Diagnostics& TraceSource::wrong() const { return state_->wrong; }
double TraceSource::share_read() const { return state_->reader.share_read(); }
const MeasuredTimes& TraceSource::measured() const { return state_->measured; }

namespace {

Result<std::unique_ptr<TraceSource>> begin(LineReader lines, const std::string& shown, const TraceOptions& options) {
  if (!(options.speed_up > 0.0) || !std::isfinite(options.speed_up))
    return Diagnostic{.file = shown, .message = "the speed-up of a trace must be positive", .fix = "1 = as recorded"};
  auto state = std::make_unique<TraceSource::State>(std::move(lines), shown, options);
  if (Diagnostics wrong = state->begin(); !wrong.empty()) return wrong;
  return std::make_unique<TraceSource>(std::move(state));
}

Result<Trace> gather(Result<std::unique_ptr<TraceSource>> opened) {
  if (!opened) return opened.diagnostics();
  TraceSource& source = **opened;
  Trace trace;
  trace.schema = source.schema();
  Request request;
  while (source.next(request)) {
    trace.requests.push_back(request);
    if (trace.schema == TraceSchema::vllm) trace.measured.push_back(source.measured());
  }
  TraceSource::State& state = source.state();
  if (!state.wrong.empty()) return state.wrong;
  if (trace.requests.empty()) return state.about("no row of the trace is a request (" + source.skipped().text() + ")");
  trace.blocks = std::move(state.blocks);
  trace.classes = std::move(state.classes);
  trace.skipped = state.skipped;
  return trace;
}

}  // namespace

Result<std::unique_ptr<TraceSource>> TraceSource::open(const std::filesystem::path& file, const TraceOptions& options) {
  Result<LineReader> lines = LineReader::open(file);
  if (!lines) return lines.diagnostics();
  return begin(std::move(*lines), file.string(), options);
}

Result<Trace> read_trace(const std::filesystem::path& file, const TraceOptions& options) {
  return gather(TraceSource::open(file, options));
}

Result<Trace> parse_trace(std::string_view text, std::string_view shown_as, const TraceOptions& options) {
  return gather(begin(LineReader::of(text), std::string(shown_as), options));
}

PrefixReuse ideal_prefix_reuse(const Trace& trace) {
  PrefixReuse reuse;
  std::unordered_set<std::uint64_t> seen;
  for (const Request& r : trace.requests) {
    const std::int32_t count = trace.blocks.count(r, r.input_tokens);
    reuse.blocks += static_cast<std::uint64_t>(count);
    std::int32_t k = 0;
    while (k < count && seen.contains(trace.blocks.id(r, k))) ++k;
    reuse.leading_seen += static_cast<std::uint64_t>(k);
    for (; k < count; ++k) seen.insert(trace.blocks.id(r, k));
  }
  return reuse;
}

}  // namespace gridwright::serving
