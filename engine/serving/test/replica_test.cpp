#include <doctest/doctest.h>

#include <cmath>
#include <map>

#include "systems.hpp"

using namespace test;

namespace {

void same(const std::vector<RequestRecord>& a, const std::vector<RequestRecord>& b) {
  REQUIRE(a.size() == b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    CAPTURE(i);
    REQUIRE(a[i].request.id == b[i].request.id);
    REQUIRE(a[i].ttft_s == b[i].ttft_s);
    REQUIRE(a[i].end_to_end_s == b[i].end_to_end_s);
    REQUIRE(a[i].queue_s == b[i].queue_s);
    REQUIRE(a[i].preemptions == b[i].preemptions);
    REQUIRE(a[i].cached_tokens == b[i].cached_tokens);
  }
}

struct Case {
  const char* what;
  EngineConfig engine;
  double per_s = 4.0;
  std::uint64_t priorities = 1;
  std::uint32_t sessions = 0;
};

const Case cases[] = {
    {"room for all", {.max_sequences = 64}},
    {"full batches", {.max_sequences = 16}, 6.0},
    {"small memory: preemption", {.max_sequences = 64, .kv_blocks = 700}, 6.0},
    {"small memory, priorities", {.max_sequences = 64, .kv_blocks = 700}, 6.0, 3},
    {"sessions in a small cache", {.max_sequences = 64, .kv_blocks = 1500}, 6.0, 2, 12},
    {"small budget: prompts in pieces", {.max_sequences = 64, .max_batched_tokens = 128}},
    {"whole prompts", {.max_sequences = 64, .chunked_prefill = false, .kv_blocks = 900}},
    {"drafts", {.max_sequences = 64, .kv_blocks = 900, .draft_tokens = 3, .acceptance = 0.8}},
    {"drafts with sessions", {.max_sequences = 64, .kv_blocks = 1200, .draft_tokens = 2, .acceptance = 0.6}, 5.0, 2, 9},
};

}  // namespace

TEST_CASE("jumping over many iterations gives what stepping through each gives, bit by bit") {
  for (const Case& c : cases) {
    CAPTURE(c.what);
    const System system = one_replica(model_70b, c.engine);
    const std::vector<Request> requests = random_requests(600, c.per_s, 700.0, 150.0, 11, c.priorities, c.sessions);
    Outcome jumped, stepped;
    const auto a = run(system, requests, {.jump = true}, &jumped), b = run(system, requests, {.jump = false}, &stepped);
    same(a, b);
    CHECK(jumped.counts().iterations == stepped.counts().iterations);
    CHECK(jumped.counts().preemptions == stepped.counts().preemptions);
    CHECK(jumped.counts().jumps < stepped.counts().jumps);
    CHECK(stepped.counts().jumps == stepped.counts().iterations);
  }
}

TEST_CASE("no request and no token is lost or made, under load above capacity and preemption") {
  for (const Case& c : cases) {
    CAPTURE(c.what);
    const std::vector<Request> requests = random_requests(800, 40.0, 700.0, 150.0, 5, c.priorities, c.sessions);
    Outcome whole;
    const auto records = run(one_replica(model_70b, c.engine), requests, {}, &whole);
    REQUIRE(records.size() == requests.size());
    std::int64_t wanted = 0, refused = 0;
    for (const RequestRecord& r : records) {
      refused += r.lost ? 1 : 0;
      if (r.lost) continue;
      wanted += r.request.output_tokens;
      CHECK(r.queue_s >= 0.0);
      CHECK(r.ttft_s >= r.queue_s);
      CHECK(r.end_to_end_s >= r.ttft_s);
    }
    CHECK(whole.counts().output_tokens == wanted);
    CHECK(whole.counts().refused == refused);
    CHECK(whole.unfinished == 0);
    CHECK(whole.done() + static_cast<std::uint64_t>(refused) == requests.size());
  }
}

TEST_CASE("a lone request takes its prompt's iterations and one for every further token") {
  const LinearStep costs{.base_s = 10e-3, .per_prompt_token_s = 1e-6};
  const auto records = run(one_replica(costs, {.max_batched_tokens = 512}), {{.input_tokens = 1000, .output_tokens = 21}});
  REQUIRE(records.size() == 1);
  CHECK(records[0].ttft_s == doctest::Approx(2 * 10e-3 + 1000e-6));   // 512 + 488 tokens
  CHECK(records[0].tpot_s == doctest::Approx(10e-3));
  CHECK(records[0].end_to_end_s == doctest::Approx(21e-3 + 20 * 10e-3));
}

TEST_CASE("the context makes steps longer as it grows") {
  const LinearStep costs{.base_s = 1e-3, .per_context_token_s = 1e-6};
  const auto records = run(one_replica(costs, {}), {{.input_tokens = 100, .output_tokens = 101}});
  // 100 decode steps with contexts 100 .. 199: 1 ms + 1 us each
  CHECK(records[0].end_to_end_s - records[0].ttft_s == doctest::Approx(100e-3 + 1e-6 * (100 * 100 + 99 * 100 / 2)).epsilon(1e-9));
}

