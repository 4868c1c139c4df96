// The built program as a person meets it: what it prints where, its exit codes, what it leaves behind.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "scratch_folder.hpp"

namespace fs = std::filesystem;
using gridwright::ScratchFolder;
using nlohmann::json;

namespace {

const fs::path data = fs::path(GRIDWRIGHT_SOURCE_DIR) / "app/cli/test/data";

std::string read(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

struct Said {
  int exit = -1;
  std::string out, err;
};

/// Starts the program in `folder`, its two streams going to files there.
pid_t start(const fs::path& folder, std::vector<std::string> words) {
  words.insert(words.begin(), GRIDWRIGHT_BINARY);
  std::vector<char*> argv;
  for (std::string& w : words) argv.push_back(w.data());
  argv.push_back(nullptr);
  const std::string out = folder / ".stdout", err = folder / ".stderr", where = folder;
  const pid_t child = ::fork();
  if (child != 0) return child;
  const auto to = [](const std::string& file, int stream) {
    ::dup2(::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), stream);
  };
  to(out, STDOUT_FILENO);
  to(err, STDERR_FILENO);
  if (::chdir(where.c_str()) == 0) ::execv(argv[0], argv.data());
  ::_exit(127);
}

Said finish(const fs::path& folder, pid_t child) {
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  Said said{.out = read(folder / ".stdout"), .err = read(folder / ".stderr")};
  if (WIFEXITED(status)) said.exit = WEXITSTATUS(status);
  fs::remove(folder / ".stdout");
  fs::remove(folder / ".stderr");
  return said;
}

Said run(const ScratchFolder& folder, std::vector<std::string> words) {
  return finish(folder.path(), start(folder.path(), std::move(words)));
}

/// Names of what lies in a folder.
std::vector<std::string> listing(const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}
bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::string tiny() { return (data / "tiny.toml").string(); }

/// One of tests/bad-scenarios, and what its first lines promise.
struct Bad {
  fs::path file;
  std::vector<std::string> expect;
  bool at_plan = false;
};
std::vector<Bad> bad_scenarios() {
  std::vector<Bad> all;
  for (const auto& entry : fs::directory_iterator(fs::path(GRIDWRIGHT_SOURCE_DIR) / "tests/bad-scenarios")) {
    if (entry.path().extension() != ".toml") continue;
    Bad bad{.file = entry.path()};
    std::ifstream in(bad.file);
    for (std::string line; std::getline(in, line) && line.starts_with("#");) {
      if (line.starts_with("# expect: ")) bad.expect.push_back(line.substr(10));
      if (line == "# stage: plan") bad.at_plan = true;
    }
    all.push_back(std::move(bad));
  }
  std::sort(all.begin(), all.end(), [](const Bad& a, const Bad& b) { return a.file < b.file; });
  return all;
}

}  // namespace

TEST_CASE("help is one page, the same however one asks") {
  const ScratchFolder folder;
  const std::string page = read(data / "overview.txt");
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"--help"}, std::vector<std::string>{"-h"}, std::vector<std::string>{"help"}, std::vector<std::string>{}}) {
    const Said said = run(folder, words);
    CHECK(said.exit == 0);
    CHECK(said.out == page);
    CHECK(said.err.empty());
  }
  for (const char* verb : {"check", "plan", "report", "compare", "explain", "solve", "schema"}) {
    CAPTURE(std::string(verb));
    CHECK(has(page, std::string("gridwright ") + verb));
    const Said said = run(folder, {"help", verb});
    CHECK(said.exit == 0);
    for (const char* option : {"--json", "--quiet", "--threads", "--seed"}) CHECK(has(said.out, option));
    CHECK(run(folder, {verb, "--help"}).out == said.out);
  }
  CHECK(run(folder, {"--version"}).out.starts_with("gridwright "));
}

TEST_CASE("a mistyped verb gets the nearest one; a mistyped option is bad input") {
  const ScratchFolder folder;
  const Said said = run(folder, {"paln", tiny()});
  CHECK(said.exit == 2);
  CHECK(said.out.empty());
  CHECK(has(said.err, "unknown command 'paln'; did you mean 'plan'?"));
  CHECK(run(folder, {"zzzzzzzz"}).exit == 2);
  CHECK(run(folder, {"plan"}).exit == 2);
  CHECK(run(folder, {"plan", tiny(), "--solver", "abacus"}).exit == 2);
  CHECK(run(folder, {"plan", tiny(), "--gap", "-1"}).exit == 2);
  CHECK(run(folder, {"plan", tiny(), "--thraeds", "2"}).exit == 2);
  CHECK(run(folder, {"check", "nowhere.toml"}).exit == 2);
  CHECK(run(folder, {"report", "nowhere"}).exit == 2);
  CHECK(run(folder, {"compare", "nowhere", "nowhere-else"}).exit == 2);
  CHECK(listing(folder.path()).empty());
}

