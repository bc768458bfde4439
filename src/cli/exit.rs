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

impl Exit {
    /// The number that the shell sees.
    pub fn code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Findings => 1,
            Self::Usage => 2,
            Self::Inconclusive => 3,
            Self::Failure => 4,
            Self::Interrupted => 5,
        }
    }

    /// The end of several inspections, of which one ended so and the others like `other`. First what
    /// keeps the list from being complete, by who must act: go on (5), look after this machine (4),
    /// correct the list (2). Then what was found; as for one portal, findings (1) win over an
    /// inconclusive inspection (3).
    #[must_use]
    pub fn or_worse(self, other: Self) -> Self {
        let rank = |exit: Self| match exit {
            Self::Clean => 0,
            Self::Inconclusive => 1,
            Self::Findings => 2,
            Self::Usage => 3,
            Self::Failure => 4,
            Self::Interrupted => 5,
        };
        match rank(other) > rank(self) {
            true => other,
            false => self,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
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
