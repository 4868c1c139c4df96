#include "gridwright/exchange/export.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "answer.hpp"
#include "gridwright/core/text.hpp"

namespace gridwright::exchange {
namespace {

using design::TextFile;
using Values = std::vector<double>;

constexpr double per_unit_floor = 1e-9;

/// One column a component, as PyPSA keeps series: an index, then the values.
template <class Of>
void series(std::vector<TextFile>& out, const std::string& name, std::size_t steps, const std::vector<Meter>& list, Of&& of) {
  CsvText text;
  text.cell(std::string());
  bool any = false;
  for (const Meter& m : list)
    if (!of(m).empty()) text.cell(m.id), any = true;
  text.end();
  for (std::size_t t = 0; t < steps && any; ++t) {
    text.cell(std::to_string(t));
    for (const Meter& m : list)
      if (const Values& v = of(m); !v.empty()) text.cell(v[t]);
    text.end();
  }
  if (any) out.push_back({name, std::move(text).take()});
}

void pypsa_base(std::vector<TextFile>& out, const design::Design& d, const Answer& a) {
  out.push_back({"network.csv", "name,pypsa_version,srid\n" + (d.scenario.find(',') == std::string::npos ? d.scenario : "plan") + ",1.0.0,4326\n"});
  CsvText snapshots;
  for (const char* h : {"", "snapshot", "objective", "stores", "generators"}) snapshots.cell(std::string(h));
  snapshots.end();
  for (std::size_t t = 0; t < a.hours.size(); ++t) {
    const int hour = static_cast<int>(static_cast<double>(t) * d.step_h), day = hour / 24;
    static constexpr int starts[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365};
    const int month = static_cast<int>(std::upper_bound(std::begin(starts), std::end(starts), day % 365) - std::begin(starts));
    snapshots.cell(std::to_string(t)).cell(fmt::format("{}-{:02}-{:02} {:02}:00:00", d.year + day / 365, month, day % 365 - starts[month - 1] + 1, hour % 24));
    snapshots.cell(a.counted[t]).cell(a.hours[t]).cell(a.counted[t]);
    snapshots.end();
  }
  out.push_back({"snapshots.csv", std::move(snapshots).take()});
  CsvText buses;
  buses.cell(std::string("name")).cell(std::string("carrier")).end();
  for (std::size_t k = 0; k < a.buses.size(); ++k) buses.cell(a.buses[k]).cell(a.carriers[k]).end();
  out.push_back({"buses.csv", std::move(buses).take()});
  std::set<std::string> carriers(a.carriers.begin(), a.carriers.end());
  for (const auto* list : {&a.generators, &a.stores, &a.links, &a.loads})
    for (const Meter& m : *list) carriers.insert(m.carrier);
  std::string text = "name\n";
  for (const std::string& c : carriers)
    if (!c.empty()) text += c + "\n";
  out.push_back({"carriers.csv", text});
}

template <class Row>
void component(std::vector<TextFile>& out, const char* file, std::initializer_list<const char*> header, const std::vector<Meter>& list, Row&& row) {
  if (list.empty()) return;
  CsvText text;
  for (const char* h : header) text.cell(std::string(h));
  text.end();
  for (const Meter& m : list) row(text, m), text.end();
  out.push_back({file, std::move(text).take()});
}

/// Zone number of a bus, as GenX counts.
std::string zone(const Answer& a, const std::string& bus) {
  return std::to_string(std::find(a.buses.begin(), a.buses.end(), bus) - a.buses.begin() + 1);
}

double yearly(const Answer& a, const Values& v) {
  double sum = 0.0;
  for (std::size_t t = 0; t < v.size(); ++t) sum += a.counted[t] * v[t];
  return sum;
}

/// GenX's layout of a time series: names, zones and yearly sums above one row a step.
template <class Of>
TextFile genx_series(const char* file, const Answer& a, const std::vector<Meter>& list, Of&& of) {
  CsvText text;
  const auto line = [&](const std::string& head, auto&& cell) {
    text.cell(head);
    for (const Meter& m : list) cell(m);
    text.end();
  };
  line("Resource", [&](const Meter& m) { text.cell(m.id); });
  line("Zone", [&](const Meter& m) { text.cell(zone(a, m.bus)); });
  line("AnnualSum", [&](const Meter& m) { text.cell(yearly(a, of(m))); });
  for (std::size_t t = 0; t < a.hours.size(); ++t) line(fmt::format("t{}", t + 1), [&](const Meter& m) { text.cell(of(m).empty() ? 0.0 : of(m)[t]); });
  return {file, std::move(text).take()};
}

}  // namespace

std::vector<TextFile> export_pypsa(const design::Design& d) {
  const Answer a = answer_of(d);
  std::vector<TextFile> out;
  pypsa_base(out, d, a);
  component(out, "generators.csv", {"name", "bus", "carrier", "p_nom", "p_nom_opt", "p_min_pu"}, a.generators, [](CsvText& t, const Meter& m) {
    const double low = m.power.empty() ? 0.0 : *std::min_element(m.power.begin(), m.power.end());
    t.cell(m.id).cell(m.bus).cell(m.carrier).cell(m.mw).cell(m.mw).cell(low < 0.0 && m.mw > per_unit_floor ? low / m.mw : 0.0);
  });
  component(out, "storage_units.csv", {"name", "bus", "carrier", "p_nom", "p_nom_opt", "max_hours", "cyclic_state_of_charge"}, a.stores, [](CsvText& t, const Meter& m) {
    double top = m.mw;  // a store without a power limit: as much as it ever did
    for (const Values* v : {&m.power, &m.charge})
      for (const double x : *v) top = std::max(top, m.mw > per_unit_floor ? m.mw : x);
    t.cell(m.id).cell(m.bus).cell(m.carrier).cell(top).cell(top).cell(top > per_unit_floor ? m.mwh / top : 0.0).cell(std::string("True"));
  });
  component(out, "links.csv", {"name", "bus0", "bus1", "carrier", "p_nom", "p_nom_opt", "p_min_pu"}, a.links,
            [](CsvText& t, const Meter& m) { t.cell(m.id).cell(m.bus).cell(m.to).cell(m.carrier).cell(m.mw).cell(m.mw).cell(-1.0); });
  component(out, "loads.csv", {"name", "bus", "carrier"}, a.loads, [](CsvText& t, const Meter& m) { t.cell(m.id).cell(m.bus).cell(m.carrier); });
  const std::size_t steps = a.hours.size();
  series(out, "generators-p.csv", steps, a.generators, [](const Meter& m) -> const Values& { return m.power; });
  std::vector<Meter> shares = a.generators;
  for (Meter& m : shares)
    for (double& v : m.available) v = m.mw > per_unit_floor ? std::clamp(v / m.mw, 0.0, 1.0) : 0.0;
  series(out, "generators-p_max_pu.csv", steps, shares, [](const Meter& m) -> const Values& { return m.available; });
  std::vector<Meter> net = a.stores;
  for (Meter& m : net)
    for (std::size_t t = 0; t < m.charge.size(); ++t) m.power[t] -= m.charge[t];
  series(out, "storage_units-p.csv", steps, net, [](const Meter& m) -> const Values& { return m.power; });
  series(out, "storage_units-state_of_charge.csv", steps, a.stores, [](const Meter& m) -> const Values& { return m.level; });
  series(out, "links-p0.csv", steps, a.links, [](const Meter& m) -> const Values& { return m.power; });
  series(out, "loads-p_set.csv", steps, a.loads, [](const Meter& m) -> const Values& { return m.power; });
  std::vector<Meter> prices;
  for (std::size_t k = 0; k < a.buses.size(); ++k) prices.push_back({.id = a.buses[k], .bus = {}, .to = {}, .carrier = {}, .power = a.prices[k]});
  series(out, "buses-marginal_price.csv", steps, prices, [](const Meter& m) -> const Values& { return m.power; });
  return out;
}

std::vector<TextFile> export_genx(const design::Design& d) {
  const Answer a = answer_of(d);
  std::vector<Meter> resources = a.generators;
  resources.insert(resources.end(), a.stores.begin(), a.stores.end());
  std::vector<TextFile> out;
  component(out, "capacity.csv", {"Resource", "Zone", "EndCap", "EndEnergyCap"}, resources,
            [&](CsvText& t, const Meter& m) { t.cell(m.id).cell(zone(a, m.bus)).cell(m.mw).cell(m.mwh); });
  out.push_back(genx_series("power.csv", a, resources, [](const Meter& m) -> const Values& { return m.power; }));
  out.push_back(genx_series("charge.csv", a, a.stores, [](const Meter& m) -> const Values& { return m.charge; }));
  out.push_back(genx_series("storage.csv", a, a.stores, [](const Meter& m) -> const Values& { return m.level; }));
  out.push_back(genx_series("flow.csv", a, a.links, [](const Meter& m) -> const Values& { return m.power; }));
  std::vector<Meter> zones;
  for (std::size_t k = 0; k < a.buses.size(); ++k) zones.push_back({.id = a.buses[k], .bus = a.buses[k], .to = {}, .carrier = {}, .power = a.unserved[k], .level = a.prices[k]});
  out.push_back(genx_series("nse.csv", a, zones, [](const Meter& m) -> const Values& { return m.power; }));
  out.push_back(genx_series("prices.csv", a, zones, [](const Meter& m) -> const Values& { return m.level; }));
  CsvText costs;
  costs.cell(std::string("Costs")).cell(std::string("Total")).end();
  costs.cell(std::string("cTotal")).cell(d.usd_per_year).end();
  double fixed = 0.0, unserved = 0.0;
  for (const design::CostLine& c : d.costs) {
    if (c.item == "capital" || c.item == "fixed_om" || c.item == "connection") fixed += c.usd_per_year;
    if (c.item == "unserved") unserved += c.usd_per_year;
  }
  costs.cell(std::string("cFix")).cell(fixed).end();
  costs.cell(std::string("cVar")).cell(d.usd_per_year - fixed - unserved).end();
  costs.cell(std::string("cNSE")).cell(unserved).end();
  out.push_back({"costs.csv", std::move(costs).take()});
  return out;
}

std::vector<std::string> export_formats() { return {"pypsa", "genx"}; }

Result<std::vector<TextFile>> export_as(const std::string& format, const design::Design& design) {
  if (design.hourly.empty()) return Diagnostic{.message = "the run has no hourly values to export", .fix = "gridwright plan SCENARIO -o DIR"};
  if (format == "pypsa") return export_pypsa(design);
  if (format == "genx") return export_genx(design);
  const auto near = nearest_name(format, std::span<const std::string>(export_formats()));
  return Diagnostic{.message = "there is no export format '" + format + "'", .fix = near ? "did you mean '" + *near + "'?" : "pypsa or genx"};
}

}  // namespace gridwright::exchange
