//! The only table of exit codes (DESIGN §7).

use std::process::ExitCode;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Judged, nothing at or above `--fail-on`.
    Clean,
    /// Judged, findings at or above `--fail-on`; wins over `Inconclusive`.
    Findings,
    /// Usage or configuration error.
    Usage,
    /// Blocked, or coverage below the floor.
    Inconclusive,
    /// Internal or I/O error.
    Failure,
    /// Interrupted; the bundle can be resumed.
    Interrupted,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Clean => 0,
            Exit::Findings => 1,
            Exit::Usage => 2,
            Exit::Inconclusive => 3,
            Exit::Failure => 4,
            Exit::Interrupted => 5,
        })
    }
}

/// An error with the exit code that it ends in. Everything else ends in [`Exit::Failure`].
#[derive(Debug)]
pub struct Ending {
    /// The code.
    pub exit: Exit,
    /// What to tell the user.
    pub error: anyhow::Error,
}

impl Ending {
    /// The user's own mistake: arguments, settings, ledger, profile.
    pub fn usage(error: impl Into<anyhow::Error>) -> Self {
        Self {
            exit: Exit::Usage,
            error: error.into(),
        }
    }

    /// The site could not be judged.
    pub fn inconclusive(error: impl Into<anyhow::Error>) -> Self {
        Self {
            exit: Exit::Inconclusive,
            error: error.into(),
        }
    }
}

impl<E: Into<anyhow::Error>> From<E> for Ending {
    fn from(error: E) -> Self {
        Self {
            exit: Exit::Failure,
            error: error.into(),
        }
    }
}
