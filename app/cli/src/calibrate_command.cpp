#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>

#include "commands.hpp"
#include "gridwright/compute/calibrate.hpp"
#include "gridwright/core/file.hpp"

namespace gridwright::cli {

namespace {

Exit run_cuda(const Context& context, const CalibrateCommand& command) {
  if (!context.quiet && compute::has_cuda()) std::cerr << "calibrate  copies, products, attention and launches of the GPU, about a minute\n";
  const Result<compute::GpuProfile> profile = compute::calibrate_cuda(command.runs);
  if (!profile) return fail(context, profile.diagnostics(), Exit::bad_input, "Nothing was measured.");
  if (const Diagnostics wrong = write_file_atomically(command.out, compute::to_csv(*profile)); has_errors(wrong)) return fail(context, wrong);
  if (context.json)
    std::cout << nlohmann::ordered_json{{"device", profile->device}, {"devices", profile->devices}, {"memory_gb", profile->memory_gb}, {"copy_gb_s", profile->copy_gb_s}, {"peak_tflop_s", profile->peak_tflop_s},
                                        {"launch_us", 1e6 * profile->launch_s}, {"graph_us", 1e6 * profile->graph_s}, {"kernels", profile->kernels.size()}, {"profile", command.out}}.dump(2) << '\n';
  else
    std::printf("%s, 16-bit: copy %.0f GB/s, best product %.0f TFLOP/s, launch %.1f us (%.1f us replayed as a graph), %zu kernels -> %s\n", profile->device.c_str(), profile->copy_gb_s, profile->peak_tflop_s,
                1e6 * profile->launch_s, 1e6 * profile->graph_s, profile->kernels.size(), command.out.c_str());
  if (!context.quiet && !context.json) std::cerr << "next: gridwright compute llama-3.1-8b --on h100_sxm --precision bf16 --profile " << command.out << "   (--on gives peaks, power and what was not measured)\n";
  return Exit::done;
}

}  // namespace

Exit run_calibrate(const Context& context, const CalibrateCommand& command) {
  if (command.device == "cuda") return run_cuda(context, command);
  if (!context.quiet) std::cerr << "calibrate  triad, products and attention of one thread, about 10 s\n";
  const compute::CpuProfile profile = compute::calibrate_cpu(command.runs);
  if (const Diagnostics wrong = write_file_atomically(command.out, compute::to_csv(profile)); has_errors(wrong)) return fail(context, wrong);
  nlohmann::ordered_json json{{"processor", profile.processor}, {"products", profile.products}, {"triad_gb_s", profile.triad_gb_s}, {"peak_gflop_s", profile.peak_gflop_s}, {"kernels", profile.kernels.size()}, {"profile", command.out}, {"trials", nlohmann::ordered_json::array()}};
  if (!context.json) {
    std::printf("%s, one thread, 32-bit: triad %.1f GB/s, best product %.1f GFLOP/s (%s), %zu kernels -> %s\n", profile.processor.c_str(), profile.triad_gb_s, profile.peak_gflop_s, profile.products.c_str(), profile.kernels.size(), command.out.c_str());
    if (!command.no_trial) std::printf("a decoder it has not seen (4 layers, width 1,024, random weights), one decode step:\n");
  }
  for (int batch : {1, 4, 16}) {
    if (command.no_trial) break;
    const compute::DecoderTrial t = compute::try_decoder(profile, {.batch = batch}, command.runs);
    json["trials"].push_back({{"batch", batch}, {"measured_s", t.measured_s}, {"predicted_s", t.predicted_s}, {"error", t.error()}});
    if (!context.json) std::printf("  batch %2d  measured %7.1f ms  predicted %7.1f ms  error %+.1f %%\n", batch, 1e3 * t.measured_s, 1e3 * t.predicted_s, 100.0 * t.error());
  }
  if (context.json) std::cout << json.dump(2) << '\n';
  else if (!context.quiet) std::cerr << "next: gridwright compute llama-3.1-8b --on xeon_6980p --profile " << command.out << "   (--on gives power and memory)\n";
  return Exit::done;
}

}  // namespace gridwright::cli
