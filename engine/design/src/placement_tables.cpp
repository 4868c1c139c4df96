#include "csv_table.hpp"
#include "gridwright/design/placement.hpp"

namespace gridwright::design {

std::vector<TextFile> tables(const Placement& p) {
  Table sites("sites",
              "site,provider,region,city,country,latitude,longitude,users,weight,usd_per_year,site_usd,accelerator_usd,"
              "energy_usd,egress_usd,energy_mwh");
  Table models("models",
               "site,service,stage,model,accelerator,accelerators,reserve,peak_tokens_per_s,tokens_per_year,usd_per_year,"
               "operating_point");
  for (const PlacedSite& s : p.sites) {
    sites.row(s.id, s.provider, s.region, s.city, s.country, s.latitude, s.longitude, s.users, s.weight, s.usd(), s.site_usd,
              s.accelerator_usd, s.energy_usd, s.egress_usd, s.energy_mwh);
    for (const PlacedModel& m : s.models)
      models.row(s.id, m.service, m.stage, m.model, m.accelerator, m.accelerators, m.reserve, m.peak_tokens_per_s,
                 m.tokens_per_year, m.usd_per_year, m.operating_point);
  }
  Table cities("cities",
               "city,name,country,latitude,longitude,users,site,backup,distance_km,rtt_ms,p50_ms,p95_ms,p99_ms,first_byte_"
               "ms,backup_rtt_ms,usd_per_million_tokens,residency");
  for (const ServedCity& c : p.cities)
    cities.row(c.id, c.name, c.country, c.latitude, c.longitude, c.users, c.site, c.backup, c.distance_km, c.rtt_ms,
               c.p50_ms, c.p95_ms, c.p99_ms, c.first_byte_ms, c.backup_rtt_ms, c.usd_per_million_tokens, c.allowed);
  std::vector<TextFile> out;
  out.push_back(std::move(sites).take());
  out.push_back(std::move(models).take());
  out.push_back(std::move(cities).take());
  return out;
}

}  // namespace gridwright::design
