#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gridwright/serving/trace.hpp"

namespace gridwright::serving {

/// One row as read, before it is judged: times in seconds on the file's own clock.
struct RawRow {
  double time_s = 0.0, input = 0.0, output = 0.0;
  std::string_view klass;                  ///< name; empty when rows have none
  double session = 0.0, priority = 0.0, origin = 0.0;
  MeasuredTimes measured;                  ///< on the engine's clock, not the arrivals'
  std::vector<std::uint64_t> hash_ids;
};

/// Why a line is no row: where the trouble starts (1-based column), what it is and what to type.
struct RowTrouble {
  int column = 1, width = 1;
  std::string message, fix;
};

/// Reads the lines of one schema. Made from the first line of a file.
class RowReader {
 public:
  /// Nothing when no schema begins like this; `trouble` then says what was expected.
  static std::optional<RowReader> recognise(std::string_view first_line, RowTrouble& trouble);
  [[nodiscard]] TraceSchema schema() const { return schema_; }
  /// CSV: the first line names columns and is no row itself.
  [[nodiscard]] bool first_line_is_header() const { return schema_ != TraceSchema::mooncake && schema_ != TraceSchema::vllm; }
  [[nodiscard]] bool names_classes() const { return klass_ >= 0; }
  /// Nothing when all is well. `row` keeps views into `line`.
  std::optional<RowTrouble> read(std::string_view line, RawRow& row);

 private:
  std::optional<RowTrouble> read_csv(std::string_view line, RawRow& row);
  std::optional<RowTrouble> read_json(std::string_view line, RawRow& row);
  [[nodiscard]] int find(std::string_view column) const;
  TraceSchema schema_ = TraceSchema::gridwright;
  std::vector<std::string> header_;
  std::vector<std::string_view> cells_;
  int time_ = -1, input_ = -1, output_ = -1, klass_ = -1, session_ = -1, priority_ = -1, origin_ = -1;
};

}  // namespace gridwright::serving
