#include "gridwright/report/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "gridwright/core/text.hpp"
#include "lines.hpp"
#include "network_view.hpp"
#include "summary_end.hpp"
#include "view.hpp"
#include "words.hpp"

namespace gridwright::report {
namespace {

std::vector<std::string> build_items(const design::Design& d, std::string_view site) {
  std::vector<std::string> items;
  for (const Plant& p : plants(d, site)) {
    if (p.kind == "hall" || p.kind == "fleet") continue;
    const bool nothing = p.size < 5e-4;
    items.push_back(p.name + " " + (nothing ? "none" : p.text()) + (p.at_limit ? "*" : ""));
  }
  return items;
}

void add_build(Lines& lines, const design::Design& d) {
  if (d.sites.size() < 2) return lines.put("build", build_items(d, {}));
  std::string label = "build";
  for (const design::SiteResult& site : d.sites) {
    std::vector<std::string> items = build_items(d, site.id);
    if (items.empty()) items = {"nothing"};
    items.front().insert(0, place_name(site.id) + ": ");
    lines.put(std::exchange(label, ""), items);
  }
}

void add_run(Lines& lines, const design::Design& d) {
  const double it = it_mwh(d), load = load_mwh(d), chips = accelerators(d);
  std::string words;
  if (it > 0.0) {
    const std::string cooling = cooling_words(d);
    words = "IT " + power(it / 8760.0) + " average, PUE " + group_thousands(d.pue, 3) + (cooling.empty() ? "" : " (" + cooling + ")");
    if (load > it * d.pue * (1.0 + 1e-6)) words += ", all load " + power(load / 8760.0) + " average";
  } else if (load > 0.0) {
    words = "load " + power(load / 8760.0) + " average";
  }
  for (const Plant& p : plants(d))
    if (p.kind == "fleet" && p.size >= 0.5)
      words += ", " + count(p.size) + " " + card_of(d, p.component) + (p.at_limit ? "*" : "") +
               (d.sites.size() > 1 && !p.site.empty() ? " at " + place_name(p.site) : "");
  if (chips > 0.0) words += ", " + percent(d.busy_share, 0) + " busy";
  const double lost = curtailed_share(d);
  if (lost > 5e-4) words += ", " + percent(lost) + " of supply curtailed";
  if (!words.empty()) lines.say("run", words);
  double unserved = 0.0;
  for (const design::SiteResult& s : d.sites) unserved += s.unserved_mwh;
  if (unserved > 1e-6 * load) lines.say("", "unserved: " + energy(unserved) + " a year");
}

void add_clean(Lines& lines, const design::Design& d) {
  const design::MatchingResult& m = d.matching;
  const bool asked = !m.mode.empty() && m.mode != "none";
  std::string words;
  if (asked) {
    const bool binds = m.one_percent_usd > 0.0;
    words = fmt::format("matched {} {}{} ({})", m.mode == "annual" ? "over the year" : "hour by hour", percent(m.reached()),
                        binds ? "*" : "", spaced(m.mode));
    words += fmt::format("; annual {}, score {}, strict {}", percent(m.annual), percent(m.score), percent(m.strict));
  } else {
    words = fmt::format("annual {}, score with grid {}, strict hourly {} (none asked for)", percent(m.annual), percent(m.score),
                        percent(m.strict));
  }
  lines.say("clean", words + ", carbon " + unit_price(m.carbon_kg_per_mwh) + " kg/MWh");
}

void add_cost(Lines& lines, const design::Design& d) {
  std::string words = money(d.usd_per_year) + "/yr";
  if (d.usd_per_million_tokens > 0.0) words += " = " + unit_price(d.usd_per_million_tokens) + " USD per million output tokens";
  if (d.usd_per_mwh != 0.0) words += (d.usd_per_million_tokens > 0.0 ? "; power " : " = ") + unit_price(d.usd_per_mwh) + " USD/MWh";
  lines.say("cost", words + (d.money.empty() ? "" : "  (" + d.money + ")"));
  const std::vector<GroupCost> groups = cost_groups(d);
  double sum = 0.0;
  for (const GroupCost& g : groups) sum += g.usd;
  std::vector<std::string> items;
  if (groups.size() > 1 && sum > 0.0)
    for (const GroupCost& g : groups) items.push_back(g.name + " " + percent(g.usd / sum, 0));
  lines.put("", items);
  items.clear();
  for (const design::WorkloadResult& w : d.workloads) {
    if (w.tokens_per_year > 0.0) items.push_back(w.id + " " + unit_price(w.usd_per_million_tokens) + " USD/M tokens");
    else items.push_back(w.id + " " + money(w.usd_per_year) + "/yr");
  }
  lines.put("", items);
}

/// What own supply and stores carry of a flat load by themselves.
void add_carried(Lines& lines, const design::Design& d) {
  for (const design::CarriedResult& c : d.carried)
    for (const design::CarriedLoad& l : c.loads)
      if (l.load_mw == c.headline_mw && l.carried() > 5e-4)
        lines.say("carries", fmt::format("{}own supply carries {} of a flat {} alone, short in {} h; {} whole in 90 % of the hours", d.sites.size() > 1 ? place_name(c.site) + ": " : "",
                                         percent(l.carried()), power(l.load_mw), group_thousands(l.short_hours), power(c.firm_mw_90)));
}

/// Who pays under a tariff with resources, in its last year (the ramp over).
void add_payers(Lines& lines, const design::Design& d) {
  for (const design::TariffResult& t : d.tariffs) {
    const design::PayerRow *under = nullptr, *rates = nullptr;
    for (const design::PayerRow& p : t.payers) {
      if (p.scheme == "tariff") under = &p;
      if (p.scheme == "rate_base") rates = &p;
    }
    if (under == nullptr || rates == nullptr) continue;
    lines.say("pays", fmt::format("{}customer {}/yr, of it premium {}; others {} {}/yr, and {}/yr more with the resources in their rates", d.tariffs.size() > 1 ? place_name(t.site) + ": " : "",
                                  money(under->customer_usd), money(under->premium_usd), under->others_usd > 0.0 ? "pay" : "save", money(std::abs(under->others_usd)),
                                  money(rates->others_usd - under->others_usd)));
  }
}

/// What all years and weathers come to; the lines above are the first year in the first weather.
void add_years(Lines& lines, const design::Design& d) {
  const design::YearsResult& y = d.years;
  if (y.years.empty()) return;
  const std::size_t weathers = y.runs.size() / y.years.size();
  std::string words = fmt::format("{} to {}", y.years.front().year, y.years.back().year);
  if (y.years.size() == 1) words = std::to_string(y.years.front().year);
  if (weathers > 1) words += fmt::format(" in {} weathers (above: {} in \"{}\")", weathers, y.years.front().year, y.runs.front().weather);
  else words += fmt::format(" (above: {})", y.years.front().year);
  words += fmt::format(": present value {}", money(y.mean_present_usd));
  if (weathers > 1) words += fmt::format(", worst {} of weathers {} (CVaR)", percent(1.0 - y.risk_level, 0), money(y.tail_present_usd));
  lines.say("years", words);
  std::vector<std::string> items;
  for (const design::YearCapacity& c : y.capacities) {
    if (y.years.size() == 1 || (c.what != "power" && c.what != "connection" && c.what != "accelerators")) continue;
    if (std::max(c.value.front(), c.value.back()) < 0.5) continue;
    std::string name = c.component.substr(c.component.find('.') == std::string::npos ? 0 : c.component.find('.') + 1);
    std::replace(name.begin(), name.end(), '_', '-');
    items.push_back(fmt::format("{} {} to {}{}", name, group_thousands(c.value.front(), 0), group_thousands(c.value.back(), 0), c.what == "accelerators" ? "" : " MW"));
  }
  lines.put("", items);
}

void add_binds(Lines& lines, const design::Design& d) {
  constexpr std::size_t shown = 5;
  std::string label = "binds*";
  for (std::size_t i = 0; i < d.bindings.size() && i < shown; ++i) lines.say(std::exchange(label, ""), d.bindings[i].sentence);
  if (d.bindings.size() > shown) lines.say("", fmt::format("and {} more: see the report", d.bindings.size() - shown));
}

}  // namespace

std::string summary_text(const design::Design& d, const design::Provenance& p, int width, std::string_view run_folder) {
  if (is_network(d)) return network_summary(d, p, width, run_folder);
  Lines lines(width);
  lines.head(fmt::format("{} {}, least cost", d.scenario, d.year),
             group_thousands(d.hours * d.step_h) + " h" + (d.weather_note.empty() ? "" : ", " + d.weather_note));
  add_build(lines, d);
  add_run(lines, d);
  add_clean(lines, d);
  add_cost(lines, d);
  add_carried(lines, d);
  add_payers(lines, d);
  add_years(lines, d);
  add_binds(lines, d);
  lines.say("proof", proof_words(d));
  add_time(lines, d, p);
  add_look(lines, run_folder);
  return std::move(lines).take();
}

}  // namespace gridwright::report
