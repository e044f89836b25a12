//! Domains: the proof that one belongs to the organization, and where its people are led.

use api::ResolverOutcome;

use crate::format::{counted, number};

pub(crate) const TITLE: &str = "Domains";
pub(crate) const LEDE: &str = "A verified domain proves that the addresses are yours, so that nobody else can send your \
     people to their own sign-in.";
pub(crate) const LOADING: &str = "domains";
pub(crate) const EMPTY: &str = "No domains yet";
pub(crate) const LEAVE_IT: &str = "Leave the TXT record in place after verification. When it disappears you see it here; sign-in keeps working.";
pub(crate) const DENIED: &str = "Your role does not include domains";
pub(crate) const DENIED_DETAIL: &str = "An owner of your organization can see them.";
pub(crate) const READ_ONLY: &str = "Your role can look at domains, but not change them. An owner can.";

pub(crate) fn empty_detail(organization: &str) -> String {
    format!(
        "Add the domain of the work addresses at {organization}. You prove it with one DNS record, and nothing changes \
         for people until then."
    )
}

// Adding one.
pub(crate) const ADD: &str = "Add domain";
pub(crate) const ADDING: &str = "Adding";
pub(crate) const NAME: &str = "Domain";
pub(crate) const NAME_HINT: &str = "What stands behind the @ of work addresses, such as globex.example. Each subdomain is a domain of its own.";
pub(crate) const NAME_FIRST: &str = "Type the domain first.";
pub(crate) const NEXT_RECORD: (&str, &str) =
    ("You get a TXT record.", "Whoever manages DNS adds it; you can copy a message for them.");
pub(crate) const NEXT_LOOK: (&str, &str) =
    ("We look for it by ourselves.", "Usually it is found within minutes. You can close the page meanwhile.");
pub(crate) const NEXT_NOBODY: (&str, &str) = (
    "Verifying does not restrict who may sign in.",
    "It signs nobody out, and people with other addresses notice nothing.",
);

/// What happens by itself when a domain is verified while everybody uses one connection.
pub(crate) fn next_led(connection: &str) -> (String, String) {
    (
        format!("Once verified, it leads to {connection}."),
        "Whoever types such an address on the sign-in page goes there. You can change that here.".into(),
    )
}

pub(crate) fn added(name: &str) -> String {
    format!("{name} added")
}

// How one stands.
pub(crate) const WAITING: &str = "Waiting for DNS";
pub(crate) const PREPARING: &str = "Waiting for Auth0";
pub(crate) const VERIFIED: &str = "Verified";
pub(crate) const GONE: &str = "Record gone";
pub(crate) const LAPSED: &str = "Proof lapsed";
pub(crate) const VOUCHED: &str = "Vouched for";
pub(crate) const NOT_VERIFIED: &str = "Not verified";
pub(crate) const NOT_POSSIBLE: &str = "Not possible";
pub(crate) const REMOVING: &str = "Being removed";
pub(crate) const STILL_LOOKING: &str = "Still looking. What is seen shows here.";

pub(crate) fn pending(added: &str) -> String {
    format!("Added {added}. Until it is verified, nothing changes for people with such an address.")
}

pub(crate) fn verified(on: &str) -> String {
    format!("Verified {on}.")
}

pub(crate) const FAILED: &str =
    "The record was not found in time, so we stopped looking. Add it and check again. Nobody is affected.";

/// The domain is somebody else's; nothing is said about whose.
pub(crate) fn held_elsewhere(vendor: &str) -> String {
    format!("This domain cannot be verified here. When it is yours, ask {vendor}. Nobody is affected.")
}

pub(crate) const LAPSING: &str =
    "The record has disappeared. Sign-in goes on as before. Put it back, or the proof lapses after a while.";
pub(crate) const LAPSED_DETAIL: &str = "The record has been gone for long. Sign-in goes on, but the domain can be led nowhere new until it is back.";
pub(crate) const DELETING: &str = "It is being removed from Auth0, which takes a moment.";

