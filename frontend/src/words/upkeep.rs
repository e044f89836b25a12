//! Certificates that take over from each other, and metadata that changed at its address.

pub(crate) const LOADING: &str = "the certificates";
pub(crate) const CERTIFICATES: &str = "Signing certificates";
pub(crate) const NONE: &str = "No certificate is known yet.";
pub(crate) const IN_USE: &str = "In use";
pub(crate) const KEPT: &str = "Not used";
pub(crate) const REMOVE: &str = "Remove";
pub(crate) const REMOVING: &str = "Removing";
pub(crate) const REMOVED: &str = "Certificate removed";
pub(crate) const USE_IT: &str = "Use this one";
pub(crate) const USE_NOW: &str = "Use this certificate now?";
pub(crate) const USING: &str = "Changing over";
pub(crate) const TOOK_OVER: &str = "The certificate is in use";
pub(crate) const WAITS: &str = "The certificate waits for its moment";
pub(crate) const ROLL_OVER: &str = "Change the certificate";

// The next certificate.
pub(crate) const NEXT: &str = "Your provider gets a new certificate";
pub(crate) const NEXT_DETAIL: &str = "Auth0 checks answers with one certificate per connection. Give the new one now and \
     set the moment at which your provider starts to sign with it; the old one stays in use until then.";
pub(crate) const NEW_CERTIFICATE: &str = "New certificate";
pub(crate) const NEW_CERTIFICATE_HINT: &str = "As your provider offers it for download, PEM or base64.";
pub(crate) const MOMENT: &str = "Takes over";
pub(crate) const MOMENT_HINT: &str = "In your local time. Leave it empty to change over at once.";
pub(crate) const STAGE: &str = "Save the certificate";
pub(crate) const STAGING: &str = "Saving";
pub(crate) const PASTE_FIRST: &str = "Paste the certificate first.";
pub(crate) const MOMENT_WRONG: &str = "That is no date with a time.";
pub(crate) const LIVE: &str = "People sign in through this connection. From that moment an answer that is signed with the \
     old certificate is refused. The old one stays in the list, so you can go back with one press.";
pub(crate) const NOT_LIVE: &str = "Nobody signs in through this connection yet, so nobody is affected.";

pub(crate) fn takes_over(when: &str, relative: &str) -> String {
    format!("Takes over {when}, {relative}")
}

// Metadata that changed.
pub(crate) const OFFERED: &str = "The metadata at its address has changed";
pub(crate) const OFFERED_DETAIL: &str =
    "Sign-in still runs on what was saved. Compare with your provider before you take it over.";
pub(crate) const TAKE: &str = "Take it over";
pub(crate) const LEAVE: &str = "Leave it as it is";
pub(crate) const DECIDING: &str = "Saving";
pub(crate) const TAKEN: &str = "The new metadata is saved. Test it before people use it.";
pub(crate) const LEFT: &str = "The settings stay as they are";
pub(crate) const TAKE_WHY: &str = "Taking it over makes a new revision, which has to pass a test sign-in.";
pub(crate) const TAKE_LIVE: &str = "People sign in through these settings, so they are not replaced under them. Turn sign-in \
     off first, or connect a second one beside it. A new certificate alone can be changed over in the configuration.";
pub(crate) const TAKE_ROLE: &str = "Your role can look at this, but not decide it.";

pub(crate) fn found(when: &str) -> String {
    format!("Found {when}.")
}
