//! Makes the embedded knowledge from the files of `signatures/`: licenses, names, addresses, base models
//! and families, each as one table that `src/library/table.rs` reads in place.
//!
//! A file that does not fit the schema, an id that stands twice or a license nobody knows stops the
//! build and names the file.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    io::Write as _,
    path::Path,
};

use flate2::{Compression, write::DeflateEncoder};
use serde::Deserialize;
use sha2::{Digest, Sha256};

#[expect(unreachable_pub, reason = "shared with the library")]
#[path = "../src/library/base.rs"]
mod base;
#[expect(unreachable_pub, dead_code, reason = "shared with the library, which uses all of it")]
#[path = "../src/library/duty.rs"]
mod duty;
#[expect(unreachable_pub, reason = "shared with the library")]
#[path = "../src/library/family.rs"]
mod family;
#[expect(dead_code, reason = "shared with the library, which uses all of it")]
#[path = "../src/library/fold.rs"]
mod fold;
#[path = "../src/library/glob.rs"]
mod glob;
#[expect(
    unreachable_pub,
    dead_code,
    clippy::struct_field_names,
    reason = "shared with the library, which uses all of it and exports it"
)]
#[path = "../src/library/license.rs"]
mod license;
#[path = "names.rs"]
mod names;
#[path = "spdx_list.rs"]
mod spdx_list;

use license::License;

/// What goes wrong, in words that name the file.
type Fallible<T> = Result<T, String>;

/// The licenses by id, each with the JSON that is embedded.
type Licenses = BTreeMap<String, (License, String)>;

/// Reads `signatures`, checks it, and writes `*.table` and `knowledge.digest` to `out`.
pub(crate) fn write(signatures: &Path, out: &Path) -> Fallible<()> {
    let mut licenses = read_licenses(signatures)?;
    let names_file: names::NamesFile = read(&signatures.join("names.toml"))?;
    spdx_list::add_missing(&mut licenses, &names_file)?;
    let (bases, base_index) = read_bases(signatures, &licenses)?;

    let records = licenses.iter().map(|(id, (_, json))| Ok((id.clone(), packed(json)?)));
    let records: Vec<(String, Vec<u8>)> = records.collect::<Fallible<_>>()?;
    let families = names::families(&licenses, &names_file)?;
    let tables: [(&str, Vec<(String, String)>); 7] = [
        ("names", names::names(&licenses, &names_file, &families)?),
        ("members", families.into_iter().map(|(name, ids)| (name, ids.join("\n"))).collect()),
        ("addresses", names::addresses(&licenses)),
        ("bases", bases),
        ("base-index", base_index),
        ("families", read_families(signatures, &licenses)?),
        ("templates", read_templates(signatures)?),
    ];
    let mut digest = Sha256::new();
    let tables = tables.into_iter().map(|(name, entries)| (name, table(&entries)));
    for (name, bytes) in std::iter::once(("licenses", table(&records))).chain(tables) {
        digest.update(name);
        digest.update(&bytes);
        put(&out.join(format!("{name}.table")), &bytes)?;
    }
    let digest: String = digest.finalize().iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    put(&out.join("knowledge.digest"), digest.as_bytes())
}

/// A text as it is embedded where a scan reads little of it: a raw deflate stream (RFC 1951).
pub(crate) fn packed(text: &str) -> Fallible<Vec<u8>> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    let written = encoder.write_all(text.as_bytes()).and_then(|()| encoder.finish());
    written.map_err(|error| format!("deflate: {error}"))
}

/// A scan needs no proof that a duty stands in its text: `licscan signatures check` reads it from the files.
fn leave_out_evidence(license: &mut toml::Table) {
    let duties = license.get_mut("duty").and_then(toml::Value::as_array_mut);
    for duty in duties.into_iter().flatten().filter_map(toml::Value::as_table_mut) {
        duty.remove("evidence");
    }
}

/// All license files: whatever ends in `.toml` and is none of the tables.
fn read_licenses(signatures: &Path) -> Fallible<Licenses> {
    let mut licenses = Licenses::new();
    let folder = fs::read_dir(signatures).map_err(|e| format!("{}: {e}", signatures.display()))?;
    let mut paths: Vec<_> = folder.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let Some(stem) = name.strip_suffix(".toml") else { continue };
        if matches!(stem, "bases" | "families" | "names" | "duty-words") {
            continue;
        }
        let mut value: toml::Table = read(&path)?;
        leave_out_evidence(&mut value);
        let json = serde_json::to_string(&value).map_err(|e| format!("{name}: {e}"))?;
        let license: License = read(&path)?;
        if license.id != stem {
            return Err(format!(
                "{name}: its id is {:?}; the file is named after its id",
                license.id
            ));
        }
        spdx::Expression::parse(&license.spdx).map_err(|e| format!("{name}: spdx: {e}"))?;
        licenses.insert(license.id.clone(), (license, json));
    }
    Ok(licenses)
}

