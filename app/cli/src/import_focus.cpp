#include <algorithm>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "commands.hpp"
#include "gridwright/core/file.hpp"
#include "gridwright/core/text.hpp"
#include "gridwright/deals/focus.hpp"

namespace gridwright::cli {

namespace {

using deals::FocusBill;
using deals::FocusMoney;
using Json = nlohmann::ordered_json;

/// Money with cents, or with the decimals a small bill needs.
class Amounts {
 public:
  explicit Amounts(const FocusBill& bill) : decimals_(std::abs(bill.total.billed) < 1000.0 ? 8 : 2) {}
  std::string operator()(double usd) const { return group_thousands(usd, decimals_); }

 private:
  int decimals_;
};

void print_group(const Amounts& amount, const char* title, const std::map<std::string, FocusMoney>& group) {
  if (group.size() < 2 && std::string(title) != "provider") return;
  std::vector<std::pair<std::string, FocusMoney>> rows(group.begin(), group.end());
  std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return std::abs(a.second.billed) > std::abs(b.second.billed); });
  constexpr std::size_t shown = 8;
  std::printf("\n  by %s\n", title);
  for (std::size_t i = 0; i < std::min(shown, rows.size()); ++i)
    std::printf("    %-34.34s %8zu rows %18s\n", rows[i].first.c_str(), rows[i].second.rows, amount(rows[i].second.billed).c_str());
  if (rows.size() > shown) std::printf("    and %zu more\n", rows.size() - shown);
}

void print_commitments(const FocusBill& bill) {
  if (bill.commitments.empty()) return;
  std::printf("\n  commitments%37s %14s %14s %8s\n", "bought", "used", "unused", "used");
  for (const deals::FocusCommitment& c : bill.commitments) {
    const std::string share = c.utilisation() < 0.0 ? "-" : significant(100.0 * c.utilisation(), 3) + " %";
    std::printf("    %-30.30s %14s %14s %14s %8s\n", c.id.c_str(), group_thousands(c.purchased, 2).c_str(), group_thousands(c.used, 2).c_str(),
                group_thousands(c.unused, 2).c_str(), share.c_str());
  }
}

void print_laws(const FocusBill& bill) {
  std::printf("\n  laws\n");
  for (const deals::FocusLaw& l : bill.laws) {
    const std::string verdict = l.broken > 0 ? std::to_string(l.broken) + " of " + std::to_string(l.judged) + " broken, worst " + group_thousands(l.worst, 2) + " at " + l.where
                                : l.judged > 0 ? "holds (" + std::to_string(l.judged) + " judged)" : "nothing to judge";
    std::printf("    %-72s %s%s%s\n", l.law.c_str(), verdict.c_str(), l.note.empty() ? "" : "; ", l.note.c_str());
  }
}

void print_bill(const FocusBill& bill) {
  const Amounts amount(bill);
  std::printf("FOCUS %s, %s rows%s%s\n", bill.version.c_str(), group_thousands(static_cast<double>(bill.total.rows)).c_str(),
              bill.first_period.empty() ? "" : (", " + bill.first_period + " to " + bill.last_period).c_str(),
              bill.currencies.size() == 1 ? (", " + bill.currencies.front()).c_str() : "");
  if (bill.currencies.size() > 1) {
    for (const auto& [name, m] : bill.by_currency) std::printf("  BilledCost %-10s %18s\n", name.c_str(), amount(m.billed).c_str());
  } else if (bill.total.rows > 0) {
    const std::pair<const char*, double> sums[] = {{"BilledCost", bill.total.billed}, {"EffectiveCost", bill.total.effective}, {"ListCost", bill.total.list}, {"ContractedCost", bill.total.contracted}};
    for (const auto& [name, usd] : sums) {
      const bool missing = std::find(bill.missing_money.begin(), bill.missing_money.end(), name) != bill.missing_money.end();
      std::printf("  %-16s %18s\n", name, missing ? "no such column" : amount(usd).c_str());
    }
  }
  print_group(amount, "provider", bill.by_provider);
  print_group(amount, "charge", bill.by_charge);
  print_group(amount, "pricing", bill.by_pricing);
  print_group(amount, "service", bill.by_service);
  print_commitments(bill);
  for (const deals::FocusContract& c : bill.contracts)
    std::printf("    contract commitment %-24.24s %18s, applied %s\n", c.id.c_str(), amount(c.cost).c_str(), amount(c.applied_cost).c_str());
  if (bill.shortfall_rows > 0) std::printf("\n  minimums not met: %zu one-time usage charges, %s\n", bill.shortfall_rows, amount(bill.shortfall).c_str());
  if (bill.accelerator_rows > 0) std::printf("\n  accelerators: %zu rows, %s\n", bill.accelerator_rows, amount(bill.accelerator_billed).c_str());
  print_laws(bill);
  constexpr std::size_t shown = 20;
  if (!bill.refused.empty()) std::printf("\n  prices refused (their money stays in the totals)\n");
  for (std::size_t i = 0; i < std::min(shown, bill.refused.size()); ++i)
    std::printf("    %s:%d %s %s: %s\n", bill.refused[i].file.c_str(), bill.refused[i].line, bill.refused[i].sku.c_str(), bill.refused[i].region.c_str(), bill.refused[i].reason.c_str());
  if (bill.refused.size() > shown) std::printf("    and %zu more\n", bill.refused.size() - shown);
  for (const std::string& w : bill.warnings) std::printf("  note: %s\n", w.c_str());
}

