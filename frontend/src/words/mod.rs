//! Every word of the app, page by page, so that another language is another folder. English: second person, present
//! tense, fact, then consequence, then repair.

pub(crate) mod activate;
pub(crate) mod activity;
pub(crate) mod connections;
pub(crate) mod domains;
pub(crate) mod failure;
pub(crate) mod findings;
pub(crate) mod history;
pub(crate) mod mapping;
pub(crate) mod metadata;
pub(crate) mod options;
pub(crate) mod organizations;
pub(crate) mod overview;
pub(crate) mod rollout;
pub(crate) mod session;
pub(crate) mod setup;
pub(crate) mod sign_in;
pub(crate) mod state;
pub(crate) mod test;
pub(crate) mod unknown_texts;
pub(crate) mod upkeep;

pub(crate) const PRODUCT: &str = "Latchkey";
pub(crate) const APP_TITLE: &str = "Sign-in setup";
pub(crate) const RUNS_ON: &str = "Runs on Latchkey";
pub(crate) const SKIP: &str = "Skip to main content";
pub(crate) const TRY_AGAIN: &str = "Try again";
pub(crate) const DISMISS: &str = "Dismiss";
pub(crate) const COPY: &str = "Copy";
pub(crate) const COPIED: &str = "Copied";
pub(crate) const COPY_BY_HAND: &str = "Select and press Ctrl C";
pub(crate) const SUPPORT_CODE: &str = "Support code";
pub(crate) const KEEP_IT: &str = "Keep it";
pub(crate) const KEEP_AS_IT_IS: &str = "Keep it as it is";
pub(crate) const BACK: &str = "Back";
pub(crate) const SAVE: &str = "Save";
pub(crate) const SAVING: &str = "Saving";
pub(crate) const CONNECTIONS: &str = "Connections";
pub(crate) const OVERVIEW: &str = "Overview";
pub(crate) const ORGANIZATIONS: &str = "Organizations";
pub(crate) const MENU: &str = "Open menu";
pub(crate) const CLOSE_MENU: &str = "Close menu";
pub(crate) const RAIL: &str = "Menu and account";
pub(crate) const MAIN_NAVIGATION: &str = "Main";
pub(crate) const SIGN_IN_GROUP: &str = "Sign-in";
pub(crate) const CUSTOMERS_GROUP: &str = "Customers";
pub(crate) const ORGANIZATION_ADMIN: &str = "Sign-in settings";
pub(crate) const OPERATOR_CONSOLE: &str = "Operator console";
pub(crate) const SIGN_OUT: &str = "Sign out";
pub(crate) const LATCHKEY_ITSELF: &str = "Latchkey";

pub(crate) const NOT_FOUND: &str = "There is nothing at this address";
pub(crate) const NOT_FOUND_DETAIL: &str =
    "The page has moved, or it belongs to another organization. Start again from the overview.";
pub(crate) const TO_START: &str = "Go to the overview";

/// A sentence, though it begins with a name that is written small elsewhere.
pub(crate) fn sentence(text: String) -> String {
    match text.as_bytes().first() {
        Some(first) if first.is_ascii_lowercase() => {
            format!("{}{}", char::from(first.to_ascii_uppercase()), text.get(1..).unwrap_or_default())
        }
        _ => text,
    }
}

/// Names as people say them, such as `A, B and C`.
fn list(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

/// What is said while something loads for more than three seconds.
pub(crate) fn still_loading(what: &str) -> String {
    format!("Still loading {what}. The server answers slowly.")
}

pub(crate) fn copied(name: &str) -> String {
    format!("{name} copied")
}

pub(crate) fn type_to_confirm(name: &str) -> String {
    format!("Type {name} to confirm")
}

pub(crate) fn type_the_name_first() -> &'static str {
    "Type the name first."
}

pub(crate) fn help_from(vendor: &str) -> String {
    format!("Help from {vendor}")
}

/// The band above a customer's pages when an operator looks at them.
pub(crate) fn acting_as_operator(vendor: &str) -> String {
    format!("You act as {vendor} operator; every change is recorded with your name.")
}
