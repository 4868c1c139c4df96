#include <doctest/doctest.h>

#include <algorithm>

#include "gridwright/serving/results.hpp"
#include "gridwright/study/network_day.hpp"

using namespace gridwright;

namespace {

study::SyntheticDay small_day() {
  return {.deployment = {.model = "llama-3.1-8b", .accelerator = "h100_sxm", .precision = "bf16", .tp = 1, .max_sequences = 64}, .requests = 200'000.0, .hours = 2.0, .cities = 20, .sites = 4, .ttft_slo_s = 2.0, .tpot_slo_s = 0.05};
}

design::Placement three_sites() {
  design::Placement p{.scenario = "test", .access_ms = 4.0};
  const auto site = [](const char* id, const char* country, double lat, double lon) {
    return design::PlacedSite{.id = id, .country = country, .latitude = lat, .longitude = lon, .weight = 0.3,
                              .models = {{.service = "chat", .model = "llama-3.1-8b", .accelerator = "h100_sxm", .stage = "model", .accelerators = 8.0, .tokens_per_year = 1e12}}};
  };
  p.sites = {site("frankfurt", "DE", 50.1, 8.7), site("chicago", "US", 41.9, -87.6), site("seoul", "KR", 37.5, 127.0)};
  p.cities = {{.id = "berlin-de", .name = "Berlin", .country = "DE", .latitude = 52.5, .longitude = 13.4, .users = 5e6, .site = "frankfurt", .rtt_ms = 12.0, .allowed = "eu", .preference = {"frankfurt"}},
              {.id = "new-york-us", .name = "New York", .country = "US", .latitude = 40.7, .longitude = -74.0, .users = 9e6, .site = "chicago", .backup = "frankfurt", .rtt_ms = 25.0, .backup_rtt_ms = 90.0, .preference = {"chicago", "frankfurt", "seoul"}},
              {.id = "seoul-kr", .name = "Seoul", .country = "KR", .latitude = 37.5, .longitude = 127.0, .users = 9e6, .site = "seoul", .backup = "chicago", .rtt_ms = 3.0, .backup_rtt_ms = 160.0, .preference = {"seoul", "chicago", "frankfurt"}}};
  return p;
}

scenario::Edge chat() {
  scenario::Edge e;
  e.services = {{.id = "chat", .model = "llama-3.1-8b", .precision = "bf16", .input_tokens = 400.0, .output_tokens = 100.0}};
  return e;
}

}  // namespace

TEST_CASE("a synthetic day: about as many requests as stated, every city seen, promises kept at moderate load, the same bytes on two threads") {
  const Result<study::NetworkDay> day = study::synthetic_day(small_day());
  REQUIRE(day);
  CHECK(day->system.sites.size() == 4);
  CHECK(day->system.cities.size() == 20);
  const Result<serving::Outcome> o = study::simulate_network(*day, {.threads = 1});
  REQUIRE(o);
  CHECK(o->done() == o->requests);
  CHECK(static_cast<double>(o->requests) == doctest::Approx(200'000.0 * 2.0 / 24.0).epsilon(0.4));  // two hours of a day with its own shape
  for (const serving::CityOutcome& city : o->cities) CHECK(city.ttft.all().count() > 0);
  CHECK(o->classes[0].tpot.all().percentile_s(0.99) < 0.05);
  const Result<serving::Outcome> again = study::simulate_network(*day, {.threads = 2});
  REQUIRE(again);
  CHECK(serving::to_json(*o) == serving::to_json(*again));
}

TEST_CASE("agents beside the users; what makes no sense is refused in one pass") {
  study::SyntheticDay stated = small_day();
  stated.agents = 3000;
  stated.agent_period_s = 1800.0;
  const Result<study::NetworkDay> day = study::synthetic_day(stated);
  REQUIRE(day);
  const Result<serving::Outcome> o = study::simulate_network(*day, {});
  REQUIRE(o);
  CHECK(o->classes[1].done > 3000);
  const auto wrong = study::synthetic_day({.deployment = stated.deployment, .requests = 0.0, .hours = -1.0, .cities = 9999, .sites = 0, .busy = 2.0});
  REQUIRE_FALSE(wrong);
  CHECK(wrong.diagnostics().size() == 5);
}

TEST_CASE("a placed network is simulated by the routes that are exported: each city to its first site, next of its list when that is lost, residency to none") {
  const design::Placement p = three_sites();
  const Result<study::NetworkDay> day = study::placed_day(chat(), p, {.requests = 30'000.0, .hours = 1.0});
  REQUIRE(day);
  const Result<routing::Routes> routes = routing::routes_of(p);
  REQUIRE(routes);
  CHECK(day->system.routing.policy == serving::Policy::listed);
  for (std::size_t c = 0; c < p.cities.size(); ++c)
    for (const routing::Group& g : routes->groups)
      if (std::find(g.countries.begin(), g.countries.end(), p.cities[c].country) != g.countries.end())
        CHECK(day->system.routing.lists[c] == std::vector<int>(g.order.begin(), g.order.end()));

  const auto served = [&](const serving::System& system) {
    study::NetworkDay variant = *day;
    variant.system = system;
    std::vector<std::vector<int>> at(3, std::vector<int>(4, 0));  // city x site, the last column: lost
    const Result<serving::Outcome> o = study::simulate_network(variant, {.on_request = [&](const serving::RequestRecord& r) { ++at[r.request.origin][r.lost ? 3 : static_cast<std::size_t>(r.site)]; }});
    REQUIRE(o);
    return at;
  };
  const auto usual = served(day->system);
  CHECK((usual[0][0] > 0 && usual[0][1] + usual[0][2] + usual[0][3] == 0));
  CHECK((usual[1][1] > 0 && usual[1][0] + usual[1][2] + usual[1][3] == 0));
  CHECK((usual[2][2] > 0 && usual[2][0] + usual[2][1] + usual[2][3] == 0));
  serving::System broken = day->system;
  for (const int site : {0, 1}) broken.faults.push_back({.kind = serving::Fault::Kind::site, .site = site, .from_s = 0.0, .to_s = 3600.0});
  const auto lost = served(broken);
  CHECK((lost[0][1] + lost[0][2] == 0 && lost[0][3] > 0));  // bound to the European Union: nobody else may serve
  CHECK((lost[1][2] > 0 && lost[1][1] == 0));
  CHECK_FALSE(study::placed_day(chat(), p, {.lost_site = "frankfort"}));
}
