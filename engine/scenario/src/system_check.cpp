#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "gridwright/scenario/power_system_tables.hpp"
#include "words.hpp"

namespace gridwright::scenario {
namespace {

/// Counts like messages so that 100,000 wrong rows do not fill the screen. `source_line` carries the table until the reader
/// puts the file's name.
class Checker {
 public:
  explicit Checker(const PowerSystem& system) : s(system) {}
  const PowerSystem& s;

  void say(const std::string& table, std::string message, std::string fix = {}) {
    if (++said_[table] > 20) return;
    Diagnostic d;
    d.source_line = table;
    d.message = std::move(message);
    d.fix = std::move(fix);
    all_.push_back(std::move(d));
  }
  [[nodiscard]] Diagnostics take() {
    for (const auto& [table, count] : said_)
      if (count > 20) {
        Diagnostic d;
        d.source_line = table;
        d.message = fmt::format("and {} more mistakes like these", count - 20);
        all_.push_back(std::move(d));
      }
    return std::move(all_);
  }

  template <class List>
  std::unordered_set<std::string> names(const std::string& table, const List& list) {
    std::unordered_set<std::string> out;
    for (const auto& row : list)
      if (!out.insert(row.id).second) say(table, fmt::format("'{}' stands in the table twice", row.id), "rename one of them");
    return out;
  }
  void refer(const std::string& table, const std::string& who, const char* what, const std::string& name,
             const std::unordered_set<std::string>& among) {
    if (among.contains(name)) return;
    std::string fix;
    if (said_[table] < 20 && among.size() <= 2000) {
      const std::string meant = meant_by(name, {among.begin(), among.end()});
      if (!meant.empty()) fix = fmt::format("did you mean '{}'?", meant);
    }
    say(table, fmt::format("{} names {} '{}', which is not there", who, what, name), fix);
  }
  void sizing(const std::string& table, const std::string& who, const char* of, const Sizing& z) {
    for (const double v : {z.existing, z.unit, z.max_new})
      if (!(v >= 0.0)) say(table, fmt::format("'{}' has a negative {}", who, of));
    if (std::isinf(z.existing)) say(table, fmt::format("existing {} of '{}' has no limit", of, who), "state a number");
    if (z.min > z.max) say(table, fmt::format("least {} of '{}' is more than most ({} > {})", of, who, z.min, z.max));
    if (z.whole && z.unit <= 0.0) say(table, fmt::format("'{}' comes in whole units but states no unit size", who), "state unit_mw");
  }

