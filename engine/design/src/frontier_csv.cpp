#include <algorithm>

#include "csv_table.hpp"
#include "gridwright/design/frontier.hpp"

namespace gridwright::design {
namespace {

std::vector<std::string> kinds_of(const Frontier& frontier) {
  std::vector<std::string> kinds;
  for (const FrontierCurve& c : frontier.curves)
    for (const FrontierPoint& p : c.points)
      for (const BuiltPower& b : p.built)
        if (std::find(kinds.begin(), kinds.end(), b.kind) == kinds.end()) kinds.push_back(b.kind);
  return kinds;
}

double mw_of(const FrontierPoint& p, const std::string& kind) {
  for (const BuiltPower& b : p.built)
    if (b.kind == kind) return b.mw;
  return 0.0;
}

}  // namespace

std::string frontier_csv(const Frontier& frontier) {
  const std::vector<std::string> kinds = kinds_of(frontier);
  std::string header = "scenario,target,reached,annual,score,strict,usd_per_year,power_usd_per_mwh,usd_per_million_tokens,next_percent_usd,"
                       "carbon_kg_per_mwh,curtailed_share,why";
  for (const std::string& kind : kinds) header += "," + kind + "_mw";
  Table table("frontier", header);
  for (const FrontierCurve& c : frontier.curves)
    for (const FrontierPoint& p : c.points) {
      table.cell(c.scenario).cell(p.target).cell(p.reached).cell(p.annual).cell(p.score).cell(p.strict).cell(p.usd_per_year);
      table.cell(p.power_usd_per_mwh).cell(p.usd_per_million_tokens).cell(p.next_percent_usd).cell(p.carbon_kg_per_mwh);
      table.cell(p.curtailed_share).cell(p.why);
      for (const std::string& kind : kinds) table.cell(mw_of(p, kind));
      table.row();
    }
  return std::move(table).take().content;
}

}  // namespace gridwright::design
