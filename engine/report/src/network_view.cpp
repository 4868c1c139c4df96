#include "network_view.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "gridwright/core/text.hpp"
#include "words.hpp"

namespace gridwright::report {

using design::Hourly;

bool is_network(const design::Design& d) {
  return d.sites.empty() && std::any_of(d.hourly.begin(), d.hourly.end(), [](const Hourly& h) { return h.component.empty() && h.quantity == "price"; });
}

std::string money_in(const std::string& currency, double amount) {
  std::string text = money(amount);
  if (const std::size_t at = text.find("USD"); at != text.npos && !currency.empty()) text.replace(at, 3, currency);
  return text;
}

namespace {

using Values = std::vector<double>;

Values hours_of(const design::Design& d) {
  for (const Hourly& h : d.hourly)
    if (h.component.empty() && h.site.empty() && h.quantity == "counted_hours") return h.values;
  return Values(static_cast<std::size_t>(d.hours), d.step_h);
}

void set_price(BusView& b, const Values& price, const Values& demand, const Values& hours) {
  if (price.empty()) return;
  double weighted = 0.0, weights = 0.0, over_time = 0.0, time = 0.0;
  for (std::size_t t = 0; t < price.size(); ++t) {
    weighted += hours[t] * demand[t] * price[t], weights += hours[t] * demand[t];
    over_time += hours[t] * price[t], time += hours[t];
  }
  b.price_low = *std::min_element(price.begin(), price.end()), b.price_high = *std::max_element(price.begin(), price.end());
  b.price_mean = weights > 0.0 ? weighted / weights : time > 0.0 ? over_time / time : 0.0;
  b.price = &price;
}

}  // namespace

NetworkView network_view(const design::Design& d) {
  NetworkView out;
  out.currency = d.money.substr(0, d.money.find(' '));
  const Values hours = hours_of(d);
  std::map<std::string, Values> demand;
  std::map<std::string, double> unserved;
  std::map<std::string, LineView> lines;
  for (const Hourly& h : d.hourly) {
    for (std::size_t t = 0; t < h.values.size(); ++t) {
      const double mwh = hours[t] * h.values[t];
      if (h.quantity == "demand") demand.try_emplace(h.site, hours.size(), 0.0).first->second[t] += h.values[t];
      if (h.quantity == "unserved") unserved[h.site] += mwh;
      if (h.quantity == "flow") (mwh >= 0.0 ? lines[h.component].forward_mwh : lines[h.component].backward_mwh) += std::abs(mwh);
      if (h.quantity == "loss") lines[h.component].loss_mwh += mwh;
    }
    if (h.quantity == "flow") lines[h.component].id = h.component, lines[h.component].from = h.site, lines[h.component].to = h.source.substr(std::min<std::size_t>(3, h.source.size()));
  }
  double time = 0.0;
  for (const double h : hours) time += h;
  for (auto& [id, line] : lines) {
    for (const design::Capacity& c : d.capacities)
      if (c.component == id && c.what == "power") line.mw = c.value;
    if (line.mw > 1e-9 && time > 0.0) line.use = (line.forward_mwh + line.backward_mwh) / time / line.mw;
    out.lost_mwh += line.loss_mwh, out.line_mw += line.mw;
    out.lines.push_back(line);
  }
  const Values none(hours.size(), 0.0);
  for (const Hourly& h : d.hourly) {
    if (!h.component.empty() || h.quantity != "price") continue;
    BusView b{.id = h.site, .carrier = h.source.substr(0, h.source.find(','))};
    const auto at = demand.find(h.site);
    if (at != demand.end())
      for (std::size_t t = 0; t < hours.size(); ++t) b.demand_mwh += hours[t] * at->second[t];
    b.unserved_mwh = unserved.contains(h.site) ? unserved.at(h.site) : 0.0;
    set_price(b, h.values, at == demand.end() ? none : at->second, hours);
    out.demand_mwh += b.demand_mwh, out.unserved_mwh += b.unserved_mwh;
    out.buses.push_back(std::move(b));
  }
  std::stable_sort(out.buses.begin(), out.buses.end(), [](const BusView& a, const BusView& b) { return a.demand_mwh > b.demand_mwh; });
  out.plants = plants(d);
  std::erase_if(out.plants, [&](const Plant& p) { return (p.size < 1e-3 && p.energy_mwh < 1e-3) || lines.contains(p.component); });
  std::stable_sort(out.plants.begin(), out.plants.end(), [](const Plant& a, const Plant& b) { return a.yearly_usd != b.yearly_usd ? a.yearly_usd > b.yearly_usd : a.size > b.size; });
  return out;
}

}  // namespace gridwright::report
