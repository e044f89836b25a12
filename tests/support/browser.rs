//! A real browser: headless Chromium, driven by WebDriver.

use std::{
    io::{Read, Write},
    net::TcpStream,
    path::PathBuf,
    process::Stdio,
    time::Duration,
};

use fantoccini::{Client, ClientBuilder, Locator, elements::Element};
use serde_json::json;
use tempfile::TempDir;

use crate::{
    Account,
    process::{Server, free_port},
    world::eventually,
};

const PATIENCE: Duration = Duration::from_secs(20);

/// A browser window. Its driver and its profile end with this value.
pub struct Browser {
    /// What WebDriver offers beyond the methods here.
    pub client: Client,
    /// Where the driver listens, and its name of this browser.
    session: (u16, String),
    _driver: Server,
    _profile: TempDir,
}

fn named(variable: &str, usual: &str) -> PathBuf {
    let path = std::env::var_os(variable).map_or_else(|| PathBuf::from(usual), PathBuf::from);
    assert!(
        path.exists(),
        "{} is missing: `cargo xtask test --suite browser` finds or installs it",
        path.display()
    );
    path
}

/// Text as a literal of XPath 1.0.
fn literal(text: &str) -> String {
    if text.contains('"') { format!("'{text}'") } else { format!("\"{text}\"") }
}

impl Browser {
    /// Opens a window of this size.
    pub async fn open(width: u32, height: u32, dark: bool) -> Self {
        let profile = tempfile::tempdir().unwrap();
        let port = free_port();
        let mut command = std::process::Command::new(named("CHROMEDRIVER", "/usr/bin/chromedriver"));
        command.arg(format!("--port={port}")).stdout(Stdio::null()).stderr(Stdio::null());
        let driver = Server::start(&mut command);
        let mut arguments: Vec<String> =
            ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
                .into_iter()
                .chain([
                    "--disable-dev-shm-usage",
                    "--disable-background-networking",
                    "--disable-component-update",
                ])
                .chain(["--disable-sync", "--hide-scrollbars"])
                .map(str::to_owned)
                .collect();
        arguments.push(format!("--user-data-dir={}", profile.path().display()));
        arguments.push(format!("--window-size={width},{height}"));
        if dark {
            arguments.push("--blink-settings=preferredColorScheme=0".to_owned());
        }
        let chrome = named("CHROME", "/usr/bin/chromium");
        let capabilities = json!({ "goog:chromeOptions": { "binary": chrome, "args": arguments } });
        let url = format!("http://127.0.0.1:{port}");
        let mut client = None;
        let connected = eventually(PATIENCE, async || {
            let connector = hyper_util::client::legacy::connect::HttpConnector::new();
            let mut builder = ClientBuilder::new(connector);
            builder.capabilities(capabilities.as_object().unwrap().clone());
            client = builder.connect(&url).await.ok();
            client.is_some()
        });
        assert!(connected.await, "the browser does not start");
        let client = client.unwrap();
        let session = (port, client.session_id().await.unwrap().unwrap());
        let browser = Self { client, session, _driver: driver, _profile: profile };
        browser.resize(width, height).await;
        browser
    }

