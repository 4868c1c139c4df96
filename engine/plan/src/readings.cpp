#include "readings.hpp"

#include <algorithm>
#include <numeric>

namespace gridwright::plan {

Readings::Readings(const design::Design& d) : design_(d) {
  for (const design::Hourly& h : d.hourly) {
    index_[h.component + "|" + h.quantity + "|" + h.site] = &h.values;
    if (zeros_.size() < h.values.size()) zeros_.assign(h.values.size(), 0.0);
  }
}

const Values& Readings::of(const std::string& site, const std::string& component, const std::string& quantity) const {
  const auto found = index_.find(component + "|" + quantity + "|" + site);
  return found == index_.end() ? zeros_ : *found->second;
}

double Readings::capacity(const std::string& component, const std::string& what) const {
  for (const design::Capacity& c : design_.capacities)
    if (c.component == component && c.what == what) return c.value;
  return 0.0;
}

double Readings::price(const std::string& component, const std::string& what) const {
  for (const design::Capacity& c : design_.capacities)
    if (c.component == component && c.what == what) return c.price;
  return 1.0;
}

double Readings::billed(const std::string& component, std::initializer_list<const char*> items) const {
  double usd = 0.0;
  for (const design::CostLine& c : design_.costs)
    if (c.component == component)
      for (const char* item : items)
        if (c.item == item) usd += c.usd_per_year;
  return usd;
}

double peak(const Values& v) { return v.empty() ? 0.0 : *std::max_element(v.begin(), v.end()); }
double total(const Values& v) { return std::accumulate(v.begin(), v.end(), 0.0); }

}  // namespace gridwright::plan
