//! The app: who is signed in decides what is drawn, the address decides which page.

use leptos::{mount::mount_to, prelude::*};
use leptos_router::{
    NavigateOptions,
    components::Router,
    hooks::{use_location, use_navigate},
    location::{BrowserUrl, LocationProvider},
};
use wasm_bindgen::JsCast;

use crate::{
    browser,
    client::Client,
    components::{FailureNotice, Waiting},
    dynamic::dynamic,
    live::{Live, LiveRegions},
    pages,
    place::Place,
    session::{Access, InterruptionDialog, Session, SessionWarning},
    shell, words,
};

/// Draws the app in place of the page's static shell.
pub fn start() {
    console_error_panic_hook::set_once();
    let Some(root) = document().get_element_by_id("app") else { return };
    root.set_inner_html("");
    mount_to(root.unchecked_into(), App).forget();
}

#[component]
fn App() -> AnyView {
    let client = Client::new();
    let session = Session::new();
    provide_context(client);
    provide_context(session);
    provide_context(Live::new());
    session.start(client);
    view! {
        <Router>
            <a class="skip" href="#main">{words::SKIP}</a>
            <Screen />
            <LiveRegions />
            <SessionWarning />
            <InterruptionDialog />
        </Router>
    }
    .into_any()
}

/// The place in the address bar, parsed once for everybody.
#[derive(Clone, Copy)]
struct Here(Memo<Place>);

/// Where the person is.
pub(crate) fn place() -> Memo<Place> {
    expect_context::<Here>().0
}

/// Goes to another place, leaving no trace of this one in the history.
pub(crate) fn replace_by(path: String) {
    use_navigate()(&path, NavigateOptions { replace: true, ..NavigateOptions::default() });
}

/// A way to navigate that can be called later, when a request has been answered.
pub(crate) fn navigator() -> impl Fn(String) + Clone + Send + Sync + 'static {
    let navigate = use_navigate();
    move |path: String| navigate(&path, NavigateOptions::default())
}

#[component]
fn Screen() -> AnyView {
    let path = use_location().pathname;
    let place = Memo::new(move |_| Place::parse(&path.get()));
    provide_context(Here(place));
    follow_the_address();
    let session = expect_context::<Session>();
    let client = expect_context::<Client>();
    let retry = Callback::new(move |()| session.start(client));
    let at_sign_in = Memo::new(move |_| place.get() == Place::SignIn);
    dynamic(move || match session.access.get() {
        Access::Unknown => {
            starting(view! { <Waiting what=words::session::OPENING retry=retry /> }.into_any())
        }
        Access::Failed(failure) => {
            starting(view! { <FailureNotice failure=failure retry=retry /> }.into_any())
        }
        Access::Visitor(vendor) => {
            if !at_sign_in.get() {
                let here = browser::here();
                let back = if here == "/" {
                    String::new()
                } else {
                    format!("?return_to={}", browser::encode(&here))
                };
                replace_by(format!("{}{back}", Place::SignIn));
            }
            view! { <pages::SignIn vendor=vendor /> }.into_any()
        }
        Access::Member(account) => {
            provide_context(account);
            view! { <pages::Signed /> }.into_any()
        }
    })
}

/// The page before it is known who is there: its heading is that of the static shell.
fn starting(content: AnyView) -> AnyView {
    shell::public(view! { <h1>{words::APP_TITLE}</h1> {content} }.into_any())
}

/// Tells the router that the page is drawn, and moves the focus to its heading, as a browser does on a new page.
fn follow_the_address() {
    let location = expect_context::<BrowserUrl>();
    let path = use_location().pathname;
    Effect::new(move |before: Option<()>| {
        path.track();
        location.ready_to_complete();
        if before.is_some() {
            request_animation_frame(browser::focus_page);
        }
    });
}
