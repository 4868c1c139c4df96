#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "gridwright/design/json.hpp"
#include "gridwright/design/netcdf.hpp"
#include "gridwright/design/run_folder.hpp"
#include "sample_design.hpp"

using namespace gridwright;
using namespace gridwright::design;
namespace fs = std::filesystem;

namespace {

/// A folder of its own for each test, gone afterwards.
struct Scratch {
  fs::path path = fs::temp_directory_path() / ("gridwright-run-" + std::to_string(::getpid()));
  Scratch() { fs::remove_all(path), fs::create_directories(path); }
  ~Scratch() { fs::remove_all(path); }
};

std::string bytes(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

Run sample_run(int sites = 1) { return {testing::sample_design(sites), testing::sample_provenance(), {}}; }

std::size_t entries(const fs::path& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator{}));
}

}  // namespace

TEST_CASE("a run reads back as it was written") {
  const Scratch scratch;
  const Run run = sample_run(3);
  const fs::path out = scratch.path / "deep" / "out";
  const std::vector<TextFile> extra = {{"report.html", "<p>hello</p>"}};
  REQUIRE(write_run(out, run, extra).empty());
  const Result<Run> again = read_run(out);
  REQUIRE(again);
  CHECK(again.diagnostics().empty());
  CHECK(to_json(again->design) == to_json(run.design));
  CHECK(to_json(again->provenance) == to_json(run.provenance));
  REQUIRE(again->design.hourly.size() == run.design.hourly.size());
  for (std::size_t i = 0; i < run.design.hourly.size(); ++i) {
    const Hourly &a = again->design.hourly[i], &b = run.design.hourly[i];
    CHECK(a.values == b.values);
    CHECK(std::tie(a.site, a.component, a.quantity, a.kind, a.unit, a.origin, a.source) ==
          std::tie(b.site, b.component, b.quantity, b.kind, b.unit, b.origin, b.source));
  }
  CHECK(bytes(out / "report.html") == "<p>hello</p>");
  CHECK(bytes(out / "tables/costs.csv").starts_with("site,group,component,item,usd_per_year\npine_island,power,"));
  CHECK(entries(out.parent_path()) == 1);  // nothing is left beside it
}

TEST_CASE("the same run gives the same bytes") {
  const Scratch scratch;
  REQUIRE(write_run(scratch.path / "a", sample_run()).empty());
  REQUIRE(write_run(scratch.path / "b", sample_run()).empty());
  for (const char* name : {"design.json", "hourly.nc", "provenance.json", "tables/hourly_site.csv", "tables/capacities.csv"})
    CHECK_MESSAGE(bytes(scratch.path / "a" / name) == bytes(scratch.path / "b" / name), name);
}

TEST_CASE("a run replaces a run, and only a run") {
  const Scratch scratch;
  const fs::path out = scratch.path / "out";
  const std::vector<TextFile> extra = {{"report.html", "old"}};
  REQUIRE(write_run(out, sample_run(), extra).empty());
  REQUIRE(write_run(out, sample_run(3)).empty());
  CHECK(!fs::exists(out / "report.html"));
  std::ofstream(out / "thesis.txt") << "mine";
  const Diagnostics refused = write_run(out, sample_run());
  REQUIRE(refused.size() == 1);
  CHECK(refused[0].message.find("thesis.txt") != std::string::npos);
  CHECK(bytes(out / "thesis.txt") == "mine");
  CHECK(read_run(out)->design.sites.size() == 3);

  std::ofstream(scratch.path / "file") << "x";
  CHECK(!write_run(scratch.path / "file", sample_run()).empty());
  CHECK(!write_run(scratch.path / "file" / "below", sample_run()).empty());
  fs::create_directories(scratch.path / "empty");
  CHECK(write_run(scratch.path / "empty/", sample_run()).empty());
  CHECK(entries(scratch.path) == 3);
}

TEST_CASE("a run that is rewritten keeps what others added to it; a new run does not") {
  const Scratch scratch;
  const fs::path out = scratch.path / "out";
  const std::vector<TextFile> extra = {{"report.html", "old"}, {"model.mps", "NAME"}, {"simulation/chat-winter/sites.csv", "site\n"}};
  REQUIRE(write_run(out, sample_run(), extra).empty());
  const std::vector<TextFile> anew = {{"report.html", "new"}};
  REQUIRE(rewrite_run(out, sample_run(3), anew).empty());
  CHECK(bytes(out / "report.html") == "new");
  CHECK(bytes(out / "model.mps") == "NAME");
  CHECK(bytes(out / "simulation/chat-winter/sites.csv") == "site\n");
  CHECK(read_run(out)->design.sites.size() == 3);
  CHECK(entries(scratch.path) == 1);

  const std::vector<TextFile> other = {{"simulation/chat-summer/sites.csv", "site\n"}};
  REQUIRE(rewrite_run(scratch.path / "out/", sample_run(3), other).empty());
  CHECK(!fs::exists(out / "simulation/chat-winter"));  // what is brought anew is replaced whole
  CHECK(bytes(out / "report.html") == "new");

  std::ofstream(out / "thesis.txt") << "mine";
  CHECK(!rewrite_run(out, sample_run()).empty());
  CHECK(read_run(out)->design.sites.size() == 3);
  fs::remove(out / "thesis.txt");
  REQUIRE(write_run(out, sample_run()).empty());
  CHECK(!fs::exists(out / "simulation"));
  CHECK(!fs::exists(out / "model.mps"));
}

