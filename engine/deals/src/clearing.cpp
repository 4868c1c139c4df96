#include "gridwright/deals/clearing.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "default_system.hpp"
#include "layers.hpp"

namespace gridwright::deals {

int Clearing::defaults() const {
  std::size_t count = 0;
  for (const std::vector<int>& wave : waves) count += wave.size();
  return static_cast<int>(count);
}

Diagnostics check(const Network& net) {
  Diagnostics wrong;
  const auto say = [&](std::string message) { wrong.push_back({.message = std::move(message)}); };
  const auto sound = [](double usd) { return std::isfinite(usd) && usd >= 0.0; };
  if (net.nodes < 0) say("a network cannot have " + std::to_string(net.nodes) + " nodes");
  const auto nodes = static_cast<std::size_t>(std::max(net.nodes, 0));
  if (net.cash.size() != nodes)
    say("cash of " + std::to_string(net.cash.size()) + " nodes is stated, the network has " + std::to_string(nodes));
  if (!net.outside_debt.empty() && net.outside_debt.size() != nodes)
    say("outside debt of " + std::to_string(net.outside_debt.size()) + " nodes is stated, the network has " +
        std::to_string(nodes));
  for (std::size_t i = 0; i < net.cash.size(); ++i)
    if (!sound(net.cash[i])) say("cash of node " + std::to_string(i) + " is below zero or no number");
  for (std::size_t i = 0; i < net.outside_debt.size(); ++i)
    if (!sound(net.outside_debt[i])) say("outside debt of node " + std::to_string(i) + " is below zero or no number");
  for (std::size_t c = 0; c < net.claims.size(); ++c) {
    const Claim& claim = net.claims[c];
    const std::string which = "claim " + std::to_string(c);
    if (claim.payer < 0 || claim.payee < 0 || claim.payer >= net.nodes || claim.payee >= net.nodes)
      say(which + " is between nodes the network does not have");
    else if (claim.payer == claim.payee)
      say(which + ": node " + std::to_string(claim.payer) + " owes itself");
    if (!sound(claim.usd)) say(which + " is below zero or no number");
  }
  return wrong;
}

namespace {

/// The fictitious default algorithm at work.
class Cascade {
 public:
  Cascade(const Network& net, const ClearingOptions& options)
      : net_(net), options_(options), layers_(net, options.outside), defaulted_(layers_.size(), 0), at_(layers_.size(), 0), paid_(layers_.size()) {
    for (std::size_t i = 0; i < layers_.size(); ++i) {
      paid_[i] = layers_[i].due;
      if (!layers_[i].layers.empty()) at_[i] = layers_[i].layers.size() - 1;
    }
  }

  Clearing run() {
    std::vector<std::vector<int>> waves;
    for (std::vector<int> wave = falling(); !wave.empty(); wave = falling()) {
      for (const int i : wave) defaulted_[static_cast<std::size_t>(i)] = 1;
      waves.push_back(std::move(wave));
      settle();
    }
    Clearing out = layers_.finish(paid_);
    out.waves = std::move(waves);
    return out;
  }

 private:
  std::vector<double> received() const {
    std::vector<double> in(layers_.size(), 0.0);
    for (std::size_t i = 0; i < layers_.size(); ++i) layers_.hand_out(i, paid_[i], in);
    return in;
  }

  /// Nodes not yet in default that cannot pay all they owe.
  std::vector<int> falling() const {
    const std::vector<double> in = received();
    std::vector<int> wave;
    for (std::size_t i = 0; i < layers_.size(); ++i) {
      const double due = layers_[i].due, miss = due - net_.cash[i] - in[i];
      if (defaulted_[i] == 0 && miss > options_.tolerance * std::max(1.0, due)) wave.push_back(static_cast<int>(i));
    }
    return wave;
  }

