// Any bytes as an MPS file: a program that is well formed and survives being written and read again, or diagnostics that can be
// printed. Never a crash, never a file that takes the memory.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "gridwright/solver/mps.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gridwright;
  using namespace gridwright::solver;
  const std::string text(data, data + size);
  const MpsLimits limits{.bytes = 1u << 20, .rows = 10'000, .columns = 10'000, .nonzeros = 100'000, .errors = 20};
  for (const MpsFormat format : {MpsFormat::automatic, MpsFormat::free, MpsFormat::fixed}) {
    const Result<NamedProgram> read = parse_mps(text, "fuzz.mps", format, limits);
    if (!read) {
      if (to_text(read.diagnostics()).empty()) std::abort();
      continue;
    }
    if (!well_formed(read->program)) std::abort();
    const Result<std::string> written = to_mps(read->program, names_of(*read));
    if (!written) continue;  // bounds that exclude every value cannot be written
    const Result<NamedProgram> again = parse_mps(*written, "again.mps", MpsFormat::free, limits);
    if (!again) std::abort();
    const LinearProgram &a = read->program, &b = again->program;
    if (a.cost != b.cost || a.column_lower != b.column_lower || a.column_upper != b.column_upper || a.integer != b.integer ||
        a.matrix.start != b.matrix.start || a.matrix.index != b.matrix.index || a.matrix.value != b.matrix.value)
      std::abort();
  }
  return 0;
}
