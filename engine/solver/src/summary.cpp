#include "gridwright/solver/summary.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gridwright::solver {

SolveSummary summarise(const LinearProgram& lp, const Solution& s, std::string_view problem, bool maximise) {
  SolveSummary out;
  out.problem = problem;
  out.rows = lp.rows();
  out.columns = lp.columns();
  out.integers = static_cast<int>(std::count_if(lp.integer.begin(), lp.integer.end(), [](std::uint8_t f) { return f != 0; }));
  out.nonzeros = lp.matrix.nonzeros();
  out.solver = s.solver;
  out.status = to_string(s.status);
  out.has_point = s.status != Status::infeasible && s.status != Status::unbounded && s.x.size() == lp.cost.size();
  out.objective = maximise ? -s.objective : s.objective;
  out.maximise = maximise;
  out.residuals = s.residuals;
  out.mip_gap = s.mip_gap;
  out.iterations = s.iterations;
  out.seconds = s.seconds;
  return out;
}

std::string to_text(const SolveSummary& s) {
  std::string text = fmt::format("problem      {}{} rows, {} columns, {} nonzeros", s.problem.empty() ? "" : s.problem + ": ",
                                 s.rows, s.columns, s.nonzeros);
  if (s.integers > 0) text += fmt::format(", {} integers", s.integers);
  text += fmt::format("\nstatus       {} ({})\n", s.status, s.solver);
  if (s.has_point) {
    text += fmt::format("objective    {:.12g} ({})\n", s.objective, s.maximise ? "maximised" : "minimised");
    const Residuals& r = s.residuals;
    text += fmt::format("infeasible   primal {:.2e} (relative {:.2e})", r.primal, r.primal_relative);
    if (s.integers == 0) text += fmt::format(", dual {:.2e} (relative {:.2e})", r.dual, r.dual_relative);
    text += fmt::format("\ngap          {:.2e}\n", s.integers > 0 ? s.mip_gap : r.gap);
  }
  text += fmt::format("{}        {}\n", s.integers > 0 ? "nodes" : "steps", s.iterations);
  return text + fmt::format("time         {:.3f} s\n", s.seconds);
}

}  // namespace gridwright::solver
