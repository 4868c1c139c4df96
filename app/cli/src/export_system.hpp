#pragma once
#include <string>

#include "context.hpp"

namespace gridwright::cli {

/// gridwright export RUN --to pypsa|genx [-o DIR]: the answer of a plan in another planning tool's tables.
Exit export_system(const Context& context, const std::string& run_folder, const std::string& to, const std::string& out);

}  // namespace gridwright::cli
