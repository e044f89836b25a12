//! What follows when people, groups and roles go.

use std::collections::BTreeSet;

use super::{model::User, state::State};

impl State {
    /// The person whom this account is linked to, to change.
    pub fn owner_of_linked(&mut self, account: &str) -> Option<&mut User> {
        let owns = |user: &&User| user.linked.iter().any(|one| one.user_id == account);
        let owner = self.users.iter().find(owns)?.user_id.clone();
        self.users.get_mut(&owner)
    }

    /// Takes the accounts of a connection from those whom they are linked to.
    pub fn unlink_accounts_of(&mut self, connection: &str) {
        let owns = |user: &&User| user.linked.iter().any(|one| one.connection == connection);
        let owners: Vec<String> = self.users.iter().filter(owns).map(|user| user.user_id.clone()).collect();
        for owner in owners {
            if let Some(user) = self.users.get_mut(&owner) {
                user.linked.retain(|one| one.connection != connection);
            }
        }
    }

    /// Removes people, their places in organizations and groups, and all they got by signing in.
    pub fn remove_users(&mut self, gone: &BTreeSet<String>) {
        if gone.is_empty() {
            return;
        }
        self.users.retain(|user| !gone.contains(&user.user_id));
        for organization in self.organizations.iter_mut() {
            organization.members.retain(|user, _| !gone.contains(user));
        }
        for group in self.groups.iter_mut() {
            group.members.retain(|user, _| !gone.contains(user));
        }
        self.user_grants.retain(|grant| !gone.contains(&grant.user_id));
        self.device_credentials.retain(|key| !gone.contains(&key.user_id));
        self.end_access(|user| gone.contains(user));
    }

    /// Signs people out everywhere.
    pub fn end_access(&mut self, of: impl Fn(&str) -> bool) {
        self.sessions.retain(|session| !of(&session.user_id));
        self.refresh_tokens.retain(|token| !of(&token.grant.user_id));
        self.opaque_tokens.retain(|token| !of(&token.user_id));
    }

    /// Removes groups and the roles they had in organizations.
    pub fn remove_groups(&mut self, gone: &BTreeSet<String>) {
        if gone.is_empty() {
            return;
        }
        self.groups.retain(|group| !gone.contains(&group.id));
        for organization in self.organizations.iter_mut() {
            organization.group_roles.retain(|group, _| !gone.contains(group));
        }
    }

    /// Takes a role from everyone and everything that has it.
    pub fn forget_role(&mut self, role: &str) {
        self.users.iter_mut().for_each(|user| _ = user.roles.remove(role));
        self.groups.iter_mut().for_each(|group| _ = group.roles.remove(role));
        for organization in self.organizations.iter_mut() {
            let members = organization.members.values_mut().map(|member| &mut member.roles);
            members.chain(organization.group_roles.values_mut()).for_each(|held| _ = held.remove(role));
        }
    }
}
