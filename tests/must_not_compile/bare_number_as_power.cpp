// expect: conversion from 'double' to non-scalar type|could not convert|no viable conversion|from 'double' to
#include "gridwright/core/quantity.hpp"
using namespace gridwright;

#ifdef BAD_LINE
Power connection = 300.0;
#else
Power connection = 300.0 * MW;
#endif
