//! The names are those of real repositories: the classifier is measured on what people write.

use super::{Nomination, nominate};
use crate::document::{
    AppliesTo::{self, Code, Data, Output, ThirdParty, Unknown, Weights},
    DocumentKind::{self, Card, Config, License, Notice, Other, Policy},
};

fn expect(table: &[(&str, DocumentKind, AppliesTo)]) {
    let wrong: Vec<_> = table
        .iter()
        .filter(|(path, kind, applies_to)| {
            nominate(path) != Some(Nomination { kind: *kind, applies_to: *applies_to })
        })
        .map(|row| (row, nominate(row.0)))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn expect_kind(kind: DocumentKind, paths: &[&str]) {
    let wrong: Vec<_> =
        paths.iter().filter(|path| nominate(path).map(|found| found.kind) != Some(kind)).collect();
    assert!(wrong.is_empty(), "not {kind:?}: {wrong:#?}");
}

#[test]
fn licenses_of_model_repositories_are_nominated() {
    expect_kind(
        License,
        &[
            "360智脑开源模型许可证.txt",
            "legal/Apache License - GEAR-SONIC.txt",
            "BAAI_Aquila_Model_License.pdf",
            "WizardCoder/CODE_LICENSE",
            "COMMERCIAL_LICENSE",
            "COMMUNITY_LICENSE",
            "internal/thirdparty/ar/COPYING",
            "runtime/third_party/gflags/COPYING.txt",
            "COPYING3",
            "COPYING-GPL",
            "DATA_LICENSE",
            "Duix.Avatar model community Licensing Agreement.pdf",
            "Duix.Avatar model community Licensing Agreement_zh.pdf",
            "EmotiVoice_UserAgreement_易魔声用户协议.pdf",
            "GEMMA_TERMS.md",
            "GEMMA_TERMS_OF_USE.txt",
            "INDEX_MODEL_LICENSE",
            "LICENCE-APACHE",
            "LICENSE",
            "LICENSE-HiDiffusion.txt",
            "LICENSE-SD1+SD2.txt",
            "LICENSE-Yuan",
            "LICENSE.OpenMDW-1.1",
            "LICENSE.PE",
            "LICENSE.PLM",
            "pyannote/embedding/wespeaker/LICENSE.WeSpeaker",
            "LICENSE.md",
            "LICENSE.openmdw",
            "LICENSE_ZH.txt",
            "License.pdf",
            "license.html",
            "MIT_LICENSE",
            "MODEL_LICENSE_AGREEMENT.txt",
            "agreements/MOSS_agreement.pdf",
            "MOSS_agreement_en.pdf",
            "ModelsCommunityLicenseAgreement",
            "NVIDIA Open Model License",
            "OUTPUT_TERMS_OF_USE.md",
            "OpenAtom Model License.pdf",
            "Skywork Community License.pdf",
            "Skywork 模型社区许可协议.pdf",
            "Skywork-license-zh.pdf",
            "THIRD-PARTY-LICENSE",
            "TeleChat模型社区许可协议.pdf",
            "Tongyi Qianwen LICENSE AGREEMENT",
            "WEIGHTS_TERMS_OF_USE-Francais-Canada.md",
            "assets/aquila2_70b_license.pdf",
            "license-cc0",
            "可图KOLORS模型商业授权申请书.docx",
            "Baichuan-13B 模型社区许可协议.pdf",
            "Baichuan 2模型社区许可协议.pdf",
            "Community License for Baichuan 2 Model.pdf",
            "License_Agreement_for_Large_Language_Models_Nanbeige.pdf",
            "Research License.docx",
            "KREA2_LICENSE.md",
            "ltxv-2b-0.9.6-distilled-04-25.license.txt",
            "BLOOMLICENSE.txt",
            "weights/LICENSE_model_weights",
            "LICENSE_SOURCES.md",
            "LICENSES.md",
            "Llama 3.1 Community License Agreement.pdf",
            "TENCENT HUNYUAN COMMUNITY LICENSE AGREEMENT.pdf",
            "通用模型许可协议-来源说明-宣传限制-商业授权.md",
            "qwen3_8b.licence.md",
            "EULA.txt",
            "UNLICENSE",
            "TOS.md",
            // Other scripts, and forms that only look alike.
            "利用規約.txt",
            "모델 라이선스.md",
            "Лицензия.txt",
            "Lizenz.txt",
            "ＬＩＣＥＮＳＥ",
            "LICENÇA.txt",
            "模型使用授權.txt",
        ],
    );
}

#[test]
fn policies_notices_and_credits_are_told_apart() {
    expect_kind(
        Policy,
        &[
            "ACCEPTABLE_USE_POLICY",
            "GEMMA_PROHIBITED_USE_POLICY.md",
            "USE_POLICY.md",
            "legal/WEIGHTS_PROHIBITED_USE_POLICY-Bahasa-Indonesia.md",
            "AUP.txt",
            "Usage Policy.md",
            "模型使用限制.md",
        ],
    );
    expect_kind(
        Notice,
        &[
            "NOTICE",
            "NOTICE.md",
            "Notice",
            "Notice.txt",
            "MODEL_NOTICE.md",
            "THIRD_PARTY_NOTICES.md",
            "ThirdPartyNotices.txt",
            "Third_Party_Open_Source_Software_Notice",
            "legal/THIRD-PARTY SOFTWARE NOTICES AND ASSET LICENSES - GEAR-SONIC.txt",
            "免责声明.md",
            "版權聲明.txt",
        ],
    );
    expect_kind(
        Other,
        &[
            "ACKNOWLEDGEMENT.md",
            "ACKNOWLEDGMENTS",
            "AUTHORS.txt",
            "COPYRIGHT",
            "PATENTS",
            "LEGAL.md",
            "THIRD_PARTY_MODELS.md",
            "模型来源说明.md",
        ],
    );
}

#[test]
fn names_that_only_sound_like_licenses_are_left_alone() {
    for path in [
        "license-plate-finetune-v1n.pt",
        "license_plate_labels.txt",
        "licenses.go",
        "license_header.txt",
        "license-checker.md",
        "license-scanning.md",
        "LICENSE_KEY",
        "agreement.less",
        "pr-merge-policy.mdx",
        "license_summary_template.gohtml",
        "terms_mapping.txt",
        "disagreement.txt",
        "noticeable.txt",
        "copyingest.txt",
        "tokens.txt",
        "restoshop.txt",
        "LICENSE.json",
        "licenses.lock",
        ".cache/huggingface/download/LICENSE.metadata",
        "blobs/abc.incomplete",
        "._LICENSE",
        "LICENSE.sha256",
        "model.safetensors",
        "tokenizer.json",
        "vocab.txt",
        "model_index.json",
        "CONFIG.JSON",
        "legal/.gitkeep",
        "model.md",
        "discard_model.txt",
        "",
        "/",
        "..",
    ] {
        assert_eq!(nominate(path), None, "{path}");
    }
}

#[test]
fn license_words_before_a_model_name_do_not_stop_it() {
    expect_kind(License, &["LICENSE-checkpoint", "LICENSE-Keye-VL", "LICENSE-ScanNet"]);
}

#[test]
fn texts_in_license_folders_are_licenses_and_their_cards_are_cards() {
    expect(&[
        ("LICENSES/Apache-2.0.txt", License, Unknown),
        ("LICENSES/CC-BY-4.0", License, Unknown),
        ("model_licenses/FLUX-dev", License, Weights),
        ("Licenses/README.md", Card, Weights),
        ("third_party_licenses/wenet", License, ThirdParty),
    ]);
    assert_eq!(nominate("licenses/logo.png"), None);
    assert_eq!(nominate("licenses/deeper/data.txt"), None);
}

#[test]
fn cards_and_configurations_are_nominated_at_any_depth() {
    expect(&[
        ("README.md", Card, Weights),
        ("readme.MD", Card, Weights),
        ("README", Card, Weights),
        ("README_zh.md", Card, Weights),
        ("README.zh-CN.md", Card, Weights),
        ("README_EN.rst", Card, Weights),
        ("MODEL_CARD.md", Card, Weights),
        ("Model Card.md", Card, Weights),
        ("modelcard.md", Card, Weights),
        ("llama3_model-card.md", Card, Weights),
        ("unet/README.md", Card, Weights),
        ("data/README.md", Card, Data),
        ("third_party/x/README.md", Card, ThirdParty),
        ("README_LICENSE.md", License, Unknown),
        ("config.json", Config, Weights),
        ("unet/config.json", Config, Weights),
        ("adapter_config.json", Config, Weights),
        ("mergekit_config.yml", Config, Weights),
        ("mergekit_config.yaml", Config, Weights),
    ]);
    for path in ["README.ipynb", "modelcard_template.md", "supermodelcard.md", "README.pdf"] {
        assert_eq!(nominate(path), None, "{path}");
    }
}

#[test]
fn the_name_says_what_the_terms_apply_to() {
    expect(&[
        ("LICENSE", License, Unknown),
        ("NOTICE", Notice, Unknown),
        ("MODEL_LICENSE", License, Weights),
        ("WEIGHTS_LICENSE", License, Weights),
        ("MODEL_DIFF_LICENSE", License, Weights),
        ("LICENSE_weights", License, Weights),
        ("ModelsCommunityLicenseAgreement", License, Weights),
        ("CodeShell模型许可协议.pdf", License, Weights),
        ("MODEL_AND_CODE_LICENSE", License, Weights),
        ("LICENSE-SDXL1.0", License, Weights),
        ("LICENSE-FLUX1-dev", License, Weights),
        ("GEMMA_TERMS.md", License, Weights),
        ("COMMUNITY_LICENSE", License, Weights),
        ("LICENSE-CODE", License, Code),
        ("CODE_LICENSE", License, Code),
        ("LICENSE_SOURCES.md", License, Code),
        // "Code" in the name of a model.
        ("Kimi-K2.7-Code-LICENSE", License, Unknown),
        ("Qwen-Code-LICENSE", License, Weights),
        ("OPEN_SOURCE_LICENSE.txt", License, Unknown),
        ("src/LICENSE", License, Code),
        ("LICENSE-Data", License, Data),
        ("LICENSE_DATASET", License, Data),
        ("datasets/LICENSE", License, Data),
        ("OUTPUT_TERMS_OF_USE.md", License, Output),
        ("MODEL_OUTPUT_TERMS.md", License, Output),
        ("USE_POLICY.md", Policy, Weights),
        ("THIRD_PARTY_NOTICES.md", Notice, ThirdParty),
        ("ThirdPartyNotices.txt", Notice, ThirdParty),
        ("LICENSE-3RD-PARTY.txt", License, ThirdParty),
        ("Third_Party_Open_Source_Software_Notice", Notice, ThirdParty),
        ("THIRD_PARTY_MODELS.md", Other, ThirdParty),
        ("3rd_party/AutoGPTQ/LICENSE", License, ThirdParty),
        ("node_modules/x/LICENSE", License, ThirdParty),
        ("modelscope_license.txt", License, Unknown),
        ("../LICENSE", License, Unknown),
    ]);
}

#[test]
fn a_license_beside_a_file_has_the_role_of_that_file() {
    expect(&[
        ("model.safetensors.license", License, Weights),
        ("modeling_x.py.license", License, Code),
        ("assets/logo.png.license", License, Data),
        ("README.md.license", License, Data),
        ("third_party/a.bin.license", License, ThirdParty),
        ("qwen3_8b.license", License, Weights),
        (".license", License, Unknown),
    ]);
}
