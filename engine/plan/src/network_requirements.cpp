#include <cmath>
#include <map>

#include "network.hpp"

namespace gridwright::plan {

using scenario::Over;
using scenario::Requirement;
using scenario::RequirementTerm;

namespace {

enum class Table { converter, store, line, load, flexible };
using Index = std::unordered_map<std::string, std::pair<Table, std::size_t>>;

Index index_of(const PowerSystem& s) {
  Index out;
  const auto add = [&](Table table, const auto& list) {
    for (std::size_t i = 0; i < list.size(); ++i) out.emplace(list[i].id, std::pair{table, i});
  };
  add(Table::converter, s.converters), add(Table::store, s.stores), add(Table::line, s.lines), add(Table::flexible, s.flexible);
  add(Table::load, s.loads);  // a load may share its name with one of the others; quantities tell them apart
  return out;
}

bool of_load(const std::string& q) { return q == "demand" || q == "unserved" || q == "curtailed"; }

/// Adds factor x quantity in step t (weight already in `factor`).
class Terms {
 public:
  explicit Terms(const Network& n) : n_(n), index_(index_of(n.s)) {
    for (std::size_t i = 0; i < n.s.loads.size(); ++i) loads_.emplace(n.s.loads[i].id, i);
  }

  /// Quantities of what stands; they do not depend on the step.
  void add_size(const RequirementTerm& term, double factor, Sum& sum) const {
    const auto& [table, i] = index_.at(term.component);
    const std::string& q = term.quantity;
    const StandingSize* size = nullptr;
    if (table == Table::converter) size = &n_.v.converters[i].size;
    if (table == Table::line) size = &n_.v.lines[i].size;
    if (table == Table::store) size = q == "energy_capacity" ? &n_.v.stores[i].energy : q == "charge_capacity" ? &n_.v.stores[i].charge_power : &n_.v.stores[i].power;
    if (size == nullptr) return;
    if (q == "new_capacity") {
      if (size->added.exists()) sum.add(factor * size->unit, size->added);
    } else {
      add_standing(sum, factor, *size);
    }
  }

  void add_flow(const RequirementTerm& term, int t, double factor, bool horizon, Sum& sum) const {
    const std::string& q = term.quantity;
    if (of_load(q)) return add_load(loads_.at(term.component), q, t, factor, sum);
    const auto& [table, i] = index_.at(term.component);
    if (q.find("capacity") != std::string::npos) return add_size(term, factor, sum);
    if (table == Table::converter) return add_converter(i, q, t, factor, horizon, sum);
    if (table == Table::store && n_.s.stores[i].charging == scenario::ChargeLimit::none) return add_store_flow(n_, i, t, q == "charge" ? -factor : factor, sum);
    if (table == Table::store) sum.add(factor, q == "charge" ? n_.v.stores[i].charge[t] : n_.v.stores[i].discharge[t]);
    if (table == Table::line) q == "flow" ? add_line_flow(n_, i, t, factor, sum) : add_line_loss(n_, i, t, factor, sum);
    if (table == Table::flexible) sum.add(factor, q == "served" ? n_.v.served[i][t] : n_.v.deferred[i][t]);
  }

  /// drawn: what a store gave up between the beginning and the end, MWh.
  void add_drawn(const RequirementTerm& term, Sum& sum) const {
    const std::size_t i = index_.at(term.component).second;
    const scenario::Store& s = n_.s.stores[i];
    if (s.ends != scenario::LevelEnds::initial || n_.steps() == 0) return;
    sum.add(term.factor.constant * s.level_initial);
    sum.add(-term.factor.constant, n_.v.stores[i].level[n_.steps() - 1]);
  }

 private:
  void add_load(std::size_t i, const std::string& q, int t, double factor, Sum& sum) const {
    if (q == "demand") {
      sum.add(factor * n_.at(n_.s.loads[i].demand, t));
      return;
    }
    for (std::size_t k = 0; k < n_.s.shedding.size(); ++k)
      if (n_.s.shedding[k].load == n_.s.loads[i].id && (q == "unserved" || n_.s.shedding[k].voluntary)) sum.add(factor, n_.v.unserved[k][t]);
  }
  void add_converter(std::size_t i, const std::string& q, int t, double factor, bool horizon, Sum& sum) const {
    const scenario::Converter& c = n_.s.converters[i];
    const ConverterVars& v = n_.v.converters[i];
    if (q == "output") sum.add(factor, v.level[t]);
    if (q == "available") add_standing(sum, factor * n_.at(c.max_pu, t), v.size);
    if (q == "emissions") {
      sum.add(factor * n_.emissions(c, t), v.level[t]);
      const double start = n_.start_emissions(c);
      if (v.started.exists() && start != 0.0) sum.add(factor * start / (horizon ? n_.s.steps[t].hours : 1.0), v.started[t]);
    }
  }
  const Network& n_;
  Index index_;
  std::unordered_map<std::string, std::size_t> loads_;
};

}  // namespace

/// requirement:  lower <= sum of factor x quantity (+ missing) <= upper
/// over the horizon every step counts with its counted hours; over steps there is a row a step; sizes are summed as they are.
/// Dual: cost of one more unit of the requirement.
void add_requirements(Network& n) {
  const Terms terms(n);
  std::map<std::string, std::vector<const RequirementTerm*>, std::less<>> of;
  for (const RequirementTerm& t : n.s.terms) of[t.requirement].push_back(&t);
  for (const Requirement& r : n.s.requirements) {
    const bool stepwise = r.over == Over::step;
    Columns missing;
    if (r.missing_cost) {
      missing = n.model.add_columns({.name = row_name("missing", r.id), .cost = stepwise ? 0.0 : *r.missing_cost, .label = stepwise ? n.label : solver::Label{}},
                                    stepwise ? n.steps() : 1);
      if (stepwise)
        for (int t = 0; t < n.steps(); ++t) n.model.add_cost(missing[t], n.price_hours[t] * *r.missing_cost);
    }
    n.v.missing.push_back(missing);
    const double sign = std::isinf(r.upper) ? 1.0 : -1.0;  // missing fills up a lower limit, or lifts an upper one
    Block block = n.model.add_rows(row_name("requirement", r.id), stepwise ? n.label : solver::Label{});
    Sum row;
    for (int t = 0; t < (r.over == Over::capacity ? 1 : n.steps()); ++t) {
      if (stepwise) row.clear();
      if (!r.stage.empty() && r.over == Over::horizon && n.s.steps[t].stage != r.stage) continue;
      for (const RequirementTerm* term : of[r.id]) {
        if (term->quantity == "drawn") continue;
        const double factor = n.at(term->factor, t);
        if (r.over == Over::capacity) terms.add_size(*term, factor, row);
        else if (r.over == Over::horizon) terms.add_flow(*term, t, factor * n.s.steps[t].counted_hours, true, row);
        else terms.add_flow(*term, t, factor, false, row);
      }
      if (stepwise) {
        if (missing.exists()) row.add(sign, missing[t]);
        block.add(t, row, r.lower, r.upper);
      }
    }
    if (stepwise) continue;
    for (const RequirementTerm* term : of[r.id])
      if (term->quantity == "drawn") terms.add_drawn(*term, row);
    if (missing.exists()) row.add(sign, missing[0]);
    block.add(0, row, r.lower, r.upper);
  }
}

}  // namespace gridwright::plan
