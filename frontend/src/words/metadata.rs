//! Exchanging metadata.

use api::InputMethod;

pub(crate) const SAML_LEDE: &str = "A link is best: a new certificate is then noticed without you.";
pub(crate) const OIDC_LEDE: &str = "The address of the provider, and the client that you made for us there.";
pub(crate) const HOW: &str = "How to give the metadata";
pub(crate) const LINK: &str = "Link";
pub(crate) const FILE: &str = "File";
pub(crate) const PASTE: &str = "Paste XML";
pub(crate) const BY_HAND: &str = "By hand";
pub(crate) const LINK_LABEL: &str = "Metadata address";
pub(crate) const CHECK_AGAIN: &str = "Check again";
pub(crate) const READING: &str = "Reading";
pub(crate) const SEE_FINDINGS: &str = "See what to fix below.";
pub(crate) const TEXT_LABEL: &str = "Metadata XML";
pub(crate) const TEXT_HINT: &str = "It is read in your browser while you paste. Never paste a private key.";
pub(crate) const SIGN_IN_URL: &str = "Sign-in URL";
pub(crate) const SIGN_IN_URL_HINT: &str = "Where your provider lets people sign in. It starts with https.";
pub(crate) const CERTIFICATE_LABEL: &str = "Signing certificate";
pub(crate) const CERTIFICATE_HINT: &str =
    "The public certificate, with its first and last line. Never the private key.";
pub(crate) const DROP: &str = "Drop the metadata file here";
pub(crate) const OR: &str = "or";
pub(crate) const CHOOSE_FILE: &str = "choose a file";
pub(crate) const UP_TO: &str = ", up to 4 MB";
pub(crate) const ISSUER_LABEL: &str = "Issuer or discovery address";
pub(crate) const CLIENT_ID: &str = "Client ID";
pub(crate) const CLIENT_ID_HINT: &str = "Your provider shows it on the page of the app.";
pub(crate) const CLIENT_SECRET: &str = "Client secret";
pub(crate) const SECRET_HINT: &str = "The value, not its ID. It is sent once and never shown again.";
pub(crate) const SECRET_KNOWN: &str = "One is set. Leave this empty to keep it.";
pub(crate) const SECRET_ENDS: &str = "Last day the secret works";
pub(crate) const SECRET_ENDS_HINT: &str =
    "Optional, as your provider shows it. We warn you before sign-in stops.";

pub(crate) const DOMAIN_LABEL: &str = "Domain";
pub(crate) const PEOPLE_DOMAIN_LABEL: &str = "E-mail domain of its people";
pub(crate) const CONNECTOR_LEDE: &str =
    "The domain of the people in it; a connector beside it does the rest.";
pub(crate) const CONNECTOR: (&str, &str) = (
    "A connector is installed beside the directory",
    "It calls Auth0 from inside your network. Nothing from outside reaches the directory, and passwords stay there.",
);
pub(crate) const BASE_URL: &str = "Base URL of the server";
pub(crate) const BASE_URL_HINT: &str = "PingFederate calls it “Base URL”, under “Federation Info”.";
pub(crate) const BASE_URL_FIRST: &str = "Add the base URL of the server first.";

pub(crate) const WHAT_WE_READ: &str = "What we read";
pub(crate) const ISSUER: &str = "Issuer";
pub(crate) const SIGN_IN_ADDRESS: &str = "Sign-in address";
pub(crate) const TOKEN_ADDRESS: &str = "Token address";
pub(crate) const KEYS_ADDRESS: &str = "Key address";
pub(crate) const CERTIFICATE: &str = "Certificate";
pub(crate) const VALID_UNTIL: &str = "Metadata valid until";
pub(crate) const ENCRYPTION_ONLY: &str = "for encryption only";
pub(crate) const SEVERAL: &str = "Several identity providers are in this metadata";

