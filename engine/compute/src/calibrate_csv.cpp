#include <cstdio>

#include "gridwright/compute/calibrate.hpp"
#include "gridwright/core/csv.hpp"

namespace gridwright::compute {

std::string to_csv(const CpuProfile& profile) {
  std::string csv = "kernel,kernel_source,dtype,m,n,k,batch_size,step,num_heads,num_key_value_heads,head_dim,latency_ms,latency_min_ms,latency_p90_ms,runs\n";
  std::string processor = profile.processor;
  for (char& c : processor)
    if (c == ',' || c == '"') c = ' ';
  for (const MeasuredKernel& k : profile.kernels) {
    char row[400];
    std::snprintf(row, sizeof row, "%s,%s,float32,%g,%g,%g,%g,%g,%g,%g,%g,%.6g,%.6g,%.6g,%d\n", k.kernel.c_str(), processor.c_str(), k.m, k.n, k.k, k.batch, k.context,
                  k.heads, k.kv_heads, k.head_dim, 1e3 * k.median_s, 1e3 * k.least_s, 1e3 * k.p90_s, k.runs);
    csv += row;
  }
  char summary[300];
  std::snprintf(summary, sizeof summary, "products,%s,float32,,,,,,,,,,,,\ntriad_gb_s,,float32,,,,,,,,,%.6g,,,\npeak_gflop_s,,float32,,,,,,,,,%.6g,,,\n", profile.products.c_str(), profile.triad_gb_s, profile.peak_gflop_s);
  return csv + summary;
}

Result<CpuProfile> cpu_profile_from_csv(std::string text, std::string_view shown_as) {
  const Result<CsvTable> table = parse_csv(std::move(text), shown_as);
  if (!table) return table.diagnostics();
  const Result<std::vector<std::string>> kernels = table->texts("kernel"), sources = table->texts("kernel_source");
  if (!kernels) return kernels.diagnostics();
  if (!sources) return sources.diagnostics();
  constexpr const char* columns[] = {"m", "n", "k", "batch_size", "step", "num_heads", "num_key_value_heads", "head_dim", "latency_ms", "latency_min_ms", "latency_p90_ms", "runs"};
  CpuProfile profile;
  Diagnostics wrong;
  for (std::size_t row = 0; row < table->rows(); ++row) {
    double value[12] = {};
    for (std::size_t i = 0; i < 12; ++i) {
      const auto column = table->find(columns[i]);
      if (!column) return table->numbers(columns[i]).diagnostics();
      const std::string cell(table->cell(row, *column));
      char* end = nullptr;
      value[i] = cell.empty() ? 0.0 : std::strtod(cell.c_str(), &end);
      if (!cell.empty() && (*end != '\0' || !(value[i] >= 0.0))) wrong.push_back(table->error_at(row, *column, "a profile needs numbers that are not negative"));
    }
    const std::string& kernel = (*kernels)[row];
    if (kernel == "products") profile.products = (*sources)[row];
    else if (kernel == "triad_gb_s") profile.triad_gb_s = value[8];
    else if (kernel == "peak_gflop_s") profile.peak_gflop_s = value[8];
    else profile.kernels.push_back({kernel, value[0], value[1], value[2], value[3], value[4], value[5], value[6], value[7], 1e-3 * value[8], 1e-3 * value[9], 1e-3 * value[10], static_cast<int>(value[11])});
    if (profile.processor.empty()) profile.processor = (*sources)[row];
  }
  if (!wrong.empty()) return wrong;
  if (profile.triad_gb_s <= 0.0 || profile.peak_gflop_s <= 0.0) {
    Diagnostic d;
    d.file = std::string(shown_as);
    d.message = "the profile has no 'triad_gb_s' or 'peak_gflop_s' row";
    d.fix = "write it with: gridwright calibrate --device cpu -o profile.csv";
    return d;
  }
  return profile;
}

}  // namespace gridwright::compute
