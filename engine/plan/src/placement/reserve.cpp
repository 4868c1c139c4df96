#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "answer.hpp"

// The loss of one site: who takes over, and what stands idle for it.
namespace gridwright::plan::placement {

namespace {

constexpr double same_place_km = 30.0;

using Day = std::array<double, 24>;

void add(Day& to, const Day& day, double share) {
  for (std::size_t t = 0; t < 24; ++t) to[t] += share * day[t];
}
double peak(const Day& day) { return *std::max_element(day.begin(), day.end()); }

/// Loads of the open sites by hour, each stage by itself: tokens generated a second.
class Losses {
 public:
  Losses(const Market& m, const scenario::Edge& e, Answer& a) : m_(m), e_(e), a_(a), n_(a.open.size()), at_(m.candidates.size(), n_) {
    for (std::size_t k = 0; k < n_; ++k) at_[a.open[k]] = k;
    for (std::size_t x = 0; x < n_; ++x)
      for (std::size_t y = 0; y < n_; ++y) apart_.push_back(apart(m, a.open[x], a.open[y]));
  }

  /// What may stand anywhere, over the 1, 2, ... cheapest open sites, largest cities first to the one with the least to do.
  void spread() {
    for (std::size_t g = 0; g < m_.stages.size(); ++g) {
      if (m_.stages[g].near) continue;
      std::vector<std::size_t> best;
      double least = INFINITY;
      std::vector<std::size_t> was;
      for (std::size_t i = 0; i < m_.cities.size(); ++i) was.push_back(a_.far[i][g]);
      for (std::size_t count = 0; count <= n_; ++count) {  // 0: as the solver has it
        if (count > 0 && !assign(g, count, was)) continue;
        const double usd = stage_usd(g);
        if (usd >= least) continue;
        least = usd;
        best.clear();
        for (std::size_t i = 0; i < m_.cities.size(); ++i) best.push_back(a_.far[i][g]);
      }
      for (std::size_t i = 0; i < m_.cities.size(); ++i) a_.far[i][g] = best[i];
    }
  }

  /// Second sites, city by city, while one that needs less reserve is found.
  void choose_backups() {
    std::vector<std::size_t> order(m_.cities.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t x, std::size_t y) { return m_.users[x] > m_.users[y]; });
    load_near();
    constexpr int passes = 4;
    bool moved = true;
    for (int pass = 0; pass < passes && moved; ++pass) {
      moved = false;
      for (const std::size_t i : order) moved = improve_backup(i) || moved;
    }
  }

  void write_reserves() {
    a_.reserve.assign(m_.candidates.size() * m_.stages.size(), 0.0);
    for (std::size_t g = 0; g < m_.stages.size(); ++g) {
      load(g);
      for (std::size_t j = 0; j < n_; ++j) a_.reserve[a_.open[j] * m_.stages.size() + g] = reserve(j);
    }
  }

 private:
  [[nodiscard]] Day day_of(std::size_t i, std::size_t g) const {
    Day day;
    const double tokens = m_.demand[i * e_.services.size() + m_.stages[g].service] * m_.stages[g].generated;
    for (std::size_t t = 0; t < 24; ++t) day[t] = tokens * m_.shape[i * 24 + t];
    return day;
  }
  /// Of a token a second, a year.
  [[nodiscard]] double usd_per_token_s(std::size_t g, std::size_t open) const { return m_.usd_per_accelerator(m_.stages[g], m_.candidates[a_.open[open]]) / m_.stages[g].tokens_per_s; }

  /// Longest loads first, each to the site where it costs least on top: price times what the site already does. False: somebody may go to
  /// none of them.
  bool assign(std::size_t g, std::size_t count, const std::vector<std::size_t>& was) {
    std::vector<std::size_t> sites(n_), cities(m_.cities.size());
    std::iota(sites.begin(), sites.end(), std::size_t{0});
    std::iota(cities.begin(), cities.end(), std::size_t{0});
    std::stable_sort(sites.begin(), sites.end(), [&](std::size_t x, std::size_t y) { return usd_per_token_s(g, x) < usd_per_token_s(g, y); });
    const auto tokens = [&](std::size_t i) { return m_.demand[i * e_.services.size() + m_.stages[g].service]; };
    std::stable_sort(cities.begin(), cities.end(), [&](std::size_t x, std::size_t y) { return tokens(x) > tokens(y); });
    std::vector<double> given(n_, 0.0);
    for (const std::size_t i : cities) {
      std::size_t best = n_;
      for (std::size_t k = 0; k < count; ++k) {
        const std::size_t j = sites[k];
        if (m_.allowed[i * m_.candidates.size() + a_.open[j]] != 0 && (best == n_ || given[j] < given[best])) best = j;
      }
      if (best == n_) best = at_[was[i]];  // residency: as the solver has it
      if (best == n_) return false;
      given[best] += tokens(i);
      a_.far[i][g] = a_.open[best];
    }
    return true;
  }

