#pragma once
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "gridwright/design/design.hpp"
#include "gridwright/scenario/load_system.hpp"

/// The independent checker of a power system: it knows the tables and the finished design, never the model, its columns or its
/// duals. Every law is recomputed from metered series and nameplates.
namespace gridwright::plan {

class NetworkAudit {
 public:
  NetworkAudit(const scenario::SystemScenario& scenario, const design::Design& d);
  void balances();
  void converters();
  void switching();
  void stores();
  void store_levels();
  void carried_levels();
  void lines();
  void angles();
  void loads();
  void requirements();
  void sizes();
  void money();
  [[nodiscard]] std::vector<design::Check> result() const;

 private:
  using Values = std::vector<double>;
  [[nodiscard]] const Values& read(const std::string& id, const char* quantity) const;  ///< zeros when there is none
  [[nodiscard]] bool has(const std::string& id, const char* quantity) const;
  [[nodiscard]] double built(const std::string& id, const char* what) const;
  [[nodiscard]] double at(const scenario::Profile& p, std::size_t t) const { return s.at(p, t); }
  [[nodiscard]] bool stands(const scenario::Life& life, std::size_t t) const;
  [[nodiscard]] double weight_of(const scenario::Life& life) const;
  [[nodiscard]] double price_hours(std::size_t t) const;
  /// The step before within the period; npos at an open beginning.
  [[nodiscard]] std::size_t before(std::size_t t) const;
  [[nodiscard]] std::size_t period_first(std::size_t t) const;
  [[nodiscard]] std::size_t period_last(std::size_t t) const;
  [[nodiscard]] const scenario::Fuel* fuel(const std::string& id) const;
  [[nodiscard]] double quantity(const scenario::RequirementTerm& term, std::size_t t, bool horizon) const;
  void note(const std::string& law, double error, const std::string& where, std::size_t t);
  void at_most(const std::string& law, double a, double b, double scale, const std::string& where, std::size_t t = npos);
  void equal(const std::string& law, double a, double b, double scale, const std::string& where, std::size_t t = npos);
  void within_ramp(const std::string& law, const Values& x, std::size_t t, double up, double down, double scale, const std::string& who);
  static constexpr std::size_t npos = static_cast<std::size_t>(-1);

  const scenario::PowerSystem& s;
  const design::Design& d;
  std::unordered_map<std::string, const Values*> series_;  ///< "id\nquantity"
  std::unordered_map<std::string, double> built_;
  Values zeros_;
  double floor_ = 1e-3;  ///< smallest scale of an error: a thousandth of the largest plant, as fine as the solver sees it
  std::map<std::string, design::Check> checks_;
};

}  // namespace gridwright::plan
