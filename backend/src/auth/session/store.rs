//! Sessions and sign-ins under way, in the database.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait},
};

/// A session. Its secret is only in the browser; here is its digest.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sessions")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id_hash: String,
    pub(crate) subject: String,
    pub(crate) name: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) access_token_sealed: String,
    pub(crate) refresh_token_sealed: Option<String>,
    pub(crate) id_token_sealed: String,
    pub(crate) access_expires_at: DateTimeUtc,
    pub(crate) refreshing_until: Option<DateTimeUtc>,
    pub(crate) authenticated_at: DateTimeUtc,
    pub(crate) created_at: DateTimeUtc,
    pub(crate) idle_expires_at: DateTimeUtc,
    pub(crate) absolute_expires_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

pub(super) mod attempt {
    //! A sign-in under way.
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "login_attempts")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) state_hash: String,
        pub(crate) browser_hash: String,
        pub(crate) verifier_sealed: String,
        pub(crate) nonce: String,
        pub(crate) return_to: String,
        pub(crate) expires_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) async fn get(db: &impl ConnectionTrait, id_hash: &str) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id_hash).one(db).await
}

pub(super) async fn insert(db: &impl ConnectionTrait, session: Model) -> Result<(), DbErr> {
    Entity::insert(ActiveModel::from(session).reset_all()).exec_without_returning(db).await?;
    Ok(())
}

pub(super) async fn slide(
    db: &impl ConnectionTrait,
    id_hash: &str,
    until: DateTime<Utc>,
) -> Result<(), DbErr> {
    let update = Entity::update_many().col_expr(Column::IdleExpiresAt, Expr::value(until));
    update.filter(Column::IdHash.eq(id_hash)).exec(db).await?;
    Ok(())
}

/// Ends a session; returns what it was.
pub(super) async fn take(db: &impl ConnectionTrait, id_hash: &str) -> Result<Option<Model>, DbErr> {
    let session = get(db, id_hash).await?;
    Entity::delete_by_id(id_hash).exec(db).await?;
    Ok(session)
}

/// Whether the caller is the one that may use the refresh token now: Auth0 gives each out once.
pub(super) async fn claim_refresh(
    db: &impl ConnectionTrait,
    session: &Model,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let free = Column::RefreshingUntil.is_null().or(Column::RefreshingUntil.lt(now));
    let update = Entity::update_many()
        .col_expr(Column::RefreshingUntil, Expr::value(until))
        .filter(Column::IdHash.eq(&*session.id_hash))
        .filter(Column::AccessTokenSealed.eq(&*session.access_token_sealed))
        .filter(free);
    Ok(update.exec(db).await?.rows_affected == 1)
}

pub(super) async fn refreshed(db: &impl ConnectionTrait, session: &Model) -> Result<(), DbErr> {
    let model = ActiveModel {
        id_hash: Set(session.id_hash.clone()),
        access_token_sealed: Set(session.access_token_sealed.clone()),
        refresh_token_sealed: Set(session.refresh_token_sealed.clone()),
        access_expires_at: Set(session.access_expires_at),
        refreshing_until: Set(None),
        ..Default::default()
    };
    Entity::update_many().set(model).filter(Column::IdHash.eq(&*session.id_hash)).exec(db).await?;
    Ok(())
}

/// Removes what has ended.
pub(crate) async fn sweep(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<(), DbErr> {
    let over = Column::IdleExpiresAt.lt(now).or(Column::AbsoluteExpiresAt.lt(now));
    Entity::delete_many().filter(over).exec(db).await?;
    attempt::Entity::delete_many().filter(attempt::Column::ExpiresAt.lt(now)).exec(db).await?;
    Ok(())
}

pub(super) async fn start_attempt(db: &impl ConnectionTrait, attempt: attempt::Model) -> Result<(), DbErr> {
    attempt::Entity::insert(attempt::ActiveModel::from(attempt).reset_all())
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// Takes a sign-in under way: it can be finished once.
pub(super) async fn take_attempt(
    db: &impl ConnectionTrait,
    state_hash: &str,
) -> Result<Option<attempt::Model>, DbErr> {
    let found = attempt::Entity::find_by_id(state_hash).one(db).await?;
    let deleted = attempt::Entity::delete_by_id(state_hash).exec(db).await?;
    Ok(found.filter(|_| deleted.rows_affected == 1))
}
