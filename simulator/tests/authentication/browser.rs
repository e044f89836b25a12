//! A browser without JavaScript: keeps cookies, follows redirects, and posts forms that would post themselves.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use reqwest::{Method, redirect::Policy};
use scraper::{Html, Selector};
use url::Url;

/// A browser with its cookies.
pub(crate) struct Browser {
    http: reqwest::Client,
    cookies: Mutex<BTreeMap<String, String>>,
}

/// Where it has come to.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) url: Url,
    pub(crate) status: u16,
    pub(crate) body: String,
}

/// A form: its address and its fields.
pub(crate) struct Form {
    pub(crate) action: Url,
    pub(crate) fields: Vec<(String, String)>,
}

impl Default for Browser {
    fn default() -> Self {
        let http = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
        Self { http, cookies: Mutex::default() }
    }
}

impl Browser {
    pub(crate) async fn open(&self, url: &str) -> Page {
        self.go(Method::GET, url.parse().unwrap(), Vec::new()).await
    }

    pub(crate) async fn post(&self, form: Form) -> Page {
        self.go(Method::POST, form.action, form.fields).await
    }

    /// Fills fields of the page's form and sends it.
    pub(crate) async fn submit(&self, page: &Page, fill: &[(&str, &str)]) -> Page {
        let mut form = page.form();
        for (name, value) in fill {
            let field = form.fields.iter_mut().find(|(known, _)| known == name);
            field.unwrap_or_else(|| panic!("no field {name}: {}", page.body)).1 = (*value).to_owned();
        }
        self.post(form).await
    }

    /// Goes on until there is something to read, or until the way leads to an application.
    async fn go(&self, mut method: Method, mut url: Url, mut fields: Vec<(String, String)>) -> Page {
        for _ in 0..20 {
            if url.port() == Some(9) {
                return Page { url, status: 0, body: String::new() };
            }
            let request = self.http.request(method.clone(), url.clone()).header("cookie", self.cookies());
            let request = if method == Method::POST { request.form(&fields) } else { request };
            let answer = request.send().await.unwrap();
            self.keep(&answer);
            let status = answer.status().as_u16();
            if let Some(location) = answer.headers().get("location") {
                url = url.join(location.to_str().unwrap()).unwrap();
                (method, fields) = (Method::GET, Vec::new());
                continue;
            }
            let page = Page { url, status, body: answer.text().await.unwrap() };
            if !page.body.contains("/submit.js") {
                return page;
            }
            let form = page.form();
            (method, url, fields) = (Method::POST, form.action, form.fields);
        }
        panic!("too many steps, last {url}")
    }

    /// One request, without following anything.
    pub(crate) async fn step(&self, url: &str) -> Page {
        let answer = self.http.get(url).header("cookie", self.cookies()).send().await.unwrap();
        self.keep(&answer);
        let status = answer.status().as_u16();
        let mut url: Url = url.parse().unwrap();
        if let Some(location) = answer.headers().get("location") {
            url = url.join(location.to_str().unwrap()).unwrap();
        }
        Page { url, status, body: answer.text().await.unwrap() }
    }

    fn cookies(&self) -> String {
        let cookies = self.cookies.lock().unwrap_or_else(PoisonError::into_inner);
        cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    fn keep(&self, answer: &reqwest::Response) {
        for cookie in answer.headers().get_all("set-cookie") {
            let cookie = cookie.to_str().unwrap();
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            let mut cookies = self.cookies.lock().unwrap_or_else(PoisonError::into_inner);
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
    pub(crate) fn parameter(&self, name: &str) -> Option<String> {
        self.url.query_pairs().find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
    }

    /// The page's first form.
    pub(crate) fn form(&self) -> Form {
        let html = Html::parse_document(&self.body);
        let (forms, inputs) = (Selector::parse("form").unwrap(), Selector::parse("input[name]").unwrap());
        let form = html.select(&forms).next();
        let form = form.unwrap_or_else(|| panic!("no form at {} ({}): {}", self.url, self.status, self.body));
        let action = self.url.join(form.attr("action").unwrap_or_default()).unwrap();
        let inputs = form.select(&inputs).map(|input| {
            let part = |name: &str| input.attr(name).unwrap_or_default().to_owned();
            (part("name"), part("value"))
        });
        Form { action, fields: inputs.collect() }
    }

    /// The addresses of links whose text this is.
    pub(crate) fn link(&self, text: &str) -> Url {
        let html = Html::parse_document(&self.body);
        let links = Selector::parse("a[href]").unwrap();
        let link = html.select(&links).find(|link| link.text().collect::<String>().trim() == text);
        let link = link.unwrap_or_else(|| panic!("no link {text}: {}", self.body));
        self.url.join(link.attr("href").unwrap()).unwrap()
    }
}
