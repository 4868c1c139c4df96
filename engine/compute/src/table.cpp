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

}  // namespace

std::string layout_text(const ServingConfig& c) {
  std::string out = "tp" + std::to_string(c.tp);
  if (c.dp > 1) out += " dp" + std::to_string(c.dp);
  if (c.ep > 1) out += " ep" + std::to_string(c.ep);
  if (c.pp > 1) out += " pp" + std::to_string(c.pp);
  return out;
}

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

Table disaggregated_table(const ServingSetup& setup, const RequestShape& shape, const std::vector<DisaggregatedPoint>& points) {
  Table t;
  t.title = setup.model.name + " on " + setup.chip.name + ", prompts and answers apart, " + text(shape.input_tokens, "%.0f") + " tokens in, " + text(shape.output_tokens, "%.0f") + " out";
  t.heading = {"precision", "decode", "batch", "prefill", "per decode", "KV ms", "TTFT s", "TPOT ms", "tok/s/user", "tok/s/acc."};
  for (const DisaggregatedPoint& p : points)
    t.rows.push_back({to_string(p.decode.config.precision), layout_text(p.decode.config), std::to_string(p.decode.config.batch), to_string(p.prefill.precision) + " " + layout_text(p.prefill),
                      text(p.prefill_instances_per_decode, "%.2f"), text(1e3 * p.transfer_s, "%.1f"), text(p.decode.ttft_s, "%.2f"), text(1e3 * p.decode.tpot_s, "%.1f"),
                      text(p.decode.tokens_per_s_per_user, "%.1f"), text(p.tokens_per_s_per_accelerator, "%.0f")});
  return t;
}

Table training_table(const ServingSetup& setup, int accelerators, const TrainingPoint& p) {
  const TrainingConfig& c = p.config;
  const TrainingStep& s = p.step;
  Table t;
  t.title = "training " + setup.model.name + " on " + std::to_string(accelerators) + " " + setup.chip.name + ", sequences of " + text(c.sequence, "%.0f") + " tokens";
  t.heading = {"what", "value"};
  const auto share = [&](double seconds) { return text(seconds, "%.3f s") + text(100.0 * seconds / s.iteration_s, " (%.0f %%)"); };
  std::string layout = "tp" + std::to_string(c.tp) + (c.cp > 1 ? " cp" + std::to_string(c.cp) : "") + " pp" + std::to_string(c.pp) + " dp" + std::to_string(c.dp) + (c.ep > 1 ? " ep" + std::to_string(c.ep) : "");
  t.rows = {{"layout", layout},
            {"accelerators used", std::to_string(c.accelerators())},
            {"interleaving, micro-batch", std::to_string(c.interleave) + ", " + std::to_string(c.micro_batch)},
            {"global batch", text(c.global_batch, "%.0f sequences")},
            {"layers recomputed", c.recompute == Recompute::full ? text(100.0 * c.recompute_share, "%.0f %%") : "attention only"},
            {"memory", text(s.memory.parameters_gib, "%.1f") + text(s.memory.activations_gib, " + %.1f") + text(s.memory.usable_gib, " of %.1f GiB")},
            {"iteration", text(s.iteration_s, "%.3f s")},
            {"  arithmetic", share(s.compute_s)},
            {"  tensor-parallel exchange", share(s.tensor_comm_s)},
            {"  pipeline hops", share(s.pipeline_comm_s)},
            {"  pipeline bubble", share(s.bubble_s)},
            {"  gradients", share(s.data_comm_s)},
            {"  optimiser", share(s.optimizer_s)},
            {"MFU", text(100.0 * s.mfu, "%.1f %%")},
            {"goodput (failures, checkpoints)", text(100.0 * p.goodput, "%.1f %%")},
            {"model FLOP/s each, all counted", text(1e-12 * p.flop_per_s_per_accelerator, "%.0f TFLOP/s")},
            {"power each while training", text(1e3 * p.busy.in(kW), "%.0f W")},
            {"power swing", text(100.0 * p.swing_share, "%.0f %%") + text(p.swing_period_s, " of that every %.2f s")}};
  return t;
}

std::string to_text(const Table& table) {
  std::vector<std::size_t> width;
  for (const std::string& cell : table.heading) width.push_back(cell.size());
  for (const auto& row : table.rows)
    for (std::size_t i = 0; i < row.size(); ++i) width[i] = std::max(width[i], row[i].size());
  std::string out = table.title + "\n";
  const auto line = [&](const std::vector<std::string>& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::string room(width[i] - cells[i].size(), ' ');
      out += "  " + (i == 0 ? cells[i] + room : room + cells[i]);
    }
    while (out.ends_with(' ')) out.pop_back();
    out += '\n';
  };
  line(table.heading);
  for (const auto& row : table.rows) line(row);
  return out;
}

}  // namespace gridwright::compute
