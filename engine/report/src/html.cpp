#include "gridwright/report/html.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "gridwright/core/text.hpp"
#include "hours.hpp"
#include "network_view.hpp"
#include "order.hpp"
#include "page.hpp"
#include "plot.hpp"
#include "sections/sections.hpp"
#include "words.hpp"

namespace gridwright::report {
namespace {

using design::Design;
using design::Provenance;

/// Sites drawn in full: figures of more would make the page heavy and are better read from hourly.nc.
constexpr std::size_t sites_shown = 4;

std::vector<SiteHours> hours_of_sites(const Design& d) {
  std::vector<const design::SiteResult*> sites;
  for (const design::SiteResult& s : d.sites) sites.push_back(&s);
  const auto load = [](const design::SiteResult* s) { return s->it_mwh + s->overhead_mwh + s->other_load_mwh; };
  if (sites.size() > sites_shown) {
    sort_keeping_order(sites, [&](const auto* a, const auto* b) { return load(a) > load(b); });
    sites.resize(sites_shown);
  }
  std::vector<SiteHours> all;
  for (const design::SiteResult* s : sites) all.push_back(site_hours(d, s->id));
  return all;
}

std::vector<Chapter> chapters(const Design& d, const Provenance& p) {
  if (is_network(d))
    return {{"answer", "The answer", network_answer_section(d)},
            {"network", "Dispatch, prices, lines and rules", network_section(d)},
            {"proof", "How it was proved", proof_section(d, p)},
            {"inputs", "Inputs and their sources", inputs_section(d, p)},
            {"notes", "Assumed, defaulted, not modelled", notes_section(d)}};
  const std::vector<SiteHours> sites = hours_of_sites(d);
  std::vector<Chapter> all = {{"answer", "The answer", answer_section(d)},
                              {"worth", "What the change is worth", worth_section(d)},
                              {"years", "Years and weathers", years_section(d)},
                              {"year", "The year", year_section(d, sites)},
                              {"carried", "What the plants carry alone", carried_section(d, sites)},
                              {"cost", "What it costs and why", cost_section(d)},
                              {"percents", "What the last percents cost", percents_section(d)},
                              {"binds", "What binds", binds_section(d)},
                              {"cooling", "Halls and cooling", cooling_section(d, sites)},
                              {"serving", "Accelerators and workloads", serving_section(d)},
                              {"simulated", "Promised and simulated", simulated_section(d)},
                              {"deals", "Clouds and contracts", deals_section(d)},
                              {"money", "Money by year", money_section(d)},
                              {"contracts", "Tariffs: who pays", contract_section(d)},
                              {"carbon", "Carbon", carbon_section(d)},
                              {"reliability", "Reliability", reliability_section(d)},
                              {"proof", "How it was proved", proof_section(d, p)},
                              {"inputs", "Inputs and their sources", inputs_section(d, p)},
                              {"notes", "Assumed, defaulted, not modelled", notes_section(d)}};
  return all;
}

std::string masthead(const Design& d) {
  const std::string weather = d.weather_note.empty() ? "" : " " + mark_html(d.weather_note);
  return fmt::format("<header><p class=\"brand\">Gridwright: least-cost design over {} hours</p><h1>{} {}</h1><p class=\"lead\">{}</p><p>{} {}</p></header>\n",
                     group_thousands(d.hours * d.step_h), html(d.scenario), d.year, html(d.description), d.money.empty() ? "" : mark_html("all money in " + d.money), weather);
}

}  // namespace

std::string report_html(const Design& design, const Provenance& provenance) {
  return page_html(design.scenario + " " + std::to_string(design.year), masthead(design), chapters(design, provenance));
}

}  // namespace gridwright::report
