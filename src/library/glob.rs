//! Globs of the base table: `*` stands for any run of characters, `?` for one.
//!
//! Some two thousand of them are tried against every base model of a store, so they are matched in
//! place; `globset` would first compile each to a regular expression.

/// True where the whole text matches. Both sides are in small letters already.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut at, mut position) = (0, 0);
    // Where to go on when what follows the last `*` does not match: after the star, one byte further.
    let mut retry: Option<(usize, usize)> = None;
    while position < text.len() {
        match pattern.get(at) {
            Some(b'*') => {
                retry = Some((at + 1, position));
                at += 1;
            }
            Some(&byte) if byte == b'?' || byte == text[position] => {
                at += 1;
                position += 1;
            }
            _ => {
                let Some((after_star, start)) = retry else { return false };
                at = after_star;
                position = start + 1;
                // A byte that must come next saves all tries before it.
                if let Some(&next) = pattern.get(at).filter(|byte| !matches!(byte, b'*' | b'?')) {
                    let mut rest = text[position..].iter();
                    let Some(skipped) = rest.position(|byte| *byte == next) else { return false };
                    position += skipped;
                }
                retry = Some((after_star, position));
            }
        }
    }
    pattern[at..].iter().all(|&byte| byte == b'*')
}

/// The part of a pattern before its first `*` or `?`.
pub(crate) fn literal_prefix(pattern: &str) -> &str {
    &pattern[..pattern.find(['*', '?']).unwrap_or(pattern.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_run() {
        assert!(matches("qwen/qwen2.5-*b-*", "qwen/qwen2.5-72b-instruct"));
        assert!(matches("*llama-2*", "thebloke/llama-2-7b-gguf"));
        assert!(matches("gpt2*", "gpt2"));
        assert!(!matches("gpt2", "gpt2-xl"));
        assert!(!matches("qwen/*-vl", "qwen/qwen-vl-chat"));
        assert!(matches("*ab*c", "aab-xc") && matches("*a?c", "abaxc"));
        assert!(!matches("*ab", "aaba") && !matches("*abc", "ab"));
    }

    #[test]
    fn a_question_mark_stands_for_one() {
        assert!(matches("yi-?b", "yi-6b"));
        assert!(!matches("yi-?b", "yi-34b"));
    }

    #[test]
    fn many_stars_end_soon() {
        assert!(!matches(&"a*".repeat(200), &"a".repeat(150)));
        assert!(!matches("*a*a*a*a*a*a*a*b", &"a".repeat(5_000)));
    }

    #[test]
    fn the_prefix_ends_at_the_first_star() {
        assert_eq!(literal_prefix("qwen2-*"), "qwen2-");
        assert_eq!(literal_prefix("gpt2"), "gpt2");
        assert_eq!(literal_prefix("*"), "");
    }
}
