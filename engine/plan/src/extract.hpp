#pragma once
#include "blocks.hpp"
#include "gridwright/design/design.hpp"

namespace gridwright::plan {

/// Turns the solver's columns and duals into a design. Costs are read off the priced columns; verify() recomputes them
/// from invoices, so a mistake on either side shows.
[[nodiscard]] design::Design extract(const Building& b, const solver::Solution& solution);

/// Values of a solution by component, for the pieces of extract().
class Answer {
 public:
  Answer(const Building& b, const solver::Solution& solution);
  [[nodiscard]] double value(Column c) const { return c.exists() ? std::max(x_[c.index], 0.0) : 0.0; }
  [[nodiscard]] std::vector<double> values(Columns c) const;
  [[nodiscard]] const std::vector<double>& all() const { return x_; }
  /// Yearly cost carried by a column or a family of columns, USD.
  [[nodiscard]] double cost(Column c) const;
  [[nodiscard]] double cost(Columns c) const;
  /// Paid for a capacity, relative to the first year's price.
  [[nodiscard]] double price(Column c) const;
  /// What one more unit of the column's upper bound saves a year, USD; 0 when the bound does not bind.
  [[nodiscard]] double limit_value(Column c) const;
  /// Duals of a block, one an hour (or month), USD per unit and step; empty when the block does not exist.
  [[nodiscard]] std::vector<double> duals(const std::string& block) const;
  /// Objective dollars per yearly dollar of this year.
  [[nodiscard]] double years() const { return years_; }

 private:
  const Building& b_;
  const std::vector<double>& x_;
  const std::vector<double>& y_;
  const std::vector<double>& d_;
  double years_;
};

void extract_capacities(const Building& b, const Answer& a, design::Design& out);
void extract_costs(const Building& b, const Answer& a, design::Design& out);
void extract_hourly(const Building& b, const Answer& a, design::Design& out);
void extract_bindings(const Building& b, const Answer& a, design::Design& out);
void extract_tariffs(const Building& b, const Answer& a, design::Design& out);
/// What is rented hour by hour, and the invoices of clouds and contracts of one year.
void extract_rented(const Building& b, const Answer& a, design::Design& out);
/// Yearly cost of a contract's fixed part that falls on a rented fleet, by the hours it took under it.
[[nodiscard]] double fixed_share_usd(const Building& b, const Answer& a, int fleet, std::size_t contract);
/// Clouds, contracts and concentration over the years of the horizon.
[[nodiscard]] design::DealsResult extract_deals(const std::vector<Building>& years, const solver::Solution& solution);
/// Sites, workloads, matching and totals, from the hourly series already in `out`.
void summarise(const Building& b, const Answer& a, design::Design& out);

/// "iron_air", "wind", ...: the kind that sets colour and order in reports.
[[nodiscard]] std::string kind_of(const scenario::Generator& g);
[[nodiscard]] std::string kind_of(const scenario::Storage& s);
/// The series of a component, or nullptr.
[[nodiscard]] const design::Hourly* find_hourly(const design::Design& d, const std::string& component, const std::string& quantity);

}  // namespace gridwright::plan
