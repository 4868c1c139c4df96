#pragma once
#include <string>
#include <vector>

#include "gridwright/core/result.hpp"
#include "gridwright/design/design.hpp"
#include "gridwright/design/tables.hpp"

/// A finished plan, of sites or of a power system, in the tables of other planning tools, so that a peer can open it.
///
///   for (const design::TextFile& f : export_pypsa(run.design)) save(f.name, f.content);   // pypsa.Network("folder")
///
/// What is exported is the answer: sizes, dispatch, levels, flows, prices, weights. Efficiencies and costs of what could have been
/// built stand in the scenario, not in the answer; sizes are therefore given, not extendable.
namespace gridwright::exchange {

/// CSV folder of a PyPSA network. Buses are the buses of a power system, or the sites of a campus plan; lines and links become links
/// whose flow is p0; the load of a site is what balances it.
[[nodiscard]] std::vector<design::TextFile> export_pypsa(const design::Design& design);

/// The result tables GenX writes: capacity, power, charge, storage, flow, nse, prices, costs.
[[nodiscard]] std::vector<design::TextFile> export_genx(const design::Design& design);

/// "pypsa", "genx"
[[nodiscard]] std::vector<std::string> export_formats();
/// One of them by name; a diagnostic for any other, or when the design has no hourly values.
[[nodiscard]] Result<std::vector<design::TextFile>> export_as(const std::string& format, const design::Design& design);

}  // namespace gridwright::exchange
