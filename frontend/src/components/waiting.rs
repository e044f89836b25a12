//! What is shown while something loads.

use leptos::prelude::*;

use crate::{browser, components::Button, icons::Glyph, words};

/// A skeleton after 300 ms, a sentence after 3 seconds, a way out after 10. `what` completes "Still loading …".
#[component]
pub(crate) fn Waiting(what: &'static str, retry: Callback<()>) -> AnyView {
    let stage = RwSignal::new(0_u8);
    for (milliseconds, reached) in [(300, 1), (3_000, 2), (10_000, 3)] {
        browser::after(milliseconds, move || {
            // The page may be there by now.
            stage.try_set(reached);
        });
    }
    view! {
        <div class="sheet pad waiting" aria-busy="true">
            {move || (stage.get() > 0).then(skeleton)}
            <p class="small soft" role="status">
                {move || (stage.get() > 1).then(|| words::still_loading(what))}
            </p>
            {move || (stage.get() > 2).then(|| view! {
                <Button label=words::TRY_AGAIN on_press=retry look="s sm" glyph=Glyph::Refresh />
            })}
        </div>
    }
    .into_any()
}

/// Grey lines in place of words.
fn skeleton() -> AnyView {
    view! {
        <div class="skel" aria-hidden="true">
            <i class="w40"></i>
            <i class="w90"></i>
            <i class="w70"></i>
        </div>
    }
    .into_any()
}
