//! The license ids that the Hub's card validator accepts.

/// Every value of the card's `license` key that the Hub accepts, sorted by bytes.
///
/// The table of `docs/hub/repositories-licenses.md` in hub-docs at commit 242f4a1: 83 ids, some of which
/// name a family of licenses (`gpl`, `cc`, `bsd`) and two of which name none (`other`, `unknown`).
pub const HUB_LICENSES: [&str; 83] = [
    "afl-3.0",
    "agpl-3.0",
    "apache-2.0",
    "apple-amlr",
    "apple-ascl",
    "artistic-2.0",
    "bigcode-openrail-m",
    "bigscience-bloom-rail-1.0",
    "bigscience-openrail-m",
    "bsd",
    "bsd-2-clause",
    "bsd-3-clause",
    "bsd-3-clause-clear",
    "bsl-1.0",
    "c-uda",
    "cc",
    "cc-by-2.0",
    "cc-by-2.5",
    "cc-by-3.0",
    "cc-by-4.0",
    "cc-by-nc-2.0",
    "cc-by-nc-3.0",
    "cc-by-nc-4.0",
    "cc-by-nc-nd-3.0",
    "cc-by-nc-nd-4.0",
    "cc-by-nc-sa-2.0",
    "cc-by-nc-sa-3.0",
    "cc-by-nc-sa-4.0",
    "cc-by-nd-4.0",
    "cc-by-sa-3.0",
    "cc-by-sa-4.0",
    "cc0-1.0",
    "cdla-permissive-1.0",
    "cdla-permissive-2.0",
    "cdla-sharing-1.0",
    "creativeml-openrail-m",
    "deepfloyd-if-license",
    "ecl-2.0",
    "epl-1.0",
    "epl-2.0",
    "etalab-2.0",
    "eupl-1.1",
    "eupl-1.2",
    "fair-noncommercial-research-license",
    "gemma",
    "gfdl",
    "gpl",
    "gpl-2.0",
    "gpl-3.0",
    "grok2-community",
    "h-research",
    "intel-research",
    "isc",
    "lgpl",
    "lgpl-2.1",
    "lgpl-3.0",
    "lgpl-lr",
    "llama2",
    "llama3",
    "llama3.1",
    "llama3.2",
    "llama3.3",
    "llama4",
    "lppl-1.3c",
    "mit",
    "mpl-2.0",
    "ms-pl",
    "ncsa",
    "odbl",
    "odc-by",
    "ofl-1.1",
    "openmdw-1.0",
    "openmdw-1.1",
    "openrail",
    "openrail++",
    "osl-3.0",
    "other",
    "pddl",
    "postgresql",
    "unknown",
    "unlicense",
    "wtfpl",
    "zlib",
];

/// True where the Hub accepts `id` as it stands: the ids are lower-case.
pub fn accepts(id: &str) -> bool {
    HUB_LICENSES.binary_search(&id).is_ok()
}

#[cfg(test)]
mod tests {
    use super::{HUB_LICENSES, accepts};

    #[test]
    fn table_is_sorted_without_doubles() {
        assert!(HUB_LICENSES.is_sorted_by(|left, right| left < right));
    }

    #[test]
    fn ids_are_lower_case_and_found_as_written() {
        assert!(HUB_LICENSES.iter().all(|id| id.to_lowercase() == **id));
        assert!(accepts("apache-2.0") && accepts("openrail++") && accepts("other"));
        assert!(!accepts("Apache-2.0") && !accepts("apache") && !accepts(""));
    }
}
