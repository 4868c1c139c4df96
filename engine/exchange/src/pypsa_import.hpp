#pragma once
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "gridwright/exchange/import.hpp"
#include "pypsa_files.hpp"
#include "source.hpp"

namespace gridwright::exchange {

/// A PyPSA network becoming a power system. Attributes, defaults and equations as PyPSA documents them (component attributes and
/// "Power System Optimization").
class PypsaImport {
 public:
  PypsaImport(PypsaFiles files, Findings& findings, Imported& out);
  void run();

 private:
  using Profile = scenario::Profile;
  /// What generators, links, storage units and lines share.
  struct Nominal {
    const Source& table;
    std::size_t row;
    std::string prefix;  ///< "p_nom"
  };

  void network();
  void snapshots();
  void stages();
  void buses();
  void carriers();
  void generators();
  void links();
  void lines();
  void transformers();
  void storage_units();
  void stores();
  void loads();
  void growth_limits();
  void global_constraints();
  void primary_energy(const Source& t, std::size_t r, const std::string& id, const std::string& stage);
  void operational_limit(const std::string& id, const std::string& carrier);
  void expansion_limit(const Source& t, std::size_t r, const std::string& id, const std::string& type, const std::string& stage);
  void left_out();

  [[nodiscard]] scenario::Sizing sizing(const Nominal& n, const std::string& suffix = {});
  [[nodiscard]] double yearly_cost(const Nominal& n);
  [[nodiscard]] scenario::Life life(const Source& t, std::size_t r);
  void switching(const Source& t, std::size_t r, scenario::Converter& c, bool extendable);
  void ramps(const Source& t, std::size_t r, const std::string& list, scenario::Converter& c);
  /// A static cell, or the series of that attribute where the network has one for the component.
  [[nodiscard]] Profile profile(const Source& t, std::size_t r, const std::string& list, const std::string& attribute, double standard);
  [[nodiscard]] std::optional<Profile> series_only(const Source& t, std::size_t r, const std::string& list, const std::string& attribute);
  [[nodiscard]] std::optional<std::vector<double>> series_of(const std::string& list, const std::string& attribute, const std::string& name, bool gaps);
  void bus_of(const Source& t, std::size_t r, const char* column, const std::string& bus);
  void refuse_quadratic(const Source& t);
  [[nodiscard]] double per_unit(const Source& t, std::size_t r, const std::string& bus, bool& direct);

  PypsaFiles files_;
  Findings& findings_;
  Imported& out_;
  scenario::PowerSystem& s_;
  std::map<std::string, Source> tables_;
  std::map<std::string, std::unordered_map<std::string, std::size_t>> series_columns_;  ///< table -> name -> column
  UniqueNames names_;
  struct BusFacts {
    std::string carrier;
    double v_nom = 1.0;
  };
  std::unordered_map<std::string, BusFacts> buses_;
  std::unordered_map<std::string, std::map<std::string, double>> carrier_numbers_;  ///< carrier -> attribute -> number
  struct Facts {  ///< of a component that stands in the system, for global constraints
    std::string id, carrier, bus, kind;
    bool extendable = false, keeps = false;  ///< keeps: a store that does not end as it began
    Profile efficiency{1.0};
    double length = 0.0, cost = 0.0;
    scenario::Life life{};
  };
  std::vector<Facts> facts_;
};

}  // namespace gridwright::exchange
