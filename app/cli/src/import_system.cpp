#include <cstdio>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

#include "gridwright/exchange/import.hpp"
#include "import_system.hpp"

namespace gridwright::cli {

namespace {

Exit say(const Context& context, const ImportCommand& command, const exchange::Imported& got) {
  const scenario::PowerSystem& s = got.system;
  std::size_t links = 0;
  for (const scenario::Converter& c : s.converters) links += c.is_link() ? 1 : 0;
  const std::pair<const char*, std::size_t> counts[] = {{"steps", s.steps.size()}, {"buses", s.buses.size()}, {"generators", s.converters.size() - links}, {"links", links},
                                                        {"stores", s.stores.size()}, {"lines", s.lines.size()}, {"loads", s.loads.size()}, {"requirements", s.requirements.size()}};
  if (context.json) {
    nlohmann::ordered_json out{{"exit", 0}, {"scenario", command.out}, {"name", got.name}};
    for (const auto& [name, count] : counts) out[name] = count;
    out["notes"] = got.notes;
    std::cout << out.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
    return Exit::done;
  }
  std::string words;
  for (const auto& [name, count] : counts)
    if (count > 0) words += (words.empty() ? "" : ", ") + std::to_string(count) + " " + name;
  std::printf("%s: %s\n", got.name.c_str(), words.c_str());
  for (const std::string& note : got.notes) std::printf("  %s\n", note.c_str());
  std::printf("  wrote %s    next: gridwright plan %s\n", command.out.c_str(), command.out.c_str());
  return Exit::done;
}

/// Writes the scenario folder; one case at a time.
Exit finish(const Context& context, const ImportCommand& command, const Result<exchange::Imported>& got) {
  if (!got) return fail(context, got.diagnostics(), Exit::bad_input, "Nothing was written.");
  tell(context, got.diagnostics());
  if (const Diagnostics wrong = exchange::write_scenario(*got, command.out); !wrong.empty()) return fail(context, wrong, Exit::bad_input, "Nothing was written.");
  return say(context, command, *got);
}

/// "UCommit=2" is a setting; anything else is a case.
bool is_setting(const std::string& word) {
  std::error_code error;
  return word.find('=') != word.npos && word.front() != '=' && !std::filesystem::exists(word, error);
}

/// The one case among the words; what is wrong with them otherwise.
Diagnostics split_words(const ImportCommand& command, std::string& from, exchange::Settings& settings) {
  Diagnostics wrong;
  for (const std::string& word : command.files) {
    if (is_setting(word)) settings.emplace_back(word.substr(0, word.find('=')), word.substr(word.find('=') + 1));
    else if (from.empty()) from = word;
    else wrong.push_back({.message = "one case at a time: '" + from + "' or '" + word + "'", .fix = "gridwright import " + command.format + " DIR -o SCENARIO_DIR"});
  }
  if (from.empty()) wrong.push_back({.message = "which case?", .fix = "gridwright import " + command.format + " DIR -o SCENARIO_DIR"});
  if (command.out.empty()) wrong.push_back({.message = "where should the scenario folder go?", .fix = "-o SCENARIO_DIR"});
  return wrong;
}

}  // namespace

Exit import_genx(const Context& context, const ImportCommand& command) {
  std::string from;
  exchange::Settings settings;
  if (const Diagnostics wrong = split_words(command, from, settings); !wrong.empty()) return fail(context, wrong, Exit::bad_input, "Nothing was written.");
  return finish(context, command, exchange::import_genx(from, settings));
}

Exit import_pypsa(const Context& context, const ImportCommand& command) {
  std::string from;
  exchange::Settings settings;
  Diagnostics wrong = split_words(command, from, settings);
  if (!settings.empty()) wrong.push_back({.message = "a PyPSA network has no settings", .fix = "leave out " + settings.front().first + "=..."});
  if (!wrong.empty()) return fail(context, wrong, Exit::bad_input, "Nothing was written.");
  return finish(context, command, exchange::import_pypsa(from));
}

}  // namespace gridwright::cli
