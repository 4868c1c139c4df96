#include <doctest/doctest.h>

#include <set>

#include "gridwright/network/connection.hpp"
#include "gridwright/network/places.hpp"

using namespace gridwright::network;
using doctest::Approx;

TEST_CASE("built-in cities and regions") {
  const auto cities = built_in_cities();
  CHECK(cities.size() == 300);
  std::set<std::string> ids;
  double online = 0.0;
  for (const City& c : cities) ids.insert(c.id()), online += c.online_population;
  CHECK(ids.size() == 300);
  CHECK(online == Approx(851e6).epsilon(0.002));
  CHECK(cities.front().id() == "tokyo-jp");
  const auto regions = built_in_cloud_regions();
  CHECK(regions.size() == 176);
  std::set<std::pair<std::string, std::string>> metros;
  for (const CloudRegion& r : regions)
    if (r.country != "CN") metros.emplace(r.city, r.country);
  CHECK(metros.size() == 88);
  CHECK(access_networks().size() == 9);
}

TEST_CASE("a user's own cities: other names of columns, every mistake in one pass") {
  const auto good =
      parse_cities("rank,city,iso2,lat,lon,online_pop,tz\n1,Lyon,fr,45.76,4.84,900000,Europe/Paris\n", "mine.csv");
  REQUIRE(good);
  CHECK(good->front().country == "FR");
  CHECK(good->front().id() == "lyon-fr");
  CHECK(good->front().timezone == "Europe/Paris");
  // a latitude beyond the pole, a negative population, a place given twice (two Lyons far apart are two cities)
  const auto bad = parse_cities("city,country,lat,lon,online_population\nLyon,FR,95,4,1\nNice,FR,43.7,7.3,-1\nNice,FR,43.7,7.3,1\n", "mine.csv");
  REQUIRE_FALSE(bad);
  CHECK(bad.diagnostics().size() == 3);
  CHECK_FALSE(parse_cities("city,country\nLyon,FR\n", "mine.csv"));
  CHECK_FALSE(parse_cities("city,country,lat,lon,online_population\n", "mine.csv"));
}

TEST_CASE("jurisdictions") {
  CHECK(countries_of("eu").size() == 27);
  CHECK(countries_of("EEA").size() == 30);
  CHECK(countries_of("de") == std::vector<std::string>{"DE"});
  CHECK(countries_of("europe").empty());
}

TEST_CASE("handshakes and slow start: the counts of RFC 8446, RFC 9000 and RFC 6928") {
  CHECK(round_trips(Handshake::tls13) == 3);
  CHECK(round_trips(Handshake::quic) == 2);
  CHECK(slow_start_round_trips(2000) == 0);
  CHECK(slow_start_round_trips(14600) == 0);
  CHECK(slow_start_round_trips(14601) == 1);
  CHECK(slow_start_round_trips(450e3) == 4);
  const Way direct{.client_rtt_ms = 160.0}, by_edge{.client_rtt_ms = 12.0, .core_rtt_ms = 150.0};
  CHECK(first_byte_ms(direct) == Approx(480.0));
  CHECK(first_byte_ms(by_edge) == Approx(186.0));
  CHECK(dns_miss_share(0.1, 30) == Approx(0.25));
}
