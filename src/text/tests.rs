//! The normal form does not care how a text was laid out.

use proptest::prelude::*;

use super::{
    hash::Polynomial,
    token::{Class, Flags, normal_form, tokens},
};

#[test]
fn layout_is_nothing() {
    let plain = normal_form("The \"Software\" is provided by the licensor's agents, 许可方同意。");
    for other in [
        "The “Software” is\nprovided by the licensor’s agents，许可方同意。",
        "**The** \"Soft**ware**\" is `provided` by the licen\u{ad}sor's agents, 许 可 方\n同 意",
        "<p>The &quot;Software&quot; is <b>pro</b>vided</p><br>by the licensor&#39;s agents, 许可方同意",
        "Ｔｈｅ 「Ｓｏｆｔｗａｒｅ」 is pro-\nvided by the [licensor's](https://example.org/a\n  -b) agents, 許可方同意",
        "// The \"Software\" is\n// provided by the licensor's agents,\n# 许可方同意",
    ] {
        assert_eq!(normal_form(other), plain, "{other}");
    }
}

#[test]
fn what_is_a_word() {
    let words = |source: &str| -> Vec<String> {
        tokens(source).iter().map(|t| source[t.start as usize..t.end as usize].to_owned()).collect()
    };
    assert_eq!(words("Llama 3.1-8B, 许可 (c)"), ["Llama", "3", "1", "8B", "许", "可", "c"]);
    assert_eq!(words("2-3 non-commercial don't"), ["2", "3", "non-commercial", "don't"]);
    assert_eq!(words("<year> <name of author>"), ["year", "name", "of", "author"]);
    assert_eq!(words("a\u{200b}b x<b>y</b>z"), ["a\u{200b}b", "x<b>y</b>z"]);
    assert_eq!(words("see [text](LICENSE.md) and (a)(b)"), ["see", "text", "and", "a", "b"]);
}

#[test]
fn a_word_knows_where_it_stands_and_how_it_is_written() {
    let source = "ＡＢ &#67;d É&eacute;x \u{200b}ef ½";
    let words: Vec<(&str, bool)> = tokens(source)
        .iter()
        .map(|t| (&source[t.start as usize..t.end as usize], t.flags.has(Flags::CAPITAL)))
        .collect();
    let expected = [("ＡＢ", true), ("&#67;d", true), ("É", true), ("eacute", false), ("x", false)];
    assert_eq!(words[..5], expected, "an entity that is not read is a word");
    assert_eq!(words[5..], [("ef", false), ("½", false), ("½", false)]);
}

#[test]
fn page_furniture_is_dropped() {
    assert_eq!(
        normal_form("one\n- 3 -\ntwo\nPage 3 of 9\nthree 第 3 页\n第 4 页\n"),
        "onetwothree第3页"
    );
    assert_eq!(normal_form("one\n30\ntwo"), "one30two");
    assert_eq!(normal_form("Head\none\n7\n\u{c}Head\ntwo\n8\n\u{c}"), "headonetwo");
    assert_eq!(normal_form("1.\nFirst"), "1first");
}

#[test]
fn places() {
    let flags = |source: &str, word: usize| tokens(source)[word].flags;
    assert!(flags("1. First", 0).has(Flags::MARKER));
    assert!(flags("x (iv) y", 1).has(Flags::MARKER));
    assert!(flags("第三条 本", 0).has(Flags::MARKER) && !flags("第三条 本", 3).has(Flags::MARKER));
    assert!(flags("十一、定义", 1).has(Flags::MARKER));
    assert!(!flags("pay 30 days", 1).has(Flags::MARKER));
    assert!(!flags("version 3.1) x", 2).has(Flags::MARKER));
    assert!(!flags("Duix.Avatar:0.0.7", 2).has(Flags::MARKER));
    assert!(flags("如下：1.甲", 2).has(Flags::MARKER));
    assert!(flags("such as: 1. x", 2).has(Flags::MARKER));
    assert!(flags("see https://example.org/a/b.html now", 4).has(Flags::URL));
    assert!(!flags("see https://example.org/a/b.html now", 7).has(Flags::URL));
    assert!(!flags("Duix.Avatar/guiji.cn", 3).has(Flags::URL));
    assert!(flags("Copyright (c) 2024 Acme", 3).has(Flags::COPYRIGHT));
    assert!(flags("© 2024 Acme\nAll rights reserved.", 4).has(Flags::COPYRIGHT));
    assert!(!flags("the\ncopyright holder may", 2).has(Flags::COPYRIGHT));
    assert!(flags("<year> <name of author>", 2).has(Flags::PLACEHOLDER));
    assert!(!flags("[the Model]", 1).has(Flags::PLACEHOLDER));
    assert!(flags("a\n30\nb", 1).has(Flags::LONE_NUMBER));
}

