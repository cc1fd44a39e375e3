//! Makes small PDFs.

use std::fmt::Write;

use lopdf::{Dictionary, Document, Object, Stream, dictionary};

/// A PDF in the making: fonts and forms first, then pages.
pub(super) struct Builder {
    pub(super) document: Document,
    fonts: Dictionary,
    forms: Dictionary,
}

impl Builder {
    pub(super) fn new() -> Self {
        Self {
            document: Document::with_version("1.7"),
            fonts: Dictionary::new(),
            forms: Dictionary::new(),
        }
    }

    /// Adds a font under a name.
    pub(super) fn font(mut self, name: &str, font: Dictionary) -> Self {
        let id = self.document.add_object(font);
        self.fonts.set(name, id);
        self
    }

    /// Adds a font that is not embedded, in the Windows encoding.
    pub(super) fn plain_font(self, name: &str, base: &str) -> Self {
        self.font(
            name,
            dictionary! {
                "Type" => "Font", "Subtype" => "Type1", "BaseFont" => base,
                "Encoding" => "WinAnsiEncoding",
            },
        )
    }

    /// Adds a composite font with a predefined `CMap` and, where given, `ToUnicode`.
    pub(super) fn composite_font(
        self,
        name: &str,
        encoding: &str,
        to_unicode: Option<&str>,
    ) -> Self {
        self.composite(name, encoding, to_unicode, dictionary! {})
    }

    /// The same with entries of the descendant font.
    pub(super) fn composite(
        mut self,
        name: &str,
        encoding: &str,
        to_unicode: Option<&str>,
        mut descendant: Dictionary,
    ) -> Self {
        descendant.set("Type", "Font");
        descendant.set("Subtype", "CIDFontType0");
        let descendant = self.document.add_object(descendant);
        let mut font = dictionary! {
            "Type" => "Font", "Subtype" => "Type0", "Encoding" => encoding,
            "DescendantFonts" => vec![descendant.into()],
        };
        if let Some(cmap) = to_unicode {
            let cmap = self.stream(dictionary! {}, cmap.as_bytes());
            font.set("ToUnicode", cmap);
        }
        self.font(name, font)
    }

    /// Adds a compressed stream.
    pub(super) fn stream(&mut self, dictionary: Dictionary, content: &[u8]) -> Object {
        let mut stream = Stream::new(dictionary, content.to_vec());
        stream.compress().unwrap();
        Object::Reference(self.document.add_object(stream))
    }

    /// Adds a form under a name.
    pub(super) fn form(mut self, name: &str, mut dictionary: Dictionary, content: &[u8]) -> Self {
        dictionary.set("Type", "XObject");
        dictionary.set("Subtype", "Form");
        let form = self.stream(dictionary, content);
        self.forms.set(name, form);
        self
    }

    /// Closes the document with these pages.
    pub(super) fn document(mut self, pages: &[&[u8]]) -> Document {
        let tree = self.document.new_object_id();
        let resources = self.document.add_object(
            dictionary! { "Font" => self.fonts.clone(), "XObject" => self.forms.clone() },
        );
        let kids: Vec<Object> = pages
            .iter()
            .map(|content| {
                let content = self.stream(dictionary! {}, content);
                let page =
                    dictionary! { "Type" => "Page", "Parent" => tree, "Contents" => content };
                self.document.add_object(page).into()
            })
            .collect();
        let count = i64::try_from(kids.len()).unwrap();
        self.document.objects.insert(
            tree,
            dictionary! {
                "Type" => "Pages", "Kids" => kids, "Count" => count, "Resources" => resources,
            }
            .into(),
        );
        let catalog =
            self.document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
        self.document.trailer.set("Root", catalog);
        self.document
    }

    /// The bytes of the document with these pages.
    pub(super) fn pdf(self, pages: &[&[u8]]) -> Vec<u8> {
        save(self.document(pages))
    }
}

/// The bytes of a document.
pub(super) fn save(mut document: Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

/// The codes of a text as a hexadecimal string.
pub(super) fn hex(bytes: &[u8]) -> String {
    let mut digits = String::from("<");
    for byte in bytes {
        write!(digits, "{byte:02x}").unwrap();
    }
    digits + ">"
}

/// A text in UTF-16, as a hexadecimal string.
pub(super) fn utf16(text: &str) -> String {
    hex(&text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>())
}
