#include <doctest/doctest.h>
#include <zlib.h>

#include <fstream>

#include "../../../tests/support/scratch_folder.hpp"
#include "gridwright/serving/trace.hpp"

using namespace gridwright;
using namespace gridwright::serving;

namespace {

const char* const azure =
    "TIMESTAMP,ContextTokens,GeneratedTokens\n"
    "2023-11-16 18:15:46.6805900,374,44\n"
    "2023-11-16 18:15:50.9951690,396,109\n";

Diagnostics wrong_with(std::string_view text) {
  Result<Trace> trace = parse_trace(text, "t.csv");
  REQUIRE_FALSE(trace);
  return trace.diagnostics();
}

}  // namespace

TEST_CASE("each schema as its publisher writes it") {
  Result<Trace> a = parse_trace(azure, "a");
  REQUIRE(a);
  CHECK(a->schema == TraceSchema::azure);
  REQUIRE(a->requests.size() == 2);
  CHECK(a->requests[0].arrival_ns == 0);
  CHECK(seconds_of(a->requests[1].arrival_ns) == doctest::Approx(4.314579).epsilon(1e-7));
  CHECK(a->requests[1].input_tokens == 396);
  CHECK(a->requests[1].output_tokens == 109);

  Result<Trace> b = parse_trace("Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\n5,ChatGPT,472,18,490,Conversation log\n45,GPT-4,1087,230,1317,API log\n118,ChatGPT,417,0,417,Conversation log\n", "b");
  REQUIRE(b);
  CHECK(b->schema == TraceSchema::burstgpt);
  REQUIRE(b->requests.size() == 2);
  CHECK(b->skipped.empty == 1);  // a failed call
  CHECK(b->classes == std::vector<std::string>{"ChatGPT", "GPT-4"});
  CHECK(b->requests[1].klass == 1);
  CHECK(b->requests[1].arrival_ns == ns_of(40));

  Result<Trace> m = parse_trace("{\"timestamp\": 0, \"input_length\": 1000, \"output_length\": 5, \"hash_ids\": [0, 1]}\n{\"timestamp\": 3000, \"input_length\": 600, \"output_length\": 5, \"hash_ids\": [0, 2]}\n", "m");
  REQUIRE(m);
  CHECK(m->schema == TraceSchema::mooncake);
  CHECK(m->requests[1].arrival_ns == ns_of(3));
  CHECK(m->requests[1].first_block == 2);
  CHECK(m->blocks.ids == std::vector<std::uint64_t>{0, 1, 0, 2});
  CHECK(ideal_prefix_reuse(*m).share() == 0.25);

  Result<Trace> v = parse_trace("{\"request_id\": \"bench-0\", \"input_toks\": 2358, \"output_toks\": 531, \"arrival_time\": 1777142838.338653, \"queued_ts\": 479748.34, \"scheduled_ts\": 479748.35, \"first_token_ts\": 479748.51, \"last_token_ts\": 479764.05}\n", "v");
  REQUIRE(v);
  REQUIRE(v->measured.size() == 1);
  CHECK(v->measured[0].last_token_s == doctest::Approx(15.71));

  Result<Trace> g = parse_trace("arrival_s,input_tokens,output_tokens,class,session,priority\n1.5,10,20,chat,7,0\n1.5,10,20,agent,0,2\n", "g");
  REQUIRE(g);
  CHECK(g->requests[0].session == 7);
  CHECK(g->requests[1].priority == 2);
  CHECK(g->classes == std::vector<std::string>{"chat", "agent"});
}

