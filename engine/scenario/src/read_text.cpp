#include <fmt/format.h>

#include <array>
#include <fstream>

#include "document.hpp"

namespace gridwright::scenario {
namespace {

constexpr std::uintmax_t largest = 8u << 20;

struct Fault {
  std::string_view what, fix;
};

/// Bytes that give a file away as something else.
Fault foreign_file(std::string_view text) {
  if (text.starts_with("\x1f\x8b")) return {"is compressed", "unpack it with gunzip"};
  if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff")) return {"is UTF-16 text", "save it as UTF-8"};
  if (text.find('\0') != std::string_view::npos) return {"is a binary file", "a scenario is a TOML text file"};
  return {};
}

/// Bytes of the UTF-8 character at the start of `text`, 0 when it is none.
std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  const unsigned b = byte(0);
  const std::size_t n = b < 0x80 ? 1 : b >= 0xC2 && b < 0xE0 ? 2 : b >= 0xE0 && b < 0xF0 ? 3 : b >= 0xF0 && b < 0xF5 ? 4 : 0;
  for (std::size_t i = 1; i < n; ++i)
    if ((byte(i) & 0xC0) != 0x80) return 0;
  if ((b == 0xE0 && byte(1) < 0xA0) || (b == 0xED && byte(1) > 0x9F) || (b == 0xF0 && byte(1) < 0x90) ||
      (b == 0xF4 && byte(1) > 0x8F))
    return 0;
  return n;
}

}  // namespace

bool is_readable_text(std::string_view text, const std::string& shown, Problems& problems) {
  if (text.size() > largest)
    return problems.file_error(shown, fmt::format("is {} MB; a scenario has 8 MB at most", text.size() >> 20),
                               "put long series in CSV files"),
           false;
  if (const Fault fault = foreign_file(text.substr(0, std::min<std::size_t>(text.size(), 65536))); !fault.what.empty())
    return problems.file_error(shown, std::string(fault.what), std::string(fault.fix)), false;
  int line = 1, column = 1;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t n = utf8_length(text.substr(i, 4));
    if (n == 0 || text[i] == '\0') {
      problems.file_error(shown,
                          fmt::format("line {}, column {}: the byte 0x{:02x} is not UTF-8 text", line, column,
                                      static_cast<unsigned char>(text[i])),
                          "save the file as UTF-8");
      return false;
    }
    column = text[i] == '\n' ? 1 : column + 1;
    line += text[i] == '\n';
    i += n;
  }
  return true;
}

std::optional<std::string> read_scenario_text(const std::filesystem::path& path, const std::string& shown,
                                              Problems& problems) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (error || !std::filesystem::exists(status))
    return problems.file_error(shown, "no such file", "name a scenario.toml or a folder that holds one"), std::nullopt;
  if (!std::filesystem::is_regular_file(status))
    return problems.file_error(shown, "is not a file", "name a scenario.toml"), std::nullopt;
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  if (!error && size > largest)
    return problems.file_error(shown, fmt::format("is {} MB; a scenario has 8 MB at most", size >> 20),
                               "put long series in CSV files"),
           std::nullopt;
  std::ifstream in(path, std::ios::binary);
  std::string text(error ? 0 : static_cast<std::size_t>(size), '\0');
  if (!in || !in.read(text.data(), static_cast<std::streamsize>(text.size())))
    return problems.file_error(shown, "cannot be read", "check its permissions"), std::nullopt;
  if (!is_readable_text(text, shown, problems)) return std::nullopt;
  return text;
}

}  // namespace gridwright::scenario
