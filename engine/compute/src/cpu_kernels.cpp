#include "cpu_kernels.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

// One copy of each loop for wide vector units and one for any machine; the loader picks.
#if defined(__x86_64__) && defined(__linux__)
#define GRIDWRIGHT_VECTOR_CLONES __attribute__((target_clones("arch=haswell", "default")))
#else
#define GRIDWRIGHT_VECTOR_CLONES
#endif

namespace gridwright::compute::cpu {
namespace {

constexpr std::size_t lanes = 4;  // the widest vector every 64-bit processor passes between functions
using Lanes = float __attribute__((vector_size(lanes * sizeof(float))));

__attribute__((always_inline)) inline Lanes load(const float* from) {
  Lanes v;
  std::memcpy(&v, from, sizeof v);
  return v;
}
__attribute__((always_inline)) inline float sum_of(Lanes v) {
  float total = 0.0F;
  for (std::size_t l = 0; l < lanes; ++l) total += v[l];
  return total;
}

/// R rows by O outputs share their loads: R x O running sums in registers.
template <std::size_t R, std::size_t O>
__attribute__((always_inline)) inline void block(const float* a, const float* b, float* c, std::size_t n, std::size_t k) {
  const std::size_t whole = k / lanes * lanes;
  Lanes sum[R][O] = {};
  for (std::size_t at = 0; at < whole; at += lanes) {
    Lanes weight[O];
    for (std::size_t o = 0; o < O; ++o) weight[o] = load(b + o * k + at);
    for (std::size_t r = 0; r < R; ++r) {
      const Lanes row = load(a + r * k + at);
      for (std::size_t o = 0; o < O; ++o) sum[r][o] += row * weight[o];
    }
  }
  for (std::size_t r = 0; r < R; ++r)
    for (std::size_t o = 0; o < O; ++o) {
      float total = sum_of(sum[r][o]);
      for (std::size_t at = whole; at < k; ++at) total += a[r * k + at] * b[o * k + at];
      c[r * n + o] = total;
    }
}

}  // namespace

/// Outputs four at a time, so that a weight row is read from memory once for all rows.
GRIDWRIGHT_VECTOR_CLONES
void gemm(const float* a, const float* b, float* c, std::size_t m, std::size_t n, std::size_t k) {
  std::size_t j = 0;
  for (; j + 4 <= n; j += 4) {
    std::size_t i = 0;
    for (; i + 3 <= m; i += 3) block<3, 4>(a + i * k, b + j * k, c + i * n + j, n, k);
    for (; i < m; ++i) block<1, 4>(a + i * k, b + j * k, c + i * n + j, n, k);
  }
  for (; j < n; ++j)
    for (std::size_t i = 0; i < m; ++i) block<1, 1>(a + i * k, b + j * k, c + i * n + j, n, k);
}

GRIDWRIGHT_VECTOR_CLONES
void attention_decode(const float* q, const float* keys, const float* values, float* out, float* scores, std::size_t batch,
                      std::size_t heads, std::size_t context, std::size_t dim) {
  const float scale = 1.0F / std::sqrt(static_cast<float>(dim));
  for (std::size_t head = 0; head < batch * heads; ++head) {
    const float* query = q + head * dim;
    float most = -1e30F, sum = 0.0F;
    for (std::size_t t = 0; t < context; ++t) {
      const float* key = keys + (head * context + t) * dim;
      Lanes part = {};
      for (std::size_t d = 0; d + lanes <= dim; d += lanes) part += load(query + d) * load(key + d);
      scores[t] = sum_of(part) * scale;
      most = std::max(most, scores[t]);
    }
    for (std::size_t t = 0; t < context; ++t) {
      scores[t] = std::exp(scores[t] - most);
      sum += scores[t];
    }
    float* result = out + head * dim;
    std::fill(result, result + dim, 0.0F);
    for (std::size_t t = 0; t < context; ++t) {
      const float* value = values + (head * context + t) * dim;
      const float weight = scores[t] / sum;
      for (std::size_t d = 0; d < dim; ++d) result[d] += weight * value[d];
    }
  }
}

GRIDWRIGHT_VECTOR_CLONES
void rms_norm(const float* x, float* y, std::size_t rows, std::size_t width) {
  for (std::size_t r = 0; r < rows; ++r) {
    float squares = 0.0F;
    for (std::size_t i = 0; i < width; ++i) squares += x[r * width + i] * x[r * width + i];
    const float scale = 1.0F / std::sqrt(squares / static_cast<float>(width) + 1e-6F);
    for (std::size_t i = 0; i < width; ++i) y[r * width + i] = x[r * width + i] * scale;
  }
}

GRIDWRIGHT_VECTOR_CLONES
void triad(float* a, const float* b, const float* c, float s, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) a[i] = b[i] + s * c[i];
}

}  // namespace gridwright::compute::cpu
