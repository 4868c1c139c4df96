#include "gridwright/core/result.hpp"

#include <doctest/doctest.h>

using namespace gridwright;

namespace {

const Diagnostic no_unit{.file = "scenario.toml",
                         .line = 41,
                         .column = 9,
                         .width = 3,
                         .source_line = "power = 300",
                         .message = "power of storage 'iron_air' has no unit",
                         .fix = "write a number with a unit: \"300 MW\" or \"0.3 GW\""};
const Diagnostic leap{.file = "weather/rochester.csv",
                      .message = "8760 hours expected for 2030, 8784 rows found",
                      .fix = "rows 1417-1440 are 29 February"};

}  // namespace

TEST_CASE("a diagnostic reads like a small lesson") {
  CHECK(to_text(no_unit) ==
        "error: scenario.toml:41:9: power of storage 'iron_air' has no unit\n"
        "   41 | power = 300\n"
        "      |         ^^^ write a number with a unit: \"300 MW\" or \"0.3 GW\"\n");
  CHECK(to_text(leap) ==
        "error: weather/rochester.csv: 8760 hours expected for 2030, 8784 rows found\n"
        "      | rows 1417-1440 are 29 February\n");
  CHECK(to_text(Diagnostic{.severity = Severity::warning, .message = "no file at fault"}) ==
        "warning: no file at fault\n");
}

TEST_CASE("the marks stand under the fault, also after tabs and letters of several bytes") {
  const Diagnostic tab{.file = "a", .line = 1, .column = 3, .width = 2, .source_line = "\tx==", .message = "m"};
  CHECK(to_text(tab) == "error: a:1:3: m\n    1 | \tx==\n      | \t ^^\n");
  const Diagnostic umlaut{.file = "a", .line = 1, .column = 3, .width = 1, .source_line = "ÜÜ=", .message = "m"};
  CHECK(to_text(umlaut) == "error: a:1:3: m\n    1 | ÜÜ=\n      |   ^\n");
}

TEST_CASE("a line as long as a file is shown around the fault only, and odd places do no harm") {
  Diagnostic wide{
      .file = "a", .line = 7, .column = 5000, .width = 4000, .source_line = std::string(100000, 'x'), .message = "m"};
  const std::string text = to_text(wide);
  CHECK(text.size() < 500);
  CHECK(text.find("...xxx") != std::string::npos);
  for (int column : {-3, 0, 1, 99999, 100000, 100001, 2000000000}) {
    for (int width : {-1, 0, 1, 1000000}) {
      wide.column = column;
      wide.width = width;
      CHECK(to_text(wide).size() < 600);
    }
  }
  CHECK(to_text(Diagnostic{
                    .file = "a", .line = 1, .column = 1, .source_line = std::string("\x01\x1b[31m", 6), .message = "m"})
            .find('\x1b') == std::string::npos);  // a file cannot colour the terminal
}

TEST_CASE("all diagnostics end in the count") {
  CHECK(to_text(Diagnostics{}).empty());
  const Diagnostic warning{.severity = Severity::warning, .message = "w"};
  const auto last_line = [](const Diagnostics& all) {
    const std::string text = to_text(all);
    return text.substr(text.rfind('\n', text.size() - 2) + 1);
  };
  CHECK(last_line({no_unit, leap, leap, warning}) == "3 errors, 1 warning.\n");
  CHECK(last_line({leap}) == "1 error.\n");
  CHECK(last_line({warning, warning}) == "2 warnings.\n");
  CHECK(has_errors({warning, leap}));
  CHECK_FALSE(has_errors({warning}));
}

TEST_CASE("a result is a value or its mistakes") {
  const Result<int> good(7, {Diagnostic{.severity = Severity::warning, .message = "w"}});
  REQUIRE(good);
  CHECK(*good == 7);
  CHECK(good.diagnostics().size() == 1);
  const Result<int> bad(no_unit);
  CHECK_FALSE(bad);
  CHECK(bad.diagnostics() == Diagnostics{no_unit});
}
