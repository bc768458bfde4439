//! `gongkai` inspects a Chinese government website and can prove every word of its verdict.
//!
//! Four stages, one direction (each is a module, see its own documentation):
//! [`crawl`] walks the portal and writes a [`bundle`]; [`extract`] turns recorded bytes into
//! [`facts`]; [`check`] and [`checks`] judge the facts, [`score`] adds them up under a profile;
//! [`report`] renders what was said. Judge and report are pure: no clock, disk, network or
//! environment.

pub mod bundle;
pub mod check;
#[path = "../checks/mod.rs"]
pub mod checks;
pub mod cli;
pub mod crawl;
pub mod demo;
pub mod extract;
pub mod facts;
pub mod law;
pub mod portal;
pub mod report;
pub mod score;
