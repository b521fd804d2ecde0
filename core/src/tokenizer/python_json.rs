//! The filter `tojson` of chat templates, as transformers defines it: Python's `json.dumps` with `ensure_ascii=False`, nothing
//! escaped for HTML, keys in their order.

use std::io::{self, Write};

use minijinja::value::{Kwargs, Value};
use minijinja::{Error, ErrorKind};
use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

/// The value as JSON. Takes `ensure_ascii`, `indent`, `separators` and `sort_keys` by name; any other option is an error, since a
/// prompt that is silently another one would be worse.
pub(super) fn tojson(value: Value, options: Kwargs) -> Result<String, Error> {
    let indent: Option<usize> = options.get("indent")?;
    let separators: Option<Vec<String>> = options.get("separators")?;
    let sort_keys = options.get::<Option<bool>>("sort_keys")?.unwrap_or(false);
    let ensure_ascii = options.get::<Option<bool>>("ensure_ascii")?.unwrap_or(false);
    options.assert_all_used()?;
    let [item, key] = match separators.as_deref() {
        Some([item, key]) => [item.as_str(), key.as_str()],
        Some(others) => {
            let text = format!("tojson takes two separators, not {}", others.len());
            return Err(Error::new(ErrorKind::InvalidOperation, text));
        }
        // With line breaks, Python leaves the blank at their ends out.
        None => [if indent.is_some() { "," } else { ", " }, ": "],
    };
    let failed = |e: serde_json::Error| Error::new(ErrorKind::BadSerialization, e.to_string());
    let mut json = serde_json::to_value(&value).map_err(failed)?;
    if sort_keys {
        json.sort_all_objects();
    }
    let mut out = Vec::new();
    let layout = Layout { item, key, indent, ensure_ascii, depth: 0, is_empty: true };
    json.serialize(&mut Serializer::with_formatter(&mut out, layout)).map_err(failed)?;
    Ok(String::from_utf8_lossy(&out).into_owned())
}

/// How Python lays JSON out.
struct Layout<'a> {
    /// Between items.
    item: &'a str,
    /// Between a key and its value.
    key: &'a str,
    /// Blanks of each depth; [`None`] for all in one line.
    indent: Option<usize>,
    ensure_ascii: bool,
    depth: usize,
    /// Whether the list or object that was opened last holds nothing so far.
    is_empty: bool,
}

impl Layout<'_> {
    fn open<W: ?Sized + Write>(&mut self, out: &mut W, bracket: &[u8]) -> io::Result<()> {
        (self.depth, self.is_empty) = (self.depth + 1, true);
        out.write_all(bracket)
    }

    fn close<W: ?Sized + Write>(&mut self, out: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.depth -= 1;
        if !std::mem::take(&mut self.is_empty) {
            self.new_line(out)?;
        }
        out.write_all(bracket)
    }

    fn next<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.is_empty = false;
        if !first {
            out.write_all(self.item.as_bytes())?;
        }
        self.new_line(out)
    }

    fn new_line<W: ?Sized + Write>(&self, out: &mut W) -> io::Result<()> {
        match self.indent {
            Some(width) => write!(out, "\n{:1$}", "", width * self.depth),
            None => Ok(()),
        }
    }
}

