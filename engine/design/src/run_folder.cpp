#include "gridwright/design/run_folder.hpp"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <iterator>

#include "gridwright/design/json.hpp"
#include "gridwright/design/netcdf.hpp"
#include "gridwright/design/placement.hpp"

namespace fs = std::filesystem;

namespace gridwright::design {
namespace {

/// What a run folder may hold. Anything else is somebody's own file, and the folder is then not replaced.
constexpr std::array own_names = {"design.json", "placement.json", "hourly.nc",    "tables",  "provenance.json",
                                  "report.html", "simulation", "model.mps"};

Diagnostics wrong(const fs::path& where, std::string what, std::string fix = "") {
  Diagnostic one;
  one.file = where.string();
  one.message = std::move(what);
  one.fix = std::move(fix);
  return {one};
}

/// "out/" and "out" are the same place; a symbolic link is followed, so that the link itself survives. Absolute first:
/// a relative name that does not exist yet would stay relative, and a lone "out" has no parent folder to make or sweep.
fs::path resolved(const fs::path& folder) {
  std::error_code error;
  fs::path place = fs::weakly_canonical(fs::absolute(folder, error), error);
  if (error) place = fs::absolute(folder, error);
  if (place.filename().empty()) place = place.parent_path();
  return place;
}

Diagnostics write_text(const fs::path& file, std::string_view content) {
  std::error_code error;
  fs::create_directories(file.parent_path(), error);
  std::ofstream out(file, std::ios::binary);
  out.write(content.data(), static_cast<std::streamsize>(content.size()));
  out.close();
  if (!out) return wrong(file, "cannot be written: " + std::string(std::strerror(errno)));
  return {};
}

/// Removes what processes that no longer exist left beside `folder` when they were interrupted.
void sweep_leftovers(const fs::path& folder) {
  const std::string prefix = folder.filename().string() + ".part-";
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder.parent_path(), error)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(prefix)) continue;
    pid_t process = 0;
    const char* end = name.data() + name.size();
    const auto [stop, bad] = std::from_chars(name.data() + prefix.size(), end, process);
    if (bad != std::errc{} || stop != end || process <= 0) continue;
    if (::kill(process, 0) != 0 && errno == ESRCH) fs::remove_all(entry.path(), error);
  }
}

/// Puts `part` in the place of `folder`: one atomic exchange where the system has it, else two renames with the old run
/// kept beside until the new one is in place.
Diagnostics exchange(const fs::path& part, const fs::path& folder) {
  if (!fs::exists(folder)) {
    if (::rename(part.c_str(), folder.c_str()) == 0) return {};
    return wrong(folder, "cannot be written: " + std::string(std::strerror(errno)));
  }
#ifdef RENAME_EXCHANGE
  if (::renameat2(AT_FDCWD, part.c_str(), AT_FDCWD, folder.c_str(), RENAME_EXCHANGE) == 0) return {};
#endif
  const fs::path old = part.string() + ".old";
  if (::rename(folder.c_str(), old.c_str()) != 0)
    return wrong(folder, "cannot be replaced: " + std::string(std::strerror(errno)));
  if (::rename(part.c_str(), folder.c_str()) == 0) {
    std::error_code ignored;
    fs::remove_all(old, ignored);
    return {};
  }
  const std::string reason = std::strerror(errno);
  if (::rename(old.c_str(), folder.c_str()) != 0) return wrong(folder, "cannot be replaced; the old run is now " + old.string());
  return wrong(folder, "cannot be replaced: " + reason);
}

Diagnostics fill(const fs::path& part, std::span<const TextFile> files) {
  std::error_code error;
  fs::create_directories(part, error);
  if (error) return wrong(part, "cannot be made: " + error.message());
  for (const TextFile& file : files)
    if (Diagnostics failed = write_text(part / file.name, file.content); !failed.empty()) return failed;
  return {};
}

/// Lets `fill_part` fill a folder beside `folder`, then puts it in its place.
template <class Fill>
Diagnostics replace_folder(const fs::path& folder, Fill&& fill_part) {
  if (Diagnostics refused = check_target(folder); !refused.empty()) return refused;
  const fs::path place = resolved(folder);
  std::error_code error;
  fs::create_directories(place.parent_path(), error);
  if (error) return wrong(folder, "cannot be made: " + error.message());
  sweep_leftovers(place);
  const fs::path part = place.string() + ".part-" + std::to_string(::getpid());
  fs::remove_all(part, error);
  Diagnostics failed = fill_part(part);
  if (failed.empty()) failed = exchange(part, place);
  fs::remove_all(part, error);  // the old run after an exchange, the unfinished one after a failure
  return failed;
}

