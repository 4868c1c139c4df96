#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "gridwright/compute/catalogue.hpp"
#include "gridwright/compute/fit.hpp"

namespace gridwright::compute {

/// One kernel timed on this machine. Columns of the profile are those of the shared kernel profiles, and the spread.
struct MeasuredKernel {
  std::string kernel;          ///< "gemm", "attention_decode", "triad"
  double m = 0, n = 0, k = 0;  ///< gemm
  double batch = 0, context = 0, heads = 0, kv_heads = 0, head_dim = 0;  ///< attention_decode
  double median_s = 0, least_s = 0, p90_s = 0;
  int runs = 0;
};

/// What this machine's processor does, in 32-bit floating point on one thread.
struct CpuProfile {
  std::string processor;           ///< as the operating system names it
  double triad_gb_s = 0.0;         ///< STREAM triad over arrays larger than the caches
  double peak_gflop_s = 0.0;       ///< the best GEMM of the ladder
  std::vector<MeasuredKernel> kernels;
};

/// Times the ladder: triad, GEMM of layer shapes at 1 to 256 rows, decode attention over contexts. Median of `runs` (at least
/// 5, fewer for kernels over 0.2 s), in processor time, so a busy machine disturbs less. About 10 s with the defaults.
[[nodiscard]] CpuProfile calibrate_cpu(int runs = 20);

/// The profile as CSV and back; a file without these columns is an error that names them.
[[nodiscard]] std::string to_csv(const CpuProfile& profile);
[[nodiscard]] Result<CpuProfile> cpu_profile_from_csv(std::string text, std::string_view shown_as);

/// The machine as an accelerator with a kernel family of its own: put both into a catalogue, and the profile answers every
/// question of this room. Power, price and memory size are not measured: they come from `like`.
struct CalibratedMachine {
  Accelerator chip;
  KernelFamily kernels;
};
[[nodiscard]] CalibratedMachine machine_from(const CpuProfile& profile, const Accelerator& like);

/// A small decoder of random weights, its step run on this machine, and what the profile predicts for it.
struct DecoderTrial {
  double measured_s = 0.0, predicted_s = 0.0;
  [[nodiscard]] double error() const { return predicted_s / measured_s - 1.0; }
};
struct TrialShape {
  int layers = 4, hidden = 1024, heads = 16, ffn = 2816, vocab = 8192, batch = 4, context = 512;
};
[[nodiscard]] DecoderTrial try_decoder(const CpuProfile& profile, const TrialShape& shape = {}, int runs = 10);

}  // namespace gridwright::compute
