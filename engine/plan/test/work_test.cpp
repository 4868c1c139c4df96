// Work: demand, deadlines, training and regions, with answers worked out by hand. Rates and powers of accelerators come from
// the compute room; what is checked is what plan does with them.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "gridwright/core/finance.hpp"
#include "gridwright/plan/plan.hpp"
#include "inputs.hpp"
#include "planned.hpp"

using namespace gridwright;
using namespace gridwright::testing;
using doctest::Approx;
using plan::Outcome;
using scenario::Scenario;
using scenario::Site;
using scenario::Workload;
using scenario::WorkloadKind;

namespace {

/// One hall of 10,000 accelerators already there; power costs 10 USD/MWh in the first half of each day and 100 in the second.
Scenario campus(SeriesFiles& files, int hours, const Workload& work) {
  Site site = empty_site("here");
  site.grid = simple_grid(0.0);
  site.grid->energy_price = files.day_night(10.0, 100.0);
  site.halls = {simple_hall(100.0)};
  Scenario s = world(hours, {site});
  s.fleets = {simple_fleet("gpus", "here", {10'000.0, 10'000.0})};
  s.workloads = {work};
  return s;
}
/// Sum over the dear halves of the days.
double dear_sum(const std::vector<double>& v) {
  double out = 0.0;
  for (std::size_t t = 0; t < v.size(); ++t)
    if (t % 24 >= 12) out += v[t];
  return out;
}
double busy_limit(const Scenario& s) { return s.fleets[0].busy_share_max * 10'000.0; }

Workload training_work(double finish_hour) {
  Workload w;
  w.id = "run";
  w.kind = WorkloadKind::training;
  w.model = "llama-3.1-8b";
  w.compute_flop = 1e21;
  w.finish_hour = finish_hour;
  return w;
}
/// 1e21 FLOP an hour of the whole busy gang.
double gang_zflop_per_h(const Scenario& s) {
  const Result<plan::Inputs> in = plan::resolve_inputs(s);
  REQUIRE(in);
  return 1e-3 * busy_limit(s) * in->services[0].modes[0].zflop_per_kh;
}

}  // namespace

TEST_CASE("flat demand needs demand / (rate x busy share) accelerators; IT power is idle plus busy") {
  SeriesFiles files;
  Scenario s = campus(files, 48, serving_work("chat", WorkloadKind::interactive, 2.4e12));
  s.sites[0].grid->energy_price = flat(50.0);
  s.fleets[0].count = {0.0, 1e6};
  s.fleets[0].price = Money::canonical(30'000.0);
  s.fleets[0].life_years = 5.0;
  s.fleets[0].yearly_upkeep_share = 0.04;
  const design::Design d = design_of(s);
  const Result<plan::Inputs> in = plan::resolve_inputs(s);
  const plan::OperatingMode& mode = in->services[0].modes[0];
  const double busy = 1e3 * 100.0 / mode.gtokens_per_kh;  // 1e11 tokens an hour
  const double n = busy / 0.9;
  CHECK(capacity(d, "gpus", "accelerators") == Approx(n).epsilon(tight));
  CHECK(d.tokens_per_year == Approx(2.4e12 * 365.0).epsilon(tight));
  const double it = 1e-3 * (n * in->fleets[0].idle_mw_per_k + busy * (mode.busy_mw_per_k - in->fleets[0].idle_mw_per_k));
  for (double mw : hourly(d, "here", "it_power")) CHECK(mw == Approx(it).epsilon(1e-5));
  const double crf = 0.07 / (1.0 - std::pow(1.07, -5.0));
  CHECK(billed(d, "gpus", "capital") + billed(d, "gpus", "upkeep") == Approx(n * 30'000.0 * (crf + 0.04)).epsilon(tight));
  CHECK(d.pue > 1.0);
  CHECK(d.pue < 1.3);
}

TEST_CASE("diurnal demand keeps its mean over whole weeks and peaks in the afternoon") {
  SeriesFiles files;
  Workload chat = serving_work("chat", WorkloadKind::interactive, 2.4e11);
  chat.shape = "diurnal";
  const design::Design d = design_of(campus(files, 336, chat));
  const std::vector<double> demand = hourly(d, "chat", "demand");
  CHECK(sum(demand) == Approx(14.0 * 2.4e11).epsilon(1e-9));
  CHECK(std::max_element(demand.begin(), demand.begin() + 24) - demand.begin() == 15);
  CHECK(sum(hourly(d, "gpus.chat", "tokens")) == Approx(sum(demand)).epsilon(tight));
}

// Work of 12 dear hours: with a deadline of D hours the last D of them wait for the cheap half, the others cannot.
TEST_CASE("batch work waits for cheap power as long as its deadline lets it, first in, first out") {
  SeriesFiles files;
  for (int deadline : {1, 6, 12, 24}) {
    CAPTURE(deadline);
    Workload w = serving_work("documents", WorkloadKind::batch, 2.4e11);
    w.deadline = Duration::canonical(deadline);
    const design::Design d = design_of(campus(files, 96, w));
    const std::vector<double> tokens = hourly(d, "gpus.documents", "tokens"), backlog = hourly(d, "documents", "backlog");
    CHECK(sum(tokens) == Approx(96.0 * 1e10).epsilon(tight));
    CHECK(dear_sum(tokens) == Approx(4.0 * std::max(0, 12 - deadline) * 1e10).scale(1e12).epsilon(1e-5));
    for (double waiting : backlog) CHECK(waiting <= deadline * 1e10 * (1.0 + tight));
  }
}

TEST_CASE("training without pause costs runs in the cheap hours") {
  SeriesFiles files;
  Scenario s = campus(files, 96, training_work(96.0));
  s.workloads[0].compute_flop = 1e21 * 48.0 * gang_zflop_per_h(s);  // just the cheap half of four days
  const design::Design d = design_of(s);
  CHECK(dear_sum(hourly(d, "gpus.run", "active")) == Approx(0.0).scale(48.0 * busy_limit(s)).epsilon(1e-5));
  CHECK(sum(hourly(d, "gpus.run", "flop")) == Approx(s.workloads[0].compute_flop).epsilon(tight));
}

TEST_CASE("a pause costs the work it destroys") {
  SeriesFiles files;
  Scenario s = campus(files, 96, training_work(96.0));
  s.workloads[0].pause_cost = Duration::canonical(0.25);
  // Four cheap halves, three resumptions of the whole gang: 48 h less 3 x 0.25 h.
  s.workloads[0].compute_flop = 1e21 * (48.0 - 0.75) * gang_zflop_per_h(s);
  const design::Design d = design_of(s);
  CHECK(dear_sum(hourly(d, "gpus.run", "active")) == Approx(0.0).scale(48.0 * busy_limit(s)).epsilon(1e-5));
  CHECK(sum(hourly(d, "gpus.run", "resumed")) == Approx(3.0 * busy_limit(s)).epsilon(1e-4));
}

// No pause allowed: activity may only fall after the start. With c cheap and e dear levels c1 >= e1 = c2 >= e2 = c3 ...,
// e4 = 0 and c1 = full: 12 (1 + 2 (c2 + c3 + c4)) = 48 gives c2 + c3 + c4 = 1.5, so 18 full-gang hours are dear.
TEST_CASE("training that may not pause can only shrink") {
  SeriesFiles files;
  Scenario s = campus(files, 96, training_work(96.0));
  s.workloads[0].pauses_per_day = 0.0;
  s.workloads[0].compute_flop = 1e21 * 48.0 * gang_zflop_per_h(s);
  const design::Design d = design_of(s);
  const std::vector<double> active = hourly(d, "gpus.run", "active");
  CHECK(dear_sum(active) == Approx(18.0 * busy_limit(s)).epsilon(1e-4));
  for (std::size_t t = 1; t < active.size(); ++t) CHECK(active[t] <= active[t - 1] + 1e-4 * busy_limit(s));
}

TEST_CASE("training stays inside its dates, or says that it cannot be done") {
  SeriesFiles files;
  Scenario s = campus(files, 96, training_work(96.0));
  s.workloads[0].start_hour = 24.0;
  s.workloads[0].finish_hour = 48.0;
  s.workloads[0].compute_flop = 1e21 * 20.0 * gang_zflop_per_h(s);
  const std::vector<double> active = hourly(design_of(s), "gpus.run", "active");
  for (std::size_t t = 0; t < active.size(); ++t)
    if (t < 24 || t >= 48) CHECK(active[t] == 0.0);
  s.workloads[0].compute_flop = 1e21 * 25.0 * gang_zflop_per_h(s);  // 25 h of work in 24 h
  const Outcome o = plan::plan(s);
  REQUIRE(o.status == Outcome::Status::infeasible);
  REQUIRE(!o.conflicts.empty());
  // Too much work or too few accelerators: whichever gives way least is named.
  CHECK((o.conflicts.front().block == "training[run]" || o.conflicts.front().block == "throughput[gpus]"));
  CHECK(o.conflicts.front().amount > 0.0);
}

TEST_CASE("demand above what the fleet can do is named, with the amount that is missing") {
  SeriesFiles files;
  Scenario s = campus(files, 24, serving_work("chat", WorkloadKind::interactive, 2.4e12));
  const Result<plan::Inputs> in = plan::resolve_inputs(s);
  const double most = 1e-3 * busy_limit(s) * in->services[0].modes[0].gtokens_per_kh;  // 1e9 tokens an hour
  s.workloads[0].output_tokens_per_day = 24.0 * 1e9 * most * 1.1;
  const Outcome o = plan::plan(s);
  REQUIRE(o.status == Outcome::Status::infeasible);
  REQUIRE(!o.conflicts.empty());
  CHECK((o.conflicts.front().block == "demand[chat]" || o.conflicts.front().block == "throughput[gpus]"));
  CHECK(!o.conflicts.front().sentence.empty());
}

namespace {

/// The near site pays 100 USD/MWh, the far one 10; users sit next to the near one.
Scenario two_sites(double us_per_km) {
  Site near = empty_site("near"), far = empty_site("far");
  near.grid = simple_grid(100.0);
  far.grid = simple_grid(10.0);
  far.location = {.latitude_deg = 32.45, .longitude_deg = -99.73, .utc_offset_h = -6.0};  // some 1,400 km
  near.halls = far.halls = {simple_hall(100.0)};
  Scenario s = world(24, {near, far});
  s.fleets = {simple_fleet("near_gpus", "near", {10'000.0, 10'000.0}), simple_fleet("far_gpus", "far", {10'000.0, 10'000.0})};
  s.workloads = {serving_work("chat", WorkloadKind::interactive, 2.4e11)};
  s.workloads[0].regions = {{"town", 1.0}};
  s.regions = {{.id = "town", .location = {.latitude_deg = 43.9, .longitude_deg = -92.4, .utc_offset_h = -6.0}}};
  s.network.us_per_km = us_per_km;
  s.network.egress_usd_per_gb = 0.02;
  s.network.bytes_per_token = 5.0;
  return s;
}

}  // namespace

TEST_CASE("work goes to the cheap site when the promise allows the way, and stays near when it does not") {
  design::Design d = design_of(two_sites(15.0));  // 21 ms and 20 ms of 2 s
  CHECK(sum(hourly(d, "far_gpus.chat", "tokens")) == Approx(2.4e11).epsilon(1e-5));
  CHECK(sum(hourly(d, "near_gpus.chat", "tokens")) == Approx(0.0).scale(2.4e11).epsilon(1e-5));
  // 2.4e11 tokens a day x 5 bytes = 1,200 GB x 0.02 USD, every day of the year
  CHECK(billed(d, "chat", "egress") == Approx(1200.0 * 0.02 * 365.0).epsilon(1e-5));

  d = design_of(two_sites(1000.0));  // 1.4 s of 2 s on the way: more than half
  CHECK(sum(hourly(d, "near_gpus.chat", "tokens")) == Approx(2.4e11).epsilon(1e-5));
  CHECK(hourly(d, "chat.town", "flow").size() == 24);
}

TEST_CASE("users whom no site can answer in time are named") {
  Scenario s = two_sites(15.0);
  s.workloads[0].ttft_p99 = Duration::canonical(0.030 / 3600.0);  // half of it is less than the last mile
  const Outcome o = plan::plan(s);
  CHECK((o.status == Outcome::Status::bad_input || o.status == Outcome::Status::infeasible));
  CHECK((!o.diagnostics.empty() || !o.conflicts.empty()));
}

TEST_CASE("halls: every accelerator has its power set aside, and the limit of the hall is named when it does not suffice") {
  SeriesFiles files;
  Scenario s = campus(files, 24, serving_work("chat", WorkloadKind::interactive, 2.4e11));
  const Result<plan::Inputs> in = plan::resolve_inputs(s);
  const design::Design d = design_of(s);
  const double needed = 10.0 * in->fleets[0].provision_mw_per_k;
  double built = 0.0;
  for (const design::Capacity& c : d.capacities)
    if (c.what == "it_power") built += c.value;
  CHECK(built >= needed * (1.0 - tight));
  s.sites[0].halls[0].it_power = up_to_mw(0.9 * needed);
  const Outcome o = plan::plan(s);
  REQUIRE(o.status == Outcome::Status::infeasible);
  REQUIRE(!o.conflicts.empty());
  CHECK((o.conflicts.front().block == "hall_limit[here.hall]" || o.conflicts.front().block == "hall_space[here.hall]"));
  CHECK(o.conflicts.front().amount == Approx(0.1 * needed).epsilon(1e-3));
}

TEST_CASE("power caps are chosen by the hour: dear hours run capped, and the choice never costs more") {
  SeriesFiles files;
  Workload w;
  w.id = "batch";
  w.kind = WorkloadKind::batch;
  w.model = "llama-3.1-8b";
  w.deadline = Duration::canonical(4.0);
  w.output_tokens_per_day = 1e11;
  Scenario s = campus(files, 48, w);
  const auto inputs = plan::resolve_inputs(s);
  REQUIRE(inputs);
  // Two thirds of what they can do: room to run capped in some hours.
  w.output_tokens_per_day = 0.66 * 24.0 * busy_limit(s) * 1e6 * inputs->services[0].modes[0].gtokens_per_kh;
  s = campus(files, 48, w);
  const design::Design plain = design_of(s);
  s.fleets[0].power_caps = {1.0, 0.75, 0.6};
  const auto choices = plan::resolve_inputs(s);
  REQUIRE(choices);
  REQUIRE(choices->services[0].modes.size() == 3);
  const design::Design capped = design_of(s);
  CHECK(capped.usd_per_year < plain.usd_per_year * (1.0 - 1e-4));
  double all = 0.0, held = 0.0;
  for (const design::Hourly& h : capped.hourly) {
    const double total = std::accumulate(h.values.begin(), h.values.end(), 0.0);
    if (h.quantity == "active") all += total;
    if (h.quantity == "active_cap_75" || h.quantity == "active_cap_60") held += total;
  }
  CHECK(held > 0.1 * all);
  CHECK(capped.workloads[0].shares[0].operating_point.find("of its busy time") != std::string::npos);
}

TEST_CASE("a scarce supply slows a capped fleet instead of stopping it") {
  SeriesFiles files;
  Workload w;
  w.id = "run";
  w.kind = WorkloadKind::training;
  w.model = "llama-3.1-8b";
  w.compute_flop = 1e20;
  w.finish_hour = 24.0;
  Scenario s = campus(files, 24, w);
  const auto inputs = plan::resolve_inputs(s);
  REQUIRE(inputs);
  const plan::OperatingMode& full = inputs->services[0].modes[0];
  w.compute_flop = 0.8e21 * full.zflop_per_kh * 1e-3 * busy_limit(s) * 24.0;
  s = campus(files, 24, w);
  const double idle = 10.0 * inputs->fleets[0].idle_mw_per_k, busy = 1e-3 * busy_limit(s) * (full.busy_mw_per_k - inputs->fleets[0].idle_mw_per_k);
  s.sites[0].grid->connection = up_to_mw(idle + 0.8 * busy);  // nothing for the overhead of the hall: too little for full power, enough for 75 %
  CHECK(plan::plan(s).status == Outcome::Status::infeasible);
  s.fleets[0].power_caps = {1.0, 0.75};
  CHECK(plan::plan(s).status == Outcome::Status::done);
}

TEST_CASE("prefix hits, drafts and split pools change what an accelerator does, and an own chip runs like the card it is based on") {
  SeriesFiles files;
  Workload w;
  w.id = "chat";
  w.kind = WorkloadKind::interactive;
  w.model = "llama-3.1-70b";
  w.input_tokens = 3000.0, w.output_tokens = 300.0;
  w.output_tokens_per_day = 1e9;
  w.ttft_p99 = Duration::canonical(4.0 / 3600.0), w.tpot_p99 = Duration::canonical(0.1 / 3600.0);
  const auto rate = [&](const Workload& work, const std::string& accelerator = "h100_sxm") {
    Scenario s = campus(files, 24, work);
    s.fleets[0].accelerator = accelerator;
    scenario::CustomAccelerator own;
    own.id = "own", own.based_on = "h100_sxm";
    s.accelerators = {own};
    const auto in = plan::resolve_inputs(s);
    REQUIRE(in);
    return in->services[0].modes;
  };
  const double plain = rate(w)[0].gtokens_per_kh;
  CHECK(rate(w, "own")[0].gtokens_per_kh == plain);
  Workload hits = w;
  hits.serving.prefix_hits = 0.6;
  CHECK(rate(hits)[0].gtokens_per_kh > plain);
  Workload drafts = w;
  drafts.serving.draft_tokens = 3;
  CHECK(rate(drafts)[0].layout.draft_tokens == 3);
  Workload split = w;
  split.serving.split = true;
  CHECK(rate(split)[0].gtokens_per_kh >= plain);
}
