#include "gridwright/routing/routes.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <set>

#include "formats.hpp"
#include "gridwright/core/csv.hpp"
#include "gridwright/core/text.hpp"
#include "gridwright/network/latency.hpp"

namespace gridwright::routing {

namespace {

/// Users of a country by the order of sites they may use.
struct Wish {
  std::vector<std::size_t> order;
  double users = 0.0;
  bool resident = false;
};

void set_weights(Routes& r, const std::vector<double>& tokens) {
  const double most = *std::max_element(tokens.begin(), tokens.end());
  for (std::size_t j = 0; j < r.sites.size(); ++j)
    r.sites[j].weight = std::max(1, static_cast<int>(std::lround(256.0 * tokens[j] / most)));
}

/// Documentation addresses until the operator states real ones (RFC 5737).
void set_placeholders(Routes& r) {
  for (std::size_t j = 0; j < r.sites.size(); ++j) r.sites[j].address = "192.0.2." + std::to_string(1 + j % 254);
}

/// Countries with the same order make one group; groups are named after their first site.
void make_groups(Routes& r, const std::map<std::string, std::vector<Wish>>& wishes) {
  std::map<std::pair<std::vector<std::size_t>, bool>, std::size_t> known;
  std::vector<double> users;
  for (const auto& [country, all] : wishes) {
    const Wish& most =
        *std::max_element(all.begin(), all.end(), [](const Wish& a, const Wish& b) { return a.users < b.users; });
    const auto [at, is_new] = known.emplace(std::pair{most.order, most.resident}, r.groups.size());
    if (is_new) {
      r.groups.push_back({.name = "to-" + r.sites[most.order.front()].id,
                          .countries = {},
                          .nets = {},
                          .order = most.order,
                          .resident = most.resident});
      users.push_back(0.0);
    }
    r.groups[at->second].countries.push_back(country);
    for (const Wish& w : all) users[at->second] += w.users;
  }
  std::map<std::string, int> times;
  for (Group& g : r.groups)
    if (const int n = ++times[g.name]; n > 1) g.name += "-" + std::to_string(n);
  // Clients nobody knows go where most users go, but never into a list that is closed by residency while an open one exists.
  double best = -1.0;
  for (std::size_t k = 0; k < r.groups.size(); ++k) {
    const double rank = users[k] + (r.groups[k].resident ? 0.0 : 1e12);
    if (rank > best) best = rank, r.fallback = k;
  }
}

void add_wish(std::vector<Wish>& all, std::vector<std::size_t> order, double users, bool resident) {
  for (Wish& w : all)
    if (w.order == order && w.resident == resident) {
      w.users += users;
      return;
    }
  all.push_back({std::move(order), users, resident});
}

bool is_ipv4(std::string_view text) {
  const std::vector<std::string_view> parts = split(text, '.');
  return parts.size() == 4 && std::all_of(parts.begin(), parts.end(), [](std::string_view p) {
           int value = -1;
           const auto [end, bad] = std::from_chars(p.data(), p.data() + p.size(), value);
           return bad == std::errc{} && end == p.data() + p.size() && p.size() <= 3 && value >= 0 && value <= 255;
         });
}
bool is_net(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == text.npos || !is_ipv4(text.substr(0, slash))) return false;
  const auto length = parse_number(text.substr(slash + 1));
  return length && *length >= 0 && *length <= 32 && *length == std::floor(*length);
}

Diagnostics missing_columns(const CsvTable& t, std::initializer_list<std::string_view> names) {
  Diagnostics out;
  for (std::string_view name : names)
    if (!t.find(name))
      out.push_back({.file = t.file(),
                     .message = "no column is called '" + std::string(name) + "'",
                     .fix = "columns: " + join(t.header(), ", ")});
  return out;
}

}  // namespace

std::string word(std::string_view id) {
  std::string out(id);
  for (char& c : out)
    if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))) c = '_';
  return out;
}
std::string endpoint(const Site& s) { return s.address + ":" + std::to_string(s.port); }

