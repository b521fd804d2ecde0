//! Brackets, sets, absolute values and environments.

use super::token::Kind;
use super::{Parser, command};
use crate::tree::{Bracket, Function, Id, Many, Node};

impl Parser<'_> {
    /// A group in braces: one expression, or, where commas part items, a set without its backslashes.
    pub(super) fn braces(&mut self) -> Option<Id> {
        self.at += 1;
        let outer = std::mem::replace(&mut self.bars, 0);
        let items = self.items_until('{');
        self.bars = outer;
        let items = items?;
        match items.len() {
            1 => Some(items[0]),
            0 => None,
            _ => Some(self.tree.add(Node::Set(items))),
        }
    }

    /// The items in brackets that come next; `None` where none come.
    pub(super) fn bracketed_items(&mut self) -> Option<Vec<Id>> {
        let Some(Kind::Open(bracket)) = self.kind().cloned() else { return None };
        self.deeper(|parser| {
            parser.at += 1;
            parser.items_until(bracket)
        })
    }

    /// Items up to the closing bracket, which is taken. A round one may close a square one and the other way round.
    fn items_until(&mut self, bracket: char) -> Option<Vec<Id>> {
        let items = self.items()?;
        match self.kind() {
            Some(Kind::Close(other)) if closes(bracket, *other) => {
                self.at += 1;
                Some(items)
            }
            _ => None,
        }
    }

    pub(super) fn bracket(&mut self, bracket: char) -> Option<Id> {
        let outer = (std::mem::replace(&mut self.bars, 0), std::mem::replace(&mut self.no_bar, bracket == 's'));
        self.at += 1;
        let found = match bracket {
            's' => self.set(),
            'f' | 'c' => self.rounded(bracket),
            _ => self.row(bracket),
        };
        (self.bars, self.no_bar) = outer;
        found
    }

    fn rounded(&mut self, bracket: char) -> Option<Id> {
        let of = self.sum()?;
        let function = if bracket == 'f' { Function::Floor } else { Function::Ceil };
        if !self.take_if(&Kind::Close(bracket)) {
            return None;
        }
        Some(self.tree.add(Node::Call(function, of)))
    }

    fn row(&mut self, bracket: char) -> Option<Id> {
        let items = self.items()?;
        let Some(Kind::Close(close)) = self.kind().cloned() else { return None };
        if !closes(bracket, close) {
            return None;
        }
        self.at += 1;
        let plain = items.len() == 1 && bracket == close && bracket != '<';
        if plain && (bracket == '(' || !matches!(self.tree.get(items[0]), Node::Row { .. })) {
            return Some(items[0]);
        }
        // `(x + 1` with its end cut off, closed by another bracket.
        if items.len() == 1 && bracket != close {
            return None;
        }
        if items.is_empty() {
            return None;
        }
        if let Some(matrix) = self.matrix_of_rows(&items, bracket) {
            return Some(matrix);
        }
        Some(self.tree.add(Node::Row { open: kind(bracket), close: kind(close), items }))
    }

    /// `[[1, 2], [3, 4]]`.
    fn matrix_of_rows(&mut self, items: &[Id], bracket: char) -> Option<Id> {
        if bracket != '[' {
            return None;
        }
        let mut cells = Vec::new();
        let mut columns = None;
        for item in items {
            let Node::Row { open: Bracket::Square, close: Bracket::Square, items: row } = self.tree.get(*item) else {
                return None;
            };
            if columns.is_some_and(|columns| columns != row.len()) {
                return None;
            }
            columns = Some(row.len());
            cells.extend(row.iter().copied());
        }
        Some(self.tree.add(Node::Matrix { columns: columns?, items: cells }))
    }

    fn set(&mut self) -> Option<Id> {
        if self.take_if(&Kind::Close('s')) {
            return Some(self.tree.add(Node::EmptySet));
        }
        let items = self.items()?;
        if matches!(self.kind(), Some(Kind::Sign('|' | ':'))) && items.len() == 1 {
            self.at += 1;
            self.no_bar = false;
            let conditions = self.items()?;
            if !self.take_if(&Kind::Close('s')) {
                return None;
            }
            return Some(self.set_builder(items[0], conditions));
        }
        if !self.take_if(&Kind::Close('s')) {
            return None;
        }
        Some(self.tree.add(Node::Set(items)))
    }

    fn set_builder(&mut self, element: Id, conditions: Vec<Id>) -> Id {
        // `{x in R | x > 1}`: what the element is taken from is a condition as well.
        let is_reals = |parser: &Self, id: Id| match parser.tree.get(id) {
            Node::Chain { parts, .. } => matches!(parts.last().map(|last| parser.tree.get(*last)), Some(Node::Numbers('R'))),
            _ => false,
        };
        let mut all: Vec<Id> = Vec::new();
        if !matches!(self.tree.get(element), Node::Symbol(_)) && !is_reals(self, element) {
            all.push(element);
        }
        all.extend(conditions.into_iter().filter(|condition| !is_reals(self, *condition)));
        let condition = if all.len() == 1 { all[0] } else { self.tree.add(Node::List(all)) };
        self.tree.add(Node::Where(condition))
    }

    pub(super) fn absolute(&mut self) -> Option<Id> {
        self.at += 1;
        self.bars += 1;
        let of = self.sum();
        self.bars -= 1;
        if !self.take_if(&Kind::Sign('|')) {
            return None;
        }
        let of = of?;
        Some(self.tree.add(Node::Call(Function::Abs, of)))
    }

    /// A matrix, a determinant, or rows of statements.
    pub(super) fn environment(&mut self, name: &str) -> Option<Id> {
        self.at += 1;
        let mut rows: Vec<Vec<Id>> = vec![Vec::new()];
        loop {
            match self.kind()? {
                Kind::End(_) => {
                    self.at += 1;
                    break;
                }
                Kind::NewRow => {
                    self.at += 1;
                    rows.push(Vec::new());
                }
                Kind::Sign('&' | ',' | ';' | '.') => self.at += 1,
                _ => {
                    let cell = self.statement()?;
                    rows.last_mut()?.push(cell);
                }
            }
        }
        rows.retain(|row| !row.is_empty());
        let columns = rows.first().map(Vec::len)?;
        let even = rows.iter().all(|row| row.len() == columns);
        let is_matrix = name.ends_with("matrix") || name == "array";
        if !is_matrix || !even {
            return self.rows_of_statements(name, rows);
        }
        let matrix = self.tree.add(Node::Matrix { columns, items: rows.concat() });
        Some(if name.eq_ignore_ascii_case("vmatrix") { self.tree.add(Node::Call(Function::Determinant, matrix)) } else { matrix })
    }

    fn rows_of_statements(&mut self, name: &str, rows: Vec<Vec<Id>>) -> Option<Id> {
        if name == "cases" && rows.iter().any(|row| row.len() > 1) {
            let columns = rows.iter().map(Vec::len).max()?;
            let items: Vec<Id> = rows.into_iter().flatten().collect();
            return Some(self.tree.add(Node::Apply(format!("cases{columns}"), items)));
        }
        let items: Vec<Id> = rows.concat();
        Some(if items.len() == 1 { items[0] } else { self.tree.add(Node::List(items)) })
    }

    /// `{n \choose k}` has its command in the middle.
    pub(super) fn choose(&mut self, top: Id) -> Option<Id> {
        let over = self.peek().is_some_and(|token| token.is_command("over"));
        self.at += 1;
        let bottom = self.sum()?;
        Some(self.tree.add(if over { Node::Div(top, bottom) } else { Node::Many(Many::Binomial, vec![top, bottom]) }))
    }

    pub(super) fn is_choose(&self) -> bool {
        self.peek().is_some_and(|token| token.is_command("choose") || token.is_command("over") || token.is_word("choose"))
            && command::command("binom").is_some()
    }
}

fn closes(open: char, close: char) -> bool {
    open == close || matches!((open, close), ('(', '[') | ('[', '('))
}

fn kind(bracket: char) -> Bracket {
    match bracket {
        '[' => Bracket::Square,
        '<' => Bracket::Angle,
        _ => Bracket::Round,
    }
}
