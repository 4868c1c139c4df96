#include "context.hpp"

#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

#include "gridwright/scenario/load.hpp"

namespace gridwright::cli {

namespace {
nlohmann::json to_json(const Diagnostic& d) {
  static constexpr const char* severities[] = {"error", "warning", "note"};
  return {{"severity", severities[static_cast<int>(d.severity)]}, {"file", d.file}, {"line", d.line}, {"column", d.column},
          {"message", d.message}, {"fix", d.fix}};
}
}  // namespace

Exit fail(const Context& context, const Diagnostics& diagnostics, Exit code, const char* after) {
  if (context.json) {
    nlohmann::json out{{"exit", static_cast<int>(code)}, {"diagnostics", nlohmann::json::array()}};
    for (const Diagnostic& d : diagnostics) out["diagnostics"].push_back(to_json(d));
    std::cout << out.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
  } else {
    std::string text = to_text(diagnostics);
    if (!text.empty() && text.back() == '\n') text.pop_back();
    std::cerr << text << ' ' << after << '\n';
  }
  return code;
}

void tell(const Context& context, const Diagnostics& diagnostics) {
  if (context.quiet) return;
  for (const Diagnostic& d : diagnostics) std::cerr << to_text(d);
}

ProgressLine::ProgressLine(const Context& context, const char* verb, double goal, int years)
    : verb_(verb), goal_(goal), years_(years), on_(!context.quiet), terminal_(isatty(STDERR_FILENO) != 0), start_(std::chrono::steady_clock::now()), last_(start_) {}

ProgressLine::~ProgressLine() { clear(); }

void ProgressLine::clear() {
  if (drawn_ > 0) std::fprintf(stderr, "\r%*s\r", static_cast<int>(drawn_), "");
  drawn_ = 0;
}

void ProgressLine::show(const plan::Progress& p) {
  if (!on_) return;
  const auto now = std::chrono::steady_clock::now();
  const bool new_stage = p.stage != stage_;
  const double pause = terminal_ ? 0.1 : 10.0;
  if (std::chrono::duration<double>(now - last_).count() < pause && !(terminal_ && new_stage)) return;
  last_ = now;
  stage_ = p.stage;
  const double seconds = std::chrono::duration<double>(now - start_).count();
  char line[200];
  if (p.iteration > 0)
    std::snprintf(line, sizeof line, "%s  [%d/%d %s]  iteration %d  gap %.1e -> %.0e  cost %s%s  %.0f s", verb_, p.step, p.steps,
                  p.stage.c_str(), p.iteration, p.gap, goal_, money_text(p.usd_per_year).c_str(),
                  years_ > 1 ? (" over " + std::to_string(years_) + " years").c_str() : "/yr", seconds);
  else std::snprintf(line, sizeof line, "%s  [%d/%d %s]  %.0f s", verb_, p.step, p.steps, p.stage.c_str(), seconds);
  if (!terminal_) {
    std::fprintf(stderr, "%s\n", line);
    return;
  }
  clear();
  drawn_ = static_cast<std::size_t>(std::fprintf(stderr, "%s", line));
  std::fflush(stderr);
}

Result<scenario::Scenario> scenario_of(const design::Run& run, const std::string& folder, const std::string& stated) {
  const std::string path = stated.empty() ? run.provenance.scenario_path : stated;
  Result<scenario::Scenario> loaded = scenario::load_scenario(path);
  if (!loaded) {
    Diagnostics wrong = loaded.diagnostics();
    wrong.push_back({.severity = Severity::note, .message = "the run folder '" + folder + "' was made from '" + path + "'; name it with --scenario where it lies elsewhere"});
    return wrong;
  }
  loaded->seed = run.design.seed;
  return loaded;
}

std::string default_folder(const std::filesystem::path& scenario) {
  std::filesystem::path p = std::filesystem::absolute(scenario).lexically_normal();
  if (p.filename().empty()) p = p.parent_path();
  if (p.filename() == "scenario.toml") p = p.parent_path();
  return (std::filesystem::path("out") / p.stem()).string();
}

std::string money_text(double usd) {
  char text[40];
  const double a = std::abs(usd);
  if (a >= 1e9) std::snprintf(text, sizeof text, "%.2f bn USD", usd / 1e9);
  else if (a >= 1e6) std::snprintf(text, sizeof text, "%.1f MUSD", usd / 1e6);
  else std::snprintf(text, sizeof text, "%.0f USD", usd);
  return text;
}

std::string version() { return GRIDWRIGHT_VERSION; }

}  // namespace gridwright::cli
