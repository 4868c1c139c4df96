#pragma once
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "gridwright/compute/catalogue.hpp"

namespace gridwright::compute {

/// A model on an accelerator with the kernels it runs: what every serving question starts from.
///
///   Result<ServingSetup> setup = serving_setup(load_catalogue(), "llama-3.1-70b", "h200_sxm");
///   Result<OperatingPoint> p = operating_point(*setup, {.precision = Precision::fp8, .tp = 2, .batch = 64},
///                                              {.input_tokens = 1024, .output_tokens = 1024});
///   p->tpot_s; p->tokens_per_s_per_accelerator; p->joule_per_output_token;
struct ServingSetup {
  ModelCard model;
  Accelerator chip;
  KernelFamily kernels;
};
[[nodiscard]] Result<ServingSetup> serving_setup(const Catalogue& facts, std::string_view model, std::string_view accelerator);

/// Mean lengths of a request. `cached_share` of the input is found in the prefix cache and not computed again.
struct RequestShape {
  double input_tokens = 1024.0;
  double output_tokens = 1024.0;
  double cached_share = 0.0;
};

/// What a serving engine adds to its kernels: one set for every model, chip and framework, found on the measured serving
/// points with whole families left out (docs/theory/compute.md).
struct EngineTraits {
  double layer_s = 17.5e-6;       ///< small unfused kernels and gaps in each layer
  double moe_layer_s = 15e-6;     ///< more of them in a layer with experts
  double sequence_s = 5e-6;       ///< sampling and bookkeeping per running request and step
  double eager_layer_s = 0.5e-3;  ///< host time to launch a layer of an iteration with prefill (no graph replay): a floor
  double expert_factor = 3.3;     ///< arithmetic of experts against one plain product: uneven loads, padded tiles
  double unpack_factor = 1.375;   ///< weight-only 4-bit products against 16-bit products of the same bytes
  bool operator==(const EngineTraits&) const = default;
};

/// How one instance (one copy of the model) is laid out and driven. Accelerators of an instance = tp · dp · pp.
struct ServingConfig {
  Precision precision = Precision::fp8;
  double kv_element_bytes = 0.0;  ///< 0 = 2 for bf16 weights, 4 for fp32, 1 otherwise
  int tp = 1;                     ///< tensor parallel: every matrix is cut
  int pp = 1;                     ///< pipeline parallel: layers are cut
  int dp = 1;                     ///< attention data parallel (mixture of experts): sequences are cut, experts are shared
  int ep = 1;                     ///< expert parallel inside tp · dp; 1 = experts are cut like other matrices
  int batch = 64;                 ///< requests in flight on the instance
  double chunk_tokens = 8192.0;   ///< tokens an iteration may hold (chunked prefill budget)
  double memory_share = 0.90;     ///< of the accelerator's memory the engine may use
  bool full_length_cache = true;  ///< memory for every request at its full length (never preempts); false: for the staggered
                                  ///< mean of a paged cache, S_in + S_out/2, and two standard deviations of the batch
  int draft_tokens = 0;           ///< speculative decoding: tokens proposed a step by a one-layer draft head (0 = off)
  double acceptance = 0.7;        ///< chance that a proposed token is right, given those before it were
  EngineTraits engine = {};
  [[nodiscard]] int accelerators() const { return tp * dp * pp; }
  /// Tokens a decode step yields: (1 - a^(g+1)) / (1 - a) with g drafts accepted with chance a each; 1 without drafts.
  [[nodiscard]] double tokens_per_step() const;
  bool operator==(const ServingConfig&) const = default;
};

/// What lies in one accelerator's memory. `missing_gb` > 0: it does not fit, and by how much.
struct MemoryFit {
  double weights_gb = 0.0, kv_gb = 0.0, activations_gb = 0.0, runtime_gb = 0.0;
  double usable_gb = 0.0;
  double missing_gb = 0.0;
  double largest_batch = 0.0;  ///< requests of full length that fit beside the weights; 0 = not even one
  [[nodiscard]] bool fits() const { return missing_gb <= 0.0; }
};
[[nodiscard]] MemoryFit memory_fit(const ServingSetup& setup, const ServingConfig& config, const RequestShape& shape);

/// What one iteration of the engine does, per attention data-parallel rank.
struct StepLoad {
  double decode_sequences = 0.0;  ///< each adds one token
  double decode_context = 0.0;    ///< mean tokens already cached for them
  double prefill_tokens = 0.0;    ///< prompt tokens of this iteration
  double prefill_past = 0.0;      ///< mean tokens cached before them
  double prefill_sequences = 0.0; ///< prompts they belong to
};

/// Time of one iteration and where it goes; flop and bytes are what one accelerator does in that time. With pipeline stages
/// the load is one micro-batch (batch / pp) and the time its way through all stages; pp of them are under way at once.
struct StepTime {
  double seconds = 0.0;
  double gemm_s = 0.0, attention_s = 0.0, elementwise_s = 0.0, collective_s = 0.0, host_s = 0.0;
  double flop = 0.0, bytes = 0.0;
};
[[nodiscard]] StepTime step_time(const ServingSetup& setup, const ServingConfig& config, const StepLoad& load);

/// Steady state of one instance under continuous batching with `batch` requests always in flight.
struct OperatingPoint {
  ServingConfig config;
  MemoryFit memory;
  double ttft_s = 0.0;               ///< mean time to first token, queueing of a steady stream included
  double tpot_s = 0.0;               ///< mean time per output token after the first
  double decoding_sequences = 0.0;   ///< of the batch, the rest waits or prefills
  double requests_per_s = 0.0;       ///< of the instance
  double tokens_per_s_per_accelerator = 0.0;  ///< output tokens
  double tokens_per_s_per_user = 0.0;
  Power busy;                        ///< per accelerator, mean while serving like this (accelerator only)
  Power idle;                        ///< per accelerator, model loaded, no work
  Power host;                        ///< CPU, network, fans per accelerator
  double joule_per_output_token = 0.0;       ///< accelerators only
  double node_joule_per_output_token = 0.0;  ///< with host and network, before PUE
  StepTime decode_step, mixed_step;  ///< an iteration without and with a prefill chunk
  double mixed_share = 0.0;          ///< share of iterations that carry prefill
};

/// Bad input (0 accelerators, tp that does not divide the heads, precision the chip has no units for, does not fit) is an
/// error with the numbers; no configuration that cannot fit is ever given a speed. Cost: under 20 us.
[[nodiscard]] Result<OperatingPoint> operating_point(const ServingSetup& setup, const ServingConfig& config, const RequestShape& shape);

/// Prefill and decode on instances of their own: prefill instances hand the KV cache over the network.
struct DisaggregatedPoint {
  OperatingPoint decode;         ///< batch and TPOT of a decode instance; its TTFT field is the whole time to first token
  ServingConfig prefill;         ///< layout of a prefill instance
  double prefill_s = 0.0;        ///< one prompt through a prefill instance, alone
  double transfer_s = 0.0;       ///< KV cache of a prompt over the link, whole
  double exposed_transfer_s = 0.0;  ///< what is left of it when layers are sent as they finish: about one layer's share
  double prefill_instances_per_decode = 0.0;  ///< to keep up
  double tokens_per_s_per_accelerator = 0.0;  ///< over both pools
};
[[nodiscard]] Result<DisaggregatedPoint> disaggregated_point(const ServingSetup& setup, const ServingConfig& prefill, const ServingConfig& decode,
                                                             const RequestShape& shape);

/// Mean latencies a service promises; infinity = no promise. Percentile promises need the serving room's safe utilisation.
struct Slo {
  double ttft_s = std::numeric_limits<double>::infinity();
  double tpot_s = std::numeric_limits<double>::infinity();
};

enum class Goal { tokens_per_accelerator, joule_per_token };

/// What the search may try. Empty lists mean "everything the accelerator offers".
struct SearchSpace {
  std::vector<Precision> precisions;
  std::vector<int> accelerators;       ///< sizes of an instance
  int largest_batch = 4096;
  Goal goal = Goal::tokens_per_accelerator;
  ServingConfig base = {};             ///< all that is not searched: chunk, memory share, cache rule, drafts, engine
};

/// The best operating point that fits and meets the promise, over layout, precision and batch.
/// When none does, one error per reason, nearest miss first: "bf16, tp 1: 52.3 GB missing", "fp8, tp 4, batch 1: TPOT 61 ms > 50 ms".
[[nodiscard]] Result<OperatingPoint> best_operating_point(const ServingSetup& setup, const RequestShape& shape, const Slo& slo,
                                                          const SearchSpace& space = {});

/// Points no other point beats in both tokens/s/accelerator and tokens/s/user, slowest user first.
[[nodiscard]] std::vector<OperatingPoint> pareto_front(const ServingSetup& setup, const RequestShape& shape, const SearchSpace& space = {});

/// The same with prompts and answers on instances of their own. Prompts run on the layout that needs the fewest accelerator-seconds for
/// one; the decode layout and batch make the front. Slowest user first; empty when nothing fits.
[[nodiscard]] std::vector<DisaggregatedPoint> disaggregated_front(const ServingSetup& setup, const RequestShape& shape, const Slo& slo = {},
                                                                  const SearchSpace& space = {});

/// An operating point under a power cap: busy power times power_share, everything it does times throughput_share.
[[nodiscard]] OperatingPoint capped(OperatingPoint point, const PowerCapPoint& cap);

/// The front's upper convex hull: mixing two fleets reaches every point on the line between two operating points.
[[nodiscard]] std::vector<OperatingPoint> convex_hull(const std::vector<OperatingPoint>& front);

}  // namespace gridwright::compute
