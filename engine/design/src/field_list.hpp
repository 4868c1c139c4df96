#pragma once
#include <concepts>
#include <type_traits>

/// A field list is an overload each_field(record, f) that calls f(name, member, meaning) for every member.
namespace gridwright::design {

template <class T, class S>
concept is = std::same_as<std::remove_const_t<T>, S>;

}  // namespace gridwright::design
