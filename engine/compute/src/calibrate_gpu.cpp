#include <algorithm>
#include <cmath>
#include <cstdio>

#include "gpu_kernels.hpp"
#include "gridwright/compute/calibrate.hpp"
#include "gridwright/core/csv.hpp"

namespace gridwright::compute {
namespace {

constexpr const char* header =
    "kernel,kernel_source,dtype,m,n,k,batch_size,isl,step,num_heads,num_key_value_heads,head_dim,num_gpus,message_elements,latency_ms,latency_min_ms,latency_p90_ms,runs,sm_mhz,power_w\n";

std::string plain(std::string text) {
  for (char& c : text)
    if (c == ',' || c == '"' || c == '\n') c = ' ';
  return text;
}

#ifdef GRIDWRIGHT_HAS_CUDA
MeasuredKernel from(const gpu::Timed& t) {
  return {.kernel = t.kernel, .m = t.m, .n = t.n, .k = t.k, .batch = t.batch, .context = std::max(t.isl > 1.0 ? t.isl : 0.0, t.step), .heads = t.heads, .kv_heads = t.kv_heads,
          .head_dim = t.head_dim, .median_s = t.median_s, .least_s = t.least_s, .p90_s = t.p90_s, .runs = t.runs, .source = t.source, .dtype = t.dtype, .ranks = t.ranks,
          .elements = t.elements, .sm_mhz = t.sm_mhz, .power_w = t.power_w};
}
#endif

void find_peak(GpuProfile& profile) {
  for (const MeasuredKernel& k : profile.kernels)
    if (k.kernel == "gemm" && k.median_s > 0.0) profile.peak_tflop_s = std::max(profile.peak_tflop_s, 2e-12 * k.m * k.n * k.k / k.median_s);
}

}  // namespace

bool has_cuda() {
#ifdef GRIDWRIGHT_HAS_CUDA
  return true;
#else
  return false;
#endif
}

Result<GpuProfile> calibrate_cuda(int runs) {
#ifdef GRIDWRIGHT_HAS_CUDA
  const gpu::Report report = gpu::measure(std::max(5, runs));
  if (!report.error.empty()) return Diagnostic{.message = report.error, .fix = "run it on a machine with an NVIDIA GPU and its driver; --device cpu measures the processor"};
  GpuProfile profile{.device = report.device, .devices = report.devices, .memory_gb = report.memory_gb, .copy_gb_s = report.copy_gb_s, .launch_s = report.launch_s,
                     .graph_s = report.graph_s, .idle_w = report.idle_w, .kernels = {}};
  for (const gpu::Timed& t : report.kernels) profile.kernels.push_back(from(t));
  find_peak(profile);
  return profile;
#else
  (void)runs;
  return Diagnostic{.message = "this build has no CUDA calibration: it was made without nvcc",
                    .fix = "install the CUDA toolkit and build again; without one, --device cpu, or let a GPU borrow the kernels of its generation (gridwright compute --list)"};
#endif
}

std::string to_csv(const GpuProfile& profile) {
  std::string csv = header;
  for (const MeasuredKernel& k : profile.kernels) {
    const bool prompt = k.kernel == "attention_prefill", decode = k.kernel == "attention_decode";
    char row[500];
    std::snprintf(row, sizeof row, "%s,%s,%s,%g,%g,%g,%g,%g,%g,%g,%g,%g,%g,%g,%.6g,%.6g,%.6g,%d,%g,%.4g\n", plain(k.kernel).c_str(), plain(k.source).c_str(), plain(k.dtype).c_str(), k.m, k.n, k.k,
                  k.batch, prompt ? k.context : decode ? 1.0 : 0.0, decode ? k.context : 0.0, k.heads, k.kv_heads, k.head_dim, k.ranks, k.elements, 1e3 * k.median_s, 1e3 * k.least_s,
                  1e3 * k.p90_s, k.runs, k.sm_mhz, k.power_w);
    csv += row;
  }
  char summary[400];
  std::snprintf(summary, sizeof summary, "device,%s,bfloat16,,,,,,,,,,%d,,,,,,,%.4g\nmemory_gb,,,,,,,,,,,,,,%.6g,,,,,\ncopy_gb_s,,,,,,,,,,,,,,%.6g,,,,,\nlaunch_us,,,,,,,,,,,,,,%.6g,,,,,\ngraph_us,,,,,,,,,,,,,,%.6g,,,,,\n",
                plain(profile.device).c_str(), profile.devices, profile.idle_w, profile.memory_gb, profile.copy_gb_s, 1e6 * profile.launch_s, 1e6 * profile.graph_s);
  return csv + summary;
}

Result<GpuProfile> gpu_profile_from_csv(std::string text, std::string_view shown_as) {
  const Result<CsvTable> table = parse_csv(std::move(text), shown_as);
  if (!table) return table.diagnostics();
  const Result<std::vector<std::string>> kernels = table->texts("kernel"), sources = table->texts("kernel_source"), types = table->texts("dtype");
  for (const auto* column : {&kernels, &sources, &types})
    if (!*column) return column->diagnostics();
  constexpr const char* columns[] = {"m", "n", "k", "batch_size", "isl", "step", "num_heads", "num_key_value_heads", "head_dim", "num_gpus", "message_elements", "latency_ms", "latency_min_ms", "latency_p90_ms", "runs", "sm_mhz", "power_w"};
  GpuProfile profile;
  Diagnostics wrong;
  for (std::size_t row = 0; row < table->rows(); ++row) {
    double v[17] = {};
    for (std::size_t i = 0; i < 17; ++i) {
      const auto column = table->find(columns[i]);
      if (!column) return table->numbers(columns[i]).diagnostics();
      const std::string cell(table->cell(row, *column));
      char* end = nullptr;
      v[i] = cell.empty() ? 0.0 : std::strtod(cell.c_str(), &end);
      if (!cell.empty() && (*end != '\0' || !(v[i] >= 0.0))) wrong.push_back(table->error_at(row, *column, "a profile needs numbers that are not negative"));
    }
    const std::string& kernel = (*kernels)[row];
    if (kernel == "device") profile.device = (*sources)[row], profile.devices = std::max(1, static_cast<int>(v[9])), profile.idle_w = v[16];
    else if (kernel == "memory_gb") profile.memory_gb = v[11];
    else if (kernel == "copy_gb_s") profile.copy_gb_s = v[11];
    else if (kernel == "launch_us") profile.launch_s = 1e-6 * v[11];
    else if (kernel == "graph_us") profile.graph_s = 1e-6 * v[11];
    else
      profile.kernels.push_back({.kernel = kernel, .m = v[0], .n = v[1], .k = v[2], .batch = v[3], .context = kernel == "attention_prefill" ? v[4] : v[5], .heads = v[6], .kv_heads = v[7], .head_dim = v[8],
                                 .median_s = 1e-3 * v[11], .least_s = 1e-3 * v[12], .p90_s = 1e-3 * v[13], .runs = static_cast<int>(v[14]), .source = (*sources)[row], .dtype = (*types)[row],
                                 .ranks = v[9], .elements = v[10], .sm_mhz = v[15], .power_w = v[16]});
  }
  if (!wrong.empty()) return wrong;
  find_peak(profile);
  if (profile.copy_gb_s <= 0.0 || profile.peak_tflop_s <= 0.0)
    return Diagnostic{.file = std::string(shown_as), .message = "the profile has no 'copy_gb_s' row or no products", .fix = "write it with: gridwright calibrate --device cuda -o profile.csv"};
  return profile;
}

Result<CalibratedMachine> machine_from(const GpuProfile& profile, const Accelerator& like, const Catalogue& facts) {
  const Result<KernelFamily> lent = find_kernels(facts, like);
  if (!lent) return lent.diagnostics();
  CalibratedMachine out{like, *lent};
  out.chip.id = out.chip.kernel_family = out.kernels.id = "this_machine", out.chip.name = profile.device + " (measured)", out.chip.aliases.clear();
  out.chip.kernel_derate = 1.0;
  if (profile.memory_gb > 0.0) out.chip.memory_gb = std::min(out.chip.memory_gb, profile.memory_gb);
  out.chip.source = "measured by calibrate; what was not measured, as " + like.name;
  std::vector<MeasuredGemm> gemms;
  std::vector<MeasuredAttention> decode, prompt;
  for (const MeasuredKernel& k : profile.kernels) {
    if (k.kernel == "gemm") gemms.push_back({KernelFormat::bf16, k.m, k.n, k.k, k.median_s});
    if (k.kernel == "attention_decode") decode.push_back({false, k.batch, k.context, k.heads, k.kv_heads, k.head_dim, 0.0, k.median_s});
    if (k.kernel == "attention_prefill") prompt.push_back({false, k.batch, k.context, k.heads, k.kv_heads, k.head_dim, 0.0, k.median_s});
  }
  const Roofline roof = roofline_of(out.chip, Precision::bf16);
  if (!gemms.empty()) out.kernels.gemm[static_cast<std::size_t>(KernelFormat::bf16)] = fit_gemm(roof, KernelFormat::bf16, gemms);
  if (!decode.empty()) out.kernels.attention_decode[0] = fit_attention_decode(roof, false, decode);
  if (!prompt.empty()) out.kernels.attention_prefill[0] = fit_attention_prefill(roof, false, prompt);
  return out;
}

}  // namespace gridwright::compute
