#pragma once
#include <string>
#include <vector>

#include "gridwright/design/design.hpp"

/// The answer of a plan as components with their meters, the same for sites and for power systems.
namespace gridwright::exchange {

struct Meter {
  std::string id, bus, to, carrier;        ///< to: other end of a link or line
  double mw = 0.0, mwh = 0.0, yearly = 0.0;
  std::vector<double> power, charge, level, available;  ///< empty where there is none
};

struct Answer {
  std::vector<std::string> buses, carriers;  ///< carrier of each bus
  std::vector<Meter> generators, stores, links, loads;
  std::vector<std::vector<double>> prices;   ///< one a bus; empty where there is none
  std::vector<std::vector<double>> unserved; ///< one a bus; empty where nothing goes without
  std::vector<double> hours, counted;        ///< of each step
};

[[nodiscard]] Answer answer_of(const design::Design& d);

/// CSV text: a header, then rows of cells; numbers as the shortest text that reads back.
class CsvText {
 public:
  CsvText& cell(const std::string& text);
  CsvText& cell(double value);
  void end();
  [[nodiscard]] std::string take() && { return std::move(text_); }

 private:
  std::string text_;
  bool first_ = true;
};

}  // namespace gridwright::exchange
