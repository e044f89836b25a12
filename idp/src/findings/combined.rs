//! Findings from several places in one inspection.

use api::{Finding, Inspection, InspectionKind, Severity, Verdict};

/// What sorted findings mean for the whole.
pub(super) fn verdict(findings: &[Finding], choose: bool) -> Verdict {
    match findings.first().map(|finding| finding.severity) {
        Some(Severity::Error) => Verdict::Reject,
        _ if choose => Verdict::Choose,
        Some(Severity::Warning) => Verdict::AcceptWithWarnings,
        _ => Verdict::Accept,
    }
}

/// An inspection with more findings; its verdict follows from all of them.
#[must_use]
pub fn with_findings(mut inspection: Inspection, more: Vec<Finding>) -> Inspection {
    inspection.findings.extend(more);
    inspection.findings.sort_by_key(|finding| finding.severity);
    inspection.verdict = verdict(&inspection.findings, !inspection.choices.is_empty());
    inspection
}

/// The inspection of something that was not even read.
#[must_use]
pub fn refused(kind: InspectionKind, findings: Vec<Finding>) -> Inspection {
    let nothing = Inspection {
        kind,
        verdict: Verdict::Reject,
        provider: None,
        saml: None,
        oidc: None,
        certificates: Vec::new(),
        choices: Vec::new(),
        findings: Vec::new(),
    };
    with_findings(nothing, findings)
}
