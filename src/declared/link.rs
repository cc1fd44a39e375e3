//! Links from a card to a license: to a known address, or to a file of the unit that was identified.

use std::sync::Arc;

use super::names::Names;
use crate::{document::DocumentKind, identify::Identity, unit::Unit};

/// What is needed to follow a link.
pub(crate) struct Links<'a> {
    /// The unit whose files a relative link names.
    pub(crate) unit: &'a Unit,
    /// What those files are.
    pub(crate) identities: &'a [Option<Arc<Identity>>],
    /// Known addresses.
    pub(crate) names: &'a dyn Names,
}

impl Links<'_> {
    /// The ids that a link leads to: one for a known address, one for each license of an identified
    /// file. `from` is the path of the card.
    pub(crate) fn licenses(&self, from: &str, target: &str) -> Vec<String> {
        let target = target.trim();
        if let Some(path) = self.own_path(from, target) {
            return self.licenses_of_file(&path);
        }
        self.names.license_at(target).map(str::to_owned).into_iter().collect()
    }

    /// True where a link leads to a license file of this unit whose terms hold for weights.
    pub(crate) fn leads_to_license_file(&self, from: &str, target: &str) -> bool {
        self.own_path(from, target.trim()).is_some_and(|path| {
            self.unit.documents.iter().any(|document| {
                document.path.eq_ignore_ascii_case(&path)
                    && document.kind == DocumentKind::License
                    && applies(document.applies_to)
            })
        })
    }

    fn licenses_of_file(&self, path: &str) -> Vec<String> {
        let mut ids: Vec<String> = Vec::new();
        for (document, identity) in self.unit.documents.iter().zip(self.identities) {
            if !document.path.eq_ignore_ascii_case(path) || !applies(document.applies_to) {
                continue;
            }
            let named = identity.iter().flat_map(|identity| identity.named());
            ids.extend(named.map(str::to_owned));
        }
        ids.dedup();
        ids
    }

    /// The path below the unit that a link names: a relative link, or the address of the unit's own
    /// file on a hub (`https://HUB/owner/name/blob/main/LICENSE`).
    fn own_path(&self, from: &str, target: &str) -> Option<String> {
        let target = target.split(['#', '?']).next().unwrap_or_default();
        if target.is_empty() || target.starts_with("mailto:") || target.starts_with("//") {
            return None;
        }
        if let Some((_, rest)) = target.split_once("://") {
            let (_, rest) = rest.split_once('/')?;
            let rest = rest.strip_prefix("models/").unwrap_or(rest);
            let own = self.unit.full_name();
            self.unit.outline.owner.as_ref()?;
            if !rest.get(..own.len())?.eq_ignore_ascii_case(&own) {
                return None;
            }
            let mut parts = rest[own.len()..].strip_prefix('/')?.splitn(3, '/');
            let kind = parts.next()?;
            parts.next()?;
            let known = matches!(kind, "blob" | "resolve" | "raw" | "tree");
            return known.then(|| percent_decoded(parts.next().unwrap_or_default()));
        }
        let mut parts: Vec<String> = Vec::new();
        if !target.starts_with('/') {
            parts = from.split('/').map(str::to_owned).collect();
            parts.pop();
        }
        for part in percent_decoded(target).split('/') {
            match part {
                "" | "." => {}
                ".." if parts.last().is_some_and(|last| last != "..") => {
                    parts.pop();
                }
                part => parts.push(part.to_owned()),
            }
        }
        (!parts.is_empty()).then(|| parts.join("/"))
    }
}

fn applies(to: crate::document::AppliesTo) -> bool {
    use crate::document::AppliesTo;
    matches!(to, AppliesTo::Weights | AppliesTo::Unknown)
}

/// A link target or a part of an address with its `%20` and the like read; what is no UTF-8 then stays
/// as it was.
pub(crate) fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let digits = tail.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        match digits.map(|pair| u8::from_str_radix(pair, 16)) {
            Some(Ok(byte)) if *first == b'%' => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}
