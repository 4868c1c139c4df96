#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>

#include "csv_rows.hpp"
#include "gridwright/compute/fit.hpp"

namespace gridwright::compute {
namespace {

constexpr std::array<const char*, 6> formats{"bf16", "fp8", "fp8_block", "fp4", "w4", "fp32"};
constexpr std::array<const char*, 2> kv_formats{"bf16", "fp8"};
constexpr std::array<const char*, 4> collectives{"all_reduce", "all_gather", "reduce_scatter", "all_to_all"};

std::string numbers(std::span<const double> values, const char* format) {
  std::string text;
  for (double v : values) {
    char buffer[32];
    std::snprintf(buffer, sizeof buffer, format, v);
    text += (text.empty() ? "" : " ") + std::string(buffer);
  }
  return text;
}

std::vector<double> parse_numbers(const std::string& text) {
  std::vector<double> values;
  const char* at = text.c_str();
  char* end = nullptr;
  for (double v = std::strtod(at, &end); end != at; v = std::strtod(at, &end)) {
    values.push_back(v);
    at = end;
  }
  return values;
}

void append(std::string& csv, const std::string& head, const KernelSurface& s, std::string_view source) {
  const auto row = [&](const std::string& part, const std::string& values, std::string_view from) {
    csv += head + "," + part + "," + values + "," + std::string(from) + "\n";
  };
  for (std::size_t axis = 0; axis < 3; ++axis) row("knots" + std::to_string(axis), numbers(s.knots[axis], "%g"), axis == 0 ? source : "");
  row("error", numbers(std::array{s.median_error, s.p90_error}, "%.3f"), "");
  const std::size_t inner = s.knots[2].size();
  for (std::size_t at = 0; at < s.log_ratio.size(); at += inner)
    row("row", numbers(std::span(s.log_ratio).subspan(at, inner), "%.3f"), "");
}

template <std::size_t N>
int index_of(const std::array<const char*, N>& names, const std::string& name) {
  for (std::size_t i = 0; i < N; ++i)
    if (name == names[i]) return static_cast<int>(i);
  return -1;
}

std::optional<KernelSurface>* slot_of(KernelFamily& family, const std::string& kernel, const std::string& variant) {
  const auto pick = [&](auto& table, int index) { return index < 0 ? nullptr : &table[static_cast<std::size_t>(index)]; };
  if (kernel == "gemm") return pick(family.gemm, index_of(formats, variant));
  if (kernel == "attention_decode") return pick(family.attention_decode, index_of(kv_formats, variant));
  if (kernel == "attention_prefill") return pick(family.attention_prefill, index_of(kv_formats, variant));
  if (kernel == "collective") return pick(family.collective, index_of(collectives, variant));
  return nullptr;
}

/// A surface whose numbers do not fill its knots would be read out of bounds: better none (its kernel then borrows).
void drop_incomplete(KernelFamily& family) {
  const auto check = [](auto& table) {
    for (auto& surface : table)
      if (surface && (surface->log_ratio.empty() || surface->log_ratio.size() != surface->knots[0].size() * surface->knots[1].size() * surface->knots[2].size())) surface.reset();
  };
  check(family.gemm);
  check(family.attention_decode);
  check(family.attention_prefill);
  check(family.collective);
}

}  // namespace

std::string to_csv(std::span<const KernelFamily> families, std::string_view source_of_each) {
  std::string csv = "family,kernel,variant,part,values,source\n";
  for (const KernelFamily& f : families) {
    const auto all = [&](const char* kernel, const auto& table, const auto& names) {
      for (std::size_t i = 0; i < table.size(); ++i)
        if (table[i]) append(csv, f.id + "," + kernel + "," + names[i], *table[i], source_of_each);
    };
    all("gemm", f.gemm, formats);
    all("attention_decode", f.attention_decode, kv_formats);
    all("attention_prefill", f.attention_prefill, kv_formats);
    all("collective", f.collective, collectives);
  }
  return csv;
}

std::vector<KernelFamily> kernel_families_from_csv(std::string_view text) {
  std::vector<KernelFamily> families;
  for (const CsvRow& row : csv_rows(text)) {
    const std::string& id = row.at("family");
    if (families.empty() || families.back().id != id) families.emplace_back().id = id;
    std::optional<KernelSurface>* slot = slot_of(families.back(), row.at("kernel"), row.at("variant"));
    if (slot == nullptr) continue;
    if (!*slot) slot->emplace();
    const std::string& part = row.at("part");
    std::vector<double> values = parse_numbers(row.at("values"));
    if (part.starts_with("knots")) (*slot)->knots[static_cast<std::size_t>(part.back() - '0')] = std::move(values);
    else if (part == "error" && values.size() == 2) (*slot)->median_error = values[0], (*slot)->p90_error = values[1];
    else if (part == "row") (*slot)->log_ratio.insert((*slot)->log_ratio.end(), values.begin(), values.end());
  }
  for (KernelFamily& f : families) drop_incomplete(f);
  return families;
}

}  // namespace gridwright::compute
