#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <optional>
#include <tuple>

#include "gridwright/compute/serving_point.hpp"

namespace gridwright::compute {
namespace {

std::vector<Precision> precisions_of(const ServingSetup& s, const SearchSpace& space) {
  if (!space.precisions.empty()) return space.precisions;
  std::vector<Precision> all;
  for (Precision p : {Precision::bf16, Precision::fp8, Precision::fp4})
    if (s.chip.peak_flop_s(p)) all.push_back(p);
  return all;
}

/// Sizes of an instance: powers of two inside the scale-up domain; two and four domains in a pipeline for what does not fit.
std::vector<int> sizes_of(const ServingSetup& s, const SearchSpace& space) {
  if (!space.accelerators.empty()) return space.accelerators;
  std::vector<int> all;
  for (int n = 1; n <= std::min(s.chip.scaleup_domain, 64); n *= 2) all.push_back(n);
  for (int domains : {2, 4})
    if (s.chip.scaleup_domain > 1 && s.chip.scaleup_domain <= 16 && s.chip.scaleout_gbit_s > 0.0) all.push_back(domains * s.chip.scaleup_domain);
  return all;
}

/// Layouts of `n` accelerators: tensor parallel; for experts also attention data parallel with experts spread.
std::vector<ServingConfig> layouts_of(const ServingSetup& s, const ServingConfig& base, Precision precision, int n) {
  std::vector<ServingConfig> all;
  const auto add = [&](int tp, int pp, int dp, int ep) {
    ServingConfig& c = all.emplace_back(base);
    c.precision = precision, c.tp = tp, c.pp = pp, c.dp = dp, c.ep = ep;
  };
  const int domain = s.chip.scaleup_domain;
  if (n > domain) {  // tensor parallel must not cross the domain: its stages do
    if (n % domain == 0 && s.model.heads % domain == 0 && n / domain <= s.model.layers) add(domain, n / domain, 1, 1);
    return all;
  }
  for (int tp = 1; tp <= n; ++tp) {
    if (n % tp != 0 || s.model.heads % tp != 0) continue;
    const int dp = n / tp;
    if (!s.model.is_moe() && dp > 1) continue;
    if (s.model.is_moe() && s.model.experts % n == 0 && n > 1) add(tp, 1, dp, n);
    if (dp == 1) add(tp, 1, 1, 1);
  }
  return all;
}

std::vector<int> batches_of(int largest, int groups) {
  std::vector<int> all;
  for (double b = 1; b <= largest; b *= std::sqrt(2.0)) {
    const int rounded = static_cast<int>(std::lround(b)) * groups;
    if (rounded <= std::max(largest, groups) && (all.empty() || rounded > all.back())) all.push_back(rounded);
  }
  return all;
}

template <class Visit>
void for_each_layout(const ServingSetup& setup, const SearchSpace& space, Visit visit) {
  for (Precision p : precisions_of(setup, space))
    for (int n : sizes_of(setup, space))
      for (const ServingConfig& c : layouts_of(setup, space.base, p, n)) visit(c);
}

std::string label(const ServingConfig& c) {
  std::string text = to_string(c.precision) + ", " + std::to_string(c.accelerators()) + " accelerators (tp " + std::to_string(c.tp);
  if (c.dp > 1) text += ", dp " + std::to_string(c.dp);
  if (c.pp > 1) text += ", pp " + std::to_string(c.pp);
  if (c.ep > 1) text += ", ep " + std::to_string(c.ep);
  return text + "), batch " + std::to_string(c.batch);
}

struct Miss {
  double distance;
  Diagnostic why;
};

Diagnostic note(std::string message) {
  Diagnostic d;
  d.message = std::move(message);
  return d;
}

Miss too_slow(const OperatingPoint& p, const Slo& slo) {
  char text[160];
  const bool tpot = p.tpot_s / slo.tpot_s > p.ttft_s / slo.ttft_s;
  if (tpot) std::snprintf(text, sizeof text, ": TPOT %.1f ms, promised %.1f ms", 1e3 * p.tpot_s, 1e3 * slo.tpot_s);
  else std::snprintf(text, sizeof text, ": TTFT %.2f s, promised %.2f s", p.ttft_s, slo.ttft_s);
  return {std::max(p.tpot_s / slo.tpot_s, p.ttft_s / slo.ttft_s), note(label(p.config) + text)};
}

bool better(const OperatingPoint& a, const OperatingPoint& b, Goal goal) {
  return goal == Goal::tokens_per_accelerator ? a.tokens_per_s_per_accelerator > b.tokens_per_s_per_accelerator
                                              : a.node_joule_per_output_token < b.node_joule_per_output_token;
}

}  // namespace

namespace {

/// The best of one layout: batches half an octave apart, then, between the last that keeps the promise and the first that does not, the
/// largest that does. A step of half an octave alone would leave up to a tenth of the tokens, and a promise missed by little would
/// cost a third of the batch.
class LayoutSearch {
 public:
  LayoutSearch(const ServingSetup& setup, const RequestShape& shape, const Slo& slo, std::optional<OperatingPoint>& best, Goal goal, std::vector<Miss>& misses)
      : setup_(setup), shape_(shape), slo_(slo), best_(best), goal_(goal), misses_(misses) {}

