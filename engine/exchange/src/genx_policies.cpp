#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "genx_case.hpp"
#include "gridwright/core/text.hpp"

namespace gridwright::exchange {

using scenario::Over;
using scenario::Requirement;

const GenxCase::Resource* GenxCase::find(const std::string& wanted) const {
  const auto it = std::find_if(resources_.begin(), resources_.end(), [&](const Resource& r) { return r.wanted == wanted; });
  return it == resources_.end() ? nullptr : &*it;
}

GenxCase::Tags GenxCase::tags(const std::string& file) {
  Tags out;
  const std::optional<Source> t = table(place("ResourcesFolder", settings_.text("ResourcePoliciesFolder") + "/" + file), true);
  if (!t) return out;
  out.there = true;
  if (!t->has("Resource")) {
    findings_.error(t->file(), "has no column Resource", "the first column names resources");
    return out;
  }
  for (std::size_t r = 0; r < t->rows(); ++r) {
    const std::string name = t->text(r, "Resource");
    if (find(name) == nullptr) {
      t->complain(r, "Resource", fmt::format("'{}' is no resource of the case", name));
      continue;
    }
    for (const std::string& column : t->table().header())
      if (to_lower(column) != "resource" && !column.empty()) out.of[name][to_lower(column)] = t->number(r, column, 0.0);
  }
  return out;
}

void GenxCase::term(const std::string& requirement, const std::string& component, const char* quantity, scenario::Profile factor) {
  if (factor.varies() || factor.constant != 0.0) s_.terms.push_back({requirement, component, quantity, factor});
}

/// PriceCap of row `index` of a slack file; nothing where the file is not there.
std::optional<double> GenxCase::slack_price(const std::string& file, std::size_t index) {
  const std::optional<Source> t = table(place("PoliciesFolder", file), false);
  if (!t) return std::nullopt;
  if (index >= t->rows() || !t->has("PriceCap")) {
    findings_.error(t->file(), fmt::format("has no PriceCap for constraint {}", index + 1), "one row a constraint");
    return std::nullopt;
  }
  return t->number(index, "PriceCap", 0.0);
}

void GenxCase::policies() {
  if (settings_.on("CO2Cap")) co2_caps();
  if (settings_.on("EnergyShareRequirement")) energy_shares();
  if (settings_.on("CapacityReserveMargin")) reserve_margins();
  if (settings_.on("MinCapReq")) capacity_rules(true);
  if (settings_.on("MaxCapReq")) capacity_rules(false);
  if (settings_.on("HourlyMatching") || settings_.on("HydrogenHourlyMatching")) hourly_matching();
  if (settings_.on("HydrogenMinimumProduction")) hydrogen_demand();
}

/// 1: emissions <= mass.  2: emissions <= rate x (demand - unserved + storage losses).  3: emissions <= rate x generation.
void GenxCase::co2_caps() {
  const std::optional<Source> found = table(place("PoliciesFolder", "CO2_cap.csv"), true);
  if (!found) return;
  const Source& t = *found;
  if (t.rows() < zones_.size()) return findings_.error(t.file(), fmt::format("has {} rows, there are {} zones", t.rows(), zones_.size()), "one row a zone");
  const int mode = settings_.number("CO2Cap");
  for (int k = 1; t.has(fmt::format("CO_2_Cap_Zone_{}", k)); ++k) {
    Requirement q{.id = fmt::format("CO2 cap {}", k), .kind = "co2_cap", .upper = 0.0, .unit = "t"};
    q.missing_cost = slack_price("CO2_cap_slack.csv", static_cast<std::size_t>(k - 1));
    for (std::size_t z = 0; z < zones_.size(); ++z) {
      if (t.number(z, fmt::format("CO_2_Cap_Zone_{}", k), 0.0) != 1.0) continue;
      const std::string column = mode == 1 ? fmt::format("CO_2_Max_Mtons_{}", k) : fmt::format("CO_2_Max_tons_MWh_{}", k);
      if (!t.has(column)) return findings_.error(t.file(), fmt::format("has no column {}, which CO2Cap = {} needs", column, mode), "add the column, or set CO2Cap to what the file states");
      const double limit = t.number(z, column, 0.0);
      if (mode == 1) q.upper += limit * 1e6;
      if (mode == 2) term(q.id, zones_[z], "demand", {-limit}), term(q.id, zones_[z], "unserved", {limit});
      for (const Resource& r : resources_) {
        if (r.zone != static_cast<int>(z) + 1) continue;
        const bool burns = r.kind == Kind::thermal;
        if (burns) term(q.id, r.id, "emissions", {1.0});
        if (mode == 2 && r.kind == Kind::storage && settings_.on("StorageLosses")) term(q.id, r.id, "charge", {-limit}), term(q.id, r.id, "discharge", {limit});
        if (mode == 3 && (burns || r.kind == Kind::vre || r.kind == Kind::must_run)) term(q.id, r.id, "output", {-limit});
        if (mode == 3 && r.kind == Kind::hydro) term(q.id, r.id, "discharge", {-limit});
      }
    }
    s_.requirements.push_back(std::move(q));
  }
}

/// Qualified generation >= share x demand (+ share x losses, where they count) + tagged electrolysers.
void GenxCase::energy_shares() {
  const std::optional<Source> found = table(place("PoliciesFolder", "Energy_share_requirement.csv"), true);
  if (!found) return;
  const Source& t = *found;
  if (t.rows() < zones_.size()) return findings_.error(t.file(), fmt::format("has {} rows, there are {} zones", t.rows(), zones_.size()), "one row a zone");
  const Tags tagged = tags("Resource_energy_share_requirement.csv");
  for (int k = 1; t.has(fmt::format("ESR_{}", k)); ++k) {
    const std::string column = fmt::format("ESR_{}", k);
    Requirement q{.id = fmt::format("energy share {}", k), .kind = "energy_share", .lower = 0.0, .unit = "MWh"};
    q.missing_cost = slack_price("Energy_share_requirement_slack.csv", static_cast<std::size_t>(k - 1));
    for (std::size_t z = 0; z < zones_.size(); ++z) {
      const double share = t.number(z, column, 0.0);
      if (share <= 0.0) continue;
      term(q.id, zones_[z], "demand", {-share});
      if (!settings_.on("IncludeLossesInESR")) continue;
      for (const Resource& r : resources_)
        if (r.kind == Kind::storage && r.zone == static_cast<int>(z) + 1) term(q.id, r.id, "charge", {-share}), term(q.id, r.id, "discharge", {share});
      for (const scenario::Line& l : s_.lines)
        if (l.from == zones_[z] || l.to == zones_[z]) term(q.id, l.id, "loss", {-0.5 * share});
    }
    for (const auto& [name, columns] : tagged.of) {
      const auto at = columns.find(to_lower(column));
      if (at == columns.end() || at->second == 0.0) continue;
      const Resource& r = *find(name);
      const bool store = r.kind == Kind::storage || r.kind == Kind::hydro;
      if (r.kind == Kind::flexible) continue;
      term(q.id, r.id, store ? "discharge" : "output", {r.kind == Kind::electrolyzer ? -1.0 : at->second});
    }
    s_.requirements.push_back(std::move(q));
  }
}

/// In every step: derated capacity and net output >= (1 + margin) x demand.
void GenxCase::reserve_margins() {
  const std::optional<Source> found = table(place("PoliciesFolder", "Capacity_reserve_margin.csv"), true);
  if (!found) return;
  const Source& t = *found;
  if (t.rows() < zones_.size()) return findings_.error(t.file(), fmt::format("has {} rows, there are {} zones", t.rows(), zones_.size()), "one row a zone");
  const Tags tagged = tags("Resource_capacity_reserve_margin.csv");
  for (int k = 1; t.has(fmt::format("CapRes_{}", k)); ++k) {
    Requirement q{.id = fmt::format("reserve margin {}", k), .kind = "reserve_margin", .over = Over::step, .lower = 0.0, .unit = "MW"};
    q.missing_cost = slack_price("Capacity_reserve_margin_slack.csv", static_cast<std::size_t>(k - 1));
    for (std::size_t z = 0; z < zones_.size(); ++z) {
      const double margin = t.number(z, fmt::format("CapRes_{}", k), 0.0);
      if (margin > 0.0) term(q.id, zones_[z], "demand", {-(1.0 + margin)});
      term(q.id, zones_[z], "curtailed", {1.0});
    }
    for (const auto& [name, columns] : tagged.of) {
      const auto at = columns.find(fmt::format("derating_factor_{}", k));
      if (at == columns.end() || at->second == 0.0) continue;
      const Resource& r = *find(name);
      const double derate = at->second;
      switch (r.kind) {
        case Kind::thermal: term(q.id, r.id, "capacity", {derate}); break;
        case Kind::vre: case Kind::must_run: term(q.id, r.id, "available", {derate}); break;
        case Kind::hydro: term(q.id, r.id, "discharge", {derate}); break;
        case Kind::storage:
          term(q.id, r.id, "discharge", {derate}), term(q.id, r.id, "charge", {-derate});
          if (settings_.on("StorageVirtualDischarge"))
            findings_.error(settings_.file(), fmt::format("StorageVirtualDischarge = 1 with a reserve margin that counts storage ('{}') is not modelled", name), "StorageVirtualDischarge=0 behind the case counts what stores really deliver");
          break;
        case Kind::flexible: term(q.id, r.id, "deferred", {derate}), term(q.id, r.id, "served", {-derate}); break;
        case Kind::electrolyzer: break;
      }
    }
    if (network_)
      for (std::size_t r = 0, line = 0; r < network_->rows() && line < s_.lines.size(); ++r) {
        if (network_->text(r, "Network_Lines").empty()) continue;
        const double derate = network_->number(r, fmt::format("DerateCapRes_{}", k), 0.0);
        const std::string column = network_->has(fmt::format("CapRes_Excl_{}", k)) ? fmt::format("CapRes_Excl_{}", k) : fmt::format("CapResExcl_{}", k);
        term(q.id, s_.lines[line].id, "flow", {-derate * network_->number(r, column, 0.0)});
        ++line;
      }
    s_.requirements.push_back(std::move(q));
  }
}

/// What stands of the tagged resources, at least or at most.
void GenxCase::capacity_rules(bool least) {
  const std::optional<Source> found = table(place("PoliciesFolder", least ? "Minimum_capacity_requirement.csv" : "Maximum_capacity_requirement.csv"), true);
  if (!found) return;
  const Source& t = *found;
  const char* column = least ? "Min_MW" : "Max_MW";
  if (!t.has(column)) return findings_.error(t.file(), fmt::format("has no column {}", column), "megawatts of each constraint");
  const Tags tagged = tags(least ? "Resource_minimum_capacity_requirement.csv" : "Resource_maximum_capacity_requirement.csv");
  for (std::size_t r = 0; r < t.rows(); ++r) {
    const std::string number = t.text(r, least ? "MinCapReqConstraint" : "MaxCapReqConstraint", std::to_string(r + 1)), words = t.text(r, "ConstraintDescription");
    Requirement q{.id = fmt::format("{} capacity {}{}", least ? "least" : "most", number, words.empty() ? "" : " " + words), .kind = least ? "capacity_min" : "capacity_max", .over = Over::capacity, .unit = "MW"};
    (least ? q.lower : q.upper) = t.number(r, column, 0.0);
    if (t.has("PriceCap")) q.missing_cost = t.number(r, "PriceCap", 0.0);
    const std::string tag = fmt::format("{}_cap_{}", least ? "min" : "max", number);
    bool any = false;
    for (const auto& [name, columns] : tagged.of)
      if (const auto at = columns.find(tag); at != columns.end() && at->second != 0.0) {
        const Resource& who = *find(name);
        if (who.kind == Kind::flexible) continue;
        term(q.id, who.id, "capacity", {1.0});
        any = true;
      }
    if (!any && least && q.lower > 0.0 && tagged.there) t.complain(r, column, fmt::format("no resource is tagged {} for this constraint", tag), "tag one in policy_assignments");
    s_.requirements.push_back(std::move(q));
  }
}

/// In every step and zone: qualified generation + discharge - charge - electrolysers >= 0.
void GenxCase::hourly_matching() {
  Tags tagged;
  std::error_code error;
  const std::string file = settings_.text("ResourcePoliciesFolder") + "/Resource_hourly_matching.csv";
  if (settings_.on("HourlyMatching") || std::filesystem::exists(place("ResourcesFolder", file), error)) tagged = tags("Resource_hourly_matching.csv");
  for (std::size_t z = 0; z < zones_.size(); ++z) {
    Requirement q{.id = "hourly matching " + zones_[z], .kind = "hourly_matching", .over = Over::step, .lower = 0.0, .unit = "MW"};
    bool any = false;
    for (const Resource& r : resources_) {
      if (r.zone != static_cast<int>(z) + 1) continue;
      const auto row = tagged.of.find(r.wanted);
      const bool qualified = r.qualified || (row != tagged.of.end() && row->second.contains("qualified_supply") && row->second.at("qualified_supply") != 0.0);
      if (r.kind == Kind::electrolyzer) {
        if (settings_.on("HydrogenHourlyMatching")) term(q.id, r.id, "output", {-1.0}), any = true;
      } else if (qualified && r.kind == Kind::storage) {
        term(q.id, r.id, "discharge", {1.0}), term(q.id, r.id, "charge", {-1.0}), any = true;
      } else if (qualified && r.kind == Kind::hydro) {
        term(q.id, r.id, "discharge", {1.0}), any = true;
      } else if (qualified && r.kind != Kind::flexible) {
        term(q.id, r.id, "output", {1.0}), any = true;
      }
    }
    if (any) s_.requirements.push_back(std::move(q));
  }
}

/// Hydrogen of the tagged electrolysers, tonnes a year.
void GenxCase::hydrogen_demand() {
  const std::optional<Source> found = table(place("PoliciesFolder", "Hydrogen_demand.csv"), true);
  if (!found) return;
  const Source& t = *found;
  const Tags tagged = tags("Resource_hydrogen_demand.csv");
  for (std::size_t r = 0; r < t.rows(); ++r) {
    const std::string number = t.text(r, "H2DemandConstraint", std::to_string(r + 1));
    Requirement q{.id = "hydrogen demand " + number, .kind = "hydrogen", .lower = 1000.0 * t.number(r, "Hydrogen_Demand_kt", 0.0), .unit = "t"};
    if (t.has("PriceCap")) q.missing_cost = t.number(r, "PriceCap", 0.0);
    for (const auto& [name, columns] : tagged.of)
      if (const auto at = columns.find("h2_demand_" + number); at != columns.end() && at->second != 0.0 && find(name)->mwh_per_tonne > 0.0)
        term(q.id, find(name)->id, "output", {1.0 / find(name)->mwh_per_tonne});
    s_.requirements.push_back(std::move(q));
  }
}

}  // namespace gridwright::exchange
