#pragma once
#include <vector>

/// Distress before default: how loss of equity travels from debtors to their creditors. Model: docs/theory/clearing.md.
namespace gridwright::deals {

/// What `creditor` has with `debtor`: lost when the debtor is.
struct Exposure {
  int creditor = 0, debtor = 0;  ///< nodes, from 0; different
  double usd = 0.0;              ///< >= 0
};

/// Who is exposed to whom, and the equity that takes the loss. A node without equity (<= 0) cannot lose any and passes nothing on.
struct ExposureNetwork {
  std::vector<Exposure> exposures;
  std::vector<double> equity;  ///< by node
};

/// Linear DebtRank (Bardoscia et al. 2015): share of equity lost by each node in the end, when `start` is lost at first.
///   h_i(t+1) = min(1, h_i(t) + sum_j L_ij (h_j(t) - h_j(t-1))),   L_ij = exposure of i to j / equity of i
/// Losses travel round circles again and again. Stops when nothing moves by more than 1e-15.
[[nodiscard]] std::vector<double> linear_debtrank(const ExposureNetwork& network, const std::vector<double>& start);

/// The original DebtRank (Battiston et al. 2012): each node passes its distress on once and is inactive afterwards; it can still be hit.
/// Impact of debtor on creditor: min(1, exposure / equity of the creditor).
[[nodiscard]] std::vector<double> original_debtrank(const ExposureNetwork& network, const std::vector<double>& start);

/// Loss beyond the start, in units of `weight` (economic value by node): sum (h - start) w.
[[nodiscard]] double debtrank(const std::vector<double>& h, const std::vector<double>& start,
                              const std::vector<double>& weight);

/// Paths along which the loss of one debtor topples a creditor: i -> j when j's exposure to i is at least its equity (Silva, de Souza
/// and Tabak 2015). C = exp(V) without its diagonal counts them, long ones less.
struct Communicability {
  std::vector<double> susceptibility;       ///< of j: sum_i C_ij / sum_i V_ij; 0 where nothing leads
  double fluidity = 0.0;                    ///< their mean
  std::vector<double> start, intermediate;  ///< diffusion of q: as first to fall, and as the one between
  [[nodiscard]] double total(std::size_t q) const { return start[q] + intermediate[q]; }
};
/// Cost: n + 1 matrix exponentials, n^4 work: for up to about 200 nodes.
[[nodiscard]] Communicability communicability(const ExposureNetwork& network);

}  // namespace gridwright::deals
