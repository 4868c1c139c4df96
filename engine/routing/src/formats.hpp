#pragma once
#include <string>
#include <vector>

#include "gridwright/routing/routes.hpp"

/// One writer a format. Names in files are ids as word() makes them, but Kubernetes allows only '-' (gateway-api: dns_label), and Envoy's
/// localities are the ids themselves.
namespace gridwright::routing {

using Files = std::vector<design::TextFile>;
[[nodiscard]] Files write_gdnsd(const Routes& r, const ExportOptions& o);
[[nodiscard]] Files write_powerdns(const Routes& r, const ExportOptions& o);
[[nodiscard]] Files write_haproxy(const Routes& r, const ExportOptions& o);
[[nodiscard]] Files write_nginx(const Routes& r, const ExportOptions& o);
[[nodiscard]] Files write_varnish(const Routes& r, const ExportOptions& o);
[[nodiscard]] Files write_envoy(const Routes& r, const ExportOptions& o);
[[nodiscard]] Files write_gateway_api(const Routes& r, const ExportOptions& o);

[[nodiscard]] std::string word(std::string_view id);  ///< "aws-eu-central-1" -> "aws_eu_central_1"
[[nodiscard]] std::string endpoint(const Site& s);    ///< "192.0.2.1:80"

}  // namespace gridwright::routing
