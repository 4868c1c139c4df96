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
  f("what", c.what, "power charge_power energy (inside the store) energy_delivered (at the AC terminals) connection it_power accelerators");
  f("unit", c.unit, "MW MWh 1");
  f("value", c.value, "what is built");
  f("lower", c.lower, "least that may be built");
  f("upper", c.upper, "most that may be built; null: no limit");
  f("free", c.free, "false: given by the scenario, not chosen");
  f("yearly_cost_usd", c.yearly_cost_usd, "capital annuity and fixed costs");
  f("limit_value_usd", c.limit_value_usd, "yearly saving of one more unit of the binding limit");
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

template <is<SimulationRecord> T>
void each_field(T& s, auto&& f) {
  f("note", s.note, "what was simulated; empty: nothing was");
  f("requests", s.requests, "requests simulated");
  f("promises", s.promises, "promised against simulated percentiles");
  f("curves", s.curves, "distributions of latencies");
  f("rounds", s.rounds, "turns of the loop plan, simulate, tighten");
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
  f("on_demand_hours", p.on_demand_hours, "rented on demand");
  f("spot_hours", p.spot_hours, "rented on the spot market");
  f("contract_hours", p.contract_hours, "rented under contracts");
  f("usage_usd", p.usage_usd, "billed for hours");
  f("egress_usd", p.egress_usd, "billed for traffic to the users");
  f("commitment_usd", p.commitment_usd, "paid used or not");
  f("shortfall_usd", p.shortfall_usd, "minimums that were not met");
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
  f("deals", d.deals, "clouds and contracts over the years of the horizon");
  f("bindings", d.bindings, "limits that hold the design back, most valuable first");
  f("checks", d.checks, "laws recomputed independently");
  f("solve", d.solve, "how the model was solved");
  f("simulation", d.simulation, "what simulation at request level gave");
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
