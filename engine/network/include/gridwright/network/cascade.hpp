#pragma once

/// Two models on the way: a small one near the user, a large one in the core.
namespace gridwright::network {

/// The edge answers first; with chance `accept` its answer is good enough, else the core is asked.
struct Cascade {
  double accept = 0.6;                  ///< share of requests the small model may answer
  double edge_ms = 0.0, core_ms = 0.0;  ///< time of each model
  double edge_to_core_rtt_ms = 0.0;
  double edge_usd = 0.0, core_usd = 0.0;  ///< per request
};
struct CascadeResult {
  double mean_ms = 0.0;   ///< edge first, core when it must
  double raced_ms = 0.0;  ///< both asked at once, the edge's answer taken when it is accepted
  double mean_usd = 0.0;  ///< edge first
  double raced_usd = 0.0;
  bool saves_time = false;  ///< accept x (rtt + core) > edge
};
[[nodiscard]] CascadeResult evaluate(const Cascade& cascade);

/// Draft tokens at the edge, verified in the core (speculative decoding over a network).
struct SplitSpeculation {
  double acceptance = 0.8;  ///< chance that a drafted token stands, given those before it did
  int draft_tokens = 5;
  double draft_ms = 5.0;        ///< per drafted token
  double verify_ms = 25.0;      ///< one pass of the core over the draft
  double core_token_ms = 20.0;  ///< the core alone, per token
};
[[nodiscard]] double tokens_per_round(const SplitSpeculation& s);  ///< (1 - a^(g+1)) / (1 - a)
/// Round trip below which it beats the core alone: E t_core - g t_draft - t_verify. Negative: never.
[[nodiscard]] double break_even_rtt_ms(const SplitSpeculation& s);

}  // namespace gridwright::network