TEST_CASE("check finds a good scenario good, and every mistake in a bad one, as text and as JSON") {
  const ScratchFolder folder;
  Said said = run(folder, {"check", tiny()});
  CHECK(said.exit == 0);
  CHECK(has(said.out, "Tiny: good."));
  said = run(folder, {"check", tiny(), "--json"});
  CHECK(said.exit == 0);
  CHECK(json::parse(said.out)["exit"] == 0);
  const std::string many = GRIDWRIGHT_SOURCE_DIR "/tests/bad-scenarios/many-mistakes.toml";
  said = run(folder, {"check", many, "--json"});
  CHECK(said.exit == 2);
  const json told = json::parse(said.out);
  CHECK(told["exit"] == 2);
  CHECK(told["diagnostics"].size() >= 2);
  for (const json& d : told["diagnostics"]) {
    CHECK(d["line"].get<int>() > 0);
    CHECK(!d["message"].get<std::string>().empty());
  }
  CHECK(run(folder, {"check", GRIDWRIGHT_SOURCE_DIR "/examples/pine-island"}).exit == 0);
  CHECK(run(folder, {"check", GRIDWRIGHT_SOURCE_DIR "/examples/three-sites"}).exit == 0);
  CHECK(run(folder, {"check", GRIDWRIGHT_SOURCE_DIR "/examples/multi-cloud"}).exit == 0);
}

TEST_CASE("every bad scenario ends with exit code 2 and its message, and nothing is written") {
  const ScratchFolder folder;
  const std::vector<Bad> all = bad_scenarios();
  CHECK(all.size() >= 60);
  int at_plan = 0;
  for (const Bad& bad : all) {
    CAPTURE(bad.file.filename().string());
    const Said said = bad.at_plan ? run(folder, {"plan", bad.file.string(), "-o", "out"}) : run(folder, {"check", bad.file.string()});
    CAPTURE(said.err);
    CHECK(said.exit == 2);
    CHECK(said.out.empty());
    for (const std::string& part : bad.expect) {
      CAPTURE(part);
      CHECK(has(said.err, part));
    }
    CHECK(has(said.err, bad.at_plan ? "Nothing was written." : "Nothing was run."));
    CHECK(listing(folder.path()).empty());
    at_plan += bad.at_plan ? 1 : 0;
  }
  CHECK(at_plan >= 10);
}

TEST_CASE("plan refuses what check refuses") {
  const ScratchFolder folder;
  for (const char* name : {"unknown-key.toml", "no-unit.toml", "empty-file.toml", "missing-series-file.toml"}) {
    const Said said = run(folder, {"plan", std::string(GRIDWRIGHT_SOURCE_DIR "/tests/bad-scenarios/") + name, "-o", "out", "--json"});
    CHECK(said.exit == 2);
    CHECK(json::parse(said.out)["exit"] == 2);
    CHECK(listing(folder.path()).empty());
  }
}

TEST_CASE("plan writes one whole run folder; the same input gives the same bytes on any number of threads") {
  const ScratchFolder folder;
  const Said said = run(folder, {"plan", tiny(), "-o", "one", "--threads", "1"});
  INFO(said.err);
  REQUIRE(said.exit == 0);
  CHECK(has(said.out, "Tiny"));
  CHECK(has(said.out, "one/report.html"));
  CHECK(listing(folder.path()) == std::vector<std::string>{"one"});
  const std::vector<std::string> inside = listing(folder.path() / "one");
  CHECK(inside == std::vector<std::string>{"design.json", "hourly.nc", "provenance.json", "report.html", "tables"});
  CHECK(!listing(folder.path() / "one" / "tables").empty());

  const Said quiet = run(folder, {"plan", tiny(), "-o", "two", "--threads", "2", "--quiet", "--json"});
  CHECK(quiet.exit == 0);
  CHECK(quiet.err.empty());
  CHECK(json::parse(quiet.out)["scenario"] == "Tiny");
  CHECK(read(folder.path() / "one/design.json") == read(folder.path() / "two/design.json"));
  CHECK(json::parse(read(folder.path() / "two/provenance.json")).is_object());

  CHECK(run(folder, {"plan", tiny(), "-o", "two", "--seed", "8", "--no-report", "--quiet"}).exit == 0);  // a run may be replaced
  CHECK(read(folder.path() / "one/design.json") != read(folder.path() / "two/design.json"));
  CHECK(json::parse(read(folder.path() / "two/design.json"))["seed"] == 8);
  CHECK(!fs::exists(folder.path() / "two/report.html"));
  CHECK(listing(folder.path()) == std::vector<std::string>{"one", "two"});
}

