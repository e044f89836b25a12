//! The setup wizard.

use crate::place::Step;

pub(crate) const NEEDS_ROLE: &str = "Your role does not include setting up connections";
pub(crate) const NEEDS_ROLE_DETAIL: &str = "An owner can do it. You can still look at the connections.";
pub(crate) const CONNECT_SIGN_IN: &str = "Connect sign-in";
pub(crate) const SAVE_AND_LEAVE: &str = "Save and leave";
pub(crate) const LEAVE: &str = "Leave";
pub(crate) const SAVED: &str = "Saved";
pub(crate) const HELP: &str = "Help with this step";
pub(crate) const ACTIONS: &str = "Step actions";
pub(crate) const STEPS: &str = "Setup steps";
pub(crate) const ALL_STEPS: &str = "All steps";
pub(crate) const DONE: &str = ", done";

pub(crate) const fn step(step: Step) -> &'static str {
    match step {
        Step::Provider => "Choose provider",
        Step::App => "Create the app",
        Step::Metadata => "Exchange metadata",
        Step::Test => "Test sign-in",
        Step::Activate => "Activate",
    }
}

pub(crate) const fn minutes(step: Step) -> &'static str {
    match step {
        Step::Provider | Step::Activate => "1 min",
        Step::App => "6 min",
        Step::Metadata => "3 min",
        Step::Test => "2 min",
    }
}

pub(crate) fn page_title(current: Step, provider: &str) -> String {
    format!("{}, {provider}", step(current))
}

pub(crate) fn position(current: Step) -> String {
    format!("Step {} of {}, {}.", current.number(), Step::ALL.len(), step(current).to_ascii_lowercase())
}

pub(crate) fn connect(provider: &str) -> String {
    format!("Connect {provider}")
}

pub(crate) fn for_organization(name: &str) -> String {
    if name.is_empty() { String::new() } else { format!("for {name}") }
}

/// That everything is saved, and since when.
pub(crate) fn saved(at: Option<&str>) -> String {
    at.map_or_else(|| SAVED.into(), |time| format!("{SAVED} at {time}"))
}

// Choosing the provider.
pub(crate) const WHICH_PROVIDER_LEDE: &str = "It is the place where they type their work password today.";
pub(crate) const LOADING_PROVIDERS: &str = "the list of providers";
pub(crate) const YOUR_PROVIDER: &str = "your provider";
pub(crate) const IDENTITY_PROVIDER: &str = "Identity provider";
pub(crate) const FROM_THE_LIST: &str = "Choose from the list";
pub(crate) const FILTER: &str = "Filter providers";
pub(crate) const NONE_MATCHES: &str =
    "None of the list matches. Any provider with SAML or OpenID Connect works:";
pub(crate) const CHOOSE_FIRST: &str = "Choose a provider first.";
pub(crate) const MAKING_DRAFT: &str = "Making a draft";
pub(crate) const CHOSEN_LEDE: &str =
    "The provider of a connection stays. People are not affected by a second connection.";
pub(crate) const ANOTHER_PROVIDER: &str = "Connect another provider instead";
pub(crate) const NEXT_APP: &str = "Next: create the app";

pub(crate) const HELP_NOT_SURE: (&str, &str) = (
    "Not sure?",
    "Sign in to your email as usual and look at the address bar. login.microsoftonline.com means Entra ID, okta.com \
     means Okta, accounts.google.com means Google Workspace.",
);
pub(crate) const HELP_TWO: (&str, &str) =
    ("Using two of them?", "Start with the one most people use. You can add a second connection later.");
pub(crate) const HELP_NOTHING_CHANGES: (&str, &str) =
    ("Nothing changes yet", "Choosing a provider does not touch anyone’s sign-in.");

pub(crate) fn which_provider(organization: &str) -> String {
    if organization.is_empty() {
        "Which identity provider do people use?".into()
    } else {
        format!("Which identity provider do people at {organization} use?")
    }
}

pub(crate) fn show_all(count: usize) -> String {
    format!("Show all {count} providers")
}

pub(crate) fn filter_providers(count: usize) -> String {
    format!("Filter {count} providers")
}

pub(crate) fn continue_with(provider: Option<&str>) -> String {
    provider.map_or_else(|| "Continue".into(), |name| format!("Continue with {name}"))
}

pub(crate) fn next_is_app(provider: &str) -> String {
    format!("Next: create the app in {provider}, about 6 minutes.")
}

/// A provider with what tells it apart.
pub(crate) fn named_kind(name: &str, kind: &str) -> String {
    if kind.is_empty() { name.into() } else { format!("{name}, {kind}") }
}

pub(crate) fn chosen(provider: &str) -> String {
    format!("You connect {provider}")
}

// Creating the app.
pub(crate) const LOADING_VALUES: &str = "the values for your provider";
pub(crate) const REQUIRED: &str = "Required";
pub(crate) const OPTIONAL: &str = "Optional";
pub(crate) const ALL_VALUES: &str = "More values";
pub(crate) const CLAIMS: &str = "Attributes to send";
pub(crate) const NEXT_METADATA: &str = "Next: exchange metadata";
pub(crate) const VALUES_SAVED_HINT: &str =
    "Optional, kept in this browser. It helps you find your place if you come back tomorrow.";
pub(crate) const HELP_SAFE: (&str, &str) = ("Values are safe to share", "None of them is a secret.");
pub(crate) const HELP_ERROR: &str =
    "Most often a space came along with a copied value. Use the copy button and paste again.";
pub(crate) const HELP_LATER: (&str, &str) =
    ("Come back any time", "The values stay the same until this connection is deleted.");

pub(crate) fn app_title(provider: &str) -> String {
    format!("Create the app in {provider}")
}

pub(crate) fn app_lede(provider: &str) -> String {
    format!("It tells {provider} where to send people after they sign in. Keep this page next to its window.")
}

pub(crate) fn open_console(provider: &str) -> String {
    format!("Open {provider}")
}

pub(crate) fn same_labels(provider: &str) -> String {
    format!("labels as in {provider}")
}

pub(crate) fn claims_hint(provider: &str) -> String {
    super::sentence(format!("{provider} sends these about each person"))
}

pub(crate) fn values_saved(provider: &str) -> String {
    format!("The values are saved in {provider}")
}

pub(crate) fn help_error(provider: &str) -> String {
    format!("If {provider} shows an error")
}
