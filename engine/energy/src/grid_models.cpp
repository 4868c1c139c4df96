#include <algorithm>
#include <cassert>
#include <cmath>
#include <map>
#include <numeric>

#include "embedded_files.hpp"
#include "gridwright/core/hour_axis.hpp"
#include "gridwright/core/random.hpp"
#include "gridwright/core/text.hpp"
#include "gridwright/energy/grid_series.hpp"

namespace gridwright::energy {
namespace {

constexpr const char* models_file = "data/grid_models.csv";
constexpr std::size_t hours_per_year = 8760;
// Correlation of the wind at one site with its region's fleet; TMY years of different places cannot be compared, so this
// is an assumption, not a fit.
constexpr double site_to_region_wind = 0.6;

CsvTable models_table() {
  Result<CsvTable> table = parse_csv(std::string(embedded_file(models_file)), models_file);
  assert(table && "the built-in grid models are wrong");
  return *std::move(table);
}

// parameter -> numbers, of one model and kind; the source comes under "source".
struct Parameters {
  std::map<std::string, std::vector<double>> numbers;
  std::string source;

  template <std::size_t N>
  std::array<double, N> array(const char* name) const {
    std::array<double, N> out{};
    const auto at = numbers.find(name);
    assert(at != numbers.end() && at->second.size() == N && "a grid model lacks a parameter");
    std::copy(at->second.begin(), at->second.end(), out.begin());
    return out;
  }
  double one(const char* name) const { return array<1>(name)[0]; }
};

Parameters parameters_of(const CsvTable& table, std::string_view model, std::string_view kind) {
  Parameters out;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (table.cell(row, 0) != model || table.cell(row, 1) != kind) continue;
    std::vector<double>& values = out.numbers[std::string(table.cell(row, 2))];
    for (std::string_view word : split_words(table.cell(row, 3))) values.push_back(parse_number(word).value());
    out.source = std::string(table.cell(row, 4));
  }
  return out;
}

PriceModel price_model(std::string name, const Parameters& p) {
  return {.name = std::move(name),
          .mean_usd_per_mwh = p.one("mean_usd_per_mwh"),
          .season = p.array<12>("season"),
          .hour_winter = p.array<24>("hour_winter"),
          .hour_summer = p.array<24>("hour_summer"),
          .log_sd = p.one("log_sd"),
          .slow_share = p.one("slow_share"),
          .slow_memory = p.one("slow_memory"),
          .fast_memory = p.one("fast_memory"),
          .quantiles = p.array<7>("quantiles"),
          .source = p.source};
}

CleanShareModel share_model(std::string name, const Parameters& p) {
  return {.name = std::move(name),
          .mean = p.one("mean"),
          .season = p.array<12>("season"),
          .hour_winter = p.array<24>("hour_winter"),
          .hour_summer = p.array<24>("hour_summer"),
          .sd = p.one("sd"),
          .memory = p.one("memory"),
          .wind_correlation = p.one("wind_correlation"),
          .fossil_kg_per_mwh = p.one("fossil_kg_per_mwh"),
          .source = p.source};
}

std::vector<double> autoregression(double rho, RandomStream& random) {
  std::vector<double> x(hours_per_year);
  const double fresh = std::sqrt(1.0 - rho * rho);
  double last = random.normal();
  for (double& value : x) value = last = rho * last + fresh * random.normal();
  return x;
}

// Residual quantile in units of its standard deviation for a standard normal score, straight lines between the nodes.
double residual_of_score(double z, const std::array<double, 7>& quantiles) {
  constexpr std::array node{-3.0902, -2.3263, -1.6449, 0.0, 1.6449, 2.3263, 3.0902};  // normal scores of the seven p
  z = std::clamp(z, -3.2, 3.2);  // once in 1,500 hours on each side: nothing beyond what a year has shown
  std::size_t k = 1;
  while (k + 1 < node.size() && z > node[k]) ++k;
  const double slope = (quantiles[k] - quantiles[k - 1]) / (node[k] - node[k - 1]);
  return quantiles[k - 1] + slope * (z - node[k - 1]);
}

std::vector<int> month_of_hours() {
  std::vector<int> out(hours_per_year);
  const std::vector<int>& start = month_start_hours();
  for (int m = 0; m < 12; ++m)
    for (int t = start[static_cast<std::size_t>(m)]; t < start[static_cast<std::size_t>(m) + 1]; ++t)
      out[static_cast<std::size_t>(t)] = m;
  return out;
}

// Standard score of the site's wind after a 13-hour smoothing, month by month, so that the season enters only once.
std::vector<double> regional_wind_score(std::span<const double> wind, const std::vector<int>& month) {
  constexpr std::size_t reach = 6;
  const std::size_t n = wind.size();
  std::vector<double> score(n);
  for (std::size_t t = 0; t < n; ++t)
    for (std::size_t k = 0; k <= 2 * reach; ++k) score[t] += wind[(t + n + k - reach) % n] / (2.0 * reach + 1.0);
  std::array<double, 12> sum{}, squares{}, count{};
  for (std::size_t t = 0; t < n; ++t) {
    const auto m = static_cast<std::size_t>(month[t]);
    sum[m] += score[t], squares[m] += score[t] * score[t], count[m] += 1.0;
  }
  for (std::size_t t = 0; t < n; ++t) {
    const auto m = static_cast<std::size_t>(month[t]);
    const double mean = sum[m] / count[m], sd = std::sqrt(std::max(0.0, squares[m] / count[m] - mean * mean));
    score[t] = sd > 0.0 ? (score[t] - mean) / sd : 0.0;
  }
  return score;
}

double mean_of(std::span<const double> x) {
  return std::accumulate(x.begin(), x.end(), 0.0) / static_cast<double>(x.size());
}

double logistic(double x) { return 1.0 / (1.0 + std::exp(-x)); }

// The level a with mean(logistic(a + x)) = wanted: increasing in a, so bisection on a wide bracket, then it is exact to 1e-12.
double level_for_mean(std::span<const double> x, double wanted) {
  double low = -20.0, high = 20.0, a = 0.0;
  for (int iteration = 0; iteration < 60; ++iteration) {
    double sum = 0.0, slope = 0.0;
    for (double v : x) {
      const double share = logistic(a + v);
      sum += share;
      slope += share * (1.0 - share);
    }
    const double miss = wanted * static_cast<double>(x.size()) - sum;
    if (std::abs(miss) < 1e-10 * static_cast<double>(x.size())) break;
    (miss > 0.0 ? low : high) = a;
    const double newton = a + miss / slope;
    a = newton > low && newton < high ? newton : 0.5 * (low + high);
  }
  return a;
}

}  // namespace

