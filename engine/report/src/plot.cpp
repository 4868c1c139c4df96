#include "plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "gridwright/core/text.hpp"
#include "words.hpp"

namespace gridwright::report {
namespace {

constexpr double height = 1000.0;

double round_step(double rough) {
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  for (const double step : {1.0, 2.0, 2.5, 5.0, 10.0})
    if (rough <= step * power * (1.0 + 1e-9)) return step * power;
  return 10.0 * power;
}

std::string title_tag(const std::string& words) { return words.empty() ? "" : "<title>" + html(words) + "</title>"; }

}  // namespace

std::string short_number(double value) {
  const double rounded = std::round(value * 10.0) / 10.0;
  if (rounded == 0.0) return "0";
  return rounded == std::round(rounded) ? fmt::format("{:.0f}", rounded) : fmt::format("{:.1f}", rounded);
}

namespace {

/// Decimals that tell multiples of `step` apart: 0 for 50, 1 for 0.5, 2 for 0.25.
int decimals_of(double step) {
  for (int decimals = 0; decimals < 6; ++decimals) {
    const double scaled = step * std::pow(10.0, decimals);
    if (std::abs(scaled - std::round(scaled)) < 1e-6) return decimals;
  }
  return 6;
}

}  // namespace

Axis round_axis(double low, double high, int wanted, const std::string& unit) {
  if (!(high > low)) high = low + 1.0;
  const double step = round_step((high - low) / wanted);
  Axis axis{std::floor(low / step + 1e-9) * step, std::ceil(high / step - 1e-9) * step, {}, unit};
  const int count = static_cast<int>(std::lround((axis.high - axis.low) / step));
  for (int i = 0; i <= count; ++i) axis.ticks.push_back({axis.low + i * step, group_thousands(axis.low + i * step, decimals_of(step))});
  return axis;
}

Axis tight_axis(double low, double high, int wanted, const std::string& unit) {
  Axis axis = round_axis(low, high, wanted, unit);
  const double room = 0.02 * (axis.high - axis.low);
  axis.low = std::max(axis.low, low - room), axis.high = std::min(axis.high, high + room);
  std::erase_if(axis.ticks, [&](const Tick& t) { return t.value < axis.low || t.value > axis.high; });
  return axis;
}

Axis month_axis(int days) {
  constexpr std::array lengths = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  constexpr std::array names = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  Axis axis{0.0, static_cast<double>(std::max(days, 1)), {}, {}};
  int start = 0;
  for (std::size_t m = 0; m < lengths.size() && start < days; ++m) {
    axis.ticks.push_back({start + 0.5 * std::min(lengths[m], days - start), names[m]});
    start += lengths[m];
  }
  return axis;
}

Plot::Plot(Axis x, Axis y, int width) : x_(std::move(x)), y_(std::move(y)), width_(width) {}

double Plot::at_x(double x) const { return std::clamp((x - x_.low) / (x_.high - x_.low), -0.5, 1.5) * width_; }
double Plot::at_y(double y) const { return (1.0 - std::clamp((y - y_.low) / (y_.high - y_.low), -0.5, 1.5)) * height; }
std::string Plot::percent_x(double x) const { return fmt::format("{:.2f}%", 100.0 * at_x(x) / width_); }
std::string Plot::percent_y(double y) const { return fmt::format("{:.2f}%", 100.0 * at_y(y) / height); }

void Plot::step_area(const std::string& css, std::span<const double> lower, std::span<const double> upper, const std::string& title) {
  if (upper.empty() || lower.size() != upper.size()) return;
  const double step = static_cast<double>(width_) / static_cast<double>(upper.size());
  const auto edge = [&](std::span<const double> values, bool forward) {
    std::string path;
    double pending = 0.0;
    std::string here;
    for (std::size_t k = 0; k < values.size(); ++k) {
      const std::size_t i = forward ? k : values.size() - 1 - k;
      std::string y = fmt::format("{:.0f}", at_y(values[i]));
      if (y != here) {
        if (pending != 0.0) path += "h" + short_number(forward ? pending : -pending);
        pending = 0.0;
        path += "V" + y;
        here = std::move(y);
      }
      pending += step;
    }
    return path + "h" + short_number(forward ? pending : -pending);
  };
  data_ += fmt::format("<path class=\"{}\" d=\"M0,{:.0f}{}{}z\">{}</path>", report::html(css), at_y(lower[0]), edge(upper, true), edge(lower, false),
                       title_tag(title));
}

void Plot::line(const std::string& css, std::span<const double> x, std::span<const double> y, const std::string& title) {
  std::string path;
  bool down = false;
  for (std::size_t i = 0; i < std::min(x.size(), y.size()); ++i) {
    if (!std::isfinite(y[i])) {
      down = false;
      continue;
    }
    path += (down ? (path.back() == 'M' ? "" : " ") : "M") + short_number(at_x(x[i])) + "," + fmt::format("{:.0f}", at_y(y[i]));
    down = true;
  }
  if (!path.empty()) data_ += fmt::format("<path class=\"line {}\" d=\"{}\">{}</path>", report::html(css), path, title_tag(title));
}

void Plot::box(const std::string& css, double x0, double x1, double y0, double y1, const std::string& title) {
  const double left = at_x(std::min(x0, x1)), right = at_x(std::max(x0, x1)), top = std::min(at_y(y0), at_y(y1)), bottom = std::max(at_y(y0), at_y(y1));
  data_ += fmt::format("<rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\">{}</rect>", report::html(css), short_number(left), short_number(top),
                       short_number(right - left), short_number(bottom - top), title_tag(title));
}

void Plot::ribbon(const std::string& css, double x0, double y0, double x1, double y1, double thickness, const std::string& title) {
  const std::string a = short_number(at_x(x0)), b = short_number(at_x(x1)), middle = short_number(0.5 * (at_x(x0) + at_x(x1)));
  const auto y = [&](double value) { return short_number(at_y(value)); };
  data_ += fmt::format("<path class=\"{}\" d=\"M{},{}C{},{} {},{} {},{}V{}C{},{} {},{} {},{}z\">{}</path>", report::html(css), a, y(y0), middle, y(y0), middle, y(y1), b, y(y1),
                       y(y1 + thickness), middle, y(y1 + thickness), middle, y(y0 + thickness), a, y(y0 + thickness), title_tag(title));
}

void Plot::rule(const std::string& css, double y) {
  data_ += fmt::format("<path class=\"{}\" d=\"M0,{}h{}\"/>", css, short_number(at_y(y)), width_);
}

void Plot::upright(const std::string& css, double x, double y0, double y1) {
  data_ += fmt::format("<path class=\"{}\" d=\"M{},{}V{}\"/>", css, short_number(at_x(x)), short_number(at_y(y0)), short_number(at_y(y1)));
}

void Plot::picture(const std::string& data_uri, const std::string& attributes) {
  data_ += fmt::format("<image class=\"heat\" x=\"0\" y=\"0\" width=\"{}\" height=\"1000\" preserveAspectRatio=\"none\" {} href=\"{}\"/>",
                       width_, attributes, data_uri);
}

void Plot::label(const std::string& css, double x, double y, const std::string& anchor, const std::string& words, int dx, int dy) {
  labels_ += fmt::format("<text class=\"{}\" x=\"{}\" y=\"{}\" dx=\"{}\" dy=\"{}\" text-anchor=\"{}\">{}</text>", css, percent_x(x), percent_y(y),
                         dx, dy, anchor, report::html(words));
}

void Plot::strip(double x0, double x1, const std::string& words) {
  strips_ += fmt::format("<rect x=\"{}\" width=\"{}\" height=\"1000\"><title>{}</title></rect>", short_number(at_x(x0)),
                         short_number(at_x(x1) - at_x(x0)), report::html(words));
}

std::string Plot::content() const {
  std::string grid, axes;
  for (const Tick& t : y_.ticks) {
    grid += fmt::format("<path class=\"{}\" d=\"M0,{}h{}\"/>", t.value == 0.0 ? "zero" : "grid", short_number(at_y(t.value)), width_);
    axes += fmt::format("<text class=\"ylab\" x=\"0\" y=\"{}\" dx=\"-6\" dy=\"4\" text-anchor=\"end\">{}</text>", percent_y(t.value),
                        report::html(t.label));
  }
  if (!y_.unit.empty()) axes += "<text class=\"unit\" x=\"0\" y=\"0\" dx=\"-52\" dy=\"-12\">" + report::html(y_.unit) + "</text>";
  for (const Tick& t : x_.ticks)
    axes += fmt::format("<text class=\"xlab\" x=\"{}\" y=\"100%\" dy=\"18\" text-anchor=\"middle\">{}</text>", percent_x(t.value),
                        report::html(t.label));
  return fmt::format("<svg class=\"data\" viewBox=\"0 0 {} 1000\" preserveAspectRatio=\"none\" width=\"100%\" height=\"100%\">{}<g class=\"marks\">{}</g>"
                     "<g class=\"strips\">{}</g></svg><g class=\"axes\">{}</g><g class=\"labels\">{}</g>",
                     width_, grid, data_, strips_, axes, labels_);
}

std::string Plot::html(const std::string& id, const std::string& title, const std::string& description, const std::string& css,
                       const std::string& attributes) const {
  return fmt::format("<div class=\"plot {}\" {}><svg role=\"img\" aria-labelledby=\"{}-t {}-d\"><title id=\"{}-t\">{}</title><desc id=\"{}-d\">{}</desc>{}</svg></div>",
                     css, attributes, id, id, id, report::html(title), id, report::html(description), content());
}

std::string Plot::svg_at(double x, double y, double wide, double high) const {
  return fmt::format("<svg x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" overflow=\"visible\">{}</svg>", short_number(x), short_number(y),
                     short_number(wide), short_number(high), content());
}

std::string keys_html(std::span<const Key> keys, const std::string& heading) {
  std::string text = "<ul class=\"keys\">";
  if (!heading.empty()) text += "<li class=\"heading\">" + html(heading) + "</li>";
  for (const Key& key : keys) text += fmt::format("<li><i class=\"b-{}\"></i>{}</li>", html(key.kind), html(key.words));
  return text + "</ul>";
}

std::string mark_html(const std::string& words) {
  return words.empty() ? "" : "<span class=\"mark\">" + html(words) + "</span>";
}

std::string figure_html(const Figure& f) {
  std::string text = fmt::format("<figure id=\"{}\"><figcaption>{}</figcaption>{}", f.id, prose(f.title), f.drawing);
  if (!f.note.empty() || !f.data_link.empty() || !f.marks.empty()) {
    text += "<p class=\"note\">" + mark_html(f.marks) + " " + prose(f.note);
    if (!f.data_link.empty()) text += fmt::format(" <a href=\"{}\">Data: {}</a>", html(f.data_link), html(f.data_name));
    text += "</p>";
  }
  return text + "</figure>\n";
}

}  // namespace gridwright::report
