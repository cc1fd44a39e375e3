//! The history as one table in Apache Parquet, for programs that read columns: a row for each line of the JSON
//! Lines, under the same names.
//!
//! A row is laid out in columns as the format asks for it (Parquet's documentation, "Nested Encoding", after
//! Dremel): each value with a definition level, which says how much of its path is there, and a repetition level,
//! which says at which list it goes on.

use std::{
    io::{self, Write},
    sync::Arc,
};

use ::parquet::{
    basic::{Compression, LogicalType},
    column::writer::ColumnWriter,
    data_type::ByteArray,
    file::{metadata::KeyValue, properties::WriterProperties, writer::SerializedFileWriter},
    schema::{
        parser::parse_message_type,
        types::{SchemaDescriptor, Type},
    },
};
use anyhow::{Context as _, anyhow};
use serde_json::Value;

use super::{
    Database,
    export::{self, SCHEMA},
};
use crate::language::Language;

/// The columns. What a kind of line does not have is null in its rows.
const COLUMNS: &str = "
message licscan_audit_export {
    required binary type (STRING);
    optional int64 number;
    optional binary started (STRING);
    optional binary finished (STRING);
    optional binary day (STRING);
    optional boolean complete;
    optional int64 since_night;
    optional binary version (STRING);
    optional binary knowledge (STRING);
    optional group roots (LIST) { repeated group list { required binary element (STRING); } }
    optional int64 units;
    optional int64 remembered;
    optional int64 documents;
    optional int64 bytes_read;
    optional int64 errors;
    optional int64 warnings;
    optional int64 notes;
    optional int64 waived;
    optional binary unit (STRING);
    optional binary path (STRING);
    optional binary root (STRING);
    optional binary team (STRING);
    optional binary kind (STRING);
    optional binary sha256 (STRING);
    optional binary verdict (STRING);
    optional group licenses (LIST) {
        repeated group list {
            required group element {
                optional binary id (STRING);
                optional binary family (STRING);
                required binary verdict (STRING);
            }
        }
    }
    optional group declared (LIST) { repeated group list { required binary element (STRING); } }
    optional int64 since;
    optional int64 until;
    optional group finding {
        required binary unit (STRING);
        optional binary team (STRING);
        required binary rule (STRING);
        required binary level (STRING);
        optional binary license (STRING);
        optional binary clause (STRING);
        optional binary path (STRING);
        optional int64 line;
        required binary message (STRING);
        optional binary remedy (STRING);
        optional binary waived (STRING);
        required binary fingerprint (STRING);
        required int64 first_night;
        required binary first_seen (STRING);
    }
    optional group nights (LIST) {
        repeated group list {
            required group element {
                required int64 since;
                optional int64 until;
                optional binary level (STRING);
                optional binary waived (STRING);
            }
        }
    }
}";

/// How many rows are held in memory before they are written.
const ROWS: usize = 16_384;

/// Writes everything that is kept. Messages are in this language.
///
/// # Errors
///
/// Where the database fails and where the output cannot be written.
pub fn write(
    database: &Database,
    language: Language,
    out: impl Write + Send,
) -> anyhow::Result<()> {
    let schema = Arc::new(parse_message_type(COLUMNS)?);
    let format = KeyValue::new("licscan.schema".to_owned(), SCHEMA.to_owned());
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_key_value_metadata(Some(vec![format]))
        .build();
    let mut file = SerializedFileWriter::new(out, Arc::clone(&schema), Arc::new(properties))?;
    let mut table = Table::of(&schema);
    export::lines(database, language, &mut |line| {
        table.add(&schema, &serde_json::to_value(line)?);
        if table.rows == ROWS {
            table.write(&mut file).map_err(io::Error::other)?;
        }
        Ok(())
    })?;
    if table.rows > 0 {
        table.write(&mut file)?;
    }
    file.close()?;
    Ok(())
}

/// Rows that are not written yet, column by column.
struct Table {
    rows: usize,
    columns: Vec<Column>,
}

/// One column: two levels for each place, and a value where there is one.
struct Column {
    name: String,
    most_definition: i16,
    most_repetition: i16,
    definition: Vec<i16>,
    repetition: Vec<i16>,
    values: Vec<Value>,
}

