#include "gridwright/core/file.hpp"

#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>

#include <cerrno>
#include <memory>
#include <system_error>

#include "gridwright/core/text.hpp"

namespace gridwright {
namespace {

constexpr std::size_t chunk = 1u << 20;

Diagnostic error(std::string_view file, std::string message, std::string fix = {}) {
  return {.file = std::string(file), .message = std::move(message), .fix = std::move(fix)};
}

/// Why the last system call failed.
std::string reason() { return std::generic_category().message(errno); }

std::string megabytes(std::uint64_t bytes) {
  return group_thousands(static_cast<double>(bytes) / (1u << 20), 0) + " MiB";
}

Diagnostic too_large(std::string_view file, std::uint64_t limit) {
  return error(file, "the file holds more than " + megabytes(limit), "the file named is probably not the one meant");
}

/// zlib's gzread passes plain files through unchanged, so one loop serves both kinds.
Result<std::string> read_all(gzFile handle, std::string_view shown, std::uint64_t limit) {
  std::string text;
  while (true) {
    const std::size_t old = text.size();
    text.resize(old + chunk);
    const int got = gzread(handle, text.data() + old, static_cast<unsigned>(chunk));
    if (got < 0) return error(shown, "the compressed data is damaged", "copy or download the file again");
    text.resize(old + static_cast<std::size_t>(got));
    if (text.size() > limit) return too_large(shown, limit);
    if (text.find('\0', old) != std::string::npos)
      return error(shown, "this is not a text file (it holds a zero byte)", "name a text file, plain or .gz");
    if (static_cast<std::size_t>(got) < chunk) break;
  }
  int status = Z_OK;
  gzerror(handle, &status);
  if (status == Z_BUF_ERROR)
    return error(shown, "the compressed data ends too early", "copy or download the file again");
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  text.shrink_to_fit();
  return text;
}

}  // namespace

Result<std::string> read_text_file(const std::filesystem::path& file, std::string_view shown_as, std::uint64_t limit) {
  const std::string shown = shown_as.empty() ? file.string() : std::string(shown_as);
  std::error_code failed;
  const std::filesystem::file_status status = std::filesystem::status(file, failed);
  if (status.type() == std::filesystem::file_type::not_found) return error(shown, "no such file");
  if (failed) return error(shown, "the file cannot be read: " + failed.message());
  if (status.type() == std::filesystem::file_type::directory) return error(shown, "this is a folder, not a file");
  if (status.type() == std::filesystem::file_type::regular) {
    const std::uint64_t size = std::filesystem::file_size(file, failed);
    if (!failed && size > limit) return too_large(shown, limit);
  }
  const std::unique_ptr<gzFile_s, int (*)(gzFile)> handle(gzopen(file.c_str(), "rb"), gzclose);
  if (!handle) return error(shown, "the file cannot be read: " + reason());
  gzbuffer(handle.get(), 256u << 10);
  return read_all(handle.get(), shown, limit);
}

Diagnostics write_file_atomically(const std::filesystem::path& file, std::string_view content) {
  const std::string beside = file.string() + ".part" + std::to_string(::getpid());
  const auto fail = [&](const char* what) {
    Diagnostics all{error(file.string(), std::string("the file cannot be ") + what + ": " + reason())};
    ::unlink(beside.c_str());
    return all;
  };
  const int handle = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (handle < 0) return fail("written");
  while (!content.empty()) {
    const ssize_t wrote = ::write(handle, content.data(), content.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) {
      const Diagnostics all = fail("written");
      ::close(handle);
      return all;
    }
    content.remove_prefix(static_cast<std::size_t>(wrote));
  }
  if (::fsync(handle) != 0 && errno != EINVAL) {
    const Diagnostics all = fail("written");
    ::close(handle);
    return all;
  }
  ::close(handle);
  if (::rename(beside.c_str(), file.c_str()) != 0) return fail("replaced");
  return {};
}

}  // namespace gridwright
