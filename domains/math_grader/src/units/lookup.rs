//! Units by their symbols and names, with prefixes and in the plural.

use super::noun::singular;
use super::table::{self, Entry, Prefixes};

/// A unit by its symbol or name, with the power of ten of its prefix.
pub(super) fn lookup(word: &str) -> Option<(Entry, i32)> {
    if let Some(entry) = table::symbol(word) {
        return Some((entry, 0));
    }
    if let Some(found) = prefixed_symbol(word) {
        return Some(found);
    }
    if word.len() < 3
        && !matches!(word, "KM" | "Km" | "KG" | "Kg" | "CM" | "Cm" | "FT" | "Ft" | "LB" | "Lb" | "HR" | "Hr" | "OZ" | "Oz" | "ML")
    {
        return None;
    }
    let lower = word.to_lowercase();
    named(&lower).or_else(|| {
        let anyway = matches!(
            lower.as_str(),
            "km" | "kg"
                | "kgs"
                | "kms"
                | "cm"
                | "cms"
                | "ft"
                | "lb"
                | "lbs"
                | "hr"
                | "hrs"
                | "oz"
                | "ml"
                | "mls"
                | "min"
                | "mins"
                | "sec"
                | "secs"
                | "yds"
                | "gal"
                | "mph"
                | "kph"
                | "rpm"
                | "kwh"
                | "khz"
                | "kpa"
                | "usd"
                | "gms"
        );
        let bare = lower.strip_suffix('s').filter(|bare| matches!(*bare, "km" | "kg" | "cm" | "ml"));
        match bare.unwrap_or(lower.as_str()) {
            "ml" if anyway => lookup_exact("mL"),
            "kwh" => lookup_exact("kWh"),
            "khz" => lookup_exact("kHz"),
            "kpa" => lookup_exact("kPa"),
            "usd" => lookup_exact("USD"),
            bare if anyway => lookup_exact(bare),
            _ => None,
        }
    })
}

fn lookup_exact(word: &str) -> Option<(Entry, i32)> {
    table::symbol(word).map(|entry| (entry, 0)).or_else(|| prefixed_symbol(word))
}

/// A symbol with a prefix before it. Words of English that would be one are left to be words.
fn prefixed_symbol(word: &str) -> Option<(Entry, i32)> {
    if word.len() > 6
        || matches!(word, "pm" | "PM" | "am" | "AM" | "dL" | "hL" | "pH" | "fl" | "mA" | "mM" | "mt" | "nm" | "cl" | "ps")
    {
        return match word {
            "dL" => Some((table::letter("L")?, -1)),
            "hL" => Some((table::letter("L")?, 2)),
            "cl" => Some((table::letter("L")?, -2)),
            "mA" => Some((table::letter("A")?, -3)),
            "mM" => Some((table::letter("M")?, -3)),
            "nm" => Some((table::letter("m")?, -9)),
            "ps" => Some((table::letter("s")?, -12)),
            _ => None,
        };
    }
    let second = word.char_indices().nth(1)?.0;
    let (prefix, rest) = word.split_at(second);
    let (ten, of_thousands) = table::short_prefix(prefix)?;
    let entry = table::symbol(rest).filter(|entry| allowed(entry, of_thousands) && rest != "sec")?;
    Some((entry, ten.into()))
}

fn allowed(entry: &Entry, of_thousands: bool) -> bool {
    match entry.prefixes {
        Prefixes::None => false,
        Prefixes::Thousands => of_thousands,
        Prefixes::Every => true,
    }
}

/// A unit by its name in small letters, singular or plural, with or without a prefix.
fn named(word: &str) -> Option<(Entry, i32)> {
    let bare = |word: &str| {
        table::name(word).map(|entry| (entry, 0)).or_else(|| {
            let (prefix, ten, of_thousands) = table::LONG_PREFIXES.into_iter().find(|(prefix, ..)| word.starts_with(prefix))?;
            let entry = table::name(&word[prefix.len()..]).filter(|entry| allowed(entry, of_thousands))?;
            Some((entry, i32::from(ten)))
        })
    };
    if word.starts_with("plain") {
        return None;
    }
    bare(word).or_else(|| bare(&singular(word)))
}
