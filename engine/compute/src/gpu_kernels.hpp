#pragma once
#include <string>
#include <vector>

/// The GPU side of `calibrate --device cuda`: engine/compute/cuda/gpu_kernels.cu, built by nvcc where there is one. Plain types only: nvcc reads this too.
namespace gridwright::compute::gpu {

/// One timed kernel; numbers that do not apply are 0.
struct Timed {
  std::string kernel, source, dtype;
  double m = 0, n = 0, k = 0;
  double batch = 0, isl = 0, step = 0, heads = 0, kv_heads = 0, head_dim = 0;
  double ranks = 0, elements = 0;  ///< collectives
  double median_s = 0, least_s = 0, p90_s = 0;
  int runs = 0;
  double sm_mhz = 0, power_w = 0;  ///< while it ran, through NVML; 0 = not readable
};

struct Report {
  std::string error;   ///< empty = done
  std::string device;
  int devices = 0;
  double memory_gb = 0.0;
  double copy_gb_s = 0.0;   ///< read and written together
  double launch_s = 0.0;    ///< one empty kernel after the other
  double graph_s = 0.0;     ///< the same replayed as a graph
  double idle_w = 0.0;
  std::vector<Timed> kernels;
};

/// Times everything on device 0, collectives on all. Never throws; without a driver or a device `error` says so.
Report measure(int runs);

}  // namespace gridwright::compute::gpu
