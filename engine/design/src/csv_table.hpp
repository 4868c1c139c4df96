#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "gridwright/design/json.hpp"
#include "gridwright/design/tables.hpp"

namespace gridwright::design {

/// One CSV file in the making: RFC 4180 quoting, a cell at a time.
class Table {
 public:
  Table(std::string name, std::string_view header)
      : file_{"tables/" + std::move(name) + ".csv", std::string(header) + "\n"} {}
  Table& cell(std::string_view text) {
    separate();
    if (text.find_first_of(",\"\n\r") == text.npos) {
      file_.content += text;
      return *this;
    }
    file_.content += '"';
    for (const char c : text) file_.content.append(c == '"' ? 2 : 1, c);
    file_.content += '"';
    return *this;
  }
  Table& cell(double number) {
    separate();
    if (number == number) file_.content += number - number == 0.0 ? json_number(number) : number > 0 ? "inf" : "-inf";
    return *this;
  }
  Table& cell(std::int64_t number) { return cell(std::string_view(std::to_string(number))); }
  Table& cell(bool yes) { return cell(std::string_view(yes ? "true" : "false")); }
  template <class... Cells>
  void row(const Cells&... cells) {
    (cell(cells), ...);
    file_.content += '\n';
    first_ = true;
  }
  [[nodiscard]] TextFile take() && { return std::move(file_); }

 private:
  void separate() {
    if (!first_) file_.content += ',';
    first_ = false;
  }
  TextFile file_;
  bool first_ = true;
};

}  // namespace gridwright::design
