#include "export_system.hpp"

#include <cstdio>

#include "export_files.hpp"
#include "gridwright/design/run_folder.hpp"
#include "gridwright/exchange/export.hpp"

namespace gridwright::cli {

Exit export_system(const Context& context, const std::string& run_folder, const std::string& to, const std::string& out) {
  const Result<design::Run> run = design::read_run(run_folder);
  if (!run) return fail(context, run.diagnostics());
  tell(context, run.diagnostics());
  const Result<std::vector<design::TextFile>> files = exchange::export_as(to, run->design);
  if (!files) return fail(context, files.diagnostics());
  const std::filesystem::path folder = export_folder(run_folder, to, out);
  if (const Diagnostics wrong = write_files(folder, *files); has_errors(wrong)) return fail(context, wrong);
  if (context.json) std::printf("{\"exit\": 0, \"folder\": \"%s\", \"files\": %zu}\n", folder.string().c_str(), files->size());
  else std::printf("wrote %zu tables to %s\n", files->size(), folder.string().c_str());
  return Exit::done;
}

}  // namespace gridwright::cli
