// Any bytes as a table: an answer or diagnostics that can be printed, never a crash.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "gridwright/core/csv.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gridwright;
  if (size == 0) return 0;
  const std::string text(data + 1, data + size);
  const CsvOptions options{.separator = (data[0] & 1) != 0 ? '\t' : ',',
                           .header = (data[0] & 2) != 0,
                           .skip_lines = (data[0] & 4) != 0 ? 1 : 0,
                           .comment = (data[0] & 8) != 0 ? '#' : '\0'};
  const Result<CsvTable> table = parse_csv(text, "fuzz.csv", options);
  if (!table) {
    if (to_text(table.diagnostics()).empty()) std::abort();
    return 0;
  }
  for (const std::string& name : table->header()) {
    const Result<std::vector<double>> numbers = table->numbers(name);
    if (!numbers && to_text(numbers.diagnostics()).empty()) std::abort();
  }
  return 0;
}
