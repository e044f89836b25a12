//! Test sign-ins.

use api::{FactVerdict, HopPlace, HopState, Side, TestFactKind, TestRunState};

pub(crate) const LOADING: &str = "earlier tests";
pub(crate) const START: &str = "Start the test";
pub(crate) const AGAIN: &str = "Test again";
pub(crate) const OPENING: &str = "Opening";
pub(crate) const IDLE_DETAIL: &str = "A window opens and you sign in there as you would any other day. Nobody else sees \
     anything, and nobody’s sign-in changes.";
pub(crate) const RUNNING_DETAIL: &str =
    "Finish the sign-in in the other window. The result appears here by itself.";
pub(crate) const BLOCKED: &str = "The browser did not open a window";
pub(crate) const BLOCKED_DETAIL: &str = "Open the test yourself; the result still appears here.";
pub(crate) const OPEN_BY_HAND: &str = "Open the test sign-in";
pub(crate) const LATE: &str = "The test has taken too long";
pub(crate) const LATE_DETAIL: &str = "Close the other window and test again.";
pub(crate) const TIMED_OUT: &str = "Nobody came back within 90 seconds";
pub(crate) const USUAL_REASONS: &str = "The usual reasons";
pub(crate) const HOW_TO_FIX: &str = "How to fix it";
pub(crate) const TECHNICAL: &str = "Technical detail";
pub(crate) const CODE: &str = "Code";
pub(crate) const EVIDENCE: &str = "Expected and received";
pub(crate) const EXPECTED: &str = "Expected";
pub(crate) const RECEIVED: &str = "Received";
pub(crate) const COMPARED: &str = "What is compared";
pub(crate) const CLAIMS: &str = "What arrived about the person";
pub(crate) const CLAIM: &str = "Attribute";
pub(crate) const RECEIVED_VALUE: &str = "Received value";
pub(crate) const CHECK: &str = "Check";
pub(crate) const NOTHING: &str = "nothing";
pub(crate) const MAP: &str = "Map the attributes";
pub(crate) const CLAIM_REQUIRED_RECEIVED: &str = "Needed, and received";
pub(crate) const CLAIM_RECEIVED: &str = "Received";
pub(crate) const NEEDS_ROLE: &str = "Your role does not include test sign-ins";
pub(crate) const NEEDS_ROLE_DETAIL: &str = "An owner can run one.";
pub(crate) const FINISH_FIRST: &str = "Auth0 does not have this connection yet";
pub(crate) const FINISH_FIRST_DETAIL: &str = "Give the provider’s metadata first. A test needs it.";
pub(crate) const FINISH_FIRST_ACTION: &str = "Go to the metadata";

pub(crate) fn idle(provider: &str) -> String {
    format!("Sign in once through {provider}")
}

pub(crate) fn running(provider: &str) -> String {
    format!("Waiting for you to sign in at {provider}")
}

/// What screen readers hear when a test has ended.
pub(crate) const fn ended(state: TestRunState) -> &'static str {
    match state {
        TestRunState::Succeeded => "The test sign-in worked.",
        TestRunState::TimedOut => "The test sign-in took too long.",
        TestRunState::Failed | TestRunState::Pending => "The test sign-in failed.",
    }
}

pub(crate) fn signed_in(subject: Option<&str>, provider: &str) -> String {
    format!("{} signed in through {provider}", subject.unwrap_or("A person"))
}

/// Where it stopped.
pub(crate) fn stopped(place: Option<HopPlace>, provider: &str) -> String {
    match place {
        Some(HopPlace::IdentityProvider) => format!("It stopped at {provider}"),
        Some(HopPlace::Auth0) => "It stopped when Auth0 checked the answer".into(),
        Some(HopPlace::Claims) => "It stopped when the attributes were compared".into(),
        Some(HopPlace::Latchkey) | None => "It stopped before the end".into(),
    }
}

pub(crate) fn when(date: &str, relative: &str, seconds: Option<i64>) -> String {
    match seconds {
        Some(seconds) => format!("{date}, {relative}, in {seconds} seconds"),
        None => format!("{date}, {relative}"),
    }
}

pub(crate) fn hop(place: HopPlace, provider: &str) -> String {
    match place {
        HopPlace::Latchkey => format!("Sent you to {provider}"),
        HopPlace::IdentityProvider => super::sentence(format!("{provider} signed you in")),
        HopPlace::Auth0 => "Signature and clock checked".into(),
        HopPlace::Claims => "Attributes read".into(),
    }
}

pub(crate) const fn hop_state(state: HopState) -> &'static str {
    match state {
        HopState::Waiting => ", not yet",
        HopState::Passed => ", passed",
        HopState::Failed => ", stopped here",
        HopState::Unknown => ", not known",
    }
}

