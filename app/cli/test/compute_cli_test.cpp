// compute, value and calibrate as a person meets them: what they print, what they refuse, their exit codes.
#include <doctest/doctest.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "scratch_folder.hpp"

using gridwright::ScratchFolder;
using nlohmann::json;

namespace {

struct Said {
  int exit = -1;
  std::string text;  ///< both streams
};

Said run(const std::string& words) {
  Said said;
  std::FILE* pipe = ::popen((std::string(GRIDWRIGHT_BINARY) + " " + words + " 2>&1").c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::array<char, 4096> buffer{};
  while (const std::size_t n = std::fread(buffer.data(), 1, buffer.size(), pipe)) said.text.append(buffer.data(), n);
  const int status = ::pclose(pipe);
  if (WIFEXITED(status)) said.exit = WEXITSTATUS(status);
  return said;
}

bool says(const Said& said, const char* words) { return said.text.find(words) != std::string::npos; }

}  // namespace

TEST_CASE("compute: a front that falls, as table, JSON and page") {
  const ScratchFolder folder;
  const std::string page = (std::filesystem::path(folder.path()) / "front.html").string();
  const Said said = run("compute llama-3.1-70b --on h200,b200_sxm --json -o " + page);
  REQUIRE(said.exit == 0);
  const json answer = json::parse(said.text);
  REQUIRE(answer.size() == 2);
  for (const json& chip : answer) {
    REQUIRE(chip["points"].size() > 10);
    double last = 1e30;
    for (const json& p : chip["points"]) {
      CHECK(p["tokens_per_s_per_accelerator"].get<double>() < last);
      last = p["tokens_per_s_per_accelerator"];
    }
  }
  CHECK(std::filesystem::file_size(page) > 10000);
  CHECK(says(run("compute llama-3.1-405b --on h100 --train 16384"), "MFU"));
  CHECK(says(run("compute llama-3.1-70b --on h200 --split"), "prompts and answers apart"));
}

TEST_CASE("compute: a power cap, drafts, a cached prefix and a faster kernel move the numbers the right way") {
  const auto point = [](const std::string& more) { return json::parse(run("compute llama-3.1-70b --on h200 --precision fp8 --tp 2 --batch 32 --json " + more).text)[0]["points"][0]; };
  const json plain = point(""), cap = point("--power-cap 75%");
  CHECK(cap["busy_w"].get<double>() == doctest::Approx(0.75 * plain["busy_w"].get<double>()));
  CHECK(cap["joule_per_output_token"] < plain["joule_per_output_token"]);
  CHECK(cap["tpot_s"] > plain["tpot_s"]);
  CHECK(point("--kernel gemm_fp8 --gain 20%")["tpot_s"] < plain["tpot_s"]);
  CHECK(point("--cached 50%")["ttft_s"] < plain["ttft_s"]);
  CHECK(point("--draft 3")["tokens_per_s_per_user"] > plain["tokens_per_s_per_user"]);
}

TEST_CASE("nonsense is refused in one pass, with what to type") {
  const Said many = run("compute lama-3.1-70b --on h20 --precision fp7 --ttft 3");
  CHECK(many.exit == 2);
  for (const char* words : {"did you mean 'llama-3.1-70b'", "did you mean 'h200_sxm'", "no precision 'fp7'", "'3' is not a time", "4 errors"}) CHECK(says(many, words));
  CHECK(says(run("compute llama-3.1-70b --on h100 --tp 1 --precision bf16"), "GB missing per accelerator"));
  CHECK(says(run("compute llama-3.1-70b --on h100 --tp 3 --batch -4"), "batch must be 1 or more"));
  CHECK(says(run("compute llama-3.1-70b --on h100 --power-cap 30%"), "so low a power cap"));
  CHECK(run("compute").exit == 2);
  if (!std::filesystem::exists("/dev/nvidia0")) CHECK(says(run("calibrate --device cuda"), "no CUDA"));  // "device", or "calibration" in a build without nvcc
  const std::string tiny = std::string(GRIDWRIGHT_SOURCE_DIR) + "/app/cli/test/data/tiny.toml";
  CHECK(says(run("value " + tiny), "nothing changes"));
  const Said kernel = run("value " + std::string(GRIDWRIGHT_SOURCE_DIR) + "/examples/pine-island --kernel gem --swap gb30");
  CHECK(kernel.exit == 2);
  CHECK(says(kernel, "no kernel 'gem'"));
  CHECK(says(kernel, "did you mean 'gb300_nvl72'"));
}
