#include <algorithm>
#include <cmath>

#include "gridwright/core/text.hpp"
#include "network.hpp"

namespace gridwright::plan {

namespace {

using design::CostLine;
using design::Hourly;

/// The kind that sets colour and order in reports, by the words of a technology's name.
std::string kind_of(const std::string& carrier, const std::string& id, const char* otherwise) {
  const std::string words = to_lower(carrier + " " + id);
  const auto has = [&](std::initializer_list<const char*> any) {
    return std::any_of(any.begin(), any.end(), [&](const char* w) { return words.find(w) != words.npos; });
  };
  if (has({"wind"})) return "wind";
  if (has({"solar", "pv"})) return "solar";
  if (has({"nuclear", "uranium"})) return "nuclear";
  if (has({"geothermal"})) return "geothermal";
  if (has({"iron"})) return "iron_air";
  if (has({"battery", "lithium", "li-ion"})) return "lithium";
  if (has({"gas", "ccgt", "ocgt"})) return "gas";
  return otherwise;
}

class NetworkAnswer {
 public:
  NetworkAnswer(const Network& n, const solver::Solution& answer, design::Design& out) : n_(n), x_(answer.x), y_(answer.row_dual), d_(answer.reduced_cost), out_(out) {}

  void converters() {
    for (std::size_t i = 0; i < n_.s.converters.size(); ++i) {
      const scenario::Converter& c = n_.s.converters[i];
      const ConverterVars& v = n_.v.converters[i];
      const std::string site = c.ports.front().bus, kind = kind_of(c.carrier, c.id, c.is_link() ? "grid" : "thermal");
      const char* group = c.is_link() ? "conversion" : "generation";
      capacity(site, c.id, kind, "power", "MW", c.size, v.size, n_.stage_weight(c.life), group);
      series(site, c.id, "output", kind, "MW", values(v.level), c.is_link() ? "to " + c.ports[1].bus : "plan");
      cost(site, group, c.id, "variable_om", priced(v.level));
      if (v.running.exists()) {
        series(site, c.id, "running", kind, "1", values(v.running));
        series(site, c.id, "started", kind, "1", values(v.started));
        series(site, c.id, "stopped", kind, "1", values(v.stopped));
        cost(site, group, c.id, "starts", priced(v.running) + priced(v.started) + priced(v.stopped));
      }
    }
  }

  void stores() {
    for (std::size_t i = 0; i < n_.s.stores.size(); ++i) {
      const scenario::Store& s = n_.s.stores[i];
      const StoreVars& v = n_.v.stores[i];
      const std::string kind = kind_of(s.carrier, s.id, "storage");
      const double weight = n_.stage_weight(s.life);
      const bool netted = s.charging == scenario::ChargeLimit::none;
      if (!netted) capacity(s.bus, s.id, kind, "power", "MW", s.power, v.power, weight, "storage");
      if (s.charging == scenario::ChargeLimit::own) capacity(s.bus, s.id, kind, "charge_power", "MW", s.charge, v.charge_power, weight, "storage");
      if (s.duration > 0.0) given_energy(s, kind, standing(v.energy));
      else capacity(s.bus, s.id, kind, "energy", "MWh", s.energy, v.energy, weight, "storage");
      std::vector<double> discharge(n_.s.steps.size()), charge(n_.s.steps.size());
      double usd = priced(v.level) + priced(v.spill);
      if (netted) {
        Sum flow;
        double priced_in_level = 0.0;
        for (int t = 0; t < n_.steps(); ++t) {
          flow.clear(), add_store_flow(n_, i, t, 1.0, flow);
          const double mw = value(flow);
          charge[t] = std::max(0.0, -mw), discharge[t] = std::max(0.0, mw);
          priced_in_level += n_.price_hours[t] * n_.at(s.discharge_cost, t) * flow.constant();
        }
        usd += priced_in_level;
      } else {
        charge = values(v.charge), discharge = values(v.discharge);
        usd += priced(v.charge) + priced(v.discharge);
      }
      series(s.bus, s.id, "charge", kind, "MW", std::move(charge));
      series(s.bus, s.id, "discharge", kind, "MW", std::move(discharge));
      series(s.bus, s.id, "level", kind, "MWh", values(v.level));
      if (v.spill.exists()) series(s.bus, s.id, "spill", kind, "MW", values(v.spill));
      cost(s.bus, "storage", s.id, "variable_om", usd);
    }
  }

