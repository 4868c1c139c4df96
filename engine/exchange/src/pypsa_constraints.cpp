#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "gridwright/core/text.hpp"
#include "pypsa_import.hpp"

namespace gridwright::exchange {

using scenario::Over;
using scenario::Requirement;

/// carriers.max_growth: new capacity of a carrier in each stage.
void PypsaImport::growth_limits() {
  if (s_.stages.empty()) return;
  for (const auto& [carrier, numbers] : carrier_numbers_) {
    const auto limit = numbers.find("max_growth");
    if (limit == numbers.end() || std::isinf(limit->second)) continue;
    double earlier = -scenario::no_limit;
    for (const scenario::Stage& stage : s_.stages) {
      const std::string id = fmt::format("max_growth {} {}", carrier, stage.id);
      s_.requirements.push_back({.id = id, .kind = "capacity_max", .over = Over::capacity, .upper = limit->second, .unit = "MW"});
      for (const Facts& f : facts_)
        if (f.extendable && f.carrier == carrier && f.life.build_year <= stage.year && f.life.build_year > earlier) s_.terms.push_back({id, f.id, "capacity", {1.0}});
      earlier = stage.year;
    }
  }
}

void PypsaImport::global_constraints() {
  const auto at = tables_.find("global_constraints");
  if (at == tables_.end()) return;
  const Source& t = at->second;
  t.know({"mu"});
  std::vector<std::string> seen;
  for (std::size_t r = 0; r < t.rows(); ++r) {
    const std::string id = t.text(r, "name"), type = t.text(r, "type", "primary_energy"), sense = t.text(r, "sense", "==");
    std::string stage = t.text(r, "investment_period");
    if (to_lower(stage) == "nan") stage.clear();
    if (const auto year = parse_number(stage)) stage = fmt::format("{:.0f}", *year);
    if (!stage.empty() && std::none_of(s_.stages.begin(), s_.stages.end(), [&](const scenario::Stage& s) { return s.id == stage; }))
      t.complain(r, "investment_period", fmt::format("there is no investment period '{}'", stage));
    const double constant = t.number(r, "constant", 0.0);
    (void)t.text(r, "carrier_attribute"), (void)t.text(r, "bus");
    Requirement q{.id = id, .kind = type};
    if (sense == "<=") q.upper = constant;
    else if (sense == ">=") q.lower = constant;
    else if (sense == "==" || sense == "=") q.lower = q.upper = constant;
    else t.complain(r, "sense", fmt::format("sense is '{}'", sense), "<=, >= or ==");
    if (std::find(seen.begin(), seen.end(), id) != seen.end()) t.complain(r, "name", fmt::format("constraint '{}' stands in the table twice", id), "rename one of them");
    seen.push_back(id);
    const std::size_t before = s_.terms.size();
    const std::string attribute = t.text(r, "carrier_attribute", "co2_emissions");
    if (type == "primary_energy") {
      q.kind = "co2_cap", q.unit = "t", q.stage = stage;
      primary_energy(t, r, id, stage);
    } else if (type == "operational_limit") {
      q.kind = "energy_limit", q.unit = "MWh", q.stage = stage;
      operational_limit(id, attribute);
    } else if (type == "transmission_volume_expansion_limit" || type == "transmission_expansion_cost_limit" || type == "tech_capacity_expansion_limit") {
      q.over = Over::capacity, q.unit = type == "tech_capacity_expansion_limit" ? "MW" : type == "transmission_expansion_cost_limit" ? "EUR" : "MW km";
      expansion_limit(t, r, id, type, stage);
    } else {
      t.complain(r, "type", fmt::format("constraints of type '{}' are not modelled", type),
                 "primary_energy, operational_limit, transmission_volume_expansion_limit, transmission_expansion_cost_limit or tech_capacity_expansion_limit");
      continue;
    }
    if (s_.terms.size() == before && (q.lower > 0.0 || q.upper < 0.0)) t.complain(r, "constant", fmt::format("'{}' sums nothing and cannot be {} {}", id, sense, constant));
    s_.requirements.push_back(std::move(q));
  }
}

/// sum of output / efficiency x emissions of the carrier, and what stores gave up of what they held.
void PypsaImport::primary_energy(const Source& t, std::size_t r, const std::string& id, const std::string&) {
  const std::string attribute = t.text(r, "carrier_attribute", "co2_emissions");
  const bool known = std::any_of(carrier_numbers_.begin(), carrier_numbers_.end(), [&](const auto& c) { return c.second.contains(attribute); });
  if (!known) return t.complain(r, "carrier_attribute", fmt::format("carriers have no numbers of '{}'", attribute), "add the column to carriers.csv");
  for (const Facts& f : facts_) {
    const auto carrier = carrier_numbers_.find(f.carrier);
    if (carrier == carrier_numbers_.end()) continue;
    const auto number = carrier->second.find(attribute);
    if (number == carrier->second.end() || number->second == 0.0) continue;
    const double per_mwh = number->second;
    if (f.kind == "generator") {
      scenario::Profile factor{per_mwh / f.efficiency.constant};
      if (f.efficiency.varies()) {
        std::vector<double> inverse = s_.series[static_cast<std::size_t>(f.efficiency.series)].values;
        for (double& v : inverse) v = per_mwh / (f.efficiency.constant * v);
        factor = add_series(s_, f.id + " " + attribute, std::move(inverse));
      }
      // where it is CO2, the generator carries it, so that reports show what each emits
      const auto c = std::find_if(s_.converters.begin(), s_.converters.end(), [&](const scenario::Converter& x) { return x.id == f.id; });
      if (attribute == "co2_emissions" && c != s_.converters.end()) {
        c->emissions = factor;
        s_.terms.push_back({id, f.id, "emissions", {1.0}});
      } else {
        s_.terms.push_back({id, f.id, "output", factor});
      }
    } else if (f.kind == "store" && f.keeps) {
      s_.terms.push_back({id, f.id, "drawn", {per_mwh}});
    }
  }
}

void PypsaImport::operational_limit(const std::string& id, const std::string& carrier) {
  for (const Facts& f : facts_) {
    if (f.carrier != carrier) continue;
    if (f.kind == "generator") s_.terms.push_back({id, f.id, "output", {1.0}});
    if (f.kind == "store" && f.keeps) s_.terms.push_back({id, f.id, "drawn", {1.0}});
  }
}

void PypsaImport::expansion_limit(const Source& t, std::size_t r, const std::string& id, const std::string& type, const std::string& stage) {
  const std::string bus = t.text(r, "bus"), attribute = t.text(r, "carrier_attribute", "");
  std::vector<std::string> carriers;
  for (const std::string_view part : split(attribute, ',')) carriers.emplace_back(trim(part));
  double year = 0.0;
  for (const scenario::Stage& s : s_.stages)
    if (s.id == stage) year = s.year;
  for (const Facts& f : facts_) {
    if (!f.extendable || std::find(carriers.begin(), carriers.end(), f.carrier) == carriers.end()) continue;
    if (!stage.empty() && (f.life.build_year > year || f.life.build_year + f.life.years <= year)) continue;
    const bool branch = f.kind == "line" || f.kind == "link";
    if (type == "tech_capacity_expansion_limit") {
      if (bus.empty() || bus == f.bus) {
        const bool energy = f.kind == "store" && std::any_of(s_.stores.begin(), s_.stores.end(), [&](const auto& x) { return x.id == f.id && x.charging == scenario::ChargeLimit::none; });
        s_.terms.push_back({id, f.id, energy ? "energy_capacity" : "capacity", {1.0}});
      }
    } else if (branch) {
      s_.terms.push_back({id, f.id, "capacity", {type == "transmission_volume_expansion_limit" ? f.length : f.cost}});
    }
  }
}

}  // namespace gridwright::exchange
