//! What can be set of a connection besides where its provider is.

/// The choices of a select: value and label.
pub(crate) type Choices = &'static [(&'static str, &'static str)];

pub(crate) const TITLE: &str = "More settings";
pub(crate) const DETAIL: &str =
    "They suit most providers as they are. Change one when your provider asks for it.";
pub(crate) const SAVE: &str = "Save these settings";
pub(crate) const SAVED: &str = "Settings saved. Test them before people use them.";
pub(crate) const THEN: &str =
    "Saving makes a new revision. It has to pass a test sign-in before people use it.";
pub(crate) const UNCHANGED: &str = "Nothing has been changed.";
pub(crate) const NOT_A_PARAMETER: &str = "Write each parameter as name=value, one a line.";

pub(crate) const SIGN_REQUESTS: &str = "Sign the requests to your provider";
pub(crate) const SIGN_REQUESTS_CHOICES: Choices =
    &[("", "As its metadata asks"), ("true", "Always"), ("false", "Never")];
pub(crate) const SIGNATURE: &str = "Signature of the requests";
pub(crate) const SIGNATURE_CHOICES: Choices = &[
    ("", "As usual"),
    ("rsa_sha256", "RSA with SHA-256"),
    ("rsa_sha1", "RSA with SHA-1, for old products only"),
];
pub(crate) const BINDING: &str = "How requests travel";
pub(crate) const BINDING_CHOICES: Choices =
    &[("", "As its metadata offers"), ("redirect", "HTTP-Redirect"), ("post", "HTTP-POST")];
pub(crate) const SIGN_OUT: &str = "Signing out";
pub(crate) const SIGN_OUT_CHOICES: Choices = &[
    ("", "At your provider too, where it offers that"),
    ("true", "At your provider too"),
    ("false", "Only here"),
];
pub(crate) const ENCRYPTION: &str = "Encrypted answers";
pub(crate) const ENCRYPTION_CHOICES: Choices =
    &[("", "As usual"), ("false", "Only AES-GCM"), ("true", "AES-CBC too, for older products")];
pub(crate) const BEGINS_THERE: &str = "Where a sign-in can begin";
pub(crate) const BEGINS_THERE_HINT: &str = "A sign-in that begins in the provider’s portal cannot be told from a forged one. Allow it only when people need it.";
pub(crate) const BEGINS_THERE_CHOICES: Choices =
    &[("", "As usual"), ("false", "Only on the sign-in page"), ("true", "In the provider’s portal too")];
pub(crate) const PKCE: &str = "Proof key for code exchange";
pub(crate) const PKCE_CHOICES: Choices =
    &[("", "As usual"), ("auto", "Where your provider offers it"), ("s256", "Always"), ("disabled", "Never")];
pub(crate) const ICON: &str = "Picture on the button";
pub(crate) const ICON_HINT: &str = "The https address of a picture that everybody can see.";
pub(crate) const PARAMETERS: &str = "Sent along to your provider";
pub(crate) const PARAMETERS_HINT: &str = "One a line, as name=value. A value in braces is passed on from the application, such as \
     login_hint={login_hint}.";
