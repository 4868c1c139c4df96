#include "gridwright/scenario/load.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <fstream>

#include "gridwright/core/sha256.hpp"

using namespace gridwright;
using namespace gridwright::scenario;
namespace fs = std::filesystem;

namespace {

const fs::path examples = GRIDWRIGHT_SOURCE_DIR "/examples";

Scenario loaded(const fs::path& file, const LoadOptions& options = {}) {
  Result<Scenario> result = load_scenario(file, options);
  CAPTURE(to_text(result.diagnostics()));
  REQUIRE(bool(result));
  return *std::move(result);
}

template <class T>
const T& with_id(const std::vector<T>& all, const std::string& id) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const T& x) { return x.id == id; });
  REQUIRE(found != all.end());
  return *found;
}

struct TemporaryFolder {
  fs::path path = fs::temp_directory_path() /
                  ("gridwright-load-" + std::to_string(std::chrono::steady_clock::now().time_since_epoch().count()));
  TemporaryFolder() { fs::create_directories(path / "base"); }
  ~TemporaryFolder() { fs::remove_all(path); }
  fs::path write(const std::string& name, const std::string& text) const {
    std::ofstream(path / name, std::ios::binary) << text;
    return path / name;
  }
};

const std::string small = R"([scenario]
name = "Small"
[sites.here]
location = { lat = 44.2, lon = -92.65 }
load = "50 MW"
[sites.here.grid]
energy_price = "40 USD/MWh"
)";

Result<Scenario> with(const std::string& more) { return load_scenario_text(small + more, "."); }

}  // namespace

