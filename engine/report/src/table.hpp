#pragma once
#include <initializer_list>
#include <string>
#include <vector>

/// An HTML table that can be read aloud: caption, scoped headers, numbers aligned right, scrolled sideways on a phone.
namespace gridwright::report {

struct Column {
  std::string name;
  bool number = false;
};

class HtmlTable {
 public:
  HtmlTable(std::string caption, std::vector<Column> columns);
  /// First cell heads the row. Cells are plain text; `css` marks the row ("built", "failed").
  void row(const std::vector<std::string>& cells, const std::string& css = "");
  [[nodiscard]] bool empty() const { return rows_.empty(); }
  [[nodiscard]] std::string html() const;   ///< nothing without rows

 private:
  std::string caption_;
  std::vector<Column> columns_;
  std::string rows_;
};

}  // namespace gridwright::report
