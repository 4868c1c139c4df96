#include "answer.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gridwright::exchange {

using design::Hourly;

CsvText& CsvText::cell(const std::string& text) {
  if (!first_) text_ += ',';
  first_ = false;
  if (text.find_first_of(",\"\n\r") == text.npos) {
    text_ += text;
    return *this;
  }
  text_ += '"';
  for (const char c : text) text_.append(c == '"' ? 2 : 1, c);
  text_ += '"';
  return *this;
}
CsvText& CsvText::cell(double value) { return cell(fmt::format("{}", value == 0.0 ? 0.0 : value)); }
void CsvText::end() {
  text_ += '\n';
  first_ = true;
}

namespace {

using Values = std::vector<double>;

const Values* find(const design::Design& d, const std::string& component, const char* quantity) {
  for (const Hourly& h : d.hourly)
    if (h.component == component && h.quantity == quantity) return &h.values;
  return nullptr;
}

const Values* of_system(const design::Design& d, const char* quantity) {
  for (const Hourly& h : d.hourly)
    if (h.component.empty() && h.site.empty() && h.quantity == quantity) return &h.values;
  return nullptr;
}

std::size_t bus_index(Answer& a, const std::string& bus, const std::string& carrier) {
  const auto at = std::find(a.buses.begin(), a.buses.end(), bus);
  if (at != a.buses.end()) return static_cast<std::size_t>(at - a.buses.begin());
  a.buses.push_back(bus), a.carriers.push_back(carrier), a.prices.emplace_back(), a.unserved.emplace_back();
  return a.buses.size() - 1;
}

Meter meter(const design::Design& d, const Hourly& h) {
  Meter m{.id = h.component, .bus = h.site, .carrier = h.kind};
  for (const design::Capacity& c : d.capacities) {
    if (c.component != h.component) continue;
    if (c.what == "power" || c.what == "connection") m.mw = c.value;
    if (c.what == "energy") m.mwh = c.value;
    m.yearly += c.yearly_cost_usd;
  }
  return m;
}

void add(Values& to, const Values& from, double sign) {
  if (to.empty()) to.assign(from.size(), 0.0);
  for (std::size_t t = 0; t < from.size(); ++t) to[t] += sign * from[t];
}

/// What a site uses is what came in and did not go out again.
void add_site_loads(const design::Design& d, Answer& a) {
  for (const design::SiteResult& site : d.sites) {
    Meter load{.id = site.id + " load", .bus = site.id, .carrier = "load"};
    load.power.assign(static_cast<std::size_t>(d.hours), 0.0);
    for (const Hourly& h : d.hourly) {
      if (h.site != site.id) continue;
      const bool in = h.quantity == "generation" || h.quantity == "discharge" || h.quantity == "import";
      if (in || h.quantity == "charge" || h.quantity == "export") add(load.power, h.values, in ? 1.0 : -1.0);
    }
    a.loads.push_back(std::move(load));
  }
}

}  // namespace

Answer answer_of(const design::Design& d) {
  Answer a;
  const auto steps = static_cast<std::size_t>(d.hours);
  const Values* hours = of_system(d, "step_hours");
  const Values* counted = of_system(d, "counted_hours");
  a.hours = hours != nullptr ? *hours : Values(steps, d.step_h);
  a.counted = counted != nullptr ? *counted : a.hours;
  for (const design::SiteResult& site : d.sites) (void)bus_index(a, site.id, "AC");
  for (const Hourly& h : d.hourly) {
    const bool system = d.sites.empty();
    if (h.component.empty() && h.quantity == "price" && system) a.prices[bus_index(a, h.site, h.source.substr(0, h.source.find(',')))] = h.values;
    if (h.quantity == "unserved") add(a.unserved[bus_index(a, h.site, "AC")], h.values, 1.0);
    if (h.component.empty()) continue;
    const bool link = h.source.starts_with("to ");
    if (h.quantity == "generation" || (h.quantity == "output" && !link)) {
      Meter m = meter(d, h);
      m.power = h.values;
      if (const Values* available = find(d, h.component, "available")) m.available = *available;
      a.generators.push_back(std::move(m));
    } else if (h.quantity == "flow" || (h.quantity == "output" && link)) {
      Meter m = meter(d, h);
      m.to = h.source.substr(3), m.power = h.values;
      a.links.push_back(std::move(m));
    } else if (h.quantity == "discharge") {
      Meter m = meter(d, h);
      m.power = h.values;
      if (const Values* charge = find(d, h.component, "charge")) m.charge = *charge;
      if (const Values* level = find(d, h.component, "level")) m.level = *level;
      a.stores.push_back(std::move(m));
    } else if (h.quantity == "import") {
      Meter m = meter(d, h);
      m.power = h.values, m.carrier = "grid";
      if (const Values* out = find(d, h.component, "export")) add(m.power, *out, -1.0);
      a.generators.push_back(std::move(m));
    } else if (h.quantity == "demand" && system) {
      a.loads.push_back({.id = h.component, .bus = h.site, .to = {}, .carrier = "load", .power = h.values});
    }
  }
  add_site_loads(d, a);
  for (auto* list : {&a.generators, &a.stores, &a.links, &a.loads})
    for (const Meter& m : *list) (void)bus_index(a, m.bus, "AC");
  return a;
}

}  // namespace gridwright::exchange
