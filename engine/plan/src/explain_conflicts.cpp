#include <cstdio>

#include "explain.hpp"
#include "gridwright/solver/infeasible.hpp"

// Only what people can change may give way: demand, targets, limits. Laws of nature stay whole. Of two rows that meet in the
// same shortfall (balance and connection, demand and throughput) one gives way, so that the amount is told whole; the other
// is found among what stands against it.
namespace gridwright::plan {

namespace {

/// Unit of a row of this family, as a reader would say it.
const char* unit_of(const std::string& block) {
  const auto is = [&block](const char* family) { return block.rfind(family, 0) == 0; };
  if (is("power_balance") || is("hall_limit") || is("swing_reserve")) return " MW";
  if (is("demand") || is("deadline")) return " billion tokens";
  if (is("training")) return "e21 FLOP";
  if (is("carbon_cap")) return " tonnes";
  if (is("matching") || is("grid_import_share") || is("storage_throughput")) return " MWh";
  return "";
}

std::string sentence_of(const solver::BlockConflict& c) {
  char amount[64];
  std::snprintf(amount, sizeof amount, "%.4g", c.largest);
  const std::string where = c.worst.empty() ? std::string() : ", worst at " + c.worst.front().name;
  return c.block + " cannot hold in " + std::to_string(c.rows) + (c.rows == 1 ? " place" : " places") + ": short by up to " + amount + unit_of(c.block) + where;
}

}  // namespace

std::vector<Conflict> explain_conflicts(const std::vector<Building>& blocks) {
  const Building& b = blocks.front();
  // Targets give way before the balance of power does: a clean share that cannot be reached is not a lack of power.
  std::vector<std::string> elastic{"demand", "deadline", "training", "matching", "carbon_cap", "grid_import_share", "hall_limit",
                                   "storage_throughput", "swing_reserve"};
  const std::vector<std::string> families = elastic;
  for (const Building& other : blocks)
    for (const std::string& family : families)
      if (!other.scope.empty()) elastic.push_back(other.scope + family);
  solver::Explanation why = solver::explain_infeasibility(b.model, {.elastic = elastic});
  if (why.widened || why.status != solver::Status::optimal) {
    elastic.push_back("power_balance");
    why = solver::explain_infeasibility(b.model, {.elastic = elastic});
  }
  std::vector<Conflict> out;
  for (const solver::BlockConflict& c : why.conflicts)
    out.push_back({.block = c.block, .rows = c.rows, .worst = c.worst.empty() ? "" : c.worst.front().name, .amount = c.largest,
                   .sentence = sentence_of(c)});
  std::string against;
  for (const solver::Obstacle& o : why.against) {
    if (&o - why.against.data() >= 5) break;
    against += (against.empty() ? "" : ", ") + o.name;
  }
  if (!against.empty()) out.push_back({.block = "limits", .sentence = "what stands against it: " + against});
  return out;
}

}  // namespace gridwright::plan
