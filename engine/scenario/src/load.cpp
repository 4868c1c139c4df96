#include "gridwright/scenario/load.hpp"

#include <cstdlib>

#include "bind.hpp"
#include "gridwright/core/sha256.hpp"
#include "validate.hpp"
#include "variants.hpp"

namespace gridwright::scenario {
namespace {

std::optional<std::string> process_environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe): nothing here sets it
  return value ? std::optional<std::string>(value) : std::nullopt;
}

Scenario read_all(Section& file) {
  Scenario s;
  bind_scenario(file, s);
  for (Section& each : file.tables("sites")) s.sites.push_back(bind_site(each));
  for (Section& each : file.tables("tariffs")) s.tariffs.push_back(bind_tariff(each));
  for (Section& each : file.tables("accelerators")) s.accelerators.push_back(bind_accelerator(each));
  for (Section& each : file.tables("fleets")) s.fleets.push_back(bind_fleet(each, s.sites));
  for (Section& each : file.tables("workloads")) s.workloads.push_back(bind_workload(each, s.year));
  for (Section& each : file.tables("regions")) s.regions.push_back({each.id(), bind_location(each.table("location"))});
  s.network = bind_network(file.table("network"));
  s.matching = bind_matching(file.table("matching"));
  s.carbon = bind_carbon(file.table("carbon"));
  for (Section& each : file.tables("clouds")) s.clouds.push_back(bind_cloud(each));
  for (Section& each : file.tables("parties")) s.parties.push_back(bind_party(each));
  for (Section& each : file.tables("contracts")) s.contracts.push_back(bind_contract(each, s.year));
  s.concentration = bind_concentration(file.table("concentration"));
  s.horizon = bind_horizon(file.table("horizon"));
  s.weather_years = bind_weather_years(file);
  s.risk = bind_risk(file.table("risk"), s.weather_years);
  s.edge = bind_edge(file.table("edge"));
  return s;
}

Result<Scenario> finish(const std::optional<Node>& root, Problems& problems, const LoadOptions& options) {
  if (!root) return problems.take();
  const Catalogue catalogue = Catalogue::built_in();
  Reading reading{catalogue, problems, options.environment ? options.environment : process_environment, {}, {}};
  Section file(reading, "file", {}, {}, "the file", &*root, {root->place.file, 1, 1, 1});
  Scenario scenario = read_all(file);
  scenario.defaulted = std::move(reading.defaulted);
  validate(scenario, file, options.contracts_only);
  for (int i = 0; i < problems.file_count(); ++i)
    scenario.inputs.push_back({problems.file(i).shown, sha256(problems.file(i).text)});
  for (const auto& [path, hash] : reading.files) scenario.inputs.push_back({path, hash});
  if (problems.has_errors()) return problems.take();
  return Result<Scenario>(std::move(scenario), problems.take());
}

}  // namespace

Result<Scenario> load_scenario(const std::filesystem::path& file_or_folder, const LoadOptions& options) {
  Problems problems;
  std::filesystem::path path = file_or_folder;
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) path /= "scenario.toml";
  return finish(read_with_bases(path, path.string(), problems), problems, options);
}

Result<Scenario> load_scenario_text(std::string text, const std::filesystem::path& folder, std::string_view shown_as,
                                    const LoadOptions& options) {
  Problems problems;
  const std::string shown(shown_as);
  return finish(parse_with_bases(std::move(text), folder / shown, shown, problems), problems, options);
}

}  // namespace gridwright::scenario
