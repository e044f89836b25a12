//! Signing in.

pub(crate) const TITLE: &str = "Sign in to manage your organization’s sign-in";
pub(crate) const ORGANIZATION: &str = "Which organization do you sign in to?";
pub(crate) const CONTINUE: &str = "Continue to sign-in";

pub(crate) const NOTHING_CHANGES: (&str, &str) =
    ("Nothing changes by looking.", "Nobody’s sign-in is touched until you activate a connection.");
pub(crate) const TAKES: (&str, &str) =
    ("About 20 minutes.", "Connecting an identity provider takes that long. Every step is saved.");
pub(crate) const GENUINE: (&str, &str) =
    ("Check the address bar.", "Type your password only on a page whose address you know.");

pub(crate) fn lede(vendor: &str) -> String {
    format!("Here you connect your identity provider to {vendor}, test it, and decide who uses it.")
}

pub(crate) fn organization_hint(vendor: &str) -> String {
    format!("Optional: its short name at {vendor}, such as globex. The next page asks when it is empty.")
}

/// Where the button leads.
pub(crate) fn leads_to(vendor: &str) -> String {
    format!("You continue at the sign-in page of {vendor}, and come back here.")
}

pub(crate) fn staff(vendor: &str) -> String {
    format!("I work for {vendor}")
}

/// Why the last sign-in did not work: the fact, and what to do.
pub(crate) fn failed(code: &str) -> (&'static str, &'static str) {
    match code {
        "access_denied" => (
            "The sign-in was refused",
            "Auth0 or your organization refused it. Sign in with another account, or ask an owner.",
        ),
        "sign_in_expired" => (
            "The sign-in took too long, or began elsewhere",
            "It has to be finished within minutes, in the browser in which it began. Start again.",
        ),
        "unavailable" => {
            ("The sign-in service does not answer", "Wait a minute and try again. Nothing is lost.")
        }
        _ => (
            "The sign-in did not work",
            "Try again. If it happens twice, tell the vendor’s support the time.",
        ),
    }
}
