#include "gridwright/core/parallel.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <stdexcept>
#include <string>
#include <vector>

#include "gridwright/core/random.hpp"

using namespace gridwright;

namespace {

std::vector<double> draws(int threads) {
  std::vector<double> values(1000);
  parallel_for(1000, threads, [&](std::int64_t i) {
    RandomStream stream(7, "task " + std::to_string(i));
    for (int k = 0; k < 50; ++k) values[static_cast<std::size_t>(i)] += stream.normal();
  });
  return values;
}

}  // namespace

TEST_CASE("the answer does not depend on the number of threads") {
  const std::vector<double> one = draws(1);
  for (int threads : {0, 2, 3, 16}) CHECK(draws(threads) == one);
}

TEST_CASE("every index runs once, for any count") {
  for (std::int64_t count : {0, 1, 2, 1000}) {
    std::vector<std::atomic<int>> runs(static_cast<std::size_t>(count));
    parallel_for(count, 4, [&](std::int64_t i) { ++runs[static_cast<std::size_t>(i)]; });
    for (const auto& times : runs) CHECK(times == 1);
  }
}

TEST_CASE("the exception of the lowest index arrives, after all others ran") {
  for (int threads : {1, 4}) {
    std::atomic<int> ran = 0;
    std::string caught;
    try {
      parallel_for(100, threads, [&](std::int64_t i) {
        ++ran;
        if (i % 10 == 3) throw std::runtime_error(std::to_string(i));
      });
    } catch (const std::runtime_error& error) {
      caught = error.what();
    }
    CHECK(caught == "3");
    CHECK(ran == 100);
  }
}

TEST_CASE("zero threads asked for means all cores") {
  CHECK(thread_count(0) >= 1);
  CHECK(thread_count(5) == 5);
}
