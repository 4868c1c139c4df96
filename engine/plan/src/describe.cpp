#include "describe.hpp"

#include <algorithm>
#include <cmath>

#include "accounts.hpp"
#include "extract.hpp"
#include "overheads.hpp"

namespace gridwright::plan {

namespace {

/// How the hall alternatives behave: those built with their own load, every one with the whole IT load of the hall.
void describe_hall(const Inputs& in, const scenario::Site& site, std::size_t i, std::size_t h, design::Design& out,
                   design::SiteResult& result, facility::HallYear& sum) {
  const std::string hall = component(site, site.halls[h].id);
  const double per_year = in.hours.step_h / in.hours.years();
  std::vector<double> whole(static_cast<std::size_t>(in.hours.steps), 0.0);
  double rooms = 0.0;
  for (const HallOption& o : in.sites[i].halls[h].options) {
    const design::Hourly* q = find_hourly(out, hall + " " + option_name(o), "it_power");
    if (q == nullptr) continue;
    for (std::size_t t = 0; t < whole.size(); ++t) whole[t] += q->values[t];
    for (const design::Capacity& c : out.capacities)
      if (c.component == hall + " " + option_name(o)) rooms += c.value;
  }
  for (const HallOption& o : in.sites[i].halls[h].options) {
    design::HallChoice choice{.hall = hall, .plant = o.plant, .supply = std::to_string(static_cast<int>(o.supply.degrees())) + " degC"};
    choice.capital_usd_per_mw = site.halls[h].capital ? site.halls[h].capital->canonical() : o.capital_usd_per_mw;
    choice.peak_overhead_share = o.peak_overhead_share;
    for (const design::Capacity& c : out.capacities)
      if (c.component == hall + " " + option_name(o)) choice.it_mw = c.value;
    if (o.model && rooms > 1e-3) {
      for (double& mw : whole) mw = std::clamp(mw, 0.0, rooms);
      const facility::HallYear alone = facility::evaluate_year(*o.model, in.sites[i].air, whole, rooms);
      choice.pue_if_alone = alone.pue();
      choice.water_l_per_kwh = alone.wue_l_per_kwh();
    }
    if (o.model && choice.it_mw > 1e-3) {
      std::vector<double> q = find_hourly(out, hall + " " + option_name(o), "it_power")->values;
      for (double& mw : q) mw = std::clamp(mw, 0.0, choice.it_mw);
      const facility::HallYear own = facility::evaluate_year(*o.model, in.sites[i].air, q, choice.it_mw);
      add_overheads(own.overhead_mwh, per_year, result.overheads);
      sum.it_mwh += own.it_mwh;
      sum.water_m3 += own.water_m3;
      sum.it_fan_mwh += own.it_fan_mwh;
      sum.it_conversion_mwh += own.it_conversion_mwh;
      for (std::size_t m = 0; m < facility::cooling_mode_count; ++m) sum.hours_in_mode[m] += own.hours_in_mode[m];
    }
    result.hall_choices.push_back(std::move(choice));
  }
}

void describe_site(const scenario::Scenario& s, const Inputs& in, std::size_t i, design::Design& out) {
  design::SiteResult& result = out.sites[i];
  facility::HallYear sum;
  for (std::size_t h = 0; h < s.sites[i].halls.size(); ++h) describe_hall(in, s.sites[i], i, h, out, result, sum);
  if (sum.it_mwh <= 0.0) return;
  result.wue_l_per_kwh = sum.wue_l_per_kwh();
  result.itue = sum.itue();
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
}

void add_notes(const scenario::Scenario& s, const Inputs& in, design::Design& out) {
  out.notes = in.notes;
  for (const scenario::Defaulted& d : s.defaulted)
    out.notes.push_back("assumed: " + d.component + " " + d.attribute + " = " + d.value + (d.source.empty() ? "" : " (" + d.source + ")"));
  for (const scenario::Fleet& f : s.fleets) {
    const std::size_t index = static_cast<std::size_t>(&f - s.fleets.data());
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
  for (std::size_t i = 0; i < s.sites.size(); ++i) {
    describe_site(s, in, i, out);
    for (design::TariffResult& t : out.tariffs)
      if (t.site == s.sites[i].id) describe_ledger(books, i, t);
  }
  add_notes(s, in, out);
}

}  // namespace gridwright::plan
