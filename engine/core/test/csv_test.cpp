#include "gridwright/core/csv.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>
#include <zlib.h>

#include <algorithm>
#include <fstream>

#include "scratch_folder.hpp"

using namespace gridwright;

TEST_CASE("the cases of RFC 4180: quotes, separators and line ends inside cells") {
  const Result<CsvTable> table =
      parse_csv("a,b,c\r\n1,\"x, y\",\"he said \"\"hi\"\"\"\r\n2,\"two\nlines\",\r\n", "t.csv");
  REQUIRE(table);
  CHECK(table->header() == std::vector<std::string>{"a", "b", "c"});
  REQUIRE(table->rows() == 2);
  CHECK(table->cell(0, 1) == "x, y");
  CHECK(table->cell(0, 2) == "he said \"hi\"");
  CHECK(table->cell(1, 1) == "two\nlines");
  CHECK(table->cell(1, 2).empty());
  CHECK(table->line(0) == 2);
  CHECK(table->line(1) == 3);
}

TEST_CASE("byte order mark, padding, blank lines, comments, no last newline") {
  const Result<CsvTable> table =
      parse_csv("\xEF\xBB\xBF a ,  b\n\n# a remark, with comma\n 1 , \"two\" ", "t.csv", {.comment = '#'});
  REQUIRE(table);
  CHECK(table->header() == std::vector<std::string>{"a", "b"});
  REQUIRE(table->rows() == 1);
  CHECK(table->cell(0, 0) == "1");
  CHECK(table->cell(0, 1) == "two");
}

TEST_CASE("tabs, no header, lines to skip") {
  const Result<CsvTable> table =
      parse_csv("LOCATION,x\n1\t\t3\n", "t.tsv", {.separator = '\t', .header = false, .skip_lines = 1});
  REQUIRE(table);
  CHECK(table->header() == std::vector<std::string>{"1", "2", "3"});
  CHECK(table->rows() == 1);
  CHECK(table->cell(0, 1).empty());
}

TEST_CASE("numbers come out as numbers, and every cell that is none is named") {
  const Result<CsvTable> table = parse_csv("hour,usd_per_mwh\n0,21.5\n1,n/a\n2,\n3,-4e1\n", "prices.csv");
  REQUIRE(table);
  CHECK(*table->numbers("hour") == std::vector<double>{0, 1, 2, 3});
  const Result<std::vector<double>> price = table->numbers("usd_per_mwh");
  REQUIRE_FALSE(price);
  REQUIRE(price.diagnostics().size() == 2);
  CHECK(to_text(price.diagnostics()[0]) ==
        "error: prices.csv:3:3: 'n/a' is not a number (column 'usd_per_mwh')\n"
        "    3 | 1,n/a\n"
        "      |   ^^^ write a finite number with a decimal point, no unit\n");
  CHECK(price.diagnostics()[1].line == 4);
}

TEST_CASE("an unknown column gets the nearest one") {
  const Result<CsvTable> table = parse_csv("hour,usd_per_mwh\n0,1\n", "prices.csv");
  REQUIRE(table);
  const Result<std::vector<double>> price = table->numbers("usd_per_mhw");
  REQUIRE_FALSE(price);
  CHECK(price.diagnostics()[0].fix.find("did you mean 'usd_per_mwh'?") == 0);
  CHECK_FALSE(table->texts("colour"));
}

TEST_CASE("every row that is wrong is reported in one pass") {
  const Result<CsvTable> table = parse_csv("a,b\n1\n1,2\n1,2,3\n\"x\"y,2\n", "t.csv");
  REQUIRE_FALSE(table);
  const Diagnostics& all = table.diagnostics();
  REQUIRE(all.size() == 3);
  CHECK(all[0].message == "2 cells expected, 1 found");
  CHECK(all[0].line == 2);
  CHECK(all[1].message == "2 cells expected, 3 found");
  CHECK(all[1].line == 4);
  CHECK(all[1].column == 5);
  CHECK(all[2].message == "text follows the closing quote");
  CHECK(all[2].column == 4);
}

TEST_CASE("open quotes, doubled names and empty tables are errors") {
  CHECK(parse_csv("a,b\n1,\"open\n", "t").diagnostics()[0].message == "this quote is never closed");
  CHECK(parse_csv("a,a\n1,2\n", "t").diagnostics()[0].message == "two columns are called 'a'");
  CHECK(parse_csv("", "t").diagnostics()[0].message == "the table is empty");
  CHECK(parse_csv("\n\n", "t").diagnostics()[0].message == "the table is empty");
}