  void run(ServingConfig c, int largest_batch) {
    const int step = c.dp * c.pp;
    int good = 0, bad = 0;
    double goods = 0.0;
    for (const int batch : batches_of(largest_batch, step)) {
      c.batch = batch;
      const Verdict v = consider(c, batch == step);
      if (v.good) good = batch, goods = v.tokens, bad = 0;
      else if (good > 0 && bad == 0) bad = batch;
      if (v.larger_is_worse) break;
    }
    if (bad == 0 || goods < worth_refining * best_->tokens_per_s_per_accelerator) return;
    while (bad - good > step) {
      c.batch = good + (bad - good) / (2 * step) * step;
      (consider(c, false).good ? good : bad) = c.batch;
    }
  }

 private:
  static constexpr double worth_refining = 0.6;
  struct Verdict {
    bool good = false, larger_is_worse = false;
    double tokens = 0.0;
  };

  Verdict consider(const ServingConfig& c, bool smallest) {
    const Result<OperatingPoint> p = operating_point(setup_, c, shape_);
    if (!p) {
      if (smallest)
        for (const Diagnostic& d : p.diagnostics()) misses_.push_back({1e6 + memory_fit(setup_, c, shape_).missing_gb, d});
      return {.larger_is_worse = true};  // it needs more memory
    }
    if (p->tpot_s > slo_.tpot_s || p->ttft_s > slo_.ttft_s) {
      if (smallest) misses_.push_back(too_slow(*p, slo_));
      return {.larger_is_worse = p->tpot_s > slo_.tpot_s};
    }
    if (!best_ || better(*p, *best_, goal_)) best_ = *p;
    return {.good = true, .tokens = p->tokens_per_s_per_accelerator};
  }

