#include <fmt/format.h>

#include <cmath>

#include "../table.hpp"
#include "../view.hpp"
#include "../words.hpp"
#include "gridwright/core/text.hpp"
#include "sections.hpp"

namespace gridwright::report {
namespace {

using design::Design;

std::string item(const std::string& label, const std::string& words) {
  return "<li><b>" + label + "</b> " + prose(words) + "</li>";
}

std::string build_words(const Design& d) {
  std::string words;
  for (const design::SiteResult& site : d.sites) {
    std::string here;
    for (const Plant& p : plants(d, d.sites.size() > 1 ? site.id : ""))
      if (p.kind != "hall" && p.kind != "fleet" && p.size >= 5e-4)
        here += (here.empty() ? "" : ", ") + p.name + " " + p.text() + (!p.at_limit ? "" : d.sites.size() > 1 ? "*" : " (all that may be built)");
    if (d.sites.size() > 1) words += (words.empty() ? "" : ". ") + place_name(site.id) + ": ";
    words += here.empty() ? "nothing" : here;
  }
  return words + ".";
}

std::string run_words(const Design& d) {
  const double it = it_mwh(d), load = load_mwh(d);
  std::string words;
  if (it > 0.0) {
    words = "IT " + power(it / 8760.0) + " on average at PUE " + group_thousands(d.pue, 3);
    const std::string cooling = cooling_words(d);
    if (!cooling.empty()) words += " (" + cooling + ")";
  } else {
    words = "A load of " + power(load / 8760.0) + " on average";
  }
  std::string chips;
  for (const Plant& p : plants(d))
    if (p.kind == "fleet" && p.size >= 0.5)
      chips += ", " + count(p.size) + " " + card_of(d, p.component) + (d.sites.size() > 1 && !p.site.empty() ? " at " + place_name(p.site) : "");
  words += chips;
  if (!chips.empty()) words += ", " + percent(d.busy_share, 0) + " busy";
  if (d.tokens_per_year > 0.0) words += "; " + many(d.tokens_per_year) + " output tokens a year";
  return words + ".";
}

std::string clean_words(const Design& d) {
  const design::MatchingResult& m = d.matching;
  const bool asked = !m.mode.empty() && m.mode != "none";
  std::string words = asked ? percent(m.reached()) + " matched (" + spaced(m.mode) + ", " + percent(m.target) + " asked for); "
                            : "Nothing asked for; ";
  words += "over the year " + percent(m.annual) + ", hour by hour with the grid's mix " + percent(m.score) + ", with own supply alone " + percent(m.strict);
  return words + "; " + unit_price(m.carbon_kg_per_mwh) + " kg of carbon dioxide a MWh.";
}

std::string cost_words(const Design& d) {
  std::string words = money(d.usd_per_year) + " a year (" + d.money + ")";
  if (d.usd_per_million_tokens > 0.0) words += ", " + unit_price(d.usd_per_million_tokens) + " USD per million output tokens";
  if (d.usd_per_mwh != 0.0) words += ", power at " + unit_price(d.usd_per_mwh) + " USD/MWh";
  const std::vector<GroupCost> groups = cost_groups(d);
  double all = 0.0;
  for (const GroupCost& g : groups) all += g.usd;
  if (groups.size() > 1 && all > 0.0) {
    words += ". ";
    for (std::size_t i = 0; i < groups.size(); ++i) words += (i ? ", " : "") + (i ? groups[i].name : capital(groups[i].name)) + " " + percent(groups[i].usd / all, 0);
  }
  return words + ".";
}

std::string binds_words(const Design& d) {
  if (d.bindings.empty()) return "No limit that is stated holds this design back.";
  std::string words;
  for (std::size_t i = 0; i < d.bindings.size() && i < 3; ++i) words += (i ? "; " : "") + (i ? d.bindings[i].sentence : capital(d.bindings[i].sentence));
  return words + ".";
}

std::string bounds(const Plant& p) {
  if (p.given) return "given";
  const auto say = [&](double v) { return p.unit == "1" ? count(v) : power(v); };
  if (!std::isfinite(p.largest)) return p.smallest > 0.0 ? "at least " + say(p.smallest) : "free";
  return p.smallest > 0.0 ? say(p.smallest) + " to " + say(p.largest) : "up to " + say(p.largest);
}

/// Yearly cost of a plant; under a clean transition tariff the utility owns it and the customer meets it in the bill.
std::string yearly_cost(const Design& d, const Plant& p) {
  if (p.size < 5e-4) return "-";
  if (p.yearly_usd != 0.0) return money(p.yearly_usd);
  for (const design::TariffResult& t : d.tariffs)
    for (const design::LedgerRow& r : t.ledger)
      if (t.site == p.site && (r.resource == p.component || t.site + "." + r.resource == p.component)) return money(r.cost_usd) + ", in the tariff";
  return "-";
}

std::string capacity_table(const Design& d) {
  HtmlTable table("What is built", {{"plant"}, {"built", true}, {"on offer", true}, {"cost a year", true}, {"one more is worth a year", true}});
  for (const Plant& p : plants(d)) {
    std::string name = p.kind == "fleet" ? card_of(d, p.component) : p.kind == "hall" ? p.name + ", IT" : p.name;
    if (p.kind == "hall" && p.size < 5e-4) continue;  // alternatives that were not taken stand in the cooling chapter
    if (d.sites.size() > 1 && !p.site.empty()) name = place_name(p.site) + ": " + name;
    table.row({capital(name), p.size < 5e-4 ? "none" : p.text(), bounds(p) + (p.at_limit ? " *" : ""), yearly_cost(d, p),
               p.limit_value_usd > 0.0 ? money(p.limit_value_usd) + (p.unit == "MW" ? " / MW" : "") : "-"});
  }
  return table.html();
}

}  // namespace

std::string answer_section(const Design& d) {
  std::string text = "<ol class=\"answer\">";
  text += item("Build", build_words(d)) + item("Run", run_words(d)) + item("Clean", clean_words(d)) + item("Cost", cost_words(d)) + item("Binds", binds_words(d));
  text += "</ol>" + capacity_table(d);
  text += "<p class=\"note\">* as large as it may be. " + std::string(all_checks_hold(d) ? "" : "<b class=\"bad\">") + "Proof: " + html(proof_words(d)) + (all_checks_hold(d) ? "." : ". Do not use this design.") +
          (all_checks_hold(d) ? "" : "</b>") + " <a href=\"tables/capacities.csv\">Data: capacities.csv</a></p>";
  return text;
}

}  // namespace gridwright::report
