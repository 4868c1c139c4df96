#pragma once
#include <map>
#include <string>
#include <vector>

#include "gridwright/design/design.hpp"
#include "inputs.hpp"
#include "readings.hpp"

/// The independent checker. It knows the scenario, the physics and the finished design; it never sees the model, its
/// columns or its duals. Every law is recomputed the way an auditor would: from hourly series, nameplates and invoices.
namespace gridwright::plan {

/// Collects the worst error of each law.
class Audit {
 public:
  Audit(const scenario::Scenario& s, const Inputs& in, const design::Design& d) : s(s), in(in), d(d), read(d) {}
  const scenario::Scenario& s;
  const Inputs& in;
  const design::Design& d;
  const Readings read;

  void note(const std::string& law, double error, const std::string& where, double tolerance = 1e-6);
  /// The same for a law that is judged every hour; the label is made only when it is the worst so far.
  void note_hour(const std::string& law, double error, const std::string& component, int t, double tolerance = 1e-6);
  /// |a − b| relative to the larger of both and `scale`.
  void equal(const std::string& law, double a, double b, double scale, const std::string& where);
  void equal_hour(const std::string& law, double a, double b, double scale, const std::string& component, int t);
  /// a <= b, violation relative to `scale`.
  void at_most(const std::string& law, double a, double b, double scale, const std::string& where);
  void at_most_hour(const std::string& law, double a, double b, double scale, const std::string& component, int t);
  [[nodiscard]] std::vector<design::Check> result() const;

 private:
  design::Check& check(const std::string& law, double tolerance);
  std::map<std::string, design::Check, std::less<>> checks_;
};

// audit_power.cpp
void audit_balance(Audit& a, const scenario::Site& site);
void audit_supply(Audit& a, std::size_t site);
void audit_storage(Audit& a, std::size_t site);
void audit_grid(Audit& a, const scenario::Site& site);
void audit_halls(Audit& a, std::size_t site);
// audit_flexible.cpp
/// Takes what is turned down in a hall (hall < 0: of the other load) off `mw`, and adds what is taken later.
void add_turned_down(const Audit& a, std::size_t site, int hall, Values& mw);
void audit_load(Audit& a, std::size_t site);
void audit_flexible(Audit& a, std::size_t site);
void audit_swings(Audit& a, std::size_t site);
/// Σ over the ways a service runs: what each thousand accelerators do or draw x accelerators busy that way, hour by hour.
[[nodiscard]] Values over_modes(const Audit& a, const Service& service, double OperatingMode::*each);
// audit_serving.cpp
void audit_fleets(Audit& a);
void audit_interactive(Audit& a, std::size_t workload);
void audit_batch(Audit& a, std::size_t workload);
void audit_training(Audit& a, std::size_t workload);
// audit_money.cpp
void audit_costs(Audit& a);
void audit_scores(Audit& a);
// audit_contracts.cpp
void audit_rented(Audit& a);
void audit_contracts(Audit& a);
/// What the clouds bill a year, after credits; each invoice is compared with the design's lines on the way.
[[nodiscard]] double cloud_invoices(Audit& a);
// audit_own_side.cpp
/// Power bought under contract and revenue shared less what backstops pay, a year.
[[nodiscard]] double own_side_invoices(Audit& a);
/// Traffic to the users from a site, GB a year.
[[nodiscard]] double egress_gb(const Audit& a, std::size_t site);

}  // namespace gridwright::plan
