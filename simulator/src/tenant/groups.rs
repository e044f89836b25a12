//! Groups that identity providers push.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{
    ids,
    model::{Organization, User},
    state::State,
    table::Row,
};

/// A group of a connection's users.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Group {
    /// `grp_...`
    pub id: String,
    /// The connection's id.
    pub connection: String,
    /// Unique in the connection.
    pub name: String,
    /// The identity provider's own id.
    pub external_id: Option<String>,
    /// Users, by id, and since when they are in it.
    pub members: BTreeMap<String, DateTime<Utc>>,
    /// Roles that its members have without an organization.
    #[serde(default)]
    pub roles: BTreeSet<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl Group {
    /// A group that nobody is in.
    pub fn new(connection: String, name: String, created_at: DateTime<Utc>) -> Self {
        Self {
            id: ids::long("grp"),
            connection,
            name,
            external_id: None,
            members: BTreeMap::new(),
            roles: BTreeSet::new(),
            created_at,
            updated_at: created_at,
        }
    }
}

impl Row for Group {
    fn id(&self) -> &str {
        &self.id
    }
}

/// Where a role of a person comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sources {
    /// It was assigned to the person.
    pub direct: bool,
    /// Groups that have it, by id.
    pub groups: Vec<String>,
}

impl State {
    /// The groups a person is in.
    pub fn groups_of<'a>(&'a self, user: &'a str) -> impl Iterator<Item = &'a Group> {
        self.groups.iter().filter(move |group| group.members.contains_key(user))
    }

    /// The roles a person has, their own and those of their groups; in an organization those that members hold there.
    pub fn effective_roles(
        &self,
        user: &User,
        organization: Option<&Organization>,
    ) -> BTreeMap<String, Sources> {
        let mut held: BTreeMap<String, Sources> = BTreeMap::new();
        let own = match organization {
            None => Some(&user.roles),
            Some(found) => found.members.get(&user.user_id).map(|member| &member.roles),
        };
        let Some(own) = own else { return held };
        for role in own {
            held.entry(role.clone()).or_default().direct = true;
        }
        for group in self.groups_of(&user.user_id) {
            let given = match organization {
                None => Some(&group.roles),
                Some(found) => found.group_roles.get(&group.id),
            };
            for role in given.into_iter().flatten() {
                held.entry(role.clone()).or_default().groups.push(group.id.clone());
            }
        }
        held
    }
}
