#include "gridwright/energy/matching.hpp"

#include <algorithm>
#include <cassert>

namespace gridwright::energy {
namespace {

double at(std::span<const double> x, std::size_t t) { return x.empty() ? 0.0 : x[t]; }

double share(double part, double whole) { return whole > 0.0 ? part / whole : 0.0; }

}  // namespace

MatchingSums& MatchingSums::operator+=(const MatchingSums& other) {
  load_mwh += other.load_mwh, clean_mwh += other.clean_mwh, score_mwh += other.score_mwh;
  matched_mwh += other.matched_mwh, export_mwh += other.export_mwh;
  hours += other.hours, hours_matched += other.hours_matched;
  return *this;
}

double MatchingSums::annual() const { return share(clean_mwh, load_mwh); }
double MatchingSums::score_with_grid() const { return share(score_mwh, load_mwh); }
double MatchingSums::strict_hourly() const { return share(matched_mwh, load_mwh); }
double MatchingSums::excess_share() const { return share(export_mwh, load_mwh); }

MatchingSums matching_sums(const MatchingFlows& flows, double step_h) {
  for (std::span<const double> x : {flows.clean, flows.charge, flows.discharge, flows.import, flows.export_, flows.grid_clean_share})
    assert((x.empty() || x.size() == flows.load.size()) && "hourly series of one site have one length");
  MatchingSums sums;
  for (std::size_t t = 0; t < flows.load.size(); ++t) {
    const double load = flows.load[t], clean = at(flows.clean, t), exported = at(flows.export_, t);
    const double own = clean + at(flows.discharge, t) - at(flows.charge, t) - exported;
    sums.load_mwh += step_h * load;
    sums.clean_mwh += step_h * clean;
    sums.score_mwh += step_h * (own + at(flows.grid_clean_share, t) * at(flows.import, t));
    sums.matched_mwh += step_h * std::min(load, std::max(0.0, own));
    sums.export_mwh += step_h * exported;
    sums.hours += step_h;
    if (own >= load * (1.0 - 1e-6)) sums.hours_matched += step_h;
  }
  return sums;
}

}  // namespace gridwright::energy