TEST_CASE("every damaged row is named at once, or counted by cause") {
  const std::string text =
      "TIMESTAMP,ContextTokens,GeneratedTokens\n"
      "2023-11-16 18:15:46.68,374,44\n"
      "2023-11-16 18:15:45.00,374,44\n"   // back
      "2023-11-16 18:15:47.00,-3,44\n"
      "2023-11-16 18:15:48.00,3.5,44\n"
      "2023-11-16 18:15:49.00,many,44\n"
      "2023-13-16 18:15:50.00,1,1\n"
      "2023-11-16 18:15:51.00,1\n"
      "2023-11-16 18:15:52.00,8,9\n";
  const Diagnostics wrong = wrong_with(text);
  REQUIRE(wrong.size() == 6);
  CHECK(wrong[0].line == 3);
  CHECK(wrong[0].message.find("backwards") != std::string::npos);
  CHECK(wrong[3].line == 6);
  CHECK(wrong[3].column == 24);
  CHECK(wrong[5].line == 8);
  for (const Diagnostic& d : wrong) CHECK_FALSE(d.fix.empty());

  Result<Trace> skipped = parse_trace(text, "t", {.bad_rows = BadRows::skip});
  REQUIRE(skipped);
  CHECK(skipped->requests.size() == 2);
  CHECK(skipped->skipped.backwards == 1);
  CHECK(skipped->skipped.tokens == 2);
  CHECK(skipped->skipped.unreadable == 3);
  CHECK(skipped->skipped.text() == "6 rows skipped: 3 not readable, 1 earlier than the row before, 2 with token counts that cannot be");
}

TEST_CASE("a thousand bad rows are not a thousand messages") {
  std::string text = "arrival_s,input_tokens,output_tokens\n";
  for (int i = 0; i < 1000; ++i) text += "x,1,1\n";
  const Diagnostics wrong = wrong_with(text);
  CHECK(wrong.size() == 21);
  CHECK(wrong.back().message == "and 980 more rows like these");
}

TEST_CASE("what is no trace is refused with what would be one") {
  CHECK(wrong_with("").front().message == "the trace is empty");
  CHECK(wrong_with("a,b,c\n1,2,3\n").front().fix.find("ContextTokens") != std::string::npos);
  CHECK(wrong_with("{\"prompt\": \"hello\"}\n").front().fix.find("input_length") != std::string::npos);
  CHECK(wrong_with("arrival_s,input_tokens,output_tokens\n").front().message.find("no row") != std::string::npos);
  for (const char* line : {"{", "{}", "[]", "{\"timestamp\": }", "{\"timestamp\": 1e999, \"input_length\": 1}", "{\"input_length\": 1, \"hash_ids\": [1,}", "{\"input_length\": \"\\\"}"}) {
    CAPTURE(line);
    CHECK_FALSE(parse_trace(std::string("{\"timestamp\": 0, \"input_length\": 10, \"output_length\": 5, \"hash_ids\": [0]}\n") + line, "m"));
  }
}

TEST_CASE("files: gzip, row by row, cut short, missing") {
  const ScratchFolder folder;
  const auto path = folder.path() / "a.csv.gz";
  gzFile out = gzopen(path.c_str(), "wb");
  gzputs(out, azure);
  gzclose(out);
  Result<Trace> whole = read_trace(path);
  REQUIRE(whole);
  auto source = TraceSource::open(path);
  REQUIRE(source);
  Request r;
  std::vector<Request> rows;
  while ((*source)->next(r)) rows.push_back(r);
  CHECK(rows == whole->requests);
  CHECK((*source)->wrong().empty());

  std::filesystem::resize_file(path, std::filesystem::file_size(path) - 12);
  CHECK_FALSE(read_trace(path));
  CHECK(read_trace(folder.path() / "b.csv").diagnostics().front().message == "no such file");
  CHECK(read_trace(folder.path()).diagnostics().front().message == "this is a folder, not a trace");
}

TEST_CASE("a faster replay of the same rows") {
  Result<Trace> fast = parse_trace(azure, "a", {.speed_up = 4.0, .limit = 2});
  REQUIRE(fast);
  CHECK(seconds_of(fast->requests[1].arrival_ns) == doctest::Approx(4.314579 / 4.0).epsilon(1e-7));
  CHECK_FALSE(parse_trace(azure, "a", {.speed_up = 0.0}));
}
