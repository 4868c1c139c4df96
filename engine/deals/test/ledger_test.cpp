// Ledger files: what is read, what is refused and in which words.
#include <doctest/doctest.h>

#include "gridwright/deals/ledger.hpp"

using namespace gridwright;
using namespace gridwright::deals;

TEST_CASE("the shipped ledger is read without a mistake") {
  Result<Ledger> read = read_ledger(GRIDWRIGHT_SOURCE_DIR "/data/deals");
  CHECK(to_text(read.diagnostics()) == "");
  REQUIRE(read);
  CHECK(read->deals.size() == 83);
  CHECK(read->schedule.size() == 121);
  const Ledger built_in = shipped_ledger();
  CHECK(built_in.deals == read->deals);
  CHECK(built_in.schedule == read->schedule);
}
