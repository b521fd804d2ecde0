//! As much of XML as answers in XML need: elements, attributes, text, references.

use crate::{Malformed, Reason};

/// Deepest nesting of elements that is read; answers have four levels.
const MAX_DEPTH: usize = 32;

/// Most attributes of an element; answers have three.
const MAX_ATTRIBUTES: usize = 64;

/// An element, the text before its first child, and its children.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Element {
    pub(crate) name: String,
    attributes: Vec<(String, String)>,
    /// Between the tags as it was written, up to the first child.
    pub(crate) source: String,
    pub(crate) children: Vec<Element>,
}

impl Element {
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }
    pub(crate) fn children<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.name == name)
    }
}

fn syntax(text: impl Into<String>) -> Malformed {
    Malformed::new(Reason::Syntax, format!("XML: {}", text.into()))
}

fn unclosed(text: &str) -> Malformed {
    Malformed::new(Reason::Unclosed, format!("XML: {text}"))
}

/// Reads a text that is one element.
pub(crate) fn parse(text: &str) -> Result<Element, Malformed> {
    let mut open: Vec<Element> = Vec::new();
    let mut rest = text.trim();
    loop {
        let Some(tag) = rest.find('<') else { return Err(unclosed("an element is not closed")) };
        if let Some(element) = open.last_mut().filter(|element| element.children.is_empty()) {
            element.source.push_str(&rest[..tag]);
        }
        rest = &rest[tag..];
        if let Some(behind) = skipped(rest, &mut open)? {
            rest = behind;
            continue;
        }
        let end = tag_end(rest)?;
        let (tag, behind) = (&rest[1..end], &rest[end + 1..]);
        rest = behind;
        let done = match tag.strip_prefix('/') {
            Some(name) => match open.pop() {
                Some(element) if element.name == name.trim_end() => element,
                _ => return Err(syntax(format!("</{name}> closes nothing"))),
            },
            None => {
                let (tag, empty) = tag.strip_suffix('/').map_or((tag, false), |tag| (tag, true));
                let element = start(tag)?;
                if !empty {
                    open.push(element);
                    if open.len() > MAX_DEPTH {
                        return Err(Malformed::new(Reason::TooDeep, "XML: too many nested elements"));
                    }
                    continue;
                }
                element
            }
        };
        match open.last_mut() {
            Some(parent) => parent.children.push(done),
            None if rest.trim().is_empty() => return Ok(done),
            None => return Err(syntax("something follows the element")),
        }
    }
}

/// What is behind a comment or a CDATA section, where one begins here.
fn skipped<'t>(text: &'t str, open: &mut [Element]) -> Result<Option<&'t str>, Malformed> {
    if let Some(comment) = text.strip_prefix("<!--") {
        return comment.split_once("-->").map(|(_, rest)| Some(rest)).ok_or_else(|| unclosed("a comment is not closed"));
    }
    let Some(data) = text.strip_prefix("<![CDATA[") else { return Ok(None) };
    let (data, rest) = data.split_once("]]>").ok_or_else(|| unclosed("CDATA is not closed"))?;
    if let Some(element) = open.last_mut().filter(|element| element.children.is_empty()) {
        element.source.push_str(&escape(data));
    }
    Ok(Some(rest))
}

/// Where the tag ends that begins here; `>` inside quotes does not count.
fn tag_end(text: &str) -> Result<usize, Malformed> {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Ok(at),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    Err(unclosed("a tag is not closed"))
}

/// `name a="b"`
fn start(tag: &str) -> Result<Element, Malformed> {
    let end = tag.find(char::is_whitespace).unwrap_or(tag.len());
    let (name, mut rest) = tag.split_at(end);
    if !name.starts_with(|c: char| c.is_alphabetic() || c == '_') {
        return Err(syntax("a tag has no name"));
    }
    let mut element = Element { name: name.to_owned(), ..Element::default() };
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            return Ok(element);
        }
        let (name, behind) = rest.split_once('=').ok_or_else(|| syntax("an attribute has no value"))?;
        let behind = behind.trim_start();
        let quote = behind.chars().next().filter(|c| matches!(c, '"' | '\'')).ok_or_else(|| syntax("a value has no quotes"))?;
        let (value, behind) = behind[1..].split_once(quote).ok_or_else(|| unclosed("a value is not closed"))?;
        let name = name.trim_end();
        if name.is_empty() || name.contains(char::is_whitespace) || element.attribute(name).is_some() {
            return Err(syntax("an attribute has no usable name"));
        }
        if element.attributes.len() == MAX_ATTRIBUTES {
            return Err(syntax("an element has too many attributes"));
        }
        // Line ends and tabs in attributes are blanks, unless they are written as references.
        element.attributes.push((name.to_owned(), unescape(&value.replace(['\n', '\t', '\r'], " "))?));
        rest = behind;
    }
}

/// Text with its references replaced.
pub(crate) fn unescape(text: &str) -> Result<String, Malformed> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let (name, behind) = rest[at + 1..].split_once(';').ok_or_else(|| syntax("& without ;"))?;
        out.push(reference(name).ok_or_else(|| syntax("an unknown reference"))?);
        rest = behind;
    }
    out.push_str(rest);
    Ok(out)
}

fn reference(name: &str) -> Option<char> {
    Some(match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix('x') {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)?
        }
    })
}

/// Text as it has to be written in XML, in attributes as well. Blanks that a reader would drop or change are references.
pub(crate) fn escape(text: &str) -> String {
    let edges = |at: usize| at == 0 || at == text.len() - 1;
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() || c.is_whitespace() && (c != ' ' || edges(at)) => out.push_str(&format!("&#{};", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}
