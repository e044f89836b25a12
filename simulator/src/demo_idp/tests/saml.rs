//! Signing in by SAML.

use chrono::TimeDelta;
use url::Url;

use crate::{
    clock::Clock,
    saml::{
        self, Binding, Certificate, Decryption, EMAIL_ADDRESS, PERSISTENT,
        binding::decode_post,
        request::{AuthnRequest, authn_request},
        response::{Assertion, Expectations, parse_and_verify},
    },
};

use super::{World, browser::Page};

const ACS: &str = "http://localhost:9/login/callback?connection=globex";
const AUDIENCE: &str = "urn:auth0:local:globex";
const EMAIL: &str = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress";

struct Metadata {
    entity_id: String,
    certificate: Certificate,
    redirect: String,
    post: String,
}

async fn metadata(world: &World) -> Metadata {
    let text = world.browser.open(&world.told.saml_metadata_url).await.body;
    let doc = roxmltree::Document::parse(&text).unwrap();
    let location = |binding: Binding| {
        let service = doc.descendants().find(|node| {
            node.tag_name().name() == "SingleSignOnService"
                && node.attribute("Binding") == Some(binding.urn())
        });
        service.unwrap().attribute("Location").unwrap().to_owned()
    };
    let certificate = doc.descendants().find(|node| node.has_tag_name("X509Certificate")).unwrap();
    Metadata {
        entity_id: doc.root_element().attribute("entityID").unwrap().to_owned(),
        certificate: Certificate::parse(certificate.text().unwrap()).unwrap(),
        redirect: location(Binding::Redirect),
        post: location(Binding::Post),
    }
}

fn request(world: &World) -> AuthnRequest {
    AuthnRequest {
        id: "_request".to_owned(),
        issuer: AUDIENCE.to_owned(),
        destination: world.url("/saml/sso"),
        acs_url: ACS.to_owned(),
        issue_instant: world.clock.now(),
        binding: Binding::Post,
        force_authn: false,
    }
}

/// Where a service provider sends the browser.
fn begin(world: &World, request: &AuthnRequest) -> String {
    let destination = Url::parse(&world.url("/saml/sso")).unwrap();
    saml::redirect_binding_url(&destination, "SAMLRequest", &authn_request(request), Some("relay & state"))
        .into()
}

async fn sign_in(world: &World) -> Page {
    let page = world.browser.open(&begin(world, &request(world))).await;
    world.sign_in(&page).await
}

/// What Auth0 would make of the page that posts to it.
async fn verify(world: &World, page: &Page) -> Result<Assertion, String> {
    let (action, _) = page.form();
    assert_eq!(action, ACS);
    let xml = decode_post(&page.field("SAMLResponse").unwrap()).unwrap();
    let metadata = metadata(world).await;
    let expected = Expectations {
        certificates_pem: vec![metadata.certificate.pem()],
        audience: AUDIENCE.to_owned(),
        destination: ACS.to_owned(),
        recipient: ACS.to_owned(),
        decryption: Decryption::default(),
        issuer: Some(metadata.entity_id),
        in_response_to: Some("_request".to_owned()),
        now: world.clock.now(),
        skew: TimeDelta::minutes(3),
    };
    parse_and_verify(&xml, &expected).map_err(|refused| refused.to_string())
}

#[tokio::test]
async fn metadata_says_where_to_ask_and_who_signs() {
    let world = World::start();
    let metadata = metadata(&world).await;
    assert_eq!(metadata.entity_id, world.told.saml_metadata_url);
    assert_eq!((metadata.redirect, metadata.post), (world.url("/saml/sso"), world.url("/saml/sso")));
    let downloaded = world.browser.open(&world.url("/saml/certificate.pem")).await.body;
    assert_eq!(Certificate::parse(&downloaded).unwrap(), metadata.certificate);
    let (_, parsed) = x509_parser::parse_x509_certificate(metadata.certificate.der()).unwrap();
    let days = (parsed.validity().not_after.timestamp() - parsed.validity().not_before.timestamp()) / 86_400;
    assert!((1095..=1096).contains(&days), "{days} days");
    let now = world.clock.now().timestamp();
    assert!(
        parsed.validity().not_before.timestamp() <= now
            && now - parsed.validity().not_before.timestamp() <= 86_400
    );
}

