#pragma once
#include <optional>
#include <string>
#include <string_view>

/// Numbers with units as text: "300 MW", "12 USD/kW-month", "7 %", "20 min of work".
///
///   read_measure("0.3 GW", "MW").value        == 300      // canonical: MW, h, USD, kg, token, K, m, FLOP, byte, year
///   read_measure("300",    "MW").fault        == MeasureFault::no_unit
///   read_measure("300 MWh", "MW").fault       == MeasureFault::wrong_unit
namespace gridwright::scenario {

/// Exponents of what a unit measures. `period` is calendar time (month, year), kept apart from `time` (hours), so that
/// a demand charge (USD/kW-month) can never pass for an energy price (USD/kWh).
struct UnitDimension {
  int power = 0, time = 0, period = 0, money = 0, mass = 0, token = 0, kelvin = 0, length = 0, flop = 0, byte = 0, angle = 0;
  bool point = false;  ///< a temperature on the Celsius scale, not a difference
  bool operator==(const UnitDimension&) const = default;
};

struct Unit {
  double up = 1.0, down = 1.0;  ///< canonical = number x up / down + offset
  double offset = 0.0;          ///< of temperature scales only
  UnitDimension dimension;
  [[nodiscard]] double canonical(double number) const { return number * up / down + offset; }
  [[nodiscard]] double number(double canonical) const { return (canonical - offset) * down / up; }
};

/// "MW", "USD/kW-month", "per day", "%/yr". Empty when a part of it is not a unit.
[[nodiscard]] std::optional<Unit> parse_unit(std::string_view text);

enum class MeasureFault {
  none,
  empty,         ///< no text
  not_a_number,  ///< does not begin with a number
  not_finite,    ///< nan, inf, or beyond 1e300
  comma,         ///< "1,400 MW": may mean two things
  no_unit,       ///< a number only, where a unit is needed
  unknown_unit,  ///< `unit` is not a unit
  wrong_unit,    ///< a unit of another dimension
  spare_words,   ///< "20 min of play"
};

/// What a text says, or why it cannot be read.
struct Measure {
  MeasureFault fault = MeasureFault::none;
  double value = 0.0;   ///< canonical
  double number = 0.0;  ///< as written
  std::string unit;     ///< as written; unknown_unit: the part that is unknown
};

/// `expected` is a unit of the catalogue. Units "1" and "deg" also allow a bare number.
[[nodiscard]] Measure read_measure(std::string_view text, std::string_view expected);
/// The same for a number that stands alone.
[[nodiscard]] Measure read_bare_number(double number, std::string_view expected);

/// What a unit measures, in words: "a power", "money per energy".
[[nodiscard]] std::string quantity_name(std::string_view unit);
/// A text that can be typed for this number: "\"300 MW\" or \"0.3 GW\"".
[[nodiscard]] std::string typeable(double number, std::string_view unit);
/// The unit the text probably meant ("mw" -> "MW"), or empty.
[[nodiscard]] std::string nearest_unit(std::string_view unit);

}  // namespace gridwright::scenario
