#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

/// A small picture of numbers as a PNG inside the page: 365 x 24 values stay crisp and take 12 kB.
namespace gridwright::report {

using Rgb = std::array<std::uint8_t, 3>;

/// From light to dark in one hue, `steps` colours; the ends and the middle are stated per scale.
struct ColourScale {
  Rgb light, middle, dark;
  [[nodiscard]] Rgb at(double share) const;   ///< 0 light .. 1 dark
};

/// Indexed PNG, one byte a pixel, rows from the top; 255 is transparent ("no value"), 0..254 run along the scale.
/// Stored without compression: readers can find pixel (x, y) at png_pixel_offset() + y (width + 1) + x.
[[nodiscard]] std::string png_bytes(std::span<const std::uint8_t> pixels, int width, int height, const ColourScale& scale);
[[nodiscard]] std::size_t png_pixel_offset();

[[nodiscard]] std::string base64(std::string_view bytes);
[[nodiscard]] inline std::string data_uri(std::string_view png) { return "data:image/png;base64," + base64(png); }

}  // namespace gridwright::report
