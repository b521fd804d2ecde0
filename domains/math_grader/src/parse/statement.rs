//! Answers as wholes: items with separators between, relations, ratios, sets.

use super::command::{self, Meaning};
use super::token::{Gap, Kind, Token};
use super::{Parser, tail};
use crate::tree::{Bracket, Id, Many, Node, Relation};

/// What stands between two items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Separator {
    Comma,
    /// Parts groups of items: a semicolon, a new line, "or".
    Wide,
    And,
    Or,
    /// What stood before is not the answer yet.
    Therefore,
}

/// Words that announce an answer and are no part of it.
const ANNOUNCEMENTS: [&str; 10] =
    ["there are", "there is", "we get", "it is", "answer", "the answer is", "answer is", "final answer", "ans", "total"];

/// Words before a condition that change nothing in it.
const QUANTIFIERS: [&str; 6] = ["all", "any", "every", "for all", "for", "when"];

/// How words begin that only say where an answer holds.
const REMARKS: [&str; 6] = ["for all ", "for any ", "for every ", "for each ", "for real ", "where "];

/// Words after which a condition or a remark follows.
const CONDITIONS: [&str; 6] = ["for", "where", "with", "when", "for all", "for any"];

impl Parser<'_> {
    /// The whole text.
    pub(super) fn answer(&mut self) -> Option<Id> {
        let mut items: Vec<Id> = Vec::new();
        let mut separators: Vec<Separator> = Vec::new();
        loop {
            while self.skip_filler() {}
            if self.peek().is_none() {
                break;
            }
            if let Some(separator) = self.separator() {
                if separator == Separator::Therefore {
                    items.clear();
                    separators.clear();
                } else if separators.len() < items.len() {
                    separators.push(separator);
                } else if let Some(last) = separators.last_mut() {
                    // ", and" and ", or" are one separator.
                    *last = Separator::Comma;
                }
                continue;
            }
            if separators.len() < items.len() {
                separators.push(Separator::Comma);
            }
            let from = self.at;
            let item = match self.statement().filter(|_| self.at_item_end()) {
                Some(item) => item,
                None if self.too_deep => return None,
                None => {
                    self.at = from;
                    self.words()
                }
            };
            items.push(item);
            // Whatever happens, the text is used up.
            self.at = self.at.max(from + 1);
        }
        self.joined(items, &separators)
    }

    fn skip_filler(&mut self) -> bool {
        let filler = match self.kind() {
            Some(Kind::Sign('.' | '&' | '"' | '`' | ':')) => true,
            Some(Kind::Text(text)) => {
                let text = text.trim().trim_end_matches(':').to_lowercase();
                let last = self.at + 1 >= self.tokens.len();
                text.is_empty() || ANNOUNCEMENTS.contains(&text.as_str()) || (QUANTIFIERS.contains(&text.as_str()) && !last)
            }
            _ => false,
        };
        self.at += usize::from(filler);
        filler
    }

    fn at_item_end(&self) -> bool {
        self.peek().is_none_or(|token| {
            matches!(token.kind, Kind::Sign('.' | '&')) || separator_of(token).is_some() || {
                // A new line begins a new item.
                token.gap == Gap::Line
            }
        })
    }

    fn separator(&mut self) -> Option<Separator> {
        let separator = separator_of(self.peek()?)?;
        self.at += 1;
        Some(separator)
    }

    /// One answer of several items.
    fn joined(&mut self, items: Vec<Id>, separators: &[Separator]) -> Option<Id> {
        if items.len() < 2 {
            return items.first().copied();
        }
        let wide = |separator: &Separator| matches!(separator, Separator::Wide | Separator::Or);
        let groups = self.groups(&items, separators, wide);
        let several = groups.len() > 1 && groups.iter().any(|group| group.len() > 1);
        let even = groups.iter().all(|group| group.len() == groups[0].len());
        let named = items.iter().all(|item| matches!(self.tree.get(*item), Node::Chain { .. }));
        let items = self.distributed(items);
        let marked = separators.contains(&Separator::Wide);
        if let Some(region) = self.conditions(&items, separators) {
            return Some(region);
        }
        if several && (marked || (even && named)) {
            let rows: Vec<Id> = groups.into_iter().map(|group| self.group_node(group)).collect();
            return Some(self.tree.add(Node::List(rows)));
        }
        Some(self.tree.add(Node::List(items)))
    }

    /// `x \ne 1, 2` says it of both numbers.
    fn distributed(&mut self, items: Vec<Id>) -> Vec<Id> {
        let Node::Chain { parts, relations } = self.tree.get(items[0]).clone() else { return items };
        let plain =
            items[1..].iter().all(|item| matches!(self.tree.get(*item), Node::Number { .. } | Node::Neg(_) | Node::Div(..)));
        if relations != [Relation::NotEqual] || !plain {
            return items;
        }
        let said = |parser: &mut Self, item: Id| {
            parser.tree.add(Node::Chain { parts: vec![parts[0], item], relations: relations.clone() })
        };
        let rest: Vec<Id> = items[1..].iter().map(|item| said(self, *item)).collect();
        [&items[..1], rest.as_slice()].concat()
    }

    fn names_differ(&self, items: &[Id]) -> bool {
        let mut names: Vec<&str> = Vec::new();
        for item in items {
            match self.tree.get(*item) {
                Node::Chain { parts, .. } => match self.tree.get(parts[0]) {
                    Node::Symbol(name) if name.chars().count() == 1 => names.push(name),
                    _ => return false,
                },
                _ => return false,
            }
        }
        names.windows(2).all(|pair| pair[0] != pair[1])
    }

    /// Conditions joined by "or" are alternatives, those joined by "and" all hold.
    fn conditions(&mut self, items: &[Id], separators: &[Separator]) -> Option<Id> {
        let bounds = |id: &Id| matches!(self.tree.get(*id), Node::Chain { relations, .. } if relations.iter().any(|r| r.is_order() || matches!(r, Relation::NotEqual | Relation::In)));
        let chains = items.iter().all(|item| matches!(self.tree.get(*item), Node::Chain { .. }));
        let all_or = separators.iter().all(|separator| *separator == Separator::Or);
        // x = 2 or y = 3 says less than both.
        if chains && all_or && self.names_differ(items) {
            return Some(self.tree.add(Node::Union(items.to_vec())));
        }
        if !chains || !items.iter().any(bounds) {
            return None;
        }
        if separators.iter().all(|separator| *separator == Separator::Or) {
            return Some(self.tree.add(Node::Union(items.to_vec())));
        }
        separators.iter().all(|separator| *separator == Separator::And).then(|| self.tree.add(Node::Intersection(items.to_vec())))
    }

    fn groups(&self, items: &[Id], separators: &[Separator], wide: impl Fn(&Separator) -> bool) -> Vec<Vec<Id>> {
        let mut groups = vec![vec![items[0]]];
        for (item, separator) in items[1..].iter().zip(separators) {
            if wide(separator) {
                groups.push(Vec::new());
            }
            if let Some(group) = groups.last_mut() {
                group.push(*item);
            }
        }
        groups
    }

    fn group_node(&mut self, group: Vec<Id>) -> Id {
        if group.len() == 1 {
            return group[0];
        }
        let named = group.iter().all(|item| matches!(self.tree.get(*item), Node::Chain { .. }));
        self.tree.add(if named {
            Node::List(group)
        } else {
            Node::Row { open: Bracket::Round, close: Bracket::Round, items: group }
        })
    }

    /// Items in brackets, up to what closes them.
    pub(super) fn items(&mut self) -> Option<Vec<Id>> {
        let mut items = Vec::new();
        loop {
            match self.kind()? {
                Kind::Close(_) => return Some(items),
                Kind::Sign('|' | ':') if self.no_bar && items.len() == 1 => return Some(items),
                Kind::Sign('.') => self.at += 1,
                _ if separator_of(self.peek()?).is_some() => self.at += 1,
                _ => {
                    let item = self.statement()?;
                    items.push(item);
                    let ends = self.peek().is_some_and(|token| {
                        matches!(token.kind, Kind::Close(_) | Kind::Sign('.' | '|' | ':')) || separator_of(token).is_some()
                    });
                    if !ends {
                        return None;
                    }
                }
            }
        }
    }

    /// An expression, or several with relations between.
    pub(super) fn statement(&mut self) -> Option<Id> {
        self.deeper(|parser| {
            let mut parts = Vec::new();
            let mut relations = Vec::new();
            // "= 5" and "≈ 5" state a value of something that was named before.
            if matches!(parser.relation_ahead(), Some((Relation::Equal | Relation::Approximately, _))) {
                parser.take_relation();
            }
            parts.push(parser.side()?);
            while let Some(relation) = parser.take_relation() {
                relations.push(relation);
                parts.push(parser.side()?);
            }
            parser.condition();
            parser.modulus_of_congruence(&mut parts, &relations);
            Some(if relations.is_empty() { parts[0] } else { parser.tree.add(Node::Chain { parts, relations }) })
        })
    }

    /// `n \equiv 1 \bmod 4` says what `n \equiv 1 \pmod 4` says.
    fn modulus_of_congruence(&mut self, parts: &mut [Id], relations: &[Relation]) {
        let Some(last) = parts.last_mut().filter(|_| relations.contains(&Relation::Congruent)) else { return };
        if let Node::Many(Many::Modulo, values) = self.tree.get(*last).clone() {
            *last = self.tree.add(Node::Apply("mod".into(), values));
        }
    }

    /// `(k \in \mathbb{Z})` behind an answer.
    fn bracketed_membership(&mut self) {
        if !self.membership_in_brackets() {
            return;
        }
        while self.peek().is_some_and(|token| token.kind != Kind::Close('(')) {
            self.at += 1;
        }
        self.at += 1;
    }

    /// Takes a condition such as "for all n" that does not change the answer.
    fn condition(&mut self) {
        self.bracketed_membership();
        let words = match self.kind() {
            Some(Kind::Text(text)) => text.trim().trim_matches(',').trim().to_lowercase(),
            Some(Kind::Word(word)) => word.to_lowercase(),
            _ => return,
        };
        if REMARKS.iter().any(|remark| words.starts_with(remark)) {
            while self
                .peek()
                .is_some_and(|token| separator_of(token).is_none() && !matches!(token.kind, Kind::Close(_) | Kind::End(_)))
            {
                self.at += 1;
            }
            return;
        }
        if !CONDITIONS.contains(&words.as_str()) {
            return;
        }
        let from = self.at;
        self.at += 1;
        let read = self.statement();
        let all = words.starts_with("for a");
        let stated = read.is_some_and(|id| {
            matches!(self.tree.get(id), Node::Chain { .. }) || (all && matches!(self.tree.get(id), Node::Symbol(_)))
        });
        if !stated || !self.at_item_end() {
            self.at = from;
        }
    }

    fn take_relation(&mut self) -> Option<Relation> {
        let (relation, length) = self.relation_ahead()?;
        self.at += length;
        Some(relation)
    }

    fn relation_ahead(&self) -> Option<(Relation, usize)> {
        Some(match self.kind()? {
            Kind::Sign('=') => (Relation::Equal, 1),
            Kind::Sign('<') => (Relation::Less, 1),
            Kind::Sign('>') => (Relation::Greater, 1),
            Kind::Pair("<=") => (Relation::LessEqual, 1),
            Kind::Pair(">=") => (Relation::GreaterEqual, 1),
            Kind::Pair("!=") => (Relation::NotEqual, 1),
            Kind::Pair("->") => (Relation::Other(6), 1),
            Kind::Sign('~') => (Relation::Approximately, 1),
            Kind::Command(name) if name == "not" => self.negated()?,
            Kind::Command(name) => match command::command(name)? {
                Meaning::Relation(relation) => (relation, 1),
                _ => return None,
            },
            Kind::Word(word) if word == "in" && self.set_follows() => (Relation::In, 1),
            _ => return None,
        })
    }

    fn negated(&self) -> Option<(Relation, usize)> {
        match &self.tokens.get(self.at + 1)?.kind {
            Kind::Sign('=') => Some((Relation::NotEqual, 2)),
            Kind::Command(name) if name == "in" => Some((Relation::NotIn, 2)),
            _ => None,
        }
    }

    fn set_follows(&self) -> bool {
        self.tokens.get(self.at + 1).is_some_and(|token| match &token.kind {
            Kind::Open(_) => true,
            Kind::Command(name) => name == "mathbb",
            _ => false,
        })
    }

    /// One side of a relation: words, a set, a ratio or an expression with what stands behind it.
    fn side(&mut self) -> Option<Id> {
        if let Some(words) = self.words_side() {
            return Some(words);
        }
        let mut terms = vec![self.sets()?];
        while self.ratio_sign() {
            self.at += 1;
            terms.push(self.sets()?);
        }
        Some(if terms.len() == 1 { terms[0] } else { self.tree.add(Node::Ratio(terms)) })
    }

    fn ratio_sign(&self) -> bool {
        match self.kind() {
            Some(Kind::Sign(':')) => !self.no_bar,
            Some(Kind::Text(text)) => matches!(text.trim(), "to" | ":"),
            Some(Kind::Word(word)) => word == "to",
            _ => false,
        }
    }

    /// Words at the beginning of a side.
    fn words_side(&mut self) -> Option<Id> {
        let first = self.peek()?;
        let begins = match &first.kind {
            Kind::Text(text) => {
                let text = text.trim();
                !text.is_empty() && command::word(text).is_none() && text != "to"
            }
            Kind::Word(word) => word.chars().count() > 1 && command::word(word).is_none() && !super::prepare::is_connective(word),
            _ => false,
        };
        if !begins {
            return None;
        }
        let from = self.at;
        while let Some(token) = self.peek() {
            let ends = matches!(token.kind, Kind::Close(_) | Kind::End(_) | Kind::NewRow | Kind::Sign('&'));
            if ends || (self.at > from && (separator_of(token).is_some() || self.relation_ahead().is_some())) {
                break;
            }
            self.at += 1;
        }
        let text = tail::flatten(self.text, &self.tokens[from..self.at]);
        Some(self.words_node(text))
    }

    /// What cannot be read otherwise, up to the next separator outside of brackets.
    fn words(&mut self) -> Id {
        let from = self.at;
        let mut depth = 0_usize;
        while let Some(token) = self.peek() {
            match token.kind {
                Kind::Open(_) | Kind::Begin(_) => depth += 1,
                Kind::Close(_) | Kind::End(_) => depth = depth.saturating_sub(1),
                _ if depth == 0 && self.at > from && separator_of(token).is_some() => break,
                _ => {}
            }
            self.at += 1;
        }
        let text = tail::flatten(self.text, &self.tokens[from..self.at]);
        if text.chars().any(char::is_alphabetic) {
            return self.words_node(text);
        }
        let raw: String = self.tokens[from..self.at].iter().map(|token| self.text[token.start..token.end].trim()).collect();
        self.tree.add(Node::Opaque(raw))
    }

    fn words_node(&mut self, text: String) -> Id {
        match crate::words::number(&text) {
            Some(value) => self.tree.number(value),
            None => self.tree.add(Node::Words(text)),
        }
    }

    /// Unions, intersections and differences of sets.
    fn sets(&mut self) -> Option<Id> {
        let mut all = self.with_tail()?;
        loop {
            let meaning = match self.kind() {
                Some(Kind::Command(name)) => command::command(name),
                Some(Kind::Word(word)) if (word == "U" && self.is_union_letter()) || word == "union" || word == "cup" => {
                    Some(Meaning::Union)
                }
                _ => None,
            };
            let joined = match meaning {
                Some(Meaning::Union) => Self::union_of,
                Some(Meaning::Intersection) => Self::intersection_of,
                Some(Meaning::Difference) => Self::difference_of,
                _ => return Some(all),
            };
            self.at += 1;
            self.count_nesting()?;
            let next = self.with_tail()?;
            all = joined(self, all, next);
        }
    }

    fn union_of(&mut self, a: Id, b: Id) -> Id {
        match self.tree.get(a).clone() {
            Node::Union(mut parts) => {
                parts.push(b);
                self.tree.add(Node::Union(parts))
            }
            _ => self.tree.add(Node::Union(vec![a, b])),
        }
    }

    fn intersection_of(&mut self, a: Id, b: Id) -> Id {
        self.tree.add(Node::Intersection(vec![a, b]))
    }

    fn difference_of(&mut self, a: Id, b: Id) -> Id {
        self.tree.add(Node::Difference(a, b))
    }

    fn with_tail(&mut self) -> Option<Id> {
        let of = self.sum()?;
        if self.is_choose() {
            return self.choose(of);
        }
        self.tail(of)
    }
}

/// The separator that a token is.
pub(super) fn separator_of(token: &Token) -> Option<Separator> {
    Some(match &token.kind {
        Kind::Sign(',') => Separator::Comma,
        Kind::Sign(';') => Separator::Wide,
        Kind::NewRow => Separator::Wide,
        Kind::Pair("=>") => Separator::Therefore,
        Kind::Command(name) => by_meaning(command::command(name)?)?,
        Kind::Word(word) => match word.as_str() {
            "and" | "和" | "与" | "及" | "以及" | "且" => Separator::And,
            "or" | "或" | "或者" => Separator::Or,
            _ => return None,
        },
        Kind::Text(text) => match text.trim_matches(|c: char| c.is_whitespace() || c == ',').to_lowercase().as_str() {
            "and" | "&" | "和" | "且" => Separator::And,
            "or" | "and/or" | "或" => Separator::Or,
            "" if text.contains(',') => Separator::Comma,
            _ => return None,
        },
        _ => return None,
    })
}

fn by_meaning(meaning: Meaning) -> Option<Separator> {
    Some(match meaning {
        Meaning::And => Separator::And,
        Meaning::Or => Separator::Or,
        Meaning::Therefore => Separator::Therefore,
        _ => return None,
    })
}
