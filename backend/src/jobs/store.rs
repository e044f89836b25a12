//! Jobs in the database. Claims are compare-and-swap (docs/adr/0003).

use api::JobKind;
use chrono::{DateTime, Duration, Utc};
use sea_orm::{
    Condition, QueryOrder, QuerySelect,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait, OnConflict},
};

use super::entity::{ActiveModel, Column, Entity, Model};
use crate::auth::ListScope;

pub(super) const QUEUED: &str = "queued";
pub(super) const RUNNING: &str = "running";
pub(super) const SUCCEEDED: &str = "succeeded";
pub(super) const FAILED: &str = "failed";
pub(super) const CANCELLED: &str = "cancelled";

/// A job whose worker has not renewed its lease for this long is free for another.
pub(super) const LEASE: Duration = Duration::seconds(10);
const CANDIDATES: u64 = 16;

pub(super) const fn kind_text(kind: JobKind) -> &'static str {
    match kind {
        JobKind::SyncConnection => "sync_connection",
        JobKind::SyncOrganizations => "sync_organizations",
        JobKind::WatchConnection => "watch_connection",
        JobKind::SurveyOrganization => "survey_organization",
        JobKind::CompareConnection => "compare_connection",
        JobKind::Preflight => "preflight",
        JobKind::RefreshMetadata => "refresh_metadata",
        JobKind::PullSignIns => "pull_sign_ins",
        JobKind::SyncDomain => "sync_domain",
    }
}

/// Every kind of job.
pub(super) const KINDS: [JobKind; 9] = [
    JobKind::SyncConnection,
    JobKind::SyncOrganizations,
    JobKind::WatchConnection,
    JobKind::SurveyOrganization,
    JobKind::CompareConnection,
    JobKind::Preflight,
    JobKind::RefreshMetadata,
    JobKind::PullSignIns,
    JobKind::SyncDomain,
];

/// The kind that a row says.
pub(super) fn kind(text: &str) -> Option<JobKind> {
    KINDS.into_iter().find(|kind| kind_text(*kind) == text)
}

/// Writes a new order down. False when one for the same object waits already.
pub(super) async fn insert(db: &impl ConnectionTrait, job: Model) -> Result<bool, DbErr> {
    let insert = Entity::insert(ActiveModel::from(job).reset_all());
    let inserted =
        insert.on_conflict(OnConflict::new().do_nothing().to_owned()).exec_without_returning(db).await;
    match inserted {
        Ok(rows) => Ok(rows == 1),
        Err(DbErr::RecordNotInserted) => Ok(false),
        Err(error) => Err(error),
    }
}

/// The order for this object that waits, moved to a time unless it is due before.
pub(super) async fn hurry_waiting(
    db: &impl ConnectionTrait,
    kind: &str,
    object: Uuid,
    due: DateTime<Utc>,
) -> Result<Option<Uuid>, DbErr> {
    let this = Condition::all()
        .add(Column::Kind.eq(kind))
        .add(Column::ObjectId.eq(object))
        .add(Column::State.eq(QUEUED));
    let Some(found) = Entity::find().filter(this).one(db).await? else { return Ok(None) };
    let first = std::cmp::min(due, found.next_attempt_at);
    let update = Entity::update_many().col_expr(Column::NextAttemptAt, Expr::value(first));
    let update = update.filter(Column::Id.eq(found.id)).filter(Column::State.eq(QUEUED));
    // Zero rows: a worker has just taken it and may have read what was there before.
    Ok((update.exec(db).await?.rows_affected == 1).then_some(found.id))
}

/// Whether an order for this object waits or is being done.
pub(super) async fn is_under_way(db: &impl ConnectionTrait, kind: &str, object: Uuid) -> Result<bool, DbErr> {
    let query = Entity::find()
        .filter(Column::Kind.eq(kind))
        .filter(Column::ObjectId.eq(object))
        .filter(Column::State.is_in([QUEUED, RUNNING]));
    Ok(query.one(db).await?.is_some())
}

