//! Runs the content streams of a page as far as they place text (ISO 32000-1, clauses 8.4 and 9).

use std::collections::BTreeMap;
use std::rc::Rc;

use lopdf::{Dictionary, Document, Object};

use super::ReadError;
use super::allowance::Allowance;
use super::font::Font;
use super::layout::{Page, Placed, Point};
use super::lexer::{Lexer, Operand};

/// How deep forms may draw forms.
const MAX_FORMS: usize = 16;
/// How many saved graphics states and open marks are kept.
const MAX_STACK: usize = 512;

/// A transformation `[a b c d e f]`.
#[derive(Debug, Clone, Copy)]
struct Matrix([f64; 6]);

impl Matrix {
    const IDENTITY: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    /// This one first, then the other.
    #[expect(clippy::many_single_char_names, reason = "the specification names the entries so")]
    fn then(self, other: Self) -> Self {
        let ([a, b, c, d, e, f], [g, h, i, j, k, l]) = (self.0, other.0);
        Self([
            a * g + b * i,
            a * h + b * j,
            c * g + d * i,
            c * h + d * j,
            e * g + f * i + k,
            e * h + f * j + l,
        ])
    }

    fn moved(self, x: f64, y: f64) -> Self {
        Self([1.0, 0.0, 0.0, 1.0, x, y]).then(self)
    }

    fn of(operands: &[Operand]) -> Option<Self> {
        let last = operands.len().checked_sub(6)?;
        let mut numbers = operands[last..].iter().map(Operand::number);
        Some(Self(std::array::from_fn(|_| numbers.next().unwrap_or(0.0))))
    }

    fn is_usable(self) -> bool {
        let [a, b, c, d, ..] = self.0;
        self.0.iter().all(|number| number.is_finite()) && a.hypot(b) > 0.0 && c.hypot(d) > 0.0
    }
}

#[derive(Clone)]
struct State {
    page: Matrix,
    font: Option<Rc<Font>>,
    size: f64,
    letter_gap: f64,
    word_gap: f64,
    /// Horizontal scale; one is none.
    scale: f64,
    leading: f64,
    rise: f64,
}

impl State {
    fn new(page: Matrix) -> Self {
        Self {
            page,
            font: None,
            size: 0.0,
            letter_gap: 0.0,
            word_gap: 0.0,
            scale: 1.0,
            leading: 0.0,
            rise: 0.0,
        }
    }
}

/// A marked part of the content; `ActualText` stands for all glyphs in it (14.9.4).
enum Mark {
    Plain,
    Says(String),
    Said,
}

/// Runs content streams; keeps the fonts from page to page.
pub(super) struct Interpreter<'a> {
    document: &'a Document,
    /// By the place of the dictionary in memory, for not every font has a number.
    fonts: BTreeMap<usize, Rc<Font>>,
    /// What the file may still cost.
    pub(super) allowance: Allowance,
    page: Page,
    state: State,
    saved: Vec<State>,
    text: Matrix,
    line: Matrix,
    marks: Vec<Mark>,
    /// The forms that are being drawn, by their place in memory: none draws itself.
    drawn: Vec<usize>,
}

impl<'a> Interpreter<'a> {
    /// An interpreter for the pages of a document.
    pub(super) fn new(document: &'a Document, allowance: Allowance) -> Self {
        Self {
            document,
            fonts: BTreeMap::new(),
            allowance,
            page: Page::default(),
            state: State::new(Matrix::IDENTITY),
            saved: Vec::new(),
            text: Matrix::IDENTITY,
            line: Matrix::IDENTITY,
            marks: Vec::new(),
            drawn: Vec::new(),
        }
    }

    /// Runs the content of a page.
    ///
    /// # Errors
    ///
    /// Where it takes more than the allowance.
    pub(super) fn page(
        &mut self,
        content: &[u8],
        resources: Option<&'a Dictionary>,
    ) -> Result<Page, ReadError> {
        self.state = State::new(Matrix::IDENTITY);
        self.saved.clear();
        self.marks.clear();
        self.drawn.clear();
        self.run(content, resources)?;
        Ok(std::mem::take(&mut self.page))
    }

