#include "gridwright/deals/focus.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>
#include <unordered_map>

#include "focus_rows.hpp"

namespace gridwright::deals {
namespace {

using C = FocusColumn;

/// A sum that does not lose what is small beside it (Neumaier).
class Sum {
 public:
  void add(double x) {
    const double next = sum_ + x;
    lost_ += std::fabs(sum_) >= std::fabs(x) ? (sum_ - next) + x : (x - next) + sum_;
    sum_ = next;
  }
  [[nodiscard]] double value() const { return sum_ + lost_; }

 private:
  double sum_ = 0.0, lost_ = 0.0;
};

struct Money {
  std::size_t rows = 0;
  std::array<Sum, 4> sums{};
  void add(const std::array<double, 4>& row) {
    ++rows;
    for (std::size_t i = 0; i < 4; ++i) sums[i].add(row[i]);
  }
  [[nodiscard]] FocusMoney total() const { return {rows, sums[0].value(), sums[1].value(), sums[2].value(), sums[3].value()}; }
};

struct Text {  // maps of views into the tables, which outlive them
  std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>{}(s); }
};
using Groups = std::unordered_map<std::string_view, Money, Text>;

struct Span {
  std::int64_t begin = INT64_MAX, end = INT64_MIN;
  void add(std::optional<std::int64_t> a, std::optional<std::int64_t> b) {
    if (a) begin = std::min(begin, *a);
    if (b) end = std::max(end, *b);
  }
  [[nodiscard]] bool known() const { return begin < end; }
  bool operator==(const Span&) const = default;
};

struct Commitment {
  FocusCommitment facts;
  Sum purchased, used, unused;
  Span bought, covered;
};

constexpr double tolerance = 0.005;  // half a cent

class Reader {
 public:
  Reader() {
    for (const char* law : {"a commitment's purchase has no effective cost", "usage under a commitment is not billed again",
                            "over its term a commitment is used or unused, and nothing else", "quantities used and unused are those purchased",
                            "a shortfall is a one-time usage charge without a commitment", "applied cost does not exceed the contract commitment"})
      bill_.laws.push_back({.law = law, .where = {}, .note = {}});
  }

  Diagnostics wrong;

  void cost_rows(const FocusTable& t) {
    for (std::size_t row = 0; row < t.rows(); ++row) cost_row(t, row);
    for (const auto& [column, name] : {std::pair{C::billed, "BilledCost"}, {C::effective, "EffectiveCost"}, {C::list, "ListCost"}, {C::contracted, "ContractedCost"}})
      if (!t.has(column) && std::find(bill_.missing_money.begin(), bill_.missing_money.end(), name) == bill_.missing_money.end())
        bill_.missing_money.emplace_back(name);
    version(t);
  }

  void contract_rows(const FocusTable& t) {
    raise("1.3");
    for (std::size_t row = 0; row < t.rows(); ++row) {
      FocusContract c;
      c.id = t.text(row, C::contract_commitment_id);
      c.contract_id = t.text(row, C::contract_id);
      c.category = t.text(row, C::contract_category);
      c.type = t.text(row, C::contract_type);
      c.unit = t.text(row, C::contract_unit);
      c.currency = t.text(row, C::currency);
      c.issuer = t.text(row, C::issuer);
      c.cost = t.number(row, C::contract_cost, wrong).value_or(0.0);
      c.quantity = t.number(row, C::contract_quantity, wrong).value_or(0.0);
      if (const auto at = t.moment(row, C::contract_start)) c.begin = moment_text(*at);
      if (const auto at = t.moment(row, C::contract_end)) c.end = moment_text(*at);
      bill_.contracts.push_back(std::move(c));
    }
  }

