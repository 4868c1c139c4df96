#include "bind.hpp"
#include "gridwright/scenario/power_system_tables.hpp"

namespace gridwright::scenario {

std::optional<PowerSystem> bind_system(Section s) {
  if (!s.stated()) return std::nullopt;
  std::map<std::string, TableFile> files;
  for (const std::string& table : power_system_tables()) {
    std::string path;
    s.into_file(table, path);
    if (!path.empty()) files[table] = {path, s.written(table)};
  }
  std::string currency = "USD", source;
  bool wrap = true;
  s.into("currency", currency);
  s.into("source", source);
  s.into("wrap", wrap);
  if (s.problems().has_errors()) return std::nullopt;
  Result<PowerSystem> read = read_power_system(files);
  s.problems().take_over(read.diagnostics());
  if (!read) return std::nullopt;
  read->currency = currency;
  read->source = source;
  read->wrap = wrap;
  return *std::move(read);
}

}  // namespace gridwright::scenario