std::vector<std::string> grid_model_names() {
  const CsvTable table = models_table();
  std::vector<std::string> names;
  for (std::size_t row = 0; row < table.rows(); ++row)
    if (std::find(names.begin(), names.end(), table.cell(row, 0)) == names.end()) names.emplace_back(table.cell(row, 0));
  return names;
}

Result<GridModel> grid_model(std::string_view name) {
  const CsvTable table = models_table();
  GridModel out;
  const Parameters price = parameters_of(table, name, "price"), share = parameters_of(table, name, "clean_share");
  if (!price.numbers.empty()) out.price = price_model(std::string(name), price);
  if (!share.numbers.empty()) out.clean_share = share_model(std::string(name), share);
  if (out.price || out.clean_share) return out;
  const std::vector<std::string> names = grid_model_names();
  const std::optional<std::string> near = nearest_name(name, std::span<const std::string>(names));
  return Diagnostic{.message = "no grid model is called '" + std::string(name) + "'",
                    .fix = near ? "did you mean '" + *near + "'?" : "models: " + join(names, ", ")};
}

Series synthesise_price(const PriceModel& model, std::uint64_t seed, std::optional<double> mean_usd_per_mwh) {
  RandomStream random(seed, "energy.price." + model.name);
  const std::vector<double> slow = autoregression(model.slow_memory, random), fast = autoregression(model.fast_memory, random);
  const double slow_part = std::sqrt(model.slow_share), fast_part = std::sqrt(1.0 - model.slow_share);
  const std::vector<int> month = month_of_hours();
  std::vector<double> price(hours_per_year);
  for (std::size_t t = 0; t < price.size(); ++t) {
    const double residual = model.log_sd * residual_of_score(slow_part * slow[t] + fast_part * fast[t], model.quantiles);
    const DayProfile& hour = is_summer(month[t]) ? model.hour_summer : model.hour_winter;
    price[t] = model.season[static_cast<std::size_t>(month[t])] * hour[t % 24] * std::exp(residual);
  }
  const double wanted = mean_usd_per_mwh.value_or(model.mean_usd_per_mwh), scale = wanted / mean_of(price);
  for (double& p : price) p *= scale;
  return {.values = std::move(price), .unit = "USD/MWh", .origin = Origin::synthetic,
          .source = "price model " + model.name + " (" + model.source + "), mean " + significant(wanted, 6) + " USD/MWh, seed " +
                    std::to_string(seed)};
}

Series synthesise_clean_share(const CleanShareModel& model, std::uint64_t seed, std::optional<double> mean,
                              std::span<const double> site_wind) {
  assert(site_wind.empty() || site_wind.size() == hours_per_year);
  RandomStream random(seed, "energy.clean_share." + model.name);
  std::vector<double> z = autoregression(model.memory, random);
  const std::vector<int> month = month_of_hours();
  const double with_wind = site_wind.empty() ? 0.0 : model.wind_correlation * site_to_region_wind;
  if (with_wind > 0.0) {
    const std::vector<double> wind = regional_wind_score(site_wind, month);
    const double own = std::sqrt(1.0 - with_wind * with_wind);
    for (std::size_t t = 0; t < z.size(); ++t) z[t] = with_wind * wind[t] + own * z[t];
  }
  std::vector<double> share(hours_per_year);
  for (std::size_t t = 0; t < share.size(); ++t) {
    const DayProfile& hour = is_summer(month[t]) ? model.hour_summer : model.hour_winter;
    share[t] = model.season[static_cast<std::size_t>(month[t])] + hour[t % 24] + model.sd * z[t];
  }
  const double wanted = std::clamp(mean.value_or(model.mean), 1e-4, 1.0 - 1e-4), level = level_for_mean(share, wanted);
  for (double& s : share) s = logistic(level + s);
  return {.values = std::move(share), .unit = "1", .origin = Origin::synthetic,
          .source = "clean-share model " + model.name + " (" + model.source + "), mean " + significant(wanted, 4) +
                    (with_wind > 0.0 ? ", following the wind at the site" : "") + ", seed " + std::to_string(seed)};
}

Series carbon_of_clean_share(const CleanShareModel& model, const Series& clean_share) {
  Series out{.values = clean_share.values, .unit = "kg/MWh", .origin = clean_share.origin,
             .source = significant(model.fossil_kg_per_mwh, 4) + " kg/MWh x (1 - clean share); " + clean_share.source};
  for (double& v : out.values) v = model.fossil_kg_per_mwh * (1.0 - v);
  return out;
}

}  // namespace gridwright::energy
