#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "formats.hpp"

// Envoy (static bootstrap of the v3 API) and Kubernetes Gateway API with the inference extension. Both are written as JSON, which both read.
namespace gridwright::routing {

namespace {

using json = nlohmann::ordered_json;

json envoy_endpoint(const Site& s) {
  return {{"endpoint", {{"address", {{"socket_address", {{"address", s.address}, {"port_value", s.port}}}}}}}};
}

json envoy_health(const HealthCheck& h) {
  return json::array({{{"timeout", fmt::format("{}s", h.timeout_s)},
                       {"interval", fmt::format("{}s", h.interval_s)},
                       {"unhealthy_threshold", h.down_after},
                       {"healthy_threshold", h.up_after},
                       {"http_health_check", {{"path", h.path}}}}});
}

json envoy_cluster(const std::string& name, json endpoints, const HealthCheck& h) {
  return {{"name", name},
          {"type", "STATIC"},
          {"connect_timeout", "1s"},
          {"lb_policy", "LEAST_REQUEST"},
          {"load_assignment", {{"cluster_name", name}, {"endpoints", std::move(endpoints)}}},
          {"health_checks", envoy_health(h)},
          {"common_lb_config", {{"healthy_panic_threshold", {{"value", 0}}}}}};
}

/// Priority k is used when all of priority k - 1 are down.
json by_priority(const Routes& r, const Group& g) {
  json out = json::array();
  for (std::size_t k = 0; k < g.order.size(); ++k) {
    const Site& s = r.sites[g.order[k]];
    out.push_back({{"priority", k}, {"locality", {{"region", s.id}}}, {"lb_endpoints", json::array({envoy_endpoint(s)})}});
  }
  return out;
}

json envoy_chain(const Group& g, const std::string& cluster, bool with_nets) {
  json chain = json::object();
  if (with_nets) {
    json ranges = json::array();
    for (const std::string& net : g.nets)
      ranges.push_back(
          {{"address_prefix", net.substr(0, net.find('/'))}, {"prefix_len", std::stoi(net.substr(net.find('/') + 1))}});
    chain["filter_chain_match"] = {{"source_prefix_ranges", ranges}};
  }
  const json batch = {
      {"match",
       {{"prefix", "/"}, {"headers", json::array({{{"name", "x-gw-class"}, {"string_match", {{"exact", "batch"}}}}})}}},
      {"route", {{"cluster", "core"}, {"timeout", "300s"}}}};
  const json rest = {{"match", {{"prefix", "/"}}}, {"route", {{"cluster", cluster}, {"timeout", "300s"}}}};
  const json manager = {
      {"@type", "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager"},
      {"stat_prefix", cluster},
      {"http_filters",
       json::array({{{"name", "envoy.filters.http.router"},
                     {"typed_config", {{"@type", "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router"}}}}})},
      {"route_config",
       {{"name", cluster},
        {"virtual_hosts",
         json::array({{{"name", "all"}, {"domains", json::array({"*"})}, {"routes", json::array({batch, rest})}}})}}}};
  chain["filters"] = json::array({{{"name", "envoy.filters.network.http_connection_manager"}, {"typed_config", manager}}});
  return chain;
}

json labels(const std::string& site) { return {{"app", "gridwright"}, {"gridwright.io/site", site}}; }

std::string dns_label(std::string_view id) {
  std::string out(id);
  for (char& c : out) c = c == '_' ? '-' : c;
  return out.substr(0, 63);
}

json pool_ref(const std::string& name) {
  return {{"group", "inference.networking.k8s.io"}, {"kind", "InferencePool"}, {"name", name}};
}

}  // namespace

Files write_envoy(const Routes& r, const ExportOptions& o) {
  json clusters = json::array(), chains = json::array(), core = json::array();
  for (const Group& g : r.groups) {
    clusters.push_back(envoy_cluster(word(g.name), by_priority(r, g), o.health));
    if (!g.nets.empty()) chains.push_back(envoy_chain(g, word(g.name), true));
  }
  json everywhere = envoy_chain(r.groups[r.fallback], word(r.groups[r.fallback].name), false);
  for (const Site& s : r.sites)
    core.push_back({{"locality", {{"region", s.id}}},
                    {"load_balancing_weight", s.weight},
                    {"lb_endpoints", json::array({envoy_endpoint(s)})}});
  json core_cluster = envoy_cluster("core", core, o.health);
  core_cluster["common_lb_config"]["locality_weighted_lb_config"] = json::object();
  clusters.push_back(core_cluster);
  const json listener = {{"name", "infer"},
                         {"address", {{"socket_address", {{"address", o.listen_address}, {"port_value", o.listen_port}}}}},
                         {"filter_chains", chains},
                         {"default_filter_chain", everywhere}};
  const json bootstrap = {{"static_resources", {{"listeners", json::array({listener})}, {"clusters", clusters}}}};
  return {
      {"envoy.json", bootstrap.dump(2) + "\n"},
      {"README.md",
       fmt::format("# Envoy, v3 API\n\n    envoy --mode validate -c {0}/envoy.json\n    envoy -c {0}/envoy.json\n\nClients "
                   "are told apart by their own address (filter chains by source net). Clusters fail over by priority; a "
                   "residency group holds only its own sites, and the panic threshold is 0 so that no request leaves it.\n",
                   o.folder)}};
}

Files write_gateway_api(const Routes& r, const ExportOptions& o) {
  json items = json::array();
  for (const Site& s : r.sites)
    items.push_back(
        {{"apiVersion", "inference.networking.k8s.io/v1"},
         {"kind", "InferencePool"},
         {"metadata", {{"name", dns_label(s.id)}, {"labels", labels(s.id)}}},
         {"spec",
          {{"selector", {{"matchLabels", labels(s.id)}}},
           {"targetPorts", json::array({{{"number", s.port}}})},
           {"endpointPickerRef",
            {{"name", dns_label(s.id) + "-epp"}, {"port", {{"number", 9002}}}, {"failureMode", "FailClose"}}}}}});
  items.push_back({{"apiVersion", "gateway.networking.k8s.io/v1"},
                   {"kind", "Gateway"},
                   {"metadata", {{"name", "infer"}}},
                   {"spec",
                    {{"gatewayClassName", "inference"},
                     {"listeners", json::array({{{"name", "http"}, {"port", o.listen_port}, {"protocol", "HTTP"}}})}}}});
  // Gateway API matches headers, not nets: whoever stands in front (DNS, proxy) writes the group.
  for (const Group& g : r.groups) {
    const json match =
        json::array({{{"headers", json::array({{{"type", "Exact"}, {"name", "x-gw-group"}, {"value", g.name}}})}}});
    json refs = json::array({pool_ref(dns_label(r.sites[g.order.front()].id))});
    items.push_back({{"apiVersion", "gateway.networking.k8s.io/v1"},
                     {"kind", "HTTPRoute"},
                     {"metadata", {{"name", dns_label(g.name)}}},
                     {"spec",
                      {{"parentRefs", json::array({{{"name", "infer"}}})},
                       {"rules", json::array({{{"matches", match}, {"backendRefs", refs}}})}}}});
  }
  json weighted = json::array();
  for (const Site& s : r.sites) {
    json ref = pool_ref(dns_label(s.id));
    ref["weight"] = s.weight;
    if (weighted.size() < 16) weighted.push_back(ref);  // the API allows sixteen
  }
  items.push_back({{"apiVersion", "gateway.networking.k8s.io/v1"},
                   {"kind", "HTTPRoute"},
                   {"metadata", {{"name", "core"}}},
                   {"spec",
                    {{"parentRefs", json::array({{{"name", "infer"}}})},
                     {"rules", json::array({{{"matches", json::array({{{"headers", json::array({{{"type", "Exact"},
                                                                                                 {"name", "x-gw-class"},
                                                                                                 {"value", "batch"}}})}}})},
                                             {"backendRefs", weighted}}})}}}});
  const json list = {{"apiVersion", "v1"}, {"kind", "List"}, {"items", items}};
  return {{"gateway.json", list.dump(2) + "\n"},
          {"README.md",
           fmt::format("# Kubernetes Gateway API with the inference extension\n\n    kubectl apply --dry-run=server -f "
                       "{}/gateway.json\n\nNeeds the CRDs of gateway.networking.k8s.io/v1 and "
                       "inference.networking.k8s.io/v1, and an endpoint picker service SITE-epp a pool. A cluster routes by "
                       "header: set x-gw-group in front (DNS, HAProxy, Envoy), "
                       "x-gw-class: batch for work that may run anywhere. Failover between clusters is the front's task.\n",
                       o.folder)}};
}

}  // namespace gridwright::routing
