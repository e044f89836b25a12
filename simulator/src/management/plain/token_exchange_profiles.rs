//! `/token-exchange-profiles`

use crate::tenant::ids;

use super::{
    super::{
        ApiError,
        schema::{
            Kind::{OneOf, Text},
            may, must,
        },
    },
    Collection, Style,
};

/// The description.
pub(super) static TOKEN_EXCHANGE_PROFILES: Collection = Collection {
    noun: "a Token Exchange Profile",
    make_id: || ids::long("tep"),
    style: Style::Checkpoint(50, 100),
    create: &[
        must("name", Text(3, 50)),
        must("subject_token_type", Text(8, 100)),
        must("action_id", Text(1, 36)),
        must("type", OneOf(&["custom_authentication"])),
    ],
    change: &[may("name", Text(3, 50)), may("subject_token_type", Text(8, 100))],
    forgiving: true,
    change_needs_any: true,
    missing: |_| ApiError::not_found("Token Exchange Profile not found."),
    settle: |draft, _| {
        if draft.taken(&TOKEN_EXCHANGE_PROFILES, "subject_token_type") {
            return Err(ApiError::conflict(None, "subject_token_type already exists for tenant"));
        }
        Ok(())
    },
    ..Collection::usual("/token-exchange-profiles", "token_exchange_profiles", "token_exchange_profiles")
};
