#include <algorithm>
#include <cmath>
#include <map>
#include <memory>

#include "gridwright/core/csv.hpp"
#include "gridwright/serving/deployment.hpp"

namespace gridwright::serving {
namespace {

using Points = std::map<double, double>;

/// Straight lines between points, the last slope beyond them.
double on_lines(const Points& points, double x) {
  if (points.size() == 1) return points.begin()->second;
  auto high = points.lower_bound(x);
  if (high == points.begin()) ++high;
  if (high == points.end()) --high;
  const auto low = std::prev(high);
  return low->second + (high->second - low->second) * (x - low->first) / (high->first - low->first);
}

struct Profile {
  std::map<double, Points> decode;  ///< by sequences: mean context -> s
  Points prompts;                   ///< tokens -> s, no sequences beside
  double beside = 1.0;              ///< cost of decode attention beside prompts, relative to alone

  [[nodiscard]] double decode_s(double n, double context) const {
    if (decode.size() == 1) return on_lines(decode.begin()->second, context);
    auto high = decode.lower_bound(n);
    if (high == decode.begin()) ++high;
    if (high == decode.end()) --high;
    const auto low = std::prev(high);
    const double a = on_lines(low->second, context), b = on_lines(high->second, context);
    return a + (b - a) * (n - low->first) / (high->first - low->first);
  }
  [[nodiscard]] double mixed_s(double n, double context, std::span<const PromptPiece> pieces) const {
    double tokens = 0.0;
    for (const PromptPiece& p : pieces) tokens += p.tokens;
    const double attention = n > 0.0 ? std::max(0.0, decode_s(n, context) - decode_s(n, 0.0)) : 0.0;
    if (prompts.empty()) return (n > 0.0 ? decode_s(n, context) : 0.0);
    return std::max(on_lines(prompts, n + tokens), prompts.begin()->second) + beside * attention;
  }
};

}  // namespace

Result<StepModel> read_step_profile(const std::string& file, int largest_batch) {
  const Result<CsvTable> table = read_csv(file);
  if (!table) return table.diagnostics();
  Diagnostics wrong;
  std::vector<double> columns[5];
  const char* names[5] = {"decode_sequences", "context", "prompt_tokens", "prompt_past", "seconds"};
  for (int c = 0; c < 5; ++c) {
    const auto values = table->numbers(names[c]);
    if (!values) wrong.insert(wrong.end(), values.diagnostics().begin(), values.diagnostics().end());
    else columns[c] = *values;
  }
  if (!wrong.empty()) return wrong;
  for (std::size_t r = 0; r < table->rows(); ++r)
    for (int c = 0; c < 5; ++c)
      if (columns[c][r] < 0.0 || (c == 4 && columns[c][r] == 0.0)) wrong.push_back(table->error_at(r, *table->find(names[c]), "a measured iteration has no negative numbers and lasts longer than 0"));
  if (!wrong.empty()) return wrong;

  const auto profile = std::make_shared<Profile>();
  std::vector<std::size_t> both;
  for (std::size_t r = 0; r < table->rows(); ++r) {
    const double n = columns[0][r], tokens = columns[2][r];
    if (n > 0.0 && tokens > 0.0) both.push_back(r);
    else if (n > 0.0) profile->decode[n][columns[1][r]] = columns[4][r];
    else if (tokens > 0.0) profile->prompts[tokens] = columns[4][r];
  }
  if (profile->decode.empty()) return Diagnostic{.file = file, .message = "the profile has no row with decode sequences and no prompt", .fix = "measure decode alone for some batch sizes and two contexts"};
  std::vector<double> ratios;
  for (const std::size_t r : both) {
    const double n = columns[0][r], context = columns[1][r], attention = profile->decode_s(n, context) - profile->decode_s(n, 0.0);
    if (!profile->prompts.empty() && attention > 0.0) ratios.push_back((columns[4][r] - on_lines(profile->prompts, n + columns[2][r])) / attention);
  }
  if (!ratios.empty()) {
    std::nth_element(ratios.begin(), ratios.begin() + static_cast<std::ptrdiff_t>(ratios.size() / 2), ratios.end());
    profile->beside = std::max(1.0, ratios[ratios.size() / 2]);
  }
  StepModel model;
  model.largest_batch = largest_batch;
  model.decode = [profile](double n, double context) { return profile->decode_s(n, context); };
  model.mixed = [profile](double n, double context, std::span<const PromptPiece> pieces) { return profile->mixed_s(n, context, pieces); };
  return model;
}

}  // namespace gridwright::serving
