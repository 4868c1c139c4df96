#include "latency.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "../words.hpp"
#include "gridwright/core/text.hpp"

namespace gridwright::report {
namespace {

constexpr std::array colours = {"wind", "iron_air", "lithium", "nuclear"};

double at_share(const LatencyCurve& c, double share) {
  for (std::size_t i = 0; i < c.share.size(); ++i)
    if (c.share[i] >= share) return c.seconds[i];
  return c.seconds.empty() ? 0.0 : c.seconds.back();
}

Axis log_axis(double low, double high) {
  Axis axis{std::log10(low), std::log10(high), {}, {}};
  const bool wide = high / low > 300.0;
  for (double decade = std::pow(10.0, std::floor(axis.low)); decade <= high * 1.0001; decade *= 10.0)
    for (const double step : {1.0, 2.0, 5.0})
      if (const double value = decade * step; value >= low * 0.9999 && value <= high * 1.0001 && (!wide || step == 1.0)) axis.ticks.push_back({std::log10(value), latency_words(value)});
  return axis;
}

std::string finding(const std::string& what, const std::vector<LatencyCurve>& curves) {
  std::string words;
  for (const LatencyCurve& c : curves) {
    words += (words.empty() ? "" : "; ") + fmt::format("{}: 99 % within {}", c.name, latency_words(at_share(c, 0.99)));
    if (c.promised_s > 0.0) words += fmt::format(", promised {}", latency_words(c.promised_s));
  }
  return what + ", " + words;
}

}  // namespace

std::string latency_words(double s) { return s < 1.0 ? significant(1e3 * s, 3) + " ms" : significant(s, 3) + " s"; }

Figure latency_figure(const std::string& id, const std::string& what, const std::vector<LatencyCurve>& stated) {
  const std::vector<LatencyCurve> curves(stated.begin(), stated.begin() + static_cast<std::ptrdiff_t>(std::min(stated.size(), colours.size())));
  double low = INFINITY, high = 0.0;
  for (const LatencyCurve& c : curves) {
    low = std::min(low, std::max(1e-5, at_share(c, 0.005)));
    high = std::max({high, at_share(c, 0.999), c.promised_s});
  }
  if (!(low < high)) low = 0.5 * std::max(high, 1e-4), high = 2.0 * std::max(high, 1e-4);
  Plot plot(log_axis(0.9 * low, 1.15 * high), Axis{0.0, 100.0, {{0, "0"}, {25, "25"}, {50, "50"}, {75, "75"}, {99, "99"}}, "% of requests"}, 2000);
  const auto on_axis = [&](double s) { return std::log10(std::clamp(s, 0.9 * low, 1.15 * high)); };
  std::vector<Key> keys;
  plot.rule("zero", 99.0);
  for (std::size_t k = 0; k < curves.size(); ++k) {
    const LatencyCurve& c = curves[k];
    std::vector<double> x, y;
    for (std::size_t i = 0; i < c.seconds.size(); ++i) x.push_back(on_axis(c.seconds[i])), y.push_back(100.0 * c.share[i]);
    const std::string css = std::string("s-") + colours[k];
    plot.line(css, x, y, c.name);
    if (c.promised_s > 0.0) {
      plot.line("dashed " + css, std::vector<double>(2, on_axis(c.promised_s)), std::vector<double>{0.0, 99.0}, c.name + ", promised for 99 %");
      plot.label("small", on_axis(c.promised_s), 4.0, "end", "promised", -4, 0);
    }
    keys.push_back({colours[k], fmt::format("{}: half within {}, 99 % within {}", c.name, latency_words(at_share(c, 0.5)), latency_words(at_share(c, 0.99)))});
  }
  for (int i = 0; i < 50; ++i) {
    const double a = std::log10(0.9 * low), b = std::log10(1.15 * high), x0 = a + (b - a) * i / 50.0, x1 = a + (b - a) * (i + 1) / 50.0;
    std::string words = "within " + latency_words(std::pow(10.0, x1));
    for (const LatencyCurve& c : curves) {
      const auto beyond = std::upper_bound(c.seconds.begin(), c.seconds.end(), std::pow(10.0, x1));
      words += fmt::format("\n{}: {} % of requests", c.name, significant(beyond == c.seconds.begin() ? 0.0 : 100.0 * c.share[static_cast<std::size_t>(beyond - c.seconds.begin()) - 1], 3));
    }
    plot.strip(x0, x1, words);
  }
  Figure figure{.id = id, .title = finding(what, curves)};
  figure.drawing = keys_html(keys) + plot.html(id, figure.title, "Share of requests that were not slower than a time, on a logarithmic time axis.");
  return figure;
}

Figure time_figure(const std::string& id, const std::string& title, const std::string& unit, const std::string& note, const std::vector<TimeCurve>& stated) {
  const std::vector<TimeCurve> curves(stated.begin(), stated.begin() + static_cast<std::ptrdiff_t>(std::min(stated.size(), colours.size())));
  double end = 1.0, top = 0.0;
  for (const TimeCurve& c : curves)
    for (std::size_t i = 0; i < c.value.size(); ++i) end = std::max(end, c.at_s[i]), top = std::max(top, c.value[i]);
  const bool hours = end > 7200.0, minutes = end > 300.0;
  const double scale = hours ? 3600.0 : minutes ? 60.0 : 1.0;
  Axis x = tight_axis(0.0, end / scale, 6);
  for (Tick& t : x.ticks) t.label += hours ? " h" : minutes ? " min" : " s";
  Plot plot(x, round_axis(0.0, top > 0.0 ? top : 1.0, 5, unit), 2000);
  std::vector<Key> keys;
  for (std::size_t k = 0; k < curves.size(); ++k) {
    std::vector<double> at;
    double sum = 0.0;
    for (std::size_t i = 0; i < curves[k].value.size(); ++i) at.push_back(curves[k].at_s[i] / scale), sum += curves[k].value[i];
    plot.line(std::string("s-") + colours[k], at, curves[k].value, curves[k].name);
    keys.push_back({colours[k], fmt::format("{}: mean {} {}", curves[k].name, significant(curves[k].value.empty() ? 0.0 : sum / static_cast<double>(curves[k].value.size()), 3), unit)});
  }
  if (!curves.empty()) {
    const std::size_t n = curves[0].value.size(), step = std::max<std::size_t>(1, n / 100);
    for (std::size_t i = 0; i + step <= n; i += step) {
      std::string words = significant(curves[0].at_s[i] / scale, 3) + (hours ? " h" : minutes ? " min" : " s");
      for (const TimeCurve& c : curves)
        if (i < c.value.size()) words += fmt::format("\n{}: {} {}", c.name, significant(c.value[i], 3), unit);
      plot.strip(curves[0].at_s[i] / scale, std::min(end, i + step < n ? curves[0].at_s[i + step] : end) / scale, words);
    }
  }
  Figure figure{.id = id, .title = title};
  figure.drawing = keys_html(keys) + plot.html(id, title, "Values over the simulated time.");
  figure.note = note;
  return figure;
}

}  // namespace gridwright::report
