#pragma once
#include <vector>

#include "gridwright/deals/clearing.hpp"

/// A network as the solvers see it: each node owes layers, served one after another, pro rata within a layer.
namespace gridwright::deals {

struct Layer {
  double before = 0.0;        ///< owed in the layers served earlier
  double due = 0.0;           ///< owed in this one, creditors outside included
  double outside = 0.0;       ///< their part of it
  std::vector<int> claims{};  ///< places in Network::claims
};

struct Debtor {
  std::vector<Layer> layers;
  double due = 0.0;  ///< all layers: paying less than this is a default
};

class Layers {
 public:
  Layers(const Network& network, OutsideCreditors outside);

  [[nodiscard]] const Debtor& operator[](std::size_t node) const { return debtors_[node]; }
  [[nodiscard]] std::size_t size() const { return debtors_.size(); }
  /// Adds what `node` pays on its claims, when it pays `paid` in all, to `received` of the payees.
  void hand_out(std::size_t node, double paid, std::vector<double>& received) const;
  /// The finished answer from what every node pays out in all (defaulted junior creditors outside excluded).
  [[nodiscard]] Clearing finish(const std::vector<double>& paid_out) const;

 private:
  const Network& network_;
  OutsideCreditors outside_;
  std::vector<Debtor> debtors_;
};

}  // namespace gridwright::deals
