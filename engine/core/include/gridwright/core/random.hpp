#pragma once
#include <cstdint>
#include <string_view>

namespace gridwright {

/// A named, seeded stream of random numbers. The same seed and name give the same numbers on every machine and compiler
/// (the standard library's distributions do not promise that). SplitMix64 seeds xoshiro256++ (Blackman and Vigna 2019).
///
///   RandomStream wind(seed, "weather.rochester-mn.wind");   // independent of every other name
class RandomStream {
 public:
  RandomStream(std::uint64_t seed, std::string_view name);
  std::uint64_t next();
  double uniform();  ///< [0, 1)
  double normal();   ///< standard normal (Marsaglia polar)
  double exponential();                    ///< mean 1
  std::uint64_t below(std::uint64_t n);    ///< 0 .. n-1, each equally likely; 0 when n is 0 or 1

 private:
  std::uint64_t state_[4];
  double spare_ = 0.0;
  bool has_spare_ = false;
};

}  // namespace gridwright
