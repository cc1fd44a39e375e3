//! Which HTML elements nobody sees.

/// Elements whose content a browser does not show, or shows only where it cannot show the element itself.
const UNSEEN: [&str; 13] = [
    "audio", "canvas", "datalist", "head", "iframe", "noembed", "noframes", "rp", "script",
    "style", "template", "title", "video",
];

/// Elements that strike their text out: it is not stated any more.
const STRUCK: [&str; 3] = ["del", "s", "strike"];

/// True for an element that hides its content, by its name (in lower case) or its attributes.
pub(super) fn hides<'a>(
    name: &str,
    mut attributes: impl Iterator<Item = (&'a str, &'a str)>,
) -> bool {
    UNSEEN.contains(&name)
        || STRUCK.contains(&name)
        || attributes.any(|(key, value)| {
            key.eq_ignore_ascii_case("hidden")
                || key.eq_ignore_ascii_case("style") && value.split(';').any(hides_by_style)
        })
}

/// True for a CSS declaration that leaves nothing to see.
fn hides_by_style(declaration: &str) -> bool {
    let Some((property, value)) = declaration.split_once(':') else { return false };
    let value = value.trim().to_ascii_lowercase();
    let value = value.strip_suffix("!important").unwrap_or(&value).trim_end();
    match property.trim().to_ascii_lowercase().as_str() {
        "display" => value == "none",
        "visibility" => matches!(value, "hidden" | "collapse"),
        "font-size" | "opacity" => is_zero(value),
        _ => false,
    }
}

/// True for `0`, `0px`, `.0em`, `0%`.
fn is_zero(value: &str) -> bool {
    let number =
        value.trim_end_matches(|letter: char| letter.is_ascii_alphabetic() || letter == '%');
    number.parse::<f64>().is_ok_and(|number| number <= 0.0)
}

#[cfg(test)]
mod tests {
    use super::hides;

    #[test]
    fn styles() {
        for (style, hidden) in [
            ("display:none", true),
            ("color: red; Display : NONE !important", true),
            ("visibility:hidden", true),
            ("font-size:0", true),
            ("font-size: 0px", true),
            ("opacity:0.0", true),
            ("font-size:0.8em", false),
            ("opacity:0.5", false),
            ("display:block", false),
            ("font-size:small", false),
            ("text-align: center", false),
            ("", false),
        ] {
            assert_eq!(hides("div", [("style", style)].into_iter()), hidden, "{style}");
        }
        assert!(hides("p", [("align", "center"), ("HIDDEN", "")].into_iter()));
        assert!(hides("template", [].into_iter()) && !hides("details", [].into_iter()));
        assert!(!hides("p", [("class", "hidden"), ("title", "hidden")].into_iter()));
    }
}
