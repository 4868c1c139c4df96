#pragma once
#include <vector>

#include "blocks.hpp"
#include "gridwright/design/design.hpp"

/// Several years or weather years as one answer: what stands, what each run costs, what that comes to.
namespace gridwright::plan {

/// Gathers the blocks of a plan one by one; only totals are kept of each.
class YearsAccount {
 public:
  YearsAccount(const scenario::Scenario& scenario, std::size_t blocks);
  /// `year` is the answer of block `b`; `x` the columns of the whole program.
  void add(const Building& b, const design::Design& year, const std::vector<double>& x);
  /// Nothing where there is one year and one weather.
  [[nodiscard]] design::YearsResult result() &&;

 private:
  const scenario::Scenario& scenario_;
  bool several_;
  design::YearsResult out_;
};

/// Costs of what stands; all other items depend on the weather and on how it is run.
[[nodiscard]] bool is_standing_cost(const std::string& item);

/// The independent checker of what a YearsResult says: lives, prices, usable energy, probabilities, CVaR, present values.
[[nodiscard]] std::vector<design::Check> audit_years(const scenario::Scenario& scenario, const design::Design& design);

}  // namespace gridwright::plan
