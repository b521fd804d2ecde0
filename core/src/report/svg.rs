//! Line charts as SVG text, written by hand: small enough that no drawing library is worth its weight.

use std::fmt::Write;

use super::axis::Axis;

/// Height of a picture in pixels.
const HEIGHT: f64 = 400.0;
/// Width of one panel in pixels.
const WIDTH: f64 = 520.0;
/// Room around the plotted area: left, right, top, bottom.
const MARGIN: [f64; 4] = [72.0, 24.0, 64.0, 60.0];
const INK: &str = "#1f2933";
const FAINT: &str = "#7b8794";
const GRID: &str = "#e4e7eb";

/// One line of a chart.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Series {
    /// What the legend calls it.
    pub(super) label: String,
    /// From left to right.
    pub(super) points: Vec<(f64, f64)>,
    /// As in CSS.
    pub(super) color: &'static str,
    /// Width of the line in pixels.
    pub(super) width: f64,
    /// Whether each point is marked.
    pub(super) marked: bool,
}

/// One chart.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Panel {
    /// Above the chart.
    pub(super) title: String,
    /// Below the chart.
    pub(super) x_label: &'static str,
    /// Left of the chart.
    pub(super) y_label: &'static str,
    /// The lines; later ones lie over earlier ones.
    pub(super) series: Vec<Series>,
}

/// Charts side by side.
pub(super) fn render(panels: &[Panel]) -> String {
    let width = WIDTH * panels.len() as f64;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {HEIGHT}\" width=\"{width}\" height=\"{HEIGHT}\" \
         font-family=\"Helvetica, Arial, 'DejaVu Sans', sans-serif\" font-size=\"13\" fill=\"{INK}\">\n\
         <rect width=\"{width}\" height=\"{HEIGHT}\" fill=\"#ffffff\"/>\n"
    );
    for (index, panel) in panels.iter().enumerate() {
        let _ = writeln!(out, "<g transform=\"translate({} 0)\">", index as f64 * WIDTH);
        Plot::of(panel).draw(panel, &mut out);
        out += "</g>\n";
    }
    out + "</svg>\n"
}

/// The plotted area of one panel.
struct Plot {
    x: Axis,
    y: Axis,
}

// Writing to a string cannot fail, so results of `write!` are dropped in this file.
impl Plot {
    fn of(panel: &Panel) -> Self {
        let points = || panel.series.iter().flat_map(|series| &series.points);
        Self { x: Axis::of_counts(points().map(|p| p.0)), y: Axis::from_zero(points().map(|p| p.1)) }
    }

    fn left() -> f64 {
        MARGIN[0]
    }

    fn right() -> f64 {
        WIDTH - MARGIN[1]
    }

    fn top() -> f64 {
        MARGIN[2]
    }

    fn bottom() -> f64 {
        HEIGHT - MARGIN[3]
    }

    fn at(&self, (x, y): (f64, f64)) -> (f64, f64) {
        let across = Self::left() + self.x.share(x) * (Self::right() - Self::left());
        (across, Self::bottom() - self.y.share(y) * (Self::bottom() - Self::top()))
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
        let middle = (Self::top() + bottom) / 2.0;
        let label = text(panel.y_label);
        let _ = writeln!(out, "<text transform=\"translate(22 {middle}) rotate(-90)\" text-anchor=\"middle\">{label}</text>");
    }

    fn draw_series(&self, series: &Series, out: &mut String) {
        let places: Vec<(f64, f64)> = series.points.iter().map(|point| self.at(*point)).collect();
        let mut path = String::new();
        for (index, (x, y)) in places.iter().enumerate() {
            let _ = write!(path, "{}{x:.1} {y:.1}", if index == 0 { "M" } else { "L" });
        }
        let (color, width) = (series.color, series.width);
        let _ = writeln!(
            out,
            "<path d=\"{path}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"{width}\" stroke-linejoin=\"round\"/>"
        );
        // A line of one point is invisible, so that point is marked always.
        if series.marked || places.len() == 1 {
            for (x, y) in &places {
                let _ = writeln!(out, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3.5\" fill=\"{color}\"/>");
            }
        }
    }
}

/// One row between title and chart, so that it never covers a line.
fn draw_legend(panel: &Panel, out: &mut String) {
    let mut x = MARGIN[0];
    for series in &panel.series {
        let (y, color, width) = (46.0, series.color, series.width);
        let _ = writeln!(out, "<path d=\"M{x:.1} {y}h20\" stroke=\"{color}\" stroke-width=\"{width}\"/>");
        let _ = writeln!(out, "<text x=\"{:.1}\" y=\"{}\" font-size=\"12\">{}</text>", x + 26.0, y + 4.0, text(&series.label));
        x += 26.0 + 6.3 * series.label.chars().count() as f64 + 14.0;
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
        let series =
            Series { label: "a < b & c".into(), points: vec![(0.0, 0.0), (4.0, 1.0)], color: "#000", width: 2.0, marked: true };
        let panel = Panel { title: "t".into(), x_label: "k", y_label: "y", series: vec![series] };
        let svg = render(&[panel.clone(), panel]);
        // From the lower left corner of the plotted area to its upper right one.
        assert!(svg.contains("M72.0 340.0L496.0 64.0"), "{svg}");
        assert!(svg.contains("a &lt; b &amp; c") && svg.contains("viewBox=\"0 0 1040 400\""), "{svg}");
        assert_eq!(svg.matches("<circle").count(), 4);
    }
}
