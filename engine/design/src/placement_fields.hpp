#pragma once
#include "field_list.hpp"
#include "gridwright/design/placement.hpp"

/// What placement.json holds: name, member, meaning (see fields.hpp).
namespace gridwright::design {

template <is<PlacedModel> T>
void each_field(T& m, auto&& f) {
  f("service", m.service, "service id");
  f("model", m.model, "model card");
  f("accelerator", m.accelerator, "accelerator card");
  f("stage", m.stage, "model, or small model asked first");
  f("accelerators", m.accelerators, "whole instances, reserve included");
  f("reserve", m.reserve, "of these, held for the loss of another site");
  f("instance_accelerators", m.instance_accelerators, "accelerators of one copy");
  f("peak_tokens_per_s", m.peak_tokens_per_s, "output tokens at the busiest hour");
  f("tokens_per_year", m.tokens_per_year, "output tokens generated");
  f("usd_per_year", m.usd_per_year, "rent or annuity");
  f("operating_point", m.operating_point, "in words");
}

template <is<PlacedSite> T>
void each_field(T& s, auto&& f) {
  f("id", s.id, "site id");
  f("provider", s.provider, "cloud, or own");
  f("region", s.region, "the provider's code");
  f("city", s.city, "where it is");
  f("country", s.country, "ISO code");
  f("latitude", s.latitude, "degrees north");
  f("longitude", s.longitude, "degrees east");
  f("users", s.users, "people served from here");
  f("weight", s.weight, "share of all output tokens");
  f("site_usd", s.site_usd, "a year, for being there");
  f("accelerator_usd", s.accelerator_usd, "a year, rent or annuity");
  f("energy_usd", s.energy_usd, "a year; in the rent at clouds");
  f("egress_usd", s.egress_usd, "a year, traffic to users");
  f("energy_mwh", s.energy_mwh, "a year, with PUE");
  f("models", s.models, "what runs there");
}

template <is<ServedCity> T>
void each_field(T& c, auto&& f) {
  f("id", c.id, "city id");
  f("name", c.name, "city");
  f("country", c.country, "ISO code");
  f("latitude", c.latitude, "degrees north");
  f("longitude", c.longitude, "degrees east");
  f("users", c.users, "people");
  f("site", c.site, "serves it");
  f("backup", c.backup, "serves it when that site is lost");
  f("distance_km", c.distance_km, "great circle");
  f("rtt_ms", c.rtt_ms, "path, median");
  f("p50_ms", c.p50_ms, "with last mile and scatter");
  f("p95_ms", c.p95_ms, "with last mile and scatter");
  f("p99_ms", c.p99_ms, "with last mile and scatter");
  f("first_byte_ms", c.first_byte_ms, "median, new TLS 1.3 connection");
  f("backup_rtt_ms", c.backup_rtt_ms, "path to the backup; null: none");
  f("usd_per_million_tokens", c.usd_per_million_tokens, "of what its users are sent");
  f("allowed", c.allowed, "residency rule that binds");
  f("preference", c.preference, "sites it may use, nearest first");
}

template <is<PlacementGoal> T>
void each_field(T& g, auto&& f) {
  f("share", g.share, "of users");
  f("within_ms", g.within_ms, "typical round trip with last mile");
  f("reached", g.reached, "share of users within it");
}

template <is<Placement> T>
void each_field(T& p, auto&& f) {
  f("schema", p.schema, "of this file");
  f("scenario", p.scenario, "title");
  f("description", p.description, "from the scenario");
  f("money", p.money, "money year");
  f("candidates", p.candidates, "sites on offer");
  f("latency", p.latency, "how round trips are known");
  f("access", p.access, "last mile");
  f("access_ms", p.access_ms, "its median");
  f("usd_per_year", p.usd_per_year, "everything");
  f("bound_usd", p.bound_usd, "no placement costs less");
  f("gap", p.gap, "relative");
  f("proved", p.proved, "within the gap asked for");
  f("reserve_usd", p.reserve_usd, "for the loss of any one site");
  f("iterations", p.iterations, "of the bound");
  f("nodes", p.nodes, "of branch and bound");
  f("users", p.users, "people");
  f("tokens_per_year", p.tokens_per_year, "sent to users");
  f("answered_share", p.answered_share, "requests answered from caches");
  f("wrong_share", p.wrong_share, "requests answered wrongly from caches");
  f("usd_per_million_tokens", p.usd_per_million_tokens, "of what users are sent");
  f("p50_ms", p.p50_ms, "network, over all requests");
  f("p95_ms", p.p95_ms, "network, over all requests");
  f("p99_ms", p.p99_ms, "network, over all requests");
  f("mean_rtt_ms", p.mean_rtt_ms, "path, over users");
  f("energy_mwh", p.energy_mwh, "a year");
  f("survives_one_site", p.survives_one_site, "any one site may fail");
  f("goals", p.goals, "asked for and reached");
  f("sites", p.sites, "open sites");
  f("cities", p.cities, "users");
  f("notes", p.notes, "assumptions");
}

}  // namespace gridwright::design
