#pragma once
#include <cstddef>
#include <vector>

/// The kernels `calibrate` times and the trial decoder runs: plain 32-bit loops written for vector units.
namespace gridwright::compute::cpu {

/// c[m,n] = a[m,k] · b[n,k]ᵀ (weights row by output, as decoders store them).
void gemm(const float* a, const float* b, float* c, std::size_t m, std::size_t n, std::size_t k);

/// One token of each sequence against its cache: out = softmax(q Kᵀ / sqrt(d)) V, heads each with its own keys and values,
/// cache laid out [sequence][head][context][dim].
void attention_decode(const float* q, const float* keys, const float* values, float* out, float* scores, std::size_t batch,
                      std::size_t heads, std::size_t context, std::size_t dim);

/// y = x / rms(x), each row.
void rms_norm(const float* x, float* y, std::size_t rows, std::size_t width);

/// a = b + s · c over the whole array.
void triad(float* a, const float* b, const float* c, float s, std::size_t n);

}  // namespace gridwright::compute::cpu
