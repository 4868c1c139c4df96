#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>

#include "commands.hpp"
#include "gridwright/core/text.hpp"
#include "gridwright/network/connection.hpp"
#include "gridwright/network/latency.hpp"

// gridwright latency: round trips between cities, and how far to trust them.
namespace gridwright::cli {

namespace {

using namespace network;

/// A city of the built-in table, a cloud region, or "lat,lon".
std::optional<Point> place_named(const std::string& word, std::string& shown, Diagnostics& wrong) {
  const std::vector<std::string_view> parts = split(word, ',');
  if (parts.size() == 2)
    if (const auto lat = parse_number(parts[0]), lon = parse_number(parts[1]);
        lat && lon && std::abs(*lat) <= 90 && std::abs(*lon) <= 180) {
      shown = word;
      return Point{*lat, *lon};
    }
  std::vector<std::string> known;
  const std::string wanted = slug(word);
  for (const City& c : built_in_cities()) {
    if (c.id() == wanted || slug(c.name) == wanted) {
      shown = c.name + ", " + c.country;
      return c.at;
    }
    known.push_back(slug(c.name));
  }
  for (const CloudRegion& r : built_in_cloud_regions()) {
    if (r.id() == wanted || slug(r.city) == wanted) {
      shown = r.id() == wanted ? r.provider + " " + r.region + " (" + r.city + ")" : r.city + ", " + r.country;
      return r.at;
    }
    known.push_back(r.id());
    known.push_back(slug(r.city));
  }
  const auto near = nearest_name(wanted, known);
  wrong.push_back({.message = "no city or cloud region is called '" + word + "'",
                   .fix = near ? "did you mean '" + *near + "'?"
                               : "write a city (\"tokyo\"), a region (\"aws-eu-central-1\") or \"lat,lon\""});
  return {};
}

Exit say_check(const Context& context, const LatencyCheck& c) {
  if (context.json) {
    std::cout << nlohmann::json{{"cities", c.cities},
                                {"pairs", c.pairs},
                                {"median_relative_error", c.median_relative},
                                {"mean_absolute_error_ms", c.mean_absolute_ms},
                                {"best_pair",
                                 {{"median_relative_error", c.best_pair_relative},
                                  {"mean_absolute_error_ms", c.best_pair_absolute_ms}}},
                                {"straight_line",
                                 {{"median_relative_error", c.straight_relative},
                                  {"mean_absolute_error_ms", c.straight_absolute_ms}}}}
                     .dump(2)
              << '\n';
    return Exit::done;
  }
  std::printf("%zu cities, whole cities left out in five parts, %zu pairs predicted\n", c.cities, c.pairs);
  std::printf("                                     median error   mean error\n");
  std::printf("  from the matrix                         %5.1f %%   %6.1f ms\n", 100 * c.median_relative,
              c.mean_absolute_ms);
  std::printf("  least way by three neighbours each      %5.1f %%   %6.1f ms\n", 100 * c.best_pair_relative,
              c.best_pair_absolute_ms);
  std::printf("  straight line in distance               %5.1f %%   %6.1f ms\n", 100 * c.straight_relative,
              c.straight_absolute_ms);
  return Exit::done;
}

Exit say_pair(const Context& context, const LatencyModel& model, const LatencyCommand& command, Point a, Point b,
              const std::string& from, const std::string& to) {
  const double km = distance_km(a, b), rtt = model.rtt_ms(a, b);
  const Lognormal path{rtt, public_internet_sigma};
  if (context.json) {
    nlohmann::json out{{"from", from},
                       {"to", to},
                       {"distance_km", km},
                       {"rtt_ms", rtt},
                       {"fibre_ms", km / fibre_km_per_ms_round_trip},
                       {"measured", model.is_measured()}};
    for (const AccessNetwork& n : access_networks())
      out["access"][n.name] = {{"p50_ms", quantile_of_sum(path, n.rtt, 0.5)},
                               {"p95_ms", quantile_of_sum(path, n.rtt, 0.95)},
                               {"p99_ms", quantile_of_sum(path, n.rtt, 0.99)}};
    std::cout << out.dump(2) << '\n';
    return Exit::done;
  }
  std::printf("%s to %s: %s km, light in fibre %.1f ms there and back\n", from.c_str(), to.c_str(),
              group_thousands(km).c_str(), km / fibre_km_per_ms_round_trip);
  std::printf(
      "  round trip  %.1f ms  (%s)\n", rtt,
      model.is_measured() ? command.matrix.c_str() : "public internet by distance; --matrix and --cities give measurements");
  std::printf("  with the last mile   p50     p95     p99 ms\n");
  for (const AccessNetwork& n : access_networks())
    std::printf("    %-12s   %7.0f %7.0f %7.0f\n", n.name.c_str(), quantile_of_sum(path, n.rtt, 0.5),
                quantile_of_sum(path, n.rtt, 0.95), quantile_of_sum(path, n.rtt, 0.99));
  std::printf("  first byte of an answer over a new connection (TLS 1.3): %.0f ms without the last mile\n",
              first_byte_ms({.client_rtt_ms = rtt}));
  return Exit::done;
}

}  // namespace

Exit run_latency(const Context& context, const LatencyCommand& command) {
  Diagnostics wrong;
  if (command.matrix.empty() != command.cities.empty())
    wrong.push_back({.message = "--matrix and --cities go together",
                     .fix = "name the table of cities (city, lat, lon) and the measured round trips"});
  if (command.check && command.matrix.empty())
    wrong.push_back({.message = "--check needs a measured matrix", .fix = "add --cities FILE --matrix FILE"});
  if (!command.check && command.places.size() != 2)
    wrong.push_back({.message = "state two places", .fix = "gridwright latency tokyo frankfurt"});
  std::string names[2];
  std::vector<Point> ends;
  for (std::size_t i = 0; i < command.places.size() && i < 2 && !command.check; ++i)
    if (const auto p = place_named(command.places[i], names[i], wrong)) ends.push_back(*p);
  LatencyModel model = LatencyModel::from_distance(DistanceFit::public_internet());
  LatencyOptions options{.relays = command.relays};
  if (!command.matrix.empty() && !command.cities.empty()) {
    Result<LatencyMatrix> matrix = read_latency_matrix(command.cities, command.matrix);
    if (!matrix)
      wrong.insert(wrong.end(), matrix.diagnostics().begin(), matrix.diagnostics().end());
    else {
      tell(context, matrix.diagnostics());
      if (command.check && wrong.empty())
        return say_check(context, check_latency(*matrix, options, 5, context.seed.value_or(7)));
      model = LatencyModel::measured(*std::move(matrix), options);
    }
  }
  if (!wrong.empty()) return fail(context, wrong, Exit::bad_input, "Nothing was computed.");
  return say_pair(context, model, command, ends[0], ends[1], names[0], names[1]);
}

}  // namespace gridwright::cli
