#pragma once
#include "field_list.hpp"
#include "gridwright/design/reliability.hpp"

/// Fields of load that is not served: name, member, meaning (see fields.hpp).
namespace gridwright::design {

template <is<Estimate> T>
void each_field(T& e, auto&& f) {
  f("mean", e.mean, "of the simulated years");
  f("low", e.low, "95 % confidence");
  f("high", e.high, "95 % confidence");
}

template <is<OutageCase> T>
void each_field(T& c, auto&& f) {
  f("component", c.component, "what fails");
  f("kind", c.kind, "wind solar ... grid");
  f("lost", c.lost, "one unit, one circuit, or all");
  f("lost_mw", c.lost_mw, "nameplate lost, all year");
  f("short_hours", c.short_hours, "hours a year in which load is not served whole");
  f("unserved_mwh", c.unserved_mwh, "a year");
  f("deepest_mw", c.deepest_mw, "most at once");
  f("longest_h", c.longest_h, "longest run of such hours");
}

template <is<IslandedResult> T>
void each_field(T& i, auto&& f) {
  f("least_h", i.least_h, "shortest ride after losing the grid");
  f("p5_h", i.p5_h, "5 % of starts end earlier");
  f("median_h", i.median_h, "half of starts end earlier");
  f("limit_h", i.limit_h, "rides are followed no further");
  f("share_1h", i.share_1h, "of starts that last at least so long");
  f("share_4h", i.share_4h, "of starts");
  f("share_24h", i.share_24h, "of starts");
  f("share_72h", i.share_72h, "of starts");
  f("share_168h", i.share_168h, "of starts");
  f("whole_year_hours", i.whole_year_hours, "hours served whole with the grid lost all year");
}

template <is<SiteReliability> T>
void each_field(T& s, auto&& f) {
  f("site", s.site, "site id");
  f("years", s.years, "simulated");
  f("short_hours", s.short_hours, "loss-of-load hours a year (LOLH)");
  f("unserved_mwh", s.unserved_mwh, "expected unserved energy a year (EUE)");
  f("events", s.events, "runs of such hours a year");
  f("unserved_share", s.unserved_share, "EUE / load");
  f("years_without", s.years_without, "share of years in which nothing is missing");
  f("p90_mwh", s.p90_mwh, "of a year's unserved energy");
  f("p99_mwh", s.p99_mwh, "of a year's unserved energy");
  f("worst_mwh", s.worst_mwh, "of a year's unserved energy");
  f("longest_h", s.longest_h, "longest run, over all years");
  f("deepest_mw", s.deepest_mw, "most at once, over all years");
  f("exact_short_hours", s.exact_short_hours, "LOLH without any store, by convolution, weather as planned");
  f("exact_unserved_mwh", s.exact_unserved_mwh, "EUE without any store, by convolution, weather as planned");
  f("unserved_by_month_hour", s.unserved_by_month_hour, "12 x 24, MWh a year");
  f("cases", s.cases, "N-1, worst first");
  f("islanded", s.islanded, "the grid lost at every hour in turn");
}

template <is<ReliabilityResult> T>
void each_field(T& r, auto&& f) {
  f("note", r.note, "what was simulated; empty = nothing was");
  f("policy", r.policy, "plan: stores follow the plan; reserve: kept full");
  f("seed", r.seed, "of outages and weather");
  f("weather_years", r.weather_years, "years that weather is drawn from");
  f("block_h", r.block_h, "length of the blocks drawn; 0: whole years");
  f("sites", r.sites, "by site");
}

}  // namespace gridwright::design
