#include "gridwright/serving/workload.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <queue>
#include <tuple>

#include "laws.hpp"

namespace gridwright::serving {
namespace {

/// Gamma variable of mean 1 and coefficient of variation cv (Marsaglia and Tsang 2000; shape below 1 by the power of a uniform).
double gamma_of_mean_one(RandomStream& draw, double cv) {
  const double shape = 1.0 / (cv * cv), boosted = shape < 1.0 ? shape + 1.0 : shape;
  const double d = boosted - 1.0 / 3.0, c = 1.0 / std::sqrt(9.0 * d);
  double g = 0.0;
  while (true) {
    const double x = draw.normal(), v = std::pow(1.0 + c * x, 3);
    if (v <= 0.0) continue;
    const double u = draw.uniform();
    if (std::log(u + 1e-300) < 0.5 * x * x + d - d * v + d * std::log(v)) {
      g = d * v;
      break;
    }
  }
  if (shape < 1.0) g *= std::pow(1.0 - draw.uniform(), 1.0 / shape);
  return g / shape;
}

}  // namespace

std::pair<std::int32_t, std::int32_t> Lengths::draw(RandomStream& from) const {
  if (!pairs.empty()) return pairs[static_cast<std::size_t>(from.below(pairs.size()))];
  const double a = from.normal(), b = correlation * a + std::sqrt(1.0 - correlation * correlation) * from.normal();
  return {whole_tokens(input_mean * std::exp(input_sigma * a - 0.5 * input_sigma * input_sigma), input_most),
          whole_tokens(output_mean * std::exp(output_sigma * b - 0.5 * output_sigma * output_sigma), output_most)};
}

Lengths lengths_of(const Trace& trace, int klass, std::size_t most) {
  Lengths lengths;
  for (const Request& r : trace.requests)
    if (klass < 0 || r.klass == klass) lengths.pairs.emplace_back(r.input_tokens, r.output_tokens);
  if (lengths.pairs.size() > most) {
    std::vector<std::pair<std::int32_t, std::int32_t>> some;
    for (std::size_t k = 0; k < most; ++k) some.push_back(lengths.pairs[k * lengths.pairs.size() / most]);
    lengths.pairs = std::move(some);
  }
  Lengths all = fitted(lengths);
  all.pairs = std::move(lengths.pairs);
  return all;
}

Lengths fitted(const Lengths& measured) {
  Lengths law;
  const auto n = static_cast<double>(measured.pairs.size());
  if (n < 2.0) return law;
  double in = 0.0, out = 0.0, li = 0.0, lo = 0.0, ii = 0.0, oo = 0.0, io = 0.0;
  for (const auto& [a, b] : measured.pairs) {
    in += a / n, out += b / n;
    li += std::log(a) / n, lo += std::log(b) / n;
  }
  for (const auto& [a, b] : measured.pairs) {
    const double x = std::log(a) - li, y = std::log(b) - lo;
    ii += x * x / n, oo += y * y / n, io += x * y / n;
  }
  law.input_mean = in, law.output_mean = out;
  law.input_sigma = std::sqrt(ii), law.output_sigma = std::sqrt(oo);
  law.correlation = ii > 0.0 && oo > 0.0 ? std::clamp(io / std::sqrt(ii * oo), -0.99, 0.99) : 0.0;
  return law;
}

double shape_of_day(double local_hour, int weekday) {
  const double day = 1.0 + 0.45 * std::cos(2.0 * std::numbers::pi * (local_hour - 15.0) / 24.0);
  return day * (weekday >= 5 ? 0.85 : 1.0) / ((5.0 + 2.0 * 0.85) / 7.0);
}

/// Time goes in intervals during which all rates are constant: the next request of the sum comes after an exponential pause, and
/// its stream is drawn in proportion to the rates. Later turns of conversations wait in a heap.
struct SyntheticSource::State {
  State(Workload stated, std::uint64_t seed) : w(std::move(stated)), times(seed, "serving.arrivals"), bursts(seed, "serving.bursts"), lengths(seed, "serving.lengths"), turns(seed, "serving.turns") {
    interval_s = 60.0;
    for (const Stream& s : w.streams) interval_s = std::min(interval_s, s.burst_cv > 0.0 ? std::max(0.1, s.burst_s) : 60.0);
    factor.assign(w.streams.size(), 1.0);
    factor_until.assign(w.streams.size(), 0.0);
    cumulative.assign(w.streams.size(), 0.0);
    begin_interval(0.0);
  }

  struct Turn {
    double at_s;
    std::uint64_t sequence;
    Request request;
    int left;
    std::uint32_t stream;
    bool operator>(const Turn& o) const { return std::tie(at_s, sequence) > std::tie(o.at_s, o.sequence); }
  };

  [[nodiscard]] double rate(const Stream& s, double at) const {
    if (!s.per_s_by_hour.empty()) return s.per_s_by_hour[static_cast<std::size_t>(at / s.hour_s) % s.per_s_by_hour.size()];
    if (!s.diurnal) return s.mean_per_s;
    const double local = w.start_hour + at / 3600.0 + s.utc_offset_h, days = std::floor(local / 24.0);
    return s.mean_per_s * shape_of_day(local - 24.0 * days, static_cast<int>(days + 7000.0) % 7);
  }