TEST_CASE("without -o the folder is named after the scenario") {
  const ScratchFolder folder;
  CHECK(run(folder, {"plan", tiny(), "--quiet"}).exit == 0);
  CHECK(fs::exists(folder.path() / "out/tiny/design.json"));
}

TEST_CASE("no feasible design: exit code 3, the conflict in words, nothing written") {
  const ScratchFolder folder;
  Said said = run(folder, {"plan", (data / "too-small.toml").string(), "-o", "out"});
  CHECK(said.exit == 3);
  CHECK(said.out.empty());
  CHECK((has(said.err, "power_balance[here]") || has(said.err, "grid_limit[here]")));
  CHECK(has(said.err, "10"));  // short by 10 MW
  said = run(folder, {"plan", (data / "too-small.toml").string(), "-o", "out", "--json"});
  CHECK(said.exit == 3);
  CHECK(json::parse(said.out)["exit"] == 3);
  CHECK(listing(folder.path()).empty());
}

TEST_CASE("a folder that is not a run is not touched") {
  const ScratchFolder folder;
  fs::create_directory(folder.path() / "thesis");
  std::ofstream(folder.path() / "thesis/chapter-1.txt") << "do not lose me";
  Said said = run(folder, {"plan", tiny(), "-o", "thesis"});
  CHECK(said.exit == 2);
  CHECK(has(said.err, "thesis"));
  CHECK(listing(folder.path() / "thesis") == std::vector<std::string>{"chapter-1.txt"});
  CHECK(run(folder, {"plan", tiny(), "-o", "thesis/chapter-1.txt"}).exit == 2);
  CHECK(read(folder.path() / "thesis/chapter-1.txt") == "do not lose me");
  CHECK(listing(folder.path()) == std::vector<std::string>{"thesis"});
}

TEST_CASE("Ctrl-C leaves no half-written run") {
  const ScratchFolder folder;
  for (int milliseconds : {30, 400}) {
    const pid_t child = start(folder.path(), {"plan", (data / "quarter.toml").string(), "-o", "out"});
    std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
    ::kill(child, SIGINT);
    const Said said = finish(folder.path(), child);
    CAPTURE(said.err);
    // Before the program has taken over the signal the default ends it; after that it stops itself.
    CHECK((said.exit == 4 || said.exit == -1));
    if (said.exit == 4) CHECK(has(said.err, "nothing was written"));
    CHECK(listing(folder.path()).empty());
  }
}

TEST_CASE("a limit leaves either a usable answer (4) or none (3)") {
  const ScratchFolder folder;
  const Said said = run(folder, {"plan", (data / "quarter.toml").string(), "-o", "out", "--time-limit", "0.01", "--quiet"});
  CAPTURE(said.err);
  CHECK((said.exit == 3 || said.exit == 4));
  CHECK(fs::exists(folder.path() / "out/design.json") == (said.exit == 4));
}

TEST_CASE("explain knows components, technologies and rows of the model, and guesses what was meant") {
  const ScratchFolder folder;
  for (const char* term : {"storage", "iron_air", "storage_balance", "grid", "matching"}) {
    CAPTURE(std::string(term));
    const Said said = run(folder, {"explain", term});
    CHECK(said.exit == 0);
    CHECK(said.out.size() > 40);
    CHECK(said.err.empty());
  }
  const Said said = run(folder, {"explain", "iron_aire"});
  CHECK(said.exit == 2);
  CHECK(said.out.empty());
  CHECK(has(said.err, "gridwright explain iron_air"));
  CHECK(json::parse(run(folder, {"schema"}).out).is_object());
}

