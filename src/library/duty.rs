//! A duty: one thing that one clause of one license asks for.

use serde::{Deserialize, Serialize};

/// What a clause asks for. The names are those of the signature files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DutyKind {
    /// A copy of the license text travels along.
    LicenseCopy,
    /// Documentation that came with the model travels along.
    DocumentationRetention,
    /// A notice file with a given line.
    NoticeFile,
    /// Notices of the parent are kept.
    NoticeRetention,
    /// A short mark is displayed.
    DisplayMark,
    /// A sentence of attribution is given.
    AttributionText,
    /// The name begins with a word.
    NamePrefix,
    /// The name contains a word.
    NameContains,
    /// The name must not contain a word.
    NameMustNotContain,
    /// Changes are stated.
    ModificationStatement,
    /// The source of the model is named.
    SourceLink,
    /// Use restrictions are passed on.
    UseRestrictionsPassthrough,
    /// No other terms contradict these.
    NoInconsistentTerms,
    /// Derivatives bear the same license.
    ShareAlike,
    /// No further restrictions are added.
    NoFurtherRestrictions,
    /// Who owns a derivative.
    DerivativeOwnership,
    /// A derivative as a whole may bear other terms (a permission).
    Relicensing,
    /// No commercial use.
    NonCommercial,
    /// Derivatives may not be distributed.
    NoDerivativeDistribution,
    /// The license text stays unmodified.
    UnmodifiedLicense,
    /// The copyright line is filled in.
    CopyrightLine,
    /// Hosting is exempt from some duties.
    HostedServiceExemption,
    /// Commercial use is permitted.
    CommercialPermitted,
    /// Who owns the output.
    Output,
    /// Uses that are forbidden.
    UseRestrictions,
    /// No military use.
    MilitaryProhibition,
    /// A number of users or a revenue above which other terms hold.
    UserThreshold,
    /// Places where the license does not hold.
    TerritoryExclusion,
    /// Registration with the licensor.
    Registration,
    /// The licensor is told of research.
    ResearchNotification,
    /// Output may not train other models, or only on terms.
    OutputTrainingRestriction,
    /// Machine-made content is said to be so.
    MachineGeneratedDisclosure,
    /// End users are told something.
    EndUserDisclosure,
    /// A content filter is kept.
    ContentFilter,
    /// Guardrails are kept.
    Guardrail,
    /// Watermarks are kept.
    WatermarkRetention,
    /// Those who receive the model are told something.
    TransfereeNotice,
    /// Publications acknowledge the model.
    PublicationAcknowledgement,
    /// Hosting is forbidden.
    HostingProhibited,
    /// No reverse engineering.
    NoReverseEngineering,
    /// The latest version is used.
    UseLatestVersion,
    /// Source code is offered.
    SourceCode,
    /// Trademarks are not used.
    TrademarkLimit,
    /// No endorsement is claimed.
    NoEndorsement,
    /// A patent action ends the license.
    PatentRetaliation,
    /// How the license ends, and whether a breach can be cured.
    TerminationCure,
}

impl DutyKind {
    /// The name used in signature files and in JSON.
    pub fn as_str(self) -> &'static str {
        use DutyKind as K;
        match self {
            K::LicenseCopy => "license-copy",
            K::DocumentationRetention => "documentation-retention",
            K::NoticeFile => "notice-file",
            K::NoticeRetention => "notice-retention",
            K::DisplayMark => "display-mark",
            K::AttributionText => "attribution-text",
            K::NamePrefix => "name-prefix",
            K::NameContains => "name-contains",
            K::NameMustNotContain => "name-must-not-contain",
            K::ModificationStatement => "modification-statement",
            K::SourceLink => "source-link",
            K::UseRestrictionsPassthrough => "use-restrictions-passthrough",
            K::NoInconsistentTerms => "no-inconsistent-terms",
            K::ShareAlike => "share-alike",
            K::NoFurtherRestrictions => "no-further-restrictions",
            K::DerivativeOwnership => "derivative-ownership",
            K::Relicensing => "relicensing",
            K::NonCommercial => "non-commercial",
            K::NoDerivativeDistribution => "no-derivative-distribution",
            K::UnmodifiedLicense => "unmodified-license",
            K::CopyrightLine => "copyright-line",
            K::HostedServiceExemption => "hosted-service-exemption",
            K::CommercialPermitted => "commercial-permitted",
            K::Output => "output",
            K::UseRestrictions => "use-restrictions",
            K::MilitaryProhibition => "military-prohibition",
            K::UserThreshold => "user-threshold",
            K::TerritoryExclusion => "territory-exclusion",
            K::Registration => "registration",
            K::ResearchNotification => "research-notification",
            K::OutputTrainingRestriction => "output-training-restriction",
            K::MachineGeneratedDisclosure => "machine-generated-disclosure",
            K::EndUserDisclosure => "end-user-disclosure",
            K::ContentFilter => "content-filter",
            K::Guardrail => "guardrail",
            K::WatermarkRetention => "watermark-retention",
            K::TransfereeNotice => "transferee-notice",
            K::PublicationAcknowledgement => "publication-acknowledgement",
            K::HostingProhibited => "hosting-prohibited",
            K::NoReverseEngineering => "no-reverse-engineering",
            K::UseLatestVersion => "use-latest-version",
            K::SourceCode => "source-code",
            K::TrademarkLimit => "trademark-limit",
            K::NoEndorsement => "no-endorsement",
            K::PatentRetaliation => "patent-retaliation",
            K::TerminationCure => "termination-cure",
        }
    }
}

