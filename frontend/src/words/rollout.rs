//! Making a connection the only way in, steps that undo themselves, and changes that somebody made in Auth0.

use super::list;
use crate::format::counted;

// A step that undoes itself.
pub(crate) const CONFIRM: &str = "Keep it this way";
pub(crate) const CONFIRMING: &str = "Keeping";
pub(crate) const CONFIRMED: &str = "It stays this way";

pub(crate) fn undoes_itself(relative: &str) -> String {
    format!("The last step undoes itself {relative}")
}

pub(crate) fn undoes_detail(at: &str) -> String {
    format!("Sign in once more in another window. When that works, keep it this way before {at}.")
}

pub(crate) const UNDO_AFTER: &str = "Undo it by itself";
pub(crate) const UNDO_HINT: &str = "Unless you confirm in time, everything goes back to how it was. Useful when you could lock yourself out.";
/// Durations by ISO 8601, in words; empty means never.
pub(crate) const UNDO_CHOICES: [(&str, &str); 4] = [
    ("", "No, it stays until somebody changes it"),
    ("PT15M", "Unless somebody confirms within 15 minutes"),
    ("PT1H", "Unless somebody confirms within an hour"),
    ("PT24H", "Unless somebody confirms within a day"),
];

// The only way in.
pub(crate) const ONLY_WAY: &str = "Make it the only way in";
pub(crate) const LOADING_IMPACT: &str = "who would be affected";
pub(crate) const COUNTING: &str = "Nobody has counted yet. The numbers are being read in Auth0.";
pub(crate) const COUNT_AGAIN: &str = "Count again";
pub(crate) const NOT_COMPLETE: &str = "Only the first members were looked at, because there are very many.";
pub(crate) const EMERGENCY: &str = "Emergency way in";
pub(crate) const EMERGENCY_HINT: &str =
    "This owner keeps another way in, by a link that no button shows. Every use is told to all owners.";
pub(crate) const NO_CANDIDATE: (&str, &str) = (
    "Nobody could come in if your provider fails",
    "An owner needs an account in another way in first, a password for example. Then this can be done safely.",
);
pub(crate) const ENFORCE: &str = "Switch the other ways in off";
pub(crate) const ENFORCING: &str = "Switching off";
pub(crate) const ENFORCED: &str = "It is the only way in";
pub(crate) const NEEDS_ENFORCER: &str = "Your role does not include this. An owner can do it.";
pub(crate) const CHOOSE_SOMEBODY: &str = "Choose who keeps the emergency way in.";
pub(crate) const OWN_TEST_FIRST: &str =
    "You need a test sign-in of your own through it within the last 5 minutes, and a recent sign-in here.";
pub(crate) const TEST_NOW: &str = "Test sign-in";
pub(crate) const UNENFORCE: &str = "Bring the other ways in back";
pub(crate) const UNENFORCING: &str = "Bringing back";
pub(crate) const UNENFORCED: &str = "The other ways in are back";
pub(crate) const UNENFORCE_DETAIL: &str =
    "People can choose again. This connection stays active beside what was switched off.";
pub(crate) const EMERGENCY_LINK: &str = "Emergency sign-in link";
pub(crate) const EMERGENCY_LINK_HINT: &str =
    "Keep it where you can reach it without signing in, on paper for example.";

pub(crate) fn emergency_person(person: &str) -> String {
    format!("{person} can come in without your provider.")
}

pub(crate) fn switched_off(names: &[String]) -> (String, String) {
    match names {
        [] => ("Nothing is switched off.".into(), "There is no other way in today.".into()),
        names => (format!("{} is switched off.", list(names)), "It is remembered and can come back.".into()),
    }
}

pub(crate) fn through_it(through: u64, members: u64) -> (String, String) {
    (
        format!("{through} of {} have signed in through it.", counted(members, "member", "members")),
        "The others sign in through your provider next time.".into(),
    )
}

pub(crate) fn owners_without(names: &[String]) -> (String, String) {
    (
        format!("Only your provider then lets {} in.", list(names)),
        "Whoever keeps the emergency way in below can mend things when it fails.".into(),
    )
}

/// When the numbers were read.
pub(crate) fn as_of(when: &str) -> String {
    format!("Counted in Auth0 {when}.")
}

// Drift.
pub(crate) const LOADING_DRIFT: &str = "what differs in Auth0";
pub(crate) const DRIFT: &str = "Somebody changed it in Auth0";
pub(crate) const DRIFT_DETAIL: &str =
    "Nothing is written over that without your word. Choose what shall be true.";
pub(crate) const OURS: &str = "Agreed here";
pub(crate) const THEIRS: &str = "In Auth0 now";
pub(crate) const REAPPLY: &str = "Write ours again";
pub(crate) const ADOPT: &str = "Take over theirs";
pub(crate) const IGNORE: &str = "Leave it";
pub(crate) const DECIDING: &str = "Deciding";
pub(crate) const REAPPLIED: &str = "Auth0 gets the settings from here again";
pub(crate) const ADOPTED: &str = "What Auth0 has is a new revision. Test it before people use it";
pub(crate) const IGNORED: &str = "It stays as it is in Auth0";
pub(crate) const DRIFT_READ_ONLY: &str = "Your role does not include deciding about it. An owner can do it.";
pub(crate) const DRIFT_CHOICES: &str = "Taking over theirs makes a new revision that has to be tested. Leaving it tells you again when it changes again.";

// A second person.
pub(crate) const CHANGE_WAITS: &str = "A step waits for a second person";
pub(crate) const APPROVE: &str = "Approve it";
pub(crate) const APPROVING: &str = "Approving";
pub(crate) const REJECT: &str = "Reject it";
pub(crate) const TAKE_BACK: &str = "Take it back";
pub(crate) const REJECTING: &str = "Ending it";
pub(crate) const CHANGE_APPROVED: &str = "Approved. It happens now";
pub(crate) const CHANGE_REJECTED: &str = "It does not happen";
pub(crate) const NOW_WAITS: &str = "It waits for a second person. Nothing has changed yet";

pub(crate) fn change_detail(summary: &str, who: &str, until: &str) -> String {
    format!("{summary} Asked for by {who}. It can be approved until it ends {until}.")
}

// Nobody could come in.
pub(crate) const LAST_WAY: &str = "Turn off the last way in";
pub(crate) const LAST_WAY_FACT: (&str, &str) =
    ("Nobody could sign in any more.", "There is no other way in to this organization.");
pub(crate) const LAST_WAY_BACK: (&str, &str) =
    ("You can undo it only while you are signed in.", "After that the vendor has to help.");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_listed_as_people_say_them() {
        let names = |all: &[&str]| all.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        assert_eq!(list(&names(&["A"])), "A");
        assert_eq!(list(&names(&["A", "B", "C"])), "A, B and C");
        assert!(switched_off(&[]).0.starts_with("Nothing"));
    }
}

// Moving from one connection to another.
pub(crate) const TAKING_BACK: &str = "Taking it back";
pub(crate) const TAKEN_BACK: &str = "Its button is back";

pub(crate) fn retiring(relative: &str) -> String {
    format!("Another connection has taken its place; it is turned off {relative}")
}

pub(crate) fn retiring_detail(until: &str) -> String {
    format!(
        "The sign-in page shows no button for it. Direct links go on working until {until}. Taking it back gives it its \
         button again, and the other one goes back to how it was."
    )
}