/// The order for this object that is being done.
pub(super) async fn running(
    db: &impl ConnectionTrait,
    kind: &str,
    object: Uuid,
) -> Result<Option<Uuid>, DbErr> {
    let query = Entity::find()
        .filter(Column::Kind.eq(kind))
        .filter(Column::ObjectId.eq(object))
        .filter(Column::State.eq(RUNNING));
    Ok(query.one(db).await?.map(|row| row.id))
}

/// What a caller may see of a job.
pub(super) async fn get(
    db: &impl ConnectionTrait,
    scope: &ListScope,
    id: Uuid,
) -> Result<Option<Model>, DbErr> {
    let mut query = Entity::find_by_id(id);
    if let ListScope::One(own) = scope {
        query = query.filter(Column::OrganizationId.eq(own.organization().uuid()));
    }
    query.one(db).await
}

/// Takes the next job that is due, or whose worker has died.
pub(super) async fn claim(
    db: &impl ConnectionTrait,
    owner: &str,
    now: DateTime<Utc>,
) -> Result<Option<Model>, DbErr> {
    let due = Condition::all().add(Column::State.eq(QUEUED)).add(Column::NextAttemptAt.lte(now));
    let orphaned = Condition::all().add(Column::State.eq(RUNNING)).add(Column::LeaseUntil.lt(now));
    let candidates = Entity::find()
        .filter(Condition::any().add(due).add(orphaned))
        .order_by_asc(Column::Lane)
        .order_by_asc(Column::NextAttemptAt)
        .limit(CANDIDATES)
        .all(db)
        .await?;
    for job in candidates {
        if take(db, &job, owner, now).await? {
            return Entity::find_by_id(job.id).one(db).await;
        }
    }
    Ok(None)
}

/// Whether this worker is the one that got it.
async fn take(
    db: &impl ConnectionTrait,
    job: &Model,
    owner: &str,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let mut as_seen = Condition::all().add(Column::Id.eq(job.id)).add(Column::State.eq(&*job.state));
    if job.state == RUNNING {
        as_seen = as_seen.add(Column::LeaseUntil.lt(now));
    }
    let update = Entity::update_many()
        .col_expr(Column::State, Expr::value(RUNNING))
        .col_expr(Column::LeaseOwner, Expr::value(owner))
        .col_expr(Column::LeaseUntil, Expr::value(now + LEASE))
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
        .filter(as_seen);
    match update.exec(db).await {
        Ok(result) => Ok(result.rows_affected == 1),
        // Another job for the same object runs: one at a time.
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => Ok(false),
        Err(error) => Err(error),
    }
}

fn held_by(id: Uuid, owner: &str) -> Condition {
    Condition::all().add(Column::Id.eq(id)).add(Column::State.eq(RUNNING)).add(Column::LeaseOwner.eq(owner))
}

/// Whether the lease was still ours to renew.
pub(super) async fn renew(
    db: &impl ConnectionTrait,
    id: Uuid,
    owner: &str,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let update = Entity::update_many().col_expr(Column::LeaseUntil, Expr::value(now + LEASE));
    Ok(update.filter(held_by(id, owner)).exec(db).await?.rows_affected == 1)
}

/// Notes what a job does now.
pub(super) async fn step(db: &impl ConnectionTrait, id: Uuid, words: &str) -> Result<(), DbErr> {
    let update = Entity::update_many().col_expr(Column::Step, Expr::value(words));
    update.filter(Column::Id.eq(id)).exec(db).await?;
    Ok(())
}

