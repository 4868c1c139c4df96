#include "gridwright/core/random.hpp"

#include <bit>
#include <cmath>

namespace gridwright {
namespace {

/// SplitMix64 (Steele, Lea and Flood 2014): spreads a seed over the state of a larger generator.
std::uint64_t split_mix(std::uint64_t& state) {
  std::uint64_t z = (state += 0x9E3779B97F4A7C15u);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

/// FNV-1a, 64 bit: a stable hash of the stream's name (std::hash may differ between libraries).
std::uint64_t hash_of(std::string_view name) {
  std::uint64_t hash = 0xCBF29CE484222325u;
  for (char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
  return hash;
}

}  // namespace

RandomStream::RandomStream(std::uint64_t seed, std::string_view name) {
  // The seed is mixed before the name joins it, so that seed 1 + name "b" and seed 2 + name "a" cannot meet by xor.
  std::uint64_t mixing = seed;
  mixing = split_mix(mixing) ^ hash_of(name);
  for (std::uint64_t& word : state_) word = split_mix(mixing);
}

// xoshiro256++ 1.0 (Blackman and Vigna 2019): period 2^256 - 1, passes BigCrush.
std::uint64_t RandomStream::next() {
  const std::uint64_t result = std::rotl(state_[0] + state_[3], 23) + state_[0];
  const std::uint64_t shifted = state_[1] << 17;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= shifted;
  state_[3] = std::rotl(state_[3], 45);
  return result;
}

double RandomStream::uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

// Marsaglia's polar method: a point in the unit disc gives two independent normals; the second waits for the next call.
double RandomStream::normal() {
  if (has_spare_) {
    has_spare_ = false;
    return spare_;
  }
  double u = 0.0, v = 0.0, s = 0.0;
  do {
    u = 2.0 * uniform() - 1.0;
    v = 2.0 * uniform() - 1.0;
    s = u * u + v * v;
  } while (s >= 1.0 || s == 0.0);
  const double scale = std::sqrt(-2.0 * std::log(s) / s);
  spare_ = v * scale;
  has_spare_ = true;
  return u * scale;
}

double RandomStream::exponential() { return -std::log1p(-uniform()); }

// Rejection, so that every value is equally likely: the 2^64 mod n lowest draws are thrown away.
std::uint64_t RandomStream::below(std::uint64_t n) {
  if (n < 2) return 0;
  const std::uint64_t unfair = (0 - n) % n;
  std::uint64_t draw = next();
  while (draw < unfair) draw = next();
  return draw % n;
}

}  // namespace gridwright
