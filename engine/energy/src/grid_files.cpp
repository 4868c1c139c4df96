#include <algorithm>
#include <array>

#include "gridwright/energy/grid_series.hpp"

namespace gridwright::energy {
namespace {

constexpr std::array clean_fuels{"WND", "SUN", "WAT", "NUC"};
constexpr std::array all_fuels{"WND", "SUN", "WAT", "NUC", "OIL", "NG", "COL", "OTH"};

}  // namespace

Result<Series> read_clean_share(const std::filesystem::path& file, const SeriesTransform& transform, std::string_view shown_as) {
  const Result<CsvTable> table = read_csv(file, {}, shown_as);
  if (!table) return table.diagnostics();
  std::vector<double> clean(8760, 0.0), total(8760, 0.0);
  Diagnostics problems;
  for (std::size_t f = 0; f < all_fuels.size(); ++f) {
    const Result<std::vector<double>> mw = hourly_column(*table, all_fuels[f], transform);
    if (!mw) {
      problems.insert(problems.end(), mw.diagnostics().begin(), mw.diagnostics().end());
      continue;
    }
    for (std::size_t t = 0; t < total.size(); ++t) {
      const double generation = std::max(0.0, (*mw)[t]);  // plants report their own use at night as negative generation
      total[t] += generation;
      if (f < clean_fuels.size()) clean[t] += generation;
    }
  }
  if (!problems.empty()) return problems;
  for (std::size_t t = 0; t < total.size(); ++t) {
    if (total[t] <= 0.0)
      return table->error_at(t < table->rows() ? t : 0, 0, "no generation at all in this hour: the clean share is not defined");
    clean[t] /= total[t];
  }
  problems = apply_scaling(clean, transform, table->file());
  if (!problems.empty()) return problems;
  return Series{.values = std::move(clean), .unit = "1", .origin = Origin::measured,
                .source = table->file() + ": (wind + solar + hydro + nuclear) / all generation"};
}

Result<Series> read_carbon_intensity(const std::filesystem::path& file, const SeriesTransform& transform,
                                     std::string_view shown_as) {
  return read_hourly_series(file, "avg_CI", "kg/MWh", transform, 2028, shown_as);
}

}  // namespace gridwright::energy
