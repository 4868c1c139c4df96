#include "gridwright/energy/embodied_carbon.hpp"

#include "embedded_files.hpp"
#include "gridwright/core/csv.hpp"
#include "gridwright/core/text.hpp"

namespace gridwright::energy {

std::optional<EmbodiedFactor> embodied_factor(std::string_view kind) {
  const Result<CsvTable> table = parse_csv(std::string(embedded_file("data/embodied_carbon.csv")), "data/embodied_carbon.csv");
  for (std::size_t row = 0; row < table->rows(); ++row) {
    if (table->cell(row, 0) != kind) continue;
    return EmbodiedFactor{.kind = std::string(kind),
                          .unit = std::string(table->cell(row, 1)),
                          .kg_per_unit = parse_number(table->cell(row, 2)).value(),
                          .low = parse_number(table->cell(row, 3)).value(),
                          .high = parse_number(table->cell(row, 4)).value(),
                          .source = std::string(table->cell(row, 5))};
  }
  return std::nullopt;
}

}  // namespace gridwright::energy