pub(crate) fn vouched(vendor: &str, reason: Option<&str>) -> String {
    match reason {
        Some(reason) => {
            format!("{vendor} vouches for it, without a record: “{}”.", reason.trim_end_matches('.'))
        }
        None => format!("{vendor} vouches for it, without a record."),
    }
}

/// How many people have such an address; nothing while that is not known.
pub(crate) fn people(count: Option<u64>) -> String {
    match count {
        None => String::new(),
        Some(0) => "Nobody has such an address yet.".into(),
        Some(1) => "1 person has such an address.".into(),
        Some(count) => format!("{} people have such an address.", number(count)),
    }
}

/// Before the name of the connection to which they are led.
pub(crate) const LED_TO: &str = "Whoever types one is led to ";
pub(crate) const LED_NOWHERE: &str = "Nobody is led anywhere by it.";
pub(crate) const ANOTHER: &str = "another connection";

/// The connection to which they were led before.
pub(crate) fn came_from(connection: &str) -> String {
    format!("Before, that was {connection}.")
}

pub(crate) fn still_there(ago: &str) -> String {
    format!("Record still in place, checked {ago}.")
}

pub(crate) fn not_seen(ago: &str) -> String {
    format!("The record was not seen {ago}.")
}

pub(crate) const NOT_TAKEN: &str = "Auth0 did not take the last change";
pub(crate) const NOT_TAKEN_DETAIL: &str = "What you chose is kept here.";
pub(crate) const ON_ITS_WAY: &str = "The last change is on its way to Auth0.";

// The record.
pub(crate) const RECORD: &str = "Add this record where you manage DNS";
pub(crate) const RECORD_THERE: &str = "The record that proves it";
pub(crate) const RECORD_LATE: &str = "Auth0 has not issued the record yet. It appears here by itself.";
pub(crate) const TYPE: &str = "Type";
pub(crate) const TTL: &str = "TTL 3600, or whatever your host suggests";
pub(crate) const RECORD_NAME: &str = "Name";
pub(crate) const FULL_NAME: &str = "Full name";
pub(crate) const VALUE: &str = "Value";
pub(crate) const WHERE: &str = "Where you manage DNS";

pub(crate) fn at_host(host: &str) -> String {
    format!("In {host}")
}

/// What to do where nobody knows who runs DNS.
pub(crate) fn general_steps(domain: &str) -> [String; 4] {
    [
        format!("Open {domain} where you manage DNS. That is often where the domain was bought."),
        "Add a record of the type TXT.".into(),
        format!("Paste name and value as shown above. Most hosts add “.{domain}” to the name by themselves."),
        "Save. It usually takes a few minutes until everybody sees it.".into(),
    ]
}

/// A message for whoever runs DNS.
pub(crate) fn message(domain: &str, organization: &str, vendor: &str, record: &api::DomainRecord) -> String {
    format!(
        "Hello,\n\n{organization} sets up single sign-on for {vendor}. This DNS record proves that {domain} is ours:\n\n\
         Type: {}\nName: {} (in full: {})\nValue: {}\nTTL: 3600, or the usual one\n\n\
         It changes nothing for mail or the website. Leave it in place afterwards.\n",
        record.kind, record.relative_host, record.host, record.value
    )
}

pub(crate) const COPY_MESSAGE: &str = "Copy for whoever runs DNS";
pub(crate) const MESSAGE: &str = "Message for whoever runs DNS";

// Looking at DNS.
pub(crate) const LIVE_CHECK: &str = "Live check";
pub(crate) const NOT_LOOKED: &str = "Not looked yet";
pub(crate) const CHECK: &str = "Check now";
pub(crate) const CHECKING: &str = "Checking";
pub(crate) const FOUND_AT: &str = "Found";
pub(crate) const NEEDED: &str = "Needed";
pub(crate) const OTHER_TEXTS: &str = "Other texts there:";

/// When DNS was looked at, and when it is next.
pub(crate) fn checked(ago: &str, next: Option<&str>) -> String {
    match next {
        Some(next) => format!("Checked {ago} ago, next {next}"),
        None => format!("Checked {ago} ago"),
    }
}

pub(crate) const JUST_NOW: &str = "just now";
pub(crate) const ANY_MOMENT: &str = "any moment";

