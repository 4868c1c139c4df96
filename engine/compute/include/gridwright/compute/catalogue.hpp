#pragma once
#include <string_view>
#include <vector>

#include "gridwright/compute/accelerator.hpp"
#include "gridwright/compute/kernels.hpp"
#include "gridwright/compute/model_card.hpp"
#include "gridwright/core/result.hpp"

namespace gridwright::compute {

/// Everything this room knows as data: accelerators, models, kernels.
///
///   const Catalogue facts = load_catalogue();                       // from the data built into the program, about 2 ms
///   Result<Accelerator> chip = find_accelerator(facts, "gb300_nvl72");
///   Result<ModelCard> model = find_model(facts, "llama-3.1-405b");
///   if (!chip) return chip.diagnostics();                           // "no accelerator 'gb30'; did you mean 'gb300_nvl72'?"
///
/// A value; add to it what the user measured or invented. Reading it from several threads is safe.
struct Catalogue {
  std::vector<Accelerator> accelerators;
  std::vector<ModelCard> models;
  std::vector<KernelFamily> kernels;
  bool operator==(const Catalogue&) const = default;
};

/// The built-in catalogue: data/accelerators.csv, data/models.csv, data/kernel_efficiency.csv.
[[nodiscard]] Catalogue load_catalogue();

/// By id, name or alias; letter case, '-', '_', '.', '/' and spaces do not matter, nor does an owner before '/'.
[[nodiscard]] Result<Accelerator> find_accelerator(const Catalogue& facts, std::string_view name);
[[nodiscard]] Result<ModelCard> find_model(const Catalogue& facts, std::string_view name);

/// The measured kernels an accelerator uses. Every accelerator of the catalogue has one; an unknown family is an error.
[[nodiscard]] Result<KernelFamily> find_kernels(const Catalogue& facts, const Accelerator& accelerator);

}  // namespace gridwright::compute