TEST_CASE("thousands of faults make a short report") {
  std::string text = "a\n";
  for (int i = 0; i < 5000; ++i) text += "x\n";
  const Result<CsvTable> table = parse_csv(text, "t.csv");
  REQUIRE(table);
  const Result<std::vector<double>> values = table->numbers("a");
  REQUIRE_FALSE(values);
  CHECK(values.diagnostics().size() == 21);
  CHECK(values.diagnostics().back().message == "and 4980 more like these");
}

TEST_CASE("any cells survive being written with quotes and read back") {
  CHECK(rc::check("round trip", [](const std::vector<std::pair<std::string, std::string>>& cells) {
    std::string text = "left,right\n";
    for (const auto& [left, right] : cells)
      for (const std::string* cell : {&left, &right}) {
        text += '"';
        for (char c : *cell) text += c == '"' ? std::string("\"\"") : std::string(1, c);
        text += cell == &left ? "\"," : "\"\n";
      }
    const Result<CsvTable> table = parse_csv(text, "t");
    RC_ASSERT(table);
    RC_ASSERT(table->rows() == cells.size());
    for (std::size_t row = 0; row < cells.size(); ++row) {
      RC_ASSERT(table->cell(row, 0) == cells[row].first);
      RC_ASSERT(table->cell(row, 1) == cells[row].second);
    }
  }));
}

TEST_CASE("any bytes give a table or diagnostics that can be printed") {
  CHECK(rc::check("no crash", [](const std::vector<char>& bytes, bool tabs, bool header) {
    const std::string alphabet = ",\"\n\r\t a1";
    std::string text;
    for (char byte : bytes) text += alphabet[static_cast<unsigned char>(byte) % alphabet.size()];
    const Result<CsvTable> table = parse_csv(text, "t", {.separator = tabs ? '\t' : ',', .header = header});
    RC_ASSERT(static_cast<bool>(table) != has_errors(table.diagnostics()));
    if (table) {
      for (const std::string& name : table->header())
        RC_ASSERT(!to_text(table->numbers(name).diagnostics()).empty() || table->numbers(name));
    } else {
      RC_ASSERT(!to_text(table.diagnostics()).empty());
    }
  }));
}

TEST_CASE("a compressed table reads like a plain one") {
  const ScratchFolder folder;
  const std::filesystem::path file = folder.path() / "t.csv.gz";
  gzFile out = gzopen(file.c_str(), "wb");
  gzputs(out, "a,b\n1,2\n");
  gzclose(out);
  const Result<CsvTable> table = read_csv(file, {}, "t.csv.gz");
  REQUIRE(table);
  CHECK(*table->numbers("b") == std::vector<double>{2});
}

TEST_CASE("missing and damaged files are told apart") {
  const ScratchFolder folder;
  CHECK(read_csv(folder.path() / "none.csv").diagnostics()[0].message == "no such file");
  CHECK(read_csv(folder.path()).diagnostics()[0].message == "this is a folder, not a file");
  const std::filesystem::path file = folder.path() / "cut.csv.gz";
  gzFile out = gzopen(file.c_str(), "wb");
  for (int i = 0; i < 20000; ++i) gzprintf(out, "%d,%d\n", i * 7919 % 10007, i);
  gzclose(out);
  std::filesystem::resize_file(file, std::filesystem::file_size(file) / 2);
  CHECK(read_csv(file).diagnostics()[0].message == "the compressed data ends too early");
}

TEST_CASE("two gigabytes of junk are refused at once, packed or not") {
  const ScratchFolder folder;
  const std::filesystem::path plain = folder.path() / "junk.csv";
  std::ofstream(plain) << "a";
  std::filesystem::resize_file(plain, 2ull << 30);  // sparse: takes no disk
  CHECK(read_csv(plain).diagnostics()[0].message == "the file holds more than 256 MiB");
  const std::filesystem::path packed = folder.path() / "junk.csv.gz";
  gzFile out = gzopen(packed.c_str(), "wb1");
  const std::string line(1 << 16, 'x');
  for (int i = 0; i < 160; ++i) gzwrite(out, line.data(), static_cast<unsigned>(line.size()));
  gzclose(out);
  CHECK(read_csv(packed, {.limit = 1 << 20}).diagnostics()[0].message == "the file holds more than 1 MiB");
  const std::filesystem::path binary = folder.path() / "binary.csv";
  std::ofstream(binary) << std::string("a,b\n\0\1", 6);
  CHECK(read_csv(binary).diagnostics()[0].message == "this is not a text file (it holds a zero byte)");
}
