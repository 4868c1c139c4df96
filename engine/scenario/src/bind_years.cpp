#include <fmt/format.h>

#include <cmath>

#include "bind.hpp"
#include "gridwright/core/sha256.hpp"

// Years and weather years: [horizon], [weather_years.X], [risk].
namespace gridwright::scenario {
namespace {

/// A folder beside the file that names it; the files in it that the scenario names elsewhere become inputs.
std::string bind_folder(Section& s) {
  std::string folder;
  s.into("folder", folder);
  if (folder.empty()) return folder;
  std::filesystem::path path(folder);
  if (path.is_relative()) path = s.problems().file(s.place("folder").file).path.parent_path() / path;
  std::error_code error;
  if (!std::filesystem::is_directory(path, error)) {
    s.problems().error(s.place("folder"), fmt::format("{}: there is no folder '{}'", s.subject(), folder),
                       "the path is relative to the file that names it");
    return {};
  }
  std::map<std::string, std::string> found;
  for (const auto& [name, hash] : s.reading().files) {
    const std::filesystem::path there = path / std::filesystem::path(name).filename();
    if (!std::filesystem::is_regular_file(there, error)) continue;
    if (const auto sha = sha256_of_file(there)) found[folder + "/" + there.filename().string()] = *sha;
  }
  if (found.empty())
    s.problems().error(s.place("folder"), fmt::format("{}: folder '{}' has none of the files that the scenario names", s.subject(), folder),
                       s.reading().files.empty() ? "name a file first: energy_price = { file = \"prices.csv\", column = \"usd_per_mwh\" }"
                                                 : fmt::format("put a {} there", std::filesystem::path(s.reading().files.begin()->first).filename().string()));
  s.reading().files.merge(found);
  return path.string();
}

}  // namespace

Horizon bind_horizon(Section s) {
  Horizon h;
  s.into("years", h.years);
  s.into("weeks", h.weeks);
  return h;
}

std::vector<WeatherYear> bind_weather_years(Section& file) {
  std::vector<WeatherYear> all;
  double sum = 0.0;
  std::size_t stated = 0;
  for (Section& s : file.tables("weather_years")) {
    WeatherYear w{.id = s.id()};
    s.into("probability", w.probability);
    if (s.states("seed")) s.into("seed", w.seed.emplace());
    w.folder = bind_folder(s);
    s.into("demand", w.demand);
    s.into("price", w.price);
    s.into("wind", w.wind);
    s.into("solar", w.solar);
    if (w.probability) sum += *w.probability, ++stated;
    all.push_back(std::move(w));
  }
  if (all.empty()) return all;
  if (stated != 0 && stated != all.size())
    file.problems().error(file.place("weather_years"), fmt::format("{} of {} weather years state a probability", stated, all.size()),
                          "state it for all of them, or for none: then all are alike");
  else if (stated != 0 && std::abs(sum - 1.0) > 1e-9)
    file.problems().error(file.place("weather_years"), fmt::format("the probabilities of the weather years sum to {:g} %", 100.0 * sum),
                          "let them sum to 100 %");
  for (WeatherYear& w : all)
    if (stated == 0) w.probability = 1.0 / static_cast<double>(all.size());
  return all;
}

Risk bind_risk(Section s, const std::vector<WeatherYear>& weather) {
  Risk r;
  s.into("weight", r.weight);
  s.into("level", r.level);
  if (r.weight > 0.0 && weather.size() < 2)
    s.problems().warning(s.place("weight"), "risk weighs the worst weather years, but there is only one weather year", "add [weather_years.X]");
  return r;
}

}  // namespace gridwright::scenario
