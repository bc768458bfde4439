//! Whole portals served over real HTTP: the built-in portal of `gongkai demo`, and the fixture
//! portals of the tests. What a portal holds is files ([`PortalFiles`]), what its server does
//! wrong is data ([`Faults`]), what a right inspection of it says is data too ([`FixturePortal`]).
//! Inspecting it is left to the caller: of crawling this module knows nothing, of judging the
//! words for outcome and verdict.

mod answer;
mod faults;
mod files;
mod http;
mod portal;
mod server;
mod traffic;

pub use faults::{Faults, PathPattern};
pub use files::PortalFiles;
pub use portal::{About, ColumnTruth, Expectation, FixturePortal, PortalError, Trap};
pub use server::{FixtureServer, ServerError};
pub use traffic::{Exchange, Traffic};
