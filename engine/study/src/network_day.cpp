#include "gridwright/study/network_day.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

#include "day_clock.hpp"
#include "gridwright/core/text.hpp"
#include "gridwright/network/latency.hpp"

namespace gridwright::study {
namespace {

using serving::Deployment;

/// Demand of a city at an hour of the run over its mean.
double shape_at(const network::City& city, double hour) {
  const double local = start_hour + hour + utc_offset_h(city.at.longitude_deg), days = std::floor(local / 24.0);
  return serving::shape_of_day(local - 24.0 * days, static_cast<int>(days + 7.0) % 7);
}

/// Requests/s that one replica carries with its batch always full: n / (S_out t), prompts riding along as fast as answers end.
double requests_per_s(const Deployment& d, double input, double output) {
  const serving::EngineConfig& e = d.pool.engine;
  const double cached = static_cast<double>(e.kv_blocks) * e.block_tokens / (input + 0.5 * output);
  const double n = std::max(1.0, std::min({static_cast<double>(e.max_sequences), cached, e.max_batched_tokens / (1.0 + input / output)}));
  std::vector<serving::PromptPiece> pieces;
  for (double left = n * input / output; left > 0.5; left -= input) pieces.push_back({std::min(left, input), 0.0});
  return n / (output * d.pool.steps->model().mixed(n, input + 0.5 * output, pieces));
}

Diagnostics check(const SyntheticDay& s) {
  Diagnostics wrong;
  const auto say = [&](const std::string& message, const std::string& fix) { wrong.push_back({.message = message, .fix = fix}); };
  const int known = static_cast<int>(network::built_in_cities().size());
  if (!(s.requests >= 1.0 && s.requests <= 1e12)) say("a day has 1 to 1e12 requests", "--synthesise 1000000");
  if (!(s.hours > 0.0 && s.hours <= 8760.0)) say("between 0 and 8,760 hours are simulated", "--hours 24");
  if (s.cities < 1 || s.cities > known) say("1 to " + std::to_string(known) + " cities are known", "--cities " + std::to_string(known));
  if (s.sites < 1 || s.sites > s.cities) say("there are 1 to " + std::to_string(s.cities) + " sites: one a city", "--sites 8");
  if (!(s.busy > 0.0 && s.busy < 1.0)) say("replicas are busy for a share between 0 and 1", "--busy 0.7");
  return wrong;
}

/// Replicas of each site: its busiest hour at the stated utilisation, or the stated number shared out by the busiest hours.
std::vector<int> replicas_by_site(const std::vector<double>& busiest_per_s, double replica_per_s, const SyntheticDay& stated) {
  double all = 0.0;
  for (const double x : busiest_per_s) all += x;
  std::vector<int> replicas;
  for (const double x : busiest_per_s) {
    const double wanted = stated.replicas > 0 ? std::round(stated.replicas * x / std::max(1e-12, all)) : std::ceil(x / (stated.busy * replica_per_s));
    replicas.push_back(std::max(1, static_cast<int>(wanted)));
  }
  return replicas;
}

void add_agents(const SyntheticDay& stated, const std::vector<network::City>& cities, NetworkDay& day) {
  if (stated.agents <= 0) return;
  day.system.classes.push_back({.name = "agents"});
  day.agents = {.klass = 1, .city_shares = {}, .population = stated.agents, .period_s = stated.agent_period_s, .sync_fraction = stated.agent_sync, .jitter_s = stated.agent_jitter_s, .first_input_tokens = 3000.0, .end_s = day.workload.end_s};
  for (const network::City& c : cities) day.agents.city_shares.push_back(c.online_population);
  day.notes.push_back(group_thousands(stated.agents) + " agents wake every " + group_thousands(stated.agent_period_s) + " s, " + significant(100.0 * stated.agent_sync, 3) + " % of them in four slots, within " +
                      group_thousands(stated.agent_jitter_s) + " s; isolated contexts of 3,000 tokens and more; less urgent than users");
}

}  // namespace

Result<NetworkDay> synthetic_day(const SyntheticDay& stated) {
  if (Diagnostics wrong = check(stated); !wrong.empty()) return wrong;
  const Result<Deployment> machine = serving::deploy(stated.deployment);
  if (!machine) return machine.diagnostics();
  std::vector<network::City> cities = network::built_in_cities();
  cities.resize(static_cast<std::size_t>(stated.cities));
  const auto sites = static_cast<std::size_t>(stated.sites);
  const network::LatencyModel latency = network::LatencyModel::from_distance(network::DistanceFit::good_path());

  NetworkDay day{.system = {}, .workload = {.start_hour = start_hour, .end_s = 3600.0 * stated.hours}, .machines = machine->text};
  day.system.classes = {{.name = "users", .ttft_slo_s = stated.ttft_slo_s, .tpot_slo_s = stated.tpot_slo_s}};
  day.system.cities.clear();
  day.system.routing.policy = stated.policy;
  day.system.rtt_sigma = network::backbone_sigma;
  const auto lengths = std::make_shared<serving::Lengths>();
  lengths->input_mean = stated.deployment.mean_input, lengths->output_mean = stated.deployment.mean_output;
  double online = 0.0;
  for (const network::City& c : cities) online += c.online_population;
  std::vector<std::vector<double>> load(sites, std::vector<double>(static_cast<std::size_t>(std::ceil(stated.hours)), 0.0));
  for (const network::City& c : cities) {
    std::size_t near = 0;
    double least = INFINITY;
    for (std::size_t s = 0; s < sites; ++s) {
      const double rtt = 1e-3 * latency.rtt_ms(c.at, cities[s].at);
      day.system.rtt_s.push_back(rtt);
      if (rtt < least) least = rtt, near = s;
    }
    const double per_s = stated.requests / 86400.0 * c.online_population / online;
    for (std::size_t h = 0; h < load[near].size(); ++h) load[near][h] += per_s * shape_at(c, static_cast<double>(h) + 0.5);
    day.workload.streams.push_back({.origin = static_cast<std::uint16_t>(day.system.cities.size()), .mean_per_s = per_s, .utc_offset_h = utc_offset_h(c.at.longitude_deg), .burst_cv = stated.burst_cv, .lengths = lengths, .turns_mean = stated.turns});
    day.system.cities.push_back({c.name});
  }
  std::vector<double> busiest;
  for (const std::vector<double>& hours : load) busiest.push_back(*std::max_element(hours.begin(), hours.end()));
  const double each = requests_per_s(*machine, stated.deployment.mean_input, stated.deployment.mean_output);
  const std::vector<int> replicas = replicas_by_site(busiest, each, stated);
  for (std::size_t s = 0; s < sites; ++s) {
    serving::PoolSpec pool = machine->pool;
    pool.replicas = replicas[s] * machine->replicas_per_instance;
    day.system.sites.push_back({.name = cities[s].name, .pools = {pool}, .balance = stated.policy == serving::Policy::prefix_affine ? serving::Balance::prefix_affine : serving::Balance::least_outstanding});
  }
  day.notes = {"synthetic: users of " + std::to_string(stated.cities) + " cities by people online, at their local hours (" + group_thousands(stated.requests) + " requests a day, their rate varying by " + significant(100.0 * stated.burst_cv, 2) + " % from minute to minute)",
               "lengths lognormal around " + group_thousands(lengths->input_mean) + " and " + group_thousands(lengths->output_mean) + " tokens; round trips by distance, without the last mile"};
  add_agents(stated, cities, day);
  return day;
}

void follow_routes(const routing::Routes& routes, const std::vector<std::string>& countries, serving::Routing& routing) {
  routing.policy = serving::Policy::listed;
  routing.lists.clear();
  for (const std::string& country : countries) {
    const auto found = std::find_if(routes.groups.begin(), routes.groups.end(), [&](const routing::Group& g) { return std::find(g.countries.begin(), g.countries.end(), country) != g.countries.end(); });
    const routing::Group& group = found != routes.groups.end() ? *found : routes.groups[routes.fallback];
    std::vector<int>& list = routing.lists.emplace_back();
    for (const std::size_t site : group.order) list.push_back(static_cast<int>(site));
  }
}

Result<serving::Outcome> simulate_network(const NetworkDay& day, serving::SimulateOptions options) {
  options.horizon_s = day.workload.end_s;
  if (day.agents.population <= 0) {
    serving::SyntheticSource source(day.workload, options.seed);
    return serving::simulate(day.system, source, options);
  }
  std::vector<std::unique_ptr<serving::ArrivalSource>> sources;
  sources.push_back(std::make_unique<serving::SyntheticSource>(day.workload, options.seed));
  sources.push_back(std::make_unique<serving::AgentSource>(day.agents, day.workload.blocks, options.seed));
  serving::MergedSource source(std::move(sources));
  return serving::simulate(day.system, source, options);
}

}  // namespace gridwright::study
