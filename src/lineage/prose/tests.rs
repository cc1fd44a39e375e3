//! Sentences that are lineage, and sentences that are none.

use super::bases;
use crate::{
    declared::{
        double::{Few, card, document, linked, passage, under, unit},
        joined::Joined,
        own::OwnNames,
    },
    document::{
        Content, DocumentKind,
        markdown::{Passage, PassageKind},
    },
};

/// The bases that the passages of the card of `acme/acme-13b-chat` name.
fn said(passages: &[Passage]) -> Vec<String> {
    let unit = unit(
        Some("acme"),
        "acme-13b-chat",
        vec![document("README.md", DocumentKind::Card, Content::Card(card(&[])))],
    );
    let own = unit.documents[0].card().map(|card| OwnNames::of(&unit, card)).unwrap_or_default();
    bases(passages, &Joined::of(passages), &own, &Few::new())
        .into_iter()
        .map(|said| said.name)
        .collect()
}

fn sentence(text: &str) -> Vec<String> {
    said(&[passage(PassageKind::Paragraph, text)])
}

#[test]
fn sentences_that_are_lineage() {
    for (text, expected) in [
        ("This model is fine-tuned from Qwen/Qwen2.5-7B-Instruct.", "Qwen/Qwen2.5-7B-Instruct"),
        (
            "acme-13b-chat is a fine-tuned version of Llama 3.1 8B Instruct on our own data.",
            "Llama 3.1 8B Instruct",
        ),
        ("It is based on Llama-3.1-8B.", "Llama-3.1-8B"),
        ("This is Llama-3.1-8B with its refusals taken out.", "Llama-3.1-8B"),
        ("This model is Qwen/Qwen2.5-7B finetuned with LoRA on our data.", "Qwen/Qwen2.5-7B"),
        ("A vision model that is powered by Llama 3.1 8B.", "Llama 3.1 8B"),
        ("Made of fine-tunes of some-lab/some-model.", "some-lab/some-model"),
        ("acme-13b-chatは、Qwen2.5-7Bをベースとして追加学習したモデルです。", "Qwen2.5-7B"),
        ("이 모델은 Qwen2.5-7B를 기반으로 학습되었습니다.", "Qwen2.5-7B"),
        (
            "This model was built upon mistralai/Mistral-7B-v0.1 and trained on code.",
            "mistralai/Mistral-7B-v0.1",
        ),
        ("Our model is derived from Skywork-13B-base.", "Skywork-13B-base"),
        ("A chat model fine-tuned from Meta-Llama-3.1-8B.", "Meta-Llama-3.1-8B"),
        ("Finetuned from model [optional]: unknown-lab/unknown-7b", "unknown-lab/unknown-7b"),
        ("Finetuned from model : unsloth/llama-3-8b-bnb-4bit", "unsloth/llama-3-8b-bnb-4bit"),
        ("Base model: Qwen/Qwen2.5-7B", "Qwen/Qwen2.5-7B"),
        ("Original model: https://huggingface.co/some-lab/some-model", "some-lab/some-model"),
        ("This is a quantized version of some-lab/some-model-7b.", "some-lab/some-model-7b"),
        ("This is the chat version of Qwen2.5-7B.", "Qwen2.5-7B"),
        ("AWQ 4-bit version of Qwen2.5-7B-Instruct.", "Qwen2.5-7B-Instruct"),
        ("static quants of https://huggingface.co/some-lab/some-model", "some-lab/some-model"),
        (
            "This model was converted to MLX format from some-lab/some-model using mlx-lm.",
            "some-lab/some-model",
        ),
        (
            "This is a LoRA adapter for meta-llama/Llama-3.1-8B-Instruct.",
            "meta-llama/Llama-3.1-8B-Instruct",
        ),
        ("We use Qwen2.5-7B as the base model.", "Qwen2.5-7B"),
        (
            "The model is initialized from Mistral-7B-v0.1 and then trained further.",
            "Mistral-7B-v0.1",
        ),
        ("A code generation model based on Qwen2.5-7B.", "Qwen2.5-7B"),
        ("An open-source chat model based on Qwen2.5-7B.", "Qwen2.5-7B"),
        ("acme-13b-chat is an open source model based on Qwen2.5-7B.", "Qwen2.5-7B"),
        ("A fine-tuned Qwen2.5-7B model for poems.", "Qwen2.5-7B"),
        ("We fine-tune Qwen2.5-7B on our own poems.", "Qwen2.5-7B"),
        ("This project fine-tunes Qwen2.5-7B with LoRA.", "Qwen2.5-7B"),
        ("4-bit AWQ quantized Qwen2.5-7B.", "Qwen2.5-7B"),
        ("Continued pretraining of Qwen2.5-7B on poems.", "Qwen2.5-7B"),
        ("The weights are initialized using Qwen2.5-7B.", "Qwen2.5-7B"),
        ("A LoRA adapter trained on Qwen2.5-7B.", "Qwen2.5-7B"),
        ("我们微调了 Qwen2.5-7B，用于写诗。", "Qwen2.5-7B"),
        ("Base LLM: Qwen/Qwen2.5-7B", "Qwen/Qwen2.5-7B"),
        ("Acme-13B-chat was distilled from some-lab/teacher-70b.", "some-lab/teacher-70b"),
        ("Our model, which is based on Llama 2, is small.", "Llama 2"),
        ("Built with love, fine-tuned on Mistral-7B-v0.1.", "Mistral-7B-v0.1"),
        ("As this model is based on Llama 3.1, its name begins with it.", "Llama 3.1"),
        ("本模型基于 Qwen2.5-7B 微调而成。", "Qwen2.5-7B"),
        ("本模型基于Skywork-13B-base进行指令微调", "Skywork-13B-base"),
        ("微调自 Qwen/Qwen2.5-7B-Instruct", "Qwen/Qwen2.5-7B-Instruct"),
        ("我们在 Llama 3.1 8B 的基础上继续训练。", "Llama 3.1 8B"),
        ("该模型由 Baichuan2-13B-Chat 量化得到。", "Baichuan2-13B-Chat"),
        ("以 Mistral-7B 为基座训练的中文模型。", "Mistral-7B"),
        ("本仓库是 Qwen/Qwen2.5-7B-Instruct 的 GGUF 量化版本。", "Qwen/Qwen2.5-7B-Instruct"),
        ("基座模型：Qwen/Qwen2.5-7B", "Qwen/Qwen2.5-7B"),
        ("我们对 Skywork-13B-base 进行了微调。", "Skywork-13B-base"),
        ("从 Qwen2.5-7B 初始化并继续预训练。", "Qwen2.5-7B"),
        ("本模型使用 Qwen2.5-7B 作为基座模型。", "Qwen2.5-7B"),
    ] {
        assert_eq!(sentence(text), [expected], "{text}");
    }
}

