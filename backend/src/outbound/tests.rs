//! Hostile addresses are refused without a connection to the inside; a listed private host works.

mod stage;

use std::{
    net::{IpAddr, SocketAddr},
    str::FromStr,
};

use super::{FetchError, guard::Guard};
use stage::{DOCUMENT, LISTED, Stage};

/// Literal addresses that are, or stand for, an address inside. Each is asked with the port on which a service inside
/// listens, and on the standard port.
const LITERAL: [&str; 49] = [
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "2130706433",
    "0x7f000001",
    "0x7f.1",
    "0X7F.0.0.1",
    "0177.0.0.1",
    "017700000001",
    "0177.0x0.0.1",
    "127.255.255.254",
    "127.0.0.1.",
    "①②⑦.⓪.⓪.①",
    "127。0。0。1",
    "%31%32%37.0.0.1",
    "0.0.0.0",
    "0",
    "0.1.2.3",
    "10.1.2.3",
    "0x0a010203",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "3232235777",
    "169.254.169.254",
    "0xa9fea9fe",
    "0251.0376.0251.0376",
    "100.64.0.1",
    "100.127.255.255",
    "192.0.0.8",
    "192.0.2.1",
    "198.18.0.1",
    "198.51.100.7",
    "224.0.0.1",
    "255.255.255.255",
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[::]",
    "[::127.0.0.1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::ffff:10.0.0.1]",
    "[fe80::1]",
    "[fd12:3456::1]",
    "[ff02::1]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b:1::a00:1]",
    "[2002:7f00:1::]",
    "[2001:0:7f00:1::1]",
];

/// Names that are our own network's whatever they resolve to.
const OWN_NAMES: [&str; 7] =
    ["localhost", "LOCALHOST", "localhost.", "%6c%6f%63alhost", "sub.localhost", "intranet", "intranet."];

/// What names may resolve to, to lead inside.
const INWARD: [&str; 9] = [
    "127.0.0.1",
    "10.0.0.1",
    "192.168.0.1",
    "169.254.169.254",
    "100.64.0.1",
    "::1",
    "::ffff:127.0.0.1",
    "fd00::1",
    "64:ff9b::7f00:1",
];

/// Addresses that are no https address of a host on the standard port, and what they are refused as.
const MALFORMED: [(&str, FetchError); 14] = [
    ("http://idp.example/", FetchError::NotHttps),
    ("http://metadata.corp.example/", FetchError::NotHttps),
    ("ftp://idp.example/", FetchError::NotHttps),
    ("gopher://idp.example/_GET", FetchError::NotHttps),
    ("ws://idp.example/", FetchError::NotHttps),
    ("file:///etc/passwd", FetchError::NotAnAddress),
    ("data:text/xml,<a/>", FetchError::NotAnAddress),
    ("javascript:alert(1)", FetchError::NotAnAddress),
    ("https://idp.example:8443/", FetchError::Port),
    ("https://idp.example:22/", FetchError::Port),
    ("https://user:pass@idp.example/", FetchError::Credentials),
    ("https://idp.example@127.0.0.1/", FetchError::Credentials),
    ("nonsense", FetchError::NotAnAddress),
    ("", FetchError::NotAnAddress),
];

#[tokio::test]
async fn literal_addresses_that_lead_inside_are_refused_before_anything_is_sent() {
    let stage = Stage::set().await;
    for host in LITERAL.iter().chain(&OWN_NAMES) {
        let port = if host.starts_with('[') { stage.inside6.port() } else { stage.inside.port() };
        for url in [format!("https://{host}:{port}/"), format!("https://{host}/")] {
            assert_eq!(stage.refused(&url).await, FetchError::Private, "{url}");
        }
    }
    assert_eq!((stage.reached(), stage.zone.asked()), (0, 0), "something was asked");
}

#[tokio::test]
async fn other_schemes_ports_and_credentials_are_refused() {
    let stage = Stage::set().await;
    for (url, error) in MALFORMED {
        assert_eq!(stage.refused(url).await, error, "{url}");
    }
    assert_eq!((stage.reached(), stage.zone.asked()), (0, 0), "something was asked");
}

