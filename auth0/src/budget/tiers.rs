//! Auth0's limits by tier, as its rate-limit policy prints them: what a client begins with.

use super::class::Class;

/// What the tenant's plan allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tier {
    /// Free.
    Free,
    /// B2B Essentials or Professional.
    Professional,
    /// Enterprise on the public cloud, for production.
    Enterprise,
    /// Enterprise on the public cloud, not for production.
    EnterpriseNonprod,
    /// A private cloud for development, 20 requests a second.
    #[serde(rename = "private-20")]
    Private20,
    /// A private cloud, 100 requests a second.
    #[serde(rename = "private-100")]
    Private100,
    /// A private cloud, 500 requests a second.
    #[serde(rename = "private-500")]
    Private500,
}

/// A limit: a bucket, and what is added to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// The size of the bucket.
    pub burst: u32,
    /// How many are added in a window.
    pub refill: u32,
    /// The window, in seconds.
    pub window: u32,
}

impl Rule {
    /// How many have been added since 1970, at that second. Auth0 adds at fixed moments: a window's at its top where the
    /// bucket can hold them, else in shares at the tops of its seconds.
    pub const fn added_until(self, second: i64) -> i64 {
        let (refill, window) = (self.refill as i64, self.window as i64);
        if self.at_once() { second.div_euclid(window) * refill } else { (second * refill).div_euclid(window) }
    }

    /// Whether a window's are added all at its top.
    pub const fn at_once(self) -> bool {
        self.refill <= self.burst
    }

    /// The second at which something is added next.
    pub const fn next_after(self, second: i64) -> i64 {
        let (refill, window) = (self.refill as i64, self.window as i64);
        if self.at_once() {
            return (second.div_euclid(window) + 1) * window;
        }
        let next = self.added_until(second) + 1;
        (next * window + refill - 1).div_euclid(refill)
    }
}

const fn second(burst: u32, refill: u32) -> Option<Rule> {
    Some(Rule { burst, refill, window: 1 })
}

const fn minute(burst: u32, refill: u32) -> Option<Rule> {
    Some(Rule { burst, refill, window: 60 })
}

const NONE: Option<Rule> = None;

/// The API-wide limit of the smallest plan that is paid for.
pub(super) const SMALLEST: Rule = Rule { burst: 10, refill: 150, window: 60 };

/// A row: free, professional, enterprise, enterprise-nonprod, private 20, 100, 500.
type Row = (Class, [Option<Rule>; 7]);

#[rustfmt::skip]
const ROWS: &[Row] = &[
    (Class::ApiWide, [second(2, 2), minute(10, 150), second(50, 16), second(10, 2), second(20, 20), second(50, 50), second(250, 250)]),
    (Class::ConnectionStatus, [second(100, 15); 7]),
    (Class::ConnectionsRead, [NONE, minute(5, 50), NONE, NONE, NONE, NONE, NONE]),
    (Class::OrganizationsRead, [NONE, minute(5, 50), minute(10, 100), minute(10, 100), minute(10, 100), minute(10, 100), minute(50, 500)]),
    (Class::OrganizationByIdRead, [NONE, minute(20, 200), minute(10, 100), minute(10, 100), minute(40, 500), minute(40, 500), minute(50, 2500)]),
    (Class::OrganizationByNameRead, [NONE, minute(10, 100), minute(20, 200), minute(20, 200), minute(20, 200), minute(20, 200), minute(100, 1000)]),
    (Class::OrganizationsWrite, [NONE, minute(5, 25), minute(5, 150), minute(5, 150), minute(5, 150), minute(5, 150), minute(25, 750)]),
    (Class::MembersRead, [NONE, minute(40, 500), minute(40, 500), minute(40, 500), minute(40, 500), minute(40, 500), minute(200, 2500)]),
    (Class::MembersWrite, [NONE, minute(20, 200), minute(20, 200), minute(20, 200), minute(20, 200), minute(20, 200), minute(100, 1000)]),
    (Class::MemberRolesRead, [NONE, minute(20, 200), minute(20, 200), minute(20, 200), minute(20, 200), minute(20, 200), minute(100, 1000)]),
    (Class::MemberRolesWrite, [NONE, minute(20, 200), minute(20, 200), minute(20, 200), minute(20, 200), minute(20, 200), minute(100, 1000)]),
    (Class::InvitationsRead, [NONE, NONE, minute(20, 200), minute(20, 200), NONE, NONE, NONE]),
    (Class::InvitationsWrite, [NONE, NONE, minute(20, 200), minute(20, 200), NONE, NONE, NONE]),
    (Class::OrganizationConnectionsRead, [NONE, minute(5, 50), minute(10, 100), minute(10, 100), minute(10, 100), NONE, minute(50, 500)]),
    (Class::OrganizationConnectionsWrite, [NONE, minute(5, 25), minute(5, 150), minute(5, 150), minute(5, 150), minute(5, 150), minute(25, 750)]),
    (Class::OrganizationGrantsRead, [NONE, minute(10, 100), minute(10, 100), minute(10, 100), minute(10, 100), minute(10, 100), minute(50, 500)]),
    (Class::OrganizationGrantsWrite, [NONE, minute(5, 150), minute(5, 150), minute(5, 150), minute(5, 150), minute(5, 150), minute(25, 750)]),
    (Class::UserOrganizationsRead, [NONE, NONE, minute(40, 500), minute(40, 500), NONE, NONE, NONE]),
    (Class::UsersRead, [NONE, minute(40, 500), NONE, NONE, NONE, NONE, NONE]),
    (Class::UsersWrite, [NONE, minute(20, 200), NONE, NONE, NONE, NONE, NONE]),
    (Class::LogsRead, [NONE, minute(10, 100), NONE, NONE, NONE, NONE, NONE]),
    (Class::ClientsRead, [NONE, minute(5, 100), NONE, NONE, NONE, NONE, NONE]),
    (Class::ClientsSearch, [NONE, minute(5, 150), minute(5, 150), minute(5, 150), minute(5, 150), minute(5, 150), minute(25, 750)]),
    (Class::CustomDomainVerify, [minute(5, 5); 7]),
    (Class::EmailTemplatesRead, [minute(10, 50), minute(10, 50), minute(15, 150), minute(15, 150), NONE, NONE, NONE]),
    (Class::EmailTemplatesWrite, [minute(5, 25), minute(5, 25), minute(10, 100), minute(10, 100), NONE, NONE, NONE]),
    (Class::EmailProviderRead, [minute(5, 25), minute(5, 25), minute(15, 150), minute(15, 150), NONE, NONE, NONE]),
    (Class::EmailProviderWrite, [minute(5, 25), minute(5, 25), minute(10, 100), minute(10, 100), NONE, NONE, NONE]),
];

