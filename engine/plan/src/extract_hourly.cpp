#include "extract.hpp"

// Hourly series of the design: decisions, prices, and the series they rest on.
namespace gridwright::plan {

namespace {

/// Appends series; remembers the site they belong to.
class Recorder {
 public:
  Recorder(design::Design& out, std::string site) : out_(out), site_(std::move(site)) {}

  void decided(const std::string& component, const std::string& quantity, const std::string& kind, const char* unit,
               std::vector<double> values, const std::string& source = "decided by plan") {
    out_.hourly.push_back({.site = site_, .component = component, .quantity = quantity, .kind = kind, .unit = unit,
                           .origin = Origin::computed, .source = source, .values = std::move(values)});
  }
  void given(const std::string& component, const char* quantity, const Series& series) {
    if (series.values.empty()) return;
    out_.hourly.push_back({.site = site_, .component = component, .quantity = quantity, .kind = "", .unit = series.unit,
                           .origin = series.origin, .source = series.source, .values = series.values});
  }

 private:
  design::Design& out_;
  std::string site_;
};

std::vector<double> scaled(std::vector<double> values, double by) {
  for (double& v : values) v *= by;
  return values;
}

void record_supply(const Building& b, const Answer& a, int i, Recorder& to) {
  const scenario::Site& s = b.scenario.sites[i];
  const SiteVars& v = b.v.sites[i];
  for (std::size_t g = 0; g < s.supply.size(); ++g) {
    const std::string name = component(s, s.supply[g].id);
    const Series& availability = b.in.sites[i].availability[g];
    to.decided(name, "generation", kind_of(s.supply[g]), "MW", a.values(v.supply[g].output));
    to.decided(name, "available", kind_of(s.supply[g]), "MW", scaled(availability.values, a.value(v.supply[g].capacity)),
               "capacity x availability");
    to.given(name, "availability", availability);
  }
  for (const PurchaseVars& bought : v.purchased)
    to.decided(component(s, b.scenario.contracts[bought.contract].id), "purchased", "grid", "MW", a.values(bought.taken), "energy taken under a power purchase");
  for (std::size_t k = 0; k < s.storage.size(); ++k) {
    const std::string name = component(s, s.storage[k].id), kind = kind_of(s.storage[k]);
    to.decided(name, "charge", kind, "MW", a.values(v.storage[k].charge));
    to.decided(name, "discharge", kind, "MW", a.values(v.storage[k].discharge));
    to.decided(name, "level", kind, "MWh", a.values(v.storage[k].level), "energy inside the store at the end of the hour");
    if (v.storage[k].reserve.exists()) to.decided(name, "swing_reserve", kind, "MW", a.values(v.storage[k].reserve), "power held back for swings of training, both ways");
  }
}

void record_grid(const Building& b, const Answer& a, int i, Recorder& to) {
  const scenario::Site& s = b.scenario.sites[i];
  const SiteVars& v = b.v.sites[i];
  const SiteInputs& in = b.in.sites[i];
  const std::string grid = component(s, "grid");
  if (v.grid.import.exists()) to.decided(grid, "import", "grid", "MW", a.values(v.grid.import));
  if (v.grid.export_.exists()) to.decided(grid, "export", "grid", "MW", a.values(v.grid.export_));
  if (v.unserved.exists()) to.decided(s.id, "unserved", "unserved", "MW", a.values(v.unserved));
  to.given(grid, "price", in.energy_price);
  to.given(grid, "export_price", in.export_price);
  to.given(grid, "clean_share", in.clean_share);
  to.given(grid, "carbon", in.carbon_kg_per_mwh);
  to.given(s.id, "other_load", in.load_mw);
  to.given(s.id, "dry_bulb", in.weather.dry_bulb_c);
  to.given(s.id, "wet_bulb", in.weather.wet_bulb_c);
  to.given(s.id, "wind_speed", in.weather.wind_m_s);
  to.given(s.id, "ghi", in.weather.ghi_w_m2);
  std::vector<double> price = a.duals(named("power_balance", s.id));
  if (!price.empty()) to.decided(s.id, "marginal_price", "", "USD/MWh", scaled(std::move(price), 1.0 / b.in.hours.step_h),
                                 "dual of power_balance: what one more MWh costs here in this hour");
}

/// What is turned down and taken later, by flexible load and fleet; takes what concerns the other load off `load`.
void record_flexible(const Building& b, const Answer& a, int i, Recorder& to, std::vector<double>& load) {
  for (const FlexibleVars& v : b.v.sites[i].flexible) {
    std::vector<double> down = a.values(v.down), later(load.size(), 0.0);
    if (v.later.exists()) later = a.values(v.later);
    if (v.service < 0)
      for (std::size_t t = 0; t < load.size(); ++t) load[t] += later[t] - down[t];
    const std::string name = flexible_name(b, i, v);
    to.decided(name, "turned_down", "load", "MW", std::move(down));
    if (v.later.exists()) to.decided(name, "taken_later", "load", "MW", std::move(later));
  }
}

void record_halls(const Building& b, const Answer& a, int i, Recorder& to) {
  const scenario::Site& s = b.scenario.sites[i];
  const std::size_t hours = static_cast<std::size_t>(b.steps());
  std::vector<double> it(hours, 0.0), overhead(hours, 0.0), load(hours, 0.0);
  const auto add_to = [](std::vector<double>& sum, const std::vector<double>& more) {
    for (std::size_t t = 0; t < sum.size(); ++t) sum[t] += more[t];
  };
  for (std::size_t h = 0; h < s.halls.size(); ++h) {
    const HallVars& v = b.v.sites[i].halls[h];
    for (std::size_t o = 0; o < v.capacity.size(); ++o) {
      if (!v.capacity[o].exists()) continue;
      const std::string name = component(s, s.halls[h].id) + " " + option_name(b.in.sites[i].halls[h].options[o]);
      std::vector<double> q = a.values(v.it_power[o]), over = a.values(v.overhead[o]);
      add_to(it, q);
      add_to(overhead, over);
      to.decided(name, "it_power", "hall", "MW", std::move(q));
      to.decided(name, "overhead", "cooling", "MW", std::move(over), "cooling, power chain, lighting and other");
    }
  }
  if (!b.in.sites[i].load_mw.values.empty()) add_to(load, b.in.sites[i].load_mw.values);
  add_to(load, it);
  add_to(load, overhead);
  record_flexible(b, a, i, to, load);
  if (!s.halls.empty()) {
    std::vector<double> pue(hours, 1.0);
    for (std::size_t t = 0; t < hours; ++t)
      if (it[t] > 0.0) pue[t] = 1.0 + overhead[t] / it[t];
    to.decided(s.id, "pue", "", "1", std::move(pue), "(IT + overhead) / IT in the hour; yearly PUE is the ratio of energies");
  }
  to.decided(s.id, "it_power", "it", "MW", std::move(it));
  to.decided(s.id, "overhead", "cooling", "MW", std::move(overhead));
  to.decided(s.id, "load", "", "MW", std::move(load), "IT + overhead + other load");
}

/// Share of each hour's load that is carried by clean supply, in the words of the score: (C + d − c − x + g·m)/L, 0..1.
std::vector<double> matched_share(const Building& b, const Answer& a, int i, const std::vector<double>& load) {
  const scenario::Site& s = b.scenario.sites[i];
  const SiteVars& v = b.v.sites[i];
  const std::vector<double>& grid_share = b.in.sites[i].clean_share.values;
  std::vector<double> share(load.size(), 0.0);
  for (int t = 0; t < b.steps(); ++t) {
    double clean = 0.0;
    for (std::size_t g = 0; g < s.supply.size(); ++g)
      if (s.supply[g].clean) clean += a.value(v.supply[g].output[t]);
    for (const StorageVars& st : v.storage) clean += a.value(st.discharge[t]) - a.value(st.charge[t]);
    if (v.grid.export_.exists()) clean -= a.value(v.grid.export_[t]);
    if (v.grid.import.exists() && !grid_share.empty()) clean += grid_share[t] * a.value(v.grid.import[t]);
    share[t] = load[t] > 0.0 ? std::clamp(clean / load[t], 0.0, 1.0) : 1.0;
  }
  return share;
}

void record_workloads(const Building& b, const Answer& a, design::Design& out) {
  for (std::size_t k = 0; k < b.in.services.size(); ++k) {
    const Service& service = b.in.services[k];
    const scenario::Fleet& fleet = b.scenario.fleets[service.fleet];
    const std::string name = fleet.id + "." + b.scenario.workloads[service.workload].id;
    std::vector<double> active(static_cast<std::size_t>(b.steps()), 0.0), tokens = active, flop = active;
    for (std::size_t m = 0; m < service.modes.size(); ++m) {
      const std::vector<double> y = a.values(b.v.services[k].active[m]);
      for (std::size_t t = 0; t < y.size(); ++t) {
        active[t] += 1e3 * y[t];
        tokens[t] += 1e9 * service.modes[m].gtokens_per_kh * y[t];
        flop[t] += 1e21 * service.modes[m].zflop_per_kh * y[t];
      }
    }
    Recorder to(out, fleet.site);
    to.decided(name, "active", "fleet", "1", std::move(active), "accelerators busy with this workload");
    for (std::size_t m = 0; service.modes.size() > 1 && m < service.modes.size(); ++m)
      to.decided(name, active_series(service, service.modes[m]), "fleet", "1", scaled(a.values(b.v.services[k].active[m]), 1e3),
                 "of them at " + mode_words(service.modes[m]));
    if (b.scenario.workloads[service.workload].kind == scenario::WorkloadKind::training)
      to.decided(name, "flop", "fleet", "FLOP/h", std::move(flop));
    else to.decided(name, "tokens", "fleet", "token/h", std::move(tokens));
  }
  for (std::size_t k = 0; k < b.scenario.workloads.size(); ++k) {
    const scenario::Workload& w = b.scenario.workloads[k];
    Recorder to(out, "");
    std::vector<double> demand(static_cast<std::size_t>(b.steps()), 0.0);
    for (const std::vector<double>& d : b.in.workloads[k].demand_gtok)
      for (std::size_t t = 0; t < demand.size(); ++t) demand[t] += 1e9 * d[t];
    if (w.kind != scenario::WorkloadKind::training) to.decided(w.id, "demand", "", "token/h", std::move(demand), "stated demand and its daily shape");
    if (b.v.workloads[k].backlog.exists())
      to.decided(w.id, "backlog", "", "token", scaled(a.values(b.v.workloads[k].backlog), 1e9 * b.in.hours.step_h), "tokens waiting at the end of the hour");
    const WorkloadVars& v = b.v.workloads[k];
    for (std::size_t r = 0; r < v.flow.size(); ++r)
      for (std::size_t i = 0; i < v.flow[r].size(); ++i)
        if (v.flow[r][i].exists())
          Recorder(out, b.scenario.sites[i].id).decided(w.id + "." + w.regions[r].first, "flow", "", "token/h",
                                                        scaled(a.values(v.flow[r][i]), 1e9), "tokens served here for the region");
    for (std::size_t s = 0, nth = 0; s < b.in.services.size(); ++s) {
      if (b.in.services[s].workload != static_cast<int>(k) || nth >= v.resumed.size()) continue;
      const scenario::Fleet& fleet = b.scenario.fleets[b.in.services[s].fleet];
      if (nth < v.gang.size()) {
        std::vector<double> held(static_cast<std::size_t>(b.steps()), 0.0);
        for (int t = 0; t < b.steps(); ++t)
          if (t >= w.start_hour && t < w.finish_hour) held[t] = 1e3 * a.value(v.gang[nth]);
        Recorder(out, fleet.site).decided(fleet.id + "." + w.id, "held", "fleet", "1", std::move(held), "accelerators the run keeps, paused or not");
      }
      Recorder(out, fleet.site).decided(fleet.id + "." + w.id, "resumed", "fleet", "1", scaled(a.values(v.resumed[nth++]), 1e3),
                                        "accelerators restarted after a pause");
    }
  }
}

}  // namespace

void extract_hourly(const Building& b, const Answer& a, design::Design& out) {
  for (std::size_t i = 0; i < b.in.own_sites(); ++i) {
    Recorder to(out, b.scenario.sites[i].id);
    const int site = static_cast<int>(i);
    record_supply(b, a, site, to);
    record_grid(b, a, site, to);
    record_halls(b, a, site, to);
    const design::Hourly* load = nullptr;
    for (const design::Hourly& h : out.hourly)
      if (h.site == b.scenario.sites[i].id && h.component == h.site && h.quantity == "load") load = &h;
    std::vector<double> share = matched_share(b, a, site, load->values);
    to.decided(b.scenario.sites[i].id, "matched", "", "1", std::move(share), "clean share of the hour's load, grid mix included");
  }
  record_workloads(b, a, out);
}

}  // namespace gridwright::plan
