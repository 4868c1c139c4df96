#pragma once
#include "field_list.hpp"
#include "gridwright/design/design.hpp"

/// Fields of provenance.json: name, member, meaning (see fields.hpp).
namespace gridwright::design {

template <is<StageTime> T>
void each_field(T& s, auto&& f) {
  f("stage", s.stage, "load weather build solve check report");
  f("seconds", s.seconds, "wall time");
}

template <is<InputHash> T>
void each_field(T& i, auto&& f) {
  f("path", i.path, "as the user wrote it");
  f("sha256", i.sha256, "of the bytes read");
}

template <is<Provenance> T>
void each_field(T& p, auto&& f) {
  f("version", p.version, "of Gridwright");
  f("scenario_path", p.scenario_path, "as the user wrote it");
  f("command", p.command, "what was typed");
  f("inputs", p.inputs, "files that were read");
  f("times", p.times, "wall time by stage");
  f("compiler", p.compiler, "that built the engine");
  f("threads", p.threads, "used");
}

}  // namespace gridwright::design
