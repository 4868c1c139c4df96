#pragma once
#include <compare>

/// Physical quantities that cannot be confused: a Power is not an Energy, and the compiler says so.
///
///   static_assert(300 * MW * (100 * hours) == 30 * GWh);
///   double mw = (0.3 * GW).in(MW);                              // 300
///   Quantity capital = 1515.4 * (USD / kW);                     // money per power
///
/// One canonical unit per dimension is stored: MW, hour, USD, kg, token, kelvin, metre. Arithmetic is a plain double
/// operation; dimensions cost nothing at run time. Hot arrays hold raw doubles with the unit in their name.
namespace gridwright {

/// Exponents of the base dimensions. Energy is power x time (MWh), so no factor 3600 hides anywhere.
struct Dimension {
  int power = 0, time = 0, money = 0, mass = 0, token = 0, kelvin = 0, length = 0;
  constexpr bool operator==(const Dimension&) const = default;
};
constexpr Dimension operator+(Dimension a, Dimension b) {
  return {a.power + b.power, a.time + b.time, a.money + b.money, a.mass + b.mass,
          a.token + b.token, a.kelvin + b.kelvin, a.length + b.length};
}
constexpr Dimension operator-(Dimension a, Dimension b) {
  return {a.power - b.power, a.time - b.time, a.money - b.money, a.mass - b.mass,
          a.token - b.token, a.kelvin - b.kelvin, a.length - b.length};
}

template <Dimension D>
class Quantity {
 public:
  constexpr Quantity() = default;
  /// From a number of canonical units (MW, MWh, h, USD, kg, token, K, m). Explicit, so a bare number is never a quantity.
  static constexpr Quantity canonical(double value) { return Quantity(value); }
  [[nodiscard]] constexpr double canonical() const { return value_; }
  /// How many of `unit` this is: (30 * GWh).in(MWh) == 30000.
  [[nodiscard]] constexpr double in(Quantity unit) const { return value_ / unit.value_; }
  constexpr auto operator<=>(const Quantity&) const = default;
  constexpr Quantity operator-() const { return Quantity(-value_); }
  constexpr Quantity& operator+=(Quantity b) { value_ += b.value_; return *this; }
  constexpr Quantity& operator-=(Quantity b) { value_ -= b.value_; return *this; }
  friend constexpr Quantity operator+(Quantity a, Quantity b) { return Quantity(a.value_ + b.value_); }
  friend constexpr Quantity operator-(Quantity a, Quantity b) { return Quantity(a.value_ - b.value_); }
  friend constexpr Quantity operator*(double k, Quantity a) { return Quantity(k * a.value_); }
  friend constexpr Quantity operator*(Quantity a, double k) { return Quantity(k * a.value_); }
  friend constexpr Quantity operator/(Quantity a, double k) { return Quantity(a.value_ / k); }

 private:
  explicit constexpr Quantity(double value) : value_(value) {}
  double value_ = 0.0;
};

template <Dimension A, Dimension B>
constexpr auto operator*(Quantity<A> a, Quantity<B> b) {
  if constexpr (A + B == Dimension{}) return a.canonical() * b.canonical();
  else return Quantity<A + B>::canonical(a.canonical() * b.canonical());
}
template <Dimension A, Dimension B>
constexpr auto operator/(Quantity<A> a, Quantity<B> b) {
  if constexpr (A == B) return a.canonical() / b.canonical();
  else return Quantity<A - B>::canonical(a.canonical() / b.canonical());
}

using Power = Quantity<Dimension{.power = 1}>;
using Duration = Quantity<Dimension{.time = 1}>;
using Energy = Quantity<Dimension{.power = 1, .time = 1}>;
using Money = Quantity<Dimension{.money = 1}>;
using Mass = Quantity<Dimension{.mass = 1}>;
using Tokens = Quantity<Dimension{.token = 1}>;
using Kelvin = Quantity<Dimension{.kelvin = 1}>;
using Length = Quantity<Dimension{.length = 1}>;
using MoneyPerPower = Quantity<Dimension{.power = -1, .money = 1}>;
using MoneyPerEnergy = Quantity<Dimension{.power = -1, .time = -1, .money = 1}>;

inline constexpr Power MW = Power::canonical(1.0), kW = 1e-3 * MW, GW = 1e3 * MW;
inline constexpr Duration hours = Duration::canonical(1.0), minutes = hours / 60.0, seconds = hours / 3600.0,
                          days = 24.0 * hours, years = 8760.0 * hours;
inline constexpr Energy MWh = Energy::canonical(1.0), kWh = 1e-3 * MWh, GWh = 1e3 * MWh, TWh = 1e6 * MWh;
inline constexpr Money USD = Money::canonical(1.0);
inline constexpr Mass kg = Mass::canonical(1.0), tonnes = 1e3 * kg;
inline constexpr Tokens tokens = Tokens::canonical(1.0);
inline constexpr Kelvin kelvins = Kelvin::canonical(1.0);
inline constexpr Length metres = Length::canonical(1.0), km = 1e3 * metres;

/// A temperature on the Celsius scale: a point, not a difference. Two points subtract to Kelvin; they do not add.
class Celsius {
 public:
  constexpr Celsius() = default;
  explicit constexpr Celsius(double degrees) : degrees_(degrees) {}
  [[nodiscard]] constexpr double degrees() const { return degrees_; }
  constexpr auto operator<=>(const Celsius&) const = default;
  friend constexpr Kelvin operator-(Celsius a, Celsius b) { return (a.degrees_ - b.degrees_) * kelvins; }
  friend constexpr Celsius operator+(Celsius a, Kelvin d) { return Celsius(a.degrees_ + d.canonical()); }
  friend constexpr Celsius operator-(Celsius a, Kelvin d) { return Celsius(a.degrees_ - d.canonical()); }

 private:
  double degrees_ = 0.0;
};

}  // namespace gridwright
