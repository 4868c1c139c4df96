#pragma once
#include <optional>
#include <vector>

#include "gridwright/core/result.hpp"
#include "gridwright/core/series.hpp"
#include "gridwright/weather/sun.hpp"
#include "gridwright/weather/weather_year.hpp"

namespace gridwright::energy {

enum class Mounting { fixed_tilt, single_axis };
enum class SkyModel {
  isotropic,   ///< diffuse light comes evenly from the whole sky (Liu and Jordan 1963); low by a few percent on clear days
  hay_davies,  ///< part of it comes from around the sun, by the anisotropy index DNI / extraterrestrial (Hay and Davies 1980)
};

/// A photovoltaic plant per MW of inverter (AC) capacity.
struct SolarPlant {
  Mounting mounting = Mounting::single_axis;
  double tilt_deg = 30.0;              ///< fixed tilt
  std::optional<double> azimuth_deg;   ///< fixed tilt, clockwise from north; towards the equator unless stated
  double max_rotation_deg = 60.0;      ///< single axis (horizontal, north-south)
  double ground_coverage = 0.4;        ///< module width / row spacing; PVWatts v5 default
  bool backtracking = true;            ///< flatten at low sun so that rows do not shade each other
  double dc_ac_ratio = 1.3;            ///< module power per inverter power
  double losses = 0.14;                ///< soiling, wiring, mismatch, availability, age, together (PVWatts v5: 14.08 %)
  double inverter_efficiency = 0.96;   ///< PVWatts v5
  double power_per_kelvin = -0.0035;   ///< relative power per K of cell temperature above 25 degC; crystalline silicon
  double faiman_u0 = 25.0;             ///< W/m2K; Faiman (2008), Prog. Photovolt. 16
  double faiman_u1 = 6.84;             ///< W/m2K per m/s
  double albedo = 0.2;
  double incidence_b0 = 0.05;          ///< ASHRAE incidence-angle coefficient of the glass; 0 = no reflection losses
  SkyModel sky = SkyModel::hay_davies;
  std::optional<double> target_capacity_factor;  ///< scales the output before clipping until the yearly AC mean is this
};

/// Irradiance on the modules, W/m2, after reflection losses, 8,760 hours (plane of array).
///
///   beam      DNI cos(i) IAM(i),  IAM = 1 - b0 (1/cos i - 1)                       i incidence angle
///   sky       isotropic: DHI (1 + cos s)/2;  Hay-Davies: DHI [A cos i / cos z + (1 - A)(1 + cos s)/2], A = DNI / normal
///   ground    albedo GHI (1 - cos s)/2                                             s slope of the module, z zenith angle
/// Tracking: rotation = atan2(x, z) about the north-south axis, backtracked when rows would shade (Anderson and Mikofski 2020,
/// NREL/TP-5K00-76626), limited to max_rotation.
[[nodiscard]] std::vector<double> plane_of_array(const weather::WeatherYear& weather, const weather::SolarGeometry& sun,
                                                 const SolarPlant& plant);

/// Hourly AC capacity factor (per MW of inverter), 0..1, zero at night.
///
///   cell  = dry bulb + POA / (u0 + u1 wind)                                        Faiman; wind at 10 m
///   dc    = POA/1000 (1 + power_per_kelvin (cell - 25)) (1 - losses) x dc_ac_ratio
///   ac    = min(1, inverter_efficiency dc)
/// Flaws: no snow cover, no spectrum, no shade beyond backtracking, inverter efficiency is constant, hours are means (clipping
/// of bright minutes inside an hour is missed: about 1 % of energy at a DC/AC ratio of 1.3).
[[nodiscard]] Result<Series> solar_availability(const weather::WeatherYear& weather, const SolarPlant& plant);

}  // namespace gridwright::energy
