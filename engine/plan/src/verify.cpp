#include "audit.hpp"
#include "clouds.hpp"
#include "horizon.hpp"
#include "gridwright/plan/plan.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace gridwright::plan {

using design::Check;

Check& Audit::check(const std::string& law, double tolerance) {
  return checks_.try_emplace(law, Check{.law = law, .tolerance = tolerance, .where = {}}).first->second;
}

void Audit::note(const std::string& law, double error, const std::string& where, double tolerance) {
  Check& c = check(law, tolerance);
  ++c.instances;
  if (error <= c.worst) return;  // NaN falls through: it counts as worst
  c.worst = std::isnan(error) ? std::numeric_limits<double>::infinity() : error;
  c.where = where;
}

void Audit::note_hour(const std::string& law, double error, const std::string& component, int t, double tolerance) {
  Check& c = check(law, tolerance);
  ++c.instances;
  if (error <= c.worst) return;
  c.worst = std::isnan(error) ? std::numeric_limits<double>::infinity() : error;
  c.where = component + ", " + in.label(t);
}

namespace {
double difference(double a, double b, double scale) {
  return std::abs(a - b) / std::max({std::abs(a), std::abs(b), scale, 1e-9});
}
double excess(double a, double b, double scale) { return std::max(0.0, a - b) / std::max(scale, 1e-9); }
}  // namespace

void Audit::equal(const std::string& law, double a, double b, double scale, const std::string& where) {
  note(law, difference(a, b, scale), where);
}
void Audit::equal_hour(const std::string& law, double a, double b, double scale, const std::string& component, int t) {
  note_hour(law, difference(a, b, scale), component, t);
}
void Audit::at_most(const std::string& law, double a, double b, double scale, const std::string& where) {
  note(law, excess(a, b, scale), where);
}
void Audit::at_most_hour(const std::string& law, double a, double b, double scale, const std::string& component, int t) {
  note_hour(law, excess(a, b, scale), component, t);
}

std::vector<Check> Audit::result() const {
  std::vector<Check> out;
  for (const auto& [law, c] : checks_) out.push_back(c);
  return out;
}

Result<std::vector<Check>> verify(const scenario::Scenario& scenario, const design::Design& design) {
  Diagnostics wrong;
  const scenario::Scenario all = with_clouds(scenario, wrong);
  if (has_errors(wrong)) return wrong;
  const Result<std::vector<Inputs>> weathers = resolve_weathers(all);
  if (!weathers) return weathers.diagnostics();
  return verify_against(in_year(all, 0), grown(all, weathers->front(), 0), design);
}

std::vector<Check> verify_against(const scenario::Scenario& scenario, const Inputs& inputs, const design::Design& design) {
  Audit a(scenario, inputs, design);
  for (std::size_t i = 0; i < inputs.own_sites(); ++i) {
    audit_balance(a, scenario.sites[i]);
    audit_supply(a, i);
    audit_storage(a, i);
    audit_grid(a, scenario.sites[i]);
    audit_halls(a, i);
    audit_load(a, i);
    audit_flexible(a, i);
    audit_swings(a, i);
  }
  audit_fleets(a);
  for (std::size_t k = 0; k < scenario.workloads.size(); ++k) {
    if (scenario.workloads[k].kind == scenario::WorkloadKind::interactive) audit_interactive(a, k);
    if (scenario.workloads[k].kind == scenario::WorkloadKind::batch) audit_batch(a, k);
    if (scenario.workloads[k].kind == scenario::WorkloadKind::training) audit_training(a, k);
  }
  audit_rented(a);
  audit_contracts(a);
  audit_costs(a);
  audit_scores(a);
  return a.result();
}

}  // namespace gridwright::plan
