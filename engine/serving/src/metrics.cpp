#include "gridwright/serving/metrics.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace gridwright::serving {
namespace {

constexpr int fine_bits = 8, coarse_bits = 4, first_exponent = 10, last_exponent = 53;

/// Bin of a duration: its exponent, then the next `bits` bits.
template <int bits>
std::size_t bin_of(std::int64_t ns) {
  const auto x = static_cast<std::uint64_t>(std::clamp<std::int64_t>(ns, std::int64_t{1} << first_exponent, (std::int64_t{1} << last_exponent) - 1));
  const int exponent = 63 - std::countl_zero(x);
  const std::uint64_t part = (x >> static_cast<unsigned>(exponent - bits)) & ((1U << static_cast<unsigned>(bits)) - 1);
  return (static_cast<std::size_t>(exponent - first_exponent) << static_cast<unsigned>(bits)) + static_cast<std::size_t>(part);
}
template <int bits>
constexpr std::size_t bins_in_all = static_cast<std::size_t>(last_exponent - first_exponent) << static_cast<unsigned>(bits);

/// Lower end of a bin, ns.
template <int bits>
double start_of(std::size_t bin) {
  const auto octave = static_cast<int>(bin >> static_cast<unsigned>(bits));
  const auto part = static_cast<double>(bin & ((std::size_t{1} << static_cast<unsigned>(bits)) - 1));
  return std::ldexp(1.0 + part / (1 << bits), first_exponent + octave);
}

constexpr double z95 = 1.959964;

}  // namespace

void Histogram::add(std::int64_t ns, std::uint64_t times) {
  if (times == 0) return;
  if (bins_.empty()) bins_.assign(bins_in_all<fine_bits>, 0);
  bins_[bin_of<fine_bits>(ns)] += times;
  least_ = count_ == 0 ? ns : std::min(least_, ns);
  largest_ = count_ == 0 ? ns : std::max(largest_, ns);
  count_ += times;
  const auto n = static_cast<std::int64_t>(times);
  sum_s_ += ns / 1'000'000'000 * n;
  sum_ns_ += ns % 1'000'000'000 * n;
  sum_s_ += sum_ns_ / 1'000'000'000;
  sum_ns_ %= 1'000'000'000;
}

void Histogram::add(const Histogram& other) {
  if (other.count_ == 0) return;
  if (bins_.empty()) bins_.assign(bins_in_all<fine_bits>, 0);
  for (std::size_t i = 0; i < bins_.size(); ++i) bins_[i] += other.bins_[i];
  least_ = count_ == 0 ? other.least_ : std::min(least_, other.least_);
  largest_ = count_ == 0 ? other.largest_ : std::max(largest_, other.largest_);
  count_ += other.count_;
  sum_ns_ += other.sum_ns_;
  sum_s_ += other.sum_s_ + sum_ns_ / 1'000'000'000;
  sum_ns_ %= 1'000'000'000;
}

double Histogram::percentile_s(double share) const {
  if (count_ == 0) return 0.0;
  const double wanted = std::clamp(share, 0.0, 1.0) * static_cast<double>(count_);
  if (wanted >= static_cast<double>(count_)) return largest_s();
  double before = 0.0;
  for (std::size_t i = 0; i < bins_.size(); ++i) {
    const auto here = static_cast<double>(bins_[i]);
    if (here > 0.0 && before + here >= wanted) {
      const double low = start_of<fine_bits>(i), high = start_of<fine_bits>(i + 1);
      const double at = low + (high - low) * std::clamp((wanted - before) / here, 0.0, 1.0);
      return std::clamp(at * 1e-9, least_s(), largest_s());
    }
    before += here;
  }
  return largest_s();
}

