#include "gridwright/compute/table.hpp"

#include <algorithm>
#include <cstdio>

namespace gridwright::compute {
namespace {

std::string text(double value, const char* format) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, format, value);
  return buffer;
}

std::string layout_text(const ServingConfig& c) {
  std::string out = "tp" + std::to_string(c.tp);
  if (c.dp > 1) out += " dp" + std::to_string(c.dp);
  if (c.ep > 1) out += " ep" + std::to_string(c.ep);
  if (c.pp > 1) out += " pp" + std::to_string(c.pp);
  return out;
}

}  // namespace

Table operating_table(const ServingSetup& setup, const RequestShape& shape, const std::vector<OperatingPoint>& points) {
  Table t;
  t.title = setup.model.name + " on " + setup.chip.name + ", " + text(shape.input_tokens, "%.0f") + " tokens in, " + text(shape.output_tokens, "%.0f") + " out";
  t.heading = {"precision", "layout", "batch", "TTFT s", "TPOT ms", "tok/s/user", "tok/s/acc.", "W/acc.", "J/token", "memory GB"};
  for (const OperatingPoint& p : points) {
    const MemoryFit& m = p.memory;
    t.rows.push_back({to_string(p.config.precision), layout_text(p.config), std::to_string(p.config.batch), text(p.ttft_s, "%.2f"), text(1e3 * p.tpot_s, "%.1f"),
                      text(p.tokens_per_s_per_user, "%.1f"), text(p.tokens_per_s_per_accelerator, "%.0f"), text(1e3 * p.busy.in(kW), "%.0f"),
                      text(p.joule_per_output_token, "%.3f"), text(m.weights_gb + m.kv_gb + m.activations_gb + m.runtime_gb, "%.0f") + "/" + text(m.usable_gb, "%.0f")});
  }
  return t;
}

std::string to_text(const Table& table) {
  std::vector<std::size_t> width;
  for (const std::string& cell : table.heading) width.push_back(cell.size());
  for (const auto& row : table.rows)
    for (std::size_t i = 0; i < row.size(); ++i) width[i] = std::max(width[i], row[i].size());
  std::string out = table.title + "\n";
  const auto line = [&](const std::vector<std::string>& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) out += std::string(width[i] - cells[i].size() + 2, ' ') + cells[i];
    out += '\n';
  };
  line(table.heading);
  for (const auto& row : table.rows) line(row);
  return out;
}

}  // namespace gridwright::compute
