#pragma once
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "compute_profiles.hpp"
#include "gridwright/compute/serving_point.hpp"

/// The 3,442 measured serving points (ai-dynamo/aiconfigurator @095f58a5, silicon_sample.csv, Apache-2.0), read as layouts.
namespace compute_silicon {

using compute_profiles::num;
using compute_profiles::Row;

struct Point {
  std::string model, system, backend, precision_text, mode;
  gridwright::compute::ServingConfig config;
  gridwright::compute::RequestShape shape;
  int decode_workers = 1, prefill_workers = 1, prefill_tp = 1;
  double ttft_s = 0.0, tpot_s = 0.0;
};

inline double concurrency_of(const Row& r) {
  const std::string& source = r.at("silicon_data_source");
  const auto at = source.find("silicon_concurrency=");
  if (at != std::string::npos) return std::atof(source.c_str() + at + 20);
  const std::string& id = r.at("id");
  for (std::size_t i = 0; i + 2 < id.size(); ++i)
    if (id[i] == '_' && id[i + 1] == 'c' && std::isdigit(static_cast<unsigned char>(id[i + 2]))) return std::atof(id.c_str() + i + 2);
  return num(r, "batch_size");
}

inline int whole_root(int n) {
  const int root = static_cast<int>(std::lround(std::sqrt(n)));
  return root * root == n ? root : 0;
}

/// Tensor, data and expert parallelism of one worker. The sample multiplies sizes in some rows (tp 64 with experts 8 x 8 is
/// one node of 8 that cuts attention 8 ways and spreads experts 8 ways); rows that fit no layout give nothing.
inline std::optional<gridwright::compute::ServingConfig> layout_of(const Row& r, const std::string& prefix) {
  const auto get = [&](const char* name) { return static_cast<int>(num(r, (prefix + name).c_str())); };
  const int tp = get("tp_size"), adp = get("attention_dp_size"), etp = std::max(1, get("moe_tp_size")), ep = std::max(1, get("moe_ep_size"));
  gridwright::compute::ServingConfig c;
  if (tp < 1) return std::nullopt;
  if (adp > 1) {  // attention data parallel
    const int spread = etp == ep && etp > 1 ? etp : tp > 1 ? tp : etp * ep;
    c.tp = 1, c.dp = spread, c.ep = spread;
    return c;
  }
  if (etp == ep && etp > 1 && etp * ep == tp) {
    c.tp = etp, c.ep = ep;
    return c;
  }
  if (etp * ep != 1 && etp * ep != tp) return std::nullopt;
  c.tp = tp, c.ep = ep;
  return c;
}

inline std::optional<Point> point_of(const Row& r) {
  Point p;
  p.model = r.at("model_path"), p.system = r.at("system"), p.backend = r.at("backend"), p.mode = r.at("mode");
  const bool disagg = p.mode == "disagg";
  const auto layout = layout_of(r, disagg ? "decode_" : "");
  if (!layout) return std::nullopt;
  p.config = *layout;
  const std::string& precision = r.at("precision");
  using gridwright::compute::Precision;
  const bool blackwell = p.system[0] == 'b' || p.system[0] == 'g';
  p.config.precision = precision == "fp8" ? Precision::fp8 : precision == "fp4" ? (blackwell ? Precision::fp4 : Precision::w4) : precision == "int4" ? Precision::w4 : Precision::bf16;
  p.precision_text = gridwright::compute::to_string(p.config.precision);
  p.shape = {num(r, "isl"), num(r, "osl"), 0.0};
  if (p.shape.output_tokens < 2) return std::nullopt;
  p.decode_workers = std::max(1, static_cast<int>(num(r, "decode_num_workers")));
  p.prefill_workers = std::max(1, static_cast<int>(num(r, "prefill_num_workers")));
  p.config.batch = std::max(1, static_cast<int>(std::lround(concurrency_of(r) / (disagg ? p.decode_workers : 1))));
  p.ttft_s = 1e-3 * num(r, "silicon_ttft_ms"), p.tpot_s = 1e-3 * num(r, "silicon_tpot_ms");
  return p;
}

/// The card of a model path: releases that share an architecture share a card.
inline std::string card_of(const std::string& path) {
  if (path.find("DeepSeek") != std::string::npos) return "deepseek-v3";
  if (path.find("Llama-3.1-8B") != std::string::npos) return "llama-3.1-8b";
  if (path.find("Qwen3-32B") != std::string::npos) return "qwen3-32b";
  if (path.find("Qwen3-235B") != std::string::npos) return "qwen3-235b-a22b";
  return path;
}

/// The sample often leaves out that attention is data parallel. Where the layout it names cannot hold the cache (a latent
/// cache is copied to every tensor-parallel rank), data-parallel attention is the only way the run can have been made.
inline void spread_attention_if_it_must(const gridwright::compute::ServingSetup& setup, Point& p) {
  auto& c = p.config;
  c.memory_share = 0.95;
  if (!setup.model.is_moe() || c.dp > 1 || c.tp == 1 || gridwright::compute::memory_fit(setup, c, p.shape).fits()) return;
  c.dp = c.ep = c.tp;
  c.tp = 1;
}

/// The operating point of a row. Benchmarks run with more requests than the cache holds at full length (some wait, most are
/// shorter): then the batch is what fits. Nothing when not one request fits.
inline std::optional<gridwright::compute::OperatingPoint> predict(const gridwright::compute::ServingSetup& setup, Point& p) {
  auto point = gridwright::compute::operating_point(setup, p.config, p.shape);
  if (!point) {
    const double largest = gridwright::compute::memory_fit(setup, p.config, p.shape).largest_batch;
    if (largest < 1.0 || largest >= p.config.batch) return std::nullopt;
    p.config.batch = static_cast<int>(largest);
    point = gridwright::compute::operating_point(setup, p.config, p.shape);
  }
  if (!point) return std::nullopt;
  return *point;
}

}  // namespace compute_silicon
