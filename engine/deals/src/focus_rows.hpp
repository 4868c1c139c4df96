#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gridwright/core/csv.hpp"

/// Cells of a FOCUS file by the meaning of their column.
namespace gridwright::deals {

enum class FocusColumn : std::uint8_t {
  billed, effective, list, contracted, currency, provider, service, charge_category, charge_frequency, charge_description,
  pricing_category, pricing_quantity, pricing_unit, list_unit_price, contracted_unit_price, sku, region, resource_type,
  resource_name, period_start, period_end, commitment_id, commitment_category, commitment_type, commitment_status,
  commitment_quantity, commitment_unit, contract_applied, contract_commitment_id, contract_id, contract_category, contract_type,
  contract_start, contract_end, contract_cost, contract_quantity, contract_unit, issuer, count_
};

/// Number of minutes since 1970 in "2024-09-20 21:00:00", "2024-09-20T21:00:00Z", "5/1/25" (month first) and variants.
[[nodiscard]] std::optional<std::int64_t> parse_moment(std::string_view text);
/// "2023-01-01 00:00".
[[nodiscard]] std::string moment_text(std::int64_t minutes);
/// NULL, null or nothing.
[[nodiscard]] bool is_null(std::string_view cell);
/// Equal but for upper and lower case (ASCII).
[[nodiscard]] bool same_word(std::string_view a, std::string_view b);

/// One file: which column means what, whatever the case of its header.
class FocusTable {
 public:
  explicit FocusTable(CsvTable table);
  [[nodiscard]] const CsvTable& csv() const { return table_; }
  [[nodiscard]] std::size_t rows() const { return table_.rows(); }
  [[nodiscard]] bool has(FocusColumn c) const { return at(c) >= 0; }
  /// Empty for NULL, and when there is no such column.
  [[nodiscard]] std::string_view text(std::size_t row, FocusColumn c) const;
  /// The number, or nothing; what cannot be read is added to `wrong` once.
  [[nodiscard]] std::optional<double> number(std::size_t row, FocusColumn c, Diagnostics& wrong) const;
  [[nodiscard]] std::optional<std::int64_t> moment(std::size_t row, FocusColumn c) const;
  [[nodiscard]] std::string place(std::size_t row) const;  ///< "bill.csv:12"

 private:
  [[nodiscard]] int at(FocusColumn c) const { return columns_[static_cast<std::size_t>(c)]; }
  CsvTable table_;
  std::array<int, static_cast<std::size_t>(FocusColumn::count_)> columns_{};
};

/// At most this many unreadable cells are told one by one.
inline constexpr std::size_t most_messages = 20;

}  // namespace gridwright::deals
