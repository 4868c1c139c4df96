#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "gridwright/core/text.hpp"
#include "gridwright/report/contract.hpp"
#include "words.hpp"

namespace gridwright::report {
namespace {

using deals::ContractView;

/// Words broken into lines of at most `width`, each after `indent` blanks.
std::string wrapped(std::string_view text, int indent, int width) {
  std::string out, line(static_cast<std::size_t>(indent), ' ');
  bool empty = true;
  for (const std::string_view word : split_words(text)) {
    if (!empty && static_cast<int>(line.size() + word.size()) + 1 > width) out += line + "\n", line.assign(static_cast<std::size_t>(indent), ' '), empty = true;
    if (!empty) line += ' ';
    line += word;
    empty = false;
  }
  return out + line + "\n";
}

std::string value_of(const deals::Fact& f) {
  if (f.unit == "USD") return money(f.value);
  if (f.unit == "%") return significant(f.value, 4) + " %";
  return (f.unit.starts_with("USD/") ? unit_price(f.value) : significant(f.value, 4)) + " " + f.unit;
}

}  // namespace

std::string contract_text(const ContractView& v, int width) {
  const std::string term = v.start == v.end ? std::to_string(v.start) : fmt::format("{}-{}", v.start, v.end);
  std::string out = fmt::format("{}: {}, {}, {}, {}", v.id, spaced(v.instrument), term, v.status, v.firmness);
  if (!v.payee.empty()) out += fmt::format(", {} pay{} {}", v.payer, v.payer == "we" ? "" : "s", v.payee);
  out += "\n" + wrapped(v.verdict, 2, width) + "\n";
  std::size_t name_width = 0, value_width = 0;
  for (const deals::Fact& f : v.facts) name_width = std::max(name_width, f.name.size()), value_width = std::max(value_width, value_of(f).size());
  const int indent = static_cast<int>(name_width + value_width) + 6;
  for (const deals::Fact& f : v.facts) {
    const std::string meaning = wrapped(f.meaning, indent, std::max(width, indent + 30));
    out += fmt::format("  {:<{}}  {:>{}}  {}", f.name, name_width, value_of(f), value_width, meaning.substr(static_cast<std::size_t>(indent)));
  }
  std::string rungs;
  for (const deals::Rung& r : v.ladder) {
    const double all = r.firm_usd + r.contingent_usd + r.option_usd;
    if (all + r.excused_usd <= 0.0) continue;
    rungs += fmt::format("  {}  {:>14}{}\n", r.year, money(all), r.excused_usd > 0.0 ? "  (" + money(r.excused_usd) + " excused: not delivered)" : "");
  }
  if (!rungs.empty()) out += fmt::format("\n  ladder of obligations ({}), undiscounted; firm part in all {} = {} today\n{}", v.firmness,
                                         money(v.firmness == "firm" ? v.nominal_usd : 0.0), money(v.present_usd), rungs);
  for (const std::string& a : v.assumptions) out += wrapped("assumed: " + a, 2, width);
  return out;
}

std::string contracts_json(const std::vector<ContractView>& views) {
  using Json = nlohmann::ordered_json;
  Json all = Json::array();
  for (const ContractView& v : views) {
    Json facts = Json::array(), rungs = Json::array();
    for (const deals::Fact& f : v.facts) facts.push_back({{"name", f.name}, {"value", f.value}, {"unit", f.unit}, {"meaning", f.meaning}});
    for (const deals::Rung& r : v.ladder)
      rungs.push_back({{"year", r.year}, {"firm_usd", r.firm_usd}, {"contingent_usd", r.contingent_usd}, {"option_usd", r.option_usd},
                       {"excused_usd", r.excused_usd}, {"present_usd", r.present_usd}});
    all.push_back({{"id", v.id}, {"instrument", v.instrument}, {"status", v.status}, {"firmness", v.firmness}, {"payer", v.payer}, {"payee", v.payee},
                   {"start", v.start}, {"end", v.end}, {"advice", to_string(v.advice)}, {"verdict", v.verdict}, {"nominal_usd", v.nominal_usd},
                   {"present_usd", v.present_usd}, {"facts", facts}, {"ladder", rungs}, {"assumptions", v.assumptions}, {"source", v.source}});
  }
  return Json{{"contracts", all}}.dump(2) + "\n";
}

}  // namespace gridwright::report
