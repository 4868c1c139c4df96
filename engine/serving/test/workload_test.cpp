#include <doctest/doctest.h>

#include <cmath>

#include "gridwright/serving/workload.hpp"

using namespace gridwright;
using namespace gridwright::serving;

namespace {

std::vector<Request> all_of(ArrivalSource& source) {
  std::vector<Request> all;
  Request r;
  while (source.next(r)) {
    if (!all.empty()) REQUIRE(r.arrival_ns >= all.back().arrival_ns);
    all.push_back(r);
  }
  return all;
}

}  // namespace

TEST_CASE("a week has the stated mean rate and the shape of its days by local time") {
  Workload w{.streams = {{.mean_per_s = 0.5, .utc_offset_h = -6.0}}, .end_s = 7 * 86400.0};
  SyntheticSource source(w, 7);
  const auto all = all_of(source);
  CHECK(static_cast<double>(all.size()) == doctest::Approx(0.5 * 7 * 86400).epsilon(0.01));
  std::vector<double> by_hour(24, 0.0);
  for (const Request& r : all) by_hour[static_cast<std::size_t>(seconds_of(r.arrival_ns) / 3600.0 + 18.0) % 24] += 1.0;
  double sum = 0.0;
  for (const double x : by_hour) sum += x / 24.0;
  CHECK(by_hour[15] / sum == doctest::Approx(1.45).epsilon(0.04));
  CHECK(by_hour[3] / sum == doctest::Approx(0.55).epsilon(0.06));
}

TEST_CASE("bursts make counts vary as their coefficient of variation says") {
  Workload w{.streams = {{.mean_per_s = 10.0, .diurnal = false, .burst_cv = 0.5, .burst_s = 60.0}}, .end_s = 1000 * 60.0};
  SyntheticSource source(w, 3);
  std::vector<double> counts(1000, 0.0);
  for (const Request& r : all_of(source)) counts[static_cast<std::size_t>(seconds_of(r.arrival_ns) / 60.0)] += 1.0;
  double mean = 0.0, square = 0.0;
  for (const double c : counts) mean += c / 1000.0;
  for (const double c : counts) square += (c - mean) * (c - mean) / 1000.0;
  CHECK(mean == doctest::Approx(600.0).epsilon(0.05));
  CHECK(square / (mean * mean) == doctest::Approx(0.25 + 1.0 / 600.0).epsilon(0.12));
}

TEST_CASE("lengths: pairs as measured; the fitted law keeps means and spread") {
  Lengths measured;
  RandomStream draw(5, "pairs");
  for (int i = 0; i < 20000; ++i) {
    const double a = draw.normal(), b = 0.6 * a + 0.8 * draw.normal();
    measured.pairs.emplace_back(1 + static_cast<int>(900 * std::exp(0.8 * a)), 1 + static_cast<int>(150 * std::exp(0.7 * b)));
  }
  const Lengths law = fitted(measured);
  CHECK(law.correlation == doctest::Approx(0.6).epsilon(0.05));
  double in = 0.0, out = 0.0;
  for (int i = 0; i < 40000; ++i) {
    const auto [a, b] = law.draw(draw);
    in += a / 40000.0, out += b / 40000.0;
  }
  CHECK(in == doctest::Approx(law.input_mean).epsilon(0.03));
  CHECK(out == doctest::Approx(law.output_mean).epsilon(0.03));
}

TEST_CASE("conversations: turns share a session and their prompts grow; requests have the stated rate") {
  Workload w{.streams = {{.mean_per_s = 2.0, .diurnal = false, .turns_mean = 4.0}}, .end_s = 40000.0};
  SyntheticSource source(w, 9);
  const auto all = all_of(source);
  CHECK(static_cast<double>(all.size()) == doctest::Approx(80000.0).epsilon(0.03));
  std::vector<std::int32_t> last(200000, 0);
  for (const Request& r : all) {
    REQUIRE(r.session > 0);
    CHECK(r.input_tokens > last[r.session]);
    last[r.session] = r.input_tokens;
  }
}

TEST_CASE("the same seed gives the same requests, another seed others") {
  const Workload w{.streams = {{.mean_per_s = 1.0, .burst_cv = 0.4, .turns_mean = 2.0}}, .end_s = 20000.0};
  SyntheticSource a(w, 1), b(w, 1), c(w, 2);
  const auto first = all_of(a);
  CHECK(first == all_of(b));
  CHECK(first != all_of(c));
}

TEST_CASE("agents: rate, calls a wake-up, prompts that grow") {
  const AgentPopulation p{.population = 2000, .period_s = 1800.0, .turns_mean = 3.0, .end_s = 36000.0};
  AgentSource source(p, {}, 7);
  const auto all = all_of(source);
  CHECK(static_cast<double>(all.size()) == doctest::Approx(3.0 * 2000 * 20).epsilon(0.02));
  double first = 0.0, later = 0.0;
  for (const Request& r : all) (r.input_tokens == 8000 ? first : later) += 1.0;
  CHECK(first == doctest::Approx(2000 * 20).epsilon(0.01));
}

TEST_CASE("after an outage longer than the period all agents are due at once") {
  const AgentPopulation p{.population = 5000, .period_s = 1800.0, .turns_mean = 1.0, .outage_from_s = 3600.0, .outage_to_s = 7200.0, .end_s = 14400.0};
  AgentSource source(p, {}, 7);
  int at_return = 0, in_outage = 0;
  for (const Request& r : all_of(source)) {
    at_return += r.arrival_ns == ns_of(7200.0) ? 1 : 0;
    in_outage += r.arrival_ns > ns_of(3600.0) && r.arrival_ns < ns_of(7200.0) ? 1 : 0;
  }
  CHECK(at_return == 5000);
  CHECK(in_outage == 0);
  CHECK(herd_drain_s(p, 100.0) == doctest::Approx(5000.0 / (100.0 - 5000.0 / 1800.0)));
}

TEST_CASE("merged sources come in order of time") {
  std::vector<std::unique_ptr<ArrivalSource>> sources;
  sources.push_back(std::make_unique<SyntheticSource>(Workload{.streams = {{.mean_per_s = 1.0}}, .end_s = 2000.0}, 1));
  sources.push_back(std::make_unique<AgentSource>(AgentPopulation{.population = 100, .period_s = 900.0, .end_s = 2000.0}, PromptBlocks{}, 1));
  MergedSource merged(std::move(sources));
  const auto all = all_of(merged);
  for (std::size_t i = 0; i < all.size(); ++i) REQUIRE(all[i].id == i);
}
