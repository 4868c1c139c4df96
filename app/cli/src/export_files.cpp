#include "export_files.hpp"

#include <algorithm>

#include "gridwright/core/file.hpp"

namespace gridwright::cli {

namespace fs = std::filesystem;

fs::path export_folder(const std::string& run, const std::string& to, const std::string& out) {
  if (!out.empty()) return out;
  fs::path beside = fs::absolute(run).lexically_normal();
  if (beside.filename().empty()) beside = beside.parent_path();
  return beside.string() + "-" + to;
}

Diagnostics write_files(const fs::path& folder, const std::vector<design::TextFile>& files, const Tolerated& tolerated) {
  std::error_code error;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder, error)) {
    const std::string name = fs::relative(entry.path(), folder).string();
    const bool ours = std::any_of(files.begin(), files.end(), [&](const design::TextFile& f) {
      return f.name == name || (entry.is_directory() && f.name.starts_with(name + "/"));
    });
    if (!ours && !(tolerated && tolerated(entry, name)))
      return {{.file = folder.string(),
               .message = "holds '" + name + "', which is not part of the export; the folder is left as it is",
               .fix = "choose another folder: -o DIR"}};
  }
  Diagnostics wrong;
  for (const design::TextFile& f : files) {
    fs::create_directories((folder / f.name).parent_path(), error);
    for (Diagnostic& d : write_file_atomically(folder / f.name, f.content)) wrong.push_back(std::move(d));
  }
  return wrong;
}

}  // namespace gridwright::cli
