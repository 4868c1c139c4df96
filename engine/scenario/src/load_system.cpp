#include "gridwright/scenario/load_system.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "document.hpp"
#include "gridwright/core/sha256.hpp"
#include "gridwright/scenario/power_system_tables.hpp"
#include "variants.hpp"
#include "words.hpp"

namespace gridwright::scenario {
namespace {

std::filesystem::path file_of(std::filesystem::path path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) path /= "scenario.toml";
  return path;
}

/// Reads one table of the file by a list of keys; everything else is a mistake.
class Keys {
 public:
  Keys(const Node& table, std::string name, Problems& problems) : table_(table), name_(std::move(name)), problems_(problems) {}
  void text(const char* key, std::string& out) {
    if (const Node* node = find(key)) {
      if (node->kind == Node::Kind::text) out = node->text;
      else problems_.error(node->place, fmt::format("{} of [{}] is {}; it must be text in quotes", key, name_, name_of(node->kind)));
    }
  }
  void whole(const char* key, int& out) {
    if (const Node* node = find(key)) {
      if (node->kind == Node::Kind::integer) out = static_cast<int>(node->number);
      else problems_.error(node->place, fmt::format("{} of [{}] is {}; it must be a whole number", key, name_, name_of(node->kind)));
    }
  }
  void flag(const char* key, bool& out) {
    if (const Node* node = find(key)) {
      if (node->kind == Node::Kind::flag) out = node->flag;
      else problems_.error(node->place, fmt::format("{} of [{}] is {}; it must be true or false", key, name_, name_of(node->kind)));
    }
  }
  void file(const std::string& key, std::map<std::string, TableFile>& out) {
    std::string name;
    text(key.c_str(), name);
    if (name.empty()) return;
    const Node& node = *table_.find(key);
    const std::filesystem::path path = problems_.file(node.place.file).path.parent_path() / name;
    std::error_code error;
    if (std::filesystem::is_regular_file(path, error)) out[key] = {path, name};
    else problems_.error(node.place, fmt::format("{} of [{}]: there is no file '{}'", key, name_, name), "the path is relative to the file that names it");
  }
  void rest() const {
    for (const Member& m : table_.members) {
      if (std::find(known_.begin(), known_.end(), m.key) != known_.end()) continue;
      const std::string meant = meant_by(m.key, known_);
      problems_.error(m.place, fmt::format("[{}] has no '{}'", name_, m.key), meant.empty() ? fmt::format("known here: {}", fmt::join(known_, ", ")) : fmt::format("did you mean '{}'?", meant));
    }
  }

 private:
  const Node* find(const std::string& key) {
    known_.push_back(key);
    return table_.find(key);
  }
  const Node& table_;
  std::string name_;
  Problems& problems_;
  std::vector<std::string> known_;
};

const Node* table_of(const Node& root, const char* name, Problems& problems) {
  const Node* node = root.find(name);
  if (node == nullptr) problems.error({root.place.file, 1, 1, 1}, fmt::format("the file has no [{}]", name), fmt::format("add [{}]", name));
  else if (node->kind != Node::Kind::table) problems.error(node->place, fmt::format("{} is {}; it must be a table", name, name_of(node->kind)));
  else return node;
  return nullptr;
}

}  // namespace

bool states_power_system(const std::filesystem::path& file_or_folder) {
  Problems quiet;
  const std::filesystem::path path = file_of(file_or_folder);
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) return false;
  const std::optional<Node> root = read_with_bases(path, path.string(), quiet);
  return root && root->find("system") != nullptr && root->find("sites") == nullptr;
}

Result<SystemScenario> load_power_system(const std::filesystem::path& file_or_folder) {
  Problems problems;
  const std::filesystem::path path = file_of(file_or_folder);
  const std::optional<Node> root = read_with_bases(path, path.string(), problems);
  if (!root) return problems.take();
  for (const Member& m : root->members)
    if (m.key != "scenario" && m.key != "system")
      problems.error(m.place, fmt::format("a power system has no '{}'", m.key), "the file has [scenario] and [system]; sites are planned without [system]");
  SystemScenario out;
  std::map<std::string, TableFile> files;
  if (const Node* node = table_of(*root, "scenario", problems)) {
    Keys keys(*node, "scenario", problems);
    keys.text("name", out.name), keys.text("description", out.description), keys.text("money", out.money), keys.whole("year", out.year);
    keys.rest();
  }
  bool wrap = true;
  std::string source;
  if (const Node* node = table_of(*root, "system", problems)) {
    Keys keys(*node, "system", problems);
    for (const std::string& table : power_system_tables()) keys.file(table, files);
    keys.text("source", source), keys.flag("wrap", wrap);
    keys.rest();
  }
  if (problems.has_errors()) return problems.take();
  Result<PowerSystem> read = read_power_system(files);
  if (!read) return read.diagnostics();
  out.system = *std::move(read);
  out.system.wrap = wrap, out.system.source = source, out.system.currency = out.money.substr(0, out.money.find(' '));
  for (int i = 0; i < problems.file_count(); ++i) out.inputs.push_back({problems.file(i).shown, sha256(problems.file(i).text)});
  for (const auto& [name, file] : files)
    if (const auto hash = sha256_of_file(file.path)) out.inputs.push_back({file.shown, *hash});
  return Result<SystemScenario>(std::move(out), problems.take());
}

}  // namespace gridwright::scenario
