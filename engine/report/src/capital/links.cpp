#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "../figures/sankey.hpp"
#include "../order.hpp"
#include "../words.hpp"
#include "figures.hpp"
#include "findings.hpp"
#include "gridwright/core/text.hpp"

namespace gridwright::report {
namespace {

using namespace deals;

/// A colour for each kind of party.
std::string colour_of(const Ledger& ledger, const std::string& party) {
  constexpr std::string_view kinds[] = {"lab", "chips", "cloud", "power", "lender", "neocloud", "vehicle"};
  const Party* p = ledger.find_party(party);
  for (std::size_t k = 0; p != nullptr && k < std::size(kinds); ++k)
    if (p->kind == kinds[k]) return fmt::format("p{}", k);
  return "p7";
}

std::vector<Key> kind_keys() {
  return {{"p0", "labs"},  {"p2", "clouds"},   {"p5", "new clouds"}, {"p1", "chip makers"},
          {"p3", "power"}, {"p6", "vehicles"}, {"p4", "lenders"},    {"p7", "investors and others"}};
}

/// Keys of the colours that are drawn.
std::vector<Key> keys_of(const std::vector<Link>& links) {
  std::vector<Key> keys = kind_keys();
  std::erase_if(keys, [&](const Key& key) {
    return std::none_of(links.begin(), links.end(), [&](const Link& l) { return l.kind == key.kind; });
  });
  return keys;
}

/// The largest; parties that are small on their side become "others".
std::vector<Link> gathered(std::vector<Link> links, std::size_t names_shown,
                           const std::function<std::string(double)>& words) {
  const auto small_names = [&](bool left) {
    std::map<std::string, double> sums;
    for (const Link& l : links) sums[left ? l.from : l.to] += l.size;
    std::vector<std::pair<std::string, double>> order(sums.begin(), sums.end());
    sort_keeping_order(order, [](const auto& a, const auto& b) { return a.second > b.second; });
    std::vector<std::string> names;
    for (std::size_t i = names_shown; order.size() > names_shown + 1 && i < order.size(); ++i)
      names.push_back(order[i].first);
    return names;
  };
  const auto left = small_names(true), right = small_names(false);
  std::map<std::tuple<std::string, std::string, std::string>, double> sums;
  for (const Link& l : links) {
    const bool a = std::find(left.begin(), left.end(), l.from) != left.end(),
               b = std::find(right.begin(), right.end(), l.to) != right.end();
    sums[{a ? "others" : l.from, b ? "others" : l.to, a ? "p7" : l.kind}] += l.size;
  }
  std::vector<Link> out;
  for (const auto& [key, size] : sums)
    out.push_back({std::get<0>(key), std::get<1>(key), words(size), std::get<2>(key), size});
  return out;
}

std::string gigawatts(double gw) { return significant(gw, 3) + " GW"; }

}  // namespace

std::optional<Figure> money_links_figure(const Ledger& ledger) {
  std::vector<Link> links;
  double all = 0.0;
  for (const deals::Flow& f :
       flows(ledger, 1990, 2100, {.contingent = true, .options = true, .letters_of_intent = false, .without = {}})) {
    links.push_back({f.from, f.to, bn(f.usd), colour_of(ledger, f.from), f.usd});
    all += f.usd;
  }
  if (links.empty()) return std::nullopt;
  const std::vector<Link> shown = gathered(links, 9, bn);
  Figure f{.id = "money",
           .title = fmt::format("Money: {} from payers on the left to payees on the right, all years", bn(all))};
  f.drawing = keys_html(keys_of(shown), "payer") +
              links_html("money-plot", f.title, "Bands from payers to payees, thickness to scale.", shown, bn);
  f.note =
      "Dated debts and equity, contingent tranches included; a party that pays and is paid stands on both sides. The "
      "smallest are gathered as others.";
  f.marks = "mostly assumed ramps";
  return f;
}

std::optional<Figure> compute_links_figure(const Ledger& ledger) {
  std::vector<Link> links;
  double all = 0.0;
  for (const Deal& d : ledger.deals) {
    const bool compute = d.instrument == Instrument::cloud_commitment || d.instrument == Instrument::hardware_purchase;
    const auto kind_of = [&](const std::string& name) {
      const Party* p = ledger.find_party(name);
      return p != nullptr ? p->kind : std::string();
    };
    if (!compute || !d.power_gw || d.overlaps || d.standing == Standing::letter_of_intent || kind_of(d.from) == "power")
      continue;
    links.push_back({d.to, d.from, gigawatts(*d.power_gw), colour_of(ledger, d.to), *d.power_gw});
    all += *d.power_gw;
  }
  if (links.empty()) return std::nullopt;
  const std::vector<Link> shown = gathered(links, 9, gigawatts);
  Figure f{
      .id = "compute",
      .title = fmt::format("Compute: {} from providers on the left to users on the right, where a deal states its power",
                           gigawatts(all))};
  f.drawing = keys_html(keys_of(shown), "provider") +
              links_html("compute-plot", f.title, "Bands from providers to users, thickness to scale.", shown, gigawatts);
  f.note =
      "Runs against the money. Chips and the clouds that house them can be the same gigawatts twice: Oracle buys from "
      "Nvidia what OpenAI rents from Oracle.";
  return f;
}

}  // namespace gridwright::report
