//! The budget of requests to Auth0, shared by all replicas through the database: one statement a burst.

use std::{
    collections::HashSet,
    fmt::Write,
    sync::{Mutex, PoisonError},
};

use auth0::budget::{Ask, Bucket, Class, Grant, Ledger};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, QueryResult, Statement};
use uuid::Uuid;

/// A tenant's buckets in the database.
pub(super) struct SharedBudget {
    db: DatabaseConnection,
    tenant: Uuid,
    /// Buckets that have their row.
    made: Mutex<HashSet<Class>>,
}

impl SharedBudget {
    pub(super) fn new(db: DatabaseConnection, tenant: Uuid) -> Self {
        Self { db, tenant, made: Mutex::default() }
    }

    async fn make(&self, second: i64, ask: &Ask) -> Result<(), DbErr> {
        if self.made().contains(&ask.class) {
            return Ok(());
        }
        let sql = "INSERT INTO budgets (tenant_id, bucket, level, seen, pause_until, granted) \
                   VALUES ($1, $2, $3, $4, 0, 0) ON CONFLICT DO NOTHING";
        let values =
            [self.tenant.into(), ask.class.name().into(), i64::from(ask.rule.burst).into(), second.into()];
        let backend = self.db.get_database_backend();
        self.db.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
        self.made().insert(ask.class);
        Ok(())
    }

    fn made(&self) -> std::sync::MutexGuard<'_, HashSet<Class>> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn take(&self, second: i64, asks: &[Ask]) -> Result<Vec<Grant>, DbErr> {
        for ask in asks {
            self.make(second, ask).await?;
        }
        let backend = self.db.get_database_backend();
        let sql = statement(backend, second, asks);
        let statement = Statement::from_sql_and_values(backend, sql, [self.tenant.into()]);
        let rows = self.db.query_all_raw(statement).await?;
        rows.iter().map(|row| grant(row, asks)).collect()
    }
}

#[async_trait::async_trait]
impl Ledger for SharedBudget {
    async fn exchange(&self, second: i64, asks: &[Ask]) -> Result<Vec<Grant>, String> {
        if asks.is_empty() {
            return Ok(Vec::new());
        }
        self.take(second, asks).await.map_err(|error| error.to_string())
    }

    fn is_shared(&self) -> bool {
        true
    }
}

fn grant(row: &QueryResult, asks: &[Ask]) -> Result<Grant, DbErr> {
    let name: String = row.try_get("", "bucket")?;
    let asked = asks.iter().find(|ask| ask.class.name() == name);
    let class = asked.ok_or_else(|| DbErr::RecordNotFound(name))?.class;
    let number = |column: &str| row.try_get::<i64>("", column);
    let small = |value: i64| u32::try_from(value).unwrap_or(0);
    Ok(Grant {
        class,
        tokens: small(number("granted")?),
        level: small(number("level")?),
        pause_until: number("pause_until")?,
    })
}

/// What `auth0::budget::Bucket::exchange` does, for all buckets at once. Everything that is written into the text is a
/// number, or a name that this program has made.
fn statement(backend: DbBackend, second: i64, asks: &[Ask]) -> String {
    let (least, greatest) = match backend {
        DbBackend::Sqlite => ("min", "max"),
        _ => ("least", "greatest"),
    };
    let added = |since: &str| {
        format!(
            "(CASE WHEN {since} >= {second} THEN 0 WHEN ask.at_once = 1 \
             THEN ({second} / ask.span - {since} / ask.span) * ask.refill \
             ELSE {second} * ask.refill / ask.span - {since} * ask.refill / ask.span END)"
        )
    };
    let known = format!("budgets.level + ask.given_back + {}", added("budgets.seen"));
    let told = format!("ask.told + {}", added("ask.told_at"));
    let level = format!("{least}(ask.burst, {known}, {told})");
    let pause = format!("{greatest}(budgets.pause_until, ask.pause_until)");
    let first = format!("{least}(ask.want, {level})");
    let spare = format!("{least}(ask.want_spare, {greatest}(0, {level} - {first} - ask.keep))");
    let granted = format!("(CASE WHEN {pause} > {second} THEN 0 ELSE {first} + {spare} END)");
    let apart = Bucket::APART;
    let seen = format!(
        "(CASE WHEN budgets.seen - {second} > {apart} THEN {second} ELSE {greatest}(budgets.seen, {second}) END)"
    );
    let rows = rows(asks);
    format!(
        "UPDATE budgets SET granted = {granted}, level = {level} - {granted}, seen = {seen}, pause_until = {pause} \
         FROM ({rows}) AS ask WHERE budgets.tenant_id = $1 AND budgets.bucket = ask.name \
         RETURNING budgets.bucket AS bucket, budgets.granted AS granted, budgets.level AS level, \
         budgets.pause_until AS pause_until"
    )
}