  FocusBill finish() {
    bill_.total = total_.total();
    const auto give = [](const Groups& from, std::map<std::string, FocusMoney>& to) {
      for (const auto& [name, money] : from) to[name.empty() ? "not stated" : std::string(name)] = money.total();
    };
    give(currencies_, bill_.by_currency), give(providers_, bill_.by_provider), give(services_, bill_.by_service);
    give(charges_, bill_.by_charge), give(pricing_, bill_.by_pricing);
    for (const auto& [name, money] : bill_.by_currency) bill_.currencies.push_back(name);
    if (bill_.currencies.size() > 1) bill_.warnings.emplace_back("the bill has several currencies: totals are by currency, their sum means nothing");
    if (span_.known()) bill_.first_period = moment_text(span_.begin), bill_.last_period = moment_text(span_.end);
    judge_commitments();
    judge_contracts();
    for (const auto& [name, whole] : whole_dollars_)
      if (whole.rows >= 20 && whole.all_whole && whole.billed_not)
        bill_.warnings.push_back(fmt::format("every EffectiveCost of {} is a whole dollar, while BilledCost is not: it was rounded before it was published, so "
                                             "no discount can be read from it",
                                             name));
    if (bad_periods_ > 0)
      bill_.warnings.push_back(fmt::format("{} charge periods are no dates and were left out of periods and terms", bad_periods_));
    return std::move(bill_);
  }

 private:
  struct Whole {
    std::size_t rows = 0;
    bool all_whole = true, billed_not = false;
  };

  void raise(const char* version) {
    if (bill_.version < version) bill_.version = version;
  }
  /// The earliest version whose columns these are.
  void version(const FocusTable& t) {
    raise("1.0");
    if (t.has(C::commitment_quantity)) raise("1.1");
    if (t.csv().find("BillingAccountType") || t.csv().find("InvoiceId")) raise("1.2");
    if (t.has(C::contract_applied)) raise("1.3");
  }

  void cost_row(const FocusTable& t, std::size_t row) {
    const std::array<double, 4> money{t.number(row, C::billed, wrong).value_or(0.0), t.number(row, C::effective, wrong).value_or(0.0),
                                      t.number(row, C::list, wrong).value_or(0.0), t.number(row, C::contracted, wrong).value_or(0.0)};
    const std::string_view provider = t.text(row, C::provider), charge = t.text(row, C::charge_category);
    total_.add(money);
    currencies_[t.text(row, C::currency)].add(money);
    providers_[provider].add(money);
    services_[t.text(row, C::service)].add(money);
    charges_[charge].add(money);
    pricing_[t.text(row, C::pricing_category)].add(money);
    Whole& whole = whole_dollars_[provider];
    if (money[0] != 0.0) {
      ++whole.rows;
      whole.all_whole = whole.all_whole && money[1] == std::round(money[1]);
      whole.billed_not = whole.billed_not || money[0] != std::round(money[0]);
    }
    Span period;
    const auto begin = t.moment(row, C::period_start), end = t.moment(row, C::period_end);
    bad_periods_ += (t.has(C::period_start) && !begin) || (t.has(C::period_end) && !end) ? 1 : 0;
    period.add(begin, end);
    span_.add(begin, end);
    const bool usage = same_word(charge, "Usage"), purchase = same_word(charge, "Purchase");
    check_price(t, row, money, usage);
    if (!t.text(row, C::commitment_id).empty()) commitment_row(t, row, money, period, usage, purchase);
    if (usage && same_word(t.text(row, C::charge_frequency), "One-Time")) shortfall_row(t, row, money[0]);
    if (!t.text(row, C::contract_applied).empty()) applied(t, row);
  }

  void broken(std::size_t law, double error, const std::string& where) {
    FocusLaw& l = bill_.laws[law];
    ++l.judged;
    if (std::fabs(error) <= tolerance) return;
    ++l.broken;
    if (std::fabs(error) > l.worst) l.worst = std::fabs(error), l.where = where;
  }

  void commitment_row(const FocusTable& t, std::size_t row, const std::array<double, 4>& money, const Span& period, bool usage, bool purchase) {
    Commitment& c = commitments_[std::string(t.text(row, C::commitment_id))];
    FocusCommitment& f = c.facts;
    const auto take = [&](std::string& to, C column) {
      if (to.empty()) to = t.text(row, column);
    };
    f.id = t.text(row, C::commitment_id);
    take(f.provider, C::provider), take(f.category, C::commitment_category), take(f.type, C::commitment_type), take(f.unit, C::commitment_unit);
    const double quantity = t.number(row, C::commitment_quantity, wrong).value_or(0.0);
    if (purchase) {
      ++f.purchase_rows;
      c.purchased.add(money[0]);
      f.purchased_quantity += quantity;
      c.bought.add(period.begin, period.end);
      broken(0, money[1], t.place(row));
    } else if (usage) {
      ++f.usage_rows;
      const bool unused = same_word(t.text(row, C::commitment_status), "Unused");
      (unused ? c.unused : c.used).add(money[1]);
      (unused ? f.unused_quantity : f.used_quantity) += quantity;
      c.covered.add(period.begin, period.end);
      broken(1, money[0], t.place(row));
    }
  }

