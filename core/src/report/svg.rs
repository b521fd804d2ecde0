//! Line charts as SVG text, written by hand: small enough that no drawing library is worth its weight.

use std::fmt::Write;

use super::axis::Axis;

/// Height of a picture in pixels.
const HEIGHT: f64 = 400.0;
/// Width of one panel in pixels.
const WIDTH: f64 = 520.0;
/// Height of one row of the legend in pixels.
const LEGEND_ROW: f64 = 16.0;
/// Room around the plotted area: left, right, top (with one row of legend), bottom.
const MARGIN: [f64; 4] = [72.0, 24.0, 64.0, 60.0];
const INK: &str = "#1f2933";
const FAINT: &str = "#7b8794";
const GRID: &str = "#e4e7eb";

/// One line of a chart.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Series {
    /// What the legend calls it.
    pub(crate) label: String,
    /// From left to right.
    pub(crate) points: Vec<(f64, f64)>,
    /// As in CSS.
    pub(crate) color: &'static str,
    /// Width of the line in pixels.
    pub(crate) width: f64,
    /// Whether each point is marked.
    pub(crate) marked: bool,
    /// From left to right: x, lower and upper end of what lies around the line; empty for none.
    pub(crate) band: Vec<(f64, f64, f64)>,
    /// Whether the line is broken.
    pub(crate) dashed: bool,
}

/// One chart.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Panel {
    /// Above the chart.
    pub(crate) title: String,
    /// Below the chart.
    pub(crate) x_label: &'static str,
    /// Left of the chart.
    pub(crate) y_label: &'static str,
    /// The lines; later ones lie over earlier ones.
    pub(crate) series: Vec<Series>,
    /// Whether the axis of y holds the data only, and not 0 as well.
    pub(crate) fitted: bool,
}

impl Panel {
    /// Cuts bands off at 0, for values that cannot lie below though a deviation around them may.
    pub(crate) fn at_least_zero(mut self) -> Self {
        for (_, low, _) in self.series.iter_mut().filter(|s| s.points.iter().all(|p| p.1 >= 0.0)).flat_map(|s| &mut s.band) {
            *low = low.max(0.0);
        }
        self
    }
}

/// Charts side by side.
pub(crate) fn render(panels: &[Panel]) -> String {
    render_grid(panels, panels.len())
}

/// Charts in rows of this many.
pub(crate) fn render_grid(panels: &[Panel], columns: usize) -> String {
    let columns = columns.clamp(1, panels.len().max(1));
    let (width, height) = (WIDTH * columns as f64, HEIGHT * panels.len().div_ceil(columns) as f64);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
         font-family=\"Helvetica, Arial, 'DejaVu Sans', sans-serif\" font-size=\"13\" fill=\"{INK}\">\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n"
    );
    for (index, panel) in panels.iter().enumerate() {
        let (across, down) = ((index % columns) as f64 * WIDTH, (index / columns) as f64 * HEIGHT);
        let _ = writeln!(out, "<g transform=\"translate({across} {down})\">");
        Plot::of(panel).draw(panel, &mut out);
        out += "</g>\n";
    }
    out + "</svg>\n"
}

/// The plotted area of one panel.
struct Plot {
    x: Axis,
    y: Axis,
    /// Where the plotted area begins, below the legend, in pixels.
    top: f64,
}

// Writing to a string cannot fail, so results of `write!` are dropped in this file.
impl Plot {
    fn of(panel: &Panel) -> Self {
        let points = || panel.series.iter().flat_map(|series| &series.points);
        let ends = panel.series.iter().flat_map(|series| &series.band).flat_map(|(_, low, high)| [*low, *high]);
        let heights = points().map(|p| p.1).chain(ends);
        let y = if panel.fitted { Axis::around(heights) } else { Axis::from_zero(heights) };
        let rows = legend(panel).iter().map(|place| place.row + 1).max().unwrap_or(1);
        Self { x: Axis::of_counts(points().map(|p| p.0)), y, top: MARGIN[2] + (rows - 1) as f64 * LEGEND_ROW }
    }

    fn left() -> f64 {
        MARGIN[0]
    }

