// Accelerators a scenario invents: what is stated counts, the rest is the card's.
#include <doctest/doctest.h>

#include "gridwright/compute/custom.hpp"
#include "gridwright/compute/serving_point.hpp"

using namespace gridwright;
using namespace gridwright::compute;
using doctest::Approx;

namespace {
scenario::CustomAccelerator chip() {
  scenario::CustomAccelerator c;
  c.id = "north", c.based_on = "h200";
  return c;
}
}  // namespace

TEST_CASE("nothing stated: the same speed under another name") {
  const Result<Catalogue> facts = catalogue_with(std::vector{chip()});
  REQUIRE(facts);
  CHECK(facts->accelerators.size() == load_catalogue().accelerators.size() + 1);
  const ServingConfig config{.precision = Precision::fp8, .tp = 2, .batch = 64};
  const auto own = operating_point(*serving_setup(*facts, "llama-3.1-70b", "north"), config, {1024, 1024, 0}), known = operating_point(*serving_setup(*facts, "llama-3.1-70b", "h200_sxm"), config, {1024, 1024, 0});
  REQUIRE(own);
  CHECK(own->tpot_s == known->tpot_s);
  CHECK(own->busy.canonical() == known->busy.canonical());
}

TEST_CASE("stated numbers count") {
  scenario::CustomAccelerator c = chip();
  c.fp8_tflops = 4000.0, c.memory_gb = 200.0, c.memory_gb_s = 9000.0, c.power = 0.9 * kW, c.idle_share = 0.05, c.price = 20000.0 * USD, c.link_domain = 64, c.efficiency = 0.8, c.fp4_tflops = 0.0;
  const Catalogue known = load_catalogue();
  const Result<Accelerator> a = custom_accelerator(known, c);
  REQUIRE(a);
  CHECK(*a->peak_flop_s(Precision::fp8) == Approx(4e15));
  CHECK(!a->peak_flop_s(Precision::fp4));
  CHECK(a->memory_gb == 200.0);
  CHECK(a->tdp.in(kW) == Approx(0.9));
  CHECK(a->idle().in(kW) == Approx(0.045));
  CHECK(a->scaleup_domain == 64);
  CHECK(a->kernel_derate == Approx(0.8));
  CHECK(a->installed_price()->in(USD) == Approx(20000.0 * (1.0 + find_accelerator(known, "h200")->host_price_share)));
  // Quicker where it has more, slower where its kernels do worse.
  const Result<Catalogue> facts = catalogue_with(std::vector{c});
  scenario::CustomAccelerator better = c;
  better.id = "better", better.efficiency = 1.0;
  const Result<Catalogue> both = catalogue_with(std::vector{c, better});
  REQUIRE(both);
  const ServingConfig config{.precision = Precision::fp8, .tp = 2, .batch = 64};
  CHECK(operating_point(*serving_setup(*both, "llama-3.1-70b", "better"), config, {1024, 1024, 0})->tpot_s < operating_point(*serving_setup(*both, "llama-3.1-70b", "north"), config, {1024, 1024, 0})->tpot_s);
}

TEST_CASE("what cannot be says so, all at once") {
  std::vector<scenario::CustomAccelerator> own(3, chip());
  own[0].based_on = "h2000";
  own[1].id = "h100_sxm";
  own[2].bf16_tflops = 0.0;
  const Result<Catalogue> facts = catalogue_with(own);
  REQUIRE(!facts);
  REQUIRE(facts.diagnostics().size() == 3);
  CHECK(facts.diagnostics()[0].message.find("no accelerator 'h2000'") != std::string::npos);
  CHECK(!facts.diagnostics()[0].fix.empty());
  CHECK(facts.diagnostics()[1].message.find("is a known one already") != std::string::npos);
  CHECK(facts.diagnostics()[2].message.find("no 16-bit arithmetic") != std::string::npos);
}