  /// Take-or-pay of a contract appears as a one-time Usage charge; a commitment discount's never does.
  void shortfall_row(const FocusTable& t, std::size_t row, double billed) {
    const bool committed = !t.text(row, C::commitment_id).empty();
    FocusLaw& law = bill_.laws[4];
    ++law.judged;
    if (committed) {
      ++law.broken;
      law.where = t.place(row);
      return;
    }
    ++bill_.shortfall_rows;
    bill_.shortfall += billed;
  }

  void check_price(const FocusTable& t, std::size_t row, const std::array<double, 4>& money, bool usage) {
    if (!usage) return;
    const auto listed = t.number(row, C::list_unit_price, wrong), contracted = t.number(row, C::contracted_unit_price, wrong);
    const auto quantity = t.number(row, C::pricing_quantity, wrong);
    const auto refuse = [&](std::string reason) {
      bill_.refused.push_back({t.csv().file(), t.csv().line(row), std::string(t.text(row, C::sku)), std::string(t.text(row, C::region)), std::move(reason)});
    };
    if (listed && *listed < 0.0) refuse("negative list price");
    if (listed && *listed == 0.0 && (money[0] > 0.0 || money[2] > 0.0)) refuse("zero list price on a charge that costs something");
    const bool spot = same_word(t.text(row, C::pricing_category), "Dynamic");
    if (spot && listed && *listed > 0.0) {
      const double paid = contracted.value_or(quantity && *quantity > 0.0 ? money[0] / *quantity : 0.0);
      if (paid > *listed) refuse(fmt::format("spot price {:g} above the list price {:g}", paid, *listed));
    }
    if (rents_accelerator(t.text(row, C::charge_description)) || rents_accelerator(t.text(row, C::resource_type))) {
      ++bill_.accelerator_rows;
      accelerators_.add(money[0]);
      bill_.accelerator_billed = accelerators_.value();
    }
  }

  /// Instance families that carry GPUs or TPUs, by the names clouds give them.
  static bool is_accelerator(std::string_view text) {
    for (const char* family : {" g3.", " g3s.", " g4dn.", " g4ad.", " g5.", " g5g.", " g6.", " g6e.", " p2.", " p3.", " p3dn.", " p4d.", " p4de.", " p5.", " p5e.",
                               " p5en.", " p6-b200.", " p6-b300.", " trn1.", " trn1n.", " trn2.", " inf1.", " inf2.", "TPU", "GPU", "Standard_NC", "Standard_ND"})
      if (text.find(family) != std::string_view::npos) return true;
    return false;
  }

  /// Descriptions repeat: each is searched once.
  bool rents_accelerator(std::string_view text) {
    const auto [it, fresh] = known_texts_.try_emplace(text, false);
    if (fresh) it->second = is_accelerator(text);
    return it->second;
  }

  /// ContractApplied: {"Elements": [{"ContractCommitmentId": ..., "AppliedCost": ..., "AppliedQuantity": ...}]}
  void applied(const FocusTable& t, std::size_t row) {
    using nlohmann::json;
    const json j = json::parse(t.text(row, C::contract_applied), nullptr, false);
    const auto number = [](const json& from, const char* key) {
      const auto it = from.find(key);
      return it != from.end() && it->is_number() ? it->get<double>() : 0.0;
    };
    const bool readable = j.is_object() && j.contains("Elements") && j["Elements"].is_array();
    if (!readable) {
      if (wrong.size() < most_messages)
        wrong.push_back({.file = t.csv().file(), .line = t.csv().line(row), .message = "ContractApplied is not a JSON object with Elements",
                         .fix = R"({"Elements": [{"ContractId": "...", "ContractCommitmentId": "...", "AppliedCost": 1.0}]})"});
      return;
    }
    for (const json& element : j["Elements"]) {
      if (!element.is_object() || !element.contains("ContractCommitmentId") || !element["ContractCommitmentId"].is_string()) continue;
      auto& sum = applied_[element["ContractCommitmentId"].get<std::string>()];
      sum.first += number(element, "AppliedCost");
      sum.second += number(element, "AppliedQuantity");
    }
  }

