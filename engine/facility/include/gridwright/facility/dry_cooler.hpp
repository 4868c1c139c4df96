#pragma once
#include <cstddef>
#include <vector>

/// Dry coolers by effectiveness-NTU: finned coils and fans between facility water and outdoor air.
///
///   DryCooler cooler(DryCoolerDesign{.approach_k = 7.0, .range_k = 10.0}, 1.2);
///   DryCooler::Hour h = cooler.at(40.0, 27.0, 0.8);     // supply 40 degC, air 27 degC, 80 % load: fan speed and power
namespace gridwright::facility {

/// Effectiveness of a cross-flow exchanger, both streams unmixed:
///   eps = 1 - exp[(NTU^0.22 / Cr) (exp(-Cr NTU^0.78) - 1)]
/// Cr = C_min/C_max in (0, 1]. Check: Cr 1: NTU 0.8 -> 0.4179, 1.0 -> 0.4685, 1.2 -> 0.5095.
/// Source: standard approximation (Incropera; as in EnergyPlus and Modelica Buildings).
[[nodiscard]] double crossflow_effectiveness(double ntu, double capacity_ratio);

struct DryCoolerDesign {
  double approach_k = 7.0;   ///< leaving water - entering air at full load and full fan speed; 5.5-10 in practice
  double range_k = 10.0;     ///< entering - leaving water at full load
  /// Fan power at full speed x air temperature rise / heat, kW K/kW at sea level. From one published machine (BAC Trillium
  /// TDFS1238N: 2931 kW, water 46.11 -> 40.55 degC, air 35 degC, fans 117.68 kW = 4.0 % at 5.56 K): 0.223. With equal
  /// capacity rates the air rises by the range, so fans take 0.223/range of the heat: 2.2 % at 10 K.
  double fan_kw_k_per_kw = 0.223;
  double lowest_air_ratio = 0.1;    ///< slowest fan speed; below it water bypasses the coil
  double lowest_water_ratio = 0.2;  ///< slowest pump flow
  bool operator==(const DryCoolerDesign&) const = default;
};

/// A dry cooler with its inverse tables. Heat and power per kW of design heat. Immutable; safe to share between threads.
/// Part load: 1/UA = 1/hA_w + 1/hA_a, hA_w ~ water^0.85, hA_a ~ air^0.8, hA_a/hA_w = 0.5 at design (Modelica Buildings).
/// Fans follow the cube of the air ratio. Water flow follows the load, so the range stays, down to lowest_water_ratio.
class DryCooler {
 public:
  DryCooler() = default;
  /// `air_density` at the design hour: thin air needs more volume at the same pressure, so fan power goes as 1/density.
  DryCooler(const DryCoolerDesign& design, double air_density_kg_per_m3);

  struct Hour {
    double leaving_c = 0.0;    ///< supply water before any chiller: the target, or warmer
    double air_ratio = 0.0;    ///< relative to design
    double fan_power = 0.0;    ///< kW per kW of design heat
    double trim_share = 0.0;   ///< of the heat, left for the chiller
  };
  /// Heat load u (share of design) with air entering at air_c, to reach target_c; the supply floats when it cannot.
  [[nodiscard]] Hour at(double target_c, double air_c, double load_share) const;
  /// The same with a chiller in series behind the cooler that takes `chiller_kw_per_kw` (1/COP). The fans run at the speed
  /// at which a little more fan power would save just as much chiller power:  3 F r^2 = K/E* dE/dr.  F full fan power,
  /// K chiller power for all the heat, E effectiveness, E* the one needed to do without.
  [[nodiscard]] Hour with_trim(double target_c, double air_c, double load_share, double chiller_kw_per_kw) const;
  /// Warmest entering air with which target_c is still reached at this fan speed: what pads must provide.
  [[nodiscard]] double warmest_air_c(double target_c, double load_share, double air_ratio = 1.0) const;
  [[nodiscard]] double range_k(double load_share) const;
  /// Effectiveness on the water side, range / (range + approach), solved without tables (for tests).
  [[nodiscard]] double water_effectiveness(double water_ratio, double air_ratio) const;
  /// Mass flow of dry air at full speed, kg/s per kW of design heat.
  [[nodiscard]] double full_air_kg_per_s() const;
  [[nodiscard]] double full_fan_power() const { return full_fan_power_; }
  [[nodiscard]] const DryCoolerDesign& design() const { return design_; }

 private:
  struct Water { std::size_t row; double weight; };   ///< place in the tables
  /// Increasing values by air ratio for every water ratio, and the inverse: no search in the innermost loop.
  struct Table {
    std::vector<double> value;           ///< [water ratio][air ratio]
    std::vector<float> inverse;          ///< place along the air ratio: [water ratio][share of the way from the first to the last value]
  };
  [[nodiscard]] Water water(double load_share) const;
  struct Ends { double low, high; };                  ///< values at the slowest and the full fan speed
  [[nodiscard]] static Ends ends(const Table& table, Water w);
  /// Position along the air ratio (0 = slowest) at which the table has this value, between its ends.
  [[nodiscard]] static double find(const Table& table, Water w, Ends ends, double value);
  [[nodiscard]] static double at_position(const Table& table, Water w, double position);
  static void index(Table& table);
  [[nodiscard]] double ratio(double position) const;
  [[nodiscard]] double position(double air_ratio) const;
  DryCoolerDesign design_;
  double ntu_ = 0.0, full_fan_power_ = 0.0;
  double per_water_step_ = 0.0, air_step_ = 0.0, per_air_step_ = 0.0, per_lowest_water_ = 0.0, per_full_fan_and_range_ = 0.0;   ///< for the inner loop
  Table effect_;        ///< effectiveness on the water side
  Table root_worth_;    ///< square root of 3 r^2 / (dE/dr): of the K/(E* F) for which r is the best speed
  double most_worth_ = 0.0;   ///< above this K/(E* F) full speed pays at every water ratio
};

}  // namespace gridwright::facility
