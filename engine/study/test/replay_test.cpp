#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

#include "../../../tests/support/scratch_folder.hpp"
#include "gridwright/serving/results.hpp"
#include "gridwright/study/replay.hpp"

using namespace gridwright;

namespace {

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

void write(const std::filesystem::path& file, const std::string& text) { std::ofstream(file, std::ios::binary) << text; }

std::string trace_text(int rows) {
  std::string text = "arrival_s,input_tokens,output_tokens,class\n";
  for (int i = 0; i < rows; ++i) text += std::to_string(0.2 * i) + "," + std::to_string(200 + 37 * (i % 50)) + "," + std::to_string(20 + 11 * (i % 30)) + (i % 3 == 0 ? ",agent\n" : ",chat\n");
  return text;
}

}  // namespace

TEST_CASE("a trace on stated machines: the same bytes every time, and a line for each request") {
  const ScratchFolder folder;
  write(folder.path() / "t.csv", trace_text(400));
  const study::ReplayOptions options{.deployment = {.model = "llama-3.1-8b", .accelerator = "h100_sxm"}, .replicas = 2, .requests_csv = folder.path() / "requests.csv"};
  const Result<study::Replay> a = study::replay_trace(folder.path() / "t.csv", options);
  REQUIRE(a);
  const std::string rows = text_of(folder.path() / "requests.csv");
  CHECK(std::count(rows.begin(), rows.end(), '\n') == 401);
  CHECK(a->outcome.done() == 400);
  CHECK(a->system.classes[1].name == "chat");
  const Result<study::Replay> b = study::replay_trace(folder.path() / "t.csv", options);
  REQUIRE(b);
  CHECK(serving::to_json(a->outcome) == serving::to_json(b->outcome));
  CHECK(rows == text_of(folder.path() / "requests.csv"));
  CHECK(serving::write_netcdf(a->outcome, folder.path() / "s.nc").empty());
  CHECK(std::filesystem::file_size(folder.path() / "s.nc") > 1000);
  CHECK(serving::summary_text(a->outcome, a->system).find("TTFT") != std::string::npos);
}

TEST_CASE("bad rows, machines nobody knows, models that do not fit: said before anything runs") {
  const ScratchFolder folder;
  write(folder.path() / "t.csv", trace_text(3) + "0.1,5,5,chat\n");
  const Result<study::Replay> back = study::replay_trace(folder.path() / "t.csv", {.deployment = {.model = "llama-3.1-8b", .accelerator = "h100_sxm"}});
  REQUIRE_FALSE(back);
  CHECK(back.diagnostics().front().line == 5);
  const auto skipping = [&](const char* model, const char* chip) {
    return study::replay_trace(folder.path() / "t.csv", {.deployment = {.model = model, .accelerator = chip}, .trace = {.bad_rows = serving::BadRows::skip}});
  };
  REQUIRE(skipping("llama-3.1-8b", "h100_sxm"));
  CHECK(skipping("llama-3.1-8b", "h100_sxm")->skipped.backwards == 1);
  CHECK_FALSE(skipping("llama-9", "h100_sxm"));
  CHECK_FALSE(skipping("llama-3.1-8b", "h1000"));
  CHECK_FALSE(skipping("deepseek-v3", "l4"));
}

TEST_CASE("a measured profile of iterations: lines between its rows, dearer attention beside prompts") {
  const ScratchFolder folder;
  write(folder.path() / "p.csv",
        "decode_sequences,context,prompt_tokens,prompt_past,seconds\n1,0,0,0,0.010\n1,1000,0,0,0.011\n101,0,0,0,0.020\n101,1000,0,0,0.120\n0,0,100,0,0.012\n0,0,1100,0,0.052\n101,1000,99,0,0.170\n");
  const Result<serving::StepModel> m = serving::read_step_profile((folder.path() / "p.csv").string(), 128);
  REQUIRE(m);
  CHECK(m->decode(1, 500) == doctest::Approx(0.0105));
  CHECK(m->decode(51, 1000) == doctest::Approx(0.0655));
  const serving::PromptPiece piece{.tokens = 399, .past = 0};
  // rows: 500 tokens 0.028 s; decode attention 0.1 s alone, 1.5 times as much beside prompts ((0.170 - 0.016) / 0.1 = 1.54)
  CHECK(m->mixed(101, 1000, {&piece, 1}) == doctest::Approx(0.028 + 1.54 * 0.1).epsilon(0.001));
  write(folder.path() / "q.csv", "decode_sequences,context,prompt_tokens,prompt_past,seconds\n1,0,0,0,-1\n");
  CHECK_FALSE(serving::read_step_profile((folder.path() / "q.csv").string(), 128));
}