#[test]
fn joined_hashes_are_hashes_of_joined_words() {
    let one = tokens("proc essing");
    let other = tokens("processing");
    assert_eq!(one[0].hash.join(one[1].hash), other[0].hash);
}

const WORDS: [&str; 14] = [
    "license",
    "The",
    "may",
    "not",
    "许",
    "可",
    "模型",
    "1",
    "3.1",
    "Llama",
    "non-commercial",
    "(a)",
    "协议",
    "you,",
];

fn sentence() -> impl Strategy<Value = Vec<&'static str>> {
    proptest::collection::vec(proptest::sample::select(WORDS.to_vec()), 1..40)
}

proptest! {
    #[test]
    fn a_word_has_the_hash_of_its_letters(before in "[ a-z]{0,12}", word in "[a-z0-9]{1,40}") {
        let source = format!("{before} {word}");
        let last = tokens(&source).pop().map(|token| token.hash);
        prop_assert_eq!(last, Some(Polynomial::of(&word)));
    }

    #[test]
    fn normal_form_is_idempotent(source in "\\PC{0,200}") {
        let once = normal_form(&source);
        prop_assert_eq!(normal_form(&once), once);
    }

    #[test]
    fn any_text_has_sound_spans(source in "(\\PC|\n|<b>|&amp;|\\*\\*|\\]\\(a\\.b\\)){0,120}") {
        let mut before = 0;
        for token in tokens(&source) {
            prop_assert!(token.start < token.end && token.end as usize <= source.len());
            prop_assert!(source.is_char_boundary(token.start as usize) && source.is_char_boundary(token.end as usize));
            prop_assert!(token.start >= before);
            before = token.start;
            prop_assert!(token.class == Class::Han || token.hash.len >= 1);
        }
    }

    #[test]
    fn wrapping_changes_nothing(words in sentence(), width in 5_usize..80) {
        let mut wrapped = String::new();
        let mut column = 0;
        for word in &words {
            if column + word.len() > width { wrapped.push('\n'); column = 0; } else { wrapped.push(' '); }
            wrapped.push_str(word);
            column += word.len() + 1;
        }
        prop_assert_eq!(normal_form(&wrapped), normal_form(&words.join(" ")));
    }

    #[test]
    fn bold_changes_nothing(words in sentence(), which in 0_usize..40) {
        let bold: Vec<String> = words.iter().enumerate()
            .map(|(at, word)| if at == which % words.len() { format!("**{word}**") } else { (*word).to_owned() }).collect();
        prop_assert_eq!(normal_form(&bold.join(" ")), normal_form(&words.join(" ")));
    }

    #[test]
    fn full_width_and_traditional_change_nothing(words in sentence()) {
        let plain = words.join(" ");
        let wide: String = plain.chars().map(|c| match c {
            '!'..='~' => char::from_u32(u32::from(c) + 0xfee0).unwrap_or(c),
            '许' => '許',
            '协' => '協',
            '议' => '議',
            other => other,
        }).collect();
        prop_assert_eq!(normal_form(&wide), normal_form(&plain));
    }
}
