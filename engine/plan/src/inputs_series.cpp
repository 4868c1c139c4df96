#include "inputs_series.hpp"

#include "gridwright/energy/grid_series.hpp"
#include "gridwright/energy/hourly_series.hpp"
#include "gridwright/plan/series.hpp"
#include "gridwright/weather/weather_year.hpp"

namespace gridwright::plan {

namespace {

using scenario::SeriesSpec;

const char* unit_of(SeriesMeaning meaning) {
  switch (meaning) {
    case SeriesMeaning::price: return "USD/MWh";
    case SeriesMeaning::carbon_intensity: return "kg/MWh";
    case SeriesMeaning::load: return "MW";
    case SeriesMeaning::clean_share:
    case SeriesMeaning::availability:
    case SeriesMeaning::count: break;
  }
  return "1";
}

Result<Series> from_model(const SeriesSpec& spec, SeriesMeaning meaning, const std::string& attribute, std::uint64_t seed,
                          std::span<const double> wind) {
  const Result<energy::GridModel> model = energy::grid_model(spec.model);
  if (!model) return model.diagnostics();
  const bool priced = meaning == SeriesMeaning::price && model->price.has_value();
  const bool shared = (meaning == SeriesMeaning::clean_share || meaning == SeriesMeaning::carbon_intensity) && model->clean_share.has_value();
  if (priced) return energy::synthesise_price(*model->price, seed, spec.mean);
  if (!shared)
    return Diagnostic{.message = attribute + ": model '" + spec.model + "' says nothing about this",
                      .fix = "give a constant or { file = \"...\", column = \"...\" }"};
  Series share = energy::synthesise_clean_share(*model->clean_share, seed, spec.mean, wind);
  if (meaning == SeriesMeaning::clean_share) return share;
  return energy::carbon_of_clean_share(*model->clean_share, share);
}

Result<Series> from_file(const SeriesSpec& spec, SeriesMeaning meaning, int year) {
  const energy::SeriesTransform change{.interpolate_gaps = spec.interpolate_gaps, .utc_offset_h = spec.utc_offset_h,
                                       .divide_by_max = spec.divide_by_max, .scale_to_mean = spec.mean,
                                       .clip_min = spec.clip_min, .clip_max = spec.clip_max, .add = spec.add};
  if (spec.format == "eia_930" && meaning == SeriesMeaning::carbon_intensity) return energy::read_carbon_intensity(spec.file, change);
  if (spec.format == "eia_930" && meaning == SeriesMeaning::clean_share) return energy::read_clean_share(spec.file, change);
  return energy::read_hourly_series(spec.file, spec.column, unit_of(meaning), change, year);
}

}  // namespace

Result<Series> resolve_series(const SeriesSpec& spec, SeriesMeaning meaning, const std::string& attribute,
                              const scenario::Scenario& scenario, std::span<const double> site_wind_m_s) {
  switch (spec.kind) {
    case SeriesSpec::Kind::none: return Series{};
    case SeriesSpec::Kind::constant:
      return Series{std::vector<double>(weather::hours_per_year, spec.constant), unit_of(meaning), Origin::assumed, "constant in the scenario"};
    case SeriesSpec::Kind::model: return from_model(spec, meaning, attribute, scenario.seed, site_wind_m_s);
    case SeriesSpec::Kind::file: break;
  }
  return from_file(spec, meaning, scenario.year);
}

Result<Series> contract_load(const scenario::Scenario& scenario, const scenario::Contract& contract) {
  return resolve_series(contract.load, SeriesMeaning::count, "contracts." + contract.id + ".load", scenario, {});
}

}  // namespace gridwright::plan
