//! What the members of options can be.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Map, Value, json};

/// What a member can be: how it is seen, and what it can be set to.
pub trait Kind {
    /// How a value of this kind is seen.
    type View<'a>;
    /// What a member of this kind can be set to.
    type Set<'a>: Into<Value>;

    /// The value as this kind; none when it is another.
    fn view(value: &Value) -> Option<Self::View<'_>>;

    /// Whether the value is of this kind.
    fn fits(value: &Value) -> bool {
        Self::view(value).is_some()
    }
}

/// A text.
#[derive(Debug, Clone, Copy)]
pub enum Text {}

impl Kind for Text {
    type View<'a> = &'a str;
    type Set<'a> = &'a str;

    fn view(value: &Value) -> Option<Self::View<'_>> {
        value.as_str()
    }
}

/// True or false.
#[derive(Debug, Clone, Copy)]
pub enum Flag {}

impl Kind for Flag {
    type View<'a> = bool;
    type Set<'a> = bool;

    fn view(value: &Value) -> Option<bool> {
        value.as_bool()
    }
}

/// A whole number.
#[derive(Debug, Clone, Copy)]
pub enum Number {}

impl Kind for Number {
    type View<'a> = i64;
    type Set<'a> = i64;

    fn view(value: &Value) -> Option<i64> {
        value.as_i64()
    }
}

/// A list of texts.
#[derive(Debug, Clone, Copy)]
pub enum Texts {}

impl Kind for Texts {
    type View<'a> = Vec<&'a str>;
    type Set<'a> = Vec<&'a str>;

    fn view(value: &Value) -> Option<Self::View<'_>> {
        value.as_array()?.iter().map(Value::as_str).collect()
    }
}

/// An object.
#[derive(Debug, Clone, Copy)]
pub enum Object {}

impl Kind for Object {
    type View<'a> = &'a Map<String, Value>;
    type Set<'a> = Map<String, Value>;

    fn view(value: &Value) -> Option<Self::View<'_>> {
        value.as_object()
    }
}

/// A text, or a list of them.
#[derive(Debug, Clone, Copy)]
pub enum TextOrTexts {}

/// One text or several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OneOrMany<'a> {
    /// One.
    One(&'a str),
    /// Several.
    Many(Vec<&'a str>),
}

impl<'a> OneOrMany<'a> {
    /// All of them.
    pub fn all(&self) -> &[&'a str] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Many(many) => many,
        }
    }
}

impl From<OneOrMany<'_>> for Value {
    fn from(value: OneOrMany<'_>) -> Self {
        match value {
            OneOrMany::One(one) => json!(one),
            OneOrMany::Many(many) => json!(many),
        }
    }
}

impl Kind for TextOrTexts {
    type View<'a> = OneOrMany<'a>;
    type Set<'a> = OneOrMany<'a>;

    fn view(value: &Value) -> Option<Self::View<'_>> {
        match value {
            Value::String(one) => Some(OneOrMany::One(one)),
            other => Texts::view(other).map(OneOrMany::Many),
        }
    }
}

/// A private key: in PEM, or with its certificate in an object.
#[derive(Debug, Clone, Copy)]
pub enum Key {}

/// A private key. It is a secret and has no `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub enum KeyMaterial<'a> {
    /// The key in PEM.
    Pem(&'a str),
    /// The key with its certificate, both in PEM.
    Pair {
        /// The key.
        key: &'a str,
        /// The certificate.
        cert: Option<&'a str>,
    },
}

impl From<KeyMaterial<'_>> for Value {
    fn from(value: KeyMaterial<'_>) -> Self {
        match value {
            KeyMaterial::Pem(pem) => json!(pem),
            KeyMaterial::Pair { key, cert: Some(cert) } => json!({ "key": key, "cert": cert }),
            KeyMaterial::Pair { key, cert: None } => json!({ "key": key }),
        }
    }
}

impl Kind for Key {
    type View<'a> = KeyMaterial<'a>;
    type Set<'a> = KeyMaterial<'a>;

    fn view(value: &Value) -> Option<Self::View<'_>> {
        match value {
            Value::String(pem) => Some(KeyMaterial::Pem(pem)),
            Value::Object(pair) => {
                let cert = pair.get("cert").and_then(Value::as_str);
                Some(KeyMaterial::Pair { key: pair.get("key")?.as_str()?, cert })
            }
            _ => None,
        }
    }
}

/// A certificate: in PEM, or the base64 of a whole PEM or DER file.
#[derive(Debug, Clone, Copy)]
pub enum Certificate {}

/// A certificate as Auth0 holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CertificateText<'a>(pub &'a str);

impl CertificateText<'_> {
    /// The certificate in PEM; none when it is neither PEM nor the base64 of it.
    pub fn pem(&self) -> Option<String> {
        if self.0.contains("-----BEGIN") {
            return Some(self.0.to_owned());
        }
        let compact: String = self.0.split_whitespace().collect();
        let file = STANDARD.decode(compact).ok()?;
        String::from_utf8(file).ok().filter(|text| text.contains("-----BEGIN"))
    }
}

impl From<CertificateText<'_>> for Value {
    fn from(value: CertificateText<'_>) -> Self {
        json!(value.0)
    }
}

impl Kind for Certificate {
    type View<'a> = CertificateText<'a>;
    type Set<'a> = CertificateText<'a>;

    fn view(value: &Value) -> Option<Self::View<'_>> {
        value.as_str().map(CertificateText)
    }
}
