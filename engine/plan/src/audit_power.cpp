#include <algorithm>
#include <cmath>

#include "audit.hpp"

// Laws of power: balance, availability, storage, connection, halls.
namespace gridwright::plan {

/// supply = use, every hour
void audit_balance(Audit& a, const scenario::Site& site) {
  const int steps = a.in.hours.steps;
  Values net(static_cast<std::size_t>(steps), 0.0);
  const auto add = [&](const std::string& component, const char* quantity, double sign) {
    const Values& v = a.read.of(site.id, component, quantity);
    for (int t = 0; t < steps; ++t) net[t] += sign * v[t];
  };
  for (const scenario::Generator& g : site.supply) add(site.id + "." + g.id, "generation", 1.0);
  for (const scenario::Contract& c : a.s.contracts)
    if (c.instrument == scenario::Instrument::power_purchase && c.site == site.id) add(site.id + "." + c.id, "purchased", 1.0);
  for (const scenario::Storage& st : site.storage) {
    add(site.id + "." + st.id, "discharge", 1.0);
    add(site.id + "." + st.id, "charge", -1.0);
  }
  add(site.id + ".grid", "import", 1.0);
  add(site.id + ".grid", "export", -1.0);
  add(site.id, "unserved", 1.0);
  const Values& load = a.read.of(site.id, site.id, "load");
  const double scale = std::max(peak(load), 1.0);  // a site where nothing was built has a load of a solver's tolerance
  for (int t = 0; t < steps; ++t) a.equal_hour("power balance", net[t], load[t], scale, site.id, t);
}

namespace {
/// What was built lies between what may and what must be built.
void audit_range(Audit& a, double mw, const scenario::Range<Power>& range, const std::string& name) {
  a.at_most("capacity within its limits", mw, range.max.canonical(), std::max(mw, 1.0), name);
  a.at_most("capacity within its limits", range.min.canonical(), mw, std::max(mw, 1.0), name);
}
}  // namespace

void audit_supply(Audit& a, std::size_t i) {
  const scenario::Site& site = a.s.sites[i];
  for (std::size_t g = 0; g < site.supply.size(); ++g) {
    const std::string name = site.id + "." + site.supply[g].id;
    const double mw = a.read.capacity(name, "power");
    const Values& out = a.read.of(site.id, name, "generation");
    const Values& share = a.in.sites[i].availability[g].values;
    const scenario::Generator& gen = site.supply[g];
    for (int t = 0; t < a.in.hours.steps; ++t) {
      a.at_most_hour("generation within availability", out[t], mw * share[t], std::max(mw, 1.0), name, t);
      if (gen.minimum_level > 0.0)
        a.at_most_hour("minimum level", mw * std::min(gen.minimum_level, share[t]), out[t], std::max(mw, 1.0), name, t);
      if (gen.ramp_share_per_hour * a.in.hours.step_h < 1.0)
        a.at_most_hour("ramp", std::abs(out[t] - out[a.in.hours.before(t)]), gen.ramp_share_per_hour * a.in.hours.step_h * mw, mw, name, t);
    }
    audit_range(a, mw, gen.capacity, name);
  }
}

namespace {
/// Energy that age and use leave of `mwh`, MWh inside. Over several years it follows what was built when (audit_years()).
double usable_mwh(const Audit& a, const scenario::Storage& s, const std::string& name, double mwh, double taken_mwh) {
  const bool followed = a.s.horizon.years > 1 && s.energy_fade_per_year + s.cycle_fade > 0.0;
  if (followed || (s.cycle_fade > 0.0 && a.s.weather_years.size() > 1)) return a.read.capacity(name, "usable_energy");
  return mwh - 0.5 * s.life_years * (s.energy_fade_per_year * mwh + s.cycle_fade * taken_mwh);
}
}  // namespace

void audit_storage(Audit& a, std::size_t i) {
  const scenario::Site& site = a.s.sites[i];
  for (std::size_t k = 0; k < site.storage.size(); ++k) {
    const scenario::Storage& s = site.storage[k];
    const double left = a.in.sites[i].efficiency_left[k];
    const std::string name = site.id + "." + s.id;
    const Values &c = a.read.of(site.id, name, "charge"), &d = a.read.of(site.id, name, "discharge"), &e = a.read.of(site.id, name, "level");
    const double mw = a.read.capacity(name, "power"), mwh = a.read.capacity(name, "energy");
    audit_range(a, mw, s.power, name);
    const double dt = a.in.hours.step_h, keep = std::pow(1.0 - s.self_discharge_per_hour, dt);
    // A store of less than a megawatt is judged against one: an interior point leaves a kilowatt where it builds nothing.
    const double out = dt * total(d);
    const double usable = usable_mwh(a, s, name, mwh, out / (s.discharge_efficiency * left) / a.in.hours.years());
    const double scale = std::max({mwh, peak(e), mw * dt, 1.0});
    for (int t = 0; t < a.in.hours.steps; ++t) {
      const double expected = keep * e[a.in.hours.before(t)] + dt * (s.charge_efficiency * left * c[t] - d[t] / (s.discharge_efficiency * left));
      a.equal_hour("storage level", e[t], expected, scale, name, t);
      a.at_most_hour("storage energy", e[t], usable, scale, name, t);
      if (s.level_min > 0.0) a.at_most_hour("storage minimum level", s.level_min * usable, e[t], scale, name, t);
      a.at_most_hour("storage power", c[t], s.charge_power_ratio * mw, std::max(mw, 1.0), name, t);
      a.at_most_hour("storage power", d[t], mw, std::max(mw, 1.0), name, t);
    }
    if (s.throughput_hours_per_year)
      a.at_most("storage throughput", out, *s.throughput_hours_per_year * a.in.hours.years() * mw, std::max(out, 1.0), name);
    const double inside = s.duration_basis == scenario::DurationBasis::ac_terminals ? 1.0 / s.discharge_efficiency : 1.0;
    a.at_most("storage duration", s.duration.min.canonical() * inside * mw, mwh, scale, name);
    if (std::isfinite(s.duration.max.canonical()))
      a.at_most("storage duration", mwh, s.duration.max.canonical() * inside * mw, scale, name);
  }
}

void audit_grid(Audit& a, const scenario::Site& site) {
  if (!site.grid) return;
  const std::string grid = site.id + ".grid";
  const Values &m = a.read.of(site.id, grid, "import"), &x = a.read.of(site.id, grid, "export"), &load = a.read.of(site.id, site.id, "load");
  const double mw = a.read.capacity(grid, "connection");
  audit_range(a, mw, site.grid->connection, grid);
  for (int t = 0; t < a.in.hours.steps; ++t) {
    a.at_most_hour("grid connection", m[t], mw, mw, grid, t);
    a.at_most_hour("grid connection", x[t], std::min(mw, site.grid->export_limit.max.canonical()), mw, grid, t);
  }
  if (site.grid->import_share_max)
    a.at_most("grid import share", total(m), *site.grid->import_share_max * total(load), total(load), grid);
}

namespace {
/// Whoever takes idle accelerators under a backstop works them as hard as the hardest of our own work.
void add_backstop_power(const Audit& a, std::size_t f, Values& mw) {
  const FleetInputs& fleet = a.in.fleets[f];
  double busy = fleet.idle_mw_per_k;
  for (const Service& service : a.in.services)
    if (service.fleet == static_cast<int>(f))
      for (const auto& mode : service.modes) busy = std::max(busy, mode.busy_mw_per_k);
  for (const scenario::Contract& c : a.s.contracts)
    if (c.instrument == scenario::Instrument::backstop)
      for (std::size_t t = 0; const double sold : a.read.of(a.s.fleets[f].site, a.s.fleets[f].id + "." + c.id, "backstop"))
        if (t < mw.size()) mw[t++] += 1e-3 * sold * (busy - fleet.idle_mw_per_k);
}
}  // namespace

/// IT power from what is installed and busy; overhead from the facility room's own curve, not its segments.
void audit_halls(Audit& a, std::size_t i) {
  const scenario::Site& site = a.s.sites[i];
  const int steps = a.in.hours.steps;
  for (std::size_t h = 0; h < site.halls.size(); ++h) {
    Values from_fleets(static_cast<std::size_t>(steps), 0.0), from_rooms = from_fleets;
    double provision = 0.0, rooms = 0.0;
    for (std::size_t f = 0; f < a.s.fleets.size(); ++f) {
      const FleetInputs& fleet = a.in.fleets[f];
      if (fleet.site != static_cast<int>(i) || fleet.hall != static_cast<int>(h)) continue;
      const double k = 1e-3 * a.read.capacity(a.s.fleets[f].id, "accelerators");
      provision += k * fleet.provision_mw_per_k;
      for (int t = 0; t < steps; ++t) from_fleets[t] += k * fleet.idle_mw_per_k;
      for (const Service& service : a.in.services) {
        if (service.fleet != static_cast<int>(f)) continue;
        const Values& active = a.read.of(site.id, a.s.fleets[f].id + "." + a.s.workloads[service.workload].id, "active");
        const Values busy_mw = over_modes(a, service, &OperatingMode::busy_mw_per_k);
        for (int t = 0; t < steps; ++t) from_fleets[t] += busy_mw[t] - 1e-3 * active[t] * fleet.idle_mw_per_k;
      }
      add_backstop_power(a, f, from_fleets);
    }
    add_turned_down(a, i, static_cast<int>(h), from_fleets);
    for (const HallOption& o : a.in.sites[i].halls[h].options) {
      const std::string name = site.id + "." + site.halls[h].id + " " + option_name(o);
      const double cap = a.read.capacity(name, "it_power");
      rooms += cap;
      if (const auto& module = site.halls[h].module)
        a.note("halls in whole modules", std::abs(cap / module->canonical() - std::round(cap / module->canonical())), name);
      const Values &q = a.read.of(site.id, name, "it_power"), &over = a.read.of(site.id, name, "overhead");
      for (int t = 0; t < steps; ++t) {
        from_rooms[t] += q[t];
        a.at_most_hour("hall capacity", q[t], cap, std::max(cap, 1.0), name, t);
        if (cap < 0.1 || !o.model) continue;  // less than 100 kW is not built: solver dust
        const double exact = facility::evaluate(*o.model, a.in.sites[i].air[t], std::clamp(q[t], 0.0, cap), cap).overhead_mw.total();
        a.note_hour("cooling and power chain, share of IT capacity", std::abs(over[t] - exact) / cap, name, t, 5e-3);
      }
    }
    const std::string name = site.id + "." + site.halls[h].id;
    const double scale = std::max(peak(from_rooms), 1e-3);
    for (int t = 0; t < steps; ++t) a.equal_hour("IT power", from_rooms[t], from_fleets[t], scale, name, t);
    a.at_most("power set aside for accelerators", provision, rooms, std::max(rooms, 1.0), name);
    a.at_most("hall limit", rooms, site.halls[h].it_power.max.canonical(), std::max(rooms, 1.0), name);
    a.at_most("hall limit", site.halls[h].it_power.min.canonical(), rooms, std::max(rooms, 1.0), name);
  }
}

}  // namespace gridwright::plan
