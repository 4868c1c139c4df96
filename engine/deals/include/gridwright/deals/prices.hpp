#pragma once
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

#include "gridwright/core/result.hpp"
#include "gridwright/deals/focus.hpp"

/// Rental price lists: one row a provider, region, SKU and price model, as public catalogues give them.
///
///   Result<PriceList> prices = read_prices("cloud-prices.csv");
///   for (const RefusedPrice& r : prices->refused) ...         // "line 57: stale: 98.32 was the price until 2025"
///
/// A row whose price cannot be one is refused with its line and reason; the rest of the file is used.
namespace gridwright::deals {

struct Price {
  std::string provider, region, sku, accelerator, model, payment, as_of, confidence, source;
  int accelerators = 1;            ///< of the instance
  int term_months = 0;             ///< of a commitment
  double usd_per_hour = std::numeric_limits<double>::quiet_NaN();       ///< per accelerator; NaN: not sold this way
  double spot_usd_per_hour = std::numeric_limits<double>::quiet_NaN();  ///< per accelerator
};

struct PriceList {
  std::vector<Price> prices;
  std::vector<RefusedPrice> refused;
};

/// Columns: provider, region, sku, accelerator, accel_count, price_model, term_months, payment, usd_per_hour,
/// usd_per_accel_hour, spot_usd_per_hour, as_of, confidence, source, note; hourly prices are per instance.
/// Refused by row: zero and negative prices, spot above on demand, a price per accelerator that is not the instance's share,
/// rows marked stale or suspect, and a price that is the same to the digit in ten or more regions of a provider while other
/// SKUs differ there. A file without the columns, or a cell that is no number, is a diagnostic.
[[nodiscard]] Result<PriceList> read_prices(const std::filesystem::path& file);

}  // namespace gridwright::deals
