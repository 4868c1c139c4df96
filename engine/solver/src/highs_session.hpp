#pragma once
#include <chrono>
#include <memory>

#include "gridwright/solver/solve.hpp"
#include "gridwright/solver/vertex.hpp"
#include "interfaces/highs_c_api.h"

// HiGHS (MIT licence, highs.dev) through its C interface: it has stayed the same over the versions a system may bring,
// while the C++ callback types have not. What every use of HiGHS in this room shares.
namespace gridwright::solver::highs {

struct Destroy {
  void operator()(void* highs) const { Highs_destroy(highs); }
};
using Handle = std::unique_ptr<void, Destroy>;

[[nodiscard]] double seconds_since(std::chrono::steady_clock::time_point start);
/// "HiGHS 1.10"
[[nodiscard]] std::string name();
/// A program of integer columns only by name is linear.
[[nodiscard]] bool any_integer(const LinearProgram& lp);

/// Silent, one thread (the answer may not depend on how many cores a machine has), entries below 1e-9 kept.
void set_common_options(void* highs, const LinearProgram& lp);
/// False when a coefficient or the size of the program is out of HiGHS's range.
[[nodiscard]] bool pass_program(void* highs, const LinearProgram& lp);

/// What the callback needs; must outlive the run it watches.
struct Watch {
  const Options& options;
  std::chrono::steady_clock::time_point start;
  double deadline = infinity;  ///< seconds after `start` at which HiGHS is stopped, where it has no limit of its own
};
void attach(void* highs, Watch& watch);

[[nodiscard]] Status status_of(HighsInt status);
[[nodiscard]] int integer_info(void* highs, const char* name);
/// The basis HiGHS ended with; empty where it has none.
[[nodiscard]] Basis read_basis(void* highs, const LinearProgram& lp);

}  // namespace gridwright::solver::highs
