//! One spelling for the many that Unicode has: digits of any script, wide forms, signs and letters of mathematics become ASCII and
//! LaTeX commands; marks that are not seen go.

/// The folded text. At most a small multiple of the input; digits keep their value, anything unknown stays as it is.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len() + 8);
    let mut script = Script::Line;
    for c in text.chars() {
        if c.is_ascii() {
            script.leave(&mut folded);
            folded.push(c);
            continue;
        }
        if let Some((wanted, plain)) = raised_or_lowered(c) {
            script.enter(wanted, &mut folded);
            folded.push_str(plain);
            continue;
        }
        if is_unseen(c) {
            continue;
        }
        script.leave(&mut folded);
        push(c, &mut folded);
    }
    script.leave(&mut folded);
    folded
}

/// Whether characters are on the line, raised or lowered.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Line,
    Up,
    Down,
}

impl Script {
    fn enter(&mut self, wanted: Self, folded: &mut String) {
        if *self == wanted {
            return;
        }
        self.leave(folded);
        folded.push_str(if wanted == Self::Up { "^{" } else { "_{" });
        *self = wanted;
    }

    fn leave(&mut self, folded: &mut String) {
        if *self != Self::Line {
            folded.push('}');
            *self = Self::Line;
        }
    }
}

fn raised_or_lowered(c: char) -> Option<(Script, &'static str)> {
    const DIGITS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
    let digit = |at: u32| DIGITS[at as usize];
    Some(match c {
        '⁰' => (Script::Up, "0"),
        '¹' => (Script::Up, "1"),
        '²' => (Script::Up, "2"),
        '³' => (Script::Up, "3"),
        '⁴'..='⁹' => (Script::Up, digit(c as u32 - 0x2070)),
        '⁺' => (Script::Up, "+"),
        '⁻' => (Script::Up, "-"),
        '⁽' => (Script::Up, "("),
        '⁾' => (Script::Up, ")"),
        'ⁿ' => (Script::Up, "n"),
        'ⁱ' => (Script::Up, "i"),
        'ˣ' => (Script::Up, "x"),
        '₀'..='₉' => (Script::Down, digit(c as u32 - 0x2080)),
        '₊' => (Script::Down, "+"),
        '₋' => (Script::Down, "-"),
        'ₙ' => (Script::Down, "n"),
        'ₓ' => (Script::Down, "x"),
        'ᵢ' => (Script::Down, "i"),
        'ₖ' => (Script::Down, "k"),
        _ => return None,
    })
}

/// Marks of width 0 and of the direction of writing.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}' | '\u{fe00}'..='\u{fe0f}')
}

/// Where the digits 0 to 9 of a script begin (Unicode 16, general category Nd).
const ZEROS: [u32; 34] = [
    0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0, 0xf20, 0x1040,
    0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0,
    0xaa50, 0xabf0,
];

fn digit(c: char) -> Option<char> {
    let code = c as u32;
    let zero = ZEROS.iter().copied().find(|zero| (*zero..zero + 10).contains(&code));
    let value = match zero {
        Some(zero) => code - zero,
        None if (0x1d7ce..=0x1d7ff).contains(&code) => (code - 0x1d7ce) % 10,
        None => return None,
    };
    char::from_digit(value, 10)
}

/// A letter of the mathematical alphabets (bold, italic, script ...), plain.
fn plain_letter(c: char) -> Option<char> {
    let code = c as u32;
    if !(0x1d400..=0x1d6a3).contains(&code) {
        return None;
    }
    let at = (code - 0x1d400) % 52;
    let base = if at < 26 { u32::from(b'A') + at } else { u32::from(b'a') + at - 26 };
    char::from_u32(base)
}

fn push(c: char, folded: &mut String) {
    if let Some(plain) = digit(c).or_else(|| plain_letter(c)) {
        folded.push(plain);
        return;
    }
    match c {
        '\u{ff01}'..='\u{ff5e}' => folded.extend(char::from_u32(c as u32 - 0xfee0)),
        c if c.is_whitespace() => folded.push(if c == '\u{2028}' || c == '\u{2029}' { '\n' } else { ' ' }),
        _ => match sign(c).or_else(|| letter(c)) {
            Some(spelling) => folded.push_str(spelling),
            None => folded.push(c),
        },
    }
}

