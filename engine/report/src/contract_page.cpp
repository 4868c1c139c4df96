#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "figures/figures.hpp"
#include "gridwright/core/text.hpp"
#include "gridwright/report/contract.hpp"
#include "page.hpp"
#include "plot.hpp"
#include "table.hpp"
#include "words.hpp"

namespace gridwright::report {
namespace {

using deals::ContractView;

std::string fact_value(const deals::Fact& f) {
  if (f.unit == "USD") return money(f.value);
  if (f.unit == "%") return significant(f.value, 4) + " %";
  return (f.unit.starts_with("USD/") ? unit_price(f.value) : significant(f.value, 4)) + " " + f.unit;
}

std::string term_of(const ContractView& v) { return v.start == v.end ? std::to_string(v.start) : fmt::format("{}-{}", v.start, v.end); }

/// Money owed by year, all contracts, stacked by firmness.
std::string ladder_figure(const std::vector<ContractView>& views) {
  std::map<int, std::array<double, 3>> years;
  for (const ContractView& v : views)
    for (const deals::Rung& r : v.ladder) {
      std::array<double, 3>& y = years[r.year];
      y[0] += r.firm_usd, y[1] += r.contingent_usd, y[2] += r.option_usd;
    }
  double most = 0.0, firm = 0.0;
  int peak = 0;
  for (const auto& [year, usd] : years) {
    const double all = usd[0] + usd[1] + usd[2];
    firm += usd[0];
    if (all > most) most = all, peak = year;
  }
  if (most <= 0.0) return {};
  const double unit = most >= 1e9 ? 1e9 : 1e6;
  Axis x{static_cast<double>(years.begin()->first) - 0.5, static_cast<double>(years.rbegin()->first) + 0.5, {}, {}};
  const int every = std::max(1, static_cast<int>(years.size()) / 12);
  for (const auto& [year, usd] : years)
    if ((year - years.begin()->first) % every == 0) x.ticks.push_back({static_cast<double>(year), std::to_string(year)});
  Plot plot(x, round_axis(0.0, most / unit, 5, unit > 1e8 ? "bn USD" : "M USD"), 2000);
  constexpr const char* css[] = {"f-grid", "f-storage", "f-solar"};
  constexpr const char* names[] = {"firm", "contingent", "option"};
  for (const auto& [year, usd] : years) {
    double at = 0.0;
    std::string words = std::to_string(year);
    for (std::size_t k = 0; k < 3; ++k) {
      if (usd[k] <= 0.0) continue;
      plot.box(css[k], year - 0.4, year + 0.4, at / unit, (at + usd[k]) / unit, fmt::format("{} {}", names[k], money(usd[k])));
      at += usd[k];
      words += fmt::format("\n{}: {}", names[k], money(usd[k]));
    }
    plot.strip(year - 0.5, year + 0.5, words);
  }
  Figure f{.id = "ladder", .title = fmt::format("{} are owed firmly in all; the dearest year is {} with {}", money(firm), peak, money(most))};
  std::vector<Key> keys{{"grid", "firm"}, {"storage", "contingent"}, {"solar", "option"}};
  f.drawing = keys_html(keys) + plot.html(f.id, f.title, "Obligations by calendar year, stacked by how sure they are.");
  f.note = "Minimums after excuses, commitments at their price, rent, prepayments; undiscounted. Warrants and credits are not netted.";
  return figure_html(f);
}

/// The load in falling order with the committed layer and the break-even share of hours.
std::string coverage_figure(const ContractView& v) {
  const deals::Coverage& c = v.coverage;
  if (c.load_falling.empty()) return {};
  const double top = std::max({c.load_falling.front(), c.committed, c.best, 1.0});
  Axis x{0.0, 100.0, {}, {}};
  for (int share : {0, 25, 50, 75, 100}) x.ticks.push_back({static_cast<double>(share), share == 100 ? "100 %" : std::to_string(share)});
  Plot plot(x, round_axis(0.0, top, 5, "accelerators"), 2000);
  constexpr std::size_t points = 200;
  std::vector<double> layer(points), rest(points), zero(points, 0.0), unused(points);
  for (std::size_t i = 0; i < points; ++i) {
    const double load = c.load_falling[std::min(c.load_falling.size() - 1, (2 * i + 1) * c.load_falling.size() / (2 * points))];
    layer[i] = std::min(load, c.committed), rest[i] = std::max(load, c.committed), unused[i] = c.committed;
  }
  plot.step_area("f-grid", zero, layer, "under the contract");
  plot.step_area("f-storage", layer, unused, "paid for and not used");
  plot.step_area("f-wind", unused, rest, "on demand");
  plot.upright("s-it", 100.0 * c.break_even_use, 0.0, top);
  plot.label("small", 100.0 * c.break_even_use, top, "start", fmt::format("break-even {:.1f} %", 100.0 * c.break_even_use), 6, 12);
  Figure f{.id = "coverage-" + id_word(v.id),
           .title = fmt::format("{} are covered; a unit pays for itself when it is wanted in more than {:.1f} % of the hours", count(c.committed), 100.0 * c.break_even_use)};
  const std::vector<Key> keys{{"grid", "under the contract"}, {"storage", "paid for and not used"}, {"wind", "on demand"}};
  f.drawing = keys_html(keys) + plot.html(f.id, f.title, "Load in falling order over the share of hours, with the part the contract covers.");
  f.note = fmt::format("Best quantity {}.", count(c.best));
  return figure_html(f);
}

std::string chapter_of(const ContractView& v) {
  std::string out = fmt::format("<p><b>{}</b></p><p>{} {} {}; {}, {}; {}.</p>", prose(capital(v.verdict)), html(capital(v.payer)), v.payer == "we" ? "pay" : "pays",
                                html(v.payee.empty() ? "a party that is not stated" : v.payee), html(spaced(v.status)), html(v.firmness), term_of(v));
  out += coverage_figure(v);
  HtmlTable facts("What it means in numbers", {{"what"}, {"value", true}, {"meaning"}});
  for (const deals::Fact& f : v.facts) facts.row({f.name, fact_value(f), f.meaning});
  out += facts.html();
  HtmlTable rungs("Obligations by year", {{"year"}, {"firm", true}, {"contingent", true}, {"option", true}, {"excused", true}, {"firm, present value", true}});
  for (const deals::Rung& r : v.ladder)
    if (r.firm_usd + r.contingent_usd + r.option_usd + r.excused_usd > 0.0)
      rungs.row({std::to_string(r.year), money(r.firm_usd), money(r.contingent_usd), money(r.option_usd), money(r.excused_usd), money(r.present_usd)});
  out += rungs.html();
  if (!v.source.empty()) out += fmt::format("<p class=\"note\">Source: {}.</p>", html(v.source));
  for (const std::string& a : v.assumptions) out += fmt::format("<p class=\"note\">Assumed: {}.</p>", prose(a));
  return out;
}

}  // namespace

std::string contracts_html(const std::string& title, const std::vector<ContractView>& views) {
  HtmlTable all("Every contract", {{"contract"}, {"instrument"}, {"status"}, {"term"}, {"firm, undiscounted", true}, {"what to do"}});
  for (const ContractView& v : views) {
    double firm = 0.0;
    for (const deals::Rung& r : v.ladder) firm += r.firm_usd;
    all.row({v.id, spaced(v.instrument), v.status, term_of(v), money(firm), capital(v.verdict)});
  }
  std::vector<Chapter> chapters{{"answer", "What to do", all.html() + ladder_figure(views)}};
  for (const ContractView& v : views) chapters.push_back({"c-" + id_word(v.id), v.id, chapter_of(v)});
  return page_html(title, fmt::format("<header><p class=\"brand\">Gridwright: contracts</p><h1>{}</h1></header>\n", html(title)), chapters);
}

}  // namespace gridwright::report