// minimise -x - 2y where x + y <= 4 and x + 3y <= 6: -5 at (3, 1).
TEST_CASE("solve answers any MPS file by every solver") {
  const ScratchFolder folder;
  const std::string file = (data / "tiny.mps").string();
  for (const char* solver : {"auto", "ipm", "highs", "highs-simplex"}) {
    CAPTURE(std::string(solver));
    const Said said = run(folder, {"solve", file, "--solver", solver, "--json"});
    CHECK(said.exit == 0);
    const json told = json::parse(said.out);
    CHECK(told["status"] == "optimal");
    CHECK(told["objective"].get<double>() == doctest::Approx(-5.0).epsilon(1e-7));
  }
  const Said said = run(folder, {"solve", file, "--solution", "x.csv"});
  CHECK(said.exit == 0);
  CHECK(has(said.out, "objective"));
  CHECK(read(folder.path() / "x.csv").starts_with("column,value,reduced_cost\nX,"));
  CHECK(run(folder, {"solve", (data / "impossible.mps").string()}).exit == 3);
  CHECK(run(folder, {"solve", tiny()}).exit == 2);
  CHECK(run(folder, {"solve", "nowhere.mps"}).exit == 2);
}

TEST_CASE("the model a plan writes is solved to the same cost") {
  const ScratchFolder folder;
  const Said planned = run(folder, {"plan", tiny(), "-o", "out", "--mps", "model.mps.gz", "--json", "--quiet"});
  REQUIRE(planned.exit == 0);
  const double usd = json::parse(planned.out)["solve"]["objective_usd"].get<double>();
  const Said solved = run(folder, {"solve", "model.mps.gz", "--solver", "highs-simplex", "--json"});
  CHECK(json::parse(solved.out)["objective"].get<double>() == doctest::Approx(usd).epsilon(1e-7));
}

TEST_CASE("report and compare read what plan wrote") {
  const ScratchFolder folder;
  REQUIRE(run(folder, {"plan", tiny(), "-o", "base", "--no-report", "--quiet"}).exit == 0);
  REQUIRE(run(folder, {"plan", (data / "tiny-cleaner.toml").string(), "-o", "cleaner", "--no-report", "--quiet"}).exit == 0);
  CHECK(!fs::exists(folder.path() / "base/report.html"));
  const std::string before = read(folder.path() / "base/design.json");
  const Said report = run(folder, {"report", "base"});
  CHECK(report.exit == 0);
  CHECK(has(report.out, "Tiny"));
  CHECK(has(read(folder.path() / "base/report.html"), "</html>"));
  CHECK(read(folder.path() / "base/design.json") == before);

  const Said compare = run(folder, {"compare", "base", "cleaner"});
  CHECK(compare.exit == 0);
  CHECK(has(compare.out, "Tiny, cleaner"));
  CHECK(has(run(folder, {"compare", "base", "cleaner", "--markdown"}).out, "|"));
  CHECK(!json::parse(run(folder, {"compare", "base", "cleaner", "--json"}).out).empty());
  CHECK(run(folder, {"compare", "base", "nowhere"}).exit == 2);
  CHECK(listing(folder.path()) == std::vector<std::string>{"base", "cleaner"});
}

TEST_CASE("facility: a table, JSON, figures in files, mistakes that name what to type") {
  const ScratchFolder folder;
  const Said table = run(folder, {"facility", "phoenix-az", "--plant", "dtc_dry_cooler,dtc_tower", "--connection", "200 MW"});
  CHECK(table.exit == 0);
  CHECK(has(table.out, "dtc_tower 40 degC lets the same 200 MW carry"));
  const Said as_json = run(folder, {"facility", "phoenix-az", "--plant", "dtc_dry_cooler", "--supply", "45", "--json"});
  const json studies = json::parse(as_json.out);
  CHECK(studies[0]["plants"][0]["supply_c"] == 45.0);
  CHECK(studies[0]["plants"][0]["month_hour_pue"].size() == 288);
  for (const char* file : {"page.html", "drawing.svg", "table.md"}) CHECK(run(folder, {"facility", "rochester-mn", "--plant", "dtc_tower", "-q", "-o", file}).exit == 0);
  CHECK(listing(folder.path()) == std::vector<std::string>{"drawing.svg", "page.html", "table.md"});
  const Said wrong = run(folder, {"facility", "rochester-mn", "--plant", "dct_tower", "--load", "fast", "-o", "x.html"});
  CHECK(wrong.exit == 2);
  CHECK(has(wrong.err, "dtc_tower"));
  CHECK(has(wrong.err, "--load \"85 %\""));
  CHECK(!fs::exists(folder.path() / "x.html"));
  CHECK(run(folder, {"facility", tiny()}).exit == 2);   // a scenario without halls
  CHECK(has(run(folder, {"facility", "--list"}).out, "survey_midsize_air_chiller"));
}