fn sign(c: char) -> Option<&'static str> {
    Some(match c {
        '−' | '–' | '—' | '‐' | '‑' | '‒' | '―' | '﹣' | '➖' => "-",
        '﹢' | '➕' => "+",
        '×' | '✕' | '✖' | '⨯' => "\\times ",
        '÷' | '➗' => "\\div ",
        '⁄' | '∕' => "/",
        '·' | '⋅' | '•' | '∙' | '‧' | '・' => "\\cdot ",
        '∗' => "*",
        '≤' | '⩽' | '≦' => "\\le ",
        '≥' | '⩾' | '≧' => "\\ge ",
        '≠' => "\\ne ",
        '≈' | '≃' | '≅' | '∼' => "\\approx ",
        '≡' => "\\equiv ",
        '±' => "\\pm ",
        '∓' => "\\mp ",
        '√' => "\\sqrt ",
        '∛' => "\\sqrt[3] ",
        '∜' => "\\sqrt[4] ",
        '∞' => "\\infty ",
        '∪' | '⋃' => "\\cup ",
        '∩' | '⋂' => "\\cap ",
        '∈' => "\\in ",
        '∉' => "\\notin ",
        '∖' => "\\setminus ",
        '∅' | '⌀' | 'Ø' => "\\emptyset ",
        '∨' => "\\vee ",
        '∧' => "\\wedge ",
        '∀' => "\\forall ",
        '∃' => "\\exists ",
        '→' | '⟶' => "\\to ",
        '⇒' | '⟹' => "\\implies ",
        '⟨' | '\u{2329}' | '\u{3008}' => "\\langle ",
        '⟩' | '\u{232a}' | '\u{3009}' => "\\rangle ",
        '⌊' => "\\lfloor ",
        '⌋' => "\\rfloor ",
        '⌈' => "\\lceil ",
        '⌉' => "\\rceil ",
        '∑' => "\\sum ",
        '∏' => "\\prod ",
        '∫' => "\\int ",
        '∂' => "\\partial ",
        '∣' | '∥' => "|",
        '∠' => "\\angle ",
        '△' => "\\triangle ",
        '∶' => ":",
        '°' | '˚' | 'º' => "^\\circ ",
        '℃' => "^\\circ C",
        '℉' => "^\\circ F",
        '′' | '‘' | '’' | '´' => "'",
        '″' | '“' | '”' => "\"",
        '…' | '⋯' => "\\ldots ",
        '‰' => "\\permil ",
        '、' => ",",
        '。' => ".",
        '【' => "[",
        '】' => "]",
        '½' => "\\frac{1}{2}",
        '⅓' => "\\frac{1}{3}",
        '⅔' => "\\frac{2}{3}",
        '¼' => "\\frac{1}{4}",
        '¾' => "\\frac{3}{4}",
        '⅕' => "\\frac{1}{5}",
        '⅖' => "\\frac{2}{5}",
        '⅗' => "\\frac{3}{5}",
        '⅘' => "\\frac{4}{5}",
        '⅙' => "\\frac{1}{6}",
        '⅚' => "\\frac{5}{6}",
        '⅐' => "\\frac{1}{7}",
        '⅛' => "\\frac{1}{8}",
        '⅜' => "\\frac{3}{8}",
        '⅝' => "\\frac{5}{8}",
        '⅞' => "\\frac{7}{8}",
        '⅑' => "\\frac{1}{9}",
        '⅒' => "\\frac{1}{10}",
        _ => return None,
    })
}

fn letter(c: char) -> Option<&'static str> {
    Some(match c {
        'ℓ' => "\\ell ",
        'ℝ' => "\\mathbb{R}",
        'ℤ' => "\\mathbb{Z}",
        'ℕ' => "\\mathbb{N}",
        'ℚ' => "\\mathbb{Q}",
        'ℂ' => "\\mathbb{C}",
        'α' => "\\alpha ",
        'β' => "\\beta ",
        'γ' => "\\gamma ",
        'δ' => "\\delta ",
        'ε' | 'ϵ' => "\\epsilon ",
        'ζ' => "\\zeta ",
        'η' => "\\eta ",
        'θ' | 'ϑ' => "\\theta ",
        'κ' => "\\kappa ",
        'λ' => "\\lambda ",
        'μ' | 'µ' => "\\mu ",
        'ν' => "\\nu ",
        'ξ' => "\\xi ",
        'π' => "\\pi ",
        'ρ' => "\\rho ",
        'σ' | 'ς' => "\\sigma ",
        'τ' => "\\tau ",
        'φ' | 'ϕ' => "\\phi ",
        'χ' => "\\chi ",
        'ψ' => "\\psi ",
        'ω' => "\\omega ",
        'Γ' => "\\Gamma ",
        'Δ' => "\\Delta ",
        'Θ' => "\\Theta ",
        'Λ' => "\\Lambda ",
        'Π' => "\\Pi ",
        'Σ' => "\\Sigma ",
        'Φ' => "\\Phi ",
        'Ψ' => "\\Psi ",
        '\u{3a9}' | '\u{2126}' => "\\Omega ",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_spelling_for_many() {
        let cases = [
            ("１２", "12"),
            ("١٢", "12"),
            ("३.५", "3.5"),
            ("５　％", "5 %"),
            ("x²+y₁₀", "x^{2}+y_{10}"),
            ("10⁻³", "10^{-3}"),
            ("5\u{200b}", "5"),
            ("\u{202e}5", "5"),
            ("−5", "-5"),
            ("2¾", "2\\frac{3}{4}"),
            ("√5", "\\sqrt 5"),
            ("𝟏𝟐𝑥", "12x"),
        ];
        for (text, folded) in cases {
            assert_eq!(fold(text), folded, "{text}");
        }
    }
}
