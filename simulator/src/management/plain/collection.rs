//! A described collection: list, create, read, change, delete.

use actix_web::{HttpResponse, http::StatusCode, web};
use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use crate::tenant::{
    Tenant,
    documents::{Document, Documents},
    ids,
    state::State,
};

use super::super::{
    ApiError,
    access::Caller,
    body,
    fields::Fields,
    paging::{Limits, Paging, counted},
    query::Query,
    records,
    schema::Field,
    timestamp,
};

type Body = Map<String, Value>;

/// What a resource is like.
pub(in super::super) struct Collection {
    /// Where its endpoints are, under the API's path.
    pub(in super::super) path: &'static str,
    /// What its lists are called.
    pub(in super::super) key: &'static str,
    /// What follows `read:`, `create:`, `update:` and `delete:` in scopes.
    pub(in super::super) scope: &'static str,
    /// The singular, as log records have it.
    pub(in super::super) noun: &'static str,
    /// What its id is called.
    pub(in super::super) id: &'static str,
    /// Makes an id.
    pub(in super::super) make_id: fn() -> String,
    /// How it is listed.
    pub(in super::super) style: Style,
    /// What may be sent to create one.
    pub(in super::super) create: &'static [Field],
    /// Whether creation passes over what else is sent, instead of refusing it.
    pub(in super::super) open: bool,
    /// What may be sent to change one.
    pub(in super::super) change: &'static [Field],
    /// Whether a change must name a member.
    pub(in super::super) change_needs_any: bool,
    /// The status of a creation.
    pub(in super::super) created: StatusCode,
    /// The status of a change.
    pub(in super::super) changed: StatusCode,
    /// Whether it carries `created_at` and `updated_at`.
    pub(in super::super) stamped: bool,
    /// Whether deleting what is not there succeeds.
    pub(in super::super) forgiving: bool,
    /// Refuses ids of another form before looking.
    pub(in super::super) check_id: fn(&str) -> Result<(), ApiError>,
    /// There is none of this id.
    pub(in super::super) missing: fn(&str) -> ApiError,
    /// Completes what was created or changed with what the server adds, and refuses what breaks a rule.
    pub(in super::super) settle: fn(&Draft<'_>, &mut Body) -> Result<(), ApiError>,
    /// Lets go of what hangs on one that is to be deleted, or refuses.
    pub(in super::super) release: fn(&mut State, &str, &Query) -> Result<(), ApiError>,
    /// Which rows a list's query is about.
    pub(in super::super) filter: fn(&Query, &Body) -> bool,
    /// Adds to an answer what follows from the rest of the tenant.
    pub(in super::super) complete: fn(&State, &mut Document),
    /// What an answer shows.
    pub(in super::super) show: fn(&Body) -> Body,
    /// What an answer shows in a list.
    pub(in super::super) show_listed: fn(&Body) -> Body,
    /// Members, by dotted path, that are secrets and shown: reading them leaves a log record.
    pub(in super::super) secrets: &'static [&'static str],
}

/// How a collection is listed.
#[derive(Debug, Clone, Copy)]
pub(in super::super) enum Style {
    /// All at once, as a bare list.
    Bare,
    /// All at once, under the key.
    Wrapped,
    /// By page or checkpoint.
    Paged(Limits),
    /// By checkpoint only: rows when nothing is asked, and the most.
    Checkpoint(usize, usize),
    /// By page only, with `total`, `page` and `per_page` beside the rows; the flag says whether a zero is told.
    Counted(bool),
}

/// What a rule may look at.
pub(in super::super) struct Draft<'a> {
    /// The tenant's memory, without the change.
    pub(in super::super) state: &'a State,
    /// The id of what is created or changed.
    pub(in super::super) id: &'a str,
    /// What was sent.
    pub(in super::super) wish: &'a Body,
    /// How it was before; `None` at creation.
    pub(in super::super) before: Option<&'a Body>,
    /// The present moment.
    pub(in super::super) now: DateTime<Utc>,
}

impl Draft<'_> {
    /// Whether another document of the collection has the same value under this name.
    pub(in super::super) fn taken(&self, collection: &Collection, name: &str) -> bool {
        let others = self.state.documents.all(collection.path).filter(|other| other.id != self.id);
        self.wish.get(name).is_some_and(|wanted| {
            let mut others = others;
            others.any(|other| other.body.get(name) == Some(wanted))
        })
    }
}

