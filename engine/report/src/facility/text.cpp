#include <fmt/format.h>

#include <algorithm>

#include "../lines.hpp"
#include "../words.hpp"
#include "gridwright/core/text.hpp"
#include "gridwright/report/facility.hpp"
#include "study_words.hpp"

namespace gridwright::report {
namespace {

using design::FacilityStudy;
using design::PlantStudy;

std::string head_right(const FacilityStudy& s) { return s.weather_origin == "measured" ? "weather file" : "synthetic weather"; }

std::string month_row(const char* label, const std::vector<double>& values, int decimals) {
  std::string line = fmt::format("  {:<8}", label);
  for (const double v : values) line += fmt::format("{:>7}", group_thousands(v, decimals));
  return line + "\n";
}

std::string design_words(const FacilityStudy& s, const PlantStudy& p) {
  std::string words = fmt::format("at {:.1f} degC (wet bulb {:.1f}): PUE {:.3f} at full load, so a connection of {} carries {} of IT; ", s.design_dry_bulb_c,
                                  s.design_wet_bulb_c, p.design_pue, power(s.connection_mw), power(p.it_on_connection_mw));
  if (p.design_excess_k > 1e-6) return words + fmt::format("the supply is {:.1f} K too warm: the plant cannot carry this day", p.design_excess_k);
  return words + (p.design_chiller_mw_per_mw > 1e-6 ? fmt::format("chillers for {:.2f} MW of heat per MW of IT", p.design_chiller_mw_per_mw) : "no chiller needed");
}

std::string sheet(const FacilityStudy& s, const PlantStudy& p, int width) {
  Lines lines(width);
  lines.head(climate_words(s), head_right(s));
  lines.say("plant", fmt::format("{}: {}; supply {:g} degC", p.plant, p.summary, p.supply_c));
  lines.say("chain", fmt::format("{}: {}", p.power_chain, p.chain_summary));
  lines.put("load", {power(s.load_share * s.it_mw) + " of IT all year", "capacity " + power(s.it_mw)});
  lines.put("year", {fmt::format("PUE {:.3f}", p.pue), fmt::format("worst hour {:.3f}", p.worst_hour_pue), fmt::format("ITUE {:.3f}", p.itue),
                     fmt::format("TUE {:.3f}", p.tue), fmt::format("water {:.2f} L/kWh ({} m3)", p.wue_l_per_kwh, group_thousands(p.water_m3, 0))});
  std::vector<std::string> parts, modes;
  for (const OverheadPart& part : overhead_parts(p))
    if (part.share > 5e-5) parts.push_back(std::string(part.name) + " " + percent(part.share, 2));
  for (const design::ModeHours& m : p.modes) modes.push_back(m.mode + " " + group_thousands(m.hours, 0) + " h");
  lines.put("beyond", parts);
  lines.put("modes", modes);
  lines.say("design", design_words(s, p));
  if (p.reuse_mwh > 0.0)
    lines.put("heat", {energy(p.reuse_mwh) + fmt::format(" a year at {:.1f} degC for re-use", p.reuse_temperature_c), fmt::format("ERE {:.2f} were all of it used", p.ere_all_heat)});
  lines.put("cost", {group_thousands(p.capital_usd_per_kw, 0) + " USD/kW of IT", fmt::format("{} to {} (estimates)", group_thousands(p.capital_low_usd_per_kw, 0), group_thousands(p.capital_high_usd_per_kw, 0))});
  lines.put("power", {fmt::format("away from the rack {:.1f} h/yr: equipment {:.1f} h", p.equipment_down_h + p.grid_down_h, p.equipment_down_h), fmt::format("grid {:.2f} h (estimates)", p.grid_down_h)});
  std::string text = std::move(lines).take() + "\n          ";
  for (const char* month : month_short) text += fmt::format("{:>7}", month);
  return text + "\n" + month_row("PUE", p.month_pue, 3) + month_row("worst", p.month_worst_pue, 3) +
         (p.water_m3 > 0.0 ? month_row("m3", p.month_water_m3, 0) : "");
}

double hours_with_chillers(const PlantStudy& p) {
  double hours = 0.0;
  for (const design::ModeHours& m : p.modes)
    if (m.mode == "partial" || m.mode == "mechanical") hours += m.hours;
  return hours;
}

std::string comparison(const FacilityStudy& s, int width) {
  Lines lines(width);
  lines.head(climate_words(s), head_right(s));
  std::string text = std::move(lines).take();
  std::size_t name = 5;
  for (const PlantStudy& p : s.plants) name = std::max(name, alternative_name(p).size());
  text += fmt::format("  {:<{}}  {:>6} {:>6} {:>6} {:>6} {:>8} {:>7} {:>9} {:>8} {:>8}\n", "", name, "PUE", "worst", "TUE", "water", "chillers", "design", "IT on", "heat at", "USD/kW");
  text += fmt::format("  {:<{}}  {:>6} {:>6} {:>6} {:>6} {:>8} {:>7} {:>9} {:>8} {:>8}\n", "plant", name, "", "hour", "", "L/kWh", "h/yr", "PUE", power(s.connection_mw), "degC", "of IT");
  for (const PlantStudy* p : by_it_on_connection(s))
    text += fmt::format("  {:<{}}  {:>6.3f} {:>6.3f} {:>6.3f} {:>6.2f} {:>8} {:>7.3f} {:>9} {:>8} {:>8}{}\n", alternative_name(*p), name, p->pue, p->worst_hour_pue, p->tue,
                        p->wue_l_per_kwh, group_thousands(hours_with_chillers(*p), 0), p->design_pue, power(p->it_on_connection_mw),
                        p->reuse_mwh > 0.0 ? fmt::format("{:.1f}", p->reuse_temperature_c) : "-", group_thousands(p->capital_usd_per_kw, 0),
                        p->design_excess_k > 1e-6 ? fmt::format("  supply {:.1f} K too warm on the design day", p->design_excess_k) : "");
  const auto order = by_it_on_connection(s);
  if (order.size() > 1)
    text += fmt::format("  {} lets the same {} carry {} more IT than {}.\n", alternative_name(*order.front()), power(s.connection_mw),
                        power(order.front()->it_on_connection_mw - order.back()->it_on_connection_mw), alternative_name(*order.back()));
  return text;
}

std::string cell(const PlantStudy& p) { return fmt::format("{:.3f} / {:.2f} / {:.2f}", p.pue, p.wue_l_per_kwh, p.design_pue); }

/// Places by plants: only where every study has the same alternatives.
bool is_matrix(std::span<const FacilityStudy> studies) {
  if (studies.size() < 2) return false;
  for (const FacilityStudy& s : studies) {
    if (s.plants.size() != studies.front().plants.size()) return false;
    for (std::size_t i = 0; i < s.plants.size(); ++i)
      if (alternative_name(s.plants[i]) != alternative_name(studies.front().plants[i])) return false;
  }
  return true;
}

}  // namespace

std::string facility_text(std::span<const FacilityStudy> studies, int width) {
  std::string text;
  for (const FacilityStudy& s : studies) {
    if (!text.empty()) text += "\n";
    text += s.plants.size() == 1 ? sheet(s, s.plants.front(), width) : comparison(s, width);
    for (const std::string& note : s.notes) text += "  note: " + note + "\n";
  }
  return text;
}

std::string facility_markdown(std::span<const FacilityStudy> studies) {
  std::string text;
  if (is_matrix(studies)) {
    text = "| place |";
    for (const PlantStudy& p : studies.front().plants) text += " " + alternative_name(p) + " |";
    text += "\n|---|";
    for (std::size_t i = 0; i < studies.front().plants.size(); ++i) text += "---|";
    text += "\n";
    for (const FacilityStudy& s : studies) {
      text += "| " + s.place + " |";
      for (const PlantStudy& p : s.plants) text += " " + cell(p) + " |";
      text += "\n";
    }
    return text;
  }
  for (const FacilityStudy& s : studies) {
    text += (text.empty() ? "" : "\n") + climate_words(s) + "\n\n| plant | PUE | worst hour | ITUE | TUE | water, L/kWh | PUE, design day | IT on " + power(s.connection_mw) +
            " | USD/kW |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|\n";
    for (const PlantStudy& p : s.plants)
      text += fmt::format("| {} | {:.3f} | {:.3f} | {:.3f} | {:.3f} | {:.2f} | {:.3f} | {} | {} |\n", alternative_name(p), p.pue, p.worst_hour_pue, p.itue, p.tue,
                          p.wue_l_per_kwh, p.design_pue, power(p.it_on_connection_mw), group_thousands(p.capital_usd_per_kw, 0));
  }
  return text;
}

}  // namespace gridwright::report
