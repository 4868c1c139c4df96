#include "layers.hpp"

#include <algorithm>
#include <map>

namespace gridwright::deals {
namespace {

/// Share of a layer that is served when the debtor pays `paid` in all.
double served(const Layer& layer, double paid) {
  if (layer.due <= 0.0) return 0.0;
  return std::clamp((paid - layer.before) / layer.due, 0.0, 1.0);
}

}  // namespace

Layers::Layers(const Network& network, OutsideCreditors outside)
    : network_(network), outside_(outside), debtors_(static_cast<std::size_t>(network.nodes)) {
  std::vector<std::map<int, Layer>> by_rank(debtors_.size());
  for (std::size_t c = 0; c < network.claims.size(); ++c) {
    const Claim& claim = network.claims[c];
    if (claim.usd <= 0.0) continue;
    Layer& layer = by_rank[static_cast<std::size_t>(claim.payer)][claim.rank];
    layer.due += claim.usd;
    layer.claims.push_back(static_cast<int>(c));
  }
  for (std::size_t i = 0; i < debtors_.size(); ++i) {
    const double owed_outside = network.outside_debt.empty() ? 0.0 : network.outside_debt[i];
    std::vector<Layer>& layers = debtors_[i].layers;
    if (outside == OutsideCreditors::senior && owed_outside > 0.0)
      layers.push_back({.due = owed_outside, .outside = owed_outside});
    for (auto& [rank, layer] : by_rank[i]) layers.push_back(std::move(layer));
    if (outside == OutsideCreditors::pari_passu && owed_outside > 0.0) {
      if (layers.empty()) layers.emplace_back();
      layers.back().due += owed_outside, layers.back().outside = owed_outside;
    }
    for (Layer& layer : layers) layer.before = debtors_[i].due, debtors_[i].due += layer.due;
  }
}

void Layers::hand_out(std::size_t node, double paid, std::vector<double>& received) const {
  for (const Layer& layer : debtors_[node].layers) {
    const double share = served(layer, paid);
    if (share <= 0.0) break;
    for (const int c : layer.claims) {
      const Claim& claim = network_.claims[static_cast<std::size_t>(c)];
      received[static_cast<std::size_t>(claim.payee)] += share * claim.usd;
    }
  }
}

Clearing Layers::finish(const std::vector<double>& paid_out) const {
  const std::size_t n = size();
  Clearing out;
  for (std::vector<double>* v : {&out.due, &out.paid, &out.outside_paid, &out.received, &out.equity}) v->assign(n, 0.0);
  out.claim_paid.assign(network_.claims.size(), 0.0);
  for (std::size_t i = 0; i < n; ++i) {
    hand_out(i, paid_out[i], out.received);
    for (const Layer& layer : debtors_[i].layers) {
      const double share = served(layer, paid_out[i]);
      out.due[i] += layer.due - layer.outside;
      out.paid[i] += share * (layer.due - layer.outside);
      out.outside_paid[i] += share * layer.outside;
      for (const int c : layer.claims)
        out.claim_paid[static_cast<std::size_t>(c)] = share * network_.claims[static_cast<std::size_t>(c)].usd;
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    const double owed_outside = network_.outside_debt.empty() ? 0.0 : network_.outside_debt[i];
    const double has = network_.cash[i] + out.received[i];
    out.equity[i] = has - out.due[i] - owed_outside;
    if (outside_ == OutsideCreditors::junior) out.outside_paid[i] = std::clamp(has - out.paid[i], 0.0, owed_outside);
  }
  return out;
}

}  // namespace gridwright::deals
