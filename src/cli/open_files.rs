//! How many portals can be inspected at once with the files that this process may have open. Without
//! this, connections of a long list would fail for want of a file, and pages would go unread.

use super::say;

/// Files and connections that one portal may have open: bundle, requests to its own servers, up to
/// 64 links out of the portal being looked at, connections kept for the next request.
const FOR_ONE_PORTAL: u64 = 100;

/// Raises the limit as far as the system allows; gives how many of `wanted` portals it bears.
pub(super) fn at_once(wanted: u16) -> usize {
    let wanted = usize::from(wanted);
    let needed = FOR_ONE_PORTAL * (wanted as u64 + 1);
    let Ok(allowed) = rlimit::increase_nofile_limit(needed) else {
        return wanted;
    };
    let bearable = usize::try_from(allowed / FOR_ONE_PORTAL).unwrap_or(usize::MAX);
    if bearable > wanted {
        return wanted;
    }
    let bearable = bearable.saturating_sub(1).max(1);
    say(&format!(
        "{bearable} portals at once instead of {wanted}: this process may open {allowed} files only (ulimit -n)"
    ));
    bearable
}
