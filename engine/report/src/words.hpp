#pragma once
#include <string>
#include <string_view>

/// Numbers and names as people of the trade write them. Every text of the room comes through here, so that the terminal,
/// the tables and the report say the same thing in the same way.
namespace gridwright::report {

[[nodiscard]] std::string money(double usd);             ///< "4.60 bn USD", "38.2 MUSD", "41 kUSD", "12 USD"
[[nodiscard]] std::string unit_price(double usd);        ///< "0.36", "1.30", "61.3", "1,240": three digits, cents shown
[[nodiscard]] std::string power(double mw);              ///< "1,400 MW", "84.6 MW", "850 kW"
[[nodiscard]] std::string energy(double mwh);            ///< "170 MWh", "30 GWh", "4.61 TWh"
[[nodiscard]] std::string percent(double share, int decimals = 1);  ///< 0.9 -> "90.0 %"
[[nodiscard]] std::string count(double number);          ///< "309,000": whole, from a million on four digits
[[nodiscard]] std::string many(double number);           ///< "8.2 thousand", "12.9 trillion"; plain below a thousand
[[nodiscard]] std::string mass(double kg);               ///< "150,000 t", "830 kg"
[[nodiscard]] std::string duration(double seconds);      ///< "0.31 s", "21 ms", "-" when there is none
[[nodiscard]] std::string tiny(double number);           ///< "3e-9"; "0" for 0

/// "pine_island.iron_air" -> "iron-air": the last part of a component, in words.
[[nodiscard]] std::string component_name(std::string_view component);
/// "pine_island" -> "Pine Island".
[[nodiscard]] std::string place_name(std::string_view id);
/// "dtc_dry_cooler" -> "dry coolers, direct to chip"; "gb300_nvl72" -> "GB300 NVL72"; unknown names with blanks.
[[nodiscard]] std::string plant_name(std::string_view id);
[[nodiscard]] std::string card_name(std::string_view id);
/// "score_with_grid" -> "score with grid".
[[nodiscard]] std::string spaced(std::string_view id);
[[nodiscard]] std::string capital(std::string text);     ///< first letter in upper case; identifiers as they are

/// Text safe inside HTML elements and quoted attributes.
[[nodiscard]] std::string html(std::string_view text);
/// The same for sentences: a number is not parted from its unit at a line end.
[[nodiscard]] std::string prose(std::string_view text);
/// Letters, digits, '-' and '_' of a name, '-' for all others: for ids and classes.
[[nodiscard]] std::string id_word(std::string_view text);

}  // namespace gridwright::report
