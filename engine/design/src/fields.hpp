#pragma once
#include <vector>

#include "carbon_fields.hpp"
#include "deals_fields.hpp"
#include "design_fields.hpp"
#include "facility_study_fields.hpp"
#include "frontier_fields.hpp"
#include "placement_fields.hpp"
#include "provenance_fields.hpp"
#include "reliability_fields.hpp"
#include "simulation_fields.hpp"
#include "tariff_fields.hpp"
#include "years_fields.hpp"

/// The one list of what design.json, provenance.json and placement.json hold: name, member, meaning. Writing, reading and the JSON
/// schema all walk it, so they cannot disagree; the order here is the key order in the file.
namespace gridwright::design {

struct IgnoreField {
  void operator()(const char*, auto&, const char*) const {}
};
/// Anything with a field list of its own.
template <class T>
concept Record = requires(T& t) { each_field(t, IgnoreField{}); };
template <class T>
inline constexpr bool is_list = false;
template <class T>
inline constexpr bool is_list<std::vector<T>> = true;

}  // namespace gridwright::design
