//! What came in: bytes to text, and what that text is before anyone reads it as something.

mod encoding;
mod private_key;
mod sniff;

pub(crate) use encoding::{Source, decode};
pub(crate) use private_key::{der_holds_private_key, holds_private_key};
pub(crate) use sniff::{decode_base64, is_html, is_metadata, sniff_metadata};
