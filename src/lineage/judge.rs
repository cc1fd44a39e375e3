//! The judgement: from the statements of a unit's files, or from its name where they are silent, to its
//! lineage.

use std::sync::Arc;

use super::{
    BaseModel, Evidence, KnownFrom, Lineage, Relation, StoreIndex,
    evidence::{self, Rank},
    graph::{self, Joined},
    hints,
    own_name::{self, OwnName},
    relation::{self, Signs},
    terms::{self, Terms},
};
use crate::{
    declared::{Declaration, View, is_own, names::Names},
    document::DocumentKind,
    identify::Identity,
    language::{Bilingual, both},
    library::base::Base,
    unit::{Unit, UnitKind},
};

/// Everything that is known before the judgement.
pub(crate) struct Known<'a> {
    pub(crate) unit: &'a Unit,
    pub(crate) identities: &'a [Option<Arc<Identity>>],
    pub(crate) declared: &'a [Declaration],
    pub(crate) names: &'a dyn Names,
    pub(crate) store: &'a dyn StoreIndex,
}

impl Known<'_> {
    /// [`trace`] over cards whose passages are given.
    pub(crate) fn trace(&self, views: &[View]) -> Lineage {
        let mut lineage = self.judge(views);
        for base in &mut lineage.bases {
            base.hints = hints::of(&base.base, self.unit, self.names);
        }
        lineage
    }

    fn judge(&self, views: &[View]) -> Lineage {
        if matches!(self.unit.outline.kind, UnitKind::Dataset | UnitKind::Space) {
            return Lineage::default();
        }
        let signs = Signs::of(self.unit, views);
        let joined = graph::join(evidence::gather(self.unit, views, self.names), self.names);
        if joined.is_empty() {
            return self.without_evidence(&signs);
        }
        if let Some(lineage) = self.copy_with_its_card(&joined, &signs) {
            return lineage;
        }
        let (relation, why) = relation::judge(self.unit, &signs, &joined);
        let strongest = joined.first().map_or(Rank::Name, Joined::rank);
        let bases: Vec<BaseModel> = joined
            .into_iter()
            .enumerate()
            .map(|(index, joined)| self.base(index, joined, relation, &signs, strongest))
            .collect();
        let grants = self.licensed_by_owner().is_some();
        match &self.unit.outline.owner {
            Some(owner) if relation::is_by_licensor(owner, grants, &bases, self.names) => {
                let judged = both!(
                    "Original: {} is the one who grants the licenses of {}.",
                    "原始模型：{} 即为 {} 的许可方。",
                    owner,
                    list(bases.iter().map(|base| base.base.as_str()))
                );
                Lineage { relation: Relation::Original, judged_as: Some(judged), bases }
            }
            _ => {
                let judged_as = judged(relation, &bases, &why);
                Lineage { relation, judged_as, bases }
            }
        }
    }

    /// A copy of another owner's model bears that model's own card, whose bases are those of the
    /// original: it is a mirror all the same. Where the name and the bases speak of one row of the table
    /// this cannot be told, and the bases hold.
    fn copy_with_its_card(&self, joined: &[Joined], signs: &Signs) -> Option<Lineage> {
        if self.unit.outline.kind != UnitKind::Model || signs.adapter {
            return None;
        }
        // Most names are of no known model, and then nothing else need be asked about them.
        let own = &self.unit.outline.name;
        self.names.base(own)?;
        let Some(OwnName::Copy { row, base, relation }) = own_name::read(self.unit, self.names)
        else {
            return None;
        };
        let other_row = |joined: &Joined| {
            self.names.base(&joined.name).is_none_or(|known| !std::ptr::eq(known, row))
        };
        let copied = matches!(relation, Relation::Mirror | Relation::Quantized)
            && joined.iter().all(|joined| {
                other_row(joined)
                    && joined.rank() != Rank::Recipe
                    && !relation::is_twin(own, &joined.name)
            });
        if !copied {
            return None;
        }
        let signs = Signs { quantized: signs.quantized, ..Signs::default() };
        let mut lineage = self.copy(row, base, relation, &signs);
        let strongest = joined.first().map_or(Rank::Name, Joined::rank);
        let named = joined.iter().cloned().map(|joined| {
            let relation = joined.relation().unwrap_or(Relation::Finetune);
            self.base(0, joined, relation, &signs, strongest)
        });
        lineage.bases.extend(named);
        Some(lineage)
    }

    fn base(
        &self,
        index: usize,
        joined: Joined,
        relation: Relation,
        signs: &Signs,
        strongest: Rank,
    ) -> BaseModel {
        let said = joined.relation().filter(|_| index > 0 && relation != Relation::Merge);
        let mut terms = terms::of(&joined.name, self.names, self.store);
        // A configuration keeps the path of an earlier stage; where a field that is there for it names
        // another base, it proves little.
        let contradicted = joined.rank() >= Rank::AutoMap
            && joined.rank() != Rank::Body
            && strongest <= Rank::Recipe;
        if contradicted && matches!(terms.known_from, KnownFrom::Table | KnownFrom::Store) {
            terms.known_from = KnownFrom::Memory;
        }
        // A model that is called distilled was still made from the weights of its base, unless that is
        // said to be the teacher.
        let relation = match relation {
            Relation::Distilled
                if signs.declared.is_none() && joined.relation() != Some(Relation::Distilled) =>
            {
                Relation::Finetune
            }
            other => other,
        };
        let evidence = joined.clues.into_iter().map(|clue| clue.evidence).collect();
        base_model(joined.name, said.unwrap_or(relation), terms, evidence)
    }

    /// The judgement where no file names a base: the unit's own name, and who grants its license.
    fn without_evidence(&self, signs: &Signs) -> Lineage {
        let own_name = (self.unit.outline.kind == UnitKind::Model)
            .then(|| own_name::read(self.unit, self.names))
            .flatten();
        if let Some(OwnName::OnForeignBase { row, licenses, base }) = &own_name {
            return self.on_foreign_base(row, licenses, base.as_deref(), signs);
        }
        if let Some((owner, license)) = self.licensed_by_owner() {
            let judged = both!(
                "Original: no base is named, and {} is the one who grants {}.",
                "原始模型：未写明基础模型，且 {} 即为 {} 的许可方。",
                owner,
                license
            );
            return original(judged);
        }
        match own_name {
            Some(OwnName::Published(_)) => original(both!(
                "Original: {} is the owner's own model, and no base is named.",
                "原始模型：{} 是发布者自己的模型，且未写明基础模型。",
                self.unit.full_name()
            )),
            Some(OwnName::Copy { row, base, relation }) => self.copy(row, base, relation, signs),
            Some(OwnName::Holds(base)) => {
                let relation = changed(Relation::Finetune, &base, signs);
                let mut terms = terms::of(&base, self.names, self.store);
                terms.known_from = KnownFrom::Family;
                let judged = both!(
                    "{}: only the name of the unit says that it comes from {}.",
                    "{}：仅名称表明其来源于 {}。",
                    capital(relation),
                    base
                );
                by_name(base, relation, terms, judged)
            }
            Some(OwnName::OnForeignBase { .. }) | None => nothing_known(signs),
        }
    }

    /// True where the unit bears another license of the licensor of a row: of a series the members bear several,
    /// and then the name alone does not tell from which of them it comes.
    fn bears_another_of(&self, row: &Base) -> bool {
        let Some(licensor) = own_name::row_owner(row) else { return false };
        self.own_licenses().any(|id| {
            self.names.licensor_owns(id, licensor)
                && !row.licenses.iter().chain(&row.alternatives).any(|known| known == id)
        })
    }

    /// The ids that the unit's own license files and cards bear, and those that it declares.
    fn own_licenses(&self) -> impl Iterator<Item = &str> {
        let texts = self.unit.documents.iter().zip(self.identities).filter(|(document, _)| {
            is_own(document) && matches!(document.kind, DocumentKind::License | DocumentKind::Card)
        });
        let named = texts.flat_map(|(_, identity)| identity.iter().flat_map(|found| found.named()));
        named.chain(self.declared.iter().filter_map(|one| one.license.as_deref()))
    }

    /// The owner and the license, where the owner grants a license that the unit bears or declares.
    fn licensed_by_owner(&self) -> Option<(&str, String)> {
        let owner = self.unit.outline.owner.as_deref()?;
        self.own_licenses()
            .find(|id| self.names.licensor_owns(id, owner))
            .map(|id| (owner, id.to_owned()))
    }

    fn on_foreign_base(
        &self,
        row: &Base,
        licenses: &[String],
        base: Option<&str>,
        signs: &Signs,
    ) -> Lineage {
        let named =
            base.map_or_else(|| format!("a model under {}", licenses.join(" and ")), str::to_owned);
        let relation = changed(Relation::Finetune, &named, signs);
        let mut terms = terms::of_row(row);
        terms.licenses = licenses.to_vec();
        // Of the owner's own license another edition may hold; that changes nothing for the base's.
        let owner = self.unit.outline.owner.as_deref().unwrap_or_default();
        terms.alternatives.retain(|id| !self.names.licensor_owns(id, owner));
        let judged = both!(
            "{}: {} is known to be made from {}, whose license goes on.",
            "{}：已知 {} 由 {} 制成，后者的许可继续适用。",
            capital(relation),
            self.unit.full_name(),
            named
        );
        by_name(named, relation, terms, judged)
    }

    fn copy(&self, row: &Base, base: String, relation: Relation, signs: &Signs) -> Lineage {
        if let Some(owner) = &self.unit.outline.owner
            && row.licenses.iter().any(|id| self.names.licensor_owns(id, owner))
        {
            let judged = both!(
                "Original: no base is named, and {} grants its license.",
                "原始模型：未写明基础模型，且 {} 即为其许可方。",
                owner
            );
            return original(judged);
        }
        let relation = match relation {
            Relation::Mirror if signs.quantized => Relation::Quantized,
            other => changed(other, &base, signs),
        };
        let mut terms = match self.store.licenses_of(&base) {
            Some(_) => terms::of(&base, self.names, self.store),
            None => terms::of_row(row),
        };
        let mirrored = matches!(relation, Relation::Mirror | Relation::Quantized);
        if !mirrored && !own_name::is_telling(&self.unit.outline.name, row, self.names) {
            terms.known_from = KnownFrom::Memory;
        }
        if !mirrored && self.bears_another_of(row) {
            terms.known_from = KnownFrom::Family;
        }
        let owner = if self.unit.outline.owner.is_some() {
            both!(
                "the name is that of this model, which is another owner's",
                "名称与该模型相同，而该模型属于其他发布者"
            )
        } else {
            both!(
                "the folder bears the name of this model, and its owner is not known",
                "文件夹名与该模型相同，发布者不明"
            )
        };
        let change = match relation {
            Relation::Mirror => {
                both!("nothing says that it was changed", "没有迹象表明作过修改")
            }
            Relation::Quantized => {
                both!("it says that it was quantized or converted", "其文件表明经过量化或转换")
            }
            _ => both!("it says that it was changed", "其文件表明作过修改"),
        };
        let judged = both!(
            "{0} of {1}: {2}; {3}.",
            "{1} 的{0}：{2}；{3}。",
            capital(relation),
            base,
            owner,
            change
        );
        by_name(base, relation, terms, judged)
    }
}

