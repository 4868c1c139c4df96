#include "picture.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace gridwright::report {
namespace {

void put32(std::string& out, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>((value >> shift) & 0xFF);
}

/// CRC-32 of PNG (ISO 3309), bit by bit: pictures are small.
std::uint32_t crc32(std::string_view bytes) {
  std::uint32_t crc = 0xFFFFFFFFu;
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ (0xEDB88320u & (0u - (crc & 1u)));
  }
  return ~crc;
}

/// Adler-32 of zlib (RFC 1950).
std::uint32_t adler32(std::string_view bytes) {
  std::uint32_t a = 1, b = 0;
  for (const char c : bytes) {
    a = (a + static_cast<unsigned char>(c)) % 65521u;
    b = (b + a) % 65521u;
  }
  return (b << 16) | a;
}

void put_chunk(std::string& out, std::string_view type, std::string_view content) {
  put32(out, static_cast<std::uint32_t>(content.size()));
  std::string body(type);
  body += content;
  out += body;
  put32(out, crc32(body));
}

/// zlib stream of one stored block (RFC 1951, 3.2.4).
std::string stored(std::string_view raw) {
  assert(raw.size() < 65536);
  const auto length = static_cast<std::uint16_t>(raw.size());
  std::string out = {'\x78', '\x01', '\x01'};
  for (const std::uint16_t word : {length, static_cast<std::uint16_t>(~length)}) {
    out += static_cast<char>(word & 0xFF);
    out += static_cast<char>(word >> 8);
  }
  out += raw;
  put32(out, adler32(raw));
  return out;
}

constexpr std::size_t signature = 8, chunk_frame = 12, header = 13, palette = 768, alpha = 256, stored_head = 7;

}  // namespace

Rgb ColourScale::at(double share) const {
  const double s = std::clamp(share, 0.0, 1.0) * 2.0;
  const Rgb &a = s < 1.0 ? light : middle, &b = s < 1.0 ? middle : dark;
  const double part = s < 1.0 ? s : s - 1.0;
  Rgb colour{};
  for (std::size_t i = 0; i < 3; ++i) colour[i] = static_cast<std::uint8_t>(std::lround(a[i] + part * (b[i] - a[i])));
  return colour;
}

std::size_t png_pixel_offset() {
  return signature + (chunk_frame + header) + (chunk_frame + palette) + (chunk_frame + alpha) + 8 + stored_head + 1;
}

std::string png_bytes(std::span<const std::uint8_t> pixels, int width, int height, const ColourScale& scale) {
  std::string out = "\x89PNG\r\n\x1a\n", head, colours, opaque(255, '\xFF'), rows;
  put32(head, static_cast<std::uint32_t>(width));
  put32(head, static_cast<std::uint32_t>(height));
  head += std::string("\x08\x03\x00\x00\x00", 5);  // 8 bits a pixel, indexed, no interlace
  for (int i = 0; i < 256; ++i)
    for (const std::uint8_t part : scale.at(i / 254.0)) colours += static_cast<char>(part);
  opaque += '\0';
  for (int y = 0; y < height; ++y) {
    rows += '\0';  // no filter
    for (int x = 0; x < width; ++x) rows += static_cast<char>(pixels[static_cast<std::size_t>(y * width + x)]);
  }
  put_chunk(out, "IHDR", head);
  put_chunk(out, "PLTE", colours);
  put_chunk(out, "tRNS", opaque);
  put_chunk(out, "IDAT", stored(rows));
  put_chunk(out, "IEND", {});
  return out;
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t three = 0;
    for (std::size_t k = 0; k < 3; ++k) three = (three << 8) | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0u);
    for (std::size_t k = 0; k < 4; ++k) out += i + k <= bytes.size() ? digits[(three >> (18 - 6 * k)) & 63] : '=';
  }
  return out;
}

}  // namespace gridwright::report