  /// What defaulted nodes pay, given who has defaulted. Within a layer payments are linear, so: the greatest answer in which each
  /// node's money ends in its layer or serves all layers before it; then those who cannot serve these move one layer down. Layers
  /// only fall, so this ends after at most as many rounds as there are layers.
  void settle() {
    for (bool lowered = true; lowered;) {
      solve();
      lowered = false;
      const std::vector<double> in = received();
      for (std::size_t i = 0; i < layers_.size(); ++i) {
        if (defaulted_[i] == 0 || at_[i] == 0 || paid_[i] > layers_[i].layers[at_[i]].before) continue;
        if (options_.cash_recovery * net_.cash[i] + options_.claims_recovery * in[i] >= paid_[i]) continue;
        --at_[i];
        lowered = true;
      }
    }
  }

  void solve() {
    const std::size_t n = layers_.size();
    const double beta = options_.claims_recovery;
    std::vector<double> certain(n, 0.0);  // received whatever the unknowns are
    DefaultSystem system{.entries = {}, .b = std::vector<double>(n, 0.0), .least = std::vector<double>(n, 0.0), .leaks = std::vector<char>(n, 0)};
    for (std::size_t i = 0; i < n; ++i) {
      if (defaulted_[i] == 0) {
        layers_.hand_out(i, paid_[i], certain);
        continue;
      }
      if (layers_[i].layers.empty()) continue;
      const Layer& layer = layers_[i].layers[at_[i]];
      layers_.hand_out(i, layer.before, certain);
      system.least[i] = layer.before;
      system.leaks[i] = beta < 1.0 || layer.outside > 0.0;
      for (const int c : layer.claims) {
        const Claim& claim = net_.claims[static_cast<std::size_t>(c)];
        const auto payee = static_cast<std::size_t>(claim.payee);
        const double share = claim.usd / layer.due;
        certain[payee] -= share * layer.before;
        if (defaulted_[payee] != 0)
          system.entries.push_back({claim.payee, claim.payer, beta * share});
        else
          system.leaks[i] = 1;
      }
    }
    for (std::size_t i = 0; i < n; ++i)
      if (defaulted_[i] != 0) system.b[i] = options_.cash_recovery * net_.cash[i] + beta * certain[i];
    std::vector<double> x = paid_;
    lower_to_greatest(system, options_.tolerance, x);
    for (std::size_t i = 0; i < n; ++i)
      if (defaulted_[i] != 0) paid_[i] = std::clamp(x[i], 0.0, layers_[i].due);
  }

  const Network& net_;
  const ClearingOptions& options_;
  Layers layers_;
  std::vector<char> defaulted_;
  std::vector<std::size_t> at_;  ///< the layer in which a node's money ends
  std::vector<double> paid_;
};

}  // namespace

Clearing clear(const Network& network, const ClearingOptions& options) {
  assert(check(network).empty());
  return Cascade(network, options).run();
}

Clearing clear_by_iteration(const Network& network, const ClearingOptions& options, int at_most) {
  assert(check(network).empty());
  const Layers layers(network, options.outside);
  const std::size_t n = layers.size();
  std::vector<double> paid(n), in(n);
  for (std::size_t i = 0; i < n; ++i) paid[i] = layers[i].due;
  for (int round = 0; round < at_most; ++round) {
    std::fill(in.begin(), in.end(), 0.0);
    for (std::size_t i = 0; i < n; ++i) layers.hand_out(i, paid[i], in);
    double moved = 0.0;
    for (std::size_t i = 0; i < n; ++i) {
      const double due = layers[i].due;
      const bool solvent = due - network.cash[i] - in[i] <= options.tolerance * std::max(1.0, due);
      const double next =
          solvent ? due : std::min(due, options.cash_recovery * network.cash[i] + options.claims_recovery * in[i]);
      moved = std::max(moved, std::abs(next - paid[i]) / std::max(1.0, due));
      paid[i] = next;
    }
    if (moved <= 1e-15) break;
  }
  return layers.finish(paid);
}

}  // namespace gridwright::deals
