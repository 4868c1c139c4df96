#pragma once
#include <string>

#include "gridwright/core/result.hpp"
#include "gridwright/scenario/scenario.hpp"

/// Clouds as places of the plan: each offer becomes a site without power or halls, with a fleet that is rented, so that
/// distance, promises and operating points are those of every other place.
namespace gridwright::plan {

/// "aws_h200_east": the site and the fleet that stand for an offer.
[[nodiscard]] std::string rented_id(const scenario::Cloud& cloud, const scenario::Offer& offer);

/// The scenario with a site and a fleet for every offer, after its own. `wrong` gets ids that are taken already.
[[nodiscard]] scenario::Scenario with_clouds(const scenario::Scenario& s, Diagnostics& wrong);

/// Does the contract cover this offer?
[[nodiscard]] bool covers(const scenario::Contract& c, const scenario::Cloud& cloud, const scenario::Offer& offer);
/// Contracts that a plan decides about or has to honour: those with a cloud, firm or on offer, of an instrument with rows.
/// Empty when it is planned, else why it is not.
[[nodiscard]] std::string why_not_planned(const scenario::Contract& c);
/// May the plan take less than the whole of it?
[[nodiscard]] bool is_offered(const scenario::Contract& c);
[[nodiscard]] inline bool active_in(const scenario::Contract& c, int year) { return c.start <= year && year <= c.end; }

}  // namespace gridwright::plan
