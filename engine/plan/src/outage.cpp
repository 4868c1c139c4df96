#include "outage.hpp"

#include <algorithm>
#include <cmath>

#include "clouds.hpp"
#include "horizon_model.hpp"
#include "stages.hpp"

namespace gridwright::plan {

namespace {

constexpr double outage_hours = 720.0;

/// Tokens asked for in each hour, 1e9.
std::vector<double> asked(const Inputs& in) {
  std::vector<double> gtok(static_cast<std::size_t>(in.hours.steps), 0.0);
  for (const WorkloadInputs& w : in.workloads)
    for (const std::vector<double>& region : w.demand_gtok)
      for (std::size_t t = 0; t < gtok.size() && t < region.size(); ++t) gtok[t] += region[t];
  return gtok;
}

/// The steps of the fullest window that is planned without a gap: thirty days of a whole year, else a representative week.
std::pair<std::size_t, std::size_t> fullest(const Inputs& in) {
  const std::vector<double> gtok = asked(in);
  const double hours = in.sampled.empty() ? outage_hours : 168.0;
  const std::size_t length = std::min(gtok.size(), static_cast<std::size_t>(hours / in.hours.step_h)), step = in.sampled.empty() ? 1 : length;
  double now = 0.0, most = -1.0;
  std::size_t best = 0;
  for (std::size_t from = 0; from + length <= gtok.size(); from += step) {
    now = 0.0;
    for (std::size_t t = from; t < from + length; ++t) now += gtok[t];
    if (now > most) most = now, best = from;
    if (step == 1) from += 23;  // windows begin with a day
  }
  return {best, best + length};
}

/// Nothing is asked of an emergency but to serve: no limits of concentration, no share that somebody is owed.
scenario::Scenario emergency(scenario::Scenario s) {
  s.concentration = {};
  s.matching = {};
  s.carbon.cap_kg.reset();
  std::erase_if(s.contracts, [](const scenario::Contract& c) { return c.instrument == scenario::Instrument::share; });
  for (scenario::Contract& c : s.contracts) c.exit_fee_share = 1.0, c.exit_every_years = 0.0;
  return s;
}

}  // namespace

OutageAnswer outage(const scenario::Scenario& held, const std::vector<std::vector<double>>& built, int cloud, const Options& options) {
  OutageAnswer out;
  Diagnostics wrong;
  const scenario::Scenario scenario = with_clouds(emergency(held), wrong);
  Result<Inputs> inputs = resolve_inputs(scenario, options.chips);
  if (!inputs || has_errors(wrong)) return out;
  const auto [from, until] = fullest(*inputs);
  const Outage failure{.cloud = cloud, .from_hour = inputs->hour_of_year(static_cast<int>(from)), .until_hour = inputs->hour_of_year(static_cast<int>(until) - 1) + inputs->hours.step_h};
  std::vector<Inputs> weathers;
  weathers.push_back(*std::move(inputs));
  HorizonModel h(scenario, std::move(weathers), &failure);
  for (std::size_t y = 0; y < h.blocks().size() && y < built.size(); ++y) {
    const std::vector<solver::Column> columns = built_columns(h.blocks()[y]);
    for (std::size_t i = 0; i < columns.size() && i < built[y].size(); ++i)
      if (columns[i].exists()) h.model().set_bounds(columns[i], built[y][i], built[y][i]);
  }
  solver::LinearProgram lp = h.model().program();
  lp.integer.clear();
  const solver::Solution s = solve_model(lp, options, h.first_inputs().hours.years());
  if (s.status != solver::Status::optimal) return out;
  out.solved = true;
  for (const Building& b : h.blocks()) {
    const std::vector<double> gtok = asked(b.in);
    double undone = 0.0, all = 0.0;
    for (const WorkloadVars& w : b.v.workloads)
      for (const Columns& u : w.undone)
        for (int t = 0; t < u.count; ++t) undone += std::max(0.0, s.x[static_cast<std::size_t>(u[t].index)]);
    for (std::size_t t = from; t < until; ++t) all += gtok[t];
    const double scale = 1e9 * b.in.hours.step_h * outage_hours / (static_cast<double>(until - from) * b.in.hours.step_h);
    out.undone_tokens.push_back(undone * scale);
    out.asked_tokens.push_back(all * scale);
  }
  return out;
}

}  // namespace gridwright::plan
