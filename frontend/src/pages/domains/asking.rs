//! What is asked before something is done about a domain: the domain is read anew first, so that what is told is true.

use api::{ConnectionId, Domain, DomainId};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    client::{Client, DomainRef, Failure, Versioned, client},
    components::FailureNotice,
    dynamic::dynamic,
    live::{Live, live},
    load::Load,
    pages::Within,
    place::OrganizationRef,
};

/// A question about a domain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Question {
    /// Where its people shall be led; here, when one is named.
    Lead(Option<ConnectionId>),
    /// Whether it shall be removed.
    Remove,
    /// Whether the vendor vouches for it.
    Vouch,
}

/// The question that is open, and how doing it goes.
#[derive(Clone, Copy)]
pub(crate) struct Asking {
    pub(super) client: Client,
    pub(super) live: Live,
    organization: OrganizationRef,
    list: Load<Vec<Domain>>,
    /// The domain that the question is about, as it was read for it.
    pub(super) domain: RwSignal<Option<Versioned<Domain>>>,
    /// The domain that is being read for a question.
    pub(crate) reading: RwSignal<Option<DomainId>>,
    pub(super) lead: RwSignal<bool>,
    pub(super) remove: RwSignal<bool>,
    pub(super) vouch: RwSignal<bool>,
    /// The connection that is chosen.
    pub(super) to: RwSignal<Option<ConnectionId>>,
    pub(super) busy: RwSignal<bool>,
    pub(super) failure: RwSignal<Option<Failure>>,
}

impl Asking {
    pub(crate) fn new(within: Within, list: Load<Vec<Domain>>) -> Self {
        Self {
            client: client(),
            live: live(),
            organization: within.reference,
            list,
            domain: RwSignal::new(None),
            reading: RwSignal::new(None),
            lead: RwSignal::new(false),
            remove: RwSignal::new(false),
            vouch: RwSignal::new(false),
            to: RwSignal::new(None),
            busy: RwSignal::new(false),
            failure: RwSignal::new(None),
        }
    }

    pub(super) fn at(self, id: DomainId) -> DomainRef {
        DomainRef { organization: self.organization, id }
    }

    /// Reads the domain, then asks.
    pub(crate) fn ask(self, id: DomainId, question: Question) {
        if self.reading.with_untracked(Option::is_some) {
            return;
        }
        self.reading.set(Some(id));
        self.failure.set(None);
        spawn_local(async move {
            let result = self.client.domain(self.at(id)).await;
            self.reading.try_set(None);
            match result {
                Ok(domain) => self.open(domain, question),
                Err(why) => {
                    self.failure.try_set(Some(why));
                    self.list.reload();
                }
            }
        });
    }

    fn open(self, domain: Versioned<Domain>, question: Question) {
        let now = domain.value.connection_ids.first().copied();
        self.domain.try_set(Some(domain));
        let asked = match question {
            Question::Lead(to) => {
                self.to.try_set(to.or(now));
                self.lead
            }
            Question::Remove => self.remove,
            Question::Vouch => self.vouch,
        };
        asked.try_set(true);
    }

    /// Whether any question is open.
    fn is_open(self) -> bool {
        self.lead.get() || self.remove.get() || self.vouch.get()
    }

    /// Does what was asked for, and tells what came of it.
    pub(super) fn run(self, work: impl Future<Output = Result<(), Failure>> + 'static, done: String) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.failure.set(None);
        spawn_local(async move {
            let result = work.await;
            self.busy.try_set(false);
            match result {
                Ok(()) => {
                    for asked in [self.lead, self.remove, self.vouch] {
                        asked.try_set(false);
                    }
                    self.live.done(done);
                }
                Err(why) => self.failed_because(why).await,
            }
            self.list.reload();
        });
    }

    /// Somebody else may have been faster: then the domain is read anew, and a second press means what it says now.
    async fn failed_because(self, why: Failure) {
        let known = self.domain.try_get_untracked().flatten().filter(|_| why.is_conflict());
        self.failure.try_set(Some(why));
        if let Some(known) = known
            && let Ok(anew) = self.client.domain(self.at(known.value.id)).await
        {
            self.domain.try_set(Some(anew));
        }
    }

    /// Why a question could not be asked.
    pub(crate) fn failed(self) -> AnyView {
        dynamic(move || {
            let told = self.failure.get().filter(|_| !self.is_open());
            told.map(|failure| view! { <FailureNotice failure=failure /> })
        })
    }

    /// Why what was asked for could not be done.
    pub(super) fn failed_inside(self) -> AnyView {
        dynamic(move || self.failure.get().map(|failure| view! { <FailureNotice failure=failure /> }))
    }
}
