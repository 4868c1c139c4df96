#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "gridwright/network/lognormal.hpp"

/// What stands between a request and its first byte besides the path: the access network, the handshake, the window.
namespace gridwright::network {

/// Round trip of an access network, added to the path's. data/access_networks.csv; estimates, to be replaced by an
/// operator's own.
struct AccessNetwork {
  std::string name;  ///< fibre cable dsl 5g lte leo geo cloud_host home_host
  Lognormal rtt;
};
[[nodiscard]] std::vector<AccessNetwork> access_networks();

/// State of the connection when the request is made.
enum class Handshake {
  tls12,  ///< TCP, TLS 1.2 in two round trips, request: 4
  tls13,  ///< TCP, TLS 1.3, request: 3
  quic,   ///< HTTP/3, first visit: 2
  warm,   ///< kept alive, or HTTP/3 with early data: 1
};
/// Round trips until the first byte of the answer can arrive, the request's own among them.
[[nodiscard]] int round_trips(Handshake handshake);

inline constexpr double initial_window_bytes = 14600.0;  ///< ten segments of 1,460 bytes (RFC 6928)

/// Round trips spent waiting for acknowledgements while the window doubles from `window_bytes`:
/// max(0, ceil(log2(bytes/window + 1)) - 1). A prompt of 100,000 tokens is about 450 kB: 4 on a new connection.
[[nodiscard]] int slow_start_round_trips(double bytes, double window_bytes = initial_window_bytes);

/// Share of requests that find no cached address: 1 / (1 + rate x ttl).
[[nodiscard]] double dns_miss_share(double requests_per_s, double ttl_s);

/// One request from a client to the machine that answers, ms.
struct Way {
  double client_rtt_ms = 0.0;  ///< client to the end of its connection: the edge, or the core itself
  double core_rtt_ms = 0.0;    ///< edge to core over connections that are kept open; 0 without an edge
  Handshake handshake = Handshake::tls13;
  double request_bytes = 2000.0;
};
/// Network time until the first byte of the answer: (handshake + slow start) x client_rtt + core_rtt.
/// An edge that only ends the connection already helps: the many short round trips stay short.
[[nodiscard]] double first_byte_ms(const Way& way);

}  // namespace gridwright::network