  /// own_ and taken_ of one stage.
  void load(std::size_t g) {
    own_.assign(n_, Day{});
    taken_.assign(n_ * n_, Day{});
    for (std::size_t i = 0; i < m_.cities.size(); ++i) add(own_[at_[a_.far[i][g]]], day_of(i, g), 1.0);
    for (std::size_t i = 0; i < m_.cities.size(); ++i) {
      const std::size_t lost = at_[a_.far[i][g]];
      const Day day = day_of(i, g);
      if (m_.stages[g].near) {
        add(taken_[lost * n_ + at_[a_.backup[i]]], day, 1.0);
        continue;
      }
      // Nobody is near to it: it goes to all others that may have it, by what they carry of it anyway.
      double all = 0.0;
      std::vector<double> part(n_, 0.0);
      for (std::size_t j = 0; j < n_; ++j)
        if (m_.allowed[i * m_.candidates.size() + a_.open[j]] != 0 && apart_[j * n_ + lost]) all += part[j] = peak(own_[j]) + 1e-9;
      for (std::size_t j = 0; j < n_; ++j)
        if (part[j] > 0.0) add(taken_[lost * n_ + j], day, part[j] / all);
    }
  }

  [[nodiscard]] double reserve(std::size_t j) const {
    const double own = peak(own_[j]);
    double most = 0.0;
    for (std::size_t lost = 0; lost < n_; ++lost)
      for (std::size_t t = 0; t < 24; ++t) most = std::max(most, own_[j][t] + taken_[lost * n_ + j][t] - own);
    return most;
  }

  double stage_usd(std::size_t g) {
    load(g);
    double usd = 0.0;
    constexpr double seconds_per_year = 8760.0 * 3600.0;
    for (std::size_t j = 0; j < n_; ++j) {
      usd += usd_per_token_s(g, j) * (peak(own_[j]) + reserve(j));
      const Candidate& c = m_.candidates[a_.open[j]];
      const double tokens = seconds_per_year * std::accumulate(own_[j].begin(), own_[j].end(), 0.0) / 24.0;
      usd += tokens * m_.stages[g].sent / m_.stages[g].generated * e_.bytes_per_token * 1e-9 * c.egress_usd_per_gb;
      if (c.own) usd += tokens * m_.stages[g].joule_per_token / 3.6e9 * c.pue * c.energy_usd_per_mwh;
    }
    return usd;
  }

  /// Near stages side by side, for moves of one city at a time.
  struct Near {
    std::size_t stage;
    std::vector<Day> own, taken;
  };
  void load_near() {
    near_.clear();
    for (std::size_t g = 0; g < m_.stages.size(); ++g)
      if (m_.stages[g].near) load(g), near_.push_back({g, own_, taken_});
  }
  [[nodiscard]] double reserve_usd(std::size_t j) {
    double usd = 0.0;
    for (Near& near : near_) {
      own_.swap(near.own), taken_.swap(near.taken);
      usd += usd_per_token_s(near.stage, j) * reserve(j);
      own_.swap(near.own), taken_.swap(near.taken);
    }
    return usd;
  }
  void move(std::size_t i, std::size_t from, std::size_t to) {
    const std::size_t lost = at_[a_.near[i]];
    for (Near& near : near_) {
      const Day day = day_of(i, near.stage);
      add(near.taken[lost * n_ + from], day, -1.0);
      add(near.taken[lost * n_ + to], day, 1.0);
    }
  }
  bool improve_backup(std::size_t i) {
    const std::size_t now = at_[a_.backup[i]];
    std::size_t best = now;
    double most = 1.0;  // USD a year: less is not worth a farther site
    for (std::size_t j = 0; j < n_; ++j) {
      if (j == now || !may_serve(m_, e_, i, a_.open[j]) || !apart_[j * n_ + at_[a_.near[i]]]) continue;
      const double before = reserve_usd(now) + reserve_usd(j);
      move(i, now, j);
      const double saved = before - reserve_usd(now) - reserve_usd(j);
      move(i, j, now);
      if (saved > most) most = saved, best = j;
    }
    if (best == now) return false;
    move(i, now, best);
    a_.backup[i] = a_.open[best];
    return true;
  }

  const Market& m_;
  const scenario::Edge& e_;
  Answer& a_;
  std::size_t n_;
  std::vector<std::size_t> at_;  ///< of a candidate: its place among the open ones
  std::vector<bool> apart_;
  std::vector<Day> own_, taken_;  ///< open; lost x taking
  std::vector<Near> near_;
};

}  // namespace

bool apart(const Market& m, std::size_t a, std::size_t b) { return network::distance_km(m.candidates[a].at, m.candidates[b].at) > same_place_km; }

void share_the_loss(const Market& m, const scenario::Edge& e, Answer& a) {
  Losses losses(m, e, a);
  losses.spread();
  losses.choose_backups();
  losses.write_reserves();
}

}  // namespace gridwright::plan::placement
