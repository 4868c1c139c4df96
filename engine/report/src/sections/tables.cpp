#include "../table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "../figures/figures.hpp"
#include "../view.hpp"
#include "../words.hpp"
#include "gridwright/core/text.hpp"
#include "sections.hpp"

namespace gridwright::report {
namespace {

using design::Design;

std::string data_note(const std::string& file, const std::string& words = "") {
  return "<p class=\"note\">" + words + (words.empty() ? "" : " ") + "<a href=\"tables/" + file + "\">Data: " + file + "</a></p>";
}

std::string choice_name(const design::HallChoice& h) { return plant_name(h.plant) + " at " + h.supply; }
double usd_if_alone(const design::HallChoice& h) { return h.building_usd_if_alone + h.power_usd_if_alone + h.water_usd_if_alone; }

std::string hall_table(const design::SiteResult& site) {
  HtmlTable table("Cooling alternatives offered at " + place_name(site.id),
                  {{"plant"}, {"supply"}, {"hall"}, {"IT built", true}, {"PUE if alone", true}, {"overhead, worst hour", true}, {"IT on " + power(site.connection_asked_mw), true},
                   {"water, l/kWh", true}, {"USD per W of IT", true}, {"left out"}});
  for (const design::HallChoice& h : site.hall_choices)
    table.row({capital(plant_name(h.plant)), h.supply, component_name(h.hall), h.it_mw > 1e-3 ? power(h.it_mw) : "-", group_thousands(h.pue_if_alone, 3),
               percent(h.peak_overhead_share), h.it_on_connection_mw > 0.0 ? power(h.it_on_connection_mw) : "-", group_thousands(h.water_l_per_kwh, 2),
               group_thousands(h.capital_usd_per_mw / 1e6, 2), h.never_better_than.empty() ? "" : "never better than " + spaced(h.never_better_than)},
              h.it_mw > 1e-3 ? "built" : "");
  return table.html();
}

std::string hall_cost_table(const design::SiteResult& site) {
  HtmlTable table("What the whole hall would cost a year under each alternative, MUSD", {{"plant"}, {"building", true}, {"power", true}, {"water", true}, {"all", true}});
  for (const design::HallChoice& h : site.hall_choices)
    if (usd_if_alone(h) > 0.0)
      table.row({capital(choice_name(h)) + (site.hall_choices.front().hall == site.hall_choices.back().hall ? "" : ", " + component_name(h.hall)),
                 group_thousands(h.building_usd_if_alone / 1e6, 1), group_thousands(h.power_usd_if_alone / 1e6, 1), group_thousands(h.water_usd_if_alone / 1e6, 1),
                 group_thousands(usd_if_alone(h) / 1e6, 1)},
                h.it_mw > 1e-3 ? "built" : "");
  return table.html();
}

/// Why these plants: what the halls cost as built, and what each alternative alone would.
std::string choice_words(const design::SiteResult& site) {
  const design::HallChoice *best = nullptr, *worst = nullptr;
  double own = 0.0;
  std::string built;
  for (const design::HallChoice& h : site.hall_choices) {
    own += h.own_usd;
    if (h.it_mw > 1e-3) built += (built.empty() ? "" : " and ") + choice_name(h) + " (" + power(h.it_mw) + ")";
    if (usd_if_alone(h) <= 0.0 || h.hall != site.hall_choices.front().hall) continue;
    if (best == nullptr || usd_if_alone(h) < usd_if_alone(*best)) best = &h;
    if (worst == nullptr || usd_if_alone(h) > usd_if_alone(*worst)) worst = &h;
  }
  if (best == nullptr || built.empty() || best == worst) return {};
  const auto more = [](double usd) { return money(std::abs(usd)) + (usd < 0.0 ? " less" : " more"); };
  const std::string words = "Why " + built + "? Building, power at the plan's hourly prices, and water come to " + money(own) + " a year as built. Alone, " + choice_name(*best) +
                            " would cost " + money(usd_if_alone(*best)) + " and " + choice_name(*worst) + " " + money(usd_if_alone(*worst)) + ": " +
                            more(worst->building_usd_if_alone - best->building_usd_if_alone) + " for the building, " +
                            more(worst->power_usd_if_alone - best->power_usd_if_alone) + " for power, " +
                            more(worst->water_usd_if_alone - best->water_usd_if_alone) + " for water.";
  return "<p>" + prose(words) + "</p>";
}

/// The design day, and the ratios a data-centre engineer asks for.
std::string engineer_words(const design::SiteResult& s) {
  std::string words = "PUE " + group_thousands(s.pue, 3) + ", ITUE " + group_thousands(s.itue, 3) + ", TUE " + group_thousands(s.itue * s.pue, 3) + ", water " +
                      group_thousands(s.wue_l_per_kwh, 2) + " l per kWh of IT.";
  if (s.design_it_mw > 0.0)
    words += " On the design day (" + group_thousands(s.design_dry_bulb_c, 1) + " degC, wet bulb " + group_thousands(s.design_wet_bulb_c, 1) + " degC) the halls draw " +
             power(s.design_site_mw) + " at the meter for " + power(s.design_it_mw) + " of IT at full load; " +
             (s.design_excess_k > 1e-6 ? "the supply is up to " + group_thousands(s.design_excess_k, 1) + " K too warm: a plant cannot carry this day."
                                       : "every plant holds its supply temperature.");
  if (s.reuse_mwh > 0.0) words += " Heat for re-use: " + energy(s.reuse_mwh) + " a year at " + group_thousands(s.reuse_temperature_c, 0) + " degC.";
  return "<p>" + prose(words) + "</p>";
}

std::string site_table(const Design& d) {
  HtmlTable table("Sites", {{"site"}, {"IT, mean", true}, {"PUE", true}, {"water, l/kWh", true}, {"own supply", true}, {"curtailed", true}, {"bought", true}, {"peak import", true}, {"power, USD/MWh", true}, {"kg/MWh", true}});
  for (const design::SiteResult& s : d.sites)
    table.row({place_name(s.id), power(s.it_mwh / 8760.0), s.pue > 0 ? group_thousands(s.pue, 3) : "-", group_thousands(s.wue_l_per_kwh, 2), energy(s.generation_mwh),
               energy(s.curtailed_mwh), energy(s.import_mwh), power(s.import_peak_mw), unit_price(s.cost_usd_per_mwh), unit_price(s.carbon_kg_per_mwh)});
  return table.html();
}

}  // namespace

std::string binds_section(const Design& d) {
  if (d.bindings.empty()) return "<p>No stated limit has a price at this design.</p>";
  HtmlTable table("Limits that hold the design back, most valuable first", {{"limit"}, {"where"}, {"one more"}, {"worth a year", true}});
  for (const design::Binding& b : d.bindings) {
    const auto dot = b.component.find('.');
    std::string where = dot == b.component.npos ? b.component : place_name(b.component.substr(0, dot)) + ", " + component_name(b.component);
    if (!b.label.empty()) where += (where.empty() ? "" : "; ") + spaced(b.label);
    table.row({capital(b.sentence), where, b.unit, money(b.usd_per_unit)});
  }
  std::string text = table.html() + data_note("bindings.csv");
  if (const std::optional<Figure> figure = limit_values(d)) text += figure_html(*figure);
  return text;
}

std::string cooling_section(const Design& d, const std::vector<SiteHours>& sites) {
  std::string text;
  if (d.sites.size() > 1) text += site_table(d) + data_note("sites.csv");
  for (const design::SiteResult& site : d.sites) {
    if (site.it_mwh <= 0.0) continue;
    const auto hours = std::find_if(sites.begin(), sites.end(), [&](const SiteHours& h) { return h.site == site.id; });
    std::string here;
    const std::vector<Figure> figures = hours == sites.end() ? std::vector<Figure>{} : cooling_figures(site, *hours, id_word(site.id));
    if (!figures.empty()) here += figure_html(figures.front());
    if (figures.size() > 1) {
      here += "<div class=\"pairs\">";
      for (std::size_t i = 1; i < figures.size(); ++i) here += figure_html(figures[i]);
      here += "</div>";
    }
    if (!site.hall_choices.empty()) here = engineer_words(site) + here;
    if (const std::optional<Figure> figure = connection_figure(site, id_word(site.id))) here += figure_html(*figure);
    here += choice_words(site) + hall_table(site);
    if (!site.hall_choices.empty()) here += data_note("halls.csv", "Built alternatives are marked. PUE if alone: the year's PUE were all IT load cooled this way.");
    if (const std::string costs = hall_cost_table(site); !costs.empty())
      here += costs + data_note("halls.csv", "Annuity and operation of building and plant; overhead at what one more MWh costs in each hour of this plan; make-up water.");
    if (d.sites.size() > 1 && !here.empty()) text += "<h3>" + html(place_name(site.id)) + "</h3>";
    text += here;
  }
  return text;
}

std::string serving_section(const Design& d) {
  if (d.workloads.empty()) return {};
  HtmlTable work("Workloads", {{"workload"}, {"kind"}, {"model"}, {"output tokens a year", true}, {"cost a year", true}, {"USD per million", true}, {"the next costs", true}, {"promised TTFT", true}, {"promised TPOT", true}, {"pauses", true}});
  for (const design::WorkloadResult& w : d.workloads) {
    const bool tokens = w.tokens_per_year > 0.0;
    work.row({w.id, w.kind, w.model, tokens ? many(w.tokens_per_year) : "-", money(w.usd_per_year), tokens ? unit_price(w.usd_per_million_tokens) : "-",
              w.marginal_usd > 0.0 ? unit_price(w.marginal_usd) + (tokens ? " USD/million" : " USD/1e21 FLOP") : "-", duration(w.slo_ttft_s), duration(w.slo_tpot_s), w.pauses > 0.0 ? count(w.pauses) : "-"});
  }
  HtmlTable shares("Who serves what, and at which operating point", {{"workload"}, {"accelerator"}, {"site"}, {"busy, mean", true}, {"tokens/s each", true}, {"J/token", true}, {"TTFT", true}, {"TPOT", true}, {"operating point"}});
  for (const design::WorkloadResult& w : d.workloads)
    for (const design::ServingShare& s : w.shares) {
      if (s.mean_active < 0.5) continue;
      const bool in_columns = s.ttft_s > 0.0 || s.tpot_s > 0.0;  // then the words after the colon would say it twice
      shares.row({w.id, card_name(s.accelerator), place_name(s.site), count(s.mean_active), s.tokens_per_s_per_accelerator > 0 ? significant(s.tokens_per_s_per_accelerator, 3) : "-",
                  s.joule_per_token > 0 ? significant(s.joule_per_token, 2) : "-", duration(s.ttft_s), duration(s.tpot_s),
                  in_columns ? s.operating_point.substr(0, s.operating_point.find(':')) : s.operating_point});
    }
  std::string text = work.html() + data_note("workloads.csv");
  if (const std::optional<Figure> figure = mean_day(d)) text += figure_html(*figure);
  if (!shares.empty()) text += shares.html() + data_note("serving.csv");
  return text;
}

std::string proof_section(const Design& d, const design::Provenance& p) {
  HtmlTable table("Laws recomputed from the design and the scenario alone", {{"law"}, {"instances", true}, {"worst error", true}, {"allowed", true}, {"holds"}, {"where"}});
  for (const design::Check& c : d.checks)
    table.row({capital(c.law), count(static_cast<double>(c.instances)), tiny(c.worst), tiny(c.tolerance), c.holds() ? "yes" : "NO", c.where}, c.holds() ? "" : "failed");
  std::string text = table.empty() ? "<p>This design was not checked.</p>" : table.html() + data_note("checks.csv", "The checker shares no code with the model builder.");
  const design::SolveRecord& s = d.solve;
  if (!s.solver.empty()) {
    HtmlTable solve("How it was solved", {{"quantity"}, {"value", true}});
    solve.row({"Solver", s.solver + ", " + s.status});
    solve.row({"Rows, columns, coefficients", count(s.rows) + ", " + count(s.columns) + ", " + count(static_cast<double>(s.nonzeros))});
    solve.row({"Iterations", count(s.iterations)});
    solve.row({"Objective", group_thousands(s.objective_usd, 2) + " USD"});
    solve.row({"Relative gap", tiny(s.gap)});
    solve.row({"Residuals, primal and dual", tiny(s.primal_residual) + ", " + tiny(s.dual_residual)});
    if (s.mip_gap > 0.0) solve.row({"Integer gap", tiny(s.mip_gap)});
    std::string times;
    for (const design::StageTime& t : p.times) times += (times.empty() ? "" : ", ") + t.stage + " " + significant(t.seconds, 2) + " s";
    if (!times.empty()) solve.row({"Time", times});
    text += solve.html();
  }
  return text;
}

std::string inputs_section(const Design& d, const design::Provenance& p) {
  HtmlTable series("Series that went in", {{"series"}, {"site"}, {"origin"}, {"unit"}, {"mean", true}, {"source"}});
  for (const design::Hourly& h : d.hourly) {
    if (h.origin == Origin::computed) continue;
    const std::string name = spaced(h.quantity) + (h.component.empty() ? "" : ", " + component_name(h.component));
    series.row({capital(name), place_name(h.site), to_string(h.origin), h.unit, significant(mean(h.values), 4), h.source}, to_string(h.origin));
  }
  HtmlTable files("Files that were read", {{"file"}, {"sha256"}});
  for (const design::InputHash& f : p.inputs) files.row({f.path, f.sha256.substr(0, 16)});
  std::string text = series.html() + files.html();
  text += "<p class=\"note\">Planned " + group_thousands(d.hours * d.step_h) + " hours of " + std::to_string(d.year) + ", seed " + std::to_string(d.seed) +
          (p.version.empty() ? "" : "; Gridwright " + html(p.version)) + (p.compiler.empty() ? "" : ", " + html(p.compiler)) +
          (p.command.empty() ? "" : "; <code>" + html(p.command) + "</code>") +
          ". <a href=\"provenance.json\">Data: provenance.json</a>, <a href=\"design.json\">design.json</a>, <a href=\"hourly.nc\">hourly.nc</a></p>";
  return text;
}

std::string notes_section(const Design& d) {
  std::string notes, defaults;
  std::size_t count_defaults = 0;
  for (const std::string& note : d.notes) {
    const bool is_default = note.starts_with("assumed: ");
    (is_default ? defaults : notes) += "<li>" + prose(is_default ? note.substr(9) : capital(note)) + "</li>";
    count_defaults += is_default ? 1 : 0;
  }
  std::string text = notes.empty() ? "" : "<ul>" + notes + "</ul>";
  if (count_defaults > 0)
    text += "<details><summary>" + count_of(count_defaults, "value") + " that the scenario does not state and what was taken instead</summary><ul class=\"small\">" + defaults + "</ul></details>";
  return text;
}

}  // namespace gridwright::report