#[tokio::test]
async fn names_that_resolve_inward_are_refused_and_one_inner_address_among_public_ones_suffices() {
    let stage = Stage::set().await;
    let public: SocketAddr = "93.184.216.34:443".parse().unwrap();
    for (number, inward) in INWARD.iter().enumerate() {
        let ip = IpAddr::from_str(inward).unwrap();
        let port = if ip.is_ipv4() { stage.inside.port() } else { stage.inside6.port() };
        let inward = SocketAddr::new(ip, port);
        for (kind, answer) in [("alone", vec![inward]), ("among", vec![public, inward])] {
            let name = format!("{kind}{number}.attacker.example");
            stage.zone.put(&name, &[&answer]);
            assert_eq!(stage.refused(&format!("https://{name}/")).await, FetchError::Private, "{name}");
        }
    }
    assert_eq!(stage.reached(), 0, "a name led inside");
}

#[tokio::test]
async fn a_name_that_turns_inward_is_judged_anew_and_connected_where_it_was_judged() {
    use reqwest::dns::Resolve;
    let stage = Stage::set().await;
    let public: SocketAddr = "93.184.216.34:443".parse().unwrap();
    stage.zone.put("rebind.example", &[&[public], &[stage.inside]]);
    let guard = Guard { names: stage.zone.clone(), allowed: Default::default() };
    let first = guard.resolve("rebind.example".parse().unwrap()).await.unwrap();
    assert_eq!(first.collect::<Vec<_>>(), [public], "what was judged is what is connected to");
    let asked = stage.zone.asked();
    assert_eq!(stage.refused("https://rebind.example/").await, FetchError::Private);
    assert_eq!((stage.zone.asked(), stage.reached()), (asked + 1, 0), "one look-up for each connection");
}

#[tokio::test]
async fn redirects_are_judged_like_what_was_typed() {
    let stage = Stage::set().await;
    stage.zone.put("turns.example", &[&[stage.inside]]);
    let port = stage.inside.port();
    let targets = [
        (format!("https://127.0.0.1:{port}/"), FetchError::Private),
        (format!("//127.0.0.1:{port}/"), FetchError::Private),
        (format!("https://[::ffff:127.0.0.1]:{port}/"), FetchError::Private),
        (format!("https://2130706433:{port}/"), FetchError::Private),
        ("https://turns.example/".to_owned(), FetchError::Private),
        ("https://localhost/".to_owned(), FetchError::Private),
        (format!("http://127.0.0.1:{port}/"), FetchError::NotHttps),
        (format!("http://{LISTED}/"), FetchError::NotHttps),
        ("file:///etc/passwd".to_owned(), FetchError::NotAnAddress),
        (format!("https://a:b@{LISTED}/"), FetchError::Credentials),
        ("https://idp.example:8443/".to_owned(), FetchError::Port),
        ("https://[".to_owned(), FetchError::Status(302)),
    ];
    for (target, error) in targets {
        assert_eq!(stage.refused(&format!("https://{LISTED}/to?{target}")).await, error, "{target}");
    }
    assert_eq!(stage.refused(&format!("https://{LISTED}/loop")).await, FetchError::Redirects);
    assert_eq!(stage.refused(&format!("https://{LISTED}/nowhere")).await, FetchError::Status(302));
    assert_eq!(stage.reached(), 0, "a redirect led inside");
}

#[tokio::test]
async fn huge_slow_silent_and_compressed_answers_end_soon() {
    let stage = Stage::set().await;
    let bad = [
        ("announced", FetchError::TooLarge(1024)),
        ("endless", FetchError::TooLarge(1024)),
        ("slow", FetchError::Timeout),
        ("silent", FetchError::Timeout),
        ("packed?gzip", FetchError::Compressed),
        ("packed?deflate", FetchError::Compressed),
        ("packed?br", FetchError::Compressed),
        ("packed?zstd", FetchError::Compressed),
        ("packed?gzip,gzip", FetchError::Compressed),
    ];
    for (path, error) in bad {
        assert_eq!(stage.refused(&format!("https://{LISTED}/{path}")).await, error, "{path}");
    }
}

#[tokio::test]
async fn a_listed_private_host_is_read_and_without_the_list_it_is_not() {
    let stage = Stage::set().await;
    let url = format!("https://{LISTED}/");
    assert_eq!(stage.outbound.get(&url, 10).await.unwrap(), DOCUMENT);
    assert_eq!(stage.outbound.get(&format!("https://{LISTED}/to?/"), 10).await.unwrap(), DOCUMENT);
    assert_eq!(stage.outbound.get(&format!("https://{LISTED}/packed?identity"), 10).await.unwrap(), DOCUMENT);
    assert_eq!(stage.outbound.get(&url, 9).await, Err(FetchError::TooLarge(9)));
    assert_eq!(stage.without_list.get(&url, 10).await, Err(FetchError::Private));
}
