//! Pages, encryption and files without text.

use lopdf::encryption::crypt_filters::{Aes256CryptFilter, CryptFilter};
use lopdf::{Document, EncryptionState, EncryptionVersion, Object, Permissions, dictionary};
use std::collections::BTreeMap;
use std::sync::Arc;

use super::builder::{Builder, save};
use crate::document::ReadError;
use crate::document::pdf::text;

const CONTENT: &[u8] = b"BT /F1 12 Tf 72 700 Td (Skywork Inside) Tj ET";

fn builder() -> Builder {
    Builder::new().plain_font("F1", "Helvetica")
}

#[test]
fn a_form_feed_parts_pages_and_a_blank_page_counts() {
    let pdf = builder().pdf(&[CONTENT, b"", CONTENT]);
    assert_eq!(text(&pdf).unwrap(), "Skywork Inside\n\u{c}\u{c}Skywork Inside\n");
}

#[test]
fn a_file_without_glyphs_has_no_text() {
    assert_eq!(text(&builder().pdf(&[b"", b"0 0 10 10 re f"])), Err(ReadError::PdfWithoutText));
    let unmapped = Builder::new().composite_font("F1", "Identity-H", None);
    let content = b"BT /F1 12 Tf <00010002> Tj ET";
    assert_eq!(text(&unmapped.pdf(&[content])), Err(ReadError::PdfWithoutText));
}

#[test]
fn a_page_tree_that_leads_back_gives_each_page_once() {
    let mut document = builder().document(&[CONTENT, CONTENT]);
    let tree = document.catalog().unwrap().get(b"Pages").unwrap().as_reference().unwrap();
    let pages = document.get_dictionary_mut(tree).unwrap();
    let mut kids = pages.get(b"Kids").unwrap().as_array().unwrap().clone();
    kids.insert(0, Object::Reference(tree));
    kids.push(kids[1].clone());
    pages.set("Kids", kids);
    assert_eq!(text(&save(document)).unwrap(), "Skywork Inside\n\u{c}Skywork Inside\n");
}

#[test]
fn a_form_that_draws_itself_ends() {
    let form = b"BT /F1 12 Tf 72 700 Td (Skywork Inside) Tj ET /X1 Do /X1 Do";
    let pdf = builder().form("X1", dictionary! {}, form).pdf(&[b"/X1 Do"]);
    // The form has the page's resources, and so finds itself.
    let read = text(&pdf).unwrap();
    assert_eq!(read, "Skywork Inside\n");
}

fn with_id(mut document: Document) -> Document {
    let id = Object::string_literal("0123456789abcdef");
    document.trailer.set("ID", vec![id.clone(), id]);
    document
}

fn rc4(user_password: &str) -> Vec<u8> {
    let mut document = with_id(builder().document(&[CONTENT]));
    let version = EncryptionVersion::V2 {
        document: &document,
        owner_password: "owner",
        user_password,
        key_length: 128,
        permissions: Permissions::all(),
    };
    let state = EncryptionState::try_from(version).unwrap();
    document.encrypt(&state).unwrap();
    save(document)
}

fn aes256(user_password: &str) -> Vec<u8> {
    let mut document = with_id(builder().document(&[CONTENT]));
    let filter: Arc<dyn CryptFilter> = Arc::new(Aes256CryptFilter);
    let version = EncryptionVersion::V5 {
        encrypt_metadata: true,
        crypt_filters: BTreeMap::from([(b"StdCF".to_vec(), filter)]),
        file_encryption_key: &[7; 32],
        stream_filter: b"StdCF".to_vec(),
        string_filter: b"StdCF".to_vec(),
        owner_password: "owner",
        user_password,
        permissions: Permissions::all(),
    };
    let state = EncryptionState::try_from(version).unwrap();
    document.encrypt(&state).unwrap();
    save(document)
}

#[test]
fn an_empty_password_opens_and_another_one_is_asked_for() {
    for encrypt in [rc4, aes256] {
        assert_eq!(text(&encrypt("")).unwrap(), "Skywork Inside\n");
        assert_eq!(text(&encrypt("secret")), Err(ReadError::PdfEncrypted));
    }
}
