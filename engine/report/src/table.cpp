#include "table.hpp"

#include "words.hpp"

namespace gridwright::report {

HtmlTable::HtmlTable(std::string caption, std::vector<Column> columns) : caption_(std::move(caption)), columns_(std::move(columns)) {}

void HtmlTable::row(const std::vector<std::string>& cells, const std::string& css) {
  rows_ += css.empty() ? "<tr>" : "<tr class=\"" + css + "\">";
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const std::string text = i < cells.size() ? report::html(cells[i]) : "";
    const std::string align = columns_[i].number ? " class=\"n\"" : "";
    rows_ += i == 0 ? "<th scope=\"row\"" + align + ">" + text + "</th>" : "<td" + align + ">" + text + "</td>";
  }
  rows_ += "</tr>";
}

std::string HtmlTable::html() const {
  if (rows_.empty()) return {};
  std::string text = "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"" + report::html(caption_) + "\"><table><caption><span>" +
                     report::html(caption_) + "</span></caption><thead><tr>";
  for (const Column& c : columns_) text += std::string("<th scope=\"col\"") + (c.number ? " class=\"n\">" : ">") + report::html(c.name) + "</th>";
  return text + "</tr></thead><tbody>" + rows_ + "</tbody></table></div>\n";
}

}  // namespace gridwright::report
