//! Addresses that every license of a site shares a form of: SPDX, the Open Source Initiative, Creative
//! Commons, GNU and Apache.

/// The license name that a well-known address spells, for [`super::Library::resolve`]. The address is
/// one that [`super::fold::address`] made.
pub(super) fn spelled_name(address: &str) -> Option<String> {
    let (host, path) = address.split_once('/')?;
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let last = parts.last().map(|part| without_ending(part))?;
    match host {
        "spdx.org" | "opensource.org" | "choosealicense.com" if is_license_page(&parts) => {
            Some(last.trim_end_matches("-license").to_owned())
        }
        "apache.org" => last.strip_prefix("license-").map(|version| format!("apache-{version}")),
        "gnu.org" if parts.first() == Some(&"licenses") => {
            Some(last.split(".en").next().unwrap_or(last).to_owned())
        }
        "creativecommons.org" => match parts.as_slice() {
            ["licenses", kind, version, ..] => Some(format!("cc-{kind}-{version}")),
            ["publicdomain", "zero", version, ..] => Some(format!("cc0-{version}")),
            _ => None,
        },
        "mozilla.org" => parts.windows(2).find_map(|pair| match pair {
            ["mpl", version] => Some(format!("mpl-{version}")),
            _ => None,
        }),
        "unlicense.org" => Some("unlicense".to_owned()),
        _ => None,
    }
}

/// The model whose license file an address on the Hugging Face Hub names, as `owner/name`.
pub(super) fn model_of_license_file(address: &str) -> Option<String> {
    let parts: Vec<&str> = address.split('/').collect();
    match parts.as_slice() {
        ["huggingface.co", owner, name, "blob", _, .., file]
            if !matches!(*owner, "datasets" | "spaces")
                && (file.contains("license") || file.contains("licence")) =>
        {
            Some(format!("{owner}/{name}"))
        }
        _ => None,
    }
}

fn is_license_page(parts: &[&str]) -> bool {
    parts.len() == 2 && matches!(parts[0], "licenses" | "license")
}

fn without_ending(part: &str) -> &str {
    [".html", ".txt", ".php", ".json", ".md"]
        .iter()
        .find_map(|ending| part.strip_suffix(ending))
        .unwrap_or(part)
}
