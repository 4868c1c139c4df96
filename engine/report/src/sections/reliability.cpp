#include "gridwright/report/reliability.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "../figures/figures.hpp"
#include "../table.hpp"
#include "../words.hpp"
#include "gridwright/core/text.hpp"
#include "sections.hpp"

// How often the load is not served: Monte Carlo of outages and weather, N-1, riding without the grid.
namespace gridwright::report {
namespace {

using design::Design;
using design::Estimate;
using design::SiteReliability;

std::string interval(const Estimate& e, const char* unit) {
  const auto say = [](double v) { return v == 0.0 ? std::string("0") : significant(v, 3); };
  return fmt::format("{} {} (95 %: {} to {})", say(e.mean), unit, say(e.low), say(e.high));
}

std::string title_of(const SiteReliability& s) {
  if (s.unserved_mwh.mean <= 0.0) return fmt::format("In {} simulated years no load went unserved", group_thousands(s.years));
  return fmt::format("{} hours a year something is missing, {} in all: {} of the load", significant(s.short_hours.mean, 3), energy(s.unserved_mwh.mean),
                     s.unserved_share >= 1e-4 ? percent(s.unserved_share, 3) : fmt::format("{:.1f} millionths", 1e6 * s.unserved_share));
}

/// Unserved energy by month (rows) and hour of day (columns), as a table of shades that can be read aloud.
std::string month_hour_table(const SiteReliability& s) {
  if (s.unserved_mwh.mean <= 0.0 || s.unserved_by_month_hour.size() != 288) return {};
  constexpr std::array months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::vector<BarRow> rows;
  std::size_t worst = 0;
  for (std::size_t m = 0; m < 12; ++m) {
    double mwh = 0.0;
    for (std::size_t h = 0; h < 24; ++h) {
      mwh += s.unserved_by_month_hour[24 * m + h];
      if (s.unserved_by_month_hour[24 * m + h] > s.unserved_by_month_hour[worst]) worst = 24 * m + h;
    }
    rows.push_back({months[m], significant(mwh, 3), 0.0, mwh, "f-unserved"});
  }
  return fmt::format("<h3>Most of it falls in {}, about {}:00</h3>", months[worst / 24], worst % 24) + bar_table("Expected unserved energy by month", "month", "MWh a year", rows);
}

std::string measures_table(const SiteReliability& s) {
  HtmlTable table("Adequacy of the design", {{"measure"}, {"value"}});
  table.row({"Loss-of-load hours (LOLH)", interval(s.short_hours, "h a year")});
  table.row({"Expected unserved energy (EUE)", interval(s.unserved_mwh, "MWh a year")});
  table.row({"Events", interval(s.events, "a year")});
  table.row({"Years without any", percent(s.years_without)});
  table.row({"A year in ten, in a hundred, the worst", energy(s.p90_mwh) + ", " + energy(s.p99_mwh) + ", " + energy(s.worst_mwh)});
  table.row({"Longest run and most at once", group_thousands(s.longest_h) + " h, " + power(s.deepest_mw)});
  table.row({"Without stores, exactly (weather as planned)", significant(s.exact_short_hours, 4) + " h, " + energy(s.exact_unserved_mwh) + " a year"});
  return table.html();
}

std::string cases_table(const SiteReliability& s) {
  HtmlTable table("N-1: lost for a whole year, everything else in order", {{"component"}, {"lost"}, {"MW lost", true}, {"hours short", true}, {"unserved", true}, {"most at once", true}, {"longest", true}});
  for (const design::OutageCase& c : s.cases)
    table.row({component_name(c.component), c.lost, power(c.lost_mw), group_thousands(c.short_hours), c.unserved_mwh > 0.0 ? energy(c.unserved_mwh) : "0", power(c.deepest_mw), group_thousands(c.longest_h) + " h"});
  return table.html();
}

std::string islanded_table(const SiteReliability& s) {
  const design::IslandedResult& i = s.islanded;
  HtmlTable table("The grid lost, at every hour of the year in turn", {{"measure"}, {"value", true}});
  const auto ride = [&](double h) { return (h >= i.limit_h ? "at least " : "") + group_thousands(h) + " h"; };
  table.row({"Half of the starts ride", ride(i.median_h)});
  table.row({"19 in 20 ride at least", ride(i.p5_h)});
  table.row({"The worst start rides", ride(i.least_h)});
  table.row({"At least 1, 4, 24, 72, 168 hours", percent(i.share_1h, 0) + ", " + percent(i.share_4h, 0) + ", " + percent(i.share_24h, 0) + ", " + percent(i.share_72h, 0) + ", " + percent(i.share_168h, 0) + " of starts"});
  table.row({"Served whole with no grid all year", group_thousands(i.whole_year_hours) + " h"});
  return table.html();
}

}  // namespace

std::string reliability_section(const Design& d) {
  if (d.reliability.note.empty()) return {};
  std::string text;
  for (const SiteReliability& s : d.reliability.sites) {
    text += "<h3>" + html((d.reliability.sites.size() > 1 ? place_name(s.site) + ": " : "") + title_of(s)) + "</h3>";
    text += measures_table(s) + month_hour_table(s) + cases_table(s) + islanded_table(s);
  }
  text += "<p class=\"note\">" + prose(capital(d.reliability.note) + fmt::format(". Units fail and are repaired independently (two-state Markov); each year starts as units stand on average. Stores {}; seed {}. Load as planned. "
                                       "Not modelled: outages that share a cause, planned maintenance, faults inside the halls.",
                                       d.reliability.policy == "plan" ? "follow the plan and depart from it only where load would go unserved" : "are kept full from surplus and from the grid",
                                       d.reliability.seed)) +
          " <a href=\"design.json\">Data: design.json</a></p>";
  return text;
}

std::string reliability_text(const Design& d) {
  std::string text = fmt::format("{} {}: {}\n", d.scenario, d.year, d.reliability.note);
  for (const SiteReliability& s : d.reliability.sites) {
    text += fmt::format("  {}\n", s.site);
    text += fmt::format("    LOLH      {}\n", interval(s.short_hours, "h/yr"));
    text += fmt::format("    EUE       {}, {} of the load\n", interval(s.unserved_mwh, "MWh/yr"), s.unserved_share > 0.0 ? tiny(s.unserved_share) : "0");
    text += fmt::format("    events    {}; longest {} h, most {}\n", interval(s.events, "/yr"), group_thousands(s.longest_h), power(s.deepest_mw));
    text += fmt::format("    years     {} without any; one in ten above {}, worst {}\n", percent(s.years_without), energy(s.p90_mwh), energy(s.worst_mwh));
    text += fmt::format("    exact     without stores: {} h/yr, {} a year\n", significant(s.exact_short_hours, 4), energy(s.exact_unserved_mwh));
    std::size_t shown = 0;
    for (const design::OutageCase& c : s.cases) {
      if (++shown > 6) break;
      text += fmt::format("    {}{}: {} ({}), short {} h/yr, {} unserved\n", shown == 1 ? "N-1       " : "          ", component_name(c.component), c.lost, power(c.lost_mw), group_thousands(c.short_hours),
                          c.unserved_mwh > 0.0 ? energy(c.unserved_mwh) : "nothing");
    }
    const design::IslandedResult& i = s.islanded;
    text += fmt::format("    islanded  half of the starts ride {}{} h, 19 in 20 at least {} h, the worst {} h; {} last a day\n", i.median_h >= i.limit_h ? "at least " : "", group_thousands(i.median_h),
                        group_thousands(i.p5_h), group_thousands(i.least_h), percent(i.share_24h, 0));
  }
  return text;
}

}  // namespace gridwright::report