/// Ends a job, if it is still ours.
pub(super) async fn end(
    db: &impl ConnectionTrait,
    id: Uuid,
    owner: &str,
    (state, error): (&str, Option<&str>),
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let update = Entity::update_many()
        .col_expr(Column::State, Expr::value(state))
        .col_expr(Column::LastError, Expr::value(error.map(str::to_owned)))
        .col_expr(Column::LeaseUntil, Expr::value(Option::<DateTime<Utc>>::None))
        .col_expr(Column::FinishedAt, Expr::value(now));
    update.filter(held_by(id, owner)).exec(db).await?;
    Ok(())
}

/// Puts a job back for later. When a newer order for the object waits already, that one goes on in its place.
pub(super) async fn put_back(
    db: &impl ConnectionTrait,
    id: Uuid,
    owner: &str,
    error: &str,
    (now, next): (DateTime<Utc>, DateTime<Utc>),
) -> Result<(), DbErr> {
    let update = Entity::update_many()
        .col_expr(Column::State, Expr::value(QUEUED))
        .col_expr(Column::LastError, Expr::value(error))
        .col_expr(Column::LeaseUntil, Expr::value(Option::<DateTime<Utc>>::None))
        .col_expr(Column::NextAttemptAt, Expr::value(next));
    match update.filter(held_by(id, owner)).exec(db).await {
        Ok(_) => Ok(()),
        Err(sql) if matches!(sql.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
            end(
                db,
                id,
                owner,
                (CANCELLED, Some("A newer order for the same object goes on in its place.")),
                now,
            )
            .await
        }
        Err(other) => Err(other),
    }
}

/// Removes what was done in the background and went well; nobody looks for it, and there is much of it.
pub(super) async fn sweep(db: &impl ConnectionTrait, before: DateTime<Utc>) -> Result<(), DbErr> {
    let background = KINDS.into_iter().filter(|kind| *kind != JobKind::SyncConnection).map(kind_text);
    let delete = Entity::delete_many()
        .filter(Column::Kind.is_in(background))
        .filter(Column::State.eq(SUCCEEDED))
        .filter(Column::FinishedAt.lt(before));
    delete.exec(db).await?;
    Ok(())
}

