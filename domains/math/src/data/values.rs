//! What may stand in a field of a record, and how it is read.

use serde_json::{Map, Value};

/// The fields of a record. Names are compared without regard to case: the same set is published with `problem` and `Problem`.
#[derive(Clone, Copy)]
pub(crate) struct Fields<'a>(pub(crate) &'a Map<String, Value>);

impl<'a> Fields<'a> {
    /// A field that is there and not null.
    pub(crate) fn get(self, name: &str) -> Option<&'a Value> {
        let same = || self.0.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value);
        self.0.get(name).or_else(same).filter(|value| !value.is_null())
    }

    pub(crate) fn has(self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// A field's text; [`None`] where it is missing, no text, or blank.
    pub(crate) fn text(self, name: &str) -> Option<&'a str> {
        self.get(name).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty())
    }

    /// A field that must be a text.
    pub(crate) fn need_text(self, name: &str) -> Result<&'a str, String> {
        match self.get(name) {
            Some(Value::String(text)) => Ok(text.trim()),
            seen => Err(format!("its `{name}` is {}; give a text", seen.map_or("missing", kind))),
        }
    }

    /// A field that must be an answer: see [`answer`].
    pub(crate) fn need_answer(self, name: &str) -> Result<String, String> {
        let seen = self.get(name);
        let read = seen.and_then(answer);
        read.ok_or_else(|| format!("its `{name}` is {}; give a text or a number", seen.map_or("missing", kind)))
    }

    /// A group of fields, also where it was written as JSON text.
    pub(crate) fn group(self, name: &str) -> Option<Map<String, Value>> {
        match self.get(name)? {
            Value::Object(fields) => Some(fields.clone()),
            Value::String(text) if text.trim_start().starts_with('{') => serde_json::from_str(text).ok(),
            _ => None,
        }
    }

    /// The names, for messages.
    pub(crate) fn names(self) -> String {
        self.0.keys().map(String::as_str).collect::<Vec<_>>().join(", ")
    }
}

/// An answer as text: a text as it stands, a number in its plainest form (`145.0` reads `145`), the entries of a list with commas
/// between them, and so a list that was written as JSON text (`["7"]`).
pub(crate) fn answer(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(listed(text.trim()).unwrap_or_else(|| text.trim().to_owned())),
        Value::Number(number) => Some(plain(&number.to_string())),
        Value::Array(entries) => entries.iter().map(entry).collect::<Option<Vec<_>>>().map(|entries| entries.join(", ")),
        _ => None,
    }
}

fn entry(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(plain(&number.to_string())),
        _ => None,
    }
}

/// The entries of a JSON list of texts. A list of bare numbers, `[1, 2]`, is left alone: it may be an interval.
fn listed(text: &str) -> Option<String> {
    if !text.starts_with("[\"") {
        return None;
    }
    let entries: Vec<String> = serde_json::from_str(text).ok()?;
    Some(entries.join(", "))
}

/// A number in its plainest form, without a point where it is whole; any other text as it stands.
pub(crate) fn plain(written: &str) -> String {
    let trimmed = written.trim();
    let whole =
        trimmed.split_once('.').filter(|(_, fraction)| fraction.bytes().all(|digit| digit == b'0')).map(|(whole, _)| whole);
    let digits = |text: &str| !text.is_empty() && text.trim_start_matches('-').bytes().all(|byte| byte.is_ascii_digit());
    whole.filter(|whole| digits(whole)).map_or_else(|| written.to_owned(), str::to_owned)
}

/// What a value is, for messages.
pub(crate) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_answer_is_a_text_a_number_or_a_list_of_them() {
        let cases = [
            (json!(" 1,234 "), Some("1,234")),
            (json!(27.0), Some("27")),
            (json!(0.5), Some("0.5")),
            (json!(-3), Some("-3")),
            (json!(["$2$"]), Some("$2$")),
            (json!(["1", 2.0]), Some("1, 2")),
            (json!("[\"7\"]"), Some("7")),
            (json!("[1, 2]"), Some("[1, 2]")),
            (json!("[\"7\""), Some("[\"7\"")),
            (json!([]), Some("")),
            (json!([[1]]), None),
            (json!(true), None),
            (json!({"value": 1}), None),
        ];
        for (value, text) in cases {
            assert_eq!(answer(&value).as_deref(), text, "{value}");
        }
    }

    #[test]
    fn a_field_is_found_whatever_the_case_of_its_name_and_null_is_no_field() {
        let Value::Object(map) = json!({"Problem": " P ", "solution": null, "meta": "{\"a\": 1}"}) else { panic!() };
        let fields = Fields(&map);
        assert_eq!((fields.text("problem"), fields.has("solution"), fields.has("answer")), (Some("P"), false, false));
        assert_eq!(fields.group("meta").map(|group| group["a"].clone()), Some(json!(1)));
    }
}
