#include "describe.hpp"

#include <algorithm>
#include <cmath>

#include "accounts.hpp"
#include "answers.hpp"
#include "extract.hpp"
#include "overheads.hpp"

namespace gridwright::plan {

namespace {

/// What one more MWh of overhead costs in each hour: the price of power there, less what more load loosens the clean target by
/// (the rows of the annual target and of the score have (1 - target) x load on their loose side; see docs/theory/model.md).
std::vector<double> overhead_prices(const scenario::Scenario& s, const design::Design& out, const std::string& site, std::size_t hours) {
  const design::Hourly* price = find_hourly(out, site, "marginal_price");
  std::vector<double> usd_per_mwh(hours, 0.0);
  if (price == nullptr) return usd_per_mwh;
  double load = 0.0;
  for (const design::SiteResult& r : out.sites) load += r.it_mwh + r.overhead_mwh + r.other_load_mwh;
  const bool loosens = s.matching.mode == scenario::MatchingMode::annual || s.matching.mode == scenario::MatchingMode::score_with_grid;
  const double clean = load > 0.0 ? 100.0 * out.matching.one_percent_usd / load : 0.0;
  for (std::size_t t = 0; t < hours; ++t) usd_per_mwh[t] = price->values[t] - (loosens ? (1.0 - s.matching.target) * clean : 0.0);
  return usd_per_mwh;
}

/// A hall of a finished design, and what its alternatives are judged by.
struct HallView {
  const scenario::Scenario& s;
  const Inputs& in;
  const scenario::Site& site;
  const HallInputs& options;
  const scenario::Hall& hall;
  std::string name{};
  const std::vector<facility::WeatherHour>& air;
  std::vector<double> usd_per_mwh{};   ///< of overhead, by hour
  std::vector<double> it_mw{};         ///< of the whole hall, by hour
  double rooms = 0.0;                  ///< MW of IT capacity, all alternatives together
  double connection_mw = 0.0;
};

/// Building, power and water of an alternative that runs `q` in rooms for `cap` MW, USD a year.
struct HallCosts {
  double building = 0.0, power = 0.0, water = 0.0;
  [[nodiscard]] double all() const { return building + power + water; }
};
HallCosts costs_of(const HallView& v, const HallOption& o, const facility::HallYear& y, double cap) {
  const double capital = cap * (v.hall.capital ? v.hall.capital->canonical() : o.capital_usd_per_mw);
  HallCosts usd{.building = yearly_usd(v.s, capital, v.hall.life_years, {}) + v.s.building_yearly_cost_share * capital};
  const double per_year = v.in.hours.step_h / v.in.hours.years();
  for (std::size_t t = 0; t < v.usd_per_mwh.size(); ++t) usd.power += per_year * v.usd_per_mwh[t] * y.overhead_mw[t];
  usd.water = per_year * v.site.water_usd_per_m3 * y.water_m3;
  return usd;
}

/// One alternative of a hall: with the whole load of the hall, and with its own where it is built.
design::HallChoice describe_choice(const HallView& v, const HallOption& o, design::Design& out, design::SiteResult& result, facility::HallYear& sum) {
  const std::string name = v.name + " " + option_name(o);
  design::HallChoice choice{.hall = v.name, .plant = o.plant, .supply = std::to_string(static_cast<int>(o.supply.degrees())) + " degC"};
  choice.capital_usd_per_mw = v.hall.capital ? v.hall.capital->canonical() : o.capital_usd_per_mw;
  choice.peak_overhead_share = o.peak_overhead_share;
  choice.it_on_connection_mw = v.connection_mw / (1.0 + o.peak_overhead_share);
  choice.never_better_than = o.dominated_by;
  for (const design::Capacity& c : out.capacities)
    if (c.component == name) choice.it_mw = c.value;
  if (o.model && v.rooms > 1e-3) {
    const facility::HallYear alone = facility::evaluate_year(*o.model, v.air, v.it_mw, v.rooms);
    choice.pue_if_alone = alone.pue();
    choice.water_l_per_kwh = alone.wue_l_per_kwh();
    const HallCosts usd = costs_of(v, o, alone, v.rooms);
    choice.building_usd_if_alone = usd.building;
    choice.power_usd_if_alone = usd.power;
    choice.water_usd_if_alone = usd.water;
  }
  if (!o.model || choice.it_mw <= 1e-3) return choice;
  std::vector<double> q = find_hourly(out, name, "it_power")->values;
  for (double& mw : q) mw = std::clamp(mw, 0.0, choice.it_mw);
  const facility::HallYear own = facility::evaluate_year(*o.model, v.air, q, choice.it_mw);
  choice.own_usd = costs_of(v, o, own, choice.it_mw).all();
  add_overheads(own.overhead_mwh, v.in.hours.step_h / v.in.hours.years(), result.overheads);
  sum.it_mwh += own.it_mwh;
  sum.water_m3 += own.water_m3;
  sum.it_fan_mwh += own.it_fan_mwh;
  sum.it_conversion_mwh += own.it_conversion_mwh;
  sum.reuse_heat_mwh += own.reuse_heat_mwh;
  sum.reuse_temperature_c += own.reuse_heat_mwh * own.reuse_temperature_c;   // divided by the heat at the end
  for (std::size_t m = 0; m < facility::cooling_mode_count; ++m) sum.hours_in_mode[m] += own.hours_in_mode[m];
  const facility::FacilityHour day = facility::design_day(*o.model, choice.it_mw);
  result.design_it_mw += choice.it_mw;
  result.design_site_mw += day.site_mw();
  result.design_excess_k = std::max(result.design_excess_k, day.supply_excess_k);
  result.design_dry_bulb_c = o.model->site().design_dry_bulb_c;
  result.design_wet_bulb_c = o.model->site().design_wet_bulb_c;
  return choice;
}

/// How the hall alternatives behave: those built with their own load, every one with the whole IT load of the hall.
void describe_hall(const scenario::Scenario& s, const Inputs& in, std::size_t i, std::size_t h, design::Design& out, design::SiteResult& result,
                   facility::HallYear& sum) {
  const scenario::Site& site = s.sites[i];
  HallView v{.s = s, .in = in, .site = site, .options = in.sites[i].halls[h], .hall = site.halls[h], .name = component(site, site.halls[h].id),
             .air = in.sites[i].air, .connection_mw = result.connection_asked_mw};
  v.usd_per_mwh = overhead_prices(s, out, site.id, static_cast<std::size_t>(in.hours.steps));
  v.it_mw.assign(static_cast<std::size_t>(in.hours.steps), 0.0);
  for (const HallOption& o : v.options.options) {
    const design::Hourly* q = find_hourly(out, v.name + " " + option_name(o), "it_power");
    if (q == nullptr) continue;
    for (std::size_t t = 0; t < v.it_mw.size(); ++t) v.it_mw[t] += q->values[t];
    for (const design::Capacity& c : out.capacities)
      if (c.component == v.name + " " + option_name(o)) v.rooms += c.value;
  }
  for (double& mw : v.it_mw) mw = std::clamp(mw, 0.0, v.rooms);
  for (const HallOption& o : v.options.options) result.hall_choices.push_back(describe_choice(v, o, out, result, sum));
}

/// The connection that alternatives are compared on: what may be contracted, or what is where there is no limit.
double connection_asked(const scenario::Site& site, const design::Design& out) {
  if (!site.grid) return 0.0;
  const double most = site.grid->connection.max.canonical();
  if (std::isfinite(most)) return most;
  for (const design::Capacity& c : out.capacities)
    if (c.site == site.id && c.what == "connection") return c.value;
  return 0.0;
}

void describe_site(const scenario::Scenario& s, const Inputs& in, std::size_t i, design::Design& out) {
  design::SiteResult& result = out.sites[i];
  facility::HallYear sum;
  result.connection_asked_mw = connection_asked(s.sites[i], out);
  for (std::size_t h = 0; h < s.sites[i].halls.size(); ++h) describe_hall(s, in, i, h, out, result, sum);
  if (sum.it_mwh <= 0.0) return;
  result.wue_l_per_kwh = sum.wue_l_per_kwh();
  result.itue = sum.itue();
  result.reuse_mwh = in.hours.step_h / in.hours.years() * sum.reuse_heat_mwh;
  if (sum.reuse_heat_mwh > 0.0) result.reuse_temperature_c = sum.reuse_temperature_c / sum.reuse_heat_mwh;
  int counted = 0;
  for (int hours : sum.hours_in_mode) counted += hours;
  for (std::size_t m = 0; m < facility::cooling_mode_count; ++m)
    if (sum.hours_in_mode[m] > 0)
      result.modes.push_back({std::string(facility::to_text(static_cast<facility::CoolingMode>(m))),
                              8760.0 * sum.hours_in_mode[m] / counted});
}

/// Ledger of a clean transition tariff, from nameplates and meters.
void describe_ledger(const Books& books, std::size_t i, design::TariffResult& tariff) {
  const scenario::Site& site = books.s.sites[i];
  const scenario::Tariff* t = tariff_of(books.s, site);
  const auto add = [&](const std::string& id, const Account& r) {
    if (is_resource(t, id))
      tariff.ledger.push_back({.resource = id, .cost_usd = r.cost, .energy_credit_usd = r.energy_credit,
                               .capacity_credit_usd = r.capacity_credit,
                               .premium_usd = std::max(0.0, r.cost - r.energy_credit - r.capacity_credit)});
  };
  for (std::size_t g = 0; g < site.supply.size(); ++g) add(site.supply[g].id, generator_account(books, i, g));
  for (std::size_t k = 0; k < site.storage.size(); ++k) add(site.storage[k].id, storage_account(books, i, k));
  describe_payers(books, i, tariff);
}

void add_notes(const scenario::Scenario& s, const Inputs& in, design::Design& out) {
  out.notes = in.notes;
  for (const scenario::Defaulted& d : s.defaulted)
    out.notes.push_back("assumed: " + d.component + " " + d.attribute + " = " + d.value + (d.source.empty() ? "" : " (" + d.source + ")"));
  for (const scenario::Fleet& f : s.fleets) {
    const std::size_t index = static_cast<std::size_t>(&f - s.fleets.data());
    if (in.fleets[index].rented()) continue;
    out.notes.push_back("price of " + f.accelerator + ": " + std::to_string(static_cast<long>(std::lround(in.fleets[index].price_usd_per_k / 1e3))) +
                        " USD each, " + in.fleets[index].price_source);
  }
  out.notes.push_back("perfect foresight: the plan knows the whole year's weather, prices and demand in advance");
  out.notes.push_back("not modelled: voltage and frequency, network congestion beyond the connection, taxes, construction time");
}

}  // namespace

void describe(const scenario::Scenario& s, const Inputs& in, design::Design& out) {
  out.weather_note = in.synthetic_weather ? "synthetic weather (seed " + std::to_string(s.seed) + ")" : "weather from files";
  const Readings read(out);
  const Books books{s, in, read};
  std::vector<design::Hourly> missing;
  for (std::size_t i = 0; i < in.own_sites(); ++i) {
    describe_site(s, in, i, out);
    for (design::TariffResult& t : out.tariffs)
      if (t.site == s.sites[i].id) describe_ledger(books, i, t);
    missing.emplace_back();
    out.carried.push_back(carried_by(books, i, missing.back()));
  }
  out.carbon = carbon_accounts(books, out);
  for (design::Hourly& h : missing)  // last: the readings above hold references into the series
    if (!h.values.empty()) out.hourly.push_back(std::move(h));
  add_notes(s, in, out);
}

}  // namespace gridwright::plan