  [[nodiscard]] const Lengths& law_of(const Stream& s) const { return s.lengths ? *s.lengths : usual; }

  void begin_interval(double at) {
    interval_begin = at;
    double sum = 0.0;
    for (std::size_t k = 0; k < w.streams.size(); ++k) {
      const Stream& s = w.streams[k];
      if (s.burst_cv > 0.0 && at >= factor_until[k]) {
        factor[k] = gamma_of_mean_one(bursts, s.burst_cv);
        factor_until[k] = at + s.burst_s - 1e-9;
      }
      cumulative[k] = sum += std::max(0.0, rate(s, at + 0.5 * interval_s)) * factor[k] / std::max(1.0, s.turns_mean);
    }
    now = at;
  }

  /// The next conversation or single request; false at the end.
  bool next_start(double& at, std::uint32_t& stream) {
    while (true) {
      const double sum = cumulative.empty() ? 0.0 : cumulative.back();
      const double pause = sum > 0.0 ? times.exponential() / sum : interval_s;
      if (sum > 0.0 && now + pause < interval_begin + interval_s) {
        now += pause;
        if (now >= w.end_s) return false;
        const auto chosen = std::upper_bound(cumulative.begin(), cumulative.end(), times.uniform() * sum);
        stream = static_cast<std::uint32_t>(std::min<std::ptrdiff_t>(chosen - cumulative.begin(), static_cast<std::ptrdiff_t>(cumulative.size()) - 1));
        at = now;
        return true;
      }
      if (interval_begin + interval_s >= w.end_s) return false;
      begin_interval(interval_begin + interval_s);  // memoryless: the pause is drawn anew
    }
  }

  void start(double at, std::uint32_t k, Request& r) {
    const Stream& s = w.streams[k];
    const auto [in, out] = law_of(s).draw(lengths);
    r = {.arrival_ns = ns_of(at), .id = 0, .input_tokens = in, .output_tokens = out, .deadline_s = s.deadline_s, .origin = s.origin, .klass = s.klass, .priority = s.priority};
    if (s.turns_mean <= 1.0) return;
    r.session = ++sessions;
    follow(at, k, r, geometric(turns, s.turns_mean) - 1);
  }

  /// Puts the turn after `r` on the heap: its prompt is all text so far and a new question.
  void follow(double at, std::uint32_t k, const Request& r, int left) {
    if (left <= 0) return;
    const Stream& s = w.streams[k];
    const Lengths& law = law_of(s);
    const auto [in, out] = law.draw(lengths);
    Request next = r;
    next.input_tokens = static_cast<std::int32_t>(std::min<std::int64_t>(law.input_most, std::int64_t{r.input_tokens} + r.output_tokens + std::max(1, in / 4)));
    next.output_tokens = out;
    const double then = at + lognormal(turns, s.think_median_s, s.think_sigma);
    next.arrival_ns = ns_of(then);
    if (then < w.end_s) later.push({then, sequence++, next, left - 1, k});
  }

  bool next(Request& request) {
    if (!has_start && !ended) ended = !(has_start = next_start(start_at, start_stream));
    if (!later.empty() && (ended || later.top().at_s <= start_at)) {
      const Turn turn = later.top();
      later.pop();
      request = turn.request;
      follow(turn.at_s, turn.stream, turn.request, turn.left);
    } else if (has_start) {
      has_start = false;
      start(start_at, start_stream, request);
    } else {
      return false;
    }
    request.id = given++;
    return true;
  }

  Workload w;
  Lengths usual;
  RandomStream times, bursts, lengths, turns;
  double interval_s, interval_begin = 0.0, now = 0.0;
  std::vector<double> factor, factor_until, cumulative;
  std::priority_queue<Turn, std::vector<Turn>, std::greater<>> later;
  std::uint64_t given = 0, sequence = 0;
  std::uint32_t sessions = 0, start_stream = 0;
  double start_at = 0.0;
  bool has_start = false, ended = false;
};

SyntheticSource::SyntheticSource(Workload workload, std::uint64_t seed) : state_(std::make_unique<State>(std::move(workload), seed)) {}
SyntheticSource::~SyntheticSource() = default;
bool SyntheticSource::next(Request& request) { return state_->next(request); }
const PromptBlocks& SyntheticSource::blocks() const { return state_->w.blocks; }

MergedSource::MergedSource(std::vector<std::unique_ptr<ArrivalSource>> sources) : sources_(std::move(sources)), heads_(sources_.size()), has_(sources_.size()) {
  for (std::size_t k = 0; k < sources_.size(); ++k) has_[k] = sources_[k]->next(heads_[k]);
}

bool MergedSource::next(Request& request) {
  std::size_t first = sources_.size();
  for (std::size_t k = 0; k < sources_.size(); ++k)
    if (has_[k] && (first == sources_.size() || heads_[k].arrival_ns < heads_[first].arrival_ns)) first = k;
  if (first == sources_.size()) return false;
  request = heads_[first];
  if (request.session != 0) request.session = request.session * static_cast<std::uint32_t>(sources_.size()) + static_cast<std::uint32_t>(first);
  request.id = given_++;
  has_[first] = sources_[first]->next(heads_[first]);
  return true;
}

}  // namespace gridwright::serving