impl Collection {
    /// A collection with the usual ways; the rest is said by struct update.
    pub(in super::super) const fn usual(path: &'static str, key: &'static str, scope: &'static str) -> Self {
        Self {
            path,
            key,
            scope,
            noun: key,
            id: "id",
            make_id: unnamed,
            style: Style::Bare,
            create: &[],
            open: false,
            change: &[],
            change_needs_any: false,
            created: StatusCode::CREATED,
            changed: StatusCode::OK,
            stamped: true,
            forgiving: false,
            check_id: |_| Ok(()),
            missing: |_| ApiError::not_found("Not Found"),
            settle: |_, _| Ok(()),
            release: |_, _, _| Ok(()),
            filter: |_, _| true,
            complete: |_, _| (),
            show: Clone::clone,
            show_listed: Clone::clone,
            secrets: &[],
        }
    }

    /// Registers all five endpoints.
    pub(in super::super) fn configure(&'static self, config: &mut web::ServiceConfig) {
        self.configure_reading(config);
        let one = self.place();
        config
            .route(self.path, web::post().to(move |t, c, b| create(self, t, c, b)))
            .route(&one, web::patch().to(move |t, c, p, b| update(self, t, c, p, b)))
            .route(&one, web::delete().to(move |t, c, p, q| delete(self, t, c, p, q)));
    }

    /// Registers the list and the single one.
    pub(in super::super) fn configure_reading(&'static self, config: &mut web::ServiceConfig) {
        config
            .route(self.path, web::get().to(move |t, c, q| list(self, t, c, q)))
            .route(&self.place(), web::get().to(move |t, c, p, q| get(self, t, c, p, q)));
    }

    /// Registers PUT as another way to change one: everything must be sent.
    pub(in super::super) fn configure_replacing(&'static self, config: &mut web::ServiceConfig) {
        config.route(&self.place(), web::put().to(move |t, c, p, b| replace(self, t, c, p, b)));
    }

    fn place(&self) -> String {
        format!("{}/{{id}}", self.path)
    }

    fn needs(&self, caller: &Caller, verb: &str) -> Result<(), ApiError> {
        caller.needs(&[&format!("{verb}:{}", self.scope)])
    }

    /// One of this id.
    pub(in super::super) fn find(&self, documents: &Documents, id: &str) -> Result<Document, ApiError> {
        (self.check_id)(id)?;
        documents.get(self.path, id).cloned().ok_or_else(|| (self.missing)(id))
    }

    /// One of this id with everything that an answer tells.
    pub(in super::super) fn completed(&self, state: &State, id: &str) -> Result<Document, ApiError> {
        let mut document = self.find(&state.documents, id)?;
        (self.complete)(state, &mut document);
        Ok(document)
    }

    fn keep(&self, state: &mut State, mut document: Document) -> Document {
        state.documents.put(self.path, document.clone());
        (self.complete)(state, &mut document);
        document
    }

    /// Adds one that was checked against the fields.
    pub(in super::super) fn add(&self, tenant: &Tenant, wish: &Body) -> Result<Document, ApiError> {
        let (id, now) = ((self.make_id)(), tenant.now());
        tenant.write(|state| {
            let mut body = wish.clone();
            body.retain(|_, value| !value.is_null());
            let draft = Draft { state, id: &id, wish, before: None, now };
            (self.settle)(&draft, &mut body)?;
            if self.stamped {
                body.insert("created_at".to_owned(), json!(timestamp(now)));
                body.insert("updated_at".to_owned(), json!(timestamp(now)));
            }
            Ok(self.keep(state, Document { id: id.clone(), body }))
        })
    }

    /// Changes one: members replace members, null removes.
    pub(in super::super) fn change(
        &self,
        tenant: &Tenant,
        id: &str,
        wish: &Body,
    ) -> Result<Document, ApiError> {
        self.change_from(tenant, id, wish, Clone::clone)
    }

    /// Lays the wish over what `keep` leaves of the document.
    fn change_from(
        &self,
        tenant: &Tenant,
        id: &str,
        wish: &Body,
        keep: impl FnOnce(&Body) -> Body,
    ) -> Result<Document, ApiError> {
        let now = tenant.now();
        tenant.write(|state| {
            let before = self.find(&state.documents, id)?;
            let mut body = keep(&before.body);
            body.extend(wish.clone());
            body.retain(|_, value| !value.is_null());
            let draft = Draft { state, id, wish, before: Some(&before.body), now };
            (self.settle)(&draft, &mut body)?;
            if self.stamped {
                body.insert("updated_at".to_owned(), json!(timestamp(now)));
            }
            Ok(self.keep(state, Document { id: before.id.clone(), body }))
        })
    }

