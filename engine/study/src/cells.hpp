#pragma once
#include <memory>
#include <string>
#include <vector>

#include "gridwright/core/hour_axis.hpp"
#include "gridwright/serving/deployment.hpp"
#include "gridwright/serving/workload.hpp"
#include "gridwright/study/days.hpp"

namespace gridwright::study {

/// A stretch of a design as a simulation: `hours` hours of the plan from `first_hour` on, of each of which `hour_s` seconds are simulated.
struct Stretch {
  int first_hour = 0, hours = 24;
  double hour_s = 3600.0;
  bool hold = false;        ///< all hours are as busy as the first
  bool to_scale = false;    ///< cells in proportion to what is installed, so that load may move between sites; else as large as allowed
  double most_requests = 0.0;  ///< to scale: smaller cells for about so many requests, of two instances at least; 0 = no limit
};

/// An interactive workload of a design as cells that can be simulated: at each of its places up to `largest_cell` alike instances stand
/// for all, loaded as the plan loads the place. What stands idle there is for interactive work: batch and training do not burst.
class Cells {
 public:
  static constexpr int largest_cell = 16;

  Cells(const scenario::Scenario& s, const design::Design& d, const scenario::Workload& w, const design::WorkloadResult& result, const DaysOptions& options);

  /// Where the workload runs. Diagnostics when the design does not say enough.
  [[nodiscard]] Diagnostics find_places();
  [[nodiscard]] bool runs() const { return !places_.empty(); }
  /// First hour of the season's day whose busiest hour is busiest; -1 when the plan has none.
  [[nodiscard]] int day_of(int season) const;
  /// The busiest hour of a day.
  [[nodiscard]] int busiest_hour(int first_hour) const;
  [[nodiscard]] std::string label(int hour) const { return axis_.label(hour); }

  /// Users of a region on their way to a site of the system: a city of it.
  struct Way {
    std::string region, place;
    std::size_t site = 0;
    double region_latitude = 0.0, region_longitude = 0.0, site_latitude = 0.0, site_longitude = 0.0, rtt_s = 0.0;
  };
  struct Built {
    serving::System system;
    serving::Workload workload;        ///< one class, a city for each region and place that serves it
    std::vector<Way> ways;             ///< one a city
    std::vector<int> instances;        ///< of each site's cell
  };
  [[nodiscard]] Built build(const Stretch& stretch) const;
  /// Requests of the stretch were every hour simulated whole.
  [[nodiscard]] double requests_in(const Stretch& stretch) const;

 private:
  struct Place {
    const design::ServingShare* share = nullptr;
    const scenario::Site* site = nullptr;     ///< nullptr: an offer of a cloud
    double latitude = 0.0, longitude = 0.0;
    serving::Deployment machine;
    double installed = 0.0;                   ///< accelerators of the fleet
    const std::vector<double>* active = nullptr;
    std::vector<double> load;                 ///< by hour: interactive work / (interactive work + what stands idle)
  };
  [[nodiscard]] Diagnostics find_place(const design::ServingShare& share);
  void find_load(Place& p) const;
  [[nodiscard]] std::vector<int> sizes(const Stretch& stretch) const;
  [[nodiscard]] std::vector<std::vector<double>> rates(const std::vector<int>& sizes, const Stretch& stretch) const;
  void add_streams(const std::vector<std::vector<double>>& rates, const Stretch& stretch, Built& built) const;
  [[nodiscard]] double share_of(const std::string& region, double stated, std::size_t place, std::size_t hour) const;
  [[nodiscard]] const scenario::Region* region(const std::string& id) const;
  [[nodiscard]] double rtt_s(const scenario::Region* region, const Place& place) const;

  const scenario::Scenario& s_;
  const design::Design& d_;
  const scenario::Workload& w_;
  const design::WorkloadResult& result_;
  const DaysOptions& options_;
  HourAxis axis_;
  std::vector<Place> places_;
};

}  // namespace gridwright::study
