#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iostream>

#include "commands.hpp"
#include "export_files.hpp"
#include "export_system.hpp"
#include "gridwright/exchange/export.hpp"
#include "gridwright/core/file.hpp"
#include "gridwright/core/text.hpp"
#include "gridwright/design/placement.hpp"
#include "gridwright/design/run_folder.hpp"
#include "gridwright/routing/routes.hpp"

// gridwright export OUT --to FORMAT: a finished run in another program's format. One entry a family of formats.
namespace gridwright::cli {

namespace {

namespace fs = std::filesystem;

struct Family {
  std::vector<std::string> formats;
  Exit (*run)(const Context& context, const ExportCommand& command);
};

/// What a router that was started there leaves behind: files, and folders of any name.
bool of_a_running_router(const fs::directory_entry& entry, const std::string& name) {
  const auto ends = [&](const char* ending) { return name.ends_with(ending); };
  return !entry.is_regular_file() || name.starts_with("run/") || name.starts_with("work/") || ends(".pid") || ends(".sock") || ends(".log");
}

/// A placement if the folder holds one, else a plan.
Result<routing::Routes> routes_of_folder(const fs::path& folder) {
  if (fs::exists(folder / "placement.json")) {
    Result<design::Placement> placement = design::read_placement(folder);
    if (!placement) return placement.diagnostics();
    return routing::routes_of(*placement);
  }
  Result<design::Run> run = design::read_run(folder);
  if (!run) return run.diagnostics();
  return routing::routes_of(run->design);
}

Diagnostics add_file(routing::Routes& routes, const std::string& file,
                     Diagnostics (*add)(routing::Routes&, const std::string&, const std::string&)) {
  if (file.empty()) return {};
  const Result<std::string> text = read_text_file(file);
  return text ? add(routes, *text, file) : text.diagnostics();
}

Diagnostics read_listen(const std::string& text, routing::ExportOptions& options) {
  if (text.empty()) return {};
  const std::size_t colon = text.rfind(':');
  const auto port = colon == text.npos ? std::nullopt : parse_number(text.substr(colon + 1));
  if (!port || *port < 1 || *port > 65535)
    return {{.message = "--listen '" + text + "' is no ADDRESS:PORT", .fix = "write 0.0.0.0:8080"}};
  options.listen_address = text.substr(0, colon), options.listen_port = static_cast<int>(*port);
  return {};
}

Exit export_routers(const Context& context, const ExportCommand& command) {
  routing::ExportOptions options{.domain = command.domain};
  Diagnostics all = read_listen(command.listen, options);
  Result<routing::Routes> routes = routes_of_folder(command.folder);
  all.insert(all.end(), routes.diagnostics().begin(), routes.diagnostics().end());
  if (!routes) return fail(context, all);
  for (const Diagnostics& found :
       {add_file(*routes, command.addresses, routing::add_addresses), add_file(*routes, command.nets, routing::add_nets)})
    all.insert(all.end(), found.begin(), found.end());
  if (command.addresses.empty())
    all.push_back({.severity = Severity::warning,
                   .message = "no --addresses: sites have addresses that answer nowhere (192.0.2.0/24)",
                   .fix = "give a CSV with site,address,port"});
  if (command.nets.empty())
    all.push_back({.severity = Severity::warning,
                   .message = "no --nets: every client goes to the default group",
                   .fix = "give a CSV with net,country"});
  const fs::path folder = fs::absolute(export_folder(command.folder, command.to, command.out)).lexically_normal();
  options.folder = folder.string();
  while (options.folder.size() > 1 && options.folder.back() == '/') options.folder.pop_back();
  if (has_errors(all)) return fail(context, all);
  const Result<std::vector<design::TextFile>> files = routing::write_routes(*routes, command.to, options);
  if (!files) return fail(context, files.diagnostics());
  if (const Diagnostics wrong = write_files(folder, *files, of_a_running_router); !wrong.empty()) return fail(context, wrong);
  tell(context, all);
  std::size_t resident = 0, nets = 0;
  for (const routing::Group& g : routes->groups) resident += g.resident ? 1 : 0, nets += g.nets.size();
  std::printf("wrote %s: %zu sites, %zu groups of clients (%zu bound by residency), %s\nnext: %s/README.md\n",
              options.folder.c_str(), routes->sites.size(), routes->groups.size(), resident, count_of(nets, "net").c_str(),
              options.folder.c_str());
  return Exit::done;
}

}  // namespace

Exit run_export(const Context& context, const ExportCommand& command) {
  const std::vector<Family> families{
      {routing::formats(), export_routers},
      {exchange::export_formats(), [](const Context& c, const ExportCommand& e) { return export_system(c, e.folder, e.to, e.out); }}};
  std::vector<std::string> known;
  for (const Family& family : families) {
    if (std::find(family.formats.begin(), family.formats.end(), command.to) != family.formats.end())
      return family.run(context, command);
    known.insert(known.end(), family.formats.begin(), family.formats.end());
  }
  const auto near = nearest_name(command.to, known);
  return fail(context, {{.message = "no format is called '" + command.to + "'",
                         .fix = near ? "did you mean '" + *near + "'?" : "formats: " + join(known, ", ")}});
}

}  // namespace gridwright::cli
