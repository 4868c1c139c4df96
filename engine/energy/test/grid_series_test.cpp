#include "gridwright/energy/grid_series.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "gridwright/weather/synthesis.hpp"
#include "shared_data.hpp"
#include "validation_record.hpp"

using namespace gridwright;
using namespace gridwright::energy;
using doctest::Approx;

namespace {

double mean(const std::vector<double>& x) { return std::accumulate(x.begin(), x.end(), 0.0) / static_cast<double>(x.size()); }
double sd(const std::vector<double>& x) {
  const double m = mean(x);
  double sum = 0.0;
  for (double v : x) sum += (v - m) * (v - m);
  return std::sqrt(sum / static_cast<double>(x.size()));
}
double quantile(std::vector<double> x, double p) {
  std::sort(x.begin(), x.end());
  return x[static_cast<std::size_t>(p * static_cast<double>(x.size() - 1))];
}
double correlation(const std::vector<double>& a, const std::vector<double>& b) {
  const double ma = mean(a), mb = mean(b);
  double sum = 0.0;
  for (std::size_t t = 0; t < a.size(); ++t) sum += (a[t] - ma) * (b[t] - mb);
  return sum / static_cast<double>(a.size()) / sd(a) / sd(b);
}
double hour_mean(const std::vector<double>& x, std::size_t hour) {
  double sum = 0.0;
  for (std::size_t t = hour; t < x.size(); t += 24) sum += x[t];
  return sum / 365.0;
}

}  // namespace

TEST_CASE("every built-in grid model is complete") {
  const std::vector<std::string> names = grid_model_names();
  CHECK(names.size() >= 9);
  for (const std::string& name : names) {
    CAPTURE(name);
    const Result<GridModel> model = grid_model(name);
    REQUIRE(model);
    if (model->price) {
      const Series price = synthesise_price(*model->price, 7);
      CHECK(mean(price.values) == Approx(model->price->mean_usd_per_mwh).epsilon(1e-9));
      CHECK(*std::min_element(price.values.begin(), price.values.end()) >= 0.0);
      CHECK(price.origin == Origin::synthetic);
      CHECK(price.source.find("fitted to the 2022") != std::string::npos);
    }
    if (model->clean_share) {
      const Series share = synthesise_clean_share(*model->clean_share, 7);
      CHECK(mean(share.values) == Approx(model->clean_share->mean).epsilon(1e-6));
      CHECK(*std::min_element(share.values.begin(), share.values.end()) >= 0.0);
      CHECK(*std::max_element(share.values.begin(), share.values.end()) <= 1.0);
    }
  }
  const Result<GridModel> wrong = grid_model("midwest_2022");
  REQUIRE(!wrong);
  CHECK(wrong.diagnostics()[0].fix.find("midwest_2022_like") != std::string::npos);
}

TEST_CASE("prices: stated mean, shape of the day, rare spikes, seeded") {
  const PriceModel model = *grid_model("midwest_2022_like")->price;
  const Series price = synthesise_price(model, 7, 38.0);
  CHECK(mean(price.values) == Approx(38.0).epsilon(1e-9));
  CHECK(hour_mean(price.values, 16) > 1.3 * hour_mean(price.values, 3));
  CHECK(quantile(price.values, 0.999) > 5.0 * quantile(price.values, 0.5));
  CHECK(price.values == synthesise_price(model, 7, 38.0).values);
  CHECK(price.values != synthesise_price(model, 8, 38.0).values);
}