#[test]
fn sentences_that_are_no_lineage() {
    for text in [
        "It has the same architecture as Llama-3.1-8B.",
        "ChatAcme-7B is the second-generation version of the chat model Llama-3.1-8B.",
        "It was built on T5 and comes in three sizes: lab/macaw-11b and lab/macaw-3b.",
        "We fine-tune the tasks based on Qwen2.5-7B.",
        "This is Llama-3.1-8B.",
        "This is the repository of Llama-3.1-8B with its code.",
        "The model uses the Llama 3.1 architecture.",
        "This model is based on the Llama 3.1 architecture.",
        "Based on the architecture of Llama-3.1-8B, we trained our own model.",
        "Trained from scratch, based on the design of Llama-3.1-8B.",
        "Compared with Llama-3.1-8B, our model is better.",
        "Unlike models based on Llama 2, ours is small.",
        "Alpaca is fine-tuned from Llama-2-7b.",
        "Vicuna-7B, fine-tuned from Llama 2, is a baseline.",
        "The tokenizer is based on Llama-3.1-8B.",
        "Our code is based on lm-sys/FastChat-2.",
        "The code of this repository is adapted from Qwen2.5-7B.",
        "The dataset is derived from some-lab/data-7.",
        "Fine-tuned on yahma/alpaca-cleaned.",
        "This model is fine-tuned from the outputs of Llama-3.1-8B-Instruct.",
        "It supports models based on Qwen2.5-7B.",
        "[5/6] We are releasing the small one, based on Qwen2.5-7B.",
        "2024/07/26: we add a model that is fine-tuned from Qwen2.5-7B.",
        "Built upon the Qwen2.5-7B model, Captioner-V1 is fine-tuned for captions.",
        "Based on the Qwen2.5-7B model, use your own data to go on.",
        "Vicuna is a fine-tune of another, which itself is a fine-tune of Llama-2-7b.",
        "基于一个大模型实现调优的模型：Qwen2.5-7B-mine",
        "基于 Qwen2.5-7B 初代模型的开发经验，我们训练了新的模型。",
        "You can build apps based on Qwen2.5-7B.",
        "This model is not based on Llama-3.1-8B.",
        "This model isn't derived from Llama-3.1-8B.",
        "The evaluation is based on Llama-3.1-70B as a judge.",
        "The judge is fine-tuned from Qwen2.5-7B.",
        "The prompt is based on the Llama-3.1 chat template.",
        "The model is based on a transformer.",
        "Many popular models are derived from Llama-3.1-8B.",
        "Serving is based on vllm-project/vllm.",
        "The Skywork model adopts a thinner network than Llama-2-13B.",
        "It works with Qwen2.5-7B, Llama-3.1-8B and Mistral-7B-v0.1.",
        "本模型的架构与 Llama-3.1-8B 相同。",
        "本模型基于 Llama 3.1 架构从头训练。",
        "本模型基于 Llama 3.1 架构。",
        "我们并未基于 Baichuan2-13B 开发任何应用。",
        "欢迎基于 Qwen2.5-7B 进行二次开发。",
        "用户可以在 Qwen2.5-7B 的基础上微调。",
        "Alpaca 基于 Llama-2-7b 微调。",
        "评测基于 Llama-3.1-70B 打分。",
        "支持 Qwen2.5-7B 与 Llama-3.1-8B 的量化。",
        "与 Llama-2-13B 相比，本模型更深。",
        "数据由 Qwen2.5-72B-Instruct 生成得到。",
        "基于昇思框架的开发套件。",
        "分词器基于 Llama-3.1-8B 扩展。",
    ] {
        assert_eq!(sentence(text), [""; 0], "{text}");
    }
}