 private:
  std::map<std::string, std::size_t> said_;
  Diagnostics all_;
};

using Names = std::unordered_set<std::string>;

void check_steps(Checker& c) {
  const PowerSystem& s = c.s;
  if (s.steps.empty()) return c.say("steps", "the system has no steps", "state a table of steps");
  Names stages = c.names("stages", s.stages), closed;
  for (std::size_t t = 0; t < s.steps.size(); ++t) {
    const Step& step = s.steps[t];
    if (!(step.hours > 0.0)) c.say("steps", fmt::format("step {} has no length", t + 1));
    if (!(step.cost_hours >= 0.0) || !(step.counted_hours >= 0.0)) c.say("steps", fmt::format("step {} has a negative weight", t + 1));
    if (!s.stages.empty()) c.refer("steps", fmt::format("step {}", t + 1), "stage", step.stage, stages);
    if (t > 0 && step.period != s.steps[t - 1].period && !closed.insert(s.steps[t - 1].period).second)
      c.say("steps", fmt::format("the steps of period '{}' do not stand together", s.steps[t - 1].period));
  }
  for (const NamedSeries& x : s.series)
    if (x.values.size() != s.steps.size())
      c.say("series", fmt::format("series '{}' has {} values, the system has {} steps", x.name, x.values.size(), s.steps.size()));
}

/// Stores with linked ends need a calendar that names every period, each kept once.
void check_calendar(Checker& c) {
  const PowerSystem& s = c.s;
  const bool linked = std::any_of(s.stores.begin(), s.stores.end(), [](const Store& v) { return v.ends == LevelEnds::linked; });
  if (!linked && s.calendar.empty()) return;
  if (s.calendar.empty()) return c.say("stores", "a store has linked ends, and the system has no calendar", "state a table calendar: period, itself");
  std::map<std::string, int> kept;
  for (const Step& t : s.steps) kept.emplace(t.period, 0);
  for (std::size_t k = 0; k < s.calendar.size(); ++k) {
    const auto at = kept.find(s.calendar[k].period);
    if (at == kept.end()) c.say("calendar", fmt::format("stretch {} names period '{}', which no step belongs to", k + 1, s.calendar[k].period));
    else if (s.calendar[k].itself) ++at->second;
  }
  for (const auto& [period, count] : kept)
    if (count != 1) c.say("calendar", fmt::format("period '{}' is kept {} times; one stretch must be the period itself", period, count), "itself = true once a period");
  for (const Store& v : s.stores)
    if (v.ends == LevelEnds::linked && v.charging == ChargeLimit::none) c.say("stores", fmt::format("'{}' has linked ends and no power limit, which is not modelled", v.id), "charging = same");
}

void check_components(Checker& c, const Names& buses, Names& all, std::unordered_map<std::string, std::string>& table_of) {
  const PowerSystem& s = c.s;
  const Names fuels = c.names("fuels", s.fuels);
  const auto own = [&](const std::string& table, const std::string& id) {
    if (id.empty()) return c.say(table, "a row has no name", "fill in id");
    if (!all.insert(id).second) c.say(table, fmt::format("'{}' is a name used twice among generators, links, stores, lines and flexible demand", id), "rename one of them");
    table_of.emplace(id, table);
  };
  for (const Converter& v : s.converters) {
    const std::string table = v.is_link() ? "links" : "generators";
    own(table, v.id);
    for (const Port& p : v.ports) c.refer(table, "'" + v.id + "'", "bus", p.bus, buses);
    if (!v.fuel.empty()) c.refer(table, "'" + v.id + "'", "fuel", v.fuel, fuels);
    c.sizing(table, v.id, "capacity", v.size);
    if (v.units.mode != Commitment::none && v.size.unit <= 0.0)
      c.say(table, fmt::format("'{}' is switched in units but states no unit size", v.id), "state unit_mw");
    if (v.energy_min > v.energy_max) c.say(table, fmt::format("least energy of '{}' is more than most", v.id));
  }
  for (const Store& v : s.stores) {
    own("stores", v.id);
    c.refer("stores", "'" + v.id + "'", "bus", v.bus, buses);
    c.sizing("stores", v.id, "power", v.power), c.sizing("stores", v.id, "energy", v.energy), c.sizing("stores", v.id, "charge", v.charge);
    if (v.duration > 0.0 && v.charging == ChargeLimit::none)
      c.say("stores", fmt::format("'{}' has a duration but no power", v.id), "charging = same, or size its energy");
    if (v.charging == ChargeLimit::none && (v.charge_efficiency != Profile{1.0} || v.discharge_efficiency != Profile{1.0}))
      c.say("stores", fmt::format("'{}' has no power limit and cannot lose on the way in or out", v.id), "charging = same, or a link before it");
    for (const Profile* p : {&v.charge_efficiency, &v.discharge_efficiency})
      if (!p->varies() && !(p->constant > 0.0)) c.say("stores", fmt::format("an efficiency of '{}' is not above zero", v.id));
  }
  for (const Line& v : s.lines) {
    own("lines", v.id);
    c.refer("lines", "'" + v.id + "'", "bus", v.from, buses), c.refer("lines", "'" + v.id + "'", "bus", v.to, buses);
    if (v.from == v.to) c.say("lines", fmt::format("'{}' begins and ends at '{}'", v.id, v.from));
    c.sizing("lines", v.id, "capacity", v.size);
    if (v.physical && !(std::abs(v.impedance) > 0.0)) c.say("lines", fmt::format("'{}' is physical but has no impedance", v.id), "state impedance_pu");
    if (!(v.loss >= 0.0 && v.loss < 1.0)) c.say("lines", fmt::format("loss of '{}' is not a share", v.id));
    if (v.loss_segments > 1 && std::isinf(v.size.max) && v.size.build)
      c.say("lines", fmt::format("'{}' has quadratic losses but no largest capacity", v.id), "state max_mw");
  }
  for (const FlexibleDemand& v : s.flexible) {
    own("flexible", v.id);
    c.refer("flexible", "'" + v.id + "'", "bus", v.bus, buses);
  }
}

void check_requirements(Checker& c, const Names& loads, const std::unordered_map<std::string, std::string>& table_of) {
  static const std::map<std::string, std::vector<std::string>> quantities{
      {"generators", {"output", "emissions", "capacity", "new_capacity", "available"}},
      {"links", {"output", "emissions", "capacity", "new_capacity", "available"}},
      {"stores", {"charge", "discharge", "capacity", "new_capacity", "energy_capacity", "charge_capacity", "drawn"}},
      {"lines", {"flow", "loss", "capacity", "new_capacity"}},
      {"loads", {"demand", "unserved", "curtailed"}},
      {"flexible", {"deferred", "served"}}};
  std::unordered_map<std::string, Over> over;
  for (const Requirement& r : c.s.requirements) {
    if (!over.emplace(r.id, r.over).second) c.say("requirements", fmt::format("'{}' stands in the table twice", r.id));
    if (r.lower > r.upper) c.say("requirements", fmt::format("lower of '{}' is more than upper", r.id));
  }
  for (const RequirementTerm& t : c.s.terms) {
    const auto rule = over.find(t.requirement);
    if (rule == over.end()) {
      c.say("terms", fmt::format("a term names requirement '{}', which is not there", t.requirement));
      continue;
    }
    const auto at = table_of.find(t.component);
    const std::string table = at != table_of.end() ? at->second : loads.contains(t.component) ? "loads" : "";
    if (table.empty()) {
      c.say("terms", fmt::format("a term of '{}' names '{}', which is not there", t.requirement, t.component));
      continue;
    }
    const std::vector<std::string>& known = quantities.at(table);
    if (std::find(known.begin(), known.end(), t.quantity) == known.end())
      c.say("terms", fmt::format("'{}' is in {}, which have no quantity '{}'", t.component, table, t.quantity),
            fmt::format("one of {}", fmt::join(known, ", ")));
    const bool standing = t.quantity.find("capacity") != std::string::npos;
    if (rule->second == Over::capacity && !standing)
      c.say("terms", fmt::format("'{}' sums what stands and cannot take {} of '{}'", t.requirement, t.quantity, t.component), "capacity");
  }
}

}  // namespace

Diagnostics check_power_system(const PowerSystem& system) {
  Checker c(system);
  check_steps(c);
  check_calendar(c);
  if (system.buses.empty()) c.say("buses", "the system has no buses", "state a table of buses");
  const Names buses = c.names("buses", system.buses);
  const Names loads = c.names("loads", system.loads);
  for (const Load& v : system.loads) c.refer("loads", "'" + v.id + "'", "bus", v.bus, buses);
  for (const Shedding& v : system.shedding) {
    c.refer("shedding", "a row", "load", v.load, loads);
    if (!(v.share >= 0.0)) c.say("shedding", fmt::format("a share of '{}' is negative", v.load));
  }
  Names all;
  std::unordered_map<std::string, std::string> table_of;
  check_components(c, buses, all, table_of);
  check_requirements(c, loads, table_of);
  return c.take();
}

}  // namespace gridwright::scenario
