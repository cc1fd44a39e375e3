//! Judged units made by hand, for the tests of the reports.

use std::{path::PathBuf, sync::Arc};

use crate::{
    declared::{Declaration, DeclarationSource},
    document::{AppliesTo, Content, Document, DocumentKind, Text},
    finding::{Finding, Level, Mend, Place, Snippet},
    identify::{Identity, Match, Verdict},
    language::both,
    lineage::{BaseModel, Evidence, KnownFrom, Lineage, Relation},
    scan::{Judged, Summary},
    store::Layout,
    unit::{Outline, Unit, UnitKind},
};

fn outline(path: &str, owner: Option<&str>) -> Outline {
    let name = path.rsplit('/').next().unwrap_or(path).to_owned();
    Outline {
        root: 0,
        path: format!("models/{path}"),
        below_root: path.to_owned(),
        folder: PathBuf::from("models").join(path),
        name,
        name_chosen: true,
        owner: owner.map(str::to_owned),
        kind: UnitKind::Model,
        layout: Layout::Folder,
        files: Vec::new(),
        above: Vec::new(),
        partial: None,
        same_as: None,
    }
}

fn document(path: &str, kind: DocumentKind) -> Document {
    Document {
        path: path.to_owned(),
        kind,
        applies_to: AppliesTo::Weights,
        inherited: false,
        bytes_read: 100,
        content: Content::of_text(Text::plain("")),
    }
}

fn exactly(id: &str) -> Arc<Identity> {
    let found = Match {
        id: Some(id.to_owned()),
        family: id.to_owned(),
        verdict: Verdict::Exact,
        coverage: 1.0,
        lines: (1, 201),
        deviations: Vec::new(),
    };
    Arc::new(Identity { verdict: Verdict::Exact, licenses: vec![found] })
}

fn declared(id: &str) -> Declaration {
    Declaration {
        license: Some(id.to_owned()),
        family: None,
        raw: id.to_owned(),
        path: "README.md".to_owned(),
        line: 2,
        span: 13..23,
        source: DeclarationSource::FrontMatter,
    }
}

/// A line of the file and the part of it that a finding speaks of, which stands there once.
fn place(path: &str, line: u32, text: &str, part: &str) -> Place {
    let start = text.find(part).unwrap_or_default();
    let snippet = Snippet { line: text.to_owned(), range: start..start + part.len() };
    Place { path: path.to_owned(), line, snippet: Some(snippet) }
}

/// A model made from one of Skywork's, with two errors, a warning and a note.
pub(crate) fn derivative() -> Judged {
    let base = BaseModel {
        base: "Skywork/Skywork-13B-base".to_owned(),
        relation: Relation::Finetune,
        licenses: vec!["skywork-community".to_owned()],
        known_from: KnownFrom::Table,
        alternatives: Vec::new(),
        unlisted: Vec::new(),
        hints: Vec::new(),
        evidence: vec![Evidence {
            path: "README.md".to_owned(),
            line: 4,
            field: "base_model".to_owned(),
            span: None,
        }],
    };
    let findings = vec![
        Finding::new(
            "missing-attribution",
            Level::Error,
            both!(
                "the text of skywork-community asks for the mark \"Skywork Inside\" (clause V.1); not found \
                 in README.md",
                "skywork-community 要求标明“Skywork Inside”（条款 V.1）；README.md 中未发现"
            ),
        )
        .license("skywork-community")
        .duty("display-mark", "V.1")
        .remedy(both!(
            "put this line into README.md:\nSkywork Inside",
            "请在 README.md 中写入：\nSkywork Inside"
        ))
        .at(place("README.md", 4, "base_model: Skywork/Skywork-13B-base # 底座", "Skywork/Skywork-13B-base"))
        .mended_by(Mend::Show { words: vec!["Skywork Inside".to_owned()], all: false }),
        Finding::new(
            "missing-license-copy",
            Level::Error,
            both!(
                "a copy of the agreement must travel along; no text of it was found",
                "应随附协议副本；未发现其文本"
            ),
        )
        .license("skywork-community")
        .duty("license-copy", "三.2"),
        Finding::new(
            "license-conflict",
            Level::Warning,
            both!(
                "the card says apache-2.0, the file LICENSE is mit",
                "模型卡声明为 apache-2.0，LICENSE 文件为 mit"
            ),
        )
        .at(place("许可说明.md", 12, "\t本模型采用“Apache\u{200b} 2.0”许可\u{1b}[2J协议，可商用", "许可\u{1b}[2J协议")),
        Finding::new("declaration-needed", Level::Note, both!(
                "register with the licensor before commercial use",
                "商业使用前须向许可方登记"
            ))
            .license("skywork-community")
            .at(Place { path: "README.md".to_owned(), line: 4, snippet: None }),
    ];
    Judged {
        unit: Unit {
            outline: outline("acme/acme-13b", Some("acme")),
            documents: vec![
                document("LICENSE", DocumentKind::License),
                document("README.md", DocumentKind::Card),
                document("config.json", DocumentKind::Config),
            ],
        },
        digests: Vec::new(),
        identities: vec![
            Some(exactly("apache-2.0")),
            Some(Arc::new(Identity::none(Verdict::Reference))),
            None,
        ],
        clarified: Vec::new(),
        team: None,
        declared: vec![declared("apache-2.0")],
        lineage: Lineage { relation: Relation::Finetune, judged_as: None, bases: vec![base] },
        findings,
        bytes_read: 12_400,
        for_others: None,
    }
}

/// A model of which there is nothing to say.
pub(crate) fn clean() -> Judged {
    Judged {
        unit: Unit {
            outline: outline("clean-1b", None),
            documents: vec![document("LICENSE", DocumentKind::License)],
        },
        identities: vec![Some(exactly("mit"))],
        digests: Vec::new(),
        clarified: Vec::new(),
        team: None,
        declared: Vec::new(),
        lineage: Lineage { relation: Relation::Original, judged_as: None, bases: Vec::new() },
        findings: Vec::new(),
        bytes_read: 1_100,
        for_others: None,
    }
}

/// What a scan of the two comes to.
pub(crate) fn summary() -> Summary {
    Summary {
        units: 2,
        documents: 3,
        bytes_read: 13_500,
        errors: 2,
        warnings: 1,
        notes: 1,
        ..Summary::default()
    }
}
