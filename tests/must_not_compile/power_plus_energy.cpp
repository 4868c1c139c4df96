// expect: no match for 'operator\+'|invalid operands to binary expression
#include "gridwright/core/quantity.hpp"
using namespace gridwright;

#ifdef BAD_LINE
auto total = 300 * MW + 30 * GWh;
#else
auto total = 300 * MW * (100 * hours) + 30 * GWh;
#endif
