//! People named by their e-mail addresses.

/// Reads addresses, one a line or separated by commas, semicolons or spaces; or the first that is none.
pub(super) fn emails(text: &str) -> Result<Vec<String>, String> {
    let mut found: Vec<String> = Vec::new();
    for word in text.split([',', ';', ' ', '\n', '\t', '\r']).filter(|word| !word.is_empty()) {
        if !looks_like_an_address(word) {
            return Err(word.to_owned());
        }
        let address = word.to_ascii_lowercase();
        if !found.contains(&address) {
            found.push(address);
        }
    }
    Ok(found)
}

fn looks_like_an_address(word: &str) -> bool {
    match word.split_once('@') {
        Some((local, domain)) => {
            let dotted = domain.contains('.') && !domain.starts_with('.') && !domain.ends_with('.');
            !local.is_empty() && dotted && !domain.contains('@')
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_however_they_are_separated() {
        let found =
            emails("one@globex.example, Two@globex.example;\nthree@globex.example one@globex.example");
        assert_eq!(found.unwrap(), ["one@globex.example", "two@globex.example", "three@globex.example"]);
    }

    #[test]
    fn what_is_no_address_is_named() {
        for word in ["globex.example", "one@globex", "@globex.example", "a@b@c.example", "one@.example"] {
            assert_eq!(emails(&format!("one@globex.example {word}")), Err(word.to_owned()));
        }
    }
}
