//! The history in Parquet: read back, it is what the JSON Lines say.

#![cfg(feature = "parquet")]
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

#[expect(dead_code, reason = "other tests ask for more of it")]
mod disk;

use std::{fs, fs::File, process::Command};

use assert_cmd::cargo::cargo_bin;
use disk::{Disk, card, license_text};
use parquet::{
    file::reader::{FileReader as _, SerializedFileReader},
    record::{Field, Row},
};
use serde_json::{Map, Value};

/// A row as JSON, without what is null: a line may leave that out.
fn of_row(row: &Row) -> Value {
    let fields = row.get_column_iter().filter(|(_, field)| **field != Field::Null);
    Value::Object(fields.map(|(name, field)| (name.clone(), of_field(field))).collect())
}

fn of_field(field: &Field) -> Value {
    match field {
        Field::Bool(truth) => (*truth).into(),
        Field::Long(number) => (*number).into(),
        Field::Str(text) => text.as_str().into(),
        Field::Group(row) => of_row(row),
        Field::ListInternal(list) => list.elements().iter().map(of_field).collect(),
        other => panic!("a type that no column has: {other:?}"),
    }
}

/// The same of a line.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let fields = fields.into_iter().filter(|(_, value)| !value.is_null());
            let fields: Map<_, _> =
                fields.map(|(name, value)| (name, without_nulls(value))).collect();
            fields.into()
        }
        Value::Array(items) => items.into_iter().map(without_nulls).collect(),
        other => other,
    }
}

#[test]
fn read_back_it_is_what_the_json_lines_say() {
    let disk = Disk::new();
    for model in ["a", "b", "许可"] {
        let front = "license: apache-2.0\nbase_model: meta-llama/Llama-3.1-8B";
        disk.write(format!("store/acme/{model}/README.md"), card(front));
    }
    disk.write(
        "licscan.toml",
        "[[owner]]\nname = \"team\"\nunits = [\"acme/a\"]\n[[waiver]]\nrule = \"missing-notice\"\n\
         unit = \"acme/b\"\nreason = \"asked\"\nowner = \"legal\"\nexpires = 2099-01-01\n",
    );
    for (night, licensed) in [(1, "Apache-2.0"), (2, "MIT"), (3, "MIT")] {
        disk.write("store/acme/a/LICENSE", license_text(licensed));
        if night == 3 {
            fs::remove_dir_all(disk.at("store/acme/许可")).unwrap();
        }
        let time = (1_790_000_000 + night * 86_400).to_string();
        let ran =
            disk.run_with(&["audit", "store", "--db", "a.db"], &[("SOURCE_DATE_EPOCH", &time)]);
        assert!([0, 1].contains(&ran.code), "{ran:?}");
    }
    let lines = disk.run(&["audit", "export", "--db", "a.db"]).stdout;
    let lines: Vec<Value> =
        lines.lines().map(|line| without_nulls(serde_json::from_str(line).unwrap())).collect();

    let status = Command::new(cargo_bin("licscan"))
        .args(["audit", "export", "--db", "a.db", "--format", "parquet"])
        .current_dir(disk.at(""))
        .stdout(File::create(disk.at("a.parquet")).unwrap())
        .status()
        .unwrap();
    assert!(status.success());
    let file = SerializedFileReader::new(File::open(disk.at("a.parquet")).unwrap()).unwrap();
    let about = file.metadata().file_metadata().key_value_metadata().unwrap();
    assert_eq!(about[0].key, "licscan.schema");
    assert_eq!(about[0].value.as_deref(), lines[0]["schema"].as_str());
    let rows: Vec<Value> =
        file.get_row_iter(None).unwrap().map(|row| of_row(&row.unwrap())).collect();
    assert!(rows.len() > 20, "{rows:#?}");
    // The first line is what tells the format.
    assert_eq!(rows, lines[1..]);

    let ran = disk.run(&["audit", "export", "--db", "a.db", "--format", "parquet", "--units"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (2, "error: --units prints JSON Lines alone\n"));
}
