#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "../words.hpp"
#include "figures.hpp"
#include "gridwright/core/text.hpp"
#include "gridwright/report/ownership.hpp"

namespace gridwright::report {
namespace {

using namespace deals;

Cell usd_hour(double usd) { return std::isfinite(usd) ? Cell{unit_price(usd), usd} : unknown("-"); }
Cell dollars(double usd) { return {group_thousands(usd, 0), usd}; }

std::string assumed(const OwnershipCase& c) {
  return fmt::format(
      "{} USD installed, {:.2g} kW at the rack (idle {}), PUE {:.2f}, energy {} USD/MWh, building {} USD/kW over {:g} "
      "years, operations {} of the price a year, cost of capital {}, used {}",
      group_thousands(c.price_usd, 0), c.power_kw, percent(c.idle_share, 0), c.pue, unit_price(c.energy_usd_per_mwh),
      group_thousands(c.facility_usd_per_kw, 0), c.facility_life, percent(c.operations_share, 0),
      percent(c.cost_of_capital, 1), percent(c.used, 0));
}

Finding ways_finding(const OwnershipCase& c) {
  Finding f{.id = "ways",
            .title = {},
            .marks = {},
            .columns = {{"way", ""},
                        {"used hour", "USD"},
                        {"fixed a year", "USD"},
                        {"each used hour", "USD"},
                        {"cheaper than on demand above a use of", "%"},
                        {"present value", "USD"}},
            .rows = {},
            .notes = {}};
  const std::vector<WayCost> all = ways(c);
  const bool on_demand = c.on_demand_usd_h > 0.0;
  for (const WayCost& w : all) {
    const bool break_even = on_demand && w.way != Way::on_demand;
    f.rows.push_back({words(std::string(name_of(w.way))), usd_hour(w.used_hour_usd), dollars(w.fixed_usd_year),
                      usd_hour(w.per_used_hour_usd),
                      !break_even              ? unknown("-")
                      : w.break_even_use > 1.0 ? unknown("never")
                                               : per_cent(w.break_even_use),
                      dollars(w.present_usd)});
    if (c.tokens_per_s > 0.0) f.rows.back().push_back(usd_hour(per_million_tokens(c, w.used_hour_usd)));
  }
  if (c.tokens_per_s > 0.0) f.columns.push_back({"per million tokens", "USD"});
  f.title = fmt::format("{} used {} of the hours: cheapest is to {}, {} USD an hour", c.name, percent(c.used, 0),
                        name_of(all.front().way), unit_price(all.front().used_hour_usd));
  f.notes = {
      assumed(c),
      fmt::format(
          "over {:g} years; lease: a lessor at {} finances price and building, power and operations stay with the user",
          c.economic_life, percent(c.lessor_rate, 1)),
      "rents are list prices or the middle of published ranges; they include power and operations", "real rates, no taxes"};
  return f;
}

Finding hour_finding(const OwnershipCase& c) {
  Finding f{.id = "hour",
            .title = {},
            .marks = {},
            .columns = {{"layer", ""},
                        {fmt::format("economic life, {:g} years", c.economic_life), "USD"},
                        {fmt::format("book life, {:g} years", c.book_life), "USD"},
                        {"share", "%"}},
            .rows = {},
            .notes = {}};
  if (c.tokens_per_s > 0.0) f.columns.push_back({"per million tokens", "USD"});
  const HourCost economic = hour_cost(c, c.economic_life), book = hour_cost(c, c.book_life);
  const auto row = [&](const char* layer, double a, double b) {
    f.rows.push_back({words(layer), usd_hour(a), usd_hour(b), per_cent(a / economic.total_usd())});
    if (c.tokens_per_s > 0.0) f.rows.back().push_back(usd_hour(per_million_tokens(c, a)));
  };
  row("accelerator and server", economic.capital_usd, book.capital_usd);
  row("building and cooling", economic.facility_usd, book.facility_usd);
  row("operations", economic.operations_usd, book.operations_usd);
  row("power", economic.power_usd, book.power_usd);
  row("all", economic.total_usd(), book.total_usd());
  const double difference = 1.0 - book.total_usd() / economic.total_usd();
  f.title = fmt::format("An owned hour costs {} USD; by book life it looks {} {}", unit_price(economic.total_usd()),
                        percent(std::abs(difference), 0), difference >= 0.0 ? "cheaper" : "dearer");
  f.notes = {"capital: (price - resale) crf(rate, life) / (8,760 used)"};
  if (c.tokens_per_s > 0.0)
    f.notes.push_back(
        fmt::format("{}: {} output tokens a second and accelerator at its best point (3,072 tokens in, 512 out, 2 s to the "
                    "first, 50 ms each), all of a used hour",
                    c.model, significant(c.tokens_per_s, 3)));
  return f;
}

Finding cash_finding(const OwnershipCase& c) {
  Finding f{.id = "cash", .title = {}, .marks = {}, .columns = {{"year", ""}}, .rows = {}, .notes = {}};
  const std::vector<WayCost> all = ways(c);
  for (const WayCost& w : all) f.columns.push_back({std::string(name_of(w.way)), "USD"});
  for (std::size_t y = 0; y < all.front().cash_usd.size(); ++y) {
    std::vector<Cell> row{words(std::to_string(y))};
    for (const WayCost& w : all) row.push_back(dollars(w.cash_usd[y]));
    f.rows.push_back(std::move(row));
  }
  std::vector<Cell> present{words("present value")};
  for (const WayCost& w : all) present.push_back(dollars(w.present_usd));
  f.rows.push_back(std::move(present));
  f.title = "Cash paid out by year";
  f.notes = {"year 0 is the purchase; what an owner pays for the building is spread over the building's life"};
  return f;
}

Finding depreciation_finding(const OwnershipCase& c) {
  Finding f{.id = "depreciation",
            .title = {},
            .marks = {},
            .columns = {{"year", ""},
                        {"book charge", "USD"},
                        {"economic charge", "USD"},
                        {"book value", "USD"},
                        {"economic value", "USD"},
                        {"overstated", "USD"}},
            .rows = {},
            .notes = {}};
  double most = 0.0;
  int when = 0;
  for (const DepreciationYear& y : depreciation(c)) {
    f.rows.push_back({words(std::to_string(y.year)), dollars(y.book_charge_usd), dollars(y.economic_charge_usd),
                      dollars(y.book_value_usd), dollars(y.economic_value_usd), dollars(y.overstated_usd())});
    if (y.overstated_usd() > most + 1e-6) most = y.overstated_usd(), when = y.year;
  }
  f.title = when == 0
                ? "Book value never exceeds economic value"
                : fmt::format("After year {} the books carry {} USD more than it is worth", when, group_thousands(most, 0));
  f.notes = {"both straight-line: over the book life, and over the years in which it earns its price"};
  return f;
}

Finding tornado_finding(const OwnershipCase& c) {
  Finding f{
      .id = "tornado",
      .title = {},
      .marks = {},
      .columns =
          {{"input", ""}, {"from", ""}, {"to", ""}, {"used hour, from", "USD"}, {"used hour, to", "USD"}, {"swing", "USD"}},
      .rows = {},
      .notes = {}};
  const std::vector<TornadoBar> bars = tornado(c);
  for (const TornadoBar& b : bars)
    f.rows.push_back({words(b.input), words(b.low_words), words(b.high_words), usd_hour(b.low_usd), usd_hour(b.high_usd),
                      usd_hour(b.swing_usd())});
  f.title = fmt::format("The cost of an owned hour hangs most on {}", bars.front().input);
  return f;
}

std::vector<Finding> findings_of(const OwnershipCase& c) {
  return {ways_finding(c), hour_finding(c), cash_finding(c), depreciation_finding(c), tornado_finding(c)};
}

}  // namespace

std::string ownership_text(const OwnershipCase& c, std::string_view folder) {
  std::string text = findings_text(findings_of(c));
  if (!folder.empty()) text += "\nlook    " + std::string(folder) + "/own.html\n";
  return text;
}

std::string ownership_json(const OwnershipCase& c) {
  using json = nlohmann::ordered_json;
  const json inputs{{"price_usd", c.price_usd},
                    {"power_kw", c.power_kw},
                    {"idle_share", c.idle_share},
                    {"pue", c.pue},
                    {"energy_usd_per_mwh", c.energy_usd_per_mwh},
                    {"facility_usd_per_kw", c.facility_usd_per_kw},
                    {"facility_life", c.facility_life},
                    {"operations_share", c.operations_share},
                    {"cost_of_capital", c.cost_of_capital},
                    {"book_life", c.book_life},
                    {"economic_life", c.economic_life},
                    {"resale_share", c.resale_share},
                    {"used", c.used},
                    {"on_demand_usd_h", c.on_demand_usd_h},
                    {"committed_usd_h", c.committed_usd_h},
                    {"lessor_rate", c.lessor_rate},
                    {"model", c.model},
                    {"output_tokens_per_s", c.tokens_per_s}};
  const json out{{"accelerator", c.name}, {"case", inputs}, {"findings", findings_json(findings_of(c))}};
  return out.dump(2, ' ', false, json::error_handler_t::replace);
}

std::vector<std::pair<std::string, std::string>> ownership_tables(const OwnershipCase& c) {
  std::vector<std::pair<std::string, std::string>> files;
  for (const Finding& f : findings_of(c)) files.emplace_back(f.id + ".csv", finding_csv(f));
  return files;
}

std::string ownership_html(const OwnershipCase& c) {
  const std::vector<Finding> all = findings_of(c);
  const std::string masthead = fmt::format(
      "<header><p class=\"brand\">Gridwright: buy, lease or rent</p><h1>{}</h1><p class=\"lead\">{}</p></header>\n",
      html(c.name), prose(all.front().title + "."));
  return page_html(
      "Buy, lease or rent: " + c.name, masthead,
      {{"ways", "Ways to have it", figure_html(use_figure(c)) + finding_html(all[0])},
       {"hour", "What an owned hour costs", finding_html(all[1]) + figure_html(tornado_figure(c)) + finding_html(all[4])},
       {"years", "Cash and depreciation by year",
        finding_html(all[2]) + figure_html(depreciation_figure(c)) + finding_html(all[3])}},
      own_css());
}

}  // namespace gridwright::report