/// What the SPDX list frees, by text: blocks of `[id tokens]` and the lines below.
fn read_templates(signatures: &Path) -> Fallible<Vec<(String, String)>> {
    let path = signatures.join("spdx.templates");
    let text = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    let mut blocks: BTreeMap<String, String> = BTreeMap::new();
    let mut head = None;
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        if let Some(key) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            head = Some(key.to_owned());
            continue;
        }
        let key = head.clone().ok_or("spdx.templates: a line before the first text")?;
        let block = blocks.entry(key).or_default();
        block.push_str(line);
        block.push('\n');
    }
    Ok(blocks.into_iter().collect())
}

/// The rows of the base table, and which of their globs are worth a look for a given name.
#[expect(clippy::type_complexity, reason = "two tables that are made together")]
fn read_bases(
    signatures: &Path,
    licenses: &Licenses,
) -> Fallible<(Vec<(String, String)>, Vec<(String, String)>)> {
    let path = signatures.join("bases.toml");
    let value: toml::Table = read(&path)?;
    let rows = value.get("base").and_then(toml::Value::as_array).map_or(&[][..], Vec::as_slice);
    let mut records = Vec::new();
    let mut index: BTreeMap<String, BTreeSet<(usize, String)>> = BTreeMap::new();
    for (number, row) in rows.iter().enumerate() {
        let json = serde_json::to_string(row).map_err(|e| format!("bases.toml: {e}"))?;
        let base: base::Base = serde_json::from_str(&json)
            .map_err(|e| format!("bases.toml: row {}: {e}: {json}", number + 1))?;
        let named = base.licenses.iter().chain(&base.alternatives).chain(&base.also);
        for id in named {
            if !licenses.contains_key(id) {
                return Err(format!("bases.toml: {}: there is no license {id:?}", base.pattern));
            }
        }
        for pattern in std::iter::once(&base.pattern).chain(&base.aliases) {
            let pattern = pattern.to_ascii_lowercase();
            let owner = pattern.split_once('/').map_or("", |(owner, _)| owner);
            let owner = if glob::literal_prefix(owner) == owner { owner } else { "*" };
            index.entry(format!("owner {owner}")).or_default().insert((number, pattern.clone()));
        }
        for pattern in &base.name_patterns {
            let pattern = fold::model_name(pattern);
            let start: String = glob::literal_prefix(&pattern).chars().take(2).collect();
            index.entry(format!("name {start}")).or_default().insert((number, pattern.clone()));
        }
        records.push((String::new(), json));
    }
    let index = index.into_iter().map(|(key, globs)| {
        let lines: Vec<String> = globs.iter().map(|(row, glob)| format!("{row} {glob}")).collect();
        (key, lines.join("\n"))
    });
    Ok((records, index.collect()))
}

/// The families of models.
fn read_families(signatures: &Path, licenses: &Licenses) -> Fallible<Vec<(String, String)>> {
    let value: toml::Table = read(&signatures.join("families.toml"))?;
    let rows = value.get("family").and_then(toml::Value::as_array).map_or(&[][..], Vec::as_slice);
    rows.iter()
        .map(|row| {
            let json = serde_json::to_string(row).map_err(|e| format!("families.toml: {e}"))?;
            let family: family::Family =
                serde_json::from_str(&json).map_err(|e| format!("families.toml: {e}: {json}"))?;
            match family.licenses.iter().find(|id| !licenses.contains_key(*id)) {
                Some(id) => Err(format!("families.toml: {}: no license {id:?}", family.name)),
                None => Ok((String::new(), json)),
            }
        })
        .collect()
}

/// The bytes of a table; its form is described in `src/library/table.rs`. Keys are sorted by the caller.
pub(crate) fn table<V: AsRef<[u8]>>(entries: &[(String, V)]) -> Vec<u8> {
    let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX).to_le_bytes();
    let mut bytes = number(entries.len()).to_vec();
    let (mut keys, mut values) = (Vec::<u8>::new(), Vec::<u8>::new());
    for (key, value) in entries {
        keys.extend(key.as_bytes());
        values.extend(value.as_ref());
        bytes.extend(number(keys.len()));
        bytes.extend(number(values.len()));
    }
    bytes.extend(keys);
    bytes.extend(values);
    bytes
}

fn read<T: for<'a> Deserialize<'a>>(path: &Path) -> Fallible<T> {
    let text = fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
    toml::from_str(&text).map_err(|e| format!("{}: {e}", path.display()))
}

fn put(path: &Path, bytes: &[u8]) -> Fallible<()> {
    fs::write(path, bytes).map_err(|e| format!("{}: {e}", path.display()))
}
