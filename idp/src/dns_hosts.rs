//! Who runs a domain's name servers, known by their names, and where a TXT record is added there.

use std::sync::LazyLock;

use serde::Deserialize;

static HOSTS: LazyLock<Vec<Host>> =
    LazyLock::new(|| serde_json::from_str(include_str!("dns_hosts.json")).unwrap_or_default());

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Host {
    id: String,
    name: String,
    /// How the names of its servers end; `*` stands for the rest of a label.
    servers: Vec<String>,
    open: String,
    add: String,
    name_field: String,
    value_field: String,
    /// Whether the console wants the value in quotes.
    quotes: bool,
    delay: String,
}

/// A TXT record that shall be added.
#[derive(Debug, Clone, Copy)]
pub struct TxtRecord<'a> {
    /// The zone it belongs to.
    pub zone: &'a str,
    /// Its name inside of the zone.
    pub relative_host: &'a str,
    /// What it says.
    pub value: &'a str,
}

/// Where a record is added at whoever runs these name servers; none where nobody we know does.
#[must_use]
pub fn dns_host(name_servers: &[String], record: TxtRecord<'_>) -> Option<api::DnsHost> {
    let host = HOSTS.iter().find(|host| name_servers.iter().any(|server| host.runs(server)))?;
    let quotes = if host.quotes { " Keep the double quotes around it." } else { "" };
    let value = if host.quotes { format!("\"{}\"", record.value) } else { record.value.to_owned() };
    Some(api::DnsHost {
        id: host.id.clone(),
        name: host.name.clone(),
        steps: vec![
            host.open.replace("{zone}", record.zone),
            host.add.clone(),
            format!(
                "{}: {}. {} adds \".{}\" by itself.",
                host.name_field, record.relative_host, host.name, record.zone
            ),
            format!("{}: {value}.{quotes}", host.value_field),
            host.delay.clone(),
        ],
    })
}

impl Host {
    fn runs(&self, server: &str) -> bool {
        let server = server.trim_end_matches('.').to_ascii_lowercase();
        self.servers.iter().any(|ending| match ending.split_once('*') {
            None => {
                server == *ending
                    || server.strip_suffix(ending.as_str()).is_some_and(|rest| rest.ends_with('.'))
            }
            Some((start, end)) => {
                let rest = server.strip_suffix(end).and_then(|rest| rest.rsplit('.').next());
                rest.is_some_and(|label| label.starts_with(start))
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORD: TxtRecord<'_> =
        TxtRecord { zone: "globex.com", relative_host: "_ss-verification.org_a", value: "0123" };

    fn known(server: &str) -> Option<String> {
        dns_host(&[server.to_owned()], RECORD).map(|host| host.id)
    }

    #[test]
    fn the_file_can_be_read_and_every_host_is_said_once() {
        let ids: std::collections::BTreeSet<_> = HOSTS.iter().map(|host| &host.id).collect();
        assert!(ids.len() >= 20 && ids.len() == HOSTS.len());
    }

    #[test]
    fn hosts_are_known_by_their_name_servers() {
        for (server, id) in [
            ("amy.ns.cloudflare.com.", "cloudflare"),
            ("NS-2048.AWSDNS-64.com", "route53"),
            ("ns-1536.awsdns-00.co.uk", "route53"),
            ("ns11.domaincontrol.com", "godaddy"),
            ("ns1-01.azure-dns.com", "azure"),
            ("ns-cloud-a1.googledomains.com", "google-cloud"),
        ] {
            assert_eq!(known(server).as_deref(), Some(id), "{server}");
        }
        for server in ["ns1.example.net", "evilcloudflare.com", "awsdns-64.com.evil.example", ""] {
            assert_eq!(known(server), None, "{server}");
        }
    }

    #[test]
    fn the_steps_name_what_to_type_as_that_console_wants_it() {
        let steps = |server: &str| dns_host(&[server.to_owned()], RECORD).unwrap().steps.join("\n");
        let cloudflare = steps("a.ns.cloudflare.com");
        assert!(cloudflare.contains("Name: _ss-verification.org_a."), "{cloudflare}");
        assert!(
            cloudflare.contains("adds \".globex.com\" by itself") && cloudflare.contains("Content: 0123.")
        );
        assert!(steps("ns-1.awsdns-01.net").contains("Value: \"0123\"."));
    }
}
