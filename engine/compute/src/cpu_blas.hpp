#pragma once
#include <cstddef>
#include <string>

namespace gridwright::compute::cpu {

/// The products of a tuned library, opened at run time where it is installed (OpenBLAS), on one thread; else the room's own loops. `calibrate` times, and the
/// trial decoder runs, whatever this gives.
class Products {
 public:
  /// `library` false: own loops even where there is a library.
  explicit Products(bool library);
  [[nodiscard]] const std::string& name() const { return name_; }  ///< "OpenBLAS 0.3.21" or "own loops"
  /// c[m,n] = a[m,k] · b[n,k]ᵀ
  void gemm(const float* a, const float* b, float* c, std::size_t m, std::size_t n, std::size_t k) const;

 private:
  using Sgemm = void (*)(int order, int trans_a, int trans_b, int m, int n, int k, float alpha, const float* a, int lda, const float* b, int ldb, float beta, float* c, int ldc);
  Sgemm sgemm_ = nullptr;
  std::string name_ = "own loops";
};

}  // namespace gridwright::compute::cpu
