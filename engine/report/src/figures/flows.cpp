#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "../view.hpp"
#include "../words.hpp"
#include "figures.hpp"
#include "sankey.hpp"

namespace gridwright::report {

std::optional<Figure> energy_flow(const design::Design& design, const SiteHours& h, const std::string& id) {
  std::vector<Flow> from, to;
  double supplied = 0.0, it = 0.0, stored_in = 0.0, stored_out = 0.0;
  const auto mwh = [&](const Layer& layer) { return sum(layer.mw) * h.step_h; };
  for (const Layer& layer : h.supply) {
    if (is_store(layer.kind)) {
      stored_out += mwh(layer);
      continue;
    }
    from.push_back({layer.name, energy(mwh(layer)), layer.kind, mwh(layer)});
    supplied += mwh(layer);
  }
  for (const Layer& layer : h.use) {
    if (is_store(layer.kind)) {
      stored_in += mwh(layer);
      continue;
    }
    if (layer.kind == "it") it = mwh(layer);
    to.push_back({layer.name, energy(mwh(layer)), layer.kind, mwh(layer)});
  }
  if (supplied <= 0.0 || to.empty()) return std::nullopt;
  if (stored_in > stored_out) to.push_back({"lost in stores", energy(stored_in - stored_out), "curtailed", stored_in - stored_out});
  Figure figure{.id = id + "-flow", .title = {}};
  figure.title = it > 0.0 ? fmt::format("Of 100 MWh supplied, {:.0f} reach the IT equipment; stores pass on {:.0f}", 100.0 * it / supplied, 100.0 * stored_out / supplied)
                          : fmt::format("Stores pass on {:.0f} of 100 MWh supplied and lose {:.1f}", 100.0 * stored_out / supplied, 100.0 * (stored_in - stored_out) / supplied);
  figure.drawing = sankey_html(figure.id, figure.title, "Flow diagram of the year's energy: sources on the left, uses and losses on the right.", from, to);
  if (figure.drawing.empty()) return std::nullopt;
  figure.note = "Energy of the year. Supply is what was used";
  figure.note += h.curtailed_mw.empty() ? "; nothing is curtailed." : "; " + energy(sum(h.curtailed_mw) * h.step_h) + " more could have been.";
  constexpr std::string_view inputs[] = {"availability"};
  figure.marks = origins(design, h.site, inputs);
  figure.data_link = "tables/sites.csv", figure.data_name = "sites.csv";
  return figure;
}

std::optional<Figure> money_flow(const design::Design& design) {
  std::vector<Flow> from, to;
  double paid = 0.0, allocated = 0.0;
  for (const GroupCost& group : cost_groups(design)) {
    if (group.usd <= 0.0) return std::nullopt;  // income cannot be drawn as a band
    from.push_back({group.name, money(group.usd), group_colour(group.group), group.usd});
    paid += group.usd;
  }
  constexpr const char* colours[] = {"wind", "solar", "nuclear", "lithium", "geothermal", "cooling"};
  for (const design::WorkloadResult& w : design.workloads) {
    if (w.usd_per_year <= 0.0) continue;
    to.push_back({w.id, money(w.usd_per_year), colours[to.size() % std::size(colours)], w.usd_per_year});
    allocated += w.usd_per_year;
  }
  if (from.size() < 2 || to.size() < 2) return std::nullopt;
  if (paid - allocated > 1e-3 * paid) to.push_back({"not allocated", money(paid - allocated), "other", paid - allocated});
  const auto most = std::max_element(to.begin(), to.end(), [](const Flow& a, const Flow& b) { return a.size < b.size; });
  Figure figure{.id = "money-flow", .title = fmt::format("{} takes {} of {} a year", capital(most->name), percent(most->size / paid, 0), money(paid))};
  figure.drawing = sankey_html(figure.id, figure.title, "Flow diagram of the year's cost: what is paid for on the left, workloads on the right.", from, to);
  if (figure.drawing.empty()) return std::nullopt;
  figure.note = "What is paid for, and for whom: shared by accelerator-hours and energy.";
  figure.data_link = "tables/workloads.csv", figure.data_name = "workloads.csv";
  return figure;
}

}  // namespace gridwright::report
