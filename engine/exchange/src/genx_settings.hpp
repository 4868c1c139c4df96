#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "gridwright/exchange/import.hpp"
#include "source.hpp"

namespace gridwright::exchange {

/// The settings of a GenX case: genx_settings.yml, what the command line states instead, GenX's defaults, and, when there is no
/// file, what the case's own files call for (each said in a note).
class GenxSettings {
 public:
  GenxSettings(const std::filesystem::path& folder, const Settings& stated, Findings& findings, std::vector<std::string>& notes);
  [[nodiscard]] int number(const std::string& key) const;
  [[nodiscard]] std::string text(const std::string& key) const;
  [[nodiscard]] bool on(const std::string& key) const { return number(key) != 0; }
  /// No file states the settings: `value` is assumed unless the command line says otherwise.
  void assume(const std::string& key, int value, const std::string& why);
  /// Where to say what about a setting.
  [[nodiscard]] const std::string& file() const { return file_; }
  [[nodiscard]] bool has_file() const { return has_file_; }

 private:
  void read(const std::filesystem::path& file);
  void put(const std::string& key, const std::string& value, const std::string& where);
  std::map<std::string, std::string> values_;
  std::map<std::string, bool> stated_;
  std::string file_;
  bool has_file_ = false;
  Findings& findings_;
  std::vector<std::string>& notes_;
};

}  // namespace gridwright::exchange
