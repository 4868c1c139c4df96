#include "genx_settings.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "gridwright/core/file.hpp"
#include "gridwright/core/text.hpp"

namespace gridwright::exchange {
namespace {

enum class Role {
  model,    ///< changes the plan; honoured
  text,     ///< a folder
  output,   ///< of files, logs and solvers: no effect on the plan
  refused,  ///< changes the plan and is not modelled: only its default is taken
};
struct Setting {
  const char* key;
  const char* standard;
  Role role;
  int most = 1;  ///< of model settings
  const char* why = "";
};

/// GenX's settings with their defaults.   Source: GenX user guide, model configuration (v0.4).
constexpr Setting settings[] = {
    {"NetworkExpansion", "0", Role::model},
    {"Trans_Loss_Segments", "1", Role::model, 100},
    {"OperationalReserves", "0", Role::refused, 0, "operating reserves are not modelled"},
    {"EnergyShareRequirement", "0", Role::model, 1000},
    {"CapacityReserveMargin", "0", Role::model, 1000},
    {"CO2Cap", "0", Role::model, 3},
    {"StorageLosses", "1", Role::model},
    {"MinCapReq", "0", Role::model},
    {"MaxCapReq", "0", Role::model},
    {"UCommit", "0", Role::model, 2},
    {"IncludeLossesInESR", "0", Role::model},
    {"HydrogenMinimumProduction", "0", Role::model},
    {"HydrogenHourlyMatching", "0", Role::model},
    {"HourlyMatching", "0", Role::model},
    {"DC_OPF", "0", Role::model},
    {"TimeDomainReduction", "0", Role::model},
    {"StorageVirtualDischarge", "1", Role::model},
    {"VirtualChargeDischargeCost", "1", Role::output},
    {"LDSAdditionalConstraints", "1", Role::model},
    {"TimeDomainReductionFolder", "TDR_results", Role::text},
    {"ResourcesFolder", "resources", Role::text},
    {"ResourcePoliciesFolder", "policy_assignments", Role::text},
    {"SystemFolder", "system", Role::text},
    {"PoliciesFolder", "policies", Role::text},
    {"MultiStage", "0", Role::refused, 0, "cases of several stages are not read; each stage is a case of its own"},
    {"ModelingToGenerateAlternatives", "0", Role::refused, 0, "alternatives near the optimum are not made"},
    {"MethodofMorris", "0", Role::refused, 0, "sensitivities by Morris are not made"},
    {"Benders", "0", Role::output},
    {"DiscreteInvestments", "0", Role::refused, 0, "whole units are read with UCommit = 1 only"},
    {"Bilinear_DC_OPF", "0", Role::refused, 0, "expansion that changes impedances is not linear"},
    {"LDES_Feasible", "0", Role::refused, 0, "slack of long-duration storage is not modelled"},
    {"asymmetrical_trans_flow_limit", "0", Role::refused, 0, "lines carry the same both ways"},
    {"ParameterScale", "0", Role::output},
    {"ObjScale", "1", Role::output},
    {"PrintModel", "0", Role::output},
    {"OverwriteResults", "0", Role::output},
    {"WriteShadowPrices", "0", Role::output},
    {"OutputFullTimeSeries", "0", Role::output},
    {"OutputFullTimeSeriesFolder", "", Role::output},
    {"ModelingtoGenerateAlternativeSlack", "0.1", Role::output},
    {"ModelingToGenerateAlternativeSlack", "0.1", Role::output},
    {"ModelingToGenerateAlternativesIterations", "1", Role::output},
    {"ModelingToGenerateAlternativeIterations", "1", Role::output},
    {"MGAAnnualGeneration", "0", Role::output},
    {"EnableJuMPStringNames", "false", Role::output},
    {"EnableJuMPDirectModel", "true", Role::output},
    {"WriteOutputs", "full", Role::output},
    {"ComputeConflicts", "0", Role::output},
    {"Solver", "HiGHS", Role::output},
    {"AutoCreateOutputFolder", "0", Role::output},
    {"ResultsFileType", "auto_detect", Role::output},
    {"ResultsCompressionType", "none", Role::output},
    {"OperationWrapping", "0", Role::output},
    {"MinCapTag", "0", Role::output},
    {"Debug", "0", Role::output},
    {"TimeDomainReductionFile", "", Role::output},
};

/// Names that GenX used before, or misspelt.
constexpr std::pair<const char*, const char*> other_names[] = {
    {"Reserves", "OperationalReserves"}, {"HydrogenMimimumProduction", "HydrogenMinimumProduction"}, {"HourlyMatchingRequirement", "HourlyMatching"}};

const Setting* find(const std::string& key) {
  const auto it = std::find_if(std::begin(settings), std::end(settings), [&](const Setting& s) { return key == s.key; });
  return it == std::end(settings) ? nullptr : it;
}

std::string without_quotes(std::string_view v) {
  if (v.size() >= 2 && (v.front() == '"' || v.front() == '\'') && v.back() == v.front()) v = v.substr(1, v.size() - 2);
  return std::string(v);
}

}  // namespace

GenxSettings::GenxSettings(const std::filesystem::path& folder, const Settings& stated, Findings& findings, std::vector<std::string>& notes)
    : findings_(findings), notes_(notes) {
  for (const Setting& s : settings) values_[s.key] = s.standard;
  std::filesystem::path file = folder / "settings" / "genx_settings.yml";
  if (!std::filesystem::exists(file)) file = folder / "Settings" / "genx_settings.yml";
  file_ = (folder / "settings" / "genx_settings.yml").string();
  if (std::filesystem::exists(file)) {
    file_ = file.string();
    has_file_ = true;
    read(file);
  }
  for (const auto& [key, value] : stated) put(key, value, "command line");
}

/// Flat YAML: "Key: value   # comment".
void GenxSettings::read(const std::filesystem::path& file) {
  const Result<std::string> text = read_text_file(file);
  findings_.take_over(text.diagnostics());
  if (!text) return;
  int number = 0;
  for (const std::string_view raw : split(*text, '\n')) {
    ++number;
    const std::string_view line = trim(raw.substr(0, raw.find('#')));
    if (line.empty() || line == "---" || line == "...") continue;
    const std::size_t colon = line.find(':');
    const std::string where = fmt::format("{}:{}", file.string(), number);
    if (colon == line.npos) {
      findings_.error(where, fmt::format("'{}' is no setting", line), "Key: value");
      continue;
    }
    put(std::string(trim(line.substr(0, colon))), without_quotes(trim(line.substr(colon + 1))), where);
  }
}

void GenxSettings::put(const std::string& written, const std::string& value, const std::string& where) {
  std::string key = written;
  for (const auto& [other, now] : other_names)
    if (key == other) key = now;
  const Setting* s = find(key);
  if (s == nullptr) {
    std::vector<std::string> names;
    for (const Setting& each : settings) names.emplace_back(each.key);
    const auto near = nearest_name(key, names);
    return findings_.error(where, fmt::format("'{}' is not a setting of GenX that is known here", written), near ? fmt::format("did you mean {}?", *near) : "remove it");
  }
  if (s->role == Role::model || s->role == Role::refused) {
    const std::string word = to_lower(value);
    const auto v = word == "true" ? std::optional(1.0) : word == "false" ? std::optional(0.0) : parse_number(value);
    if (!v || *v != static_cast<int>(*v) || *v < 0.0) return findings_.error(where, fmt::format("{} is '{}'; it must be a whole number", key, value), fmt::format("{}: {}", key, s->standard));
    if (s->role == Role::refused && *v != *parse_number(s->standard))
      return findings_.error(where, fmt::format("{} = {} is not modelled: {}", key, value, s->why), fmt::format("{}={} behind the case leaves it out knowingly", key, s->standard));
    if (s->role == Role::model && *v > s->most) return findings_.error(where, fmt::format("{} = {} is out of range", key, value), fmt::format("0 to {}", s->most));
    values_[key] = std::to_string(static_cast<int>(*v));
  } else {
    values_[key] = value;
  }
  stated_[key] = true;
}

int GenxSettings::number(const std::string& key) const { return static_cast<int>(parse_number(values_.at(key)).value_or(0.0)); }
std::string GenxSettings::text(const std::string& key) const { return values_.at(key); }

void GenxSettings::assume(const std::string& key, int value, const std::string& why) {
  if (has_file_ || stated_.contains(key) || number(key) == value) return;
  values_[key] = std::to_string(value);
  notes_.push_back(fmt::format("assumed {} = {} ({}); there is no settings/genx_settings.yml, state another behind the case: {}=...", key, value, why, key));
}

}  // namespace gridwright::exchange
