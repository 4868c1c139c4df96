#include "seniority.hpp"

#include <algorithm>
#include <map>

#include "gridwright/core/text.hpp"

namespace gridwright::deals {
namespace {

struct Walk {
  std::vector<Deal>& deals;
  const std::map<std::string, std::size_t>& by_id;
  std::vector<int> state = std::vector<int>(deals.size(), 0);  // 0 new, 1 on the path, 2 done
  std::vector<std::size_t> path{};
  std::vector<std::vector<std::size_t>> circles{};

  int rank(std::size_t i) {
    if (state[i] == 2) return deals[i].seniority;
    if (state[i] == 1) {
      circles.emplace_back(std::find(path.begin(), path.end(), i), path.end());
      return 0;
    }
    state[i] = 1;
    path.push_back(i);
    int deepest = 0;
    for (const std::string& before : deals[i].paid_after)
      if (const auto at = by_id.find(before); at != by_id.end()) deepest = std::max(deepest, 1 + rank(at->second));
    path.pop_back();
    state[i] = 2;
    return deals[i].seniority = deepest;
  }
};

}  // namespace

Diagnostics rank_seniority(std::vector<Deal>& deals, const std::string& file) {
  Diagnostics wrong;
  std::map<std::string, std::size_t> by_id;
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < deals.size(); ++i) by_id.emplace(deals[i].id, i), ids.push_back(deals[i].id);
  for (const Deal& d : deals)
    for (const std::string& before : d.paid_after) {
      const auto at = by_id.find(before);
      if (at == by_id.end()) {
        const auto near = nearest_name(before, ids);
        wrong.push_back({.file = file,
                         .line = d.line,
                         .message = "deal '" + d.id + "' is paid after '" + before + "', which is no deal of this ledger",
                         .fix = near ? "did you mean '" + *near + "'?" : ""});
      } else if (deals[at->second].from != d.from) {
        wrong.push_back({.file = file,
                         .line = d.line,
                         .message = "deal '" + d.id + "' of payer " + d.from + " is paid after '" + before + "' of payer " +
                                    deals[at->second].from,
                         .fix = "seniority orders the debts of one payer: name another deal of " + d.from});
      }
    }
  Walk walk{deals, by_id};
  for (std::size_t i = 0; i < deals.size(); ++i) static_cast<void>(walk.rank(i));
  for (const std::vector<std::size_t>& circle : walk.circles) {
    std::string words;
    for (const std::size_t i : circle) words += "'" + deals[i].id + "' after ";
    const Deal& first = deals[circle.front()];
    wrong.push_back({.file = file,
                     .line = first.line,
                     .message = "seniority runs in a circle: " + words + "'" + first.id + "'",
                     .fix = "take one of them out of 'paid_after'"});
  }
  return wrong;
}

}  // namespace gridwright::deals
