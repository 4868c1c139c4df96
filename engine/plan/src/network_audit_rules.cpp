#include <algorithm>
#include <cmath>

#include "network_audit.hpp"

namespace gridwright::plan {

using scenario::Over;

namespace {
template <class List>
auto find(const List& list, const std::string& id) -> decltype(&list.front()) {
  const auto it = std::find_if(list.begin(), list.end(), [&](const auto& x) { return x.id == id; });
  return it == list.end() ? nullptr : &*it;
}
}  // namespace

/// One term's quantity in a step, from meters and nameplates.
double NetworkAudit::quantity(const scenario::RequirementTerm& term, std::size_t t, bool horizon) const {
  const std::string &q = term.quantity, &id = term.component;
  if (q == "demand") return at(find(s.loads, id)->demand, t);
  if (q == "unserved") return read(id, "unserved")[t];
  if (q == "curtailed") {
    double sum = 0.0;
    std::size_t rows = 0;
    for (const scenario::Shedding& k : s.shedding) rows += k.load == id;
    for (std::size_t k = 0; k < s.shedding.size(); ++k)
      if (s.shedding[k].load == id && s.shedding[k].voluntary) sum += read(id, rows > 1 ? ("unserved_" + std::to_string(k)).c_str() : "unserved")[t];
    return sum;
  }
  if (q == "capacity") return built(id, "power");
  if (q == "energy_capacity") return built(id, "energy");
  if (q == "charge_capacity") return built(id, "charge_power");
  if (q == "new_capacity") {
    const scenario::Converter* c = find(s.converters, id);
    const scenario::Store* x = find(s.stores, id);
    const scenario::Line* l = find(s.lines, id);
    const scenario::Sizing& z = c != nullptr ? c->size : x != nullptr ? x->power : l->size;
    return built(id, "power") - z.existing;
  }
  if (q == "charge" || q == "discharge" || q == "flow" || q == "loss" || q == "served" || q == "deferred" || q == "output") return read(id, q.c_str())[t];
  const scenario::Converter* c = find(s.converters, id);
  if (c == nullptr) return 0.0;
  if (q == "available") return at(c->max_pu, t) * built(id, "power");
  const scenario::Fuel* f = fuel(c->fuel);
  const double of_fuel = f == nullptr ? 0.0 : f->emissions;
  return (at(c->emissions, t) + c->fuel_per_mwh * of_fuel) * read(id, "output")[t] +
         c->units.start_fuel * of_fuel * read(id, "started")[t] / (horizon ? s.steps[t].hours : 1.0);
}

void NetworkAudit::requirements() {
  for (const scenario::Requirement& r : s.requirements) {
    const Values& missing_by_step = read(r.id, "missing");
    const double sign = std::isinf(r.upper) ? 1.0 : -1.0;
    const auto judge = [&](double sum, double scale, std::size_t t) {
      at_most("requirements", sum, r.upper, scale, r.id, t);
      if (std::isfinite(r.lower)) at_most("requirements", r.lower, sum, scale, r.id, t);
    };
    double sum = 0.0, scale = 0.0;
    const std::size_t steps = r.over == Over::capacity ? std::min<std::size_t>(1, s.steps.size()) : s.steps.size();
    for (std::size_t t = 0; t < steps; ++t) {
      if (r.over == Over::step) sum = scale = 0.0;
      if (r.over == Over::horizon && !r.stage.empty() && s.steps[t].stage != r.stage) continue;
      for (const scenario::RequirementTerm& term : s.terms) {
        if (term.requirement != r.id || term.quantity == "drawn") continue;
        const double part = at(term.factor, t) * quantity(term, t, r.over == Over::horizon) * (r.over == Over::horizon ? s.steps[t].counted_hours : 1.0);
        sum += part, scale += std::abs(part);
      }
      if (r.over == Over::step) judge(sum + sign * missing_by_step[t], scale, t);
    }
    if (r.over == Over::step) continue;
    for (const scenario::RequirementTerm& term : s.terms) {
      if (term.requirement != r.id || term.quantity != "drawn") continue;
      const scenario::Store* x = find(s.stores, term.component);
      const Values& level = read(term.component, "level");
      if (x == nullptr || x->ends != scenario::LevelEnds::initial || level.empty()) continue;
      const double part = term.factor.constant * (x->level_initial - level.back());
      sum += part, scale += std::abs(part);
    }
    judge(sum + sign * (missing_by_step.empty() ? 0.0 : missing_by_step[0]), scale, npos);
  }
}

void NetworkAudit::sizes() {
  const auto one = [&](const scenario::Sizing& z, const std::string& id, const char* what) {
    const double stands = built(id, what), scale = std::max(stands, z.existing);
    if (!z.build) at_most("nothing is built that may not be", stands, z.existing, scale, id);
    if (!z.retire) at_most("nothing is given up that may not be", z.existing, stands, scale, id);
    if (z.build || z.retire) {
      at_most("sizes within their limits", stands, z.max, scale, id);
      at_most("sizes within their limits", z.min, stands, scale, id);
    }
    if (z.build) at_most("sizes within their limits", stands - z.existing, z.max_new, scale, id);
    if (z.whole) equal("whole units", (stands - z.existing) / z.unit, std::round((stands - z.existing) / z.unit), 1.0, id);
  };
  for (const scenario::Converter& c : s.converters) one(c.size, c.id, "power");
  for (const scenario::Line& l : s.lines) one(l.size, l.id, "power");
  for (const scenario::Store& x : s.stores) {
    if (x.charging != scenario::ChargeLimit::none) one(x.power, x.id, "power");
    if (x.charging == scenario::ChargeLimit::own) one(x.charge, x.id, "charge_power");
    if (x.duration > 0.0) {
      equal("energy of stores", built(x.id, "energy"), x.duration * built(x.id, "power"), 0.0, x.id);
      continue;
    }
    one(x.energy, x.id, "energy");
    if (x.charging == scenario::ChargeLimit::none) continue;
    at_most("energy of stores", x.min_duration * built(x.id, "power"), built(x.id, "energy"), built(x.id, "energy"), x.id);
    if (std::isfinite(x.max_duration)) at_most("energy of stores", built(x.id, "energy"), x.max_duration * built(x.id, "power"), built(x.id, "energy"), x.id);
  }
}

/// Invoices: what stands at its yearly price, what ran at its price, against the objective.
void NetworkAudit::money() {
  double sum = 0.0, scale = 0.0;
  const auto pay = [&](double usd) { sum += usd, scale += std::abs(usd); };
  const auto own = [&](const scenario::Sizing& z, const std::string& id, const char* what, const scenario::Life& life) {
    const double stands = built(id, what), w = weight_of(life);
    if (z.build) pay(w * z.capital * std::max(0.0, stands - z.existing));
    pay(w * z.fixed * stands);
  };
  for (const scenario::Converter& c : s.converters) {
    own(c.size, c.id, "power", c.life);
    const Values &p = read(c.id, "output"), &on = read(c.id, "running"), &up = read(c.id, "started"), &down = read(c.id, "stopped");
    const scenario::Fuel* f = fuel(c.fuel);
    for (std::size_t t = 0; t < p.size(); ++t) {
      const double h = price_hours(t), of_fuel = f == nullptr ? 0.0 : at(f->price, t);
      pay(h * (at(c.cost, t) + c.fuel_per_mwh * of_fuel) * p[t]);
      if (c.units.mode == scenario::Commitment::none) continue;
      pay(h * c.units.idle_cost * on[t] + h / s.steps[t].hours * ((c.units.start_cost + c.units.start_fuel * of_fuel) * up[t] + c.units.stop_cost * down[t]));
    }
  }
  for (const scenario::Store& x : s.stores) {
    if (x.charging != scenario::ChargeLimit::none) own(x.power, x.id, "power", x.life);
    if (x.charging == scenario::ChargeLimit::own) own(x.charge, x.id, "charge_power", x.life);
    if (x.duration <= 0.0) own(x.energy, x.id, "energy", x.life);
    const bool netted = x.charging == scenario::ChargeLimit::none;  // then one price stands for both directions
    const Values &c = read(x.id, "charge"), &out = read(x.id, "discharge"), &e = read(x.id, "level"), &spill = read(x.id, "spill");
    for (std::size_t t = 0; t < c.size(); ++t)
      pay(price_hours(t) * (at(x.discharge_cost, t) * out[t] + (netted ? -at(x.discharge_cost, t) : at(x.charge_cost, t)) * c[t] + at(x.level_cost, t) * e[t] + at(x.spill_cost, t) * spill[t]));
  }
  for (const scenario::Line& l : s.lines) {
    own(l.size, l.id, "power", l.life);
    const Values& f = read(l.id, "flow");
    for (std::size_t t = 0; t < f.size(); ++t) pay(price_hours(t) * at(l.cost, t) * std::abs(f[t]));
  }
  for (const scenario::Load& l : s.loads) {
    std::size_t rows = 0;
    for (const scenario::Shedding& k : s.shedding) rows += k.load == l.id;
    for (std::size_t k = 0; k < s.shedding.size(); ++k) {
      if (s.shedding[k].load != l.id) continue;
      const Values& u = read(l.id, rows > 1 ? ("unserved_" + std::to_string(k)).c_str() : "unserved");
      for (std::size_t t = 0; t < u.size(); ++t) pay(price_hours(t) * s.shedding[k].cost * u[t]);
    }
  }
  for (const scenario::FlexibleDemand& f : s.flexible)
    for (std::size_t t = 0; t < s.steps.size(); ++t) pay(price_hours(t) * (f.cost_served * read(f.id, "served")[t] + f.cost_deferred * read(f.id, "deferred")[t]));
  for (const scenario::Requirement& r : s.requirements) {
    if (!r.missing_cost) continue;
    if (r.over == Over::step) {
      for (std::size_t t = 0; t < s.steps.size(); ++t) pay(price_hours(t) * *r.missing_cost * read(r.id, "missing")[t]);
    } else if (!s.steps.empty()) {
      pay(*r.missing_cost * read(r.id, "missing")[0]);
    }
  }
  equal("cost from invoices", sum, d.usd_per_year, 1e-3 * scale, "all");
  double lines = 0.0;
  for (const design::CostLine& c : d.costs) lines += c.usd_per_year;
  equal("cost lines add up", lines, d.usd_per_year, 1e-3 * scale, "all");
}

}  // namespace gridwright::plan
