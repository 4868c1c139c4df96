#include "gridwright/core/text.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <cmath>
#include <limits>

using namespace gridwright;

TEST_CASE("trim, split and join") {
  CHECK(trim("  wind \r\n") == "wind");
  CHECK(trim(" \t ").empty());
  CHECK(split("a,,b", ',') == std::vector<std::string_view>{"a", "", "b"});
  CHECK(split("", ',').size() == 1);
  CHECK(split_words("  300   MW ") == std::vector<std::string_view>{"300", "MW"});
  CHECK(split_words("  ").empty());
  const std::vector<std::string> parts{"a", "b"};
  CHECK(join(parts, ", ") == "a, b");
  CHECK(to_lower("Äb-C") == "Äb-c");
}

TEST_CASE("numbers are whole and finite, or nothing") {
  CHECK(parse_number(" 1e3 ") == 1000.0);
  CHECK(parse_number("-4.5") == -4.5);
  CHECK(parse_number("+7") == 7.0);
  CHECK(parse_number(".5") == 0.5);
  CHECK(parse_number("400_000") == 400000.0);
  for (const char* bad : {"", " ", "nan", "inf", "-inf", "NaN", "1e999", "12 MW", "1,000", "0x10", "_1", "1_", "1__0",
                          "--1", "+-1", "1.2.3", "e5"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_number(bad).has_value());
  }
}

TEST_CASE("edit distance counts a swap of neighbours as one slip") {
  CHECK(edit_distance("plan", "paln") == 1);
  CHECK(edit_distance("kitten", "sitting") == 3);  // the textbook pair
  CHECK(edit_distance("", "abc") == 3);
  CHECK(edit_distance("ca", "abc") == 3);  // optimal string alignment; unrestricted Damerau-Levenshtein gives 2
  CHECK(rc::check("symmetric, zero only for equals, at most the longer length",
                  [](const std::string& a, const std::string& b) {
                    RC_ASSERT(edit_distance(a, b) == edit_distance(b, a));
                    RC_ASSERT((edit_distance(a, b) == 0) == (a == b));
                    RC_ASSERT(edit_distance(a, b) <= std::max(a.size(), b.size()));
                  }));
}

TEST_CASE("the nearest name is offered only when it is near") {
  const std::vector<std::string> names{"charge_efficiency", "discharge_efficiency", "duration", "power", "capital"};
  CHECK(nearest_name("charge_efficency", names) == "charge_efficiency");
  CHECK(nearest_name("Charge-Efficiency", names) == "charge_efficiency");
  CHECK(nearest_name("pwoer", names) == "power");
  CHECK_FALSE(nearest_name("colour", names).has_value());
  CHECK_FALSE(nearest_name(std::string(100000, 'x'), names).has_value());  // and quickly
}

TEST_CASE("thousands are grouped") {
  CHECK(group_thousands(1234567.8, 1) == "1,234,567.8");
  CHECK(group_thousands(999.0) == "999");
  CHECK(group_thousands(999.5) == "1,000");
  CHECK(group_thousands(-1000.0, 2) == "-1,000.00");
  CHECK(group_thousands(-0.004, 2) == "0.00");
  CHECK(group_thousands(0.0) == "0");
  CHECK(group_thousands(std::numeric_limits<double>::quiet_NaN()) == "nan");
  CHECK(group_thousands(-std::numeric_limits<double>::infinity()) == "-inf");
  CHECK(group_thousands(std::numeric_limits<double>::max()).size() == 309 + 102);
}

TEST_CASE("significant digits") {
  CHECK(significant(0.0123456, 3) == "0.0123");
  CHECK(significant(41234.0, 3) == "41,200");
  CHECK(significant(999.7, 3) == "1,000");
  CHECK(significant(-1.5, 3) == "-1.5");
  CHECK(significant(0.36, 2) == "0.36");
  CHECK(significant(2.0, 4) == "2");
  CHECK(significant(0.0) == "0");
  CHECK(significant(1e-9, 2) == "0.000000001");
}

TEST_CASE("counts have their plural") {
  CHECK(count_of(1, "error") == "1 error");
  CHECK(count_of(0, "error") == "0 errors");
}
