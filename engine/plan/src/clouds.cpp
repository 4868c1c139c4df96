#include "clouds.hpp"

#include <algorithm>

namespace gridwright::plan {

using scenario::Instrument;

std::string rented_id(const scenario::Cloud& cloud, const scenario::Offer& offer) { return cloud.id + "_" + offer.id; }

scenario::Scenario with_clouds(const scenario::Scenario& s, Diagnostics& wrong) {
  scenario::Scenario out = s;
  for (const scenario::Cloud& cloud : s.clouds)
    for (const scenario::Offer& offer : cloud.offers) {
      const std::string id = rented_id(cloud, offer);
      const auto taken = [&](const auto& all) { return std::any_of(all.begin(), all.end(), [&](const auto& x) { return x.id == id; }); };
      if (taken(out.sites) || taken(out.fleets))
        wrong.push_back({.message = "site or fleet '" + id + "' has the name that stands for offer '" + offer.id + "' of cloud '" + cloud.id + "'",
                         .fix = "rename the site or fleet"});
      scenario::Site site{.id = id};
      site.location = offer.location;
      out.sites.push_back(std::move(site));
      scenario::Fleet fleet{.id = id, .site = id, .accelerator = offer.accelerator};
      fleet.count = {0.0, 0.0};
      fleet.price = 0.0 * USD;
      fleet.busy_share_max = offer.busy_share_max;
      out.fleets.push_back(std::move(fleet));
    }
  return out;
}

bool covers(const scenario::Contract& c, const scenario::Cloud& cloud, const scenario::Offer& offer) {
  return c.cloud == cloud.id && (c.offers.empty() || std::find(c.offers.begin(), c.offers.end(), offer.id) != c.offers.end());
}

bool is_offered(const scenario::Contract& c) { return c.optional || c.status == scenario::Status::offered; }

std::string why_not_planned(const scenario::Contract& c) {
  if (c.instrument == Instrument::warrant) return "worth something beside the plan, never inside its cost";
  if (c.instrument == Instrument::backstop) {
    if (c.payer.empty()) return "we would pay it: what others leave unsold is no decision of this plan";
    if (!c.payee.empty()) return "it covers another party's unsold capacity";
    return c.firmness != scenario::Firmness::firm ? "it is not firm" : "";
  }
  if (!c.payer.empty()) return "another party pays it";
  if (c.firmness != scenario::Firmness::firm && !is_offered(c)) return "it is not firm";
  if (c.instrument == Instrument::power_purchase) return c.site.empty() ? "it names no site: a settlement against the market price" : "";
  if (c.instrument == Instrument::revenue_share) return {};
  if (c.cloud.empty()) return "it names no cloud";
  if (c.instrument == Instrument::right_of_first_refusal && c.rival.empty()) return "it names no rival: gridwright contract explains it";
  return {};
}

}  // namespace gridwright::plan
