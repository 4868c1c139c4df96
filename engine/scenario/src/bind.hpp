#pragma once
#include "section.hpp"

/// From sections to values: which attribute goes where, component by component.
namespace gridwright::scenario {

void bind_scenario(Section file, Scenario& out);
[[nodiscard]] Location bind_location(Section s);
[[nodiscard]] Site bind_site(Section s);
[[nodiscard]] Tariff bind_tariff(Section s);
[[nodiscard]] CustomAccelerator bind_accelerator(Section s);
[[nodiscard]] Fleet bind_fleet(Section s, const std::vector<Site>& sites);
[[nodiscard]] Workload bind_workload(Section s, int year);
[[nodiscard]] Network bind_network(Section s);
[[nodiscard]] Matching bind_matching(Section s);
[[nodiscard]] Carbon bind_carbon(Section s);
[[nodiscard]] Cloud bind_cloud(Section s);
[[nodiscard]] Party bind_party(Section s);
[[nodiscard]] Contract bind_contract(Section s, int year);
[[nodiscard]] Concentration bind_concentration(Section s);
[[nodiscard]] Horizon bind_horizon(Section s);
/// Folders of weather years hold files that sites name: read the sites first.
[[nodiscard]] std::vector<WeatherYear> bind_weather_years(Section& file);
[[nodiscard]] Risk bind_risk(Section s, const std::vector<WeatherYear>& weather);
[[nodiscard]] std::optional<Edge> bind_edge(Section s);

}  // namespace gridwright::scenario