pub(crate) fn next_in(span: &str) -> String {
    format!("in {span}")
}

pub(crate) fn keeps_checking(until: &str) -> String {
    format!("You can close this page. We keep checking until {until}.")
}

pub(crate) const fn outcome(outcome: ResolverOutcome) -> &'static str {
    match outcome {
        ResolverOutcome::Found => "Sees the record",
        ResolverOutcome::OtherValues => "Other texts at this name",
        ResolverOutcome::Nothing => "Not at this name",
        ResolverOutcome::Broken => "Answers with an error",
        ResolverOutcome::Silent => "No answer",
    }
}

// What can be done.
pub(crate) fn more(name: &str) -> String {
    format!("More for {name}")
}

pub(crate) const SHOW_RECORD: &str = "Show the record";
pub(crate) const HIDE_RECORD: &str = "Hide the record";
pub(crate) const LEAD: &str = "Lead people to…";
pub(crate) const VOUCH: &str = "Vouch for it…";
pub(crate) const REMOVE: &str = "Remove…";

pub(crate) fn take_back(connection: &str) -> String {
    format!("Take back to {connection}")
}

// Leading people.
pub(crate) const WHERE_TO: &str = "Where they are led";
pub(crate) const NOWHERE: &str = "Nowhere by their address";
pub(crate) const LEAD_THEM: &str = "Lead them there";
pub(crate) const STOP_LEADING: &str = "Stop leading them";
pub(crate) const LEADING: &str = "Saving";
pub(crate) const LED_ALREADY: &str = "That is how it is today.";
pub(crate) const NOBODY_SIGNED_OUT: (&str, &str) = ("Nobody is signed out.", "Sessions that exist go on.");
pub(crate) const CHANGE_BACK: (&str, &str) =
    ("You can change it back here.", "It counts from the next sign-in.");
pub(crate) const STOPPED: &str = "Nobody is led by it any more";

pub(crate) fn lead_title(name: &str) -> String {
    format!("Lead people of {name}")
}

pub(crate) fn lead_today(connection: Option<&str>) -> String {
    match connection {
        Some(connection) => format!("Today whoever types one is led to {connection}."),
        None => "Today nobody is led anywhere by it.".into(),
    }
}

/// What changes for whom.
pub(crate) fn from_now_on(people: Option<u64>, name: &str, to: Option<&str>) -> (String, String) {
    let who = match people {
        Some(1) => "1 person".to_owned(),
        Some(count) if count > 0 => format!("{} people", number(count)),
        _ => "people".to_owned(),
    };
    let verb = if people == Some(1) { "types" } else { "type" };
    match to {
        Some(to) => (
            format!("From now on {who} who {verb} an address of {name} {} led to {to}.", are(people)),
            "They do not choose a way in first.".into(),
        ),
        None => (
            format!("From now on {who} who {verb} an address of {name} {} not led anywhere.", are(people)),
            "They choose a way in on the sign-in page.".into(),
        ),
    }
}

const fn are(people: Option<u64>) -> &'static str {
    if let Some(1) = people { "is" } else { "are" }
}

/// A connection that only people with a link know: what happens when that ends.
pub(crate) fn pilot_back(connection: &str) -> (String, String) {
    (
        format!("{connection} has no button yet."),
        "When it is turned off or its last step undoes itself, this domain goes back by itself.".into(),
    )
}

pub(crate) fn pilot_option(connection: &str) -> String {
    format!("{connection} (by link so far)")
}

pub(crate) fn led(name: &str, to: &str) -> String {
    format!("{name} now leads to {to}")
}

// Removing.
pub(crate) const REMOVE_IT: &str = "Remove domain";
pub(crate) const REMOVE_DOING: &str = "Removing";
pub(crate) const REMOVED: &str = "The domain is being removed";
pub(crate) const REMOVE_PROOF: (&str, &str) =
    ("The proof goes with it.", "Another organization can claim the domain then.");

pub(crate) fn remove_question(name: &str) -> String {
    format!("Remove {name}?")
}

