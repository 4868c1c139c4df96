// The architecture as a test: includes follow the arrow table, rooms keep to their namespace and folders, every test is
// built.
#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "gridwright/core/csv.hpp"
#include "gridwright/core/text.hpp"

using namespace gridwright;
namespace fs = std::filesystem;

namespace {

const fs::path root = GRIDWRIGHT_SOURCE_DIR;

std::string read(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

/// Files under a folder that end so, by path from the top, in a fixed order; none when the folder is missing.
std::vector<std::string> files_under(const std::string& folder, std::string_view ending) {
  std::vector<std::string> files;
  if (!fs::exists(root / folder)) return files;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root / folder))
    if (entry.is_regular_file() && entry.path().string().ends_with(ending))
      files.push_back(fs::relative(entry.path(), root).string());
  std::sort(files.begin(), files.end());
  return files;
}

using Arrows = std::map<std::string, std::set<std::string>, std::less<>>;

Arrows arrow_table() {
  const Result<CsvTable> table = read_csv(root / "cmake" / "arrows.csv");
  REQUIRE(table);
  Arrows arrows;
  for (std::size_t row = 0; row < table->rows(); ++row) {
    std::set<std::string>& may_use = arrows[std::string(table->cell(row, 0))];
    for (std::string_view name : split_words(table->cell(row, 1))) may_use.emplace(name);
  }
  return arrows;
}

/// Rooms whose headers a file includes, with the line they are included on.
std::vector<std::pair<std::string, int>> rooms_included(const std::string& text) {
  std::vector<std::pair<std::string, int>> rooms;
  int line_number = 0;
  for (std::string_view line : split(text, '\n')) {
    ++line_number;
    line = trim(line);
    if (!line.starts_with('#')) continue;
    line = trim(line.substr(1));
    if (!line.starts_with("include")) continue;
    const std::size_t at = line.find("gridwright/");
    if (at == std::string_view::npos) continue;
    const std::string_view rest = line.substr(at + 11);
    rooms.emplace_back(std::string(rest.substr(0, rest.find('/'))), line_number);
  }
  return rooms;
}

void check_includes(const std::string& folder, const std::string& room, const std::set<std::string>& may_use) {
  for (std::string_view ending : {".hpp", ".cpp"}) {
    for (const std::string& file : files_under(folder, ending)) {
      for (const auto& [used, line] : rooms_included(read(root / file))) {
        const bool allowed = used == room || may_use.contains(used);
        INFO(file << ":" << line << ": room '" << room << "' may not use '" << used << "' (docs/architecture.md)");
        CHECK(allowed);
      }
    }
  }
}

}  // namespace

TEST_CASE("includes follow the arrow table") {
  const Arrows arrows = arrow_table();
  for (const auto& [room, may_use] : arrows) {
    if (room != "app") check_includes("engine/" + room, room, may_use);
  }
  for (const char* app : {"app/cli", "app/web", "app/mcp", "python"}) check_includes(app, "app", arrows.at("app"));
}

TEST_CASE("the arrows make no circle, and every room is in the table") {
  const Arrows arrows = arrow_table();
  std::set<std::string> placed;
  for (bool moved = true; moved;) {
    moved = false;
    for (const auto& [room, may_use] : arrows)
      if (!placed.contains(room) && std::includes(placed.begin(), placed.end(), may_use.begin(), may_use.end()))
        moved = placed.insert(room).second;
  }
  CHECK(placed.size() == arrows.size());
  for (const fs::directory_entry& entry : fs::directory_iterator(root / "engine"))
    if (entry.is_directory())
      CHECK_MESSAGE(arrows.contains(entry.path().filename().string()), entry.path().filename().string());
}

TEST_CASE("the page shows the same table as the build obeys") {
  const std::string page = read(root / "docs" / "architecture.md");
  for (const auto& [room, may_use] : arrow_table()) {
    std::set<std::string> shown;
    bool found = false;
    for (std::string_view line : split(page, '\n')) {
      const std::vector<std::string_view> cells = split(line, '|');
      if (cells.size() < 4 || trim(cells[1]) != room) continue;
      found = true;
      for (std::string_view word : split_words(cells[2]))
        if (word != "-") shown.emplace(word);
    }
    INFO("docs/architecture.md, row '" << room << "'");
    CHECK(found);
    CHECK(shown == may_use);
  }
}

TEST_CASE("public headers lie under the room's own name and are guarded") {
  for (const auto& [room, may_use] : arrow_table()) {
    for (const std::string& file : files_under("engine/" + room + "/include", ".hpp")) {
      CHECK_MESSAGE(file.starts_with("engine/" + room + "/include/gridwright/" + room + "/"), file);
      CHECK_MESSAGE(read(root / file).find("#pragma once") != std::string::npos, file);
    }
  }
}

TEST_CASE("heavy libraries stay in .cpp files") {
  for (const std::string& file : files_under("engine", ".hpp")) {
    if (file.find("/include/") == std::string::npos) continue;
    const std::string text = read(root / file);
    for (const char* heavy :
         {"<nlohmann/", "<toml++/", "<fmt/", "<Highs.h>", "<netcdf", "<Eigen/", "<regex>", "<iostream>"}) {
      const bool includes = text.find(std::string("#include ") + heavy) != std::string::npos;
      CHECK_MESSAGE(!includes, file << " includes " << heavy);
    }
  }
}

TEST_CASE("every *_test.cpp is built") {
  std::set<std::string> built;
  const std::string list = read(GRIDWRIGHT_TEST_FILES);
  for (std::string_view line : split(list, '\n')) built.emplace(trim(line));
  for (const char* folder : {"engine", "app", "tests", "python"})
    for (const std::string& file : files_under(folder, "_test.cpp"))
      CHECK_MESSAGE(built.contains(file), file << " is in no test program");
}

TEST_CASE("no machine's paths in what is published") {
  const std::regex machine_path(R"((^|[^A-Za-z0-9_.~/-])/(work|root|home/[a-z]+)/)");
  for (const char* folder : {"engine", "app", "cmake", "docs", "examples", "data", "bench"}) {
    for (std::string_view ending : {".hpp", ".cpp", ".md", ".cmake", ".toml", ".csv", "CMakeLists.txt"}) {
      for (const std::string& file : files_under(folder, ending)) {
        const std::string text = read(root / file);
        const bool clean = !std::regex_search(text, machine_path);
        CHECK_MESSAGE(clean, file);
      }
    }
  }
}
