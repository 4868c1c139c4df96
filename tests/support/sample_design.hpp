#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include "gridwright/core/random.hpp"
#include "gridwright/design/design.hpp"

/// A design that looks like a real one and balances every hour, made by a few rules instead of a plan: for tests of
/// everything that reads designs. Deterministic; 8,760 hours; any number of sites. Its numbers mean nothing.
namespace gridwright::testing {

struct SampleSite {
  std::string id;
  double it_mw = 520.0, wind_mw = 1400.0, solar_mw = 200.0, store_mw = 300.0, store_h = 100.0, lithium_mw = 85.0,
         lithium_h = 2.0, grid_mw = 612.0, latitude = 44.2, longitude = -92.65, mean_c = 7.4;
};

/// One hour after another: what the sample site does. Arrays as they go into Design::hourly.
struct SampleYear {
  static constexpr int hours = 8760;
  using Values = std::vector<double>;
  Values wind, wind_available, solar, solar_available, store_in, store_out, store_level, lithium_in, lithium_out, lithium_level,
      import_mw, it, overhead, price, clean, dry, wet, wind_speed, ghi, pue, matched, chat, documents, documents_demand,
      progress, active, marginal;
};

inline double hour_wave(int t, double peak_hour) {
  return std::cos(2.0 * std::numbers::pi * (t % 24 - peak_hour) / 24.0);
}
inline double season_wave(int t, double peak_day) {
  return std::cos(2.0 * std::numbers::pi * (t / 24.0 - peak_day) / 365.0);
}

inline void sample_weather(SampleYear& y, const SampleSite& site, std::uint64_t seed) {
  RandomStream noise(seed, "sample." + site.id);
  double front = 0.0, gust = 0.0, cloud = 0.0;
  for (int t = 0; t < SampleYear::hours; ++t) {
    front = 0.988 * front + 0.155 * noise.normal();  // a few days: this is what makes lulls
    gust = 0.8 * gust + 0.6 * noise.normal();
    cloud = 0.93 * cloud + 0.37 * noise.normal();
    const double speed = std::max(0.0, 7.6 + 1.0 * season_wave(t, 20) + 2.6 * front + 0.7 * gust);
    const double height = std::sin(std::numbers::pi / 180.0 * (90.0 - site.latitude - 23.4 * season_wave(t, -10))) *
                          std::max(0.0, hour_wave(t, 12.5) - 0.15 + 0.25 * season_wave(t, 172));
    y.wind_speed.push_back(speed);
    y.ghi.push_back(std::max(0.0, 1050.0 * height * std::clamp(0.85 - 0.22 * cloud, 0.12, 1.0)));
    y.dry.push_back(site.mean_c + 16.0 * season_wave(t, 200) + 4.5 * hour_wave(t, 15) + 3.5 * front);
    y.wet.push_back(y.dry.back() - 1.2 - 0.12 * std::max(0.0, y.dry.back()));
    const double share = 1.0 / (1.0 + std::exp(-(speed - 8.6) / 1.35));
    y.wind_available.push_back(0.94 * site.wind_mw * std::clamp(share * 1.05 - 0.02, 0.0, 1.0));
    y.solar_available.push_back(std::min(site.solar_mw, site.solar_mw * y.ghi.back() / 820.0));
    y.clean.push_back(std::clamp(0.42 + 0.12 * front + 0.06 * hour_wave(t, 12), 0.1, 0.95));
    y.price.push_back(std::max(-12.0, 38.0 + 9.0 * hour_wave(t, 18) - 11.0 * front + 5.0 * gust +
                                          (noise.uniform() > 0.997 ? 220.0 * noise.uniform() : 0.0)));
  }
}

inline void sample_load(SampleYear& y, const SampleSite& site) {
  double done = 0.0;
  for (int t = 0; t < SampleYear::hours; ++t) {
    const double wind_share = site.wind_mw > 0.0 ? y.wind_available[std::size_t(t)] / site.wind_mw : 0.5;
    const double chat = 4.1e11 * (1.0 + 0.35 * hour_wave(t, 15));
    const double documents = 1.04e12 * (0.6 + 0.8 * wind_share);
    const bool training = t < 6552 && wind_share > 0.08;
    if (training) done += 4e25 / 5900.0;
    y.chat.push_back(chat);
    y.documents.push_back(documents);
    y.documents_demand.push_back(1.04e12);
    y.progress.push_back(std::min(done, 4e25));
    y.it.push_back(site.it_mw * (0.62 + 0.16 * chat / 4.1e11 + 0.14 * documents / 1.04e12 + (training ? 0.1 : 0.0)));
    const double over = 0.035 + 0.02 + 0.0018 * std::max(0.0, y.dry.back() * 0.0 + y.dry[std::size_t(t)] - 18.0) +
                        (y.dry[std::size_t(t)] > 30.0 ? 0.05 : 0.0);
    y.overhead.push_back(over * y.it.back());
    y.pue.push_back(1.0 + over);
    y.active.push_back(309000.0 / 520.0 * site.it_mw * (y.it.back() / site.it_mw - 0.2) * 0.85);
  }
}

inline void sample_dispatch(SampleYear& y, const SampleSite& site) {
  const double store_mwh = site.store_mw * site.store_h / 0.65, lithium_mwh = site.lithium_mw * site.lithium_h;
  double level = 0.55 * store_mwh, small = 0.5 * lithium_mwh;
  for (std::size_t t = 0; t < SampleYear::hours; ++t) {
    const double load = y.it[t] + y.overhead[t], sun = std::min(load, y.solar_available[t]);
    double gap = load - sun - y.wind_available[t], in = 0, out = 0, small_in = 0, small_out = 0, grid = 0, spill = 0;
    if (gap < 0) {
      small_in = std::min({-gap, site.lithium_mw, (lithium_mwh - small) / 0.95});
      in = std::min({-gap - small_in, site.store_mw, (store_mwh - level) / 0.65});
      spill = -gap - small_in - in;
    } else {
      grid = y.price[t] < 30.0 ? std::min(gap, 0.8 * site.grid_mw) : 0.0;
      out = std::min({gap - grid, site.store_mw, level * 0.65});
      small_out = std::min({gap - grid - out, site.lithium_mw, small * 0.95});
      grid = gap - out - small_out;
    }
    level += 0.65 * in - out / 0.65;
    small += 0.95 * small_in - small_out / 0.95;
    y.store_in.push_back(in), y.store_out.push_back(out), y.store_level.push_back(level);
    y.lithium_in.push_back(small_in), y.lithium_out.push_back(small_out), y.lithium_level.push_back(small);
    y.import_mw.push_back(grid);
    y.solar.push_back(sun);
    y.wind.push_back(y.wind_available[t] - spill);
    y.matched.push_back(std::clamp(1.0 - grid * (1.0 - y.clean[t]) / load, 0.0, 1.0));
    y.marginal.push_back(gap < 0 && spill > 0 ? 0.0 : std::max(20.0, y.price[t]));
  }
}

inline SampleYear sample_year(const SampleSite& site, std::uint64_t seed) {
  SampleYear y;
  sample_weather(y, site, seed);
  sample_load(y, site);
  sample_dispatch(y, site);
  return y;
}

inline double total(const std::vector<double>& values) {
  double sum = 0.0;
  for (const double v : values) sum += v;
  return sum;
}
inline double peak(const std::vector<double>& values) { return *std::max_element(values.begin(), values.end()); }

inline void add_hourly(design::Design& d, const SampleSite& s, const SampleYear& y) {
  const std::string weather = "synthesis from climate normals, seed 7", price = "model midwest_2022_like, mean 38 USD/MWh";
  const auto add = [&](const std::string& component, const char* quantity, const char* kind, const char* unit,
                       const std::vector<double>& values, Origin origin = Origin::computed, std::string source = "plan") {
    d.hourly.push_back({.site = s.id,
                        .component = component,
                        .quantity = quantity,
                        .kind = kind,
                        .unit = unit,
                        .origin = origin,
                        .source = std::move(source),
                        .values = values});
  };
  if (s.wind_mw > 0) {
    add(s.id + ".wind", "generation", "wind", "MW", y.wind);
    add(s.id + ".wind", "available", "wind", "MW", y.wind_available);
  }
  if (s.solar_mw > 0) {
    add(s.id + ".solar", "generation", "solar", "MW", y.solar);
    add(s.id + ".solar", "available", "solar", "MW", y.solar_available);
  }
  if (s.store_mw > 0) {
    add(s.id + ".iron_air", "charge", "iron_air", "MW", y.store_in);
    add(s.id + ".iron_air", "discharge", "iron_air", "MW", y.store_out);
    add(s.id + ".iron_air", "level", "iron_air", "MWh", y.store_level);
  }
  if (s.lithium_mw > 0) {
    add(s.id + ".lithium", "charge", "lithium", "MW", y.lithium_in);
    add(s.id + ".lithium", "discharge", "lithium", "MW", y.lithium_out);
    add(s.id + ".lithium", "level", "lithium", "MWh", y.lithium_level);
  }
  add(s.id + ".grid", "import", "grid", "MW", y.import_mw);
  std::vector<double> load = y.it;
  for (std::size_t t = 0; t < load.size(); ++t) load[t] += y.overhead[t];
  add(s.id, "it_power", "it", "MW", y.it);
  add(s.id, "overhead", "cooling", "MW", y.overhead);
  add(s.id, "load", "", "MW", load);
  add(s.id + ".grid", "price", "", "USD/MWh", y.price, Origin::synthetic, price);
  add(s.id, "marginal_price", "", "USD/MWh", y.marginal);
  add(s.id + ".grid", "clean_share", "", "1", y.clean, Origin::synthetic, "model midwest_2022_like");
  add(s.id, "pue", "", "1", y.pue);
  add(s.id, "matched", "", "1", y.matched);
  add(s.id, "dry_bulb", "", "degC", y.dry, Origin::synthetic, weather);
  add(s.id, "wet_bulb", "", "degC", y.wet, Origin::synthetic, weather);
  add(s.id, "wind_speed", "", "m/s", y.wind_speed, Origin::synthetic, weather);
  add(s.id, "ghi", "", "W/m2", y.ghi, Origin::synthetic, weather);
  add("gb300_" + s.id + ".chat", "active", "fleet", "1", y.active);
  add("chat", "demand", "", "token/h", y.chat, Origin::assumed, "diurnal shape");
  add("gb300_" + s.id + ".chat", "tokens", "fleet", "token/h", y.chat);
  add("documents", "demand", "", "token/h", y.documents_demand, Origin::assumed, "flat shape");
  add("gb300_" + s.id + ".documents", "tokens", "fleet", "token/h", y.documents);
  add("gb300_" + s.id + ".next_model", "progress", "fleet", "FLOP", y.progress);
}

/// Yearly costs of a sample site, USD per unit and year.
inline void add_costs(design::Design& d, const SampleSite& s, const SampleYear& y) {
  const auto built = [&](const char* id, const char* kind, const char* what, const char* unit, double value, double upper,
                         double usd, double worth) {
    d.capacities.push_back({s.id, s.id + "." + id, kind, what, unit, value, 0.0, upper, true, usd, worth});
    if (usd > 0) d.costs.push_back({s.id, "power", s.id + "." + id, "capital", usd});
  };
  if (s.wind_mw > 0) built("wind", "wind", "power", "MW", s.wind_mw, s.wind_mw, 118e3 * s.wind_mw, 41e3);
  if (s.solar_mw > 0) built("solar", "solar", "power", "MW", s.solar_mw, s.solar_mw, 92e3 * s.solar_mw, 12.5e3);
  if (s.store_mw > 0) {
    built("iron_air", "iron_air", "power", "MW", s.store_mw, s.store_mw, 196e3 * s.store_mw, 18e3);
    built("iron_air", "iron_air", "energy", "MWh", s.store_mw * s.store_h / 0.65, s.store_mw * s.store_h / 0.65, 0.0, 0.0);
    built("iron_air", "iron_air", "energy_delivered", "MWh", s.store_mw * s.store_h, s.store_mw * s.store_h, 0.0, 0.0);
  }
  if (s.lithium_mw > 0) {
    built("lithium", "lithium", "power", "MW", s.lithium_mw, 500.0, 55e3 * s.lithium_mw, 0.0);
    built("lithium", "lithium", "energy", "MWh", s.lithium_mw * s.lithium_h, 4000.0, 0.0, 0.0);
  }
  built("grid", "grid", "connection", "MW", s.grid_mw, 1000.0, 11e3 * s.grid_mw, 0.0);
  double bought = 0.0;
  for (std::size_t t = 0; t < y.price.size(); ++t) bought += y.price[t] * y.import_mw[t];
  d.costs.push_back({s.id, "power", s.id + ".grid", "energy", bought});
  d.costs.push_back({s.id, "power", s.id + ".grid", "demand_charge", 12e3 * 12 * 0.8 * peak(y.import_mw)});
  d.costs.push_back({s.id, "power", s.id + ".wind", "premium", 3.1e6});
  if (s.it_mw > 0) {
    d.capacities.push_back({s.id, s.id + ".liquid dtc_dry_cooler 40 degC", "hall", "it_power", "MW", 0.0, 0.0, 650.0, true, 0.0, 0});
    d.capacities.push_back({s.id, s.id + ".liquid dtc_dry_cooler 45 degC", "hall", "it_power", "MW", peak(y.it), 0.0, 650.0, true, 1.12e6 * s.it_mw, 0});
    d.costs.push_back({s.id, "buildings", s.id + ".liquid", "capital", 1.12e6 * s.it_mw});
    d.costs.push_back({s.id, "network_and_staff", s.id + ".liquid", "operations", 0.31e6 * s.it_mw});
    const double chips = 309000.0 / 520.0 * s.it_mw;
    d.capacities.push_back({s.id, "gb300_" + s.id, "fleet", "accelerators", "1", chips, 0.0, 400000.0, true, 10900.0 * chips, 0});
    d.costs.push_back({s.id, "accelerators", "gb300_" + s.id, "capital", 10900.0 * chips});
    d.costs.push_back({s.id, "accelerators", "gb300_" + s.id, "upkeep", 1350.0 * chips});
  }
}

inline void add_site(design::Design& d, const SampleSite& s, const SampleYear& y) {
  design::SiteResult r{.id = s.id, .latitude = s.latitude, .longitude = s.longitude};
  r.it_mwh = total(y.it), r.overhead_mwh = total(y.overhead);
  r.pue = 1.0 + r.overhead_mwh / r.it_mwh, r.wue_l_per_kwh = 0.02, r.itue = 1.06;
  r.it_mean_mw = r.it_mwh / 8760, r.it_peak_mw = peak(y.it);
  r.import_peak_mw = peak(y.import_mw), r.import_mwh = total(y.import_mw);
  r.generation_mwh = total(y.wind) + total(y.solar);
  r.curtailed_mwh = total(y.wind_available) + total(y.solar_available) - r.generation_mwh;
  for (const design::CostLine& c : d.costs)
    if (c.site == s.id && c.group == "power") r.power_cost_usd += c.usd_per_year;
  r.cost_usd_per_mwh = r.power_cost_usd / (r.it_mwh + r.overhead_mwh);
  double dirty = 0.0;
  for (std::size_t t = 0; t < y.clean.size(); ++t) dirty += 720.0 * (1.0 - y.clean[t]) * y.import_mw[t];
  r.carbon_kg_per_mwh = dirty / (r.it_mwh + r.overhead_mwh);
  r.overheads = {{"dry_cooler_fans", 0.22 * r.overhead_mwh}, {"trim_chiller", 0.07 * r.overhead_mwh},
                 {"pumps", 0.16 * r.overhead_mwh},           {"ups", 0.2 * r.overhead_mwh},
                 {"transformers", 0.18 * r.overhead_mwh},    {"lighting_and_other", 0.17 * r.overhead_mwh}};
  r.modes = {{"free cooling", 8214}, {"trim", 502}, {"mechanical", 44}};
  const auto choice = [&](const char* plant, const char* supply, double it_mw, double pue, double peak, double capital, double water) {
    design::HallChoice c{.hall = s.id + ".liquid", .plant = plant, .supply = supply, .it_mw = it_mw, .pue_if_alone = pue, .peak_overhead_share = peak,
                         .capital_usd_per_mw = capital, .water_l_per_kwh = water, .it_on_connection_mw = 800.0 / (1.0 + peak)};
    c.building_usd_if_alone = 0.12 * capital * r.it_peak_mw, c.power_usd_if_alone = 40.0 * (pue - 1.0) * r.it_mwh, c.water_usd_if_alone = 2.5 * water * r.it_mwh;
    c.own_usd = it_mw > 0.0 ? c.building_usd_if_alone + c.power_usd_if_alone + c.water_usd_if_alone : 0.0;
    return c;
  };
  r.hall_choices = {choice("dtc_dry_cooler", "30 degC", 0, 1.128, 0.31, 11.9e6, 0.0), choice("dtc_dry_cooler", "40 degC", 0, 1.087, 0.19, 11.4e6, 0.0),
                    choice("dtc_dry_cooler", "45 degC", r.it_peak_mw, 1.071, 0.11, 11.2e6, 0.0), choice("dtc_adiabatic", "40 degC", 0, 1.079, 0.13, 11.6e6, 0.08),
                    choice("dtc_tower", "30 degC", 0, 1.083, 0.12, 11.8e6, 1.62)};
  r.connection_asked_mw = 800.0;
  r.itue = r.itue > 0.0 ? r.itue : 1.05;
  r.reuse_mwh = 0.85 * r.it_mwh, r.reuse_temperature_c = 51.0;
  r.design_dry_bulb_c = 38.1, r.design_wet_bulb_c = 27.0, r.design_it_mw = r.it_peak_mw, r.design_site_mw = 1.11 * r.it_peak_mw;
  d.sites.push_back(r);
}

inline void add_workloads(design::Design& d, const std::vector<SampleSite>& sites, const std::vector<SampleYear>& years) {
  design::WorkloadResult chat{.id = "chat", .kind = "interactive", .model = "llama-3.1-405b"};
  design::WorkloadResult documents{.id = "documents", .kind = "batch", .model = "llama-3.1-70b"};
  design::WorkloadResult training{.id = "next_model", .kind = "training", .model = "dense-1t"};
  for (std::size_t i = 0; i < sites.size(); ++i) {
    const std::string fleet = "gb300_" + sites[i].id;
    const double chips = 309000.0 / 520.0 * sites[i].it_mw;
    chat.shares.push_back({fleet, sites[i].id, "gb300_nvl72", total(years[i].chat), 0.31 * chips,
                           "fp8 TP8, batch 96: TTFT 0.31 s, TPOT 21 ms, 412 tok/s per accelerator, 2.6 J/token", 412, 2.6, 0.31, 0.021});
    documents.shares.push_back({fleet, sites[i].id, "gb300_nvl72", total(years[i].documents), 0.27 * chips,
                                "fp4 TP2, batch 512: 3,900 tok/s per accelerator, 0.31 J/token", 3900, 0.31, 4.2, 0.12});
    training.shares.push_back({fleet, sites[i].id, "gb300_nvl72", 0.0, 0.13 * chips, "fp8, MFU 38 %", 0, 0, 0, 0});
  }
  for (design::WorkloadResult* w : {&chat, &documents, &training}) {
    for (const design::ServingShare& s : w->shares) w->tokens_per_year += s.tokens_per_year, w->accelerator_hours += 8760 * s.mean_active;
  }
  chat.slo_ttft_s = 2.0, chat.slo_tpot_s = 0.05, chat.usd_per_year = 0.47 * d.usd_per_year, chat.marginal_usd = 0.52;
  documents.slo_ttft_s = documents.slo_tpot_s = INFINITY, documents.usd_per_year = 0.36 * d.usd_per_year, documents.marginal_usd = 0.09;
  training.slo_ttft_s = training.slo_tpot_s = INFINITY, training.usd_per_year = 0.17 * d.usd_per_year, training.pauses = 61, training.marginal_usd = 9100;
  for (design::WorkloadResult* w : {&chat, &documents}) w->usd_per_million_tokens = w->usd_per_year / (w->tokens_per_year / 1e6);
  d.tokens_per_year = chat.tokens_per_year + documents.tokens_per_year;
  d.usd_per_million_tokens = (chat.usd_per_year + documents.usd_per_year) / (d.tokens_per_year / 1e6);
  d.workloads = {chat, documents, training};
}

/// A bill, its ledger, and who pays over two years of contract.
inline void add_tariff(design::Design& d, const std::string& site) {
  design::TariffResult t{.site = site, .tariff = "accelerator_charge"};
  t.energy_usd = 21.4e6, t.demand_usd = 58.7e6, t.premium_usd = 3.1e6, t.exit_exposure_usd = 512e6;
  t.billed_peak_mw = 498.0, t.effective_usd_per_mwh = 57.3, t.coincident_usd = 1.2e6, t.standby_usd = 0.4e6, t.connection_usd = 9.7e6;
  t.ledger = {{site + ".wind", 165.2e6, 149.1e6, 13.0e6, 3.1e6}, {site + ".solar", 18.4e6, 12.9e6, 5.5e6, 0.0}, {site + ".iron_air", 58.8e6, 31.6e6, 28.5e6, 0.0}};
  for (int month = 1; month <= 12; ++month) t.months.push_back({month, 280e3, 498.0, 498.0, 441.0, 1.8e6, 4.9e6, 0.0, 0.1e6, 33e3});
  for (const char* scheme : {"tariff", "rate_base", "no_resources"})
    for (int year = 1; year <= 2; ++year)
      t.payers.push_back({.scheme = scheme, .year = year, .load_share = 0.5 * year, .energy_usd = 21.4e6, .demand_usd = 58.7e6, .premium_usd = 3.1e6, .standby_usd = 0.4e6,
                          .connection_usd = 9.7e6, .customer_usd = 93.3e6, .utility_revenue_usd = 83.6e6, .resources_usd = 242.4e6, .market_usd = -193.6e6,
                          .capacity_usd = -47e6, .others_usd = -81.8e6, .exit_fee_usd = 40e6, .stranded_usd = 3.1e6});
  d.tariffs = {std::move(t)};
}

/// What the plants carry alone, carbon by every way of counting, and a study of reliability.
inline void add_answers(design::Design& d) {
  const std::string site = d.sites.front().id;
  design::CarriedResult c{.site = site, .wind_mw = 1400.0, .solar_mw = 200.0, .storage_mw = 300.0, .storage_mwh = 30e3};
  for (const double mw : {250.0, 500.0, 750.0}) c.loads.push_back({mw, 0.7 - mw / 5000.0, 0.05, 0.0, 0.1, mw, 80.0, 0.6 * mw});
  c.headline_mw = 500.0, c.firm_mw_90 = 230.0, c.firm_mw_99 = 120.0, c.firm_mw_always = 70.0;
  d.carried = {std::move(c)};
  for (const char* method : {"location", "market_hourly", "market_annual", "marginal", "location_without", "marginal_without"})
    d.carbon.operation.push_back({method, 1.5e8, 34.0, "as the name says"});
  d.carbon.embodied = {{site + ".wind", "wind", 1400.0, "MW", 578e3, 809.2e6, 30.0, 27e6, "a source"}};
  design::SiteReliability r{.site = site, .years = 1000.0, .short_hours = {0.4, 0.3, 0.5}, .unserved_mwh = {60.0, 45.0, 75.0}, .events = {0.1, 0.08, 0.12}, .unserved_share = 1.4e-5,
                            .years_without = 0.9, .p90_mwh = 12.0, .p99_mwh = 900.0, .worst_mwh = 4e3, .longest_h = 31.0, .deepest_mw = 410.0, .exact_short_hours = 0.9, .exact_unserved_mwh = 120.0};
  r.unserved_by_month_hour.assign(288, 60.0 / 288.0);
  r.cases = {{site + ".grid", "grid", "all", 600.0, 2100.0, 300e3, 480.0, 90.0}};
  r.islanded = {0.0, 2.0, 40.0, 336.0, 0.97, 0.9, 0.6, 0.4, 0.2, 6600.0};
  d.reliability = {"1,000 years of 8,760 h", "plan", 7, 10, 168.0, {std::move(r)}};
}

inline void add_proof(design::Design& d) {
  d.matching = {"score_with_grid", 0.9, 0.942, 0.9, 0.811, 38.2e6, 31.0, 1.5e8};
  const std::string first = d.sites.front().id;
  add_tariff(d, first);
  d.bindings = {{"matching", "", "yearly", 38.2e6, "percent of load", "matching target: one more percent costs 38 MUSD/yr"},
                {"capacity_limit", first + ".wind", "all year", 41e3, "MW", "wind limit: one more MW saves 41 kUSD/yr"},
                {"capacity_limit", first + ".iron_air", "all year", 18e3, "MW", "iron-air limit: one more MW saves 18 kUSD/yr"},
                {"capacity_limit", first + ".solar", "all year", 12.5e3, "MW", "solar limit: one more MW saves 12.5 kUSD/yr"}};
  d.checks = {{"power balance", 8760, 3.1e-9, 1e-6, first + ", 2028-07-19 16:00"}, {"storage level", 17520, 2.2e-12, 1e-6, first + ".iron_air"},
              {"capacity limits", 96360, 0.0, 1e-6, ""}, {"cost of energy", 1, 4.0e-12, 1e-6, ""},
              {"matching score", 1, 1.7e-10, 1e-6, ""}, {"deadlines", 365, 8.8e-10, 1e-6, "documents"}};
  d.solve = {"gridwright interior point", "optimal", 245312, 198240, 712345, 61, d.usd_per_year, 8e-9, 2e-10, 4e-10, 0.0};
  d.notes = {"Weather is synthesised from climate normals of Rochester, Minnesota (seed 7): one typical year, no extremes beyond it.",
             "Grid prices and the clean share of the grid mix follow the stated model midwest_2022_like; the site is a price taker.",
             "Not modelled: transmission losses outside the site, outages of single racks, interest during construction."};
}

/// One or more sample sites; the first is "pine_island".
inline design::Design sample_design(int sites = 1) {
  const std::vector<SampleSite> all = {
      {.id = "pine_island"},
      {.id = "council_bluffs", .it_mw = 240, .wind_mw = 640, .solar_mw = 90, .store_mw = 90, .lithium_mw = 0, .grid_mw = 300,
       .latitude = 41.26, .longitude = -95.86, .mean_c = 10.8},
      {.id = "abilene", .it_mw = 310, .wind_mw = 520, .solar_mw = 420, .store_mw = 0, .lithium_mw = 160, .lithium_h = 4,
       .grid_mw = 420, .latitude = 32.45, .longitude = -99.73, .mean_c = 18.1}};
  const std::vector<SampleSite> used(all.begin(), all.begin() + sites);
  design::Design d{.scenario = sites > 1 ? "Three sites" : "Pine Island",
                   .description = "An AI campus on wind, sun and a 100-hour battery",
                   .money = "USD 2025",
                   .weather_note = "synthetic weather (seed 7)"};
  d.seed = 7;
  std::vector<SampleYear> years;
  for (const SampleSite& s : used) {
    years.push_back(sample_year(s, d.seed));
    add_hourly(d, s, years.back());
    add_costs(d, s, years.back());
    add_site(d, s, years.back());
  }
  for (const design::CostLine& c : d.costs) d.usd_per_year += c.usd_per_year;
  double it = 0, over = 0, power = 0, busy = 0, chips = 0;
  for (std::size_t i = 0; i < used.size(); ++i) {
    it += d.sites[i].it_mwh, over += d.sites[i].overhead_mwh, power += d.sites[i].power_cost_usd;
    busy += total(years[i].active) / 8760, chips += 309000.0 / 520.0 * used[i].it_mw;
  }
  d.pue = 1 + over / it, d.usd_per_mwh = power / (it + over), d.busy_share = busy / chips;
  add_workloads(d, used, years);
  add_proof(d);
  add_answers(d);
  return d;
}

/// As the anchor case: a flat load on wind, sun, a store and little grid; no halls, no fleets, no workloads, no tariff.
inline design::Design sample_power_only() {
  SampleSite site{.id = "anchor", .it_mw = 0, .wind_mw = 1185.65, .solar_mw = 634.17, .store_mw = 322.96, .lithium_mw = 0, .grid_mw = 110.02};
  SampleYear y;
  sample_weather(y, site, 3);
  y.it.assign(SampleYear::hours, 500.0), y.overhead.assign(SampleYear::hours, 0.0);
  sample_dispatch(y, site);
  design::Design d{.scenario = "Anchor", .description = "500 MW flat load", .money = "USD 2023", .weather_note = "measured weather"};
  add_hourly(d, site, y);
  std::erase_if(d.hourly, [](const design::Hourly& h) {
    return h.kind == "fleet" || h.quantity == "demand" || h.quantity == "pue" || h.quantity == "overhead" || h.quantity == "load";
  });
  for (design::Hourly& h : d.hourly)
    if (h.quantity == "it_power") h.quantity = "other_load", h.origin = Origin::assumed;
  add_costs(d, site, y);
  design::SiteResult r{.id = "anchor", .latitude = 44.2, .longitude = -92.65, .other_load_mwh = 500.0 * 8760};
  r.import_peak_mw = peak(y.import_mw), r.import_mwh = total(y.import_mw), r.generation_mwh = total(y.wind) + total(y.solar);
  for (const design::CostLine& c : d.costs) r.power_cost_usd += c.usd_per_year;
  r.cost_usd_per_mwh = r.power_cost_usd / r.other_load_mwh;
  d.sites = {r};
  d.usd_per_year = r.power_cost_usd, d.usd_per_mwh = r.cost_usd_per_mwh;
  d.matching = {"none", 0.0, 0.981, 0.98, 0.975, 0.0, 12.0, 5e7};
  d.solve = {"HiGHS 1.10.0", "optimal", 140000, 114000, 480000, 91, d.usd_per_year, 1e-9, 1e-9, 1e-9, 0.0};
  return d;
}

inline design::Provenance sample_provenance() {
  design::Provenance p{.version = "0.1.0", .scenario_path = "examples/pine-island/scenario.toml",
                       .command = "gridwright plan examples/pine-island -o out"};
  p.inputs = {{"examples/pine-island/scenario.toml", std::string(64, 'a')}, {"data/technologies.csv", std::string(64, 'b')}};
  p.times = {{"load", 0.1}, {"build", 0.2}, {"solve", 1.9}, {"check", 0.1}, {"report", 0.3}};
  p.compiler = "g++ 12.2.0", p.threads = 2;
  return p;
}

}  // namespace gridwright::testing
