#pragma once
#include "commands.hpp"

/// Power systems of other tools: gridwright import genx|pypsa CASE -o SCENARIO_DIR. Settings of a GenX case stand behind it as
/// UCommit=2.
namespace gridwright::cli {

Exit import_genx(const Context& context, const ImportCommand& command);
Exit import_pypsa(const Context& context, const ImportCommand& command);

}  // namespace gridwright::cli
