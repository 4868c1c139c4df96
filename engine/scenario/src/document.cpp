#include "document.hpp"

#include <fmt/format.h>

#include <toml++/toml.h>
#include <algorithm>

#include "gridwright/core/text.hpp"
#include "words.hpp"

namespace gridwright::scenario {

const Member* Node::member(std::string_view key) const {
  const auto at =
      std::lower_bound(members.begin(), members.end(), key, [](const Member& m, std::string_view k) { return m.key < k; });
  return at != members.end() && at->key == key ? &*at : nullptr;
}

const Node* Node::find(std::string_view key) const {
  const Member* found = member(key);
  return found ? &found->value : nullptr;
}

void Node::erase(std::string_view key) {
  std::erase_if(members, [key](const Member& m) { return m.key == key; });
}

Member& Node::insert(Member added) {
  const auto at = std::lower_bound(members.begin(), members.end(), added.key,
                                   [](const Member& m, const std::string& k) { return m.key < k; });
  return *members.insert(at, std::move(added));
}

std::string_view name_of(Node::Kind kind) {
  switch (kind) {
    case Node::Kind::text: return "text";
    case Node::Kind::number:
    case Node::Kind::integer: return "a number";
    case Node::Kind::flag: return "true or false";
    case Node::Kind::date: return "a date";
    case Node::Kind::list: return "a list";
    case Node::Kind::table: return "a table";
  }
  return "";
}

namespace {

Place place_of(const toml::source_region& region, int file) {
  const auto& b = region.begin;
  const auto& e = region.end;
  Place place{file, static_cast<int>(b.line), static_cast<int>(b.column), 1};
  if (e.line == b.line && e.column > b.column) place.width = static_cast<int>(e.column - b.column);
  return place;
}

std::string date_text(const toml::date& d) { return fmt::format("{:04}-{:02}-{:02}", d.year, d.month, d.day); }

Node to_node(const toml::node& from, int file);

void fill_table(Node& node, const toml::table& table, int file) {
  node.kind = Node::Kind::table;
  node.members.reserve(table.size());
  for (const auto& [key, value] : table) {
    Member member{std::string(key.str()), place_of(key.source(), file), to_node(value, file)};
    if (member.place.width == 1) member.place.width = width_of(member.key);
    node.members.push_back(std::move(member));
  }
}

Node to_node(const toml::node& from, int file) {
  Node node;
  node.place = place_of(from.source(), file);
  if (const auto* table = from.as_table())
    fill_table(node, *table, file);
  else if (const auto* list = from.as_array()) {
    node.kind = Node::Kind::list;
    for (const toml::node& item : *list) node.items.push_back(to_node(item, file));
  } else if (const auto* text = from.as_string())
    node.kind = Node::Kind::text, node.text = text->get();
  else if (const auto* integer = from.as_integer())
    node.kind = Node::Kind::integer, node.number = static_cast<double>(integer->get());
  else if (const auto* number = from.as_floating_point())
    node.kind = Node::Kind::number, node.number = number->get();
  else if (const auto* flag = from.as_boolean())
    node.kind = Node::Kind::flag, node.flag = flag->get();
  else if (const auto* date = from.as_date())
    node.kind = Node::Kind::date, node.text = date_text(date->get());
  else if (const auto* both = from.as_date_time())
    node.kind = Node::Kind::date,
    node.text = fmt::format("{} {:02}:{:02}", date_text(both->get().date), both->get().time.hour, both->get().time.minute);
  else
    node.kind = Node::Kind::date;  // a bare time of day: no attribute takes one
  return node;
}

/// The commonest slip: power = 300 MW, model = llama. Gives the value, to be put in quotes; empty for anything else.
std::string_view value_without_quotes(std::string_view line) {
  const std::size_t equals = line.find('=');
  if (equals == std::string_view::npos || trim(line).starts_with('[')) return {};
  std::string_view value = line.substr(equals + 1);
  value = trim(value.substr(0, value.find('#')));
  if (value.empty() || value.find_first_of("\"'[]{}=,\\") != std::string_view::npos) return {};
  return value;
}

std::string toml_fix(std::string_view description, std::string_view line) {
  if (description.find("redefine") != std::string_view::npos || description.find("already") != std::string_view::npos)
    return "a name may be stated once: join the two or rename one";
  if (description.find("nested") != std::string_view::npos) return "flatten it";
  const auto quotes = std::count(line.begin(), line.end(), '"');
  if (quotes % 2 != 0) return "close the quotes on this line";
  return {};
}

/// First bracket or dotted key that is nested too deeply to be a scenario; line 0 when there is none.
/// Done before parsing, because a parser that recurses a million times deep dies instead of complaining.
Place too_deep(std::string_view text, int file) {
  constexpr int most = 32;
  int line = 1, column = 0, brackets = 0, dots = 0;
  char quote = 0;
  bool comment = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    ++column;
    if (c == '\n') {
      ++line, column = 0, dots = 0, comment = false, quote = 0;
      continue;
    }
    if (comment) continue;
    if (quote) {
      if (c == '\\' && quote == '"')
        ++i, ++column;
      else if (c == quote)
        quote = 0;
      continue;
    }
    if ((c == '"' || c == '\'') && text.substr(i, 3) == std::string(3, c)) {
      const std::size_t end = std::min(text.find(std::string(3, c), i + 3), text.size());
      line += static_cast<int>(
          std::count(text.begin() + static_cast<std::ptrdiff_t>(i), text.begin() + static_cast<std::ptrdiff_t>(end), '\n'));
      i = end + 2;
    } else if (c == '"' || c == '\'')
      quote = c;
    else if (c == '#')
      comment = true;
    else if (c == '[' || c == '{')
      ++brackets, dots = 0;
    else if (c == ']' || c == '}')
      brackets = std::max(0, brackets - 1), dots = 0;
    else if (c == '=' || c == ',')
      dots = 0;
    else if (c == '.')
      ++dots;
    if (brackets > most || dots > most) return {file, line, column, 1};
  }
  return {};
}

/// Puts the value of one line in quotes, in place.
void quote_value(std::string& text, int line, std::string_view value) {
  const std::string_view whole = line_of(text, line);
  const auto at = static_cast<std::size_t>(whole.data() - text.data()) + whole.find(value, whole.find('='));
  const std::string quoted = "\"" + std::string(value) + "\"";
  text.replace(at, value.size(), quoted);
}

}  // namespace

