#pragma once
#include <limits>
#include <string>
#include <vector>

#include "gridwright/scenario/pieces.hpp"

/// Clouds, parties and contracts as the scenario states them: plain values, no valuation. The deals room explains one
/// contract, plan decides over all of them at once. Every attribute has a row in data/catalogue.csv.
///
/// Money is USD of the scenario's money year; years are calendar years; prices are per accelerator-hour.
namespace gridwright::scenario {

/// One kind of accelerator for rent in one region of a cloud, with its price by instrument. Infinite price = not sold so.
struct Offer {
  std::string id{}, accelerator{};
  Location location{};
  double on_demand = unlimited;         ///< USD per accelerator-hour; capacity is not guaranteed beyond `available`
  double spot = unlimited;              ///< list price; never above on_demand
  double spot_lost_work = 0.05;         ///< share of spot hours that interruptions waste
  double committed = unlimited;         ///< under a resource commitment that states no price of its own
  double plan_rate = unlimited;         ///< what an hour counts against a spend commitment
  double block = unlimited;             ///< inside a capacity block
  double available = unlimited;         ///< most accelerators on demand at any hour
  double spot_available = 0.0;          ///< most accelerators on the spot market
  double busy_share_max = 0.9;          ///< highest planned utilisation of a rented accelerator
  bool only_here = false;               ///< nothing else could replace it within a year (counts as captive spend)
  std::string source{};
  bool operator==(const Offer&) const = default;
};

struct Cloud {
  std::string id{}, name{};
  std::vector<Offer> offers{};
  /// Price of traffic to the users by monthly volume: tier i reaches up to egress_up_to[i] GB a month, the last has no end,
  /// so there is one price more than limits. Empty: the network's egress price.
  std::vector<double> egress_up_to_gb{}, egress_usd_per_gb{};
  double stored_tb = 0.0;               ///< data to be carried out when leaving
  double porting_hours = 0.0;           ///< engineering hours of a move
  double porting_usd_per_hour = 150.0;
  double requalification_days = 0.0;    ///< time until the moved service earns again
  bool operator==(const Cloud&) const = default;
};

enum class PartyKind { lab, cloud, chip_maker, lender, landlord, utility, investor, other };
/// Somebody who signs contracts and is no cloud of this scenario.
struct Party {
  std::string id{}, name{};
  PartyKind kind = PartyKind::other;
  double cost_of_capital = 0.08;
  bool operator==(const Party&) const = default;
};

/// How a contract pays. on-demand and spot are prices of an Offer and need no contract.
enum class Instrument {
  resource_commitment,     ///< `count` accelerators at `price`, paid used or not
  spend_commitment,        ///< `spend` an hour at plan rates, lost each hour it is not used (savings plan)
  capacity_block,          ///< `count` accelerators from `from` until `until`, all upfront
  enterprise_commitment,   ///< yearly minimum over all services, shortfall billed, carry forward or milestone credit
  take_or_pay,             ///< minimum that ramps with delivery; what is not delivered is not owed
  credits,                 ///< a grant that pays eligible bills of one cloud until it expires
  share,                   ///< minimum or maximum share of compute at one cloud (exclusivity, diversification)
  right_of_first_refusal,  ///< the payee may match any third party's offer for `count` accelerators
  lease,                   ///< `rent` a year, exit every `exit_every` years, residual value guaranteed up to `guarantee`
  backstop,                ///< the payer buys up to `count` unsold accelerators at `price`
  prepayment,              ///< `prepaid` share of `total` at signing
  revenue_share,           ///< `rate` of `revenue` until `cap` has been paid
  warrant,                 ///< `shares` for `exercise_price`, vesting by milestone and share-price hurdle
  power_purchase           ///< `power` at `energy_price` for the term
};
enum class Status { signed_, announced, reported, letter_of_intent, offered };
enum class Firmness { firm, contingent, option };
/// What becomes of a minimum that was not used.
enum class Shortfall { billed, credited };

/// One contract. Which attributes mean something depends on the instrument; the loader refuses the others.
struct Contract {
  std::string id{};
  Instrument instrument = Instrument::resource_commitment;
  std::string payer{}, payee{};         ///< parties or clouds; empty payer: the planner, empty payee: `cloud`
  std::string cloud{};                  ///< where it applies
  std::vector<std::string> offers{};    ///< of that cloud; empty = all of them
  Status status = Status::signed_;
  Firmness firmness = Firmness::firm;
  std::vector<std::string> senior_to{}; ///< contracts of the same payer that are paid after this one
  double avoidable_share = 0.0;         ///< of the payee's cost, saved when the service is not taken
  bool optional = false;                ///< the plan may sign it or leave it
  bool divisible = false;               ///< the plan may sign a part of it; else it is signed whole or not at all
  double fee_usd = 0.0;                 ///< a year, once signed, whatever its size
  std::string source{};
  int start = 0, end = 0;               ///< first and last calendar year, both included
  // what is committed
  Range<double> count{0.0, 0.0};        ///< accelerators
  Range<double> spend_usd_per_hour{0.0, 0.0};
  double price = unlimited;             ///< USD per accelerator-hour; unlimited: the offer's own
  double upfront_share = 0.0;           ///< of the commitment, paid at the start
  double from_hour = 0.0, until_hour = 8760.0;  ///< capacity block: hours of the scenario's year
  // minimums
  std::vector<double> minimum_usd{};    ///< one a year from `start`; a single one holds every year
  double monthly_minimum_usd = 0.0;
  double discount = 0.0;                ///< enterprise commitment: off on-demand prices at the cloud
  double total_usd = 0.0;               ///< over the whole term
  double carry_share = 0.0;             ///< of next year's minimum that this year's excess may count for
  Shortfall shortfall = Shortfall::billed;
  double shortfall_share = 1.0;         ///< of the shortfall that is billed
  double credit_valid_years = 1.0;      ///< shortfall = credited: life of that credit
  std::vector<double> delivered{};      ///< share of the promised capacity that exists, by year; the rest is excused
  double exit_fee_share = 1.0;          ///< of the remaining minimum
  double notice_years = 0.0;
  // credits
  double grant_usd = 0.0, valid_years = 0.0;
  bool pays_egress = true;
  // shares
  double share_min = 0.0, share_max = 1.0;
  // other instruments
  double rival_price = unlimited;       ///< right of first refusal: best third-party offer
  std::string rival{};                  ///< the cloud that makes it
  double delay_months = 0.0;            ///< right of first refusal, lease: time the decision or delivery costs
  double rent_usd = 0.0, exit_every_years = 0.0, guarantee_usd = 0.0;
  std::vector<double> residual_usd{};   ///< lease: market value at each exit date
  std::vector<double> sold_share{};     ///< backstop: share of `count` sold elsewhere, by year
  double prepaid_share = 0.0;
  double rate = 0.0, cap_usd = unlimited;
  std::vector<double> revenue_usd{};    ///< revenue share: yearly revenue it is taken from
  double shares = 0.0, exercise_price = 0.0, price_hurdle = 0.0, share_price = 0.0;
  double milestone = 0.0;               ///< warrant: accelerators bought by then
  std::string site{};                   ///< power purchase: where the energy is taken
  double power_mw = 0.0, energy_price = 0.0, capacity_factor = 1.0, market_price = 0.0;  ///< MW, USD/MWh
  SeriesSpec load{};                    ///< accelerators wanted by hour; `gridwright contract` judges the contract against it
  bool operator==(const Contract&) const = default;
};

/// Limits on how much may rest on one provider (own sites count as one).
struct Concentration {
  double share_max = 1.0;               ///< of accelerator-hours
  double hhi_max = 1.0;                 ///< Herfindahl-Hirschman index of those shares
  bool operator==(const Concentration&) const = default;
};

/// "resource_commitment", as written in a scenario.
[[nodiscard]] std::string to_string(Instrument instrument);
[[nodiscard]] std::string to_string(Status status);
[[nodiscard]] std::string to_string(Firmness firmness);

}  // namespace gridwright::scenario
