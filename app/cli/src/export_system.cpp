#include "export_system.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "gridwright/core/file.hpp"
#include "gridwright/design/run_folder.hpp"
#include "gridwright/exchange/export.hpp"

namespace gridwright::cli {

namespace {

namespace fs = std::filesystem;

/// Replaces the files by name; a folder that holds others is left as it is.
Diagnostics write_files(const fs::path& folder, const std::vector<design::TextFile>& files) {
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    if (std::none_of(files.begin(), files.end(), [&](const design::TextFile& f) { return f.name == name; }))
      return {{.file = folder.string(), .message = "holds '" + name + "', which is not part of the export; the folder is left as it is", .fix = "choose another folder: -o DIR"}};
  }
  fs::create_directories(folder, error);
  Diagnostics wrong;
  for (const design::TextFile& f : files)
    for (Diagnostic& d : write_file_atomically(folder / f.name, f.content)) wrong.push_back(std::move(d));
  return wrong;
}

}  // namespace

Exit export_system(const Context& context, const std::string& run_folder, const std::string& to, const std::string& out) {
  const Result<design::Run> run = design::read_run(run_folder);
  if (!run) return fail(context, run.diagnostics());
  tell(context, run.diagnostics());
  const Result<std::vector<design::TextFile>> files = exchange::export_as(to, run->design);
  if (!files) return fail(context, files.diagnostics());
  fs::path beside = fs::absolute(run_folder).lexically_normal();
  if (beside.filename().empty()) beside = beside.parent_path();
  const fs::path folder = out.empty() ? fs::path(beside.string() + "-" + to) : fs::path(out);
  if (const Diagnostics wrong = write_files(folder, *files); has_errors(wrong)) return fail(context, wrong);
  if (context.json) std::printf("{\"exit\": 0, \"folder\": \"%s\", \"files\": %zu}\n", folder.string().c_str(), files->size());
  else std::printf("wrote %zu tables to %s\n", files->size(), folder.string().c_str());
  return Exit::done;
}

}  // namespace gridwright::cli
