//! What git says is about to be pushed: one line a reference on standard input of the hook.

/// One reference that is pushed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Push {
    /// The commit.
    pub commit: String,
    /// The reference that it becomes there.
    pub remote_ref: String,
}

/// The commits that are to be looked at, each once: those of branches and other references. A deletion
/// publishes nothing, and a tag only names what was pushed.
///
/// # Errors
///
/// The first line that is not one of git's.
pub fn pushes(lines: &str) -> Result<Vec<Push>, String> {
    let mut found: Vec<Push> = Vec::new();
    for line in lines.lines().filter(|line| !line.trim().is_empty()) {
        let fields: Vec<&str> = line.split(' ').collect();
        let [_, commit, remote_ref, _] = fields[..] else { return Err(line.to_owned()) };
        let is_name =
            matches!(commit.len(), 40 | 64) && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !is_name {
            return Err(line.to_owned());
        }
        let is_deletion = commit.bytes().all(|byte| byte == b'0');
        let is_tag = remote_ref.starts_with("refs/tags/");
        if !is_deletion && !is_tag && !found.iter().any(|push| push.commit == commit) {
            found.push(Push { commit: commit.to_owned(), remote_ref: remote_ref.to_owned() });
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deletions_and_tags_pass_and_a_commit_is_looked_at_once() {
        let (one, two, zero) = ("1".repeat(40), "2".repeat(64), "0".repeat(40));
        let lines = format!(
            "refs/heads/main {one} refs/heads/main {zero}\n\
             HEAD {one} refs/heads/copy {zero}\n\
             (delete) {zero} refs/heads/old {one}\n\
             refs/tags/v1 {one} refs/tags/v1 {zero}\n\
             refs/heads/x {two} refs/pr/1 {zero}\n"
        );
        let found = pushes(&lines).unwrap_or_default();
        let refs: Vec<&str> = found.iter().map(|push| push.remote_ref.as_str()).collect();
        assert_eq!(refs, ["refs/heads/main", "refs/pr/1"]);
        assert_eq!(pushes(""), Ok(Vec::new()));
        for wrong in ["x", "a b c d", &format!("a {} c d", "g".repeat(40))] {
            assert_eq!(pushes(wrong), Err(wrong.to_owned()));
        }
    }
}
