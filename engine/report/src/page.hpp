#pragma once
#include <string>
#include <vector>

/// The frame that every self-contained page shares: style sheet, script, chapters with their navigation.
namespace gridwright::report {

struct Chapter {
  std::string id, name, content;   ///< content is HTML; a chapter without any is left out
};
/// `title` is plain text, `masthead` HTML.
[[nodiscard]] std::string page_html(const std::string& title, const std::string& masthead, const std::vector<Chapter>& chapters);

}  // namespace gridwright::report
