//! The identify stage alone, without the start of a process and the reading of a file.

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

use licscan::{
    identify::{Options, identify_with},
    signatures::text_of,
};

use crate::milliseconds;

/// Runs of each text; the fastest counts, for the others were disturbed.
const RUNS: usize = 5;
/// What a text of this size may take, on one core.
const USUAL: (usize, Duration) = (12 << 10, Duration::from_micros(500));
/// What any text of one MiB may take.
const LONGEST: Duration = Duration::from_millis(50);
const MIB: usize = 1 << 20;

/// Measures the texts of some files, and texts that try to be slow.
pub(crate) fn measure(files: &[PathBuf]) {
    let texts: Vec<String> = files.iter().filter_map(|file| text_of(file).ok()).collect();
    for digest in [true, false] {
        let options = Options { digest, ..Options::default() };
        let mut each: Vec<Duration> = Vec::new();
        let mut at_size: Vec<f64> = Vec::new();
        for text in texts.iter().filter(|text| !text.is_empty()) {
            let time = fastest(text, options);
            each.push(time);
            #[expect(clippy::cast_precision_loss, reason = "sizes of texts")]
            at_size.push(milliseconds(time) / text.len() as f64 * USUAL.0 as f64);
        }
        each.sort();
        at_size.sort_by(f64::total_cmp);
        println!(
            "identify, the stage alone, {} digest: median {:.3} ms over {} texts, {:.3} ms at 12 KB (limit {:.1} ms), slowest {:.1} ms",
            if digest { "with" } else { "without" },
            milliseconds(each[each.len() / 2]),
            each.len(),
            at_size[at_size.len() / 2],
            milliseconds(USUAL.1),
            milliseconds(each[each.len() - 1]),
        );
    }
    let mut slow: Vec<(Duration, &str)> = slow_texts(&texts)
        .into_iter()
        .map(|(name, text)| (fastest(&text, Options::default()), name))
        .collect();
    slow.sort();
    for (time, name) in &slow {
        println!("{:>8.2} ms  1 MiB of {name}", milliseconds(*time));
    }
    let within = slow.iter().filter(|(time, _)| *time <= LONGEST).count();
    println!(
        "identify, texts of 1 MiB: {within} of {} within {} ms",
        slow.len(),
        LONGEST.as_millis()
    );
}

fn fastest(text: &str, options: Options) -> Duration {
    let run = || {
        let start = Instant::now();
        std::hint::black_box(identify_with(std::hint::black_box(text), options));
        start.elapsed()
    };
    (0..RUNS).map(|_| run()).min().unwrap_or_default()
}

/// Texts of one MiB that repeat, mix or join what the index knows.
fn slow_texts(texts: &[String]) -> Vec<(&'static str, String)> {
    let mut dice = Dice(0x2545_f491_4f6c_dd1d);
    let spdx = |id| spdx::license_id(id).map_or("", |license| license.text());
    let again = |text: &str| filled(|| format!("{text}\n"));
    let mut words: Vec<&str> = texts.iter().flat_map(|text| text.split_whitespace()).collect();
    let runs: String = filled(|| {
        let at = dice.roll(words.len().saturating_sub(8));
        words[at..(at + 8).min(words.len())].join(" ") + " "
    });
    let sentences: Vec<&str> = texts.iter().flat_map(|text| text.split_inclusive(". ")).collect();
    let shuffled = filled(|| sentences[dice.roll(sentences.len())].to_owned());
    let joined = filled(|| texts[dice.roll(texts.len())].clone() + "\n\n");
    let halves = filled(|| {
        let text = &texts[dice.roll(texts.len())];
        text[text.floor_char_boundary(text.len() / 2)..].to_owned()
    });
    let near = filled(|| {
        let changed = |word| if dice.roll(25) == 0 { "other " } else { word };
        spdx("Apache-2.0").split_inclusive(' ').map(changed).collect()
    });
    words.sort_unstable();
    words.dedup();
    let random = filled(|| words[dice.roll(words.len())].to_owned() + " ");
    vec![
        ("one license", again(spdx("Apache-2.0"))),
        ("one short license", again(spdx("MIT"))),
        ("one long license", again(spdx("GPL-3.0-only"))),
        ("near copies of one license", near),
        ("licenses", joined),
        ("second halves of licenses", halves),
        ("sentences of licenses", shuffled),
        ("runs of words of licenses", runs),
        ("words of licenses", random),
        ("one word", again("license")),
        ("one letter a line", again("a")),
        ("one phrase", again("subject to the terms and conditions of this license")),
        ("one Han character", filled(|| "许".to_owned())),
        ("titles", again("MIT License")),
        ("tags", again("SPDX-License-Identifier: MIT")),
        ("addresses", again("https://example.org/a/b")),
        ("figures", again("1.2.3.4.5.6")),
        ("copyright lines", again("Copyright (c) 2024 Acme")),
        ("placeholders", again("[year] <name of author>")),
        ("brackets", filled(|| "[](".to_owned())),
        ("tags of HTML", again("<p><b>license</b></p>")),
        ("hyphens at line ends", filled(|| "a-\n".to_owned())),
    ]
}

/// One MiB of parts.
fn filled(mut part: impl FnMut() -> String) -> String {
    let mut text = String::with_capacity(2 * MIB);
    while text.len() < MIB {
        text.push_str(&part());
    }
    text.truncate(text.floor_char_boundary(MIB));
    text
}

/// A small generator with a fixed seed, so that every run measures the same texts.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % below.max(1) as u64).unwrap_or(0)
    }
}
