#include "page.hpp"

#include <fmt/format.h>

#include "embedded_files.hpp"
#include "words.hpp"

namespace gridwright::report {

std::string page_html(const std::string& title, const std::string& masthead, const std::vector<Chapter>& chapters, std::string_view more_css) {
  std::string page = fmt::format("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,"
                                 "initial-scale=1\"><meta name=\"color-scheme\" content=\"light dark\"><title>{}: Gridwright report</title>"
                                 "<link rel=\"icon\" href=\"data:,\"><style>{}{}</style></head>\n",
                                 html(title), embedded_file("engine/report/assets/report.css"), more_css);
  std::string links, sections, first;
  for (const Chapter& c : chapters) {
    if (c.content.empty()) continue;
    if (first.empty()) first = c.id;
    links += fmt::format("<li><a href=\"#{}\">{}</a></li>", c.id, html(c.name));
    sections += fmt::format("<section id=\"{0}\" aria-labelledby=\"{0}-h\"><h2 id=\"{0}-h\">{1}</h2>\n{2}</section>\n", c.id, html(c.name), c.content);
  }
  page += fmt::format("<body><a class=\"skip\" href=\"#{}\">To the answer</a><main>", first) + masthead;
  page += "<nav aria-label=\"Chapters\"><ul>" + links + "</ul></nav>\n" + sections;
  page += "</main><div id=\"tip\" role=\"status\" hidden></div><script>";
  page += embedded_file("engine/report/assets/report.js");
  return page + "</script></body></html>\n";
}

}  // namespace gridwright::report
