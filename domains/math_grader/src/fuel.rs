//! A bound on work that is not a clock.

/// Units of work that one comparison may take: enough for any answer of a person, and about ten milliseconds at most.
pub const FUEL: u64 = 1_000_000;

/// What is left of the work that may be done.
#[derive(Debug)]
pub(crate) struct Fuel {
    left: u64,
}

impl Fuel {
    pub(crate) fn new() -> Self {
        Self { left: FUEL }
    }

    /// Takes so many units; [`None`] where there are not as many left, and from then on always.
    pub(crate) fn burn(&mut self, units: u64) -> Option<()> {
        if units > self.left {
            self.left = 0;
            return None;
        }
        self.left -= units;
        Some(())
    }

    pub(crate) fn used(&self) -> u64 {
        FUEL - self.left
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.left == 0
    }
}
