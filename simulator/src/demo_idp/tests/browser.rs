//! A browser without JavaScript that keeps cookies and stops where the provider sends it elsewhere.

use std::{collections::BTreeMap, sync::Mutex};

use reqwest::{Method, RequestBuilder, redirect::Policy};
use url::Url;

pub(super) struct Browser {
    pub(super) http: reqwest::Client,
    cookies: Mutex<BTreeMap<String, String>>,
}

/// Where the browser is.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) url: Url,
    pub(super) status: u16,
    pub(super) body: String,
}

impl Default for Browser {
    fn default() -> Self {
        let http = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
        Self { http, cookies: Mutex::default() }
    }
}

impl Browser {
    pub(super) async fn open(&self, url: &str) -> Page {
        self.go(Method::GET, Url::parse(url).unwrap(), &[]).await
    }

    pub(super) async fn post(&self, url: &str, fields: &[(&str, &str)]) -> Page {
        let fields: Vec<(String, String)> =
            fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        self.go(Method::POST, Url::parse(url).unwrap(), &fields).await
    }

    /// Sends the page's only form.
    pub(super) async fn submit(&self, page: &Page, fill: &[(&str, &str)]) -> Page {
        let (action, mut fields) = page.form();
        for (name, value) in fill {
            let field = fields.iter_mut().find(|(known, _)| known == name);
            let field = field.unwrap_or_else(|| panic!("no field {name}: {}", page.body));
            field.1 = (*value).to_owned();
        }
        self.go(Method::POST, page.url.join(&action).unwrap(), &fields).await
    }

    /// Follows redirects within the provider; one that leads elsewhere is where it ends.
    async fn go(&self, method: Method, url: Url, fields: &[(String, String)]) -> Page {
        let (mut method, mut url) = (method, url);
        for _ in 0..10 {
            let request = self.with_cookies(self.http.request(method.clone(), url.clone()));
            let request = if method == Method::POST { request.form(fields) } else { request };
            let response = request.send().await.unwrap();
            self.keep_cookies(&response);
            let status = response.status();
            let Some(location) = response.headers().get("location") else {
                return Page { url, status: status.as_u16(), body: response.text().await.unwrap() };
            };
            let next = url.join(location.to_str().unwrap()).unwrap();
            if next.origin() != url.origin() {
                return Page { url: next, status: status.as_u16(), body: String::new() };
            }
            assert_eq!(status, 303);
            (method, url) = (Method::GET, next);
        }
        panic!("too many redirects, last to {url}")
    }

    pub(super) fn with_cookies(&self, request: RequestBuilder) -> RequestBuilder {
        let cookies = self.cookies.lock().unwrap();
        let pairs: Vec<String> = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if pairs.is_empty() { request } else { request.header("cookie", pairs.join("; ")) }
    }

    fn keep_cookies(&self, response: &reqwest::Response) {
        for cookie in response.headers().get_all("set-cookie") {
            let cookie = cookie.to_str().unwrap();
            assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            let mut cookies = self.cookies.lock().unwrap();
            if cookie.contains("Max-Age=0") {
                cookies.remove(name);
            } else {
                cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

impl Page {
    /// A parameter of the address.
    pub(super) fn parameter(&self, name: &str) -> Option<String> {
        self.url.query_pairs().find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
    }

    /// The only form: its address and its fields.
    pub(super) fn form(&self) -> (String, Vec<(String, String)>) {
        let forms: Vec<&str> = self.body.split("<form ").skip(1).collect();
        assert_eq!(forms.len(), 1, "{} ({}): {}", self.url, self.status, self.body);
        let form = forms[0].split("</form>").next().unwrap();
        let action = attribute(form.split('>').next().unwrap(), "action").unwrap_or_default();
        let inputs = form.split("<input ").skip(1).map(|input| input.split('>').next().unwrap());
        let fields = inputs
            .map(|input| (attribute(input, "name").unwrap(), attribute(input, "value").unwrap_or_default()));
        (action, fields.collect())
    }

    /// A field of the only form.
    pub(super) fn field(&self, name: &str) -> Option<String> {
        self.form().1.into_iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// What a label stands for in a list of values.
    pub(super) fn value(&self, label: &str) -> String {
        let (_, after) = self
            .body
            .split_once(&format!("<dt>{label}</dt>"))
            .unwrap_or_else(|| panic!("no {label}: {}", self.body));
        let (_, code) = after.split_once("<code class=\"copy\">").unwrap();
        unescape(code.split("</code>").next().unwrap())
    }

    pub(super) fn asks_for_password(&self) -> bool {
        self.body.contains("type=\"password\"")
    }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, after) = tag.split_once(&format!("{name}=\""))?;
    Some(unescape(after.split('"').next()?))
}

fn unescape(text: &str) -> String {
    text.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}
