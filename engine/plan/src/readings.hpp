#pragma once
#include <initializer_list>
#include <map>
#include <string>
#include <vector>

#include "gridwright/design/design.hpp"

namespace gridwright::plan {

using Values = std::vector<double>;

/// A finished design as an auditor reads it: meters, nameplates and invoices by name. Holds references into the design.
class Readings {
 public:
  explicit Readings(const design::Design& d);
  /// Hourly values of a series; zeros when the design has none.
  [[nodiscard]] const Values& of(const std::string& site, const std::string& component, const std::string& quantity) const;
  [[nodiscard]] double capacity(const std::string& component, const std::string& what) const;
  /// Paid for a capacity, relative to the first year's price.
  [[nodiscard]] double price(const std::string& component, const std::string& what) const;
  /// Sum of cost lines with these items, USD a year.
  [[nodiscard]] double billed(const std::string& component, std::initializer_list<const char*> items) const;

 private:
  const design::Design& design_;
  std::map<std::string, const Values*> index_;
  Values zeros_;
};

[[nodiscard]] double peak(const Values& v);   ///< largest value, 0 when empty
[[nodiscard]] double total(const Values& v);

}  // namespace gridwright::plan
