// Any bytes as a recorded trace: requests in order of time, or diagnostics that can be printed, never a crash.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "gridwright/serving/trace.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gridwright;
  using namespace gridwright::serving;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const BadRows rule : {BadRows::error, BadRows::skip}) {
    const Result<Trace> trace = parse_trace(text, "fuzz", {.bad_rows = rule});
    if (!trace) {
      if (to_text(trace.diagnostics()).empty()) std::abort();
      continue;
    }
    Nanoseconds last = 0;
    for (const Request& r : trace->requests) {
      if (r.arrival_ns < last || r.input_tokens < 1 || r.output_tokens < 1 || r.klass >= trace->classes.size()) std::abort();
      if (r.first_block + std::size_t{r.blocks} > trace->blocks.ids.size()) std::abort();
      last = r.arrival_ns;
    }
    if (ideal_prefix_reuse(*trace).share() > 1.0) std::abort();
  }
  return 0;
}
