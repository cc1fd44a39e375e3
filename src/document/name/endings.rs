//! What the ending of a name says about the bytes behind it.

/// What a known ending stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// Weights.
    Weights,
    /// Code.
    Code,
    /// Images, sounds, archives, tables, settings, fonts, signatures.
    Data,
    /// Texts to be read.
    Prose,
}

const WEIGHTS: &[&str] = &[
    "bin",
    "ckpt",
    "dduf",
    "engine",
    "ggml",
    "gguf",
    "h5",
    "keras",
    "mlmodel",
    "msgpack",
    "nemo",
    "onnx",
    "pickle",
    "pkl",
    "pt",
    "pth",
    "safetensors",
    "sft",
    "tflite",
];

const CODE: &[&str] = &[
    "bash", "bat", "c", "cc", "cjs", "cmd", "cpp", "cs", "css", "cu", "cuh", "cxx", "fs", "go",
    "gohtml", "h", "hpp", "ipynb", "java", "jl", "js", "jsx", "kt", "less", "lua", "m", "mjs",
    "mm", "php", "pl", "proto", "ps1", "py", "pyi", "r", "rb", "rs", "rule", "scala", "scss", "sh",
    "sql", "swift", "ts", "tsx", "vue",
];

const DATA: &[&str] = &[
    "7z", "a", "asc", "bmp", "bz2", "csv", "diff", "dll", "dylib", "exe", "flac", "gif", "golden",
    "gz", "ico", "jpeg", "jpg", "json", "jsonl", "lock", "log", "md5", "mdx", "metadata", "mo",
    "mp3", "mp4", "npy", "npz", "o", "otf", "out", "parquet", "patch", "png", "po", "sha256",
    "sha512", "sig", "snap", "so", "svg", "swp", "tar", "tgz", "tiff", "toml", "tsv", "ttf", "wav",
    "webp", "whl", "woff", "woff2", "xml", "xz", "yaml", "yml", "zip", "zst",
];

const PROSE: &[&str] =
    &["doc", "docx", "htm", "html", "md", "odt", "pdf", "rst", "rtf", "tex", "txt"];

/// The class of a folded name; `None` for an ending that is none: in `license-sdxl1.0` and `license.pe`
/// it is a part of the name.
pub(super) fn class(name: &str) -> Option<Class> {
    let (stem, ending) = name.rsplit_once('.')?;
    if stem.is_empty() {
        return None;
    }
    [(WEIGHTS, Class::Weights), (CODE, Class::Code), (DATA, Class::Data), (PROSE, Class::Prose)]
        .into_iter()
        .find(|(endings, _)| endings.contains(&ending))
        .map(|(_, class)| class)
}

/// True where no license is looked for behind the name. `html`, `pdf` and `docx` are read.
pub(super) fn are_denied(name: &str) -> bool {
    name.ends_with(".incomplete")
        || matches!(class(name), Some(Class::Weights | Class::Code | Class::Data))
}
