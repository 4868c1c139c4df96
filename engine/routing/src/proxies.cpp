#include <fmt/format.h>

#include <algorithm>

#include "formats.hpp"

// HTTP proxies: HAProxy 2.6, nginx 1.22, Varnish 7.1. The client's net is taken from the first address of X-Forwarded-For, which a load balancer
// in front must set; work with the header "X-GW-Class: batch" goes to all sites by weight.
namespace gridwright::routing {

namespace {

std::string readme(const char* what, const std::string& check, const std::string& start, const ExportOptions& o) {
  return fmt::format(
      "# {}\n\n    {}\n    {}\n    curl -H 'X-Forwarded-For: 203.0.113.7' http://{}:{}/\n\nThe first address of "
      "X-Forwarded-For decides the group: accept it only from a balancer you trust.\n"
      "`X-GW-Class: batch` goes to all sites by weight. Addresses of 192.0.2.0/24 are placeholders: export again with "
      "--addresses.\n",
      what, check, start, o.listen_address, o.listen_port);
}

}  // namespace

Files write_haproxy(const Routes& r, const ExportOptions& o) {
  std::string map, text;
  for (const Group& g : r.groups)
    for (const std::string& net : g.nets) map += net + " " + word(g.name) + "\n";
  text = fmt::format(
      "# {}\nglobal\n  stats socket {}/haproxy.sock mode 600 level admin\ndefaults\n  mode http\n  timeout connect 1s\n  "
      "timeout client 300s\n  timeout server 300s\n  timeout queue 2s\n  timeout check {}s\n  option redispatch\n  retries "
      "2\n"
      "  default-server inter {}s fall {} rise {}\nfrontend fe\n  bind {}:{}\n  http-request set-var(req.group) "
      "hdr_ip(x-forwarded-for,1),map_ip({}/geo.map,{})\n  use_backend core if {{ hdr(x-gw-class) -m str batch }}\n  "
      "use_backend %[var(req.group)]\n",
      r.title, o.folder, o.health.timeout_s, o.health.interval_s, o.health.down_after, o.health.up_after, o.listen_address,
      o.listen_port, o.folder, word(r.groups[r.fallback].name));
  for (const Group& g : r.groups) {
    std::string countries;
    for (const std::string& c : g.countries) countries += " " + c;
    text += fmt::format("backend {}\n  # {}{}\n  option httpchk GET {}\n  balance leastconn\n", word(g.name),
                        g.resident ? "residency: only these sites;" : "", countries, o.health.path);
    for (std::size_t k = 0; k < g.order.size(); ++k)
      text += fmt::format("  server {} {} check{}\n", word(r.sites[g.order[k]].id), endpoint(r.sites[g.order[k]]),
                          k > 0 ? " backup" : "");
  }
  text += fmt::format("backend core\n  option httpchk GET {}\n  balance roundrobin\n", o.health.path);
  for (const Site& s : r.sites) text += fmt::format("  server {} {} check weight {}\n", word(s.id), endpoint(s), s.weight);
  return {{"haproxy.cfg", text},
          {"geo.map", map},
          {"README.md", readme("HAProxy 2.6", "haproxy -c -f " + o.folder + "/haproxy.cfg",
                               "haproxy -f " + o.folder + "/haproxy.cfg", o)}};
}

Files write_nginx(const Routes& r, const ExportOptions& o) {
  std::string geo, upstreams, split;
  for (const Group& g : r.groups)
    for (const std::string& net : g.nets) geo += fmt::format("    {} {};\n", net, word(g.name));
  for (const Group& g : r.groups) {
    // nginx takes all backups of an upstream in turn, so only the next best site is one.
    upstreams += fmt::format("  upstream {0} {{\n    zone {0} 64k;\n    server {1} max_fails=1 fail_timeout={2}s;\n",
                             word(g.name), endpoint(r.sites[g.order[0]]), o.health.interval_s * o.health.down_after);
    if (g.order.size() > 1) upstreams += fmt::format("    server {} backup;\n", endpoint(r.sites[g.order[1]]));
    upstreams += "    keepalive 8;\n  }\n";
  }
  double all = 0.0, given = 0.0;
  for (const Site& s : r.sites) all += s.weight;
  for (std::size_t j = 0; j < r.sites.size(); ++j) {
    const Site& s = r.sites[j];
    upstreams += fmt::format("  upstream core_{0} {{ server {1}; }}\n", word(s.id), endpoint(s));
    const double share = std::min(100.0 - given, 0.01 * static_cast<double>(static_cast<int>(1e4 * s.weight / all + 0.5)));
    given += share;
    split += j + 1 < r.sites.size() ? fmt::format("    {:.2f}% core_{};\n", share, word(s.id))
                                    : fmt::format("    * core_{};\n", word(s.id));
  }
  const std::string text = fmt::format(
      "# {0}\npid {1}/nginx.pid;\nerror_log {1}/error.log;\nworker_processes auto;\nevents {{ worker_connections 1024; "
      "}}\nhttp {{\n  access_log off;\n"
      "  client_body_temp_path {1}/t1; proxy_temp_path {1}/t2; fastcgi_temp_path {1}/t3; uwsgi_temp_path {1}/t4; "
      "scgi_temp_path {1}/t5;\n"
      "  geo $http_x_forwarded_for $group {{\n    default {2};\n{3}  }}\n  split_clients \"$request_id\" $core {{\n{4}  "
      "}}\n  map $http_x_gw_class $up {{ default $group; batch $core; }}\n{5}"
      "  server {{\n    listen {6}:{7};\n    location / {{\n      proxy_pass http://$up;\n      proxy_next_upstream error "
      "timeout http_503;\n      proxy_connect_timeout {8}s;\n      proxy_buffering off;\n      proxy_http_version 1.1;\n    "
      "  proxy_set_header Connection \"\";\n    }}\n  }}\n}}\n",
      r.title, o.folder, word(r.groups[r.fallback].name), geo, split, upstreams, o.listen_address, o.listen_port,
      o.health.timeout_s);
  return {{"nginx.conf", text},
          {"README.md",
           readme("nginx 1.22", "nginx -t -c " + o.folder + "/nginx.conf", "nginx -c " + o.folder + "/nginx.conf", o)}};
}

Files write_varnish(const Routes& r, const ExportOptions& o) {
  std::string backends, acls, directors, choose;
  for (const Site& s : r.sites)
    backends +=
        fmt::format("backend {} {{ .host = \"{}\"; .port = \"{}\"; .probe = health; }}\n", word(s.id), s.address, s.port);
  for (const Group& g : r.groups) {
    directors += fmt::format("  new {} = directors.fallback();\n", word(g.name));
    for (std::size_t j : g.order) directors += fmt::format("  {}.add_backend({});\n", word(g.name), word(r.sites[j].id));
    if (g.nets.empty()) continue;
    acls += fmt::format("acl net_{} {{", word(g.name));
    for (const std::string& net : g.nets)
      acls += fmt::format(" \"{}\"/{};", net.substr(0, net.find('/')), net.substr(net.find('/') + 1));
    acls += " }\n";
    choose += fmt::format("  {} (var_ip ~ net_{}) {{ set req.backend_hint = {}.backend(); }}\n",
                          choose.empty() ? "if" : "else if", word(g.name), word(g.name));
  }
  directors += "  new core = directors.random();\n";
  for (const Site& s : r.sites) directors += fmt::format("  core.add_backend({}, {}.0);\n", word(s.id), s.weight);
  const std::string otherwise = fmt::format("set req.backend_hint = {}.backend();", word(r.groups[r.fallback].name));
  std::string body = choose.empty() ? "  " + otherwise + "\n" : choose + "  else { " + otherwise + " }\n";
  const std::string ip =
      "std.ip(regsub(req.http.X-Forwarded-For, \",.*\", \"\"), \"0.0.0.0\")";  // varnishd appends the peer: the first field counts
  for (std::size_t at = body.find("var_ip"); at != std::string::npos; at = body.find("var_ip", at)) body.replace(at, 6, ip);
  const std::string text = fmt::format(
      "# {}\nvcl 4.1;\nimport directors;\nimport std;\nprobe health {{ .url = \"{}\"; .interval = {}s; .timeout = {}s; "
      ".window = {}; .threshold = {}; .initial = {}; }}\n{}{}sub vcl_init {{\n{}}}\nsub vcl_recv {{\n{}"
      "  if (req.http.X-GW-Class == \"batch\") {{ set req.backend_hint = core.backend(); }}\n  # Cache only what may be "
      "kept: model files and exact answers asked for by GET.\n  if (req.method != \"GET\" || req.http.Authorization || "
      "!(req.url ~ \"^/(models|answers)/\")) {{ return (pass); }}\n}}\n",
      r.title, o.health.path, o.health.interval_s, o.health.timeout_s, o.health.down_after + 1, o.health.up_after,
      o.health.up_after, backends, acls, directors, body);
  return {{"routes.vcl", text},
          {"README.md", readme("Varnish 7.1", "varnishd -C -f " + o.folder + "/routes.vcl",
                               fmt::format("varnishd -n {0}/work -a {1}:{2} -f {0}/routes.vcl -s malloc,256m", o.folder,
                                           o.listen_address, o.listen_port),
                               o)}};
}

}  // namespace gridwright::routing
