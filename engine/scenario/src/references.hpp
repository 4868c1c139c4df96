#pragma once
#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

#include "document.hpp"
#include "words.hpp"

/// Looking up what one component says about another.
namespace gridwright::scenario {

template <class T>
std::vector<std::string> ids_of(const std::vector<T>& all) {
  std::vector<std::string> ids;
  ids.reserve(all.size());
  for (const T& each : all) ids.push_back(each.id);
  return ids;
}

template <class T>
const T* with_id(const std::vector<T>& all, std::string_view id) {
  for (const T& each : all)
    if (each.id == id) return &each;
  return nullptr;
}

/// An id that is used but not stated anywhere. `plural` is the table it would stand in.
inline void unknown_id(Problems& problems, Place place, const std::string& what, const std::string& id,
                       const std::vector<std::string>& known, std::string_view plural) {
  const std::string meant = meant_by(id, known);
  std::string fix = fmt::format("state [{}.{}]", plural, id);
  if (!meant.empty())
    fix = fmt::format("did you mean \"{}\"?", meant);
  else if (!known.empty())
    fix = fmt::format("one of {}, or {}", fmt::join(known, ", "), fix);
  problems.error(place, fmt::format("{} '{}', which is not stated", what, id), fix);
}

}  // namespace gridwright::scenario