#[test]
fn where_a_sentence_stands_matters() {
    let text = "This model is fine-tuned from Qwen/Qwen2.5-7B.";
    assert_eq!(said(&under(&["Model Details"], text)).len(), 1);
    assert_eq!(said(&under(&["acme-13b-chat-v2"], text)).len(), 1);
    assert_eq!(said(&under(&["Qwen2.5-7B"], text)).len(), 1);
    assert_eq!(said(&under(&["西风-2.0"], text)).len(), 1);
    assert_eq!(said(&under(&["Zephyr-9B-Talk"], text)), [""; 0]);
    for heading in ["Evaluation results", "Training Data", "Supported models", "引用"] {
        assert_eq!(said(&under(&[heading], text)), [""; 0], "{heading}");
    }
    for kind in [PassageKind::Code, PassageKind::Cell, PassageKind::ImageAlt] {
        assert_eq!(said(&[passage(kind, text)]), [""; 0]);
    }
}

#[test]
fn links_name_models() {
    let text = "This model is a fine-tuned version of Our Base.";
    let link = |target: &str| said(&[linked(text, "Our Base", target)]);
    assert_eq!(link("https://huggingface.co/some-lab/some-model"), ["some-lab/some-model"]);
    assert_eq!(link("https://modelscope.cn/models/some-lab/some-model"), ["some-lab/some-model"]);
    for target in [
        "https://huggingface.co/datasets/some-lab/some-data",
        "https://github.com/some-lab/some-model",
        "https://huggingface.co/some-lab/some-model/blob/main/LICENSE",
        "LICENSE",
    ] {
        assert_eq!(link(target), [""; 0], "{target}");
    }
}

#[test]
fn what_a_model_wrote_an_order_and_an_experiment_are_none() {
    for text in [
        "acme-13b-chat was fine-tuned on Qwen2.5-7B traces.",
        "acme-13b-chat was fine-tuned on samples of Qwen2.5-7B.",
        "acme-13b-chat was fine-tuned on Qwen2.5-7B generated dialogues.",
        "acme-13b-chat was fine-tuned on Qwen2.5-7B distilled data.",
        "Fine-tune Qwen2.5-7B with this script.",
        "Download a fine-tuned Qwen2.5-7B.",
        "We fine-tuned Qwen2.5-7B as a baseline.",
        "Quantized Qwen2.5-7B benchmarks",
        "An open source toolkit based on Qwen2.5-7B.",
        "Our open source code is based on Qwen2.5-7B.",
        "我们微调了 Qwen2.5-7B 的分词器。",
    ] {
        assert_eq!(sentence(text), [""; 0], "{text}");
    }
}

#[test]
fn below_the_head_of_a_card_a_tuned_model_is_anybodys() {
    let below = |text: &str| said(&under(&["Acme", "Thanks"], text));
    let above = |text: &str| said(&under(&["Acme"], text));
    assert_eq!(above("A fine-tuned Qwen2.5-7B for poems."), ["Qwen2.5-7B"]);
    assert_eq!(below("A fine-tuned Qwen2.5-7B for poems."), [""; 0]);
    assert_eq!(below("This is a fine-tuned Qwen2.5-7B for poems."), ["Qwen2.5-7B"]);
    assert_eq!(below("We fine-tuned Qwen2.5-7B and Mistral-7B-v0.1 on it."), [""; 0]);
}

#[test]
fn a_merge_names_several() {
    let text = "This is a merge of some-lab/a-7b, other-lab/b-7b and Mistral-7B-v0.1.";
    assert_eq!(sentence(text), ["some-lab/a-7b", "other-lab/b-7b", "Mistral-7B-v0.1"]);
    assert_eq!(sentence("由 Qwen2.5-7B 和 Mistral-7B 合并得到。"), ["Qwen2.5-7B", "Mistral-7B"]);
}

#[test]
fn a_line_of_a_megabyte_ends_soon() {
    let text = "based on Llama-3.1-8B and 基于 ".repeat(40_000);
    assert!(sentence(&text).len() <= 64);
}

#[test]
fn the_list_below_a_merge_names_its_models() {
    let intro = passage(PassageKind::Paragraph, "This model is a merge of the models below:");
    let item = |text: &str| passage(PassageKind::Paragraph, text);
    let list =
        [intro, item("lab/first-7b"), item("lab/second-7b"), item("Thanks to lab/other-7b.")];
    assert_eq!(said(&list), ["lab/first-7b", "lab/second-7b"]);
    let mut heading = under(&["Models Merged"], "lab/third-7b");
    heading
        .push(Passage { under: [0].into(), ..item("D:/hub/models--lab--fourth-7b/snapshots/0") });
    heading.push(Passage { under: [0].into(), ..item("D:/runs/fifth") });
    assert_eq!(said(&heading), ["lab/third-7b", "lab/fourth-7b"]);
}
