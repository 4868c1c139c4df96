#include "variants.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

namespace gridwright::scenario {
namespace {

/// Of each pair a table may state one. A variant that states one means to replace the other.
constexpr std::array<std::array<std::string_view, 2>, 3> exclusive{
    {{"normals", "epw"}, {"input_per_output", "input_tokens"}, {"utc_offset", "timezone"}}};

void make_room_for(std::string_view key, Node& base) {
  for (const auto& [a, b] : exclusive) {
    if (key == a) base.erase(b);
    if (key == b) base.erase(a);
  }
}

/// A series from a file and a series from a model have nothing in common.
bool other_source(const Node& base, const Node& over) {
  return (base.find("file") && over.find("model")) || (base.find("model") && over.find("file"));
}

using Chain = std::vector<std::filesystem::path>;

std::filesystem::path real_path(const std::filesystem::path& path) {
  std::error_code error;
  const std::filesystem::path found = std::filesystem::weakly_canonical(path, error);
  return error ? path.lexically_normal() : found;
}

std::optional<Node> with_bases(SourceFile source, Chain chain, Problems& problems);

/// `name = "As announced"` at the top of a file is short for name in [scenario].
void move_into_scenario(Node& root, std::string_view key, Problems& problems) {
  const Member* found = root.member(key);
  if (!found) return;
  Member moved = *found;
  root.erase(key);
  Member* scenario = nullptr;
  for (Member& m : root.members)
    if (m.key == "scenario") scenario = &m;
  if (!scenario) scenario = &root.insert({"scenario", moved.place, Node{.kind = Node::Kind::table, .place = moved.place}});
  if (scenario->value.kind != Node::Kind::table) return;
  if (scenario->value.find(key))
    return problems.error(moved.place, fmt::format("'{}' is stated twice: here and in [scenario]", key), "keep one of them");
  scenario->value.insert(std::move(moved));
}

std::optional<Node> base_of(const Node& extends, const SourceFile& from, Chain chain, Problems& problems) {
  if (extends.kind != Node::Kind::text || extends.text.empty())
    return problems.error(extends.place, "extends must name a file", "extends = \"scenario.toml\""), std::nullopt;
  std::error_code error;
  std::filesystem::path name = extends.text;
  if (std::filesystem::is_directory(from.path.parent_path() / name, error)) name /= "scenario.toml";
  const std::filesystem::path path = from.path.parent_path() / name;
  if (std::find(chain.begin(), chain.end(), real_path(path)) != chain.end())
    return problems.error(extends.place,
                          fmt::format("'{}' extends itself, through {} file{}", extends.text, chain.size(),
                                      chain.size() == 1 ? "" : "s"),
                          "let the chain end in a file without extends"),
           std::nullopt;
  if (chain.size() >= 16)
    return problems.error(extends.place, "more than 16 files extend one another", "join some of them"), std::nullopt;
  if (!std::filesystem::exists(path, error))
    return problems.error(extends.place, fmt::format("the file to extend, '{}', is not there", extends.text),
                          "the path is relative to this file"),
           std::nullopt;
  const std::string shown = (std::filesystem::path(from.shown).parent_path() / name).lexically_normal().string();
  std::optional<std::string> text = read_scenario_text(path, shown, problems);
  if (!text) return std::nullopt;
  return with_bases({shown, path, std::move(*text)}, std::move(chain), problems);
}

std::optional<Node> with_bases(SourceFile source, Chain chain, Problems& problems) {
  chain.push_back(real_path(source.path));
  const int number = problems.add_file(std::move(source));
  std::optional<Node> root = parse_toml(number, problems);
  if (!root) return std::nullopt;
  move_into_scenario(*root, "name", problems);
  move_into_scenario(*root, "description", problems);
  const Node* extends = root->find("extends");
  if (!extends) return root;
  const Node stated = *extends;
  root->erase("extends");
  std::optional<Node> base = base_of(stated, problems.file(number), std::move(chain), problems);
  if (!base) return std::nullopt;
  return laid_over(std::move(*base), std::move(*root));
}

}  // namespace

Node laid_over(Node base, Node over) {
  if (base.kind != Node::Kind::table || over.kind != Node::Kind::table || other_source(base, over)) return over;
  for (const Member& m : over.members) make_room_for(m.key, base);
  for (Member& m : over.members) {
    const auto at = std::find_if(base.members.begin(), base.members.end(), [&](const Member& b) { return b.key == m.key; });
    if (at == base.members.end())
      base.insert(std::move(m));
    else if (m.value.kind == Node::Kind::flag && !m.value.flag && at->value.kind == Node::Kind::table)
      base.members.erase(at);
    else
      at->place = m.place, at->value = laid_over(std::move(at->value), std::move(m.value));
  }
  return base;
}

std::optional<Node> parse_with_bases(std::string text, const std::filesystem::path& path, const std::string& shown,
                                     Problems& problems) {
  if (!is_readable_text(text, shown, problems)) return std::nullopt;
  return with_bases({shown, path, std::move(text)}, {}, problems);
}

std::optional<Node> read_with_bases(const std::filesystem::path& path, const std::string& shown, Problems& problems) {
  std::optional<std::string> text = read_scenario_text(path, shown, problems);
  if (!text) return std::nullopt;
  return with_bases({shown, path, std::move(*text)}, {}, problems);
}

}  // namespace gridwright::scenario
