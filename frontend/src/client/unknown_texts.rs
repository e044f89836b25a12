//! Texts that nobody could explain yet, for operators.

use api::{Page, UnknownText, UnknownTextId};

use super::{Call, Client, Failure};
use crate::browser;

const UNKNOWN_TEXTS: &str = "/api/v1/unknown-texts";

impl Client {
    /// A page of them; the newest when `cursor` is empty.
    pub(crate) async fn unknown_texts(self, cursor: &str) -> Result<Page<UnknownText>, Failure> {
        let after =
            if cursor.is_empty() { String::new() } else { format!("&cursor={}", browser::encode(cursor)) };
        self.get(format!("{UNKNOWN_TEXTS}?limit=25{after}")).await
    }

    /// Takes one off the list.
    pub(crate) async fn dismiss_unknown_text(self, id: UnknownTextId) -> Result<(), Failure> {
        let call = Call { method: "DELETE", ..Call::get(format!("{UNKNOWN_TEXTS}/{id}")) };
        self.send(call).await.map(drop)
    }
}