impl Formatter for Layout<'_> {
    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.open(out, b"[")
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.close(out, b"]")
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.next(out, first)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.open(out, b"{")
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.close(out, b"}")
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.next(out, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        out.write_all(self.key.as_bytes())
    }

    /// As Python's `repr`: `1e-05` and `1e+16`, where others write `0.00001` and `1e16`.
    fn write_f64<W: ?Sized + Write>(&mut self, out: &mut W, value: f64) -> io::Result<()> {
        let text = format!("{value:e}");
        let exponent = text.split_once('e').and_then(|(digits, power)| Some((digits, power.parse::<i32>().ok()?)));
        match exponent {
            Some((digits, power)) if !(-4..16).contains(&power) => {
                let sign = if power < 0 { '-' } else { '+' };
                write!(out, "{digits}e{sign}{:02}", power.abs())
            }
            _ => write!(out, "{value:?}"),
        }
    }

    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        if !self.ensure_ascii {
            return out.write_all(fragment.as_bytes());
        }
        let mut pair = [0; 2];
        fragment.chars().try_for_each(|char| match char {
            ' '..='~' => write!(out, "{char}"),
            _ => char.encode_utf16(&mut pair).iter().try_for_each(|unit| write!(out, "\\u{unit:04x}")),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// The filter with options as a template writes them.
    fn filtered(value: &serde_json::Value, options: &str) -> Result<String, Error> {
        let mut environment = minijinja::Environment::new();
        environment.add_filter("tojson", tojson);
        let value = Value::from_serialize(value);
        environment.render_str(&format!("{{{{ value | tojson{options} }}}}"), minijinja::context! { value })
    }

    fn schema() -> serde_json::Value {
        json!({"type": "a <b> & 'é' \u{1F600}", "default": [1, 2.0, 1e-5, 1e16, null, true], "a": {}, "b": [], "c": {"d": [{}]}})
    }

    // Every expected text is what Python 3.12's json.dumps(..., ensure_ascii=False) writes.

    #[test]
    fn a_value_is_one_line_with_its_keys_in_order_and_letters_as_they_are() {
        let text =
            r#"{"type": "a <b> & 'é' 😀", "default": [1, 2.0, 1e-05, 1e+16, null, true], "a": {}, "b": [], "c": {"d": [{}]}}"#;
        assert_eq!(filtered(&schema(), "").unwrap(), text);
        assert_eq!(filtered(&schema(), "(ensure_ascii=False, indent=None, sort_keys=False)").unwrap(), text);
        assert_eq!(filtered(&json!("\n\t\"\\/\u{1}\u{7f}"), "").unwrap(), "\"\\n\\t\\\"\\\\/\\u0001\u{7f}\"");
    }

    #[test]
    fn an_indent_breaks_the_lines_as_python_does() {
        let value = json!({"b": [1, {"x": "y"}], "a": {}, "c": []});
        let text = r#"{
    "b": [
        1,
        {
            "x": "y"
        }
    ],
    "a": {},
    "c": []
}"#;
        assert_eq!(filtered(&value, "(indent=4)").unwrap(), text);
        assert_eq!(filtered(&json!([1, [2]]), "(indent=0)").unwrap(), "[\n1,\n[\n2\n]\n]");
    }

    #[test]
    fn rarer_options_do_as_in_python() {
        let value = json!({"b": 1, "a": {"d": 2, "c": "é😀"}});
        assert_eq!(filtered(&value, "(sort_keys=True)").unwrap(), r#"{"a": {"c": "é😀", "d": 2}, "b": 1}"#);
        assert_eq!(filtered(&value, "(separators=(',', ':'))").unwrap(), r#"{"b":1,"a":{"d":2,"c":"é😀"}}"#);
        let ascii = "{\"b\": 1, \"a\": {\"d\": 2, \"c\": \"\\u00e9\\ud83d\\ude00\"}}";
        assert_eq!(filtered(&value, "(ensure_ascii=True)").unwrap(), ascii);
        assert_eq!(filtered(&json!("~\u{7f}"), "(ensure_ascii=True)").unwrap(), "\"~\\u007f\"");
    }

    #[test]
    fn numbers_are_written_as_python_writes_them() {
        for (number, text) in [
            (json!(0.0001), "0.0001"),
            (json!(0.00001234), "1.234e-05"),
            (json!(123456789012345680.0), "1.2345678901234568e+17"),
            (json!(1e15), "1000000000000000.0"),
            (json!(-0.0), "-0.0"),
            (json!(1e-300), "1e-300"),
            (json!(u64::MAX), "18446744073709551615"),
            (json!(i64::MIN), "-9223372036854775808"),
        ] {
            assert_eq!(filtered(&number, "").unwrap(), text);
        }
    }

    #[test]
    fn an_option_that_is_not_known_is_an_error() {
        assert!(filtered(&schema(), "(skipkeys=True)").unwrap_err().to_string().contains("skipkeys"));
        assert!(filtered(&schema(), "(separators=(',',))").unwrap_err().to_string().contains("two separators, not 1"));
    }
}
