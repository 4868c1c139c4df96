#include <fmt/format.h>

#include "../table.hpp"
#include "../words.hpp"
#include "embedded_files.hpp"
#include "figures.hpp"
#include "gridwright/core/text.hpp"
#include "gridwright/report/facility.hpp"
#include "study_words.hpp"

namespace gridwright::report {
namespace {

using design::FacilityStudy;
using design::PlantStudy;

std::string year_table(const FacilityStudy& s) {
  HtmlTable table("The year at " + percent(s.load_share, 0) + " load, and the design day at full load",
                  {{"plant"}, {"supply"}, {"PUE", true}, {"worst hour", true}, {"ITUE", true}, {"TUE", true}, {"water, L/kWh", true}, {"PUE, design day", true},
                   {"IT on " + power(s.connection_mw), true}, {"chillers, MW per MW", true}, {"USD/kW of IT", true}, {"design day"}});
  for (const PlantStudy& p : s.plants)
    table.row({p.plant + ": " + p.summary, fmt::format("{:g} degC", p.supply_c), fmt::format("{:.3f}", p.pue), fmt::format("{:.3f}", p.worst_hour_pue),
               fmt::format("{:.3f}", p.itue), fmt::format("{:.3f}", p.tue), fmt::format("{:.2f}", p.wue_l_per_kwh), fmt::format("{:.3f}", p.design_pue),
               power(p.it_on_connection_mw), fmt::format("{:.2f}", p.design_chiller_mw_per_mw), group_thousands(p.capital_usd_per_kw, 0),
               p.design_excess_k > 1e-6 ? fmt::format("supply {:.1f} K too warm", p.design_excess_k) : "carried"},
              p.design_excess_k > 1e-6 ? "failed" : "");
  return table.html();
}

std::string other_table(const FacilityStudy& s) {
  HtmlTable table("Heat for re-use, and power at the rack", {{"plant"}, {"heat a year", true}, {"at", true}, {"ERE were all used", true}, {"power chain"}, {"equipment down, h/yr", true}, {"grid down, h/yr", true}});
  for (const PlantStudy& p : s.plants)
    table.row({alternative_name(p), p.reuse_mwh > 0.0 ? energy(p.reuse_mwh) : "-", p.reuse_mwh > 0.0 ? fmt::format("{:.1f} degC", p.reuse_temperature_c) : "-",
               p.reuse_mwh > 0.0 ? fmt::format("{:.2f}", p.ere_all_heat) : "-", p.power_chain + ": " + p.chain_summary, fmt::format("{:.2f}", p.equipment_down_h),
               fmt::format("{:.2f}", p.grid_down_h)});
  return table.html();
}

std::string part_keys(const PlantStudy& p) {
  std::vector<Key> keys;
  for (const OverheadPart& part : overhead_parts(p)) keys.push_back({part.css, part.name});
  return keys_html(keys);
}

std::string mode_keys(const PlantStudy& p) {
  std::vector<Key> keys;
  for (const design::ModeHours& m : p.modes) keys.push_back({mode_css(m.mode), fmt::format("{} {} h", m.mode, group_thousands(m.hours, 0))});
  return keys_html(keys);
}

/// A plot whose rows have long names and whose height follows their number.
std::string row_plot(const Plot& plot, std::size_t count, const std::string& id, const std::string& title, const std::string& description) {
  return plot.html(id, title, description, "rows", fmt::format("style=\"height:{}px\"", 26 * count + 10));
}

std::string study_html(const FacilityStudy& s, std::size_t nth) {
  const std::string id = fmt::format("place{}", nth);
  std::string text = year_table(s);
  text += fmt::format("<p class=\"note\">{} {} Design day: {}. Costs, and hours without power, are estimates.</p>", mark_html(s.weather_origin),
                      prose(s.weather_source.empty() ? "" : s.weather_source + "."), prose(s.design_source));
  Figure connection{.id = id + "-connection", .title = connection_title(s)};
  connection.drawing = row_plot(connection_plot(s), s.plants.size(), connection.id, connection.title, "Bars: IT power and what cooling, losses and the rest take in the worst hour at full load.");
  connection.note = "MW. Dark: IT; light: cooling, power chain and the rest in the worst hour (design day or warmest hour of the year) at full load.";
  text += figure_html(connection);
  Figure breakdown{.id = id + "-breakdown", .title = breakdown_title(s)};
  breakdown.drawing = part_keys(s.plants.front()) + row_plot(breakdown_plot(s), s.plants.size(), breakdown.id, breakdown.title, "Stacked bars: overhead by component, % of IT energy.");
  breakdown.note = "% of IT energy over the year.";
  text += figure_html(breakdown);
  const PueScale scale = pue_scale(s);
  text += "<div class=\"pairs\">";
  for (std::size_t i = 0; i < s.plants.size(); ++i) {
    const PlantStudy& p = s.plants[i];
    Figure map{.id = fmt::format("{}-pue{}", id, i), .title = pue_title(p)};
    map.drawing = pue_scale_html(scale) + pue_plot(p, scale).html(map.id, map.title, "Heat map of PUE by month and hour of the day.", "heatmap");
    map.note = "By month and hour of the day (local standard time).";
    Figure modes{.id = fmt::format("{}-modes{}", id, i), .title = mode_title(p)};
    modes.note = "Mode of the side, liquid or air, that takes most of the heat.";
    modes.drawing = mode_keys(p) + mode_plot(p).html(modes.id, modes.title, "Stacked columns: hours of each month by cooling mode.", "low");
    text += figure_html(map) + figure_html(modes);
  }
  text += "</div>" + other_table(s);
  for (const std::string& note : s.notes) text += "<p class=\"note\">" + prose(note) + "</p>";
  return text;
}

/// The page's rules with their variables put in, for drawings that programs without CSS variables open.
std::string plain_css(std::string_view css) {
  std::string rules(css.substr(0, css.find("@media print"))), out;
  const std::size_t root_end = rules.find("}\n");
  const std::string root = rules.substr(0, root_end);
  const std::string wanted[] = {".f-", ".s-", ".grid", ".zero", ".line", ".heat", ".strips", "path,rect"};
  for (const std::string_view line : split(rules, '\n'))
    for (const std::string& start : wanted)
      if (line.starts_with(start)) {
        out += std::string(line) + "\n";
        break;
      }
  for (std::size_t at = out.find("var("); at != out.npos; at = out.find("var(", at)) {
    const std::size_t end = out.find(')', at);
    const std::string name = out.substr(at + 4, end - at - 4) + ":";
    const std::size_t value = root.find(name) + name.size();
    out.replace(at, end + 1 - at, root.substr(value, root.find(';', value) - value));
  }
  return out + "text{font:12px system-ui,\"Liberation Sans\",Arial,sans-serif;fill:#56606d}.t{font-size:14px;font-weight:600;fill:#1b2430}.small{font-size:11px;fill:#1b2430}";
}

std::string svg_keys(const std::vector<Key>& keys, double x, double y) {
  std::string text;
  for (const Key& key : keys) {
    text += fmt::format("<rect class=\"f-{}\" x=\"{:.0f}\" y=\"{:.0f}\" width=\"11\" height=\"11\"/><text x=\"{:.0f}\" y=\"{:.0f}\">{}</text>", key.kind, x, y, x + 16, y + 10, html(key.words));
    x += 34.0 + 6.6 * static_cast<double>(key.words.size());
  }
  return text;
}

}  // namespace

std::string facility_html(std::span<const FacilityStudy> studies, const std::string& command) {
  std::string page = fmt::format("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
                                 "<meta name=\"color-scheme\" content=\"light dark\"><title>Cooling plants: Gridwright</title><link rel=\"icon\" href=\"data:,\"><style>{}</style></head>\n",
                                 embedded_file("engine/report/assets/report.css"));
  page += "<body><main><header><p class=\"brand\">Gridwright: cooling plants over 8,760 hours</p><h1>" + std::string(studies.size() == 1 ? html(studies.front().place) : "Cooling plants by place") + "</h1></header>\n";
  for (std::size_t i = 0; i < studies.size(); ++i)
    page += fmt::format("<section aria-labelledby=\"p{0}-h\"><h2 id=\"p{0}-h\">{1}</h2>\n{2}</section>\n", i, prose(climate_words(studies[i])), study_html(studies[i], i));
  page += "<p class=\"note\">Steady hours: no thermal storage, no ramps. <code>" + html(command) + "</code></p>";
  page += "</main><div id=\"tip\" role=\"status\" hidden></div><script>";
  page += embedded_file("engine/report/assets/report.js");
  return page + "</script></body></html>\n";
}

std::string facility_svg(const FacilityStudy& s) {
  constexpr double wide = 1000.0, left = 210.0, right = 90.0, plot_wide = wide - left - right;
  const double rows_high = 26.0 * static_cast<double>(s.plants.size()) + 8.0;
  std::string body;
  double y = 24.0;
  const auto title = [&](const std::string& words) {
    body += fmt::format("<text class=\"t\" x=\"20\" y=\"{:.0f}\">{}</text>", y, html(words));
    y += 14.0;
  };
  title(climate_words(s));
  y += 22.0;
  title(connection_title(s));
  body += connection_plot(s).svg_at(left, y, plot_wide, rows_high);
  y += rows_high + 52.0;
  title(breakdown_title(s));
  std::vector<Key> keys;
  for (const OverheadPart& part : overhead_parts(s.plants.front())) keys.push_back({part.css, part.name});
  body += svg_keys(keys, 20.0, y);
  y += 22.0;
  body += breakdown_plot(s).svg_at(left, y, plot_wide, rows_high);
  y += rows_high + 52.0;
  const PueScale scale = pue_scale(s);
  for (const PlantStudy& p : s.plants) {
    title(pue_title(p));
    body += pue_scale_svg(scale, 60.0, y);
    std::vector<Key> modes;
    for (const design::ModeHours& m : p.modes) modes.push_back({mode_css(m.mode), fmt::format("{} {} h", m.mode, group_thousands(m.hours, 0))});
    body += svg_keys(modes, 560.0, y);
    y += 34.0;
    body += pue_plot(p, scale).svg_at(70.0, y, 400.0, 150.0) + mode_plot(p).svg_at(570.0, y, 400.0, 150.0);
    y += 150.0 + 54.0;
  }
  return fmt::format("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0:.0f} {1:.0f}\" width=\"{0:.0f}\" height=\"{1:.0f}\"><title>{2}</title><style>{3}</style>"
                     "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>{4}</svg>\n",
                     wide, y, html(climate_words(s)), plain_css(embedded_file("engine/report/assets/report.css")), body);
}

}  // namespace gridwright::report
