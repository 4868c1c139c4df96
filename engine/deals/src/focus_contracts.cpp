#include <fmt/format.h>

#include <algorithm>

#include "focus_rows.hpp"
#include "gridwright/core/text.hpp"
#include "gridwright/deals/focus.hpp"

namespace gridwright::deals {
namespace {

std::string id_from(std::string_view text, std::string_view otherwise) {
  std::string id;
  for (char c : text) {
    const bool good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    if (good) id += c;
    else if (!id.empty() && id.back() != '_') id += '_';
  }
  while (!id.empty() && id.back() == '_') id.pop_back();
  if (id.empty()) id = otherwise;
  return id.substr(0, 48);
}

std::string toml_text(std::string_view text) {
  std::string out = "\"";
  for (char c : text)
    if (static_cast<unsigned char>(c) >= 32) out += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
  return out + "\"";
}

int year_of(const std::string& moment, int otherwise) { return moment.size() >= 4 ? std::stoi(moment.substr(0, 4)) : otherwise; }
/// The last year that a period ending at this moment reaches into: "2024-01-01 00:00" ends 2023.
int last_year_of(const std::string& moment, int otherwise) {
  if (moment.size() < 16) return otherwise;
  return year_of(moment, otherwise) - (moment.substr(4) == "-01-01 00:00" ? 1 : 0);
}

double hours_between(const std::string& a, const std::string& b) {
  const auto from = parse_moment(a), to = parse_moment(b);
  return from && to && *to > *from ? static_cast<double>(*to - *from) / 60.0 : 1.0;
}

std::string commitment_toml(const FocusCommitment& c, const std::string& id, const std::string& payee, int year) {
  const double hours = hours_between(c.begin, c.end);
  const bool spend = same_word(c.category, "Spend") || same_word(c.unit, "USD") || c.unit.empty();
  std::string out = fmt::format("[contracts.{}]\n", id);
  out += fmt::format("instrument = \"{}\"\n", spend ? "spend_commitment" : "resource_commitment");
  if (!payee.empty()) out += fmt::format("payee      = {}\n", toml_text(payee));
  out += fmt::format("start      = {}\nend        = {}\n", year_of(c.begin, year), std::max(year_of(c.begin, year), last_year_of(c.end, year)));
  const double paid = c.purchased > 0.0 ? c.purchased : c.used + c.unused;
  const double quantity = c.purchased_quantity > 0.0 ? c.purchased_quantity : c.used_quantity + c.unused_quantity;
  if (paid <= 0.0) out += "# the bill shows no cost of it: state what was committed\n";
  if (spend) out += fmt::format("spend      = \"{:g} USD/h\"\n", paid / hours);
  else out += fmt::format("count      = {:g}\nprice      = \"{:g} USD/h\"\n", quantity / hours, quantity > 0.0 ? paid / quantity : 0.0);
  out += fmt::format("source     = {}\n", toml_text(fmt::format("FOCUS bill, commitment {}, {} to {}", c.id, c.begin, c.end)));
  return out + "\n";
}

std::string contract_toml(const FocusContract& c, const std::string& id, const std::string& payee, int year) {
  const int start = year_of(c.begin, year);
  std::string out = fmt::format("[contracts.{}]\ninstrument = \"enterprise_commitment\"\n", id);
  if (!payee.empty()) out += fmt::format("payee      = {}\n", toml_text(payee));
  out += fmt::format("start      = {}\nend        = {}\n", start, std::max(start, last_year_of(c.end, year)));
  out += fmt::format("total      = \"{:.2f} USD\"\n", c.cost);
  out += fmt::format("source     = {}\n", toml_text(fmt::format("FOCUS contract commitment {} of contract {}", c.id, c.contract_id)));
  return out + "\n";
}

}  // namespace

std::string contracts_toml(const FocusBill& bill) {
  const int year = year_of(bill.first_period, 2028);
  std::string parties, contracts;
  std::vector<std::string> known, used;
  const auto party = [&](const std::string& name) {
    if (name.empty()) return std::string{};
    const std::string id = to_lower(id_from(name, "provider"));
    if (std::find(known.begin(), known.end(), id) == known.end()) {
      known.push_back(id);
      parties += fmt::format("[parties.{}]\nname = {}\nkind = \"cloud\"\n\n", id, toml_text(name));
    }
    return id;
  };
  const auto fresh = [&](std::string_view from, const char* otherwise) {
    std::string id = id_from(from, otherwise);
    for (int n = 2; std::find(used.begin(), used.end(), id) != used.end(); ++n) id = fmt::format("{}_{}", id_from(from, otherwise), n);
    used.push_back(id);
    return id;
  };
  for (const FocusCommitment& c : bill.commitments) {
    const std::string payee = party(c.provider);
    contracts += commitment_toml(c, fresh(c.id, "commitment"), payee, year);
  }
  for (const FocusContract& c : bill.contracts) {
    const std::string payee = party(c.issuer);
    contracts += contract_toml(c, fresh(c.id, "contract"), payee, year);
  }
  return fmt::format("# Commitments found in a FOCUS bill ({} to {}). Terms that a bill does not show are left out:\n"
                     "# carry-forward, exit fees, offers covered. Add them, then: gridwright contract FILE\n"
                     "[scenario]\nname = {}\nyear = {}\n\n",
                     bill.first_period, bill.last_period, toml_text("Contracts of a bill"), year) +
         parties + contracts;
}

}  // namespace gridwright::deals
