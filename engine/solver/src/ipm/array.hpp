#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace gridwright::solver::ipm {

/// A vector indexed by signed integers. The solver's index arithmetic (parents, offsets, "none" = -1) is signed
/// throughout; this keeps it free of casts at every subscript. No bounds checks: these are the inner loops.
template <class T>
class Array {
 public:
  Array() = default;
  explicit Array(std::ptrdiff_t n, T value = T{}) : data_(static_cast<std::size_t>(n), value) {}
  explicit Array(std::vector<T> data) : data_(std::move(data)) {}

  T& operator[](std::ptrdiff_t i) { return data_[static_cast<std::size_t>(i)]; }
  const T& operator[](std::ptrdiff_t i) const { return data_[static_cast<std::size_t>(i)]; }
  [[nodiscard]] std::ptrdiff_t size() const { return static_cast<std::ptrdiff_t>(data_.size()); }
  [[nodiscard]] bool empty() const { return data_.empty(); }
  T* data() { return data_.data(); }
  const T* data() const { return data_.data(); }
  auto begin() { return data_.begin(); }
  auto end() { return data_.end(); }
  auto begin() const { return data_.begin(); }
  auto end() const { return data_.end(); }
  T& back() { return data_.back(); }
  const T& back() const { return data_.back(); }
  void push_back(T value) { data_.push_back(value); }
  void pop_back() { data_.pop_back(); }
  void clear() { data_.clear(); }
  void reserve(std::ptrdiff_t n) { data_.reserve(static_cast<std::size_t>(n)); }
  void resize(std::ptrdiff_t n, T value = T{}) { data_.resize(static_cast<std::size_t>(n), value); }
  void fill(T value) { std::fill(data_.begin(), data_.end(), value); }
  [[nodiscard]] const std::vector<T>& vector() const { return data_; }

 private:
  std::vector<T> data_;
};

using Vector = Array<double>;
using Index = std::int64_t;

}  // namespace gridwright::solver::ipm
