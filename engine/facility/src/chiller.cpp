#include "gridwright/facility/chiller.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "nearest.hpp"

namespace gridwright::facility {
namespace {

double biquadratic(const std::array<double, 6>& c, double x, double y) {
  return c[0] + x * (c[1] + c[2] * x) + y * (c[3] + c[4] * y) + c[5] * x * y;
}

/// EnergyPlus Curve:Bicubic order.
double bicubic(const std::array<double, 10>& c, double t, double y) {
  return c[0] + c[1] * t + c[2] * t * t + c[3] * y + c[4] * y * y + c[5] * t * y + c[6] * t * t * t + c[7] * y * y * y +
         c[8] * t * t * y + c[9] * t * y * y;
}

constexpr const char* records_source =
    "Modelica Buildings library (lbl-srg/modelica-buildings @c4117cc), Data/ElectricEIR.mo and ElectricReformulatedEIR.mo; "
    "same sets as EnergyPlus";

}  // namespace

std::vector<EirChiller> eir_chillers() {
  return {
      EirChiller{.name = "carrier_19xr_1143kw", .cop_ref = 6.57, .te_ref_c = 10.0, .tc_ref_c = 26.67,
                 .cap_ft = {7.939538e-1, 4.096493e-2, -1.419397e-3, -1.639813e-3, -5.220497e-4, 1.348786e-3},
                 .eir_ft = {9.475580e-1, -1.187942e-2, 8.799326e-5, 2.250775e-4, 1.815775e-4, 2.178409e-4},
                 .eir_fplr = {1.408822e-1, -1.578153e-1, 1.014316},
                 .te_min_c = 7.2, .te_max_c = 12.8, .tc_min_c = 12.8, .tc_max_c = 26.7, .source = records_source},
      EirChiller{.name = "york_yt_2233kw", .cop_ref = 9.54, .te_ref_c = 5.56, .tc_ref_c = 12.78,
                 .cap_ft = {7.585741e-1, -5.127829e-2, 5.848602e-3, 4.235544e-2, -1.606561e-3, 9.364594e-4},
                 .eir_ft = {7.563409e-1, -1.966623e-2, -3.927494e-4, 2.973607e-2, 1.299230e-4, -4.325357e-4},
                 .eir_fplr = {6.917141e-2, 1.743339e-1, 7.524059e-1},
                 .te_min_c = 5.56, .te_max_c = 8.9, .tc_min_c = 12.78, .tc_max_c = 29.4, .source = records_source},
      // EIRFT c3 is printed 0.0243 in the record; with it the curve is 1.64 at its own rating point, with 0.00243 it is 1.00.
      EirChiller{.name = "doe2_centrifugal", .cop_ref = 5.50, .te_ref_c = 6.67, .tc_ref_c = 29.4,
                 .cap_ft = {0.257896, 0.0389016, -0.00021708, 0.0468684, -0.00094284, -0.00034344},
                 .eir_ft = {0.933884, -0.058212, 0.00450036, 0.00243, 0.000486, -0.001215},
                 .eir_fplr = {0.222903, 0.313387, 0.463710},
                 .te_min_c = 5.0, .te_max_c = 10.0, .tc_min_c = 24.0, .tc_max_c = 35.0, .source = records_source},
      EirChiller{.name = "york_ycal_101kw_air", .cop_ref = 3.1, .te_ref_c = 6.67, .tc_ref_c = 35.0,
                 .cap_ft = {-0.2660645697, 0.0998714035, -0.0023814154, 0.0628316481, -0.0009644649, -0.0011249224},
                 .eir_ft = {0.1807017787, 0.0271530312, -0.0004553574, 0.0188175079, 0.0002623276, -0.0012881189},
                 .eir_fplr = {0.0, 1.0, 0.0},
                 .te_min_c = 4.4, .te_max_c = 10.0, .tc_min_c = 23.9, .tc_max_c = 51.7, .air_cooled = true,
                 .source = records_source},
      EirChiller{.name = "carrier_19xr_1410kw_reformulated", .cop_ref = 8.54, .te_ref_c = 6.11, .tc_ref_c = 19.21,
                 .cap_ft = {9.053779e-1, -1.615047e-2, -1.175290e-3, 1.318125e-2, -5.919239e-4, 1.756836e-3},
                 .eir_ft = {1.074067, -6.702565e-2, 3.043272e-4, 6.055739e-3, 4.615039e-4, 3.375766e-4},
                 .eir_fplr = {-6.984658e-2, 2.103714e-2, 5.767453e-5, 5.267406e-1, 6.390076e-1, -2.389231e-2, 0.0,
                              -6.097179e-2, 0.0, 0.0},
                 .te_min_c = 4.4, .te_max_c = 10.0, .tc_min_c = 12.8, .tc_max_c = 35.0, .reformulated = true,
                 .source = records_source},
  };
}

double EirChiller::capacity_factor(double te_c, double tc_c) const {
  return biquadratic(cap_ft, std::clamp(te_c, te_min_c, te_max_c), std::clamp(tc_c, tc_min_c, tc_max_c));
}
double EirChiller::temperature_factor(double te_c, double tc_c) const {
  return biquadratic(eir_ft, std::clamp(te_c, te_min_c, te_max_c), std::clamp(tc_c, tc_min_c, tc_max_c));
}
double EirChiller::part_load_factor(double tc_c, double part_load) const {
  const double plr = std::clamp(part_load, 0.0, 1.05);
  if (reformulated) return bicubic(eir_fplr, std::clamp(tc_c, tc_min_c, tc_max_c), plr);
  return eir_fplr[0] + plr * (eir_fplr[1] + plr * eir_fplr[2]);
}
double EirChiller::power_per_heat(double te_c, double tc_c, double part_load) const {
  // Below PLR_min the machine runs at PLR_min for the share PLR/PLR_min of the time: constant power per heat.
  const double plr = std::max(part_load, part_load_min);
  return temperature_factor(te_c, tc_c) * part_load_factor(tc_c, plr) / (cop_ref * plr);
}

Diagnostics self_check(const EirChiller& c) {
  constexpr double tolerance = 0.07;
  Diagnostics found;
  const auto check = [&](const char* curve, double value) {
    if (std::abs(value - 1.0) <= tolerance) return;
    found.push_back(input_error(fmt::format("chiller curve set '{}': {} is {:.3f} at its own rating point ({} degC, {} degC, "
                                            "full load), not within 7 % of 1",
                                            c.name, curve, value, c.te_ref_c, c.tc_ref_c),
                                "check the coefficients against the manufacturer's record, digit by digit"));
  };
  check("CapFT", biquadratic(c.cap_ft, c.te_ref_c, c.tc_ref_c));
  check("EIRFT", biquadratic(c.eir_ft, c.te_ref_c, c.tc_ref_c));
  check("EIRFPLR", c.reformulated ? bicubic(c.eir_fplr, c.tc_ref_c, 1.0) : c.eir_fplr[0] + c.eir_fplr[1] + c.eir_fplr[2]);
  if (!(c.cop_ref > 0.0))
    found.push_back(input_error(fmt::format("chiller curve set '{}': reference COP must be above 0, not {}", c.name, c.cop_ref)));
  return found;
}

Result<EirChiller> eir_chiller(std::string_view name) {
  const std::vector<EirChiller> records = eir_chillers();
  for (const EirChiller& record : records) {
    if (record.name != name) continue;
    Diagnostics bad = self_check(record);
    if (!bad.empty()) return bad;
    return record;
  }
  std::vector<std::string> names;
  for (const EirChiller& record : records) names.push_back(record.name);
  return unknown_name("chiller curve set", name, names);
}

}  // namespace gridwright::facility
