#pragma once
#include <concepts>
#include <type_traits>
#include <vector>

#include "gridwright/design/design.hpp"
#include "gridwright/design/facility_study.hpp"
#include "gridwright/design/frontier.hpp"

/// The one list of what design.json and provenance.json hold: name, member, meaning. Writing, reading and the JSON schema
/// all walk it, so they cannot disagree; the order here is the key order in the file.
namespace gridwright::design {

template <class T, class S>
concept is = std::same_as<std::remove_const_t<T>, S>;

template <is<Capacity> T>
void each_field(T& c, auto&& f) {
  f("site", c.site, "site id; empty for the whole design");
  f("component", c.component, "site.id as in the scenario, or a fleet id");
  f("kind", c.kind, "wind solar nuclear gas geothermal thermal lithium iron_air storage grid hall fleet");
  f("what", c.what, "power charge_power energy (inside the store) energy_delivered (at the AC terminals) usable_energy connection it_power accelerators");
  f("unit", c.unit, "MW MWh 1");
  f("value", c.value, "what is built");
  f("lower", c.lower, "least that may be built");
  f("upper", c.upper, "most that may be built; null: no limit");
  f("free", c.free, "false: given by the scenario, not chosen");
  f("yearly_cost_usd", c.yearly_cost_usd, "capital annuity and fixed costs");
  f("limit_value_usd", c.limit_value_usd, "yearly saving of one more unit of the binding limit");
  f("price", c.price, "paid for it, relative to the first year's price");
}

template <is<YearCapacity> T>
void each_field(T& c, auto&& f) {
  f("site", c.site, "site id; empty for the whole design");
  f("component", c.component, "site.id as in the scenario, or a fleet id");
  f("kind", c.kind, "as in capacities");
  f("what", c.what, "as in capacities, or usable_energy");
  f("unit", c.unit, "MW MWh 1");
  f("value", c.value, "stands in each year");
  f("built", c.built, "at the start of each year");
  f("retired", c.retired, "at the start of each year, at the end of its life");
  f("price", c.price, "paid for what stands, relative to the first year's price");
}

template <is<StoreUse> T>
void each_field(T& s, auto&& f) {
  f("component", s.component, "site.id");
  f("discharged_mwh", s.discharged_mwh, "at its terminals, a year");
}

template <is<YearRun> T>
void each_field(T& r, auto&& f) {
  f("year", r.year, "calendar year");
  f("weather", r.weather, "weather year; empty: the only one");
  f("probability", r.probability, "of this weather");
  f("usd", r.usd, "everything in this year and weather");
  f("run_usd", r.run_usd, "without what stands: energy, demand charges, premiums, wear, water, unserved load");
  f("unserved_mwh", r.unserved_mwh, "load not served");
  f("import_mwh", r.import_mwh, "from the grid");
  f("curtailed_mwh", r.curtailed_mwh, "wind and sun not taken");
  f("load_mwh", r.load_mwh, "of the sites");
  f("carbon_kg", r.carbon_kg, "location-based");
  f("matched", r.matched, "clean share of load, in the mode of the target");
  f("tokens", r.tokens, "output tokens");
  f("stores", r.stores, "energy through each store");
}

template <is<YearCost> T>
void each_field(T& c, auto&& f) {
  f("group", c.group, "accelerators power buildings network_and_staff");
  f("usd", c.usd, "by year, mean over weather years");
}

template <is<YearTotal> T>
void each_field(T& y, auto&& f) {
  f("year", y.year, "calendar year");
  f("discount", y.discount, "present value of a dollar of this year");
  f("mean_usd", y.mean_usd, "mean over weather years");
  f("tail_usd", y.tail_usd, "CVaR: mean of the worst 1 - level of weather years");
  f("weighed_usd", y.weighed_usd, "(1 - weight) x mean + weight x tail");
}

template <is<YearsResult> T>
void each_field(T& y, auto&& f) {
  f("cost_of_capital", y.cost_of_capital, "discount rate");
  f("risk_weight", y.risk_weight, "of the tail in the cost of a year");
  f("risk_level", y.risk_level, "the tail is the worst 1 - level of weather years");
  f("mean_present_usd", y.mean_present_usd, "present value of the means");
  f("tail_present_usd", y.tail_present_usd, "present value of the tails");
  f("weighed_present_usd", y.weighed_present_usd, "what the plan minimised");
  f("years", y.years, "by year; empty: one year in one weather");
  f("runs", y.runs, "each year in each weather");
  f("capacities", y.capacities, "what stands, by year");
  f("costs", y.costs, "groups of cost, by year");
}

template <is<CostLine> T>
void each_field(T& c, auto&& f) {
  f("site", c.site, "site id; empty for the whole design");
  f("group", c.group, "accelerators power buildings network_and_staff");
  f("component", c.component, "site.id or fleet id");
  f("item", c.item, "capital fixed_om variable_om fuel energy demand_charge premium connection wear egress carbon ...");
  f("usd_per_year", c.usd_per_year, "yearly cost; negative: income");
}

template <is<BuiltPower> T>
void each_field(T& b, auto&& f) {
  f("kind", b.kind, "wind solar nuclear gas geothermal thermal lithium iron_air storage grid");
  f("mw", b.mw, "built, all sites together");
}

template <is<FrontierPoint> T>
void each_field(T& p, auto&& f) {
  f("target", p.target, "share of load asked for");
  f("reached", p.reached, "false: no design reaches it");
  f("why", p.why, "what stands in the way");
  f("annual", p.annual, "annual volume attained");
  f("score", p.score, "score with grid attained");
  f("strict", p.strict, "strict hourly share attained");
  f("usd_per_year", p.usd_per_year, "yearly cost of everything");
  f("power_usd_per_mwh", p.power_usd_per_mwh, "power cost over all load");
  f("usd_per_million_tokens", p.usd_per_million_tokens, "serving cost");
  f("next_percent_usd", p.next_percent_usd, "yearly cost of one more percent");
  f("carbon_kg_per_mwh", p.carbon_kg_per_mwh, "location-based, of the load");
  f("curtailed_share", p.curtailed_share, "of what wind and sun could have given");
  f("built", p.built, "power built by kind");
}

template <is<FrontierCurve> T>
void each_field(T& c, auto&& f) {
  f("scenario", c.scenario, "name");
  f("points", c.points, "by rising target");
}

template <is<Frontier> T>
void each_field(T& x, auto&& f) {
  f("mode", x.mode, "how clean power is counted");
  f("money", x.money, "money and its year");
  f("curves", x.curves, "one a scenario");
}

template <is<Binding> T>
void each_field(T& b, auto&& f) {
  f("block", b.block, "name of the rows in the model");
  f("component", b.component, "what is held back");
  f("label", b.label, "where or how often");
  f("usd_per_unit", b.usd_per_unit, "yearly value of one more unit");
  f("unit", b.unit, "the unit");
  f("sentence", b.sentence, "the same in words");
}

template <is<Overhead> T>
void each_field(T& o, auto&& f) {
  f("component", o.component, "what uses it");
  f("mwh_per_year", o.mwh_per_year, "energy a year");
}

template <is<ModeHours> T>
void each_field(T& m, auto&& f) {
  f("mode", m.mode, "cooling mode");
  f("hours", m.hours, "hours a year");
}

template <is<HallChoice> T>
void each_field(T& h, auto&& f) {
  f("hall", h.hall, "site.hall");
  f("plant", h.plant, "cooling plant");
  f("supply", h.supply, "supply temperature");
  f("it_mw", h.it_mw, "IT power built");
  f("pue_if_alone", h.pue_if_alone, "yearly PUE were all IT load in it");
  f("peak_overhead_share", h.peak_overhead_share, "overhead / IT at the worst hour, full load");
  f("capital_usd_per_mw", h.capital_usd_per_mw, "overnight, per MW of IT");
  f("water_l_per_kwh", h.water_l_per_kwh, "litres per kWh of IT energy");
  f("it_on_connection_mw", h.it_on_connection_mw, "IT that the site's connection carries at the worst hour");
  f("building_usd_if_alone", h.building_usd_if_alone, "a year, were the whole hall cooled this way: annuity and operation");
  f("power_usd_if_alone", h.power_usd_if_alone, "the same: overhead at the plan's hourly prices");
  f("water_usd_if_alone", h.water_usd_if_alone, "the same: make-up water");
  f("own_usd", h.own_usd, "building, power and water of the part that is built, a year");
  f("never_better_than", h.never_better_than, "alternative that costs and draws no more in any hour; it was left out of the model");
}

template <is<SiteResult> T>
void each_field(T& s, auto&& f) {
  f("id", s.id, "site id");
  f("latitude", s.latitude, "degrees north");
  f("longitude", s.longitude, "degrees east");
  f("it_mwh", s.it_mwh, "IT energy a year");
  f("overhead_mwh", s.overhead_mwh, "cooling, power chain and the rest");
  f("other_load_mwh", s.other_load_mwh, "load that is not of the halls");
  f("pue", s.pue, "(IT + overhead) / IT, yearly energies");
  f("wue_l_per_kwh", s.wue_l_per_kwh, "litres of water per kWh of IT energy");
  f("itue", s.itue, "power into the IT equipment / power to its chips");
  f("it_mean_mw", s.it_mean_mw, "mean IT power");
  f("it_peak_mw", s.it_peak_mw, "highest IT power");
  f("import_peak_mw", s.import_peak_mw, "highest import");
  f("import_mwh", s.import_mwh, "from the grid");
  f("export_mwh", s.export_mwh, "to the grid");
  f("generation_mwh", s.generation_mwh, "of own and contracted supply, as used");
  f("curtailed_mwh", s.curtailed_mwh, "available and not used");
  f("unserved_mwh", s.unserved_mwh, "load not served");
  f("power_cost_usd", s.power_cost_usd, "power cost a year");
  f("cost_usd_per_mwh", s.cost_usd_per_mwh, "power cost / all load");
  f("carbon_kg_per_mwh", s.carbon_kg_per_mwh, "location-based, of the load");
  f("connection_asked_mw", s.connection_asked_mw, "connection that it_on_connection_mw is about");
  f("reuse_mwh", s.reuse_mwh, "heat in the liquid return, a year");
  f("reuse_temperature_c", s.reuse_temperature_c, "its mean temperature");
  f("design_dry_bulb_c", s.design_dry_bulb_c, "of the design day");
  f("design_wet_bulb_c", s.design_wet_bulb_c, "of the design day");
  f("design_it_mw", s.design_it_mw, "IT capacity of the halls");
  f("design_site_mw", s.design_site_mw, "what it draws at the meter on the design day at full load");
  f("design_excess_k", s.design_excess_k, "supply above its set point on the design day");
  f("overheads", s.overheads, "overhead by component");
  f("modes", s.modes, "hours in each cooling mode");
  f("hall_choices", s.hall_choices, "alternatives offered for the halls, built or not");
}

template <is<EngineLayout> T>
void each_field(T& l, auto&& f) {
  f("precision", l.precision, "of weights; empty: not a serving engine");
  f("tp", l.tp, "tensor parallel");
  f("pp", l.pp, "pipeline stages");
  f("dp", l.dp, "attention data parallel");
  f("ep", l.ep, "expert parallel");
  f("batch", l.batch, "requests in flight on the instance");
  f("iteration_tokens", l.iteration_tokens, "token budget of one iteration");
  f("draft_tokens", l.draft_tokens, "proposed a step by a draft head; 0: none");
  f("acceptance", l.acceptance, "chance that a proposed token is right");
}

template <is<SimulatedPromise> T>
void each_field(T& p, auto&& f) {
  f("workload", p.workload, "workload id");
  f("season", p.season, "day that was simulated");
  f("place", p.place, "region or site; empty: all requests");
  f("metric", p.metric, "ttft tpot");
  f("promised_s", p.promised_s, "promised 99th percentile");
  f("p99_s", p.p99_s, "simulated 99th percentile");
  f("low_s", p.low_s, "lower end of its 95 % interval");
  f("high_s", p.high_s, "upper end of its 95 % interval");
  f("p50_s", p.p50_s, "simulated median");
  f("mean_s", p.mean_s, "simulated mean");
  f("requests", p.requests, "requests simulated");
}

template <is<SimulatedCurve> T>
void each_field(T& c, auto&& f) {
  f("workload", c.workload, "workload id");
  f("place", c.place, "region; empty: all requests");
  f("metric", c.metric, "ttft tpot");
  f("seconds", c.seconds, "latency");
  f("share", c.share, "share of requests not slower");
}

template <is<LoopRound> T>
void each_field(T& r, auto&& f) {
  f("round", r.round, "turn of the loop plan, simulate, tighten");
  f("usd_per_year", r.usd_per_year, "cost of the plan");
  f("worst", r.worst, "largest simulated p99 / promised p99");
  f("worst_where", r.worst_where, "where that was");
  f("changed", r.changed, "what was tightened after it");
}

template <is<SimulatedEvent> T>
void each_field(T& e, auto&& f) {
  f("workload", e.workload, "workload id");
  f("kind", e.kind, "site cloud link power herd");
  f("what", e.what, "what breaks");
  f("hour", e.hour, "in which hour of the plan");
  f("requests", e.requests, "sent while it lasts");
  f("lost", e.lost, "given up of them after all retries");
  f("p99_before_ttft_s", e.p99_before_ttft_s, "time to first token before it, 99th percentile");
  f("p99_ttft_s", e.p99_ttft_s, "while it lasts");
  f("p99_before_tpot_s", e.p99_before_tpot_s, "time per output token before it, 99th percentile");
  f("p99_tpot_s", e.p99_tpot_s, "while it lasts");
  f("kept_share", e.kept_share, "of those sent while it lasts, within both promises");
  f("recovered_min", e.recovered_min, "minutes from its end until both promises hold again; -1: not in the time simulated");
}

template <is<SimulatedFlow> T>
void each_field(T& w, auto&& f) {
  f("workload", w.workload, "workload id");
  f("region", w.region, "region id; empty: the users are at the site");
  f("site", w.site, "site id");
  f("region_latitude", w.region_latitude, "degrees north");
  f("region_longitude", w.region_longitude, "degrees east");
  f("site_latitude", w.site_latitude, "degrees north");
  f("site_longitude", w.site_longitude, "degrees east");
  f("share", w.share, "of the workload's requests");
  f("rtt_s", w.rtt_s, "round trip");
  f("clean_share", w.clean_share, "clean share of the site's power in the hours of these requests");
  f("kwh_per_thousand", w.kwh_per_thousand, "energy of a thousand requests at the meter");
  f("power_usd_per_thousand", w.power_usd_per_thousand, "cost of that energy");
}

template <is<SimulatedState> T>
void each_field(T& s, auto&& f) {
  f("workload", s.workload, "workload id");
  f("season", s.season, "day that was simulated");
  f("site", s.site, "site id");
  f("at_h", s.at_h, "hour of the day");
  f("running", s.running, "requests in batches, mean of the instances");
  f("waiting", s.waiting, "requests that wait, mean of the instances");
  f("kv_share", s.kv_share, "share of KV blocks held");
}

template <is<SimulationRecord> T>
void each_field(T& s, auto&& f) {
  f("note", s.note, "what was simulated; empty: nothing was");
  f("requests", s.requests, "requests simulated");
  f("promises", s.promises, "promised against simulated percentiles");
  f("curves", s.curves, "distributions of latencies");
  f("rounds", s.rounds, "turns of the loop plan, simulate, tighten");
  f("events", s.events, "what breaks in the busiest hour, and what users saw");
  f("flows", s.flows, "who is served where, with the cost and clean share of a request");
  f("states", s.states, "batches and KV blocks over the simulated days");
}

template <is<ServingShare> T>
void each_field(T& s, auto&& f) {
  f("fleet", s.fleet, "fleet id");
  f("site", s.site, "site id");
  f("accelerator", s.accelerator, "accelerator card");
  f("tokens_per_year", s.tokens_per_year, "output tokens");
  f("mean_active", s.mean_active, "accelerators busy with it, mean");
  f("operating_point", s.operating_point, "precision, parallelism, batch and what they give");
  f("tokens_per_s_per_accelerator", s.tokens_per_s_per_accelerator, "output tokens");
  f("joule_per_token", s.joule_per_token, "of output, IT energy");
  f("ttft_s", s.ttft_s, "time to first token");
  f("tpot_s", s.tpot_s, "time per output token");
  f("layout", s.layout, "how an instance is laid out");
}

template <is<WorkloadResult> T>
void each_field(T& w, auto&& f) {
  f("id", w.id, "workload id");
  f("kind", w.kind, "interactive batch training");
  f("model", w.model, "model card");
  f("tokens_per_year", w.tokens_per_year, "output tokens; 0 for training");
  f("accelerator_hours", w.accelerator_hours, "busy hours a year");
  f("usd_per_year", w.usd_per_year, "allocated by accelerator-hours and energy");
  f("usd_per_million_tokens", w.usd_per_million_tokens, "of output");
  f("slo_ttft_s", w.slo_ttft_s, "promised; null: none");
  f("slo_tpot_s", w.slo_tpot_s, "promised; null: none");
  f("pauses", w.pauses, "a year");
  f("marginal_usd", w.marginal_usd, "cost of one more million tokens, or of 1e21 FLOP of training");
  f("shares", w.shares, "who serves it");
}

template <is<MatchingResult> T>
void each_field(T& m, auto&& f) {
  f("mode", m.mode, "none annual score_with_grid strict_hourly");
  f("target", m.target, "share of load asked for");
  f("annual", m.annual, "yearly clean volume / yearly load");
  f("score", m.score, "hourly score with the grid mix");
  f("strict", m.strict, "own clean supply, hour by hour");
  f("one_percent_usd", m.one_percent_usd, "yearly cost of one more percent of the target");
  f("carbon_kg_per_mwh", m.carbon_kg_per_mwh, "location-based");
  f("carbon_kg", m.carbon_kg, "a year");
}

template <is<LedgerRow> T>
void each_field(T& r, auto&& f) {
  f("resource", r.resource, "generator or store under the tariff");
  f("cost_usd", r.cost_usd, "a year");
  f("energy_credit_usd", r.energy_credit_usd, "a year");
  f("capacity_credit_usd", r.capacity_credit_usd, "a year");
  f("premium_usd", r.premium_usd, "paid by the customer on top, never below zero");
}

template <is<InvoiceMonth> T>
void each_field(T& m, auto&& f) {
  f("month", m.month, "1 to 12");
  f("metered_mwh", m.metered_mwh, "import, and what a clean transition's resources deliver");
  f("peak_mw", m.peak_mw, "largest metered demand");
  f("billed_mw", m.billed_mw, "after ratchet and minimum take");
  f("coincident_mw", m.coincident_mw, "mean demand when the utility peaks");
  f("energy_usd", m.energy_usd, "price, adder, time of use");
  f("demand_usd", m.demand_usd, "of billed_mw");
  f("period_usd", m.period_usd, "demand charges of the periods");
  f("coincident_usd", m.coincident_usd, "of coincident_mw");
  f("standby_usd", m.standby_usd, "for own supply");
}

template <is<PayerRow> T>
void each_field(T& p, auto&& f) {
  f("scheme", p.scheme, "tariff; rate_base: the same resources in everybody's rates; no_resources");
  f("year", p.year, "of the contract, from 1");
  f("load_share", p.load_share, "the contract's ramp");
  f("energy_usd", p.energy_usd, "paid by the customer");
  f("demand_usd", p.demand_usd, "paid by the customer: monthly, period and coincident");
  f("premium_usd", p.premium_usd, "paid by the customer");
  f("standby_usd", p.standby_usd, "paid by the customer");
  f("connection_usd", p.connection_usd, "paid by the customer, at cost");
  f("customer_usd", p.customer_usd, "all that the customer pays");
  f("utility_revenue_usd", p.utility_revenue_usd, "billed by the utility");
  f("resources_usd", p.resources_usd, "paid by the utility for the resources");
  f("market_usd", p.market_usd, "paid by the utility for other energy, at the avoided price");
  f("capacity_usd", p.capacity_usd, "paid by the utility for capacity");
  f("others_usd", p.others_usd, "other customers pay more (positive) or less than without this customer");
  f("exit_fee_usd", p.exit_fee_usd, "owed on leaving at the end of the year");
  f("stranded_usd", p.stranded_usd, "premiums still to come then");
}

template <is<TariffResult> T>
void each_field(T& t, auto&& f) {
  f("site", t.site, "site id");
  f("tariff", t.tariff, "tariff id");
  f("energy_usd", t.energy_usd, "a year");
  f("demand_usd", t.demand_usd, "a year");
  f("premium_usd", t.premium_usd, "a year");
  f("exit_exposure_usd", t.exit_exposure_usd, "owed if left at once");
  f("billed_peak_mw", t.billed_peak_mw, "highest billed demand");
  f("effective_usd_per_mwh", t.effective_usd_per_mwh, "the bill / energy bought");
  f("ledger", t.ledger, "per resource");
  f("coincident_usd", t.coincident_usd, "a year");
  f("standby_usd", t.standby_usd, "a year");
  f("connection_usd", t.connection_usd, "a year");
  f("months", t.months, "invoices of the year");
  f("payers", t.payers, "who pays what, by year of the contract and scheme");
}

template <is<CarriedLoad> T>
void each_field(T& c, auto&& f) {
  f("load_mw", c.load_mw, "a flat load");
  f("wind_share", c.wind_share, "of its energy");
  f("solar_share", c.solar_share, "of its energy");
  f("other_share", c.other_share, "of its energy: other own supply");
  f("storage_share", c.storage_share, "of its energy");
  f("short_hours", c.short_hours, "hours a year in which something is missing");
  f("longest_short_h", c.longest_short_h, "longest run of such hours");
  f("deepest_mw", c.deepest_mw, "most that is missing in one hour");
}

template <is<CarriedResult> T>
void each_field(T& c, auto&& f) {
  f("site", c.site, "site id");
  f("wind_mw", c.wind_mw, "built");
  f("solar_mw", c.solar_mw, "built");
  f("other_mw", c.other_mw, "built");
  f("storage_mw", c.storage_mw, "built, discharge");
  f("storage_mwh", c.storage_mwh, "built, at the AC terminals");
  f("loads", c.loads, "flat loads, rising");
  f("headline_mw", c.headline_mw, "the flat load that the hourly series missing_alone is of");
  f("firm_mw_90", c.firm_mw_90, "largest flat load carried whole in 90 % of the hours");
  f("firm_mw_99", c.firm_mw_99, "in 99 % of the hours");
  f("firm_mw_always", c.firm_mw_always, "in all hours");
}

template <is<CarbonRow> T>
void each_field(T& c, auto&& f) {
  f("method", c.method, "location market_annual market_hourly marginal");
  f("kg", c.kg, "a year");
  f("kg_per_mwh", c.kg_per_mwh, "over all load");
  f("meaning", c.meaning, "how it is counted");
}

template <is<EmbodiedRow> T>
void each_field(T& e, auto&& f) {
  f("component", e.component, "what was built");
  f("kind", e.kind, "row of data/embodied_carbon.csv");
  f("quantity", e.quantity, "built");
  f("unit", e.unit, "MW MWh accelerators");
  f("kg_per_unit", e.kg_per_unit, "to make one");
  f("kg", e.kg, "to make all");
  f("life_years", e.life_years, "over which it is spread");
  f("kg_per_year", e.kg_per_year, "kg / life");
  f("source", e.source, "of kg_per_unit");
}

template <is<CarbonResult> T>
void each_field(T& c, auto&& f) {
  f("operation", c.operation, "by way of counting");
  f("embodied", c.embodied, "by component");
}

template <is<Estimate> T>
void each_field(T& e, auto&& f) {
  f("mean", e.mean, "of the simulated years");
  f("low", e.low, "95 % confidence");
  f("high", e.high, "95 % confidence");
}

template <is<OutageCase> T>
void each_field(T& c, auto&& f) {
  f("component", c.component, "what fails");
  f("kind", c.kind, "wind solar ... grid");
  f("lost", c.lost, "one unit, one circuit, or all");
  f("lost_mw", c.lost_mw, "nameplate lost, all year");
  f("short_hours", c.short_hours, "hours a year in which load is not served whole");
  f("unserved_mwh", c.unserved_mwh, "a year");
  f("deepest_mw", c.deepest_mw, "most at once");
  f("longest_h", c.longest_h, "longest run of such hours");
}

template <is<IslandedResult> T>
void each_field(T& i, auto&& f) {
  f("least_h", i.least_h, "shortest ride after losing the grid");
  f("p5_h", i.p5_h, "5 % of starts end earlier");
  f("median_h", i.median_h, "half of starts end earlier");
  f("limit_h", i.limit_h, "rides are followed no further");
  f("share_1h", i.share_1h, "of starts that last at least so long");
  f("share_4h", i.share_4h, "of starts");
  f("share_24h", i.share_24h, "of starts");
  f("share_72h", i.share_72h, "of starts");
  f("share_168h", i.share_168h, "of starts");
  f("whole_year_hours", i.whole_year_hours, "hours served whole with the grid lost all year");
}

template <is<SiteReliability> T>
void each_field(T& s, auto&& f) {
  f("site", s.site, "site id");
  f("years", s.years, "simulated");
  f("short_hours", s.short_hours, "loss-of-load hours a year (LOLH)");
  f("unserved_mwh", s.unserved_mwh, "expected unserved energy a year (EUE)");
  f("events", s.events, "runs of such hours a year");
  f("unserved_share", s.unserved_share, "EUE / load");
  f("years_without", s.years_without, "share of years in which nothing is missing");
  f("p90_mwh", s.p90_mwh, "of a year's unserved energy");
  f("p99_mwh", s.p99_mwh, "of a year's unserved energy");
  f("worst_mwh", s.worst_mwh, "of a year's unserved energy");
  f("longest_h", s.longest_h, "longest run, over all years");
  f("deepest_mw", s.deepest_mw, "most at once, over all years");
  f("exact_short_hours", s.exact_short_hours, "LOLH without any store, by convolution, weather as planned");
  f("exact_unserved_mwh", s.exact_unserved_mwh, "EUE without any store, by convolution, weather as planned");
  f("unserved_by_month_hour", s.unserved_by_month_hour, "12 x 24, MWh a year");
  f("cases", s.cases, "N-1, worst first");
  f("islanded", s.islanded, "the grid lost at every hour in turn");
}

template <is<ReliabilityResult> T>
void each_field(T& r, auto&& f) {
  f("note", r.note, "what was simulated; empty = nothing was");
  f("policy", r.policy, "plan: stores follow the plan; reserve: kept full");
  f("seed", r.seed, "of outages and weather");
  f("weather_years", r.weather_years, "years that weather is drawn from");
  f("block_h", r.block_h, "length of the blocks drawn; 0: whole years");
  f("sites", r.sites, "by site");
}

template <is<Check> T>
void each_field(T& c, auto&& f) {
  f("law", c.law, "what was recomputed");
  f("instances", c.instances, "how many times");
  f("worst", c.worst, "relative error or violation");
  f("tolerance", c.tolerance, "allowed");
  f("where", c.where, "component and hour of the worst");
}

template <is<SolveRecord> T>
void each_field(T& s, auto&& f) {
  f("solver", s.solver, "name and version");
  f("status", s.status, "as the solver ended");
  f("rows", s.rows, "constraints");
  f("columns", s.columns, "variables");
  f("nonzeros", s.nonzeros, "coefficients");
  f("iterations", s.iterations, "of the solver");
  f("objective_usd", s.objective_usd, "as the solver found it");
  f("gap", s.gap, "relative primal-dual gap");
  f("primal_residual", s.primal_residual, "relative");
  f("dual_residual", s.dual_residual, "relative");
  f("mip_gap", s.mip_gap, "relative; 0 without integers");
}

template <is<ProviderYear> T>
void each_field(T& p, auto&& f) {
  f("year", p.year, "calendar year");
  f("provider", p.provider, "cloud id, or own");
  f("accelerator_hours", p.accelerator_hours, "busy");
  f("share", p.share, "of all busy accelerator-hours");
  f("tokens", p.tokens, "output tokens served there");
  f("energy_mwh", p.energy_mwh, "IT energy of busy accelerators");
  f("committed_usd", p.committed_usd, "commitments and minimums after excuses");
  f("on_demand_hours", p.on_demand_hours, "rented on demand");
  f("spot_hours", p.spot_hours, "rented on the spot market");
  f("contract_hours", p.contract_hours, "rented under contracts");
  f("usage_usd", p.usage_usd, "billed for hours");
  f("egress_usd", p.egress_usd, "billed for traffic to the users");
  f("commitment_usd", p.commitment_usd, "paid used or not");
  f("shortfall_usd", p.shortfall_usd, "minimums that were not met");
  f("exit_usd", p.exit_usd, "fees for leaving");
  f("credit_usd", p.credit_usd, "paid by credits");
  f("paid_usd", p.paid_usd, "all of it less credits");
}

template <is<ContractYear> T>
void each_field(T& c, auto&& f) {
  f("year", c.year, "calendar year");
  f("contract", c.contract, "contract id");
  f("commitment_usd", c.commitment_usd, "paid used or not");
  f("minimum_usd", c.minimum_usd, "least spend after excuses");
  f("excused_usd", c.excused_usd, "minimum that late delivery took off");
  f("usage_usd", c.usage_usd, "spend that counts");
  f("carried_usd", c.carried_usd, "excess of the year before that counts");
  f("excess_usd", c.excess_usd, "spend above the minimum");
  f("shortfall_usd", c.shortfall_usd, "minimum that was not used");
  f("credit_used_usd", c.credit_used_usd, "bills paid by its credits");
  f("credit_left_usd", c.credit_left_usd, "credits left at the end of the year");
  f("lapsed_usd", c.lapsed_usd, "credits that lapsed in the year");
  f("use_share", c.use_share, "of what is committed");
  f("in_force", c.in_force, "of the quantity, what nobody has left");
  f("exit_usd", c.exit_usd, "fee for leaving, or call of a guarantee");
  f("income_usd", c.income_usd, "what somebody else pays: a backstop");
}

template <is<ContractResult> T>
void each_field(T& c, auto&& f) {
  f("id", c.id, "contract id");
  f("instrument", c.instrument, "how it pays");
  f("cloud", c.cloud, "cloud id");
  f("status", c.status, "how sure it is");
  f("unit", c.unit, "of quantity");
  f("quantity", c.quantity, "signed");
  f("lower", c.lower, "least that may be signed");
  f("upper", c.upper, "most that may be signed; null: no limit");
  f("free", c.free, "the plan chose the quantity");
  f("present_usd", c.present_usd, "commitments and shortfalls over the horizon, present value");
  f("one_more_usd", c.one_more_usd, "present value of what one more unit saves");
  f("break_even_use", c.break_even_use, "committed / on-demand price");
  f("refused_usd", c.refused_usd, "present value of planning without it, less with it; null: not planned");
  f("verdict", c.verdict, "what to do, in words");
}

template <is<DealsYear> T>
void each_field(T& y, auto&& f) {
  f("year", y.year, "calendar year");
  f("usd", y.usd, "everything");
  f("tokens", y.tokens, "output tokens");
  f("own_accelerators", y.own_accelerators, "installed at own sites");
  f("hhi", y.hhi, "Herfindahl-Hirschman index of busy accelerator-hours by provider");
  f("providers", y.providers, "effective number of providers, 1 / HHI");
}

template <is<LockIn> T>
void each_field(T& l, auto&& f) {
  f("measure", l.measure, "measure of lock-in");
  f("component", l.component, "part of it, or who it is about");
  f("unit", l.unit, "of value");
  f("value", l.value, "the number");
  f("meaning", l.meaning, "in words");
}

template <is<Sensitivity> T>
void each_field(T& s, auto&& f) {
  f("study", s.study, "hhi price outage demand ...");
  f("change", s.change, "what was changed, in words");
  f("at", s.at, "the changed number");
  f("present_usd", s.present_usd, "of the plan made anew");
  f("hhi", s.hhi, "largest of its years");
}

template <is<MoneyYear> T>
void each_field(T& y, auto&& f) {
  f("year", y.year, "calendar year");
  f("planned", y.planned, "false: after the horizon, as in its last year");
  f("accelerators_usd", y.accelerators_usd, "bought");
  f("buildings_usd", y.buildings_usd, "bought");
  f("power_usd", y.power_usd, "supply, storage and connection bought");
  f("running_usd", y.running_usd, "energy, upkeep, operations, traffic of own sites");
  f("clouds_usd", y.clouds_usd, "invoices of clouds after credits");
  f("contracts_usd", y.contracts_usd, "power purchases, revenue shares, less backstops");
  f("cash_usd", y.cash_usd, "all of these");
  f("level_usd", y.level_usd, "the year with assets as level yearly payments");
  f("book_charge_usd", y.book_charge_usd, "depreciation by book life");
  f("economic_charge_usd", y.economic_charge_usd, "depreciation by economic life");
  f("book_value_usd", y.book_value_usd, "at the end of the year");
  f("economic_value_usd", y.economic_value_usd, "at the end of the year");
  f("obligations_usd", y.obligations_usd, "owed whatever is used");
  f("inflow_usd", y.inflow_usd, "minimums that others owe us");
  f("cover", y.cover, "inflow over obligations, running cost and level payments; 0: nothing comes in");
}

template <is<CostLayer> T>
void each_field(T& l, auto&& f) {
  f("where", l.where, "own, or a cloud id");
  f("layer", l.layer, "of cost");
  f("usd", l.usd, "a year");
  f("usd_per_accelerator_hour", l.usd_per_accelerator_hour, "of busy hours there");
  f("usd_per_million_tokens", l.usd_per_million_tokens, "of output tokens there");
}

template <is<WayRow> T>
void each_field(T& w, auto&& f) {
  f("fleet", w.fleet, "fleet id");
  f("way", w.way, "buy, lease, rent");
  f("raised_by", w.raised_by, "who raises the capital");
  f("cost_of_capital", w.cost_of_capital, "a year");
  f("usd_per_used_hour", w.usd_per_used_hour, "all of it");
  f("usd_per_million_tokens", w.usd_per_million_tokens, "0 without a rate");
  f("break_even_use", w.break_even_use, "cheaper than by the hour above this share of hours; 0: nothing to compare");
  f("present_usd", w.present_usd, "of one accelerator over its economic life");
}

template <is<Money> T>
void each_field(T& m, auto&& f) {
  f("years", m.years, "cash and books by year");
  f("layers", m.layers, "cost of the first year, layer by layer");
  f("ways", m.ways, "buy, lease or rent");
  f("book_life_years", m.book_life_years, "of accelerators");
  f("assumptions", m.assumptions, "what it rests on");
}

template <is<DealsResult> T>
void each_field(T& d, auto&& f) {
  f("years", d.years, "of the horizon; 0: no clouds");
  f("present_usd", d.present_usd, "everything over the horizon, present value");
  f("cost_of_capital", d.cost_of_capital, "discount rate");
  f("by_year", d.by_year, "totals by year");
  f("providers", d.providers, "own sites and clouds by year");
  f("contracts", d.contracts, "what is signed");
  f("contract_years", d.contract_years, "contracts by year");
  f("lock_in", d.lock_in, "lock-in and concentration, components shown");
  f("sensitivities", d.sensitivities, "plans made anew with one thing changed");
}

template <is<WorthRow> T>
void each_field(T& r, auto&& f) {
  f("name", r.name, "what is compared");
  f("unit", r.unit, "of both numbers");
  f("without", r.without, "in the plan without the change");
  f("with", r.with, "in this plan");
}

template <is<WorthPart> T>
void each_field(T& p, auto&& f) {
  f("group", p.group, "of the costs");
  f("saved_usd_per_year", p.saved_usd_per_year, "what the change saves of it");
}

template <is<ChangeWorth> T>
void each_field(T& w, auto&& f) {
  f("change", w.change, "what was changed, in words; empty: compared with nothing");
  f("saved_usd_per_year", w.saved_usd_per_year, "negative: it costs");
  f("parts", w.parts, "by group of costs; they add up to it");
  f("rows", w.rows, "what changes");
}

template <is<Design> T>
void each_field(T& d, auto&& f) {
  f("schema", d.schema, "version of this schema");
  f("scenario", d.scenario, "name");
  f("description", d.description, "what the scenario is about");
  f("money", d.money, "currency and year of all money");
  f("weather_note", d.weather_note, "where the weather came from");
  f("year", d.year, "planned year");
  f("hours", d.hours, "planned steps");
  f("step_h", d.step_h, "length of a step");
  f("seed", d.seed, "of all synthetic series");
  f("usd_per_year", d.usd_per_year, "objective: everything");
  f("usd_per_million_tokens", d.usd_per_million_tokens, "serving cost / output tokens; 0 without tokens");
  f("usd_per_mwh", d.usd_per_mwh, "power cost / all load");
  f("pue", d.pue, "all sites, yearly energies");
  f("busy_share", d.busy_share, "mean of busy / installed accelerators");
  f("tokens_per_year", d.tokens_per_year, "output tokens");
  f("capacities", d.capacities, "what is built");
  f("costs", d.costs, "every line of yearly cost");
  f("sites", d.sites, "energy, water and cost by site");
  f("workloads", d.workloads, "what is served and at which cost");
  f("matching", d.matching, "clean matching, all three modes");
  f("tariffs", d.tariffs, "the bill, and the ledger of a clean transition tariff");
  f("carried", d.carried, "flat loads that own plants and stores carry without the grid, by site");
  f("carbon", d.carbon, "carbon of operation by way of counting, and embodied");
  f("frontier", d.frontier, "what further percents of clean power cost; no curves unless it was asked for");
  f("deals", d.deals, "clouds and contracts over the years of the horizon");
  f("years", d.years, "several years or weather years; the rest is the first year in the first weather");
  f("books", d.books, "cash, depreciation, cost by layer");
  f("bindings", d.bindings, "limits that hold the design back, most valuable first");
  f("checks", d.checks, "laws recomputed independently");
  f("solve", d.solve, "how the model was solved");
  f("simulation", d.simulation, "what simulation at request level gave");
  f("reliability", d.reliability, "how often the load is not served; empty unless it was asked for");
  f("worth", d.worth, "what a change is worth, beside the plan without it (gridwright value)");
  f("notes", d.notes, "assumptions, defaults, what is synthetic, what is not modelled");
}

template <is<StageTime> T>
void each_field(T& s, auto&& f) {
  f("stage", s.stage, "load weather build solve check report");
  f("seconds", s.seconds, "wall time");
}

template <is<InputHash> T>
void each_field(T& i, auto&& f) {
  f("path", i.path, "as the user wrote it");
  f("sha256", i.sha256, "of the bytes read");
}

template <is<Provenance> T>
void each_field(T& p, auto&& f) {
  f("version", p.version, "of Gridwright");
  f("scenario_path", p.scenario_path, "as the user wrote it");
  f("command", p.command, "what was typed");
  f("inputs", p.inputs, "files that were read");
  f("times", p.times, "wall time by stage");
  f("compiler", p.compiler, "that built the engine");
  f("threads", p.threads, "used");
}

template <is<ModeMonths> T>
void each_field(T& m, auto&& f) {
  f("mode", m.mode, "cooling mode");
  f("hours", m.hours, "by month");
}

template <is<PlantStudy> T>
void each_field(T& p, auto&& f) {
  f("plant", p.plant, "cooling plant");
  f("summary", p.summary, "the same in words");
  f("power_chain", p.power_chain, "from the meter to the rack");
  f("chain_summary", p.chain_summary, "the same in words");
  f("supply_c", p.supply_c, "coolant, or air without a liquid side");
  f("liquid_fraction", p.liquid_fraction, "of IT heat");
  f("it_mwh", p.it_mwh, "a year");
  f("overhead_mwh", p.overhead_mwh, "a year");
  f("water_m3", p.water_m3, "a year");
  f("pue", p.pue, "all energy / IT energy");
  f("itue", p.itue, "IT energy / energy to its chips");
  f("tue", p.tue, "itue x pue");
  f("wue_l_per_kwh", p.wue_l_per_kwh, "litres per kWh of IT energy");
  f("worst_hour_pue", p.worst_hour_pue, "of the year, at its load");
  f("reuse_mwh", p.reuse_mwh, "heat in the liquid return, a year");
  f("reuse_temperature_c", p.reuse_temperature_c, "its mean temperature");
  f("ere_all_heat", p.ere_all_heat, "energy reuse effectiveness were all of it used");
  f("overheads", p.overheads, "overhead by component");
  f("modes", p.modes, "hours in each cooling mode");
  f("month_pue", p.month_pue, "by month");
  f("month_worst_pue", p.month_worst_pue, "worst hour of each month");
  f("month_water_m3", p.month_water_m3, "by month");
  f("month_hour_pue", p.month_hour_pue, "[24 month + hour of the day]");
  f("month_modes", p.month_modes, "hours in each mode by month");
  f("design_pue", p.design_pue, "meter / IT at full load in the worst hour");
  f("design_chiller_mw_per_mw", p.design_chiller_mw_per_mw, "chiller heat capacity per IT");
  f("design_excess_k", p.design_excess_k, "supply above what was asked for on the design day");
  f("it_on_connection_mw", p.it_on_connection_mw, "IT that the connection carries");
  f("capital_usd_per_kw", p.capital_usd_per_kw, "building, plant and power chain per IT, estimate");
  f("capital_low_usd_per_kw", p.capital_low_usd_per_kw, "low case");
  f("capital_high_usd_per_kw", p.capital_high_usd_per_kw, "high case");
  f("equipment_down_h", p.equipment_down_h, "hours a year the power chain cannot carry its load");
  f("grid_down_h", p.grid_down_h, "hours a year the grid is away and nothing stands in");
}

template <is<FacilityStudy> T>
void each_field(T& s, auto&& f) {
  f("place", s.place, "station, place or site");
  f("weather_source", s.weather_source, "a sentence");
  f("weather_origin", s.weather_origin, "measured or synthetic");
  f("latitude", s.latitude, "degrees north");
  f("longitude", s.longitude, "degrees east");
  f("elevation_m", s.elevation_m, "above the sea");
  f("pressure_pa", s.pressure_pa, "mean station pressure");
  f("dry_bulb_mean_c", s.dry_bulb_mean_c, "of the year");
  f("dry_bulb_max_c", s.dry_bulb_max_c, "of the year");
  f("wet_bulb_max_c", s.wet_bulb_max_c, "of the year");
  f("design_dry_bulb_c", s.design_dry_bulb_c, "of the design day");
  f("design_wet_bulb_c", s.design_wet_bulb_c, "of the design day");
  f("design_source", s.design_source, "where the design day comes from");
  f("it_mw", s.it_mw, "IT capacity");
  f("load_share", s.load_share, "mean IT load / capacity");
  f("connection_mw", s.connection_mw, "grid connection asked about");
  f("plants", s.plants, "one row an alternative");
  f("notes", s.notes, "what was left out or assumed");
}

}  // namespace gridwright::design

#include "placement_fields.hpp"

namespace gridwright::design {

struct IgnoreField {
  void operator()(const char*, auto&, const char*) const {}
};
/// Anything with a field list of its own.
template <class T>
concept Record = requires(T& t) { each_field(t, IgnoreField{}); };
template <class T>
inline constexpr bool is_list = false;
template <class T>
inline constexpr bool is_list<std::vector<T>> = true;

}  // namespace gridwright::design
