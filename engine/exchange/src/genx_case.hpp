#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "genx_settings.hpp"
#include "gridwright/exchange/import.hpp"
#include "source.hpp"

namespace gridwright::exchange {

/// A GenX case becoming a power system. Columns, defaults and equations as GenX's user guide states them (v0.4).
class GenxCase {
 public:
  GenxCase(std::filesystem::path folder, const Settings& stated, Findings& findings, Imported& out);
  void run();

 private:
  enum class Kind { thermal, vre, hydro, storage, flexible, must_run, electrolyzer };
  struct Resource {
    std::string id, wanted;   ///< here, and in the case
    Kind kind;
    int zone = 0;
    bool qualified = false;   ///< Qualified_Hydrogen_Supply of older cases
    double mwh_per_tonne = 0.0;
  };
  /// Rows of a policy file: flags or factors by resource.
  struct Tags {
    std::map<std::string, std::map<std::string, double>> of;  ///< resource -> column (lower case) -> number
    bool there = false;
  };

  // genx_case.cpp
  [[nodiscard]] std::filesystem::path place(const char* setting, const std::string& file) const;
  [[nodiscard]] std::optional<Source> table(const std::filesystem::path& file, bool needed);
  void infer_settings();
  void time_and_demand();
  void fuels();
  void variability();
  void network();
  [[nodiscard]] scenario::Profile available(const std::string& resource);
  [[nodiscard]] std::filesystem::path time_file(const std::string& file) const;  ///< of the reduced time series where they are used
  // genx_resources.cpp
  void resources();
  [[nodiscard]] std::optional<Resource> begin(const Source& t, std::size_t r, Kind kind);
  [[nodiscard]] scenario::Sizing sizing(const Source& t, std::size_t r, const char* what, const char* unit, const char* suffix);
  void thermal(const Source& t, std::size_t r, const Resource& who);
  void capture(const Source& t, std::size_t r, scenario::Converter& c);
  void variable(const Source& t, std::size_t r, const Resource& who, bool must_run);
  [[nodiscard]] scenario::LevelEnds ends_of(const Source& t, std::size_t r, const Resource& who);
  void period_map();
  void hydro(const Source& t, std::size_t r, const Resource& who);
  void storage(const Source& t, std::size_t r, const Resource& who);
  void flexible(const Source& t, std::size_t r, const Resource& who);
  void electrolyzer(const Source& t, std::size_t r, const Resource& who);
  void refuse_columns(const Source& t);
  // genx_policies.cpp
  void policies();
  void co2_caps();
  void energy_shares();
  void reserve_margins();
  void capacity_rules(bool least);
  void hourly_matching();
  void hydrogen_demand();
  [[nodiscard]] Tags tags(const std::string& file);
  [[nodiscard]] std::optional<double> slack_price(const std::string& file, std::size_t index);
  void term(const std::string& requirement, const std::string& component, const char* quantity, scenario::Profile factor);
  [[nodiscard]] const Resource* find(const std::string& wanted) const;

  std::filesystem::path folder_;
  Findings& findings_;
  Imported& out_;
  scenario::PowerSystem& s_;
  GenxSettings settings_;
  UniqueNames names_;
  std::vector<std::string> zones_;            ///< bus of zone 1, 2, ...
  std::vector<Resource> resources_;
  std::optional<Source> variability_, network_;
  std::map<std::string, std::size_t> variability_columns_;
  std::map<std::string, scenario::Profile> profiles_;  ///< of resources, made once
};

}  // namespace gridwright::exchange
