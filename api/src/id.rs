//! Prefixed, sortable identifiers: a prefix that says the kind, and a UUIDv7 in 32 lowercase hex digits.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

/// The text is not an identifier of the expected kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected an identifier like `{prefix}_` followed by 32 hex digits")]
pub struct InvalidId {
    /// The prefix that was expected, without the underscore.
    pub prefix: &'static str,
}

fn parse_id(text: &str, prefix: &'static str) -> Result<Uuid, InvalidId> {
    let invalid = InvalidId { prefix };
    let Some(digits) = text.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('_')) else {
        return Err(invalid);
    };
    let lowercase_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    if digits.len() != 32 || !digits.bytes().all(lowercase_hex) {
        return Err(invalid);
    }
    Uuid::try_parse(digits).map_err(|_| invalid)
}

macro_rules! prefixed_ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// What the text form starts with, without the underscore.
            pub const PREFIX: &'static str = $prefix;

            /// Names an object by its UUID; only the server's id factory and its database call this.
            pub const fn from_uuid(uuid: Uuid) -> Self { Self(uuid) }

            /// The UUID behind the text form.
            pub const fn uuid(self) -> Uuid { self.0 }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}_{}", Self::PREFIX, self.0.simple())
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;
            fn from_str(text: &str) -> Result<Self, InvalidId> { parse_id(text, Self::PREFIX).map(Self) }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .pattern(Some(concat!("^", $prefix, "_[0-9a-f]{32}$")))
                    .examples([concat!($prefix, "_019a5c3e7b2f7c4d8e9f0a1b2c3d4e5f")])
                    .into()
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::ToSchema for $name {}
    )*};
}

prefixed_ids! {
    /// An organization: a customer of the vendor.
    OrganizationId = "org";
    /// An enterprise connection of an organization.
    ConnectionId = "con";
    /// One immutable version of a connection's settings.
    RevisionId = "rev";
    /// One real sign-in through a connection before it is used.
    TestRunId = "tst";
    /// A domain of an organization's e-mail addresses.
    DomainId = "dom";
    /// A step that waits for a second person.
    ChangeId = "chg";
    /// Durable work that reaches Auth0 or the outside.
    JobId = "job";
    /// One entry of an organization's audit log.
    AuditEventId = "aud";
    /// An Auth0 tenant that this Latchkey manages.
    TenantId = "ten";
    /// A signed-in browser.
    SessionId = "ses";
    /// One attempt to sign in.
    SignInId = "sgn";
    /// A text that nobody could explain yet.
    UnknownTextId = "unk";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_survives_the_round_trip() {
        let id = ConnectionId::from_uuid(Uuid::from_u128(0x019a_5c3e_7b2f_7c4d_8e9f_0a1b_2c3d_4e5f));
        assert_eq!(id.to_string(), "con_019a5c3e7b2f7c4d8e9f0a1b2c3d4e5f");
        assert_eq!(id.to_string().parse(), Ok(id));
    }

    #[test]
    fn another_kind_of_id_is_refused() {
        for text in [
            "org_019a5c3e7b2f7c4d8e9f0a1b2c3d4e5f",
            "con_",
            "con_xyz",
            "",
            "con_019A5C3E7B2F7C4D8E9F0A1B2C3D4E5F",
        ] {
            assert_eq!(text.parse::<ConnectionId>(), Err(InvalidId { prefix: "con" }), "{text}");
        }
    }
}
