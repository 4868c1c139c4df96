#include <doctest/doctest.h>

#include <cctype>
#include <cstdlib>
#include <fstream>
#include <set>
#include <vector>

#include "gridwright/report/html.hpp"
#include "sample_design.hpp"

using namespace gridwright;
using namespace gridwright::report;

namespace {

/// Walks the tags of a page; says where they do not nest, or nothing.
std::string not_nested(const std::string& page) {
  const std::set<std::string> lonely = {"meta", "link", "input", "br", "!doctype"};
  std::vector<std::string> open;
  for (std::size_t at = page.find('<'); at != page.npos; at = page.find('<', at)) {
    const bool closing = page[at + 1] == '/';
    std::size_t end = at + (closing ? 2 : 1);
    std::string name;
    while (end < page.size() && (std::isalnum(static_cast<unsigned char>(page[end])) || page[end] == '!')) name += page[end++];
    if (name.empty()) return "a bare '<' near " + page.substr(at, 40);
    char quote = 0;  // '>' may stand inside a quoted attribute
    while (end < page.size() && (quote || page[end] != '>')) {
      if (quote ? page[end] == quote : page[end] == '"' || page[end] == '\'') quote = quote ? 0 : page[end];
      ++end;
    }
    const bool alone = page[end - 1] == '/' || lonely.contains(name);
    if (closing) {
      if (open.empty() || open.back() != name) return "</" + name + "> closes <" + (open.empty() ? "" : open.back()) + "> near " + page.substr(at > 80 ? at - 80 : 0, 120);
      open.pop_back();
    } else if (!alone) {
      open.push_back(name);
      if (name == "script" || name == "style") end = page.find("</" + name, end) - 1;  // text up to the end tag
    }
    at = end + 1;
  }
  return open.empty() ? "" : "<" + open.back() + "> is never closed";
}

std::size_t times(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (std::size_t at = text.find(part); at != text.npos; at = text.find(part, at + part.size())) ++n;
  return n;
}

std::vector<design::Design> designs() {
  design::Design short_run = testing::sample_design();
  short_run.hours = 72;
  for (design::Hourly& h : short_run.hourly) h.values.resize(72);
  design::Design no_hours = testing::sample_design();
  no_hours.hourly.clear();
  return {testing::sample_design(1), testing::sample_design(3), testing::sample_power_only(), short_run, no_hours, design::Design{}};
}

}  // namespace

TEST_CASE("a report is well-formed, self-contained and light, whatever the design holds") {
  for (const design::Design& d : designs()) {
    const std::string page = report_html(d, testing::sample_provenance());
    CAPTURE(d.scenario);
    CHECK(not_nested(page) == "");
    CHECK(page.size() < 3'000'000);
    for (const char* outside : {"http://", "https://", "//cdn", "@import", " src=", "url("}) CHECK_MESSAGE(page.find(outside) == page.npos, outside);
    for (const char* wrong : {">nan", ">inf", " nan ", "-nan", "\"nan", "inf\"", "NaN,"}) CHECK_MESSAGE(page.find(wrong) == page.npos, wrong);
    CHECK(report_html(d, testing::sample_provenance()) == page);
  }
}

TEST_CASE("ids are unique and every figure has a caption and a text alternative") {
  for (const design::Design& d : designs()) {
    const std::string page = report_html(d, {});
    std::set<std::string> ids;
    for (std::size_t at = page.find(" id=\""); at != page.npos; at = page.find(" id=\"", at + 1)) {
      const std::string id = page.substr(at + 5, page.find('"', at + 5) - at - 5);
      CHECK_MESSAGE(ids.insert(id).second, id);
      CHECK_MESSAGE(id.find(' ') == id.npos, id);
    }
    CHECK(times(page, "<figure") == times(page, "<figcaption>"));
    CHECK(times(page, "role=\"img\"") == times(page, "<desc "));
    CHECK(times(page, "<table") == times(page, "<caption>"));
  }
}

TEST_CASE("the chapters follow the order of the house rules and titles carry numbers of the run") {
  const std::string page = report_html(testing::sample_design(), testing::sample_provenance());
  std::size_t last = 0;
  for (const char* id : {"answer", "year", "cost", "binds", "cooling", "serving", "contracts", "proof", "inputs", "notes"}) {
    const std::size_t at = page.find("<section id=\"" + std::string(id) + "\"");
    REQUIRE_MESSAGE(at != page.npos, id);
    CHECK(at > last);
    last = at;
  }
  for (const char* part : {"Wind gives", "The iron-air store", "wind and sun could give", "are matched in full", "PUE stays below", "A million output tokens",
                           "One more MW is worth most at wind", "GB300 NVL72", ">synthetic<", "tables/costs.csv", "hourly.nc", "design.json"})
    CHECK_MESSAGE(page.find(part) != page.npos, part);
}

TEST_CASE("a report without halls, workloads and tariffs leaves those chapters out") {
  const std::string page = report_html(testing::sample_power_only(), {});
  for (const char* id : {"cooling", "serving", "contracts"}) CHECK(page.find("<section id=\"" + std::string(id) + "\"") == page.npos);
  CHECK(page.find("PUE") == page.npos);
  CHECK(page.find("500&nbsp;MW") == page.npos);  // blanks that do not break are written as the character itself
  CHECK(page.find("This design was not checked") != page.npos);
}

TEST_CASE("words of the scenario cannot become markup") {
  design::Design d = testing::sample_design();
  const std::string evil = "<script>alert('x')</script>\"&";
  d.scenario = d.description = d.money = d.weather_note = evil;
  d.notes.push_back(evil);
  for (design::Hourly& h : d.hourly) h.source = evil;
  for (design::Binding& b : d.bindings) b.sentence = b.component = b.label = evil;
  for (design::WorkloadResult& w : d.workloads) w.id = w.model = evil;
  for (design::Capacity& c : d.capacities) c.component += evil, c.kind += evil;
  d.sites[0].hall_choices[0].plant = evil;
  d.checks[0].where = evil;
  design::Provenance p = testing::sample_provenance();
  p.command = p.version = p.compiler = evil;
  p.inputs[0].path = evil;
  const std::string page = report_html(d, p);
  CHECK(not_nested(page) == "");
  CHECK(page.find("<script>alert") == page.npos);
  CHECK(page.find("alert('x')") == page.npos);
}

TEST_CASE("a failed check is the first thing a reader meets after the answer") {
  design::Design d = testing::sample_design();
  d.checks[0].worst = 0.01;
  const std::string page = report_html(d, {});
  CHECK(page.find("FAILED: power balance") < page.find("<section id=\"year\""));
}

TEST_CASE("for the eye: GRIDWRIGHT_REPORT_DIR=folder writes the samples") {
  const char* folder = std::getenv("GRIDWRIGHT_REPORT_DIR");
  if (folder == nullptr) return;
  int number = 0;
  for (const design::Design& d : designs())
    std::ofstream(std::string(folder) + "/sample-" + std::to_string(++number) + ".html") << report_html(d, testing::sample_provenance());
}
