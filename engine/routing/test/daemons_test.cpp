// Exports are loaded by the real daemons on loopback: steering, weights and failover by real queries. What is not installed is skipped with a message.
#include <doctest/doctest.h>

#include <cmath>
#include <fstream>
#include <functional>
#include <map>
#include <memory>

#include "gridwright/routing/routes.hpp"
#include "loopback.hpp"
#include "scratch_folder.hpp"

using namespace gridwright;
using namespace gridwright::routing;
using Clock = std::chrono::steady_clock;

namespace {

double seconds_since(Clock::time_point t) { return std::chrono::duration<double>(Clock::now() - t).count(); }

/// Three sites; clients of Korea, of Germany (by residency nowhere else) and of the United States.
const std::map<std::string, std::string> addresses{
    {"seoul", "127.0.1.11"}, {"frankfurt", "127.0.1.12"}, {"virginia", "127.0.1.13"}};

Routes world(int port) {
  Routes r{.title = "loopback"};
  for (const char* name : {"seoul", "frankfurt", "virginia"})
    r.sites.push_back(
        {.id = name, .address = addresses.at(name), .port = port, .weight = std::string(name) == "virginia" ? 150 : 50});
  r.groups = {{.name = "to-seoul", .countries = {"KR"}, .nets = {"10.82.0.0/16"}, .order = {0, 2, 1}},
              {.name = "to-frankfurt", .countries = {"DE"}, .nets = {"10.49.0.0/16"}, .order = {1}, .resident = true},
              {.name = "to-virginia", .countries = {"US"}, .nets = {"10.1.0.0/16"}, .order = {2, 0, 1}}};
  r.fallback = 2;
  return r;
}

struct Candidate {
  std::string format, binary;
  std::function<std::vector<std::string>(const std::string& binary, const std::string& folder, int port)> words;
};

std::vector<Candidate> candidates() {
  using Words = std::vector<std::string>;
  return {{"gdnsd", "gdnsd",
           [](const auto& b, const auto& f, int) {
             return Words{b, "-c", f, "start"};
           }},
          {"powerdns", "pdns_server",
           [](const auto& b, const auto& f, int) {
             return Words{b, "--config-dir=" + f};
           }},
          {"haproxy", "haproxy",
           [](const auto& b, const auto& f, int) {
             return Words{b, "-db", "-f", f + "/haproxy.cfg"};
           }},
          {"nginx", "nginx",
           [](const auto& b, const auto& f, int) {
             return Words{b, "-g", "daemon off;", "-c", f + "/nginx.conf"};
           }},
          {"varnish", "varnishd", [](const auto& b, const auto& f, int port) {
             return Words{
                 b,    "-F",   "-n", f + "/work", "-a", "127.0.0.1:" + std::to_string(port), "-f", f + "/routes.vcl",
                 "-j", "none", "-s", "malloc,16m"};
           }}};
}

/// One router under test: asks and gives the site's name.
struct Router {
  std::string format, folder;
  int port = 0;
  bool dns = false;
  std::unique_ptr<loopback::Daemon> daemon;
  std::string ask(const std::string& client, bool core = false) const {
    if (!dns) return loopback::http_get("127.0.0.1", port, client, core);
    const std::string address = loopback::dns_a("127.0.0.1", port, core ? "core.infer.test" : "infer.infer.test", client);
    for (const auto& [name, a] : addresses)
      if (a == address) return name;
    return {};
  }
  [[nodiscard]] std::string log() const {
    std::ifstream in(folder + "/log");
    return {std::istreambuf_iterator<char>(in), {}};
  }
};

/// Waits until the answer is `wanted`; the seconds it took, or `limit` + 1.
double until(const Router& r, const std::string& client, const std::string& wanted, double limit) {
  const Clock::time_point start = Clock::now();
  while (seconds_since(start) < limit) {
    if (r.ask(client) == wanted) return seconds_since(start);
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  return limit + 1.0;
}

}  // namespace

TEST_CASE("daemons load their exports and route as the rules say") {
  const int port = loopback::free_port("127.0.1.11");
  std::map<std::string, std::unique_ptr<loopback::Site>> sites;
  for (const auto& [name, address] : addresses) {
    sites[name] = std::make_unique<loopback::Site>(name, address, port);
    REQUIRE(sites[name]->listening());
  }
  const Routes routes = world(port);
  const HealthCheck health{.interval_s = 2, .timeout_s = 1, .down_after = 2, .up_after = 1};
  ScratchFolder scratch;
  std::filesystem::permissions(scratch.path(), std::filesystem::perms::others_all,
                               std::filesystem::perm_options::add);  // daemons drop root
  std::vector<Router> routers;
  for (const Candidate& c : candidates()) {
    const auto binary = loopback::program(c.binary);
    if (!binary) {
      MESSAGE("skipped: " << c.format << " is not installed");
      continue;
    }
    Router r{.format = c.format,
             .folder = (scratch.path() / c.format).string(),
             .port = loopback::free_port(),
             .dns = c.format == "gdnsd" || c.format == "powerdns"};
    const auto files = write_routes(routes, c.format,
                                    {.domain = "infer.test", .listen_port = r.port, .folder = r.folder, .health = health});
    REQUIRE(files);
    for (const design::TextFile& f : *files) {
      const std::filesystem::path file = std::filesystem::path(r.folder) / f.name;
      std::filesystem::create_directories(file.parent_path());
      std::ofstream(file) << f.content;
    }
    for (const auto& entry : std::filesystem::recursive_directory_iterator(r.folder))
      if (entry.is_directory())
        std::filesystem::permissions(entry.path(), std::filesystem::perms::others_all, std::filesystem::perm_options::add);
    std::filesystem::permissions(r.folder, std::filesystem::perms::others_all, std::filesystem::perm_options::add);
    r.daemon = std::make_unique<loopback::Daemon>(c.words(*binary, r.folder, r.port), r.folder + "/log");
    routers.push_back(std::move(r));
  }
  const double bound = health.interval_s * health.down_after + health.timeout_s + 2.0;
  for (Router& r : routers) {
    CAPTURE(r.format);
    const double started = until(r, "10.82.3.4", "seoul", 15.0);
    if (started > 15.0) {
      FAIL_CHECK(r.format << " did not start: " << r.log());
      continue;
    }
    // PowerDNS checks an address once it was asked for: every list is asked once before answers count.
    for (const auto& [client, site] :
         {std::pair{"10.49.1.1", "frankfurt"}, {"10.1.1.1", "virginia"}, {"198.51.100.1", "virginia"}})
      CHECK(until(r, client, site, bound) <= bound);
    std::this_thread::sleep_for(std::chrono::milliseconds(r.format == "powerdns" ? 1000 * health.interval_s + 500 : 0));
    // Steering: every net to its site, strangers to the fallback.
    int wrong = 0;
    for (int k = 0; k < 20; ++k) {
      const std::string host = std::to_string(k) + ".7";
      wrong += r.ask("10.82." + host) != "seoul";
      wrong += r.ask("10.49." + host) != "frankfurt";
      wrong += r.ask("10.1." + host) != "virginia";
      wrong += r.ask("198.51.100." + std::to_string(k)) != "virginia";
    }
    CHECK(wrong == 0);
    // Weights 50 : 50 : 150 within three standard deviations of the binomial.
    constexpr int asked = 300;
    std::map<std::string, int> seen;
    for (int k = 0; k < asked; ++k) ++seen[r.ask("10.1.0.1", true)];
    const double sigma = std::sqrt(asked * 0.6 * 0.4);
    CAPTURE(seen["virginia"]);
    CHECK(std::abs(seen["virginia"] - 0.6 * asked) <= 3.0 * sigma);
    CHECK(seen["seoul"] > 0);
    CHECK(seen["frankfurt"] > 0);
  }
  // Failover and return: all routers at once see Seoul go and come. Each is asked by a thread of its own.
  const auto all_until = [&](const std::string& wanted, double limit) {
    std::vector<double> took(routers.size());
    std::vector<std::thread> threads;
    for (std::size_t k = 0; k < routers.size(); ++k)
      threads.emplace_back([&, k] { took[k] = until(routers[k], "10.82.3.4", wanted, limit); });
    for (std::thread& t : threads) t.join();
    return took;
  };
  sites["seoul"]->down(true);
  const std::vector<double> left = all_until("virginia", bound);
  sites["seoul"]->down(false);
  const std::vector<double> back = all_until("seoul", bound + 4.0);
  for (std::size_t k = 0; k < routers.size(); ++k) {
    MESSAGE(routers[k].format << ": failover after " << left[k] << " s, return after " << back[k] << " s");
    CHECK_MESSAGE(left[k] <= bound, routers[k].format << " does not fail over");
    CHECK_MESSAGE(back[k] <= bound + 4.0, routers[k].format << " does not come back");
  }
  // Residency: with its only site gone a closed group is served nowhere else (proxies; a DNS server hands out the dead address).
  sites["frankfurt"]->down(true);
  std::this_thread::sleep_for(std::chrono::milliseconds(static_cast<int>(1000 * bound)));
  for (const Router& r : routers) {
    CAPTURE(r.format);
    const std::string site = r.ask("10.49.1.1");
    CHECK((site.empty() || site == "frankfurt"));
  }
}
