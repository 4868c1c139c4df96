#include <algorithm>

#include "../order.hpp"
#include "../view.hpp"
#include "../words.hpp"
#include "figures.hpp"

namespace gridwright::report {

std::optional<Figure> limit_values(const design::Design& design) {
  std::vector<BarRow> rows;
  const Plant* best = nullptr;
  const std::vector<Plant> all = plants(design);
  for (const Plant& p : all) {
    if (p.limit_value_usd <= 0.0 || p.unit != "MW") continue;
    if (best == nullptr || p.limit_value_usd > best->limit_value_usd) best = &p;
    const std::string where = design.sites.size() > 1 && !p.site.empty() ? place_name(p.site) + " " : "";
    rows.push_back({where + p.name + ", " + power(p.size), unit_price(p.limit_value_usd / 1e3), 0.0, p.limit_value_usd / 1e3, "f-" + p.kind, false});
  }
  if (rows.size() < 2) return std::nullopt;
  sort_keeping_order(rows, [](const BarRow& a, const BarRow& b) { return a.to > b.to; });
  Figure figure{.id = "limit-values", .title = "One more MW is worth most at " + best->name + ": " + money(best->limit_value_usd) + " a year"};
  figure.drawing = bar_table("Value of one more MW of each limit", "limit", "kUSD a year", rows);
  figure.note = "What the yearly cost would fall by, were the limit one MW higher and nothing else changed; it holds near this design.";
  figure.data_link = "tables/capacities.csv", figure.data_name = "capacities.csv";
  return figure;
}

}  // namespace gridwright::report