// The model draws season, hour and residual independently; in the real year they were not quite. Mean of 20 seeds: 5 % quantile
// 26.7 (20 % low), median 64.7, 95 % 199.5 (9 % low), 99 % 422.9 (12 % high). The real PJM year: median 63.7, 5 % 33.2, 95 % 218.4, 99 % 378.8 USD/MWh at a mean of 89.4 (reference data, 2022).
TEST_CASE("prices over many seeds have the spread of the year they were fitted to") {
  const PriceModel model = *grid_model("pjm_2022_like")->price;
  double p05 = 0.0, p50 = 0.0, p95 = 0.0, p99 = 0.0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Series price = synthesise_price(model, seed);
    p05 += quantile(price.values, 0.05) / 20, p50 += quantile(price.values, 0.5) / 20;
    p95 += quantile(price.values, 0.95) / 20, p99 += quantile(price.values, 0.99) / 20;
  }
  CHECK(p05 == Approx(33.2).epsilon(0.25));
  CHECK(p50 == Approx(63.7).epsilon(0.05));
  CHECK(p95 == Approx(218.4).epsilon(0.12));
  CHECK(p99 == Approx(378.8).epsilon(0.2));
}

// MISO 2022: mean 0.331, 5 % 0.200, 95 % 0.469; its residual follows the region's wind at 0.89.
TEST_CASE("clean share: mean, spread, and its tie to the wind at the site") {
  const CleanShareModel model = *grid_model("midwest_2022_like")->clean_share;
  const weather::WeatherYear w = weather::synthesise_weather(*weather::climate_place("rochester-mn"), 7);
  const Series alone = synthesise_clean_share(model, 7), tied = synthesise_clean_share(model, 7, {}, w.wind_m_s);
  CHECK(mean(alone.values) == Approx(0.3307).epsilon(1e-4));
  CHECK(quantile(alone.values, 0.05) == Approx(0.200).epsilon(0.1));
  CHECK(quantile(alone.values, 0.95) == Approx(0.469).epsilon(0.1));
  CHECK(correlation(tied.values, w.wind_m_s) > 0.3);
  CHECK(std::abs(correlation(alone.values, w.wind_m_s)) < 0.2);
  CHECK(mean(synthesise_clean_share(model, 7, 0.6).values) == Approx(0.6).epsilon(1e-6));
  const Series carbon = carbon_of_clean_share(model, alone);
  validation::against({"energy", "MISO, mean carbon intensity of the synthetic clean share", "US EIA by HewlettPackard/dc-rl @a92b4755", "kg/MWh"}, 440.6, mean(carbon.values), 0.005);
  CHECK(mean(carbon.values) == Approx(440.6).epsilon(0.005));  // MISO 2022: 440.6 kg/MWh
  CHECK(carbon.unit == "kg/MWh");
}

TEST_CASE("generation by fuel gives the published clean share and carbon") {
  const auto folder = shared_data("energy-hourly/us-ba-generation-2022");
  if (folder.empty()) {
    MESSAGE("shared energy files not found: skipped");
    return;
  }
  const Result<Series> share = read_clean_share(folder / "MISO.csv", {.interpolate_gaps = true, .utc_offset_h = -6.0});
  INFO(to_text(share.diagnostics()));
  REQUIRE(share);
  validation::against({"energy", "MISO 2022, mean clean share from generation by fuel", "US EIA by HewlettPackard/dc-rl @a92b4755", "1"}, 0.3307, mean(share->values), 1e-3);
  CHECK(mean(share->values) == Approx(0.3307).epsilon(1e-3));
  CHECK(*std::min_element(share->values.begin(), share->values.end()) > 0.1);
  CHECK(*std::max_element(share->values.begin(), share->values.end()) < 0.6);
  const Result<Series> carbon = read_carbon_intensity(folder / "MISO.csv", {.interpolate_gaps = true});
  REQUIRE(carbon);
  validation::against({"energy", "MISO 2022, mean carbon intensity from generation by fuel", "US EIA by HewlettPackard/dc-rl @a92b4755", "kg/MWh"}, 440.6, mean(carbon->values), 1e-3);
  CHECK(mean(carbon->values) == Approx(440.6).epsilon(1e-3));
  CHECK(!read_clean_share(folder / "MISO.csv"));  // gaps are an error unless they are to be filled
  // Local time: California's share peaks around noon.
  const Result<Series> california = read_clean_share(folder / "CISO.csv", {.interpolate_gaps = true, .utc_offset_h = -8.0});
  REQUIRE(california);
  CHECK(hour_mean(california->values, 12) > hour_mean(california->values, 20) + 0.2);
}