Json money_json(const FocusMoney& m) {
  return {{"rows", m.rows}, {"billed", m.billed}, {"effective", m.effective}, {"list", m.list}, {"contracted", m.contracted}};
}

Json group_json(const std::map<std::string, FocusMoney>& group) {
  Json out = Json::object();
  for (const auto& [name, m] : group) out[name] = money_json(m);
  return out;
}

void print_json(const FocusBill& bill) {
  Json laws = Json::array(), commitments = Json::array(), contracts = Json::array(), refused = Json::array();
  for (const deals::FocusLaw& l : bill.laws)
    laws.push_back({{"law", l.law}, {"judged", l.judged}, {"broken", l.broken}, {"worst", l.worst}, {"where", l.where}, {"note", l.note}});
  for (const deals::FocusCommitment& c : bill.commitments)
    commitments.push_back({{"id", c.id}, {"category", c.category}, {"purchased", c.purchased}, {"used", c.used}, {"unused", c.unused}, {"begin", c.begin}, {"end", c.end}});
  for (const deals::FocusContract& c : bill.contracts)
    contracts.push_back({{"id", c.id}, {"contract", c.contract_id}, {"cost", c.cost}, {"applied_cost", c.applied_cost}, {"begin", c.begin}, {"end", c.end}});
  for (const deals::RefusedPrice& r : bill.refused) refused.push_back({{"file", r.file}, {"line", r.line}, {"sku", r.sku}, {"region", r.region}, {"reason", r.reason}});
  const Json all{{"version", bill.version}, {"first_period", bill.first_period}, {"last_period", bill.last_period}, {"missing_columns", bill.missing_money},
                 {"total", money_json(bill.total)}, {"by_currency", group_json(bill.by_currency)}, {"by_provider", group_json(bill.by_provider)},
                 {"by_charge", group_json(bill.by_charge)}, {"by_pricing", group_json(bill.by_pricing)}, {"by_service", group_json(bill.by_service)},
                 {"shortfall", bill.shortfall}, {"commitments", commitments}, {"contracts", contracts}, {"laws", laws}, {"refused", refused}, {"notes", bill.warnings}};
  std::printf("%s\n", all.dump(2).c_str());
}

}  // namespace

Exit import_focus(const Context& context, const ImportCommand& command) {
  const std::vector<std::filesystem::path> files(command.files.begin(), command.files.end());
  const Result<FocusBill> bill = deals::read_focus(files);
  if (!bill) return fail(context, bill.diagnostics());
  if (context.json) print_json(*bill);
  else print_bill(*bill);
  if (command.out.empty()) return Exit::done;
  if (const Diagnostics wrong = write_file_atomically(command.out, deals::contracts_toml(*bill)); has_errors(wrong)) return fail(context, wrong);
  if (!context.quiet) std::fprintf(stderr, "wrote %s: %zu contracts     next: gridwright contract %s\n", command.out.c_str(), bill->commitments.size() + bill->contracts.size(), command.out.c_str());
  return Exit::done;
}

}  // namespace gridwright::cli
