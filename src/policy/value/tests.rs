use super::*;

#[test]
fn a_mistyped_name_has_a_nearest_one_and_a_strange_one_has_none() {
    let names = ["role", "territory", "waiver"];
    assert_eq!(nearest("territoy", names), Some("territory"));
    assert_eq!(nearest("waivers", names), Some("waiver"));
    assert_eq!(nearest("xyz", names), None);
}

#[test]
fn a_member_of_the_union_lies_in_it() {
    let territory = |code: &str| Territory(code.to_owned());
    assert!(territory("DE").is_touched_by("EU"));
    assert!(territory("EU").is_touched_by("EU"));
    assert!(territory("EU").is_touched_by("FR"));
    assert!(!territory("CN").is_touched_by("EU"));
    assert!(!territory("GB").is_touched_by("EU"));
    assert!(territory("GB").is_touched_by("UK") && territory("UK").is_touched_by("UK"));
}

#[test]
fn a_digest_has_64_hex_digits() {
    assert_eq!(parse_digest(&"0F".repeat(32)), Some([15; 32]));
    for wrong in ["", "0f", &"0g".repeat(32), &"许".repeat(21), &"+f".repeat(32)] {
        assert_eq!(parse_digest(wrong), None, "{wrong}");
    }
}
