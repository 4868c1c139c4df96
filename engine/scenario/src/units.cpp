#include "gridwright/scenario/units.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <vector>

#include "gridwright/core/text.hpp"

namespace gridwright::scenario {
namespace {

using D = UnitDimension;
/// canonical = number x up / down + offset. Two factors, because 95 / 100 is exact where 95 x 0.01 is not.
struct Atom {
  std::string_view name;
  double up, down;
  D dimension;
  double offset = 0.0;
};

constexpr D power{.power = 1}, energy{.power = 1, .time = 1}, time_{.time = 1}, period{.period = 1}, money{.money = 1},
    mass{.mass = 1}, token{.token = 1}, kelvin{.kelvin = 1}, length{.length = 1}, area{.length = 2}, volume{.length = 3}, flop{.flop = 1},
    byte{.byte = 1}, angle{.angle = 1}, plain{}, celsius{.kelvin = 1, .point = true};
constexpr double mmbtu_mwh = 0.29307107;  // international table Btu; NIST SP 811, appendix B

/// Every word that is a unit, with its size in canonical units. A day is 24 h, a month a twelfth of a year.
// clang-format off
constexpr auto atoms = std::to_array<Atom>({
    {"W", 1, 1e6, power}, {"kW", 1, 1e3, power}, {"MW", 1, 1, power}, {"GW", 1e3, 1, power}, {"TW", 1e6, 1, power},
    {"Wh", 1, 1e6, energy}, {"kWh", 1, 1e3, energy}, {"MWh", 1, 1, energy}, {"GWh", 1e3, 1, energy}, {"TWh", 1e6, 1, energy},
    {"MMBtu", mmbtu_mwh, 1, energy}, {"GJ", 1, 3.6, energy},
    {"ns", 1, 3600e9, time_}, {"us", 1, 3600e6, time_}, {"µs", 1, 3600e6, time_}, {"ms", 1, 3600e3, time_},
    {"s", 1, 3600, time_}, {"second", 1, 3600, time_}, {"seconds", 1, 3600, time_},
    {"min", 1, 60, time_}, {"minute", 1, 60, time_}, {"minutes", 1, 60, time_},
    {"h", 1, 1, time_}, {"hr", 1, 1, time_}, {"hour", 1, 1, time_}, {"hours", 1, 1, time_},
    {"day", 24, 1, time_}, {"days", 24, 1, time_}, {"week", 168, 1, time_}, {"weeks", 168, 1, time_},
    {"month", 1, 12, period}, {"months", 1, 12, period},
    {"yr", 1, 1, period}, {"year", 1, 1, period}, {"years", 1, 1, period},
    {"USD", 1, 1, money}, {"$", 1, 1, money}, {"kUSD", 1e3, 1, money}, {"MUSD", 1e6, 1, money}, {"bnUSD", 1e9, 1, money},
    {"g", 1, 1e3, mass}, {"kg", 1, 1, mass}, {"t", 1e3, 1, mass}, {"tonne", 1e3, 1, mass}, {"tonnes", 1e3, 1, mass}, {"Mt", 1e9, 1, mass},
    {"token", 1, 1, token}, {"tokens", 1, 1, token}, {"Mtokens", 1e6, 1, token},
    {"K", 1, 1, kelvin}, {"degC", 1, 1, celsius}, {"°C", 1, 1, celsius}, {"degF", 5, 9, celsius, -160.0 / 9},
    {"m", 1, 1, length}, {"km", 1e3, 1, length}, {"ft", 0.3048, 1, length}, {"mi", 1609.344, 1, length},
    {"m2", 1, 1, area}, {"ha", 1e4, 1, area}, {"acre", 4046.8564224, 1, area}, {"acres", 4046.8564224, 1, area},
    {"m3", 1, 1, volume}, {"L", 1, 1e3, volume}, {"kgal", 3.785411784, 1, volume},
    {"FLOP", 1, 1, flop}, {"TFLOP", 1e12, 1, flop}, {"PFLOP", 1e15, 1, flop}, {"EFLOP", 1e18, 1, flop}, {"ZFLOP", 1e21, 1, flop},
    {"B", 1, 1, byte}, {"kB", 1e3, 1, byte}, {"MB", 1e6, 1, byte}, {"GB", 1e9, 1, byte}, {"TB", 1e12, 1, byte}, {"Gbit", 1e9, 8, byte},
    {"deg", 1, 1, angle}, {"°", 1, 1, angle}, {"%", 1, 100, plain}, {"1", 1, 1, plain},
});
// clang-format on

const Atom* find_atom(std::string_view name) {
  for (const Atom& atom : atoms)
    if (atom.name == name) return &atom;
  return nullptr;
}

void multiply(Unit& unit, const Atom& atom, int sign) {
  const D& d = atom.dimension;
  D& u = unit.dimension;
  u.power += sign * d.power, u.time += sign * d.time, u.period += sign * d.period, u.money += sign * d.money;
  u.mass += sign * d.mass, u.token += sign * d.token, u.kelvin += sign * d.kelvin, u.length += sign * d.length;
  u.flop += sign * d.flop, u.byte += sign * d.byte, u.angle += sign * d.angle;
  unit.up *= sign > 0 ? atom.up : atom.down;
  unit.down *= sign > 0 ? atom.down : atom.up;
}

/// Unit, or the word in it that is none (in `unknown`).
std::optional<Unit> parse_unit_words(std::string_view text, std::string_view& unknown) {
  if (const Atom* whole = find_atom(text); whole && whole->dimension.point)
    return Unit{whole->up, whole->down, whole->offset, celsius};
  Unit unit;
  int sign = 1, words = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find_first_of("/-* ", at), text.size());
    const std::string_view word = text.substr(at, end - at);
    if (word == "per")
      sign = -1;
    else if (!word.empty()) {
      const Atom* atom = find_atom(word);
      if (!atom || atom->dimension.point) return unknown = word, std::nullopt;
      multiply(unit, *atom, sign);
      ++words;
    }
    if (end < text.size() && text[end] == '/') sign = -1;
    at = end + 1;
  }
  if (words == 0) return unknown = text, std::nullopt;
  return unit;
}

