#include <fmt/format.h>
#include <netcdf.h>

#include <algorithm>
#include <cmath>

#include "pypsa_files.hpp"

namespace gridwright::exchange {
namespace {

/// An open netCDF file; closed when it goes.
class NcFile {
 public:
  explicit NcFile(const std::filesystem::path& file) : status_(nc_open(file.c_str(), NC_NOWRITE, &id_)) {}
  ~NcFile() {
    if (status_ == NC_NOERR) nc_close(id_);
  }
  NcFile(const NcFile&) = delete;
  NcFile& operator=(const NcFile&) = delete;
  [[nodiscard]] bool good() const { return status_ == NC_NOERR; }
  [[nodiscard]] std::string error() const { return nc_strerror(status_); }
  [[nodiscard]] int id() const { return id_; }

 private:
  int id_ = -1, status_;
};

struct Variable {
  int id = -1;
  std::string name;
  nc_type type = NC_NAT;
  std::vector<std::string> dimensions;
  std::vector<std::size_t> lengths;
  [[nodiscard]] std::size_t size() const {
    std::size_t n = 1;
    for (const std::size_t l : lengths) n *= l;
    return n;
  }
};

std::vector<Variable> variables_of(int file) {
  int count = 0;
  nc_inq_nvars(file, &count);
  std::vector<Variable> out;
  for (int v = 0; v < count; ++v) {
    char name[NC_MAX_NAME + 1] = {};
    int rank = 0, dims[NC_MAX_VAR_DIMS] = {};
    Variable x{.id = v, .name = {}, .dimensions = {}, .lengths = {}};
    if (nc_inq_var(file, v, name, &x.type, &rank, dims, nullptr) != NC_NOERR) continue;
    x.name = name;
    for (int k = 0; k < rank; ++k) {
      char dim[NC_MAX_NAME + 1] = {};
      std::size_t length = 0;
      nc_inq_dim(file, dims[k], dim, &length);
      x.dimensions.emplace_back(dim), x.lengths.push_back(length);
    }
    out.push_back(std::move(x));
  }
  return out;
}

std::string attribute(int file, int variable, const char* name) {
  nc_type type = NC_NAT;
  std::size_t length = 0;
  if (nc_inq_att(file, variable, name, &type, &length) != NC_NOERR) return {};
  if (type == NC_CHAR) {
    std::string text(length, '\0');
    nc_get_att_text(file, variable, name, text.data());
    return text;
  }
  if (type == NC_STRING && length == 1) {
    char* text = nullptr;
    if (nc_get_att_string(file, variable, name, &text) != NC_NOERR || text == nullptr) return {};
    std::string out = text;
    nc_free_string(1, &text);
    return out;
  }
  return {};
}

std::string csv_cell(std::string_view text) {
  if (text.find_first_of(",\"\n\r") == text.npos) return std::string(text);
  std::string out = "\"";
  for (const char c : text) out.append(c == '"' ? 2 : 1, c);
  return out + '"';
}

/// The values of a variable as cells of a CSV file.
std::vector<std::string> cells_of(int file, const Variable& v, Findings& findings, const std::string& shown) {
  const std::size_t n = v.size();
  std::vector<std::string> out(n);
  if (n == 0) return out;
  int status = NC_NOERR;
  if (v.type == NC_STRING) {
    std::vector<char*> text(n, nullptr);
    status = nc_get_var_string(file, v.id, text.data());
    if (status == NC_NOERR) {
      for (std::size_t k = 0; k < n; ++k) out[k] = csv_cell(text[k] == nullptr ? "" : text[k]);
      nc_free_string(n, text.data());
    }
  } else if (v.type == NC_CHAR) {
    const std::size_t width = v.lengths.empty() ? 1 : v.lengths.back(), rows = n / std::max<std::size_t>(width, 1);
    std::string all(n, '\0');
    status = nc_get_var_text(file, v.id, all.data());
    out.resize(rows);
    for (std::size_t k = 0; k < rows; ++k) {
      std::string one = all.substr(k * width, width);
      one.resize(std::min(one.find('\0'), one.size()));
      out[k] = csv_cell(one);
    }
  } else {
    std::vector<double> values(n);
    status = nc_get_var_double(file, v.id, values.data());
    const bool flag = attribute(file, v.id, "dtype") == "bool";
    for (std::size_t k = 0; k < n && status == NC_NOERR; ++k)
      out[k] = flag ? (values[k] != 0.0 ? "True" : "False") : std::isnan(values[k]) ? "" : fmt::format("{}", values[k]);
  }
  if (status != NC_NOERR) findings.error(shown, fmt::format("variable '{}' cannot be read: {}", v.name, nc_strerror(status)), "export the network again");
  return out;
}

/// Columns of one length put side by side.
struct Sheet {
  std::vector<std::string> names;
  std::vector<std::vector<std::string>> columns;
  [[nodiscard]] std::string text() const {
    std::string out;
    for (std::size_t k = 0; k < names.size(); ++k) out += (k > 0 ? "," : "") + csv_cell(names[k]);
    out += '\n';
    for (std::size_t r = 0; !columns.empty() && r < columns[0].size(); ++r) {
      for (std::size_t k = 0; k < columns.size(); ++k) out += (k > 0 ? "," : "") + columns[k][r];
      out += '\n';
    }
    return out;
  }
};

/// A name without the quotes of CSV.
std::string unquoted(const std::string& cell) {
  if (cell.size() < 2 || cell.front() != '"') return cell;
  std::string out;
  for (std::size_t k = 1; k + 1 < cell.size(); ++k) {
    out += cell[k];
    if (cell[k] == '"') ++k;
  }
  return out;
}

constexpr const char* lists[] = {"buses", "carriers", "generators", "links", "lines", "transformers", "storage_units", "stores", "loads", "global_constraints",
                                 "line_types", "transformer_types", "shunt_impedances", "sub_networks", "shapes", "investment_periods", "processes"};

class NetcdfReader {
 public:
  NetcdfReader(int file, std::string shown, Findings& findings) : file_(file), shown_(std::move(shown)), findings_(findings), variables_(variables_of(file)) {}

