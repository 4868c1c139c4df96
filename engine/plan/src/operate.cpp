#include "gridwright/plan/operate.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "clouds.hpp"
#include "extract.hpp"
#include "horizon.hpp"
#include "settle.hpp"
#include "stages.hpp"
#include "years.hpp"

// Rolling operation: window by window on the blocks of a plan, with what stands fixed.
namespace gridwright::plan {

namespace {

using solver::Sum;

/// All families with a column a step, in one order for the year and for a window.
std::vector<Columns> hourly_families(const Variables& v) {
  std::vector<Columns> all;
  for (const SiteVars& s : v.sites) {
    for (const GeneratorVars& g : s.supply) all.push_back(g.output);
    for (const StorageVars& st : s.storage) all.insert(all.end(), {st.charge, st.discharge, st.level, st.reserve});
    all.insert(all.end(), {s.grid.import, s.grid.export_, s.load, s.unserved});
    for (const HallVars& h : s.halls)
      for (std::size_t o = 0; o < h.it_power.size(); ++o) all.insert(all.end(), {h.it_power[o], h.overhead[o]});
    for (const FlexibleVars& f : s.flexible) all.insert(all.end(), {f.down, f.later, f.owed});
  }
  for (const ServiceVars& s : v.services) all.insert(all.end(), s.active.begin(), s.active.end());
  for (const WorkloadVars& w : v.workloads) {
    for (const std::vector<Columns>& from : w.flow) all.insert(all.end(), from.begin(), from.end());
    all.push_back(w.backlog);
  }
  return all;
}

/// What the scenario bounds over a year is judged by its price in a window, and training follows the plan.
scenario::Scenario for_windows(scenario::Scenario s) {
  s.matching.mode = scenario::MatchingMode::none;
  s.carbon.cap_kg.reset();
  for (scenario::Site& site : s.sites) {
    for (scenario::Storage& b : site.storage) b.throughput_hours_per_year.reset(), b.cycle_fade = 0.0;
    if (site.grid) site.grid->import_share_max.reset(), site.grid->tariff.clear();
  }
  for (scenario::Workload& w : s.workloads)
    if (w.kind == scenario::WorkloadKind::training)
      w.start_hour = 0.0, w.finish_hour = scenario::unlimited, w.pause_cost = {}, w.pauses_per_day = scenario::unlimited;
  return s;
}

const std::vector<double>& series(const design::Design& d, const std::string& component, const std::string& quantity) {
  static const std::vector<double> none;
  const design::Hourly* h = find_hourly(d, component, quantity);
  return h == nullptr ? none : h->values;
}

/// Value of a MWh inside a store in the plan: what discharging earned (the scarce half) and what charging cost (the other), USD.
struct StoredValue {
  double scarce = 0.0, plenty = 0.0;
};
StoredValue stored_value(const design::Design& d, const scenario::Site& site, const scenario::Storage& s) {
  const std::vector<double>&price = series(d, site.id, "marginal_price"), &c = series(d, site.id + "." + s.id, "charge"), &out = series(d, site.id + "." + s.id, "discharge");
  if (price.size() != c.size() || price.size() != out.size()) return {};
  const auto mean = [&](const std::vector<double>& flow) {
    const double all = std::accumulate(flow.begin(), flow.end(), 0.0);
    return all > 1e-6 ? std::inner_product(flow.begin(), flow.end(), price.begin(), 0.0) / all : 0.0;
  };
  const double high = std::max(0.0, mean(out) * s.discharge_efficiency), low = std::max(0.0, mean(c) / s.charge_efficiency);
  return {std::max(high, low), std::min(high, low)};
}

double binding(const design::Design& d, const std::string& block, const std::string& component) {
  for (const design::Binding& b : d.bindings)
    if (b.block == block && b.component == component) return b.usd_per_unit;
  return 0.0;
}

/// The year that is operated: its model (for columns and costs), what was carried out so far, and what windows are judged by.
class Year {
 public:
  Year(const scenario::Scenario& stated, Inputs inputs, const design::Design& plan, const OperateOptions& options)
      : s_(stated), windows_(for_windows(stated)), in_(std::move(inputs)), plan_(plan), options_(options), b_(building(s_, in_, model_, v_)) {
    build_model(b_);
    x_.assign(model_.program().cost.size(), 0.0);
    set_capacities();
    start();
    remember_peaks();
  }
  [[nodiscard]] int steps() const { return in_.hours.steps; }
  [[nodiscard]] int in_steps(double hours) const { return std::max(1, static_cast<int>(std::lround(hours / in_.hours.step_h))); }
  /// Plans [first, first + length) and carries out `commit` of it. False: no answer, for the reason left in `why`.
  bool roll(int first, int length, int commit, solver::Status& why);
  [[nodiscard]] design::Operation result(int windows);

