// The file as another program reads it: through the netCDF library alone.
#include <doctest/doctest.h>
#include <netcdf.h>

#include <string>
#include <vector>

#include "gridwright/design/netcdf.hpp"
#include "scratch_folder.hpp"

using namespace gridwright;
using namespace gridwright::design;

namespace {

std::vector<double> times(int year, int hours) {
  const ScratchFolder scratch;
  const auto file = scratch.path() / "hourly.nc";
  Design design;
  design.year = year;
  design.hours = hours;
  REQUIRE(write_hourly(design, file).empty());
  int id = -1, variable = -1;
  REQUIRE(nc_open(file.c_str(), NC_NOWRITE, &id) == NC_NOERR);
  REQUIRE(nc_inq_varid(id, "time", &variable) == NC_NOERR);
  std::string calendar(8, ' ');
  CHECK(nc_get_att_text(id, variable, "calendar", calendar.data()) == NC_NOERR);
  CHECK(calendar == "standard");
  std::vector<double> out(static_cast<std::size_t>(hours));
  REQUIRE(nc_get_var_double(id, variable, out.data()) == NC_NOERR);
  nc_close(id);
  return out;
}

}  // namespace

TEST_CASE("times are those of the calendar people use; 29 February is stepped over") {
  const std::vector<double> leap = times(2028, 8760), common = times(2027, 8760);
  CHECK(leap[1415] == 1415.0);         // 28 February, 23:00
  CHECK(leap[1416] == 1416.0 + 24.0);  // 1 March, 00:00
  CHECK(leap.back() == 366.0 * 24.0 - 1.0);
  CHECK(common[1416] == 1416.0);
  CHECK(common.back() == 365.0 * 24.0 - 1.0);
  const std::vector<double> two = times(2027, 2 * 8760);  // the leap day of the second year
  CHECK(two[8760 + 1415] == 8760.0 + 1415.0);
  CHECK(two[8760 + 1416] == 8760.0 + 1440.0);
}
