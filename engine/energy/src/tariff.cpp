#include "gridwright/energy/tariff.hpp"

#include <algorithm>
#include <cassert>

namespace gridwright::energy {
namespace {

std::vector<MonthBill> meter(const HourAxis& axis, std::span<const double> import_mw, std::span<const double> price,
                             const BillTerms& terms) {
  std::vector<MonthBill> months(static_cast<std::size_t>(axis.months()));
  for (int t = 0; t < axis.steps; ++t) {
    const auto k = static_cast<std::size_t>(t);
    MonthBill& month = months[static_cast<std::size_t>(axis.month(t))];
    month.peak_mw = std::max(month.peak_mw, import_mw[k]);
    month.import_mwh += axis.step_h * import_mw[k];
    month.energy_usd += axis.step_h * import_mw[k] * (price[k] + terms.energy_adder_usd_per_mwh);
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

Bill compute_bill(const HourAxis& axis, std::span<const double> import_mw, std::span<const double> price_usd_per_mwh,
                  const BillTerms& terms, std::span<const TariffResource> resources) {
  assert(import_mw.size() == static_cast<std::size_t>(axis.steps) && price_usd_per_mwh.size() == import_mw.size());
  Bill bill{.months = meter(axis, import_mw, price_usd_per_mwh, terms)};
  bill_demand(bill.months, terms);
  for (const MonthBill& month : bill.months) {
    bill.energy_usd += month.energy_usd;
    bill.demand_usd += month.demand_usd;
    bill.ratchet_usd += terms.demand_charge_usd_per_mw_month * (month.billed_mw - month.peak_mw);
  }
  for (const TariffResource& resource : resources) {
    assert(resource.delivered_mw.size() == import_mw.size() && resource.avoided_price_usd_per_mwh.size() == import_mw.size());
    bill.resources.push_back(settle(axis, resource));
    bill.premium_usd += bill.resources.back().premium_usd;
  }
  bill.total_usd = bill.energy_usd + bill.demand_usd + bill.premium_usd;
  const double yearly_demand_usd = bill.months.empty() ? 0.0 : bill.demand_usd * 12.0 / static_cast<double>(bill.months.size());
  bill.exit_fee_at_start_usd = terms.exit_fee_share * yearly_demand_usd * terms.term_years;
  return bill;
}

}  // namespace gridwright::energy