fn rows(asks: &[Ask]) -> String {
    let mut rows = String::new();
    for ask in asks {
        let union = if rows.is_empty() { "" } else { " UNION ALL " };
        let at_once = i32::from(ask.rule.at_once());
        let (told, told_at) = ask.told.map_or((ask.rule.burst, 0), |told| (told.remaining, told.at));
        let _ = write!(
            rows,
            "{union}SELECT '{}' AS name, {} AS burst, CAST({} AS BIGINT) AS refill, CAST({} AS BIGINT) AS span, \
             {at_once} AS at_once, {} AS want, {} AS want_spare, {} AS keep, {} AS given_back, {told} AS told, \
             CAST({told_at} AS BIGINT) AS told_at, CAST({} AS BIGINT) AS pause_until",
            ask.class.name(),
            ask.rule.burst,
            ask.rule.refill,
            ask.rule.window,
            ask.want,
            ask.want_spare,
            ask.keep,
            ask.give_back,
            ask.pause_until,
        );
    }
    rows
}

#[cfg(test)]
mod tests {
    use auth0::budget::{Rule, Told};

    use super::*;
    use crate::state::AppState;

    const NOW: i64 = 1_800_000_000;

    /// A sequence of what replicas ask, from numbers that look like chance.
    fn asks(seed: u64) -> Vec<(i64, Ask)> {
        let mut state = seed;
        let mut random = move |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            u32::try_from((state >> 33) % below).unwrap()
        };
        let rules = [
            (Class::ConnectionsRead, Rule { burst: 5, refill: 50, window: 60 }),
            (Class::CustomDomainVerify, Rule { burst: 5, refill: 5, window: 60 }),
            (Class::ApiWide, Rule { burst: 50, refill: 16, window: 1 }),
        ];
        let mut second = NOW;
        (0..60)
            .map(|_| {
                second += i64::from(random(4)) - i64::from(random(2));
                let (class, rule) = rules[random(3) as usize];
                let told = (random(3) == 0)
                    .then(|| Told { remaining: random(6), at: second - i64::from(random(9)) });
                let ask = Ask {
                    class,
                    rule,
                    want: random(5),
                    want_spare: random(3),
                    keep: random(3),
                    give_back: random(2),
                    told,
                    pause_until: if random(12) == 0 { second + 3 } else { 0 },
                };
                (second, ask)
            })
            .collect()
    }

    #[tokio::test]
    async fn the_database_counts_as_a_single_process_does() {
        for seed in 0..4 {
            let (state, _folder) = AppState::for_test().await;
            let shared = SharedBudget::new(state.db.clone(), state.tenant.id.uuid());
            let mut alone = std::collections::BTreeMap::new();
            for (second, ask) in asks(seed) {
                let bucket = alone.entry(ask.class).or_insert_with(|| Bucket::full(ask.rule, second));
                let expected = bucket.exchange(second, &ask);
                let given = shared.exchange(second, &[ask]).await.unwrap();
                assert_eq!(given, [expected], "{second} {ask:?}");
            }
        }
    }

    #[tokio::test]
    async fn one_statement_answers_for_all_buckets_of_a_burst() {
        let (state, _folder) = AppState::for_test().await;
        let shared = SharedBudget::new(state.db.clone(), state.tenant.id.uuid());
        let ask = |class, want| Ask {
            class,
            rule: Rule { burst: 5, refill: 50, window: 60 },
            want,
            want_spare: 0,
            keep: 0,
            give_back: 0,
            told: None,
            pause_until: 0,
        };
        let both = [ask(Class::ConnectionsRead, 3), ask(Class::ApiWide, 9)];
        let mut given = shared.exchange(NOW, &both).await.unwrap();
        given.sort_by_key(|grant| grant.tokens);
        assert_eq!(given.iter().map(|grant| grant.tokens).collect::<Vec<_>>(), [3, 5]);
        // Another replica finds what is left.
        let other = SharedBudget::new(state.db.clone(), state.tenant.id.uuid());
        assert_eq!(other.exchange(NOW, &[ask(Class::ConnectionsRead, 9)]).await.unwrap()[0].tokens, 2);
    }
}
