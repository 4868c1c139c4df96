#pragma once
#include <algorithm>
#include <numeric>
#include <vector>

namespace gridwright::report {

/// Sorts and keeps the order of equals. (std::stable_sort of libstdc++ 12 does not compile without a warning under clang 19.)
template <class T, class Less>
void sort_keeping_order(std::vector<T>& items, Less less) {
  std::vector<std::size_t> order(items.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    if (less(items[a], items[b])) return true;
    return !less(items[b], items[a]) && a < b;
  });
  std::vector<T> sorted;
  sorted.reserve(items.size());
  for (const std::size_t i : order) sorted.push_back(std::move(items[i]));
  items = std::move(sorted);
}

}  // namespace gridwright::report
