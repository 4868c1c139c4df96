#pragma once
#include <cstdint>

#include "gridwright/serving/request.hpp"

/// One copy of a model behind an engine with continuous batching, as vLLM, SGLang and TensorRT-LLM run them today.
namespace gridwright::serving {

enum class Role : std::uint8_t {
  whole,    ///< prompt and answer on the same replica
  prefill,  ///< computes prompts and the first token, then hands the KV cache over
  decode,   ///< takes handed-over caches and writes the answers
};

/// The rules of an engine's scheduler; names and defaults are vLLM's (V1).
///
/// Each iteration: running requests first, in the order they were admitted (a decode takes one token of the budget, an unfinished
/// prompt what is left); when a block is missing, the last admitted of the least urgent priority is preempted: its blocks
/// are freed and it starts again at the head of the queue. If nothing was preempted, waiting requests are admitted while
/// sequences, budget and blocks remain.
struct EngineConfig {
  int max_sequences = 128;        ///< running at once; 1 .. the step table's largest batch
  int max_batched_tokens = 2048;  ///< token budget of an iteration, at least max_sequences x (1 + draft_tokens)
  bool chunked_prefill = true;    ///< false: prompts run whole, in iterations of their own that stall the others (Orca's and vLLM V0's way)
  bool prefix_cache = true;       ///< keep blocks of known text; needs requests that state blocks or sessions
  std::int64_t kv_blocks = std::int64_t{1} << 50;  ///< memory for KV cache; the default is endless
  int block_tokens = 16;          ///< of a KV block
  int draft_tokens = 0;           ///< speculative decoding: tokens proposed a step
  double acceptance = 0.7;        ///< chance that a proposed token is right, given those before it were
  Role role = Role::whole;
  bool operator==(const EngineConfig&) const = default;
};

enum class Fate : std::uint8_t {
  done,         ///< all tokens delivered
  handed_over,  ///< prefill role: first token delivered, the cache waits to be sent
  too_long,     ///< prompt and answer can never fit into the replica's KV cache
};

/// What became of a request on a replica.
struct Served {
  Request request;
  Nanoseconds submitted_ns = 0;    ///< reached its first replica
  Nanoseconds scheduled_ns = 0;    ///< first time in a batch
  Nanoseconds first_token_ns = 0;
  Nanoseconds done_ns = 0;
  std::int32_t cached_tokens = 0;  ///< of the prompt, found in the prefix cache at first admission
  std::uint16_t preemptions = 0;
  Fate fate = Fate::done;
};

/// What a replica did so far.
struct ReplicaCounts {
  std::int64_t iterations = 0, jumps = 0;         ///< a jump is one or many iterations done at once
  std::int64_t prompt_tokens = 0, cached_tokens = 0, output_tokens = 0;
  std::int64_t block_lookups = 0, block_hits = 0; ///< prompt blocks asked for, and leading ones found
  std::int64_t preemptions = 0, refused = 0;
  double busy_s = 0.0;                            ///< time in iterations
  double sequence_s = 0.0;                        ///< integral of decoding sequences over time
  double kv_block_s = 0.0;                        ///< integral of held blocks over time
};

}  // namespace gridwright::serving
