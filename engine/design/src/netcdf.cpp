#include "gridwright/design/netcdf.hpp"

#include <netcdf.h>

#include <algorithm>
#include <cctype>
#include <set>

namespace gridwright::design {
namespace {

Diagnostic file_error(const std::filesystem::path& file, const std::string& what) {
  Diagnostic one;
  one.file = file.string();
  one.message = what;
  return one;
}

/// First failure of a row of netCDF calls; later calls are skipped, so that the code reads as the file does.
class Status {
 public:
  template <class Call>
  void then(Call&& call) {
    if (code_ == NC_NOERR) code_ = call();
  }
  [[nodiscard]] bool ok() const { return code_ == NC_NOERR; }
  [[nodiscard]] std::string text() const { return nc_strerror(code_); }

 private:
  int code_ = NC_NOERR;
};

void put_text(Status& status, int file, int variable, const char* name, const std::string& text) {
  status.then([&] { return nc_put_att_text(file, variable, name, text.size(), text.data()); });
}

std::string get_text(int file, int variable, const char* name) {
  std::size_t length = 0;
  nc_type type = NC_NAT;
  if (nc_inq_att(file, variable, name, &type, &length) != NC_NOERR || type != NC_CHAR) return {};
  std::string text(length, '\0');
  nc_get_att_text(file, variable, name, text.data());
  return text;
}

/// "wind generation of pine_island.wind": for people and plot labels.
std::string long_name(const Hourly& series) {
  std::string words = series.quantity + " of " + (series.component.empty() ? series.site : series.component);
  for (char& c : words)
    if (c == '_') c = ' ';
  return words;
}

/// What the value of a step stands for (CF 7.3): a mean over the step, or the state at its end.
const char* cell_method(const std::string& quantity) {
  return quantity == "level" || quantity == "backlog" || quantity == "progress" ? "time: point" : "time: mean";
}

void define_time(Status& status, int file, int dimension, const Design& design, int& variable) {
  status.then([&] { return nc_def_var(file, "time", NC_DOUBLE, 1, &dimension, &variable); });
  put_text(status, file, variable, "standard_name", "time");
  put_text(status, file, variable, "long_name", "start of the step, local standard time");
  put_text(status, file, variable, "units", "hours since " + std::to_string(design.year) + "-01-01 00:00:00");
  put_text(status, file, variable, "calendar", "standard");
  put_text(status, file, variable, "axis", "T");
}

/// Hours of the calendar people use from 1 January of `year` to an hour of our 365-day years: they step over 29 February. With calendar
/// `noleap` instead, xarray gives dates that pandas cannot index or plot.
double hours_since_new_year(int year, double planned) {
  constexpr double year_hours = 8760.0, february_ends = 1416.0;
  double skipped = 0.0;
  for (double start = 0.0; planned - start >= february_ends; start += year_hours, ++year)
    if ((year % 4 == 0 && year % 100 != 0) || year % 400 == 0) skipped += 24.0;
  return planned + skipped;
}

void define_series(Status& status, int file, int dimension, std::size_t steps, const Hourly& series,
                   const std::string& name, int& variable) {
  constexpr int shuffle = 1, deflate = 1, level = 1;
  const std::size_t chunk = std::max<std::size_t>(steps, 1);
  status.then([&] { return nc_def_var(file, name.c_str(), NC_DOUBLE, 1, &dimension, &variable); });
  status.then([&] { return nc_def_var_chunking(file, variable, NC_CHUNKED, &chunk); });
  status.then([&] { return nc_def_var_deflate(file, variable, shuffle, deflate, level); });
  put_text(status, file, variable, "units", series.unit);
  put_text(status, file, variable, "long_name", long_name(series));
  put_text(status, file, variable, "cell_methods", cell_method(series.quantity));
  put_text(status, file, variable, "site", series.site);
  put_text(status, file, variable, "component", series.component);
  put_text(status, file, variable, "quantity", series.quantity);
  put_text(status, file, variable, "kind", series.kind);
  put_text(status, file, variable, "origin", to_string(series.origin));
  put_text(status, file, variable, "source", series.source);
}

/// Every series under a name of its own: a second one of the same name gets "_2".
std::vector<std::string> unique_names(const std::vector<Hourly>& all) {
  std::set<std::string> taken = {"time"};
  std::vector<std::string> names;
  for (const Hourly& series : all) {
    const std::string wanted = variable_name(series);
    std::string name = wanted;
    for (int n = 2; !taken.insert(name).second; ++n) name = wanted + "_" + std::to_string(n);
    names.push_back(std::move(name));
  }
  return names;
}

Origin origin_of(const std::string& text) {
  for (const Origin origin : {Origin::measured, Origin::synthetic, Origin::assumed})
    if (to_string(origin) == text) return origin;
  return Origin::computed;
}

void read_variable(Status& status, int file, int variable, std::size_t steps, std::vector<Hourly>& into) {
  int dimensions = 0, dimension = -1;
  char name[NC_MAX_NAME + 1] = {};
  nc_type type = NC_NAT;
  status.then([&] { return nc_inq_var(file, variable, name, &type, &dimensions, nullptr, nullptr); });
  if (!status.ok() || dimensions != 1 || type != NC_DOUBLE || std::string(name) == "time") return;
  status.then([&] { return nc_inq_vardimid(file, variable, &dimension); });
  Hourly series;
  series.site = get_text(file, variable, "site");
  series.component = get_text(file, variable, "component");
  series.quantity = get_text(file, variable, "quantity");
  series.kind = get_text(file, variable, "kind");
  series.unit = get_text(file, variable, "units");
  series.origin = origin_of(get_text(file, variable, "origin"));
  series.source = get_text(file, variable, "source");
  series.values.resize(steps);
  status.then([&] { return nc_get_var_double(file, variable, series.values.data()); });
  if (status.ok()) into.push_back(std::move(series));
}

}  // namespace

std::string variable_name(const Hourly& series) {
  const bool has_site = series.component == series.site || series.component.starts_with(series.site + ".");
  std::string name = has_site ? series.component : series.site;
  if (!has_site && !series.component.empty()) name += (name.empty() ? "" : "_") + series.component;
  name += (name.empty() ? "" : "_") + series.quantity;
  for (char& c : name)
    if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
  if (name.empty() || std::isdigit(static_cast<unsigned char>(name[0]))) name.insert(0, "_");
  return name;
}

Diagnostics write_hourly(const Design& design, const std::filesystem::path& path) {
  const auto steps = static_cast<std::size_t>(design.hours);
  for (const Hourly& series : design.hourly)
    if (series.values.size() != steps)
      return {file_error(path, variable_name(series) + " has " + std::to_string(series.values.size()) + " values, the design has " +
                                   std::to_string(steps) + " steps")};
  Status status;
  int file = -1, dimension = -1, time = -1;
  status.then([&] { return nc_create(path.c_str(), NC_NETCDF4 | NC_CLOBBER, &file); });
  if (!status.ok()) return {file_error(path, "cannot be written: " + status.text())};
  put_text(status, file, NC_GLOBAL, "Conventions", "CF-1.10");
  put_text(status, file, NC_GLOBAL, "title", design.scenario + " " + std::to_string(design.year) + ": hourly operation");
  put_text(status, file, NC_GLOBAL, "source", "Gridwright plan; " + design.weather_note);
  put_text(status, file, NC_GLOBAL, "comment", "Years have 365 days: 29 February is left out. Times are local standard time. Money: " + design.money);
  status.then([&] { return nc_def_dim(file, "time", steps, &dimension); });
  define_time(status, file, dimension, design, time);
  const std::vector<std::string> names = unique_names(design.hourly);
  std::vector<int> variables(names.size(), -1);
  for (std::size_t i = 0; i < names.size(); ++i)
    define_series(status, file, dimension, steps, design.hourly[i], names[i], variables[i]);
  status.then([&] { return nc_enddef(file); });
  std::vector<double> times(steps);
  for (std::size_t t = 0; t < steps; ++t) times[t] = hours_since_new_year(design.year, static_cast<double>(t) * design.step_h);
  if (steps > 0) status.then([&] { return nc_put_var_double(file, time, times.data()); });
  for (std::size_t i = 0; i < names.size() && steps > 0; ++i)
    status.then([&] { return nc_put_var_double(file, variables[i], design.hourly[i].values.data()); });
  if (!status.ok()) {
    nc_close(file);
    return {file_error(path, "cannot be written: " + status.text())};
  }
  status.then([&] { return nc_close(file); });
  if (!status.ok()) return {file_error(path, "cannot be written: " + status.text())};
  return {};
}

Result<std::vector<Hourly>> read_hourly(const std::filesystem::path& path) {
  Status status;
  int file = -1, variables = 0, dimension = -1;
  std::size_t steps = 0;
  status.then([&] { return nc_open(path.c_str(), NC_NOWRITE, &file); });
  if (!status.ok()) return file_error(path, "cannot be read: " + status.text());
  status.then([&] { return nc_inq_nvars(file, &variables); });
  status.then([&] { return nc_inq_dimid(file, "time", &dimension); });
  status.then([&] { return nc_inq_dimlen(file, dimension, &steps); });
  std::vector<Hourly> all;
  for (int variable = 0; variable < variables; ++variable) read_variable(status, file, variable, steps, all);
  nc_close(file);
  if (!status.ok()) return file_error(path, "cannot be read: " + status.text());
  return all;
}

}  // namespace gridwright::design