  void lines() {
    for (std::size_t i = 0; i < n_.s.lines.size(); ++i) {
      const scenario::Line& l = n_.s.lines[i];
      const LineVars& v = n_.v.lines[i];
      capacity(l.from, l.id, "grid", "power", "MW", l.size, v.size, n_.stage_weight(l.life), "network");
      std::vector<double> flow(n_.s.steps.size()), loss(n_.s.steps.size());
      Sum sum;
      for (int t = 0; t < n_.steps(); ++t) {
        sum.clear(), add_line_flow(n_, i, t, 1.0, sum), flow[t] = value(sum);
        sum.clear(), add_line_loss(n_, i, t, 1.0, sum), loss[t] = value(sum);
      }
      cost(l.from, "network", l.id, "variable_om", priced(v.forward) + priced(v.backward));
      series(l.from, l.id, "flow", "grid", "MW", std::move(flow), "to " + l.to);
      if (v.forward.exists()) series(l.from, l.id, "loss", "grid", "MW", std::move(loss));
    }
  }

  void loads() {
    for (std::size_t i = 0; i < n_.s.loads.size(); ++i) {
      const scenario::Load& l = n_.s.loads[i];
      std::vector<double> demand(n_.s.steps.size()), unserved(n_.s.steps.size());
      for (int t = 0; t < n_.steps(); ++t) demand[t] = n_.at(l.demand, t);
      bool sheds = false;
      for (std::size_t k = 0; k < n_.s.shedding.size(); ++k) {
        if (n_.s.shedding[k].load != l.id) continue;
        sheds = true;
        for (int t = 0; t < n_.steps(); ++t) unserved[t] += at(n_.v.unserved[k][t]);
        cost(l.bus, "unserved", l.id, "unserved", priced(n_.v.unserved[k]));
      }
      series(l.bus, l.id, "demand", "", "MW", std::move(demand));
      if (sheds) series(l.bus, l.id, "unserved", "", "MW", std::move(unserved));
    }
    for (std::size_t k = 0; k < n_.s.shedding.size(); ++k)  // apart, where a load has several prices
      if (count(n_.s.shedding[k].load) > 1)
        series(n_.s.loads[n_.load.at(n_.s.shedding[k].load)].bus, n_.s.shedding[k].load, "unserved_" + std::to_string(k), "", "MW", values(n_.v.unserved[k]));
    for (std::size_t i = 0; i < n_.s.flexible.size(); ++i) {
      const scenario::FlexibleDemand& f = n_.s.flexible[i];
      series(f.bus, f.id, "served", "", "MW", values(n_.v.served[i]));
      series(f.bus, f.id, "deferred", "", "MW", values(n_.v.deferred[i]));
      series(f.bus, f.id, "owed", "", "MWh", values(n_.v.owed[i]));
      cost(f.bus, "flexible demand", f.id, "variable_om", priced(n_.v.served[i]) + priced(n_.v.deferred[i]));
    }
  }

  void buses() {
    for (const scenario::Bus& b : n_.s.buses) {
      std::vector<double> price(n_.s.steps.size(), 0.0);
      if (!y_.empty())
        for (const auto& [row, t] : n_.model.rows_of(row_name("balance", b.id)))
          if (n_.price_hours[t] > 0.0) price[t] = y_[row] / n_.price_hours[t];
      series(b.id, "", "price", "", n_.s.currency + "/MWh", std::move(price), b.carrier + (y_.empty() ? ", no prices with whole numbers" : ""));
    }
  }

  void requirements() {
    for (std::size_t k = 0; k < n_.s.requirements.size(); ++k) {
      const scenario::Requirement& r = n_.s.requirements[k];
      double reached_value = 0.0, total_missing = 0.0, total_price = 0.0;
      const auto rows = n_.model.rows_of(row_name("requirement", r.id));
      const Columns missing = n_.v.missing[k];
      for (int t = 0; t < missing.count; ++t) total_missing += at(missing[t]);
      cost("", "requirements", r.id, "missing", priced(missing));
      double nearest = solver::infinity;
      std::vector<double> price(r.over == scenario::Over::step ? n_.s.steps.size() : 0, 0.0);
      for (const auto& [row, t] : rows) {
        const double shift = std::isfinite(r.lower) ? r.lower - n_.model.program().row_lower[row] : r.upper - n_.model.program().row_upper[row];
        const double reached = activity(row) + (std::isfinite(shift) ? shift : 0.0);
        const double room = std::min(reached - r.lower, r.upper - reached);
        if (room < nearest) nearest = room, reached_value = reached;
        if (y_.empty()) continue;
        total_price += y_[row];
        if (!price.empty() && n_.price_hours[t] > 0.0) price[t] = y_[row] / n_.price_hours[t];
      }
      if (!price.empty() && !y_.empty()) series("", r.id, "requirement_price", "", r.unit, std::move(price));
      if (missing.exists()) {
        std::vector<double> bought = values(missing);
        bought.resize(n_.s.steps.size(), 0.0);  // one number, in the first step, where it is asked over the horizon
        series("", r.id, "missing", "", r.unit, std::move(bought));
      }
      binding(r, reached_value, total_missing, total_price);
    }
  }

