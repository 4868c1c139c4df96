#include "line_reader.hpp"

#include <zlib.h>

#include <cerrno>
#include <system_error>

namespace gridwright::serving {

struct LineReader::File {
  gzFile handle = nullptr;
  std::uint64_t bytes = 0;
  ~File() { gzclose(handle); }
};

LineReader::LineReader(LineReader&&) noexcept = default;
LineReader& LineReader::operator=(LineReader&&) noexcept = default;
LineReader::~LineReader() = default;

Result<LineReader> LineReader::open(const std::filesystem::path& file) {
  std::error_code failed;
  const auto status = std::filesystem::status(file, failed);
  const auto refuse = [&](std::string why) { return Diagnostic{.file = file.string(), .message = std::move(why)}; };
  if (status.type() == std::filesystem::file_type::not_found) return refuse("no such file");
  if (failed) return refuse("the file cannot be read: " + failed.message());
  if (status.type() == std::filesystem::file_type::directory) return refuse("this is a folder, not a trace");
  const gzFile handle = gzopen(file.c_str(), "rb");
  if (handle == nullptr) return refuse("the file cannot be read: " + std::generic_category().message(errno));
  gzbuffer(handle, 256u << 10);
  LineReader reader;
  reader.file_ = std::make_unique<File>();
  reader.file_->handle = handle;
  const std::uintmax_t bytes = std::filesystem::file_size(file, failed);
  reader.file_->bytes = failed ? 0 : bytes;
  return reader;
}

LineReader LineReader::of(std::string_view text) {
  LineReader reader;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  reader.rest_ = text;
  reader.whole_ = text.size();
  return reader;
}

/// Moves what is left to the front and appends the next bytes of the file. False when there are none.
bool LineReader::fill() {
  if (!file_) return false;
  constexpr unsigned chunk = 1u << 20;
  if (rest_.size() > longest_line) {
    damage_ = "a line is longer than 64 MiB";
    return false;
  }
  std::string kept(rest_);
  const std::size_t old = kept.size();
  kept.resize(old + chunk);
  const int got = gzread(file_->handle, kept.data() + old, chunk);
  if (got < 0) damage_ = "the compressed data is damaged";
  kept.resize(old + static_cast<std::size_t>(got > 0 ? got : 0));
  int code = Z_OK;
  gzerror(file_->handle, &code);
  if (got >= 0 && static_cast<unsigned>(got) < chunk && code == Z_BUF_ERROR) damage_ = "the compressed data ends too early";
  buffer_ = std::move(kept);
  rest_ = buffer_;
  if (line_ == 0 && rest_.starts_with("\xEF\xBB\xBF")) rest_.remove_prefix(3);
  return got > 0;
}

bool LineReader::next(std::string_view& line) {
  std::size_t searched = 0;
  while (true) {
    const std::size_t end = rest_.find('\n', searched);
    if (end != std::string_view::npos) {
      line = rest_.substr(0, end);
      rest_.remove_prefix(end + 1);
      break;
    }
    searched = rest_.size();
    if (fill()) continue;
    if (rest_.empty() || !damage_.empty()) return false;
    line = rest_;
    rest_ = {};
    break;
  }
  if (line.ends_with('\r')) line.remove_suffix(1);
  ++line_;
  return true;
}

double LineReader::share_read() const {
  if (!file_) return whole_ == 0 ? 1.0 : 1.0 - static_cast<double>(rest_.size()) / static_cast<double>(whole_);
  const z_off_t at = gzoffset(file_->handle);
  return file_->bytes == 0 ? 0.0 : static_cast<double>(at) / static_cast<double>(file_->bytes);
}

}  // namespace gridwright::serving
