#include "cpu_blas.hpp"

#include <dlfcn.h>

#include "cpu_kernels.hpp"

namespace gridwright::compute::cpu {

Products::Products(bool library) {
  if (!library) return;
  for (const char* file : {"libopenblas.so.0", "libopenblas.so"}) {
    void* opened = dlopen(file, RTLD_NOW | RTLD_LOCAL);  // stays open: other threads of the library may still end
    if (opened == nullptr) continue;
    const auto sgemm = reinterpret_cast<Sgemm>(dlsym(opened, "cblas_sgemm"));
    const auto threads = reinterpret_cast<void (*)(int)>(dlsym(opened, "openblas_set_num_threads"));
    const auto config = reinterpret_cast<char* (*)()>(dlsym(opened, "openblas_get_config"));
    if (sgemm == nullptr || threads == nullptr) continue;
    threads(1);
    sgemm_ = sgemm;
    const std::string about = config != nullptr ? config() : "OpenBLAS";  // "OpenBLAS 0.3.21 DYNAMIC_ARCH NO_AFFINITY Zen MAX_THREADS=64"
    name_ = about.substr(0, about.find(' ', about.find(' ') + 1));
    return;
  }
}

void Products::gemm(const float* a, const float* b, float* c, std::size_t m, std::size_t n, std::size_t k) const {
  if (sgemm_ == nullptr) return cpu::gemm(a, b, c, m, n, k);
  constexpr int row_major = 101, as_is = 111, transposed = 112;  // CBLAS
  sgemm_(row_major, as_is, transposed, static_cast<int>(m), static_cast<int>(n), static_cast<int>(k), 1.0F, a, static_cast<int>(k), b, static_cast<int>(k), 0.0F, c, static_cast<int>(n));
}

}  // namespace gridwright::compute::cpu
