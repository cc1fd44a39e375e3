//! A store of models as large as it is asked for.

use std::{
    fmt::Write as _,
    fs::{self, File},
    path::Path,
};

/// How many files a model has.
pub(super) const FILES_OF_A_MODEL: usize = 12;
/// How many owners there are.
const OWNERS: usize = 40;
/// Each so manieth license text stands under a holder of its own.
const OWN_HOLDER: usize = 50;
/// What each file of weights claims to hold.
const WEIGHTS_BYTES: u64 = 4 << 30;

/// The license texts of the store and the values that cards give them.
const LICENSES: [(&str, &str); 6] = [
    ("Apache-2.0", "apache-2.0"),
    ("MIT", "mit"),
    ("BSD-3-Clause", "bsd-3-clause"),
    ("CC-BY-NC-4.0", "cc-by-nc-4.0"),
    ("GPL-3.0-only", "gpl-3.0"),
    ("CC-BY-SA-4.0", "cc-by-sa-4.0"),
];

const BASES: [&str; 5] = [
    "Skywork/Skywork-13B-base",
    "meta-llama/Llama-3.1-8B",
    "Qwen/Qwen2.5-7B",
    "google/gemma-2-9b",
    "mistralai/Mistral-7B-v0.3",
];

/// Makes so many models below a folder that is not there yet.
pub(super) fn make(root: &Path, models: usize) {
    for number in 0..models {
        model(root, number);
    }
}

fn model(store: &Path, number: usize) {
    let owner = number % OWNERS;
    let folder = store.join(format!("team-{owner:02}")).join(format!("model-{number:05}"));
    fs::create_dir_all(&folder).unwrap();
    let write = |name: &str, text: &str| fs::write(folder.join(name), text).unwrap();
    let (id, tag) = LICENSES[number % LICENSES.len()];
    let base = BASES[number % BASES.len()];
    write("README.md", &card(number, tag, base));
    let text = spdx::license_id(id).map_or("", |license| license.text());
    let holder = if number.is_multiple_of(OWN_HOLDER) { number } else { 0 };
    write("LICENSE", &format!("Copyright (c) 2024 Team {holder}\n\n{text}"));
    write("NOTICE", &format!("Model {number}\nMade by team {owner}.\n"));
    write("config.json", &format!("{{\"_name_or_path\": \"{base}\", \"hidden_size\": 4096}}\n"));
    write("generation_config.json", "{\"do_sample\": true, \"temperature\": 0.6}\n");
    write("tokenizer.json", "{\"version\": \"1.0\", \"model\": {\"type\": \"BPE\"}}\n");
    write("tokenizer_config.json", "{\"model_max_length\": 131072}\n");
    write("model.safetensors.index.json", "{\"metadata\": {}, \"weight_map\": {}}\n");
    for part in 1..=4 {
        let weights = folder.join(format!("model-0000{part}-of-00004.safetensors"));
        File::create(weights).unwrap().set_len(WEIGHTS_BYTES).unwrap();
    }
}

/// A card of some four kilobytes that no other model has.
fn card(number: usize, license: &str, base: &str) -> String {
    let mut card = format!(
        "---\nlicense: {license}\nbase_model: {base}\nlibrary_name: transformers\n\
         pipeline_tag: text-generation\ntags:\n- chat\n- team-{}\n---\n\n# Model {number}\n\n\
         This model is a fine-tuned version of [{base}](https://huggingface.co/{base}).\n\n",
        number % OWNERS
    );
    for section in ["Intended use", "Training", "Evaluation", "Limits", "How to run it"] {
        write!(card, "## {section}\n\n").unwrap();
        for step in 0..6 {
            writeln!(
                card,
                "In run {number}-{step} the **loss** fell to 0.{} after {} steps, and the answers to \
                 the questions of `set-{step}` became shorter.",
                (number * 7 + step * 13) % 1000,
                (number + step) * 100
            )
            .unwrap();
        }
        card += "\n| task | score |\n|---|---|\n| first | 61.2 |\n| second | 48.9 |\n\n";
    }
    card
}
