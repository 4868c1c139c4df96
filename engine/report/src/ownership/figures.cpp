#include "figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "../words.hpp"
#include "embedded_files.hpp"
#include "gridwright/core/text.hpp"

namespace gridwright::report {
namespace {

using namespace deals;

double cost_at(const WayCost& w, double used) { return w.fixed_usd_year / (8760.0 * used) + w.per_used_hour_usd; }

}  // namespace

std::string_view own_css() { return embedded_file("engine/report/assets/capital.css"); }

Figure use_figure(const OwnershipCase& c) {
  const std::vector<WayCost> all = ways(c);
  double top = 0.0;
  for (const WayCost& w : all) top = std::max(top, w.way == Way::on_demand ? 1.6 * w.used_hour_usd : 1.2 * cost_at(w, 0.4));
  Axis x{0.0, 100.0, {}, {}};
  for (int t = 0; t <= 100; t += 20) x.ticks.push_back({static_cast<double>(t), std::to_string(t) + " %"});
  Plot plot(x, round_axis(0.0, top, 5, "USD per used hour"));
  std::vector<Key> keys;
  for (const WayCost& w : all) {
    const auto k = static_cast<std::size_t>(w.way);
    std::vector<double> use, cost;
    for (int u = 2; u <= 100; ++u)
      if (cost_at(w, 0.01 * u) <= 1.1 * top) use.push_back(u), cost.push_back(cost_at(w, 0.01 * u));
    const std::string css = fmt::format("p{}", k);
    plot.line("s-" + css, use, cost, std::string(name_of(w.way)));
    keys.push_back({css, std::string(name_of(w.way))});
  }
  for (int u = 5; u <= 100; u += 5) {
    std::string words = fmt::format("used {} % of the hours", u);
    for (const WayCost& w : all) words += fmt::format("\n{}: {} USD", name_of(w.way), unit_price(cost_at(w, 0.01 * u)));
    plot.strip(u - 2.5, u + 2.5, words);
  }
  plot.upright("thin dashed s-fund", 100.0 * c.used, 0.0, top);
  plot.label("small", 100.0 * c.used, top, "start", "asked: " + percent(c.used, 0), 6, 12);
  Figure f{.id = "use-figure"};
  const auto buy = std::find_if(all.begin(), all.end(), [](const WayCost& w) { return w.way == Way::buy; });
  f.title = c.on_demand_usd_h <= 0.0    ? std::string("Idle hours are what make an owned hour dear")
            : buy->break_even_use > 1.0 ? fmt::format("Renting {} by the hour is cheaper at any use", c.name)
                                        : fmt::format("Buying {} beats renting by the hour above {} of use", c.name,
                                                      percent(buy->break_even_use, 0));
  f.drawing =
      keys_html(keys) +
      plot.html("use-plot", f.title, "Lines: cost of a used hour against the share of hours used, one for each way.", "");
  return f;
}

Figure tornado_figure(const OwnershipCase& c) {
  const std::vector<TornadoBar> bars = tornado(c);
  const double here = hour_cost(c, c.economic_life).total_usd();
  double low = here, high = here;
  for (const TornadoBar& b : bars)
    low = std::min({low, b.low_usd, b.high_usd}), high = std::max({high, b.low_usd, b.high_usd});
  Axis y{static_cast<double>(bars.size()) - 0.5, -0.5, {}, ""};  // downwards, as one reads
  for (std::size_t i = 0; i < bars.size(); ++i) y.ticks.push_back({static_cast<double>(i), bars[i].input});
  Plot plot(tight_axis(low - 0.1 * (high - low), high + 0.1 * (high - low), 5), y);
  for (std::size_t i = 0; i < bars.size(); ++i) {
    const TornadoBar& b = bars[i];
    const auto at = static_cast<double>(i);
    plot.box("f-p0", std::min(here, b.low_usd), std::max(here, b.low_usd), at - 0.32, at + 0.32,
             b.input + " " + b.low_words + ": " + unit_price(b.low_usd) + " USD");
    plot.box("f-p1", std::min(here, b.high_usd), std::max(here, b.high_usd), at - 0.32, at + 0.32,
             b.input + " " + b.high_words + ": " + unit_price(b.high_usd) + " USD");
    const bool rises = b.high_usd >= b.low_usd;
    plot.label("small", std::min(b.low_usd, b.high_usd), at, "end", rises ? b.low_words : b.high_words, -6, 4);
    plot.label("small", std::max(b.low_usd, b.high_usd), at, "start", rises ? b.high_words : b.low_words, 6, 4);
  }
  plot.upright("s-fund line", here, -0.5, static_cast<double>(bars.size()) - 0.5);
  Figure f{.id = "tornado-figure",
           .title = fmt::format("From {} USD an hour: {} moves it most, {} to {} USD", unit_price(here), bars.front().input,
                                unit_price(std::min(bars.front().low_usd, bars.front().high_usd)),
                                unit_price(std::max(bars.front().low_usd, bars.front().high_usd)))};
  f.drawing = plot.html("tornado-plot", f.title, "Bars: cost of a used hour with one input at its low and at its high end.",
                        "rows", fmt::format("style=\"height:{}px\"", 34 * bars.size() + 10));
  f.note =
      "USD per used hour, across. Ranges: lives of 3 to 6 years, cost of capital 7 to 15 %, use 50 to 90 %, the others 20 % "
      "either way.";
  return f;
}

Figure depreciation_figure(const OwnershipCase& c) {
  const std::vector<DepreciationYear> years = depreciation(c);
  Axis x{0.0, static_cast<double>(years.size()), {}, {}};
  for (std::size_t y = 0; y <= years.size(); ++y) x.ticks.push_back({static_cast<double>(y), std::to_string(y)});
  Plot plot(x, round_axis(0.0, c.price_usd, 5, "USD"), 1000);
  std::vector<double> at{0.0}, book{c.price_usd}, economic{c.price_usd};
  for (const DepreciationYear& y : years) {
    at.push_back(y.year), book.push_back(y.book_value_usd), economic.push_back(y.economic_value_usd);
    plot.strip(y.year - 0.5, std::min(y.year + 0.5, x.high),
               fmt::format("end of year {}\nbooks: {} USD\nworth: {} USD", y.year, group_thousands(y.book_value_usd),
                           group_thousands(y.economic_value_usd)));
  }
  plot.line("s-p0", at, book, "book value");
  plot.line("s-p4", at, economic, "economic value");
  const std::vector<Key> keys{{"p0", fmt::format("book value, {:g} years", c.book_life)},
                              {"p4", fmt::format("economic value, {:g} years", c.economic_life)}};
  Figure f{.id = "depreciation-figure",
           .title = c.book_life > c.economic_life ? "The books write it off later than it loses its value"
                                                  : "The books write it off no later than it loses its value"};
  f.drawing =
      keys_html(keys) + plot.html("depreciation-plot", f.title, "Two lines from the price to resale value, by year.", "low");
  f.note = "Years of use, across.";
  return f;
}

}  // namespace gridwright::report
