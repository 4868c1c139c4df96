#include <fmt/format.h>

#include <algorithm>

#include "formats.hpp"

// DNS steering: gdnsd 3 and PowerDNS 4.7 (geoip backend with Lua records).
namespace gridwright::routing {

namespace {

std::string readme(const char* what, const std::string& check, const std::string& start, const ExportOptions& o) {
  return fmt::format(
      "# {}\n\n    {}\n    {}\n    dig +short @{} -p {} infer.{} A +subnet=203.0.113.0/24\n\n`infer` follows the client's "
      "net (EDNS client subnet, else the resolver's address); `core` is weighted over all sites.\n"
      "Addresses of 192.0.2.0/24 are placeholders: export again with --addresses. Clients are told apart by --nets.\n",
      what, check, start, o.listen_address, o.listen_port, o.domain);
}

}  // namespace

Files write_gdnsd(const Routes& r, const ExportOptions& o) {
  std::string centres, map, addresses, pool;
  for (std::size_t j : r.groups[r.fallback].order)
    centres += (centres.empty() ? "" : ", ") + word(r.sites[j].id);  // the order of unknown clients
  for (std::size_t j = 0; j < r.sites.size(); ++j) {
    const Site& s = r.sites[j];
    if (std::find(r.groups[r.fallback].order.begin(), r.groups[r.fallback].order.end(), j) ==
        r.groups[r.fallback].order.end())
      centres += ", " + word(s.id);
    addresses += fmt::format("{}{} => {}", j > 0 ? ", " : "", word(s.id), s.address);
    pool += fmt::format("    {} => [ {}, {} ]\n", word(s.id), s.address, s.weight);
  }
  for (const Group& g : r.groups)
    for (const std::string& net : g.nets) {
      std::string order;
      for (std::size_t j : g.order) order += (order.empty() ? "" : ", ") + word(r.sites[j].id);
      map += fmt::format("        {} => [ {} ]\n", net, order);
    }
  std::string config = fmt::format(
      "# {}\noptions => {{\n  listen => [ \"{}:{}\" ]\n  run_dir => \"{}/run\"\n  state_dir => \"{}/run\"\n  "
      "zones_default_ttl => 30\n  min_ttl => 5\n  edns_client_subnet => true\n}}\n"
      "service_types => {{\n  infer_http => {{ plugin => \"http_status\", port => {}, url_path => \"{}\", ok_codes => [ 200 "
      "], interval => {}, timeout => {}, up_thresh => {}, ok_thresh => {}, down_thresh => {} }}\n}}\n"
      "plugins => {{\n  geoip => {{\n    maps => {{\n      world => {{\n        datacenters => [ {} ]\n        nets => "
      "{{\n{}        }}\n      }}\n    }}\n"
      "    resources => {{ infer => {{ map => world, service_types => infer_http, dcmap => {{ {} }} }} }}\n  }}\n  weighted "
      "=> {{\n   core => {{\n    service_types => infer_http\n    multi => false\n{}   }}\n  }}\n}}\n",
      r.title, o.listen_address, o.listen_port, o.folder, o.folder, r.sites.front().port, o.health.path, o.health.interval_s,
      o.health.timeout_s, o.health.up_after, o.health.up_after, o.health.down_after, centres, map, addresses, pool);
  std::string zone =
      "@ SOA ns1 hostmaster ( 1 7200 1800 259200 30 )\n@ NS ns1\nns1 A 127.0.0.1\ninfer 30 DYNA geoip!infer\ncore 30 DYNA "
      "weighted!core\n";
  return {{"config", config},
          {"zones/" + o.domain, zone},
          {"run/README", "gdnsd keeps its socket and state here.\n"},
          {"README.md", readme("gdnsd 3", "gdnsd -c " + o.folder + " checkconf", "gdnsd -c " + o.folder + " start", o)}};
}

Files write_powerdns(const Routes& r, const ExportOptions& o) {
  const std::string url = fmt::format("http://infer.{}:{}{}", o.domain, r.sites.front().port, o.health.path);
  const auto list = [&](const Group& g) {
    std::string out;
    for (std::size_t j : g.order) out += (out.empty() ? "{'" : ",{'") + r.sites[j].address + "'}";
    return out;
  };
  std::string lua = "A \\\"; ", core;
  bool first = true;
  for (const Group& g : r.groups) {
    if (g.nets.empty()) continue;
    std::string nets;
    for (const std::string& net : g.nets) nets += (nets.empty() ? "'" : ",'") + net + "'";
    lua += fmt::format("{} netmask({{{}}}) then return ifurlup('{}', {{{}}}) ", first ? "if" : "elseif", nets, url, list(g));
    first = false;
  }
  const std::string rest = fmt::format("return ifurlup('{}', {{{}}})", url, list(r.groups[r.fallback]));
  lua += first ? rest + " \\\"" : "else " + rest + " end\\\"";
  for (const Site& s : r.sites) core += fmt::format("      - a: {{content: {}, weight: {}}}\n", s.address, s.weight);
  const std::string conf = fmt::format(
      "# "
      "{}\nlaunch=geoip\ngeoip-zones-file={}/"
      "geo.yaml\ngeoip-database-files=\nlocal-address={}\nlocal-port={}\nsocket-dir={}/"
      "run\nenable-lua-records=yes\nedns-subnet-processing=yes\nlua-health-checks-interval={}\n"
      "cache-ttl=0\nquery-cache-ttl=0\nnegquery-cache-ttl=0\ndaemon=no\nguardian=no\nsetuid=\nsetgid=\n",
      r.title, o.folder, o.listen_address, o.listen_port, o.folder, o.health.interval_s);
  const std::string zone = fmt::format(
      "domains:\n- domain: {0}\n  ttl: 30\n  records:\n    {0}:\n      - soa: ns1.{0} hostmaster.{0} 1 7200 3600 86400 30\n "
      "     - ns: ns1.{0}\n    core.{0}:\n{1}    infer.{0}:\n      - lua: {{content: \"{2}\"}}\n",
      o.domain, core, lua);
  return {{"pdns.conf", conf},
          {"geo.yaml", zone},
          {"run/README", "pdns_server keeps its socket here.\n"},
          {"README.md",
           readme("PowerDNS 4.7 with pdns-backend-geoip", "pdns_server --config-dir=" + o.folder + " --config=check",
                  "pdns_server --config-dir=" + o.folder, o)}};
}

}  // namespace gridwright::routing
