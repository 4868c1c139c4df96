#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "gridwright/scenario/load.hpp"

using namespace gridwright;
using namespace gridwright::scenario;
namespace fs = std::filesystem;

namespace {

struct Case {
  fs::path file;
  std::vector<std::string> expect;
  std::string stage = "load", errors;
  int exit = 0;
};

Case read_case(const fs::path& file) {
  Case c{.file = file};
  std::ifstream in(file);
  for (std::string line; std::getline(in, line) && line.starts_with("# ");) {
    const std::size_t colon = line.find(": ");
    if (colon == std::string::npos) continue;
    const std::string key = line.substr(2, colon - 2), value = line.substr(colon + 2);
    if (key == "expect") c.expect.push_back(value);
    if (key == "stage") c.stage = value;
    if (key == "errors") c.errors = value;
    if (key == "exit") c.exit = std::stoi(value);
  }
  return c;
}

std::vector<Case> all_cases() {
  std::vector<Case> cases;
  for (const auto& entry : fs::directory_iterator(GRIDWRIGHT_SOURCE_DIR "/tests/bad-scenarios"))
    if (entry.path().extension() == ".toml") cases.push_back(read_case(entry.path()));
  std::sort(cases.begin(), cases.end(), [](const Case& a, const Case& b) { return a.file < b.file; });
  return cases;
}

std::ptrdiff_t error_count(const Diagnostics& all) {
  return std::count_if(all.begin(), all.end(), [](const Diagnostic& d) { return d.severity == Severity::error; });
}

bool has_message(const Diagnostics& all, const std::string& part) {
  return std::any_of(all.begin(), all.end(), [&](const Diagnostic& d) {
    return d.severity == Severity::error && d.message.find(part) != std::string::npos;
  });
}

/// Processor time since it was made: machines may be busy with other things.
struct Stopwatch {
  std::clock_t start = std::clock();
  [[nodiscard]] double seconds() const { return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC; }
};

struct TemporaryFolder {
  fs::path path = fs::temp_directory_path() /
                  ("gridwright-bad-" + std::to_string(std::chrono::steady_clock::now().time_since_epoch().count()));
  TemporaryFolder() { fs::create_directories(path); }
  ~TemporaryFolder() { fs::remove_all(path); }
  fs::path write(const std::string& name, const std::string& text) const {
    std::ofstream(path / name, std::ios::binary) << text;
    return path / name;
  }
};

void check_refused(const fs::path& file, const std::string& part) {
  const Result<Scenario> loaded = load_scenario(file);
  CAPTURE(to_text(loaded.diagnostics()));
  CHECK_FALSE(loaded);
  CHECK(has_message(loaded.diagnostics(), part));
}

}  // namespace

TEST_CASE("every bad scenario gets its messages, each with a place and a fix") {
  const std::vector<Case> cases = all_cases();
  CHECK(cases.size() >= 80);
  for (const Case& c : cases) {
    CAPTURE(c.file.filename().string());
    const Result<Scenario> loaded = load_scenario(c.file);
    const std::string said = to_text(loaded.diagnostics());
    CAPTURE(said);
    CHECK(c.exit == 2);
    REQUIRE(!c.expect.empty());
    if (c.stage == "plan") {
      CHECK(bool(loaded));
      continue;
    }
    CHECK_FALSE(loaded);
    if (c.errors != "any") CHECK(error_count(loaded.diagnostics()) == static_cast<std::ptrdiff_t>(c.expect.size()));
    for (const std::string& part : c.expect) {
      CAPTURE(part);
      CHECK(has_message(loaded.diagnostics(), part));
    }
    for (const Diagnostic& d : loaded.diagnostics()) {
      CHECK(!d.file.empty());
      CHECK(d.line > 0);
      CHECK(d.column > 0);
      CHECK((!d.fix.empty() || d.message.starts_with("not TOML")));
    }
  }
}

TEST_CASE("the scenario that the bad ones extend is good") {
  const Result<Scenario> loaded = load_scenario(GRIDWRIGHT_SOURCE_DIR "/tests/bad-scenarios/base");
  CAPTURE(to_text(loaded.diagnostics()));
  CHECK(bool(loaded));
  CHECK(loaded.diagnostics().empty());
}

TEST_CASE("files that are no scenarios are refused at once") {
  const TemporaryFolder folder;
  const Stopwatch watch;
  const fs::path junk = folder.write("junk.toml", "junk");
  fs::resize_file(junk, std::uintmax_t{2} << 30);  // sparse
  check_refused(junk, "is 2048 MB; a scenario has 8 MB at most");
  check_refused(folder.write("binary.toml", std::string("\x7f"
                                                        "ELF\0\0\0\1",
                                                        8)),
                "is a binary file");
  check_refused(folder.write("zipped.toml", "\x1f\x8b\x08 and so on"), "is compressed");
  check_refused(folder.write("wide.toml", "\xff\xfe[\0"), "is UTF-16 text");
  check_refused(folder.write("latin1.toml", "[scenario]\nname = \"caf\xe9\"\n"),
                "line 2, column 12: the byte 0xe9 is not UTF-8 text");
  check_refused(folder.write("late-nul.toml", "#" + std::string(100'000, 'x') + std::string(1, '\0')),
                "the byte 0x00 is not UTF-8 text");
  check_refused(folder.path / "nowhere.toml", "no such file");
  check_refused(folder.path, "no such file");
  check_refused("/dev/zero", "is not a file");
  CHECK(watch.seconds() < 2.0);
}

TEST_CASE("a series file of gigabytes is refused without being read") {
  const TemporaryFolder folder;
  fs::resize_file(folder.write("huge.csv", "x"), std::uintmax_t{2} << 30);
  const fs::path file = folder.write(
      "scenario.toml",
      "extends = \"" GRIDWRIGHT_SOURCE_DIR
      "/tests/bad-scenarios/base\"\n[sites.here.grid]\nenergy_price = { file = \"huge.csv\", column = \"x\" }\n");
  check_refused(file, "is 2048 MB; a file of hourly values has 256 MB at most");
}

TEST_CASE("many mistakes are counted, not printed for ever, and do not take for ever") {
  std::string text = "[scenario]\nname = \"x\"\n";
  for (int i = 0; i < 200'000; ++i) text += "k" + std::to_string(i) + " = 1\n";
  const Stopwatch watch;
  const Result<Scenario> loaded = load_scenario_text(text, ".");
  CHECK_FALSE(loaded);
  CHECK(loaded.diagnostics().size() <= 201);
  CHECK(loaded.diagnostics().back().message.find("more are not shown") != std::string::npos);
  CHECK(watch.seconds() < 5.0);
}