double Histogram::share_within(double seconds) const {
  if (count_ == 0) return 1.0;
  if (seconds >= largest_s()) return 1.0;
  if (seconds < least_s()) return 0.0;
  const auto ns = static_cast<std::int64_t>(seconds * 1e9);
  const std::size_t bin = bin_of<fine_bits>(ns);
  std::uint64_t below = 0;
  for (std::size_t i = 0; i < bin; ++i) below += bins_[i];
  const double low = start_of<fine_bits>(bin), high = start_of<fine_bits>(bin + 1);
  const double inside = static_cast<double>(bins_[bin]) * std::clamp((static_cast<double>(ns) - low) / (high - low), 0.0, 1.0);
  return (static_cast<double>(below) + inside) / static_cast<double>(count_);
}

std::vector<Histogram::Point> Histogram::distribution() const {
  std::vector<Point> points;
  std::uint64_t below = 0;
  for (std::size_t i = 0; i < bins_.size(); ++i) {
    if (bins_[i] == 0) continue;
    below += bins_[i];
    points.push_back({std::min(start_of<fine_bits>(i + 1) * 1e-9, largest_s()), static_cast<double>(below) / static_cast<double>(count_)});
  }
  return points;
}

void LatencySeries::add(double arrival_s, std::int64_t latency_ns) {
  all_.add(latency_ns);
  if (coarse_.empty()) coarse_.resize(stretches);
  const auto at = static_cast<std::size_t>(std::clamp(arrival_s / stretch_s_, 0.0, stretches - 1.0));
  if (coarse_[at].empty()) coarse_[at].assign(bins_in_all<coarse_bits>, 0);
  ++coarse_[at][bin_of<coarse_bits>(latency_ns)];
}

void LatencySeries::add(const LatencySeries& other) {
  all_.add(other.all_);
  if (other.coarse_.empty()) return;
  if (coarse_.empty()) coarse_.resize(stretches);
  for (std::size_t s = 0; s < coarse_.size(); ++s) {
    if (other.coarse_[s].empty()) continue;
    if (coarse_[s].empty()) coarse_[s].assign(bins_in_all<coarse_bits>, 0);
    for (std::size_t i = 0; i < coarse_[s].size(); ++i) coarse_[s][i] += other.coarse_[s][i];
  }
}

Estimate LatencySeries::percentile(double share) const {
  const auto n = static_cast<double>(all_.count());
  Estimate e{all_.percentile_s(share), 0.0, 0.0};
  if (n == 0.0) return e;
  // Standard error of the share of requests above the percentile: binomial, and from neighbouring stretches of time.
  const std::size_t limit = bin_of<coarse_bits>(static_cast<std::int64_t>(e.value * 1e9));
  double squares = 0.0, previous_late = 0.0, previous_n = 0.0;
  int pairs = 0;
  for (const auto& bins : coarse_) {
    double late = 0.0, here = 0.0;
    for (std::size_t i = 0; i < bins.size(); ++i) here += bins[i], late += i > limit ? bins[i] : 0.0;
    if (here > 0.0 && previous_n > 0.0) {
      const double weight = 0.5 * (here + previous_n), difference = late / here - previous_late / previous_n;
      squares += weight * weight * difference * difference / 2.0;
      ++pairs;
    }
    previous_late = late, previous_n = here;
  }
  const double binomial = std::sqrt(share * (1.0 - share) / n);
  const double successive = pairs >= 8 ? std::sqrt(squares) / n : 0.0;
  const double half = z95 * std::max(binomial, successive);
  e.low = all_.percentile_s(share - half);
  e.high = all_.percentile_s(share + half);
  return e;
}

std::vector<double> LatencySeries::percentile_by_stretch(double share) const {
  std::vector<double> all(stretches, 0.0);
  for (std::size_t s = 0; s < coarse_.size(); ++s) {
    double n = 0.0, before = 0.0;
    for (const std::uint32_t x : coarse_[s]) n += x;
    for (std::size_t i = 0; i < coarse_[s].size() && n > 0.0; ++i) {
      before += coarse_[s][i];
      if (before < share * n) continue;
      const double here = coarse_[s][i], low = start_of<coarse_bits>(i), high = start_of<coarse_bits>(i + 1);
      all[s] = 1e-9 * (low + (high - low) * (1.0 - (before - share * n) / std::max(1.0, here)));
      break;
    }
  }
  return all;
}

}  // namespace gridwright::serving
