//! The icons of the design: line icons on a 20 grid, and filled marks whose shape carries the meaning without colour.

macro_rules! glyphs {
    (lines { $($line:ident = $line_drawing:literal;)* } marks { $($mark:ident = $mark_drawing:literal;)* }) => {
        /// An icon.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Glyph {
            $($line,)*
            $($mark,)*
        }

        impl Glyph {
            /// Whether it is a filled mark rather than a line drawing.
            pub(crate) const fn is_mark(self) -> bool {
                matches!(self, $(Self::$mark)|*)
            }

            /// The drawing inside a 20 by 20 box.
            pub(crate) const fn drawing(self) -> &'static str {
                match self {
                    $(Self::$line => $line_drawing,)*
                    $(Self::$mark => $mark_drawing,)*
                }
            }
        }
    };
}

glyphs! {
    lines {
        Home = r#"<path d="M3.5 9 10 3.5 16.5 9v7.5h-4.4v-4.6H7.9v4.6H3.5z"/>"#;
        Plug = r#"<path d="M7 3v4M13 3v4M5 7h10v3a5 5 0 0 1-10 0zM10 15v2.5"/>"#;
        Link = r#"<path d="M8.4 11.6a3 3 0 0 0 4.3 0l3-3a3 3 0 1 0-4.3-4.3l-1 1M11.6 8.4a3 3 0 0 0-4.3 0l-3 3a3 3 0 1 0 4.3 4.3l1-1"/>"#;
        People = r#"<circle cx="7.5" cy="7" r="2.8"/><path d="M2.5 16c.3-3 2.3-4.6 5-4.6s4.7 1.6 5 4.6M13 4.5a2.6 2.6 0 0 1 0 5M14.5 11.8c1.8.6 2.8 2 3 4.2"/>"#;
        List = r#"<path d="M7 5h10M7 10h10M7 15h10M3.5 5h.1M3.5 10h.1M3.5 15h.1"/>"#;
        Copy = r#"<rect x="7" y="7" width="9.5" height="9.5" rx="1.5"/><path d="M13 7V5a1.5 1.5 0 0 0-1.5-1.5H5A1.5 1.5 0 0 0 3.5 5v6.5A1.5 1.5 0 0 0 5 13h2"/>"#;
        External = r#"<path d="M11 3.5h5.5V9M16.3 3.7 9.5 10.5M14 11.5v4.2a.8.8 0 0 1-.8.8H4.3a.8.8 0 0 1-.8-.8V6.8a.8.8 0 0 1 .8-.8h4.2"/>"#;
        Right = r#"<path d="m7.8 4.5 5.4 5.5-5.4 5.5"/>"#;
        Down = r#"<path d="m4.5 7.5 5.5 5.3 5.5-5.3"/>"#;
        Up = r#"<path d="m4.5 12.5 5.5-5.3 5.5 5.3"/>"#;
        Arrow = r#"<path d="M3.5 10h12.5M11.5 5.3 16.3 10l-4.8 4.7"/>"#;
        Back = r#"<path d="M16.5 10H4M8.5 5.3 3.7 10l4.8 4.7"/>"#;
        Search = r#"<circle cx="8.8" cy="8.8" r="5.3"/><path d="m12.8 12.8 4 4"/>"#;
        Plus = r#"<path d="M10 4v12M4 10h12"/>"#;
        Close = r#"<path d="m5 5 10 10M15 5 5 15"/>"#;
        Check = r#"<path d="m4 10.6 4 4 8-9"/>"#;
        Upload = r#"<path d="M10 13V3.8M6.2 7.3 10 3.5l3.8 3.8M3.5 12.5v3.2c0 .5.3.8.8.8h11.4c.5 0 .8-.3.8-.8v-3.2"/>"#;
        Refresh = r#"<path d="M16 10a6 6 0 1 1-1.7-4.2M16.3 3v3.5h-3.5"/>"#;
        Undo = r#"<path d="M7.5 4 4 7.5 7.5 11M4.3 7.5h7.2a4.2 4.2 0 0 1 0 8.4H8"/>"#;
        Clock = r#"<circle cx="10" cy="10" r="6.8"/><path d="M10 6v4.2l2.8 1.7"/>"#;
        Lock = r#"<rect x="4.5" y="9" width="11" height="7.5" rx="1.5"/><path d="M7 9V6.5a3 3 0 0 1 6 0V9"/>"#;
        Shield = r#"<path d="M10 3 4 5.2v4.3c0 3.6 2.4 6.2 6 7.5 3.6-1.3 6-3.9 6-7.5V5.2z"/>"#;
        Play = r#"<path d="M6.5 4.3v11.4L15.8 10z"/>"#;
        Code = r#"<path d="m6.5 6-4 4 4 4M13.5 6l4 4-4 4M11.3 4.5 8.7 15.5"/>"#;
        Help = r#"<circle cx="10" cy="10" r="6.8"/><path d="M8 8a2 2 0 1 1 2.9 1.9c-.6.3-.9.7-.9 1.4M10 13.7h.1"/>"#;
        Globe = r#"<circle cx="10" cy="10" r="6.8"/><path d="M3.4 10h13.2M10 3.2c2.2 2 3 4.3 3 6.8s-.8 4.8-3 6.8c-2.2-2-3-4.3-3-6.8s.8-4.8 3-6.8z"/>"#;
        Dots = r#"<path d="M4.5 10h.1M10 10h.1M15.5 10h.1" stroke-width="2.6"/>"#;
        Menu = r#"<path d="M3 6h14M3 10h14M3 14h14"/>"#;
        Pilot = r#"<path d="M10 3.5v3M10 13.5v3M3.5 10h3M13.5 10h3"/><circle cx="10" cy="10" r="3.3"/>"#;
        Sides = r#"<rect x="3" y="5" width="6" height="10" rx="1.2"/><rect x="11" y="5" width="6" height="10" rx="1.2"/>"#;
        Leave = r#"<path d="M12 6V4.3a.8.8 0 0 0-.8-.8H4.3a.8.8 0 0 0-.8.8v11.4c0 .5.3.8.8.8h6.9c.5 0 .8-.3.8-.8V14M8 10h8.5M13.5 6.8 16.7 10l-3.2 3.2"/>"#;
    }
    marks {
        Ok = r#"<circle cx="10" cy="10" r="7.5" fill="currentColor"/><path d="m6.6 10.3 2.4 2.4 4.5-5" fill="none" stroke="var(--mark-ink)" stroke-width="1.9" stroke-linecap="round" stroke-linejoin="round"/>"#;
        Warning = r#"<path d="M10 2.6 18.3 17H1.7z" fill="currentColor" stroke="currentColor" stroke-width="1.4" stroke-linejoin="round"/><path d="M10 7.6v4.2M10 14.3v.1" stroke="var(--mark-ink)" stroke-width="2" stroke-linecap="round"/>"#;
        Bad = r#"<path d="M6.9 2.5h6.2l4.4 4.4v6.2l-4.4 4.4H6.9l-4.4-4.4V6.9z" fill="currentColor"/><path d="M10 6v5M10 13.8v.1" stroke="var(--mark-ink)" stroke-width="2" stroke-linecap="round"/>"#;
        Info = r#"<rect x="2.8" y="2.8" width="14.4" height="14.4" rx="3.5" fill="currentColor"/><path d="M10 9.3V14M10 6.3v.1" stroke="var(--mark-ink)" stroke-width="2" stroke-linecap="round"/>"#;
        Wait = r#"<circle cx="10" cy="10" r="6.7" fill="none" stroke="currentColor" stroke-width="1.7" stroke-dasharray="3.6 2.41"/><path d="M10 6.7V10l2.2 1.5" fill="none" stroke="currentColor" stroke-width="1.7" stroke-linecap="round"/>"#;
        Off = r#"<circle cx="10" cy="10" r="6.5" fill="none" stroke="currentColor" stroke-width="1.8"/><path d="M7 10h6" stroke="currentColor" stroke-width="1.8" stroke-linecap="round"/>"#;
        Todo = r#"<circle cx="10" cy="10" r="6.7" fill="none" stroke="currentColor" stroke-width="1.6"/>"#;
        Half = r#"<circle cx="10" cy="10" r="6.5" fill="none" stroke="currentColor" stroke-width="1.8"/><path d="M10 3.5a6.5 6.5 0 0 1 0 13z" fill="currentColor"/>"#;
    }
}
