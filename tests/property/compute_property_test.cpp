// Laws of operating points, whatever model, chip, layout, batch and lengths: monotone where physics is, nothing that cannot fit
// is given a speed.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <cmath>

#include "gridwright/compute/training.hpp"

using namespace gridwright::compute;

namespace {

struct Asked {
  ServingSetup setup;
  ServingConfig config;
  RequestShape shape;
};

/// Any pair of the catalogue that has measured or borrowed kernels, any layout a power of two wide.
Asked anything(const Catalogue& facts) {
  const Accelerator& chip = facts.accelerators[*rc::gen::inRange<std::size_t>(0, facts.accelerators.size())];
  const ModelCard& model = facts.models[*rc::gen::inRange<std::size_t>(0, facts.models.size())];
  Asked a{*serving_setup(facts, model.id, chip.id), {}, {}};
  a.config.precision = *rc::gen::element(Precision::bf16, Precision::fp8, Precision::fp4, Precision::w4);
  a.config.tp = 1 << *rc::gen::inRange(0, 4);
  if (model.is_moe() && *rc::gen::arbitrary<bool>()) a.config.ep = a.config.tp;
  a.config.batch = *rc::gen::inRange(1, 600);
  a.shape = {static_cast<double>(*rc::gen::inRange(1, 20000)), static_cast<double>(*rc::gen::inRange(1, 4000)), 0.25 * *rc::gen::inRange(0, 4)};
  return a;
}

}  // namespace

TEST_CASE("operating points obey memory, bandwidth and context") {
  const Catalogue facts = load_catalogue();
  CHECK(rc::check("any model, chip, layout, batch and lengths", [&] {
    Asked a = anything(facts);
    const auto p = operating_point(a.setup, a.config, a.shape);
    if (!memory_fit(a.setup, a.config, a.shape).fits()) RC_ASSERT(!p);
    if (!p) {
      RC_ASSERT(!p.diagnostics().empty());
      return;
    }
    RC_ASSERT(std::isfinite(p->tpot_s) && p->tpot_s > 0.0 && std::isfinite(p->ttft_s) && p->ttft_s > 0.0);
    RC_ASSERT(p->busy <= a.setup.chip.tdp * (1 + 1e-9));
    const StepLoad load{.decode_sequences = static_cast<double>(a.config.batch), .decode_context = a.shape.input_tokens};
    StepLoad longer = load;
    longer.decode_context *= 1.5;
    RC_ASSERT(step_time(a.setup, a.config, longer).seconds >= step_time(a.setup, a.config, load).seconds * (1 - 1e-12));
    ServingSetup wider = a.setup;
    wider.chip.memory_bw_gb_s *= 1.3;
    RC_ASSERT(step_time(wider, a.config, load).seconds <= step_time(a.setup, a.config, load).seconds * (1 + 1e-12));
    ServingSetup quicker = a.setup;
    quicker.kernels.gains = *with_gain(*with_gain({}, "gemm", 1.2), "attention", 1.2);
    RC_ASSERT(step_time(quicker, a.config, load).seconds <= step_time(a.setup, a.config, load).seconds * (1 + 1e-12));
  }));
}

TEST_CASE("a front falls, its hull lies on it, a cap never gains throughput") {
  const Catalogue facts = load_catalogue();
  const ServingSetup s = *serving_setup(facts, "gpt-oss-120b", "b200_sxm");
  const auto front = pareto_front(s, {2000, 500, 0}), hull = convex_hull(front);
  REQUIRE(front.size() > 5);
  for (std::size_t i = 1; i < front.size(); ++i) {
    CHECK(front[i].tokens_per_s_per_user > front[i - 1].tokens_per_s_per_user);
    CHECK(front[i].tokens_per_s_per_accelerator < front[i - 1].tokens_per_s_per_accelerator);
  }
  CHECK(hull.size() <= front.size());
  double slope = 0.0;  // throughput lost for power saved: rises, so the points are concave
  PowerCapPoint before;
  for (const PowerCapPoint& c : power_cap_points(s.chip)) {
    CHECK(capped(front[0], c).tokens_per_s_per_accelerator <= front[0].tokens_per_s_per_accelerator);
    if (c.power_share == 1.0) continue;
    const double now = (before.throughput_share - c.throughput_share) / (before.power_share - c.power_share);
    CHECK(now >= slope);
    CHECK(now < 1.0);
    slope = now, before = c;
  }
}
