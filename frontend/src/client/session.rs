//! The browser's session, and who is signed in.

use api::{Me, SessionInfo};
use leptos::prelude::*;
use serde::Deserialize;

use super::{Call, Client, Failure};

/// Where the person goes after signing out.
#[derive(Deserialize)]
struct SignedOut {
    redirect_to: String,
}

impl Client {
    /// Reads the session, and keeps its CSRF token for the calls that write.
    pub(crate) async fn session(self) -> Result<SessionInfo, Failure> {
        let info: SessionInfo = self.get("/auth/session".into()).await?;
        self.csrf.set(info.csrf_token.clone());
        Ok(info)
    }

    pub(crate) async fn me(self) -> Result<Me, Failure> {
        self.get("/api/v1/me".into()).await
    }

    /// Prolongs the session.
    pub(crate) async fn keep_alive(self) -> Result<(), Failure> {
        self.send(Call::post("/auth/keepalive".into())).await.map(drop)
    }

    /// Signs out here, and says where to go to sign out at Auth0 too.
    pub(crate) async fn sign_out(self) -> Result<String, Failure> {
        let answer = self.send(Call::post("/auth/logout".into())).await?;
        Ok(answer.decode::<SignedOut>()?.redirect_to)
    }
}