pub(crate) fn remove_people(people: Option<u64>, led_to: Option<&str>) -> (String, String) {
    let Some(connection) = led_to else {
        return ("Nobody is led by it today.".into(), String::new());
    };
    let who = match people {
        Some(count) => counted(count, "person is", "people are"),
        None => "People with such an address are".into(),
    };
    (
        format!("{who} no longer led to {connection}."),
        "They choose a way in on the sign-in page. Nobody is signed out.".into(),
    )
}

// Vouching.
pub(crate) const VOUCH_IT: &str = "Vouch for it";
pub(crate) const VOUCHING: &str = "Vouching";
pub(crate) const VOUCH_DETAIL: &str =
    "It then counts as verified without a record, and people can be led by it. Nobody is signed out.";
pub(crate) const REASON: &str = "Why you are sure";
pub(crate) const REASON_HINT: &str = "Kept in the audit log with your name: 10 to 500 characters.";
pub(crate) const REASON_LENGTH: &str = "Write 10 to 500 characters.";

pub(crate) fn vouch_question(name: &str) -> String {
    format!("Vouch for {name}?")
}

pub(crate) fn vouched_for(name: &str) -> String {
    format!("{name} counts as verified")
}

// On the page of a connection.
pub(crate) const OPEN: &str = "Open domains";
pub(crate) const LEADS_HERE: &str = "Whoever types one is led here.";
pub(crate) const LED_HERE: &str = "Whoever types such an address on the sign-in page is led here.";
pub(crate) const ASKING: &str = "Reading";
pub(crate) const NONE_HERE: &str = "No domain leads here.";
pub(crate) const NONE_WHILE_OFF: &str = "No domain leads here. Domains can be led here once it is active.";
pub(crate) const ONE_BY_ONE: &str =
    "You can move domains here one by one: whoever types such an address signs in here from then on.";
pub(crate) const NOWHERE_NOW: &str = "Nobody is led anywhere by it now.";

/// Where a domain leads now.
pub(crate) fn leads_to(connection: &str) -> String {
    format!("Whoever types one is led to {connection}.")
}

pub(crate) fn lead_here(name: &str) -> String {
    format!("Lead people of {name} here")
}

// Steps of a connection's life.
pub(crate) const PILOT_LEADS_NONE: &str = "No domain leads here; you can move domains one by one afterwards.";

/// A domain with the number of its people, such as `globex.example (412)`.
fn with_people(name: &str, people: Option<u64>) -> String {
    match people {
        Some(count) => format!("{name} ({})", number(count)),
        None => name.into(),
    }
}

pub(crate) fn led_by_step(name: &str, people: Option<u64>) -> String {
    format!("People with an address of {} are led here when they type it.", with_people(name, people))
}

/// Those who are no longer led by a step: the fact, and the rest.
pub(crate) fn no_longer_led(name: &str, people: Option<u64>) -> (String, String) {
    (
        format!("People with an address of {} are then no longer led here.", with_people(name, people)),
        "They are led to where they were before, or choose a way in themselves.".into(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_people_are_spoken() {
        let fact = |people, to| from_now_on(people, "globex.example", to).0;
        assert_eq!(
            fact(Some(2_184), Some("Globex")),
            "From now on 2,184 people who type an address of globex.example are led to Globex."
        );
        assert_eq!(
            fact(Some(1), None),
            "From now on 1 person who types an address of globex.example is not led anywhere."
        );
        assert_eq!(
            fact(None, Some("Globex")),
            "From now on people who type an address of globex.example are led to Globex."
        );
        assert_eq!(remove_people(Some(1), Some("Globex")).0, "1 person is no longer led to Globex.");
    }

    #[test]
    fn a_message_for_the_dns_team_has_everything_that_is_typed() {
        let record = api::DomainRecord {
            kind: "TXT".into(),
            host: "_auth0-challenge.globex.example".into(),
            relative_host: "_auth0-challenge".into(),
            value: "auth0-domain-verification=abc".into(),
        };
        let text = message("globex.example", "Globex", "Acme Cloud", &record);
        for part in
            ["Type: TXT", "Name: _auth0-challenge (", &record.host, "Value: auth0-domain-verification=abc"]
        {
            assert!(text.contains(part), "{text}");
        }
    }
}
