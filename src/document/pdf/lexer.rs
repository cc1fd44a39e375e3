//! The tokens of content streams and of `CMap`s.
//!
//! lopdf has a content parser, but it stops at the first byte that it does not know and builds one
//! large object for every operand, so that a few megabytes of digits become gigabytes. This lexer
//! goes on after damage and keeps a bounded number of operands. The syntax is that of ISO 32000-1,
//! 7.2, 7.3 and 7.8.2; a `CMap` uses the same one (9.7.5).

/// The most operands that are kept for one operator; no text operator takes more than six.
const MAX_OPERANDS: usize = 64;
/// The most items that are kept of one array or dictionary.
const MAX_ITEMS: usize = 65_536;

/// What stands before an operator.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Operand {
    /// An integer or a real number.
    Number(f64),
    /// A name without its slash.
    Name(Vec<u8>),
    /// A literal or hexadecimal string.
    Text(Vec<u8>),
    /// The items of an array, or the keys and values of a dictionary; what is nested lies flat in it.
    List(Vec<Operand>),
}

impl Operand {
    /// The number, or zero for anything else.
    pub(super) fn number(&self) -> f64 {
        if let Self::Number(number) = self { *number } else { 0.0 }
    }

    /// The bytes of a name.
    pub(super) fn name(&self) -> Option<&[u8]> {
        if let Self::Name(name) = self { Some(name) } else { None }
    }

    /// The bytes of a string.
    pub(super) fn text(&self) -> Option<&[u8]> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }
}

/// One step of a stream.
pub(super) enum Item<'a> {
    /// An operand.
    Value(Operand),
    /// An operator.
    Operator(&'a [u8]),
}

enum Token<'a> {
    Value(Operand),
    Open,
    Close,
    Word(&'a [u8]),
}

/// Reads operations from the bytes of a stream.
pub(super) struct Lexer<'a> {
    bytes: &'a [u8],
    at: usize,
    tokens: usize,
    held: Option<&'a [u8]>,
}

