#include "extract.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numeric>

// What holds the design back, in dollars. Each sentence says what one more unit of the limit would save or cost a year.
namespace gridwright::plan {

namespace {

std::string money_text(double usd) {
  char text[32];
  const double a = std::abs(usd);
  if (a >= 1e9) std::snprintf(text, sizeof text, "%.2f bn USD", usd / 1e9);
  else if (a >= 1e6) std::snprintf(text, sizeof text, "%.1f MUSD", usd / 1e6);
  else if (a >= 1e3) std::snprintf(text, sizeof text, "%.0f kUSD", usd / 1e3);
  else std::snprintf(text, sizeof text, "%.2f USD", usd);
  return text;
}

class Ledger {
 public:
  explicit Ledger(design::Design& out) : out_(out) {}
  void add(std::string block, std::string component, std::string label, double usd, std::string unit, std::string sentence,
           double least_usd) {
    if (std::abs(usd) < least_usd) return;
    out_.bindings.push_back({.block = std::move(block), .component = std::move(component), .label = std::move(label),
                             .usd_per_unit = usd, .unit = std::move(unit), .sentence = std::move(sentence)});
  }

 private:
  design::Design& out_;
};

/// "abilene " when there are several sites to tell apart, else nothing.
std::string place(const Building& b, const std::string& site) {
  return b.scenario.sites.size() > 1 && !site.empty() ? site + " " : std::string();
}

std::string words(const Building& b, const design::Capacity& c) {
  std::string name = c.component.substr(c.component.find('.') == std::string::npos ? 0 : c.component.find('.') + 1);
  std::replace(name.begin(), name.end(), '_', '-');
  if (c.what == "connection") return place(b, c.site) + "grid connection limit";
  if (c.what == "accelerators") return name + " supply limit";
  return place(b, c.site) + name + " limit";
}

}  // namespace

void extract_bindings(const Building& b, const Answer& a, design::Design& out) {
  Ledger ledger(out);
  for (const design::Capacity& c : out.capacities) {
    if (c.limit_value_usd <= 0.0) continue;
    const std::string unit = c.what == "accelerators" ? "accelerator" : c.unit;
    ledger.add("capacity", c.component, c.what, c.limit_value_usd, unit,
               words(b, c) + ": one more " + unit + " saves " + money_text(c.limit_value_usd) + "/yr", 1.0);
  }
  if (out.matching.one_percent_usd > 0.0)
    ledger.add("matching", "", out.matching.mode, out.matching.one_percent_usd, "percent of load",
               "matching target: one more percent costs " + money_text(out.matching.one_percent_usd) + "/yr", 1.0);
  const double years = a.years();
  for (std::size_t i = 0; i < b.in.own_sites(); ++i) {
    const scenario::Site& s = b.scenario.sites[i];
    if (const std::vector<double> y = a.duals(named("grid_import_share", s.id)); !y.empty())
      ledger.add("grid_import_share", s.id, "", -y[0] * 0.01 * (out.sites[i].it_mwh + out.sites[i].overhead_mwh + out.sites[i].other_load_mwh),
                 "percent of load",
                 "import share limit: one more percent of load from the grid saves " +
                     money_text(-y[0] * 0.01 * (out.sites[i].it_mwh + out.sites[i].overhead_mwh + out.sites[i].other_load_mwh)) + "/yr",
                 1.0);
    for (const scenario::Storage& st : s.storage)
      if (const std::vector<double> y = a.duals(named("storage_throughput", component(s, st.id))); !y.empty())
        ledger.add("storage_throughput", component(s, st.id), "", -y[0], "MWh discharged",
                   place(b, s.id) + st.id + " throughput limit: one more MWh a year saves " + money_text(-y[0]), 0.01);
    for (const FlexibleVars& v : b.v.sites[i].flexible) {
      const std::string name = flexible_name(b, static_cast<int>(i), v);
      const design::Hourly* down = find_hourly(out, name, "turned_down");
      if (down == nullptr || std::accumulate(down->values.begin(), down->values.end(), 0.0) < 0.1) continue;   // a fleet that is not there
      if (const std::vector<double> y = a.duals(named("flexible_hours", name)); !y.empty())
        ledger.add("flexible_hours", name, "", -y[0], "MWh turned down",
                   place(b, s.id) + name.substr(s.id.size() + 1) + ": one more MWh a year that may be turned down saves " + money_text(-y[0]), 0.01);
    }
    if (const std::vector<double> y = a.duals(named("swing_reserve", s.id)); !y.empty()) {
      const bool ramp = s.grid->swings->ramp_mw_per_s > 0.0;
      const double usd = (ramp ? 1.0 : 0.5) * std::accumulate(y.begin(), y.end(), 0.0) / years;
      ledger.add("swing_reserve", s.id, "", usd, "MW of swing",
                 place(b, s.id) + "power swings of training: one MW " + (ramp ? "less" : "more that the grid tolerates") + " saves " + money_text(usd) + "/yr", 1.0);
    }
    for (const scenario::Hall& hall : s.halls)
      if (const std::vector<double> y = a.duals(named("hall_limit", component(s, hall.id))); !y.empty())
        ledger.add("hall_limit", component(s, hall.id), "", -y[0] / years, "MW of IT",
                   place(b, s.id) + hall.id + " hall limit: one more MW of IT saves " + money_text(-y[0] / years) + "/yr", 1.0);
  }
  if (const std::vector<double> y = a.duals("carbon_cap"); !y.empty())
    ledger.add("carbon_cap", "", "", -y[0], "tonne", "carbon cap: one more tonne saves " + money_text(-y[0]), 0.01);
  for (const design::WorkloadResult& w : out.workloads)
    if (w.kind == "training" && w.marginal_usd > 0.0)
      ledger.add("training", w.id, "", w.marginal_usd, "1e21 FLOP",
                 w.id + " training: 1e21 FLOP more costs " + money_text(w.marginal_usd), 0.01);
  // libstdc++'s stable_sort is deprecated under clang 19's -Werror; equal values are told apart by their words
  std::sort(out.bindings.begin(), out.bindings.end(), [](const design::Binding& x, const design::Binding& y) {
    return x.usd_per_unit != y.usd_per_unit ? x.usd_per_unit > y.usd_per_unit : x.sentence < y.sentence;
  });
}

void extract_tariffs(const Building& b, const Answer& a, design::Design& out) {
  for (std::size_t i = 0; i < b.in.own_sites(); ++i) {
    const scenario::Site& s = b.scenario.sites[i];
    const SiteVars& v = b.v.sites[i];
    if (!s.grid || s.grid->tariff.empty()) continue;
    for (const scenario::Tariff& tariff : b.scenario.tariffs) {
      if (tariff.id != s.grid->tariff) continue;
      design::TariffResult r{.site = s.id, .tariff = tariff.id};
      for (const design::CostLine& c : out.costs) {
        if (c.site != s.id || c.group != "power") continue;
        if (c.item == "energy") r.energy_usd += c.usd_per_year;
        if (c.item == "demand_charge") r.demand_usd += c.usd_per_year;
        if (c.item == "coincident_charge") r.coincident_usd += c.usd_per_year;
        if (c.item == "standby") r.standby_usd += c.usd_per_year;
        if (c.item == "connection") r.connection_usd += c.usd_per_year;
        if (c.item == "premium") r.premium_usd += c.usd_per_year;
      }
      for (int m = 0; m < v.grid.billed.count; ++m) r.billed_peak_mw = std::max(r.billed_peak_mw, a.value(v.grid.billed[m]));
      r.exit_exposure_usd = tariff.exit_fee_share * (r.demand_usd + r.coincident_usd) * tariff.term_years;
      double load = 0.0;
      if (const design::Hourly* h = find_hourly(out, s.id, "load"))
        for (double x : h->values) load += x * b.in.hours.step_h;
      if (load > 0.0) r.effective_usd_per_mwh = (r.energy_usd + r.demand_usd + r.coincident_usd + r.standby_usd + r.premium_usd) * a.years() / load;
      out.tariffs.push_back(std::move(r));
    }
  }
}

}  // namespace gridwright::plan
