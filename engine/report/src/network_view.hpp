#pragma once
#include <string>
#include <vector>

#include "view.hpp"

/// What readers ask of a plan of a power system: a design without sites whose buses have prices. Money is in the currency of the
/// scenario, which need not be dollars.
namespace gridwright::report {

struct BusView {
  std::string id, carrier;
  double demand_mwh = 0.0, unserved_mwh = 0.0;
  double price_mean = 0.0, price_low = 0.0, price_high = 0.0;  ///< mean over its demand where it has any
  const std::vector<double>* price = nullptr;
};
struct LineView {
  std::string id, from, to;
  double mw = 0.0, forward_mwh = 0.0, backward_mwh = 0.0, loss_mwh = 0.0, use = 0.0;
};
struct NetworkView {
  std::vector<BusView> buses;   ///< most demand first
  std::vector<LineView> lines;
  std::vector<Plant> plants;    ///< by yearly cost, then size; what does not stand and lines are left out
  double demand_mwh = 0.0, unserved_mwh = 0.0, lost_mwh = 0.0, line_mw = 0.0;
  std::string currency;
};

[[nodiscard]] bool is_network(const design::Design& d);
[[nodiscard]] NetworkView network_view(const design::Design& d);
[[nodiscard]] std::string money_in(const std::string& currency, double amount);  ///< "8.08 bn EUR"
/// The result for the terminal, as summary_text.
[[nodiscard]] std::string network_summary(const design::Design& d, const design::Provenance& p, int width, std::string_view run_folder);
/// Chapters of the report.
[[nodiscard]] std::string network_answer_section(const design::Design& d);
[[nodiscard]] std::string network_section(const design::Design& d);

}  // namespace gridwright::report
