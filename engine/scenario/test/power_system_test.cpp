#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "gridwright/scenario/load_system.hpp"
#include "gridwright/scenario/power_system_tables.hpp"
#include "scratch_folder.hpp"

using namespace gridwright;
using namespace gridwright::scenario;

namespace {

std::string content_of(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  std::stringstream out;
  out << in.rdbuf();
  return out.str();
}

/// A bit of everything, with values that are no defaults.
PowerSystem sample() {
  PowerSystem s;
  s.steps = {{.label = "one", .period = "p", .hours = 3.0, .cost_hours = 6.0, .counted_hours = 6.0}, {.label = "two", .period = "p", .hours = 3.0, .cost_hours = 6.0, .counted_hours = 6.0}};
  s.series = {{"wind, north", {0.25, 0.75}}, {"load", {100.0, 1.0 / 3.0}}};
  s.buses = {{.id = "a"}, {.id = "b", .carrier = "hydrogen", .zone = "north", .voltage_kv = 380.0}};
  Converter wind{.id = "wind", .carrier = "wind", .ports = {{"a", {1.0}}}};
  wind.size = {.existing = 10.0, .build = true, .max = 300.0, .capital = 1.0 / 7.0};
  wind.max_pu = {1.0, 0};
  wind.ramp_up = Profile{0.5};
  Converter cell{.id = "electrolyser", .ports = {{"a", {-1.0}}, {"b", {0.7}}, {"a", {0.05}}}};
  cell.units = {.mode = Commitment::linear, .start_cost = 5.0, .min_up = 3};
  cell.size.unit = 50.0;
  s.converters = {wind, cell};
  Store tank{.id = "tank", .bus = "b", .charging = ChargeLimit::none};
  tank.energy = {.build = true, .capital = 2.0};
  s.stores = {tank};
  s.lines = {{.id = "1", .from = "a", .to = "b", .size = {.existing = 5.0}, .loss = 0.02}};
  s.loads = {{.id = "1", .bus = "a", .demand = {0.5, 1}}};
  s.shedding = {{.load = "1", .cost = 9000.0, .share = 0.1, .voluntary = true}};
  s.fuels = {{.id = "gas", .price = {4.5}, .emissions = 0.053}};
  s.requirements = {{.id = "cap", .kind = "co2_cap", .upper = 100.0, .missing_cost = 50.0, .unit = "t"}};
  s.terms = {{"cap", "wind", "output", {-0.5}}};
  return s;
}

std::map<std::string, TableFile> written(const PowerSystem& s, const ScratchFolder& folder) {
  std::map<std::string, TableFile> files;
  for (const auto& [name, text] : write_power_system(s)) {
    std::ofstream(folder.path() / name, std::ios::binary) << text;
    files[std::filesystem::path(name).stem().string()] = {folder.path() / name, name};
  }
  return files;
}

std::string all_of(const Diagnostics& found) {
  std::string out;
  for (const Diagnostic& d : found) out += d.file + ": " + d.message + "\n";
  return out;
}

}  // namespace

// GRIDWRIGHT_UPDATE_DOCS=1 writes the page instead of comparing it.
TEST_CASE("docs/reference/power-system.md is what the lists of columns say") {
  const std::string file = GRIDWRIGHT_SOURCE_DIR "/docs/reference/power-system.md";
  if (std::getenv("GRIDWRIGHT_UPDATE_DOCS")) std::ofstream(file, std::ios::binary) << power_system_page();
  CHECK(content_of(file) == power_system_page());
}

TEST_CASE("a power system written as tables reads back the same, to the last bit") {
  const ScratchFolder folder;
  const PowerSystem s = sample();
  const Result<PowerSystem> again = read_power_system(written(s, folder));
  INFO(all_of(again.diagnostics()));
  REQUIRE(again);
  CHECK(*again == s);
}

TEST_CASE("every mistake of the tables is told in one pass, with file, line and column") {
  const ScratchFolder folder;
  PowerSystem s = sample();
  s.converters[0].ports[0].bus = "nowhere";
  s.terms[0].quantity = "charge";
  s.lines[0].to = "a";
  auto files = written(s, folder);
  std::string wrong = all_of(read_power_system(files).diagnostics());
  CHECK(wrong.find("generators.csv: 'wind' names bus 'nowhere'") != wrong.npos);
  CHECK(wrong.find("terms.csv: 'wind' is in generators, which have no quantity 'charge'") != wrong.npos);
  CHECK(wrong.find("lines.csv: '1' begins and ends at 'a'") != wrong.npos);

  std::ofstream(folder.path() / "buses.csv") << "id,carier,x\na,AC,east\n";
  const Result<PowerSystem> typed = read_power_system(files);
  REQUIRE_FALSE(typed);
  wrong = all_of(typed.diagnostics());
  CHECK(wrong.find("buses.csv: there is no column 'carier' in this table") != wrong.npos);
  CHECK(wrong.find("buses.csv: x is 'east'; it must be a number") != wrong.npos);
}

TEST_CASE("a scenario file names the tables; unknown keys and missing files are told") {
  const ScratchFolder folder;
  std::string text = "[scenario]\nname = \"x\"\nmoney = \"EUR\"\n[system]\nwrap = false\n";
  for (const auto& [name, table] : written(sample(), folder)) text += name + " = \"" + table.shown + "\"\n";
  std::ofstream(folder.path() / "scenario.toml") << text;
  CHECK(states_power_system(folder.path()));
  const Result<SystemScenario> good = load_power_system(folder.path());
  INFO(all_of(good.diagnostics()));
  REQUIRE(good);
  CHECK(good->system.buses.size() == 2);
  CHECK(good->system.currency == "EUR");
  CHECK_FALSE(good->system.wrap);
  CHECK(good->inputs.size() > 5);
  std::ofstream(folder.path() / "scenario.toml") << text << "storez = \"stores.csv\"\n[matching]\nmode = \"annual\"\n";
  const std::string wrong = all_of(load_power_system(folder.path()).diagnostics());
  CHECK(wrong.find("a power system has no 'matching'") != wrong.npos);
  CHECK(wrong.find("[system] has no 'storez'") != wrong.npos);
}
