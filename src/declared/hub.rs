//! Addresses on model hubs: which of them is the page of a model.

/// Hosts of hubs on which a path begins with `owner/name`.
const HUBS: &[&str] =
    &["huggingface.co", "hf.co", "hf-mirror.com", "modelscope.cn", "modelscope.ai"];

/// First path parts of hub addresses that are no owners.
const NO_OWNER: &[&str] = &[
    "datasets",
    "spaces",
    "docs",
    "blog",
    "papers",
    "collections",
    "tasks",
    "join",
    "pricing",
    "settings",
    "organizations",
    "learn",
    "chat",
    "posts",
    "api",
    "new",
    "login",
    "privacy",
    "terms-of-service",
    "course",
    "assets",
    "front",
    "inference",
    "search",
    "dataset",
    "studios",
    "nlp",
    "models",
    "transformers",
    "home",
    "mnt",
    "root",
    "content",
];

/// True for an address on a hub, with or without a scheme.
pub(crate) fn is_on_hub(address: &str) -> bool {
    address.contains('/') && HUBS.iter().any(|hub| host_rest(address, hub).is_some())
}

/// `owner/name` of an address on a hub that leads to a model's page; a link to one of its files, to a
/// data set or to documentation leads to none.
pub(crate) fn model_at(address: &str) -> Option<String> {
    // Every word of a sentence is asked about.
    if !address.contains('/') {
        return None;
    }
    let rest = address.trim().split_once("://").map_or(address.trim(), |(_, rest)| rest);
    let rest = HUBS.iter().find_map(|hub| host_rest(rest, hub))?;
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let rest = rest.strip_prefix("models/").unwrap_or(rest);
    // A local path behind a hub's address, as training tools write it, names no page.
    if rest.starts_with('/') {
        return None;
    }
    let mut parts = rest.split('/').filter(|part| !part.is_empty());
    let (owner, name) = (parts.next()?, parts.next()?);
    if NO_OWNER.contains(&owner.to_ascii_lowercase().as_str()) {
        return None;
    }
    if parts.next().is_some_and(|next| matches!(next, "blob" | "resolve" | "raw" | "discussions")) {
        return None;
    }
    let name = name.trim_end_matches(['.', ',', ')']);
    is_name(name).then(|| format!("{owner}/{name}"))
}

/// True for letters, digits and the signs that a model's name may have.
pub(crate) fn is_name(name: &str) -> bool {
    name.contains(char::is_alphabetic)
        && name.chars().all(|letter| {
            letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_' | '.' | '/' | ':' | '+')
        })
}

fn host_rest<'v>(value: &'v str, hub: &str) -> Option<&'v str> {
    let value = value.strip_prefix("www.").unwrap_or(value);
    let head = value.get(..hub.len())?;
    head.eq_ignore_ascii_case(hub).then(|| value[hub.len()..].strip_prefix('/')).flatten()
}