  PypsaFiles read() {
    for (const char* list : lists) component(list);
    snapshots();
    return std::move(out_);
  }

 private:
  [[nodiscard]] const Variable* find(const std::string& name) const {
    const auto it = std::find_if(variables_.begin(), variables_.end(), [&](const Variable& v) { return v.name == name; });
    return it == variables_.end() ? nullptr : &*it;
  }
  std::vector<std::string> cells(const Variable& v) { return cells_of(file_, v, findings_, shown_); }
  void keep(const std::string& name, const Sheet& sheet) {
    Result<CsvTable> table = parse_csv(sheet.text(), shown_ + ": " + name);
    findings_.take_over(table.diagnostics());
    if (table) out_.emplace(name, *std::move(table));
  }

  void component(const std::string& list) {
    const std::string index = list + "_i", prefix = list + "_", series = list + "_t_";
    const Variable* names = find(index);
    if (names == nullptr) return;
    Sheet sheet{{"name"}, {cells(*names)}};
    for (const Variable& v : variables_) {
      if (v.name.starts_with(series)) {
        if (v.dimensions.size() == 2) time_series(list, v);
      } else if (v.name.starts_with(prefix) && v.name != index && !v.dimensions.empty() && v.dimensions[0] == index) {
        std::vector<std::string> column = cells(v);
        if (column.size() != sheet.columns[0].size()) continue;
        sheet.names.push_back(v.name.substr(prefix.size()));
        sheet.columns.push_back(std::move(column));
      }
    }
    keep(list, sheet);
  }

  void time_series(const std::string& list, const Variable& v) {
    if (v.name.ends_with("_i")) return;
    const Variable* names = find(v.dimensions[1]);
    if (names == nullptr) return findings_.error(shown_, fmt::format("series '{}' has no names", v.name), "export the network again");
    const std::vector<std::string> heads = cells(*names), all = cells(v);
    const std::size_t rows = v.lengths[0], columns = v.lengths[1];
    Sheet sheet{{""}, {std::vector<std::string>(rows)}};
    for (std::size_t r = 0; r < rows; ++r) sheet.columns[0][r] = std::to_string(r);
    for (std::size_t k = 0; k < columns; ++k) {
      sheet.names.push_back(unquoted(heads[k]));
      std::vector<std::string>& column = sheet.columns.emplace_back(rows);
      for (std::size_t r = 0; r < rows; ++r) column[r] = all[r * columns + k];
    }
    keep(list + "-" + v.name.substr(list.size() + 3), sheet);
  }

  void snapshots() {
    const Variable* names = find("snapshots");
    if (names == nullptr) return findings_.error(shown_, "has no snapshots: it is not a PyPSA network", "export it with export_to_netcdf");
    Sheet sheet{{"", "snapshot"}, {}};
    std::vector<std::string> labels = cells(*names);
    const std::string unit = attribute(file_, names->id, "units");
    if (!unit.empty())
      for (std::string& label : labels) label += " " + unit;
    sheet.columns.emplace_back(labels.size());
    for (std::size_t r = 0; r < labels.size(); ++r) sheet.columns[0][r] = std::to_string(r);
    sheet.columns.push_back(labels);
    for (const Variable& v : variables_)
      if (v.name.starts_with("snapshots_") && v.dimensions.size() == 1 && v.lengths[0] == labels.size()) {
        sheet.names.push_back(v.name.substr(10));
        sheet.columns.push_back(cells(v));
      }
    keep("snapshots", sheet);
    keep("network", Sheet{{"name"}, {{csv_cell(attribute(file_, NC_GLOBAL, "network_name"))}}});
  }

  int file_;
  std::string shown_;
  Findings& findings_;
  std::vector<Variable> variables_;
  PypsaFiles out_;
};

}  // namespace

PypsaFiles read_pypsa_netcdf(const std::filesystem::path& path, Findings& findings) {
  const NcFile file(path);
  if (!file.good()) {
    findings.error(path.string(), "is not a netCDF file: " + file.error(), "export the network again with export_to_netcdf");
    return {};
  }
  return NetcdfReader(file.id(), path.string(), findings).read();
}

}  // namespace gridwright::exchange
