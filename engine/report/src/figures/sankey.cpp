#include "sankey.hpp"

#include <algorithm>

#include "../order.hpp"

namespace gridwright::report {
namespace {

constexpr double bar_left = 48.5, bar_right = 51.5, gap = 0.022;  // of the width in per cent; of the height

double total(const std::vector<Flow>& flows) {
  double sum = 0.0;
  for (const Flow& f : flows) sum += f.size;
  return sum;
}

/// Centres of labels, at least a line of text apart, inside the plot.
std::vector<double> label_places(std::vector<double> wanted) {
  const double line = std::min(0.115, 1.0 / static_cast<double>(std::max<std::size_t>(wanted.size(), 1)));  // two lines of text in 250 px
  for (std::size_t i = 1; i < wanted.size(); ++i) wanted[i] = std::max(wanted[i], wanted[i - 1] + line);
  double below = 0.97;
  for (std::size_t i = wanted.size(); i-- > 0; below = wanted[i] - line) wanted[i] = std::min(wanted[i], below);
  return wanted;
}

/// One side: ribbons between its edge, where flows stand apart, and the bar, where they touch.
void draw_side(Plot& plot, const std::vector<Flow>& flows, double scale, bool left) {
  const double spread = gap * static_cast<double>(flows.size() > 0 ? flows.size() - 1 : 0), used = total(flows) * scale;
  double outer = 0.5 - 0.5 * (used + spread), inner = 0.5 - 0.5 * used;
  std::vector<double> centres;
  for (const Flow& f : flows) {
    const double thick = f.size * scale;
    plot.ribbon("ribbon f-" + f.kind, left ? 0.0 : 100.0, outer, left ? bar_left : bar_right, inner, thick, f.name + ": " + f.value);
    plot.box("f-" + f.kind, left ? 0.0 : 99.4, left ? 0.6 : 100.0, outer, outer + thick);
    centres.push_back(outer + 0.5 * thick);
    outer += thick + gap, inner += thick;
  }
  const std::vector<double> places = label_places(centres);
  for (std::size_t i = 0; i < flows.size(); ++i) {
    const std::string anchor = left ? "end" : "start";
    plot.label("flow", left ? 0.0 : 100.0, places[i], anchor, flows[i].name, left ? -8 : 8, -1);
    plot.label("amount", left ? 0.0 : 100.0, places[i], anchor, flows[i].value, left ? -8 : 8, 12);
  }
}

/// A name with all its links: where its bar lies and where the next band starts on it.
struct Stop {
  std::string name, kind;
  double size = 0.0, at = 0.0, next = 0.0;
};

std::vector<Stop> stops_of(const std::vector<Link>& links, bool left) {
  std::vector<Stop> all;
  for (const Link& l : links) {
    const std::string& name = left ? l.from : l.to;
    auto found = std::find_if(all.begin(), all.end(), [&](const Stop& s) { return s.name == name; });
    if (found == all.end()) found = all.insert(all.end(), {.name = name, .kind = left ? l.kind : std::string("bar")});
    found->size += l.size;
  }
  sort_keeping_order(all, [](const Stop& a, const Stop& b) { return a.size > b.size; });
  return all;
}

/// Bars from the top, in pixels, far enough apart for two lines of words; the height they need.
double place(std::vector<Stop>& stops, double px) {
  sort_keeping_order(stops, [](const Stop& a, const Stop& b) { return a.name != "others" && b.name == "others"; });
  double at = 0.0;
  for (Stop& s : stops) s.at = s.next = at, at += std::max(s.size * px + 8.0, 31.0);
  return at;
}

void draw_stops(Plot& plot, const std::vector<Stop>& stops, double px, bool left, const std::function<std::string(double)>& total_words) {
  for (const Stop& s : stops) {
    plot.box("f-" + s.kind, left ? 0.0 : 99.2, left ? 0.8 : 100.0, s.at, s.at + s.size * px, s.name + ": " + total_words(s.size));
    const double words_at = std::max(s.at + 0.5 * s.size * px, s.at + 10.0);
    const std::string anchor = left ? "end" : "start";
    plot.label("flow", left ? 0.0 : 100.0, words_at, anchor, s.name, left ? -8 : 8, -1);
    plot.label("amount", left ? 0.0 : 100.0, words_at, anchor, total_words(s.size), left ? -8 : 8, 12);
  }
}

}  // namespace

std::string links_html(const std::string& id, const std::string& title, const std::string& description, const std::vector<Link>& links,
                       const std::function<std::string(double)>& total_words) {
  if (links.empty()) return {};
  std::vector<Stop> from = stops_of(links, true), to = stops_of(links, false);
  double all = 0.0;
  for (const Link& l : links) all += l.size;
  const double px = 320.0 / all;
  const double height_px = std::max(place(from, px), place(to, px));
  Plot plot({0.0, 100.0, {}, ""}, {height_px, 0.0, {}, ""}, 1000);
  const auto find = [](std::vector<Stop>& stops, const std::string& name) -> Stop& { return *std::find_if(stops.begin(), stops.end(), [&](const Stop& s) { return s.name == name; }); };
  for (const Stop& left : from)   // bands in the order of the bars, so that they cross as little as they can
    for (const Stop& right : to)
      for (const Link& l : links) {
        if (l.from != left.name || l.to != right.name) continue;
        Stop &a = find(from, l.from), &b = find(to, l.to);
        plot.ribbon("ribbon f-" + l.kind, 0.8, a.next, 99.2, b.next, l.size * px, l.from + " to " + l.to + ": " + l.value);
        a.next += l.size * px, b.next += l.size * px;
      }
  draw_stops(plot, from, px, true, total_words);
  draw_stops(plot, to, px, false, total_words);
  return plot.html(id, title, description, "links", "style=\"height:" + short_number(height_px) + "px\"");
}

std::string sankey_html(const std::string& id, const std::string& title, const std::string& description, std::vector<Flow> from,
                        std::vector<Flow> to) {
  const double all = std::max(total(from), total(to));
  for (std::vector<Flow>* side : {&from, &to}) std::erase_if(*side, [&](const Flow& f) { return f.size < 1e-3 * all; });
  if (from.empty() || to.empty()) return {};
  const double scale = (1.0 - gap * static_cast<double>(std::max(from.size(), to.size()))) / all;
  Plot plot({0.0, 100.0, {}, ""}, {1.0, 0.0, {}, ""}, 1000);  // y runs downwards, as one reads
  draw_side(plot, from, scale, true);
  draw_side(plot, to, scale, false);
  plot.box("f-bar", bar_left, bar_right, 0.5 - 0.5 * all * scale, 0.5 + 0.5 * all * scale);
  return plot.html(id, title, description, "sankey");
}

}  // namespace gridwright::report
