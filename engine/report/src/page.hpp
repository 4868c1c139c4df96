#pragma once
#include <string>
#include <string_view>
#include <vector>

/// The frame that every self-contained page shares: style sheet, script, chapters with their navigation.
namespace gridwright::report {

struct Chapter {
  std::string id, name, content;   ///< content is HTML; a chapter without any is left out
};
/// `title` is plain text, `masthead` HTML, `more_css` what one page adds to the house style.
[[nodiscard]] std::string page_html(const std::string& title, const std::string& masthead, const std::vector<Chapter>& chapters, std::string_view more_css = {});

}  // namespace gridwright::report
