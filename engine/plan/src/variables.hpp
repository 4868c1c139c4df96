#pragma once
#include <vector>

#include "gridwright/solver/model.hpp"
#include "portfolio.hpp"

/// The columns of the plan, by component. Units: MW, MWh, thousand accelerators (k), 1e9 tokens (Gtok), 1e21 FLOP, USD.
/// A Column or Columns that does not exist() belongs to something the scenario does not have.
namespace gridwright::plan {

using solver::Column;
using solver::Columns;

struct GeneratorVars {
  Column capacity;      ///< MW
  Columns output;       ///< MW
};
struct StorageVars {
  Column power;         ///< MW of discharge at the AC terminals
  Column energy;        ///< MWh inside the store; does not exist when the duration is fixed
  Column usable;        ///< MWh inside that age and use leave; only where they are followed
  Columns charge, discharge;  ///< MW at the AC terminals
  Columns level;        ///< MWh inside, end of hour
  Columns reserve;      ///< MW held back for swings, both ways; only where the grid limits swings and the store is fast
};
/// What is turned down of one service (a fleet's work for an interactive workload), or of the site's other load.
struct FlexibleVars {
  int flexible = 0;     ///< index in Site::flexible
  int service = -1;     ///< index in Inputs::services; -1: the site's other load
  Columns down;         ///< MW turned down
  Columns later;        ///< MW taken later; only with a rebound
  Columns owed;         ///< MWh still to be taken, end of hour; only with a rebound
};
struct GridVars {
  Column connection;    ///< MW
  Columns import, export_;    ///< MW
  Columns peak, billed; ///< MW, one a month
  std::vector<Columns> period_peak;   ///< MW, one a month, for each period of the tariff; does not exist where it has no demand charge
  Columns coincident;   ///< MW, one a month: mean demand of the hours in which the utility peaks
  Column standby;       ///< MW of own supply that is no resource of the tariff
  Columns premium;      ///< thousand USD per resource of a clean transition tariff
};
struct HallVars {
  std::vector<Column> capacity;   ///< MW of IT, one an alternative
  std::vector<Columns> it_power;  ///< MW
  std::vector<Columns> overhead;  ///< MW
  std::vector<Column> modules;    ///< integer count, when asked
};
/// Energy taken under a power purchase.
struct PurchaseVars {
  std::size_t contract = 0;
  Columns taken;        ///< MW
};
/// Idle accelerators of own fleets that a backstop pays for.
struct BackstopVars {
  std::size_t contract = 0;
  std::vector<Columns> sold;      ///< thousand accelerators, one family a fleet
};
struct SiteVars {
  std::vector<GeneratorVars> supply;
  std::vector<PurchaseVars> purchased;
  std::vector<StorageVars> storage;
  GridVars grid;
  std::vector<HallVars> halls;
  std::vector<FlexibleVars> flexible;
  Columns load;         ///< MW of IT and overhead; only with halls
  Columns unserved;     ///< MW
  Columns matched;      ///< MW, strict hourly matching
};
struct FleetVars {
  Column count;         ///< thousand accelerators
};
struct ServiceVars {
  std::vector<Columns> active;    ///< thousand accelerators busy, one family a mode
};
struct WorkloadVars {
  std::vector<std::vector<Columns>> flow;  ///< [region][site] Gtok per hour; only with regions
  Columns backlog;      ///< Gtok not yet served, end of hour (batch)
  std::vector<Columns> undone;    ///< Gtok an hour that nobody serves, by region; only in an outage
  std::vector<Column> gang;       ///< thousand accelerators a run with a pause limit holds, one a service
  std::vector<Columns> resumed;   ///< thousand accelerators restarted, one family a service (training with pause cost)
};
struct Variables {
  std::vector<SiteVars> sites;
  std::vector<FleetVars> fleets;
  std::vector<ServiceVars> services;
  std::vector<WorkloadVars> workloads;
  std::vector<RentVars> rented;         ///< one a fleet; empty for own ones
  std::vector<BackstopVars> backstops;
  std::vector<ProviderVars> providers;  ///< own sites, then each cloud; none without clouds
};

}  // namespace gridwright::plan
