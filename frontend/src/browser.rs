//! What the browser offers, in our words. Nothing else touches it directly.

use std::time::Duration;

use chrono::{DateTime, Datelike, Utc};
use js_sys::{Date, Object, Reflect};
use leptos::prelude::{document, set_timeout, window};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// The time on this computer.
pub(crate) fn now() -> DateTime<Utc> {
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 fit")]
    DateTime::from_timestamp_millis(Date::now() as i64).unwrap_or_default()
}

/// A moment that was chosen as `2027-01-31T09:30`, in the time of this computer.
pub(crate) fn local_moment(text: &str) -> Option<DateTime<Utc>> {
    if text.is_empty() {
        return None;
    }
    let milliseconds = Date::new(&JsValue::from_str(text)).get_time();
    #[expect(clippy::cast_possible_truncation, reason = "a year of four digits fits")]
    let found = milliseconds.is_finite().then_some(milliseconds as i64);
    DateTime::from_timestamp_millis(found?)
}

/// A random name for a request: 128 bits.
pub(crate) fn random_key() -> String {
    let mut bytes = [0_u8; 16];
    let filled = window().crypto().and_then(|crypto| crypto.get_random_values_with_u8_array(&mut bytes));
    if filled.is_err() {
        return format!("{:?}", now().timestamp_nanos_opt());
    }
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Goes to an address outside the app, or reloads one.
pub(crate) fn go(url: &str) {
    // A refused address leaves the person where they are; nothing else could be done.
    let _ = window().location().assign(url);
}

/// The path and query of the address bar.
pub(crate) fn here() -> String {
    let location = window().location();
    location.pathname().unwrap_or_default() + &location.search().unwrap_or_default()
}

/// Where the app is served, such as `https://example.com`.
pub(crate) fn origin() -> String {
    window().location().origin().unwrap_or_default()
}

/// A text that is safe inside a query.
pub(crate) fn encode(text: &str) -> String {
    js_sys::encode_uri_component(text).into()
}

/// Names the page in the tab and for screen readers.
pub(crate) fn set_title(title: &str) {
    document().set_title(title);
}

/// Runs something later.
pub(crate) fn after(milliseconds: u64, run: impl FnOnce() + 'static) {
    set_timeout(run, Duration::from_millis(milliseconds));
}

/// Waits.
pub(crate) async fn wait(milliseconds: i32) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds);
    });
    // The promise is never rejected.
    let _ = JsFuture::from(promise).await;
}

/// Moves the focus to the element with this id.
pub(crate) fn focus(id: &str) {
    if let Some(element) = document().get_element_by_id(id) {
        focus_element(&element);
    }
}

/// Moves the focus to the page's heading, or to its main part.
pub(crate) fn focus_page() {
    let found = document().query_selector("#main h1").ok().flatten();
    if let Some(element) = found.or_else(|| document().get_element_by_id("main")) {
        // A heading takes focus only so that reading starts there.
        let _ = element.set_attribute("tabindex", "-1");
        focus_element(&element);
    }
    window().scroll_to_with_x_and_y(0.0, 0.0);
}

/// The same, where the focus was lost because its element has gone.
pub(crate) fn focus_page_if_lost() {
    let lost = document().active_element().is_none_or(|element| element.tag_name() == "BODY");
    if lost {
        focus_page();
    }
}

/// Scrolls as little as needed for the element with this id to be seen.
pub(crate) fn reveal(id: &str) {
    let Some(element) = document().get_element_by_id(id) else { return };
    let options = Object::new();
    if Reflect::set(&options, &"block".into(), &"nearest".into()).is_ok() {
        element.scroll_into_view_with_scroll_into_view_options(options.unchecked_ref());
    }
}

/// Whether the focus is on the element with this id or inside of it.
pub(crate) fn has_focus_within(id: &str) -> bool {
    let within = document().get_element_by_id(id);
    within.is_some_and(|element| element.contains(document().active_element().as_deref()))
}

fn focus_element(element: &web_sys::Element) {
    if let Some(element) = element.dyn_ref::<web_sys::HtmlElement>() {
        // An element that cannot take focus keeps it where it is.
        let _ = element.focus();
    }
}

/// Copies a text; whether the browser allowed it.
pub(crate) async fn copy(text: &str) -> bool {
    let clipboard = window().navigator().clipboard();
    // Undefined where the page is not served securely.
    if JsValue::from(&clipboard).is_undefined() {
        return false;
    }
    JsFuture::from(clipboard.write_text(text)).await.is_ok()
}

