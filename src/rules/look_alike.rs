//! Letters of another script that look like Latin ones: they say why a mark does not count, and nothing more.

use super::fold::{Kind, Token};

/// The tokens with Cyrillic and Greek letters read as the Latin ones that they look like; `None` where
/// there are none of these. Only to say why a mark does not count.
pub(super) fn read_look_alikes<'a>(text: &'a [Token<'a>]) -> Option<Vec<Token<'a>>> {
    if text.iter().all(|token| token.text.is_ascii() || token.kind != Kind::Word) {
        return None;
    }
    let mut changed = false;
    let read = text
        .iter()
        .map(|token| {
            let mut token = token.clone();
            if token.kind == Kind::Word && !token.text.is_ascii() {
                let latin: String = token.text.chars().map(looks_like).collect();
                changed |= latin != token.text;
                token.text = latin.into();
            }
            token
        })
        .collect();
    changed.then_some(read)
}

fn looks_like(ch: char) -> char {
    match ch {
        'а' | 'α' => 'a',
        'е' | 'ε' => 'e',
        'о' | 'ο' | 'σ' => 'o',
        'р' | 'ρ' => 'p',
        'с' | 'ϲ' => 'c',
        'у' | 'γ' => 'y',
        'х' | 'χ' => 'x',
        'і' | 'ι' | 'ӏ' => 'i',
        'ј' => 'j',
        'ѕ' => 's',
        'һ' => 'h',
        'к' | 'κ' => 'k',
        'в' | 'β' => 'b',
        'м' => 'm',
        'т' | 'τ' => 't',
        'п' | 'η' => 'n',
        'ԁ' => 'd',
        'ԝ' | 'ω' => 'w',
        'ν' => 'v',
        'υ' => 'u',
        _ => ch,
    }
}
