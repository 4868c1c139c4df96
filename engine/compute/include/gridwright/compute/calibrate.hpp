#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "gridwright/compute/catalogue.hpp"
#include "gridwright/compute/fit.hpp"

namespace gridwright::compute {

/// One kernel timed on this machine. Columns of the profile are those of the shared kernel profiles, and the spread.
struct MeasuredKernel {
  std::string kernel;          ///< "gemm", "attention_decode", "attention_prefill", "triad", "copy", "rms_norm", "all_reduce", ...
  double m = 0, n = 0, k = 0;  ///< gemm
  double batch = 0, context = 0, heads = 0, kv_heads = 0, head_dim = 0;  ///< attention; a prompt's tokens are its context
  double median_s = 0, least_s = 0, p90_s = 0;
  int runs = 0;
  std::string source{}, dtype = "float32";  ///< which library, which numbers
  double ranks = 0, elements = 0;           ///< collectives
  double sm_mhz = 0, power_w = 0;           ///< clock and power while it ran; 0 = not readable
};

/// What this machine's processor does, in 32-bit floating point on one thread.
struct CpuProfile {
  std::string processor;           ///< as the operating system names it
  double triad_gb_s = 0.0;         ///< STREAM triad over arrays larger than the caches
  double peak_gflop_s = 0.0;       ///< the best GEMM of the ladder
  std::string products = "own loops";  ///< whose matrix products: "OpenBLAS 0.3.21" where that is installed
  std::vector<MeasuredKernel> kernels;
};

/// Times the ladder: triad, GEMM of layer shapes at 1 to 256 rows, decode attention over contexts. Median of `runs` (at least
/// 5, fewer for kernels over 0.2 s), in processor time, so a busy machine disturbs less. About 10 s with the defaults.
/// Products are OpenBLAS's where its library is found at run time, unless `library` is false; the rest is the room's own loops.
[[nodiscard]] CpuProfile calibrate_cpu(int runs = 20, bool library = true);

/// The profile as CSV and back; a file without these columns is an error that names them.
[[nodiscard]] std::string to_csv(const CpuProfile& profile);
[[nodiscard]] Result<CpuProfile> cpu_profile_from_csv(std::string text, std::string_view shown_as);

/// What a GPU of this machine does in 16-bit numbers.
struct GpuProfile {
  std::string device;              ///< as its driver names it
  int devices = 1;
  double memory_gb = 0.0;
  double copy_gb_s = 0.0;          ///< read and written together, over arrays larger than the caches
  double peak_tflop_s = 0.0;       ///< the best product of the ladder
  double launch_s = 0.0, graph_s = 0.0;  ///< an empty kernel after another; the same replayed as a graph
  double idle_w = 0.0;
  std::vector<MeasuredKernel> kernels;
};

/// Whether this build can time GPU kernels (it was made where nvcc is).
[[nodiscard]] bool has_cuda();
/// Times copies, norms, products (cuBLAS where its library is found), decode and prompt attention, launches, and collectives over NCCL where there are several
/// devices; with events, median of `runs` (at least 5), clocks and power through NVML. Errors: built without CUDA, no device, what a kernel answered.
[[nodiscard]] Result<GpuProfile> calibrate_cuda(int runs = 20);

[[nodiscard]] std::string to_csv(const GpuProfile& profile);
[[nodiscard]] Result<GpuProfile> gpu_profile_from_csv(std::string text, std::string_view shown_as);

/// The machine as an accelerator with a kernel family of its own: put both into a catalogue, and the profile answers every
/// question of this room. Power, price and memory size are not measured: they come from `like`.
struct CalibratedMachine {
  Accelerator chip;
  KernelFamily kernels;
};
[[nodiscard]] CalibratedMachine machine_from(const CpuProfile& profile, const Accelerator& like);
/// The same for a GPU: bandwidth and 16-bit peak of `like` stay (the surfaces are ratios to them); what was not measured, as 8- and 4-bit products, is borrowed
/// from the family of `like`.
[[nodiscard]] Result<CalibratedMachine> machine_from(const GpuProfile& profile, const Accelerator& like, const Catalogue& facts);

/// A small decoder of random weights, its step run on this machine with the products the profile was measured with, and what the profile predicts for it.
struct DecoderTrial {
  double measured_s = 0.0, predicted_s = 0.0;
  [[nodiscard]] double error() const { return predicted_s / measured_s - 1.0; }
};
struct TrialShape {
  int layers = 4, hidden = 1024, heads = 16, ffn = 2816, vocab = 8192, batch = 4, context = 512;
};
[[nodiscard]] DecoderTrial try_decoder(const CpuProfile& profile, const TrialShape& shape = {}, int runs = 10);

}  // namespace gridwright::compute
