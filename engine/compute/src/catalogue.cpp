#include "gridwright/compute/catalogue.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>

#include "csv_rows.hpp"
#include "embedded_files.hpp"
#include "gridwright/compute/fit.hpp"
#include "gridwright/core/text.hpp"

namespace gridwright::compute {
namespace {

double number(const CsvRow& row, const char* column) { return std::strtod(row.at(column).c_str(), nullptr); }
int integer(const CsvRow& row, const char* column) { return static_cast<int>(number(row, column)); }

std::optional<double> maybe(const CsvRow& row, const char* column) {
  if (row.at(column).empty()) return std::nullopt;
  return number(row, column);
}

std::optional<PriceRange> range(const CsvRow& row, const char* low, const char* high) {
  if (row.at(low).empty()) return std::nullopt;
  return PriceRange{number(row, low), number(row, high)};
}

std::vector<std::string> words(const std::string& text) {
  const std::vector<std::string_view> views = split_words(text);
  return {views.begin(), views.end()};
}

Accelerator accelerator_from(const CsvRow& r) {
  Accelerator a;
  a.id = r.at("id"), a.name = r.at("name"), a.aliases = words(r.at("aliases"));
  a.vendor = r.at("vendor"), a.device_class = r.at("class"), a.year = integer(r, "year");
  a.bf16_tflops = maybe(r, "bf16_tflops"), a.fp8_tflops = maybe(r, "fp8_tflops"), a.fp4_tflops = maybe(r, "fp4_tflops");
  a.int8_tops = maybe(r, "int8_tops");
  a.memory_gb = number(r, "memory_gb"), a.memory_bw_gb_s = number(r, "memory_bw_gb_s");
  a.scaleup_gb_s = number(r, "scaleup_gb_s"), a.scaleup_domain = std::max(1, integer(r, "scaleup_domain"));
  a.scaleout_gbit_s = number(r, "scaleout_gbit_s");
  a.tdp = 1e-3 * number(r, "tdp_w") * kW, a.tdp_is_estimate = integer(r, "tdp_is_estimate") != 0;
  a.idle_share = number(r, "idle_share"), a.host = 1e-3 * number(r, "host_w") * kW;
  a.price_usd = range(r, "price_low_usd", "price_high_usd"), a.host_price_share = number(r, "host_price_share");
  a.rent_usd_h = range(r, "rent_low_usd_h", "rent_high_usd_h");
  a.reserved_usd_h = range(r, "reserved_low_usd_h", "reserved_high_usd_h");
  a.life_years = number(r, "life_years");
  a.kernel_family = r.at("kernel_family"), a.kernel_derate = number(r, "kernel_derate");
  a.source = r.at("source"), a.confidence = r.at("confidence");
  return a;
}

ModelCard model_from(const CsvRow& r) {
  ModelCard m;
  m.id = r.at("id"), m.name = r.at("name"), m.aliases = words(r.at("aliases")), m.family = r.at("family");
  m.layers = integer(r, "layers"), m.hidden = integer(r, "hidden"), m.heads = integer(r, "heads");
  m.kv_heads = integer(r, "kv_heads"), m.head_dim = integer(r, "head_dim");
  const std::string& attention = r.at("attention");
  m.attention = attention == "MLA" ? Attention::mla : attention == "MHA" ? Attention::mha : Attention::gqa;
  m.q_lora_rank = integer(r, "q_lora_rank"), m.kv_lora_rank = integer(r, "kv_lora_rank");
  m.nope_dim = integer(r, "nope_dim"), m.rope_dim = integer(r, "rope_dim"), m.v_head_dim = integer(r, "v_head_dim");
  m.full_attention_every = std::max(1, integer(r, "full_attention_every"));
  const std::string& others = r.at("other_layers");
  m.other_layers = others == "sliding" ? OtherLayers::sliding : others == "linear" ? OtherLayers::linear : OtherLayers::none;
  m.sliding_window = integer(r, "sliding_window"), m.linear_state_elements = integer(r, "linear_state_elements");
  m.ffn_hidden = integer(r, "ffn_hidden"), m.ffn_matrices = integer(r, "ffn_matrices");
  m.experts = integer(r, "experts"), m.experts_per_token = integer(r, "experts_per_token");
  m.shared_experts = integer(r, "shared_experts"), m.moe_ffn = integer(r, "moe_ffn");
  m.dense_first_layers = integer(r, "dense_first_layers");
  m.total_params = 1e9 * number(r, "total_params_b"), m.active_params = 1e9 * number(r, "active_params_b");
  m.vocab = integer(r, "vocab"), m.context = integer(r, "context"), m.tied_embeddings = integer(r, "tied_embeddings") != 0;
  m.source = r.at("source"), m.confidence = r.at("confidence");
  return m;
}

/// Attention and collectives were measured on one generation only: the others borrow its ratios over their own rooflines.
void borrow_missing(std::vector<KernelFamily>& families) {
  const auto lender = std::find_if(families.begin(), families.end(), [](const KernelFamily& f) { return f.id == "h100"; });
  if (lender == families.end()) return;
  const KernelFamily from = *lender;
  const auto fill = [](auto& table, const auto& source) {
    for (std::size_t i = 0; i < table.size(); ++i)
      if (!table[i]) table[i] = source[i];
  };
  for (KernelFamily& f : families) {
    fill(f.attention_decode, from.attention_decode);
    fill(f.attention_prefill, from.attention_prefill);
    fill(f.collective, from.collective);
  }
}

/// Lower case, without separators and without an owner in front of '/': "meta-llama/Llama-3.1-70B" -> "llama3170b".
std::string plain(std::string_view name) {
  if (const auto slash = name.rfind('/'); slash != std::string_view::npos) name.remove_prefix(slash + 1);
  std::string out;
  for (char c : name)
    if (std::isalnum(static_cast<unsigned char>(c))) out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

template <class Card>
Result<Card> find(const std::vector<Card>& all, std::string_view name, const char* kind) {
  const std::string wanted = plain(name);
  const Card* nearest = nullptr;
  std::size_t least = std::string::npos;
  for (const Card& card : all) {
    std::vector<std::string> spellings = card.aliases;
    spellings.push_back(card.id);
    spellings.push_back(card.name);
    for (const std::string& spelling : spellings) {
      if (plain(spelling) == wanted && !wanted.empty()) return card;
      if (const std::size_t d = edit_distance(plain(spelling), wanted); d < least) least = d, nearest = &card;
    }
  }
  Diagnostic miss;
  miss.message = std::string("no ") + kind + " '" + std::string(name) + "'";
  if (nearest) miss.fix = "did you mean '" + nearest->id + "'?";
  return miss;
}

}  // namespace

Catalogue load_catalogue() {
  Catalogue facts;
  for (const CsvRow& row : csv_rows(embedded_file("data/accelerators.csv"))) facts.accelerators.push_back(accelerator_from(row));
  for (const CsvRow& row : csv_rows(embedded_file("data/models.csv"))) facts.models.push_back(model_from(row));
  facts.kernels = kernel_families_from_csv(embedded_file("data/kernel_efficiency.csv"));
  borrow_missing(facts.kernels);
  return facts;
}

Result<Accelerator> find_accelerator(const Catalogue& facts, std::string_view name) {
  return find(facts.accelerators, name, "accelerator");
}

Result<ModelCard> find_model(const Catalogue& facts, std::string_view name) { return find(facts.models, name, "model"); }

Result<KernelFamily> find_kernels(const Catalogue& facts, const Accelerator& accelerator) {
  for (const KernelFamily& family : facts.kernels)
    if (family.id == accelerator.kernel_family) return family;
  Diagnostic miss;
  miss.message = "accelerator '" + accelerator.id + "' names the kernel family '" + accelerator.kernel_family + "', which has no profile";
  miss.fix = "use one of the families of data/kernel_efficiency.csv, or calibrate";
  return miss;
}

}  // namespace gridwright::compute
