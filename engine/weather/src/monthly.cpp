#include "monthly.hpp"

#include <cmath>
#include <numeric>

#include "gridwright/core/hour_axis.hpp"
#include "gridwright/weather/weather_year.hpp"

namespace gridwright::weather {
namespace {

double mean(std::span<const double> x) {
  return std::accumulate(x.begin(), x.end(), 0.0) / static_cast<double>(x.size());
}

double middle_of_month(std::size_t m) {
  const auto [first, last] = hours_of_month(m);
  return 0.5 * static_cast<double>(first + last);
}

struct Segment {
  std::size_t before, after;  // months whose middles enclose the hour
  double start, length;       // of the segment, h
};

// Segment s runs from the middle of month s-1 to the middle of month s; s = 0 and s = 12 are the two ends of the New Year one.
Segment segment(std::size_t s) {
  const double start = s == 0 ? middle_of_month(11) - hours_per_year : middle_of_month(s - 1);
  const double end = s == 12 ? middle_of_month(0) + hours_per_year : middle_of_month(s);
  return {(s + 11) % 12, s % 12, start, end - start};
}

}  // namespace

std::pair<std::size_t, std::size_t> hours_of_month(std::size_t m) {
  const std::vector<int>& start = month_start_hours();
  return {static_cast<std::size_t>(start[m]), static_cast<std::size_t>(start[m + 1])};
}

std::vector<double> between_month_middles(const std::array<double, 12>& at_middle) {
  std::vector<double> out(static_cast<std::size_t>(hours_per_year));
  std::size_t t = 0;
  for (std::size_t s = 0; s <= 12; ++s) {
    const Segment seg = segment(s);
    const double slope = (at_middle[seg.after] - at_middle[seg.before]) / seg.length;
    for (; t < out.size() && static_cast<double>(t) + 0.5 < seg.start + seg.length; ++t)
      out[t] = at_middle[seg.before] + slope * (static_cast<double>(t) + 0.5 - seg.start);
  }
  return out;
}

void match_monthly_means(std::span<double> hourly, const std::array<double, 12>& wanted) {
  // A straight line's mean over a span is its value at the middle; over a month the broken line's mean is about 3/4 of the
  // node plus 1/8 of each neighbour, so this fixed point contracts by about a quarter (at worst a half) a round.
  std::array<double, 12> miss{}, node{};
  for (std::size_t m = 0; m < 12; ++m) {
    const auto [first, last] = hours_of_month(m);
    miss[m] = wanted[m] - mean(hourly.subspan(first, last - first));
  }
  std::array<double, 12> before{}, own{}, after{};  // mean of the correction over month m in terms of its nodes
  for (std::size_t m = 0; m < 12; ++m) {
    const auto [first, last] = hours_of_month(m);
    const double half = 0.5 * static_cast<double>(last - first), hours = 2.0 * half;
    before[m] = half * half / (2.0 * segment(m).length) / hours;
    after[m] = half * half / (2.0 * segment(m + 1).length) / hours;
    own[m] = 1.0 - before[m] - after[m];
  }
  for (int round = 0; round < 60; ++round)  // Gauss-Seidel on a diagonally dominant cyclic system
    for (std::size_t m = 0; m < 12; ++m)
      node[m] = (miss[m] - before[m] * node[(m + 11) % 12] - after[m] * node[(m + 1) % 12]) / own[m];
  const std::vector<double> correction = between_month_middles(node);
  for (std::size_t t = 0; t < hourly.size(); ++t) hourly[t] += correction[t];
}

std::vector<double> course_with_means(const std::array<double, 12>& wanted) {
  std::vector<double> out(static_cast<std::size_t>(hours_per_year), 0.0);
  match_monthly_means(out, wanted);
  return out;
}

double daily_mean_sd(std::span<const double> hourly, std::size_t m) {
  const auto [first, last] = hours_of_month(m);
  const double month_mean = mean(hourly.subspan(first, last - first));
  double squares = 0.0;
  for (std::size_t t = first; t < last; t += 24) {
    const double departure = mean(hourly.subspan(t, 24)) - month_mean;
    squares += departure * departure;
  }
  return std::sqrt(squares / static_cast<double>((last - first) / 24));
}

}  // namespace gridwright::weather
