#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "../figures/figures.hpp"
#include "../table.hpp"
#include "../words.hpp"
#include "gridwright/core/text.hpp"
#include "sections.hpp"

// Clouds and contracts: what to sign, what to refuse and why; how the load, the credits and the shares lie.
namespace gridwright::report {
namespace {

using design::ContractResult;
using design::DealsResult;
using design::Design;

constexpr const char* fills[] = {"it", "wind", "lithium", "solar", "nuclear", "storage", "iron_air", "grid"};
std::string fill(std::size_t i) { return std::string("f-") + fills[i % std::size(fills)]; }

struct Totals {
  double shortfall = 0.0, lapsed = 0.0, excused = 0.0, use = 0.0, minimum = 0.0;
  int years = 0;
};
Totals totals_of(const DealsResult& d, const std::string& id) {
  Totals t;
  for (const design::ContractYear& y : d.contract_years) {
    if (y.contract != id) continue;
    t.shortfall += y.shortfall_usd, t.lapsed += y.lapsed_usd, t.excused += y.excused_usd, t.minimum += y.minimum_usd;
    if (y.use_share > 0.0) t.use += y.use_share, ++t.years;
  }
  if (t.years > 0) t.use /= t.years;
  return t;
}

std::string quantity_words(const ContractResult& c) {
  if (c.unit == "share") return c.instrument == "credits" || !c.free ? "whole" : percent(c.quantity, 0) + " of it";
  return c.unit == "USD/h" ? group_thousands(c.quantity) + " USD/h" : count(c.quantity) + " accelerators";
}

bool refused(const ContractResult& c) {
  const double size = std::isfinite(c.upper) ? c.upper : std::max(c.quantity, 1.0);
  return c.free && c.quantity <= 2e-3 * size;
}

std::string verdict(const DealsResult& d, const ContractResult& c) {
  if (c.unit.empty()) return "Not planned: " + c.verdict + ".";
  const Totals t = totals_of(d, c.id);
  const std::string use = t.use > 0.0 ? fmt::format(" at {} use", percent(t.use, 0)) : "";
  const std::string even = c.break_even_use > 0.0 ? fmt::format(", break-even {}", percent(c.break_even_use)) : "";
  const std::string worth = std::isfinite(c.refused_usd) ? fmt::format(" It saves {} over the horizon.", money(c.refused_usd)) : "";
  std::string left;  // when the plan leaves it before its end
  double before = c.quantity;
  for (const design::ContractYear& y : d.contract_years) {
    if (y.contract != c.id || (y.in_force <= 0.0 && y.exit_usd <= 0.0)) continue;
    if (y.exit_usd > 1.0 && y.in_force < before) left = fmt::format(" Leave it with the beginning of {} for {}.", y.year, money(y.exit_usd));
    else if (y.exit_usd > 1.0) left = fmt::format(" Its residual guarantee calls {} at the end of {}.", money(y.exit_usd), y.year);
    before = y.in_force;
  }
  if (c.instrument == "credits") return fmt::format("Take them: {} of the grant lapses unused.", t.lapsed > 1.0 ? money(t.lapsed) : "nothing");
  if (c.instrument == "share") return "A limit: its price is among what binds.";
  if (refused(c))
    return fmt::format("Refuse{}: nothing of it is worth its price here{}.", even, c.one_more_usd < -0.5 ? fmt::format(", one unit would cost {} more", money(-c.one_more_usd)) : "");
  const std::string lost = t.shortfall > 1e-4 * std::max(t.minimum, 1.0) ? fmt::format(" {} of its minimums buy nothing.", money(t.shortfall)) : "";
  const std::string free_of_it = !std::isfinite(c.refused_usd) ? "" : c.refused_usd < -1.0 ? fmt::format(" Being free of it would save {}: ask for a way out.", money(-c.refused_usd))
                                                                      : c.refused_usd > 1.0 ? fmt::format(" Without it the plan would cost {} more.", money(c.refused_usd)) : "";
  if (!c.free) return fmt::format("Owed already{}.{}{}", use, lost.empty() ? " What it asks for is used." : lost, free_of_it) + left;
  const bool whole = c.unit == "share" && c.quantity > 1.0 - 1e-6;
  const bool all = whole || (std::isfinite(c.upper) && c.quantity >= c.upper * (1.0 - 1e-3));
  return fmt::format("Sign {}{}{}.{}{}{}{}", all ? "all of it" : quantity_words(c), use, even, worth, lost, left,
                     all && c.one_more_usd > 0.5 && c.unit != "share" ? fmt::format(" One more would save {}.", money(c.one_more_usd)) : "");
}

/// The buyer's answer in three sentences.
std::string buyer_words(const DealsResult& d) {
  std::string sign, refuse, owed;
  const ContractResult *best = nullptr, *worst = nullptr;
  const auto list = [](std::string& to, const std::string& id) { to += (to.empty() ? "" : ", ") + id; };
  for (const ContractResult& c : d.contracts) {
    if (c.unit.empty()) continue;
    list(!c.free ? owed : refused(c) ? refuse : sign, c.id);
    if (!std::isfinite(c.refused_usd)) continue;
    if (best == nullptr || c.refused_usd > best->refused_usd) best = &c;
    if (worst == nullptr || c.refused_usd < worst->refused_usd) worst = &c;
  }
  std::string out = (sign.empty() ? "Nothing on offer is worth signing" : "Sign " + sign) + (refuse.empty() ? "" : "; refuse " + refuse) + (owed.empty() ? "." : "; owed in any case: " + owed + ".");
  double tokens = 0.0;
  for (const design::DealsYear& y : d.by_year) tokens += y.tokens;
  if (best != nullptr && best->refused_usd > 1.0) out += fmt::format(" The contract that saves most is {}: {} in present value.", best->id, money(best->refused_usd));
  if (worst != nullptr && worst->refused_usd < -1.0 && tokens > 0.0)
    out += fmt::format(" Taken out, {} lowers cost per token most: by {} in present value, {} USD per million tokens of the horizon.", worst->id, money(-worst->refused_usd), unit_price(-1e6 * worst->refused_usd / tokens));
  else if (worst != nullptr) out += " No contract, taken out, lowers the cost per token.";
  return out;
}

std::string contracts_table(const DealsResult& d) {
  HtmlTable table("What to sign, what to refuse", {{"contract"}, {"with"}, {"instrument"}, {"status"}, {"quantity", true}, {"present value", true}, {"what to do"}});
  for (const ContractResult& c : d.contracts)
    table.row({c.id, c.cloud, spaced(c.instrument), c.status, c.unit.empty() ? "-" : quantity_words(c), money(c.present_usd), verdict(d, c)}, refused(c) ? "" : "built");
  return table.html();
}

/// Accelerators rented in each hour of the first year, layer by layer, in falling order of their sum.
std::string layers_figure(const Design& d) {
  std::map<std::string, std::vector<double>> layers;  // by contract; on demand and spot last
  std::vector<double> sum;
  const auto add = [&](const std::string& name, const std::vector<double>& v) {
    std::vector<double>& layer = layers[name];
    layer.resize(std::max(layer.size(), v.size()), 0.0), sum.resize(std::max(sum.size(), v.size()), 0.0);
    for (std::size_t t = 0; t < v.size(); ++t) layer[t] += v[t], sum[t] += v[t];
  };
  for (const design::Hourly& h : d.hourly) {
    if (h.quantity == "under") add(h.component.substr(h.component.find('.') + 1), h.values);
    if (h.quantity == "on_demand") add("~1 on demand", h.values);
    if (h.quantity == "spot") add("~2 spot", h.values);
  }
  std::erase_if(layers, [](const auto& l) { return *std::max_element(l.second.begin(), l.second.end()) < 0.5; });
  if (layers.empty()) return {};
  std::vector<std::size_t> order(sum.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return sum[a] != sum[b] ? sum[a] > sum[b] : a < b; });
  constexpr std::size_t points = 200;
  Axis x{0.0, 100.0, {}, {}};
  for (int share : {0, 25, 50, 75, 100}) x.ticks.push_back({static_cast<double>(share), share == 100 ? "100 %" : std::to_string(share)});
  Plot plot(x, round_axis(0.0, sum[order.front()], 5, "accelerators"), 2000);
  std::vector<double> lower(points, 0.0), upper(points);
  std::vector<Key> keys;
  double committed = 0.0, all = 0.0;
  for (const auto& [name, values] : layers) {
    const std::string shown = name.starts_with("~") ? name.substr(3) : name;
    double hours = 0.0;
    for (double v : values) hours += v;
    all += hours, committed += name.starts_with("~") ? 0.0 : hours;
    for (std::size_t i = 0; i < points; ++i) {
      const std::size_t from = i * order.size() / points, to = std::max(from + 1, (i + 1) * order.size() / points);
      double mean = 0.0;
      for (std::size_t k = from; k < to; ++k) mean += values[order[k]] / static_cast<double>(to - from);
      upper[i] = lower[i] + mean;
    }
    plot.step_area(fill(keys.size() + 1), lower, upper, shown);
    keys.push_back({fill(keys.size() + 1).substr(2), shown});
    lower = upper;
  }
  Figure f{.id = "layers", .title = fmt::format("Contracts carry {} of the rented hours of {}; the rest is bought by the hour", percent(all > 0.0 ? committed / all : 0.0, 0), d.year)};
  f.drawing = keys_html(keys) + plot.html(f.id, f.title, "Rented accelerators in falling order over the share of hours, by contract, on demand and spot.");
  f.note = "Share of hours with at least this many rented. Averages of neighbouring hours.";
  f.data_link = "hourly.nc", f.data_name = "hourly.nc";
  return figure_html(f);
}

/// Busy accelerator-hours by provider and year.
std::string providers_figure(const DealsResult& d) {
  if (d.by_year.size() < 2) return {};
  std::vector<std::string> names;
  for (const design::ProviderYear& p : d.providers)
    if (std::find(names.begin(), names.end(), p.provider) == names.end()) names.push_back(p.provider);
  double most = 0.0;
  for (const design::DealsYear& y : d.by_year) {
    double sum = 0.0;
    for (const design::ProviderYear& p : d.providers) sum += p.year == y.year ? p.accelerator_hours : 0.0;
    most = std::max(most, sum);
  }
  if (most <= 0.0) return {};
  Axis x{d.by_year.front().year - 0.5, d.by_year.back().year + 0.5, {}, {}};
  for (const design::DealsYear& y : d.by_year) x.ticks.push_back({static_cast<double>(y.year), std::to_string(y.year)});
  Plot plot(x, round_axis(0.0, most / 1e6, 5, "million h"), 2000);
  std::vector<Key> keys;
  for (std::size_t i = 0; i < names.size(); ++i) keys.push_back({fill(i).substr(2), names[i]});
  double highest = 0.0;
  for (const design::DealsYear& y : d.by_year) {
    double at = 0.0;
    std::string words = fmt::format("{}: HHI {:.3f}, {:.2f} effective providers", y.year, y.hhi, y.providers);
    for (const design::ProviderYear& p : d.providers) {
      if (p.year != y.year || p.accelerator_hours <= 0.0) continue;
      const auto i = static_cast<std::size_t>(std::find(names.begin(), names.end(), p.provider) - names.begin());
      plot.box(fill(i), y.year - 0.4, y.year + 0.4, at / 1e6, (at + p.accelerator_hours) / 1e6, p.provider);
      at += p.accelerator_hours;
      words += fmt::format("\n{}: {}, paid {}", p.provider, percent(p.share), money(p.paid_usd));
    }
    plot.label("small", y.year, at / 1e6, "middle", fmt::format("{:.2f}", y.hhi), 0, -6);
    plot.strip(y.year - 0.5, y.year + 0.5, words);
    highest = std::max(highest, y.hhi);
  }
  Figure f{.id = "providers", .title = fmt::format("Work rests on {:.1f} providers at the fewest (HHI {:.2f})", highest > 0.0 ? 1.0 / highest : 0.0, highest)};
  f.drawing = keys_html(keys) + plot.html(f.id, f.title, "Busy accelerator-hours by provider and year; the index above each bar.");
  f.note = "Above each bar: Herfindahl-Hirschman index of busy accelerator-hours; own sites count as one provider.";
  return figure_html(f);
}

/// What is left of the credits at the end of each year, and what lapses.
std::string credits_figure(const DealsResult& d) {
  std::string out;
  for (const ContractResult& c : d.contracts) {
    if (c.instrument != "credits" || c.unit.empty()) continue;
    std::vector<const design::ContractYear*> years;
    double grant = 0.0, lapsed = 0.0, used = 0.0;
    for (const design::ContractYear& y : d.contract_years)
      if (y.contract == c.id) years.push_back(&y), lapsed += y.lapsed_usd, used += y.credit_used_usd;
    if (years.empty()) continue;
    grant = lapsed + used + years.back()->credit_left_usd;
    Axis x{years.front()->year - 0.5, years.back()->year + 0.5, {}, {}};
    for (const auto* y : years) x.ticks.push_back({static_cast<double>(y->year), std::to_string(y->year)});
    Plot plot(x, round_axis(0.0, grant / 1e6, 4, "MUSD"), 2000);
    double left = grant;
    for (const auto* y : years) {
      plot.box("f-wind", y->year - 0.4, y->year - 0.05, 0.0, y->credit_used_usd / 1e6, "used " + money(y->credit_used_usd));
      plot.box("f-grid", y->year + 0.05, y->year + 0.4, 0.0, y->credit_left_usd / 1e6, "left " + money(y->credit_left_usd));
      if (y->lapsed_usd > 1.0) plot.box("f-unserved", y->year + 0.05, y->year + 0.4, y->credit_left_usd / 1e6, (y->credit_left_usd + y->lapsed_usd) / 1e6, "lapsed " + money(y->lapsed_usd));
      plot.strip(y->year - 0.5, y->year + 0.5, fmt::format("{}\nbefore {}\nused {}\nlapsed {}\nleft {}", y->year, money(left), money(y->credit_used_usd), money(y->lapsed_usd), money(y->credit_left_usd)));
      left = y->credit_left_usd;
    }
    Figure f{.id = "credits-" + id_word(c.id), .title = fmt::format("Of {} of credits {} are used and {} lapse", money(grant), money(used), lapsed > 1.0 ? money(lapsed) : "none")};
    const std::vector<Key> keys{{"wind", "used in the year"}, {"grid", "left at its end"}, {"unserved", "lapsed"}};
    f.drawing = keys_html(keys) + plot.html(f.id, f.title, "Credits used, left and lapsed by year.", "low");
    out += figure_html(f);
  }
  return out;
}

std::string years_tables(const DealsResult& d) {
  HtmlTable years("The years", {{"year"}, {"cost", true}, {"output tokens", true}, {"USD per million", true}, {"own accelerators", true}, {"HHI", true}, {"providers", true}});
  for (const design::DealsYear& y : d.by_year)
    years.row({std::to_string(y.year), money(y.usd), many(y.tokens), y.tokens > 0.0 ? unit_price(1e6 * y.usd / y.tokens) : "-", count(y.own_accelerators), fmt::format("{:.3f}", y.hhi), fmt::format("{:.2f}", y.providers)});
  HtmlTable bills("Bills by cloud", {{"year"}, {"cloud"}, {"busy hours", true}, {"usage", true}, {"commitments", true}, {"egress", true}, {"shortfalls", true}, {"exit fees", true}, {"credits", true}, {"paid", true}});
  for (const design::ProviderYear& p : d.providers)
    if (p.provider != "own" && p.paid_usd + p.credit_usd > 1.0)
      bills.row({std::to_string(p.year), p.provider, many(p.accelerator_hours), money(p.usage_usd), money(p.commitment_usd), money(p.egress_usd), money(p.shortfall_usd), money(p.exit_usd), money(p.credit_usd), money(p.paid_usd)});
  HtmlTable contracts("Contracts by year", {{"contract"}, {"year"}, {"commitment", true}, {"minimum", true}, {"excused", true}, {"counted usage", true}, {"carried in", true}, {"shortfall", true}, {"used", true}});
  for (const design::ContractYear& y : d.contract_years)
    if (y.commitment_usd + y.minimum_usd + y.excused_usd > 1.0)
      contracts.row({y.contract, std::to_string(y.year), money(y.commitment_usd), money(y.minimum_usd), money(y.excused_usd), money(y.usage_usd), money(y.carried_usd), money(y.shortfall_usd), y.use_share > 0.0 ? percent(y.use_share) : "-"});
  return years.html() + bills.html() + contracts.html();
}

std::string lock_in_table(const DealsResult& d) {
  HtmlTable table("Lock-in, by its components", {{"measure"}, {"of"}, {"value", true}, {"meaning"}});
  for (const design::LockIn& l : d.lock_in)
    table.row({l.measure, l.component, l.unit == "USD" ? money(l.value) : l.unit == "%" ? percent(l.value / 100.0) : l.unit == "tokens" ? many(l.value) + " tokens" : significant(l.value, 4) + (l.unit == "1" ? "" : " " + l.unit), l.meaning});
  return table.html();
}

/// Present value of plans made anew with one thing changed, as bars from the plan's own value.
std::string tornado(const DealsResult& d) {
  std::vector<const design::Sensitivity*> changes;
  for (const design::Sensitivity& s : d.sensitivities)
    if (s.study != "hhi") changes.push_back(&s);
  if (changes.empty()) return {};
  std::sort(changes.begin(), changes.end(), [&](const auto* a, const auto* b) {
    const double x = std::abs(a->present_usd - d.present_usd), y = std::abs(b->present_usd - d.present_usd);
    return x != y ? x > y : a->change < b->change;
  });
  std::vector<BarRow> rows;
  for (const auto* s : changes) {
    const double change = (s->present_usd - d.present_usd) / 1e6;
    rows.push_back({s->change, fmt::format("{:+.1f}", change), 0.0, change, change > 0.0 ? "f-unserved" : "f-wind"});
  }
  return fmt::format("<h3>{}</h3>", html(fmt::format("What moves the cost most: {}", changes.front()->change))) +
         bar_table("Change of the present value when one thing changes and all is planned again", "changed", "MUSD", rows);
}

std::string frontier(const DealsResult& d) {
  std::vector<const design::Sensitivity*> points;
  for (const design::Sensitivity& s : d.sensitivities)
    if (s.study == "hhi") points.push_back(&s);
  if (points.size() < 2) return {};
  std::sort(points.begin(), points.end(), [](const auto* a, const auto* b) { return a->hhi < b->hhi; });
  std::vector<double> x, y;
  for (const auto* p : points) x.push_back(p->hhi), y.push_back(p->present_usd / 1e6);
  const auto [low, high] = std::minmax_element(y.begin(), y.end());
  Plot plot(tight_axis(x.front(), x.back(), 5), round_axis(*low, *high, 5, "MUSD"), 2000);
  plot.line("s-it", x, y, "present value over the largest HHI of the years");
  for (std::size_t i = 0; i < x.size(); ++i) plot.label("small", x[i], y[i], "middle", fmt::format("{:.2f}", x[i]), 0, -6);
  Figure f{.id = "frontier", .title = fmt::format("Spreading work from HHI {:.2f} to {:.2f} costs {}", x.back(), x.front(), money(1e6 * (y.front() - y.back())))};
  f.drawing = plot.html(f.id, f.title, "Present value of the plan over the largest concentration it may have.");
  return figure_html(f);
}

}  // namespace

std::string deals_section(const Design& d) {
  const DealsResult& deals = d.deals;
  if (deals.years == 0) return {};
  std::string out = fmt::format("<p>{}</p>", prose(fmt::format("{} years from {} cost {} in present value at {}.", deals.years, d.year, money(deals.present_usd), percent(deals.cost_of_capital))));
  if (!deals.contracts.empty()) out += fmt::format("<p class=\"lead\">{}</p>", prose(buyer_words(deals)));
  out += contracts_table(deals);
  out += layers_figure(d);
  out += providers_figure(deals);
  out += credits_figure(deals);
  out += frontier(deals);
  out += tornado(deals);
  out += lock_in_table(deals);
  return out + years_tables(deals);
}

}  // namespace gridwright::report
