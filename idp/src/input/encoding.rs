//! Bytes to text: UTF-8, UTF-16 with a byte-order mark, and two old encodings when the document declares them.

use std::borrow::Cow;

use crate::reading::{Note, Reason, Rejection};

/// How the bytes came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    /// A file or an answer: its own declaration counts.
    File,
    /// Text from a form: it is Unicode already, whatever it declares.
    Pasted,
}

/// Text, and what was noticed on the way.
#[derive(Debug)]
pub(crate) struct Decoded<'a> {
    pub(crate) text: Cow<'a, str>,
    pub(crate) notes: Vec<Note>,
}

const UTF8_BOM: &[u8] = b"\xEF\xBB\xBF";

/// Turns bytes into text.
pub(crate) fn decode(bytes: &[u8], source: Source) -> Result<Decoded<'_>, Rejection> {
    if bytes.starts_with(b"\x00\x00\xFE\xFF") || bytes.starts_with(b"\xFF\xFE\x00\x00") {
        return Err(Rejection::new(Reason::BadEncoding, "UTF-32"));
    }
    if let Some(rest) = bytes.strip_prefix(b"\xFF\xFE") {
        return utf16(rest, u16::from_le_bytes);
    }
    if let Some(rest) = bytes.strip_prefix(b"\xFE\xFF") {
        return utf16(rest, u16::from_be_bytes);
    }
    let (rest, bom) = bytes.strip_prefix(UTF8_BOM).map_or((bytes, false), |rest| (rest, true));
    let mut notes = Vec::new();
    if bom {
        notes.push(Note::BomUtf8);
    }
    if matches!(rest, [b'<', 0, _, 0, ..] | [0, b'<', 0, _, ..]) {
        return Err(Rejection::new(Reason::BadEncoding, "UTF-16 without byte-order mark"));
    }
    let declared = if source == Source::Pasted { None } else { declared_encoding(rest) };
    match declared.as_deref() {
        None | Some("utf-8" | "utf8" | "us-ascii" | "ascii") => {
            let text = utf8(rest)?;
            Ok(Decoded { text, notes })
        }
        Some("iso-8859-1" | "latin1" | "latin-1" | "iso_8859-1" | "l1") if !bom => {
            notes.push(Note::LegacyEncoding);
            Ok(Decoded { text: Cow::Owned(rest.iter().map(|byte| char::from(*byte)).collect()), notes })
        }
        Some("windows-1252" | "cp1252") if !bom => {
            notes.push(Note::LegacyEncoding);
            Ok(Decoded { text: Cow::Owned(rest.iter().map(|byte| windows_1252(*byte)).collect()), notes })
        }
        Some(name) if bom || name.starts_with("utf-16") || name.starts_with("utf16") || name == "unicode" => {
            let text = utf8(rest)?;
            notes.push(Note::EncodingDeclarationMismatch);
            Ok(Decoded { text, notes })
        }
        Some(name) => Err(Rejection::new(Reason::UnsupportedEncoding, name)),
    }
}

fn utf8(bytes: &[u8]) -> Result<Cow<'_, str>, Rejection> {
    std::str::from_utf8(bytes)
        .map(Cow::Borrowed)
        .map_err(|error| Rejection::new(Reason::BadEncoding, format!("byte {}", error.valid_up_to() + 1)))
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<Decoded<'static>, Rejection> {
    let bad = || Rejection::new(Reason::BadEncoding, "UTF-16 with a broken character");
    let (pairs, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        return Err(bad());
    }
    let text: String = char::decode_utf16(pairs.iter().map(|pair| unit(*pair)))
        .collect::<Result<_, _>>()
        .map_err(|_| bad())?;
    Ok(Decoded { text: Cow::Owned(text), notes: vec![Note::Utf16] })
}

/// The encoding an XML declaration names, in lower case. The declaration is plain ASCII in every encoding read here.
fn declared_encoding(bytes: &[u8]) -> Option<String> {
    let start = bytes.iter().position(|byte| !byte.is_ascii_whitespace())?;
    let head = bytes.get(start..)?.strip_prefix(b"<?xml")?;
    let end = head.windows(2).take(512).position(|pair| pair == b"?>")?;
    let declaration = std::str::from_utf8(head.get(..end)?).ok()?;
    let (_, after) = declaration.split_once("encoding")?;
    let value = after.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (name, _) = value.get(1..)?.split_once(quote)?;
    Some(name.trim().to_ascii_lowercase())
}

fn windows_1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
        '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => HIGH[usize::from(byte - 0x80)],
        other => char::from(other),
    }
}

#[cfg(test)]
mod tests {
    use super::{Source, decode};

    #[test]
    fn windows_1252_keeps_its_euro() {
        let decoded =
            decode(b"<?xml version='1.0' encoding='Windows-1252'?><a>\x80</a>", Source::File).unwrap();
        assert!(decoded.text.contains("<a>€</a>"));
    }

    #[test]
    fn pasted_text_ignores_what_it_declares() {
        let decoded = decode(b"<?xml version='1.0' encoding='ibm037'?><a/>", Source::Pasted).unwrap();
        assert!(decoded.notes.is_empty());
        assert!(decode(b"<?xml version='1.0' encoding='ibm037'?><a/>", Source::File).is_err());
    }
}