    /// Makes the page this large, whatever the window needs around it.
    pub async fn resize(&self, width: u32, height: u32) {
        let metrics = json!({ "cmd": "Emulation.setDeviceMetricsOverride",
            "params": { "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false } });
        self.client.issue_cmd(DevTools(metrics)).await.unwrap();
    }

    /// Goes to an address.
    pub async fn goto(&self, url: &str) {
        self.client.goto(url).await.unwrap();
    }

    /// The element with this XPath, once it is there.
    pub async fn at(&self, xpath: &str) -> Element {
        let found = self.client.wait().at_most(PATIENCE).for_element(Locator::XPath(xpath)).await;
        match found {
            Ok(element) => element,
            Err(_) => panic!("never found {xpath}\n{}", self.describe().await),
        }
    }

    /// Where the browser is and what the page says.
    pub async fn describe(&self) -> String {
        let url = self.client.current_url().await.unwrap();
        format!("at {url}:\n{}", self.text().await)
    }

    /// The page's visible text.
    pub async fn text(&self) -> String {
        match self.client.find(Locator::Css("body")).await {
            Ok(body) => body.text().await.unwrap_or_default(),
            Err(_) => String::new(),
        }
    }

    /// Waits until the page says this.
    pub async fn sees(&self, text: &str) {
        let seen = eventually(PATIENCE, async || self.text().await.contains(text)).await;
        assert!(seen, "never saw {text:?}\n{}", self.describe().await);
    }

    /// Waits until the page says this, and looks again a second later, when the page has been drawn anew.
    pub async fn keeps_saying(&self, text: &str) {
        self.sees(text).await;
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert!(self.text().await.contains(text), "gone again: {text:?}\n{}", self.describe().await);
    }

    /// Presses the button or link whose text contains this.
    pub async fn press(&self, text: &str) {
        let text = literal(text);
        let xpath =
            format!("//*[self::button or self::a or self::summary][contains(normalize-space(.), {text})]");
        self.press_at(&xpath).await;
    }

    /// Presses what has this XPath: once it is there, visible and in its place.
    pub async fn press_at(&self, xpath: &str) {
        let pressed = eventually(PATIENCE, async || match self.client.find(Locator::XPath(xpath)).await {
            Ok(element) => element.click().await.is_ok(),
            Err(_) => false,
        });
        assert!(pressed.await, "cannot press {xpath}\n{}", self.describe().await);
    }

    /// Types into the field with this id, in place of what it holds.
    pub async fn fill(&self, id: &str, text: &str) {
        let field = self.at(&format!("//*[@id={}]", literal(id))).await;
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    /// What the field with this id holds.
    pub async fn value(&self, id: &str) -> String {
        let field = self.at(&format!("//*[@id={}]", literal(id))).await;
        field.prop("value").await.unwrap().unwrap_or_default()
    }

    /// Signs in at the tenant's sign-in page.
    pub async fn sign_in_at_tenant(&self, account: &Account) {
        self.fill("username", &account.email).await;
        self.fill("password", &account.password).await;
        self.press("Continue").await;
    }

    /// Keeps a picture of the page, where `LATCHKEY_SCREENSHOTS` names a folder for them.
    pub async fn picture(&self, name: &str) {
        let Some(folder) = std::env::var_os("LATCHKEY_SCREENSHOTS").map(PathBuf::from) else { return };
        std::fs::create_dir_all(&folder).unwrap();
        // Colours fade in 120 ms.
        tokio::time::sleep(Duration::from_millis(250)).await;
        std::fs::write(folder.join(format!("{name}.png")), self.client.screenshot().await.unwrap()).unwrap();
    }

    /// Pictures of the page as it is on a desk and in a hand.
    pub async fn both_sizes(&self, name: &str) {
        for (width, height) in [(390, 900), (1440, 1000)] {
            self.resize(width, height).await;
            self.picture(&format!("{name}-{width}")).await;
        }
    }

    /// Waits until the page no longer says this.
    pub async fn unsees(&self, text: &str) {
        let gone = eventually(PATIENCE, async || !self.text().await.contains(text)).await;
        assert!(gone, "still there: {text:?}\n{}", self.describe().await);
    }

    /// The windows that are open.
    pub async fn windows(&self) -> Vec<fantoccini::wd::WindowHandle> {
        self.client.windows().await.unwrap()
    }

    /// Goes to the other of two windows.
    pub async fn other_window(&self) {
        let now = self.client.window().await.unwrap();
        let mut other = None;
        let opened = eventually(PATIENCE, async || {
            other = self.windows().await.into_iter().find(|window| *window != now);
            other.is_some()
        });
        assert!(opened.await, "no second window\n{}", self.describe().await);
        self.client.switch_to_window(other.unwrap()).await.unwrap();
    }

    /// How much wider the page is than the window, in pixels.
    pub async fn overflow(&self) -> i64 {
        let script = "return document.documentElement.scrollWidth - window.innerWidth";
        self.client.execute(script, vec![]).await.unwrap().as_i64().unwrap()
    }
}

impl Browser {
    /// What sticks out of the window, the innermost of it.
    pub async fn sticks_out(&self) -> String {
        let script = "const out = [...document.querySelectorAll('main *')].filter(\
            one => one.getBoundingClientRect().right > window.innerWidth + 1);\
            const last = out.pop(); return last ? last.outerHTML.slice(0, 300) : ''";
        self.client.execute(script, vec![]).await.unwrap().as_str().unwrap_or_default().to_owned()
    }
}

/// A driver that is killed leaves its browser behind, so the browser is asked to end first: also when a test fails,
/// and without the runtime, which may be ending too.
impl Drop for Browser {
    fn drop(&mut self) {
        let (port, id) = &self.session;
        let Ok(mut driver) = TcpStream::connect(("127.0.0.1", *port)) else { return };
        let request = format!(
            "DELETE /session/{id} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
        );
        let patient = driver.set_read_timeout(Some(Duration::from_secs(10)));
        if patient.is_ok() && driver.write_all(request.as_bytes()).is_ok() {
            // It answers when the browser has ended.
            let _ = driver.read(&mut [0; 256]);
        }
    }
}

/// A command of Chromium's own.
#[derive(Debug)]
struct DevTools(serde_json::Value);

impl fantoccini::wd::WebDriverCompatibleCommand for DevTools {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.0.to_string()))
    }
}
