#pragma once
#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "compute_closed_loop.hpp"
#include "compute_silicon.hpp"

/// How the servers of the measured serving points were launched: what decides when a prompt is begun, and nothing about speed.
///
/// Rows of the public dashboard (InferenceMAX, now SemiAnalysisAI/InferenceX): its launch scripts benchmarks/single_node/*.sh (and, for
/// Llama-3.1-70B, its first ones) state the tokens of an iteration, how often the queue is looked at, and how long prompts are held back to be run
/// together. Its harness sends ten prompts for each request in flight, lengths evenly over 80 to 100 % of the shape. Other rows do not state their
/// launch: equal lengths, and iterations of one prompt (TensorRT-LLM) or 2,048 tokens (vLLM under Dynamo), assumed because they fit better than 8,192, and
/// 8,192 (SGLang).
namespace compute_launches {

using compute_closed_loop::Scheduler;

inline bool has(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

/// Requests shortened at random: the dashboard's rows, also where a gap analysis shows them again. "auto-gap-analysis" runs state equal lengths.
inline double shortening_of(const compute_profiles::Row& row) {
  return has(row.at("silicon_data_source"), "uto-gap-analysis") ? 0.0 : 0.2;
}

/// TensorRT-LLM never cuts a prompt unless told to; with attention data parallel, ranks that have a prompt wait for those that have none.
inline Scheduler tensorrt_llm(const compute_silicon::Point& p, int in_flight, bool dashboard) {
  const double isl = p.shape.input_tokens, osl = p.shape.output_tokens;
  Scheduler s{.prompts_alone = false, .whole_prompts = true, .token_budget = 8192.0};
  if (!dashboard) {
    s.token_budget = std::ceil((in_flight + isl + 64.0) / 64.0) * 64.0;
    return s;
  }
  const bool short_chat = isl == 1024.0 && osl == 1024.0;
  if (has(p.model, "gpt-oss")) {
    s.token_budget = 20000.0;
    if (p.config.dp > 1) s.gather_steps = 50.0;
  } else if (has(p.model, "Llama-3.1-70B")) {
    s.token_budget = 16384.0;
    if (short_chat && p.config.tp < 8) s.hold_steps = 20.0, s.hold_tokens = 0.9 * s.token_budget;
  } else if (has(p.model, "DeepSeek")) {
    s.token_budget = std::max(8192.0, std::ceil((in_flight + isl + 64.0) / 64.0) * 64.0);
    if (p.config.dp > 1) s.gather_steps = 60.0;
    if (short_chat && p.precision_text == "fp8" && p.system[0] == 'b' && in_flight >= 64)
      s.hold_steps = 40.0, s.hold_tokens = 0.8 * s.token_budget;
  }
  return s;
}

/// SGLang runs prompts before and without decoding, and on Blackwell looks at its queue every 10 decode steps, every 30 from 16 in flight on.
inline Scheduler sglang(const compute_silicon::Point& p, int in_flight, bool dashboard) {
  Scheduler s{.prompts_alone = true, .token_budget = 8192.0};
  if (!dashboard) return s;
  const bool blackwell = p.system[0] == 'b' || p.system[0] == 'g', fp4 = p.precision_text == "fp4";
  s.token_budget = has(p.model, "DeepSeek") && fp4 ? 16384.0 : !blackwell && has(p.model, "Qwen3.5") ? 16384.0 : 32768.0;
  if (blackwell && !has(p.model, "GLM")) s.look_every = in_flight >= 16 ? 30.0 : 10.0;
  return s;
}

/// What a framework's front end adds to its engine: `start_s` a request, `lag_steps` decode steps until a first token is out (scheduling ahead
/// of the device, handing tokens on), and `tokenise_s` a prompt token, one number for all: the harness sends text.
struct FrontEnd {
  double start_s = 0.0, lag_steps = 0.0;
  static constexpr double tokenise_s = 5e-6;
  [[nodiscard]] double ttft_s(const compute_closed_loop::Times& engine, double input_tokens) const {
    return engine.ttft_s + start_s + lag_steps * engine.step_s + tokenise_s * input_tokens;
  }
};

/// Found on the aggregated rows, every model counting alike; the test finds them again without each model in turn.
inline FrontEnd front_end_of(const std::string& framework) {
  if (framework == "vllm") return {.start_s = 0.0, .lag_steps = 4.0};
  if (framework == "sglang") return {.start_s = 0.045, .lag_steps = 13.0};
  return {.start_s = 0.005, .lag_steps = 5.0};
}

inline Scheduler scheduler_of(const compute_silicon::Point& p, const compute_profiles::Row& row, int in_flight) {
  const bool dashboard = shortening_of(row) > 0.0;
  if (p.backend == "sglang") return sglang(p, in_flight, dashboard);
  if (p.backend == "trtllm") return tensorrt_llm(p, in_flight, dashboard);
  return {.prompts_alone = false, .token_budget = dashboard ? 8192.0 : 2048.0};
}

}  // namespace compute_launches
