//! A person's browser without JavaScript: follows redirects, keeps cookies, fills forms.

use std::sync::{Arc, Mutex};

use reqwest::{Method, cookie::Jar};
use scraper::{Html, Selector};
use url::Url;

use crate::{Account, Caller, World};

/// A browser without JavaScript.
pub struct Visitor {
    http: reqwest::Client,
    set: Mutex<Vec<String>>,
}

/// A page that a visitor has come to.
#[derive(Debug)]
pub struct Page {
    /// Where it is.
    pub url: Url,
    /// Its status.
    pub status: u16,
    /// Its text.
    pub body: String,
}

/// Where following redirects came to an end.
enum Stop {
    Arrived(Page),
    Turned(Url),
}

impl Default for Visitor {
    fn default() -> Self {
        Self::new()
    }
}

impl Visitor {
    /// A browser with no cookies.
    pub fn new() -> Self {
        let jar = Arc::new(Jar::default());
        let builder =
            reqwest::Client::builder().cookie_provider(jar).redirect(reqwest::redirect::Policy::none());
        Self { http: builder.build().unwrap(), set: Mutex::default() }
    }

    /// Opens an address and follows redirects.
    pub async fn open(&self, url: &str) -> Page {
        self.go(Method::GET, url.parse().unwrap(), &[]).await
    }

    async fn go(&self, method: Method, url: Url, form: &[(String, String)]) -> Page {
        match self.go_until(method, url, form, None).await {
            Stop::Arrived(page) => page,
            Stop::Turned(url) => panic!("turned at {url} without having been told to"),
        }
    }

    /// Follows redirects to the end, or up to the one that leads to an address starting with `turn`.
    async fn go_until(
        &self,
        mut method: Method,
        mut url: Url,
        form: &[(String, String)],
        turn: Option<&str>,
    ) -> Stop {
        let mut form = form.to_vec();
        for _ in 0..20 {
            let request = self.http.request(method.clone(), url.clone());
            let request = if method == Method::POST { request.form(&form) } else { request };
            let response = request.send().await.unwrap();
            let status = response.status();
            let cookies = response.headers().get_all("set-cookie").iter();
            self.set.lock().unwrap().extend(cookies.map(|cookie| cookie.to_str().unwrap().to_owned()));
            if let Some(location) = response.headers().get("location").filter(|_| status.is_redirection()) {
                url = url.join(location.to_str().unwrap()).unwrap();
                if turn.is_some_and(|turn| url.as_str().starts_with(turn)) {
                    return Stop::Turned(url);
                }
                if status.as_u16() != 307 {
                    (method, form) = (Method::GET, Vec::new());
                }
                continue;
            }
            return Stop::Arrived(Page {
                url,
                status: status.as_u16(),
                body: response.text().await.unwrap(),
            });
        }
        panic!("too many redirects, last to {url}")
    }

    /// Sends a page's form that has all of these fields; the ones named here are filled, the others stay.
    pub async fn submit(&self, page: &Page, fill: &[(&str, &str)]) -> Page {
        let (method, url, fields) = page.form(fill);
        if method == "get" {
            let mut url = url;
            url.query_pairs_mut().clear().extend_pairs(&fields);
            return self.go(Method::GET, url, &[]).await;
        }
        self.go(Method::POST, url, &fields).await
    }

    /// Every cookie that any server has set, as its header said it.
    pub fn cookies_set(&self) -> Vec<String> {
        self.set.lock().unwrap().clone()
    }

    /// Signs in at a sign-in page and stops before going to an address that starts with `turn`; returns that address.
    pub async fn sign_in_until(&self, page: Page, email: &str, password: &str, turn: &str) -> Url {
        let name = page.email_field();
        let (_, url, fields) = page.form(&[(&name, email), ("password", password)]);
        match self.go_until(Method::POST, url, &fields, Some(turn)).await {
            Stop::Turned(url) => url,
            Stop::Arrived(page) => panic!("never came to {turn}, but to {}:\n{}", page.url, page.body),
        }
    }

    /// Signs in at whatever sign-in page this is, and goes on through pages that only hand over to the next.
    pub async fn sign_in_at(&self, page: Page, email: &str, password: &str) -> Page {
        let name = page.email_field();
        let mut page = self.submit(&page, &[(&name, email), ("password", password)]).await;
        while page.hands_over() {
            page = self.submit(&page, &[]).await;
        }
        page
    }

    /// Signs in to the portal from its own start of a sign-in.
    pub async fn sign_in_to_portal(&mut self, world: &World, account: &Account) {
        let organization = account.organization.as_deref().map(|name| format!("&organization={name}"));
        let start =
            format!("{}/auth/login?return_to=/{}", world.portal_url, organization.unwrap_or_default());
        let page = self.open(&start).await;
        let page = self.sign_in_at(page, &account.email, &account.password).await;
        assert!(
            page.url.as_str().starts_with(&world.portal_url) && page.url.path() == "/" && page.status == 200,
            "not signed in: {} {}\n{}",
            page.status,
            page.url,
            page.body
        );
    }

    /// The session as a caller of the API.
    pub async fn into_caller(self, world: &World) -> Caller {
        let session = self.http.get(format!("{}/auth/session", world.portal_url)).send().await.unwrap();
        let session: serde_json::Value = session.json().await.unwrap();
        let csrf = session["csrf_token"].as_str().unwrap_or_else(|| panic!("no session: {session}"));
        Caller::session(&world.portal_url, self.http.clone(), csrf.to_owned())
    }
}

impl Page {
    /// The form that has all of these fields: its method, its address, its fields with these values.
    fn form(&self, fill: &[(&str, &str)]) -> (String, Url, Vec<(String, String)>) {
        let html = Html::parse_document(&self.body);
        let inputs = Selector::parse("input[name]").unwrap();
        for form in html.select(&Selector::parse("form").unwrap()) {
            let mut fields: Vec<(String, String)> = form
                .select(&inputs)
                .filter(|input| input.attr("type") != Some("checkbox") || input.attr("checked").is_some())
                .map(|input| {
                    let text = |name| input.attr(name).unwrap_or_default().to_owned();
                    (text("name"), text("value"))
                })
                .collect();
            let has = |name: &str| fields.iter().any(|(field, _)| field == name);
            if !fill.iter().all(|(name, _)| has(name)) {
                continue;
            }
            for (name, value) in &mut fields {
                if let Some((_, wanted)) = fill.iter().find(|(field, _)| field == name) {
                    *value = (*wanted).to_owned();
                }
            }
            let method = form.attr("method").unwrap_or("get").to_lowercase();
            return (method, self.url.join(form.attr("action").unwrap_or_default()).unwrap(), fields);
        }
        panic!("no form with {fill:?} at {}:\n{}", self.url, self.body)
    }

    /// The name of the field for an e-mail address.
    fn email_field(&self) -> String {
        let html = Html::parse_document(&self.body);
        let fields = Selector::parse("input[type=email], input[name=email], input[name=username]").unwrap();
        let field = html.select(&fields).next();
        let field = field
            .unwrap_or_else(|| panic!("no sign-in form at {} ({}):\n{}", self.url, self.status, self.body));
        field.attr("name").unwrap().to_owned()
    }

    /// Whether the page is only a form that JavaScript would send by itself (SAML's POST binding).
    pub fn hands_over(&self) -> bool {
        let html = Html::parse_document(&self.body);
        let messages =
            Selector::parse("form input[name=SAMLResponse], form input[name=SAMLRequest]").unwrap();
        html.select(&messages).next().is_some()
    }
}
