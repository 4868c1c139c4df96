#include "gridwright/energy/tariff.hpp"

#include <algorithm>
#include <cassert>

namespace gridwright::energy {
namespace {

std::vector<MonthBill> meter(const HourAxis& axis, std::span<const double> metered_mw, std::span<const double> price,
                             const BillTerms& terms) {
  std::vector<MonthBill> months(static_cast<std::size_t>(axis.months()));
  for (int t = 0; t < axis.steps; ++t) {
    const auto k = static_cast<std::size_t>(t);
    MonthBill& month = months[static_cast<std::size_t>(axis.month(t))];
    double usd_per_mwh = price[k] + terms.energy_adder_usd_per_mwh;
    for (const BillPeriod& period : terms.periods)
      if (period.covered[k] != 0) usd_per_mwh += period.energy_usd_per_mwh;
    month.peak_mw = std::max(month.peak_mw, metered_mw[k]);
    month.metered_mwh += axis.step_h * metered_mw[k];
    month.energy_usd += axis.step_h * metered_mw[k] * usd_per_mwh;
  }
  return months;
}

void bill_demand(std::vector<MonthBill>& months, const BillTerms& terms) {
  const auto count = static_cast<int>(months.size());
  for (int k = 0; k < count; ++k) {
    MonthBill& month = months[static_cast<std::size_t>(k)];
    month.billed_mw = std::max(month.peak_mw, terms.minimum_take_share * terms.contracted_mw);
    for (int back = 1; back <= std::min(terms.ratchet_months, count - 1); ++back) {
      const MonthBill& before = months[static_cast<std::size_t>((k - back + count) % count)];
      month.billed_mw = std::max(month.billed_mw, terms.ratchet_share * before.peak_mw);
    }
    month.demand_usd = terms.demand_charge_usd_per_mw_month * month.billed_mw;
    month.standby_usd = terms.standby_usd_per_mw_month * terms.standby_mw;
  }
}

void bill_periods(const HourAxis& axis, std::span<const double> metered_mw, const BillTerms& terms, std::vector<MonthBill>& months) {
  for (const BillPeriod& period : terms.periods) {
    if (period.demand_usd_per_mw_month == 0.0) continue;
    std::vector<double> peaks(months.size(), 0.0);
    for (int t = 0; t < axis.steps; ++t) {
      double& peak = peaks[static_cast<std::size_t>(axis.month(t))];
      if (period.covered[static_cast<std::size_t>(t)] != 0) peak = std::max(peak, metered_mw[static_cast<std::size_t>(t)]);
    }
    for (std::size_t k = 0; k < months.size(); ++k) months[k].period_usd += period.demand_usd_per_mw_month * peaks[k];
  }
}

void bill_coincident(std::span<const double> metered_mw, const BillTerms& terms, std::vector<MonthBill>& months) {
  for (std::size_t k = 0; k < std::min(months.size(), terms.coincident.size()); ++k) {
    const std::vector<int>& steps = terms.coincident[k];
    for (const int t : steps) months[k].coincident_mw += metered_mw[static_cast<std::size_t>(t)] / static_cast<double>(steps.size());
    months[k].coincident_mw = std::max(0.0, months[k].coincident_mw);
    months[k].coincident_usd = terms.coincident_usd_per_mw_month * months[k].coincident_mw;
  }
}

ResourceLedger settle(const HourAxis& axis, const TariffResource& resource) {
  ResourceLedger out{.id = resource.id, .cost_usd = resource.cost_usd, .capacity_credit_usd = resource.capacity_credit_usd};
  for (std::size_t t = 0; t < resource.delivered_mw.size(); ++t)
    out.energy_credit_usd += axis.step_h * resource.delivered_mw[t] * resource.avoided_price_usd_per_mwh[t];
  out.premium_usd = std::max(0.0, out.cost_usd - out.energy_credit_usd - out.capacity_credit_usd);
  return out;
}

}  // namespace

Bill compute_bill(const HourAxis& axis, std::span<const double> metered_mw, std::span<const double> price_usd_per_mwh,
                  const BillTerms& terms, std::span<const TariffResource> resources) {
  assert(metered_mw.size() == static_cast<std::size_t>(axis.steps) && price_usd_per_mwh.size() == metered_mw.size());
  Bill bill{.months = meter(axis, metered_mw, price_usd_per_mwh, terms)};
  bill_demand(bill.months, terms);
  bill_periods(axis, metered_mw, terms, bill.months);
  bill_coincident(metered_mw, terms, bill.months);
  for (const MonthBill& month : bill.months) {
    bill.energy_usd += month.energy_usd;
    bill.demand_usd += month.demand_usd + month.period_usd;
    bill.coincident_usd += month.coincident_usd;
    bill.standby_usd += month.standby_usd;
    bill.ratchet_usd += terms.demand_charge_usd_per_mw_month * (month.billed_mw - month.peak_mw);
  }
  for (const TariffResource& resource : resources) {
    assert(resource.delivered_mw.size() == metered_mw.size() && resource.avoided_price_usd_per_mwh.size() == metered_mw.size());
    bill.resources.push_back(settle(axis, resource));
    bill.premium_usd += bill.resources.back().premium_usd;
  }
  bill.total_usd = bill.energy_usd + bill.demand_usd + bill.coincident_usd + bill.standby_usd + bill.premium_usd;
  const double yearly_demand_usd =
      bill.months.empty() ? 0.0 : (bill.demand_usd + bill.coincident_usd) * 12.0 / static_cast<double>(bill.months.size());
  bill.exit_fee_at_start_usd = terms.exit_fee_share * yearly_demand_usd * terms.term_years;
  return bill;
}

namespace {

double ramp_in(const std::vector<double>& ramp, int year) {
  if (ramp.empty()) return 1.0;
  return ramp[std::min(static_cast<std::size_t>(year - 1), ramp.size() - 1)];
}

PayerYear payer_year(const ContractYearTerms& terms, PayScheme scheme, int year) {
  const double share = ramp_in(terms.ramp, year);
  const bool built = scheme != PayScheme::no_resources;
  PayerYear y{.scheme = scheme, .year = year, .load_share = share};
  y.energy_usd = share * terms.energy_usd;
  y.demand_usd = share * terms.demand_usd;
  y.premium_usd = scheme == PayScheme::tariff ? terms.premium_usd : 0.0;
  y.standby_usd = terms.standby_usd;
  y.connection_usd = terms.connection_usd;
  y.utility_revenue_usd = y.energy_usd + y.demand_usd + y.premium_usd + y.standby_usd;
  y.customer_usd = y.utility_revenue_usd + y.connection_usd;
  y.resources_usd = built ? terms.resources_usd : 0.0;
  y.market_usd = share * terms.market_usd - (built ? terms.energy_credit_usd : 0.0);
  y.capacity_usd = share * terms.capacity_usd - (built ? terms.capacity_credit_usd : 0.0);
  y.others_usd = y.resources_usd + y.market_usd + y.capacity_usd - y.utility_revenue_usd;
  for (int later = year + 1; later <= terms.term_years; ++later) {
    y.exit_fee_usd += terms.exit_fee_share * ramp_in(terms.ramp, later) * terms.demand_usd;
    y.stranded_usd += y.premium_usd;
  }
  return y;
}

}  // namespace

std::vector<PayerYear> payer_years(const ContractYearTerms& terms) {
  std::vector<PayerYear> rows;
  const bool resources = terms.resources_usd > 0.0 || terms.energy_credit_usd != 0.0 || terms.capacity_credit_usd > 0.0;
  for (const PayScheme scheme : {PayScheme::tariff, PayScheme::rate_base, PayScheme::no_resources})
    for (int year = 1; year <= std::max(1, terms.term_years); ++year)
      if (resources || scheme == PayScheme::tariff) rows.push_back(payer_year(terms, scheme, year));
  return rows;
}

}  // namespace gridwright::energy
