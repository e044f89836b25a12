//! Measures the simulator: how fast it answers and how much memory 100,000 organizations take.
//!
//! The tenant runs in a process of its own. One client on one kept-alive connection of loopback asks one question after
//! the other, so that a figure is the whole way there and back, client included. On Linux the server's own processor time
//! stands beside it, which tells the same on a busy machine.

use std::{
    io::{BufRead, BufReader, Write},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use base64::{Engine, engine::general_purpose::STANDARD};
use clap::Parser;
use reqwest::Client;
use serde_json::{Value, json};
use simulator::server::{self, Seed, Settings};

/// A connection must be read faster than this, at the median.
const FASTEST: Duration = Duration::from_millis(1);
/// 1.5 GB.
const MOST_MEMORY: u64 = 1_500_000_000;
const WRITERS: usize = 4;

/// Measures the simulator and fails when it is slower or larger than promised.
#[derive(Debug, Parser)]
struct Arguments {
    /// How many organizations to make.
    #[arg(long, default_value_t = 100_000)]
    organizations: usize,
    /// How many requests each figure is made of.
    #[arg(long, default_value_t = 2_000)]
    requests: usize,
    /// Is the server that is measured.
    #[arg(long, hide = true)]
    serve: bool,
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    if arguments.serve {
        return serve().await;
    }
    let profile = if cfg!(debug_assertions) { "dev" } else { "release" };
    say(&format!("profile {profile}, {} requests a figure", arguments.requests));
    let bench = Bench::start(arguments.requests).await?;
    let connection = bench.create_connection().await?;
    let path = format!("connections/{connection}");
    bench.measure("GET /connections/{id}, empty tenant", &path).await?;
    bench.fill(arguments.organizations).await?;
    let median = bench.measure("GET /connections/{id}", &path).await?;
    let last = bench.organization(&format!("org-{}", arguments.organizations - 1)).await?;
    bench.measure("GET /organizations/{id}", &format!("organizations/{last}")).await?;
    bench.measure("GET /organizations/name/{name}", "organizations/name/org-0").await?;
    bench.measure("GET /organizations?per_page=50", "organizations?per_page=50").await?;
    let memory = bench.memory()?;
    say(&format!(
        "resident memory with {} organizations: {} MB",
        arguments.organizations,
        memory / 1_000_000
    ));
    ensure!(median < FASTEST, "a connection took {median:?} at the median, promised is {FASTEST:?}");
    ensure!(memory < MOST_MEMORY, "{memory} bytes of memory, promised are {MOST_MEMORY}");
    Ok(())
}

/// The tenant; ends with its standard input.
async fn serve() -> Result<()> {
    let running = server::start(Settings { seed: Seed::Empty, ..Settings::default() })?;
    say(&serde_json::to_string(&running.announcement())?);
    tokio::task::spawn_blocking(|| std::io::copy(&mut std::io::stdin(), &mut std::io::sink())).await??;
    running.stop().await;
    Ok(())
}

fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    // Whoever closed the pipe does not want to know.
    let _ = writeln!(out, "{line}");
}

/// A tenant under measurement.
struct Bench {
    server: Child,
    http: Client,
    api: String,
    token: String,
    requests: usize,
}

