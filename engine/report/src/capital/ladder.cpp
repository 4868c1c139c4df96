#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "../figures/figures.hpp"
#include "../words.hpp"
#include "figures.hpp"
#include "findings.hpp"
#include "gridwright/core/text.hpp"

namespace gridwright::report {
namespace {

using namespace deals;

constexpr std::size_t series = 8;  ///< colours; the last is "other"
constexpr double half = 0.38;      ///< half a column, in years

Axis year_axis(int first, int last) {
  Axis axis{first - 0.5, last + 0.5, {}, {}};
  for (int y = first; y <= last; ++y) axis.ticks.push_back({static_cast<double>(y), std::to_string(y)});
  return axis;
}

/// Highest column or level of cash, in billions.
double highest(const Obligations& o) {
  double top = 1.0;
  for (const ObligationYear& y : o.years)
    top = std::max({top, (y.firm.usd + y.unsure.usd) / 1e9, (y.inflow_firm.usd + y.inflow_unsure.usd) / 1e9});
  return top;
}

void draw_level(Plot& plot, const Obligations& o, bool contingent, const std::string& css, const std::string& title) {
  std::vector<double> x, level;
  for (const ObligationYear& y : o.years) {
    const double usd = y.inflow_firm.usd + (contingent ? y.inflow_unsure.usd : 0.0);
    if (contingent && y.inflow_unsure.usd <= 0.0) continue;
    for (const double at : {y.year - 0.5, y.year + 0.5}) x.push_back(at), level.push_back(usd / 1e9);
    x.push_back(y.year + 0.5), level.push_back(NAN);
  }
  plot.line(css, x, level, title);
}

}  // namespace

std::optional<Figure> ladder_figure(const Obligations& o, const std::string& id) {
  if (o.years.empty() || o.payees.empty()) return std::nullopt;
  Plot plot(year_axis(o.years.front().year, o.years.back().year), round_axis(0.0, highest(o), 5, "bn USD"));
  std::vector<Key> keys;
  for (std::size_t p = 0; p < o.payees.size() && p < series; ++p)
    keys.push_back({fmt::format("p{}", p), p + 1 == series && o.payees.size() > series
                                               ? "others"
                                               : o.payees[p].party + " " + bn(o.payees[p].total.usd)});
  for (std::size_t i = 0; i < o.years.size(); ++i) {
    const ObligationYear& y = o.years[i];
    double base = 0.0;
    std::string words = fmt::format("{}: {} due", y.year, bn(y.firm.usd));
    std::array<double, series> heights{};
    for (std::size_t p = 0; p < o.payees.size(); ++p) heights[std::min(p, series - 1)] += o.payees[p].by_year[i] / 1e9;
    for (std::size_t p = 0; p < series; ++p) {
      if (heights[p] <= 0.0) continue;
      plot.box(fmt::format("f-p{}", p), y.year - half, y.year + half, base, base + heights[p], keys[p].words);
      words += fmt::format("\n{}: {:.1f}", p < o.payees.size() ? o.payees[p].party : "others", heights[p]);
      base += heights[p];
    }
    plot.label("small", y.year, base, "middle", group_thousands(base, 1), 0, -5);
    words += fmt::format("\ncontracted to come in: {} firm, {} contingent", bn(y.inflow_firm.usd), bn(y.inflow_unsure.usd));
    plot.strip(y.year - 0.5, y.year + 0.5, words);
  }
  draw_level(plot, o, false, "s-fund", "firm cash in");
  draw_level(plot, o, true, "s-fund dashed", "with contingent cash in");
  keys.push_back({"fund", "line: firm cash contracted to come in; dashed: with contingent cash"});
  double in = 0.0;
  for (const ObligationYear& y : o.years) in += y.inflow_firm.usd;
  Figure f{.id = id,
           .title = fmt::format("{} owes {} by {}; {} of firm cash from others is contracted against it", o.party,
                                bn(o.total.usd), o.years.back().year, bn(in))};
  f.drawing =
      keys_html(keys) + plot.html(id, f.title, "Columns by year, a part for each payee; a line for contracted cash in.", "");
  f.note =
      "Own revenue is not in the ledger. " + (rests_on(o.total).empty() ? std::string() : capital(rests_on(o.total)) + ".");
  f.marks = o.total.assumed_usd > 0.0 ? "assumed ramps" : "";
  return f;
}

std::optional<Figure> waterfall_figure(const std::vector<WaterfallStep>& steps) {
  if (steps.empty()) return std::nullopt;
  std::vector<BarRow> rows;
  for (const WaterfallStep& s : steps)
    rows.push_back({s.name, billions(s.is_level ? s.left_usd : s.change_usd).text,
                    s.is_level ? 0.0 : (s.left_usd - s.change_usd) / 1e9, s.left_usd / 1e9,
                    s.is_level           ? "f-level"
                    : s.change_usd < 0.0 ? "f-take"
                                         : "f-keep",
                    s.is_level});
  Figure f{.id = "waterfall",
           .title = fmt::format("Of {} in headlines, {} is firm, dated and netted", bn(steps.front().left_usd),
                                bn(steps.back().left_usd))};
  f.drawing = bar_table(f.title, "step", "bn USD", rows);
  f.note = "Stakes and warrants are valuations: they are taken out and net nothing. Undisclosed amounts are left out.";
  return f;
}

std::optional<Figure> threshold_figure(const StressFindings& s) {
  if (s.threshold.empty()) return std::nullopt;
  int most = 1;
  for (const ThresholdPoint& p : s.threshold) most = std::max(most, p.failures);
  Axis x{0.0, 100.0, {}, {}};
  for (int t = 0; t <= 100; t += 20) x.ticks.push_back({static_cast<double>(t), std::to_string(t) + " %"});
  Axis y{0.0, most + 0.5, {}, "others that fail"};
  for (int t = 0; t <= most; t += std::max(1, most / 5)) y.ticks.push_back({static_cast<double>(t), std::to_string(t)});
  Plot plot(x, y);
  std::vector<double> at, count;
  for (std::size_t k = 0; k < s.threshold.size(); ++k) {
    const ThresholdPoint& p = s.threshold[k];
    if (k > 0) at.push_back(100.0 * p.pays), count.push_back(s.threshold[k - 1].failures);
    at.push_back(100.0 * p.pays), count.push_back(p.failures);
    const double width = 100.0 / static_cast<double>(s.threshold.size() - 1);
    plot.strip(
        100.0 * p.pays - 0.5 * width, 100.0 * p.pays + 0.5 * width,
        fmt::format("pays {}: {}\nunpaid {}", percent(p.pays, 0),
                    p.failed.empty() ? "nobody else fails" : listed(p.failed) + " cannot pay in full", bn(p.unpaid_usd)));
  }
  plot.line("s-curve", at, count, "others that fail");
  const double asked = 100.0 * s.asked.question.pays;
  plot.upright("thin dashed s-fund", asked, 0.0, y.high);
  plot.label("small", asked, y.high, asked > 70.0 ? "end" : "start", "asked: " + percent(s.asked.question.pays, 0),
             asked > 70.0 ? -6 : 6, 12);
  const ThresholdPoint* first = nullptr;
  for (std::size_t k = s.threshold.size(); k-- > 0 && first == nullptr;)
    if (s.threshold[k].failures > 0) first = &s.threshold[k];
  Figure f{.id = "threshold",
           .title = first != nullptr ? fmt::format("Others begin to fail when {} pays {} or less of what it owes",
                                                   s.asked.question.payer, percent(first->pays, 0))
                                     : fmt::format("Nobody else fails even if {} pays nothing", s.asked.question.payer)};
  f.drawing =
      plot.html("threshold-plot", f.title,
                "Step line: number of other parties that cannot pay in full against the share the payer pays.", "low");
  f.note = "Share of dues the payer pays, across. Others hold what they need after contracted inflow" +
           std::string(s.asked.question.cushion > 0.0 ? " and the cushion." : ", and no cushion.");
  f.marks = "hypothetical";
  return f;
}

}  // namespace gridwright::report
