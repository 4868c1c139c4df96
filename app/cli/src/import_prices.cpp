#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "commands.hpp"
#include "gridwright/deals/prices.hpp"

namespace gridwright::cli {

/// What a price list holds, and every row that was refused with its reason.
Exit import_prices(const Context& context, const ImportCommand& command) {
  if (command.files.size() != 1) return fail(context, {{.message = "one price list at a time", .fix = "gridwright import prices prices.csv"}});
  const Result<deals::PriceList> list = deals::read_prices(command.files.front());
  if (!list) return fail(context, list.diagnostics());
  if (context.json) {
    nlohmann::ordered_json prices = nlohmann::ordered_json::array(), refused = prices;
    for (const deals::Price& p : list->prices)
      prices.push_back({{"provider", p.provider}, {"region", p.region}, {"sku", p.sku}, {"accelerator", p.accelerator}, {"sold_as", p.model}, {"term_months", p.term_months},
                        {"usd_per_hour", p.usd_per_hour}, {"spot_usd_per_hour", p.spot_usd_per_hour}, {"as_of", p.as_of}, {"confidence", p.confidence}, {"source", p.source}});
    for (const deals::RefusedPrice& r : list->refused) refused.push_back({{"line", r.line}, {"sku", r.sku}, {"region", r.region}, {"reason", r.reason}});
    std::printf("%s\n", nlohmann::ordered_json{{"prices", prices}, {"refused", refused}}.dump(2).c_str());
    return Exit::done;
  }
  std::printf("  %-11s %-16s %-26s %-20s %-18s %10s %10s\n", "provider", "region", "sku", "accelerator", "sold as", "USD/h", "spot USD/h");
  for (const deals::Price& p : list->prices) {
    std::printf("  %-11s %-16s %-26.26s %-20s %-18.18s", p.provider.c_str(), p.region.c_str(), p.sku.c_str(), p.accelerator.c_str(), p.model.c_str());
    for (const double usd : {p.usd_per_hour, p.spot_usd_per_hour}) std::isnan(usd) ? std::printf(" %10s", "-") : std::printf(" %10.3f", usd);
    std::printf("\n");
  }
  std::printf("\n  %zu prices per accelerator-hour, %zu rows refused%s\n", list->prices.size(), list->refused.size(), list->refused.empty() ? "" : ":");
  for (const deals::RefusedPrice& r : list->refused)
    std::printf("  line %d, %s %s: %s\n", r.line, r.sku.c_str(), r.region.c_str(), r.reason.c_str());
  return Exit::done;
}

}  // namespace gridwright::cli