/// Where in a row a value stands.
#[derive(Clone, Copy)]
struct Place {
    definition: i16,
    repetition: i16,
    /// How many lists it is in.
    lists: i16,
}

impl Table {
    fn of(schema: &Arc<Type>) -> Self {
        let columns = SchemaDescriptor::new(Arc::clone(schema));
        let column = |it: &::parquet::schema::types::ColumnDescPtr| Column {
            name: it.path().string(),
            most_definition: it.max_def_level(),
            most_repetition: it.max_rep_level(),
            definition: Vec::new(),
            repetition: Vec::new(),
            values: Vec::new(),
        };
        Self { rows: 0, columns: columns.columns().iter().map(column).collect() }
    }

    fn add(&mut self, schema: &Type, row: &Value) {
        let top = Place { definition: 0, repetition: 0, lists: 0 };
        self.rows += 1;
        fill(schema, row, top, &mut self.columns);
    }

    /// Writes the rows and forgets them.
    fn write<W: Write + Send>(&mut self, file: &mut SerializedFileWriter<W>) -> anyhow::Result<()> {
        let mut group = file.next_row_group()?;
        for column in &mut self.columns {
            let mut writer = group.next_column()?.context("a column without a writer")?;
            column.write(writer.untyped())?;
            writer.close()?;
        }
        group.close()?;
        self.rows = 0;
        Ok(())
    }
}

impl Column {
    /// Adds that there is nothing here.
    fn mark(&mut self, at: Place) {
        self.definition.push(at.definition);
        self.repetition.push(at.repetition);
    }

    fn write(&mut self, writer: &mut ColumnWriter<'_>) -> anyhow::Result<()> {
        let definition = (self.most_definition > 0).then_some(&self.definition[..]);
        let repetition = (self.most_repetition > 0).then_some(&self.repetition[..]);
        match writer {
            ColumnWriter::ByteArrayColumnWriter(writer) => {
                let values = self.each(|value| value.as_str().map(ByteArray::from))?;
                writer.write_batch(&values, definition, repetition)?;
            }
            ColumnWriter::Int64ColumnWriter(writer) => {
                let values = self.each(Value::as_i64)?;
                writer.write_batch(&values, definition, repetition)?;
            }
            ColumnWriter::BoolColumnWriter(writer) => {
                let values = self.each(Value::as_bool)?;
                writer.write_batch(&values, definition, repetition)?;
            }
            _ => return Err(anyhow!("{}: a type that no line has", self.name)),
        }
        self.definition.clear();
        self.repetition.clear();
        self.values.clear();
        Ok(())
    }

    fn each<'a, T>(&'a self, read: impl Fn(&'a Value) -> Option<T>) -> anyhow::Result<Vec<T>> {
        let one = |value| read(value).with_context(|| format!("{}: {value}", self.name));
        self.values.iter().map(one).collect()
    }
}

/// Lays a value out in the columns of its type.
fn fill(kind: &Type, value: &Value, mut at: Place, mut columns: &mut [Column]) {
    let info = kind.get_basic_info();
    if kind.is_optional() {
        if value.is_null() {
            mark(columns, at);
            return;
        }
        at.definition += 1;
    }
    if kind.is_primitive() {
        for column in columns {
            column.mark(at);
            column.values.push(value.clone());
        }
    } else if info.logical_type_ref() == Some(&LogicalType::List) {
        let list = &kind.get_fields()[0];
        let items = value.as_array().map_or(&[][..], Vec::as_slice);
        if items.is_empty() {
            mark(columns, at);
        }
        at.definition += 1;
        at.lists += 1;
        for item in items {
            fill(&list.get_fields()[0], item, at, columns);
            at.repetition = at.lists;
        }
    } else {
        for field in kind.get_fields() {
            let (own, others) = columns.split_at_mut(leaves(field));
            fill(field, &value[field.name()], at, own);
            columns = others;
        }
    }
}

/// Adds to each of these columns that there is nothing here.
fn mark(columns: &mut [Column], at: Place) {
    for column in columns {
        column.mark(at);
    }
}

/// How many columns a type has.
fn leaves(kind: &Type) -> usize {
    if kind.is_primitive() { 1 } else { kind.get_fields().iter().map(|it| leaves(it)).sum() }
}
