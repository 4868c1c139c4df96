#pragma once
#include <algorithm>
#include <string>

/// Pieces of world maps: plate carree between 50 S and 68 N, no coastlines.
namespace gridwright::report {

inline constexpr double map_width = 1000.0, map_south = -50.0, map_north = 68.0;
inline constexpr double map_height = map_width * (map_north - map_south) / 360.0;
[[nodiscard]] inline double map_x(double longitude) { return (longitude + 180.0) / 360.0 * map_width; }
[[nodiscard]] inline double map_y(double latitude) { return (map_north - std::clamp(latitude, map_south, map_north)) / (map_north - map_south) * map_height; }

/// Parallels and meridians.
[[nodiscard]] std::string graticule();
/// The d of a path along the great circle in eight straight pieces; broken where it leaves the map at the date line.
[[nodiscard]] std::string great_circle(double latitude_a, double longitude_a, double latitude_b, double longitude_b);

inline constexpr const char* map_css =
    ".world{width:100%;height:auto;display:block}.world text{font-size:9px;fill:var(--quiet)}.world "
    ".site-name{font-size:10px;fill:var(--ink);paint-order:stroke;stroke:var(--page);stroke-width:2px}"
    ".flow-line{fill:none;stroke:var(--quiet);stroke-opacity:.35;stroke-width:.7}.site-mark{fill:var(--ink);stroke:var(--"
    "page);stroke-width:1}"
    ".near-0{fill:#c6dbef}.near-1{fill:#7fb3dc}.near-2{fill:#3b7dd8}.near-3{fill:#1f4f9c}.near-4{fill:#0b2559}"
    "@media "
    "(prefers-color-scheme:dark){.near-0{fill:#1c3f6e}.near-1{fill:#2e66ad}.near-2{fill:#5b97e0}.near-3{fill:#9cc3f2}.near-"
    "4{fill:#e2efff}}";

}  // namespace gridwright::report
