//! The settings of enterprise connections, typed per strategy, without losing what is not known of them.
//!
//! [`Options`] holds the members as Auth0 sent them. A [`Field`] names one of them and says what it should be; reading it
//! gives a value of that kind or none, and never refuses. What goes in comes out, whatever it was.

mod directories;
mod kinds;
mod oidc;
mod saml;

use std::marker::PhantomData;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use self::{
    directories::{Ad, GoogleApps, Waad},
    kinds::{
        Certificate, CertificateText, Flag, Key, KeyMaterial, Kind, Number, Object, OneOrMany, Text,
        TextOrTexts, Texts,
    },
    oidc::{Oidc, Okta},
    saml::{Adfs, PingFederate, Samlp},
};

/// A member of the options of strategy `S`, of kind `K`.
pub struct Field<S, K> {
    name: &'static str,
    of: PhantomData<fn() -> (S, K)>,
}

impl<S, K> Field<S, K> {
    pub(crate) const fn new(name: &'static str) -> Self {
        Self { name, of: PhantomData }
    }

    /// Auth0's name of the member.
    pub const fn name(&self) -> &'static str {
        self.name
    }
}

/// What is known of a member.
#[derive(Debug, Clone, Copy)]
pub struct Known {
    /// Auth0's name of it.
    pub name: &'static str,
    /// Whether a value is of the kind it should be.
    pub fits: fn(&Value) -> bool,
}

/// A strategy with what is known of its options.
pub trait Strategy {
    /// Auth0's name of it, such as `samlp`.
    const NAME: &'static str;
    /// All members that this crate knows.
    const FIELDS: &'static [Known];
}

/// The options of a connection of strategy `S`, with everything that is not known of them.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Options<S> {
    members: Map<String, Value>,
    #[serde(skip)]
    strategy: PhantomData<fn() -> S>,
}

impl<S> Default for Options<S> {
    fn default() -> Self {
        Self::from(Map::new())
    }
}

impl<S> From<Map<String, Value>> for Options<S> {
    fn from(members: Map<String, Value>) -> Self {
        Self { members, strategy: PhantomData }
    }
}

impl<S: Strategy> std::fmt::Debug for Options<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Names only: values may be secrets.
        f.debug_struct(S::NAME).field("members", &self.members.keys()).finish()
    }
}

impl<S: Strategy> Options<S> {
    /// A member; none when it is missing, null, or not of the kind it should be.
    pub fn get<K: Kind>(&self, field: Field<S, K>) -> Option<K::View<'_>> {
        self.members.get(field.name).and_then(K::view)
    }

    /// Sets a member.
    #[must_use]
    pub fn with<K: Kind>(mut self, field: Field<S, K>, value: K::Set<'_>) -> Self {
        self.members.insert(field.name.to_owned(), value.into());
        self
    }

    /// Known members whose value is not of the kind it should be; null counts as missing.
    pub fn unexpected(&self) -> Vec<&'static str> {
        let is_wrong = |known: &&Known| {
            self.members.get(known.name).is_some_and(|value| !value.is_null() && !(known.fits)(value))
        };
        S::FIELDS.iter().filter(is_wrong).map(|known| known.name).collect()
    }

    /// All members, known or not.
    pub const fn members(&self) -> &Map<String, Value> {
        &self.members
    }

    /// All members, known or not.
    pub fn into_members(self) -> Map<String, Value> {
        self.members
    }
}

/// What is known of the options of a strategy, by its name; nothing of those that are not enterprise strategies.
pub fn known(strategy: &str) -> &'static [Known] {
    const STRATEGIES: &[(&str, &[Known])] = &[
        (Samlp::NAME, Samlp::FIELDS),
        (Oidc::NAME, Oidc::FIELDS),
        (Okta::NAME, Okta::FIELDS),
        (Waad::NAME, Waad::FIELDS),
        (GoogleApps::NAME, GoogleApps::FIELDS),
        (Adfs::NAME, Adfs::FIELDS),
        (PingFederate::NAME, PingFederate::FIELDS),
        (Ad::NAME, Ad::FIELDS),
    ];
    STRATEGIES.iter().find(|(name, _)| *name == strategy).map_or(&[], |(_, fields)| fields)
}

/// Declares a strategy: its name and its fields; those that all strategies share come by themselves.
macro_rules! strategy {
    ($(#[$about:meta])* $strategy:ident = $text:literal { $($field:ident: $kind:ident = $name:literal, $says:literal;)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy)]
        pub enum $strategy {}

        impl $strategy {
            $(#[doc = $says] pub const $field: Field<Self, $kind> = Field::new($name);)*
            /// Address domains whose people are led to the connection.
            pub const DOMAIN_ALIASES: Field<Self, Texts> = Field::new("domain_aliases");
            /// The main domain; a list for some strategies.
            pub const TENANT_DOMAIN: Field<Self, TextOrTexts> = Field::new("tenant_domain");
            /// The picture on the button, by https.
            pub const ICON_URL: Field<Self, Text> = Field::new("icon_url");
            /// When a user's attributes follow the identity provider: `on_each_login` by default.
            pub const SET_USER_ROOT_ATTRIBUTES: Field<Self, Text> = Field::new("set_user_root_attributes");
            /// Claims that are not kept.
            pub const NON_PERSISTENT_ATTRS: Field<Self, Texts> = Field::new("non_persistent_attrs");
            /// Parameters that are passed on to the identity provider.
            pub const UPSTREAM_PARAMS: Field<Self, Object> = Field::new("upstream_params");
        }

        impl Strategy for $strategy {
            const NAME: &'static str = $text;
            const FIELDS: &'static [Known] = &[
                $(Known { name: $name, fits: <$kind as Kind>::fits },)*
                Known { name: "domain_aliases", fits: <Texts as Kind>::fits },
                Known { name: "tenant_domain", fits: <TextOrTexts as Kind>::fits },
                Known { name: "icon_url", fits: <Text as Kind>::fits },
                Known { name: "set_user_root_attributes", fits: <Text as Kind>::fits },
                Known { name: "non_persistent_attrs", fits: <Texts as Kind>::fits },
                Known { name: "upstream_params", fits: <Object as Kind>::fits },
            ];
        }
    };
}

use strategy;

#[cfg(test)]
mod tests;
