#include "gridwright/serving/deployment.hpp"

#include <algorithm>
#include <cmath>

#include "gridwright/compute/custom.hpp"
#include "gridwright/core/text.hpp"

namespace gridwright::serving {
namespace {

using compute::ServingConfig;
using compute::ServingSetup;

/// The layout as stated, or the compute room's best for these lengths and promises.
Result<ServingConfig> layout_of(const DeploymentSpec& spec, const ServingSetup& setup) {
  ServingConfig config{.tp = std::max(1, spec.tp), .pp = spec.pp, .dp = spec.dp, .ep = spec.ep, .batch = std::max(1, spec.max_sequences)};
  if (spec.precision.empty() || spec.tp == 0) {
    compute::SearchSpace space;
    if (!spec.precision.empty()) {
      const auto precision = compute::precision_from(spec.precision);
      if (!precision) return Diagnostic{.message = "no precision is called '" + spec.precision + "'", .fix = "bf16, fp8, fp4 or w4"};
      space.precisions = {*precision};
    }
    if (spec.tp > 0) space.accelerators = {spec.tp};
    compute::Slo slo;
    if (spec.ttft_slo_s > 0.0) slo.ttft_s = 0.5 * spec.ttft_slo_s;
    if (spec.tpot_slo_s > 0.0) slo.tpot_s = 0.8 * spec.tpot_slo_s;
    const auto best = compute::best_operating_point(setup, {.input_tokens = spec.mean_input, .output_tokens = spec.mean_output}, slo, space);
    if (!best) return best.diagnostics();
    config = best->config;
    if (spec.max_sequences > 0) config.batch = spec.max_sequences;
  } else {
    const auto precision = compute::precision_from(spec.precision);
    if (!precision) return Diagnostic{.message = "no precision is called '" + spec.precision + "'", .fix = "bf16, fp8, fp4 or w4"};
    config.precision = *precision;
    if (spec.max_sequences == 0) config.batch = 128;
  }
  config.chunk_tokens = spec.max_batched_tokens > 0 ? spec.max_batched_tokens : 8192;
  config.draft_tokens = spec.draft_tokens;
  config.acceptance = spec.acceptance;
  config.full_length_cache = false;
  return config;
}

}  // namespace

Result<Deployment> deploy(const DeploymentSpec& spec) {
  const Result<compute::Catalogue> facts = compute::catalogue_with(spec.custom);
  if (!facts) return facts.diagnostics();
  Result<ServingSetup> setup = compute::serving_setup(*facts, spec.model, spec.accelerator);
  if (!setup) return setup.diagnostics();
  if (spec.host_links > setup->chip.scaleup_domain) setup->chip.scaleup_domain = spec.host_links;
  const Result<ServingConfig> config = layout_of(spec, *setup);
  if (!config) return config.diagnostics();
  // Refused here with the missing GB: what cannot hold a single request of these lengths.
  ServingConfig one = *config;
  one.batch = one.dp * one.pp;
  if (const auto fits = compute::operating_point(*setup, one, {.input_tokens = spec.mean_input, .output_tokens = spec.mean_output}); !fits) return fits.diagnostics();

  Deployment d;
  d.replicas_per_instance = config->pp * config->dp;
  d.accelerators_per_instance = config->accelerators();
  const int sequences = std::max(1, (config->batch + d.replicas_per_instance - 1) / d.replicas_per_instance);
  const compute::StepTimes times(*setup, *config);
  const double length = spec.mean_input + 0.5 * spec.mean_output;
  StepModel model = step_model(*setup, *config, sequences);
  if (!spec.step_profile.empty()) {
    Result<StepModel> measured = read_step_profile(spec.step_profile, sequences);
    if (!measured) return measured.diagnostics();
    model = std::move(*measured);
  }
  EngineConfig& e = d.pool.engine;
  e.max_sequences = sequences;
  e.max_batched_tokens = std::max(static_cast<int>(config->chunk_tokens), sequences * (1 + spec.draft_tokens));
  e.chunked_prefill = spec.chunked_prefill;
  e.prefix_cache = spec.prefix_cache;
  e.draft_tokens = spec.draft_tokens;
  e.acceptance = spec.acceptance;
  e.kv_blocks = std::max<std::int64_t>(1, static_cast<std::int64_t>(times.cache_tokens(length) / config->pp / e.block_tokens));
  d.pool.name = spec.model;
  d.pool.steps = std::make_shared<const StepTable>(std::move(model));
  d.pool.accelerators = d.accelerators_per_instance;
  const compute::StepCost step = times.decode(sequences, length);
  const double shares = static_cast<double>(d.accelerators_per_instance) / d.replicas_per_instance;  // accelerators a simulated replica stands for
  d.pool.busy_w = shares * ((step.seconds > 0.0 ? step.joule / step.seconds : 0.0) + 1e6 * setup->chip.host.in(MW));
  d.pool.idle_w = shares * 1e6 * (setup->chip.idle() + setup->chip.host).in(MW);
  std::string layout = d.accelerators_per_instance > 1 ? std::to_string(d.accelerators_per_instance) + " x " : "";
  d.text = setup->model.name + " in " + compute::to_string(config->precision) + " on " + layout + setup->chip.name + ", up to " + std::to_string(sequences) + " requests and " +
           group_thousands(static_cast<double>(e.kv_blocks * e.block_tokens)) + " KV tokens a replica" + (spec.step_profile.empty() ? "" : ", measured step times");
  return d;
}

}  // namespace gridwright::serving
