#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "../lines.hpp"
#include "../order.hpp"
#include "../plot.hpp"
#include "../table.hpp"
#include "../words.hpp"
#include "embedded_files.hpp"
#include "map_parts.hpp"
#include "gridwright/core/text.hpp"
#include "gridwright/report/placement.hpp"

namespace gridwright::report {

namespace {

using design::Placement;

std::string ms(double value) { return std::isfinite(value) ? group_thousands(value, value < 10 ? 1 : 0) + " ms" : "-"; }

double accelerators(const Placement& p) {
  double n = 0.0;
  for (const design::PlacedSite& s : p.sites)
    for (const design::PlacedModel& m : s.models) n += m.accelerators;
  return n;
}

std::string proof_words(const Placement& p) {
  std::string out =
      fmt::format("no placement of this scenario costs less than {}: gap {}", money(p.bound_usd), percent(p.gap, 2));
  if (p.reserve_usd > 0.0)
    out +=
        fmt::format(", of which {} is the reserve for the loss of any one site", percent(p.reserve_usd / p.usd_per_year, 2));
  return out;
}

std::vector<std::string> cost_items(const Placement& p) {
  double site = 0.0, machines = 0.0, energy = 0.0, egress = 0.0;
  for (const design::PlacedSite& s : p.sites)
    site += s.site_usd, machines += s.accelerator_usd, energy += s.energy_usd, egress += s.egress_usd;
  std::vector<std::string> items;
  for (const auto& [name, usd] : {std::pair{"accelerators", machines},
                                  {"presence at sites", site},
                                  {"energy of own sites", energy},
                                  {"egress", egress}})
    if (usd > 0.0) items.push_back(std::string(name) + " " + percent(usd / p.usd_per_year, 0));
  return items;
}

std::string sites_table(const Placement& p) {
  HtmlTable table("Open sites", {{"site"},
                                 {"city"},
                                 {"users", true},
                                 {"of the tokens", true},
                                 {"accelerators", true},
                                 {"of these reserve", true},
                                 {"models"},
                                 {"cost a year", true},
                                 {"energy a year", true}});
  std::vector<const design::PlacedSite*> order;
  for (const design::PlacedSite& s : p.sites) order.push_back(&s);
  std::stable_sort(order.begin(), order.end(), [](const auto* a, const auto* b) { return a->weight > b->weight; });
  for (const design::PlacedSite* s : order) {
    double all = 0.0, reserve = 0.0;
    std::string models;
    for (const design::PlacedModel& m : s->models)
      all += m.accelerators, reserve += m.reserve,
          models += (models.empty() ? "" : "; ") + m.service + ": " + m.model + " on " + count(m.accelerators) + " " +
                    card_name(m.accelerator);
    table.row({s->id, s->city + ", " + s->country, many(s->users), percent(s->weight), count(all), count(reserve), models,
               money(s->usd()), energy(s->energy_mwh)});
  }
  return table.html();
}

std::string cities_table(const Placement& p) {
  HtmlTable table("Every city: who serves it, what it sees, what it costs", {{"city"},
                                                                             {"users", true},
                                                                             {"served from"},
                                                                             {"backup"},
                                                                             {"round trip", true},
                                                                             {"p50", true},
                                                                             {"p95", true},
                                                                             {"p99", true},
                                                                             {"first byte", true},
                                                                             {"when lost", true},
                                                                             {"USD/M tokens", true}});
  for (const design::ServedCity& c : p.cities)
    table.row({c.name + ", " + c.country, many(c.users), c.site, c.backup.empty() ? "-" : c.backup, ms(c.rtt_ms),
               ms(c.p50_ms), ms(c.p95_ms), ms(c.p99_ms), ms(c.first_byte_ms), ms(c.backup_rtt_ms),
               unit_price(c.usd_per_million_tokens)});
  return table.html();
}

/// Share of users by round trip: typical, and when any one site is lost.
Figure users_by_round_trip(const Placement& p) {
  const auto curve = [&](auto value) {
    std::vector<std::pair<double, double>> points;
    for (const design::ServedCity& c : p.cities) points.emplace_back(value(c), c.users);
    std::sort(points.begin(), points.end());
    std::vector<double> x{0.0}, y{0.0};
    double sum = 0.0;
    for (const auto& [ms, users] : points) {
      if (!std::isfinite(ms)) break;
      x.push_back(ms), y.push_back(100.0 * sum / p.users);
      sum += users;
      x.push_back(ms), y.push_back(100.0 * sum / p.users);
    }
    return std::pair{x, y};
  };
  const auto [x, y] = curve([&](const design::ServedCity& c) { return c.rtt_ms + p.access_ms; });
  const auto [bx, by] = curve([&](const design::ServedCity& c) { return c.backup_rtt_ms + p.access_ms; });
  Plot plot(tight_axis(0.0, std::max(x.back(), bx.back()), 6, "ms"), round_axis(0.0, 100.0, 5, "% of users"));
  if (bx.size() > 1) plot.line("line dashed s-grid", bx, by, "from the backup");
  plot.line("line s-wind", x, y, "typical");
  for (const design::PlacementGoal& g : p.goals)
    plot.label("small", g.within_ms, 100.0 * g.share, "start",
               fmt::format("goal: {} within {}", percent(g.share, 0), ms(g.within_ms)), 4, -4);
  std::vector<std::pair<double, double>> typical;
  for (const design::ServedCity& c : p.cities) typical.emplace_back(c.rtt_ms + p.access_ms, c.users);
  std::sort(typical.begin(), typical.end());
  double seen = 0.0, p95 = 0.0;
  for (const auto& [value, users] : typical) {
    if (seen < 0.95 * p.users) p95 = value;
    seen += users;
  }
  Figure f{
      .id = "users",
      .title = fmt::format("95 % of the users have a typical round trip of at most {:.0f} ms, last mile included", p95),
      .drawing = plot.html("users-plot", "Share of users by typical round trip", "Values by city are in tables/cities.csv"),
      .note =
          "Solid: path median and last mile median from the site that serves. Dashed: from the backup, when that site is "
          "lost. Milliseconds.",
      .data_link = "tables/cities.csv",
      .data_name = "cities.csv"};
  return f;
}

std::string answer(const Placement& p) {
  std::string out = "<ul class=\"answer\">";
  const auto item = [&](const char* head, const std::string& words) {
    out += fmt::format("<li><b>{}</b> {}</li>", head, prose(words));
  };
  item("place", fmt::format("{} of {} sites on offer, {} accelerators for {} users in {} cities", p.sites.size(),
                            p.candidates, count(accelerators(p)), many(p.users), p.cities.size()));
  item("near", fmt::format("requests see {} p50, {} p95, {} p99 on the network; the path is {} on the mean", ms(p.p50_ms),
                           ms(p.p95_ms), ms(p.p99_ms), ms(p.mean_rtt_ms)));
  item("cost", fmt::format("{} a year = {} USD per million tokens sent ({})", money(p.usd_per_year),
                           unit_price(p.usd_per_million_tokens), join(cost_items(p), ", ")));
  if (p.answered_share > 0.0)
    item("caches", fmt::format("answer {} of the requests; {} of all requests wrongly", percent(p.answered_share),
                               percent(p.wrong_share, 2)));
  item("loss", p.survives_one_site ? "any one site may fail: the others hold reserve for its load"
                                        : "not planned for: state survive_one_site = true to hold reserve");
  item("proof", proof_words(p));
  return out + "</ul>";
}

std::string goals_table(const Placement& p) {
  HtmlTable table("Latency goals", {{"share of users", true}, {"within", true}, {"reached", true}});
  for (const design::PlacementGoal& g : p.goals) table.row({percent(g.share, 0), ms(g.within_ms), percent(g.reached, 2)});
  return table.html();
}

std::string notes(const Placement& p) {
  std::string out = fmt::format(
      "<p>Round trips: {}. Last mile: {}. The map has no coastlines: cities stand where they are.</p><ul class=\"small\">",
      html(p.latency), html(p.access));
  for (const std::string& n : p.notes) out += "<li>" + prose(n) + "</li>";
  return out + "</ul>";
}

}  // namespace

std::string placement_text(const Placement& p, int width, std::string_view folder) {
  Lines lines(width);
  lines.head(p.scenario + ", least cost", fmt::format("{} users in {} cities", many(p.users), p.cities.size()));
  std::vector<const design::PlacedSite*> order;
  for (const design::PlacedSite& s : p.sites) order.push_back(&s);
  std::stable_sort(order.begin(), order.end(), [](const auto* a, const auto* b) { return a->weight > b->weight; });
  std::vector<std::string> items;
  for (std::size_t k = 0; k < order.size() && k < 12; ++k)
    items.push_back(order[k]->city + " " + percent(order[k]->weight, 0));
  if (order.size() > 12) items.push_back(fmt::format("and {} more", order.size() - 12));
  lines.say("place", fmt::format("{} of {} sites on offer, {} accelerators; share of tokens:", p.sites.size(), p.candidates,
                                 count(accelerators(p))));
  lines.put("", items);
  lines.say("near", fmt::format("network p50 {}, p95 {}, p99 {} over all requests ({} last mile); mean path {}",
                                ms(p.p50_ms), ms(p.p95_ms), ms(p.p99_ms), p.access, ms(p.mean_rtt_ms)));
  for (const design::PlacementGoal& g : p.goals)
    lines.say("", fmt::format("goal {} within {}: {}", percent(g.share, 0), ms(g.within_ms), percent(g.reached, 2)));
  lines.say("cost", fmt::format("{}/yr = {} USD per million tokens sent{}", money(p.usd_per_year),
                                unit_price(p.usd_per_million_tokens), p.money.empty() ? "" : "  (" + p.money + ")"));
  lines.put("", cost_items(p));
  if (p.answered_share > 0.0)
    lines.say("caches",
              fmt::format("answer {} of the requests, {} wrongly", percent(p.answered_share), percent(p.wrong_share, 2)));
  if (p.survives_one_site)
    lines.say("loss",
              fmt::format("any one site may fail; the reserve for it costs {}", percent(p.reserve_usd / p.usd_per_year)));
  lines.say("proof", proof_words(p));
  if (!folder.empty())
    lines.put("look", {std::string(folder) + "/report.html", "",
                       "routers: gridwright export " + std::string(folder) + " --to haproxy"});
  return std::move(lines).take();
}

std::string placement_html(const Placement& p) {
  std::string page = fmt::format(
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
      "content=\"width=device-width,initial-scale=1\"><meta name=\"color-scheme\" content=\"light dark\"><title>{}: "
      "Gridwright placement</title>"
      "<link rel=\"icon\" href=\"data:,\"><style>{}{}</style></head>\n<body><a class=\"skip\" href=\"#answer\">To the "
      "answer</a><main>",
      html(p.scenario), embedded_file("engine/report/assets/report.css"), map_css);
  page += fmt::format(
      "<header><p class=\"brand\">Gridwright: a serving network near its users</p><h1>{}</h1><p "
      "class=\"lead\">{}</p><p>{}</p></header>\n",
      html(p.scenario), html(p.description), p.money.empty() ? "" : mark_html("all money in " + p.money));
  const auto chapter = [&](const char* id, const char* name, const std::string& content) {
    if (!content.empty())
      page += fmt::format("<section id=\"{0}\" aria-labelledby=\"{0}-h\"><h2 id=\"{0}-h\">{1}</h2>\n{2}</section>\n", id,
                          name, content);
  };
  double far = 0.0;
  for (const design::ServedCity& c : p.cities) far += c.rtt_ms > 80.0 ? c.users : 0.0;
  chapter("answer", "The answer", answer(p));
  chapter(
      "map", "Sites and flows",
      figure_html({.id = "world",
                   .title = fmt::format("{} sites serve {} cities; {} of the users are further than 80 ms away",
                                        p.sites.size(), p.cities.size(), percent(far / p.users)),
                   .drawing = placement_map(p),
                   .note = "Dots: cities, size by users, colour by the median round trip of the path. Squares: open sites.",
                   .data_link = "tables/sites.csv",
                   .data_name = "sites.csv"}));
  chapter("near", "How near", figure_html(users_by_round_trip(p)) + goals_table(p));
  chapter("sites", "What stands where", sites_table(p));
  chapter("cities", "Cities", cities_table(p));
  chapter("notes", "Assumed, not modelled", notes(p));
  return page + "</main></body></html>\n";
}

}  // namespace gridwright::report
