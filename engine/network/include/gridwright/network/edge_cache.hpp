#pragma once
#include <span>
#include <vector>

/// Caches at the edge: what share of requests never reaches an accelerator, or reaches it with less to compute.
namespace gridwright::network {

/// Popularity of n items: p_i proportional to i^-alpha, summing to 1.
[[nodiscard]] std::vector<double> zipf(double alpha, int items);

/// An LRU cache of `capacity` equal items under independent requests (Che, Tung and Wang 2002):
///   solve  sum_i (1 - exp(-p_i t)) = capacity  for t, the characteristic time in requests
///   hit    = sum_i p_i (1 - exp(-p_i t))
struct LruHit {
  double hit = 0.0;
  double characteristic_time = 0.0;  ///< requests; infinite when everything fits
};
[[nodiscard]] LruHit che_lru(std::span<const double> popularity, double capacity);

/// An entry lives `ttl_s`; requests for it come at random `per_s`.
[[nodiscard]] double ttl_hit_renewed(double per_s, double ttl_s);  ///< every access renews it: 1 - exp(-rt)
[[nodiscard]] double ttl_hit_fixed(double per_s, double ttl_s);    ///< it dies on time: rt / (1 + rt)

/// Prefix (KV) cache of a site: a turn of a conversation finds the turns before it if the gap since the last one is shorter
/// than what stays `characteristic_s` in the cache. Gaps are lognormal. Routing at random over k replicas divides reuse by k;
/// sticky routing keeps it. `shared_share` of the tokens belong to the system prompt, which is always there.
struct PrefixCache {
  double median_gap_s = 60.0, sigma = 1.2;
  double characteristic_s = 600.0;
  double history_share = 0.6;  ///< of input tokens that repeat the conversation so far
  double shared_share = 0.1;   ///< of input tokens in the common system prompt
  int replicas = 1;
  bool sticky = true;
};
[[nodiscard]] double prefix_hit_share(const PrefixCache& cache);  ///< of input tokens

/// Answers given again to questions that mean the same. `wrong_share` of its hits are wrong answers: the price of it, and an
/// input nobody may leave out.
struct SemanticCache {
  double hit_share = 0.20;
  double wrong_share = 0.01;
  double lookup_ms = 10.0;  ///< embedding and search on a processor at the edge
};

/// What the three caches in a row leave for the model. Order: exact match, then meaning, then prefix.
struct EdgeCaches {
  double exact_share = 0.0;
  SemanticCache semantic{.hit_share = 0.0, .wrong_share = 0.0, .lookup_ms = 0.0};
  double prefix_share = 0.0;  ///< of the input tokens of what is left
};
struct CacheEffect {
  double answered_share = 0.0;  ///< requests answered without a model
  double wrong_share = 0.0;     ///< requests answered wrongly by the semantic cache
  double input_share = 1.0;     ///< input tokens still to be computed, of all
  double output_share = 1.0;    ///< output tokens still to be generated, of all
  double added_ms = 0.0;        ///< mean time added before the model, of requests that reach it
};
[[nodiscard]] CacheEffect effect_of(const EdgeCaches& caches);

}  // namespace gridwright::network
