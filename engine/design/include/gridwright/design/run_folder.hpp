#pragma once
#include <filesystem>
#include <span>

#include "gridwright/core/result.hpp"
#include "gridwright/design/design.hpp"
#include "gridwright/design/tables.hpp"

/// The folder a run leaves behind: design.json, hourly.nc, tables/*.csv, provenance.json and what others add (report.html).
///
///   Diagnostics wrong = write_run("out", {design, provenance}, {{"report.html", html}});
///   Result<Run> run = read_run("out");
namespace gridwright::design {

struct Run {
  Design design;
  Provenance provenance;
  std::filesystem::path folder;   ///< where it was read from; not written
};

/// Writes the whole run beside `folder` (`folder.part-<process>`) and then exchanges the two in one step, so that an
/// interrupted process leaves the old run or the new one, never a mixture. Empty when it went well.
/// Refused, with nothing changed: `folder` is a file, or holds anything that is not part of a run.
/// Nothing of the old run stays: a simulation/ or a model.mps of another design would be false beside the new one.
[[nodiscard]] Diagnostics write_run(const std::filesystem::path& folder, const Run& run,
                                    std::span<const TextFile> extra = {});

/// The same for a run that was read from `folder` and has a chapter more: what others added to it (simulation/, model.mps,
/// report.html) and `extra` does not bring anew is kept.
[[nodiscard]] Diagnostics rewrite_run(const std::filesystem::path& folder, const Run& run,
                                      std::span<const TextFile> extra = {});

/// The same question before the work: may `folder` be written? Empty when it may.
[[nodiscard]] Diagnostics check_target(const std::filesystem::path& folder);

/// design.json, hourly.nc and provenance.json of a run folder. A missing hourly.nc or provenance.json is a warning, so
/// that a design passed on alone can still be looked at.
[[nodiscard]] Result<Run> read_run(const std::filesystem::path& folder);

}  // namespace gridwright::design
