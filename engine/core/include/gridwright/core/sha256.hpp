#pragma once
#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace gridwright {

/// SHA-256 (FIPS 180-4), to name inputs in provenance. Feed it pieces, then ask for the digest once.
class Sha256 {
 public:
  void add(std::string_view bytes);
  /// 64 hexadecimal digits.
  [[nodiscard]] std::string digest();

 private:
  void block(const unsigned char* bytes);
  std::array<std::uint32_t, 8> state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<unsigned char, 64> waiting_{};
  std::uint64_t length_ = 0;  ///< bytes fed
};

[[nodiscard]] std::string sha256(std::string_view bytes);
/// Nothing when the file cannot be read. Reads in pieces: any size, constant memory.
[[nodiscard]] std::optional<std::string> sha256_of_file(const std::filesystem::path& file);

}  // namespace gridwright
