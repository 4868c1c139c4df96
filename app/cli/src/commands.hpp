#pragma once
#include <chrono>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "context.hpp"
#include "gridwright/design/tables.hpp"
#include "gridwright/study/loop.hpp"
#include "gridwright/study/replay.hpp"

namespace CLI {
class App;
}

/// One function a command: parse is done, do it, say it, return the exit code.
namespace gridwright::cli {

struct PlanCommand {
  std::string scenario, out, mps, solver = "auto";
  double gap = 1e-8, seconds = 0.0;
  bool no_report = false, explore = false;
};
Exit run_plan(const Context& context, const PlanCommand& command);

struct FacilityCommand {
  std::vector<std::string> places, plants;       ///< plants may hold commas
  std::vector<std::string> supply;
  std::string power_chain, liquid_fraction, load, it, connection, margin, out;
  bool no_trim = false, list = false, markdown = false;
};
Exit run_facility(const Context& context, const FacilityCommand& command);

Exit run_check(const Context& context, const std::string& scenario);
Exit run_report(const Context& context, const std::string& run_folder);
Exit run_compare(const Context& context, const std::vector<std::string>& run_folders, bool markdown);
Exit run_explain(const Context& context, const std::string& term);
Exit run_schema(const Context& context);

struct ExportCommand {
  std::string folder, to, out, addresses, nets, listen, domain = "infer.example";
};
Exit run_export(const Context& context, const ExportCommand& command);

struct PlaceCommand {
  std::string scenario, out;
  double gap = 0.01, seconds = 0.0;
};
Exit run_place(const Context& context, const PlaceCommand& command);

struct LatencyCommand {
  std::vector<std::string> places;
  std::string cities, matrix;
  bool check = false, relays = false;
};
Exit run_latency(const Context& context, const LatencyCommand& command);

struct SimulateCommand {
  std::string what, trace, out, workload, balance = "least-outstanding", bad_rows = "error";
  serving::DeploymentSpec deployment;
  int replicas = 1;
  bool whole_prompts = false, no_prefix_cache = false, requests = false;
  double ttft_ms = 0.0, tpot_ms = 0.0, speed_up = 1.0, requests_a_day = 400'000.0;
  std::uint64_t limit = 0;
  std::vector<double> slice;   ///< from, to; seconds
  bool replicas_stated = false;
  /// A day that nobody recorded; requests 0 = none.
  struct Network {
    double requests = 0.0, hours = 24.0, busy = 0.7, turns = 1.0, input_tokens = 1024.0, output_tokens = 256.0;
    int cities = 300, sites = 8, agents = 0;
    double agent_period_s = 14400.0, agent_sync = 0.3, agent_jitter_s = 300.0;
    std::string policy = "nearest", placement{}, lose{};
  } network;
};
Exit run_simulate(const Context& context, const SimulateCommand& command);
/// Of a network: --synthesise.
Exit simulate_network(const Context& context, const SimulateCommand& command);
/// May results of a simulation go there? Only what an earlier one wrote is replaced.
[[nodiscard]] Diagnostics check_results_folder(const std::string& folder);

/// Progress of a simulation with percentiles so far: a moving line on a terminal, one plain line per ten seconds without.
class SimulationLine {
 public:
  explicit SimulationLine(const Context& context);
  ~SimulationLine();
  SimulationLine(const SimulationLine&) = delete;
  SimulationLine& operator=(const SimulationLine&) = delete;
  void show(const std::string& what, const serving::Progress& p);
  void clear();

