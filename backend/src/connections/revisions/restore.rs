//! What of an older version can be used again today. What cannot is left out by name, never silently.

use api::{CertificateInfo, CertificateUse, Finding, LeftOut, SamlSettings};
use chrono::{DateTime, Utc};

use super::super::domain::{Connection, Settings};

/// What the linter says of certificates' dates: it is judged anew.
const OF_DATES: [&str; 5] = [
    "all_signing_certs_expired",
    "some_signing_certs_expired",
    "cert_expired",
    "cert_expires_within_30_days",
    "metadata_expired",
];

/// An older version, as it was saved.
pub(super) struct Older {
    pub(super) settings: Settings,
    pub(super) findings: Vec<Finding>,
    pub(super) secret_set_at: Option<DateTime<Utc>>,
}

/// What is used again, and what is not.
pub(super) struct Restored {
    pub(super) settings: Settings,
    pub(super) findings: Vec<Finding>,
    pub(super) left_out: Vec<LeftOut>,
}

/// The part of an older version that is safe at this time, over what is there now.
pub(super) fn restore(older: Older, current: &Connection, now: DateTime<Utc>) -> Restored {
    let mut left_out = Vec::new();
    let mut settings = older.settings;
    if let Some(saml) = settings.saml_mut() {
        leave_expired_out(saml, current, now, &mut left_out);
    }
    if current.secret.set_at != older.secret_set_at {
        left_out.push(LeftOut {
            field: "client_secret".to_owned(),
            part: "The client secret".to_owned(),
            reason: "A secret is never kept here, so the one of then cannot come back. The present one stays; replace it if the identity provider expects the other.".to_owned(),
        });
    }
    let mut findings = older.findings;
    findings.retain(|finding| !OF_DATES.contains(&finding.code.as_str()));
    Restored { settings, findings, left_out }
}

fn leave_expired_out(
    saml: &mut SamlSettings,
    current: &Connection,
    now: DateTime<Utc>,
    left_out: &mut Vec<LeftOut>,
) {
    let (good, expired): (Vec<_>, Vec<_>) = std::mem::take(&mut saml.metadata.certificates)
        .into_iter()
        .partition(|certificate| now < certificate.not_after);
    saml.metadata.certificates = good;
    let signs = |certificate: &CertificateInfo| certificate.usage == CertificateUse::Signing;
    let mut instead = "";
    if !saml.metadata.certificates.iter().any(signs) {
        let present = present_certificates(current, saml.metadata.entity_id.as_deref(), now);
        if !present.is_empty() {
            instead = " The present certificates of the same identity provider stay.";
        }
        saml.metadata.certificates.extend(present);
    }
    left_out.extend(expired.iter().map(|certificate| LeftOut {
        field: "certificates".to_owned(),
        part: format!("The certificate {}", certificate.subject),
        reason: format!("It expired on {}.{instead}", certificate.not_after.format("%Y-%m-%d")),
    }));
}

/// The certificates that are used now, when they belong to the same identity provider and are valid.
fn present_certificates(
    current: &Connection,
    entity_id: Option<&str>,
    now: DateTime<Utc>,
) -> Vec<CertificateInfo> {
    let same = current.settings.saml().filter(|saml| saml.metadata.entity_id.as_deref() == entity_id);
    let certificates = same.into_iter().flat_map(|saml| &saml.metadata.certificates);
    certificates.filter(|certificate| now < certificate.not_after).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::{super::super::domain::State, *};

    fn at(day: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(day * 86_400, 0).unwrap()
    }

    /// A connection whose certificates, named by their subjects, end on these days.
    fn with(entity_id: &str, certificates: &[(&str, i64)]) -> Connection {
        let mut connection = Connection::complete_for_test(State::Configured);
        if let Settings::Saml(saml) = &mut connection.settings {
            let one = saml.metadata.certificates[0].clone();
            let named = certificates.iter().map(|(subject, day)| CertificateInfo {
                subject: (*subject).to_owned(),
                not_after: at(*day),
                ..one.clone()
            });
            saml.metadata.certificates = named.collect();
            saml.metadata.entity_id = Some(entity_id.to_owned());
        }
        connection
    }

    fn subjects(settings: &Settings) -> Vec<&str> {
        match settings {
            Settings::Saml(saml) => {
                saml.metadata.certificates.iter().map(|one| one.subject.as_str()).collect()
            }
            _ => Vec::new(),
        }
    }

    fn older(connection: &Connection) -> Older {
        Older {
            settings: connection.settings.clone(),
            findings: Vec::new(),
            secret_set_at: connection.secret.set_at,
        }
    }

    #[test]
    fn an_expired_certificate_is_left_out_and_named() {
        let current = with("a", &[("now", 90)]);
        let restored = restore(older(&with("a", &[("old", 10), ("good", 60)])), &current, at(20));
        assert_eq!(subjects(&restored.settings), ["good"]);
        assert_eq!(restored.left_out.len(), 1);
        assert!(restored.left_out[0].part.contains("old"), "{:?}", restored.left_out);
    }

    #[test]
    fn when_all_have_expired_the_present_ones_of_the_same_provider_stay_and_of_another_do_not() {
        let restored = restore(older(&with("a", &[("old", 10)])), &with("a", &[("now", 90)]), at(20));
        assert_eq!(subjects(&restored.settings), ["now"]);
        let restored = restore(older(&with("a", &[("old", 10)])), &with("b", &[("now", 90)]), at(20));
        assert!(subjects(&restored.settings).is_empty());
        assert_eq!(restored.left_out.len(), 1);
    }

    #[test]
    fn a_secret_that_was_replaced_since_is_named() {
        let mut current = with("a", &[("now", 90)]);
        let older = Older { secret_set_at: Some(at(1)), ..older(&current) };
        current.secret.set_at = Some(at(2));
        let restored = restore(older, &current, at(20));
        assert_eq!(
            restored.left_out.iter().map(|part| part.field.as_str()).collect::<Vec<_>>(),
            ["client_secret"]
        );
    }
}
