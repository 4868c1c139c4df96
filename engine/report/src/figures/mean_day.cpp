#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "../words.hpp"
#include "figures.hpp"

namespace gridwright::report {
namespace {

/// A workload's tokens of all sites, hour by hour.
struct Flow {
  std::string id, kind;
  Hours demand, made;
};

/// "chat" itself, or "gb300.chat" on a fleet.
bool is_of(const std::string& component, const std::string& workload) {
  return component == workload || component.ends_with("." + workload);
}

Hours added(const design::Design& design, const std::string& id, std::string_view quantity) {
  Hours total;
  for (const design::Hourly& h : design.hourly) {
    if (h.quantity != quantity || !is_of(h.component, id)) continue;
    if (total.empty()) total.assign(h.values.size(), 0.0);
    for (std::size_t t = 0; t < total.size() && t < h.values.size(); ++t) total[t] += h.values[t];
  }
  return total;
}

Hours by_hour(const Hours& values, double step_h) {
  const auto rows = static_cast<std::size_t>(std::max(1L, std::lround(24.0 / step_h)));
  Hours sums(rows, 0.0);
  for (std::size_t t = 0; t < values.size(); ++t) sums[t % rows] += values[t];
  for (double& v : sums) v /= std::max(1.0, static_cast<double>(values.size()) / static_cast<double>(rows));
  return sums;
}

/// Share of the tokens made in another hour than asked for, at least: half of the absolute differences.
double moved(const Flow& flow) {
  if (flow.demand.size() != flow.made.size()) return 0.0;
  double difference = 0.0;
  for (std::size_t t = 0; t < flow.made.size(); ++t) difference += 0.5 * std::abs(flow.made[t] - flow.demand[t]);
  const double all = sum(flow.demand);
  return all > 0.0 ? difference / all : 0.0;
}

std::string finding(const std::vector<Flow>& flows) {
  const auto most = std::max_element(flows.begin(), flows.end(), [](const Flow& a, const Flow& b) { return moved(a) < moved(b); });
  if (most == flows.end() || moved(*most) < 0.01) return "Tokens are made when they are asked for";
  return fmt::format("Work moves with the power: at least {} of the tokens of {} are made in another hour than asked for", percent(moved(*most), 0), most->id);
}

}  // namespace

std::optional<Figure> mean_day(const design::Design& design) {
  std::vector<Flow> flows;
  double top = 0.0;
  for (const design::WorkloadResult& w : design.workloads) {
    Flow flow{w.id, w.kind, added(design, w.id, "demand"), added(design, w.id, "tokens")};
    if (flow.made.empty() || flows.size() == 4) continue;
    for (const Hours* values : std::array<const Hours*, 2>{&flow.demand, &flow.made})
      for (const double v : by_hour(*values, design.step_h)) top = std::max(top, values->empty() ? 0.0 : v);
    flows.push_back(std::move(flow));
  }
  if (flows.empty() || top <= 0.0) return std::nullopt;
  constexpr double unit = 1e9;
  Axis x{0.0, 24.0, {}, {}};
  for (const int hour : {0, 6, 12, 18, 24}) x.ticks.push_back({static_cast<double>(hour), fmt::format("{:02}:00", hour)});
  const Axis y = round_axis(0.0, top / unit, 5, "billion/h");
  Plot plot(x, y, 2000);
  constexpr std::array colours = {"wind", "solar", "nuclear", "lithium"};
  std::vector<Key> keys;
  std::vector<std::string> words(24);
  for (std::size_t k = 0; k < flows.size(); ++k) {
    Hours at, made = by_hour(flows[k].made, design.step_h), asked = by_hour(flows[k].demand, design.step_h);
    for (std::size_t i = 0; i < made.size(); ++i) at.push_back((static_cast<double>(i) + 0.5) * design.step_h), made[i] /= unit;
    for (double& v : asked) v /= unit;
    if (!flows[k].demand.empty()) plot.line(std::string("dashed s-") + colours[k], at, asked, flows[k].id + " asked for");
    plot.line(std::string("s-") + colours[k], at, made, flows[k].id + " made");
    plot.label("end", 24.0, made.back(), "start", flows[k].id, 8, 4);
    keys.push_back({colours[k], flows[k].id + " (dashed: asked for)"});
    for (std::size_t i = 0; i < made.size() && i < words.size(); ++i)
      words[i] += fmt::format("\n{}: {} an hour, asked for {}", flows[k].id, many(made[i] * unit), many(asked[i] * unit));
  }
  for (std::size_t i = 0; i < words.size(); ++i)
    plot.strip(static_cast<double>(i), static_cast<double>(i + 1), fmt::format("{:02}:00", i) + words[i]);
  Figure figure{.id = "mean-day", .title = finding(flows)};
  figure.drawing = keys_html(keys) + plot.html(figure.id, figure.title, "Output tokens an hour over the mean day, asked for and made, one pair of lines a workload.", "low named");
  figure.note = "Mean of all days, local standard time.";
  figure.data_link = "hourly.nc", figure.data_name = "hourly.nc";
  return figure;
}

}  // namespace gridwright::report