TEST_CASE("contracts are explained and bills imported") {
  const ScratchFolder folder;
  std::ofstream(folder.path() / "offer.toml") << "[scenario]\nname = \"Offer\"\nyear = 2026\n[clouds.aws.offers.h200]\naccelerator = \"h200_sxm\"\n"
                                                 "location = { lat = 39.0, lon = -77.5 }\non_demand = \"63.296 USD/h\"\ncommitted = \"23.80 USD/h\"\n"
                                                 "[contracts.ri]\ninstrument = \"resource_commitment\"\ncloud = \"aws\"\ncount = 100\nload = 40\n";
  const Said text = run(folder, {"contract", "offer.toml", "-o", "offer.html"});
  CHECK(text.exit == 0);
  CHECK(has(text.out, "37.6 %"));
  CHECK(has(read(folder.path() / "offer.html"), "</html>"));
  const Said json = run(folder, {"contract", "offer.toml", "--json"});
  CHECK(nlohmann::json::parse(json.out)["contracts"][0]["advice"] == "sign less");
  const Said none = run(folder, {"contract", "offer.toml", "ir"});
  CHECK(none.exit == 2);
  CHECK(has(none.err, "did you mean 'ri'?"));
  CHECK(run(folder, {"plan", "offer.toml", "-o", "out"}).exit == 2);  // contracts alone are no plan

  std::ofstream(folder.path() / "bill.csv") << "BilledCost,ChargeCategory,BillingCurrency\n1.25,Usage,USD\n2.5,Usage,USD\n";
  const Said bill = run(folder, {"import", "focus", "bill.csv", "--json"});
  CHECK(bill.exit == 0);
  CHECK(nlohmann::json::parse(bill.out)["total"]["billed"] == 3.75);
  const Said wrong = run(folder, {"import", "focsu", "bill.csv"});
  CHECK(wrong.exit == 2);
  CHECK(has(wrong.err, "did you mean 'focus'?"));
}

TEST_CASE("capital answers a question, in words and as JSON, and writes its page") {
  const ScratchFolder folder;
  const Said said = run(folder, {"capital", "--payer", "OpenAI", "--pays", "60%", "--year", "2029", "-o", "money"});
  CHECK(said.exit == 0);
  CHECK(said.out.find("Oracle is short 24.0 bn USD") != std::string::npos);
  CHECK(fs::exists(folder.path() / "money/capital.html"));
  CHECK(fs::exists(folder.path() / "money/tables/stress.csv"));
  const Said again = run(folder, {"capital", "--payer", "OpenAI", "--pays", "0.6", "--year", "2029", "--json"});
  CHECK(json::parse(again.out)["findings"][0]["rows"][0]["payee"] == "Oracle");
}

TEST_CASE("capital refuses what makes no sense, all at once, with a fix") {
  const ScratchFolder folder;
  const Said said = run(folder, {"capital", "--payer", "OpnAI", "--pays", "60", "--year", "20299", "--income", "x", "--cash", "Oracle"});
  CHECK(said.exit == 2);
  CHECK(said.out.empty());
  for (const char* words : {"did you mean 'OpenAI'?", "--pays 60%", "--year '20299' is not a year", "--income needs --cover", "--cash 'Oracle' is not NAME=AMOUNT"})
    CHECK_MESSAGE(said.err.find(words) != std::string::npos, words << " in: " << said.err);
  CHECK(run(folder, {"capital", "no-such-folder"}).exit == 2);
}

TEST_CASE("own compares buying, leasing and renting, and says which input it cannot read") {
  const ScratchFolder folder;
  const Said said = run(folder, {"own", "h200", "--price", "46000 USD", "--life", "4 years", "--on-demand", "7.91 USD/h", "--committed", "2.98", "--json", "-o", "own"});
  CHECK(said.exit == 0);
  const json all = json::parse(said.out);
  CHECK(all["findings"][1]["rows"][0]["economic life, 4 years"].get<double>() == doctest::Approx(2.3665).epsilon(1e-4));
  CHECK(fs::exists(folder.path() / "own/own.html"));
  CHECK(has(run(folder, {"own", "h200", "--model", "llama-3.1-70b"}).out, "per million"));
  const Said wrong = run(folder, {"own", "h200", "--used", "70", "--building", "cheap", "--raised-by", "neoclouds"});
  CHECK(wrong.exit == 2);
  for (const char* words : {"--used 70%", "--building \"12000 USD/kW\"", "did you mean 'neocloud'?"}) CHECK_MESSAGE(has(wrong.err, words), words);
  CHECK(has(run(folder, {"own", "h20"}).err, "did you mean 'h200_sxm'?"));
}
