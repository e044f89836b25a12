//! Who waits for a class, and who is next: lanes first, then organizations in turn.

use std::collections::VecDeque;

use chrono::{DateTime, Utc};

/// How urgent a request is. An earlier lane goes before a later one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lane {
    /// A person waits for it.
    Interactive,
    /// It was ordered, and nobody looks at it.
    #[default]
    Background,
    /// Upkeep: only what is left over.
    Reconcile,
}

impl Lane {
    const ALL: [Self; 3] = [Self::Interactive, Self::Background, Self::Reconcile];

    /// A name for meters.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Interactive => "interactive",
            Self::Background => "background",
            Self::Reconcile => "reconcile",
        }
    }
}

/// Somebody who waits.
pub(super) struct Waiter<T> {
    pub(super) since: DateTime<Utc>,
    pub(super) wake: T,
}

/// Those who wait for one class.
pub(super) struct Queue<T> {
    /// A ring of organizations per lane: the first one is served next, and goes to the end.
    lanes: [VecDeque<(String, VecDeque<Waiter<T>>)>; 3],
}

impl<T> Default for Queue<T> {
    fn default() -> Self {
        Self { lanes: [VecDeque::new(), VecDeque::new(), VecDeque::new()] }
    }
}

impl<T> Queue<T> {
    pub(super) fn push(&mut self, lane: Lane, organization: &str, waiter: Waiter<T>) {
        let ring = &mut self.lanes[lane as usize];
        match ring.iter_mut().find(|(name, _)| name == organization) {
            Some((_, waiting)) => waiting.push_back(waiter),
            None => ring.push_back((organization.to_owned(), VecDeque::from([waiter]))),
        }
    }

    /// Takes the one who is next.
    pub(super) fn pop(&mut self) -> Option<Waiter<T>> {
        let ring = self.lanes.iter_mut().find(|ring| !ring.is_empty())?;
        let (organization, mut waiting) = ring.pop_front()?;
        let waiter = waiting.pop_front();
        if !waiting.is_empty() {
            ring.push_back((organization, waiting));
        }
        waiter
    }

    /// Forgets those who have given up.
    pub(super) fn retain(&mut self, stays: impl Fn(&T) -> bool) {
        for ring in &mut self.lanes {
            for (_, waiting) in ring.iter_mut() {
                waiting.retain(|waiter| stays(&waiter.wake));
            }
            ring.retain(|(_, waiting)| !waiting.is_empty());
        }
    }

    /// How many wait in a lane.
    pub(super) fn waiting(&self, lane: Lane) -> usize {
        self.lanes[lane as usize].iter().map(|(_, waiting)| waiting.len()).sum()
    }

    /// The lane that is served next, and since when the longest wait in it lasts.
    pub(super) fn next(&self) -> Option<(Lane, DateTime<Utc>)> {
        let lane = Lane::ALL.into_iter().find(|lane| self.waiting(*lane) > 0)?;
        Some((
            lane,
            self.lanes[lane as usize].iter().flat_map(|(_, waiting)| waiting).map(|it| it.since).min()?,
        ))
    }

    /// Since when the longest wait lasts, in any lane.
    pub(super) fn oldest(&self) -> Option<DateTime<Utc>> {
        self.lanes.iter().flatten().flat_map(|(_, waiting)| waiting).map(|waiter| waiter.since).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(pushed: &[(Lane, &str, &'static str)]) -> Vec<&'static str> {
        let mut queue = Queue::default();
        for (lane, organization, name) in pushed {
            queue.push(*lane, organization, Waiter { since: DateTime::UNIX_EPOCH, wake: *name });
        }
        std::iter::from_fn(|| queue.pop()).map(|waiter| waiter.wake).collect()
    }

    #[test]
    fn organizations_take_turns_however_much_one_of_them_wants() {
        let lane = Lane::Background;
        let pushed = [
            (lane, "big", "b1"),
            (lane, "big", "b2"),
            (lane, "big", "b3"),
            (lane, "small", "s1"),
            (lane, "tiny", "t1"),
        ];
        assert_eq!(order(&pushed), ["b1", "s1", "t1", "b2", "b3"]);
    }

    #[test]
    fn people_go_before_jobs_and_jobs_before_upkeep() {
        let pushed = [
            (Lane::Reconcile, "a", "upkeep"),
            (Lane::Background, "a", "job"),
            (Lane::Interactive, "a", "person"),
        ];
        assert_eq!(order(&pushed), ["person", "job", "upkeep"]);
    }

    #[test]
    fn who_gave_up_is_forgotten() {
        let mut queue = Queue::default();
        queue.push(Lane::Background, "a", Waiter { since: DateTime::UNIX_EPOCH, wake: 1 });
        queue.push(Lane::Background, "a", Waiter { since: DateTime::UNIX_EPOCH, wake: 2 });
        queue.retain(|wake| *wake == 2);
        assert_eq!((queue.waiting(Lane::Background), queue.pop().unwrap().wake), (1, 2));
    }
}
