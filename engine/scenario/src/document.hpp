#pragma once
#include <deque>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gridwright/core/result.hpp"

/// A TOML document as a plain tree in which everything knows where it was written. Only document.cpp knows toml++.
namespace gridwright::scenario {

/// Where something was written: file by number, line and column from 1.
struct Place {
  int file = -1;
  int line = 0, column = 0, width = 1;
};

struct Member;
struct Node {
  enum class Kind { text, number, integer, flag, date, list, table };
  Kind kind = Kind::table;
  std::string text;     ///< of text and date ("2028-09-30", "2028-09-30 12:00")
  double number = 0.0;  ///< of number and integer
  bool flag = false;
  std::vector<Node> items;      ///< of a list
  std::vector<Member> members;  ///< of a table, sorted by key: the order in the file never matters
  Place place;
  [[nodiscard]] const Node* find(std::string_view key) const;
  [[nodiscard]] const Member* member(std::string_view key) const;
  void erase(std::string_view key);
  Member& insert(Member added);  ///< at its place in the order; the key is not there yet
};
struct Member {
  std::string key;
  Place place;  ///< of the key
  Node value;
};
[[nodiscard]] std::string_view name_of(Node::Kind kind);  ///< "text", "a table", ...

/// A file that was read: its text stays for messages.
struct SourceFile {
  std::string shown;  ///< as the user named it
  std::filesystem::path path;
  std::string text;
};

/// Collects everything that is wrong, with the line it stands on.
class Problems {
 public:
  static constexpr std::size_t most = 200;  ///< more are counted, not shown
  void error(Place place, std::string message, std::string fix = {});
  void warning(Place place, std::string message, std::string fix = {});
  /// About a file as a whole, which may not be a SourceFile.
  void file_error(std::string shown, std::string message, std::string fix = {});
  [[nodiscard]] int add_file(SourceFile file);
  [[nodiscard]] const SourceFile& file(int number) const { return files_[static_cast<std::size_t>(number)]; }
  [[nodiscard]] int file_count() const { return static_cast<int>(files_.size()); }
  [[nodiscard]] bool has_errors() const { return errors_ > 0; }
  /// Enough is said: suggestions need not be sought any more.
  [[nodiscard]] bool full() const { return all_.size() >= most; }
  /// In the order of the files and lines.
  [[nodiscard]] Diagnostics take();

 private:
  void add(Severity severity, Place place, std::string message, std::string fix);
  std::deque<SourceFile> files_;
  Diagnostics all_;
  std::size_t errors_ = 0;
  std::size_t left_out_ = 0;
};

/// The text of a scenario file; nothing (and an error) when it is missing, huge, binary or not UTF-8.
[[nodiscard]] std::optional<std::string> read_scenario_text(const std::filesystem::path& path, const std::string& shown,
                                                            Problems& problems);
/// The same checks for text that is in memory already.
[[nodiscard]] bool is_readable_text(std::string_view text, const std::string& shown, Problems& problems);
/// The tree of file number `file`; nothing when the text is not TOML. A value that only lacks its quotes is reported and read.
[[nodiscard]] std::optional<Node> parse_toml(int file, Problems& problems);

}  // namespace gridwright::scenario
