//! `/rate-limit-policies`

use crate::tenant::ids;

use super::{
    super::{
        ApiError, formats,
        schema::{
            Kind::{self, Either, Integer, OneOf, Record, Text},
            must,
        },
    },
    collection::{Collection, Style},
};

const CONFIGURATION: Kind = Either(&[
    Record(&[must("action", OneOf(&["allow"]))]),
    Record(&[must("action", OneOf(&["block", "log"])), must("limit", Integer(0, 10_000))]),
    Record(&[
        must("action", OneOf(&["redirect"])),
        must("limit", Integer(0, 10_000)),
        must("redirect_uri", formats::HTTPS),
    ]),
]);

/// The description.
pub(super) static RATE_LIMIT_POLICIES: Collection = Collection {
    noun: "a rate limit policy",
    make_id: || ids::long("rlp"),
    style: Style::Checkpoint(50, 100),
    create: &[
        must("resource", OneOf(&["oauth_authentication_api"])),
        must("consumer", OneOf(&["client"])),
        must("consumer_selector", Text(0, 255)),
        must("configuration", CONFIGURATION),
    ],
    change: &[must("configuration", CONFIGURATION)],
    missing: |_| ApiError::not_found("The rate limit policy does not exist."),
    settle: |draft, _| {
        if draft.before.is_none() && draft.taken(&RATE_LIMIT_POLICIES, "consumer_selector") {
            return Err(ApiError::conflict(
                None,
                "A rate limit policy with the same resource, consumer, and consumer_selector already exists.",
            ));
        }
        Ok(())
    },
    ..Collection::usual("/rate-limit-policies", "rate_limit_policies", "rate_limit_policies")
};