TEST_CASE("a run that cannot be finished leaves the old one whole") {
  const Scratch scratch;
  const fs::path out = scratch.path / "out";
  REQUIRE(write_run(out, sample_run()).empty());
  Run broken = sample_run(3);
  broken.design.hourly[1].values.resize(12);
  const Diagnostics failed = write_run(out, broken);
  REQUIRE(failed.size() == 1);
  CHECK(failed[0].message.find("12 values") != std::string::npos);
  CHECK(read_run(out)->design.sites.size() == 1);
  CHECK(entries(scratch.path) == 1);
}

TEST_CASE("a killed writer leaves the old run or the new one, and its leftovers are swept") {
  const Scratch scratch;
  const fs::path out = scratch.path / "out";
  REQUIRE(write_run(out, sample_run(1)).empty());
  const Run next = sample_run(3);
  for (unsigned wait_us : {200u, 2000u, 20000u, 60000u, 120000u, 250000u}) {
    const pid_t child = ::fork();
    if (child == 0) {
      for (;;) (void)write_run(out, next);
    }
    ::usleep(wait_us);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    const Result<Run> found = read_run(out);
    REQUIRE(found);
    CHECK(found.diagnostics().empty());
    CHECK((found->design.sites.size() == 1 || found->design.sites.size() == 3));
  }
  REQUIRE(write_run(out, sample_run(1)).empty());
  CHECK(entries(scratch.path) == 1);
}

TEST_CASE("a symbolic link stays one") {
  const Scratch scratch;
  fs::create_directories(scratch.path / "real");
  fs::create_directory_symlink(scratch.path / "real", scratch.path / "latest");
  REQUIRE(write_run(scratch.path / "latest", sample_run()).empty());
  CHECK(fs::is_symlink(scratch.path / "latest"));
  CHECK(fs::exists(scratch.path / "real" / "design.json"));
}

TEST_CASE("a folder named by one relative word") {
  const Scratch scratch;
  const fs::path before = fs::current_path();
  fs::current_path(scratch.path);
  const Diagnostics first = write_run("out", sample_run()), second = write_run("out/", sample_run(3));
  fs::current_path(before);
  CHECK(first.empty());
  CHECK(second.empty());
  CHECK(read_run(scratch.path / "out")->design.sites.size() == 3);
  CHECK(entries(scratch.path) == 1);
}

TEST_CASE("what is missing is said") {
  const Scratch scratch;
  const Result<Run> none = read_run(scratch.path);
  REQUIRE(!none);
  CHECK(none.diagnostics()[0].message.find("not a run folder") != std::string::npos);
  std::ofstream(scratch.path / "design.json") << to_json(testing::sample_design());
  const Result<Run> alone = read_run(scratch.path);
  REQUIRE(alone);
  CHECK(alone.diagnostics().size() == 2);
  std::ofstream(scratch.path / "hourly.nc") << "not netcdf";
  CHECK(!read_run(scratch.path));
}

TEST_CASE("another program opens hourly.nc and finds times, units and values") {
  const Scratch scratch;
  if (std::system("/usr/bin/python3 -c 'import netCDF4, cftime' 2>/dev/null") != 0) {
    MESSAGE("python3-netcdf4 is not installed: not checked");
    return;
  }
  REQUIRE(write_hourly(testing::sample_design(), scratch.path / "hourly.nc").empty());
  const std::string script = scratch.path / "look.py";
  std::ofstream(script) << "import netCDF4, sys\n"
                           "f = netCDF4.Dataset(sys.argv[1])\n"
                           "t = f['time']\n"
                           "last = netCDF4.num2date(t[-1], t.units, t.calendar)\n"
                           "assert str(last) == '2028-12-31 23:00:00', last\n"
                           "assert f.Conventions == 'CF-1.10'\n"
                           "w = f['pine_island_wind_generation']\n"
                           "assert w.units == 'MW' and w.kind == 'wind' and w.shape == (8760,)\n"
                           "assert f['pine_island_grid_price'].origin == 'synthetic'\n"
                           "assert abs(float(w[:].max()) - " +
                               json_number(testing::peak(testing::sample_design().hourly[0].values)) + ") == 0\n";
  CHECK(std::system(("/usr/bin/python3 " + script + " " + (scratch.path / "hourly.nc").string()).c_str()) == 0);
}