 private:
  using Clock = std::chrono::steady_clock;
  bool on_, terminal_;
  std::size_t drawn_ = 0;
  Clock::time_point start_, last_;
};
/// Files of one simulation: name, content.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> simulation_files(const serving::Outcome& outcome, Diagnostics& wrong);
/// Files of simulated days, as part of a run folder.
[[nodiscard]] std::vector<design::TextFile> day_files(const std::string& title, const study::DaysResult& days, Diagnostics& wrong);
/// Promised against simulated, for the terminal.
[[nodiscard]] std::string promises_text(const design::SimulationRecord& record);
/// out/<folder name> for scenario.toml, out/<file stem> for a variant.
[[nodiscard]] std::string default_folder(const std::filesystem::path& scenario);

struct StudyCommand {
  std::string scenario, out;
  int rounds = 6;
  double requests_a_day = 400'000.0;
};
Exit run_study(const Context& context, const StudyCommand& command);

struct SolveCommand {
  std::string file, solver = "auto", solution, basis;
  double gap = 1e-8, seconds = 0.0;
  bool vertex = false;
};
Exit run_solve(const Context& context, const SolveCommand& command);

/// Reads what other tools write: one format a file, import_<format>.cpp, listed in import_command.cpp.
struct ImportCommand {
  std::string format, out;
  std::vector<std::string> files;
};
Exit run_import(const Context& context, const ImportCommand& command);
[[nodiscard]] std::string import_help();   ///< every format in a sentence
Exit import_focus(const Context& context, const ImportCommand& command);
Exit import_prices(const Context& context, const ImportCommand& command);

struct ContractCommand {
  std::string file, id, out;
};
Exit run_contract(const Context& context, const ContractCommand& command);
/// As typed: percentages and amounts are read when the command runs, so that all mistakes come together.
struct CapitalCommand {
  std::string ledger, out;
  std::string party;                                   ///< --party
  std::string payer, pays = "60%", year, until, look_until, unpaid = "gone", default_costs, cushion, outside = "pari-passu", resale, avoidable;
  std::vector<std::string> first, without, with, cash, outside_debt;
  bool carry_cash = false, contagion = false, removals = false, distress = false;
  std::string equity_share = "50%";
  std::vector<std::string> equity;
  int samples = 0;
  std::vector<std::string> chances;
  std::string own_money, cover, delay, by = "1", rate = "8%", collateral, backed_by, guarantees;
  std::vector<std::string> income;
  bool list_parties = false, list_deals = false;
};
void declare_capital_options(CLI::App& command, CapitalCommand& c);
Exit run_capital(const Context& context, const CapitalCommand& command);

/// Also as typed; what is not said keeps the catalogue's value or the default.
struct OwnCommand {
  std::string accelerator, out;
  std::string price, power, pue, energy, facility, operations, capital, raised_by, book_life, life, resale, used, on_demand, committed, lessor, model;
};
void declare_own_options(CLI::App& command, OwnCommand& c);
Exit run_own(const Context& context, const OwnCommand& command);
/// What one change of chips or kernels is worth: planned without and with it.
struct ValueCommand {
  std::string scenario, out, kernel, gain = "20 %", fleet, swap, precision, power_cap;
  int batch = 0;
  double count = 0.0;
};
Exit run_value(const Context& context, const ValueCommand& command);

struct CalibrateCommand {
  std::string device = "cpu", out = "profile.csv";
  int runs = 20;
  bool no_trial = false;
};
Exit run_calibrate(const Context& context, const CalibrateCommand& command);

struct ComputeCommand {
  std::string model, out, profile, scenario, kernel, gain = "20 %", ttft, tpot, cached = "0 %", acceptance = "70 %", power_cap;
  std::vector<std::string> on, precision;
  std::vector<int> size;
  double input = 1024.0, output = 1024.0, chunk = 8192.0, sequence = 8192.0, batch_tokens = 0.0;
  int tp = 0, pp = 1, dp = 1, ep = 1, batch = 64, largest_batch = 4096, draft = 0, train = 0;
  bool list = false, split = false, hull = false;
};
Exit run_compute(const Context& context, const ComputeCommand& command);
struct ReliabilityCommand {
  std::string folder, scenario, policy = "plan";
  int years = 1000, weather_years = 10;
  double block_h = 168.0;
};
Exit run_reliability(const Context& context, const ReliabilityCommand& command);

struct OperateCommand {
  std::string folder, scenario, out, foresight = "48 h", commit = "24 h";
  double unserved_usd_per_mwh = 10'000.0;
};
Exit run_operate(const Context& context, const OperateCommand& command);

struct FrontierCommand {
  std::vector<std::string> scenarios;
  std::vector<std::string> match{"80", "90", "95", "98", "99", "100"};
  std::string mode, out, run;
};
Exit run_frontier(const Context& context, const FrontierCommand& command);

}  // namespace gridwright::cli
