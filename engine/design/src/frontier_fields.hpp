#pragma once
#include "field_list.hpp"
#include "gridwright/design/frontier.hpp"

/// Fields of the cost of further percents of clean power: name, member, meaning (see fields.hpp).
namespace gridwright::design {

template <is<BuiltPower> T>
void each_field(T& b, auto&& f) {
  f("kind", b.kind, "wind solar nuclear gas geothermal thermal lithium iron_air storage grid");
  f("mw", b.mw, "built, all sites together");
}

template <is<FrontierPoint> T>
void each_field(T& p, auto&& f) {
  f("target", p.target, "share of load asked for");
  f("reached", p.reached, "false: no design reaches it");
  f("why", p.why, "what stands in the way");
  f("annual", p.annual, "annual volume attained");
  f("score", p.score, "score with grid attained");
  f("strict", p.strict, "strict hourly share attained");
  f("usd_per_year", p.usd_per_year, "yearly cost of everything");
  f("power_usd_per_mwh", p.power_usd_per_mwh, "power cost over all load");
  f("usd_per_million_tokens", p.usd_per_million_tokens, "serving cost");
  f("next_percent_usd", p.next_percent_usd, "yearly cost of one more percent");
  f("carbon_kg_per_mwh", p.carbon_kg_per_mwh, "location-based, of the load");
  f("curtailed_share", p.curtailed_share, "of what wind and sun could have given");
  f("built", p.built, "power built by kind");
}

template <is<FrontierCurve> T>
void each_field(T& c, auto&& f) {
  f("scenario", c.scenario, "name");
  f("points", c.points, "by rising target");
}

template <is<Frontier> T>
void each_field(T& x, auto&& f) {
  f("mode", x.mode, "how clean power is counted");
  f("money", x.money, "money and its year");
  f("curves", x.curves, "one a scenario");
}

}  // namespace gridwright::design