bool allows_bare(std::string_view unit) { return unit == "1" || unit == "deg" || unit.starts_with("1 of "); }

/// "h of work" -> {"h", "work"}.
std::pair<std::string_view, std::string_view> split_of(std::string_view text) {
  const std::size_t at = text.find(" of ");
  if (at == std::string_view::npos) return {text, {}};
  return {trim(text.substr(0, at)), trim(text.substr(at + 4))};
}

/// Length of the number at the start of `text`: sign, digits, underscores, one point, exponent.
std::size_t number_length(std::string_view text) {
  std::size_t n = 0;
  const auto digits = [&] {
    const std::size_t start = n;
    while (n < text.size() && ((text[n] >= '0' && text[n] <= '9') || (n > start && text[n] == '_'))) ++n;
    return n > start;
  };
  if (n < text.size() && (text[n] == '+' || text[n] == '-')) ++n;
  bool any = digits();
  if (n < text.size() && text[n] == '.') ++n, any = digits() || any;
  if (!any) return 0;
  if (n < text.size() && (text[n] == 'e' || text[n] == 'E')) {
    const std::size_t before = n++;
    if (n < text.size() && (text[n] == '+' || text[n] == '-')) ++n;
    if (!digits()) n = before;
  }
  return n;
}

std::optional<double> to_number(std::string_view text) {
  std::string clean;
  for (char c : text)
    if (c != '_' && (c != '+' || !clean.empty())) clean += c;
  double value = 0.0;
  const auto [end, error] = std::from_chars(clean.data(), clean.data() + clean.size(), value);
  if (error != std::errc{} || end != clean.data() + clean.size()) return std::nullopt;
  return value;
}

bool is_not_finite_word(std::string_view text) {
  const std::string word = to_lower(text.substr(text.starts_with('-') || text.starts_with('+') ? 1 : 0));
  return word.starts_with("nan") || word.starts_with("inf");
}

Measure checked(double number, const Unit& unit, std::string_view written) {
  Measure m{.number = number, .unit = std::string(written)};
  m.value = unit.canonical(number);
  if (!(std::fabs(m.value) <= 1e300)) m.fault = MeasureFault::not_finite;
  return m;
}

}  // namespace

std::optional<Unit> parse_unit(std::string_view text) {
  std::string_view unknown;
  return parse_unit_words(split_of(trim(text)).first, unknown);
}

Measure read_bare_number(double number, std::string_view expected) {
  if (!std::isfinite(number)) return {.fault = MeasureFault::not_finite, .number = number};
  if (!allows_bare(expected)) return {.fault = MeasureFault::no_unit, .number = number};
  return checked(number, Unit{}, "");
}

