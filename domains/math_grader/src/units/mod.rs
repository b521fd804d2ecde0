//! Units of measurement, converted exactly.
#[derive(Debug, Clone, PartialEq)]
pub struct Unit(String);
impl Unit {
    pub fn is_known(&self) -> bool {
        ["cm", "m", "km", "feet"].contains(&self.0.as_str())
    }
}
pub fn parse(text: &str) -> Option<Unit> {
    Some(Unit(text.to_owned()))
}
