#include <doctest/doctest.h>

#include <cmath>

#include "cpu_blas.hpp"
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
  const cpu::Products library(true);  // the same, whoever computes it
  std::vector<float> theirs(m * n);
  library.gemm(a.data(), b.data(), theirs.data(), m, n, k);
  for (std::size_t i = 0; i < c.size(); ++i) CHECK(theirs[i] == doctest::Approx(c[i]));
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
  CHECK(back->products == profile.products);
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

namespace {
/// What a GPU would give, without one: times of the H100 family with every product a tenth slower.
GpuProfile invented() {
  const Catalogue facts = load_catalogue();
  const Accelerator chip = *find_accelerator(facts, "h100_sxm");
  const KernelFamily family = *find_kernels(facts, chip);
  const Roofline roof = roofline_of(chip, Precision::bf16);
  GpuProfile p{.device = "A card, \"invented\"", .devices = 2, .memory_gb = 80.0, .copy_gb_s = 2900.0, .peak_tflop_s = 0.0, .launch_s = 2e-6, .graph_s = 1e-6, .idle_w = 70.0, .kernels = {}};
  for (double m : {1.0, 8.0, 64.0, 512.0, 4096.0})
    for (double n : {1024.0, 4096.0, 14336.0})
      for (double k : {1024.0, 4096.0, 14336.0}) {
        const double s = 1.1 * gemm_time(family, roof, KernelFormat::bf16, m, n, k).seconds;
        p.kernels.push_back({.kernel = "gemm", .m = m, .n = n, .k = k, .median_s = s, .least_s = 0.9 * s, .p90_s = 1.2 * s, .runs = 20, .source = "cublas", .dtype = "bfloat16", .sm_mhz = 1755, .power_w = 610});
      }
  p.kernels.push_back({.kernel = "attention_prefill", .batch = 4, .context = 1024, .heads = 32, .kv_heads = 4, .head_dim = 128, .median_s = 1e-3, .least_s = 1e-3, .p90_s = 1e-3, .runs = 20, .source = "own", .dtype = "bfloat16"});
  p.kernels.push_back({.kernel = "attention_decode", .batch = 8, .context = 4096, .heads = 64, .kv_heads = 8, .head_dim = 128, .median_s = 2e-4, .least_s = 2e-4, .p90_s = 2e-4, .runs = 20, .source = "own", .dtype = "bfloat16"});
  p.kernels.push_back({.kernel = "all_reduce", .median_s = 5e-5, .least_s = 5e-5, .p90_s = 5e-5, .runs = 20, .source = "nccl", .dtype = "half", .ranks = 2, .elements = 4096});
  return p;
}
}  // namespace

TEST_CASE("a GPU profile goes through its CSV and plugs into the kernels") {
  const GpuProfile profile = invented();
  const auto back = gpu_profile_from_csv(to_csv(profile), "gpu.csv");
  REQUIRE(back);
  CHECK(back->kernels.size() == profile.kernels.size());
  CHECK(back->device == "A card   invented");  // commas and quotes would need quoting in every reader
  CHECK(back->devices == 2);
  CHECK(back->copy_gb_s == doctest::Approx(2900.0));
  CHECK(back->launch_s == doctest::Approx(2e-6));
  CHECK(back->peak_tflop_s > 100.0);
  for (std::size_t i = 0; i < profile.kernels.size(); ++i) {
    const MeasuredKernel &a = profile.kernels[i], &b = back->kernels[i];
    CHECK(a.kernel == b.kernel);
    CHECK(a.context == b.context);
    CHECK(a.median_s == doctest::Approx(b.median_s).epsilon(1e-5));
    CHECK(a.sm_mhz == b.sm_mhz);
    CHECK(a.elements == b.elements);
  }
  const Catalogue facts = load_catalogue();
  const Accelerator like = *find_accelerator(facts, "h100_sxm");
  const auto machine = machine_from(*back, like, facts);
  REQUIRE(machine);
  const Roofline roof = roofline_of(like, Precision::bf16);
  const double ours = gemm_time(machine->kernels, roof, KernelFormat::bf16, 512, 4096, 4096).seconds, lent = gemm_time(*find_kernels(facts, like), roof, KernelFormat::bf16, 512, 4096, 4096).seconds;
  CHECK(ours / lent == doctest::Approx(1.1).epsilon(0.04));
  CHECK(gemm_time(machine->kernels, roofline_of(like, Precision::fp8), KernelFormat::fp8, 512, 4096, 4096).seconds == gemm_time(*find_kernels(facts, like), roofline_of(like, Precision::fp8), KernelFormat::fp8, 512, 4096, 4096).seconds);
}

TEST_CASE("a GPU profile that is none says so, and so does a machine without a GPU") {
  CHECK(!gpu_profile_from_csv("a,b\n1,2\n", "x.csv"));
  CHECK(!gpu_profile_from_csv(to_csv(GpuProfile{}), "x.csv"));
  std::string broken = to_csv(invented());
  broken.replace(broken.find("1755"), 4, "-755");
  const auto wrong = gpu_profile_from_csv(broken, "x.csv");
  REQUIRE(!wrong);
  CHECK(wrong.diagnostics().front().message.find("not negative") != std::string::npos);
  if (const auto measured = calibrate_cuda(5); !measured) {  // a machine with a GPU measures instead
    CHECK(measured.diagnostics().front().message.find(has_cuda() ? "no CUDA device" : "without nvcc") != std::string::npos);
    CHECK(!measured.diagnostics().front().fix.empty());
  }
}
