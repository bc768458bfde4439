//! How much of the portal was seen: pages only, since coverage says how far the verdict carries.
//! And which hosts were read without verification.

use std::collections::BTreeMap;

use super::Assembler;
use crate::facts::{Capture, Coverage, Reach, Role, Skip, TlsCause, UnverifiedHost};

pub(super) fn coverage(site: &Assembler) -> Coverage {
    let mut out = Coverage {
        stopped_by: site.seed.stopped_by.clone(),
        unverified_hosts: site.unverified_hosts.clone(),
        ..Coverage::default()
    };
    for (capture, reach) in site.targets.iter().zip(&site.reach) {
        let is_page = capture.in_scope && is_page(capture.role);
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

fn is_page(role: Role) -> bool {
    matches!(role, Role::Page | Role::Frame)
}

/// Certificate faults of the last look at each URL, by host.
pub(super) fn unverified_hosts(captures: &[Capture]) -> Vec<UnverifiedHost> {
    let mut hosts: BTreeMap<(&str, TlsCause), (u32, u32)> = BTreeMap::new();
    for capture in captures {
        let Some(last) = capture.looks.last() else {
            continue;
        };
        let is_page = capture.in_scope && is_page(capture.role) && last.cause.is_none();
        for fault in &last.tls_faults {
            let (pages, urls) = hosts.entry((&fault.host, fault.cause)).or_default();
            *pages += u32::from(is_page && fault.concerns(&last.final_url));
            *urls += 1;
        }
    }
    let row = |((host, fault), (pages, urls)): ((&str, TlsCause), (u32, u32))| UnverifiedHost {
        host: host.to_owned(),
        fault,
        pages,
        urls,
    };
    hosts.into_iter().map(row).collect()
}
