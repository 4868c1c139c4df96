#include "gridwright/deals/ledger.hpp"

#include <algorithm>

#include "embedded_files.hpp"
#include "gridwright/core/file.hpp"

namespace gridwright::deals {

const Party* Ledger::find_party(std::string_view name) const {
  for (const Party& p : parties)
    if (p.name == name || std::find(p.aliases.begin(), p.aliases.end(), name) != p.aliases.end()) return &p;
  return nullptr;
}

std::string Ledger::own_name(std::string_view name) const {
  const Party* known = find_party(name);
  return known != nullptr ? known->name : std::string(name);
}

const Deal* Ledger::find_deal(std::string_view id) const {
  for (const Deal& d : deals)
    if (d.id == id) return &d;
  return nullptr;
}

Ledger shipped_ledger() {
  const auto text = [](const char* file) { return std::string(embedded_file(file)); };
  Result<Ledger> ledger = parse_ledger({.deals = text("data/deals/ledger.csv"),
                                        .schedule = text("data/deals/schedule.csv"),
                                        .parties = text("data/deals/parties.csv"),
                                        .deals_file = "data/deals/ledger.csv",
                                        .schedule_file = "data/deals/schedule.csv",
                                        .parties_file = "data/deals/parties.csv"});
  assert(ledger);  // a test reads the same files with their diagnostics
  ledger->name = "data/deals";
  return *std::move(ledger);
}

namespace {

/// The text of a file of the folder; empty when it is not there.
std::string text_of(const std::filesystem::path& file, Diagnostics& wrong) {
  std::error_code none;
  if (!std::filesystem::exists(file, none)) return {};
  Result<std::string> text = read_text_file(file);
  if (text) return *std::move(text);
  wrong.insert(wrong.end(), text.diagnostics().begin(), text.diagnostics().end());
  return {};
}

}  // namespace

Result<Ledger> read_ledger(const std::filesystem::path& path) {
  std::error_code none;
  const bool folder = std::filesystem::is_directory(path, none);
  if (!folder && !std::filesystem::exists(path, none))
    return Diagnostic{.file = path.string(),
                      .message = "there is no such file or folder",
                      .fix = "name a folder with ledger.csv and schedule.csv, or leave it out for the shipped ledger"};
  const std::filesystem::path home = folder ? path : path.parent_path();
  std::filesystem::path deals = home / "ledger.csv", schedule = home / "schedule.csv", parties = home / "parties.csv";
  if (!folder) (path.filename().string().find("schedule") != std::string::npos ? schedule : deals) = path;
  Diagnostics wrong;
  LedgerText text{.deals = text_of(deals, wrong),
                  .schedule = text_of(schedule, wrong),
                  .parties = text_of(parties, wrong),
                  .deals_file = deals.string(),
                  .schedule_file = schedule.string(),
                  .parties_file = parties.string()};
  if (has_errors(wrong)) return wrong;
  if (text.deals.empty() && text.schedule.empty())
    return Diagnostic{.file = path.string(),
                      .message = "no deals here: neither ledger.csv nor schedule.csv has a line",
                      .fix = "columns of both: docs/tasks/follow-the-money.md"};
  if (text.parties.empty())
    text.parties = std::string(embedded_file("data/deals/parties.csv")), text.parties_file = "data/deals/parties.csv";
  Result<Ledger> ledger = parse_ledger(text);
  if (ledger) ledger->name = path.string();
  return ledger;
}

}  // namespace gridwright::deals
