//! Random numbers, and values of every kind to draw from.

/// SplitMix64.
pub(crate) struct Draw(pub(crate) u64);

impl Draw {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let x = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let x = (x ^ x >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^ x >> 31
    }
    pub(crate) fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }
    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
    pub(crate) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
    /// An item, where there is one.
    pub(crate) fn any<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        if items.is_empty() { None } else { Some(self.pick(items)) }
    }
}

/// Texts for all services; more come from scenarios, results and the benchmark's own calls.
#[rustfmt::skip]
pub(crate) const TEXTS: &[&str] = &[
    "", "a", "file1.txt", "notes.txt", "dir", "..", "/", ".", "./", "../", "a/b", "bad|name", "Hello, world!",
    "it's \"quoted\"\n\ttab", "line one\nline two\n\nline four", "é😀", "USD", "EUR", "RMB", "GBP", "SFO", "LAX", "JFK", "RMS",
    "economy", "business", "first", "2024-10-15", "2024-1-5", "1990-05-17", "2015-01-01", "Rivermist", "San Francisco", "Buy", "sell",
    "AAPL", "Technology", "km", "m", "celsius", "fahrenheit", "lock", "START", "auto", "l", "w", " 12.5 ", "1e3", "nan", "-inf", "1_000",
];
/// Words for parameters whose names hold a text, where the documentation does not list them.
#[rustfmt::skip]
pub(crate) const HINTS: &[(&str, &[&str])] = &[
    ("unit", &["km", "m", "cm", "mm", "um", "nm", "in", "ft", "yd", "miles", "kg", "lb", "celsius", "fahrenheit"]),
    ("travel_from", &["RMS", "SBK", "MPC", "SVP", "SHD", "SSV", "OKD", "WLB", "CRH", "ATV", "PHV", "GFD", "CIA", "SFO", "LAX", "JFK", "ORD", "BOS"]),
    ("travel_to", &["RMS", "SBK", "MPC", "SVP", "SHD", "SSV", "OKD", "WLB", "CRH", "ATV", "PHV", "GFD", "CIA", "SFO", "LAX", "JFK", "ORD", "BOS"]),
    ("travel_class", &["economy", "business", "first"]),
    ("date_of_birth", &["1990-05-17", "2010-01-01", "1990-13-01"]),
    ("keyword", &["a", "e", "the", "hello", "I"]),
    ("pattern", &["a", "e", "the", "Error", "."]),
    ("mode", &["l", "w", "c"]),
];
/// Numbers as Python writes them.
#[rustfmt::skip]
pub(crate) const NUMBERS: &[&str] = &[
    "0", "1", "2", "3", "4", "5", "7", "10", "15", "20", "25", "50", "55", "60", "72", "100", "1000", "12345", "-1", "-5", "0.0", "-0.0",
    "0.5", "1.0", "2.5", "3.14159", "100.0", "1000.0", "-3.5", "1e-7", "1e16", "1e300", "99999999999999999999", "1e999", "-1e999",
    "(1e999-1e999)",
];
/// Values that a parameter rarely wants.
#[rustfmt::skip]
pub(crate) const ODD: &[&str] = &[
    "None", "True", "False", "[]", "{}", "()", "'text'", "1", "-2.5", "[1, 2.5, 'x']", "{'a': 1}", "(1, 'a')", "...", "{1}", "b'x'", "2j",
];