#[tokio::test]
async fn a_request_by_redirect_is_answered_after_the_password_with_a_signed_assertion() {
    let world = World::start();
    let page = world.browser.open(&begin(&world, &request(&world))).await;
    assert!(page.asks_for_password() && page.body.contains(AUDIENCE), "{}", page.body);
    let user = &world.told.users[0];
    let wrong = world.browser.submit(&page, &[("username", &user.email), ("password", "guess")]).await;
    assert_eq!(wrong.status, 401);
    assert!(wrong.body.contains("The e-mail address or the password is wrong."));
    let answered = world.sign_in(&wrong).await;
    assert_eq!(answered.field("RelayState").as_deref(), Some("relay & state"));
    let assertion = verify(&world, &answered).await.unwrap();
    assert_eq!(assertion.name_id.as_ref(), Some(&user.email));
    assert_eq!(assertion.name_id_format.as_deref(), Some(EMAIL_ADDRESS));
    let names: Vec<&str> =
        assertion.attributes.iter().map(|(name, _)| name.rsplit('/').next().unwrap()).collect();
    assert_eq!(names, ["emailaddress", "givenname", "surname", "name", "Group"]);
    assert_eq!(assertion.attributes[0], (EMAIL.to_owned(), vec![user.email.clone()]));
    assert_eq!(assertion.attributes[4].1, ["Everyone", "Engineering"]);
}

#[tokio::test]
async fn a_request_by_post_is_answered_alike() {
    let world = World::start();
    let fields = saml::post_fields("SAMLRequest", &authn_request(&request(&world)), None);
    // As browsers send it from another site.
    let sent =
        world.browser.http.post(world.url("/saml/sso")).header("origin", "http://localhost:9").form(&fields);
    let answer = sent.send().await.unwrap();
    let location = answer.headers()["location"].to_str().unwrap().to_owned();
    let page = world.browser.open(&world.url(&location)).await;
    let answered = world.sign_in(&page).await;
    assert_eq!(answered.field("RelayState"), None);
    verify(&world, &answered).await.unwrap();
}

#[tokio::test]
async fn a_session_spares_the_password_until_it_is_ended_or_a_new_proof_is_asked_for() {
    let world = World::start();
    verify(&world, &sign_in(&world).await).await.unwrap();
    let again = world.browser.open(&begin(&world, &request(&world))).await;
    verify(&world, &again).await.unwrap();
    let forced = AuthnRequest { force_authn: true, ..request(&world) };
    let asked = world.browser.open(&begin(&world, &forced)).await;
    assert!(asked.asks_for_password());
    verify(&world, &world.sign_in(&asked).await).await.unwrap();
    let leaving = world.browser.open(&world.url("/sign-out")).await;
    assert!(leaving.body.contains(&world.told.users[0].email));
    assert!(world.browser.submit(&leaving, &[]).await.body.contains("You are not signed in."));
    assert!(world.browser.open(&begin(&world, &request(&world))).await.asks_for_password());
}

#[tokio::test]
async fn a_sign_in_page_works_once_and_not_forever() {
    let world = World::start();
    let page = world.browser.open(&begin(&world, &request(&world))).await;
    world.sign_in(&page).await;
    assert_eq!(world.sign_in(&page).await.status, 400);
    let left_open =
        world.browser.open(&begin(&world, &AuthnRequest { force_authn: true, ..request(&world) })).await;
    world.clock.advance(TimeDelta::minutes(31));
    assert!(world.sign_in(&left_open).await.body.contains("This sign-in is over"));
}

#[tokio::test]
async fn another_certificate_signs_while_the_metadata_stays() {
    let world = World::start();
    let before = metadata(&world).await.certificate;
    world.misbehave("wrong_certificate").await;
    let refused = verify(&world, &sign_in(&world).await).await.unwrap_err();
    assert_eq!(metadata(&world).await.certificate, before);
    let expected = format!("Invalid thumbprint (configured: {}. calculated: ", before.thumbprint());
    assert!(refused.starts_with(&expected), "{refused}");
}

#[tokio::test]
async fn another_audience_is_addressed() {
    let world = World::start();
    world.misbehave("wrong_audience").await;
    let refused = verify(&world, &sign_in(&world).await).await.unwrap_err();
    assert_eq!(refused, format!("Audience is invalid. Configured: {AUDIENCE}"));
}