fn nothing_known(signs: &Signs) -> Lineage {
    let relation = match (signs.declared, signs.adapter, signs.merge) {
        (Some(declared), _, _) => declared,
        (None, true, _) => Relation::Adapter,
        (None, false, true) => Relation::Merge,
        (None, false, false) => Relation::Unknown,
    };
    let judged = (relation != Relation::Unknown).then(|| {
        both!(
            "{}: its files say so, but name no base.",
            "{}：其文件如此表明，但未写明基础模型。",
            capital(relation)
        )
    });
    Lineage { relation, judged_as: judged, bases: Vec::new() }
}

/// A relation read from the name, where the unit's other files say more.
fn changed(relation: Relation, base: &str, signs: &Signs) -> Relation {
    match signs.declared {
        Some(declared) => declared,
        None if signs.adapter => Relation::Adapter,
        None if signs.merge => Relation::Merge,
        None if signs.distilled
            && relation == Relation::Finetune
            && !relation::is_called_distilled(base) =>
        {
            Relation::Distilled
        }
        None if signs.trained && relation == Relation::Mirror => Relation::Finetune,
        None => relation,
    }
}

fn by_name(base: String, relation: Relation, terms: Terms, judged: Bilingual) -> Lineage {
    let evidence = Evidence { path: ".".to_owned(), line: 1, field: "name".to_owned(), span: None };
    // A name tells of no teacher: what is called distilled was made from the weights of this base.
    let made = if relation == Relation::Distilled { Relation::Finetune } else { relation };
    let bases = vec![base_model(base, made, terms, vec![evidence])];
    Lineage { relation, judged_as: Some(judged), bases }
}

