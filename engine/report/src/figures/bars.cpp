#include <fmt/format.h>

#include <algorithm>

#include "../words.hpp"
#include "figures.hpp"

namespace gridwright::report {

std::string bar_table(const std::string& caption, const std::string& what, const std::string& unit, std::span<const BarRow> rows) {
  double low = 0.0, high = 0.0;
  for (const BarRow& row : rows) {
    low = std::min({low, row.from, row.to});
    high = std::max({high, row.from, row.to});
  }
  const double scale = high > low ? 1000.0 / (high - low) : 0.0, zero = (0.0 - low) * scale;
  std::string text = fmt::format("<table class=\"bars\"><caption>{}</caption><thead><tr><th scope=\"col\">{}</th><th scope=\"col\">"
                                 "<span class=\"unseen\">bar</span></th><th scope=\"col\" class=\"n\">{}</th></tr></thead><tbody>",
                                 html(caption), html(what), html(unit));
  for (const BarRow& row : rows) {
    const double a = (std::min(row.from, row.to) - low) * scale, b = (std::max(row.from, row.to) - low) * scale;
    text += fmt::format("<tr{}><th scope=\"row\">{}</th><td class=\"track\"><svg aria-hidden=\"true\" viewBox=\"0 0 1000 10\" "
                        "preserveAspectRatio=\"none\"><path class=\"zero\" d=\"M{},0v10\"/><rect class=\"{}\" x=\"{}\" width=\"{}\" "
                        "height=\"10\"><title>{}</title></rect></svg></td><td class=\"n\">{}</td></tr>",
                        row.total ? " class=\"total\"" : "", html(row.label), short_number(zero), html(row.css), short_number(a),
                        short_number(std::max(b - a, 1.0)), html(row.label + ": " + row.value + " " + unit), html(row.value));
  }
  return text + "</tbody></table>";
}

}  // namespace gridwright::report
