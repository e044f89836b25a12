//! Activation.

use crate::{format::counted, wizard::Plan};

pub(crate) const TITLE: &str = "Who should get it first?";
pub(crate) const LEDE: &str =
    "Whatever you choose, nobody is signed out, and you can step back from the connection’s page.";
pub(crate) const CHANGE_TITLE: &str = "Who gets it";
pub(crate) const LIVE_TITLE: &str = "It is live";
pub(crate) const ROLLOUT: &str = "Roll-out";
pub(crate) const PILOT: &str = "Only people with a link";
pub(crate) const PILOT_DETAIL: &str =
    "You share a sign-in link with a few colleagues. Everyone else sees no difference.";
pub(crate) const EVERYONE: &str = "Side by side";
pub(crate) const RECOMMENDED: &str = "Recommended";
pub(crate) const PILOT_EMAILS: &str = "Who tries it";
pub(crate) const PILOT_EMAILS_HINT: &str =
    "Their work addresses, one a line. It is your list of whom you told; the link works for everyone.";
pub(crate) const NAME_SOMEBODY: &str = "Name at least one person who tries it.";
pub(crate) const NOTICES: &str = "Notices to accept";
pub(crate) const NEEDS_TEST: &str = "A test sign-in of the current settings has to pass first.";
pub(crate) const GO_TEST: &str = "Go to the test";
pub(crate) const NEEDS_ROLE: &str = "Your role does not include activating. An owner can do it.";
pub(crate) const ACCEPT_FIRST: &str = "Accept the notices first.";
pub(crate) const BACK_TO_CONNECTION: &str = "Open the connection";
pub(crate) const ACTIVATING: &str = "Activating";
pub(crate) const DIRECT_LINK: &str = "Direct sign-in link";
pub(crate) const NOT_DONE: &str = "Auth0 did not take it yet";
pub(crate) const READY: &str = "Ready, as far as we can see";
pub(crate) const MOMENT: (&str, &str) =
    ("A good moment", "Monday to Thursday morning, when you are around for an hour.");
pub(crate) const STEP_BACK: (&str, &str) =
    ("Stepping back", "Turn it off on the connection’s page. Sessions that exist go on.");
pub(crate) const TEST_PASSED: &str = "A test sign-in passed";
pub(crate) const TEST_MISSING: &str = "No test sign-in of the current settings";
pub(crate) const IN_AUTH0: &str = "Auth0 has the current settings";
pub(crate) const NOT_IN_AUTH0: &str = "Auth0 does not have the current settings";

pub(crate) fn everyone_detail(name: &str) -> String {
    format!("The sign-in page offers “Continue with {name}” next to what people use today. They choose.")
}

/// How many people an organization has, as a heading.
pub(crate) fn people(members: Option<u64>, organization: &str) -> String {
    match members {
        Some(count) => format!("{} at {organization}", counted(count, "person", "people")),
        None => format!("People at {organization}"),
    }
}

pub(crate) const SEE_BUTTON: &str = "See one new button. What they use today keeps working.";
pub(crate) const SEE_NOTHING: &str = "See no difference.";
pub(crate) const NEW_PEOPLE: &str = "People without an account";
pub(crate) const BECOME_MEMBERS: &str = "Become members at their first sign-in.";
pub(crate) const PEOPLE_WITH_LINK: &str = "People with the link";
pub(crate) const USE_LINK: &str = "Sign in through it.";

pub(crate) fn when_down(provider: &str) -> String {
    format!("If {provider} is down")
}

pub(crate) const USE_OTHER_WAY: &str = "People use what they use today.";

pub(crate) fn accept(count: usize) -> String {
    if count == 1 {
        "I have read this notice and go on".into()
    } else {
        format!("I have read these {count} notices and go on")
    }
}

pub(crate) const fn action(plan: Plan, active: bool) -> &'static str {
    match (plan, active) {
        (Plan::Pilot, false) => "Activate by link",
        (Plan::Everyone, false) => "Activate side by side",
        (Plan::Instead, _) => "Move people over",
        (Plan::Pilot, true) => "Change to link only",
        (Plan::Everyone, true) => "Change to side by side",
    }
}

/// What happens at once when the button is pressed.
pub(crate) fn consequence(plan: Plan, members: Option<u64>) -> String {
    let people = match members {
        Some(count) => counted(count, "person", "people"),
        None => "People".into(),
    };
    match plan {
        Plan::Pilot => "Only people with the link notice anything.".into(),
        Plan::Everyone => format!("{people} will see a new button. Nobody has to use it yet."),
        Plan::Instead => format!("{people} will find the new button where the old one was."),
    }
}

// Taking the place of another connection.
pub(crate) const INSTEAD_OF: &str = "Whose place it takes";
pub(crate) const KEEP: &str = "Keep the old one for";
pub(crate) const KEEP_HINT: &str = "Without a button. Direct links go on working, and one press takes it back. Then it is turned off by itself.";
pub(crate) const KEEP_CHOICES: [(&str, &str); 4] =
    [("7", "a week"), ("14", "two weeks"), ("30", "30 days"), ("90", "90 days")];
pub(crate) const OLD_BUTTON: &str = "Find this button where the old one was.";
pub(crate) const OLD_LINKS: &str = "Direct links to the old one";
pub(crate) const GO_ON: &str = "Go on working until it is turned off.";
pub(crate) const NOT_COUNTED: &str = "Not counted yet.";
pub(crate) const COUNTING_MOVERS: &str = "who moves";

pub(crate) fn instead(name: &str) -> String {
    format!("In place of {name}")
}

pub(crate) fn instead_detail(name: &str) -> String {
    format!(
        "For moving to another provider: this button takes the place of “{name}”, which is kept for a while."
    )
}

pub(crate) fn movers(from: &str) -> String {
    format!("People who used {from}")
}

pub(crate) fn count_of_movers(count: u64) -> String {
    format!("{} will sign in here next time.", counted(count, "person", "people"))
}

pub(crate) fn owners_who_move(names: &str) -> String {
    format!("Not signed in here yet: {names}. A test sign-in each shows that they can.")
}

pub(crate) fn not_an_address(word: &str) -> String {
    format!("“{word}” is not an email address.")
}

pub(crate) fn live_lede(pilot: bool, organization: &str) -> String {
    if pilot {
        "Share the link below with the people who try it first.".into()
    } else {
        format!("People at {organization} now find a new button on the sign-in page.")
    }
}

pub(crate) fn live_title(pilot: bool) -> &'static str {
    if pilot { "Live for people with the link" } else { "Live, side by side" }
}

pub(crate) fn certificate_until(date: &str) -> String {
    format!("Certificate valid until {date}")
}

// Checks before people are let in.
pub(crate) const CHECKS: &str = "Checks before people get in";
pub(crate) const LOADING_CHECKS: &str = "the checks";
pub(crate) const CHECK: &str = "Check again";
pub(crate) const CHECKING: &str = "Checking";
pub(crate) const CHECKED: &str = "Checked";
pub(crate) const NOT_CHECKED: &str =
    "Auth0 and your provider have not been looked at for these settings yet.";
pub(crate) const STILL_CHECKING: &str =
    "The check takes longer than usual. It goes on; look again in a moment.";
pub(crate) const ALL_CLEAR: &str = "Nothing stands in the way.";
pub(crate) const BLOCKED: &str = "Mend what the checks found first.";

pub(crate) fn checked(when: &str) -> String {
    format!("Checked {when}.")
}