/// What a run of `run` and `extra` is made of.
Diagnostics fill_run(const fs::path& part, const Run& run, std::span<const TextFile> extra) {
  std::vector<TextFile> files = tables(run.design);
  files.push_back({"design.json", to_json(run.design)});
  files.push_back({"provenance.json", to_json(run.provenance)});
  files.insert(files.end(), extra.begin(), extra.end());
  Diagnostics failed = fill(part, files);
  return failed.empty() ? write_hourly(run.design, part / "hourly.nc") : failed;
}

/// Copies what of a run stands in `old` and not in `part`.
Diagnostics keep_rest(const fs::path& old, const fs::path& part) {
  std::error_code error;
  for (const char* name : own_names) {
    if (!fs::exists(old / name, error) || fs::exists(part / name, error)) continue;
    fs::copy(old / name, part / name, fs::copy_options::recursive | fs::copy_options::copy_symlinks, error);
    if (error) return wrong(old / name, "cannot be copied: " + error.message());
  }
  return {};
}

std::optional<std::string> read_text(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return std::nullopt;
  std::string text(std::istreambuf_iterator<char>(in), {});
  if (in.bad()) return std::nullopt;
  return text;
}

Diagnostic missing(const fs::path& file) {
  Diagnostic one;
  one.severity = Severity::warning;
  one.file = file.string();
  one.message = "is missing; what it holds is not shown";
  return one;
}

}  // namespace

Diagnostics check_target(const fs::path& folder) {
  const fs::path place = resolved(folder);
  std::error_code error;
  if (!fs::exists(place, error)) return {};
  if (!fs::is_directory(place, error)) return wrong(folder, "is a file, not a folder", "choose another folder: -o DIR");
  for (const fs::directory_entry& entry : fs::directory_iterator(place, error)) {
    const std::string name = entry.path().filename().string();
    if (std::find(own_names.begin(), own_names.end(), name) == own_names.end())
      return wrong(folder, "holds '" + name + "', which is not part of a run; the folder is left as it is",
                   "move it away, or choose another folder: -o DIR");
  }
  if (error) return wrong(folder, "cannot be read: " + error.message());
  return {};
}

Diagnostics write_run(const fs::path& folder, const Run& run, std::span<const TextFile> extra) {
  return replace_folder(folder, [&](const fs::path& part) { return fill_run(part, run, extra); });
}

Diagnostics rewrite_run(const fs::path& folder, const Run& run, std::span<const TextFile> extra) {
  return replace_folder(folder, [&](const fs::path& part) {
    Diagnostics failed = fill_run(part, run, extra);
    return failed.empty() ? keep_rest(resolved(folder), part) : failed;
  });
}

Diagnostics write_placement(const fs::path& folder, const Placement& placement, std::span<const TextFile> extra) {
  return replace_folder(folder, [&](const fs::path& part) {
    std::vector<TextFile> files = tables(placement);
    files.push_back({"placement.json", to_json(placement)});
    files.insert(files.end(), extra.begin(), extra.end());
    return fill(part, files);
  });
}

Result<Placement> read_placement(const fs::path& folder) {
  const fs::path file = folder / "placement.json";
  const std::optional<std::string> text = read_text(file);
  if (!text) return wrong(folder, "holds no placement: it has no placement.json", "gridwright place SCENARIO -o " + folder.string());
  return placement_from_json(*text, file.string());
}

Result<Run> read_run(const fs::path& folder) {
  const fs::path design_file = folder / "design.json";
  const std::optional<std::string> text = read_text(design_file);
  if (!text)
    return wrong(folder, "is not a run folder: it has no design.json", "gridwright plan SCENARIO -o " + folder.string());
  Result<Design> design = design_from_json(*text, design_file.string());
  if (!design) return design.diagnostics();
  Run run{.design = *std::move(design), .provenance = {}, .folder = folder};
  Diagnostics warnings;
  if (fs::exists(folder / "hourly.nc")) {
    Result<std::vector<Hourly>> hourly = read_hourly(folder / "hourly.nc");
    if (!hourly) return hourly.diagnostics();
    run.design.hourly = *std::move(hourly);
  } else {
    warnings.push_back(missing(folder / "hourly.nc"));
  }
  if (const std::optional<std::string> provenance_text = read_text(folder / "provenance.json")) {
    Result<Provenance> provenance = provenance_from_json(*provenance_text, (folder / "provenance.json").string());
    if (!provenance) return provenance.diagnostics();
    run.provenance = *std::move(provenance);
  } else {
    warnings.push_back(missing(folder / "provenance.json"));
  }
  return {std::move(run), std::move(warnings)};
}

}  // namespace gridwright::design
