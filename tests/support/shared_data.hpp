#pragma once
#include <cstdlib>
#include <filesystem>

/// Where the open data beside the project lie; empty when they are not on this machine (tests then skip with a MESSAGE).
inline std::filesystem::path shared_data(const char* inside) {
  const char* stated = std::getenv("GRIDWRIGHT_SHARED_DATA");
  const std::filesystem::path root =
      stated != nullptr ? std::filesystem::path(stated) : std::filesystem::path(GRIDWRIGHT_SOURCE_DIR) / "../shared/data";
  const std::filesystem::path wanted = root / inside;
  return std::filesystem::exists(wanted) ? wanted : std::filesystem::path();
}
