#include "words.hpp"

#include <fmt/format.h>

#include <array>
#include <cctype>
#include <cmath>

#include "gridwright/core/text.hpp"

namespace gridwright::report {
namespace {

/// Three digits, never fewer than all whole ones: 41.2, 0.36, 1,240.
std::string three_digits(double value) {
  const double size = std::abs(value);
  if (!std::isfinite(value)) return "unlimited";
  if (size >= 99.95) return group_thousands(value, 0);
  return significant(value, 3);
}

std::string with_blanks(std::string_view id) {
  std::string text(id);
  for (char& c : text)
    if (c == '_') c = ' ';
  return text;
}

}  // namespace

std::string money(double usd) {
  const double size = std::abs(usd);
  if (!std::isfinite(usd)) return "unlimited";
  if (size >= 0.9995e9) return fmt::format("{:.2f} bn USD", usd / 1e9);
  if (size >= 0.9995e6) return three_digits(usd / 1e6) + " MUSD";
  if (size >= 0.9995e3) return three_digits(usd / 1e3) + " kUSD";
  return three_digits(usd) + " USD";
}

std::string unit_price(double usd) {
  std::string text = three_digits(usd);
  if (std::abs(usd) >= 0.0995 && std::abs(usd) < 9.995 && text.size() - std::min(text.find('.'), text.size()) < 3) return group_thousands(usd, 2);
  return text;
}

std::string power(double mw) {
  if (!std::isfinite(mw)) return "unlimited";
  if (mw != 0.0 && std::abs(mw) < 0.9995) return three_digits(mw * 1e3) + " kW";
  return three_digits(mw) + " MW";
}

std::string energy(double mwh) {
  const double size = std::abs(mwh);
  if (!std::isfinite(mwh)) return "unlimited";
  if (size >= 0.9995e6) return three_digits(mwh / 1e6) + " TWh";
  if (size >= 0.9995e3) return three_digits(mwh / 1e3) + " GWh";
  return three_digits(mwh) + " MWh";
}

std::string percent(double share, int decimals) { return group_thousands(100.0 * share, decimals) + " %"; }

std::string count(double number) {
  if (!std::isfinite(number)) return "unlimited";
  return std::abs(number) >= 1e6 ? significant(number, 4) : group_thousands(std::round(number), 0);
}

std::string many(double number) {
  struct Scale {
    double size;
    const char* word;
  };
  constexpr std::array scales = {Scale{1e12, " trillion"}, Scale{1e9, " billion"}, Scale{1e6, " million"}, Scale{1e3, " thousand"}};
  for (const Scale& scale : scales)
    if (std::abs(number) >= 0.9995 * scale.size) return three_digits(number / scale.size) + scale.word;
  return three_digits(number);
}

std::string mass(double kg) {
  return std::abs(kg) >= 1e4 ? group_thousands(kg / 1e3, 0) + " t" : three_digits(kg) + " kg";
}

std::string duration(double seconds) {
  if (!std::isfinite(seconds) || seconds <= 0.0) return "-";
  if (seconds < 0.0995) return three_digits(seconds * 1e3) + " ms";
  return three_digits(seconds) + " s";
}

std::string tiny(double number) {
  if (number == 0.0) return "0";
  if (std::abs(number) >= 1e-3 && std::abs(number) < 1e4) return significant(number, 2);
  const int exponent = static_cast<int>(std::floor(std::log10(std::abs(number))));
  const double digits = std::round(number / std::pow(10.0, exponent));
  return std::abs(digits) >= 10.0 ? fmt::format("{:.0f}e{}", digits / 10.0, exponent + 1) : fmt::format("{:.0f}e{}", digits, exponent);
}

std::string component_name(std::string_view component) {
  const auto dot = component.find('.');
  const std::string_view last = dot == component.npos ? component : component.substr(dot + 1);
  if (last == "iron_air") return "iron-air";
  return with_blanks(last);
}

std::string place_name(std::string_view id) {
  std::string text = with_blanks(id);
  bool start = true;
  for (char& c : text) {
    if (start) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    start = c == ' ' || c == '-';
  }
  return text;
}

std::string plant_name(std::string_view id) {
  struct Known {
    std::string_view id, words;
  };
  constexpr std::array known = {Known{"dtc_dry_cooler", "dry coolers"}, Known{"dtc_adiabatic", "adiabatic coolers"},
                                Known{"dtc_tower", "cooling towers"}, Known{"tower_economiser", "towers with economiser"},
                                Known{"air_economiser", "air with economiser"}, Known{"air_chiller", "air-cooled chillers"}};
  for (const Known& one : known)
    if (one.id == id) return std::string(one.words);
  return with_blanks(id);
}

std::string card_name(std::string_view id) {
  std::string text = with_blanks(id);
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

std::string spaced(std::string_view id) { return with_blanks(id); }

std::string capital(std::string text) {
  const bool name = text.substr(0, text.find(' ')).find('_') != text.npos;  // "next_model" is an identifier, not a word
  if (!text.empty() && !name) text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  return text;
}

std::string html(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '&') out += "&amp;";
    else if (c == '<') out += "&lt;";
    else if (c == '>') out += "&gt;";
    else if (c == '"') out += "&quot;";
    else if (c == '\'') out += "&#39;";
    else if (byte < 0x20 && c != '\n' && c != '\t') out += ' ';  // control characters are not allowed in HTML
    else out += c;
  }
  return out;
}

std::string id_word(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (!std::isalnum(static_cast<unsigned char>(c)) && c != '-' && c != '_') c = '-';
  return out;
}

std::string prose(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool inside = i > 0 && i + 1 < text.size();
    const bool unit_follows = inside && text[i] == ' ' && std::isdigit(static_cast<unsigned char>(text[i - 1])) &&
                              (text[i + 1] == '%' || text[i + 1] == '/' || std::isalpha(static_cast<unsigned char>(text[i + 1])));
    if (unit_follows) out += "\xC2\xA0";
    else out += text[i];
  }
  return html(out);
}

}  // namespace gridwright::report