 private:
  [[nodiscard]] double at(Column c) const { return c.exists() ? x_[static_cast<std::size_t>(c.index)] : 0.0; }
  [[nodiscard]] double standing(const StandingSize& z) const { return z.constant + z.unit * (at(z.added) - at(z.retired)); }
  [[nodiscard]] double value(const Sum& sum) const {
    double out = sum.constant();
    for (const solver::Term& term : sum.terms()) out += term.column < 0 ? 0.0 : term.coefficient * x_[static_cast<std::size_t>(term.column)];
    return out;
  }
  [[nodiscard]] double activity(int row) const {
    const solver::RowMatrix& m = n_.model.program().matrix;
    double out = 0.0;
    for (auto k = m.start[row]; k < m.start[row + 1]; ++k) out += m.value[k] * x_[static_cast<std::size_t>(m.index[k])];
    return out;
  }
  [[nodiscard]] std::vector<double> values(Columns c) const {
    std::vector<double> out(x_.begin() + c.first, x_.begin() + c.first + c.count);
    for (int t = 0; t < c.count; ++t) {  // an interior point may end 1e-12 beyond a bound
      const auto j = static_cast<std::size_t>(c.first + t);
      out[t] = std::clamp(out[t], n_.model.program().column_lower[j], std::max(n_.model.program().column_lower[j], n_.model.program().column_upper[j]));
    }
    return out;
  }
  [[nodiscard]] double priced(Columns c) const {
    double usd = 0.0;
    for (int t = 0; t < c.count; ++t) usd += n_.model.program().cost[static_cast<std::size_t>(c.first + t)] * at(c[t]);
    return usd;
  }
  [[nodiscard]] std::size_t count(const std::string& load) const {
    return static_cast<std::size_t>(std::count_if(n_.s.shedding.begin(), n_.s.shedding.end(), [&](const auto& s) { return s.load == load; }));
  }

  void capacity(const std::string& site, const std::string& id, const std::string& kind, const char* what, const char* unit, const scenario::Sizing& z,
                const StandingSize& size, double weight, const char* group) {
    const double total = standing(size), added = size.unit * at(size.added);
    design::Capacity c{.site = site, .component = id, .kind = kind, .what = what, .unit = unit, .value = std::max(0.0, total), .free = !size.fixed()};
    c.lower = c.free ? z.min : total;
    c.upper = c.free ? std::min(z.max, z.build ? z.existing + z.max_new : z.existing) : total;
    c.yearly_cost_usd = weight * (z.capital * added + z.fixed * total);
    if (!d_.empty() && size.added.exists()) {
      const auto j = static_cast<std::size_t>(size.added.index);
      const double top = n_.model.program().column_upper[j];
      if (std::isfinite(top) && x_[j] >= top * (1.0 - 1e-6)) c.limit_value_usd = std::max(0.0, -d_[j] / size.unit);
    }
    if (c.limit_value_usd > 0.0) {
      const std::string worth = significant(c.limit_value_usd, 3);
      out_.bindings.push_back({.block = std::string("added_") + what, .component = id, .label = "", .usd_per_unit = c.limit_value_usd, .unit = unit,
                               .sentence = id + " limit: one more " + unit + " saves " + worth + " " + n_.s.currency + "/yr"});
    }
    cost(site, group, id, "capital", weight * z.capital * added);
    cost(site, group, id, "fixed_om", weight * z.fixed * total);
    out_.capacities.push_back(std::move(c));
  }
  void given_energy(const scenario::Store& s, const std::string& kind, double mwh) {
    out_.capacities.push_back({.site = s.bus, .component = s.id, .kind = kind, .what = "energy", .unit = "MWh", .value = mwh, .lower = mwh, .upper = mwh, .free = false});
  }
  void cost(const std::string& site, const char* group, const std::string& id, const char* item, double usd) {
    if (usd != 0.0) out_.costs.push_back({.site = site, .group = group, .component = id, .item = item, .usd_per_year = usd});
  }
  void series(const std::string& site, const std::string& id, std::string quantity, const std::string& kind, std::string unit, std::vector<double> v, std::string source = "plan") {
    out_.hourly.push_back({.site = site, .component = id, .quantity = std::move(quantity), .kind = kind, .unit = std::move(unit), .source = std::move(source), .values = std::move(v)});
  }
  /// Every requirement is told, also one that does not bind: what was asked, what came out, what one more unit costs.
  void binding(const scenario::Requirement& r, double reached, double missing, double price) {
    const auto amount = [&](double v) { return significant(v, 5) + (r.unit.empty() ? "" : " " + r.unit); };
    std::string words = r.id + (r.lower == r.upper ? " is " + amount(r.lower) : std::isfinite(r.upper) ? " at most " + amount(r.upper) : " at least " + amount(r.lower));
    if (r.over == scenario::Over::step) words += " in every step";
    const double rounding = 1e-9 * std::max({1.0, std::abs(r.lower) < 1e300 ? std::abs(r.lower) : 0.0, std::abs(r.upper) < 1e300 ? std::abs(r.upper) : 0.0});
    words += ": " + amount(std::abs(reached) < 1e-3 + rounding ? 0.0 : reached) + " reached";
    if (std::abs(price) > 1e-6) words += std::string(", one more ") + (r.unit.empty() ? "unit" : r.unit) + (price < 0.0 ? " saves " : " costs ") + significant(std::abs(price), 4) + " " + n_.s.currency;
    if (missing > 1e-6) words += ", " + amount(missing) + " bought off";
    out_.bindings.push_back({.block = "requirement", .component = r.id, .label = r.kind, .usd_per_unit = std::abs(price) > 1e-6 ? std::abs(price) : 0.0, .unit = r.unit, .sentence = words});
  }