impl<'a> Lexer<'a> {
    /// A lexer at the start of a stream.
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, tokens: 0, held: None }
    }

    /// How many tokens were read since this was last asked.
    pub(super) fn spent(&mut self) -> usize {
        std::mem::take(&mut self.tokens)
    }

    /// Reads up to the next operator and puts what stands before it into `operands`. `None` at the
    /// end of the stream.
    pub(super) fn operation(&mut self, operands: &mut Vec<Operand>) -> Option<&'a [u8]> {
        operands.clear();
        loop {
            match self.item()? {
                Item::Operator(word) => return Some(word),
                Item::Value(value) => {
                    // Operators read their operands from the end, so the oldest ones may go.
                    if operands.len() == MAX_OPERANDS {
                        operands.drain(..MAX_OPERANDS / 2);
                    }
                    operands.push(value);
                }
            }
        }
    }

    /// Reads one operand or operator. `None` at the end of the stream.
    pub(super) fn item(&mut self) -> Option<Item<'a>> {
        if let Some(word) = self.held.take() {
            return Some(Item::Operator(word));
        }
        let mut list: Option<Vec<Operand>> = None;
        let mut depth = 0_usize;
        while let Some(token) = self.token() {
            self.tokens += 1;
            match (token, &mut list) {
                (Token::Word(b"true" | b"false" | b"null"), _) | (Token::Close, None) => {}
                (Token::Value(value), None) => return Some(Item::Value(value)),
                (Token::Word(word), None) => return Some(Item::Operator(word)),
                (Token::Value(value), Some(items)) => {
                    if items.len() < MAX_ITEMS {
                        items.push(value);
                    }
                }
                (Token::Open, None) => list = Some(Vec::new()),
                (Token::Open, Some(_)) => depth += 1,
                (Token::Close, Some(_)) if depth > 0 => depth -= 1,
                (Token::Close, Some(items)) => {
                    return Some(Item::Value(Operand::List(std::mem::take(items))));
                }
                // An operator inside brackets means that the closing bracket was lost.
                (Token::Word(word), Some(items)) => {
                    self.held = Some(word);
                    return Some(Item::Value(Operand::List(std::mem::take(items))));
                }
            }
        }
        None
    }

    /// Counts the values up to the first word that belongs to no value, but no more than `limit`.
    pub(super) fn count_values(&mut self, limit: usize) -> usize {
        let mut count = 0;
        while count < limit
            && let Some(token) = self.token()
            && !matches!(&token, Token::Word(word) if !matches!(*word, b"true" | b"false" | b"null" | b"R"))
        {
            count += 1;
        }
        count
    }

    /// How many bytes were read.
    pub(super) fn position(&self) -> usize {
        self.at
    }

    /// Skips an inline image whose `BI` was just read (ISO 32000-1, 8.9.7).
    pub(super) fn skip_image(&mut self) {
        while let Some(token) = self.token() {
            self.tokens += 1;
            if matches!(token, Token::Word(b"ID")) {
                break;
            }
        }
        while let Some(window) = self.bytes.get(self.at..self.at + 3) {
            let after = self.bytes.get(self.at + 3..).unwrap_or_default();
            let after = &after[..after.len().min(8)];
            // Image data may hold the letters by chance; what follows the real ones is text.
            if is_blank(window[0])
                && &window[1..] == b"EI"
                && after.first().is_none_or(|byte| is_blank(*byte))
                && after.iter().all(|byte| is_blank(*byte) || byte.is_ascii_graphic())
            {
                self.at += 3;
                return;
            }
            self.at += 1;
        }
        self.at = self.bytes.len();
    }

    fn token(&mut self) -> Option<Token<'a>> {
        loop {
            let byte = *self.bytes.get(self.at)?;
            match byte {
                _ if is_blank(byte) => self.at += 1,
                b'%' => {
                    let rest = &self.bytes[self.at..];
                    let end = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
                    self.at += end.unwrap_or(rest.len());
                }
                b'/' => return Some(Token::Value(Operand::Name(self.name()))),
                b'(' => return Some(Token::Value(Operand::Text(self.literal()))),
                b'[' => return Some(self.bracket(1, Token::Open)),
                b']' => return Some(self.bracket(1, Token::Close)),
                b'<' if self.bytes.get(self.at + 1) == Some(&b'<') => {
                    return Some(self.bracket(2, Token::Open));
                }
                b'>' if self.bytes.get(self.at + 1) == Some(&b'>') => {
                    return Some(self.bracket(2, Token::Close));
                }
                b'<' => return Some(Token::Value(Operand::Text(self.hexadecimal()))),
                _ if is_delimiter(byte) => self.at += 1,
                _ => return Some(self.word()),
            }
        }
    }

    fn bracket(&mut self, width: usize, token: Token<'a>) -> Token<'a> {
        self.at += width;
        token
    }

    fn regular(&mut self) -> &'a [u8] {
        let rest = &self.bytes[self.at..];
        let end = rest.iter().position(|byte| is_blank(*byte) || is_delimiter(*byte));
        let word = &rest[..end.unwrap_or(rest.len())];
        self.at += word.len();
        word
    }

    fn word(&mut self) -> Token<'a> {
        let word = self.regular();
        if word.iter().all(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.')) {
            Token::Value(Operand::Number(number(word)))
        } else {
            Token::Word(word)
        }
    }

    fn name(&mut self) -> Vec<u8> {
        self.at += 1;
        let raw = self.regular();
        let mut name = Vec::with_capacity(raw.len());
        let mut rest = raw;
        while let Some((&byte, tail)) = rest.split_first() {
            let digits = tail.get(..2).map(|pair| (digit(pair[0]), digit(pair[1])));
            if let (b'#', Some((Some(high), Some(low)))) = (byte, digits) {
                name.push(high << 4 | low);
                rest = &tail[2..];
            } else {
                name.push(byte);
                rest = tail;
            }
        }
        name
    }

    fn hexadecimal(&mut self) -> Vec<u8> {
        self.at += 1;
        let rest = &self.bytes[self.at..];
        let end = rest.iter().position(|byte| *byte == b'>').unwrap_or(rest.len());
        self.at = (self.at + end + 1).min(self.bytes.len());
        let digits: Vec<u8> = rest[..end].iter().filter_map(|byte| digit(*byte)).collect();
        digits.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).unwrap_or(&0)).collect()
    }

    fn literal(&mut self) -> Vec<u8> {
        self.at += 1;
        let mut text = Vec::new();
        let mut depth = 0_usize;
        while let Some(&byte) = self.bytes.get(self.at) {
            self.at += 1;
            match byte {
                b'(' => depth += 1,
                b')' if depth == 0 => break,
                b')' => depth -= 1,
                b'\\' => {
                    self.escape(&mut text);
                    continue;
                }
                b'\r' => {
                    self.skip(b'\n');
                    text.push(b'\n');
                    continue;
                }
                _ => {}
            }
            text.push(byte);
        }
        text
    }

    /// What follows a backslash (ISO 32000-1, table 3).
    fn escape(&mut self, text: &mut Vec<u8>) {
        let Some(&byte) = self.bytes.get(self.at) else { return };
        self.at += 1;
        match byte {
            b'n' => text.push(b'\n'),
            b'r' => text.push(b'\r'),
            b't' => text.push(b'\t'),
            b'b' => text.push(8),
            b'f' => text.push(12),
            b'\r' => self.skip(b'\n'),
            b'\n' => {}
            b'0'..=b'7' => {
                let mut value = byte - b'0';
                for _ in 0..2 {
                    let Some(&next @ b'0'..=b'7') = self.bytes.get(self.at) else { break };
                    value = value << 3 | (next - b'0');
                    self.at += 1;
                }
                text.push(value);
            }
            other => text.push(other),
        }
    }

    fn skip(&mut self, byte: u8) {
        if self.bytes.get(self.at) == Some(&byte) {
            self.at += 1;
        }
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, 0 | 9 | 10 | 12 | 13 | 32)
}

fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

/// Some producers write a second sign, or a sign inside a number; readers take what stands before it.
fn number(word: &[u8]) -> f64 {
    let text = std::str::from_utf8(word).unwrap_or_default();
    let negative = text.starts_with('-');
    let digits = text.trim_start_matches(['-', '+']);
    let digits = digits.split(['-', '+']).next().unwrap_or_default();
    let value = digits.parse().unwrap_or(0.0);
    if negative { -value } else { value }
}

#[cfg(test)]
mod tests {
    use super::{Lexer, Operand};

    fn operations(content: &[u8]) -> Vec<(Vec<Operand>, String)> {
        let mut lexer = Lexer::new(content);
        let mut operands = Vec::new();
        let mut all = Vec::new();
        while let Some(operator) = lexer.operation(&mut operands) {
            all.push((operands.clone(), String::from_utf8_lossy(operator).into_owned()));
        }
        all
    }

    #[test]
    fn reads_strings_names_and_numbers() {
        let read =
            operations(b"/F#311 -.5 Tf (a\\(b\\051\\\nc(d)) ' <4 1 4> Tj % no\n--3 +4. 1-2 Td");
        assert_eq!(
            read,
            [
                (vec![Operand::Name(b"F11".to_vec()), Operand::Number(-0.5)], "Tf".to_owned()),
                (vec![Operand::Text(b"a(b)c(d)".to_vec())], "'".to_owned()),
                (vec![Operand::Text(b"A@".to_vec())], "Tj".to_owned()),
                (
                    vec![Operand::Number(-3.0), Operand::Number(4.0), Operand::Number(1.0)],
                    "Td".to_owned()
                ),
            ]
        );
    }

    #[test]
    fn a_lost_bracket_ends_at_the_operator() {
        let read = operations(b"[(a) 2 [(b)] TJ ) } > (c) Tj");
        assert_eq!(read.len(), 2);
        assert!(matches!(&read[0].0[..], [Operand::List(items)] if items.len() == 3));
        assert_eq!(read[1].0, [Operand::Text(b"c".to_vec())]);
    }

    #[test]
    fn an_inline_image_is_skipped() {
        let mut lexer = Lexer::new(b"/W 1 ID \x00 EI\x80(\xff EI\nQ");
        lexer.skip_image();
        assert_eq!(lexer.operation(&mut Vec::new()), Some(&b"Q"[..]));
        let mut endless = Lexer::new(b"/W 1 ID xxxx");
        endless.skip_image();
        assert_eq!(endless.operation(&mut Vec::new()), None);
    }

    #[test]
    fn operands_stay_bounded() {
        let digits = b"1 ".repeat(100_000);
        let mut operands = Vec::new();
        assert_eq!(Lexer::new(&digits).operation(&mut operands), None);
        assert!(operands.len() <= super::MAX_OPERANDS);
    }
}
