//! Keeps a tenant's memory in a file, so that it survives a restart.

use std::{
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use super::{Tenant, state::State};

/// Changes within this time are written together.
const PAUSE: Duration = Duration::from_millis(100);

/// The file of a tenant's memory could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// Reading or writing failed.
    #[error("{path}: {source}", path = .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        source: io::Error,
    },
    /// The file holds something else.
    #[error("{path} is not the state of a tenant: {source}", path = .path.display())]
    Content {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        source: serde_json::Error,
    },
    /// The file of the name server's records holds something else.
    #[error("{path} does not hold DNS records: {source}", path = .path.display())]
    Records {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

/// Reads a tenant's memory; `None` when there is none yet.
pub fn load(path: &Path) -> Result<Option<State>, FileError> {
    let content = |source| FileError::Content { path: path.to_owned(), source };
    read(path)?.map(|bytes| serde_json::from_slice(&bytes).map_err(content)).transpose()
}

/// Writes a tenant's memory.
pub fn save(path: &Path, tenant: &Tenant) -> Result<(), FileError> {
    let bytes = tenant
        .read(serde_json::to_vec)
        .map_err(|source| FileError::Content { path: path.to_owned(), source })?;
    write(path, &bytes)
}

/// Reads a file; `None` when there is none yet.
pub(crate) fn read(path: &Path) -> Result<Option<Vec<u8>>, FileError> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(FileError::Io { path: path.to_owned(), source }),
    }
}

/// Writes beside the file and moves it into place, so that a crash leaves the old or the new one.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    write_atomically(path, bytes).map_err(|source| FileError::Io { path: path.to_owned(), source })
}

fn write_atomically(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        std::fs::create_dir_all(parent)?;
    }
    let beside = path.with_extension("new");
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(beside, path)
}

/// Writes after every change, until it is aborted.
pub async fn keep_saving(tenant: Arc<Tenant>, path: PathBuf) {
    loop {
        tenant.changed().await;
        tokio::time::sleep(PAUSE).await;
        if let Err(error) = save(&path, &tenant) {
            tracing::error!(%error, "the state could not be saved");
        }
    }
}
