#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <iostream>

#include "commands.hpp"
#include "gridwright/core/file.hpp"
#include "gridwright/solver/mps.hpp"
#include "gridwright/solver/solve.hpp"
#include "gridwright/solver/vertex.hpp"

namespace gridwright::cli {

namespace {

solver::Method method_of(const std::string& name) {
  if (name == "ipm") return solver::Method::ipm;
  if (name == "highs") return solver::Method::highs_ipx;
  if (name == "highs-simplex") return solver::Method::highs_simplex;
  return solver::Method::automatic;
}

Exit exit_of(solver::Status status) {
  switch (status) {
    case solver::Status::optimal: return Exit::done;
    case solver::Status::infeasible:
    case solver::Status::unbounded: return Exit::no_design;
    case solver::Status::limit:
    case solver::Status::interrupted: return Exit::stopped;
    case solver::Status::numerical: break;
  }
  return Exit::our_bug;
}

void print_vertex(double sign, const solver::Vertex& v) {
  if (!v.trouble.empty()) std::printf("vertex      none: %s\n", v.trouble.c_str());
  if (v.basis.empty()) return;
  const auto basic = [](const std::vector<solver::Stand>& all) { return std::count(all.begin(), all.end(), solver::Stand::basic); };
  const auto columns = basic(v.basis.column), rows = basic(v.basis.row);
  std::printf("vertex      %td columns and %td rows basic, %td at a bound\n", columns, rows,
              static_cast<std::ptrdiff_t>(v.basis.column.size() + v.basis.row.size()) - columns - rows);
  std::printf("            from the interior point's %.12g (%.1e apart): crossover %.2f s;\n", sign * v.interior_objective,
              std::abs(v.interior_objective - v.solution.objective) / (1.0 + std::abs(v.solution.objective)), v.crossover_seconds);
  std::printf("            proved by HiGHS's simplex on the whole program: %d iterations, %.2f s\n", v.simplex_iterations, v.simplex_seconds);
}

void print_table(const solver::NamedProgram& p, const solver::Vertex& v) {
  const solver::Solution& s = v.solution;
  const double sign = p.maximise ? -1.0 : 1.0;
  std::printf("program     %s: %d rows, %d columns, %lld nonzeros%s\n", p.name.c_str(), p.program.rows(), p.program.columns(),
              static_cast<long long>(p.program.matrix.nonzeros()), p.program.has_integers() ? ", with integers" : "");
  std::printf("solver      %s\n", s.solver.c_str());
  std::printf("status      %s\n", solver::to_string(s.status).c_str());
  std::printf("objective   %.12g%s\n", sign * s.objective, p.maximise ? "  (maximised)" : "");
  std::printf("residuals   primal %.1e, dual %.1e (relative to the largest bound and cost)\n", s.residuals.primal_relative,
              s.residuals.dual_relative);
  if (p.program.has_integers()) std::printf("gap         %.1e proved\n", s.mip_gap);
  else std::printf("gap         %.1e\n", s.residuals.gap);
  print_vertex(sign, v);
  std::printf("effort      %d iterations, %.2f s\n", s.iterations, s.seconds);
}

std::string vertex_json(const solver::NamedProgram& p, const solver::Vertex& v) {
  if (v.basis.empty()) return v.trouble.empty() ? "" : ", \"vertex\": null";
  char text[256];
  std::snprintf(text, sizeof text, ", \"vertex\": {\"interior_objective\": %.17g, \"off_bounds\": %d, \"simplex_iterations\": %d, "
                                   "\"crossover_seconds\": %.3f, \"simplex_seconds\": %.3f}",
                (p.maximise ? -1.0 : 1.0) * v.interior_objective, v.off_bounds, v.simplex_iterations, v.crossover_seconds, v.simplex_seconds);
  return text;
}

void print_json(const solver::NamedProgram& p, const solver::Vertex& v) {
  const solver::Solution& s = v.solution;
  std::printf("{\"status\": \"%s\", \"solver\": \"%s\", \"objective\": %.17g, \"rows\": %d, \"columns\": %d, \"nonzeros\": %lld, "
              "\"gap\": %.3e, \"primal_residual\": %.3e, \"dual_residual\": %.3e, \"iterations\": %d, \"seconds\": %.3f%s}\n",
              solver::to_string(s.status).c_str(), s.solver.c_str(), (p.maximise ? -1.0 : 1.0) * s.objective, p.program.rows(),
              p.program.columns(), static_cast<long long>(p.program.matrix.nonzeros()), s.residuals.gap,
              s.residuals.primal_relative, s.residuals.dual_relative, s.iterations, s.seconds, vertex_json(p, v).c_str());
}

Diagnostics write_solution(const std::string& file, const solver::NamedProgram& p, const solver::Solution& s) {
  std::string text = "column,value,reduced_cost\n";
  char line[128];
  for (std::size_t j = 0; j < s.x.size(); ++j) {
    std::snprintf(line, sizeof line, ",%.17g,%.17g\n", s.x[j], j < s.reduced_cost.size() ? s.reduced_cost[j] : 0.0);
    text += p.column_names[j] + line;
  }
  return write_file_atomically(file, text);
}

}  // namespace

Exit run_solve(const Context& context, const SolveCommand& command) {
  const Result<solver::NamedProgram> program = solver::read_mps(command.file);
  if (!program) return fail(context, program.diagnostics(), Exit::bad_input, "Nothing was solved.");
  tell(context, program.diagnostics());
  solver::Options options;
  options.method = method_of(command.solver);
  options.gap = command.gap;
  options.threads = context.threads;
  options.stop = context.interrupted;
  if (command.seconds > 0.0) options.seconds = command.seconds;
  solver::Vertex answer{.solution = solver::solve(program->program, options)};
  if (command.vertex) {
    options.seconds -= answer.solution.seconds;
    answer = solver::to_vertex(program->program, std::move(answer.solution), options);
  }
  const solver::Solution& solution = answer.solution;
  if (context.json) print_json(*program, answer);
  else print_table(*program, answer);
  if (!command.solution.empty() && !solution.x.empty())
    if (const Diagnostics wrong = write_solution(command.solution, *program, solution); has_errors(wrong)) return fail(context, wrong);
  if (!command.basis.empty() && !answer.basis.empty())
    if (const Diagnostics wrong = solver::write_basis(command.basis, answer.basis); has_errors(wrong)) return fail(context, wrong);
  const bool short_of_vertex = !answer.trouble.empty() && solution.status == solver::Status::optimal;
  return short_of_vertex ? Exit::stopped : exit_of(solution.status);
}

}  // namespace gridwright::cli