TEST_CASE("Pine Island is read as it is written") {
  const Scenario s = loaded(examples / "pine-island");
  CHECK(s.name == "Pine Island");
  CHECK(s.cost_of_capital == 0.07);
  REQUIRE(s.sites.size() == 1);
  const Site& site = s.sites[0];
  CHECK(site.location.utc_offset_h == -6.0);
  CHECK(site.location.elevation == 310 * metres);
  CHECK(site.weather.normals == "rochester-mn");
  CHECK(site.grid->connection == Range<Power>{0 * MW, 1000 * MW});
  CHECK(site.grid->connection_cost == 120 * (USD / kW));
  CHECK(site.grid->energy_price.kind == SeriesSpec::Kind::model);
  CHECK(site.grid->energy_price.mean == 38.0);
  CHECK(site.grid->tariff == "accelerator_charge");
  const Generator& wind = with_id(site.supply, "wind");
  CHECK(wind.kind == TechnologyKind::wind);
  CHECK(wind.capacity.max == 1.4 * GW);
  CHECK(wind.clean);
  CHECK(wind.capital == 1515 * (USD / kW));
  CHECK(wind.fixed_om_share == doctest::Approx(0.0208));
  const Storage& iron = with_id(site.storage, "iron_air");
  CHECK(iron.duration == Range<Duration>{100 * hours, 100 * hours});
  CHECK(iron.power.max * iron.duration.max == 30 * GWh);
  CHECK(iron.capital_energy.canonical() == doctest::Approx(22'000));
  CHECK(iron.self_discharge_per_hour == doctest::Approx(0.001 / 24));
  CHECK(iron.throughput_hours_per_year == 1750.0);
  CHECK(with_id(site.storage, "lithium").duration == Range<Duration>{1 * hours, 8 * hours});
  const Tariff& tariff = with_id(s.tariffs, "accelerator_charge");
  CHECK(tariff.kind == TariffKind::clean_transition);
  CHECK(tariff.resources == std::vector<std::string>{"wind", "solar", "iron_air"});
  CHECK(tariff.demand_charge_usd_per_mw_month == doctest::Approx(12'000));
  CHECK(tariff.ratchet_share == 0.8);
  CHECK(tariff.capacity_credit_usd_per_mw_year == doctest::Approx(50'000));
  CHECK(tariff.exit_fee_share == 0.8);
  CHECK(with_id(s.fleets, "gb300").count.min == 0.0);
  CHECK(with_id(s.fleets, "gb300").count.max > 100'000.0);
  const Workload& chat = with_id(s.workloads, "chat");
  CHECK(chat.input_tokens == 6 * chat.output_tokens);
  CHECK(chat.ttft_p99.in(seconds) == doctest::Approx(2.0));
  CHECK(chat.tpot_p99.in(seconds) == doctest::Approx(0.05));
  const Workload& training = with_id(s.workloads, "next_model");
  CHECK(training.compute_flop > 1e25);
  CHECK(training.start_hour == 0.0);
  CHECK(training.finish_hour == 24.0 * 273);  // 30 September is day 273
  CHECK(training.pause_cost == 20 * minutes);
  CHECK(training.pauses_per_day == doctest::Approx(2.0));
  CHECK(s.matching == Matching{MatchingMode::score_with_grid, 0.9, 0.0});
  CHECK(s.inputs.size() == 1);
  CHECK(s.inputs[0].sha256.size() == 64);
}

TEST_CASE("variants hold only what differs") {
  const Scenario base = loaded(examples / "pine-island");
  const Scenario announced = loaded(examples / "pine-island/announced.toml");
  CHECK(announced.name == "Pine Island, as announced");
  CHECK(with_id(announced.sites[0].supply, "wind").capacity == Range<Power>{1400 * MW, 1400 * MW});
  CHECK(with_id(announced.sites[0].storage, "iron_air").power.fixed());
  CHECK(announced.workloads == base.workloads);
  CHECK(announced.inputs.size() == 2);
  const Scenario lithium = loaded(examples / "pine-island/lithium-only.toml");
  REQUIRE(lithium.sites[0].storage.size() == 1);
  CHECK(lithium.sites[0].storage[0].id == "lithium");
  CHECK(loaded(examples / "pine-island/optimised.toml").sites[0].supply.size() == 2);
}

TEST_CASE("three sites") {
  const Scenario s = loaded(examples / "three-sites");
  CHECK(s.sites.size() == 3);
  CHECK(s.regions.size() == 3);
  CHECK(with_id(s.workloads, "chat").regions.size() == 3);
  CHECK(with_id(s.regions, "east").location.utc_offset_h == -5.0);
  CHECK(with_id(s.fleets, "abilene_h200").hall == "liquid");
  CHECK(s.network.us_per_km == doctest::Approx(15.0));
}

TEST_CASE("the examples say what they leave to defaults, with sources") {
  const Scenario s = loaded(examples / "pine-island");
  const auto found = std::find_if(s.defaulted.begin(), s.defaulted.end(), [](const Defaulted& d) {
    return d.component == "pine_island.iron_air" && d.attribute == "capital_energy";
  });
  REQUIRE(found != s.defaulted.end());
  CHECK(found->value == "22 USD/kWh");
  CHECK(found->source.find("Form Energy") != std::string::npos);
  CHECK(found->source.find("USD 2023, not converted") != std::string::npos);
  CHECK(std::none_of(s.defaulted.begin(), s.defaulted.end(), [](const Defaulted& d) { return d.attribute == "capacity"; }));
}

TEST_CASE("the anchor and the real-data variant find their files through the environment") {
  const std::string data =
      fs::exists(GRIDWRIGHT_SOURCE_DIR "/../shared/data") ? GRIDWRIGHT_SOURCE_DIR "/../shared/data" : "";
  if (data.empty()) {
    MESSAGE("no shared data: skipped");
    return;
  }
  const LoadOptions options{.environment = [&](const std::string& name) -> std::optional<std::string> {
    return name == "GRIDWRIGHT_SHARED_DATA" ? std::optional(data) : std::nullopt;
  }};
  const Scenario anchor = loaded(GRIDWRIGHT_SOURCE_DIR "/tests/validation/anchor", options);
  const Site& site = anchor.sites[0];
  CHECK(site.load.constant == 500.0);
  const SeriesSpec& wind = with_id(site.supply, "wind").availability;
  CHECK(wind.kind == SeriesSpec::Kind::file);
  CHECK(wind.column == "WND");
  CHECK(wind.mean == 0.45);
  CHECK(wind.clip_max == 1.0);
  CHECK((wind.divide_by_max && wind.interpolate_gaps));
  CHECK(wind.utc_offset_h == 0.0);
  CHECK(fs::exists(wind.file));
  CHECK(site.grid->connection_yearly_cost.canonical() == 120'000.0);
  CHECK(site.grid->import_share_max == 0.02);
  CHECK(with_id(site.storage, "iron_air").duration_basis == DurationBasis::internal);
  CHECK(with_id(site.storage, "iron_air").self_discharge_per_hour == doctest::Approx(2e-5).epsilon(1e-14));
  CHECK(anchor.inputs.size() == 3);
  CHECK(anchor.building_yearly_cost_share == 0.0);

  const Scenario real = loaded(examples / "pine-island/real-data.toml", options);
  CHECK(real.sites[0].weather.normals.empty());
  CHECK(real.sites[0].weather.epw.ends_with(".epw.gz"));
  CHECK(real.sites[0].grid->energy_price.model.empty());
  CHECK(real.sites[0].grid->energy_price.utc_offset_h == -6.0);
  CHECK(real.sites[0].grid->clean_share.format == "eia_930");
}

TEST_CASE("defaults of the catalogue are the defaults of the value types") {
  const Result<Scenario> bare = with(R"(
[sites.here.supply.g]
kind = "thermal"
capital = "0 USD/kW"
[sites.here.storage.b]
capital_power = "0 USD/kW"
capital_energy = "0 USD/kWh"
[sites.here.halls.h]
cooling = "x"
[tariffs.t]
[fleets.f]
accelerator = "a"
[workloads.w]
kind = "batch"
model = "m"
demand = { output_tokens_per_day = 1 }
)");
  REQUIRE(bool(bare));
  const Site& site = bare->sites[0];
  CHECK(site.supply[0] == Generator{.id = "g"});
  CHECK(site.storage[0] == Storage{.id = "b"});
  CHECK(site.halls[0] == Hall{.id = "h", .cooling = {"x"}, .supply_temperature = {Celsius(40.0)}});
  CHECK(bare->tariffs[0] == Tariff{.id = "t"});
  CHECK(bare->fleets[0] == Fleet{.id = "f", .site = "here", .hall = "h", .accelerator = "a"});
  CHECK(bare->workloads[0] == Workload{.id = "w", .kind = WorkloadKind::batch, .model = "m", .output_tokens_per_day = 1.0});
  Grid grid;
  grid.energy_price = {.kind = SeriesSpec::Kind::constant, .constant = 40.0};
  CHECK(*site.grid == grid);
  CHECK(bare->network.last_mile.canonical() == doctest::Approx(Network{}.last_mile.canonical()));
  CHECK(bare->network.us_per_km == doctest::Approx(Network{}.us_per_km));
  CHECK(bare->network.egress_usd_per_gb == doctest::Approx(Network{}.egress_usd_per_gb));
  CHECK(bare->network.bytes_per_token == Network{}.bytes_per_token);
  CHECK(bare->matching == Matching{});
  CHECK(bare->carbon == Carbon{});
  Scenario standard;
  CHECK(bare->year == standard.year);
  CHECK(bare->hours == standard.hours);
  CHECK(bare->money == standard.money);
  CHECK(bare->cost_of_capital == standard.cost_of_capital);
  CHECK(bare->seed == standard.seed);
  CHECK(bare->unserved_cost == standard.unserved_cost);
  CHECK(bare->building_yearly_cost_share == standard.building_yearly_cost_share);
  CHECK(bare->sites[0].location.utc_offset_h == -6.0);  // by longitude
}

TEST_CASE("the order of a file never matters") {
  const std::string a = "[sites.here.supply.a]\nkind = \"wind\"\ncapital = \"1 USD/kW\"\n";
  const std::string b = "[sites.here.supply.b]\ncapital = \"2 USD/kW\"\nkind = \"solar\"\n";
  Result<Scenario> one = with(a + b), other = with(b + a);
  REQUIRE(bool(one));
  REQUIRE(bool(other));
  one->inputs.clear(), other->inputs.clear();
  CHECK(*one == *other);
}

TEST_CASE("an error is a small lesson") {
  const Result<Scenario> bad = load_scenario_text(
      "[scenario]\nname = \"x\"\n[sites.a]\nlocation = { lat = 1, lon = 2 }\n[sites.a.grid]\nenergy_price = \"3 USD/MWh\"\n"
      "[sites.a.storage.iron_air]\ntechnology = \"iron_air\"\npower = 300\ncharge_efficency = 0.65\n[workloads]\n",
      ".");
  CHECK_FALSE(bad);
  CHECK(to_text(bad.diagnostics()[0]) ==
        "error: scenario.toml:9:9: power of storage 'iron_air' has no unit\n"
        "    9 | power = 300\n"
        "      |         ^^^ write a number with a unit: \"300 MW\" or \"0.3 GW\"\n");
  CHECK(to_text(bad.diagnostics()[1]) ==
        "error: scenario.toml:10:1: storage 'iron_air' has no attribute 'charge_efficency'\n"
        "   10 | charge_efficency = 0.65\n"
        "      | ^^^^^^^^^^^^^^^^ did you mean 'charge_efficiency'?   (all attributes: gridwright explain storage)\n");
}

TEST_CASE("an islanded site is warned about, not refused") {
  const Result<Scenario> s = load_scenario_text(
      "[scenario]\nname = \"x\"\n[sites.a]\nlocation = { lat = 1, lon = 2 }\nload = \"5 "
      "MW\"\n[sites.a.supply.smr]\ntechnology = \"smr\"\n",
      ".");
  REQUIRE(bool(s));
  REQUIRE(s.diagnostics().size() == 1);
  CHECK(s.diagnostics()[0].severity == Severity::warning);
  CHECK(s.diagnostics()[0].message.find("islanded") != std::string::npos);
}

TEST_CASE("a mistake in the base of a variant is shown in the base") {
  const TemporaryFolder folder;
  folder.write("base/scenario.toml", small + "[sites.here.supply.w]\ntechnology = \"onshore_wind\"\nlife = 30\n");
  const Result<Scenario> bad =
      load_scenario(folder.write("variant.toml", "extends = \"base\"\nname = \"V\"\n[sites.here.supply.w]\ncapacity = 4\n"));
  REQUIRE(bad.diagnostics().size() == 2);
  CHECK(bad.diagnostics()[0].file.ends_with("base/scenario.toml"));
  CHECK(bad.diagnostics()[0].source_line == "life = 30");
  CHECK(bad.diagnostics()[1].file.ends_with("variant.toml"));
  CHECK(bad.diagnostics()[1].line == 4);
}

TEST_CASE("files are found beside the file that names them, and hashed") {
  const TemporaryFolder folder;
  folder.write("base/prices.csv", "usd\n40\n");
  folder.write("base/scenario.toml",
               small + "export_price = { file = \"prices.csv\", column = \"usd\", add = \"-5 USD/MWh\", time = \"utc\" }\n");
  const Scenario s = loaded(folder.write("variant.toml", "extends = \"base\"\n"));
  const SeriesSpec& price = s.sites[0].grid->export_price;
  CHECK(fs::equivalent(price.file, folder.path / "base/prices.csv"));
  CHECK(price.add == -5.0);
  CHECK(price.utc_offset_h == -6.0);
  REQUIRE(s.inputs.size() == 3);
  CHECK(s.inputs[2] == InputFile{"prices.csv", sha256("usd\n40\n")});
}

TEST_CASE("merging: values replace ranges, exclusive keys replace each other, false leaves out") {
  const TemporaryFolder folder;
  folder.write("base/scenario.toml", small + R"(
connection = { min = "10 MW", max = "100 MW" }
clean_share = { model = "midwest_2022_like", mean = "40 %" }
[sites.here.supply.w]
technology = "onshore_wind"
capacity = "5 MW"
[fleets.f]
accelerator = "a"
[sites.here.halls.h]
cooling = "x"
[workloads.w]
kind = "batch"
model = "m"
demand = { output_tokens_per_day = 1e9, input_per_output = 4, output_tokens = 100 }
[carbon]
price = "10 USD/t"
)");
  const Scenario s = loaded(folder.write("v.toml", R"(
extends = "base"
carbon = false
[sites.here.grid]
connection = { max = "200 MW" }
clean_share = { mean = "50 %" }
[sites.here.supply.w]
capacity = { max = "50 MW" }
[workloads.w]
demand = { input_tokens = 77 }
)"));
  CHECK(s.sites[0].grid->connection == Range<Power>{10 * MW, 200 * MW});
  CHECK(s.sites[0].grid->clean_share.model == "midwest_2022_like");
  CHECK(s.sites[0].grid->clean_share.mean == 0.5);
  CHECK(s.sites[0].supply[0].capacity == Range<Power>{0 * MW, 50 * MW});
  CHECK(s.workloads[0].input_tokens == 77.0);
  CHECK(s.workloads[0].output_tokens == 100.0);
  CHECK(s.carbon == Carbon{});
}

TEST_CASE("a chain of variants, and dates written as TOML dates") {
  const TemporaryFolder folder;
  folder.write("a.toml", small +
                             "[sites.here.halls.h]\ncooling = \"x\"\n[fleets.f]\naccelerator = \"a\"\n[workloads.t]\nkind = "
                             "\"training\"\ncompute = \"1e20 FLOP\"\nfinish = 2028-03-01\n");
  folder.write("b.toml", "extends = \"a.toml\"\n[sites.here]\nload = \"60 MW\"\n");
  const Scenario s = loaded(folder.write("c.toml", "extends = \"b.toml\"\nname = \"C\"\ndescription = \"the last\"\n"));
  CHECK(s.name == "C");
  CHECK(s.description == "the last");
  CHECK(s.sites[0].load.constant == 60.0);
  CHECK(s.workloads[0].finish_hour == 24.0 * 60);
  CHECK(s.inputs.size() == 3);
}
