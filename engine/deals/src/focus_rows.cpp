#include "focus_rows.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace gridwright::deals {
namespace {

constexpr std::array<std::string_view, static_cast<std::size_t>(FocusColumn::count_)> names{
    "BilledCost", "EffectiveCost", "ListCost", "ContractedCost", "BillingCurrency", "ProviderName", "ServiceName", "ChargeCategory",
    "ChargeFrequency", "ChargeDescription", "PricingCategory", "PricingQuantity", "PricingUnit", "ListUnitPrice",
    "ContractedUnitPrice", "SkuId", "RegionId", "ResourceType", "ResourceName", "ChargePeriodStart", "ChargePeriodEnd",
    "CommitmentDiscountId", "CommitmentDiscountCategory", "CommitmentDiscountType", "CommitmentDiscountStatus",
    "CommitmentDiscountQuantity", "CommitmentDiscountUnit", "ContractApplied", "ContractCommitmentId", "ContractId",
    "ContractCommitmentCategory", "ContractCommitmentType", "ContractCommitmentPeriodStart", "ContractCommitmentPeriodEnd",
    "ContractCommitmentCost", "ContractCommitmentQuantity", "ContractCommitmentUnit", "InvoiceIssuerName"};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Days since 1970-01-01 of a Gregorian date.
std::int64_t days_from_civil(std::int64_t y, std::int64_t m, std::int64_t d) {
  y -= m <= 2 ? 1 : 0;
  const std::int64_t era = (y >= 0 ? y : y - 399) / 400, yoe = y - era * 400;
  const std::int64_t doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
  return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

/// Takes a number off the front of `text`; -1 when there is none.
int take(std::string_view& text) {
  int value = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || value < 0) return -1;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}
bool skip(std::string_view& text, std::string_view any) {
  if (text.empty() || any.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

}  // namespace

bool same_word(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (lower(a[i]) != lower(b[i])) return false;
  return true;
}

bool is_null(std::string_view cell) { return cell.empty() || (cell.size() == 4 && same_word(cell, "null")); }

std::optional<std::int64_t> parse_moment(std::string_view text) {
  const int first = take(text);
  int year = 0, month = 0, day = 0, hour = 0, minute = 0;
  if (first > 31) {  // 2024-09-20...
    year = first;
    if (!skip(text, "-/")) return std::nullopt;
    month = take(text);
    if (!skip(text, "-/")) return std::nullopt;
    day = take(text);
  } else {  // 9/20/24
    month = first;
    if (!skip(text, "/")) return std::nullopt;
    day = take(text);
    if (!skip(text, "/")) return std::nullopt;
    year = take(text);
    if (year >= 0 && year < 100) year += 2000;
  }
  if (skip(text, "T ")) {
    hour = take(text);
    if (skip(text, ":")) minute = take(text);
  }
  if (year < 1900 || month < 1 || month > 12 || day < 1 || day > 31 || hour < 0 || hour > 24 || minute < 0 || minute > 59) return std::nullopt;
  return (days_from_civil(year, month, day) * 24 + hour) * 60 + minute;
}

std::string moment_text(std::int64_t minutes) {
  const std::int64_t day = minutes >= 0 ? minutes / 1440 : -((-minutes + 1439) / 1440);
  const std::int64_t rest = minutes - day * 1440;
  // civil_from_days
  const std::int64_t z = day + 719468, era = (z >= 0 ? z : z - 146096) / 146097, doe = z - era * 146097;
  const std::int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365, doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  const std::int64_t mp = (5 * doy + 2) / 153, d = doy - (153 * mp + 2) / 5 + 1, m = mp + (mp < 10 ? 3 : -9);
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}", yoe + era * 400 + (m <= 2 ? 1 : 0), m, d, rest / 60, rest % 60);
}

FocusTable::FocusTable(CsvTable table) : table_(std::move(table)) {
  columns_.fill(-1);
  for (std::size_t i = 0; i < table_.header().size(); ++i)
    for (std::size_t c = 0; c < names.size(); ++c)
      if (columns_[c] < 0 && same_word(table_.header()[i], names[c])) columns_[c] = static_cast<int>(i);
}

std::string_view FocusTable::text(std::size_t row, FocusColumn c) const {
  if (at(c) < 0) return {};
  const std::string_view cell = table_.cell(row, static_cast<std::size_t>(at(c)));
  return is_null(cell) ? std::string_view{} : cell;
}

std::optional<double> FocusTable::number(std::size_t row, FocusColumn c, Diagnostics& wrong) const {
  const std::string_view cell = text(row, c);
  if (cell.empty()) return std::nullopt;
  double value = 0.0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (error == std::errc{} && end == cell.data() + cell.size() && std::isfinite(value)) return value;
  if (wrong.size() < most_messages)
    wrong.push_back(table_.error_at(row, static_cast<std::size_t>(at(c)),
                                    fmt::format("{} is not a number: '{}'", names[static_cast<std::size_t>(c)], cell.substr(0, 40)),
                                    "write 1234.56, or NULL when it is not stated"));
  else if (wrong.size() == most_messages)
    wrong.push_back({.file = table_.file(), .message = "more cells are not numbers; only the first are shown"});
  return std::nullopt;
}

std::optional<std::int64_t> FocusTable::moment(std::size_t row, FocusColumn c) const { return parse_moment(text(row, c)); }

std::string FocusTable::place(std::size_t row) const { return fmt::format("{}:{}", table_.file(), table_.line(row)); }

}  // namespace gridwright::deals
