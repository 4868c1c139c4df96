#pragma once
#include <string>
#include <vector>

#include "gridwright/core/result.hpp"
#include "gridwright/scenario/scenario.hpp"
#include "gridwright/serving/system.hpp"

/// From a model, an accelerator and a layout to replicas that can be simulated.
namespace gridwright::serving {

/// What a person states. Zero and empty mean "as the compute room would choose for these lengths".
struct DeploymentSpec {
  std::string model, accelerator;
  std::string precision{};                  ///< bf16 fp8 fp4 w4; empty = what the search chooses
  int tp = 0, pp = 1, dp = 1, ep = 1;       ///< tp 0 = what the search chooses
  int max_sequences = 0;                    ///< of an instance; 0 = the operating point's batch
  int max_batched_tokens = 0;               ///< 0 = 8192
  bool chunked_prefill = true, prefix_cache = true;
  int draft_tokens = 0;
  double acceptance = 0.7;
  double mean_input = 1024.0, mean_output = 256.0;  ///< for the search, and for the mean length of a sequence in the cache
  double tpot_slo_s = 0.0, ttft_slo_s = 0.0;        ///< for the search; 0 = none
  std::string step_profile{};               ///< CSV of measured iterations instead of the compute room's times
  std::vector<scenario::CustomAccelerator> custom{};  ///< accelerators a scenario states beside the known ones
  int host_links = 0;                       ///< accelerators of one host when the data sheet knows no link between them; 0 = as listed
};

/// One kind of replica. An instance with pipeline stages or attention data parallelism is simulated as pp x dp replicas, each with
/// its share of the batch: micro-batches and ranks that step side by side.
struct Deployment {
  PoolSpec pool;                            ///< replicas = 1: set by whoever uses it
  int replicas_per_instance = 1;
  int accelerators_per_instance = 1;
  std::string text;                         ///< "llama-3.1-70b in fp8 on 2 x H200, up to 96 requests and 2,310,000 KV tokens a replica"
};

/// Errors of the compute room (unknown names with the nearest one, what does not fit and by how many GB) and of the profile.
[[nodiscard]] Result<Deployment> deploy(const DeploymentSpec& spec);

/// Measured iterations: columns decode_sequences, context, prompt_tokens, prompt_past, seconds; one row a measurement.
///   rows without prompt      time of n sequences with that mean context; several contexts for each n
///   rows without sequences   a prompt piece alone
///   rows with both           how much decode attention costs more beside prompts (its median ratio is used)
/// Between rows: straight lines in n, in the sum of contexts and in prompt tokens; outside, the last slope goes on.
[[nodiscard]] Result<StepModel> read_step_profile(const std::string& file, int largest_batch);

}  // namespace gridwright::serving
