#include "validate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "references.hpp"
#include "words.hpp"

namespace gridwright::scenario {
namespace {

bool can_import(const Site& site) { return site.grid && site.grid->connection.max.canonical() > 0.0; }

void check_grid(const Site& site, const Section& s, const Scenario& all) {
  const Grid& grid = *site.grid;
  Problems& problems = s.problems();
  if (!s.states("energy_price") && can_import(site))
    problems.error(s.place(), fmt::format("{} has no energy_price", s.subject()),
                   "add energy_price = { model = \"midwest_2022_like\", mean = \"38 USD/MWh\" }");
  if (grid.export_limit.max.canonical() > 0.0 && !s.states("export_price"))
    problems.error(s.place("export_limit"), fmt::format("{} may export but has no export_price", s.subject()),
                   "add export_price = \"20 USD/MWh\"");
  if (grid.export_limit.min > grid.connection.max)
    problems.error(s.place("export_limit"), fmt::format("{} must export more than its connection carries", s.subject()),
                   "lower export_limit or raise connection");
  if (grid.tariff.empty()) return;
  const Tariff* tariff = with_id(all.tariffs, grid.tariff);
  if (!tariff)
    return unknown_id(problems, s.place("tariff"), fmt::format("{} names tariff", s.subject()), grid.tariff,
                      ids_of(all.tariffs), "tariffs");
  if (tariff->minimum_take_share > 0.0 && !can_import(site))
    problems.error(
        s.place("connection"),
        fmt::format("tariff '{}' has a minimum take, but {} has no connection to take from", tariff->id, s.subject()),
        "raise connection, or remove minimum_take");
}

void check_flexible(const Site& site, Section& s, const Scenario& all) {
  Problems& problems = s.problems();
  std::size_t i = 0;
  for (const Section& each : s.tables("flexible")) {
    const Flexible& f = site.flexible[i++];
    if (f.workload.empty() && !site.load.stated() && !s.states("load"))
      problems.error(each.place(), fmt::format("{} turns down the other load of site '{}', which has none", each.subject(), site.id),
                     all.workloads.empty() ? "add load = \"100 MW\" to the site" : fmt::format("add workload = \"{}\"", all.workloads.front().id));
    if (f.workload.empty()) continue;
    const Workload* w = with_id(all.workloads, f.workload);
    if (!w)
      unknown_id(problems, each.place("workload"), fmt::format("{} turns down workload", each.subject()), f.workload, ids_of(all.workloads), "workloads");
    else if (w->kind != WorkloadKind::interactive)
      problems.error(each.place("workload"),
                     fmt::format("{} turns down '{}', which is {} and waits already", each.subject(), f.workload, w->kind == WorkloadKind::batch ? "batch work" : "training"),
                     w->kind == WorkloadKind::batch ? "remove it: the deadline says how long it may wait" : "remove it: dates and pause say how it may wait");
  }
}

/// Swings within seconds need a store that follows them.
void check_swings(const Site& site, const Section& s, const Scenario& all) {
  if (!site.grid || !site.grid->swings) return;
  const bool swinging = std::any_of(all.workloads.begin(), all.workloads.end(), [](const Workload& w) { return w.swing_share > 0.0 || w.swing_from_step; });
  const bool fast = std::any_of(site.storage.begin(), site.storage.end(), [](const Storage& b) { return b.fast && b.power.max.canonical() > 0.0; });
  if (swinging && !fast)
    s.problems().error(s.place(), fmt::format("the grid of site '{}' limits power swings, training swings, and no fast storage stands between", site.id),
                       fmt::format("add [sites.{}.storage.lithium] with technology = \"lithium_utility\", or fast = true to a store", site.id));
  if (!swinging)
    s.problems().warning(s.place(), fmt::format("the grid of site '{}' limits power swings, but no training states a swing", site.id),
                         "add swing = { share = \"60 %\" } to a training workload");
}

void check_site(const Site& site, Section s, const Scenario& all) {
  Problems& problems = s.problems();
  check_flexible(site, s, all);
  if (site.grid) check_swings(site, s.table("grid").table("swings"), all);
  if (site.grid) check_grid(site, s.table("grid"), all);
  for (const Storage& b : site.storage)
    if (with_id(site.supply, b.id)) {
      const auto sections = s.tables("storage");
      const auto at = std::find_if(sections.begin(), sections.end(), [&](const Section& x) { return x.id() == b.id; });
      problems.error(at->place(), fmt::format("site '{}' has a source and a store that are both called '{}'", site.id, b.id),
                     "rename one of them");
    }
  const bool fleet = std::any_of(all.fleets.begin(), all.fleets.end(), [&](const Fleet& f) { return f.site == site.id; });
  const bool load = site.load.stated() || s.states("load");
  const bool supply = std::any_of(site.supply.begin(), site.supply.end(),
                                  [](const Generator& g) { return g.capacity.max.canonical() > 0.0; });
  if ((load || fleet) && !supply && !can_import(site))
    problems.error(
        s.place(),
        fmt::format("site '{}' has {} but neither supply nor a grid connection", site.id, load ? "load" : "a fleet"),
        fmt::format("add [sites.{0}.grid] or [sites.{0}.supply.X]", site.id));
  else if ((load || fleet) && !site.grid)
    problems.warning(
        s.place(),
        fmt::format("site '{}' has {} but no grid connection; it will run islanded", site.id, load ? "load" : "a fleet"),
        fmt::format("add [sites.{}.grid]", site.id));
}

void check_tariff(const Tariff& tariff, const Section& s, const Scenario& all) {
  Problems& problems = s.problems();
  std::vector<std::string> known;
  bool used = false;
  for (const Site& site : all.sites) {
    if (!site.grid || site.grid->tariff != tariff.id) continue;
    used = true;
    for (const Generator& g : site.supply) known.push_back(g.id);
    for (const Storage& b : site.storage) known.push_back(b.id);
  }
  if (!used)
    return problems.warning(s.place(), fmt::format("tariff '{}' is not used by any site", tariff.id),
                            fmt::format("add tariff = \"{}\" to a grid", tariff.id));
  if (tariff.kind == TariffKind::clean_transition && !s.states("resources"))
    problems.error(s.place(), fmt::format("tariff '{}' is clean_transition but names no resources", tariff.id),
                   "add resources = [\"wind\"]");
  if (tariff.kind == TariffKind::standard && s.states("resources"))
    problems.error(s.place("resources"), fmt::format("tariff '{}' is standard and has no resources", tariff.id),
                   "kind = \"clean_transition\"");
  for (const std::string& id : tariff.resources)
    if (std::find(known.begin(), known.end(), id) == known.end())
      unknown_id(problems, s.place("resources"), fmt::format("tariff '{}' names resource", tariff.id), id, known,
                 "sites.X.supply");
}

void check_accelerator(const CustomAccelerator& a, const Section& s, const Scenario& all) {
  Problems& problems = s.problems();
  if (a.bf16_tflops == 0.0 && a.fp8_tflops == 0.0 && a.fp4_tflops == 0.0)
    problems.error(s.place(), fmt::format("{} has no arithmetic: all its peaks are 0", s.subject()), "state bf16 = \"1000 TFLOP/s\"");
  if (std::none_of(all.fleets.begin(), all.fleets.end(), [&](const Fleet& f) { return f.accelerator == a.id; }))
    problems.warning(s.place(), fmt::format("{} stands in no fleet", s.subject()), fmt::format("add accelerator = \"{}\" to a fleet", a.id));
}

void check_fleet(const Fleet& fleet, const Section& s, const Scenario& all) {
  Problems& problems = s.problems();
  if (fleet.site.empty())
    return problems.error(
        s.place(), fmt::format("{} has no site", s.subject()),
        all.sites.empty() ? "state [sites.X] first" : fmt::format("add site = \"{}\"", all.sites.front().id));
  const Site* site = with_id(all.sites, fleet.site);
  if (!site)
    return unknown_id(problems, s.place("site"), fmt::format("{} stands at site", s.subject()), fleet.site,
                      ids_of(all.sites), "sites");
  if (site->halls.empty())
    return problems.error(s.place(), fmt::format("{} stands at site '{}', which has no hall", s.subject(), site->id),
                          fmt::format("add [sites.{}.halls.X]", site->id));
  if (fleet.hall.empty())
    return problems.error(s.place(), fmt::format("{} has no hall, and site '{}' has several", s.subject(), site->id),
                          fmt::format("add hall = \"{}\"", site->halls.front().id));
  if (!with_id(site->halls, fleet.hall))
    unknown_id(problems, s.place("hall"), fmt::format("{} stands in hall", s.subject()), fleet.hall, ids_of(site->halls),
               fmt::format("sites.{}.halls", site->id));
}

void check_training(const Workload& w, Section& s, const Scenario& all) {
  Problems& problems = s.problems();
  if (!s.states("compute"))
    problems.error(s.place(), fmt::format("{} has no compute", s.subject()), "add compute = \"4e25 FLOP\"");
  if (w.finish_hour <= w.start_hour)
    problems.error(s.place("finish"), fmt::format("{} finishes before it starts", s.subject()), "move finish after start");
  if (w.start_hour >= all.hours)
    problems.error(s.place("start"), fmt::format("{} starts after the {} hours that are planned", s.subject(), all.hours),
                   "start earlier, or plan more hours");
  else if (s.states("finish") && w.finish_hour > all.hours)
    problems.warning(s.place("finish"),
                     fmt::format("{} finishes after the {} hours that are planned", s.subject(), all.hours),
                     "plan more hours");
}

void check_serving(const Workload& w, Section& s, const Scenario& all) {
  Problems& problems = s.problems();
  if (!s.states("model"))
    problems.error(s.place(), fmt::format("{} has no model", s.subject()), "add model = \"llama-3.1-70b\"");
  if (!s.states("demand"))
    problems.error(s.place(), fmt::format("{} has no demand", s.subject()),
                   "add demand = { output_tokens_per_day = 1.0e12 }");
  if (w.kind == WorkloadKind::interactive && !s.states("slo"))
    problems.error(s.place(), fmt::format("{} is interactive but has no slo", s.subject()),
                   "add slo = { ttft_p99 = \"2 s\", tpot_p99 = \"50 ms\" }");
  if (!s.states("demand")) return;
  Section demand = s.table("demand");
  for (const auto& [region, share] : w.regions)
    if (!with_id(all.regions, region))
      unknown_id(problems, demand.place("regions"), fmt::format("{} names region", demand.subject()), region,
                 ids_of(all.regions), "regions");
}

void check_workload(const Workload& w, Section s, const Scenario& all) {
  Problems& problems = s.problems();
  const auto has_room = [](const Fleet& f) { return f.count.max > 0.0; };
  if (all.clouds.empty() && std::none_of(all.fleets.begin(), all.fleets.end(), has_room))
    problems.error(s.place(), fmt::format("no fleet could serve {}", s.subject()), "add [fleets.X] with an accelerator");
  if (!s.states("kind")) return;  // the error that it has none stands already
  if (w.kind == WorkloadKind::training)
    check_training(w, s, all);
  else
    check_serving(w, s, all);
}

void check_goals(const Scenario& all, Section& file) {
  Problems& problems = file.problems();
  const auto any_grid = [&](auto member) {
    return std::any_of(all.sites.begin(), all.sites.end(),
                       [&](const Site& s) { return s.grid && ((*s.grid).*member).stated(); });
  };
  Section matching = file.table("matching");
  if (all.matching.mode == MatchingMode::score_with_grid && !any_grid(&Grid::clean_share))
    problems.warning(matching.place("mode"),
                     "matching counts the grid's clean share, but no grid states one: it counts as 0",
                     "add clean_share = { model = \"midwest_2022_like\" } to the grid");
  const bool clean = std::any_of(all.sites.begin(), all.sites.end(), [](const Site& s) {
    return std::any_of(s.supply.begin(), s.supply.end(),
                       [](const Generator& g) { return g.clean && g.capacity.max.canonical() > 0.0; });
  });
  if (all.matching.mode != MatchingMode::none && all.matching.target > 0.0 && !clean && !any_grid(&Grid::clean_share))
    problems.error(matching.place("target"), "matching asks for clean energy, but nothing clean is on offer",
                   "add a clean source, or a clean_share of the grid");
  Section carbon = file.table("carbon");
  const bool imports = std::any_of(all.sites.begin(), all.sites.end(), can_import);
  if (carbon.stated() && imports && !any_grid(&Grid::carbon_intensity))
    problems.warning(carbon.place(), "carbon is counted, but no grid states a carbon_intensity: imports count as 0",
                     "add carbon_intensity = \"430 kg/MWh\" to the grid");
}

}  // namespace

void validate(const Scenario& scenario, Section& file, bool contracts_only) {
  Problems& problems = file.problems();
  file.reading().structure_checked = true;
  if (!contracts_only && scenario.sites.empty() && scenario.clouds.empty() && !file.states("sites") && !scenario.edge)
    problems.error(file.place(), "the scenario has no site", "add [sites.X] with a location");
  std::size_t i = 0;
  for (Section& s : file.tables("sites")) check_site(scenario.sites[i++], s, scenario);
  i = 0;
  for (Section& s : file.tables("tariffs")) check_tariff(scenario.tariffs[i++], s, scenario);
  i = 0;
  for (Section& s : file.tables("accelerators")) check_accelerator(scenario.accelerators[i++], s, scenario);
  i = 0;
  for (Section& s : file.tables("fleets")) check_fleet(scenario.fleets[i++], s, scenario);
  i = 0;
  for (Section& s : file.tables("workloads")) check_workload(scenario.workloads[i++], s, scenario);
  check_goals(scenario, file);
  validate_deals(scenario, file);
  if (contracts_only && scenario.contracts.empty() && !problems.has_errors())
    problems.error(file.place(), "the file has no contract", "add [contracts.X] with an instrument");
  if (contracts_only) return;
  const bool work = !scenario.workloads.empty() ||
                    std::any_of(scenario.sites.begin(), scenario.sites.end(), [](const Site& s) { return s.load.stated(); });
  if ((!scenario.sites.empty() || !scenario.clouds.empty()) && !work && !problems.has_errors())
    problems.error(file.place(), "nothing is to be served: no workload and no load",
                   "add [workloads.X], or load = \"100 MW\" to a site");
}

}  // namespace gridwright::scenario
