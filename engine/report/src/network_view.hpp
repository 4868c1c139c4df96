#pragma once
#include <string>
#include <vector>

#include "view.hpp"

/// What readers ask of a plan of a power system. Money is in the currency of the scenario, which need not be dollars.
namespace gridwright::report {

[[nodiscard]] inline bool is_network(const design::Design& d) { return !d.buses.empty(); }
/// "8.08 bn EUR"
[[nodiscard]] std::string money_in(const design::Design& d, double amount);
/// Plants by yearly cost, then size; `most` of them, what does not stand left out. Lines are counted apart.
[[nodiscard]] std::vector<Plant> largest_plants(const design::Design& d, std::size_t most);
/// "lines 5,575 MW in 7"; empty without lines.
[[nodiscard]] std::string lines_words(const design::Design& d);
/// "co2_limit at most 1,000 t: 1,000 t reached*, one more saves 2,180 EUR"
[[nodiscard]] std::string requirement_words(const design::Design& d, const design::RequirementResult& r);
[[nodiscard]] double demand_mwh(const design::Design& d);
[[nodiscard]] double unserved_mwh(const design::Design& d);
/// The result for the terminal, as summary_text.
[[nodiscard]] std::string network_summary(const design::Design& d, const design::Provenance& p, int width, std::string_view run_folder);
/// Chapters of the report.
[[nodiscard]] std::string network_answer_section(const design::Design& d);
[[nodiscard]] std::string network_section(const design::Design& d);

}  // namespace gridwright::report
