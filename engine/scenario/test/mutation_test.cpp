#include <doctest/doctest.h>

#include <cmath>
#include <fstream>
#include <random>
#include <sstream>

#include "gridwright/scenario/load.hpp"

using namespace gridwright;
using namespace gridwright::scenario;

namespace {

std::string content_of(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  std::stringstream out;
  out << in.rdbuf();
  return out.str();
}

using Random = std::mt19937_64;  // specified bit for bit by the standard: the same mutations everywhere
std::size_t below(Random& random, std::size_t n) { return n == 0 ? 0 : static_cast<std::size_t>(random() % n); }

/// One slip of the kind people and editors make.
void mutate(std::string& text, Random& random) {
  constexpr const char* pieces[] = {"\"",     "[",
                                    "]",      "{",
                                    "}",      "=",
                                    ".",      ",",
                                    "#",      "\n",
                                    "-",      "nan",
                                    "inf",    "1e999",
                                    "false",  "true",
                                    "\"\"\"", " MW",
                                    " %",     "\xff",
                                    "\xc3",   "extends = \"scenario.toml\"\n",
                                    "\\",     "'",
                                    "0",      "[[",
                                    "]]",     "[sites.pine_island]\n"};
  const std::size_t at = below(random, text.size()), count = 1 + below(random, 12);
  switch (below(random, 6)) {
    case 0: text.erase(at, count); break;
    case 1: text.insert(at, pieces[below(random, std::size(pieces))]); break;
    case 2: text[at] = static_cast<char>(random() & 0xff); break;
    case 3: text.insert(at, text.substr(below(random, text.size()), 4 * count)); break;
    case 4: {  // swap two lines' worth of text
      const std::size_t from = text.rfind('\n', at), to = text.find('\n', at);
      if (from != std::string::npos && to != std::string::npos) text.erase(from, to - from);
      break;
    }
    default: text.resize(at > 0 ? at : 1); break;
  }
  if (text.empty()) text = "x";
}

/// Either a scenario whose numbers can be planned with, or errors that say something.
void check_answer(const Result<Scenario>& result) {
  if (!result) {
    REQUIRE(has_errors(result.diagnostics()));
    for (const Diagnostic& d : result.diagnostics()) REQUIRE(!d.message.empty());
    return;
  }
  REQUIRE(!has_errors(result.diagnostics()));
  for (const Site& site : result->sites) {
    REQUIRE(std::isfinite(site.location.latitude_deg));
    for (const Generator& g : site.supply) {
      REQUIRE(g.capital.canonical() >= 0.0);
      REQUIRE(g.capacity.min <= g.capacity.max);
      REQUIRE((g.efficiency > 0.0 && g.efficiency <= 1.0));
    }
    for (const Storage& b : site.storage) {
      REQUIRE((b.charge_efficiency > 0.0 && b.charge_efficiency <= 1.0));
      REQUIRE(std::isfinite(b.duration.max.canonical()));
    }
  }
  for (const Workload& w : result->workloads) {
    REQUIRE(std::isfinite(w.output_tokens_per_day));
    REQUIRE(w.start_hour <= w.finish_hour);
  }
}

}  // namespace

TEST_CASE("whatever happens to a scenario file, the answer is a scenario or a diagnostic") {
  Random random(20281);
  int good = 0;
  for (const char* name : {"/examples/pine-island/scenario.toml", "/examples/three-sites/scenario.toml",
                           "/tests/bad-scenarios/base/scenario.toml"}) {
    const std::string original = content_of(std::string(GRIDWRIGHT_SOURCE_DIR) + name);
    REQUIRE(original.size() > 500);
    for (int round = 0; round < 1500; ++round) {
      std::string text = original;
      for (std::size_t slips = 1 + below(random, 3); slips > 0; --slips) mutate(text, random);
      const Result<Scenario> result =
          load_scenario_text(text, GRIDWRIGHT_SOURCE_DIR "/examples/pine-island", "mutated.toml");
      check_answer(result);
      good += bool(result);
    }
  }
  MESSAGE(good << " of 4500 mutated files were still scenarios");
  CHECK(good > 100);
}
