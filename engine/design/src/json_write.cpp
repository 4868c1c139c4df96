#include <charconv>
#include <cmath>
#include <type_traits>

#include "fields.hpp"
#include "gridwright/design/json.hpp"
#include "gridwright/design/placement.hpp"

namespace gridwright::design {

std::string json_number(double value) {
  if (!std::isfinite(value)) return "null";
  if (value == 0.0) return "0";  // -0.0 equals 0.0, so it must not look different
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, value).ptr;
  return {text, end};
}

std::string json_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (byte < 0x20) {
      constexpr char hex[] = "0123456789abcdef";
      out += "\\u00";
      out += hex[byte >> 4];
      out += hex[byte & 15];
    } else {
      out += c;
    }
  }
  return out + "\"";
}

namespace {

/// A record without lists or records inside fits on a line, which keeps tables readable and differences small.
template <Record T>
bool flat(const T& record) {
  bool is_flat = true;
  each_field(record, [&](const char*, auto& member, const char*) {
    using Member = std::remove_cvref_t<decltype(member)>;
    if constexpr (is_list<Member> || Record<Member>) is_flat = false;
  });
  return is_flat;
}

class Writer {
 public:
  std::string take() && { return std::move(out_) + "\n"; }

  void write(const std::string& text) { out_ += json_string(text); }
  void write(double number) { out_ += json_number(number); }
  void write(bool yes) { out_ += yes ? "true" : "false"; }
  template <std::integral I>
  void write(I number) { out_ += std::to_string(number); }

  template <class T>
  void write(const std::vector<T>& list) {
    if (list.empty()) {
      out_ += "[]";
      return;
    }
    out_ += '[';
    ++depth_;
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (i) out_ += ',';
      line();
      write(list[i]);
    }
    --depth_;
    line();
    out_ += ']';
  }

  template <Record T>
  void write(const T& record) {
    const bool one_line = depth_ > 0 && flat(record);
    out_ += '{';
    ++depth_;
    bool first = true;
    each_field(record, [&](const char* name, const auto& member, const char*) {
      if (!first) out_ += one_line ? ", " : ",";
      first = false;
      if (!one_line) line();
      out_ += json_string(name);
      out_ += ": ";
      write(member);
    });
    --depth_;
    if (!one_line) line();
    out_ += '}';
  }

 private:
  void line() {
    out_ += '\n';
    out_.append(static_cast<std::size_t>(2 * depth_), ' ');
  }
  std::string out_;
  int depth_ = 0;
};

}  // namespace

std::string to_json(const Design& design) {
  Writer writer;
  writer.write(design);
  return std::move(writer).take();
}

std::string to_json(const Placement& placement) {
  Writer writer;
  writer.write(placement);
  return std::move(writer).take();
}

std::string to_json(const Provenance& provenance) {
  Writer writer;
  writer.write(provenance);
  return std::move(writer).take();
}

std::string to_json(const FacilityStudy& study) {
  Writer writer;
  writer.write(study);
  return std::move(writer).take();
}

std::string to_json(const std::vector<FacilityStudy>& studies) {
  Writer writer;
  writer.write(studies);
  return std::move(writer).take();
}

std::string to_json(const ReliabilityResult& reliability) {
  Writer writer;
  writer.write(reliability);
  return std::move(writer).take();
}

std::string to_json(const Frontier& frontier) {
  Writer writer;
  writer.write(frontier);
  return std::move(writer).take();
}

}  // namespace gridwright::design
