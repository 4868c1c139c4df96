#include <algorithm>
#include <cmath>

#include "layout.hpp"
#include "power.hpp"

namespace gridwright::compute {

/// Prefill alone:  t = sum of its chunks;  hand-over  S_in kv / link;  first token = queue-free prefill + exposed transfer + one step.
/// Source: compute.md section 7 (layer-wise overlap leaves about one layer of the transfer exposed).
Result<DisaggregatedPoint> disaggregated_point(const ServingSetup& setup, const ServingConfig& prefill, const ServingConfig& decode,
                                               const RequestShape& shape) {
  ServingConfig one = prefill;
  one.batch = prefill.dp;
  const Result<OperatingPoint> prefill_check = operating_point(setup, one, {shape.input_tokens, 1.0, shape.cached_share});
  if (!prefill_check) return prefill_check.diagnostics();
  // A decode instance never computes a prompt: the same steady state with everything cached but the last token.
  Result<OperatingPoint> decoding = operating_point(setup, decode, {shape.input_tokens, shape.output_tokens, 1.0});
  if (!decoding) return decoding.diagnostics();

  DisaggregatedPoint out;
  out.decode = *decoding;
  out.prefill = prefill;
  OperatingPoint& d = out.decode;
  d.mixed_share = 0.0;
  d.tpot_s = d.decode_step.seconds / decode.tokens_per_step();
  const double fresh = std::max(1.0, shape.input_tokens * (1.0 - shape.cached_share)), past = shape.input_tokens - fresh;
  for (double done = 0.0; done < fresh;) {
    const double chunk = std::min(prefill.chunk_tokens, fresh - done);
    out.prefill_s += step_time(setup, prefill, {.prefill_tokens = chunk, .prefill_past = past + done, .prefill_sequences = 1.0}).seconds;
    done += chunk;
  }
  const double link = setup.chip.scaleup_domain >= prefill.accelerators() + decode.accelerators() ? setup.chip.scaleup_gb_s * 1e9
                                                                                                   : std::max(1.0, setup.chip.scaleout_gbit_s) * 0.125e9;
  const double kv = kv_bytes(setup.model, shape.input_tokens, layout::kv_width(prefill));
  out.transfer_s = kv * layout::kv_share(setup.model, prefill) / prefill.pp / link;  // every rank sends its own share
  out.exposed_transfer_s = out.transfer_s / setup.model.layers;
  d.ttft_s = out.prefill_s + out.exposed_transfer_s + d.decode_step.seconds;
  d.requests_per_s = decode.batch / ((shape.output_tokens - 1.0) * d.tpot_s + out.exposed_transfer_s + 1e-12);
  d.tokens_per_s_per_user = 1.0 / d.tpot_s;
  d.tokens_per_s_per_accelerator = d.requests_per_s * shape.output_tokens / decode.accelerators();
  d.busy = serving_power(setup.chip, decode, d.decode_step, d.decode_step, 0.0);
  d.joule_per_output_token = d.busy.canonical() * 1e6 / d.tokens_per_s_per_accelerator;
  d.node_joule_per_output_token = (d.busy + d.host).canonical() * 1e6 / d.tokens_per_s_per_accelerator;
  out.prefill_instances_per_decode = d.requests_per_s * out.prefill_s / prefill.dp;
  out.tokens_per_s_per_accelerator = d.requests_per_s * shape.output_tokens / (decode.accelerators() + out.prefill_instances_per_decode * prefill.accelerators());
  return out;
}

}  // namespace gridwright::compute