    fn right() -> f64 {
        WIDTH - MARGIN[1]
    }

    fn bottom() -> f64 {
        HEIGHT - MARGIN[3]
    }

    fn at(&self, (x, y): (f64, f64)) -> (f64, f64) {
        let across = Self::left() + self.x.share(x) * (Self::right() - Self::left());
        (across, Self::bottom() - self.y.share(y) * (Self::bottom() - self.top))
    }

    fn draw(&self, panel: &Panel, out: &mut String) {
        let _ = writeln!(
            out,
            "<text x=\"{}\" y=\"28\" font-size=\"16\" font-weight=\"bold\">{}</text>",
            Self::left(),
            text(&panel.title)
        );
        self.draw_axes(panel, out);
        for series in &panel.series {
            self.draw_band(series, out);
        }
        for series in &panel.series {
            self.draw_series(series, out);
        }
        draw_legend(panel, out);
    }

    fn draw_axes(&self, panel: &Panel, out: &mut String) {
        let (left, right, bottom) = (Self::left(), Self::right(), Self::bottom());
        for &tick in &self.y.ticks {
            let (_, y) = self.at((self.x.low, tick));
            let _ = writeln!(out, "<path d=\"M{left} {y:.1}H{right}\" stroke=\"{GRID}\"/>");
            let (x, y, label) = (left - 10.0, y + 4.5, self.y.label(tick));
            let _ = writeln!(out, "<text x=\"{x}\" y=\"{y:.1}\" text-anchor=\"end\">{label}</text>");
        }
        for &tick in &self.x.ticks {
            let (x, _) = self.at((tick, self.y.low));
            let _ = writeln!(out, "<path d=\"M{x:.1} {bottom}v5\" stroke=\"{FAINT}\"/>");
            let _ =
                writeln!(out, "<text x=\"{x:.1}\" y=\"{}\" text-anchor=\"middle\">{}</text>", bottom + 20.0, self.x.label(tick));
        }
        let _ = writeln!(out, "<path d=\"M{left} {bottom}H{right}\" stroke=\"{FAINT}\"/>");
        let middle = (left + right) / 2.0;
        let _ =
            writeln!(out, "<text x=\"{middle}\" y=\"{}\" text-anchor=\"middle\">{}</text>", HEIGHT - 16.0, text(panel.x_label));
        let middle = (self.top + bottom) / 2.0;
        let label = text(panel.y_label);
        let _ = writeln!(out, "<text transform=\"translate(22 {middle}) rotate(-90)\" text-anchor=\"middle\">{label}</text>");
    }

    fn draw_band(&self, series: &Series, out: &mut String) {
        if series.band.len() < 2 {
            return;
        }
        let upper = series.band.iter().map(|(x, _, high)| (*x, *high));
        let lower = series.band.iter().rev().map(|(x, low, _)| (*x, *low));
        let mut path = String::new();
        for (index, point) in upper.chain(lower).enumerate() {
            let (x, y) = self.at(point);
            let _ = write!(path, "{}{x:.1} {y:.1}", if index == 0 { "M" } else { "L" });
        }
        let _ = writeln!(out, "<path d=\"{path}Z\" fill=\"{}\" fill-opacity=\"0.14\"/>", series.color);
    }

    fn draw_series(&self, series: &Series, out: &mut String) {
        let places: Vec<(f64, f64)> = series.points.iter().map(|point| self.at(*point)).collect();
        let mut path = String::new();
        for (index, (x, y)) in places.iter().enumerate() {
            let _ = write!(path, "{}{x:.1} {y:.1}", if index == 0 { "M" } else { "L" });
        }
        let (color, width, dashes) = (series.color, series.width, dashes(series));
        let _ = writeln!(
            out,
            "<path d=\"{path}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"{width}\" stroke-linejoin=\"round\"{dashes}/>"
        );
        // A line of one point is invisible, so that point is marked always.
        if series.marked || places.len() == 1 {
            for (x, y) in &places {
                let _ = writeln!(out, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3.5\" fill=\"{color}\"/>");
            }
        }
    }
}

