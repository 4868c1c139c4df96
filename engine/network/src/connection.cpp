#include "gridwright/network/connection.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "embedded_files.hpp"
#include "gridwright/core/csv.hpp"
#include "table_columns.hpp"

namespace gridwright::network {

std::vector<AccessNetwork> access_networks() {
  const Result<CsvTable> table =
      parse_csv(std::string(embedded_file("data/access_networks.csv")), "data/access_networks.csv");
  assert(table);
  Diagnostics wrong;
  TableColumns read(*table, wrong);
  std::vector<AccessNetwork> out;
  for (std::size_t row = 0; row < table->rows(); ++row)
    out.push_back({read.text(row, {"access"}), Lognormal::from_p95(read.number(row, {"median_ms"}, 0.01, 1e4),
                                                                   read.number(row, {"p95_ms"}, 0.01, 1e4))});
  assert(wrong.empty());
  return out;
}

int round_trips(Handshake handshake) {
  switch (handshake) {
    case Handshake::tls12: return 4;
    case Handshake::tls13: return 3;
    case Handshake::quic: return 2;
    case Handshake::warm: return 1;
  }
  return 1;
}

int slow_start_round_trips(double bytes, double window_bytes) {
  return std::max(0, static_cast<int>(std::ceil(std::log2(bytes / window_bytes + 1.0))) - 1);
}

double dns_miss_share(double requests_per_s, double ttl_s) { return 1.0 / (1.0 + requests_per_s * ttl_s); }

double first_byte_ms(const Way& way) {
  const int trips = round_trips(way.handshake) + slow_start_round_trips(way.request_bytes);
  return trips * way.client_rtt_ms + way.core_rtt_ms;
}

}  // namespace gridwright::network
