//! Active Directory and LDAP behind a connector.

use serde_json::json;

use super::{Options, add_missing};

/// Options of `ad`.
pub(super) fn complete(mut options: Options) -> Options {
    add_missing(&mut options, &json!({ "ips": null, "brute_force_protection": true }));
    options
}
