//! Keys and the answers that were given to them.

use chrono::{DateTime, Duration, Utc};
use sea_orm::{ActiveValue::Set, entity::prelude::*};

const KEEP: Duration = Duration::hours(24);
/// A request that has not ended after this has died with its server.
const LEASE: Duration = Duration::seconds(60);

/// A key, and the answer once there is one.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency_keys")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) scope: String,
    pub(crate) request_hash: String,
    pub(crate) running_until: Option<DateTimeUtc>,
    pub(crate) status: Option<i32>,
    pub(crate) headers: Option<Json>,
    pub(crate) body_sealed: Option<String>,
    pub(crate) expires_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// An answer to be given again.
pub(super) struct Answer {
    pub(super) status: i32,
    pub(super) headers: Json,
    pub(super) body_sealed: String,
}

/// What became of claiming a key.
pub(super) enum Claim {
    Won,
    OtherRequest,
    Running,
    Answered(Answer),
}

pub(super) async fn claim(
    db: &DatabaseConnection,
    scope: &str,
    request_hash: &str,
    now: DateTime<Utc>,
) -> Result<Claim, DbErr> {
    let key = ActiveModel {
        scope: Set(scope.to_owned()),
        request_hash: Set(request_hash.to_owned()),
        running_until: Set(Some(now + LEASE)),
        status: Set(None),
        headers: Set(None),
        body_sealed: Set(None),
        expires_at: Set(now + KEEP),
    };
    // The primary key decides which of two at the same moment is the first.
    match Entity::insert(key).exec_without_returning(db).await {
        Ok(_) => return Ok(Claim::Won),
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {}
        Err(error) => return Err(error),
    }
    let Some(found) = Entity::find_by_id(scope).one(db).await? else { return Ok(Claim::Running) };
    if found.expires_at <= now {
        return take_over(db, &found, request_hash, now).await;
    }
    if found.request_hash != request_hash {
        return Ok(Claim::OtherRequest);
    }
    match (found.status, &found.headers, &found.body_sealed) {
        (Some(status), Some(headers), Some(body)) => {
            Ok(Claim::Answered(Answer { status, headers: headers.clone(), body_sealed: body.clone() }))
        }
        _ if found.running_until.is_some_and(|until| now < until) => Ok(Claim::Running),
        _ => take_over(db, &found, request_hash, now).await,
    }
}

/// Claims a key whose request died or whose time is over; of two that try, one wins.
async fn take_over(
    db: &DatabaseConnection,
    found: &Model,
    request_hash: &str,
    now: DateTime<Utc>,
) -> Result<Claim, DbErr> {
    let claimed = ActiveModel {
        request_hash: Set(request_hash.to_owned()),
        running_until: Set(Some(now + LEASE)),
        status: Set(None),
        headers: Set(None),
        body_sealed: Set(None),
        expires_at: Set(now + KEEP),
        ..Default::default()
    };
    let update = Entity::update_many()
        .set(claimed)
        .filter(Column::Scope.eq(&*found.scope))
        .filter(Column::RunningUntil.eq(found.running_until));
    Ok(if update.exec(db).await?.rows_affected == 1 { Claim::Won } else { Claim::Running })
}

pub(super) async fn answer(
    db: &DatabaseConnection,
    scope: &str,
    answer: Answer,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let answered = ActiveModel {
        status: Set(Some(answer.status)),
        headers: Set(Some(answer.headers)),
        body_sealed: Set(Some(answer.body_sealed)),
        expires_at: Set(now + KEEP),
        ..Default::default()
    };
    Entity::update_many().set(answered).filter(Column::Scope.eq(scope)).exec(db).await?;
    Ok(())
}

pub(super) async fn release(db: &DatabaseConnection, scope: &str) -> Result<(), DbErr> {
    Entity::delete_by_id(scope).exec(db).await?;
    Ok(())
}

/// Removes what is over.
pub(crate) async fn sweep(db: &DatabaseConnection, now: DateTime<Utc>) -> Result<(), DbErr> {
    Entity::delete_many().filter(Column::ExpiresAt.lt(now)).exec(db).await?;
    Ok(())
}
