#pragma once
#include <span>
#include <string>
#include <vector>

/// Drawing primitives: a plot that stretches with its column while its text keeps its size.
///
/// A plot is one inline SVG without a viewBox, so text and axes are laid out in real pixels and percentages; the data live
/// in a nested SVG whose viewBox is stretched to the plot area. Strokes do not scale (CSS vector-effect). This is what lets
/// one drawing be read at 390 and at 1600 px and on paper.
namespace gridwright::report {

struct Tick {
  double value = 0.0;
  std::string label;
};
struct Axis {
  double low = 0.0, high = 1.0;
  std::vector<Tick> ticks;
  std::string unit;             ///< stands above a vertical axis
};
/// Round numbers that cover [low, high], about `wanted` of them.
[[nodiscard]] Axis round_axis(double low, double high, int wanted = 5, const std::string& unit = "");
/// The same numbers, but the axis ends where the data do.
[[nodiscard]] Axis tight_axis(double low, double high, int wanted = 5, const std::string& unit = "");
/// Months of a year, labels in the middle of each; values are days 0..365.
[[nodiscard]] Axis month_axis(int days = 365);

/// "x,y" text of a number of the data layer: one decimal at most.
[[nodiscard]] std::string short_number(double value);

class Plot {
 public:
  /// The data layer is `width` x 1000 units; `width` chosen so that steps fall on whole units keeps paths short.
  Plot(Axis x, Axis y, int width = 2000);

  /// Between lower and upper, one flat step for each value; x runs evenly over the axis.
  void step_area(const std::string& css, std::span<const double> lower, std::span<const double> upper, const std::string& title);
  void line(const std::string& css, std::span<const double> x, std::span<const double> y, const std::string& title);
  void box(const std::string& css, double x0, double x1, double y0, double y1, const std::string& title = "");
  /// A curved band of one thickness from (x0, y0) to (x1, y1), the edges of less y.
  void ribbon(const std::string& css, double x0, double y0, double x1, double y1, double thickness, const std::string& title);
  void rule(const std::string& css, double y);                           ///< from side to side
  void upright(const std::string& css, double x, double y0, double y1);
  /// A 2-d picture over the whole plot area; `attributes` for scripts.
  void picture(const std::string& data_uri, const std::string& attributes);
  /// Words at a point of the data; anchor start, middle or end; shifts in pixels.
  void label(const std::string& css, double x, double y, const std::string& anchor, const std::string& words, int dx = 0, int dy = 0);
  /// An invisible strip that shows `words` under the pointer; strips are reached by arrow keys in order.
  void strip(double x0, double x1, const std::string& words);

  /// The plot with axes: `title` and `description` are its text alternative; `css` may set height and margins.
  [[nodiscard]] std::string html(const std::string& id, const std::string& title, const std::string& description,
                                 const std::string& css = "", const std::string& attributes = "") const;

  /// The same as a nested <svg> of a drawing that stands alone: the plot area in pixels of that drawing.
  [[nodiscard]] std::string svg_at(double x, double y, double wide, double high) const;

 private:
  [[nodiscard]] std::string content() const;
  [[nodiscard]] double at_x(double x) const;
  [[nodiscard]] double at_y(double y) const;
  [[nodiscard]] std::string percent_x(double x) const;
  [[nodiscard]] std::string percent_y(double y) const;
  Axis x_, y_;
  int width_;
  std::string data_, labels_, strips_;
};

/// Colour key with a value each: "wind 4.1 TWh".
struct Key {
  std::string kind, words;
};
[[nodiscard]] std::string keys_html(std::span<const Key> keys, const std::string& heading = "");

/// A figure: the title says what is found; then the drawing, notes and the way to the data.
struct Figure {
  std::string id, title, drawing, note, data_link, data_name, marks;  ///< marks: "synthetic"
};
[[nodiscard]] std::string figure_html(const Figure& figure);

/// A small badge; nothing for no words.
[[nodiscard]] std::string mark_html(const std::string& words);

}  // namespace gridwright::report