#[tokio::test]
async fn the_email_address_appears_nowhere() {
    let world = World::start();
    world.misbehave("no_email").await;
    let assertion = verify(&world, &sign_in(&world).await).await.unwrap();
    assert_eq!(assertion.name_id_format.as_deref(), Some(PERSISTENT));
    assert!(!format!("{assertion:?}").contains(&world.told.users[0].email));
    let again = verify(&world, &world.browser.open(&begin(&world, &request(&world))).await).await.unwrap();
    assert_eq!(again.name_id, assertion.name_id);
}

#[tokio::test]
async fn an_expired_assertion_is_sent() {
    let world = World::start();
    world.misbehave("expired_assertion").await;
    assert_eq!(verify(&world, &sign_in(&world).await).await.unwrap_err(), "assertion has expired.");
}

#[tokio::test]
async fn somebody_who_is_not_assigned_is_sent_back_with_a_status() {
    let world = World::start();
    world.misbehave("user_not_assigned").await;
    let page = sign_in(&world).await;
    let xml = decode_post(&page.field("SAMLResponse").unwrap()).unwrap();
    assert!(
        xml.contains("status:Responder")
            && xml.contains("status:RequestDenied")
            && !xml.contains("Assertion ID")
    );
    let refused = verify(&world, &page).await.unwrap_err();
    assert_eq!(refused, "User is not assigned to the client application.");
}

#[tokio::test]
async fn no_answer_goes_to_an_address_outside_that_nobody_registered() {
    let world = World::start();
    let away = AuthnRequest { acs_url: "https://attacker.example/acs".to_owned(), ..request(&world) };
    let page = world.browser.open(&begin(&world, &away)).await;
    assert_eq!(page.status, 400);
    assert!(page.body.contains("must be registered first"), "{}", page.body);
    // Neither after the application was listed by an honest request.
    sign_in(&world).await;
    assert_eq!(world.browser.open(&begin(&world, &away)).await.status, 400);
    for address in ["http://localhost.attacker.example/", "http://user@localhost:9/", "javascript:alert(1)"] {
        let away = AuthnRequest { acs_url: address.to_owned(), ..request(&world) };
        assert_eq!(world.browser.open(&begin(&world, &away)).await.status, 400, "{address}");
    }
}

#[tokio::test]
async fn an_application_made_in_the_console_must_use_its_own_address() {
    let world = World::start();
    let new = world.url("/console/apps/new/saml");
    let made = [("name", "Acme Cloud"), ("acs_url", ACS), ("audience", AUDIENCE)];
    let shown = world.browser.post(&new, &made).await;
    assert_eq!(
        (shown.value("Sign-in URL"), shown.value("Metadata URL")),
        (world.url("/saml/sso"), world.told.saml_metadata_url.clone())
    );
    let elsewhere = AuthnRequest { acs_url: "http://localhost:9/other".to_owned(), ..request(&world) };
    let page = world.browser.open(&begin(&world, &elsewhere)).await;
    assert!(
        page.status == 400 && page.body.contains("is registered with the single sign-on URL"),
        "{}",
        page.body
    );
    let page = world.browser.open(&begin(&world, &request(&world))).await;
    assert!(page.body.contains("Acme Cloud"));
    verify(&world, &world.sign_in(&page).await).await.unwrap();
}

#[tokio::test]
async fn a_request_for_somebody_else_or_without_sense_is_explained() {
    let world = World::start();
    let other = AuthnRequest { destination: "https://idp.example/sso".to_owned(), ..request(&world) };
    let sent = [
        (begin(&world, &other), "not this identity provider"),
        (world.url("/saml/sso"), "There is no SAMLRequest"),
        (world.url("/saml/sso?SAMLRequest=%25"), "not base64"),
        (world.url("/saml/sso?SAMLRequest=PGEvPg=="), "not deflated"),
    ];
    for (address, words) in sent {
        let page = world.browser.open(&address).await;
        assert!(page.status == 400 && page.body.contains(words), "{words}: {}", page.body);
    }
}

#[tokio::test]
async fn a_person_can_begin_at_the_provider() {
    let world = World::start();
    verify(&world, &sign_in(&world).await).await.unwrap();
    let console = world.browser.open(&world.told.console_url).await;
    let (_, after) = console.body.split_once("/console/apps/saml/").unwrap();
    let id = after.split('"').next().unwrap();
    let page = world.browser.open(&world.url(&format!("/saml/start/{id}"))).await;
    let xml = decode_post(&page.field("SAMLResponse").unwrap()).unwrap();
    assert!(!xml.contains("InResponseTo"));
    let refused = verify(&world, &page).await.unwrap_err();
    assert!(refused.contains("InResponseTo"), "{refused}");
}
