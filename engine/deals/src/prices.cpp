#include "gridwright/deals/prices.hpp"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <optional>
#include <set>

#include "gridwright/core/csv.hpp"
#include "gridwright/core/text.hpp"

namespace gridwright::deals {
namespace {

constexpr std::size_t placeholder_regions = 10;
constexpr double share_tolerance = 0.01;  // of the price: lists round to cents

struct Row {
  Price price;
  std::optional<double> instance, accelerator, spot;  ///< as listed
  std::string note;
  int line = 0;
};

class PriceReader {
 public:
  explicit PriceReader(const CsvTable& table) : table_(table) {}
  Diagnostics wrong;

  [[nodiscard]] std::string text(std::size_t row, const char* column) {
    const std::size_t at = place(column);
    return wrong.empty() || at < table_.columns() ? std::string(table_.cell(row, at)) : std::string{};
  }
  [[nodiscard]] std::optional<double> number(std::size_t row, const char* column) {
    const std::size_t at = place(column);
    if (at >= table_.columns() || table_.cell(row, at).empty()) return std::nullopt;
    const std::optional<double> value = parse_number(table_.cell(row, at));
    if (!value && wrong.size() < 20)
      wrong.push_back(table_.error_at(row, at, fmt::format("{} is not a number: '{}'", column, table_.cell(row, at)), "write USD an hour, or leave it empty"));
    return value;
  }

 private:
  std::size_t place(const char* column) {
    const auto at = table_.find(column);
    if (!at && missing_.insert(column).second)
      wrong.push_back({.file = table_.file(), .line = 1, .message = fmt::format("a price list needs a column '{}'", column),
                       .fix = "columns: provider, region, sku, accelerator, accel_count, price_model, term_months, payment, usd_per_hour, usd_per_accel_hour, "
                              "spot_usd_per_hour, as_of, confidence, source, note"});
    return at.value_or(table_.columns());
  }
  const CsvTable& table_;
  std::set<std::string> missing_;
};

Row read_row(PriceReader& r, const CsvTable& table, std::size_t i) {
  Row row;
  Price& p = row.price;
  p.provider = r.text(i, "provider"), p.region = r.text(i, "region"), p.sku = r.text(i, "sku"), p.accelerator = r.text(i, "accelerator");
  p.model = r.text(i, "price_model"), p.payment = r.text(i, "payment"), p.as_of = r.text(i, "as_of");
  p.confidence = r.text(i, "confidence"), p.source = r.text(i, "source"), row.note = r.text(i, "note");
  p.accelerators = static_cast<int>(r.number(i, "accel_count").value_or(1.0));
  p.term_months = static_cast<int>(r.number(i, "term_months").value_or(0.0));
  row.instance = r.number(i, "usd_per_hour"), row.accelerator = r.number(i, "usd_per_accel_hour"), row.spot = r.number(i, "spot_usd_per_hour");
  row.line = table.line(i);
  const double count = std::max(1, p.accelerators);
  if (row.accelerator) p.usd_per_hour = *row.accelerator;
  else if (row.instance) p.usd_per_hour = *row.instance / count;
  if (row.spot) p.spot_usd_per_hour = *row.spot / count;
  return row;
}

/// Why the price of a row is none; empty when it may be one.
std::string oddity(const Row& row) {
  const Price& p = row.price;
  for (const auto& [value, name] : {std::pair{row.instance, "price"}, {row.accelerator, "price per accelerator"}, {row.spot, "spot price"}}) {
    if (value && *value == 0.0) return fmt::format("the {} is zero: not sold this way is an empty cell", name);
    if (value && *value < 0.0) return fmt::format("the {} is negative", name);
  }
  if (p.accelerators < 1) return "accel_count is not positive";
  if (row.spot && row.instance && *row.spot > *row.instance)
    return fmt::format("spot {:g} is above {} {:g}", *row.spot, p.model, *row.instance);
  if (row.instance && row.accelerator && std::fabs(*row.instance / p.accelerators - *row.accelerator) > share_tolerance * *row.accelerator)
    return fmt::format("{:g} an hour for {} accelerators is not {:g} each", *row.instance, p.accelerators, *row.accelerator);
  if (row.note.find("STALE") != std::string::npos) return "marked stale: " + row.note;
  if (p.confidence == "suspect") return "marked suspect: " + row.note;
  return {};
}

}  // namespace

Result<PriceList> read_prices(const std::filesystem::path& file) {
  const Result<CsvTable> table = read_csv(file);
  if (!table) return table.diagnostics();
  PriceReader reader(*table);
  std::vector<Row> rows;
  for (std::size_t i = 0; i < table->rows(); ++i) rows.push_back(read_row(reader, *table, i));
  if (table->rows() == 0) reader.wrong.push_back({.file = table->file(), .message = "the price list has no rows", .fix = "one row a price below the header"});
  if (has_errors(reader.wrong)) return std::move(reader.wrong);
  // The same number to the digit in a dozen regions is a placeholder of the catalogue, not a price.
  std::map<std::string, std::set<std::string>> regions_of;
  const auto key = [](const Row& r) { return fmt::format("{}|{}|{}|{}", r.price.provider, r.price.sku, r.price.model, r.price.usd_per_hour); };
  for (const Row& row : rows) regions_of[key(row)].insert(row.price.region);
  PriceList list;
  for (Row& row : rows) {
    std::string reason = oddity(row);
    const std::size_t regions = regions_of[key(row)].size();
    if (reason.empty() && regions >= placeholder_regions) reason = fmt::format("the same price in {} regions: a placeholder", regions);
    if (reason.empty()) list.prices.push_back(std::move(row.price));
    else list.refused.push_back({table->file(), row.line, row.price.sku, row.price.region, std::move(reason)});
  }
  return list;
}

}  // namespace gridwright::deals
