#include "network_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "gridwright/core/text.hpp"
#include "words.hpp"

namespace gridwright::report {

std::string money_in(const design::Design& d, double amount) {
  std::string text = money(amount);
  const std::string currency = d.money.substr(0, d.money.find(' '));
  if (const std::size_t at = text.find("USD"); at != text.npos && !currency.empty()) text.replace(at, 3, currency);
  return text;
}

std::vector<Plant> largest_plants(const design::Design& d, std::size_t most) {
  std::vector<Plant> all = plants(d);
  const auto is_line = [&](const Plant& p) { return std::any_of(d.lines.begin(), d.lines.end(), [&](const auto& l) { return l.id == p.component; }); };
  std::erase_if(all, [&](const Plant& p) { return (p.size < 1e-3 && p.energy_mwh < 1e-3) || is_line(p); });
  std::stable_sort(all.begin(), all.end(), [](const Plant& a, const Plant& b) { return a.yearly_usd != b.yearly_usd ? a.yearly_usd > b.yearly_usd : a.size > b.size; });
  if (all.size() > most) all.resize(most);
  return all;
}

std::string lines_words(const design::Design& d) {
  double mw = 0.0;
  std::size_t count = 0;
  for (const design::LineResult& l : d.lines)
    if (l.mw > 1e-3) mw += l.mw, ++count;
  return count == 0 ? "" : fmt::format("{} in {}", power(mw), count_of(count, "line"));
}

double demand_mwh(const design::Design& d) {
  double sum = 0.0;
  for (const design::BusResult& b : d.buses) sum += b.demand_mwh;
  return sum;
}
double unserved_mwh(const design::Design& d) {
  double sum = 0.0;
  for (const design::BusResult& b : d.buses) sum += b.unserved_mwh;
  return sum;
}

std::string requirement_words(const design::Design& d, const design::RequirementResult& r) {
  const auto amount = [&](double v) { return significant(v, 5) + (r.unit.empty() ? "" : " " + r.unit); };
  std::string words = r.id;
  if (r.lower == r.upper) words += " is " + amount(r.lower);
  else if (std::isfinite(r.upper)) words += " at most " + amount(r.upper);
  else words += " at least " + amount(r.lower);
  if (r.over == "step") words += " in every step";
  words += ": " + amount(r.value) + " reached";
  if (std::abs(r.price) > 1e-6) words += fmt::format("*, one more {} {}", r.price < 0.0 ? "saves" : "costs", money_in(d, std::abs(r.price)));
  if (r.missing > 1e-6) words += ", " + amount(r.missing) + " bought off";
  return words;
}

}  // namespace gridwright::report