pub(crate) const NEXT: &str = "Save and go on";
pub(crate) const SAVING: &str = "Saving";
pub(crate) const NEXT_WHY: &str = "Next: one test sign-in. Nobody else can use it yet.";
pub(crate) const GO_TO_IT: &str = "Go to it";
pub(crate) const CLIENT_ID_FIRST: &str = "Add the client ID first.";
pub(crate) const SECRET_FIRST: &str = "Add the client secret first.";
pub(crate) const LIVE_FIRST: &str = "Turn sign-in off first, on the connection’s page.";
pub(crate) const CHOOSE_ONE: &str = "Choose one of the identity providers first.";
pub(crate) const READABLE_FIRST: &str = "The address has to be readable first.";
pub(crate) const CHECKING_FIRST: &str = "It is being read.";
pub(crate) const LIVE: &str = "This connection is live";
pub(crate) const HAS_PROBLEMS: &str = "Saved, but not usable yet";
pub(crate) const HAS_PROBLEMS_DETAIL: &str = "Fix the problems below. Nobody’s sign-in has changed.";
pub(crate) const ON_ITS_WAY: &str = "Saved. Auth0 is slow to answer";
pub(crate) const ON_ITS_WAY_DETAIL: &str =
    "We keep trying by ourselves. Choose “Save and go on” again in a minute to see whether it is done.";
pub(crate) const NOT_IN_AUTH0: &str = "Saved here, but Auth0 did not take it";
pub(crate) const CONFLICT: &str =
    "What you typed is still here. Choose “Save and go on” again to replace the other change.";

pub(crate) fn not_in_auth0_detail(why: Option<&str>) -> String {
    format!("{} Choose “Save and go on” to try again.", why.unwrap_or("It gave no reason."))
}

pub(crate) fn saml_title(provider: &str) -> String {
    format!("Give us the metadata of {provider}")
}

pub(crate) fn oidc_title(provider: &str) -> String {
    format!("Give us the settings of {provider}")
}

pub(crate) const fn give_first(way: InputMethod) -> &'static str {
    match way {
        InputMethod::MetadataUrl => "Paste the link first.",
        InputMethod::MetadataFile => "Choose the file first.",
        InputMethod::MetadataText => "Paste the metadata first.",
        InputMethod::SignInUrlAndCertificate => "Fill in both fields first.",
        InputMethod::OidcClient => "Paste the issuer first.",
        InputMethod::DomainClient => "Fill in the domain first.",
        InputMethod::Connector => "Fill in the e-mail domain first.",
    }
}

pub(crate) fn file_read(name: &str) -> String {
    format!("{name} is read")
}

pub(crate) fn too_large(name: &str) -> String {
    format!("{name} is larger than 4 MB. Metadata is rarely larger than 100 kB; is it the right file?")
}

pub(crate) fn unreadable(name: &str) -> String {
    format!("{name} could not be read. Choose it again.")
}

pub(crate) fn valid_between(from: &str, until: &str) -> String {
    format!("{from} to {until}")
}

pub(crate) fn ends(relative: &str, over: bool) -> String {
    if over { format!("ended {relative}") } else { format!("ends {relative}") }
}

pub(crate) fn full_fingerprint(sha256: &str) -> String {
    format!("SHA-256 fingerprint {sha256}")
}

pub(crate) fn not_usable(entity_id: &str) -> String {
    format!("{entity_id} (cannot be used)")
}

/// The texts beside the step.
pub(crate) fn help(provider: &str, oidc: bool) -> Vec<(String, String)> {
    let stuck =
        ("Stuck?".to_owned(), "Save and leave. Everything you saved is here when you come back.".to_owned());
    if oidc {
        let secret = "Most providers let secrets end after months. Note the day, and we warn you before.";
        return vec![
            ("Why the end of the secret".into(), secret.into()),
            (
                "What is read".into(),
                format!("Only what {provider} publishes: its addresses and its public keys."),
            ),
            stuck,
        ];
    }
    vec![
        (
            "Why a link beats a file".into(),
            super::sentence(format!(
                "{provider} replaces its certificate from time to time. A link can be read again; a file cannot."
            )),
        ),
        (
            "The little key".into(),
            "Its shape is drawn from the certificate’s fingerprint. Two keys that look different are two certificates."
                .into(),
        ),
        stuck,
    ]
}