fn base_model(
    base: String,
    relation: Relation,
    terms: Terms,
    evidence: Vec<Evidence>,
) -> BaseModel {
    BaseModel {
        base,
        relation,
        licenses: terms.licenses,
        known_from: terms.known_from,
        alternatives: terms.alternatives,
        unlisted: terms.unlisted,
        evidence,
        hints: Vec::new(),
    }
}

fn original(judged: Bilingual) -> Lineage {
    Lineage { relation: Relation::Original, judged_as: Some(judged), bases: Vec::new() }
}

/// Why a unit with bases was judged so: the relation, the bases, the strongest evidence, and why it is
/// this relation.
fn judged(relation: Relation, bases: &[BaseModel], why: &Bilingual) -> Option<Bilingual> {
    let proof = bases.first()?.evidence.first()?;
    let named = list(bases.iter().map(|base| base.base.as_str()));
    let field = if proof.field == "body" {
        both!("a sentence", "正文")
    } else {
        Bilingual::same(&proof.field)
    };
    Some(both!(
        "{0} of {1}: {2} of {3} names it; {4}.",
        "{1} 的{0}：{3} 的 {2} 写明了基础模型；{4}。",
        capital(relation),
        named,
        field,
        proof.path,
        why
    ))
}

fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.take(6).collect::<Vec<_>>().join(", ")
}

fn capital(relation: Relation) -> Bilingual {
    let english = match relation {
        Relation::Original => "Original",
        Relation::Mirror => "Mirror",
        Relation::Quantized => "Quantized copy",
        Relation::Finetune => "Fine-tune",
        Relation::Adapter => "Adapter",
        Relation::Merge => "Merge",
        Relation::Distilled => "Distilled model",
        Relation::Unknown => "Unknown",
    };
    Bilingual::new(english, relation.words().zh)
}
