#pragma once
#include "field_list.hpp"
#include "gridwright/design/design.hpp"

/// Fields of a design and what it is made of: name, member, meaning (see fields.hpp).
namespace gridwright::design {

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

template <is<CostLine> T>
void each_field(T& c, auto&& f) {
  f("site", c.site, "site id; empty for the whole design");
  f("group", c.group, "accelerators power buildings network_and_staff");
  f("component", c.component, "site.id or fleet id");
  f("item", c.item, "capital fixed_om variable_om fuel energy demand_charge premium connection wear egress carbon ...");
  f("usd_per_year", c.usd_per_year, "yearly cost; negative: income");
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

}  // namespace gridwright::design
