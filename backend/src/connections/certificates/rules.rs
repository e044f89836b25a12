//! Which certificate is used. Auth0 holds one for each connection.

use api::{CertificateInfo, CertificateStanding, CertificateUse, ConnectionCertificate, SamlSettings};
use chrono::{DateTime, Utc};

use super::super::{
    domain::Connection,
    given::{Staged, Tuning},
};

/// The signing certificate that is used now: the one that was decided for while it is valid, else the one that is
/// valid now and longest.
pub(in crate::connections) fn in_use<'a>(
    saml: &'a SamlSettings,
    tuning: &Tuning,
    now: DateTime<Utc>,
) -> Option<&'a CertificateInfo> {
    let signing = || saml.metadata.certificates.iter().filter(|one| one.usage == CertificateUse::Signing);
    let valid = |one: &CertificateInfo| one.not_before <= now && now < one.not_after;
    let decided = tuning.preferred_certificate.as_deref();
    signing()
        .find(|one| Some(one.sha256.as_str()) == decided && valid(one))
        .or_else(|| signing().max_by_key(|one| (valid(one), one.not_after)))
}

/// All of them: the one in use, the others of the metadata, those that wait.
pub(super) fn all(connection: &Connection, now: DateTime<Utc>) -> Vec<ConnectionCertificate> {
    let Some(saml) = connection.settings.saml() else { return Vec::new() };
    let used = in_use(saml, &connection.tuning, now).map(|one| one.sha256.clone());
    let standing = |one: &CertificateInfo| match &used {
        Some(used) if *used == one.sha256 => CertificateStanding::InUse,
        _ => CertificateStanding::Kept,
    };
    let known = saml.metadata.certificates.iter().map(|one| ConnectionCertificate {
        standing: standing(one),
        certificate: one.clone(),
        effective_at: None,
    });
    let waiting = connection.tuning.staged.iter().map(|staged| ConnectionCertificate {
        standing: CertificateStanding::Staged,
        certificate: staged.certificate.clone(),
        effective_at: Some(staged.effective_at),
    });
    let mut all: Vec<_> = known.chain(waiting).collect();
    all.sort_by_key(|one| one.standing != CertificateStanding::InUse);
    all
}

/// Lets the staged certificates take over whose time has come; false when there are none.
pub(super) fn take_over(connection: &mut Connection, now: DateTime<Utc>) -> bool {
    let staged = std::mem::take(&mut connection.tuning.staged);
    let (mut due, waiting): (Vec<Staged>, Vec<Staged>) =
        staged.into_iter().partition(|staged| staged.effective_at <= now);
    connection.tuning.staged = waiting;
    due.sort_by_key(|staged| staged.effective_at);
    let Some(saml) = connection.settings.saml_mut() else { return false };
    for staged in &due {
        saml.metadata.certificates.retain(|one| one.sha256 != staged.certificate.sha256);
        saml.metadata.certificates.insert(0, staged.certificate.clone());
    }
    if let Some(last) = due.last() {
        connection.tuning.preferred_certificate = Some(last.certificate.sha256.clone());
    }
    !due.is_empty()
}

#[cfg(test)]
mod tests {
    use super::{super::super::domain::State, *};

    fn at(day: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(day * 86_400, 0).unwrap()
    }

    fn certificate(connection: &Connection, name: &str, (from, to): (i64, i64)) -> CertificateInfo {
        let one = connection.settings.saml().unwrap().metadata.certificates[0].clone();
        CertificateInfo { sha256: name.to_owned(), not_before: at(from), not_after: at(to), ..one }
    }

    /// A connection with an old certificate, and a new one that takes over on day 20.
    fn rolling() -> Connection {
        let mut connection = Connection::complete_for_test(State::Tested);
        let old = certificate(&connection, "old", (0, 90));
        let new = certificate(&connection, "new", (10, 60));
        connection.settings.saml_mut().unwrap().metadata.certificates = vec![old];
        connection.tuning.staged = vec![Staged { certificate: new, effective_at: at(20) }];
        connection
    }

    fn used(connection: &Connection, day: i64) -> String {
        let saml = connection.settings.saml().unwrap();
        in_use(saml, &connection.tuning, at(day)).unwrap().sha256.clone()
    }

    #[test]
    fn a_staged_certificate_takes_over_at_its_time_though_the_old_one_lives_longer() {
        let mut connection = rolling();
        assert!(!take_over(&mut connection, at(19)));
        assert_eq!(used(&connection, 19), "old");
        assert!(take_over(&mut connection, at(20)));
        assert_eq!(used(&connection, 20), "new");
        assert!(!take_over(&mut connection, at(21)), "once");
        assert_eq!(used(&connection, 61), "old", "one that has ended is not insisted on");
    }

    #[test]
    fn each_certificate_is_told_with_what_it_is_to_the_connection() {
        let standings: Vec<_> = all(&rolling(), at(5)).into_iter().map(|one| one.standing).collect();
        assert_eq!(standings, [CertificateStanding::InUse, CertificateStanding::Staged]);
    }
}