/// Whether nobody can see the page, because its tab is behind another.
pub(crate) fn hidden() -> bool {
    document().hidden()
}

/// Opens an empty window at once, while the browser still knows that a person asked for it. The opened page gets no
/// way back to this one.
pub(crate) fn open_window() -> Option<web_sys::Window> {
    let opened = window().open_with_url_and_target("about:blank", "_blank").ok().flatten()?;
    let cut = Reflect::set(&opened, &"opener".into(), &JsValue::NULL);
    if cut.is_err() {
        let _ = opened.close();
        return None;
    }
    Some(opened)
}

/// Sends an opened window to an address.
pub(crate) fn send_window(opened: &web_sys::Window, url: &str) {
    let _ = opened.location().replace(url);
}

/// Runs the program whose address the page holds in an element with this id. The second call does nothing.
pub(crate) fn load_program(id: &str) {
    let Some(held) = document().get_element_by_id(id) else { return };
    let (Some(address), Ok(script)) = (held.get_attribute("content"), document().create_element("script"))
    else {
        return;
    };
    held.remove();
    let set = script.set_attribute("type", "module").and_then(|()| script.set_attribute("src", &address));
    if let (Ok(()), Some(head)) = (set, document().head()) {
        // A program that cannot be loaded is done without.
        let _ = head.append_child(&script);
    }
}

/// Calls a function of the window with a text, once it is there.
pub(crate) fn call(function: &str, text: &str) -> Option<String> {
    let function = Reflect::get(&window(), &function.into()).ok()?;
    let function: js_sys::Function = function.dyn_into().ok()?;
    function.call1(&JsValue::NULL, &text.into()).ok()?.as_string()
}

/// Reads a file as text.
pub(crate) async fn read_file(file: web_sys::File) -> Option<String> {
    let text = JsFuture::from(file.text()).await.ok()?;
    text.as_string()
}

pub(crate) fn tab_storage_get(name: &str) -> Option<String> {
    window().session_storage().ok().flatten()?.get_item(name).ok().flatten()
}

pub(crate) fn tab_storage_set(name: &str, text: &str) {
    if let Ok(Some(storage)) = window().session_storage() {
        // A full storage only means that a reload forgets.
        let _ = storage.set_item(name, text);
    }
}

pub(crate) fn tab_storage_remove(name: &str) {
    if let Ok(Some(storage)) = window().session_storage() {
        let _ = storage.remove_item(name);
    }
}

/// What this browser remembers under a name.
pub(crate) fn remembered(name: &str) -> bool {
    let storage = window().local_storage().ok().flatten();
    storage.and_then(|storage| storage.get_item(name).ok().flatten()).is_some()
}

/// Lets this browser remember a name, or forget it.
pub(crate) fn remember(name: &str, wanted: bool) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = if wanted { storage.set_item(name, "1") } else { storage.remove_item(name) };
    }
}

/// A date such as `20 Nov 2029`.
pub(crate) fn date(moment: DateTime<Utc>) -> String {
    localized(moment, &[("day", "numeric"), ("month", "short"), ("year", "numeric")])
}

/// A date and time such as `Tue 15 December, 09:12`; with its year when that is not the present one.
pub(crate) fn date_time(moment: DateTime<Utc>) -> String {
    let mut options = vec![
        ("weekday", "short"),
        ("day", "numeric"),
        ("month", "long"),
        ("hour", "2-digit"),
        ("minute", "2-digit"),
    ];
    if moment.year() != now().year() {
        options.push(("year", "numeric"));
    }
    localized(moment, &options)
}

/// A time such as `09:12`.
pub(crate) fn time(moment: DateTime<Utc>) -> String {
    localized(moment, &[("hour", "2-digit"), ("minute", "2-digit")])
}

fn localized(moment: DateTime<Utc>, options: &[(&str, &str)]) -> String {
    let settings = Object::new();
    for (name, value) in options {
        let _ = Reflect::set(&settings, &(*name).into(), &(*value).into());
    }
    #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 fit")]
    let date = Date::new(&JsValue::from_f64(moment.timestamp_millis() as f64));
    date.to_locale_string(&locale(), &settings).into()
}

/// The words of the app are English, so dates are too: in the reader's own English where there is one.
fn locale() -> String {
    window().navigator().language().filter(|tag| tag.starts_with("en")).unwrap_or_else(|| "en-GB".into())
}
