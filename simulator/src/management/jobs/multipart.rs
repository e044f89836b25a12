//! Bodies of `multipart/form-data` (RFC 7578), of which only names and contents matter here.

/// The parts of a body by name; `None` when it is not of that kind.
pub(super) fn parts(content_type: &str, body: &[u8]) -> Option<Vec<(String, Vec<u8>)>> {
    let rest = content_type.trim().strip_prefix("multipart/form-data")?;
    let boundary = parameter(rest, "boundary")?;
    let delimiter = format!("--{boundary}").into_bytes();
    let mut found = Vec::new();
    let mut begin = position(body, &delimiter)? + delimiter.len();
    while let Some(length) = position(&body[begin..], &delimiter) {
        found.extend(part(&body[begin..begin + length]));
        begin += length + delimiter.len();
    }
    Some(found)
}

/// One part between two delimiters.
fn part(bytes: &[u8]) -> Option<(String, Vec<u8>)> {
    let bytes = without_break(bytes, <[u8]>::strip_prefix);
    let (head, content) = [&b"\r\n\r\n"[..], b"\n\n"]
        .into_iter()
        .filter_map(|gap| position(bytes, gap).map(|at| (at, gap.len())))
        .min()
        .map(|(at, gap)| (&bytes[..at], &bytes[at + gap..]))?;
    let head = String::from_utf8_lossy(head);
    let disposition =
        head.lines().find(|line| line.to_ascii_lowercase().starts_with("content-disposition"))?;
    let content = without_break(content, <[u8]>::strip_suffix);
    Some((parameter(disposition, "name")?, content.to_vec()))
}

fn without_break<'a>(bytes: &'a [u8], strip: fn(&'a [u8], &[u8]) -> Option<&'a [u8]>) -> &'a [u8] {
    strip(bytes, b"\r\n").or_else(|| strip(bytes, b"\n")).unwrap_or(bytes)
}

/// A parameter of a header: `name=value` or `name="value"` after a semicolon.
fn parameter(header: &str, name: &str) -> Option<String> {
    let mut pairs = header.split(';').filter_map(|piece| piece.trim().split_once('='));
    let (_, value) = pairs.find(|(key, _)| key.eq_ignore_ascii_case(name))?;
    Some(value.trim_matches('"').to_owned()).filter(|value| !value.is_empty())
}

fn position(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_told_apart_whatever_they_hold() {
        let body = "--b-1\r\nContent-Disposition: form-data; name=\"users\"; filename=\"u.json\"\r\nContent-Type: application/json\r\n\r\n[\r\n\r\n]\r\n--b-1\r\nContent-Disposition: form-data; name=\"upsert\"\r\n\r\ntrue\r\n--b-1--\r\n";
        let parts = parts("multipart/form-data; boundary=\"b-1\"", body.as_bytes()).unwrap();
        assert_eq!(parts[0], ("users".to_owned(), b"[\r\n\r\n]".to_vec()));
        assert_eq!(parts[1], ("upsert".to_owned(), b"true".to_vec()));
        assert_eq!(parts.len(), 2);
    }

    #[test]
    fn another_kind_of_body_has_no_parts() {
        assert_eq!(parts("application/json", b"{}"), None);
        assert_eq!(parts("multipart/form-data", b"--b"), None);
    }
}
