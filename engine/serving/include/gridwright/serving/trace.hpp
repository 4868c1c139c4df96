#pragma once
#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gridwright/core/result.hpp"
#include "gridwright/serving/request.hpp"

/// Recorded requests, read as their publishers wrote them.
///
///   Result<Trace> trace = read_trace("AzureLLMInferenceTrace_conv.csv.gz");
///   if (!trace) return trace.diagnostics();                    // every bad row, with file:line:column
///   trace->requests.size(); trace->skipped.total();
///
/// Schemas, recognised by their first line, plain or .gz:
///   azure      CSV   TIMESTAMP,ContextTokens,GeneratedTokens            (Azure LLM inference traces 2023, 2024)
///   burstgpt   CSV   Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type   (Session ID, Elapsed time allowed)
///   mooncake   JSONL timestamp (ms), input_length, output_length, hash_ids (one a 512-token block)
///   vllm       JSONL input_toks, output_toks, arrival_time (s), queued_ts, scheduled_ts, first_token_ts, last_token_ts
///   gridwright CSV   arrival_s,input_tokens,output_tokens[,class,session,priority,origin]
namespace gridwright::serving {

enum class TraceSchema { azure, burstgpt, mooncake, vllm, gridwright };
[[nodiscard]] std::string to_string(TraceSchema schema);

/// What to do with a row that cannot be a request.
enum class BadRows { error, skip };

struct TraceOptions {
  BadRows bad_rows = BadRows::error;  ///< error: nothing is read; skip: the row is left out and counted by cause
  double speed_up = 1.0;              ///< arrivals come this many times faster; must be positive
  std::uint64_t limit = 0;            ///< stop after this many requests; 0 = all
};

/// Rows left out, by cause.
struct SkippedRows {
  std::uint64_t unreadable = 0;       ///< not the schema's cells or keys, or no numbers
  std::uint64_t backwards = 0;        ///< earlier than the row before
  std::uint64_t tokens = 0;           ///< negative, not whole, or more than a request can have (2^31 - 1)
  std::uint64_t empty = 0;            ///< no prompt or no answer: failed calls in BurstGPT, cancelled ones elsewhere
  [[nodiscard]] std::uint64_t total() const { return unreadable + backwards + tokens + empty; }
  [[nodiscard]] std::string text() const;  ///< "3 rows skipped: 2 time goes backwards, 1 no number"
};

/// What the machine that was recorded did; vllm schema only. Seconds since the first arrival.
struct MeasuredTimes {
  double queued_s = 0.0, scheduled_s = 0.0, first_token_s = 0.0, last_token_s = 0.0;
};

struct Trace {
  TraceSchema schema = TraceSchema::gridwright;
  std::vector<Request> requests;      ///< in order of time, the first at 0
  PromptBlocks blocks;
  std::vector<MeasuredTimes> measured;  ///< one a request, or empty
  std::vector<std::string> classes;   ///< names of klass 0, 1, ... where rows state one; else one, "all"
  SkippedRows skipped;
};

/// The whole file. Cost: about 5 million rows a second of CSV; 64 bytes a request.
[[nodiscard]] Result<Trace> read_trace(const std::filesystem::path& file, const TraceOptions& options = {});
/// From text in memory, as messages name it (tests, fuzzing).
[[nodiscard]] Result<Trace> parse_trace(std::string_view text, std::string_view shown_as, const TraceOptions& options = {});

/// The same row by row, for files larger than memory: what stands in the file before a bad row has then been used already.
/// After next() said false, `wrong()` tells whether the end was reached or a row could not be read.
class TraceSource final : public ArrivalSource {
 public:
  [[nodiscard]] static Result<std::unique_ptr<TraceSource>> open(const std::filesystem::path& file, const TraceOptions& options = {});
  ~TraceSource() override;
  bool next(Request& request) override;
  [[nodiscard]] const PromptBlocks& blocks() const override;
  [[nodiscard]] TraceSchema schema() const;
  [[nodiscard]] const SkippedRows& skipped() const;
  [[nodiscard]] const std::vector<std::string>& classes() const;
  [[nodiscard]] const Diagnostics& wrong() const;
  /// Share of the file read so far, 0..1, for progress.
  [[nodiscard]] double share_read() const;
  /// Times of the request last given out; vllm schema only.
  [[nodiscard]] const MeasuredTimes& measured() const;

  struct State;
  explicit TraceSource(std::unique_ptr<State> state);
  [[nodiscard]] State& state() { return *state_; }  ///< for read_trace, which keeps what was read

 private:
  std::unique_ptr<State> state_;
};

/// Share of prompt blocks that an endless cache would have held: leading blocks seen in an earlier request / all blocks.
/// 36.6 % for Mooncake's conversation trace, 64.0 % for its synthetic one (Qin et al., FAST 2025).
struct PrefixReuse {
  std::uint64_t blocks = 0, leading_seen = 0;
  [[nodiscard]] double share() const { return blocks == 0 ? 0.0 : static_cast<double>(leading_seen) / static_cast<double>(blocks); }
};
[[nodiscard]] PrefixReuse ideal_prefix_reuse(const Trace& trace);

}  // namespace gridwright::serving
