// expect: no matching function|cannot convert|no viable conversion|no known conversion
#include "gridwright/core/quantity.hpp"
using namespace gridwright;

#ifdef BAD_LINE
double cents = (40.0 * (USD / MWh)).in(USD / MW);
#else
double cents = (40.0 * (USD / MWh)).in(0.01 * (USD / kWh));
#endif
