#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>

#include "commands.hpp"
#include "gridwright/compute/calibrate.hpp"
#include "gridwright/core/file.hpp"

namespace gridwright::cli {

Exit run_calibrate(const Context& context, const CalibrateCommand& command) {
  if (command.device == "cuda")
    return fail(context, {{.message = "this build has no CUDA calibration", .fix = "--device cpu; for a GPU, state its data sheet and let it borrow the kernels of its generation (gridwright compute --list)"}}, Exit::bad_input, "Nothing was measured.");
  if (!context.quiet) std::cerr << "calibrate  triad, products and attention of one thread, about 10 s\n";
  const compute::CpuProfile profile = compute::calibrate_cpu(command.runs);
  if (const Diagnostics wrong = write_file_atomically(command.out, compute::to_csv(profile)); has_errors(wrong)) return fail(context, wrong);
  nlohmann::ordered_json json{{"processor", profile.processor}, {"triad_gb_s", profile.triad_gb_s}, {"peak_gflop_s", profile.peak_gflop_s}, {"kernels", profile.kernels.size()}, {"profile", command.out}, {"trials", nlohmann::ordered_json::array()}};
  if (!context.json) {
    std::printf("%s, one thread, 32-bit: triad %.1f GB/s, best product %.1f GFLOP/s, %zu kernels -> %s\n", profile.processor.c_str(), profile.triad_gb_s, profile.peak_gflop_s, profile.kernels.size(), command.out.c_str());
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
