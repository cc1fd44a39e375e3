//! The license texts that `fix` may write. They come from the `spdx` crate while building; the project itself
//! holds none.
//!
//! MIT, the BSD licenses, ISC and their like begin with a line that says whose work it is and when it was
//! made. Only the author knows that: their texts are forms, in which that line is left to be filled in. A form at the end that tells how to
//! apply a license to other works (Apache, the GNU licenses) is a part of the text and stays as it is.

use std::{fs, path::Path};

/// The SPDX ids of the embedded texts. Those that models are published under: the values of the Hub's
/// `license` field, and the other versions of the same licenses.
const WITHOUT_BLANKS: [&str; 67] = [
    "AFL-3.0",
    "AGPL-3.0",
    "Apache-2.0",
    "Artistic-2.0",
    "BSL-1.0",
    "C-UDA-1.0",
    "CC-BY-1.0",
    "CC-BY-2.0",
    "CC-BY-2.5",
    "CC-BY-3.0",
    "CC-BY-4.0",
    "CC-BY-NC-2.0",
    "CC-BY-NC-2.5",
    "CC-BY-NC-3.0",
    "CC-BY-NC-4.0",
    "CC-BY-NC-ND-2.0",
    "CC-BY-NC-ND-2.5",
    "CC-BY-NC-ND-3.0",
    "CC-BY-NC-ND-4.0",
    "CC-BY-NC-SA-2.0",
    "CC-BY-NC-SA-2.5",
    "CC-BY-NC-SA-3.0",
    "CC-BY-NC-SA-4.0",
    "CC-BY-ND-2.0",
    "CC-BY-ND-2.5",
    "CC-BY-ND-3.0",
    "CC-BY-ND-4.0",
    "CC-BY-SA-2.0",
    "CC-BY-SA-2.5",
    "CC-BY-SA-3.0",
    "CC-BY-SA-4.0",
    "CC0-1.0",
    "CDLA-Permissive-1.0",
    "CDLA-Permissive-2.0",
    "CDLA-Sharing-1.0",
    "ECL-2.0",
    "EPL-1.0",
    "EPL-2.0",
    "EUPL-1.1",
    "EUPL-1.2",
    "GFDL-1.1",
    "GFDL-1.2",
    "GFDL-1.3",
    "GPL-1.0",
    "GPL-2.0",
    "GPL-3.0",
    "LGPL-2.0",
    "LGPL-2.1",
    "LGPL-3.0",
    "LGPLLR",
    "LPPL-1.3c",
    "MPL-2.0",
    "MS-PL",
    "MS-RL",
    "MulanPSL-1.0",
    "MulanPSL-2.0",
    "O-UDA-1.0",
    "ODC-By-1.0",
    "ODbL-1.0",
    "OGL-UK-3.0",
    "OSL-3.0",
    "PDDL-1.0",
    "QPL-1.0",
    "Unlicense",
    "WTFPL",
    "Zlib",
    "etalab-2.0",
];

/// The SPDX ids of the forms.
const FORMS: [&str; 6] = ["BSD-2-Clause", "BSD-3-Clause", "BSD-4-Clause", "ISC", "MIT", "MIT-0"];

/// Writes `texts.deflate`, all texts one behind the other as one raw deflate stream (RFC 1951): they are
/// much alike, and only `fix` needs them. `texts.table` says where each begins and ends in it, by its
/// lower-case id, a form by `form` and its id.
pub(crate) fn write(out: &Path) -> Result<(), String> {
    let (mut places, mut all) = (Vec::new(), String::new());
    let keys = WITHOUT_BLANKS.map(|name| ("", name)).into_iter();
    for (kind, name) in keys.chain(FORMS.map(|name| ("form ", name))) {
        let id = spdx::license_id(name).ok_or(format!("{name} is not on the SPDX list"))?;
        let start = all.len();
        all.push_str(id.text());
        if !all.ends_with('\n') {
            all.push('\n');
        }
        let key = format!("{kind}{}", name.to_ascii_lowercase());
        places.push((key, format!("{start} {}", all.len())));
    }
    places.sort();
    put(&out.join("texts.table"), &super::knowledge::table(&places))?;
    put(&out.join("texts.deflate"), &super::knowledge::packed(&all)?)
}

fn put(path: &Path, bytes: &[u8]) -> Result<(), String> {
    fs::write(path, bytes).map_err(|error| format!("{}: {error}", path.display()))
}
