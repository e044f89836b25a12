//! Certificates, drawn as keys.

use api::{CertificateInfo, CertificateUse};
use leptos::prelude::*;

use crate::{browser, format, icons::certificate_key, words};

/// A certificate: its key, the start of its fingerprint, and its time.
pub(crate) fn certificate(info: &CertificateInfo) -> AnyView {
    let now = browser::now();
    let class = if info.not_after < now || info.not_before > now { "cert over" } else { "cert" };
    let usage = (info.usage == CertificateUse::Encryption).then_some(words::metadata::ENCRYPTION_ONLY);
    let span =
        words::metadata::valid_between(&browser::date(info.not_before), &browser::date(info.not_after));
    let until = words::metadata::ends(&format::relative(now, info.not_after), info.not_after < now);
    view! {
        <div class=class title=words::metadata::full_fingerprint(&info.sha256)>
            {certificate_key(&info.sha256)}
            <code>{format::fingerprint(&info.sha256)}</code>
            <span>{span} " " <span class="muted">{until}</span></span>
            <span class="muted">{info.key.clone()} {usage}</span>
        </div>
    }
    .into_any()
}

/// Every certificate, one below the other.
pub(crate) fn certificates(all: &[CertificateInfo]) -> AnyView {
    all.iter().map(certificate).collect_view().into_any()
}
