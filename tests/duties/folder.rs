//! A model folder in the making, and the base beside it.

use std::{fmt::Write as _, fs, path::Path};

use licscan::library::license::License;
use sha2::{Digest, Sha256};

use crate::{
    copies::Copies,
    meeting::{Made, declaration, license_file},
};

/// What the notice of a base says, where it has one.
pub(crate) const NOTICE_OF_A_BASE: &str = "Forge letters\nCopyright 2024 The makers of Forge\n";

/// A git-lfs pointer in place of the weights, other ones for each model: models of equal weights are one.
fn pointer(full_name: &str) -> String {
    let digest: String =
        Sha256::digest(full_name).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("version https://git-lfs.github.com/spec/v1\noid sha256:{digest}\nsize 12345\n")
}

/// The base of a model.
#[derive(Clone)]
pub(crate) struct Base {
    /// Its owner on the hub.
    pub(crate) owner: String,
    /// Its name.
    pub(crate) name: String,
    /// Its license.
    pub(crate) license: &'static License,
    /// True where it lies beside the model, with the text of its license.
    pub(crate) in_store: bool,
    /// True where it also has a notice.
    pub(crate) notice: bool,
}

impl Base {
    /// `owner/name`.
    pub(crate) fn full_name(&self) -> String {
        format!("{}/{}", self.owner, self.name)
    }

    /// Writes it.
    pub(crate) fn write(&self, root: &Path, copies: &Copies) {
        let folder = root.join(&self.owner).join(&self.name);
        fs::create_dir_all(&folder).unwrap();
        let (file, bytes) = license_file(self.license, copies).unwrap();
        fs::write(folder.join(file), bytes).unwrap();
        if self.notice {
            fs::write(folder.join("NOTICE"), NOTICE_OF_A_BASE).unwrap();
        }
        let declared = declaration(self.license).join("\n");
        let card = format!(
            "---\n{declared}\npipeline_tag: text-generation\n---\n# {}\n\nA model that we made.\n",
            self.name
        );
        fs::write(folder.join("README.md"), card).unwrap();
        fs::write(folder.join("model.safetensors"), pointer(&self.full_name())).unwrap();
    }
}

/// One thing that is written because a duty asks for it.
#[derive(Clone)]
pub(crate) struct Part {
    /// The number of the duty among those of its license; none for what stands in every model.
    pub(crate) duty: Option<usize>,
    /// What is written.
    pub(crate) text: String,
}

impl Part {
    fn written(parts: &[Self]) -> impl Iterator<Item = &str> {
        parts.iter().map(|part| part.text.as_str())
    }
}

/// A model folder.
#[derive(Clone)]
pub(crate) struct Model {
    /// What a message calls it.
    pub(crate) about: String,
    /// Its owner.
    pub(crate) owner: String,
    /// Its name.
    pub(crate) name: String,
    /// How it was made.
    pub(crate) made: Made,
    /// From which models.
    pub(crate) bases: Vec<Base>,
    /// True where the card's front matter names them.
    pub(crate) names_bases: bool,
    /// The lines of the front matter that tell its license.
    pub(crate) declared: Vec<String>,
    /// The paragraphs of its card; none at all where it has no card.
    pub(crate) card: Option<Vec<Part>>,
    /// The paragraphs of its notice.
    pub(crate) notice: Vec<Part>,
    /// Its license files: name and content.
    pub(crate) licenses: Vec<(String, Vec<u8>)>,
}

impl Model {
    /// `owner/name`.
    pub(crate) fn full_name(&self) -> String {
        format!("{}/{}", self.owner, self.name)
    }

    /// Without what one duty asks for.
    pub(crate) fn without(&self, duty: usize) -> Self {
        let mut model = self.clone();
        let others = |part: &Part| part.duty != Some(duty);
        model.card.iter_mut().for_each(|card| card.retain(others));
        model.notice.retain(others);
        model
    }

    /// Writes it.
    pub(crate) fn write(&self, root: &Path) {
        let folder = root.join(&self.owner).join(&self.name);
        fs::create_dir_all(&folder).unwrap();
        let put = |name: &str, text: &str| fs::write(folder.join(name), text).unwrap();
        for (file, bytes) in &self.licenses {
            fs::write(folder.join(file), bytes).unwrap();
        }
        if !self.notice.is_empty() {
            put("NOTICE", &Part::written(&self.notice).collect::<Vec<_>>().join("\n\n"));
        }
        if let Some(card) = &self.card {
            put("README.md", &self.card_with(card));
        }
        let bases: Vec<String> = self.bases.iter().map(Base::full_name).collect();
        let weights = pointer(&self.full_name());
        match self.made {
            Made::Adapter => {
                let of = &bases[0];
                put(
                    "adapter_config.json",
                    &format!(
                        "{{\"base_model_name_or_path\": \"{of}\", \"peft_type\": \"LORA\"}}\n"
                    ),
                );
                put("adapter_model.safetensors", &weights);
            }
            Made::Merge => {
                let mut recipe = "merge_method: slerp\nmodels:\n".to_owned();
                for base in &bases {
                    writeln!(recipe, "  - model: {base}").unwrap();
                }
                put("mergekit_config.yml", &recipe);
                put("model.safetensors", &weights);
            }
            Made::Quantized => put(&format!("{}-Q4_K_M.gguf", self.name), &weights),
            Made::Finetune | Made::Mirror => put("model.safetensors", &weights),
        }
    }

    fn card_with(&self, paragraphs: &[Part]) -> String {
        let mut card = "---\n".to_owned();
        for line in &self.declared {
            writeln!(card, "{line}").unwrap();
        }
        if self.names_bases {
            card.push_str("base_model:\n");
            for base in &self.bases {
                writeln!(card, "  - {}", base.full_name()).unwrap();
            }
            if self.made == Made::Quantized {
                card.push_str("base_model_relation: quantized\n");
            }
        }
        card.push_str("pipeline_tag: text-generation\n---\n");
        write!(card, "# {}\n\n", self.name).unwrap();
        card.push_str(&Part::written(paragraphs).collect::<Vec<_>>().join("\n\n"));
        card.push('\n');
        card
    }
}
