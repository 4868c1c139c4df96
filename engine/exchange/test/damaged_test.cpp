// Importers on damaged cases: one clear message for each mistake, nothing written, no crash and no hang.
#include <doctest/doctest.h>

#include <fstream>
#include <functional>

#include "gridwright/exchange/import.hpp"
#include "scratch_folder.hpp"

using namespace gridwright;
namespace fs = std::filesystem;

namespace {

void put(const fs::path& file, const std::string& text) {
  fs::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << text;
}

std::string all_of(const Diagnostics& found) {
  std::string out;
  for (const Diagnostic& d : found) out += d.file + ":" + std::to_string(d.line) + ": " + d.message + "\n";
  return out;
}

void small_pypsa(const fs::path& f) {
  put(f / "network.csv", "name,pypsa_version\nsmall,1.1.2\n");
  put(f / "snapshots.csv", ",snapshot,objective,stores,generators\n0,2019-01-01 00:00:00,1.0,1.0,1.0\n1,2019-01-01 01:00:00,1.0,1.0,1.0\n");
  put(f / "buses.csv", "name,v_nom,carrier\na,380,AC\nb,380,AC\n");
  put(f / "generators.csv", "name,bus,p_nom,marginal_cost\ncoal,a,100,20\n");
  put(f / "lines.csv", "name,bus0,bus1,x,s_nom\n0,a,b,0.5,80\n");
  put(f / "loads.csv", "name,bus\ntown,b\n");
  put(f / "loads-p_set.csv", ",town\n0,50\n1,60\n");
}

void small_genx(const fs::path& f) {
  put(f / "settings" / "genx_settings.yml", "UCommit: 2  # linear\nNetworkExpansion: 0\nPrintModel: 0\n");
  put(f / "system" / "Demand_data.csv", "Voll,Demand_Segment,Cost_of_Demand_Curtailment_per_MW,Max_Demand_Curtailment,Rep_Periods,Timesteps_per_Rep_Period,Sub_Weights,Time_Index,Demand_MW_z1\n"
                                        "9000,1,1,1,1,2,8760,1,100\n,,,,,,,2,120\n");
  put(f / "system" / "Fuels_data.csv", "Time_Index,NG,None\n0,0.05,0\n1,4,0\n2,4,0\n");
  put(f / "system" / "Generators_variability.csv", "Time_Index,gas\n1,1\n2,1\n");
  put(f / "resources" / "Thermal.csv", "Resource,Zone,Model,New_Build,Existing_Cap_MW,Inv_Cost_per_MWyr,Heat_Rate_MMBTU_per_MWh,Fuel,Cap_Size\ngas,1,1,1,50,60000,7,NG,50\n");
}

std::string pypsa_after(const std::function<void(const fs::path&)>& damage) {
  const ScratchFolder folder;
  small_pypsa(folder.path());
  damage(folder.path());
  return all_of(exchange::import_pypsa(folder.path()).diagnostics());
}
std::string genx_after(const std::function<void(const fs::path&)>& damage) {
  const ScratchFolder folder;
  small_genx(folder.path());
  damage(folder.path());
  return all_of(exchange::import_genx(folder.path()).diagnostics());
}
bool says(const std::string& text, const char* words) { return text.find(words) != text.npos; }

}  // namespace

TEST_CASE("whole cases are read") {
  const ScratchFolder folder;
  small_pypsa(folder.path() / "p");
  small_genx(folder.path() / "g");
  const Result<exchange::Imported> p = exchange::import_pypsa(folder.path() / "p");
  INFO(all_of(p.diagnostics()));
  CHECK(p);
  const Result<exchange::Imported> g = exchange::import_genx(folder.path() / "g");
  INFO(all_of(g.diagnostics()));
  CHECK(g);
  CHECK(exchange::write_scenario(*g, folder.path() / "out").empty());
  put(folder.path() / "out" / "mine.txt", "keep");
  CHECK_FALSE(exchange::write_scenario(*g, folder.path() / "out").empty());
  CHECK(fs::exists(folder.path() / "out" / "mine.txt"));
}

TEST_CASE("missing and empty files") {
  CHECK(says(pypsa_after([](const fs::path& f) { fs::remove(f / "snapshots.csv"); }), "snapshots.csv:0: is missing"));
  CHECK(says(pypsa_after([](const fs::path& f) { put(f / "buses.csv", ""); }), "the file is empty"));
  CHECK(says(pypsa_after([](const fs::path& f) { put(f / "generaters.csv", "name\n"); }), "'generaters' is not a table of a PyPSA network"));
  CHECK(says(all_of(exchange::import_pypsa("/nowhere/at/all").diagnostics()), "no such folder"));
  CHECK(says(genx_after([](const fs::path& f) { fs::remove(f / "system" / "Fuels_data.csv"); }), "Fuels_data.csv:0: is missing"));
  CHECK(says(genx_after([](const fs::path& f) { fs::remove_all(f / "resources"); }), "holds no table of resources"));
  CHECK(says(all_of(exchange::import_genx("/nowhere/at/all").diagnostics()), "no such folder"));
}