/// How binding a clause is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Binding {
    /// It must be done.
    Must,
    /// It is encouraged: a note, never more.
    Encouraged,
    /// It is a permission.
    Permission,
    /// It is an exemption.
    Exemption,
}

/// What somebody does with a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Uses it.
    Use,
    /// Uses it in commerce.
    CommercialUse,
    /// Hands on unchanged copies.
    RedistributeOriginal,
    /// Publishes a changed model.
    PublishDerivative,
    /// Lets others use it over a network.
    HostAsService,
    /// Trains another model on its output.
    TrainOtherModelOnOutputs,
    /// Enters it in a ranking.
    EnterLeaderboard,
    /// Publishes research about it.
    PublishResearch,
}

/// Where a mark, a line or a text must stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Where {
    /// In a model card.
    Card,
    /// In a notice file.
    Notice,
    /// In a license file.
    License,
    /// In the model's name.
    Name,
    /// In any text of the folder.
    AnyText,
    /// In the terms that the publisher declares.
    Terms,
    /// In a product, which no file of the folder shows.
    Product,
}

/// Whether one of the marks is enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MarkMatch {
    /// Any one of them is enough.
    #[default]
    Any,
    /// All of them are needed.
    All,
}

/// One thing that one clause asks for.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Duty {
    /// What it asks for.
    pub kind: DutyKind,
    /// The clause, as the text numbers it.
    pub clause: String,
    /// How binding it is.
    pub binding: Binding,
    /// Whom it binds.
    #[serde(default)]
    pub roles: Vec<Role>,
    /// The exact marks or lines, where the text gives them.
    #[serde(default)]
    pub marks: Vec<String>,
    /// Whether one mark is enough.
    #[serde(default)]
    pub marks_needed: MarkMatch,
    /// Where it must stand.
    #[serde(default)]
    pub places: Vec<Where>,
    /// The loudest level that the duty allows: `error`, `warning` or `note`.
    pub severity: Severity,
    /// A number of users, a revenue, a date, as the text has it.
    #[serde(default)]
    pub threshold: Option<String>,
    /// Days in which a breach can be cured.
    #[serde(default)]
    pub cure_days: Option<u32>,
    /// Where to register or to ask.
    #[serde(default)]
    pub contact: Option<String>,
    /// A case in which alone it binds, in words. Such a duty is a note.
    #[serde(default)]
    pub only_if: Option<String>,
    /// True where the mark holds a part in `<...>` that its publisher fills in: the model's own name, a
    /// year.
    #[serde(default)]
    pub template: bool,
    /// One sentence in English, in our own words.
    pub en: String,
    /// The same in Chinese.
    pub zh: String,
    /// Where the reference texts say so, one entry a language. It is not embedded: `licscan signatures`
    /// reads it from the files.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
}

/// The place of a reference text that carries a duty: its clause and three words, as hashes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Evidence {
    /// The language of the words, as the print names it.
    pub language: String,
    /// The label of the clause in the print, or a heading; empty where neither stands before the words.
    #[serde(default)]
    pub clause: String,
    /// The hashes of three consecutive words, in hexadecimal digits, with blanks between.
    pub words: String,
    /// The same of the words of its sentence or above its list that say that it is a duty, where the three
    /// do not.
    #[serde(default)]
    pub modal: Option<String>,
}

/// The loudest level that a duty allows. A rule's own level still caps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// As loud as the rule is.
    Error,
    /// At most a warning.
    Warning,
    /// At most a note.
    Note,
}
