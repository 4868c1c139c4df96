#include "overheads.hpp"

namespace gridwright::plan {

void add_overheads(const facility::FacilityBreakdown& mwh, double per_year, std::vector<design::Overhead>& out) {
  const auto add = [&](const char* component, double value) {
    for (design::Overhead& o : out)
      if (o.component == component) {
        o.mwh_per_year += per_year * value;
        return;
      }
    out.push_back({component, per_year * value});
  };
  add("heat rejection fans", mwh.rejection_fans);
  add("chillers", mwh.chillers);
  add("pumps", mwh.pumps);
  add("coolant circulation", mwh.circulation);
  add("air fans", mwh.air_fans);
  add("ups and rack batteries", mwh.ups);
  add("distribution", mwh.distribution);
  add("transformers", mwh.transformers);
  add("lighting and other", mwh.lighting_and_other);
}

}  // namespace gridwright::plan