std::optional<Node> parse_toml(int file, Problems& problems) {
  std::string text = problems.file(file).text;
  if (const Place deep = too_deep(text, file); deep.line > 0)
    return problems.error(deep, "nested too deeply", "a scenario nests four tables at most: [sites.X.storage.Y]"),
           std::nullopt;
  constexpr int most_repairs = 20;
  for (int repairs = 0;; ++repairs) {
    try {
      const toml::table table = toml::parse(text);
      Node root;
      root.place = {file, 1, 1, 1};
      fill_table(root, table, file);
      return root;
    } catch (const toml::parse_error& e) {
      Place place = place_of(e.source(), file);
      const std::string value(value_without_quotes(line_of(text, place.line)));
      const bool repairable = !value.empty() && repairs < most_repairs && text.size() < 1'000'000;
      if (!repairable) {
        problems.error(place, fmt::format("not TOML: {}", e.description()),
                       toml_fix(e.description(), line_of(text, place.line)));
        return std::nullopt;
      }
      const std::string_view line = line_of(text, place.line);
      place.column = 1 + width_of(line.substr(0, line.find(value, line.find('='))));
      place.width = width_of(value);
      problems.error(place, "text and numbers with a unit stand in quotes", fmt::format("write \"{}\"", value));
      quote_value(text, place.line, value);
    }
  }
}

}  // namespace gridwright::scenario
