#include "gridwright/compute/calibrate.hpp"

#include <algorithm>
#include <cmath>
#include <ctime>
#include <fstream>

#include "cpu_blas.hpp"
#include "cpu_kernels.hpp"
#include "gridwright/compute/serving_point.hpp"
#include "kernel_bases.hpp"

namespace gridwright::compute {
namespace {

/// Weights far larger than any cache; every run takes the next stretch, as a decoder reads the next layer.
class WeightPool {
 public:
  WeightPool() : floats_(std::size_t{48} << 20, 0.01F) {}
  const float* next(std::size_t size) {
    if (at_ + size > floats_.size()) at_ = 0;
    const float* from = floats_.data() + at_;
    at_ += size;
    return from;
  }

 private:
  std::vector<float> floats_;
  std::size_t at_ = 0;
};

/// Median, least and 90th percentile of processor seconds of one run of `work`.
template <class Work>
void time_runs(MeasuredKernel& kernel, int runs, Work work) {
  std::vector<double> seconds;
  work();
  double spent = 0.0;
  for (int i = 0; i < runs && (i < 5 || spent < 1.5); ++i) {
    const std::clock_t start = std::clock();
    work();
    seconds.push_back(static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
    spent += seconds.back();
  }
  std::sort(seconds.begin(), seconds.end());
  kernel.runs = static_cast<int>(seconds.size());
  kernel.least_s = std::max(1e-7, seconds.front());
  kernel.median_s = std::max(1e-7, seconds[seconds.size() / 2]);
  kernel.p90_s = std::max(1e-7, seconds[seconds.size() * 9 / 10]);
}

std::string processor_name() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);)
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  return "unknown processor";
}

MeasuredKernel time_gemm(const cpu::Products& products, WeightPool& pool, std::size_t m, std::size_t n, std::size_t k, int runs) {
  MeasuredKernel kernel{.kernel = "gemm", .m = static_cast<double>(m), .n = static_cast<double>(n), .k = static_cast<double>(k)};
  const std::vector<float> a(m * k, 0.5F);
  std::vector<float> c(m * n);
  time_runs(kernel, runs, [&] { products.gemm(a.data(), pool.next(n * k), c.data(), m, n, k); });
  return kernel;
}

MeasuredKernel time_attention(WeightPool& pool, std::size_t batch, std::size_t context, std::size_t heads, std::size_t dim, int runs) {
  MeasuredKernel kernel{.kernel = "attention_decode", .batch = static_cast<double>(batch), .context = static_cast<double>(context),
                        .heads = static_cast<double>(heads), .kv_heads = static_cast<double>(heads), .head_dim = static_cast<double>(dim)};
  const std::vector<float> q(batch * heads * dim, 0.1F);
  std::vector<float> out(q.size()), scores(context);
  const std::size_t cache = batch * heads * context * dim;
  time_runs(kernel, runs, [&] { cpu::attention_decode(q.data(), pool.next(cache), pool.next(cache), out.data(), scores.data(), batch, heads, context, dim); });
  return kernel;
}

}  // namespace

CpuProfile calibrate_cpu(int runs, bool library) {
  runs = std::max(5, runs);
  CpuProfile profile;
  profile.processor = processor_name();
  const cpu::Products products(library);
  profile.products = products.name();
  WeightPool pool;
  {
    MeasuredKernel triad{.kernel = "triad"};
    const std::size_t n = std::size_t{12} << 20;
    std::vector<float> a(n), b(n, 1.0F), c(n, 2.0F);
    time_runs(triad, runs, [&] { cpu::triad(a.data(), b.data(), c.data(), 0.5F, n); });
    profile.triad_gb_s = 3.0 * 4.0 * static_cast<double>(n) / triad.median_s * 1e-9;
    profile.kernels.push_back(triad);
  }
  constexpr std::pair<std::size_t, std::size_t> layers[] = {{512, 512}, {1024, 1024}, {4096, 1024}, {1024, 4096}, {2048, 2048}, {16384, 512}};
  for (const auto& [n, k] : layers)
    for (std::size_t m : {1U, 4U, 16U, 64U, 256U}) {
      if (m == 256 && n * k > (std::size_t{4} << 20)) continue;
      profile.kernels.push_back(time_gemm(products, pool, m, n, k, runs));
      const MeasuredKernel& g = profile.kernels.back();
      profile.peak_gflop_s = std::max(profile.peak_gflop_s, 2e-9 * g.m * g.n * g.k / g.median_s);
    }
  for (std::size_t batch : {1U, 8U})
    for (std::size_t context : {64U, 256U, 1024U}) profile.kernels.push_back(time_attention(pool, batch, context, 16, 64, runs));
  return profile;
}