  const ServingSetup& setup_;
  const RequestShape& shape_;
  const Slo& slo_;
  std::optional<OperatingPoint>& best_;
  Goal goal_;
  std::vector<Miss>& misses_;
};

}  // namespace

Result<OperatingPoint> best_operating_point(const ServingSetup& setup, const RequestShape& shape, const Slo& slo, const SearchSpace& space) {
  std::optional<OperatingPoint> best;
  std::vector<Miss> misses;
  LayoutSearch search(setup, shape, slo, best, space.goal, misses);
  for_each_layout(setup, space, [&](const ServingConfig& c) { search.run(c, space.largest_batch); });
  if (best) return *best;
  std::sort(misses.begin(), misses.end(), [](const Miss& a, const Miss& b) { return std::tie(a.distance, a.why.message) < std::tie(b.distance, b.why.message); });
  Diagnostics why{note("no layout of " + setup.model.name + " on " + setup.chip.name + " fits its memory and meets the promise")};
  for (const Miss& m : misses)
    if (why.size() < 6) why.push_back(m.why);
  return why;
}

std::vector<OperatingPoint> pareto_front(const ServingSetup& setup, const RequestShape& shape, const SearchSpace& space) {
  std::vector<OperatingPoint> all;
  for_each_layout(setup, space, [&](ServingConfig c) {
    for (int batch : batches_of(space.largest_batch, c.dp * c.pp)) {
      c.batch = batch;
      Result<OperatingPoint> p = operating_point(setup, c, shape);
      if (!p) break;
      all.push_back(*std::move(p));
    }
  });
  std::sort(all.begin(), all.end(), [](const OperatingPoint& a, const OperatingPoint& b) {
    return std::tuple(-a.tokens_per_s_per_user, -a.tokens_per_s_per_accelerator, a.config.accelerators(), a.config.ep, a.config.batch) <
           std::tuple(-b.tokens_per_s_per_user, -b.tokens_per_s_per_accelerator, b.config.accelerators(), b.config.ep, b.config.batch);
  });
  std::vector<OperatingPoint> front;
  for (OperatingPoint& p : all)
    if (front.empty() || p.tokens_per_s_per_accelerator > front.back().tokens_per_s_per_accelerator) front.push_back(std::move(p));
  std::reverse(front.begin(), front.end());
  return front;
}

std::vector<DisaggregatedPoint> disaggregated_front(const ServingSetup& setup, const RequestShape& shape, const Slo& slo, const SearchSpace& space) {
  std::optional<ServingConfig> prefill;
  double least = std::numeric_limits<double>::infinity();
  for_each_layout(setup, space, [&](ServingConfig c) {
    c.batch = c.dp * c.pp;
    const Result<OperatingPoint> alone = operating_point(setup, c, {shape.input_tokens, 1.0, shape.cached_share});
    if (!alone) return;
    const Result<DisaggregatedPoint> p = disaggregated_point(setup, c, c, {shape.input_tokens, 2.0, shape.cached_share});
    if (!p || p->decode.ttft_s > slo.ttft_s) return;
    const double accelerator_s = p->prefill_s * c.accelerators() / c.dp;
    if (accelerator_s < least) least = accelerator_s, prefill = c;
  });
  std::vector<DisaggregatedPoint> all, front;
  if (!prefill) return front;
  for_each_layout(setup, space, [&](ServingConfig c) {
    for (int batch : batches_of(space.largest_batch, c.dp * c.pp)) {
      c.batch = batch;
      Result<DisaggregatedPoint> p = disaggregated_point(setup, *prefill, c, shape);
      if (!p) break;
      if (p->decode.ttft_s <= slo.ttft_s && p->decode.tpot_s <= slo.tpot_s) all.push_back(*std::move(p));
    }
  });
  std::stable_sort(all.begin(), all.end(), [](const DisaggregatedPoint& a, const DisaggregatedPoint& b) {
    return std::tuple(-a.decode.tokens_per_s_per_user, -a.tokens_per_s_per_accelerator) < std::tuple(-b.decode.tokens_per_s_per_user, -b.tokens_per_s_per_accelerator);
  });
  for (DisaggregatedPoint& p : all)
    if (front.empty() || p.tokens_per_s_per_accelerator > front.back().tokens_per_s_per_accelerator) front.push_back(std::move(p));
  std::reverse(front.begin(), front.end());
  return front;
}

OperatingPoint capped(OperatingPoint p, const PowerCapPoint& cap) {
  p.ttft_s /= cap.throughput_share, p.tpot_s /= cap.throughput_share;
  p.requests_per_s *= cap.throughput_share;
  p.tokens_per_s_per_accelerator *= cap.throughput_share, p.tokens_per_s_per_user *= cap.throughput_share;
  p.busy = cap.power_share * p.busy;
  p.joule_per_output_token = p.busy.canonical() * 1e6 / p.tokens_per_s_per_accelerator;
  p.node_joule_per_output_token = (p.busy + p.host).canonical() * 1e6 / p.tokens_per_s_per_accelerator;
  return p;
}

std::vector<OperatingPoint> convex_hull(const std::vector<OperatingPoint>& front) {
  const auto x = [](const OperatingPoint& p) { return p.tokens_per_s_per_user; };
  const auto y = [](const OperatingPoint& p) { return p.tokens_per_s_per_accelerator; };
  std::vector<OperatingPoint> hull;
  for (const OperatingPoint& p : front) {
    while (hull.size() >= 2) {
      const OperatingPoint &a = hull[hull.size() - 2], &b = hull.back();
      if ((x(b) - x(a)) * (y(p) - y(a)) < (y(b) - y(a)) * (x(p) - x(a))) break;
      hull.pop_back();
    }
    hull.push_back(p);
  }
  return hull;
}

}  // namespace gridwright::compute