  const Network& n_;
  const std::vector<double>&x_, &y_, &d_;
  design::Design& out_;
};

}  // namespace

design::Design extract_network(const Network& n, const scenario::SystemScenario& scenario, const solver::Solution& answer) {
  design::Design out;
  out.scenario = scenario.name, out.description = scenario.description, out.money = scenario.money;
  out.year = scenario.year, out.hours = n.steps();
  out.step_h = n.steps() > 0 ? n.s.steps.front().hours : 1.0;
  const solver::LinearProgram& lp = n.model.program();
  double cost = lp.offset;
  for (std::size_t j = 0; j < answer.x.size(); ++j) cost += lp.cost[j] * answer.x[j];
  out.usd_per_year = cost;
  out.solve = {.solver = answer.solver, .status = solver::to_string(answer.status), .rows = lp.rows(), .columns = lp.columns(),
               .nonzeros = lp.matrix.nonzeros(), .iterations = answer.iterations, .objective_usd = answer.objective, .gap = answer.residuals.gap,
               .primal_residual = answer.residuals.primal_relative, .dual_residual = answer.residuals.dual_relative, .mip_gap = answer.mip_gap};
  NetworkAnswer a(n, answer, out);
  a.converters();
  a.stores();
  a.lines();
  a.loads();
  a.buses();
  a.requirements();
  std::stable_sort(out.bindings.begin(), out.bindings.end(), [](const auto& x, const auto& y) { return x.usd_per_unit > y.usd_per_unit; });
  double demand = 0.0;
  for (const Hourly& h : out.hourly)
    for (int t = 0; t < n.steps() && (h.quantity == "demand" || h.quantity == "unserved"); ++t)
      demand += (h.quantity == "demand" ? 1.0 : -1.0) * n.s.steps[static_cast<std::size_t>(t)].counted_hours * h.values[static_cast<std::size_t>(t)];
  out.usd_per_mwh = demand > 0.0 ? cost / demand : 0.0;
  if (!n.s.source.empty()) out.notes.push_back("source: " + n.s.source);
  out.notes.push_back("perfect foresight: the plan knows all steps in advance");
  std::vector<double> hours, counted;
  for (const scenario::Step& s : n.s.steps) hours.push_back(s.hours), counted.push_back(s.counted_hours);
  out.hourly.push_back({.site = "", .component = "", .quantity = "step_hours", .unit = "h", .source = "scenario", .values = hours});
  out.hourly.push_back({.site = "", .component = "", .quantity = "counted_hours", .unit = "h", .source = "scenario", .values = counted});
  return out;
}

}  // namespace gridwright::plan
