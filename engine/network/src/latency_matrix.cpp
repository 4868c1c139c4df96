#include "gridwright/network/latency_matrix.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "gridwright/core/csv.hpp"
#include "gridwright/core/file.hpp"
#include "gridwright/core/text.hpp"
#include "table_columns.hpp"

namespace gridwright::network {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr double longest_ms = 1e5;         // nothing on earth answers later
constexpr std::size_t most_cities = 5000;  // the matrix is dense

class MatrixReader {
 public:
  MatrixReader(const CsvTable& cities, const CsvTable& rtt) : cities_(cities), rtt_(rtt) {}

  Result<LatencyMatrix> read() {
    read_places();
    if (!wrong_.empty()) return wrong_;
    LatencyMatrix matrix(places_, names_);
    TableColumns columns(rtt_, wrong_);
    if (columns.find({"rtt_ms", "rtt", "ms", "avg"}))
      read_pairs(columns, matrix);
    else
      read_square(columns, matrix);
    columns.close();
    if (wrong_.empty() && matrix.pairs() < 6)
      wrong_.push_back({.file = rtt_.file(),
                        .message = "only " + count_of(matrix.pairs(), "pair") + " measured: too few to learn from",
                        .fix = "give the round trips between four cities at least"});
    if (!wrong_.empty()) return wrong_;
    Diagnostics notes;
    if (zeros_ > 0)
      notes.push_back(
          {.severity = Severity::warning,
           .file = rtt_.file(),
           .message = count_of(zeros_, "round trip") + " of 0 ms between different cities taken as not measured"});
    return {measured_part(matrix), notes};
  }

 private:
  void read_places() {
    TableColumns read(cities_, wrong_);
    if (cities_.rows() > most_cities) {
      wrong_.push_back(
          {.file = cities_.file(),
           .message = std::to_string(cities_.rows()) + " cities; at most " + std::to_string(most_cities) + " are read"});
      return;
    }
    for (std::size_t row = 0; row < cities_.rows(); ++row) {
      const std::string name = read.text(row, {"city", "name"});
      places_.push_back(
          {read.number(row, {"lat", "latitude"}, -90, 90), read.number(row, {"lon", "lng", "longitude"}, -180, 180)});
      names_.push_back(name);
      if (!index_.emplace(name, row).second)
        read.complain(row, read.at({"city", "name"}), "city '" + name + "' is listed twice", "remove one row");
    }
    read.close();
  }

  std::optional<std::size_t> city(TableColumns& columns, std::size_t row, std::size_t column) {
    const std::string name(rtt_.cell(row, column));
    if (const auto found = index_.find(name); found != index_.end()) return found->second;
    columns.complain(row, column, "city '" + name + "' is not in " + cities_.file(), suggestion(name));
    return {};
  }
  std::string suggestion(const std::string& name) const {
    const std::optional<std::string> near = nearest_name(name, names_);
    return near ? "is it '" + *near + "'?" : "";
  }

  void add(TableColumns& columns, LatencyMatrix& matrix, std::size_t a, std::size_t b, std::size_t row, std::size_t column) {
    const std::string_view cell = rtt_.cell(row, column);
    if (cell.empty()) return;
    const std::optional<double> ms = parse_number(cell);
    if (a == b && ms && *ms >= 0.0 && *ms <= longest_ms) return;  // some tables hold zeros there
    if (ms && *ms == 0.0) {
      ++zeros_;
      return;
    }
    if (ms && *ms > 0.0 && *ms <= longest_ms)
      matrix.measured(a, b, *ms);
    else
      columns.complain(row, column, "'" + std::string(cell) + "' is no round trip in ms (above 0, at most 100,000)",
                       "leave the cell empty where nothing was measured");
  }

  void read_square(TableColumns& columns, LatencyMatrix& matrix) {
    std::vector<std::optional<std::size_t>> to(rtt_.columns());
    for (std::size_t c = 1; c < rtt_.columns(); ++c) {
      const auto found = index_.find(rtt_.header()[c]);
      if (found != index_.end())
        to[c] = found->second;
      else
        wrong_.push_back({.file = rtt_.file(),
                          .line = 1,
                          .message = "city '" + rtt_.header()[c] + "' is not in " + cities_.file(),
                          .fix = suggestion(rtt_.header()[c])});
      if (wrong_.size() > 20) return;
    }
    for (std::size_t row = 0; row < rtt_.rows(); ++row) {
      const std::optional<std::size_t> from = city(columns, row, 0);
      if (!from) continue;
      for (std::size_t c = 1; c < rtt_.columns(); ++c)
        if (to[c]) add(columns, matrix, *from, *to[c], row, c);
    }
  }

