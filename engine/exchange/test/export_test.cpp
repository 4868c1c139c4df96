// Plans in the tables of other tools: what PyPSA reads back here balances, and says what the plan said.
#include <doctest/doctest.h>

#include <cmath>
#include <fstream>
#include <map>

#include "gridwright/core/csv.hpp"
#include "gridwright/exchange/export.hpp"
#include "gridwright/exchange/import.hpp"
#include "sample_design.hpp"
#include "scratch_folder.hpp"

using namespace gridwright;

namespace {

std::map<std::string, std::string> by_name(const std::vector<design::TextFile>& files) {
  std::map<std::string, std::string> out;
  for (const design::TextFile& f : files) out[f.name] = f.content;
  return out;
}

}  // namespace

TEST_CASE("a campus plan as a PyPSA folder: read again, supply less storage is the load in every hour") {
  const design::Design d = testing::sample_design();
  const std::vector<design::TextFile> files = exchange::export_pypsa(d);
  const ScratchFolder folder;
  for (const design::TextFile& f : files) std::ofstream(folder.path() / f.name, std::ios::binary) << f.content;
  const Result<exchange::Imported> again = exchange::import_pypsa(folder.path());
  std::string wrong;
  for (const Diagnostic& one : again.diagnostics()) wrong += one.file + " " + one.message + "\n";
  INFO(wrong);
  REQUIRE(again);
  CHECK(again->system.steps.size() == static_cast<std::size_t>(d.hours));
  CHECK(again->system.converters.size() >= 3);
  CHECK(again->system.stores.size() == 2);
  auto all = by_name(files);
  const Result<CsvTable> p = parse_csv(all["generators-p.csv"], "p"), s = parse_csv(all["storage_units-p.csv"], "s"), l = parse_csv(all["loads-p_set.csv"], "l");
  REQUIRE(p);
  REQUIRE(s);
  REQUIRE(l);
  for (std::size_t t = 0; t < p->rows(); t += 97) {
    double sum = 0.0;
    for (const auto& [table, sign] : {std::pair{&*p, 1.0}, {&*s, 1.0}, {&*l, -1.0}})
      for (std::size_t k = 1; k < table->columns(); ++k) sum += sign * std::stod(std::string(table->cell(t, k)));
    CHECK(std::abs(sum) < 1e-6);
  }
}

TEST_CASE("GenX's tables and names of formats") {
  const auto all = by_name(exchange::export_genx(testing::sample_design()));
  for (const char* file : {"capacity.csv", "power.csv", "charge.csv", "storage.csv", "flow.csv", "nse.csv", "prices.csv", "costs.csv"}) CHECK(all.contains(file));
  CHECK(all.at("power.csv").starts_with("Resource,"));
  CHECK(all.at("costs.csv").find("cTotal,") != std::string::npos);
  const auto wrong = exchange::export_as("pipsa", testing::sample_design());
  REQUIRE_FALSE(wrong);
  CHECK(wrong.diagnostics().front().fix == "did you mean 'pypsa'?");
}
