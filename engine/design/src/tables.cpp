#include "gridwright/design/tables.hpp"

#include <charconv>

#include "csv_table.hpp"
#include "gridwright/design/json.hpp"
#include "hourly_site.hpp"

namespace gridwright::design {
namespace {

TextFile capacities(const Design& d) {
  Table t("capacities", "site,component,kind,what,unit,value,lower,upper,free,yearly_cost_usd,limit_value_usd");
  for (const Capacity& c : d.capacities)
    t.row(c.site, c.component, c.kind, c.what, c.unit, c.value, c.lower, c.upper, c.free, c.yearly_cost_usd, c.limit_value_usd);
  return std::move(t).take();
}

TextFile costs(const Design& d) {
  Table t("costs", "site,group,component,item,usd_per_year");
  for (const CostLine& c : d.costs) t.row(c.site, c.group, c.component, c.item, c.usd_per_year);
  return std::move(t).take();
}

TextFile bindings(const Design& d) {
  Table t("bindings", "block,component,label,usd_per_unit,unit,sentence");
  for (const Binding& b : d.bindings) t.row(b.block, b.component, b.label, b.usd_per_unit, b.unit, b.sentence);
  return std::move(t).take();
}

TextFile workloads(const Design& d) {
  Table t("workloads", "id,kind,model,tokens_per_year,accelerator_hours,usd_per_year,usd_per_million_tokens,slo_ttft_s,"
                       "slo_tpot_s,pauses,marginal_usd");
  for (const WorkloadResult& w : d.workloads)
    t.row(w.id, w.kind, w.model, w.tokens_per_year, w.accelerator_hours, w.usd_per_year, w.usd_per_million_tokens, w.slo_ttft_s,
          w.slo_tpot_s, w.pauses, w.marginal_usd);
  return std::move(t).take();
}

TextFile serving(const Design& d) {
  Table t("serving", "workload,fleet,site,accelerator,tokens_per_year,mean_active,operating_point,"
                     "tokens_per_s_per_accelerator,joule_per_token,ttft_s,tpot_s");
  for (const WorkloadResult& w : d.workloads)
    for (const ServingShare& s : w.shares)
      t.row(w.id, s.fleet, s.site, s.accelerator, s.tokens_per_year, s.mean_active, s.operating_point,
            s.tokens_per_s_per_accelerator, s.joule_per_token, s.ttft_s, s.tpot_s);
  return std::move(t).take();
}

TextFile sites(const Design& d) {
  Table t("sites", "id,latitude,longitude,it_mwh,overhead_mwh,other_load_mwh,pue,wue_l_per_kwh,itue,it_mean_mw,it_peak_mw,"
                   "import_peak_mw,import_mwh,export_mwh,generation_mwh,curtailed_mwh,unserved_mwh,power_cost_usd,"
                   "cost_usd_per_mwh,carbon_kg_per_mwh");
  for (const SiteResult& s : d.sites)
    t.row(s.id, s.latitude, s.longitude, s.it_mwh, s.overhead_mwh, s.other_load_mwh, s.pue, s.wue_l_per_kwh, s.itue, s.it_mean_mw,
          s.it_peak_mw, s.import_peak_mw, s.import_mwh, s.export_mwh, s.generation_mwh, s.curtailed_mwh, s.unserved_mwh,
          s.power_cost_usd, s.cost_usd_per_mwh, s.carbon_kg_per_mwh);
  return std::move(t).take();
}

TextFile overheads(const Design& d) {
  Table t("overheads", "site,component,mwh_per_year");
  for (const SiteResult& s : d.sites)
    for (const Overhead& o : s.overheads) t.row(s.id, o.component, o.mwh_per_year);
  return std::move(t).take();
}

TextFile modes(const Design& d) {
  Table t("modes", "site,mode,hours");
  for (const SiteResult& s : d.sites)
    for (const ModeHours& m : s.modes) t.row(s.id, m.mode, m.hours);
  return std::move(t).take();
}

TextFile halls(const Design& d) {
  Table t("halls", "site,hall,plant,supply,it_mw,pue_if_alone,peak_overhead_share,capital_usd_per_mw,water_l_per_kwh,"
                   "it_on_connection_mw,building_usd_if_alone,power_usd_if_alone,water_usd_if_alone,own_usd,never_better_than");
  for (const SiteResult& s : d.sites)
    for (const HallChoice& h : s.hall_choices)
      t.row(s.id, h.hall, h.plant, h.supply, h.it_mw, h.pue_if_alone, h.peak_overhead_share, h.capital_usd_per_mw,
            h.water_l_per_kwh, h.it_on_connection_mw, h.building_usd_if_alone, h.power_usd_if_alone, h.water_usd_if_alone, h.own_usd,
            h.never_better_than);
  return std::move(t).take();
}

TextFile ledger(const Design& d) {
  Table t("ledger", "site,tariff,resource,cost_usd,energy_credit_usd,capacity_credit_usd,premium_usd");
  for (const TariffResult& f : d.tariffs)
    for (const LedgerRow& r : f.ledger)
      t.row(f.site, f.tariff, r.resource, r.cost_usd, r.energy_credit_usd, r.capacity_credit_usd, r.premium_usd);
  return std::move(t).take();
}

TextFile invoices(const Design& d) {
  Table t("invoices", "site,tariff,month,metered_mwh,peak_mw,billed_mw,coincident_mw,energy_usd,demand_usd,period_usd,coincident_usd,standby_usd");
  for (const TariffResult& f : d.tariffs)
    for (const InvoiceMonth& m : f.months)
      t.row(f.site, f.tariff, static_cast<std::int64_t>(m.month), m.metered_mwh, m.peak_mw, m.billed_mw, m.coincident_mw, m.energy_usd, m.demand_usd,
            m.period_usd, m.coincident_usd, m.standby_usd);
  return std::move(t).take();
}

TextFile payers(const Design& d) {
  Table t("payers", "site,tariff,scheme,year,load_share,energy_usd,demand_usd,premium_usd,standby_usd,connection_usd,customer_usd,"
                    "utility_revenue_usd,resources_usd,market_usd,capacity_usd,others_usd,exit_fee_usd,stranded_usd");
  for (const TariffResult& f : d.tariffs)
    for (const PayerRow& p : f.payers)
      t.row(f.site, f.tariff, p.scheme, static_cast<std::int64_t>(p.year), p.load_share, p.energy_usd, p.demand_usd, p.premium_usd, p.standby_usd,
            p.connection_usd, p.customer_usd, p.utility_revenue_usd, p.resources_usd, p.market_usd, p.capacity_usd, p.others_usd, p.exit_fee_usd,
            p.stranded_usd);
  return std::move(t).take();
}

TextFile carried(const Design& d) {
  Table t("carried", "site,load_mw,wind_share,solar_share,other_share,storage_share,short_hours,longest_short_h,deepest_mw");
  for (const CarriedResult& c : d.carried)
    for (const CarriedLoad& l : c.loads)
      t.row(c.site, l.load_mw, l.wind_share, l.solar_share, l.other_share, l.storage_share, l.short_hours, l.longest_short_h, l.deepest_mw);
  return std::move(t).take();
}

TextFile carbon(const Design& d) {
  Table t("carbon", "method,kg,kg_per_mwh,meaning");
  for (const CarbonRow& c : d.carbon.operation) t.row(c.method, c.kg, c.kg_per_mwh, c.meaning);
  return std::move(t).take();
}

TextFile embodied(const Design& d) {
  Table t("embodied", "component,kind,quantity,unit,kg_per_unit,kg,life_years,kg_per_year,source");
  for (const EmbodiedRow& e : d.carbon.embodied) t.row(e.component, e.kind, e.quantity, e.unit, e.kg_per_unit, e.kg, e.life_years, e.kg_per_year, e.source);
  return std::move(t).take();
}

TextFile checks(const Design& d) {
  Table t("checks", "law,instances,worst,tolerance,holds,where");
  for (const Check& c : d.checks) t.row(c.law, c.instances, c.worst, c.tolerance, c.holds(), c.where);
  return std::move(t).take();
}

}  // namespace

std::vector<TextFile> tables(const Design& d) {
  return {capacities(d), costs(d),  bindings(d), workloads(d), serving(d), sites(d),
          overheads(d),  modes(d),  halls(d),    ledger(d),    invoices(d), payers(d),
          carried(d),    carbon(d), embodied(d), checks(d),  {"tables/hourly_site.csv", hourly_site_csv(d)}};
}

}  // namespace gridwright::design