TEST_CASE("above capacity the batch is full, TPOT that of the largest batch, and the queue grows linearly") {
  const LinearStep costs{.base_s = 10e-3, .per_sequence_s = 1e-3};
  const System system = one_replica(costs, {.max_sequences = 16, .max_batched_tokens = 64});
  std::vector<Request> requests;
  for (int i = 0; i < 4000; ++i) requests.push_back({.arrival_ns = ns_of(i * 0.01), .id = static_cast<std::uint64_t>(i), .input_tokens = 1, .output_tokens = 65});
  const auto records = run(system, requests);
  REQUIRE(records.size() == requests.size());
  // 16 sequences a step of 26 ms, 65 steps a request: 9.47 requests/s against 100 that arrive
  CHECK(records[2000].tpot_s == doctest::Approx(26e-3).epsilon(0.02));
  const double rate = 16.0 / (65 * 26e-3);
  CHECK(records[3500].queue_s - records[500].queue_s == doctest::Approx(3000.0 / rate - 30.0).epsilon(0.02));
}

TEST_CASE("an urgent request overtakes those that wait, and is preempted last") {
  std::vector<Request> requests = random_requests(1200, 12.0, 700.0, 150.0, 3, 2);
  const auto records = run(one_replica(model_70b, {.max_sequences = 32, .kv_blocks = 1200}), requests);
  std::map<int, std::pair<double, int>> sum;
  for (const RequestRecord& r : records) sum[r.request.priority].first += r.queue_s, sum[r.request.priority].second += r.preemptions;
  CHECK(sum[0].first < 0.2 * sum[1].first);
  CHECK(sum[0].second < sum[1].second);
}

TEST_CASE("drafts: tokens a step as acceptance tells") {
  const System system = one_replica({.base_s = 10e-3}, {.max_sequences = 8, .draft_tokens = 3, .acceptance = 0.7});
  std::vector<Request> requests;
  for (int i = 0; i < 400; ++i) requests.push_back({.arrival_ns = ns_of(30.0 * i), .id = static_cast<std::uint64_t>(i), .input_tokens = 10, .output_tokens = 1001});
  const auto records = run(system, requests);
  double tpot = 0.0;
  for (const RequestRecord& r : records) tpot += r.tpot_s / static_cast<double>(records.size());
  CHECK(10e-3 / tpot == doctest::Approx((1.0 - std::pow(0.7, 4)) / 0.3).epsilon(0.005));
}

TEST_CASE("a session's next turn finds the text of the turns before, and a shared system prompt") {
  PromptBlocks blocks{.tokens_per_block = 64, .shared_tokens = 256};
  std::vector<Request> requests = {{.arrival_ns = 0, .id = 0, .input_tokens = 640, .output_tokens = 128, .session = 1},
                                   {.arrival_ns = ns_of(100), .id = 1, .input_tokens = 960, .output_tokens = 64, .session = 1},
                                   {.arrival_ns = ns_of(200), .id = 2, .input_tokens = 640, .output_tokens = 64, .session = 2}};
  const auto records = run(one_replica(model_70b, {}), requests, {}, nullptr, blocks);
  CHECK(records[0].cached_tokens == 0);
  CHECK(records[1].cached_tokens == 768);  // 640 of the prompt and 128 of the answer
  CHECK(records[2].cached_tokens == 256);
}

TEST_CASE("a prompt that is known altogether still computes its last token") {
  PromptBlocks blocks{.tokens_per_block = 512, .ids = {1, 2, 1, 2}};
  std::vector<Request> requests = {{.arrival_ns = 0, .id = 0, .input_tokens = 900, .output_tokens = 2, .first_block = 0, .blocks = 2},
                                   {.arrival_ns = ns_of(10), .id = 1, .input_tokens = 900, .output_tokens = 2, .first_block = 2, .blocks = 2}};
  const auto records = run(one_replica({.base_s = 1e-3, .per_prompt_token_s = 1e-3}, {}), requests, {}, nullptr, blocks);
  CHECK(records[1].cached_tokens == 899);
  CHECK(records[1].ttft_s == doctest::Approx(2e-3));
}

TEST_CASE("a request that can never fit is refused at once; the others go on") {
  std::vector<Request> requests = {{.id = 0, .input_tokens = 5000, .output_tokens = 10}, {.arrival_ns = 1, .id = 1, .input_tokens = 100, .output_tokens = 10}};
  Outcome whole;
  const auto records = run(one_replica(model_70b, {.kv_blocks = 100}), requests, {}, &whole);
  REQUIRE(records.size() == 2);
  CHECK(records[0].lost);
  CHECK_FALSE(records[1].lost);
  CHECK(whole.classes[0].lost == 1);
}

TEST_CASE("two requests in the same nanosecond keep their order, whatever the order of equal arrivals in other runs") {
  std::vector<Request> requests;
  for (int i = 0; i < 50; ++i) requests.push_back({.arrival_ns = ns_of(0.001 * (i / 10)), .id = static_cast<std::uint64_t>(i), .input_tokens = 300, .output_tokens = 5});
  const auto a = run(one_replica(model_70b, {.max_sequences = 4, .max_batched_tokens = 512}), requests);
  for (std::size_t i = 1; i < a.size(); ++i) CHECK(a[i].request.id > a[i - 1].request.id);
}