Result<Routes> routes_of(const design::Placement& p) {
  Routes r{.title = p.scenario};
  std::map<std::string, std::size_t> index;
  std::vector<double> tokens;
  for (const design::PlacedSite& s : p.sites) {
    index[s.id] = r.sites.size();
    r.sites.push_back({.id = s.id, .latitude = s.latitude, .longitude = s.longitude});
    tokens.push_back(s.weight);
  }
  std::map<std::string, std::vector<Wish>> wishes;
  for (const design::ServedCity& c : p.cities) {
    std::vector<std::size_t> order;
    for (const std::string& id : c.preference)
      if (const auto found = index.find(id); found != index.end()) order.push_back(found->second);
    if (!order.empty()) add_wish(wishes[c.country], std::move(order), c.users, !c.allowed.empty());
  }
  if (wishes.empty()) return Diagnostic{.message = "the placement serves no city: there is nothing to route"};
  set_weights(r, tokens);
  set_placeholders(r);
  make_groups(r, wishes);
  return r;
}

Result<Routes> routes_of(const design::Design& d) {
  Routes r{.title = d.scenario};
  std::vector<double> tokens;
  for (const design::SiteResult& s : d.sites) {
    double sum = 0.0;
    for (const design::WorkloadResult& w : d.workloads)
      for (const design::ServingShare& share : w.shares) sum += share.site == s.id ? share.tokens_per_year : 0.0;
    if (sum <= 0.0) continue;
    r.sites.push_back({.id = s.id, .latitude = s.latitude, .longitude = s.longitude});
    tokens.push_back(sum);
  }
  if (r.sites.empty())
    return Diagnostic{.message = "no site of the design serves tokens: there is nothing to route",
                      .fix = "plan a scenario with interactive or batch work"};
  const network::LatencyModel model = network::LatencyModel::from_distance(network::DistanceFit::public_internet());
  std::map<std::string, std::vector<Wish>> wishes;
  for (const network::City& c : network::built_in_cities()) {
    std::vector<std::size_t> order(r.sites.size());
    for (std::size_t j = 0; j < order.size(); ++j) order[j] = j;
    const auto rtt = [&](std::size_t j) { return model.rtt_ms(c.at, {r.sites[j].latitude, r.sites[j].longitude}); };
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return rtt(a) < rtt(b); });
    add_wish(wishes[c.country], std::move(order), c.online_population, false);
  }
  set_weights(r, tokens);
  set_placeholders(r);
  make_groups(r, wishes);
  return r;
}

Diagnostics add_addresses(Routes& r, const std::string& addresses, const std::string& shown_as) {
  const Result<CsvTable> table = parse_csv(addresses, shown_as);
  if (!table) return table.diagnostics();
  Diagnostics out = missing_columns(*table, {"site", "address", "port"});
  if (!out.empty()) return out;
  std::vector<std::string> names;
  for (const Site& s : r.sites) names.push_back(s.id);
  std::set<std::string> stated;
  const std::size_t site = *table->find("site"), address = *table->find("address"), port = *table->find("port");
  for (std::size_t row = 0; row < table->rows(); ++row) {
    const std::string id(table->cell(row, site));
    const auto found = std::find(names.begin(), names.end(), id);
    const auto number = parse_number(table->cell(row, port));
    if (found == names.end()) {
      const auto near = nearest_name(id, names);
      out.push_back(table->error_at(row, site, "site '" + id + "' is not part of the run",
                                    near ? "is it '" + *near + "'?" : "sites: " + join(names, ", ")));
      continue;
    }
    if (!stated.insert(id).second)
      out.push_back(table->error_at(row, site, "site '" + id + "' is listed twice", "remove one row"));
    if (!is_ipv4(table->cell(row, address)))
      out.push_back(table->error_at(row, address, "'" + std::string(table->cell(row, address)) + "' is no IPv4 address"));
    if (!number || *number < 1 || *number > 65535 || *number != std::floor(*number))
      out.push_back(table->error_at(row, port, "'" + std::string(table->cell(row, port)) + "' is no port from 1 to 65535"));
    if (has_errors(out)) continue;
    Site& s = r.sites[static_cast<std::size_t>(found - names.begin())];
    s.address = table->cell(row, address), s.port = static_cast<int>(*number);
  }
  int usual = 0;  // the port of the sites that have an address, for those that still lack one
  for (const Site& s : r.sites)
    if (usual == 0 && stated.contains(s.id)) usual = s.port;
  for (Site& s : r.sites)
    if (usual != 0 && !stated.contains(s.id)) s.port = usual;
  for (const std::string& name : names)
    if (!stated.contains(name))
      out.push_back({.severity = Severity::warning,
                     .file = shown_as,
                     .message = "site '" + name + "' has no address: it keeps one that answers nowhere (192.0.2.0/24)",
                     .fix = "add a row: " + name + ",203.0.113.7,80"});
  return out;
}

