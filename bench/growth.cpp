// How the time of a solve grows with hours and with sites: solves the bench family (co_design_programs.hpp), prints a table and draws
// it. Processor seconds of one thread: what a busy machine spoils least.
//   gridwright_growth hours FILE.svg
//   gridwright_growth sites FILE.svg
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <fstream>
#include <string>
#include <vector>

#include "co_design_programs.hpp"
#include "gridwright/solver/interior_point.hpp"

using namespace gridwright;

namespace {

struct Case {
  int sites, regions, hours;
};
struct Point {
  double size = 0.0, seconds = 0.0;
};

/// Processor seconds; negative where residuals or gap were not met.
double solve_once(const Case& c) {
  std::vector<bench::Series> series;
  for (int i = 0; i < c.sites; ++i) series.push_back(bench::synthetic(c.hours, static_cast<std::uint64_t>(i) + 1));
  const solver::Model m = bench::family(series, c.regions);
  const std::clock_t begin = std::clock();
  const solver::Solution s = solver::solve_interior_point(m.program(), {.threads = 1});
  const double seconds = static_cast<double>(std::clock() - begin) / static_cast<double>(CLOCKS_PER_SEC);
  const bool met = s.status == solver::Status::optimal;
  fmt::print("| {} | {} | {} | {} | {} | {:.2f} | {:.1e} |{}\n", c.sites, c.regions, c.hours, m.program().rows(),
             s.iterations, seconds, std::max({s.residuals.primal_relative, s.residuals.dual_relative, s.residuals.gap}),
             met ? "" : " not met");
  std::fflush(stdout);
  return met ? seconds : -1.0;
}

/// Slope of the least-squares line through the logarithms.
double exponent(const std::vector<Point>& points) {
  double x = 0.0, y = 0.0, xx = 0.0, xy = 0.0;
  for (const Point& p : points) {
    const double u = std::log(p.size), v = std::log(p.seconds);
    x += u, y += v, xx += u * u, xy += u * v;
  }
  const auto n = static_cast<double>(points.size());
  return (n * xy - x * y) / (n * xx - x * x);
}

/// One panel with logarithmic axes, a line of the bar's slope through the first point, and the measured points.
std::string panel(double left, const std::string& title, const std::string& unit, const std::vector<Point>& points,
                  double bar) {
  constexpr double width = 300.0, height = 220.0, top = 50.0;
  const Point &first = points.front(), &last = points.back();
  const double from = first.size / 1.3, to = last.size * 1.3;
  const double low = std::pow(10.0, std::floor(std::log10(first.seconds))),
               high = std::pow(10.0, std::ceil(std::log10(last.seconds)));
  const auto across = [&](double size) { return left + width * std::log(size / from) / std::log(to / from); };
  const auto up = [&](double seconds) { return top + height * (1.0 - std::log(seconds / low) / std::log(high / low)); };
  std::string out = fmt::format(
      "<text x='{0}' y='28' font-weight='bold'>{1}</text>\n<rect x='{0}' y='{2}' width='{3}' height='{4}' fill='none' "
      "stroke='#999'/>\n",
      left, title, top, width, height);
  for (double tick = low; tick <= high * 1.001; tick *= 10.0)
    out += fmt::format(
        "<line x1='{0}' x2='{1}' y1='{2:.1f}' y2='{2:.1f}' stroke='#ddd'/><text x='{3}' y='{4:.1f}' text-anchor='end'>{5:g} "
        "s</text>\n",
        left, left + width, up(tick), left - 6.0, up(tick) + 4.0, tick);
  const double bar_end = first.seconds * std::pow(last.size / first.size, bar);
  out += fmt::format("<line x1='{:.1f}' y1='{:.1f}' x2='{:.1f}' y2='{:.1f}' stroke='#bbb' stroke-dasharray='5 4'/>\n",
                     across(first.size), up(first.seconds), across(last.size), std::max(top, up(bar_end)));
  std::string line;
  for (const Point& p : points) {
    line += fmt::format("{:.1f},{:.1f} ", across(p.size), up(p.seconds));
    out += fmt::format("<circle cx='{:.1f}' cy='{:.1f}' r='4' fill='#0b5394'/><text x='{:.1f}' y='{:.1f}'>{:.1f} s</text>\n",
                       across(p.size), up(p.seconds), across(p.size) + 7.0, up(p.seconds) + 14.0, p.seconds);
    out += fmt::format("<text x='{:.1f}' y='{}' text-anchor='middle'>{:g}</text>\n", across(p.size), top + height + 16.0,
                       p.size);
  }
  out += fmt::format("<polyline points='{}' fill='none' stroke='#0b5394' stroke-width='1.5'/>\n", line);
  return out + fmt::format("<text x='{}' y='{}' text-anchor='middle'>{}; slope {:.2f}, dashed: {:g}</text>\n",
                           left + width / 2.0, top + height + 36.0, unit, exponent(points), bar);
}

std::vector<Point> measure(const std::vector<Case>& cases, double size_of(const Case&)) {
  std::vector<Point> points;
  for (const Case& c : cases)
    if (const double seconds = solve_once(c); seconds > 0.0) points.push_back({size_of(c), seconds});
  return points;
}

}  // namespace

int main(int count, char** arguments) {
  const std::string what = count == 3 ? arguments[1] : "";
  if (what != "hours" && what != "sites") {
    fmt::print(stderr, "usage: gridwright_growth hours|sites FILE.svg\n");
    return 2;
  }
  const bool hours = what == "hours";
  fmt::print("| sites | regions | hours | rows | iterations | processor s | worst |\n|---|---|---|---|---|---|---|\n");
  const auto points =
      hours
          ? measure({{1, 1, 8760}, {1, 1, 17520}, {1, 1, 35040}}, [](const Case& c) { return c.hours / 8760.0; })
          : measure({{1, 6, 2190}, {3, 6, 2190}, {10, 6, 2190}}, [](const Case& c) { return static_cast<double>(c.sites); });
  if (points.size() < 2) {
    fmt::print(stderr, "too few solves met the tolerance to draw a line\n");
    return 1;
  }
  fmt::print("{}^{:.2f}\n", what, exponent(points));
  std::ofstream(arguments[2])
      << "<svg xmlns='http://www.w3.org/2000/svg' width='400' height='320' font-family='sans-serif' font-size='12'>\n"
      << "<rect width='400' height='320' fill='white'/>\n"
      << (hours ? panel(60.0, "One site: time against years", "years", points, 1.0)
                : panel(60.0, "A quarter, six regions: time against sites", "sites", points, 1.3))
      << "</svg>\n";
  return 0;
}
