//! Axes: a range that holds the data, and round numbers along it.

/// The range of one axis and its ticks.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Axis {
    /// Value at the start.
    pub(crate) low: f64,
    /// Value at the end.
    pub(crate) high: f64,
    /// Where marks and numbers stand.
    pub(crate) ticks: Vec<f64>,
    /// Decimals of the numbers.
    decimals: usize,
}

impl Axis {
    /// An axis of measured values that starts at 0, or below where values are, and ends at a round number.
    pub(crate) fn from_zero(values: impl Iterator<Item = f64>) -> Self {
        let (low, high) = values.fold((0.0_f64, 0.0_f64), |(low, high), value| (low.min(value), high.max(value)));
        let gap = round_gap((high - low).max(1e-3) / 5.0);
        Self::new((low / gap).floor() * gap, (high / gap - 1e-9).ceil().max(1.0) * gap, gap)
    }

    /// An axis of measured values that holds no more than they need, between round numbers.
    pub(crate) fn around(values: impl Iterator<Item = f64>) -> Self {
        let (low, high) = values.fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(value), high.max(value)));
        if low >= high {
            return Self::from_zero(std::iter::once(high.max(f64::MIN_POSITIVE)));
        }
        let gap = round_gap((high - low) / 5.0);
        Self::new((low / gap + 1e-9).floor() * gap, (high / gap - 1e-9).ceil() * gap, gap)
    }

    /// An axis of counts that reaches from the first to the last value.
    pub(crate) fn of_counts(values: impl Iterator<Item = f64>) -> Self {
        let (low, high) = values.fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(value), high.max(value)));
        let (low, high) = if low < high { (low, high) } else { (0.0, high.max(1.0)) };
        Self::new(low, high, round_gap((high - low) / 8.0).max(1.0))
    }

    fn new(low: f64, high: f64, gap: f64) -> Self {
        let first = (low / gap - 1e-9).ceil() as i64;
        let last = (high / gap + 1e-9).floor() as i64;
        let ticks = (first..=last).map(|n| n as f64 * gap).collect();
        Self { low, high, ticks, decimals: (-gap.log10()).ceil().clamp(0.0, 6.0) as usize }
    }

    /// Where a value lies, from 0 at the start to 1 at the end.
    pub(crate) fn share(&self, value: f64) -> f64 {
        (value - self.low) / (self.high - self.low)
    }

    /// The number at a tick.
    pub(crate) fn label(&self, tick: f64) -> String {
        format!("{tick:.*}", self.decimals)
    }
}

/// The least of 1, 2, 5, 10, 20, 50, ... times a power of ten that is not below a gap.
fn round_gap(least: f64) -> f64 {
    let power = 10f64.powf(least.log10().floor());
    let factor = [1.0, 2.0, 5.0, 10.0].into_iter().find(|factor| factor * power >= least * (1.0 - 1e-9)).unwrap_or(10.0);
    factor * power
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measured_values_get_round_ticks_from_zero() {
        let axis = Axis::from_zero([0.31, 0.87].into_iter());
        assert_eq!((axis.low, axis.high), (0.0, 1.0));
        assert_eq!(axis.ticks.iter().map(|t| axis.label(*t)).collect::<Vec<_>>(), ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
        assert_eq!(axis.share(0.25), 0.25);
        let small = Axis::from_zero([0.011, 0.042].into_iter());
        assert_eq!((small.high, small.label(0.01)), (0.05, "0.01".to_owned()));
    }

    #[test]
    fn negative_values_lower_the_axis() {
        let axis = Axis::from_zero([-0.5, 1.0].into_iter());
        assert_eq!((axis.low, axis.high), (-0.5, 1.0));
    }

    #[test]
    fn a_fitted_axis_leaves_out_what_has_no_values() {
        let axis = Axis::around([0.61, 0.87].into_iter());
        assert_eq!(axis.ticks.iter().map(|t| axis.label(*t)).collect::<Vec<_>>(), ["0.6", "0.7", "0.8", "0.9"]);
        assert_eq!(Axis::around([0.5].into_iter()), Axis::from_zero([0.5].into_iter()));
        assert_eq!(Axis::around(std::iter::empty()).low, 0.0);
    }

    #[test]
    fn counts_are_marked_at_whole_numbers() {
        let axis = Axis::of_counts((0..=8).map(f64::from));
        assert_eq!(axis.ticks, [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]);
        let long = Axis::of_counts([1.0, 300.0].into_iter());
        assert_eq!(long.ticks, [50.0, 100.0, 150.0, 200.0, 250.0, 300.0]);
        // A single value still has an axis.
        assert_eq!(Axis::of_counts([0.0].into_iter()).ticks, [0.0, 1.0]);
    }
}
