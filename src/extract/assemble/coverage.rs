//! How much of the portal was seen: pages only, since coverage says how far the verdict carries.

use super::Assembler;
use crate::facts::{Coverage, Reach, Role, Skip};

pub(super) fn coverage(site: &Assembler) -> Coverage {
    let mut out = Coverage {
        stopped_by: site.seed.stopped_by.clone(),
        ..Coverage::default()
    };
    for (capture, reach) in site.targets.iter().zip(&site.reach) {
        let is_page = capture.in_scope && matches!(capture.role, Role::Page | Role::Frame);
        if !is_page || (capture.guessed && *reach != Reach::Ok) {
            continue;
        }
        out.discovered += 1;
        match reach {
            Reach::NotVisited(Skip::Robots) => out.skipped.robots += 1,
            Reach::NotVisited(Skip::Trap) => out.skipped.trap += 1,
            Reach::NotVisited(Skip::Guard) => out.error += 1,
            Reach::NotVisited(_) => out.skipped.budget += 1,
            Reach::Blocked(_) => out.blocked += 1,
            Reach::Unproven(_) | Reach::Transport(_) => out.error += 1,
            _ => out.fetched += 1,
        }
    }
    out
}