CalibratedMachine machine_from(const CpuProfile& profile, const Accelerator& like) {
  CalibratedMachine out{like, {}};
  Accelerator& chip = out.chip;
  chip.id = "this_machine", chip.name = profile.processor, chip.aliases.clear();
  chip.fp32_tflops = 1e-3 * profile.peak_gflop_s;
  chip.bf16_tflops = chip.fp8_tflops = chip.fp4_tflops = chip.int8_tops = std::nullopt;
  chip.memory_bw_gb_s = profile.triad_gb_s;
  chip.kernel_family = out.kernels.id = "this_machine";
  chip.kernel_derate = 1.0;
  chip.source = "measured by calibrate, one thread";
  const Roofline roof = roofline_of(chip, Precision::fp32);
  const auto lg = [](double x) { return std::log2(x); };
  std::vector<SurfaceSample> gemms, attentions;
  for (const MeasuredKernel& k : profile.kernels) {
    if (k.kernel == "gemm")
      gemms.push_back({{lg(k.m), lg(k.n), lg(k.k)}, std::log(k.median_s / base::gemm(roof, KernelFormat::fp32, k.m, k.n, k.k).seconds)});
    if (k.kernel == "attention_decode") {
      const base::Base b = base::attention_decode(roof, k.batch, k.context, k.heads, k.head_dim, 2.0 * k.kv_heads * k.head_dim * 4.0);
      attentions.push_back({{lg(k.batch * k.kv_heads), lg(k.context), lg(k.heads / k.kv_heads)}, std::log(k.median_s / b.seconds)});
    }
  }
  // Few shapes, so few knots: the penalty on bends fills what was not measured.
  constexpr double smooth = 0.05;
  out.kernels.gemm[static_cast<std::size_t>(KernelFormat::fp32)] = fit_surface({{{0, 2, 4, 6, 8}, {9, 11, 13}, {9, 11, 13}}}, gemms, smooth);
  out.kernels.attention_decode[0] = fit_surface({{{4, 7}, {6, 8, 10}, {0}}}, attentions, smooth);
  return out;
}

DecoderTrial try_decoder(const CpuProfile& profile, const TrialShape& s, int runs) {
  const auto size = [](int x) { return static_cast<std::size_t>(x); };
  const std::size_t h = size(s.hidden), f = size(s.ffn), b = size(s.batch), dim = h / size(s.heads), context = size(s.context), layers = size(s.layers);
  const std::size_t per_layer = 4 * h * h + 3 * h * f, cache = b * context * h;
  const std::vector<float> weights(layers * per_layer + size(s.vocab) * h, 0.01F), kv(2 * layers * cache, 0.02F);
  std::vector<float> x(b * h, 0.3F), y(b * h), qkv(b * 3 * h), wide(b * 2 * f), scores(context), logits(b * size(s.vocab));
  const cpu::Products products(profile.products != cpu::Products(false).name());
  MeasuredKernel step{.kernel = "decoder"};
  time_runs(step, runs, [&] {
    for (std::size_t layer = 0; layer < layers; ++layer) {
      const float* w = weights.data() + layer * per_layer;
      const float* keys = kv.data() + 2 * layer * cache;
      cpu::rms_norm(x.data(), y.data(), b, h);
      products.gemm(y.data(), w, qkv.data(), b, 3 * h, h);
      cpu::attention_decode(qkv.data(), keys, keys + cache, y.data(), scores.data(), b, size(s.heads), context, dim);
      products.gemm(y.data(), w + 3 * h * h, x.data(), b, h, h);
      cpu::rms_norm(x.data(), y.data(), b, h);
      products.gemm(y.data(), w + 4 * h * h, wide.data(), b, 2 * f, h);
      for (std::size_t i = 0; i < b * f; ++i) wide[i] *= wide[b * f + i];
      products.gemm(wide.data(), w + 4 * h * h + 2 * h * f, x.data(), b, h, f);
    }
    products.gemm(x.data(), weights.data() + layers * per_layer, logits.data(), b, size(s.vocab), h);
  });
  CalibratedMachine machine = machine_from(profile, Accelerator{});
  ModelCard card;
  card.id = card.name = "trial", card.layers = s.layers, card.hidden = s.hidden, card.heads = card.kv_heads = s.heads;
  card.head_dim = s.hidden / s.heads, card.attention = Attention::mha, card.ffn_hidden = s.ffn, card.vocab = s.vocab, card.context = s.context;
  ServingConfig config{.precision = Precision::fp32, .batch = s.batch};
  config.engine = {.layer_s = 0.0, .moe_layer_s = 0.0, .sequence_s = 0.0, .eager_layer_s = 0.0};
  const StepLoad load{.decode_sequences = static_cast<double>(s.batch), .decode_context = static_cast<double>(s.context)};
  return {step.median_s, step_time({card, machine.chip, machine.kernels}, config, load).seconds};
}

}  // namespace gridwright::compute