/// How a line is broken, as an attribute.
fn dashes(series: &Series) -> &'static str {
    if series.dashed { " stroke-dasharray=\"6 4\"" } else { "" }
}

/// Where one entry of the legend stands.
struct LegendPlace {
    x: f64,
    row: usize,
}

/// Rows between title and chart, so that the legend never covers a line.
fn legend(panel: &Panel) -> Vec<LegendPlace> {
    let (mut x, mut row) = (MARGIN[0], 0);
    let place = |series: &Series| {
        let needs = 22.0 + 6.3 * series.label.chars().count() as f64;
        if x > MARGIN[0] && x + needs > WIDTH - 8.0 {
            (x, row) = (MARGIN[0], row + 1);
        }
        let place = LegendPlace { x, row };
        x += needs + 12.0;
        place
    };
    panel.series.iter().map(place).collect()
}

fn draw_legend(panel: &Panel, out: &mut String) {
    for (series, LegendPlace { x, row }) in panel.series.iter().zip(legend(panel)) {
        let (y, color, width, dashes) = (46.0 + row as f64 * LEGEND_ROW, series.color, series.width, dashes(series));
        let _ = match width {
            // Points without a line.
            0.0 => writeln!(out, "<circle cx=\"{:.1}\" cy=\"{y}\" r=\"3.5\" fill=\"{color}\"/>", x + 8.0),
            _ => writeln!(out, "<path d=\"M{x:.1} {y}h16\" stroke=\"{color}\" stroke-width=\"{width}\"{dashes}/>"),
        };
        let _ = writeln!(out, "<text x=\"{:.1}\" y=\"{}\" font-size=\"12\">{}</text>", x + 22.0, y + 4.0, text(&series.label));
    }
}

fn text(raw: &str) -> String {
    raw.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_land_where_the_axes_say() {
        let series = Series {
            label: "a < b & c".into(),
            points: vec![(0.0, 0.0), (4.0, 1.0)],
            color: "#000",
            width: 2.0,
            marked: true,
            ..Series::default()
        };
        let panel = Panel { title: "t".into(), x_label: "k", y_label: "y", series: vec![series], fitted: false };
        let svg = render(&[panel.clone(), panel]);
        // From the lower left corner of the plotted area to its upper right one.
        assert!(svg.contains("M72.0 340.0L496.0 64.0"), "{svg}");
        assert!(svg.contains("a &lt; b &amp; c") && svg.contains("viewBox=\"0 0 1040 400\""), "{svg}");
        assert_eq!(svg.matches("<circle").count(), 4);
    }

    #[test]
    fn points_without_a_line_are_points_in_the_legend_too() {
        let series = Series { label: "failed".into(), points: vec![(0.0, 1.0), (1.0, 2.0)], marked: true, ..Series::default() };
        let svg = render(&[Panel { series: vec![series], ..Panel::default() }]);
        assert_eq!(svg.matches("<circle").count(), 3);
    }

    #[test]
    fn a_band_lies_around_its_line_and_widens_the_axis() {
        let series = Series {
            label: "m".into(),
            points: vec![(0.0, 0.5), (4.0, 0.5)],
            color: "#000",
            band: vec![(0.0, 0.0, 1.0), (4.0, 0.4, 0.6)],
            ..Series::default()
        };
        let svg = render(&[Panel { series: vec![series], ..Panel::default() }]);
        assert!(svg.contains("M72.0 64.0L496.0 174.4L496.0 229.6L72.0 340.0Z"), "{svg}");
    }

    #[test]
    fn a_long_legend_takes_a_second_row_and_pushes_the_chart_down() {
        let series =
            |n: usize| Series { label: format!("a rather long name {n}"), points: vec![(0.0, 1.0)], ..Series::default() };
        let panel = |count: usize| Panel { series: (0..count).map(series).collect(), ..Panel::default() };
        assert_eq!((Plot::of(&panel(2)).top, Plot::of(&panel(4)).top), (64.0, 80.0));
        assert!(render_grid(&[panel(1), panel(1), panel(1)], 2).contains("viewBox=\"0 0 1040 800\""));
    }
}
