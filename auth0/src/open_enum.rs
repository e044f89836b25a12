//! Enumerations that stay open: Auth0 adds values without notice.

/// Declares an enumeration of texts that keeps a value it does not know as `Other`.
macro_rules! open_enum {
    ($(#[$about:meta])* $name:ident { $($(#[$says:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$says])* $variant,)+
            /// A value that is newer than this crate.
            Other(String),
        }

        impl $name {
            /// The text that Auth0 uses.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)+
                    Self::Other(text) => text,
                }
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $($text => Self::$variant,)+
                    other => Self::Other(other.to_owned()),
                }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                Ok(Self::from(text.as_ref()))
            }
        }
    };
}

pub(crate) use open_enum;

#[cfg(test)]
#[allow(unreachable_pub, reason = "the macro declares public types")]
mod tests {
    open_enum! {
        /// A light.
        Light {
            /// Go.
            Green = "green",
        }
    }

    #[test]
    fn a_value_that_is_not_known_comes_out_as_it_went_in() {
        let lights: Vec<Light> = serde_json::from_str(r#"["green","violet"]"#).unwrap();
        assert_eq!(lights, [Light::Green, Light::Other("violet".to_owned())]);
        assert_eq!(serde_json::to_string(&lights).unwrap(), r#"["green","violet"]"#);
    }
}