    /// What an answer tells of one.
    pub(in super::super) fn view(&self, document: &Document, show: fn(&Body) -> Body) -> Value {
        let mut view = Map::from_iter([(self.id.to_owned(), json!(document.id))]);
        view.extend(show(&document.body));
        Value::Object(view)
    }

    fn note_secrets(&self, tenant: &Tenant, caller: &Caller, document: &Document) {
        let held = |path: &&&str| {
            let mut value = path.split('.').try_fold(None, |inner: Option<&Value>, name| {
                Some(Some(inner.map_or_else(|| document.body.get(name), |value| value.get(name))?))
            });
            value.take().flatten().is_some_and(|value| !value.is_null())
        };
        let accessed: Vec<String> = self.secrets.iter().filter(held).map(|path| (*path).to_owned()).collect();
        records::note_secrets(tenant, caller, &format!("Get {}", self.noun), &accessed);
    }
}

fn unnamed() -> String {
    ids::alphanumeric(16)
}

async fn list(
    collection: &'static Collection,
    tenant: web::Data<Tenant>,
    caller: Caller,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    collection.needs(&caller, "read")?;
    let fields = Fields::read(&query, &[])?;
    let rows: Vec<Document> = tenant.read(|state| {
        let all = state.documents.all(collection.path);
        let mut rows: Vec<Document> =
            all.filter(|row| (collection.filter)(&query, &row.body)).cloned().collect();
        rows.iter_mut().for_each(|row| (collection.complete)(state, row));
        rows
    });
    let show = |row: &Document| fields.apply(collection.view(row, collection.show_listed));
    let id = |row: &Document| row.id.clone();
    let answer = match collection.style {
        Style::Bare => Value::Array(rows.iter().map(show).collect()),
        Style::Wrapped => json!({ collection.key: rows.iter().map(show).collect::<Vec<_>>() }),
        Style::Paged(limits) => Paging::read(&query, limits)?.answer(collection.key, &rows, id, show)?,
        Style::Checkpoint(usual, most) => {
            let take = query.number("take", 1, most)?.unwrap_or(usual);
            let from = query.text("from").map(str::to_owned);
            Paging::Checkpoint { take, from }.answer(collection.key, &rows, id, show)?
        }
        Style::Counted(zeros) => counted(collection.key, zeros, &query, &rows, show)?,
    };
    for row in &rows {
        collection.note_secrets(&tenant, &caller, row);
    }
    Ok(HttpResponse::Ok().json(answer))
}

async fn get(
    collection: &'static Collection,
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    collection.needs(&caller, "read")?;
    let fields = Fields::read(&query, &[])?;
    let document = tenant.read(|state| collection.completed(state, &id))?;
    collection.note_secrets(&tenant, &caller, &document);
    Ok(HttpResponse::Ok().json(fields.apply(collection.view(&document, collection.show))))
}

async fn create(
    collection: &'static Collection,
    tenant: web::Data<Tenant>,
    caller: Caller,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    collection.needs(&caller, "create")?;
    let read = if collection.open { body::object_among_others } else { body::object };
    let document = collection.add(&tenant, &read(&bytes, collection.create)?)?;
    Ok(HttpResponse::build(collection.created).json(collection.view(&document, collection.show)))
}

async fn update(
    collection: &'static Collection,
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    collection.needs(&caller, "update")?;
    let read = if collection.change_needs_any { body::patch } else { body::object };
    let wish = read(&bytes, collection.change)?;
    let document = collection.change(&tenant, &id, &wish)?;
    Ok(HttpResponse::build(collection.changed).json(collection.view(&document, collection.show)))
}

async fn replace(
    collection: &'static Collection,
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    collection.needs(&caller, "update")?;
    let wish = body::object(&bytes, collection.create)?;
    let document = collection.change_from(&tenant, &id, &wish, |before| {
        let created_at = before.get("created_at").cloned();
        created_at.map(|moment| ("created_at".to_owned(), moment)).into_iter().collect()
    })?;
    Ok(HttpResponse::Ok().json(collection.view(&document, collection.show)))
}

async fn delete(
    collection: &'static Collection,
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    collection.needs(&caller, "delete")?;
    (collection.check_id)(&id)?;
    let removed = tenant.write(|state| {
        if state.documents.get(collection.path, &id).is_some() {
            (collection.release)(state, &id, &query)?;
        }
        Ok::<_, ApiError>(state.documents.remove(collection.path, &id))
    })?;
    if removed.is_none() && !collection.forgiving {
        return Err((collection.missing)(&id));
    }
    Ok(HttpResponse::NoContent().finish())
}
