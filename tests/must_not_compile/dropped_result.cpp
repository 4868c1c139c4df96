// expect: ignoring return(ed)? value|warn_unused|nodiscard
#include "gridwright/core/csv.hpp"

void f() {
#ifdef BAD_LINE
  gridwright::read_csv("prices.csv");
#else
  if (!gridwright::read_csv("prices.csv")) return;
#endif
}
