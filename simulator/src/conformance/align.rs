//! Which element of one list answers to which of another.

use serde_json::Value;

/// Members that tell objects of a list apart, the surest first.
const IDENTITIES: [&str; 10] = [
    "id",
    "_id",
    "client_id",
    "user_id",
    "connection_id",
    "token_id",
    "identifier",
    "name",
    "email",
    "permission_name",
];

/// Pairs of places, recorded first; what has no partner has `None`.
pub(super) fn align(recorded: &[Value], actual: &[Value]) -> Vec<(Option<usize>, Option<usize>)> {
    let mut partner: Vec<Option<usize>> = vec![None; recorded.len()];
    let mut taken = vec![false; actual.len()];
    for identity in IDENTITIES {
        for (place, wanted) in recorded.iter().enumerate() {
            let Some(wanted) = wanted.get(identity).filter(|_| partner[place].is_none()) else { continue };
            let found = actual
                .iter()
                .enumerate()
                .position(|(other, candidate)| !taken[other] && candidate.get(identity) == Some(wanted));
            if let Some(found) = found {
                partner[place] = Some(found);
                taken[found] = true;
            }
        }
    }
    pair_the_rest(&mut partner, &mut taken);
    let lonely = taken.iter().enumerate().filter(|(_, taken)| !**taken).map(|(place, _)| (None, Some(place)));
    let pairs: Vec<_> = partner.iter().enumerate().map(|(place, partner)| (Some(place), *partner)).collect();
    pairs.into_iter().chain(lonely).collect()
}

fn pair_the_rest(partner: &mut [Option<usize>], taken: &mut [bool]) {
    for partner in partner.iter_mut().filter(|partner| partner.is_none()) {
        if let Some(free) = taken.iter().position(|taken| !taken) {
            *partner = Some(free);
            taken[free] = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn elements_find_each_other_by_name_and_then_by_place() {
        let recorded = [json!({ "id": "a", "name": "x" }), json!({ "id": "b", "name": "y" })];
        let actual = [json!({ "id": "1", "name": "y" }), json!({ "id": "2", "name": "x" }), json!(3)];
        assert_eq!(align(&recorded, &actual), [(Some(0), Some(1)), (Some(1), Some(0)), (None, Some(2))]);
    }
}
