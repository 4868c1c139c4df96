#include "bind.hpp"

// [edge]: a serving network to be placed.
namespace gridwright::scenario {
namespace {

EdgeService bind_service(Section s) {
  EdgeService v{.id = s.id()};
  s.into("model", v.model);
  s.into("accelerator", v.accelerator);
  s.into("precision", v.precision);
  s.into("output_tokens_per_user_day", v.output_tokens_per_user_day);
  s.into("input_tokens", v.input_tokens);
  s.into("output_tokens", v.output_tokens);
  s.into("ttft_p99", v.ttft_p99);
  s.into("tpot_p99", v.tpot_p99);
  s.into("utilisation", v.utilisation);
  s.into("exact_hits", v.exact_hits);
  s.into("semantic_hits", v.semantic_hits);
  s.into("semantic_wrong", v.semantic_wrong);
  s.into("prefix_hits", v.prefix_hits);
  s.into("small_model", v.small_model);
  s.into("small_accepts", v.small_accepts);
  if (v.semantic_hits > 0.0 && !s.states("semantic_wrong"))
    s.problems().error(s.place("semantic_hits"), s.subject() + " answers by meaning but does not say how often wrongly",
                       "add semantic_wrong = \"1 %\"");
  if (s.states("small_model") != s.states("small_accepts"))
    s.problems().error(s.place(s.states("small_model") ? "small_model" : "small_accepts"),
                       s.subject() + " needs small_model and small_accepts together",
                       s.states("small_model") ? "add small_accepts = \"60 %\"" : "add small_model = \"llama-3.1-8b\"");
  return v;
}

EdgeOffer bind_offer(Section s) {
  EdgeOffer o{.id = s.id()};
  s.into("provider", o.provider);
  s.into("regions", o.regions);
  s.into("without", o.without);
  s.into("rent", o.rent_usd_per_hour, "USD/h");
  s.into("site_cost", o.site_usd_per_year, "USD/yr");
  s.into("egress", o.egress_usd_per_gb, "USD/GB");
  return o;
}

EdgeOwnSite bind_own(Section s) {
  EdgeOwnSite o{.id = s.id()};
  const Location at = bind_location(s.table("location"));
  o.location = {at.latitude_deg, at.longitude_deg};
  s.into("country", o.country);
  s.into("site_cost", o.site_usd_per_year, "USD/yr");
  s.into("energy_price", o.energy_usd_per_mwh, "USD/MWh");
  s.into("pue", o.pue);
  s.into("egress", o.egress_usd_per_gb, "USD/GB");
  return o;
}

}  // namespace

std::optional<Edge> bind_edge(Section s) {
  if (!s.stated()) return {};
  Edge e;
  s.into_file("cities", e.cities);
  s.into("largest", e.largest);
  s.into("users_share", e.users_share);
  s.into("access", e.access);
  Section latency = s.table("latency");
  latency.into_file("cities", e.latency.cities);
  latency.into_file("matrix", e.latency.matrix);
  latency.into("relays", e.latency.relays);
  latency.into("fit", e.latency.fit);
  if (latency.states("cities") != latency.states("matrix"))
    s.problems().error(latency.place(latency.states("cities") ? "cities" : "matrix"),
                       "measured round trips need cities and matrix together",
                       latency.states("cities") ? "add matrix = \"rtt.csv\"" : "add cities = \"cities.csv\"");
  Section goal = s.table("goal");
  goal.into("p50", e.goal.p50);
  goal.into("p95", e.goal.p95);
  goal.into("p99", e.goal.p99);
  goal.into("limit", e.goal.limit);
  if (e.goal.p95 < e.goal.p50 && goal.states("p50"))
    s.problems().error(goal.place("p95"), "the goal for 95 % of users is below the one for 50 %", "raise p95");
  if (e.goal.p99 < e.goal.p95 && goal.states("p95"))
    s.problems().error(goal.place("p99"), "the goal for 99 % of users is below the one for 95 %", "raise p99");
  s.into("survive_one_site", e.survive_one_site);
  s.into("least_sites", e.least_sites);
  s.into("most_sites", e.most_sites);
  s.into("bytes_per_token", e.bytes_per_token);
  if (e.most_sites > 0 && e.least_sites > e.most_sites)
    s.problems().error(s.place("least_sites"), "least_sites is above most_sites", "lower it");
  if (e.survive_one_site && e.most_sites == 1)
    s.problems().error(s.place("most_sites"), "one site cannot survive its own loss", "allow two sites or more");
  for (Section& each : s.tables("services")) e.services.push_back(bind_service(each));
  for (Section& each : s.tables("offers")) e.offers.push_back(bind_offer(each));
  for (Section& each : s.tables("own")) e.own.push_back(bind_own(each));
  for (Section& each : s.tables("residency")) {
    Residency r{.id = each.id()};
    each.into("users", r.users);
    each.into("serve_in", r.serve_in);
    e.residency.push_back(std::move(r));
  }
  if (!s.states("services"))
    s.problems().error(s.place(), "the edge has no service",
                       "add [edge.services.X] with model, accelerator and output_tokens_per_user_day");
  if (!s.states("offers") && !s.states("own"))
    s.problems().error(s.place(), "the edge has no site on offer",
                       "add [edge.offers.X] with a provider, or [edge.own.X] with a location");
  return e;
}

}  // namespace gridwright::scenario
