#pragma once
#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "gridwright/core/result.hpp"
#include "gridwright/design/run_folder.hpp"
#include "gridwright/plan/plan.hpp"

/// What every command shares: global options, exit codes, how it talks. Results go to stdout, talk to stderr.
namespace gridwright::cli {

enum class Exit : int { done = 0, our_bug = 1, bad_input = 2, no_design = 3, stopped = 4 };

struct Context {
  bool json = false, quiet = false;
  int threads = 0;
  std::optional<std::uint64_t> seed;
  std::string command_line;                  ///< as typed, for provenance
  const std::atomic<bool>* interrupted = nullptr;  ///< raised by Ctrl-C
};

/// Prints diagnostics to stderr (as JSON lines to stdout with --json) and says what follows from them.
Exit fail(const Context& context, const Diagnostics& diagnostics, Exit code = Exit::bad_input, const char* after = "Nothing was written.");
/// Warnings and notes, unless --quiet.
void tell(const Context& context, const Diagnostics& diagnostics);

/// Progress of a plan: a moving line on a terminal, one plain line per ten seconds without.
class ProgressLine {
 public:
  /// `years`: of the horizon; above 1 the cost shown is the present value of all of them.
  explicit ProgressLine(const Context& context, const char* verb = "plan", double goal = 1e-8, int years = 1);
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  void show(const plan::Progress& p);
  void clear();

 private:
  const char* verb_;
  double goal_;   ///< the gap that ends it
  int years_;
  bool on_, terminal_;
  std::size_t drawn_ = 0;
  std::string stage_;
  double best_gap_ = 0.0, gap_at_start_ = 0.0;
  std::chrono::steady_clock::time_point start_, last_;
};

/// The scenario the run in `folder` was made from, with the weather of its plan; `stated`: where it lies now, if named.
[[nodiscard]] Result<scenario::Scenario> scenario_of(const design::Run& run, const std::string& folder, const std::string& stated);
/// "4.60 bn USD", "38 MUSD".
[[nodiscard]] std::string money_text(double usd);
/// out/<folder name> for scenario.toml, out/<file stem> for a variant.
[[nodiscard]] std::string default_folder(const std::filesystem::path& scenario);
[[nodiscard]] std::string version();

}  // namespace gridwright::cli
