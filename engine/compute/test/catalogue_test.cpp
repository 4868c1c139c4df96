#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "gridwright/compute/catalogue.hpp"
#include "gridwright/compute/fit.hpp"

using namespace gridwright;
using namespace gridwright::compute;

TEST_CASE("the catalogue holds every accelerator and model with its source") {
  const Catalogue facts = load_catalogue();
  CHECK(facts.accelerators.size() >= 31);
  CHECK(facts.models.size() >= 20);
  std::set<std::string> ids;
  for (const Accelerator& a : facts.accelerators) {
    CAPTURE(a.id);
    CHECK(ids.insert(a.id).second);
    CHECK(a.bf16_tflops.value_or(0) > 0);
    CHECK(a.memory_gb > 0);
    CHECK(a.memory_bw_gb_s > 0);
    CHECK(a.tdp > 0 * kW);
    CHECK(a.idle_share > 0);
    CHECK(a.idle_share < 0.5);
    CHECK(!a.source.empty());
    CHECK(find_kernels(facts, a));
    if (a.price_usd) CHECK(a.installed_price()->in(USD) > a.price_usd->low);
  }
  for (const ModelCard& m : facts.models) {
    CAPTURE(m.id);
    CHECK(ids.insert(m.id).second);
    CHECK(m.layers > 0);
    CHECK(m.active_params > 0);
    CHECK(m.active_params <= m.total_params);
    CHECK(!m.source.empty());
  }
}

TEST_CASE("friendly names find their card; a miss names the nearest") {
  const Catalogue facts = load_catalogue();
  CHECK(find_accelerator(facts, "gb300_nvl72")->name == "GB300-NVL72");
  CHECK(find_accelerator(facts, "H100-SXM")->id == "h100_sxm");
  CHECK(find_accelerator(facts, "h100")->id == "h100_sxm");
  CHECK(find_model(facts, "llama-3.1-405b")->layers == 126);
  CHECK(find_model(facts, "meta-llama/Llama-3.1-70B")->id == "llama-3.1-70b");
  CHECK(find_model(facts, "deepseek-ai/DeepSeek-R1")->id == "deepseek-v3");
  const auto miss = find_accelerator(facts, "gb300_nvl27");
  REQUIRE(!miss);
  CHECK(miss.diagnostics()[0].message == "no accelerator 'gb300_nvl27'");
  CHECK(miss.diagnostics()[0].fix == "did you mean 'gb300_nvl72'?");
  CHECK(!find_model(facts, ""));
}

// compute.md section 2.1, from the models' config files.
TEST_CASE("KV bytes per token agree with the published check values") {
  const Catalogue facts = load_catalogue();
  struct Row { const char* model; double bytes; };
  for (Row row : {Row{"llama-3.1-8b", 131072}, {"llama-3.1-70b", 327680}, {"llama-2-7b", 524288}, {"qwen3-235b-a22b", 192512}, {"deepseek-v3", 70272},
                  {"llama-3.1-405b", 516096}, {"gpt-oss-120b", 73728}}) {
    CAPTURE(row.model);
    CHECK(kv_bytes_per_token(*find_model(facts, row.model), 2.0) == row.bytes);
  }
  const ModelCard oss = *find_model(facts, "gpt-oss-120b");
  CHECK(kv_bytes(oss, 100000, 2.0) / (100000 * kv_bytes_per_token(oss, 2.0)) == doctest::Approx(0.5).epsilon(0.01));
}

TEST_CASE("parameters counted from the shapes agree with the published totals") {
  const Catalogue facts = load_catalogue();
  for (const ModelCard& m : facts.models) {
    CAPTURE(m.id);
    const ParameterSplit p = parameter_split(m);
    const double shared = static_cast<double>(m.shared_experts) * m.moe_layers() * p.per_expert;
    const double dense = (m.layers - m.moe_layers()) * p.dense_ffn_per_layer;
    const double counted = m.layers * p.attention_per_layer + dense + shared + p.routed_experts_total + p.embeddings;
    CHECK(counted / m.total_params == doctest::Approx(1.0).epsilon(0.04));
  }
}

TEST_CASE("power caps are concave and start uncapped") {
  const Catalogue facts = load_catalogue();
  const auto cap = power_cap_points(facts.accelerators.front());
  REQUIRE(cap.size() == 3);
  CHECK(cap[0] == PowerCapPoint{1.0, 1.0});
  const auto slope = [&](std::size_t i) { return (cap[i].throughput_share - cap[i + 1].throughput_share) / (cap[i].power_share - cap[i + 1].power_share); };
  CHECK(slope(0) < slope(1));
  CHECK(1.0 - cap[1].throughput_share >= 0.07);  // a quarter less power costs 7 to 12 % of the work
  CHECK(1.0 - cap[1].throughput_share <= 0.12);
}

TEST_CASE("kernel tables survive the way to text and back; incomplete surfaces are left out") {
  const Catalogue facts = load_catalogue();
  const auto h100 = std::find_if(facts.kernels.begin(), facts.kernels.end(), [](const KernelFamily& f) { return f.id == "h100"; });
  REQUIRE(h100 != facts.kernels.end());
  const std::string text = to_csv(std::span(&*h100, 1), "a test");
  const auto back = kernel_families_from_csv(text);
  REQUIRE(back.size() == 1);
  CHECK(back[0] == *h100);
  const auto cut = kernel_families_from_csv(text.substr(0, text.size() / 2).substr(0, text.rfind('\n', text.size() / 2) + 1));
  REQUIRE(cut.size() == 1);
  CHECK(!cut[0].collective[0]);
  CHECK(kernel_families_from_csv("").empty());
  CHECK(kernel_families_from_csv("nonsense").empty());
}
