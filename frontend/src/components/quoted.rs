//! Texts of guides, findings and explanations: names on somebody's screen are in double quotes.

use leptos::prelude::*;

/// A piece of such a text.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece<'a> {
    /// Plain words.
    Words(&'a str),
    /// A name as it is on the provider's screen.
    Label(&'a str),
}

/// Splits a text at its double quotes. A quote without its partner is plain.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('"') {
        let Some((label, behind)) = after.split_once('"') else { break };
        if !before.is_empty() {
            pieces.push(Piece::Words(before));
        }
        pieces.push(Piece::Label(label));
        rest = behind;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Words(rest));
    }
    pieces
}

/// The same text with quotes as they are printed.
pub(crate) fn printed(text: &str) -> String {
    let print = |piece| match piece {
        Piece::Words(words) => words.to_owned(),
        Piece::Label(label) => format!("“{label}”"),
    };
    pieces(text).into_iter().map(print).collect()
}

/// Draws a text; names on the provider's screen stand out.
pub(crate) fn quoted(text: &str) -> AnyView {
    let drawn: Vec<_> = pieces(text)
        .into_iter()
        .map(|piece| match piece {
            Piece::Words(words) => words.to_owned().into_any(),
            Piece::Label(label) => view! { <b class="label">{format!("“{label}”")}</b> }.into_any(),
        })
        .collect();
    drawn.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_quotes_are_told_apart() {
        assert_eq!(
            pieces("Open \"Apps\" and choose \"Add\"."),
            [
                Piece::Words("Open "),
                Piece::Label("Apps"),
                Piece::Words(" and choose "),
                Piece::Label("Add"),
                Piece::Words(".")
            ]
        );
    }

    #[test]
    fn a_lonely_quote_is_plain() {
        assert_eq!(pieces("It is 5\" wide"), [Piece::Words("It is 5\" wide")]);
    }
}
