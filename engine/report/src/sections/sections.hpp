#pragma once
#include <string>
#include <vector>

#include "../hours.hpp"
#include "gridwright/design/design.hpp"

/// The chapters of the report in their order. Each gives the HTML between its heading and the next; empty text: left out.
namespace gridwright::report {

[[nodiscard]] std::string answer_section(const design::Design&);
[[nodiscard]] std::string year_section(const design::Design&, const std::vector<SiteHours>& sites);
[[nodiscard]] std::string cost_section(const design::Design&);
[[nodiscard]] std::string binds_section(const design::Design&);
[[nodiscard]] std::string cooling_section(const design::Design&, const std::vector<SiteHours>& sites);
/// How much of a flat load wind, sun and stores carry without the grid, and who carried the load as operated.
[[nodiscard]] std::string carried_section(const design::Design&, const std::vector<SiteHours>& sites);
/// The frontier family, where it was asked for.
[[nodiscard]] std::string percents_section(const design::Design&);
[[nodiscard]] std::string reliability_section(const design::Design&);
[[nodiscard]] std::string carbon_section(const design::Design&);
[[nodiscard]] std::string serving_section(const design::Design&);
[[nodiscard]] std::string worth_section(const design::Design&);
[[nodiscard]] std::string simulated_section(const design::Design&);
[[nodiscard]] std::string deals_section(const design::Design&);
/// Several years and weather years: capacities, costs, the tail; nothing for one year in one weather.
[[nodiscard]] std::string years_section(const design::Design&);
[[nodiscard]] std::string money_section(const design::Design&);
[[nodiscard]] std::string contract_section(const design::Design&);
[[nodiscard]] std::string proof_section(const design::Design&, const design::Provenance&);
[[nodiscard]] std::string inputs_section(const design::Design&, const design::Provenance&);
[[nodiscard]] std::string notes_section(const design::Design&);

}  // namespace gridwright::report
