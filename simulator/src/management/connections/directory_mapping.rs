//! Which attribute of Google's directory goes where when nothing else is said.

use crate::tenant::model::DirectoryMapping;

/// Attributes that go somewhere under another name.
const RENAMED: [(&str, &str); 11] = [
    ("id", "app_metadata.external_id"),
    ("primaryEmail", "email"),
    ("name.fullName", "name"),
    ("name.givenName", "given_name"),
    ("name.familyName", "family_name"),
    ("isAdmin", "is_admin"),
    ("agreedToTerms", "tou_accepted"),
    ("suspended", "is_suspended"),
    ("suspended", "blocked"),
    ("ipWhitelisted", "is_ipWhitelisted"),
    ("primaryEmail", "primaryEmail"),
];
/// Attributes that keep their name.
const KEPT: [&str; 40] = [
    "isAdmin",
    "isDelegatedAdmin",
    "agreedToTerms",
    "suspended",
    "suspensionReason",
    "archived",
    "ipWhitelisted",
    "kind",
    "etag",
    "customerId",
    "orgUnitPath",
    "emails",
    "phones",
    "externalIds",
    "aliases",
    "addresses",
    "organizations",
    "nonEditableAliases",
    "relations",
    "languages",
    "posixAccounts",
    "notes",
    "websites",
    "locations",
    "keywords",
    "gender",
    "ims",
    "creationTime",
    "lastLoginTime",
    "changePasswordAtNextLogin",
    "isMailboxSetup",
    "includeInGlobalAddressList",
    "thumbnailPhotoUrl",
    "thumbnailPhotoEtag",
    "isEnrolledIn2Sv",
    "isEnforcedIn2Sv",
    "recoveryEmail",
    "recoveryPhone",
    "sshPublicKeys",
    "customSchemas",
];

/// The mapping.
pub(super) fn default() -> Vec<DirectoryMapping> {
    let kept = KEPT.iter().map(|name| (*name, *name));
    let row = |(idp, auth0): (&str, &str)| DirectoryMapping { idp: idp.to_owned(), auth0: auth0.to_owned() };
    RENAMED.into_iter().chain(kept).map(row).collect()
}