Diagnostics add_nets(Routes& r, const std::string& nets, const std::string& shown_as) {
  const Result<CsvTable> table = parse_csv(nets, shown_as);
  if (!table) return table.diagnostics();
  Diagnostics out = missing_columns(*table, {"net", "country"});
  if (!out.empty()) return out;
  const std::size_t net = *table->find("net"), country = *table->find("country");
  std::set<std::string> seen;
  std::size_t unknown = 0;
  for (std::size_t row = 0; row < table->rows(); ++row) {
    const std::string text(table->cell(row, net)), code(table->cell(row, country));
    if (!is_net(text))
      out.push_back(table->error_at(row, net, "'" + text + "' is no IPv4 net", "write 203.0.113.0/24"));
    else if (!seen.insert(text).second)
      out.push_back(table->error_at(row, net, "net " + text + " is listed twice", "remove one row"));
    else {
      const auto group = std::find_if(r.groups.begin(), r.groups.end(), [&](const Group& g) {
        return std::find(g.countries.begin(), g.countries.end(), code) != g.countries.end();
      });
      if (group != r.groups.end())
        group->nets.push_back(text);
      else
        ++unknown;
    }
    if (out.size() >= 20) break;
  }
  if (unknown > 0)
    out.push_back({.severity = Severity::warning,
                   .file = shown_as,
                   .message = count_of(unknown, "net") + " of countries without users in the run: they go to " +
                              r.groups[r.fallback].name});
  return out;
}

std::vector<std::string> formats() { return {"gdnsd", "powerdns", "haproxy", "nginx", "varnish", "envoy", "gateway-api"}; }

Result<std::vector<design::TextFile>> write_routes(const Routes& r, const std::string& format,
                                                   const ExportOptions& options) {
  ExportOptions o = options;
  const bool dns = format == "gdnsd" || format == "powerdns";
  if (o.listen_port == 0) o.listen_port = dns ? 8053 : 8080;
  if (dns && std::any_of(r.sites.begin(), r.sites.end(), [&](const Site& s) { return s.port != r.sites.front().port; }))
    return Diagnostic{.message = format + " checks every site at one port, but the sites have several",
                      .fix = "give all sites the same port, or use a proxy format"};
  if (format == "gdnsd") return write_gdnsd(r, o);
  if (format == "powerdns") return write_powerdns(r, o);
  if (format == "haproxy") return write_haproxy(r, o);
  if (format == "nginx") return write_nginx(r, o);
  if (format == "varnish") return write_varnish(r, o);
  if (format == "envoy") return write_envoy(r, o);
  if (format == "gateway-api") return write_gateway_api(r, o);
  const std::vector<std::string> known = formats();
  const auto near = nearest_name(format, known);
  return Diagnostic{.message = "no router format is called '" + format + "'",
                    .fix = near ? "did you mean '" + *near + "'?" : "formats: " + join(known, ", ")};
}

}  // namespace gridwright::routing
