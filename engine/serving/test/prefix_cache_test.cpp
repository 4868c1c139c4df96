#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <list>
#include <map>

#include "gridwright/serving/prefix_cache.hpp"

using namespace gridwright::serving;

TEST_CASE("the cache agrees with a plain map and list, whatever is done to it") {
  CHECK(rc::check("prefix cache", [] {
    PrefixCache cache;
    std::map<std::uint64_t, int> references;
    std::list<std::uint64_t> idle;
    for (const int what : *rc::gen::container<std::vector<int>>(300, rc::gen::inRange(0, 4000))) {
      const auto id = static_cast<std::uint64_t>(what / 4 % 60) + 1;
      const bool known = references.contains(id);
      RC_ASSERT(cache.contains(id) == known);
      switch (what % 4) {
        case 0:
          if (!known) cache.insert(id, 3), references[id] = 1;
          break;
        case 1:
          if (!known) break;
          RC_ASSERT(cache.acquire(id) == (references[id] == 0 ? 3 : 0));
          if (references[id]++ == 0) idle.remove(id);
          break;
        case 2:
          if (!known || references[id] == 0) break;
          RC_ASSERT(cache.release(id) == (references[id] == 1 ? 3 : 0));
          if (--references[id] == 0) idle.push_back(id);
          break;
        default:
          RC_ASSERT(cache.evict() == (idle.empty() ? 0 : 3));
          if (!idle.empty()) references.erase(idle.front()), idle.pop_front();
      }
      RC_ASSERT(cache.size() == references.size());
      RC_ASSERT(cache.idle() == 3 * static_cast<std::int64_t>(idle.size()));
    }
  }));
}

TEST_CASE("idle blocks give way to what a request needs, the oldest first") {
  KvPool pool(10);
  for (const std::uint64_t id : {1, 2}) {
    pool.take(4);
    pool.publish(id, 4);
    pool.release(id);
  }
  CHECK(pool.held() == 0);
  CHECK(pool.available() == 10);
  pool.take(5);
  CHECK_FALSE(pool.cache().contains(1));
  CHECK(pool.cache().contains(2));
  pool.acquire(2);
  CHECK(pool.held() == 9);
}

TEST_CASE("text that two requests computed at once is kept once") {
  KvPool pool(100);
  pool.take(8);
  pool.publish(7, 4);
  pool.publish(7, 4);
  CHECK(pool.held() == 4);
  pool.release(7);
  CHECK(pool.held() == 4);
  pool.release(7);
  CHECK(pool.held() == 0);
}