/// Who can repair it.
pub(crate) fn side(side: Side, provider: &str) -> String {
    match side {
        Side::Idp => format!("To be fixed in {provider}"),
        Side::Latchkey => "To be fixed in this setup".into(),
        Side::Vendor => "To be fixed by the vendor".into(),
        Side::Person => "Up to the person who signs in".into(),
    }
}

pub(crate) fn claim_missing(suggestion: Option<&str>) -> String {
    match suggestion {
        Some(name) => format!("Needed, not received. Perhaps it is sent as {name}."),
        None => "Needed, not received.".into(),
    }
}

pub(crate) fn claim_absent(suggestion: Option<&str>) -> String {
    match suggestion {
        Some(name) => format!("Optional, not received. Perhaps it is sent as {name}."),
        None => "Optional, not received.".into(),
    }
}

pub(crate) const FACTS: &str = "What else was checked";
pub(crate) const NOTHING_TOLD: &str = "not told";

/// What a test has found out besides attributes.
pub(crate) const fn fact(kind: TestFactKind) -> &'static str {
    match kind {
        TestFactKind::Issuer => "Issuer",
        TestFactKind::NameId => "Name of the person at the provider",
        TestFactKind::Connection => "Connection that was used",
        TestFactKind::EmailVerified => "Email address verified",
        TestFactKind::SigningCertificate => "Signed with",
        TestFactKind::ClockSkew => "Difference of the clocks",
    }
}

/// A value of a fact, with its unit.
pub(crate) fn fact_value(kind: TestFactKind, value: &str) -> String {
    match (kind, value) {
        (TestFactKind::ClockSkew, "1" | "-1") => format!("{value} second"),
        (TestFactKind::ClockSkew, _) => format!("{value} seconds"),
        (TestFactKind::EmailVerified, "true") => "yes".into(),
        (TestFactKind::EmailVerified, "false") => "no".into(),
        _ => value.into(),
    }
}

/// How what was found compares, for screen readers.
pub(crate) const fn verdict(verdict: FactVerdict) -> &'static str {
    match verdict {
        FactVerdict::Agrees => ", as expected",
        FactVerdict::Differs => ", otherwise than expected",
        FactVerdict::Told => "",
    }
}

/// How long it took.
pub(crate) fn took(sign_in_ms: u64, result_ms: u64) -> String {
    let seconds = |milliseconds: u64| format!("{}.{} s", milliseconds / 1000, milliseconds % 1000 / 100);
    format!(
        "Signing in took {}, fetching the result from Auth0 {}. Tokens were not kept.",
        seconds(sign_in_ms),
        seconds(result_ms)
    )
}

// What the screen says.
pub(crate) const ASK: &str = "What does your screen say?";
pub(crate) const ASK_DETAIL: &str =
    "Copy the text of the page where it stopped, or its address, and we explain it.";
pub(crate) const SCREEN: &str = "Text or address of the page";
pub(crate) const EXPLAIN: &str = "Explain it";
pub(crate) const EXPLAINING: &str = "Explaining";
pub(crate) const EXPLAINED: &str = "Explained above";
pub(crate) const PASTE_FIRST: &str = "Paste what the page says first.";

/// Why nobody comes back.
pub(crate) fn reasons(provider: &str) -> [String; 3] {
    [
        super::sentence(format!(
            "{provider} showed an error page: your account may not be assigned to the app there."
        )),
        "The window was closed, or the sign-in was left at the password or the second factor.".into(),
        format!("The reply address in {provider} is not the one from step 2, so the answer went elsewhere."),
    ]
}

// The step of the wizard.
pub(crate) const TITLE: &str = "Test sign-in";
pub(crate) const LEDE: &str = "One real sign-in shows whether both sides understand each other.";
pub(crate) const WORKED: &str = "Your test sign-in worked";
pub(crate) const WORKED_LEDE: &str = "It ran in its own window. Nobody else saw anything.";
pub(crate) const DID_NOT_WORK: &str = "The test sign-in did not work yet";
pub(crate) const DID_NOT_WORK_LEDE: &str = "Nothing is broken for anybody. Fix the cause, then test again.";
pub(crate) const NEXT: &str = "Next: activate";
pub(crate) const NEXT_WHY: &str = "Next you choose who gets it first. Nothing goes live yet.";
pub(crate) const NEXT_BLOCKED: &str = "A test of the current settings has to pass first.";
pub(crate) const HELP_CHECKED: (&str, &str) = (
    "What is checked",
    "That the answer is signed with the certificate from step 3, is meant for this app and this attempt, and is fresh.",
);
pub(crate) const HELP_FAILS: (&str, &str) = (
    "When a test fails",
    "You see where it stopped, why in plain words, and what to change. You can test as often as you like.",
);
pub(crate) const HELP_PRIVACY: (&str, &str) = (
    "Privacy",
    "The attributes of the test are shown to the admins of your organization. Tokens are not kept.",
);
