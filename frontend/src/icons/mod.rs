//! Icons, the marks of providers, and the key: all drawn for this app.

mod glyph;
mod key;
mod provider;

use leptos::prelude::*;

pub(crate) use glyph::Glyph;

/// Draws an icon; it says nothing to screen readers.
pub(crate) fn icon(glyph: Glyph, size: u16) -> AnyView {
    icon_with(glyph, size, "")
}

/// Draws an icon with more classes.
pub(crate) fn icon_with(glyph: Glyph, size: u16, more: &str) -> AnyView {
    let kind = if glyph.is_mark() { "i " } else { "i line " };
    drawing(format!("{kind}{more}"), size, size, "0 0 20 20", glyph.drawing())
}

/// Draws the mark of an identity provider.
pub(crate) fn provider_mark(provider: &str, size: u16) -> AnyView {
    drawing("mark".into(), size, size, "0 0 24 24", provider::drawing(provider))
}

/// Draws the key of Latchkey.
pub(crate) fn logo(size: u16) -> AnyView {
    drawing("logo".into(), size, size, "0 0 24 24", key::LOGO)
}

/// Draws a certificate as a key: its teeth come from the fingerprint. A memory aid beside the fingerprint text.
pub(crate) fn certificate_key(sha256: &str) -> AnyView {
    drawing("bitting".into(), 104, 20, "0 0 1040 200", key::bitting(sha256))
}

/// Draws a key that is not cut yet.
pub(crate) fn uncut_key() -> AnyView {
    certificate_key("000000000000")
}

fn drawing(
    class: String,
    width: u16,
    height: u16,
    view_box: &'static str,
    shapes: impl Into<String>,
) -> AnyView {
    let shapes = shapes.into();
    view! {
        <svg
            class=class
            width=width.to_string()
            height=height.to_string()
            viewBox=view_box
            aria-hidden="true"
            focusable="false"
            inner_html=shapes
        ></svg>
    }
    .into_any()
}
