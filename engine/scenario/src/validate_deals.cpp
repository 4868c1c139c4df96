#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "contract_rules.hpp"
#include "references.hpp"
#include "validate.hpp"

// What no single attribute of a cloud or a contract shows.
namespace gridwright::scenario {
namespace {

void check_offer(const Offer& o, const Section& s) {
  Problems& problems = s.problems();
  if (s.states("spot") && s.states("on_demand") && o.spot > o.on_demand)
    problems.error(s.place("spot"), fmt::format("spot of {} is above on_demand: one of the two is not a price of this kind", s.subject()),
                   "look both up again, or leave spot out");
  if (s.states("spot_available") && !s.states("spot"))
    problems.error(s.place("spot_available"), fmt::format("{} has a spot market but no spot price", s.subject()), "add spot = \"2.20 USD/h\"");
  for (const auto& [name, price] : {std::pair{"committed", o.committed}, {"plan_rate", o.plan_rate}})
    if (s.states(name) && s.states("on_demand") && price > o.on_demand)
      problems.warning(s.place(name), fmt::format("{} of {} is above on_demand", name, s.subject()), "nobody would sign that: check the two prices");
  const bool sold = s.states("on_demand") || s.states("spot") || s.states("committed") || s.states("plan_rate") || s.states("block");
  if (!sold)
    problems.warning(s.place(), fmt::format("{} has no price: only a contract that states one can use it", s.subject()),
                     "add on_demand = \"7.91 USD/h\"");
}

void check_cloud(const Cloud& c, Section s) {
  Problems& problems = s.problems();
  if (c.offers.empty())
    problems.error(s.place(), fmt::format("{} has no offers", s.subject()), fmt::format("add [clouds.{}.offers.X]", c.id));
  std::size_t i = 0;
  for (Section& each : s.tables("offers")) check_offer(c.offers[i++], each);
  if (s.states("egress_price") && c.egress_usd_per_gb.size() != c.egress_up_to_gb.size() + 1)
    problems.error(s.place("egress_price"),
                   fmt::format("{} has {} egress prices for {} limits", s.subject(), c.egress_usd_per_gb.size(), c.egress_up_to_gb.size()),
                   "egress_price holds one more than egress_up_to: the last tier has no end");
  if (s.states("egress_up_to") && !s.states("egress_price"))
    problems.error(s.place("egress_up_to"), fmt::format("{} has egress tiers but no prices", s.subject()), "add egress_price");
  if (!std::is_sorted(c.egress_up_to_gb.begin(), c.egress_up_to_gb.end(), std::less_equal<>{}))
    problems.error(s.place("egress_up_to"), fmt::format("egress_up_to of {} does not rise", s.subject()), "order the limits from small to large");
}

/// Attributes that do not belong to the instrument, and those it cannot do without.
void check_instrument(const Contract& c, const Section& s) {
  Problems& problems = s.problems();
  const std::string name = to_string(c.instrument);
  const unsigned own = 1u << static_cast<unsigned>(c.instrument);
  for (const ContractRule& rule : contract_rules()) {
    const std::string attribute(rule.name);
    if (s.states(attribute) && (rule.instruments & own) == 0)
      problems.error(s.place(attribute), fmt::format("{} is a {} and has no {}", s.subject(), name, attribute), "remove it, or change the instrument");
    if (!s.states(attribute) && (rule.needed & own) != 0)
      problems.error(s.place(), fmt::format("{} is a {} and needs {}", s.subject(), name, attribute), fmt::format("add {}", attribute));
  }
}

void check_years(const Contract& c, const Section& s) {
  Problems& problems = s.problems();
  if (c.end < c.start)
    return problems.error(s.place("end"), fmt::format("{} ends in {}, before it starts in {}", s.subject(), c.end, c.start),
                          "end = the last calendar year, included");
  const std::size_t years = static_cast<std::size_t>(c.end - c.start + 1);
  const auto one_a_year = [&](const char* name, std::size_t given) {
    if (given > years)
      problems.error(s.place(name), fmt::format("{} of {} has {} values for a term of {} years", name, s.subject(), given, years),
                     fmt::format("give at most {}, one a year from {}", years, c.start));
  };
  one_a_year("minimum", c.minimum_usd.size());
  one_a_year("delivered", c.delivered.size());
  one_a_year("sold_share", c.sold_share.size());
  one_a_year("revenue", c.revenue_usd.size());
  if (c.minimum_usd.size() > 1 && c.minimum_usd.size() < years)
    problems.error(s.place("minimum"), fmt::format("minimum of {} has {} values for a term of {} years", s.subject(), c.minimum_usd.size(), years),
                   "give one for every year, or a single one that holds in all");
  if (!std::is_sorted(c.delivered.begin(), c.delivered.end()))
    problems.error(s.place("delivered"), fmt::format("delivered of {} falls: a ramp only rises", s.subject()), "order the shares from small to large");
}

void check_terms(const Contract& c, const Section& s) {
  Problems& problems = s.problems();
  if (applies("minimum", c.instrument) && !s.states("minimum") && !s.states("total") && !s.states("monthly_minimum"))
    problems.error(s.place(), fmt::format("{} commits to nothing: it has no minimum and no total", s.subject()), "add minimum = [\"100 MUSD\"]");
  if (c.carry_share > 0.0 && c.shortfall == Shortfall::credited)
    problems.error(s.place("carry"), fmt::format("{} has carry and a milestone credit: they are alternatives", s.subject()), "keep one of them");
  if (c.instrument == Instrument::share && c.share_min > c.share_max)
    problems.error(s.place("share_min"), fmt::format("share_min of {} is above share_max", s.subject()), "swap them");
  if (c.instrument == Instrument::capacity_block && c.until_hour <= c.from_hour)
    problems.error(s.place("until"), fmt::format("{} ends before it begins", s.subject()), "move until after from");
  const bool offered = c.optional || c.status == Status::offered;
  if (offered && s.states("count") && c.count.max >= unlimited && (c.count.min > 0.0 || c.fee_usd > 0.0))
    problems.error(s.place("count"), fmt::format("{} has a least size or a fee, and no largest size", s.subject()), "count = { min = 1_000, max = 20_000 }");
  if (c.status == Status::letter_of_intent && c.firmness == Firmness::firm && s.states("firmness"))
    problems.error(s.place("firmness"), fmt::format("{} is a letter of intent and cannot be firm", s.subject()), "firmness = \"contingent\"");
}

void check_references(const Contract& c, const Section& s, const Scenario& all) {
  Problems& problems = s.problems();
  std::vector<std::string> parties = ids_of(all.parties);
  for (const Cloud& cloud : all.clouds) parties.push_back(cloud.id);
  const auto party = [&](const char* role, const std::string& id) {
    if (!id.empty() && std::find(parties.begin(), parties.end(), id) == parties.end())
      unknown_id(problems, s.place(role), fmt::format("{} of {} is", role, s.subject()), id, parties, "parties");
  };
  party("payer", c.payer);
  party("payee", c.payee);
  if (!c.payer.empty() && c.payer == c.payee)
    problems.error(s.place("payee"), fmt::format("{} pays itself", s.subject()), "payer and payee differ");
  const Cloud* cloud = with_id(all.clouds, c.cloud);
  if (!c.cloud.empty() && !cloud) unknown_id(problems, s.place("cloud"), fmt::format("{} names cloud", s.subject()), c.cloud, ids_of(all.clouds), "clouds");
  if (!c.rival.empty() && !with_id(all.clouds, c.rival))
    unknown_id(problems, s.place("rival"), fmt::format("{} names rival", s.subject()), c.rival, ids_of(all.clouds), "clouds");
  if (!c.rival.empty() && c.rival == c.cloud)
    problems.error(s.place("rival"), fmt::format("{}: the rival is the holder of the right", s.subject()), "cloud holds the right, rival makes the offer");
  if (!c.site.empty() && !with_id(all.sites, c.site))
    unknown_id(problems, s.place("site"), fmt::format("{} names site", s.subject()), c.site, ids_of(all.sites), "sites");
  if (c.cloud.empty() && !c.offers.empty())
    problems.error(s.place("offers"), fmt::format("{} names offers but no cloud", s.subject()), "add cloud = \"...\"");
  for (const std::string& offer : c.offers)
    if (cloud && !with_id(cloud->offers, offer))
      unknown_id(problems, s.place("offers"), fmt::format("{} names offer", s.subject()), offer, ids_of(cloud->offers), fmt::format("clouds.{}.offers", c.cloud));
  for (const std::string& other : c.senior_to) {
    const Contract* junior = with_id(all.contracts, other);
    if (!junior)
      unknown_id(problems, s.place("senior_to"), fmt::format("{} is senior to contract", s.subject()), other, ids_of(all.contracts), "contracts");
    else if (junior->payer != c.payer)
      problems.error(s.place("senior_to"), fmt::format("{} is senior to '{}', which another party pays", s.subject(), other),
                     "seniority orders what one payer pays");
  }
}

/// Is `from` senior to `to`, directly or through others?
bool is_senior(const Scenario& all, const std::string& from, const std::string& to, std::set<std::string>& seen) {
  const Contract* c = with_id(all.contracts, from);
  if (!c || !seen.insert(from).second) return false;
  return std::any_of(c->senior_to.begin(), c->senior_to.end(),
                     [&](const std::string& next) { return next == to || is_senior(all, next, to, seen); });
}

}  // namespace

void validate_deals(const Scenario& all, Section& file) {
  Problems& problems = file.problems();
  std::size_t i = 0;
  for (Section& s : file.tables("clouds")) check_cloud(all.clouds[i++], s);
  i = 0;
  for (Section& s : file.tables("parties")) {
    if (with_id(all.clouds, all.parties[i].id))
      problems.error(s.place(), fmt::format("party and cloud are both called '{}'", all.parties[i].id), "a cloud is a party already: remove one");
    ++i;
  }
  i = 0;
  bool ring_told = false;
  for (Section& s : file.tables("contracts")) {
    const Contract& c = all.contracts[i++];
    if (s.states("instrument")) check_instrument(c, s);
    check_years(c, s);
    check_terms(c, s);
    check_references(c, s, all);
    std::set<std::string> seen;
    if (!ring_told && is_senior(all, c.id, c.id, seen)) {
      problems.error(s.place("senior_to"), fmt::format("seniority runs in a ring: {} is senior to itself", s.subject()), "remove one senior_to");
      ring_told = true;
    }
  }
}

}  // namespace gridwright::scenario
