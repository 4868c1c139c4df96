// Runs a libFuzzer target without libFuzzer, so that every build tries it: each file of the corpus as it is, and many
// versions of it with bytes changed, removed, doubled or spliced. Deterministic: the same inputs on every machine.
//   fuzz_csv VERSIONS PATH...      files, or folders whose files (not those in folders below) are taken; about VERSIONS in all
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "gridwright/core/random.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using gridwright::RandomStream;

std::size_t place(RandomStream& random, const std::string& text) {
  return static_cast<std::size_t>(random.below(text.size() + 1));
}

std::string mutated(std::string text, const std::vector<std::string>& corpus, RandomStream& random) {
  for (std::uint64_t changes = 1 + random.below(4); changes > 0; --changes) {
    const std::size_t at = place(random, text), length = static_cast<std::size_t>(random.below(16));
    switch (random.below(5)) {
      case 0: text.insert(at, 1, static_cast<char>(random.below(256))); break;
      case 1: text.erase(at, length); break;
      case 2: text.insert(at, text.substr(place(random, text), length)); break;
      case 3:
        if (at < text.size()) text[at] = static_cast<char>(random.below(256));
        break;
      default: {
        const std::string& other = corpus[static_cast<std::size_t>(random.below(corpus.size()))];
        text = text.substr(0, at) + other.substr(std::min(place(random, other), other.size()));
      }
    }
  }
  return text;
}

void run(const std::string& text) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  std::vector<std::filesystem::path> files;
  for (const std::filesystem::path path : std::vector<std::string>(argv + 2, argv + argc)) {
    if (std::filesystem::is_regular_file(path)) files.push_back(path);
    if (!std::filesystem::is_directory(path)) continue;
    for (const auto& entry : std::filesystem::directory_iterator(path))
      if (entry.is_regular_file() && entry.file_size() < 65536) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::vector<std::string> corpus;
  for (const auto& file : files) {
    std::ifstream in(file, std::ios::binary);
    corpus.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  }
  if (corpus.empty()) {
    std::fprintf(stderr, "the corpus is empty: add files to it\n");
    return 1;
  }
  const int versions = std::max(1, std::atoi(argv[1]) / static_cast<int>(corpus.size()));
  RandomStream random(7, "fuzz");
  for (const std::string& text : corpus) {
    run(text);
    for (int k = 0; k < versions; ++k) run(mutated(text, corpus, random));
  }
  std::printf("%zu files, %d versions each: no crash\n", corpus.size(), versions);
  return 0;
}