  void judge_commitments() {
    std::size_t slices = 0;
    for (auto& [id, c] : commitments_) {
      FocusCommitment& f = c.facts;
      f.purchased = c.purchased.value(), f.used = c.used.value(), f.unused = c.unused.value();
      Span all = c.bought;
      if (c.covered.known()) all.add(c.covered.begin, c.covered.end);
      if (all.known()) f.begin = moment_text(all.begin), f.end = moment_text(all.end);
      if (f.purchase_rows > 0 && f.usage_rows > 0 && c.bought == c.covered) {
        broken(2, f.used + f.unused - f.purchased, "commitment " + id);
        if (f.purchased_quantity > 0.0) broken(3, f.used_quantity + f.unused_quantity - f.purchased_quantity, "commitment " + id);
      } else {
        ++slices;
      }
      bill_.commitments.push_back(std::move(f));
    }
    if (slices > 0) bill_.laws[2].note = fmt::format("{} commitments not judged: the bill holds only a part of their term", slices);
  }

  void judge_contracts() {
    for (FocusContract& c : bill_.contracts) {
      const auto it = applied_.find(c.id);
      if (it == applied_.end()) continue;
      c.applied_cost = it->second.first, c.applied_quantity = it->second.second;
      if (c.cost > 0.0) broken(5, std::max(0.0, c.applied_cost - c.cost), "contract commitment " + c.id);
    }
    for (const auto& [id, sums] : applied_)
      if (std::none_of(bill_.contracts.begin(), bill_.contracts.end(), [&](const FocusContract& c) { return c.id == id; }))
        bill_.warnings.push_back(fmt::format("costs are applied to contract commitment {}, which no file describes", id));
  }

  FocusBill bill_;
  Money total_;
  Groups currencies_, providers_, services_, charges_, pricing_;
  Sum accelerators_;
  std::unordered_map<std::string_view, bool, Text> known_texts_;
  std::unordered_map<std::string_view, Whole, Text> whole_dollars_;
  std::map<std::string, Commitment> commitments_;
  std::map<std::string, std::pair<double, double>> applied_;
  Span span_;
  std::size_t bad_periods_ = 0;
};

Diagnostic no_focus(const CsvTable& table) {
  return {.file = table.file(), .line = 1,
          .message = "this is no FOCUS file: its header has neither BilledCost and ChargeCategory nor ContractCommitmentId",
          .fix = "export the bill as FOCUS 1.0 or later (cost and usage, or contract commitments)"};
}

}  // namespace

Result<FocusBill> read_focus(const std::vector<std::filesystem::path>& files) {
  Reader reader;
  std::vector<FocusTable> tables;  // groups hold views into them
  tables.reserve(files.size());
  for (const std::filesystem::path& file : files) {
    Result<CsvTable> table = read_csv(file, {.limit = std::uint64_t{3} << 30});
    if (!table) {
      reader.wrong.insert(reader.wrong.end(), table.diagnostics().begin(), table.diagnostics().end());
      continue;
    }
    tables.emplace_back(*std::move(table));
    const FocusTable& t = tables.back();
    if (t.has(C::billed) && t.has(C::charge_category)) reader.cost_rows(t);
    else if (t.has(C::contract_commitment_id)) reader.contract_rows(t);
    else reader.wrong.push_back(no_focus(t.csv()));
  }
  if (has_errors(reader.wrong)) return std::move(reader.wrong);
  FocusBill bill = reader.finish();
  for (const std::filesystem::path& file : files) bill.files.push_back(file.string());
  return bill;
}

}  // namespace gridwright::deals