/// Lets a person decide: back to the queue, or out of it. False when the job is in another state.
pub(super) async fn decide(
    db: &impl ConnectionTrait,
    id: Uuid,
    (from, to): (&[&str], &str),
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let finished = (to != QUEUED).then_some(now);
    let update = Entity::update_many()
        .col_expr(Column::State, Expr::value(to))
        .col_expr(Column::NextAttemptAt, Expr::value(now))
        .col_expr(Column::FinishedAt, Expr::value(finished));
    let update = update.filter(Column::Id.eq(id)).filter(Column::State.is_in(from.iter().copied()));
    match update.exec(db).await {
        Ok(result) => Ok(result.rows_affected == 1),
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Ends every order of an organization: in a test nobody takes them.
#[cfg(test)]
pub(crate) async fn end_all_for_test(db: &impl ConnectionTrait, organization: api::OrganizationId) {
    let update = Entity::update_many().col_expr(Column::State, Expr::value(SUCCEEDED));
    update.filter(Column::OrganizationId.eq(organization.uuid())).exec(db).await.unwrap();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db;

    async fn database() -> (DatabaseConnection, tempfile::TempDir) {
        let (address, folder) = db::address_for_test().await;
        let connection = db::connect(&address).await.unwrap();
        db::migrate(&connection).await.unwrap();
        (connection, folder)
    }

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_000_000 + second, 0).unwrap()
    }

    fn job(number: u128, object: u128, lane: i32) -> Model {
        Model {
            id: Uuid::from_u128(number),
            kind: "sync_connection".to_owned(),
            object_id: Uuid::from_u128(object),
            organization_id: None,
            lane,
            state: QUEUED.to_owned(),
            attempts: 0,
            lease_owner: None,
            lease_until: None,
            next_attempt_at: at(0),
            step: None,
            last_error: None,
            created_at: at(0),
            finished_at: None,
        }
    }

    #[tokio::test]
    async fn of_many_workers_one_gets_the_job() {
        let (db, _folder) = database().await;
        insert(&db, job(1, 7, 0)).await.unwrap();
        let claims = (0..8).map(|worker| {
            let db = db.clone();
            tokio::spawn(async move { claim(&db, &format!("w{worker}"), at(1)).await.unwrap() })
        });
        let mut won = 0;
        for claim in claims.collect::<Vec<_>>() {
            won += usize::from(claim.await.unwrap().is_some());
        }
        assert_eq!(won, 1);
    }

    #[tokio::test]
    async fn a_job_whose_worker_died_is_taken_over_and_the_dead_cannot_end_it() {
        let (db, _folder) = database().await;
        insert(&db, job(1, 7, 0)).await.unwrap();
        assert!(claim(&db, "a", at(1)).await.unwrap().is_some());
        assert!(claim(&db, "b", at(5)).await.unwrap().is_none());
        assert!(renew(&db, Uuid::from_u128(1), "a", at(9)).await.unwrap());
        assert!(claim(&db, "b", at(15)).await.unwrap().is_none());
        let taken = claim(&db, "b", at(30)).await.unwrap().unwrap();
        assert_eq!((taken.attempts, taken.lease_owner.as_deref()), (2, Some("b")));
        assert!(!renew(&db, Uuid::from_u128(1), "a", at(31)).await.unwrap());
        end(&db, Uuid::from_u128(1), "a", (SUCCEEDED, None), at(31)).await.unwrap();
        assert_eq!(get(&db, &ListScope::All, Uuid::from_u128(1)).await.unwrap().unwrap().state, RUNNING);
    }

    #[tokio::test]
    async fn one_object_is_worked_on_by_one_worker_at_a_time() {
        let (db, _folder) = database().await;
        insert(&db, job(1, 7, 0)).await.unwrap();
        assert!(claim(&db, "a", at(1)).await.unwrap().is_some());
        insert(&db, job(2, 7, 0)).await.unwrap();
        assert!(claim(&db, "b", at(2)).await.unwrap().is_none());
        assert!(!insert(&db, job(3, 7, 0)).await.unwrap(), "one order waits at most");
        put_back(&db, Uuid::from_u128(1), "a", "x", (at(3), at(60))).await.unwrap();
        assert_eq!(get(&db, &ListScope::All, Uuid::from_u128(1)).await.unwrap().unwrap().state, CANCELLED);
        assert_eq!(claim(&db, "b", at(4)).await.unwrap().unwrap().id, Uuid::from_u128(2));
    }

    #[tokio::test]
    async fn what_went_well_in_the_background_is_forgotten_and_what_people_ordered_is_kept() {
        let (db, _folder) = database().await;
        let done = |number, kind: JobKind, state: &str| Model {
            kind: kind_text(kind).to_owned(),
            state: state.to_owned(),
            finished_at: Some(at(1)),
            ..job(number, number, 0)
        };
        insert(&db, done(1, JobKind::WatchConnection, SUCCEEDED)).await.unwrap();
        insert(&db, done(2, JobKind::WatchConnection, FAILED)).await.unwrap();
        insert(&db, done(3, JobKind::SyncConnection, SUCCEEDED)).await.unwrap();
        sweep(&db, at(2)).await.unwrap();
        let mut left: Vec<u128> =
            Entity::find().all(&db).await.unwrap().into_iter().map(|row| row.id.as_u128()).collect();
        left.sort_unstable();
        assert_eq!(left, [2, 3]);
    }

    #[tokio::test]
    async fn what_somebody_waits_for_goes_first() {
        let (db, _folder) = database().await;
        insert(&db, job(1, 1, 1)).await.unwrap();
        insert(&db, job(2, 2, 0)).await.unwrap();
        assert_eq!(claim(&db, "a", at(1)).await.unwrap().unwrap().id, Uuid::from_u128(2));
    }
}
