#include "gridwright/study/replay.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "gridwright/serving/results.hpp"

namespace gridwright::study {
namespace {

using namespace serving;

/// Mean lengths and classes need one look at the trace before it runs; a file that cannot be read is refused here, before any work.
struct Survey {
  double input = 0.0, output = 0.0, last_s = 0.0;
  std::uint64_t requests = 0;
  std::vector<std::string> classes;
  TraceSchema schema{};
  SkippedRows skipped;
  std::vector<double> ttft, tpot, end_to_end;  ///< measured runs
  std::uint32_t cities = 1;
};

Result<Survey> survey(const std::filesystem::path& file, const TraceOptions& options) {
  auto source = TraceSource::open(file, options);
  if (!source) return source.diagnostics();
  Survey s{.schema = (*source)->schema()};
  Request r;
  while ((*source)->next(r)) {
    ++s.requests;
    s.input += r.input_tokens, s.output += r.output_tokens;
    s.last_s = seconds_of(r.arrival_ns);
    s.cities = std::max<std::uint32_t>(s.cities, r.origin + 1u);
    if (s.schema != TraceSchema::vllm) continue;
    const MeasuredTimes& m = (*source)->measured();
    s.ttft.push_back(m.first_token_s - m.queued_s);
    s.end_to_end.push_back(m.last_token_s - m.queued_s);
    if (r.output_tokens > 1) s.tpot.push_back((m.last_token_s - m.first_token_s) / (r.output_tokens - 1));
  }
  if (!(*source)->wrong().empty()) return (*source)->wrong();
  s.skipped = (*source)->skipped();
  s.classes = (*source)->classes();
  if (s.requests == 0) return Diagnostic{.file = file.string(), .message = "no row of the trace is a request (" + s.skipped.text() + ")"};
  s.input /= static_cast<double>(s.requests), s.output /= static_cast<double>(s.requests);
  return s;
}

double mean(const std::vector<double>& v) {
  double sum = 0.0;
  for (const double x : v) sum += x;
  return v.empty() ? 0.0 : sum / static_cast<double>(v.size());
}
double p99(std::vector<double> v) {
  if (v.empty()) return 0.0;
  std::sort(v.begin(), v.end());
  return v[std::min(v.size() - 1, static_cast<std::size_t>(0.99 * static_cast<double>(v.size())))];
}

}  // namespace

Result<Replay> replay_trace(const std::filesystem::path& file, const ReplayOptions& options) {
  const Result<Survey> seen = survey(file, options.trace);
  if (!seen) return seen.diagnostics();
  DeploymentSpec spec = options.deployment;
  spec.mean_input = seen->input, spec.mean_output = seen->output;
  Result<Deployment> deployed = deploy(spec);
  if (!deployed) return deployed.diagnostics();

  Replay replay{.schema = seen->schema, .skipped = seen->skipped, .deployment = deployed->text};
  deployed->pool.replicas = options.replicas * deployed->replicas_per_instance;
  replay.system.sites = {{.name = "replay", .pools = {deployed->pool}, .balance = options.balance}};
  replay.system.classes.clear();
  for (const std::string& name : seen->classes) replay.system.classes.push_back({.name = name, .ttft_slo_s = options.ttft_slo_s, .tpot_slo_s = options.tpot_slo_s});
  replay.system.cities.clear();
  for (std::uint32_t c = 0; c < seen->cities; ++c) replay.system.cities.push_back({"city " + std::to_string(c)});
  if (!seen->ttft.empty()) replay.measured = Replay::Measured{mean(seen->ttft), mean(seen->tpot), mean(seen->end_to_end), p99(seen->ttft), p99(seen->tpot), p99(seen->end_to_end)};

  auto source = TraceSource::open(file, options.trace);
  if (!source) return source.diagnostics();
  SimulateOptions simulate = options.simulate;
  simulate.horizon_s = std::max(1.0, seen->last_s + 1.0);
  simulate.share_known = [&] { return (*source)->share_read(); };
  const auto closed = [](std::FILE* f) { std::fclose(f); };
  std::unique_ptr<std::FILE, decltype(closed)> csv(nullptr, closed);
  std::string buffer;
  bool written = true;
  if (!options.requests_csv.empty()) {
    csv.reset(std::fopen(options.requests_csv.c_str(), "wb"));
    if (!csv) return Diagnostic{.file = options.requests_csv.string(), .message = std::string("cannot be written: ") + std::strerror(errno)};
    buffer = request_csv_header();
    simulate.on_request = [&](const RequestRecord& r) {
      append_request_csv(buffer, r, replay.system);
      if (buffer.size() < 1u << 20) return;
      written = std::fwrite(buffer.data(), 1, buffer.size(), csv.get()) == buffer.size() && written;
      buffer.clear();
    };
  }
  if (options.keep_iterations) simulate.on_iteration = [&](const IterationRecord& r) { replay.iterations.push_back(r); };
  Result<Outcome> outcome = serving::simulate(replay.system, **source, simulate);
  if (!outcome) return outcome.diagnostics();
  if (csv && (std::fwrite(buffer.data(), 1, buffer.size(), csv.get()) != buffer.size() || !written))
    return Diagnostic{.file = options.requests_csv.string(), .message = std::string("cannot be written: ") + std::strerror(errno)};
  replay.outcome = std::move(*outcome);
  return replay;
}

}  // namespace gridwright::study
