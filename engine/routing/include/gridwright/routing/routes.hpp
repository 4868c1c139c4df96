#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "gridwright/core/result.hpp"
#include "gridwright/design/design.hpp"
#include "gridwright/design/placement.hpp"
#include "gridwright/design/tables.hpp"

/// A finished design as routing rules, and the rules as files that routers load.
///
///   Result<Routes> routes = routes_of(*design::read_placement("out/edge-global"));
///   Result<std::vector<design::TextFile>> files = write_routes(*routes, "haproxy", options);
///
/// The rules are the same for every format: clients of a group go to its first site that is up; work that may run anywhere goes to all
/// sites by weight. A group bound by residency never leaves its own list.
namespace gridwright::routing {

struct Site {
  std::string id;         ///< "aws-eu-central-1"; letters, digits, '-' and '_'
  std::string address{};  ///< IPv4
  int port = 80;
  double latitude = 0.0, longitude = 0.0;
  int weight = 1;  ///< 1..256, by output tokens
};

/// Clients that are routed alike.
struct Group {
  std::string name;                    ///< "to-aws-eu-central-1"
  std::vector<std::string> countries;  ///< ISO codes
  std::vector<std::string> nets;       ///< "10.82.0.0/16": filled from the operator's table of nets
  std::vector<std::size_t> order;      ///< sites, the first that is up serves
  bool resident = false;               ///< residency: no other site may serve, ever
};

/// When is a site up.
struct HealthCheck {
  std::string path = "/healthz";
  int interval_s = 2, timeout_s = 1, down_after = 2, up_after = 2;
};

struct Routes {
  std::string title;
  std::vector<Site> sites;
  std::vector<Group> groups;
  std::size_t fallback = 0;  ///< group of clients that no net names: the one with most users
};

/// A country goes where most of its users go. Users by city come from the placement; from a plan, every built-in city goes to the nearest
/// site that serves tokens. Errors: no site serves anybody.
[[nodiscard]] Result<Routes> routes_of(const design::Placement& placement);
[[nodiscard]] Result<Routes> routes_of(const design::Design& design);

/// What the operator adds: `addresses` is CSV text with site, address, port; `nets` CSV text with net, country. Sites without a row keep
/// addresses of TEST-NET-1 (192.0.2.0/24), nets of unknown countries go to the fallback: both are told as warnings. Errors have their place.
[[nodiscard]] Diagnostics add_addresses(Routes& routes, const std::string& addresses, const std::string& shown_as);
[[nodiscard]] Diagnostics add_nets(Routes& routes, const std::string& nets, const std::string& shown_as);

struct ExportOptions {
  std::string domain = "infer.example";  ///< DNS zone
  std::string listen_address = "127.0.0.1";
  int listen_port = 0;       ///< 0: 8053 for DNS servers, 8080 for proxies
  std::string folder = ".";  ///< where the files will lie, absolute: some formats name themselves
  HealthCheck health{};
};

/// gdnsd powerdns haproxy nginx varnish envoy gateway-api
[[nodiscard]] std::vector<std::string> formats();
/// The files of one format, README.md with the commands to check and start it among them.
[[nodiscard]] Result<std::vector<design::TextFile>> write_routes(const Routes& routes, const std::string& format,
                                                                 const ExportOptions& options);

}  // namespace gridwright::routing
