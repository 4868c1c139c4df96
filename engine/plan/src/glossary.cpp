#include <algorithm>
#include <array>
#include <cctype>

#include "gridwright/plan/explain.hpp"

namespace gridwright::plan {

namespace {
struct Term {
  const char *name, *meaning;
};
constexpr std::array<Term, 30> terms{{
    {"pue", "power usage effectiveness: all energy of the site over the energy of its IT, over a year (a ratio of sums, never a mean of ratios)"},
    {"wue", "water usage effectiveness: litres of site water per kWh of IT energy"},
    {"itue", "IT energy over the part of it that reaches chips: server fans and power supplies are the difference"},
    {"overhead", "everything at the meter that is not IT: cooling, losses of the power chain, lighting"},
    {"ttft", "time to first token: from sending a request to its first token"},
    {"tpot", "time per output token after the first"},
    {"slo", "the latency promised to users: p99 of TTFT and TPOT"},
    {"prefill", "reading the prompt: bound by arithmetic"},
    {"decode", "writing tokens one by one: bound by memory bandwidth until the batch is large"},
    {"kv_cache", "what a model remembers of a request while it answers; it must fit beside the weights"},
    {"mfu", "model FLOP utilisation: useful arithmetic over the accelerator's peak"},
    {"curtailment", "power that could have been generated and was not"},
    {"capacity_factor", "mean output over capacity"},
    {"capacity_credit", "share of nameplate that counts towards the system's peak (ELCC)"},
    {"round_trip_efficiency", "energy out over energy in of a store: charge efficiency x discharge efficiency"},
    {"state_of_charge", "energy inside a store"},
    {"ratchet", "billed demand never falls below a share of the peaks of earlier months"},
    {"minimum_take", "billed demand never falls below a share of what was contracted"},
    {"score_with_grid", "clean share hour by hour: own clean supply after storage plus the clean share of what the grid delivers, over load"},
    {"annual_matching", "own clean generation over load, by the year: night may be paid with noon"},
    {"strict_hourly", "own clean supply after storage, hour by hour, never more than the load of the hour, over load"},
    {"premium", "what a customer adds under a clean transition tariff so that others do not pay: cost less energy and capacity credits"},
    {"coincident_peak", "demand in the hours in which the utility's whole system is loaded most"},
    {"exit_fee", "owed on leaving a contract before its term: a share of the demand charges that remain"},
    {"lolh", "loss-of-load hours: hours a year in which load is not served whole, in expectation"},
    {"eue", "expected unserved energy, MWh a year"},
    {"forced_outage_rate", "share of time a unit is down without having been planned to be"},
    {"n_1", "everything in order but one thing: a unit, a store, a circuit"},
    {"marginal_price", "what one more MWh would cost in that hour: the dual of power_balance"},
    {"dual", "what one more unit of a limit is worth to the plan"},
}};
}  // namespace

std::string explain_term(const std::string& name) {
  std::string key = name;
  std::transform(key.begin(), key.end(), key.begin(), [](unsigned char c) {
    return c == '-' || c == ' ' ? '_' : static_cast<char>(std::tolower(c));
  });
  for (const Term& t : terms)
    if (key == t.name) return name + ": " + t.meaning + "\n";
  return {};
}

}  // namespace gridwright::plan
