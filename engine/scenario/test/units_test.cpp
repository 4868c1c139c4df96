#include "gridwright/scenario/units.hpp"

#include <doctest/doctest.h>

using namespace gridwright::scenario;

// Sizes of units are definitions; MMBtu is NIST SP 811, appendix B (1 Btu_IT = 1.055 055 852 62 kJ).
TEST_CASE("texts become canonical numbers") {
  struct Row {
    const char* text;
    const char* unit;
    double canonical;
  };
  for (const Row& row : {Row{"300 MW", "MW", 300.0},
                         {"0.3 GW", "MW", 300.0},
                         {"1_400 MW", "MW", 1400.0},
                         {"1.4GW", "MW", 1400.0},
                         {"45 degC", "degC", 45.0},
                         {"113 degF", "degC", 45.0},
                         {"-40 degF", "degC", -40.0},
                         {"12 USD/kW-month", "USD/kW-month", 144'000.0},
                         {"144 USD/kW-yr", "USD/kW-month", 144'000.0},
                         {"120 USD/kW-yr", "USD/kW-yr", 120'000.0},
                         {"1515.4 USD/kW", "USD/kW", 1'515'400.0},
                         {"274 USD/kWh", "USD/kWh", 274'000.0},
                         {"0.5 USD/MWh", "USD/MWh", 0.5},
                         {"3 $/MWh", "USD/MWh", 3.0},
                         {"7 %", "1", 0.07},
                         {"95 %", "1", 0.95},
                         {"0.07", "1", 0.07},
                         {"2 s", "s", 2.0 / 3600},
                         {"50 ms", "s", 0.05 / 3600},
                         {"20 min", "h", 20.0 / 60},
                         {"20 min of work", "h of work", 20.0 / 60},
                         {"2 days", "h", 48.0},
                         {"4e25 FLOP", "FLOP", 4e25},
                         {"4e4 ZFLOP", "FLOP", 4e25},
                         {"2 per day", "1/day", 2.0 / 24},
                         {"0.1 %/day", "%/day", 0.001 / 24},
                         {"4e-5 1/h", "%/h", 4e-5},
                         {"4e-5 per hour", "%/h", 4e-5},
                         {"2.08 %/yr", "%/yr", 0.0208},
                         {"1750 h/yr", "h/yr", 1750.0},
                         {"80 USD/t", "USD/t", 0.08},
                         {"35 kg/MWh", "kg/MWh", 35.0},
                         {"35 g/kWh", "kg/MWh", 35.0},
                         {"15 us/km", "us/km", 15e-6 / 3600 / 1000},
                         {"310 m", "m", 310.0},
                         {"30 years", "yr", 30.0},
                         {"18 months", "yr", 1.5},
                         {"1 USD/GJ", "USD/MWh", 3.6},
                         {"3.5 USD/MMBtu", "USD/MWh", 3.5 / 0.29307107},
                         {"80 % of remaining demand charges", "1 of remaining demand charges", 0.8},
                         {"0.02 USD/GB", "USD/GB", 2e-11},
                         {" +3 MW ", "MW", 3.0},
                         {"100000 t/yr", "t/yr", 1e8},
                         {"2.5 USD/m3", "USD/m3", 2.5},
                         {"0.0025 USD/L", "USD/m3", 2.5}}) {
    CAPTURE(row.text);
    const Measure m = read_measure(row.text, row.unit);
    CHECK(m.fault == MeasureFault::none);
    CHECK(m.value == doctest::Approx(row.canonical).epsilon(1e-14));
  }
}

TEST_CASE("percent is exact where binary is: no 0.95000000000000007") {
  CHECK(read_measure("95 %", "1").value == 0.95);
  CHECK(read_measure("7 %", "1").value == 0.07);
  CHECK(read_measure("100000 USD/acre", "USD/m2").value == doctest::Approx(24.710538));
  CHECK(read_measure("2 MW/s", "MW/s").fault == MeasureFault::none);
  CHECK(read_measure("2.3 %/yr", "%/yr").value == 2.3 / 100);
}

TEST_CASE("what cannot be read says why") {
  struct Row {
    const char* text;
    const char* unit;
    MeasureFault fault;
  };
  using enum MeasureFault;
  for (const Row& row : {Row{"300", "MW", no_unit},
                         {"300 MWh", "MW", wrong_unit},
                         {"300 mw", "MW", unknown_unit},
                         {"", "MW", empty},
                         {"  ", "MW", empty},
                         {"many MW", "MW", not_a_number},
                         {"MW", "MW", not_a_number},
                         {"nan MW", "MW", not_finite},
                         {"-inf", "1", not_finite},
                         {"1e999 MW", "MW", not_finite},
                         {"1,400 MW", "MW", comma},
                         {"12 USD/kWh", "USD/kW-month", wrong_unit},
                         {"12 USD/kW-month", "USD/MWh", wrong_unit},
                         {"30 h", "yr", wrong_unit},
                         {"20 min of play", "h of work", spare_words},
                         {"20 min of work", "h", spare_words},
                         {"5 K", "degC", wrong_unit},
                         {"5 degC/h", "degC", unknown_unit},
                         {"1e MW", "MW", unknown_unit},
                         {"--3 MW", "MW", not_a_number},
                         {"0x10 MW", "MW", unknown_unit},
                         {"3 /", "MW", unknown_unit}}) {
    CAPTURE(row.text);
    CHECK(read_measure(row.text, row.unit).fault == row.fault);
  }
}

TEST_CASE("suggestions can be typed") {
  CHECK(typeable(300, "MW") == "\"300 MW\" or \"0.3 GW\"");
  CHECK(typeable(7, "1") == "\"7 %\" or 0.07");
  CHECK(nearest_unit("mw") == "MW");
  CHECK(nearest_unit("mtokens") == "Mtokens");
  CHECK(quantity_name("USD/kW-month") == "money per power and year or month");
}
