//! Forms of Markdown and HTML as cards have them, and what is seen of them.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use super::{Passage, PassageKind, prose, prose::Shortened, read, visible};

/// Passages as `P:text`, one a line; links as `{text -> target}` behind, `^` for each heading above.
fn shown(source: &str) -> String {
    let passages = visible(source, 0);
    check(source, &passages);
    let line = |passage: &Passage| {
        let kind = match passage.kind {
            PassageKind::Heading(level) => format!("H{level}"),
            PassageKind::Paragraph => "P".to_owned(),
            PassageKind::Cell => "T".to_owned(),
            PassageKind::Quote => "Q".to_owned(),
            PassageKind::Code => "C".to_owned(),
            PassageKind::ImageAlt => "I".to_owned(),
        };
        let mut line = format!("{kind}:{}", passage.text);
        for (range, target) in &passage.links {
            write!(line, " {{{} -> {target}}}", &passage.text[range.clone()]).unwrap();
        }
        line
    };
    passages.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// What holds for every source: sorted pieces and places inside the source; `verbatim` letters are equal.
fn check(source: &str, passages: &[Passage]) {
    for (index, passage) in passages.iter().enumerate() {
        assert!(!passage.text.trim().is_empty());
        assert!(passage.offsets.is_sorted_by(|left, right| left.0 < right.0), "{passage:?}");
        assert!(passage.offsets.is_sorted_by_key(|(_, place)| place), "{passage:?}");
        assert!(passage.under.iter().all(|above| {
            *above < index && matches!(passages[*above].kind, PassageKind::Heading(_))
        }));
        assert!(passage.under.is_sorted());
        for (range, _) in &passage.links {
            assert!(passage.text.get(range.clone()).is_some_and(|text| !text.is_empty()));
        }
        for (at, letter) in passage.text.char_indices() {
            let place = passage.source(at);
            let there = source.get(place..).and_then(|rest| rest.chars().next());
            // A blank may stand for white space, a hard break, or a part of the tab before it.
            let blank = there.is_some_and(|there| there.is_whitespace() || "\\<".contains(there))
                || source[..place].ends_with('\t');
            let decoded = matches!(there, Some('&' | '\0'));
            let equal = there == Some(letter) || letter == ' ' && blank || decoded;
            assert!(equal, "{letter:?} at {at} is {there:?} at {place} in {source:?}: {passage:?}");
        }
    }
}

#[test]
fn forms() {
    let forms: &[(&str, &str)] = &[
        // Paragraphs and emphasis.
        ("Built with Llama", "P:Built with Llama"),
        ("Built\nwith  \nLlama\\\n3", "P:Built with Llama 3"),
        ("**Skywork** Inside", "P:Skywork Inside"),
        ("Sky**work** In*si*de", "P:Skywork Inside"),
        ("**Built** __with__ _Llama_", "P:Built with Llama"),
        ("a\n\nb", "P:a\nP:b"),
        ("Built ~~with~~ Llama", "P:Built Llama"),
        ("~~Built with Llama~~", ""),
        ("R&amp;D &copy; 2024 \\*x\\*", "P:R&D © 2024 *x*"),
        ("本模型基于 **Skywork** 开发\n天工", "P:本模型基于 Skywork 开发 天工"),
        ("a\r\nb\r\n\r\nc\r\n", "P:a b\nP:c"),
        // Headings.
        ("# One\n## Two ##\ntext", "H1:One\nH2:Two\nP:text"),
        ("Title\n=====\nSub\n---\n", "H1:Title\nH2:Sub"),
        ("# ![logo](x.png)\ntext", "I:logo\nP:text"),
        ("# Model ![logo](x.png)", "H1:Model\nI:logo"),
        // Lists, quotes, tables.
        ("- one\n- two\n  - three\n\n    more", "P:one\nP:two\nP:three\nP:more"),
        ("1. one\n2. two", "P:one\nP:two"),
        ("- [ ] Built with Llama", "P:[ ] Built with Llama"),
        ("> Built\n> with\n\nx", "Q:Built with\nP:x"),
        ("> # H\n> - item", "H1:H\nQ:item"),
        ("|a|b|\n|-|-|\n|**c** d|`e`|\n", "T:a\nT:b\nT:c d\nT:e"),
        ("one\n\n***\n\ntwo", "P:one\nP:two"),
        // Code.
        ("use `pip install` here", "P:use pip install here"),
        ("`Built with Llama`", "C:Built with Llama"),
        ("``a ` b``, `c\nd`", "P:a ` b, c d"),
        ("x `\n\t- `", "P:x \t-"),
        ("```yaml\nlicense: mit\n  x: y\n```\ntext", "C:license: mit\n  x: y\nP:text"),
        ("    indented\n\nx", "C:indented\nP:x"),
        ("> ```\n> a\n> b\n> ```", "C:a\nb"),
        // Links and images.
        ("See [the LICENSE](LICENSE \"t\").", "P:See the LICENSE. {the LICENSE -> LICENSE}"),
        ("[a][r]\n\n[r]: http://x \"Built with\"", "P:a {a -> http://x}"),
        ("<https://x.y>", "P:https://x.y {https://x.y -> https://x.y}"),
        ("a ![Built **with** Llama](b.png) c", "P:a c\nI:Built with Llama"),
        ("[![Built with Llama](b.png)](u)", "I:Built with Llama {Built with Llama -> u}"),
        ("![](b.png)", ""),
        ("![a ![b](c) d](e)", "I:a b d"),
        // Inline HTML.
        ("a<br>b<br/>c", "P:a b c"),
        ("<b>Built</b> with <i>Llama</i>", "P:Built with Llama"),
        ("Sky<b>work</b> <a href='u&amp;v'>in<b>side</b></a>", "P:Skywork inside {inside -> u&v}"),
        ("a <!-- Built with Llama --> b", "P:a b"),
        ("a <span hidden>Built with Llama</span> b", "P:a b"),
        ("a <span style=\"display:none\">x <span>y</span> z</span> b", "P:a b"),
        ("a <span hidden>b\n\nc", "P:a\nP:c"),
        ("a <del>b</del> <s>c</s> d", "P:a d"),
        ("a <img src=x alt=\"Built &quot;with&quot; Llama\"> b", "P:a b\nI:Built \"with\" Llama"),
        ("a <span title=\"Built with Llama\">b</span>", "P:a b"),
        ("a <template>b</template> <title>c</title> <script>d</script> e", "P:a e"),
        ("a <kbd>b</kbd> 1 < 2 & 3 <4", "P:a b 1 < 2 & 3 <4"),
        // HTML blocks.
        ("<!-- Built with Llama\n\n# x -->\ny", "P:y"),
        ("<!-- never closed\n\n# x", ""),
        ("<div>\n<!-- a\n\nb\n\n<p>--></p></div>\n\nc", "P:c"),
        ("<div>\n<!-- a\n\nb\n\n-->\n\nc", ""),
        ("<div align=\"center\">\n  Built  with\n  Llama\n</div>", "P:Built with Llama"),
        ("<h1 align=\"center\">A <b>B</b></h1>\n\ntext", "H1:A B\nP:text"),
        ("<h2>\n\nA **B**\n\n</h2>\n\ntext", "H2:A B\nP:text"),
        ("<p>a<p>b</p>c <em>d</em>\n</p>", "P:a\nP:b\nP:c d"),
        ("<p>R&amp;D &#169; &lt;b&gt;</p>", "P:R&D © <b>"),
        ("<p>not **bold**</p>", "P:not **bold**"),
        (
            "<details><summary>More</summary>\n\nBuilt with **Llama**\n\n</details>",
            "P:More\nP:Built with Llama",
        ),
        ("<div hidden>\n\nBuilt with Llama\n\n</div>\n\nx", "P:x"),
        ("<div style='font-size:0'>a<div>b</div>c</div>d", "P:d"),
        ("<div\n  style=\"visibility: hidden\"\n>a</div>\n\nb", "P:b"),
        ("<style>\nh1 { color: red }\n\n# x\n</style>\n\nb", "P:b"),
        ("<script>if (a < b) { '<b>' }</script>\n\nb", "P:b"),
        ("<table><tr><td>a</td><th>b</th></tr></table>\n\nc", "T:a\nT:b\nP:c"),
        ("<ul><li>a</li><li>b</ul>", "P:a\nP:b"),
        ("<blockquote>a</blockquote>\n\nb", "Q:a\nP:b"),
        ("<pre>a\n  b\n\nc</pre>\nd", "C:a\n  b\n\nc\nP:d"),
        (
            "<a href=\"LICENSE\"><img alt=\"license: mit\" src=\"b.svg\"></a>",
            "I:license: mit {license: mit -> LICENSE}",
        ),
        ("<p><a href=u>a</a></p>\n<p>b</p>", "P:a {a -> u}\nP:b"),
        ("<p>a <", "P:a <"),
        ("<p>a</p><img alt=\"b", "P:a"),
        ("> <div>\n> a\n> b\n> </div>", "Q:a b"),
        ("- <div hidden>a\n\nb", "P:b"),
        ("<video src=x>Your browser</video> a", "P:a"),
        ("<p hidden>a<p>b", "P:b"),
        ("", ""),
    ];
    for (source, expected) in forms {
        assert_eq!(shown(source), *expected, "{source:?}");
    }
}

#[test]
fn headings_above() {
    let source = "a\n# A\n## B\nb\n### C\n![i](x)\n## D\nd\n<h1>E</h1>\n\ne\n";
    let passages = visible(source, 0);
    let under: Vec<(&str, Vec<&str>)> = passages
        .iter()
        .map(|passage| {
            let above = passage.under.iter().map(|above| passages[*above].text.as_str()).collect();
            (passage.text.as_str(), above)
        })
        .collect();
    assert_eq!(
        under,
        [
            ("a", vec![]),
            ("A", vec![]),
            ("B", vec!["A"]),
            ("b", vec!["A", "B"]),
            ("C", vec!["A", "B"]),
            ("i", vec!["A", "B", "C"]),
            ("D", vec!["A"]),
            ("d E".split(' ').next().unwrap(), vec!["A", "D"]),
            ("E", vec![]),
            ("e", vec!["E"]),
        ]
    );
}

#[test]
fn places_are_those_of_the_whole_card() {
    let source = "---\nlicense: mit\n---\n# Sky**work** R&amp;D `x`\n> a\n> b\n";
    let passages = visible(source, source.find('#').unwrap());
    assert_eq!(passages[0].text, "Skywork R&D x");
    let place = |text: &str| passages[0].source(passages[0].text.find(text).unwrap());
    assert_eq!(place("Sky"), source.find("Sky").unwrap());
    assert_eq!(place("work"), source.find("work").unwrap());
    assert_eq!(place("&"), source.find("&amp;").unwrap());
    assert_eq!(place("D"), source.find("D `").unwrap());
    assert_eq!(place("x"), source.find("x`").unwrap());
    assert_eq!(passages[1].source(2), source.rfind('b').unwrap());
    assert!(visible("text", 400).is_empty());
    assert_eq!(visible("许可", 1)[0].text, "许可");
}

#[test]
fn hostile_cards_take_linear_time() {
    let begun = Instant::now();
    for pattern in [
        "<div hidden><div>",
        "<a href=x>",
        "<!--",
        "<",
        "</",
        "<a b=\"",
        "<script>",
        "&",
        "&amp;",
        "![",
        "[a](",
        "`",
        "``` ",
        "*a **a ",
        "~~a ",
        "> ",
        "- ",
        "<b>\n\n",
        "<p hidden>\n\n</x>",
        "|a",
        "|-|-|\n",
        "#\n",
        "# a\n",
        "<h1>a",
        "<img alt='a'>",
        "a\n\n",
        "\u{0}",
        "<?",
        "<![CDATA[",
        "[x]: y\n",
        "\\",
        "_a__",
        "\n- a\n  ",
    ] {
        let source = pattern.repeat((1 << 17) / pattern.len());
        let passages = visible(&source, 0);
        check(&source, &passages);
        let took = begun.elapsed();
        assert!(took < Duration::from_mins(2), "{pattern:?}: {took:?}");
    }
    for many in ["a\n\n", "<h1>a", "![a](b)"] {
        assert_eq!(visible(&many.repeat(200_000), 0).len(), super::MAX_PASSAGES, "{many:?}");
    }
}

#[test]
fn what_is_left_out_of_the_parser() {
    for (text, number) in [
        ("One two.\n\nThree\nfour.\n\n\n五 `six` **seven**: eight\n", 3),
        ("**One:** two_three ** four", 0),
        ("One\n- two\n\nthree  \nfour\n\n[five](six)\n\n1. seven\n\n# eight", 0),
        ("```\none\n\ntwo\n\nthree\n```\n\nfour", 1),
        ("<!--\n\none\n\n-->", 1),
        ("``one``\n\n` two`\n\nthree`\n\nfour|five\n\nsix*seven*", 0),
    ] {
        let paragraphs = prose::shortened(text).paragraphs.len();
        assert_eq!(paragraphs, number, "{text}");
    }
}

proptest::proptest! {
    #[test]
    fn any_text_has_places(source in "([a-c#>*_`~|&;<!\\-\\[\\]()\\\\\"'=/ \n\t\r许é]|<b>|</b>|<div hidden>|</div>|<!--|-->|&amp;|!\\[a\\]\\(b\\)|\n\n|<img alt=\"x\">|<br>|- |> |```\n){0,60}") {
        check(&source, &visible(&source, 0));
    }

    #[test]
    fn what_is_left_out_of_the_parser_is_read_the_same(
        blocks in proptest::collection::vec(
            proptest::prop_oneof![
                8 => "(a b|\\*\\*a b\\*\\*|`c`|é|许|c_d| |\n|[.,:;)]| `c d` | \\*\\*a:\\*\\* |<b>|[!\\[\\]_*`&>]){1,8}",
                3 => "[a-c#>*_`~|&;<!\\-\\[\\]()\\\\\"'=/ \n\t\r许é\u{3000}]{0,8}",
                2 => "(- |> |1\\. |```|~~~|    |<!--|-->|<div hidden>|</div>|<pre>|</pre>|\\[a\\]: b|# |a\n==|\\|a\\|\n\\|-\\|)[ab\n]{0,3}",
            ],
            0..8,
        ),
        ends in proptest::collection::vec("\n|\n\n|\n \n|\n\n\n", 8),
    ) {
        let source: String = blocks.iter().zip(&ends).flat_map(|(block, end)| [block, end].map(String::as_str)).collect();
        proptest::prop_assert_eq!(visible(&source, 0), read(&source, 0, &Shortened::whole(&source)).unwrap(), "{:?}", source);
    }

    #[test]
    fn any_bytes_have_places(source in ".{0,200}", body in 0usize..220) {
        check(&source, &visible(&source, body));
    }
}