    fn run(&mut self, content: &[u8], resources: Option<&'a Dictionary>) -> Result<(), ReadError> {
        let (saved, marks) = (self.saved.len(), self.marks.len());
        let mut lexer = Lexer::new(content);
        let mut operands = Vec::new();
        while let Some(operator) = lexer.operation(&mut operands) {
            self.allowance.step(lexer.spent())?;
            match operator {
                b"BI" => lexer.skip_image(),
                b"Do" => self.draw(&operands, resources)?,
                b"Tf" => self.select_font(&operands, resources)?,
                b"Q" if self.saved.len() > saved => {
                    self.state = self.saved.pop().unwrap_or_else(|| self.state.clone());
                }
                b"BMC" if self.marks.len() < MAX_STACK => self.marks.push(Mark::Plain),
                b"BDC" if self.marks.len() < MAX_STACK => {
                    let mark = self.mark(&operands, resources);
                    self.marks.push(mark);
                }
                b"EMC" if self.marks.len() > marks => drop(self.marks.pop()),
                b"Tj" | b"TJ" | b"'" | b"\"" => self.show_operands(operator, &operands)?,
                _ => self.change(operator, &operands),
            }
        }
        self.allowance.step(lexer.spent())?;
        self.saved.truncate(saved);
        self.marks.truncate(marks);
        Ok(())
    }

    /// The operators that change the state and need nothing else.
    fn change(&mut self, operator: &[u8], operands: &[Operand]) {
        let number = |from_end: usize| {
            operands.len().checked_sub(from_end).map_or(0.0, |index| operands[index].number())
        };
        match operator {
            b"q" if self.saved.len() < MAX_STACK => self.saved.push(self.state.clone()),
            b"cm" => {
                if let Some(matrix) = Matrix::of(operands) {
                    self.state.page = matrix.then(self.state.page);
                }
            }
            b"BT" => (self.text, self.line) = (Matrix::IDENTITY, Matrix::IDENTITY),
            b"Tc" => self.state.letter_gap = number(1),
            b"Tw" => self.state.word_gap = number(1),
            b"Tz" => self.state.scale = number(1) / 100.0,
            b"TL" => self.state.leading = number(1),
            b"Ts" => self.state.rise = number(1),
            b"Td" => self.next_line(number(2), number(1)),
            b"TD" => {
                self.state.leading = -number(1);
                self.next_line(number(2), number(1));
            }
            b"T*" => self.next_line(0.0, -self.state.leading),
            b"Tm" => {
                if let Some(matrix) = Matrix::of(operands) {
                    (self.text, self.line) = (matrix, matrix);
                }
            }
            _ => {}
        }
    }

    fn next_line(&mut self, x: f64, y: f64) {
        self.line = self.line.moved(x, y);
        self.text = self.line;
    }

