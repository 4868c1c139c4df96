#pragma once
#include <functional>
#include <string>
#include <vector>

#include "../plot.hpp"

/// Where something comes from and where it goes: bands from the left through one bar to the right, thickness to scale.
namespace gridwright::report {

struct Flow {
  std::string name, value;    ///< "wind", "3.43 TWh"
  std::string kind;           ///< sets the colour
  double size = 0.0;
};
/// Both sides are drawn on one scale; they should add up to the same. Flows thinner than a thousandth are left out.
[[nodiscard]] std::string sankey_html(const std::string& id, const std::string& title, const std::string& description,
                                      std::vector<Flow> from, std::vector<Flow> to);

/// From many to many: a bar for each name on either side, largest on top, bands between them.
struct Link {
  std::string from, to, value;
  std::string kind;           ///< sets the colour of band and left bar
  double size = 0.0;
};
/// `total_words` writes the sum of a name's links ("810 bn USD"). Its height follows the number of names.
[[nodiscard]] std::string links_html(const std::string& id, const std::string& title, const std::string& description, const std::vector<Link>& links,
                                     const std::function<std::string(double)>& total_words);

}  // namespace gridwright::report
