// expect: no match for 'operator\+'|invalid operands to binary expression
#include "gridwright/core/quantity.hpp"
using namespace gridwright;

#ifdef BAD_LINE
auto warm = Celsius{20.0} + Celsius{15.0};
#else
auto warm = Celsius{20.0} + 15.0 * kelvins;
#endif