    fn show_operands(&mut self, operator: &[u8], operands: &[Operand]) -> Result<(), ReadError> {
        if let (b"\"", [.., word_gap, letter_gap, _]) = (operator, operands) {
            self.state.word_gap = word_gap.number();
            self.state.letter_gap = letter_gap.number();
        }
        if matches!(operator, b"'" | b"\"") {
            self.next_line(0.0, -self.state.leading);
        }
        match operands.last() {
            Some(Operand::Text(text)) => self.show(text),
            Some(Operand::List(items)) => {
                for item in items {
                    match item {
                        Operand::Text(text) => self.show(text)?,
                        Operand::Number(number) => self.advance(-number / 1000.0 * self.state.size),
                        _ => {}
                    }
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Moves the pen along the line, in text space without its horizontal scale.
    fn advance(&mut self, distance: f64) {
        let is_vertical = self.state.font.as_ref().is_some_and(|font| font.is_vertical);
        let (x, y) = if is_vertical { (0.0, distance) } else { (distance * self.state.scale, 0.0) };
        self.text = self.text.moved(x, y);
    }

    fn show(&mut self, mut bytes: &[u8]) -> Result<(), ReadError> {
        let Some(font) = self.state.font.clone() else { return Ok(()) };
        let mut said = String::new();
        while !bytes.is_empty() {
            self.allowance.step(1)?;
            let (code, rest) = font.cut(bytes);
            bytes = rest;
            said.clear();
            match self.marks.iter_mut().find(|mark| !matches!(mark, Mark::Plain)) {
                None | Some(Mark::Plain) => font.push_text(code, &mut said),
                Some(Mark::Said) => {}
                Some(mark) => {
                    if let Mark::Says(text) = std::mem::replace(mark, Mark::Said) {
                        said = text;
                    }
                }
            }
            let width = font.width(code);
            // Spacing between letters belongs to the letters, else it would part them.
            let gap = self.state.letter_gap;
            let size = if self.state.size == 0.0 { 1.0 } else { self.state.size };
            self.place(&said, width + gap / size, font.is_vertical)?;
            let word_gap = if code == b" " { self.state.word_gap } else { 0.0 };
            let pen = width * self.state.size;
            // Down is negative, and the gaps are added to the amount (9.4.4).
            let distance =
                if font.is_vertical { -pen + gap + word_gap } else { pen + gap + word_gap };
            self.advance(distance);
        }
        Ok(())
    }

    #[expect(clippy::many_single_char_names, reason = "the specification names the entries so")]
    fn place(&mut self, said: &str, width: f64, is_vertical: bool) -> Result<(), ReadError> {
        let State { size, scale, rise, .. } = self.state;
        let glyph = Matrix([size * scale, 0.0, 0.0, size, 0.0, rise]);
        let shown = glyph.then(self.text).then(self.state.page);
        // What is squeezed to nothing cannot be seen, and has no direction.
        if !shown.is_usable() {
            return Ok(());
        }
        let [a, b, c, d, x, y] = shown.0;
        let (along, across): (Point, Point) =
            if is_vertical { ((-c, -d), (a, b)) } else { ((a, b), (c, d)) };
        let placed = Placed { origin: (x, y), along, across, width };
        self.page.place(said, &placed, &mut self.allowance)
    }

    fn resource(
        &self,
        resources: Option<&'a Dictionary>,
        kind: &[u8],
        name: Option<&[u8]>,
    ) -> Option<&'a Object> {
        let group = resources?.get_deref(kind, self.document).and_then(Object::as_dict).ok()?;
        group.get_deref(name?, self.document).ok()
    }

    fn select_font(
        &mut self,
        operands: &[Operand],
        resources: Option<&'a Dictionary>,
    ) -> Result<(), ReadError> {
        let [.., name, size] = operands else { return Ok(()) };
        self.state.size = size.number();
        let font = self.resource(resources, b"Font", name.name());
        let Some(font) = font.and_then(|font| font.as_dict().ok()) else { return Ok(()) };
        let key = std::ptr::from_ref(font).addr();
        let font = if let Some(font) = self.fonts.get(&key) {
            Rc::clone(font)
        } else {
            // Reading a font takes about as long as a page of text.
            self.allowance.step(5_000)?;
            let font = Rc::new(Font::new(font, self.document, &mut self.allowance)?);
            self.fonts.insert(key, Rc::clone(&font));
            font
        };
        self.state.font = Some(font);
        Ok(())
    }

    fn draw(
        &mut self,
        operands: &[Operand],
        resources: Option<&'a Dictionary>,
    ) -> Result<(), ReadError> {
        let name = operands.last().and_then(Operand::name);
        let Some(Object::Stream(form)) = self.resource(resources, b"XObject", name) else {
            return Ok(());
        };
        let is_form =
            form.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|kind| kind == b"Form");
        let place = std::ptr::from_ref(form).addr();
        if !is_form || self.drawn.len() == MAX_FORMS || self.drawn.contains(&place) {
            return Ok(());
        }
        let content = self.allowance.decode(form, self.document)?;
        let own = form.dict.get_deref(b"Resources", self.document).and_then(Object::as_dict).ok();
        let outer = (self.state.clone(), self.text, self.line);
        let matrix = form.dict.get_deref(b"Matrix", self.document).and_then(Object::as_array);
        if let Ok(matrix) = matrix {
            let numbers: Vec<Operand> = matrix
                .iter()
                .map(|number| Operand::Number(number.as_float().map_or(0.0, f64::from)))
                .collect();
            self.change(b"cm", &numbers);
        }
        self.drawn.push(place);
        self.run(&content, own.or(resources))?;
        self.drawn.pop();
        (self.state, self.text, self.line) = outer;
        Ok(())
    }

    fn mark(&self, operands: &[Operand], resources: Option<&'a Dictionary>) -> Mark {
        let text = match operands.last() {
            Some(Operand::List(entries)) => entries
                .windows(2)
                .find(|pair| pair[0].name() == Some(b"ActualText"))
                .and_then(|pair| pair[1].text().map(Object::string_literal)),
            Some(Operand::Name(name)) => self
                .resource(resources, b"Properties", Some(name))
                .and_then(|properties| properties.as_dict().ok())
                .and_then(|properties| properties.get_deref(b"ActualText", self.document).ok())
                .cloned(),
            _ => None,
        };
        let text = text.and_then(|text| lopdf::decode_text_string(&text).ok());
        text.map_or(Mark::Plain, Mark::Says)
    }
}
