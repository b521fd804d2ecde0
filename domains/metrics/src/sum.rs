//! Sums whose error does not grow with the number of terms.

/// A sum with its rounding errors kept beside it (Neumaier 1974): the relative error for terms of one sign is that of the last rounding.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Sum {
    sum: f64,
    lost: f64,
}

impl Sum {
    pub(crate) fn add(&mut self, term: f64) {
        let sum = self.sum + term;
        // Once the sum is infinite, what was lost is not a number.
        if sum.is_finite() {
            self.lost += if self.sum.abs() >= term.abs() { (self.sum - sum) + term } else { (term - sum) + self.sum };
        }
        self.sum = sum;
    }

    /// Adds a product without its rounding error.
    pub(crate) fn add_product(&mut self, a: f64, b: f64) {
        let product = a * b;
        self.add(product);
        if product.is_finite() {
            self.lost += a.mul_add(b, -product);
        }
    }

    pub(crate) fn total(self) -> f64 {
        if self.sum.is_finite() { self.sum + self.lost } else { self.sum }
    }
}

impl FromIterator<f64> for Sum {
    fn from_iter<I: IntoIterator<Item = f64>>(terms: I) -> Self {
        let mut sum = Self::default();
        terms.into_iter().for_each(|term| sum.add(term));
        sum
    }
}

/// The sum of `terms`.
pub(crate) fn sum(terms: impl IntoIterator<Item = f64>) -> f64 {
    terms.into_iter().collect::<Sum>().total()
}

/// The mean of `terms`, each with its weight if there are weights. There is at least one term, and the weights are not all 0.
pub(crate) fn mean(terms: impl IntoIterator<Item = f64>, weight: Option<&[f64]>) -> f64 {
    let (mut total, mut count) = (Sum::default(), 0_usize);
    let Some(weight) = weight else {
        for term in terms {
            total.add(term);
            count += 1;
        }
        return total.total() / count as f64;
    };
    for (term, weight) in terms.into_iter().zip(weight) {
        total.add_product(term, *weight);
    }
    total.total() / sum(weight.iter().copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_terms_are_not_lost_beside_large_ones() {
        // Added one after the other, each 1 vanishes beside 1e16, and the result is 0.
        assert_eq!(sum([1e16, 1.0, 1.0, -1e16]), 2.0);
        // 10 million times 0.1: plain addition is off by 1.6e-4.
        assert_eq!(sum(std::iter::repeat_n(0.1, 10_000_000)), 1e6);
    }

    #[test]
    fn an_overflow_is_infinite_and_not_nan() {
        assert_eq!(sum([1e308, 1e308, 1e308]), f64::INFINITY);
        assert_eq!(mean([1e308, 1e308], Some(&[2.0, 2.0])), f64::INFINITY);
    }

    #[test]
    fn a_weight_counts_as_so_many_rows() {
        assert_eq!(mean([1.0, 4.0], Some(&[3.0, 1.0])), mean([1.0, 1.0, 1.0, 4.0], None));
    }
}
