#include "commands.hpp"
#include "gridwright/core/text.hpp"
#include "import_system.hpp"

namespace gridwright::cli {

namespace {

/// One format a file: import_<format>.cpp.
struct Format {
  const char* name;
  const char* what;
  Exit (*run)(const Context&, const ImportCommand&);
};
constexpr Format formats[] = {
    {"focus", "cloud bills in FOCUS 1.0 to 1.3 (cost and usage, contract commitments)", import_focus},
    {"prices", "rental price lists of clouds", import_prices},
    {"genx", "a GenX case folder as a scenario folder, -o DIR; settings behind it as UCommit=2", import_genx},
    {"pypsa", "a PyPSA network, CSV folder or .nc, as a scenario folder, -o DIR", import_pypsa},
};

std::vector<std::string> format_names() {
  std::vector<std::string> names;
  for (const Format& f : formats) names.emplace_back(f.name);
  return names;
}

}  // namespace

std::string import_help() {
  std::string text = "read what other tools write: ";
  for (const Format& f : formats) text += std::string(f.name == formats[0].name ? "" : "; ") + f.name + " (" + f.what + ")";
  return text;
}

Exit run_import(const Context& context, const ImportCommand& command) {
  for (const Format& f : formats)
    if (command.format == f.name) return f.run(context, command);
  const std::vector<std::string> names = format_names();
  const auto near = nearest_name(command.format, names);
  return fail(context, {{.message = "there is no import format '" + command.format + "'",
                         .fix = near ? "did you mean '" + *near + "'?" : "one of " + join(names, ", ")}});
}

}  // namespace gridwright::cli
