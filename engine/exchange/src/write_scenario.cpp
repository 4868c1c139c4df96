#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "gridwright/core/file.hpp"
#include "gridwright/exchange/import.hpp"
#include "gridwright/scenario/power_system_tables.hpp"

namespace gridwright::exchange {
namespace {

namespace fs = std::filesystem;

std::string toml_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return out + '"';
}

Diagnostic wrong(const fs::path& where, std::string what, std::string fix = {}) {
  return {.file = where.string(), .message = std::move(what), .fix = std::move(fix)};
}

std::string scenario_text(const Imported& in, const std::vector<std::pair<std::string, std::string>>& tables) {
  std::string out = fmt::format("# {}, read by gridwright import.\n", in.system.source);
  for (const std::string& note : in.notes) out += "# " + note + "\n";
  out += fmt::format("\n[scenario]\nname  = {}\nyear  = {}\nmoney = {}\n", toml_text(in.name), std::clamp(in.year, 2000, 2100), toml_text(in.system.currency));
  if (!in.description.empty()) out += fmt::format("description = {}\n", toml_text(in.description));
  out += "\n# Tables of the power system; columns in docs/reference/power-system.md.\n[system]\n";
  for (const auto& [file, content] : tables) out += fmt::format("{:<12} = \"system/{}\"\n", fs::path(file).stem().string(), file);
  out += fmt::format("source       = {}\nwrap         = {}\n", toml_text(in.system.source), in.system.wrap);
  return out;
}

bool write_text(const fs::path& file, std::string_view content) {
  std::ofstream out(file, std::ios::binary);
  out.write(content.data(), static_cast<std::streamsize>(content.size()));
  out.close();
  return static_cast<bool>(out);
}

}  // namespace

Diagnostics write_scenario(const Imported& imported, const fs::path& folder) {
  std::error_code error;
  if (fs::exists(folder, error)) {
    if (!fs::is_directory(folder, error)) return {wrong(folder, "is a file, not a folder", "choose another folder: -o DIR")};
    for (const auto& entry : fs::directory_iterator(folder, error)) {
      const std::string name = entry.path().filename().string();
      if (name != "scenario.toml" && name != "system")
        return {wrong(folder, fmt::format("holds '{}', which is not part of an import; the folder is left as it is", name), "move it away, or choose another folder: -o DIR")};
    }
  }
  const auto tables = scenario::write_power_system(imported.system);
  const fs::path part = folder.string() + ".part";
  fs::remove_all(part, error);
  fs::create_directories(part / "system", error);
  if (error) return {wrong(folder, "cannot be made: " + error.message())};
  bool good = write_text(part / "scenario.toml", scenario_text(imported, tables));
  for (const auto& [file, content] : tables) good = good && write_text(part / "system" / file, content);
  if (!good) {
    fs::remove_all(part, error);
    return {wrong(folder, "cannot be written: is the disk full?")};
  }
  fs::remove_all(folder, error);
  fs::rename(part, folder, error);
  return error ? Diagnostics{wrong(folder, "cannot be replaced: " + error.message())} : Diagnostics{};
}

}  // namespace gridwright::exchange
