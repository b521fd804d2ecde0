//! `random.Random(seed)` of CPython: MT19937 (Matsumoto and Nishimura 1998) seeded from the digits of an integer.

use std::sync::Arc;

use num_bigint::BigInt;

use crate::{PyError, PyResult, Value};

const N: usize = 624;
const M: usize = 397;

/// A generator that gives what `random.Random(seed)` gives. Copies share their state until they draw.
#[derive(Debug, Clone)]
pub struct PyRandom {
    state: Arc<Twister>,
}

#[derive(Debug, Clone)]
struct Twister {
    words: [u32; N],
    next: usize,
}

impl PyRandom {
    /// The generator of a seed; its sign does not count, as in Python.
    pub fn new(seed: impl Into<BigInt>) -> Self {
        Self { state: Arc::new(Twister::seeded(&seed.into().magnitude().to_u32_digits())) }
    }

    /// `random.Random(seed)` of a value.
    ///
    /// # Errors
    /// `TypeError` where it is no integer. Python also takes `None`, floats and texts, by the clock and by hashes; here they are refused.
    pub fn seeded(seed: &Value) -> PyResult<Self> {
        match seed {
            Value::Bool(b) => Ok(Self::new(i64::from(*b))),
            Value::Int(i) => Ok(Self::new(*i)),
            Value::BigInt(big) => Ok(Self::new(BigInt::clone(big))),
            _ => Err(PyError::type_error("The only supported seed types are: None,\nint, float, str, bytes, and bytearray.")),
        }
    }

    /// `getrandbits(32)`.
    pub fn next_u32(&mut self) -> u32 {
        Arc::make_mut(&mut self.state).next()
    }

    /// `random()`: 53 bits in `[0, 1)`.
    pub fn random(&mut self) -> f64 {
        let (high, low) = (self.next_u32() >> 5, self.next_u32() >> 6);
        (f64::from(high) * 67_108_864.0 + f64::from(low)) * (1.0 / 9_007_199_254_740_992.0)
    }

    /// `uniform(low, high)`.
    pub fn uniform(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.random()
    }

    /// `randint(low, high)`, both ends included; `low` must not be above `high`.
    pub fn randint(&mut self, low: i64, high: i64) -> i64 {
        let width = high.abs_diff(low).wrapping_add(1);
        low.wrapping_add(self.below(width) as i64)
    }

    /// `_randbelow`: bits are drawn until they are below `n`.
    fn below(&mut self, n: u64) -> u64 {
        let bits = u64::BITS - n.leading_zeros();
        let mut drawn = self.bits(bits);
        while drawn >= n {
            drawn = self.bits(bits);
        }
        drawn
    }

    /// `getrandbits(count)` for 1 to 64 bits; the first word drawn is the lowest.
    fn bits(&mut self, count: u32) -> u64 {
        if count <= 32 {
            return u64::from(self.next_u32() >> (32 - count));
        }
        let low = u64::from(self.next_u32());
        u64::from(self.next_u32() >> (64 - count)) << 32 | low
    }
}

impl Twister {
    /// `init_by_array` over the 32-bit digits of the seed, lowest first.
    fn seeded(digits: &[u32]) -> Self {
        let key = if digits.is_empty() { &[0] } else { digits };
        let mut words = Self::from_word(19_650_218);
        let (mut i, mut j) = (1, 0);
        for _ in 0..N.max(key.len()) {
            let mixed = words[i] ^ (words[i - 1] ^ words[i - 1] >> 30).wrapping_mul(1_664_525);
            words[i] = mixed.wrapping_add(key[j]).wrapping_add(j as u32);
            Self::advance(&mut words, &mut i);
            j = (j + 1) % key.len();
        }
        for _ in 0..N - 1 {
            let mixed = words[i] ^ (words[i - 1] ^ words[i - 1] >> 30).wrapping_mul(1_566_083_941);
            words[i] = mixed.wrapping_sub(i as u32);
            Self::advance(&mut words, &mut i);
        }
        words[0] = 0x8000_0000;
        Self { words, next: N }
    }

    fn advance(words: &mut [u32; N], i: &mut usize) {
        *i += 1;
        if *i == N {
            words[0] = words[N - 1];
            *i = 1;
        }
    }

    fn from_word(seed: u32) -> [u32; N] {
        let mut words = [seed; N];
        for i in 1..N {
            words[i] = (words[i - 1] ^ words[i - 1] >> 30).wrapping_mul(1_812_433_253).wrapping_add(i as u32);
        }
        words
    }

    fn next(&mut self) -> u32 {
        if self.next == N {
            self.refill();
        }
        let mut y = self.words[self.next];
        self.next += 1;
        y ^= y >> 11;
        y ^= y << 7 & 0x9d2c_5680;
        y ^= y << 15 & 0xefc6_0000;
        y ^ y >> 18
    }

    fn refill(&mut self) {
        for i in 0..N {
            let y = self.words[i] & 0x8000_0000 | self.words[(i + 1) % N] & 0x7fff_ffff;
            let twist = if y & 1 == 1 { 0x9908_b0df } else { 0 };
            self.words[i] = self.words[(i + M) % N] ^ y >> 1 ^ twist;
        }
        self.next = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers printed by CPython 3.11.
    #[test]
    fn streams_are_those_of_cpython() {
        let mut random = PyRandom::new(200_191);
        assert_eq!([(); 6].map(|()| random.randint(10_000, 99_999)), [67410, 41772, 24547, 24421, 60424, 33485]);
        let mut random = PyRandom::new(141_053);
        assert_eq!(
            [(); 3].map(|()| random.randint(100_000_000_000, 999_999_999_999)),
            [262919693687, 391310425148, 307751534385]
        );
        assert_eq!([(); 3].map(|()| random.uniform(0.0, 120.0)), [41.23563466276727, 55.34369614234826, 77.80498067475213]);
        let mut random = PyRandom::new((BigInt::from(-1) << 70) - 5);
        assert_eq!([(); 3].map(|()| random.random()), [0.46679953776226335, 0.4748702691919824, 0.3684083919879382]);
        let mut random = PyRandom::new(0);
        (0..2000).for_each(|_| _ = random.random());
        assert_eq!(random.next_u32(), 895993875);
    }
}
