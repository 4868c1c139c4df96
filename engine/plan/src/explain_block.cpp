#include <array>

#include "gridwright/plan/explain.hpp"

namespace gridwright::plan {

namespace {
struct RowFamily {
  const char *name, *formula, *dual;
};
// One line a family; the same names stand in block comments, in reports and in docs/theory/model.md.
constexpr auto families = std::to_array<RowFamily>({
    {"power_balance", "Σ generation + Σ (discharge − charge) + import − export + unserved = IT + overhead + other load, every hour",
     "price of power at the site in that hour, USD/MWh"},
    {"availability", "generation <= availability × capacity, every hour", "value of one more MW available in that hour, USD/MWh"},
    {"minimum_level", "generation >= minimum level × capacity, every hour", "what running at the minimum costs, USD/MWh"},
    {"ramp_up", "generation − generation an hour before <= ramp × capacity", "value of a faster ramp, USD/MW"},
    {"ramp_down", "generation an hour before − generation <= ramp × capacity", "value of a faster ramp, USD/MW"},
    {"storage_balance", "level = (1 − self-discharge)·level before + η_c·charge − discharge/η_d, every hour, cyclic",
     "value of one more MWh in store at the end of the hour, USD/MWh"},
    {"storage_charge", "charge <= charge power ratio × power", "value of more charging power in that hour, USD/MWh"},
    {"storage_discharge", "discharge <= power", "value of more discharging power in that hour, USD/MWh"},
    {"storage_energy", "level <= usable share × energy capacity", "value of a larger store in that hour, USD/MWh"},
    {"storage_duration", "minimum and maximum energy per MW", "value of another duration, USD/MWh"},
    {"storage_minimum", "level >= minimum share × usable energy", "what holding the minimum costs in that hour, USD/MWh"},
    {"storage_throughput", "Σ discharge <= full-power hours a year × power", "value of one more MWh a year, USD/MWh"},
    {"grid_limit", "import <= connection, every hour", "value of one more MW of connection in that hour, USD/MWh"},
    {"grid_export_limit", "export <= connection, every hour", "value of one more MW of connection in that hour, USD/MWh"},
    {"grid_import_share", "Σ import <= share × Σ load", "what one MWh more from the grid would save, USD/MWh"},
    {"demand_peak", "metered demand (import, and what a clean transition's resources deliver) <= peak of the month, every hour", "share of the demand charge that falls on the hour, USD/MWh"},
    {"demand_charge", "billed demand >= peak of the month", "demand charge of the month, USD/MW"},
    {"demand_ratchet", "billed demand >= ratchet share × peak of earlier months", "what the ratchet costs, USD/MW"},
    {"minimum_take", "billed demand >= minimum share × connection", "what unused reservation costs, USD/MW"},
    {"period_demand", "metered demand <= peak of the month inside the period, every hour of the period", "share of the period's demand charge that falls on the hour, USD/MWh"},
    {"coincident_demand", "coincident demand >= mean metered demand of the month's hours in which the utility peaks", "coincident charge of the month, USD/MW"},
    {"standby", "standby power >= own supply that is no resource of the tariff", "standby charge, USD/MW"},
    {"clean_transition", "premium >= resource cost − energy credit − capacity credit, never below zero", "1 where the customer pays a premium"},
    {"site_load", "load = Σ rooms (IT power + overhead), every hour", "cost of one more MW of load, USD/MWh"},
    {"it_power", "Σ rooms' IT power = Σ fleets (idle × installed + (busy − idle) × active), every hour", "cost of one more MW of IT power, USD/MWh"},
    {"cooling", "overhead >= a·IT power + b·capacity for each line of the hour's convex curve", "cost of cooling and power losses, USD/MWh"},
    {"cooling_ceiling", "overhead <= chord of the hour's curve, where burning power could pay", ""},
    {"hall_capacity", "IT power <= capacity of the room", "value of one more MW of room, USD/MWh"},
    {"hall_limit", "minimum <= Σ rooms <= maximum IT power of the hall", "value of one more MW of hall, USD a year"},
    {"hall_space", "Σ rooms >= power set aside for every accelerator", "what housing one more MW costs, USD a year"},
    {"whole_modules", "capacity = module × whole number", ""},
    {"flexible_share", "turned down (or taken later) <= share × power it is turned down from, every hour", "value of a larger share in that hour, USD/MWh"},
    {"flexible_event", "Σ turned down in a day <= event / 24 h × share × Σ power of the day: one event a day", "value of a longer event, USD/MWh"},
    {"flexible_hours", "Σ turned down <= hours a year / 8,760 × share × Σ power", "value of one more MWh that may be turned down, USD/MWh"},
    {"flexible_later", "owed = owed before + rebound × turned down − taken later, every hour; nothing is owed at noon", "price of energy that is owed, USD/MWh"},
    {"swing_reserve", "Σ power held back by fast stores >= half of (Σ swing of training − tolerated), or all of the swing where a ramp is limited", "value of one more MW of tolerated swing in that hour, USD/MWh"},
    {"throughput", "Σ active accelerators <= busy share × installed, every hour", "value of a thousand more accelerators, USD/h"},
    {"demand", "tokens served = tokens asked for, every hour (and region)", "cost of 1e9 more tokens in that hour, USD"},
    {"serving", "tokens made at a site = tokens sent from it", "price of 1e9 tokens at the site, USD"},
    {"deadline", "backlog = backlog before + arrivals − served; backlog <= arrivals of the last deadline hours",
     "cost of 1e9 more batch tokens arriving in that hour, USD"},
    {"training", "Σ progress − work lost at pauses >= compute, between start and finish", "cost of 1e21 more FLOP, USD"},
    {"gang", "active training accelerators <= gang of the fleet, which a run with a pause limit holds", ""},
    {"resumed", "resumed >= rise of active accelerators", "cost of resuming a thousand accelerators, USD"},
    {"pauses", "Σ resumed in a day <= pauses a day × gang", "value of one more pause a day, USD"},
    {"committed_use", "Σ accelerators taken under a contract <= what was signed × what is delivered, every hour", "value of a thousand more accelerators under it, USD/h"},
    {"plan_spend", "Σ plan rate × accelerators taken under a spend commitment <= commitment, every hour", "value of a thousand USD/h more in that hour, USD"},
    {"cloud_bill", "bill = usage + egress + commitments at the cloud, a year", "what one more million on the bill is worth against minimums, USD"},
    {"minimum_spend", "counted spend + shortfall + carried in = minimum × signed + excess, a year", "what one more million of minimum costs, USD"},
    {"total_spend", "Σ counted spend and shortfalls over the term >= total × signed", "what one more million of total costs, USD"},
    {"carry", "carried in <= excess of the year before, and <= carry × minimum", "value of more carry-forward, USD"},
    {"credit_balance", "Σ credits used over the years <= grant", "what one more million of credits would save, USD; 0 where they lapse"},
    {"credit_use", "credits used in a year <= eligible usage before they lapse", "value of more eligible usage, USD"},
    {"credit_limit", "Σ credits of all grants at a cloud <= its usage, a year", ""},
    {"credit_milestone", "credits of a missed milestone <= shortfall of the year before", ""},
    {"signing", "least × signed <= quantity <= largest × signed; signed is yes or no", "value of a larger largest size, USD"},
    {"exit", "in force <= in force the year before; yes or no, a fee is paid for leaving", ""},
    {"egress_traffic", "traffic sent from a cloud = Σ what is sent in each tier of its price, TB a month", "what one more TB a month costs, USD"},
    {"egress_tier", "width × next tier reached <= sent in a tier <= width × tier reached", ""},
    {"power_purchase", "energy taken under a power purchase <= power × capacity factor × signed, every hour", "value of one more MW in that hour, USD/MW"},
    {"backstop", "Σ idle accelerators that a backstop pays for <= its count, every hour", "value of a thousand more in that hour, USD"},
    {"backstop_cap", "Σ paid by a backstop over the years <= its cap", "value of one more million of cap, USD"},
    {"provider_hours", "hours of a provider = Σ busy accelerator-hours at its places, a year", "what an hour more there costs against shares, USD per million"},
    {"minimum_share", "hours of a provider >= share × all hours", "price of exclusivity, USD per million hours"},
    {"maximum_share", "hours of a provider <= share × all hours", "price of the limit, USD per million hours"},
    {"hhi_limit", "(x0·hours)/|x0| <= √limit × Σ hours, a tangent cut at the answer x0 that broke the limit", "price of spreading work, USD per million hours"},
    {"build_order", "what stands in a year = what was built in the years whose life has not ended", "what one more unit standing in that year is worth, USD"},
    {"usable_energy", "energy that age and use leave of what was built", "value of one more MWh left inside, USD"},
    {"tail", "cost beyond the edge of the worst weathers >= running cost of this weather − edge", "weight that the tail adds to this weather"},
    {"matching", "clean supply after storage (and grid mix, where the mode counts it) >= target × load, over the year",
     "what one more MWh of clean supply is worth, USD/MWh"},
    {"matched_supply", "matched <= clean generation + discharge − charge − export, every hour (strict hourly matching)",
     "what one more MWh of clean supply in that hour is worth, USD/MWh"},
    {"matched_load", "matched <= load, every hour (strict hourly matching)", "what clean supply beyond the load would be worth, USD/MWh"},
    {"matching_excess", "Σ export <= allowed excess × Σ load, over the year (score with the grid's mix)", "what one more MWh of export that counts is worth, USD/MWh"},
    {"carbon_cap", "Σ carbon intensity × import + Σ emissions × generation <= cap, over the year, by location", "what one more tonne is worth, USD/t"},
});
}  // namespace

std::string explain_block(const std::string& name) {
  for (const RowFamily& f : families)
    if (name == f.name) {
      std::string text = std::string(f.name) + ": a family of rows of the optimisation model\n  " + f.formula + "\n";
      if (f.dual[0] != '\0') text += std::string("  dual: ") + f.dual + "\n";
      return text;
    }
  return {};
}

}  // namespace gridwright::plan
