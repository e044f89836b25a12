//! Creating what may be there already: after a lost answer, or after somebody else was faster.

use std::time::Duration;

use crate::{
    Call, Client, Error,
    connections::{self, Deletion},
};

/// What came of creating something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Created<T> {
    /// It is new.
    New(T),
    /// It was there already: by the name that is ours, it is ours.
    Adopted(T),
}

impl<T> Created<T> {
    /// What is there now.
    pub fn into_inner(self) -> T {
        match self {
            Self::New(it) | Self::Adopted(it) => it,
        }
    }
}

impl Client {
    /// Creates something; where it is there already, or where the answer is lost, looks for it and adopts it.
    ///
    /// # Errors
    /// Whatever stopped it; the first error where nothing is found afterwards. `Conflict` then means that something of
    /// that name is still being deleted.
    pub async fn create_or_adopt<T: 'static>(
        &self,
        create: Call<T>,
        find: Call<Option<T>>,
    ) -> Result<Created<T>, Error> {
        let error = match self.send(create).await {
            Ok(created) => return Ok(Created::New(created)),
            Err(error @ (Error::Conflict { .. } | Error::LostAnswer(_))) => error,
            Err(error) => return Err(error),
        };
        match self.send(find).await {
            Ok(Some(found)) => Ok(Created::Adopted(found)),
            Ok(None) | Err(Error::NotFound { .. }) => Err(error),
            Err(error) => Err(error),
        }
    }

    /// Creates a connection, or adopts the one of that name.
    ///
    /// # Errors
    /// As [`Client::create_or_adopt`].
    pub async fn create_connection(
        &self,
        connection: &connections::NewConnection<'_>,
    ) -> Result<Created<connections::Connection>, Error> {
        let name = connection.name.to_owned();
        let find = connections::find_by_name(connection.name)
            .map(move |found| found.into_iter().find(|found| found.name == name));
        self.create_or_adopt(connections::create(connection), find).await
    }

    /// Deletes a connection and follows it to its end, for as long as `patience`: Auth0 deletes its users first.
    ///
    /// # Errors
    /// Whatever stopped it. Still `Running` after `patience` is no error: asking again goes on.
    pub async fn delete_connection(&self, id: &str, patience: Duration) -> Result<Deletion, Error> {
        match self.send(connections::delete(id)).await {
            Ok(Deletion::Running) => {}
            Ok(Deletion::Done) | Err(Error::NotFound { .. }) => return Ok(Deletion::Done),
            Err(error) => return Err(error),
        }
        let mut waited = Duration::ZERO;
        let mut pause = Duration::from_millis(500);
        loop {
            match self.send(connections::get(id)).await {
                Err(Error::NotFound { .. }) => return Ok(Deletion::Done),
                Err(error) => return Err(error),
                Ok(_) if waited >= patience => return Ok(Deletion::Running),
                Ok(_) => {}
            }
            self.sleep(pause).await;
            waited += pause;
            pause = (pause * 2).min(Duration::from_secs(15));
        }
    }
}
