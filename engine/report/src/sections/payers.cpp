#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "../figures/figures.hpp"
#include "../table.hpp"
#include "../words.hpp"
#include "gridwright/core/text.hpp"
#include "sections.hpp"

// Tariffs: the bill, month by month; the ledger of the resources; who pays what over the years of the contract.
namespace gridwright::report {
namespace {

using design::Design;
using design::PayerRow;
using design::TariffResult;

std::string data_note(const std::string& file, const std::string& words) {
  return "<p class=\"note\">" + prose(words) + (words.empty() ? "" : " ") + "<a href=\"tables/" + file + "\">Data: " + file + "</a></p>";
}

std::string signed_money(double usd) { return (usd < 0.0 ? "−" : "") + money(std::abs(usd)); }

double bill_usd(const TariffResult& t) { return t.energy_usd + t.demand_usd + t.coincident_usd + t.standby_usd + t.premium_usd; }

std::string bill_table(const TariffResult& t) {
  HtmlTable bill("The bill at " + place_name(t.site) + " under " + spaced(t.tariff), {{"part"}, {"a year", true}});
  bill.row({"Energy", money(t.energy_usd)});
  bill.row({"Demand charges, billed peak " + power(t.billed_peak_mw), money(t.demand_usd)});
  if (t.coincident_usd > 0.0) bill.row({"Coincident demand charge", money(t.coincident_usd)});
  if (t.standby_usd > 0.0) bill.row({"Standby", money(t.standby_usd)});
  if (t.premium_usd != 0.0 || !t.ledger.empty()) bill.row({"Premium of the clean transition resources", money(t.premium_usd)});
  bill.row({"All", money(bill_usd(t))}, "total");
  return bill.html();
}

std::string invoice_table(const TariffResult& t) {
  constexpr std::array months = {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"};
  HtmlTable table("Invoices of the utility, by month", {{"month"}, {"metered", true}, {"peak", true}, {"billed", true}, {"energy", true}, {"demand", true}, {"periods", true}, {"coincident", true}, {"standby", true}});
  for (const design::InvoiceMonth& m : t.months)
    table.row({months[static_cast<std::size_t>(m.month - 1) % 12], energy(m.metered_mwh), power(m.peak_mw), power(m.billed_mw), money(m.energy_usd), money(m.demand_usd),
               m.period_usd > 0.0 ? money(m.period_usd) : "-", m.coincident_usd > 0.0 ? money(m.coincident_usd) : "-", m.standby_usd > 0.0 ? money(m.standby_usd) : "-"});
  return table.html();
}

std::string resource_table(const TariffResult& t) {
  HtmlTable ledger("Who pays for the clean resources: cost, credits and what the customer adds", {{"resource"}, {"cost", true}, {"energy credit", true}, {"capacity credit", true}, {"premium paid", true}});
  for (const design::LedgerRow& r : t.ledger) ledger.row({component_name(r.resource), money(r.cost_usd), money(r.energy_credit_usd), money(r.capacity_credit_usd), money(r.premium_usd)});
  return ledger.html();
}

const char* scheme_words(const std::string& scheme) {
  if (scheme == "tariff") return "under the tariff";
  return scheme == "rate_base" ? "same resources in everybody's rates" : "ordinary service, no resources";
}

/// Sums over the years of one scheme.
struct Parties {
  double customer = 0.0, premium = 0.0, revenue = 0.0, resources = 0.0, market = 0.0, capacity = 0.0, others = 0.0;
  int years = 0;
};
Parties sum_of(const TariffResult& t, const std::string& scheme) {
  Parties p;
  for (const PayerRow& y : t.payers) {
    if (y.scheme != scheme) continue;
    ++p.years;
    p.customer += y.customer_usd, p.premium += y.premium_usd, p.revenue += y.utility_revenue_usd, p.resources += y.resources_usd;
    p.market += y.market_usd, p.capacity += y.capacity_usd, p.others += y.others_usd;
  }
  return p;
}

/// The three parties under each scheme, over the whole contract.
std::string parties_table(const TariffResult& t, int years) {
  HtmlTable table(fmt::format("Customer, utility and other customers over {} years of contract", years),
                  {{"scheme"}, {"customer pays", true}, {"of it premium", true}, {"utility bills", true}, {"it pays for resources", true}, {"for other energy", true}, {"for capacity", true}, {"other customers pay", true}});
  for (const char* scheme : {"tariff", "rate_base", "no_resources"}) {
    const Parties p = sum_of(t, scheme);
    if (p.years == 0) continue;
    table.row({capital(scheme_words(scheme)), money(p.customer), p.premium > 0.0 ? money(p.premium) : "-", money(p.revenue), p.resources > 0.0 ? money(p.resources) : "-",
               signed_money(p.market), signed_money(p.capacity), signed_money(p.others)},
              std::string(scheme) == "tariff" ? "built" : "");
  }
  return table.html();
}

std::string years_table(const TariffResult& t) {
  const auto of = [&](const char* scheme, int year) {
    return std::find_if(t.payers.begin(), t.payers.end(), [&](const PayerRow& p) { return p.scheme == scheme && p.year == year; });
  };
  const bool resources = of("no_resources", 1) != t.payers.end();
  std::vector<Column> columns = {{"year"}, {"contract in force", true}, {"customer pays", true}, {"of it premium", true}, {"others pay", true}};
  if (resources) columns.insert(columns.end(), {{"others, same resources in rates", true}, {"others, no resources", true}});
  columns.insert(columns.end(), {{"exit fee", true}, {"premiums to come", true}});
  HtmlTable table("Year by year", columns);
  for (const PayerRow& y : t.payers) {
    if (y.scheme != "tariff") continue;
    std::vector<std::string> cells = {std::to_string(y.year), percent(y.load_share, 0), money(y.customer_usd), y.premium_usd > 0.0 ? money(y.premium_usd) : "-", signed_money(y.others_usd)};
    if (resources) cells.push_back(signed_money(of("rate_base", y.year)->others_usd)), cells.push_back(signed_money(of("no_resources", y.year)->others_usd));
    cells.push_back(y.exit_fee_usd > 0.0 ? money(y.exit_fee_usd) : "-"), cells.push_back(y.stranded_usd > 0.0 ? money(y.stranded_usd) : "-");
    table.row(cells);
  }
  return table.html();
}

std::string parties_figure(const TariffResult& t) {
  std::vector<BarRow> rows;
  for (const char* scheme : {"tariff", "rate_base", "no_resources"}) {
    const Parties p = sum_of(t, scheme);
    if (p.years == 0) continue;
    const double customer = 1e-6 * p.customer / p.years, others = 1e-6 * p.others / p.years;
    rows.push_back({"customer, " + std::string(scheme_words(scheme)), group_thousands(customer, 1), 0.0, customer, "f-it"});
    rows.push_back({"other customers, " + std::string(scheme_words(scheme)), fmt::format("{:+.1f}", others), 0.0, others, others > 0.0 ? "f-unserved" : "f-wind"});
  }
  const Parties tariff = sum_of(t, "tariff"), none = sum_of(t, "no_resources"), rates = sum_of(t, "rate_base");
  std::string title = fmt::format("Over {} years the customer pays {}; the others pay {} {} than without it", tariff.years, money(tariff.customer), money(std::abs(tariff.others)),
                                  tariff.others > 0.0 ? "more" : "less");
  if (none.years > 0)
    title = fmt::format("The premium of {} over {} years keeps the others where they are without the resources ({}); in everybody's rates they would pay {} more", money(tariff.premium),
                        tariff.years, signed_money(none.others), money(rates.others - tariff.others));
  if (none.years > 0 && tariff.premium <= 0.0)
    title = fmt::format("The resources earn what they cost: no premium, and the others pay {} less than without them over {} years", money(none.others - tariff.others), tariff.years);
  return "<h3>" + html(title) + "</h3>" + bar_table("Mean of the contract's years; other customers: more (+) or less (-) than without this customer", "who, under which scheme", "MUSD a year", rows);
}

std::string who_pays(const TariffResult& t) {
  if (t.payers.empty()) return {};
  const int years = sum_of(t, "tariff").years;
  std::string text = parties_figure(t) + parties_table(t, years);
  text += data_note("payers.csv",
                    "Money of the scenario's money year, no escalation. The utility ends at zero: its return on the resources is part of their cost, and what the customer brings "
                    "beyond the costs it causes lowers the rates of the others (cost-of-service regulation). Other energy is bought at the avoided price; capacity for the customer's peak at "
                    "the capacity price, where the tariff states one. The connection is paid at cost.");
  if (years > 1) text += years_table(t) + data_note("payers.csv", "Energy and demand follow the contract's ramp; resources and premium are there from the first year. Exit fee: owed on leaving at the end of the year. Premiums to come: what the resources would then still cost beyond their credits, which the fee has to cover or the others do.");
  return text;
}

}  // namespace

std::string contract_section(const Design& d) {
  std::string text;
  for (const TariffResult& t : d.tariffs) {
    text += bill_table(t);
    std::string words = t.effective_usd_per_mwh != 0.0 ? "The bill comes to " + unit_price(t.effective_usd_per_mwh) + " USD per MWh of load." : "";
    if (t.exit_exposure_usd > 0.0) words += " Leaving at once would cost " + money(t.exit_exposure_usd) + ".";
    if (!t.ledger.empty()) words += " Metered: import, and what the resources deliver. A premium is never below zero, so other customers never pay more.";
    text += "<p class=\"note\">" + prose(words) + "</p>" + who_pays(t);
    if (!t.ledger.empty()) text += resource_table(t) + data_note("ledger.csv", "");
    if (!t.months.empty()) text += invoice_table(t) + data_note("invoices.csv", "");
  }
  return text;
}

}  // namespace gridwright::report
