// Any bytes as cities and a latency matrix: numbers that are finite and positive, or diagnostics that can be printed.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "gridwright/network/latency.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gridwright;
  const std::string text(data, data + size);
  const std::size_t cut = text.find("\n---\n");  // cities before it, round trips after it
  const std::string cities = text.substr(0, cut), rtt = cut == std::string::npos ? "" : text.substr(cut + 5);
  const Result<std::vector<network::City>> listed = network::parse_cities(cities, "cities.csv");
  if (!listed && to_text(listed.diagnostics()).empty()) std::abort();
  const Result<network::LatencyMatrix> matrix = network::parse_latency_matrix(cities, "cities.csv", rtt, "rtt.csv");
  if (!matrix) {
    if (to_text(matrix.diagnostics()).empty()) std::abort();
    return 0;
  }
  if (matrix->size() > 50) return 0;
  const network::LatencyModel model = network::LatencyModel::measured(*matrix);
  const double ms = model.rtt_ms({12.0, 34.0}, {-45.0, 170.0});
  if (!(std::isfinite(ms) && ms > 0.0)) std::abort();
  return 0;
}
