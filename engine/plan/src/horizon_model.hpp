#pragma once
#include <deque>
#include <vector>

#include "horizon.hpp"

namespace gridwright::plan {

/// The program of all years of a scenario, with what only an answer shows: cuts for the concentration limit.
///
///   HorizonModel h(scenario, inputs);
///   do solution = solve(h.model().program()); while (h.tighten(solution.x));
class HorizonModel {
 public:
  /// `scenario` is completed by with_clouds(); `weathers` are the inputs of its first year in each weather.
  HorizonModel(const scenario::Scenario& scenario, std::vector<Inputs> weathers, const Outage* outage = nullptr);
  HorizonModel(const HorizonModel&) = delete;
  HorizonModel& operator=(const HorizonModel&) = delete;

  [[nodiscard]] solver::Model& model() { return model_; }
  /// By year, then weather: one a year where there is one weather.
  [[nodiscard]] std::vector<Building>& blocks() { return blocks_; }
  [[nodiscard]] const Inputs& first_inputs() const { return inputs_.front(); }
  /// After solving: what a dollar of each block weighed, so that its duals are read in its own dollars.
  void weigh(const std::vector<double>& row_dual);
  /// True when the answer breaks the concentration limit: the model has been built anew and must be solved again.
  [[nodiscard]] bool tighten(const std::vector<double>& x);
  /// Are its integer columns yes-or-no decisions of contracts and traffic (whole halls are not)?
  [[nodiscard]] bool branches() const;
  /// Values of the integer columns that the answer of a relaxation stands nearest to.
  [[nodiscard]] std::vector<double> nearest_decisions(const std::vector<double>& relaxed) const;

 private:
  void build();
  void add_block(std::size_t block);
  void price_block(Building& b, std::size_t first, std::vector<solver::Term>& running_musd);
  void add_cuts();
  const scenario::Scenario& scenario_;
  const Outage* outage_;
  std::size_t years_, weathers_;
  std::deque<scenario::Scenario> in_year_;
  std::deque<Inputs> inputs_;                       ///< of each block
  std::deque<Variables> variables_;
  solver::Model model_;
  Portfolio portfolio_;
  std::vector<Building> blocks_;
  struct Cut {
    std::size_t year;
    std::vector<double> hours;                      ///< of each provider
  };
  std::vector<Cut> cuts_;
};

/// Traffic from a cloud to the users, GB a year.
[[nodiscard]] double egress_gb_a_year(const Building& b, std::size_t cloud, const std::vector<double>& x);
/// Yearly price of `gb` a year at a cloud's monthly tiers, the volume level over the year, USD.
[[nodiscard]] double egress_usd(const scenario::Cloud& cloud, double gb_a_year, double otherwise_usd_per_gb);

}  // namespace gridwright::plan