impl Drop for Bench {
    fn drop(&mut self) {
        // It ends by itself when its input closes; this makes sure.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

impl Bench {
    async fn start(requests: usize) -> Result<Self> {
        let mut server = Command::new(std::env::current_exe()?)
            .arg("--serve")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        BufReader::new(server.stdout.take().context("standard output is piped")?).read_line(&mut line)?;
        let announced: Value = serde_json::from_str(&line).with_context(|| format!("announced `{line}`"))?;
        let management = &announced["management"];
        let http = Client::new();
        let answer = http.post(management["token_url"].as_str().unwrap_or_default()).json(&json!({
            "grant_type": "client_credentials",
            "client_id": management["client_id"],
            "client_secret": management["client_secret"],
            "audience": management["audience"],
        }));
        let tokens: Value = answer.send().await?.error_for_status()?.json().await?;
        let token = tokens["access_token"].as_str().context("a token")?.to_owned();
        let api = management["audience"].as_str().context("an audience")?.to_owned();
        Ok(Self { server, http, api, token, requests })
    }

    async fn post(&self, path: &str, body: &Value) -> Result<Value> {
        let request = self.http.post(format!("{}{path}", self.api)).bearer_auth(&self.token).json(body);
        let answer = request.send().await?;
        let status = answer.status();
        let body: Value = answer.json().await?;
        ensure!(status.is_success(), "{path}: {status} {body}");
        Ok(body)
    }

    /// A SAML connection, with the tenant's own certificate as the identity provider's.
    async fn create_connection(&self) -> Result<String> {
        let pem = self.http.get(self.api.replace("api/v2/", "pem")).send().await?.bytes().await?;
        let body = json!({
            "name": "bench", "strategy": "samlp",
            "options": { "signInEndpoint": "https://idp.example/sso", "signingCert": STANDARD.encode(pem) },
        });
        let created = self.post("connections", &body).await?;
        created["id"].as_str().map(str::to_owned).context("an id")
    }

    /// Makes organizations through the API.
    async fn fill(&self, organizations: usize) -> Result<()> {
        let began = Instant::now();
        let writer = async |first: usize| -> Result<()> {
            for number in (first..organizations).step_by(WRITERS) {
                let body = json!({
                    "name": format!("org-{number}"), "display_name": format!("Organization {number}"),
                    "metadata": { "customer": number.to_string(), "plan": "enterprise" },
                });
                self.post("organizations", &body).await?;
            }
            Ok(())
        };
        futures_util::future::try_join_all((0..WRITERS).map(writer)).await?;
        let rate = f64::from(u32::try_from(organizations)?) / began.elapsed().as_secs_f64();
        say(&format!("POST /organizations: {rate:.0} a second by {WRITERS} writers"));
        Ok(())
    }

    async fn organization(&self, name: &str) -> Result<String> {
        let request = self.http.get(format!("{}organizations/name/{name}", self.api));
        let found: Value = request.bearer_auth(&self.token).send().await?.json().await?;
        found["id"].as_str().map(str::to_owned).context("an id")
    }

    /// Times a request and answers the median.
    async fn measure(&self, title: &str, path: &str) -> Result<Duration> {
        let url = format!("{}{path}", self.api);
        let mut times = Vec::with_capacity(self.requests);
        let mut busy = self.busy();
        for round in 0..self.requests + self.requests / 10 {
            let began = Instant::now();
            let answer = self.http.get(&url).bearer_auth(&self.token).send().await?;
            let status = answer.status();
            let body = answer.bytes().await?;
            if !status.is_success() {
                bail!("{path}: {status} {}", String::from_utf8_lossy(&body));
            }
            // The first tenth warms caches.
            if round >= self.requests / 10 {
                times.push(began.elapsed());
            } else {
                busy = self.busy();
            }
        }
        let busy = busy.zip(self.busy()).map_or(String::new(), |(before, after)| {
            let each = (after - before) / u32::try_from(times.len()).unwrap_or(1);
            format!("; server busy {each:?} a request")
        });
        times.sort();
        let part = |percent: usize| times[(times.len() - 1) * percent / 100];
        say(&format!("{title}: p50 {:?}, p95 {:?}, p99 {:?}{busy}", part(50), part(95), part(99)));
        Ok(part(50))
    }

    /// The processor time that the server has used, where the system tells it.
    fn busy(&self) -> Option<Duration> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.server.id())).ok()?;
        // User and system time, in hundredths of a second; the name before them may hold spaces.
        let fields: Vec<&str> = stat.rsplit_once(") ")?.1.split(' ').collect();
        let ticks = fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?;
        Some(Duration::from_millis(ticks * 10))
    }

    /// The server's resident memory, in bytes.
    fn memory(&self) -> Result<u64> {
        let output = Command::new("ps").args(["-o", "rss=", "-p", &self.server.id().to_string()]).output()?;
        let kilobytes: u64 = String::from_utf8(output.stdout)?.trim().parse().context("ps tells the size")?;
        Ok(kilobytes * 1024)
    }
}
