// The capital network against published clearing vectors and against the sums of the public record.
//
//   21 clearing cases: Rogers and Veraart (2013), Barucca's exercise, neva, DebtRank, NetworkRiskMeasures; answers by exact fractions
//   Dated obligations, concentration, circles and the 60 % question on the shipped ledger and on the open files beside the project
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "gridwright/deals/capital.hpp"
#include "gridwright/deals/clearing.hpp"
#include "gridwright/deals/distress.hpp"
#include "gridwright/deals/stress.hpp"
#include "shared_data.hpp"
#include "validation_record.hpp"

using namespace gridwright;
using namespace gridwright::deals;
using doctest::Approx;
using nlohmann::json;
using Numbers = std::vector<double>;

namespace {

std::vector<Claim> claims_of(const json& owed) {
  std::vector<Claim> claims;
  for (std::size_t i = 0; i < owed.size(); ++i)
    for (std::size_t j = 0; j < owed[i].size(); ++j)
      if (owed[i][j].get<double>() > 0.0)
        claims.push_back({static_cast<int>(i), static_cast<int>(j), owed[i][j].get<double>()});
  return claims;
}

/// Largest difference between ours and the file's answer.
double difference(const Numbers& ours, const json& wanted) {
  double worst = ours.size() == wanted.size() ? 0.0 : INFINITY;
  for (std::size_t i = 0; i < std::min(ours.size(), wanted.size()); ++i)
    worst = std::max(worst, std::abs(ours[i] - wanted[i].get<double>()));
  return worst;
}

double clearing_case(const json& c) {
  const Network net{.nodes = static_cast<int>(c["e"].size()),
                    .claims = claims_of(c["L"]),
                    .cash = c["e"].get<Numbers>(),
                    .outside_debt = {}};
  const ClearingOptions options{.cash_recovery = c["alpha"].get<double>(), .claims_recovery = c["beta"].get<double>()};
  const Clearing ours = clear(net, options);
  CHECK(ours.waves == c["default_levels"].get<std::vector<std::vector<int>>>());
  return std::max({difference(ours.paid, c["greatest_clearing_vector"]),
                   difference(clear_by_iteration(net, options).paid, c["greatest_clearing_vector"]),
                   difference(ours.due, c["nominal"])});
}

double senior_case(const json& c) {
  const Network net{.nodes = static_cast<int>(c["L"].size()),
                    .claims = claims_of(c["L"]),
                    .cash = c["external_assets"].get<Numbers>(),
                    .outside_debt = c["external_liabilities"].get<Numbers>()};
  const Clearing ours = clear(net, {.outside = OutsideCreditors::senior});
  Numbers recovery;
  for (std::size_t i = 0; i < ours.due.size(); ++i)
    recovery.push_back(ours.due[i] > 0.0 ? ours.paid[i] / ours.due[i] : (ours.equity[i] >= 0.0 ? 1.0 : 0.0));
  return std::max({difference(ours.paid, c["payments"]), difference(ours.equity, c["equity"]),
                   difference(recovery, c["recovery"]),
                   difference(clear_by_iteration(net, {.outside = OutsideCreditors::senior}).paid, c["payments"])});
}

double distress_case(const json& c) {
  ExposureNetwork net;
  const bool columns = c.contains("assets_matrix_columns");  // written column by column, as R stores it
  const json& matrix = columns ? c["assets_matrix_columns"] : c["exposure"];
  for (std::size_t i = 0; i < matrix.size(); ++i)
    for (std::size_t j = 0; j < matrix.size(); ++j) {
      const double usd = matrix[i][j].get<double>();
      const int a = static_cast<int>(i), b = static_cast<int>(j);
      if (usd > 0.0) net.exposures.push_back({columns ? b : a, columns ? a : b, usd});
    }
  net.equity = (columns ? c["buffer"] : c["equity0"]).get<Numbers>();
  if (columns) {
    const Communicability ours = communicability(net);
    Numbers total;
    for (std::size_t q = 0; q < ours.start.size(); ++q) total.push_back(ours.total(q));
    return std::max({difference(ours.susceptibility, c["susceptibility"]),
                     std::abs(ours.fluidity - c["fluidity"].get<double>()), difference(total, c["diffusion_total"])});
  }
  const Numbers start = c["h_start"].get<Numbers>();
  const bool linear = c["id"].get<std::string>().starts_with("linear");
  return difference(linear ? linear_debtrank(net, start) : original_debtrank(net, start), c["h_final"]);
}

void check_openai(const Ledger& ledger, const char* which) {
  const Obligations o = obligations(ledger, "OpenAI");
  const std::map<int, double> by_year{{2026, 78.78},  {2027, 138.78}, {2028, 138.78}, {2029, 135.44},
                                      {2030, 135.44}, {2031, 112.96}, {2032, 52.96},  {2033, 17.25}};
  CAPTURE(which);
  for (const ObligationYear& y : o.years)
    if (y.firm.usd > 0.0) CHECK(y.firm.usd / 1e9 == Approx(by_year.at(y.year)).epsilon(0.005 / 17.25));
  CHECK(o.total.usd / 1e9 == Approx(810.4).epsilon(0.05 / 810.4));
  CHECK(o.hhi == Approx(0.27445).epsilon(0.000005 / 0.27445));
  CHECK(o.effective_number == Approx(3.6436).epsilon(0.00005 / 3.6436));
  const std::map<std::string, double> shares{{"Oracle", 37.0}, {"Microsoft", 30.8}, {"Amazon", 17.0},
                                             {"AMD", 11.1},    {"CoreWeave", 2.8},  {"Cerebras", 1.2}};
  CHECK(o.payees.size() == shares.size());
  for (const auto& s : o.payees) CHECK(std::abs(100.0 * s.share - shares.at(s.party)) <= 0.05);
  const Obligations a = obligations(ledger, "Anthropic");
  CHECK(a.total.usd / 1e9 == Approx(180.0));
  CHECK(a.hhi == Approx(0.41358).epsilon(0.00001));
  CHECK(a.effective_number == Approx(2.4179).epsilon(0.00003));
}

void check_circles(const Ledger& ledger) {
  const std::vector<Cycle> all = simple_cycles(
      flows(ledger, 1990, 2100, {.contingent = true, .options = true, .letters_of_intent = true, .without = {}}));
  std::map<std::string, double> found;
  for (const Cycle& c : all) {
    std::string words;
    for (const std::string& p : c.parties) words += (words.empty() ? "" : "-") + p;
    found[words] = c.bottleneck_usd / 1e9;
  }
  const std::map<std::string, double> wanted{{"Amazon-OpenAI", 50},
                                             {"Amazon-Anthropic", 25},
                                             {"Anthropic-Microsoft", 5},
                                             {"Nvidia-xAI SPV", 2},
                                             {"Nvidia-OpenAI-Oracle", 30},
                                             {"Amazon-OpenAI-Microsoft-Anthropic", 5},
                                             {"Amazon-OpenAI-Oracle-Nvidia-Anthropic", 10}};
  REQUIRE(found.size() == 7);
  for (const auto& [words, usd] : wanted) {
    CAPTURE(words);
    REQUIRE(found.contains(words));
    CHECK(found[words] == Approx(usd));
  }
}

void check_sixty_percent(const Ledger& ledger, bool record) {
  const StressAnswer a = stress(ledger, {.payer = "OpenAI", .pays = 0.6, .first_year = 2029, .last_year = 2029});
  REQUIRE(a.years.size() == 1);
  CHECK(a.years[0].payer_due_usd / 1e9 == Approx(135.4443));
  const std::map<std::string, double> unpaid{
      {"Oracle", 24.0}, {"Microsoft", 14.29}, {"AMD", 7.2}, {"Amazon", 6.9}, {"CoreWeave", 1.792}};
  CHECK(a.years[0].payees.size() == unpaid.size());
  for (const Shortfall& s : a.years[0].payees) {
    CHECK(std::abs(s.unpaid_usd / 1e9 - unpaid.at(s.party)) <= 0.005);
    if (record)
      validation::near({"deals", "OpenAI pays 60 % in 2029, pro rata: " + s.party + " is short",
                        "public record, straight-line schedule", "bn USD"},
                       unpaid.at(s.party), s.unpaid_usd / 1e9, 0.005, 2);
  }
  CHECK(a.years[0].unpaid_usd / 1e9 == Approx(54.18).epsilon(0.0002));
}

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST_CASE("21 clearing cases to 1e-9, waves included") {
  const auto file = shared_data("deals/clearing-cases.json");
  if (file.empty()) {
    MESSAGE("shared data not on this machine: clearing cases not checked");
    return;
  }
  const json cases = json::parse(text_of(file));
  std::size_t count = 0;
  double worst = 0.0;
  const auto run = [&](const char* kind, auto&& check_one) {
    for (const json& c : cases[kind]) {
      INFO("case " << c["id"].get<std::string>());
      const double off = check_one(c);
      CHECK(off <= 1e-9);
      worst = std::max(worst, off), ++count;
    }
  };
  run("eisenberg_noe_rogers_veraart", clearing_case);
  run("external_senior", senior_case);
  run("debtrank", distress_case);
  CHECK(count == 21);
  validation::worst({"deals", "clearing vectors, waves and distress of 21 cases",
                     "Rogers and Veraart 2013; Barucca et al.; Battiston et al.; Silva et al.", "payments"},
                    count, worst, 1e-9);
}

TEST_CASE("the public record: dated obligations, concentration, circles") {
  const Ledger ledger = shipped_ledger();
  check_openai(ledger, "shipped");
  check_circles(ledger);
  check_sixty_percent(ledger, true);
  const Obligations o = obligations(ledger, "OpenAI");
  validation::near({"deals", "OpenAI's dated obligations", "public record, straight-line schedule", "bn USD"}, 810.4,
                   o.total.usd / 1e9, 0.05, 1);
  validation::near({"deals", "HHI of OpenAI's obligations", "same", "1"}, 0.27445, o.hhi, 0.000005, 5);
  validation::near({"deals", "HHI of Anthropic's obligations", "same", "1"}, 0.41358, obligations(ledger, "Anthropic").hhi,
                   0.000005, 5);
}

TEST_CASE("the open files beside the project give the same numbers, counts included") {
  const auto folder = shared_data("deals");
  if (folder.empty()) {
    MESSAGE("shared data not on this machine: its ledger not read");
    return;
  }
  const Result<Ledger> ledger = read_ledger(folder);
  INFO(to_text(ledger.diagnostics()));
  REQUIRE(ledger);
  CHECK(ledger->deals.size() == 83);
  CHECK(ledger->schedule.size() == 121);
  std::map<Instrument, int> kinds;
  std::map<Evidence, int> status;
  int undisclosed = 0, unverified = 0;
  double headline = 0.0, dated = 0.0;
  for (const Deal& d : ledger->deals)
    ++kinds[d.instrument], ++status[d.evidence], undisclosed += d.usd ? 0 : 1, unverified += d.unverified ? 1 : 0,
        headline += d.usd.value_or(0.0);
  for (const Instalment& i : ledger->schedule) dated += i.usd;
  CHECK(kinds == std::map<Instrument, int>{{Instrument::cloud_commitment, 28},
                                           {Instrument::hardware_purchase, 8},
                                           {Instrument::power_purchase, 12},
                                           {Instrument::lease, 5},
                                           {Instrument::debt, 6},
                                           {Instrument::equity, 20},
                                           {Instrument::credits, 1},
                                           {Instrument::stake, 3}});
  CHECK(status == std::map<Evidence, int>{{Evidence::signed_contract, 38},
                                          {Evidence::announced, 24},
                                          {Evidence::reported, 20},
                                          {Evidence::letter_of_intent, 1}});
  CHECK(undisclosed == 24);
  CHECK(unverified == 9);
  CHECK(headline / 1e9 == Approx(2599.87));
  CHECK(dated / 1e9 == Approx(1379.87).epsilon(1e-5));
  check_openai(*ledger, "open files");
  check_sixty_percent(*ledger, false);
}
