#include <doctest/doctest.h>

#include <cmath>
#include <numeric>

#include "systems.hpp"

// The simulator reduced to textbook queues: what remains is the event core, the scheduler and the sums in closed form.
using namespace test;

namespace {

constexpr double token_s = 1e-3;

double mean_of(const std::vector<RequestRecord>& records, std::size_t skip, double (*what)(const RequestRecord&)) {
  double sum = 0.0;
  for (std::size_t i = skip; i < records.size(); ++i) sum += what(records[i]);
  return sum / static_cast<double>(records.size() - skip);
}
double wait_of(const RequestRecord& r) { return r.queue_s; }
double time_of(const RequestRecord& r) { return r.end_to_end_s; }

/// Mean wait of M/D/c: stationary law of the number present, seen every service time D (all who were in service leave).
double wait_m_d_c(double rho, int c, double service_s) {
  const int size = 600;
  const double load = rho * c;
  std::vector<double> poisson(static_cast<std::size_t>(size)), p(static_cast<std::size_t>(size), 0.0);
  for (int k = 0; k < size; ++k) poisson[static_cast<std::size_t>(k)] = std::exp(k * std::log(load) - load - std::lgamma(k + 1.0));
  p[0] = 1.0;
  for (int sweep = 0; sweep < 3000; ++sweep) {
    std::vector<double> next(static_cast<std::size_t>(size), 0.0);
    for (int n = 0; n < size; ++n) {
      if (p[static_cast<std::size_t>(n)] < 1e-16) continue;
      for (int k = 0, left = std::max(0, n - c); left + k < size; ++k) next[static_cast<std::size_t>(left + k)] += p[static_cast<std::size_t>(n)] * poisson[static_cast<std::size_t>(k)];
    }
    double change = 0.0;
    for (std::size_t n = 0; n < p.size(); ++n) change += std::abs(next[n] - p[n]);
    p = next;
    if (change < 1e-13) break;
  }
  double queue = 0.0;
  for (int n = c + 1; n < size; ++n) queue += (n - c) * p[static_cast<std::size_t>(n)];
  return queue * service_s / load;  // Little
}

}  // namespace

TEST_CASE("one slot and exponential service: M/M/1") {
  for (const double rho : {0.5, 0.8}) {
    // 1,000 tokens of 1 ms on the mean; geometric is exponential to 0.1 %
    RandomStream draw(21, "mm1");
    std::vector<Request> requests;
    double t = 0.0;
    for (int i = 0; i < 400000; ++i) {
      t += draw.exponential() / rho;
      requests.push_back({.arrival_ns = ns_of(t), .id = static_cast<std::uint64_t>(i), .input_tokens = 1, .output_tokens = 1 + static_cast<std::int32_t>(1000.0 * draw.exponential())});
    }
    const auto records = run(one_replica({.base_s = token_s}, {.max_sequences = 1}), requests);
    CAPTURE(rho);
    CHECK(mean_of(records, 2000, time_of) == doctest::Approx(1.0005 / (1.0 - rho)).epsilon(0.03));
    CHECK(mean_of(records, 2000, wait_of) == doctest::Approx(rho / (1.0 - rho)).epsilon(0.04));
    double above = 0.0;  // P(T > t) = exp(-(1 - rho) t)
    for (const RequestRecord& r : records) above += r.end_to_end_s > 3.0 / (1.0 - rho) ? 1.0 : 0.0;
    CHECK(above / static_cast<double>(records.size()) == doctest::Approx(std::exp(-3.0)).epsilon(0.06));
  }
}

TEST_CASE("c slots and equal service: M/D/c") {
  for (const int c : {1, 2, 8}) {
    const double rho = 0.85;
    RandomStream draw(22, "mdc");
    std::vector<Request> requests;
    double t = 0.0;
    for (int i = 0; i < 300000; ++i) {
      t += draw.exponential() / (rho * c);
      requests.push_back({.arrival_ns = ns_of(t), .id = static_cast<std::uint64_t>(i), .input_tokens = 1, .output_tokens = 1000});
    }
    const auto records = run(one_replica({.base_s = token_s}, {.max_sequences = c, .max_batched_tokens = 64}), requests);
    CAPTURE(c);
    // an arrival waits half a step for the boundary even when a slot is free
    CHECK(mean_of(records, 2000, wait_of) == doctest::Approx(wait_m_d_c(rho, c, 1.0)).epsilon(0.03));
  }
}

TEST_CASE("time a step in proportion to the batch: processor sharing, insensitive to the law of the lengths") {
  for (const bool two_sizes : {false, true}) {
    const double rho = 0.7;
    RandomStream draw(23, "ps");
    std::vector<Request> requests;
    double t = 0.0;
    for (int i = 0; i < 60000; ++i) {
      t += draw.exponential() / rho;
      const double mean = two_sizes ? (draw.uniform() < 0.9 ? 0.5 : 5.5) : draw.exponential();
      requests.push_back({.arrival_ns = ns_of(t), .id = static_cast<std::uint64_t>(i), .input_tokens = 1, .output_tokens = 1 + static_cast<std::int32_t>(1000.0 * mean)});
    }
    const auto records = run(one_replica({.per_sequence_s = token_s}, {.max_sequences = 256}), requests);
    CAPTURE(two_sizes);
    CHECK(mean_of(records, 1000, time_of) == doctest::Approx(1.0 / (1.0 - rho)).epsilon(0.05));
  }
}