TEST_CASE("wrong headers, numbers, names and loops") {
  const std::string wrong = pypsa_after([](const fs::path& f) {
    put(f / "generators.csv", "name,bus,p_nom,marginal_cost\ncoal,a,hundred,20\ngas,c,100,dear\n");
    put(f / "lines.csv", "name,bus0,bus1,x,s_nom\n0,a,b,0.0,80\n1,a,a,0.5,80\n");
    put(f / "loads-p_set.csv", ",town,village\n0,50,1\n1,lots,1\n");
  });
  CHECK(says(wrong, "generators.csv:2: p_nom is 'hundred'"));
  CHECK(says(wrong, "generators.csv:3: 'gas' names bus 'c', which is not there"));
  CHECK(says(wrong, "generators.csv:3: marginal_cost is 'dear'"));
  CHECK(says(wrong, "lines.csv:2: x of '0' is zero"));
  CHECK(says(wrong, "lines.csv:3: '1' begins and ends at 'a'"));
  CHECK(says(wrong, "p_set of 'town' is 'lots'"));
  CHECK(says(wrong, "has a column for 'village', which is not in loads"));
  CHECK(says(pypsa_after([](const fs::path& f) { put(f / "loads-p_set.csv", ",town\n0,50\n"); }), "has 1 rows, the network has 2 snapshots"));
  const std::string genx = genx_after([](const fs::path& f) {
    put(f / "resources" / "Thermal.csv", "Resource,Zone,Model,New_Build,Existing_Cap_MW,Fuel,Cap_Size\ngas,7,1,1,50,NG,50\noil,1,1,1,much,OIL,0\n");
  });
  CHECK(says(genx, "Thermal.csv:2: 'gas' is in zone 7; there are 1 zones"));
  CHECK(says(genx, "Thermal.csv:3: Existing_Cap_MW is 'much'"));
  CHECK(says(genx, "'oil' burns 'OIL', which is no column of Fuels_data.csv"));
  CHECK(says(genx, "Cap_Size of 'oil' is not above zero"));
}

TEST_CASE("settings and columns that change a plan are honoured or refused by name") {
  const auto with = [](const char* line) {
    return genx_after([line](const fs::path& f) { put(f / "settings" / "genx_settings.yml", std::string("UCommit: 2\n") + line + "\n"); });
  };
  CHECK(says(with("MultiStage: 1"), "MultiStage = 1 is not modelled"));
  CHECK(says(with("OperationalReserves: 1"), "OperationalReserves = 1 is not modelled"));
  CHECK(says(with("Reserves: 1"), "OperationalReserves = 1 is not modelled"));
  CHECK(says(with("UCommitt: 1"), "'UCommitt' is not a setting of GenX"));
  CHECK(says(with("CO2Cap: many"), "CO2Cap is 'many'; it must be a whole number"));
  CHECK(says(with("TimeDomainReduction: 1"), "days are not clustered here"));
  CHECK(says(pypsa_after([](const fs::path& f) { put(f / "generators.csv", "name,bus,p_nom,marginal_cost_quadratic\ncoal,a,100,0.3\n"); }), "marginal_cost_quadratic = 0.3 is not modelled"));
  CHECK(says(pypsa_after([](const fs::path& f) { put(f / "global_constraints.csv", "name,type,sense,constant\nx,growth,<=,5\n"); }), "constraints of type 'growth' are not modelled"));
}

TEST_CASE("long-duration storage follows the map of periods, or says what is wrong with it") {
  const auto with = [](const char* map) {
    return [map](const fs::path& f) {
      put(f / "system" / "Demand_data.csv", "Voll,Demand_Segment,Cost_of_Demand_Curtailment_per_MW,Max_Demand_Curtailment,Rep_Periods,Timesteps_per_Rep_Period,Sub_Weights,Time_Index,Demand_MW_z1\n"
                                            "9000,1,1,1,2,1,4380,1,100\n,,,,,,4380,2,120\n");
      put(f / "resources" / "Storage.csv", "Resource,Zone,Model,LDS,New_Build,Existing_Cap_MW,Existing_Cap_MWh,Max_Duration,Min_Duration,Eff_Up,Eff_Down\nlong,1,1,1,0,10,100,10,1,0.9,0.9\n");
      if (*map != 0) put(f / "system" / "Period_map.csv", map);
    };
  };
  CHECK(genx_after(with("Period_Index,Rep_Period,Rep_Period_Index\n1,1,1\n2,1,1\n3,3,2\n")).empty());
  CHECK(says(genx_after(with("")), "Period_map.csv:0: is missing"));
  CHECK(says(genx_after(with("Period_Index,Rep_Period,Rep_Period_Index\n1,1,1\n3,3,2\n")), "periods do not stand in order"));
}

TEST_CASE("100,000 rows that are all wrong end in a few messages") {
  const std::string wrong = pypsa_after([](const fs::path& f) {
    std::string text = "name,bus,p_nom\n";
    for (int k = 0; k < 100'000; ++k) text += "g" + std::to_string(k) + ",nowhere,x\n";
    put(f / "generators.csv", text);
  });
  CHECK(std::count(wrong.begin(), wrong.end(), '\n') < 60);
  CHECK(says(wrong, "more mistakes in this file"));
}
