// Any bytes as scenario.toml: a scenario or a diagnostic, never a crash. Preset `fuzz`;
//   scenario_fuzz -max_len=65536 corpus/ examples/pine-island examples/three-sites
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "gridwright/scenario/load.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto result = gridwright::scenario::load_scenario_text(text, "nowhere");
  if (!result && !gridwright::has_errors(result.diagnostics())) std::abort();  // refused without a reason
  if (gridwright::to_text(result.diagnostics()).size() > 10'000'000) std::abort();
  return 0;
}
