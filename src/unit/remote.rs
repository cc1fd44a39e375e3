//! Where a git clone comes from: the address of its remote names owner and repository.

use super::UnitKind;

/// What the address of a remote says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Remote {
    pub(super) owner: String,
    pub(super) name: String,
    /// The Hub's addresses tell datasets and Spaces apart from models.
    pub(super) kind: Option<UnitKind>,
}

/// The remote `origin` of a git configuration, or the first one where there is no such.
pub(super) fn of_config(config: &str) -> Option<Remote> {
    let mut first = None;
    let mut section: Option<String> = None;
    for line in config.lines().map(str::trim) {
        if let Some(header) = line.strip_prefix('[') {
            section = header
                .strip_prefix("remote")
                .and_then(|rest| rest.trim_start().strip_prefix('"'))
                .and_then(|rest| rest.split_once('"'))
                .map(|(name, _)| name.to_owned());
        } else if let (Some(remote), Some((key, value))) = (&section, line.split_once('='))
            && key.trim().eq_ignore_ascii_case("url")
            && let Some(found) = of_address(value.trim().trim_matches('"'))
        {
            if remote == "origin" {
                return Some(found);
            }
            first.get_or_insert(found);
        }
    }
    first
}

/// `https://host/owner/name.git`, `git@host:owner/name`, `ssh://git@host:22/owner/name`. A path on a disk
/// names no owner.
fn of_address(address: &str) -> Option<Remote> {
    let (host, path) = match address.split_once("://") {
        Some(("file", _)) => return None,
        Some((_, rest)) => rest.split_once('/')?,
        None => address.split_once(':').filter(|(host, _)| host.contains('@'))?,
    };
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let host = host.split_once(':').map_or(host, |(host, _)| host);
    if !host.contains('.') {
        return None;
    }
    let path = path.split(['?', '#']).next().unwrap_or(path).trim_matches('/');
    let path = path.strip_suffix(".git").unwrap_or(path);
    let mut parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let kind = match parts.first() {
        _ if parts.len() < 3 => None,
        Some(&"datasets") => Some(UnitKind::Dataset),
        Some(&"spaces" | &"studios") => Some(UnitKind::Space),
        Some(&"models") => Some(UnitKind::Model),
        _ => None,
    };
    if kind.is_some() {
        parts.remove(0);
    }
    // A group of a forge may have groups in it: the first is the owner.
    let (owner, name) = (parts.first()?, parts.last()?);
    (parts.len() > 1).then(|| Remote { owner: (*owner).to_owned(), name: (*name).to_owned(), kind })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(address: &str) -> Option<(String, String)> {
        of_address(address).map(|remote| (remote.owner, remote.name))
    }

    #[test]
    fn addresses_name_owner_and_repository() {
        let acme = Some(("acme".to_owned(), "x-7b".to_owned()));
        for address in [
            "https://huggingface.co/acme/x-7b",
            "https://user:secret@huggingface.co/acme/x-7b.git",
            "git@hf.co:acme/x-7b",
            "ssh://git@github.com:22/acme/x-7b.git/",
            "https://www.modelscope.cn/models/acme/x-7b.git",
            "https://huggingface.co/datasets/acme/x-7b",
        ] {
            assert_eq!(at(address), acme, "{address}");
        }
        for address in
            ["/srv/git/acme/x", "file:///srv/git/acme/x", "../x", "https://hf.co/gpt2", ""]
        {
            assert_eq!(at(address), None, "{address}");
        }
        let dataset = of_address("https://huggingface.co/datasets/a/b");
        assert_eq!(dataset.and_then(|remote| remote.kind), Some(UnitKind::Dataset));
    }

    #[test]
    fn origin_comes_first() {
        let config = "[core]\n\turl = https://hf.co/no/no\n[remote \"fork\"]\n\turl = https://hf.co/b/x\n\
                      [remote \"origin\"]\n\tURL = \"https://hf.co/a/x\"\n\tfetch = +refs/heads/*\n";
        assert_eq!(of_config(config).map(|remote| remote.owner), Some("a".into()));
        let fork = "[remote \"fork\"]\n\turl = https://hf.co/b/x\n[branch \"main\"]\n";
        assert_eq!(of_config(fork).map(|remote| remote.owner), Some("b".into()));
        assert_eq!(of_config("[remote \"origin\"\nurl"), None);
    }
}
