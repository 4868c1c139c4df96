#include "gridwright/core/file.hpp"

#include <doctest/doctest.h>

#include <fstream>

#include "scratch_folder.hpp"

using namespace gridwright;

TEST_CASE("what is written is what is read, and nothing else is left behind") {
  const ScratchFolder folder;
  const std::filesystem::path file = folder.path() / "design.json";
  CHECK(write_file_atomically(file, "old").empty());
  CHECK(write_file_atomically(file, "{\"new\": 1}\n").empty());
  const Result<std::string> text = read_text_file(file);
  REQUIRE(text);
  CHECK(*text == "{\"new\": 1}\n");
  CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 1);
}

TEST_CASE("a write that cannot succeed says so and leaves the old file") {
  const ScratchFolder folder;
  const Diagnostics all = write_file_atomically(folder.path() / "none" / "x", "text");
  REQUIRE(all.size() == 1);
  CHECK(all[0].message.find("No such file or directory") != std::string::npos);
  std::filesystem::create_directory(folder.path() / "taken");
  CHECK(write_file_atomically(folder.path() / "taken", "text").size() == 1);
  CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 1);
}

TEST_CASE("the byte order mark is dropped and the name shown is the one asked for") {
  const ScratchFolder folder;
  std::ofstream(folder.path() / "a.txt") << "\xEF\xBB\xBFtext";
  CHECK(*read_text_file(folder.path() / "a.txt") == "text");
  CHECK(read_text_file(folder.path() / "b.txt", "b.txt").diagnostics()[0].file == "b.txt");
  std::ofstream(folder.path() / "empty.txt").flush();
  CHECK(read_text_file(folder.path() / "empty.txt")->empty());
}