Measure read_measure(std::string_view text, std::string_view expected) {
  const std::string_view all = trim(text);
  if (all.empty()) return {.fault = MeasureFault::empty};
  if (is_not_finite_word(all)) return {.fault = MeasureFault::not_finite};
  const std::size_t length = number_length(all);
  if (length == 0) return {.fault = MeasureFault::not_a_number};
  const std::optional<double> number = to_number(all.substr(0, length));
  if (!number) return {.fault = MeasureFault::not_finite};
  if (length < all.size() && all[length] == ',') return {.fault = MeasureFault::comma, .number = *number};
  const auto [unit_text, of] = split_of(trim(all.substr(length)));
  const auto [expected_unit, expected_of] = split_of(expected);
  if (!of.empty() && of != expected_of)
    return {.fault = MeasureFault::spare_words, .number = *number, .unit = std::string(of)};
  if (unit_text.empty()) return read_bare_number(*number, expected);
  std::string_view unknown;
  const std::optional<Unit> unit = parse_unit_words(unit_text, unknown);
  if (!unit) return {.fault = MeasureFault::unknown_unit, .number = *number, .unit = std::string(unknown)};
  const std::optional<Unit> wanted = parse_unit(expected_unit);
  if (!wanted || wanted->dimension != unit->dimension)
    return {.fault = MeasureFault::wrong_unit, .number = *number, .unit = std::string(unit_text)};
  return checked(*number, *unit, unit_text);
}

std::string quantity_name(std::string_view text) {
  struct Name {
    D dimension;
    std::string_view name;
  };
  constexpr auto names = std::to_array<Name>({
      {power, "a power"},
      {energy, "an energy"},
      {time_, "a time"},
      {period, "a time in years"},
      {money, "an amount of money"},
      {mass, "a mass"},
      {celsius, "a temperature"},
      {kelvin, "a temperature difference"},
      {length, "a length"},
      {flop, "an amount of computation"},
      {byte, "an amount of data"},
      {angle, "an angle"},
      {plain, "a share or plain number"},
      {{.power = -1, .money = 1}, "money per power"},
      {{.power = -1, .time = -1, .money = 1}, "money per energy"},
      {{.power = -1, .period = -1, .money = 1}, "money per power and year or month"},
      {{.money = 1, .mass = -1}, "money per mass"},
      {{.power = -1, .time = -1, .mass = 1}, "mass per energy"},
      {{.time = -1}, "a rate per time"},
      {{.period = -1}, "a share per year"},
      {{.time = 1, .period = -1}, "hours per year"},
      {{.period = -1, .mass = 1}, "mass per year"},
      {{.time = 1, .length = -1}, "time per distance"},
      {{.money = 1, .byte = -1}, "money per data"},
      {volume, "a volume"},
      {{.money = 1, .length = -2}, "money per area"},
      {{.money = 1, .length = -3}, "money per volume"},
  });
  const std::optional<Unit> unit = parse_unit(text);
  for (const Name& name : names)
    if (unit && unit->dimension == name.dimension) return std::string(name.name);
  return fmt::format("something else");
}

std::string typeable(double number, std::string_view unit) {
  if (!std::isfinite(number)) number = 1.0;
  const std::string_view shown = split_of(unit).first;
  if (shown == "1") return number > 1.0 ? fmt::format("\"{} %\" or {}", number, number / 100) : fmt::format("{}", number);
  if (shown == "deg") return fmt::format("{}", number);
  std::string first = fmt::format("\"{} {}\"", number, shown);
  if (shown == "MW" && number >= 100) return fmt::format("{} or \"{} GW\"", first, number / 1000);
  if (shown == "MW") return fmt::format("{} or \"{} kW\"", first, number * 1000);
  if (shown == "h" && number >= 48) return fmt::format("{} or \"{} days\"", first, number / 24);
  return first;
}

std::string nearest_unit(std::string_view unit) {
  for (const Atom& atom : atoms)
    if (to_lower(atom.name) == to_lower(unit)) return std::string(atom.name);
  std::vector<std::string> names;
  for (const Atom& atom : atoms)
    if (atom.name.size() > 2) names.emplace_back(atom.name);
  return nearest_name(unit, names).value_or("");
}

}  // namespace gridwright::scenario
