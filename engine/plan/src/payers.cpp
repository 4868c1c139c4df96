#include <algorithm>
#include <cmath>

#include "answers.hpp"

// The utility's invoices, and the ledger of customer, utility and other customers over the years of the contract.
namespace gridwright::plan {

namespace {

const char* scheme_name(energy::PayScheme scheme) {
  switch (scheme) {
    case energy::PayScheme::tariff: return "tariff";
    case energy::PayScheme::rate_base: return "rate_base";
    case energy::PayScheme::no_resources: break;
  }
  return "no_resources";
}

energy::ContractYearTerms contract_terms(const Books& books, std::size_t i, const energy::Bill& bill, const design::TariffResult& result) {
  const scenario::Tariff& tariff = *tariff_of(books.s, books.s.sites[i]);
  const double years = books.in.hours.years();
  const Values metered = metered_mw(books, i);
  energy::ContractYearTerms terms{.energy_usd = bill.energy_usd / years,
                                  .demand_usd = (bill.demand_usd + bill.coincident_usd) / years,
                                  .standby_usd = bill.standby_usd / years,
                                  .connection_usd = result.connection_usd,
                                  .capacity_usd = tariff.capacity_credit_usd_per_mw_year * peak(metered),
                                  .premium_usd = bill.premium_usd / years,
                                  .exit_fee_share = tariff.exit_fee_share,
                                  .term_years = std::max(1, static_cast<int>(std::lround(tariff.term_years))),
                                  .ramp = tariff.ramp};
  for (std::size_t t = 0; t < metered.size(); ++t)
    terms.market_usd += books.in.hours.step_h / years * metered[t] * books.in.sites[i].avoided_price.values[t];
  for (const energy::ResourceLedger& r : bill.resources) {
    terms.resources_usd += r.cost_usd / years;
    terms.energy_credit_usd += r.energy_credit_usd / years;
    terms.capacity_credit_usd += r.capacity_credit_usd / years;
  }
  return terms;
}

}  // namespace

void describe_payers(const Books& books, std::size_t site, design::TariffResult& tariff) {
  const energy::Bill bill = bill_of(books, site);
  for (std::size_t k = 0; k < bill.months.size(); ++k) {
    const energy::MonthBill& m = bill.months[k];
    tariff.months.push_back({.month = static_cast<int>(k) + 1, .metered_mwh = m.metered_mwh, .peak_mw = m.peak_mw, .billed_mw = m.billed_mw,
                             .coincident_mw = m.coincident_mw, .energy_usd = m.energy_usd, .demand_usd = m.demand_usd, .period_usd = m.period_usd,
                             .coincident_usd = m.coincident_usd, .standby_usd = m.standby_usd});
  }
  for (const energy::PayerYear& y : energy::payer_years(contract_terms(books, site, bill, tariff)))
    tariff.payers.push_back({.scheme = scheme_name(y.scheme), .year = y.year, .load_share = y.load_share, .energy_usd = y.energy_usd,
                             .demand_usd = y.demand_usd, .premium_usd = y.premium_usd, .standby_usd = y.standby_usd,
                             .connection_usd = y.connection_usd, .customer_usd = y.customer_usd, .utility_revenue_usd = y.utility_revenue_usd,
                             .resources_usd = y.resources_usd, .market_usd = y.market_usd, .capacity_usd = y.capacity_usd,
                             .others_usd = y.others_usd, .exit_fee_usd = y.exit_fee_usd, .stranded_usd = y.stranded_usd});
}

}  // namespace gridwright::plan