impl Tier {
    const fn column(self) -> usize {
        match self {
            Self::Free => 0,
            Self::Professional => 1,
            Self::Enterprise => 2,
            Self::EnterpriseNonprod => 3,
            Self::Private20 => 4,
            Self::Private100 => 5,
            Self::Private500 => 6,
        }
    }

    /// The limit of a class, where it has one of its own.
    pub(super) fn rule(self, class: Class) -> Option<Rule> {
        ROWS.iter().find(|(row, _)| *row == class).and_then(|(_, columns)| columns[self.column()])
    }

    /// Whether what has a limit of its own counts against the API-wide limit too. Professional's is for "all other
    /// endpoints combined".
    pub(super) const fn counts_all(self) -> bool {
        !matches!(self, Self::Professional)
    }
}

/// The limit that a class is likely to have, by the size of its bucket in any tier; else ten times the bucket a minute,
/// as most of Auth0's limits are.
pub(super) fn by_size(class: Class, burst: u32) -> Rule {
    let row = ROWS.iter().find(|(row, _)| *row == class).into_iter().flat_map(|(_, columns)| columns);
    row.flatten().find(|rule| rule.burst == burst).copied().unwrap_or(Rule {
        burst,
        refill: burst.saturating_mul(10),
        window: 60,
    })
}

/// Whether some tier has a bucket of that size for the class.
pub(super) fn is_of(class: Class, burst: u32) -> bool {
    let row = ROWS.iter().find(|(row, _)| *row == class).into_iter().flat_map(|(_, columns)| columns);
    row.flatten().any(|rule| rule.burst == burst)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_that_is_larger_than_its_bucket_comes_in_shares_of_seconds() {
        let rule = Tier::Professional.rule(Class::ConnectionsRead).unwrap();
        assert_eq!(rule.added_until(1_200_000_060) - rule.added_until(1_200_000_000), 50);
        let next = rule.next_after(1_200_000_000);
        assert_eq!(rule.added_until(next), rule.added_until(1_200_000_000) + 1);
        assert_eq!(rule.added_until(next - 1), rule.added_until(1_200_000_000));
    }

    #[test]
    fn a_minute_that_fits_comes_at_its_top() {
        let rule = Tier::Free.rule(Class::CustomDomainVerify).unwrap();
        assert_eq!(rule.next_after(1_200_000_001), 1_200_000_060);
        assert_eq!(rule.added_until(1_200_000_060) - rule.added_until(1_200_000_059), 5);
    }
}