  void read_pairs(TableColumns& columns, LatencyMatrix& matrix) {
    const auto from = columns.find({"from", "source", "src"}), to = columns.find({"to", "destination", "dst"});
    const auto ms = columns.find({"rtt_ms", "rtt", "ms", "avg"});
    if (!from || !to) {
      wrong_.push_back({.file = rtt_.file(),
                        .message = "a table of pairs needs the columns from, to and rtt_ms",
                        .fix = "columns: " + join(rtt_.header(), ", ")});
      return;
    }
    for (std::size_t row = 0; row < rtt_.rows(); ++row) {
      const auto a = city(columns, row, *from), b = city(columns, row, *to);
      if (a && b) add(columns, matrix, *a, *b, row, *ms);
    }
  }

  /// Cities nobody measured say nothing.
  static LatencyMatrix measured_part(const LatencyMatrix& all) {
    std::vector<std::size_t> keep;
    for (std::size_t a = 0; a < all.size(); ++a)
      for (std::size_t b = 0; b < all.size(); ++b)
        if (!std::isnan(all.rtt_ms(a, b))) {
          keep.push_back(a);
          break;
        }
    return all.part(keep);
  }

  const CsvTable& cities_;
  const CsvTable& rtt_;
  Diagnostics wrong_;
  std::size_t zeros_ = 0;
  std::vector<Point> places_;
  std::vector<std::string> names_;
  std::map<std::string, std::size_t, std::less<>> index_;
};

}  // namespace

LatencyMatrix::LatencyMatrix(std::vector<Point> places, std::vector<std::string> names)
    : places_(std::move(places)), names_(std::move(names)), rtt_ms_(places_.size() * places_.size(), unknown) {
  names_.resize(places_.size());
}

void LatencyMatrix::measured(std::size_t a, std::size_t b, double ms) {
  double& one = rtt_ms_[a * size() + b];
  one = std::isnan(one) ? ms : std::min(one, ms);
  rtt_ms_[b * size() + a] = one;
}

std::size_t LatencyMatrix::pairs() const {
  std::size_t n = 0;
  for (std::size_t a = 0; a < size(); ++a)
    for (std::size_t b = a + 1; b < size(); ++b) n += std::isnan(rtt_ms(a, b)) ? 0 : 1;
  return n;
}

LatencyMatrix LatencyMatrix::part(const std::vector<std::size_t>& keep) const {
  std::vector<Point> places;
  std::vector<std::string> names;
  for (std::size_t k : keep) places.push_back(places_[k]), names.push_back(names_[k]);
  LatencyMatrix out(std::move(places), std::move(names));
  for (std::size_t a = 0; a < keep.size(); ++a)
    for (std::size_t b = 0; b < keep.size(); ++b) out.rtt_ms_[a * keep.size() + b] = rtt_ms(keep[a], keep[b]);
  return out;
}

LatencyMatrix LatencyMatrix::with_relays() const {
  LatencyMatrix out = *this;
  for (std::size_t a = 0; a < size(); ++a)
    for (std::size_t b = a + 1; b < size(); ++b)
      for (std::size_t c = 0; c < size(); ++c) {
        const double way = rtt_ms(a, c) + rtt_ms(c, b);
        if (!std::isnan(way)) out.measured(a, b, way);
      }
  return out;
}

Result<LatencyMatrix> parse_latency_matrix(std::string cities, std::string_view cities_shown_as, std::string rtt,
                                           std::string_view rtt_shown_as) {
  const Result<CsvTable> places = parse_csv(std::move(cities), cities_shown_as);
  const Result<CsvTable> table = parse_csv(std::move(rtt), rtt_shown_as);
  Diagnostics wrong;
  for (const Result<CsvTable>* read : {&places, &table})
    if (!*read) wrong.insert(wrong.end(), read->diagnostics().begin(), read->diagnostics().end());
  if (!wrong.empty()) return wrong;
  return MatrixReader(*places, *table).read();
}

Result<LatencyMatrix> read_latency_matrix(const std::string& cities_file, const std::string& rtt_file) {
  Result<std::string> cities = read_text_file(cities_file), rtt = read_text_file(rtt_file);
  Diagnostics wrong;
  for (const Result<std::string>* read : {&cities, &rtt})
    if (!*read) wrong.insert(wrong.end(), read->diagnostics().begin(), read->diagnostics().end());
  if (!wrong.empty()) return wrong;
  return parse_latency_matrix(*std::move(cities), cities_file, *std::move(rtt), rtt_file);
}

}  // namespace gridwright::network
