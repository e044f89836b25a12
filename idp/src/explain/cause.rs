//! Causes: data, one file for each area, tried in the order of the files and in the order they stand there.

use std::{collections::BTreeMap, sync::LazyLock};

use api::{Certainty, Evidence, Explanation, Side};
use serde::Deserialize;

use super::pattern::{Captures, Message, Pattern};
use super::provider::{family, speaks};

/// Texts that name a code come first, texts that many products share come last.
pub(super) const FILES: [&str; 7] = [
    include_str!("../../catalog/causes/entra.json"),
    include_str!("../../catalog/causes/providers.json"),
    include_str!("../../catalog/causes/saml.json"),
    include_str!("../../catalog/causes/oidc.json"),
    include_str!("../../catalog/causes/organization.json"),
    include_str!("../../catalog/causes/provisioning.json"),
    include_str!("../../catalog/causes/general.json"),
];

/// A cause, as its file says it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Cause {
    pub(super) code: String,
    /// What is said when this is the cause. The first that fits captures.
    pub(super) patterns: Vec<Pattern>,
    side: Side,
    #[serde(default)]
    certainty: Certainty,
    title: String,
    detail: String,
    fix: Vec<String>,
    fixed_when: String,
    #[serde(default)]
    evidence: Vec<Evidence>,
    /// Repairs in the menu names of one provider, by its family.
    #[serde(default)]
    provider_fix: BTreeMap<String, Vec<String>>,
}

// A file that cannot be read explains nothing; a test finds it.
pub(super) static CAUSES: LazyLock<Vec<Cause>> = LazyLock::new(|| {
    FILES.iter().flat_map(|file| serde_json::from_str::<Vec<Cause>>(file).unwrap_or_default()).collect()
});

/// Every cause whose words stand in a message.
pub(super) fn find(cleaned: &str, shown: &str, provider: Option<&str>) -> Vec<Explanation> {
    let message = Message::new(cleaned);
    let family = provider.and_then(family).or_else(|| speaks(&message));
    CAUSES
        .iter()
        .filter_map(|cause| {
            let captures = cause.patterns.iter().find_map(|pattern| pattern.find(&message))?;
            Some(Explanation { raw: Some(shown.to_owned()), ..cause.explanation(&captures, family) })
        })
        .collect()
}

/// The explanation of a known cause, without a text that says so.
#[must_use]
pub fn explain_code(code: &str, provider: Option<&str>) -> Option<Explanation> {
    explain_with(code, provider, &[])
}

/// The same with the values that were found.
pub(crate) fn explain_with(
    code: &str,
    provider: Option<&str>,
    values: &[(&str, &str)],
) -> Option<Explanation> {
    let cause = CAUSES.iter().find(|cause| cause.code == code)?;
    Some(cause.explanation(&Captures::of(values), provider.and_then(family)))
}

impl Cause {
    fn explanation(&self, captures: &Captures, family: Option<&str>) -> Explanation {
        let own = family.and_then(|family| self.provider_fix.get_key_value(family));
        let evidence = self.evidence.iter().map(|evidence| Evidence {
            name: evidence.name.clone(),
            expected: captures.fill(&evidence.expected),
            received: captures.fill(&evidence.received),
        });
        Explanation {
            code: self.code.clone(),
            title: self.title.clone(),
            detail: self.detail.clone(),
            side: self.side,
            certainty: self.certainty,
            fix: own.map_or(&self.fix, |(_, steps)| steps).clone(),
            fix_key: match own {
                Some((family, _)) => format!("explain.{}.fix.{family}", self.code),
                None => format!("explain.{}.fix", self.code),
            },
            fixed_when: self.fixed_when.clone(),
            evidence: evidence.collect(),
            raw: None,
        }
    }

    fn messages(&self) -> Vec<(String, String)> {
        let key = |part: &str| format!("explain.{}.{part}", self.code);
        let mut all = vec![
            (key("title"), self.title.clone()),
            (key("detail"), self.detail.clone()),
            (key("fixed_when"), self.fixed_when.clone()),
        ];
        let own = self.provider_fix.iter().map(|(family, steps)| (format!("fix.{family}"), steps));
        for (part, steps) in std::iter::once(("fix".to_owned(), &self.fix)).chain(own) {
            let numbered = steps.iter().enumerate();
            all.extend(numbered.map(|(n, step)| (key(&format!("{part}.{n}")), step.clone())));
        }
        all
    }
}

/// What translators need: every text of every cause in English, by its key.
#[must_use]
pub fn messages() -> BTreeMap<String, String> {
    CAUSES.iter().flat_map(Cause::messages).collect()
}

/// A cause without its repairs, for lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CauseSummary {
    /// Its stable name.
    pub code: &'static str,
    /// The fact.
    pub title: &'static str,
    /// Who can repair it.
    pub side: Side,
    /// What is said when this is the cause.
    pub says: Vec<String>,
}

/// Every cause that is known.
#[must_use]
pub fn causes() -> Vec<CauseSummary> {
    let summary = |cause: &'static Cause| CauseSummary {
        code: &cause.code,
        title: &cause.title,
        side: cause.side,
        says: cause.patterns.iter().map(ToString::to_string).collect(),
    };
    CAUSES.iter().map(summary).collect()
}
