#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>

#include "commands.hpp"
#include "gridwright/core/file.hpp"
#include "gridwright/core/text.hpp"
#include "gridwright/plan/ownership.hpp"
#include "gridwright/report/ownership.hpp"
#include "typed.hpp"

namespace gridwright::cli {

void declare_own_options(CLI::App& c, OwnCommand& o) {
  c.add_option("accelerator", o.accelerator, "an accelerator of the catalogue: h200, gb300_nvl72")->required();
  c.add_option("-o,--out", o.out, "folder for own.html with figures, own.json and tables/*.csv");
  c.add_option("--price", o.price,
               "installed, with its share of server and network: \"46000 USD\" (default: the catalogue's middle)");
  c.add_option("--power", o.power, "at the rack, server included: \"1.1 kW\"");
  c.add_option("--pue", o.pue, "power usage effectiveness (default 1.15)");
  c.add_option("--energy-price", o.energy, "\"60 USD/MWh\" (default)");
  c.add_option("--building", o.facility, "building, cooling and power chain per kW at the rack: \"12000 USD/kW\" (default)");
  c.add_option("--operations", o.operations, "staff and spares a year, share of the price (default 3%)");
  c.add_option("--cost-of-capital", o.capital, "a year (default 10%)");
  c.add_option("--raised-by", o.raised_by,
               "cost of capital by who raises it: hyperscaler 8%, investment-grade-lease 7%, neocloud 12%, vehicle 11%");
  c.add_option("--book-life", o.book_life, "\"6 years\" (default)");
  c.add_option("--life", o.life, "years in which it earns its price: \"4 years\" (default: the catalogue's)");
  c.add_option("--resale", o.resale, "share of the price got back at the end (default 0%)");
  c.add_option("--used", o.used, "share of hours used (default 70%)");
  c.add_option("--on-demand", o.on_demand, "rent by the hour: \"7.91 USD/h\" (default: the catalogue's middle)");
  c.add_option("--committed", o.committed, "rent for a fixed term, paid used or not: \"2.98 USD/h\"");
  c.add_option("--model", o.model, "also per million output tokens of this model: llama-3.1-70b");
  c.add_option("--lessor-capital", o.lessor, "a lessor's cost of capital (default 12%)");
}

namespace {

void override_with(const OwnCommand& o, deals::OwnershipCase& c, Diagnostics& wrong) {
  Typed typed(wrong);
  c.price_usd = typed.measure(o.price, "--price", "USD", c.price_usd, "46000 USD");
  c.power_kw = typed.measure(o.power, "--power", "kW", c.power_kw, "1.1 kW");
  c.energy_usd_per_mwh = typed.measure(o.energy, "--energy-price", "USD/MWh", c.energy_usd_per_mwh, "60 USD/MWh");
  c.facility_usd_per_kw = typed.measure(o.facility, "--building", "USD/kW", c.facility_usd_per_kw, "12000 USD/kW");
  c.on_demand_usd_h = typed.measure(o.on_demand, "--on-demand", "USD/h", c.on_demand_usd_h, "7.91 USD/h");
  c.committed_usd_h = typed.measure(o.committed, "--committed", "USD/h", c.committed_usd_h, "2.98 USD/h");
  c.book_life = typed.measure(o.book_life, "--book-life", "years", c.book_life, "6 years");
  c.economic_life = typed.measure(o.life, "--life", "years", c.economic_life, "4 years");
  c.pue = typed.measure(o.pue, "--pue", "1", c.pue, "1.15");
  c.operations_share = typed.share(o.operations, "--operations", c.operations_share);
  c.resale_share = typed.share(o.resale, "--resale", c.resale_share);
  c.used = typed.share(o.used, "--used", c.used);
  c.lessor_rate = typed.share(o.lessor, "--lessor-capital", c.lessor_rate);
  if (!o.capital.empty() && !o.raised_by.empty())
    typed.say("--cost-of-capital and --raised-by both state a rate", "give one of them");
  if (!o.raised_by.empty()) {
    std::vector<std::string_view> names;
    bool found = false;
    for (const deals::CapitalSource& s : deals::capital_sources()) {
      names.push_back(s.name);
      if (s.name == o.raised_by) c.cost_of_capital = s.rate, found = true;
    }
    const auto near = nearest_name(o.raised_by, names);
    if (!found)
      typed.say("--raised-by '" + o.raised_by + "' is not known",
                near ? "did you mean '" + *near + "'?" : "hyperscaler, investment-grade-lease, neocloud, vehicle");
  }
  c.cost_of_capital = typed.share(o.capital, "--cost-of-capital", c.cost_of_capital);
  if (!o.model.empty()) {
    const Result<double> rate = plan::output_tokens_per_s(o.accelerator, o.model);
    wrong.insert(wrong.end(), rate.diagnostics().begin(), rate.diagnostics().end());
    if (rate) c.model = o.model, c.tokens_per_s = *rate;
  }
  if (c.price_usd <= 0.0 && o.price.empty())
    typed.say(c.name + " is not sold, so the catalogue has no price", "--price \"40000 USD\"");
}

Diagnostics write_folder(const deals::OwnershipCase& c, const std::filesystem::path& folder) {
  std::error_code failed;
  std::filesystem::create_directories(folder / "tables", failed);
  if (failed)
    return {{.file = folder.string(),
             .message = "the folder cannot be made: " + failed.message(),
             .fix = "name another folder: -o out/own"}};
  Diagnostics wrong;
  const auto write = [&](const std::filesystem::path& file, const std::string& content) {
    const Diagnostics one = write_file_atomically(file, content);
    wrong.insert(wrong.end(), one.begin(), one.end());
  };
  for (const auto& [name, content] : report::ownership_tables(c)) write(folder / "tables" / name, content);
  write(folder / "own.json", report::ownership_json(c) + "\n");
  write(folder / "own.html", report::ownership_html(c));
  return wrong;
}

}  // namespace

Exit run_own(const Context& context, const OwnCommand& o) {
  Result<deals::OwnershipCase> found = plan::ownership_case(o.accelerator);
  if (!found) return fail(context, found.diagnostics(), Exit::bad_input, "");
  deals::OwnershipCase c = *std::move(found);
  Diagnostics wrong;
  override_with(o, c, wrong);
  if (wrong.empty()) wrong = deals::check(c);
  if (has_errors(wrong)) return fail(context, wrong, Exit::bad_input, "Nothing was worked out.");
  if (!o.out.empty())
    if (const Diagnostics failed = write_folder(c, o.out); has_errors(failed)) return fail(context, failed);
  std::cout << (context.json ? report::ownership_json(c) + "\n" : report::ownership_text(c, o.out));
  return Exit::done;
}

}  // namespace gridwright::cli
