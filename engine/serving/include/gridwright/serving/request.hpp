#pragma once
#include <cstdint>
#include <span>
#include <vector>

/// A request as it reaches a serving system, and where requests come from.
namespace gridwright::serving {

/// Nanoseconds since the start of the run. All times inside the simulation are of this type; doubles are seconds.
using Nanoseconds = std::int64_t;
inline constexpr Nanoseconds ns_per_second = 1'000'000'000;
[[nodiscard]] constexpr double seconds_of(Nanoseconds ns) { return static_cast<double>(ns) * 1e-9; }
[[nodiscard]] constexpr Nanoseconds ns_of(double seconds) { return static_cast<Nanoseconds>(seconds * 1e9 + (seconds < 0 ? -0.5 : 0.5)); }

/// One call for tokens. A value of 64 bytes: a day of 100 million of them streams through, it is never held at once.
///
/// What may be reused of its prompt is stated in one of two ways: `blocks` ids from `first_block` on in the run's block
/// list (a trace that carries hashes), or a `session` whose turns share one growing text. 0 of both: nothing is reused.
struct Request {
  Nanoseconds arrival_ns = 0;
  std::uint64_t id = 0;              ///< position in its stream; ties in time are broken by it
  std::int32_t input_tokens = 1;     ///< prompt, at least 1
  std::int32_t output_tokens = 1;    ///< wanted, at least 1
  std::uint32_t first_block = 0, blocks = 0;
  std::uint32_t session = 0;
  std::uint32_t deadline_s = 0;      ///< seconds within which the answer is wanted; 0 = as its class promises
  std::uint32_t network_up_us = 0, network_down_us = 0;  ///< user to site and back; set by the router
  std::uint16_t origin = 0;          ///< city, index into the system's
  std::uint8_t klass = 0;            ///< request class, index into the system's
  std::uint8_t priority = 0;         ///< smaller goes first (vLLM's rule)
  std::uint8_t attempt = 0;          ///< times it failed before
  bool operator==(const Request&) const = default;
};

/// Ids of prompt blocks: equal ids are equal text after equal text, so a leading run of known ids is a reusable prefix.
struct PromptBlocks {
  std::int32_t tokens_per_block = 512;
  std::int32_t shared_tokens = 0;           ///< sessions: leading tokens that all sessions of a class have in common
  std::vector<std::uint64_t> ids;           ///< of requests that state `blocks`

  /// Blocks of the first `tokens` tokens of a request's text; a last, partly filled block counts when ids are stated.
  [[nodiscard]] std::int32_t count(const Request& r, std::int64_t tokens) const {
    if (r.blocks > 0) return static_cast<std::int32_t>(r.blocks);
    return r.session == 0 ? 0 : static_cast<std::int32_t>(tokens / tokens_per_block);
  }
  [[nodiscard]] std::uint64_t id(const Request& r, std::int32_t k) const {
    if (r.blocks > 0) return ids[r.first_block + static_cast<std::uint32_t>(k)];
    const bool shared = (k + 1) * static_cast<std::int64_t>(tokens_per_block) <= shared_tokens;
    const std::uint64_t owner = shared ? std::uint64_t{r.klass} + 1 : (std::uint64_t{r.session} << 9U);
    std::uint64_t z = owner * 0x9E3779B97F4A7C15ULL + static_cast<std::uint64_t>(k) * 0xD1B54A32D192ED03ULL;  // splitmix64 finaliser
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
    return (z ^ (z >> 31U)) | 1U;
  }
};

/// A stream of requests in order of time. Pulled one at a time by the simulation; endless streams are fine.
class ArrivalSource {
 public:
  virtual ~ArrivalSource() = default;
  /// The next request, no earlier than the one before; false at the end, for good.
  virtual bool next(Request& request) = 0;
  /// Block ids its requests refer to; may grow with every call of next().
  [[nodiscard]] virtual const PromptBlocks& blocks() const = 0;
};

/// Requests already in memory, in order of time.
class ListSource final : public ArrivalSource {
 public:
  explicit ListSource(std::span<const Request> requests, PromptBlocks blocks = {}) : requests_(requests), blocks_(std::move(blocks)) {}
  bool next(Request& request) override {
    if (at_ == requests_.size()) return false;
    request = requests_[at_++];
    return true;
  }
  [[nodiscard]] const PromptBlocks& blocks() const override { return blocks_; }

 private:
  std::span<const Request> requests_;
  PromptBlocks blocks_;
  std::size_t at_ = 0;
};

}  // namespace gridwright::serving
