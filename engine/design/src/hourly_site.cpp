#include "hourly_site.hpp"

#include <array>
#include <charconv>

#include "gridwright/core/hour_axis.hpp"

namespace gridwright::design {
namespace {

enum class Adds { component_wise, site_only };

/// A column: which quantity, and whether components add up or only the site's own series counts (a fleet's IT power is
/// part of the site's).
struct Column {
  std::string_view header, quantity;
  Adds adds = Adds::component_wise;
};
constexpr std::array columns = {
    Column{"generation_mw", "generation"}, Column{"available_mw", "available"},
    Column{"discharge_mw", "discharge"},   Column{"import_mw", "import"},
    Column{"unserved_mw", "unserved"},     Column{"it_mw", "it_power", Adds::site_only},
    Column{"overhead_mw", "overhead", Adds::site_only}, Column{"load_mw", "load", Adds::site_only}, Column{"other_load_mw", "other_load", Adds::site_only},
    Column{"charge_mw", "charge"},         Column{"export_mw", "export"},
    Column{"level_mwh", "level"},          Column{"price_usd_per_mwh", "price"},
    Column{"clean_share", "clean_share"},  Column{"pue", "pue"},
    Column{"matched", "matched"}};

std::vector<double> column_of(const Design& design, const std::string& site, const Column& column) {
  std::vector<double> sum;
  for (const Hourly& series : design.hourly) {
    if (series.site != site || series.quantity != column.quantity) continue;
    if (column.adds == Adds::site_only && !series.component.empty() && series.component != site) continue;
    if (sum.empty()) sum.assign(series.values.size(), 0.0);
    for (std::size_t t = 0; t < sum.size() && t < series.values.size(); ++t) sum[t] += series.values[t];
  }
  return sum;
}

void append(std::string& text, double value) {
  char digits[32];
  if (value == 0.0) value = 0.0;  // no "-0"
  text.append(digits, std::to_chars(digits, digits + sizeof digits, value, std::chars_format::general, 6).ptr);
}

}  // namespace

std::string hourly_site_csv(const Design& design) {
  std::string csv = "time,site";
  for (const Column& column : columns) (csv += ',') += column.header;
  csv += '\n';
  const HourAxis axis{.year = design.year, .steps = design.hours, .step_h = design.step_h};
  std::vector<std::string> labels;
  for (int t = 0; t < axis.steps; ++t) labels.push_back(axis.label(t));
  for (const SiteResult& site : design.sites) {
    std::array<std::vector<double>, columns.size()> values;
    for (std::size_t c = 0; c < columns.size(); ++c) values[c] = column_of(design, site.id, columns[c]);
    for (std::size_t t = 0; t < labels.size(); ++t) {
      ((csv += labels[t]) += ',') += site.id;
      for (const std::vector<double>& column : values) {
        csv += ',';
        if (t < column.size()) append(csv, column[t]);
      }
      csv += '\n';
    }
  }
  return csv;
}

}  // namespace gridwright::design