 private:
  static Building building(const scenario::Scenario& s, const Inputs& in, solver::Model& model, Variables& v) {
    return {.scenario = s, .in = in, .model = model, .v = v, .hour = [&in](int t) { return in.label(t); },
            .month = [](int m) { return std::to_string(m + 1); }, .capital_scale = in.hours.years(), .calendar_year = s.year};
  }
  void set_capacities();
  void start();
  void judge_ends(Building& w, int length);
  void judge_energy(Building& w, int first);
  void bill_peaks(Building& w, int first);
  void remember_peaks();
  void follow_plan(Building& w, int first, int length);
  [[nodiscard]] int at(int first, int t) const { return (first + t) % steps(); }

  const scenario::Scenario& s_;
  scenario::Scenario windows_;
  Inputs in_;
  const design::Design& plan_;
  const OperateOptions& options_;
  solver::Model model_;
  Variables v_;
  Building b_;
  std::vector<double> x_;
  OpenStart start_;
  std::vector<std::vector<double>> peaks_, planned_peaks_;   ///< MW of demand by site and month: so far; of the plan
  std::vector<std::vector<StoredValue>> stored_;             ///< by site and store
  double inside_at_start_usd_ = 0.0;
};

void Year::set_capacities() {
  const auto set = [&](const std::string& component, const char* what, Column c, double scale = 1.0) {
    if (!c.exists()) return;
    for (const design::Capacity& k : plan_.capacities)
      if (k.component == component && k.what == what) x_[static_cast<std::size_t>(c.index)] = scale * k.value;
  };
  for (std::size_t i = 0; i < in_.own_sites(); ++i) {
    const scenario::Site& s = s_.sites[i];
    const SiteVars& v = v_.sites[i];
    for (std::size_t g = 0; g < s.supply.size(); ++g) set(component(s, s.supply[g].id), "power", v.supply[g].capacity);
    for (std::size_t k = 0; k < s.storage.size(); ++k) {
      const std::string name = component(s, s.storage[k].id);
      set(name, "power", v.storage[k].power), set(name, "energy", v.storage[k].energy), set(name, "usable_energy", v.storage[k].usable);
    }
    set(component(s, "grid"), "connection", v.grid.connection);
    for (std::size_t h = 0; h < s.halls.size(); ++h)
      for (std::size_t o = 0; o < v.halls[h].capacity.size(); ++o)
        set(component(s, s.halls[h].id) + " " + option_name(in_.sites[i].halls[h].options[o]), "it_power", v.halls[h].capacity[o]);
  }
  for (std::size_t f = 0; f < s_.fleets.size(); ++f) set(s_.fleets[f].id, "accelerators", v_.fleets[f].count, 1e-3);
  for (std::size_t i = 0; i < in_.own_sites(); ++i)  // what stands by follows what is built
    for (const auto& [row, t] : model_.rows_of(named("standby", s_.sites[i].id))) {
      const solver::RowMatrix& matrix = model_.program().matrix;
      double mw = 0.0;
      for (auto e = matrix.start[row]; e < matrix.start[row + 1]; ++e) mw += std::max(0.0, matrix.value[e]) * x_[static_cast<std::size_t>(matrix.index[e])];
      x_[static_cast<std::size_t>(v_.sites[i].grid.standby.index)] = mw;
    }
}

/// The first window starts where the plan's year ends.
void Year::start() {
  for (std::size_t i = 0; i < in_.own_sites(); ++i) {
    const scenario::Site& site = s_.sites[i];
    start_.level.emplace_back(), stored_.emplace_back();
    peaks_.emplace_back(12, 0.0);
    for (std::size_t k = 0; k < site.storage.size(); ++k) {
      const std::vector<double>& level = series(plan_, component(site, site.storage[k].id), "level");
      start_.level.back().push_back(level.empty() ? 0.0 : level.back());
      stored_.back().push_back(stored_value(plan_, site, site.storage[k]));
      inside_at_start_usd_ += start_.level.back().back() * stored_.back().back().plenty;
    }
  }
  for (const scenario::Workload& w : s_.workloads) {
    const std::vector<double>& waiting = series(plan_, w.id, "backlog");
    start_.backlog.push_back(waiting.empty() ? 0.0 : 1e-9 * waiting.back() / in_.hours.step_h);
  }
}

/// Energy left at the end of a window is worth what the plan made of it; the last half of a store more than the first.
void Year::judge_ends(Building& w, int length) {
  for (std::size_t i = 0; i < in_.own_sites(); ++i)
    for (std::size_t k = 0; k < s_.sites[i].storage.size(); ++k) {
      const StoredValue& value = stored_[i][k];
      const double half = 0.5 * full_level_mwh(b_, static_cast<int>(i), k, x_);
      if (half < 1e-6) continue;
      const Column scarce = w.model.add_column({.name = "end_scarce", .upper = half, .cost = -value.scarce});
      const Column plenty = w.model.add_column({.name = "end_plenty", .upper = half, .cost = -value.plenty});
      w.model.add_rows("end_level").add(0, scarce + plenty - w.v.sites[i].storage[k].level[length - 1] <= 0.0);
    }
}

/// Prices of what a year bounds: missing clean share, throughput, carbon; and, under a clean transition tariff, the retail price and the energy credit of
/// what resources deliver.
void Year::judge_energy(Building& w, int first) {
  const double dt = in_.hours.step_h, load = std::accumulate(plan_.sites.begin(), plan_.sites.end(), 0.0, [](double sum, const design::SiteResult& r) {
    return sum + r.it_mwh + r.overhead_mwh + r.other_load_mwh;
  });
  const double unclean = load > 0.0 ? 100.0 * std::max(0.0, plan_.matching.one_percent_usd) / load : 0.0, tonne = binding(plan_, "carbon_cap", "");
  const bool with_grid = s_.matching.mode == scenario::MatchingMode::score_with_grid;
  for (std::size_t i = 0; i < in_.own_sites(); ++i) {
    const scenario::Site& site = s_.sites[i];
    const SiteInputs& year = in_.sites[i];
    const SiteVars& v = w.v.sites[i];
    const scenario::Tariff* tariff = tariff_of(s_, site);
    const auto premium = [&](const std::string& id) {
      for (const design::CostLine& c : plan_.costs)
        if (c.item == "premium" && c.component == component(site, id)) return c.usd_per_year > 0.0;
      return false;
    };
    const auto retail = [&](const std::string& id, Columns flow, double sign) {
      if (!is_resource(tariff, id)) return;
      const bool credited = premium(id);
      for (int t = 0; t < flow.count; ++t) {
        const int h = at(first, t);
        w.model.add_cost(flow[t], sign * dt * (retail_usd_per_mwh(*site.grid, year, h) - (credited ? year.avoided_price.values[h] : 0.0)));
      }
    };
    for (std::size_t g = 0; g < site.supply.size(); ++g) {
      const Columns out = v.supply[g].output;
      retail(site.supply[g].id, out, 1.0);
      for (int t = 0; t < out.count; ++t) {
        if (!site.supply[g].clean) w.model.add_cost(out[t], dt * unclean);
        w.model.add_cost(out[t], 1e-3 * dt * tonne * site.supply[g].emissions_kg_per_mwh);
      }
    }
    for (std::size_t k = 0; k < site.storage.size(); ++k) {
      retail(site.storage[k].id, v.storage[k].discharge, 1.0), retail(site.storage[k].id, v.storage[k].charge, -1.0);
      const double through = binding(plan_, "storage_throughput", component(site, site.storage[k].id));
      for (int t = 0; t < v.storage[k].discharge.count; ++t) w.model.add_cost(v.storage[k].discharge[t], dt * through);
    }
    for (int t = 0; t < v.grid.import.count; ++t) {
      const double clean = with_grid && !year.clean_share.values.empty() ? year.clean_share.values[at(first, t)] : 0.0;
      const double carbon = year.carbon_kg_per_mwh.values.empty() ? 0.0 : year.carbon_kg_per_mwh.values[at(first, t)];
      w.model.add_cost(v.grid.import[t], dt * (unclean * (1.0 - clean) + 1e-3 * tonne * carbon));
    }
  }
}

/// A month's demand above what is billed anyway (the plan's own peak, minimum take, the ratchet of months gone by) pays the demand charge.
void Year::bill_peaks(Building& w, int first) {
  for (std::size_t i = 0; i < in_.own_sites(); ++i) {
    const scenario::Tariff* tariff = tariff_of(s_, s_.sites[i]);
    if (tariff == nullptr || tariff->demand_charge_usd_per_mw_month <= 0.0 || !w.v.sites[i].grid.import.exists()) continue;
    std::vector<double> free = planned_peaks_[i];
    const double least = tariff->minimum_take_share * x_[static_cast<std::size_t>(v_.sites[i].grid.connection.index)];
    for (std::size_t m = 0; m < free.size(); ++m) {
      free[m] = std::max({free[m], peaks_[i][m], least});
      for (std::size_t back = 1; back <= m && static_cast<int>(back) <= tariff->ratchet_months; ++back)
        free[m] = std::max(free[m], tariff->ratchet_share * peaks_[i][m - back]);
    }
    std::vector<Column> above(12);
    solver::Block rows = w.model.add_rows("peak");
    Sum sum;
    for (int t = 0; t < w.steps(); ++t) {
      const auto m = static_cast<std::size_t>(in_.hours.month(at(first, t)));
      if (!above[m].exists()) above[m] = w.model.add_column({.name = "peak_above", .cost = tariff->demand_charge_usd_per_mw_month});
      sum.clear();
      add_metered_terms(w, static_cast<int>(i), *tariff, t, 1.0, sum);
      sum.add(-1.0, above[m]);
      rows.add(t, sum, -solver::infinity, free[m]);
    }
  }
}

/// Demand of each month of the plan, MW.
void Year::remember_peaks() {
  for (std::size_t i = 0; i < in_.own_sites(); ++i) {
    planned_peaks_.emplace_back(12, 0.0);
    for (const design::TariffResult& t : plan_.tariffs)
      if (t.site == s_.sites[i].id)
        for (const design::InvoiceMonth& m : t.months) planned_peaks_.back()[static_cast<std::size_t>(m.month - 1)] = m.peak_mw;
  }
}

/// Capacities as built, training as planned, and no more batch work waiting at the end than the plan left there.
void Year::follow_plan(Building& w, int first, int length) {
  for (std::size_t c = 0; c < b_.standing.size(); ++c) {
    const double value = x_[static_cast<std::size_t>(b_.standing[c].column.index)];
    w.model.set_bounds(w.standing[c].column, value, value);
  }
  for (std::size_t i = 0; i < w.v.sites.size() && i < in_.own_sites(); ++i)
    for (std::size_t k = 0; k < w.v.sites[i].storage.size(); ++k)
      if (const Column usable = w.v.sites[i].storage[k].usable; usable.exists()) {
        const double value = x_[static_cast<std::size_t>(v_.sites[i].storage[k].usable.index)];
        w.model.set_bounds(usable, value, value);
      }
  for (std::size_t k = 0; k < in_.services.size(); ++k) {
    const Service& service = in_.services[k];
    const scenario::Workload& work = s_.workloads[static_cast<std::size_t>(service.workload)];
    if (work.kind != scenario::WorkloadKind::training) continue;
    const std::vector<double>& active = series(plan_, s_.fleets[static_cast<std::size_t>(service.fleet)].id + "." + work.id, "active");
    for (int t = 0; t < length && !active.empty(); ++t) {
      const double busy = 1e-3 * active[static_cast<std::size_t>(at(first, t))];
      for (std::size_t m = 0; m < w.v.services[k].active.size(); ++m) w.model.set_bounds(w.v.services[k].active[m][t], m == 0 ? busy : 0.0, m == 0 ? busy : 0.0);
    }
  }
  for (std::size_t k = 0; k < s_.workloads.size(); ++k) {
    const Columns backlog = w.v.workloads[k].backlog;
    if (!backlog.exists()) continue;
    const std::vector<double>& upper = model_.program().column_upper;
    for (int t = 0; t < length; ++t) w.model.set_bounds(backlog[t], 0.0, upper[static_cast<std::size_t>(v_.workloads[k].backlog[at(first, t)].index)]);
    const std::vector<double>& planned = series(plan_, s_.workloads[k].id, "backlog");
    if (!planned.empty()) w.model.set_bounds(backlog[length - 1], 0.0, 1e-9 * planned[static_cast<std::size_t>(at(first, length - 1))] / in_.hours.step_h);
  }
}

bool Year::roll(int first, int length, int commit, solver::Status& why) {
  std::vector<int> steps;
  for (int t = 0; t < length; ++t) steps.push_back(at(first, t));
  Inputs in = sampled(in_, steps);
  in.hours.cyclic = false;
  for (std::size_t k = 0; k < s_.workloads.size(); ++k) in.workloads[k].training_zflop = 0.0;
  solver::Model model;
  Variables v;
  Building w = building(windows_, in, model, v);
  w.start = &start_;
  build_model(w);
  follow_plan(w, first, length);
  judge_energy(w, first);
  bill_peaks(w, first);
  judge_ends(w, length);
  Options options;
  options.gap = 1e-6;
  options.threads = options_.threads;
  options.stop = options_.stop;
  const solver::Solution solution = solve_model(model.program(), options, in.hours.years());
  why = solution.status;
  if (solution.status != solver::Status::optimal) return false;
  const std::vector<Columns> year = hourly_families(v_), window = hourly_families(v);
  for (std::size_t f = 0; f < year.size(); ++f)
    for (int t = 0; year[f].exists() && t < commit; ++t)
      x_[static_cast<std::size_t>(year[f].first + first + t)] = std::max(0.0, solution.x[static_cast<std::size_t>(window[f].first + t)]);
  Sum metered;
  for (std::size_t i = 0; i < in_.own_sites(); ++i) {
    for (std::size_t k = 0; k < start_.level[i].size(); ++k)
      start_.level[i][k] = std::max(0.0, solution.x[static_cast<std::size_t>(v.sites[i].storage[k].level[commit - 1].index)]);
    const scenario::Tariff* tariff = tariff_of(s_, s_.sites[i]);
    for (int t = 0; t < commit && tariff != nullptr && v.sites[i].grid.import.exists(); ++t) {
      metered.clear();
      add_metered_terms(w, static_cast<int>(i), *tariff, t, 1.0, metered);
      double demand = 0.0;
      for (const solver::Term& term : metered.terms()) demand += term.coefficient * solution.x[static_cast<std::size_t>(term.column)];
      double& peak = peaks_[i][static_cast<std::size_t>(in_.hours.month(first + t))];
      peak = std::max(peak, demand);
    }
  }
  for (std::size_t k = 0; k < s_.workloads.size(); ++k)
    if (v.workloads[k].backlog.exists()) start_.backlog[k] = std::max(0.0, solution.x[static_cast<std::size_t>(v.workloads[k].backlog[commit - 1].index)]);
  return true;
}

design::Operation Year::result(int windows) {
  settle(b_, x_, Ends::open);  // demands, premiums and overheads follow what was done
  solver::Solution solution;
  solution.x = x_;
  const design::Design done = extract(b_, solution);
  design::Operation o{.scenario = s_.name, .money = s_.money, .year = s_.year, .step_h = in_.hours.step_h, .foresight_h = options_.foresight_h,
                      .commit_h = options_.commit_h, .windows = windows, .unserved_usd_per_mwh = s_.unserved_cost.canonical(),
                      .planned_matched = plan_.matching.reached(), .operated_matched = done.matching.reached(), .target = s_.matching.target};
  const auto collect = [&o](const design::Design& d, double design::OperationCost::*into, double& usd) {
    for (const design::CostLine& c : d.costs) {
      if (is_standing_cost(c.item)) continue;
      auto row = std::find_if(o.costs.begin(), o.costs.end(), [&](const auto& r) { return r.item == c.item; });
      if (row == o.costs.end()) row = o.costs.insert(o.costs.end(), design::OperationCost{.item = c.item});
      (*row).*into += c.usd_per_year, usd += c.usd_per_year;
    }
  };
  collect(plan_, &design::OperationCost::planned_usd, o.planned_usd);
  collect(done, &design::OperationCost::operated_usd, o.operated_usd);
  for (const design::SiteResult& r : plan_.sites) o.planned_unserved_mwh += r.unserved_mwh, o.planned_import_mwh += r.import_mwh;
  for (const design::SiteResult& r : done.sites) o.operated_unserved_mwh += r.unserved_mwh, o.operated_import_mwh += r.import_mwh;
  double inside = 0.0;
  for (std::size_t i = 0; i < in_.own_sites(); ++i)
    for (std::size_t k = 0; k < s_.sites[i].storage.size(); ++k) {
      const scenario::Storage& st = s_.sites[i].storage[k];
      inside += start_.level[i][k] * stored_[i][k].plenty;
      const std::string name = component(s_.sites[i], st.id);
      o.stores.push_back({name, kind_of(st), series(plan_, name, "level"), series(done, name, "level")});
    }
  o.stored_usd = (inside - inside_at_start_usd_) / in_.hours.years();
  return o;
}

Diagnostics wrong_with(const scenario::Scenario& s, const design::Design& d, const Inputs& in) {
  Diagnostics wrong;
  if (!s.clouds.empty()) wrong.push_back({.message = "a plan with clouds is not operated window by window", .fix = "operate a scenario of own sites"});
  if (d.hourly.empty()) wrong.push_back({.message = "the design has no hourly values", .fix = "operate a run folder with its hourly.nc"});
  if (d.scenario != s.name || d.hours != in.hours.steps || d.step_h != in.hours.step_h)
    wrong.push_back({.message = "the design is of '" + d.scenario + "' with " + std::to_string(d.hours) + " steps, the scenario is '" + s.name + "' with " + std::to_string(in.hours.steps),
                     .fix = "plan the scenario again"});
  return wrong;
}

}  // namespace

Result<design::Operation> operate(const scenario::Scenario& stated, const design::Design& plan, const OperateOptions& options) {
  Diagnostics wrong;
  const scenario::Scenario all = with_clouds(stated, wrong);
  if (has_errors(wrong)) return wrong;
  scenario::Scenario s = in_year(all, 0);
  if (s.unserved_cost.canonical() <= 0.0) s.unserved_cost = MoneyPerEnergy::canonical(options.unserved_usd_per_mwh);
  Result<std::vector<Inputs>> weathers = resolve_weathers(all);
  if (!weathers) return weathers.diagnostics();
  Inputs in = grown(all, weathers->front(), 0);
  if (wrong = wrong_with(s, plan, in); has_errors(wrong)) return wrong;
  Year year(s, std::move(in), plan, options);
  const int steps = year.steps(), commit = std::min(year.in_steps(options.commit_h), steps);
  const int length = std::clamp(year.in_steps(options.foresight_h), commit, steps);
  int windows = 0;
  for (int first = 0; first < steps; first += commit, ++windows) {
    if (options.stop != nullptr && options.stop->load()) return Diagnostic{.message = "stopped", .fix = "run it again"};
    if (options.progress) options.progress({.stage = "operate", .step = first, .steps = steps, .iteration = windows});
    solver::Status why = solver::Status::optimal;
    if (!year.roll(first, length, std::min(commit, steps - first), why))
      return Diagnostic{.message = "the window that starts at step " + std::to_string(first) + " has no answer (" + solver::to_string(why) + ")",
                        .fix = "try a longer foresight, or state unserved_cost"};
  }
  return year.result(windows);
}

}  // namespace gridwright::plan
