#include <fmt/format.h>

#include "../figures/figures.hpp"
#include "../words.hpp"
#include "sections.hpp"

namespace gridwright::report {
namespace {

void add(std::string& text, const std::optional<Figure>& figure) {
  if (figure) text += figure_html(*figure);
}

/// Two figures side by side where the page is wide enough.
void add_pairs(std::string& text, const std::vector<Figure>& figures) {
  if (figures.empty()) return;
  text += "<div class=\"pairs\">";
  for (const Figure& figure : figures) text += figure_html(figure);
  text += "</div>";
}

std::string site_figures(const design::Design& d, const SiteHours& h) {
  const std::string id = h.site.empty() ? "site" : id_word(h.site);
  std::string text;
  add(text, dispatch_year(d, h, id));
  add(text, energy_flow(d, h, id));
  add(text, dispatch_week(d, h, id));
  for (const Figure& figure : store_levels(d, h, id)) text += figure_html(figure);
  add_pairs(text, duration_curves(d, h, id));
  for (const Figure& figure : heat_maps(d, h, id)) text += figure_html(figure);
  return text;
}

}  // namespace

std::string year_section(const design::Design& d, const std::vector<SiteHours>& sites) {
  if (sites.size() == 1) return site_figures(d, sites.front());
  std::string text;
  const SiteHours all = site_hours(d, "");
  if (!all.supply.empty()) {
    text += "<h3>All sites together</h3>";
    add(text, dispatch_year(d, all, "all"));
    add(text, energy_flow(d, all, "all"));
  }
  for (const SiteHours& h : sites)
    if (const std::string figures = site_figures(d, h); !figures.empty()) text += "<h3>" + html(place_name(h.site)) + "</h3>" + figures;
  if (sites.size() < d.sites.size())
    text += fmt::format("<p class=\"note\">The {} sites with the largest load are shown; the others are in <a href=\"hourly.nc\">hourly.nc</a>.</p>", sites.size());
  return text;
}

std::string cost_section(const design::Design& d) {
  std::string text;
  for (const Figure& figure : cost_build_up(d)) text += figure_html(figure);
  add(text, money_flow(d));
  return text;
}

}  // namespace gridwright::report
