#pragma once
#include <filesystem>
#include <span>
#include <string>

#include "gridwright/core/result.hpp"
#include "gridwright/serving/simulate.hpp"

/// What a simulation leaves behind for other programs: CSV, netCDF, JSON and Chrome traces.
namespace gridwright::serving {

/// One line a request: id, class, city, site, arrival_s, input_tokens, output_tokens, cached_tokens, queue_s, network_s, ttft_s, tpot_s,
/// end_to_end_s, attempts, preemptions, lost.
[[nodiscard]] std::string request_csv_header();
void append_request_csv(std::string& to, const RequestRecord& record, const System& system);

/// Percentiles by class: requests, done, lost, good share, mean, p50, p90, p95, p99 with interval, p99.9 of TTFT, TPOT, end to end, queue.
[[nodiscard]] std::string classes_csv(const Outcome& outcome);
/// Distribution functions of TTFT, TPOT and end to end, by class.
[[nodiscard]] std::string distributions_csv(const Outcome& outcome);
/// State of every site at every sample.
[[nodiscard]] std::string samples_csv(const Outcome& outcome);
/// Energy, clean share and cost of every site.
[[nodiscard]] std::string sites_csv(const Outcome& outcome);
/// Stable, documented in docs/tasks/simulate.md; no wall times: the same run gives the same bytes.
[[nodiscard]] std::string to_json(const Outcome& outcome);
/// netCDF-4, CF conventions: dimensions time (samples), site; batch, waiting, KV share, replicas; opens in xarray.
[[nodiscard]] Diagnostics write_netcdf(const Outcome& outcome, const std::filesystem::path& file);
/// Iterations as complete events of the Trace Event Format, one process a site, one thread a replica: chrome://tracing, Perfetto.
[[nodiscard]] std::string chrome_trace(std::span<const IterationRecord> iterations, const System& system);

/// The few lines a terminal shows at the end.
[[nodiscard]] std::string summary_text(const Outcome& outcome, const System& system);

}  // namespace gridwright::serving
