#include "gridwright/core/series.hpp"

namespace gridwright {

std::string to_string(Origin origin) {
  switch (origin) {
    case Origin::measured: return "measured";
    case Origin::synthetic: return "synthetic";
    case Origin::assumed: return "assumed";
    case Origin::computed: return "computed";
  }
  return "assumed";
}

}  // namespace gridwright
