#pragma once
#include <string>
#include <vector>

#include "gridwright/compute/serving_point.hpp"
#include "gridwright/core/result.hpp"
#include "gridwright/network/latency.hpp"
#include "gridwright/network/places.hpp"
#include "gridwright/scenario/scenario.hpp"

/// What a placement starts from: who asks, what can be had where, how far it is. Everything here is read off the scenario and the physics
/// rooms; nothing is decided.
namespace gridwright::plan::placement {

/// A step of a service: the model itself, or the small model asked first. Each is one kind of machine.
struct Stage {
  std::size_t service = 0;
  std::string model, accelerator, name;  ///< name: "model" or "small model"
  bool near = true;                      ///< users wait for it: it stands where the city is served
  double generated = 1.0;                ///< output tokens generated for one that users are sent
  double sent = 1.0;                     ///< of these, output tokens that leave for the users
  double tokens_per_s = 0.0;             ///< of one accelerator, as planned (utilisation applied)
  double instance_accelerators = 1.0;
  double joule_per_token = 0.0;      ///< accelerator and host, before PUE
  double rent_usd_per_hour = 0.0;    ///< of the card, where an offer states none
  double bought_usd_per_year = 0.0;  ///< annuity and upkeep of an own one; negative: not sold
  std::string point;
};

struct Candidate {
  std::string id, provider, region, city, country;
  network::Point at;
  bool own = false;
  double site_usd = 0.0, rent_usd_per_hour = 0.0, egress_usd_per_gb = 0.0;
  double energy_usd_per_mwh = 0.0, pue = 1.2;
};

struct Market {
  std::vector<network::City> cities;
  std::vector<double> users;  ///< of a city, people
  std::vector<Candidate> candidates;
  std::vector<Stage> stages;          ///< near ones first
  std::vector<double> demand;         ///< cities x services: output tokens a second that users are sent, mean
  std::vector<double> shape;          ///< cities x 24: by hour of UTC, mean 1
  std::vector<double> rtt_ms;         ///< cities x candidates: path, median
  std::vector<std::uint8_t> allowed;  ///< cities x candidates: residency
  std::vector<std::string> rule;      ///< of a city: the residency rule that binds it
  network::Lognormal access;
  double sigma = network::public_internet_sigma;
  std::string latency_words;
  double answered_share = 0.0, wrong_share = 0.0;  ///< by requests, over services
  std::vector<std::string> notes;
  [[nodiscard]] double rtt(std::size_t city, std::size_t candidate) const {
    return rtt_ms[city * candidates.size() + candidate];
  }
  /// Typical round trip with the last mile: what goals are about.
  [[nodiscard]] double typical_ms(std::size_t city, std::size_t candidate) const {
    return rtt(city, candidate) + access.median;
  }
  [[nodiscard]] double usd_per_accelerator(const Stage& s, const Candidate& c) const;  ///< a year
};

[[nodiscard]] Result<Market> market_of(const scenario::Scenario& scenario, int threads);

}  // namespace gridwright::plan::placement
