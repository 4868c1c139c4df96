#include "gridwright/serving/results.hpp"

#include <fmt/format.h>
#include <netcdf.h>

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>

#include "gridwright/core/text.hpp"

namespace gridwright::serving {
namespace {

/// A name as a CSV cell.
std::string cell(const std::string& name) {
  if (name.find_first_of(",\"\n\r") == std::string::npos) return name;
  std::string out = "\"";
  for (const char c : name) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

struct Metric {
  const char* name;
  const LatencySeries& series;
};
std::vector<Metric> metrics(const ClassOutcome& c) { return {{"ttft", c.ttft}, {"tpot", c.tpot}, {"end_to_end", c.end_to_end}}; }

/// Milliseconds below a second.
std::string time_words(double s) { return s < 1.0 ? significant(1e3 * s, 3) + " ms" : significant(s, 3) + " s"; }

}  // namespace

std::string request_csv_header() {
  return "id,class,city,site,arrival_s,input_tokens,output_tokens,cached_tokens,queue_s,network_s,ttft_s,tpot_s,end_to_end_s,attempts,preemptions,lost\n";
}

void append_request_csv(std::string& to, const RequestRecord& r, const System& system) {
  const std::string site = r.site < 0 ? std::string() : cell(system.sites[static_cast<std::size_t>(r.site)].name);
  fmt::format_to(std::back_inserter(to), "{},{},{},{},{:.9g},{},{},{},{:.9g},{:.9g},{:.9g},{:.9g},{:.9g},{},{},{}\n", r.request.id, cell(system.classes[r.request.klass].name),
                 cell(system.cities[r.request.origin].name), site, r.arrival_s, r.request.input_tokens, r.request.output_tokens, r.cached_tokens, r.queue_s, r.network_s,
                 r.ttft_s, r.tpot_s, r.end_to_end_s, r.request.attempt + 1, r.preemptions, r.lost ? 1 : 0);
}

std::string classes_csv(const Outcome& o) {
  std::string out = "class,metric,requests,lost,good_share,mean_s,p50_s,p90_s,p95_s,p99_s,p99_low_s,p99_high_s,p999_s,largest_s\n";
  for (const ClassOutcome& c : o.classes)
    for (const Metric& m : metrics(c)) {
      const Histogram& h = m.series.all();
      const Estimate p99 = m.series.percentile(0.99);
      out += fmt::format("{},{},{},{},{:.6g},{:.6g},{:.6g},{:.6g},{:.6g},{:.6g},{:.6g},{:.6g},{:.6g},{:.6g}\n", cell(c.name), m.name, h.count(), c.lost, c.done == 0 ? 0.0 : static_cast<double>(c.good) / static_cast<double>(c.done + c.lost),
                         h.mean_s(), h.percentile_s(0.5), h.percentile_s(0.9), h.percentile_s(0.95), p99.value, p99.low, p99.high, h.percentile_s(0.999), h.largest_s());
    }
  return out;
}

std::string distributions_csv(const Outcome& o) {
  std::string out = "class,metric,seconds,share\n";
  for (const ClassOutcome& c : o.classes)
    for (const Metric& m : metrics(c))
      for (const Histogram::Point& p : m.series.all().distribution()) out += fmt::format("{},{},{:.6g},{:.8g}\n", cell(c.name), m.name, p.seconds, p.share);
  return out;
}

std::string samples_csv(const Outcome& o) {
  std::string out = "site,at_s,decoding,running,waiting,kv_share,replicas\n";
  for (const SiteOutcome& s : o.sites)
    for (const Sample& x : s.samples) out += fmt::format("{},{:.6g},{},{},{},{:.5g},{}\n", cell(s.name), x.at_s, x.decoding, x.running, x.waiting, x.kv_share, x.replicas);
  return out;
}

std::string sites_csv(const Outcome& o) {
  std::string out = "site,requests,replica_hours,busy_share,mean_batch,mwh,clean_mwh,kg,energy_usd,preemptions,block_hit_share\n";
  for (const SiteOutcome& s : o.sites)
    out += fmt::format("{},{},{:.6g},{:.5g},{:.5g},{:.6g},{:.6g},{:.6g},{:.6g},{},{:.5g}\n", cell(s.name), s.requests, s.replica_hours, s.replica_hours > 0.0 ? s.counts.busy_s / 3600.0 / s.replica_hours : 0.0,
                       s.counts.busy_s > 0.0 ? s.counts.sequence_s / s.counts.busy_s : 0.0, s.mwh, s.clean_mwh, s.kg, s.energy_usd, s.counts.preemptions,
                       s.counts.block_lookups > 0 ? static_cast<double>(s.counts.block_hits) / static_cast<double>(s.counts.block_lookups) : 0.0);
  return out;
}

std::string to_json(const Outcome& o) {
  nlohmann::ordered_json all = {{"simulated_s", o.simulated_s}, {"requests", o.requests}, {"done", o.done()}, {"unfinished", o.unfinished}, {"stopped", o.stopped}};
  all["classes"] = nlohmann::ordered_json::array();
  for (const ClassOutcome& c : o.classes) {
    nlohmann::ordered_json one = {{"name", c.name}, {"done", c.done}, {"lost", c.lost}, {"good", c.good}, {"late", c.late}, {"retries", c.retries}, {"preemptions", c.preemptions},
                                  {"input_tokens", c.input_tokens}, {"output_tokens", c.output_tokens}, {"cached_tokens", c.cached_tokens}};
    for (const Metric& m : metrics(c)) {
      const Histogram& h = m.series.all();
      const Estimate p99 = m.series.percentile(0.99), p95 = m.series.percentile(0.95);
      one[m.name] = {{"mean_s", h.mean_s()}, {"p50_s", h.percentile_s(0.5)}, {"p90_s", h.percentile_s(0.9)}, {"p95_s", p95.value}, {"p99_s", p99.value}, {"p99_interval_s", {p99.low, p99.high}}, {"largest_s", h.largest_s()}};
    }
    one["queue"] = {{"mean_s", c.queue.mean_s()}, {"p50_s", c.queue.percentile_s(0.5)}, {"p99_s", c.queue.percentile_s(0.99)}};
    all["classes"].push_back(one);
  }
  all["sites"] = nlohmann::ordered_json::array();
  for (const SiteOutcome& s : o.sites)
    all["sites"].push_back({{"name", s.name}, {"requests", s.requests}, {"replica_hours", s.replica_hours}, {"busy_s", s.counts.busy_s}, {"iterations", s.counts.iterations}, {"jumps", s.counts.jumps},
                            {"prompt_tokens", s.counts.prompt_tokens}, {"output_tokens", s.counts.output_tokens}, {"block_lookups", s.counts.block_lookups}, {"block_hits", s.counts.block_hits},
                            {"preemptions", s.counts.preemptions}, {"mwh", s.mwh}, {"clean_mwh", s.clean_mwh}, {"kg", s.kg}, {"energy_usd", s.energy_usd}});
  if (o.cities.size() > 1) {
    all["cities"] = nlohmann::ordered_json::array();
    for (const CityOutcome& c : o.cities)
      all["cities"].push_back({{"name", c.name}, {"requests", c.ttft.all().count()}, {"ttft_p50_s", c.ttft.all().percentile_s(0.5)}, {"ttft_p95_s", c.ttft.all().percentile_s(0.95)}, {"ttft_p99_s", c.ttft.all().percentile_s(0.99)}, {"tpot_p99_s", c.tpot.all().percentile_s(0.99)}, {"end_to_end_p99_s", c.end_to_end.percentile_s(0.99)}});
  }
  return all.dump(2) + "\n";
}

Diagnostics write_netcdf(const Outcome& o, const std::filesystem::path& path) {
  int file = -1, code = nc_create(path.c_str(), NC_NETCDF4 | NC_CLOBBER, &file);
  if (code != NC_NOERR) return {{.file = path.string(), .message = std::string("cannot be written: ") + nc_strerror(code)}};
  const auto then = [&](auto&& call) {
    if (code == NC_NOERR) code = call();
  };
  const auto text = [&](int variable, const char* name, const std::string& words) { then([&] { return nc_put_att_text(file, variable, name, words.size(), words.data()); }); };
  std::size_t samples = 0;
  for (const SiteOutcome& s : o.sites) samples = std::max(samples, s.samples.size());
  int dims[2] = {0, 0}, time = 0, site = 0;
  then([&] { return nc_def_dim(file, "time", std::max<std::size_t>(samples, 1), &dims[0]); });
  then([&] { return nc_def_dim(file, "site", std::max<std::size_t>(o.sites.size(), 1), &dims[1]); });
  then([&] { return nc_def_var(file, "time", NC_DOUBLE, 1, &dims[0], &time); });
  text(time, "units", "seconds since 2000-01-01 00:00:00");
  text(time, "long_name", "time since the start of the simulation");
  then([&] { return nc_def_var(file, "site", NC_STRING, 1, &dims[1], &site); });
  text(NC_GLOBAL, "Conventions", "CF-1.8");
  text(NC_GLOBAL, "title", "Gridwright simulation: state of serving sites");
  const struct {
    const char *name, *unit, *words;
    double Sample::*value;
  } series[] = {{"decoding", "1", "requests that are decoding", &Sample::decoding}, {"running", "1", "requests in batches", &Sample::running}, {"waiting", "1", "requests that wait", &Sample::waiting}, {"kv_share", "1", "share of KV blocks held", &Sample::kv_share}};
  int variables[5] = {};
  for (int v = 0; v < 4; ++v) {
    then([&] { return nc_def_var(file, series[v].name, NC_DOUBLE, 2, dims, &variables[v]); });
    then([&] { return nc_def_var_deflate(file, variables[v], 1, 1, 1); });
    text(variables[v], "units", series[v].unit);
    text(variables[v], "long_name", series[v].words);
    text(variables[v], "cell_methods", "time: point");
  }
  then([&] { return nc_def_var(file, "replicas", NC_DOUBLE, 2, dims, &variables[4]); });
  text(variables[4], "units", "1");
  text(variables[4], "long_name", "replicas up");
  then([&] { return nc_enddef(file); });
  std::vector<double> values(std::max<std::size_t>(samples, 1));
  for (std::size_t k = 0; k < samples; ++k)
    for (const SiteOutcome& s : o.sites)
      if (k < s.samples.size()) values[k] = s.samples[k].at_s;
  then([&] { return nc_put_var_double(file, time, values.data()); });
  for (std::size_t s = 0; s < o.sites.size(); ++s) {
    const char* name = o.sites[s].name.c_str();
    then([&] { return nc_put_var1_string(file, site, &s, &name); });
    for (int v = 0; v < 5; ++v) {
      for (std::size_t k = 0; k < samples; ++k) {
        const bool there = k < o.sites[s].samples.size();
        values[k] = !there ? 0.0 : v < 4 ? o.sites[s].samples[k].*series[v].value : o.sites[s].samples[k].replicas;
      }
      const std::size_t start[2] = {0, s}, count[2] = {samples, 1};
      if (samples > 0) then([&] { return nc_put_vara_double(file, variables[v], start, count, values.data()); });
    }
  }
  const int closed = nc_close(file);
  if (code == NC_NOERR) code = closed;
  if (code != NC_NOERR) return {{.file = path.string(), .message = std::string("cannot be written: ") + nc_strerror(code)}};
  return {};
}

std::string chrome_trace(std::span<const IterationRecord> iterations, const System& system) {
  nlohmann::ordered_json events = nlohmann::ordered_json::array();
  for (std::size_t s = 0; s < system.sites.size(); ++s) events.push_back({{"name", "process_name"}, {"ph", "M"}, {"pid", s}, {"args", {{"name", system.sites[s].name}}}});
  for (const IterationRecord& r : iterations) {
    const int thread = 1000 * r.pool + r.replica;
    const double begin_us = 1e-3 * static_cast<double>(r.begin_ns), us = 1e-3 * static_cast<double>(r.end_ns - r.begin_ns);
    const std::string what = r.prompt_tokens > 0 ? "prompt " + std::to_string(r.prompt_tokens) + " + decode " + std::to_string(r.decoding) : "decode " + std::to_string(r.decoding);
    events.push_back({{"name", what}, {"cat", r.prompt_tokens > 0 ? "mixed" : "decode"}, {"ph", "X"}, {"ts", begin_us}, {"dur", us}, {"pid", r.site}, {"tid", thread},
                      {"args", {{"iterations", r.steps}, {"decoding", r.decoding}, {"prompt_tokens", r.prompt_tokens}, {"waiting", r.waiting}}}});
    events.push_back({{"name", "batch " + std::to_string(thread)}, {"ph", "C"}, {"ts", begin_us}, {"pid", r.site}, {"args", {{"decoding", r.decoding}, {"waiting", r.waiting}}}});
  }
  return nlohmann::ordered_json{{"displayTimeUnit", "ms"}, {"traceEvents", events}}.dump() + "\n";
}

std::string summary_text(const Outcome& o, const System& system) {
  std::string out;
  for (std::size_t k = 0; k < o.classes.size(); ++k) {
    const ClassOutcome& c = o.classes[k];
    if (c.done + c.lost == 0) continue;
    out += fmt::format("  {:<12} {} requests{}\n", c.name, group_thousands(static_cast<double>(c.done)), c.lost > 0 ? ", " + group_thousands(static_cast<double>(c.lost)) + " lost" : "");
    const auto line = [&](const char* name, const LatencySeries& s, double promise) {
      const Estimate p99 = s.percentile(0.99);
      std::string words = fmt::format("    {:<11} mean {:>8}   p50 {:>8}   p95 {:>8}   p99 {:>8} ({} to {})", name, time_words(s.all().mean_s()), time_words(s.all().percentile_s(0.5)), time_words(s.all().percentile_s(0.95)), time_words(p99.value), time_words(p99.low), time_words(p99.high));
      if (promise > 0.0) words += fmt::format("   promised {}: {}", time_words(promise), p99.value <= promise ? "kept" : "MISSED");
      out += words + "\n";
    };
    line("TTFT", c.ttft, system.classes[k].ttft_slo_s);
    if (c.tpot.all().count() > 0) line("TPOT", c.tpot, system.classes[k].tpot_slo_s);
    line("end to end", c.end_to_end, 0.0);
    if (c.cached_tokens > 0) out += fmt::format("    prefix cache {} % of prompt tokens\n", significant(100.0 * static_cast<double>(c.cached_tokens) / static_cast<double>(c.input_tokens), 3));
  }
  const ReplicaCounts n = o.counts();
  double up_h = 0.0, mwh = 0.0, usd = 0.0;
  for (const SiteOutcome& s : o.sites) up_h += s.replica_hours, mwh += s.mwh, usd += s.energy_usd;
  out += fmt::format("  replicas     {} busy, mean batch {}, {} output tokens/s while busy{}\n", up_h > 0.0 ? significant(100.0 * n.busy_s / 3600.0 / up_h, 3) + " %" : "-", n.busy_s > 0.0 ? significant(n.sequence_s / n.busy_s, 3) : "-",
                     n.busy_s > 0.0 ? significant(static_cast<double>(n.output_tokens) / n.busy_s, 3) : "-", n.preemptions > 0 ? ", " + group_thousands(static_cast<double>(n.preemptions)) + " preemptions" : "");
  if (mwh > 0.0) out += fmt::format("  energy       {} kWh{}\n", significant(1e3 * mwh, 3), usd > 0.0 ? ", " + significant(usd, 3) + " USD" : "");
  if (o.unfinished > 0) out += fmt::format("  unfinished   {} requests\n", group_thousands(static_cast<double>(o.unfinished)));
  return out;
}

}  // namespace gridwright::serving
