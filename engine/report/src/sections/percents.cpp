#include "../frontier_sheet.hpp"
#include "../sheet_parts.hpp"
#include "../words.hpp"
#include "sections.hpp"

namespace gridwright::report {

std::string percents_section(const design::Design& d) {
  if (d.frontier.curves.empty()) return {};
  const Sheet sheet = frontier_sheet(d.frontier);
  std::string text;
  for (std::size_t i = 0; i < sheet.figures.size(); ++i) text += sheet_figure(sheet.figures[i], "percents-" + std::to_string(i + 1));
  for (const SheetTable& t : sheet.tables) text += sheet_table(t);
  for (const std::string& note : sheet.notes) text += "<p class=\"note\">" + prose(note) + "</p>";
  return text;
}

}  // namespace gridwright::report
