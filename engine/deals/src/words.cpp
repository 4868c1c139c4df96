#include "words.hpp"

namespace gridwright::deals {

const std::vector<std::string_view>& instrument_words() {
  static const std::vector<std::string_view> words{
      "cloud-commitment", "hardware-purchase", "power-purchase", "lease", "debt", "equity", "credits", "stake"};
  return words;
}
const std::vector<std::string_view>& evidence_words() {
  static const std::vector<std::string_view> words{"signed", "announced", "reported", "letter-of-intent"};
  return words;
}
const std::vector<std::string_view>& standing_words() {
  static const std::vector<std::string_view> words{"firm", "contingent", "option", "letter-of-intent"};
  return words;
}

std::string_view name_of(Instrument i) { return instrument_words()[static_cast<std::size_t>(i)]; }
std::string_view name_of(Evidence e) { return evidence_words()[static_cast<std::size_t>(e)]; }
std::string_view name_of(Standing s) { return standing_words()[static_cast<std::size_t>(s)]; }
std::string_view name_of(Basis b) {
  constexpr std::string_view words[] = {"published ladder", "stated amount", "straight-line assumption"};
  return words[static_cast<std::size_t>(b)];
}

}  // namespace gridwright::deals
