#include "summary_end.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "gridwright/core/text.hpp"
#include "words.hpp"

namespace gridwright::report {

void add_time(Lines& lines, const design::Design& d, const design::Provenance& p) {
  std::vector<std::string> items;
  for (const design::StageTime& stage : p.times) {
    std::string item = fmt::format("{} {} s", stage.stage, significant(stage.seconds, 2));
    if (stage.stage == "solve") item += fmt::format(" ({}, gap {})", count_of(static_cast<std::size_t>(std::max(d.solve.iterations, 0)), "iteration"), tiny(d.solve.gap));
    items.push_back(std::move(item));
  }
  lines.put("time", items);
}

void add_look(Lines& lines, std::string_view run_folder) {
  if (run_folder.empty()) return;
  std::string folder(run_folder);
  while (folder.size() > 1 && folder.back() == '/') folder.pop_back();
  lines.put("look", {folder + "/report.html", "", "compare: gridwright compare " + folder + " OTHER"});
}

}  // namespace gridwright::report
