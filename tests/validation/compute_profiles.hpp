#pragma once
#include <zlib.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "gridwright/compute/fit.hpp"

/// Readers of the shared measurements the compute room is held against. Nothing of them is kept in the repository;
/// a test without them says so and passes.
namespace compute_profiles {

using Row = std::map<std::string, std::string>;

inline std::optional<std::filesystem::path> shared_data() {
  std::filesystem::path folder = std::filesystem::path(GRIDWRIGHT_SOURCE_DIR) / ".." / "shared" / "data";
  if (const char* named = std::getenv("GRIDWRIGHT_SHARED_DATA")) folder = named;
  if (!std::filesystem::exists(folder / "kernel-profiles")) return std::nullopt;
  return folder;
}

/// A CSV file, gzipped or not (zlib reads both). Cells may be quoted.
inline std::vector<Row> rows_of(const std::filesystem::path& file) {
  std::string text;
  gzFile in = gzopen(file.c_str(), "rb");
  if (in == nullptr) return {};
  char buffer[1 << 16];
  for (int n = gzread(in, buffer, sizeof buffer); n > 0; n = gzread(in, buffer, sizeof buffer)) text.append(buffer, static_cast<std::size_t>(n));
  gzclose(in);
  std::istringstream lines(text);
  std::vector<std::string> header;
  std::vector<Row> rows;
  for (std::string line; std::getline(lines, line);) {
    std::vector<std::string> cells(1);
    bool quoted = false;
    for (char c : line) {
      if (c == '"') quoted = !quoted;
      else if (c == ',' && !quoted) cells.emplace_back();
      else if (c != '\r') cells.back() += c;
    }
    if (header.empty()) {
      header = cells;
      continue;
    }
    cells.resize(header.size());
    Row& row = rows.emplace_back();
    for (std::size_t i = 0; i < header.size(); ++i) row[header[i]] = cells[i];
  }
  return rows;
}

inline double num(const Row& row, const char* column) {
  const auto at = row.find(column);
  return at == row.end() || at->second.empty() ? 0.0 : std::atof(at->second.c_str());
}

using namespace gridwright::compute;

inline std::vector<MeasuredGemm> gemms(const std::filesystem::path& file) {
  std::vector<MeasuredGemm> all;
  for (const Row& r : rows_of(file)) {
    const std::string& d = r.at("dtype");
    const KernelFormat format = d == "bfloat16" ? KernelFormat::bf16 : d == "fp8" ? KernelFormat::fp8 : d == "fp8_block" ? KernelFormat::fp8_block : KernelFormat::fp4;
    all.push_back({format, num(r, "m"), num(r, "n"), num(r, "k"), 1e-3 * num(r, "latency_ms")});
  }
  return all;
}

inline std::vector<MeasuredAttention> attentions(const std::filesystem::path& file, bool decode) {
  std::vector<MeasuredAttention> all;
  for (const Row& r : rows_of(file)) {
    // bf16 prefill was measured twice, writing a 16-bit and an 8-bit cache: the first is kept.
    if (!decode && r.at("attn_dtype") == "bfloat16" && r.at("kv_cache_dtype") != "bfloat16") continue;
    all.push_back({r.at(decode ? "kv_cache_dtype" : "attn_dtype") == "fp8", num(r, "batch_size"), decode ? num(r, "step") : num(r, "isl"),
                   num(r, "num_heads"), num(r, "num_key_value_heads"), num(r, "head_dim"), num(r, "window_size"), 1e-3 * num(r, "latency_ms")});
  }
  return all;
}

inline std::vector<MeasuredCollective> collectives(const std::filesystem::path& file) {
  std::vector<MeasuredCollective> all;
  for (const Row& r : rows_of(file)) {
    const std::string &op = r.at("op"), &type = r.at("dtype");
    if (type != "half" && op != "alltoall") continue;  // an all-to-all moves bytes, whatever they mean: both types count
    const Collective what = op == "all_reduce" ? Collective::all_reduce : op == "all_gather" ? Collective::all_gather : op == "reduce_scatter" ? Collective::reduce_scatter : Collective::all_to_all;
    all.push_back({what, (type == "half" ? 2.0 : 1.0) * num(r, "message_elements"), num(r, "num_gpus"), 1e-3 * num(r, "latency_ms")});
  }
  return all;
}

inline std::vector<MeasuredCollective> vidur_all_reduce(const std::filesystem::path& file) {
  std::vector<MeasuredCollective> all;
  for (const Row& r : rows_of(file))
    if (r.at("num_gpus") == r.at("devices_per_node"))
      all.push_back({Collective::all_reduce, num(r, "size_bytes"), num(r, "num_gpus"), 1e-3 * num(r, "median_ms")});
  return all;
}

/// Rooflines of the chips the profiles ran on.
inline Roofline measured_chip(const std::string& id, KernelFormat format) {
  const double width = format == KernelFormat::bf16 ? 1.0 : format == KernelFormat::fp4 ? 4.0 : 2.0;
  if (id == "a100") return {312e12 * width, 2039e9, 300e9};
  if (id == "h100") return {(width == 1.0 ? 989e12 : 1979e12), 3350e9, 450e9};
  return {2250e12 * width, 7700e9, 900e9};
}

}  // namespace compute_profiles
