#include <doctest/doctest.h>

#include <cmath>

#include "cpu_kernels.hpp"
#include "gridwright/compute/calibrate.hpp"

using namespace gridwright::compute;

TEST_CASE("the calibration kernels compute what they say") {
  const std::size_t m = 5, n = 7, k = 19;
  std::vector<float> a(m * k), b(n * k), c(m * n);
  for (std::size_t i = 0; i < a.size(); ++i) a[i] = static_cast<float>(i % 13) - 6.0F;
  for (std::size_t i = 0; i < b.size(); ++i) b[i] = static_cast<float>(i % 7) - 3.0F;
  cpu::gemm(a.data(), b.data(), c.data(), m, n, k);
  for (std::size_t i = 0; i < m; ++i)
    for (std::size_t j = 0; j < n; ++j) {
      float sum = 0.0F;
      for (std::size_t l = 0; l < k; ++l) sum += a[i * k + l] * b[j * k + l];
      CHECK(c[i * n + j] == doctest::Approx(sum));
    }
  // Equal keys: attention is the mean of the values.
  const std::size_t context = 10, dim = 8;
  std::vector<float> q(dim, 1.0F), keys(context * dim, 0.5F), values(context * dim), out(dim), scores(context);
  for (std::size_t t = 0; t < context; ++t)
    for (std::size_t d = 0; d < dim; ++d) values[t * dim + d] = static_cast<float>(t);
  cpu::attention_decode(q.data(), keys.data(), values.data(), out.data(), scores.data(), 1, 1, context, dim);
  for (float x : out) CHECK(x == doctest::Approx(4.5F));
}

TEST_CASE("this machine, measured, predicts a decoder step it has not seen") {
  const CpuProfile profile = calibrate_cpu(5);
  CHECK(profile.triad_gb_s > 0.5);
  CHECK(profile.peak_gflop_s > 0.2);
  const auto back = cpu_profile_from_csv(to_csv(profile), "profile.csv");
  REQUIRE(back);
  CHECK(back->kernels.size() == profile.kernels.size());
  CHECK(back->triad_gb_s == doctest::Approx(profile.triad_gb_s).epsilon(1e-4));
  for (int batch : {1, 4, 16}) {
    const DecoderTrial trial = try_decoder(*back, {.batch = batch}, 5);
    MESSAGE("batch " << batch << ": measured " << 1e3 * trial.measured_s << " ms, predicted " << 1e3 * trial.predicted_s << " ms, error " << std::round(1000 * trial.error()) / 10 << " %");
    CHECK(std::abs(trial.error()) < 0.6);  // a shared machine may change speed between the two; alone it is within 15 %
  }
}

TEST_CASE("a profile that is none says so") {
  CHECK(!cpu_profile_from_csv("a,b\n1,2\n", "x.csv"));
  CHECK(!cpu_profile_from_csv("", "x.csv"));
  CHECK(!cpu_profile_from_csv("kernel,kernel_source,dtype,m,n,k,batch_size,step,num_heads,num_key_value_heads,head_dim,latency_ms,latency_min_ms,latency_p90_ms,runs\ngemm,cpu,float32,x,1,1,,,,,,1,1,1,5\n", "x.csv"));
}
