//! Labels of texts of our own making.

use super::*;
use crate::text::tokens;

fn labels(text: &str) -> Vec<String> {
    clauses(text, &tokens(text)).into_iter().map(|clause| clause.label).collect()
}

#[test]
fn nested_counters() {
    assert_eq!(
        labels("1. A\na. B\ni. C\nii. D\nb. E\n2. F"),
        ["1", "1.a", "1.a.i", "1.a.ii", "1.b", "2"]
    );
    assert_eq!(
        labels("一、定义\n1. 甲\n2、乙\n二、丙\n（一）丁"),
        ["一", "一.1", "一.2", "二", "二.一"]
    );
    assert_eq!(labels("第三条 甲\n3.1 乙\n\nSection 4. X"), ["三", "3.1", "4"]);
    assert_eq!(labels("(a) v\n(b) w\n(c) x\n(d) y"), ["a", "b", "c", "d"]);
    assert_eq!(labels("**1.** bold\nI am not a counter\n3 nor this"), ["1"]);
    assert_eq!(labels("2.1 A\n2.2 B\n3. C\n3.1 D"), labels("2.1 A\n2.2 B\n# 3 C\n3.1 D"));
}

#[test]
fn what_counts_nothing_opens_no_clause() {
    assert_eq!(labels("1. A\n2. B, see Section\n7. Ever\n3. C"), ["1", "2", "3"]);
    assert_eq!(labels("1. A\nversion 2.0 of it\n2.0 more\n2. B"), ["1", "2"]);
    assert_eq!(labels("1. A (the license(s)) under 4(a) or (c).\n2. B"), ["1", "2"]);
    assert_eq!(labels("Section 1 A.\n\nas in\nSection 6(a), it ends.\n\nSection 2 B."), ["1", "2"]);
}

#[test]
fn lists_inside_lists_of_the_same_style() {
    let indented = "1. A\n   1. B\n   2. C\n2. D\n   1. E";
    assert_eq!(labels(indented), ["1", "1.1", "1.2", "2", "2.1"]);
    let titled = "## 1. A\n1. B\n2. C\n## 2. D\n1. E";
    assert_eq!(labels(titled), ["1", "1.1", "1.2", "2", "2.1"]);
    let flat = "1. A\n1. B\n2. C\n3. D\n2. E\n1. F\n3. G";
    assert_eq!(labels(flat), ["1", "1.1", "1.2", "1.3", "2", "2.1", "3"]);
    let whole = "3.1 A:\n1. B\n2. C\n3. D\n4. E\n3.2 F\n4. G\n4.1 H";
    assert_eq!(labels(whole), ["3.1", "3.1.1", "3.1.2", "3.1.3", "3.1.4", "3.2", "4", "4.1"]);
}

#[test]
fn lists_inside_a_line() {
    let inline = "1. You must (a) give it, (b) name us; and\n(c) stop.\n2. Now (i) here.";
    assert_eq!(labels(inline), ["1", "1.a", "1.b", "1.c", "2"]);
    assert_eq!(labels("We (1) have it and (2) give it.\n1. A"), ["1"]);
    let letters = "(a) A\n(b) B: (i) x; (ii) y\n(c) C";
    assert_eq!(labels(letters), ["a", "b", "b.i", "b.ii", "c"]);
}

#[test]
fn articles_attachments_and_two_languages() {
    let articles = "Section I: A\n1. B\nSection II: C\n2. D\n3. E\nAttachment A\n1. F";
    assert_eq!(
        labels(articles),
        ["I", "I.1", "II", "II.2", "II.3", "Attachment A", "Attachment A.1"]
    );
    let halves = "一、定义和说明都在这里写明白\n1. 甲方应当遵守本协议各项约定\n1. Definitions are here\n(a) Words";
    assert_eq!(labels(halves), ["一", "一.1", "1", "1.a"]);
    assert_eq!(
        labels("一、其他事项如下所列\n1. 甲\n附则\n1. 乙"),
        ["一", "一.1", "附则", "附则.1"]
    );
    assert_eq!(labels("一、甲\n二、乙\n⼆、丙"), ["一", "二"]);
}

#[test]
fn a_slip_of_the_pen_stays_as_it_is() {
    let slip = "i. A\nii. B\niii. C\nvi. D\nv. E\nvi. F";
    assert_eq!(labels(slip), ["i", "ii", "iii", "vi", "v", "vi"]);
    assert_eq!(labels("1. A\n3. C\n4. D"), ["1", "3", "4"]);
}
