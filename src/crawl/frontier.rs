//! The frontier: every URL of the crawl, once, and the order in which they are asked for.
//!
//! Held in memory by one owner and written to the database by it. URLs wait in lanes, one for each
//! origin, so that a slow or dead server never stands in the way of another. Inside a lane the
//! home page comes first, then columns, items, files, and links out of the portal last. Memory
//! grows with the number of URLs (about 200 bytes each), not with links or pages.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap, HashMap, VecDeque};
use std::sync::Arc;

use url::Url;

use super::queue::{Naming, Queue, is_page, is_web, queue_for};
use super::robots::Rules;
use super::scope::Scope;
use super::trap::Traps;
use crate::bundle::{UrlRow, UrlState};
use crate::extract::canonical;
use crate::facts::{Role, Skip, UrlId};

/// Lanes out of the portal never have more than this many URLs under way together.
const MAX_OUTSIDE: usize = 64;

/// One URL.
#[derive(Debug)]
pub struct Entry {
    /// Canonical URL.
    pub url: Arc<str>,
    /// Strongest expectation.
    pub role: Role,
    /// Part of the portal.
    pub in_scope: bool,
    /// Only guesses name it.
    pub guessed: bool,
    /// State.
    pub state: UrlState,
    /// Under way: asked for now, or claimed as the target of a redirect.
    pub busy: bool,
    depth: u16,
    queue: Queue,
    lane: u32,
    dirty: bool,
}

/// What to do next.
#[derive(Debug)]
pub enum Job<W> {
    /// First look at a URL.
    First(UrlId),
    /// Second look.
    Second(UrlId),
    /// Go on with work that a redirect led to this lane.
    GoOn(W),
}

/// URLs of one origin. `W` is work that a redirect led here.
#[derive(Debug)]
struct Lane<W> {
    in_scope: bool,
    given_up: bool,
    rules: Option<Rules>,
    active: usize,
    waiting: BinaryHeap<Reverse<(Queue, u16, UrlId)>>,
    second: VecDeque<UrlId>,
    redirected: VecDeque<W>,
}

impl<W> Lane<W> {
    fn has_work(&self) -> bool {
        !(self.waiting.is_empty() && self.second.is_empty() && self.redirected.is_empty())
    }
}

/// Limits that the frontier applies.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Pages of the portal to ask for.
    pub max_pages: usize,
    /// Links from the home page.
    pub max_depth: u16,
    /// URLs of one lane under way together.
    pub lane_tasks: usize,
}

/// The frontier.
#[derive(Debug)]
pub struct Frontier<W> {
    scope: Scope,
    bounds: Bounds,
    traps: Traps,
    entries: Vec<Entry>,
    ids: HashMap<Arc<str>, UrlId>,
    lanes: Vec<Lane<W>>,
    lane_ids: HashMap<String, u32>,
    /// Lanes with work and room for it; those of the portal first.
    open: BTreeSet<(bool, u32)>,
    suspects: BinaryHeap<Reverse<(i64, UrlId)>>,
    dirty: Vec<UrlId>,
    pages_asked: usize,
    outside_active: usize,
    active: usize,
    waiting: usize,
    done: usize,
    budget_hit: bool,
    /// Origins of the portal whose robots.txt was not read yet.
    new_origins: Vec<String>,
}

impl<W> Frontier<W> {
    /// An empty frontier.
    pub fn new(scope: Scope, bounds: Bounds) -> Self {
        Self {
            scope,
            bounds,
            traps: Traps::default(),
            entries: Vec::new(),
            ids: HashMap::new(),
            lanes: Vec::new(),
            lane_ids: HashMap::new(),
            open: BTreeSet::new(),
            suspects: BinaryHeap::new(),
            dirty: Vec::new(),
            pages_asked: 0,
            outside_active: 0,
            active: 0,
            waiting: 0,
            done: 0,
            budget_hit: false,
            new_origins: Vec::new(),
        }
    }

    /// Takes back what an earlier session stored, in order of ids.
    pub fn restore(&mut self, rows: Vec<UrlRow>) {
        for row in rows {
            let Ok(url) = Url::parse(&row.url) else {
                continue;
            };
            if !matches!(row.state, UrlState::Skipped(Skip::Trap)) {
                self.traps.catches(&url, row.in_scope);
            }
            let lane = self.lane(&url, row.in_scope);
            let id = self.entries.len() as UrlId;
            self.ids.insert(Arc::clone(&row.url), id);
            self.entries.push(Entry {
                url: row.url,
                role: row.role,
                in_scope: row.in_scope,
                guessed: row.guessed,
                state: row.state,
                busy: false,
                depth: row.depth,
                queue: Queue::from_rank(row.queue),
                lane,
                dirty: false,
            });
            match row.state {
                UrlState::Queued => self.enqueue(id),
                UrlState::Suspect(due) => self.suspects.push(Reverse((due, id))),
                UrlState::Done => self.done += 1,
                UrlState::Skipped(_) => {}
            }
            if self.counts_as_page(id) && matches!(row.state, UrlState::Suspect(_) | UrlState::Done)
            {
                self.pages_asked += 1;
            }
        }
    }

    /// The seed, which gets number 0.
    pub fn seed(&mut self, url: &Url) -> UrlId {
        let naming = Naming {
            role: Role::Page,
            depth: 0,
            guessed: false,
            navigation: true,
        };
        self.name(&canonical(url), naming).unwrap_or_default()
    }

    /// Makes a URL known, or merges what is newly said about it. `None` for what is no web address.
    pub fn name(&mut self, url: &str, naming: Naming) -> Option<UrlId> {
        match self.ids.get(url) {
            Some(&id) => {
                self.merge(id, naming);
                Some(id)
            }
            None => self.add(url, naming),
        }
    }

    fn add(&mut self, text: &str, naming: Naming) -> Option<UrlId> {
        let url = Url::parse(text).ok().filter(is_web)?;
        let in_scope = self.scope.contains(&url);
        let id = self.entries.len() as UrlId;
        let shared: Arc<str> = text.into();
        let trapped = self.traps.catches(&url, in_scope);
        let entry = Entry {
            url: Arc::clone(&shared),
            role: naming.role,
            in_scope,
            guessed: naming.guessed,
            state: match trapped {
                true => UrlState::Skipped(Skip::Trap),
                false => UrlState::Queued,
            },
            busy: false,
            depth: naming.depth,
            queue: queue_for(&url, in_scope, naming),
            lane: self.lane(&url, in_scope),
            dirty: false,
        };
        self.entries.push(entry);
        self.ids.insert(shared, id);
        self.touch(id);
        if !trapped {
            self.enqueue(id);
        }
        Some(id)
    }

    fn merge(&mut self, id: UrlId, naming: Naming) {
        let entry = &mut self.entries[id as usize];
        let role = entry.role.min(naming.role);
        let guessed = entry.guessed && naming.guessed;
        let depth = entry.depth.min(naming.depth);
        let mut queue = entry.queue;
        if naming.navigation && entry.in_scope && is_page(naming.role) {
            queue = queue.min(Queue::Column);
        } else if entry.in_scope && is_page(role) {
            queue = queue.min(Queue::Item);
        }
        if (role, guessed, depth, queue) == (entry.role, entry.guessed, entry.depth, entry.queue) {
            return;
        }
        let moved = (queue, depth) != (entry.queue, entry.depth);
        (entry.role, entry.guessed, entry.depth, entry.queue) = (role, guessed, depth, queue);
        let again = moved && entry.state == UrlState::Queued && !entry.busy;
        self.touch(id);
        if again {
            self.enqueue(id);
        }
    }

    /// The number of a known URL.
    pub fn id(&self, url: &str) -> Option<UrlId> {
        self.ids.get(url).copied()
    }

    /// A known URL.
    pub fn entry(&self, id: UrlId) -> &Entry {
        &self.entries[id as usize]
    }

    /// Depth of a known URL.
    pub fn depth(&self, id: UrlId) -> u16 {
        self.entries[id as usize].depth
    }

    /// Whether the portal includes `url`.
    pub fn is_in_scope(&self, url: &Url) -> bool {
        self.scope.contains(url)
    }

    /// Takes a queued URL out of the queues because a redirect leads to it. False when it is not
    /// waiting.
    pub fn claim(&mut self, id: UrlId) -> bool {
        let entry = &mut self.entries[id as usize];
        let free = entry.state == UrlState::Queued && !entry.busy;
        entry.busy |= free;
        free
    }

    /// Puts a claimed URL back into its queue.
    pub fn release(&mut self, id: UrlId) {
        self.entries[id as usize].busy = false;
        if self.entries[id as usize].state == UrlState::Queued {
            self.enqueue(id);
        }
    }

    /// Ends what was under way for a URL.
    pub fn settle(&mut self, id: UrlId, state: UrlState) {
        let entry = &mut self.entries[id as usize];
        let was_done = entry.state == UrlState::Done;
        entry.busy = false;
        entry.state = state;
        if let UrlState::Suspect(due) = state {
            self.suspects.push(Reverse((due, id)));
        }
        if state == UrlState::Done && !was_done {
            self.done += 1;
        }
        self.touch(id);
    }

    /// Lets work that a redirect led to the origin of `url` wait in its lane.
    pub fn redirect(&mut self, url: &Url, work: W) {
        let in_scope = self.scope.contains(url);
        let lane = self.lane(url, in_scope);
        self.lanes[lane as usize].redirected.push_back(work);
        self.refresh(lane);
    }

    /// A task of the lane of `url` came to its end.
    pub fn task_ended(&mut self, lane: u32) {
        self.active -= 1;
        let entry = &mut self.lanes[lane as usize];
        entry.active -= 1;
        if !entry.in_scope {
            self.outside_active -= 1;
        }
        self.refresh(lane);
    }

    /// The server of a lane was given up.
    pub fn give_up(&mut self, lane: u32) {
        self.lanes[lane as usize].given_up = true;
    }

    /// Whether a server of the portal was given up.
    pub fn is_portal_given_up(&self) -> bool {
        self.lanes.iter().any(|lane| lane.in_scope && lane.given_up)
    }

    /// Whether the limit on pages kept a page from being asked for.
    pub fn is_budget_hit(&self) -> bool {
        self.budget_hit
    }

    /// Opens an origin of the portal now that its robots.txt is known.
    pub fn set_rules(&mut self, origin: &str, rules: Rules) {
        if let Some(&lane) = self.lane_ids.get(origin) {
            self.lanes[lane as usize].rules = Some(rules);
            self.refresh(lane);
        }
    }

    /// Whether robots.txt allows `url`; true where it is not known.
    pub fn allows(&self, url: &Url) -> bool {
        let lane = self.lane_ids.get(&url.origin().ascii_serialization());
        lane.and_then(|lane| self.lanes[*lane as usize].rules.as_ref())
            .is_none_or(|rules| rules.allow(url))
    }

    /// Origins of the portal that were met since the last call.
    pub fn take_new_origins(&mut self) -> Vec<String> {
        std::mem::take(&mut self.new_origins)
    }

    /// Moves the suspects that are due at `now` into their lanes.
    pub fn wake_suspects(&mut self, now: i64) {
        while let Some(Reverse((due, id))) = self.suspects.peek().copied() {
            if due > now {
                break;
            }
            self.suspects.pop();
            let lane = self.entries[id as usize].lane;
            self.lanes[lane as usize].second.push_back(id);
            self.refresh(lane);
        }
    }

    /// When the next second look is due, Unix time in seconds.
    pub fn next_due(&self) -> Option<i64> {
        self.suspects.peek().map(|Reverse((due, _))| *due)
    }

    /// The next job and its lane, if any lane has room for one.
    pub fn next_job(&mut self) -> Option<(u32, Job<W>)> {
        loop {
            // Lanes of the portal sort first, so the first tells whether there is one.
            let &(outside, lane) = self.open.first()?;
            if outside && self.outside_active >= MAX_OUTSIDE {
                return None;
            }
            if let Some(job) = self.take_from(lane) {
                self.lanes[lane as usize].active += 1;
                self.active += 1;
                self.outside_active += usize::from(outside);
                self.refresh(lane);
                return Some((lane, job));
            }
            self.refresh(lane);
        }
    }

    fn take_from(&mut self, lane: u32) -> Option<Job<W>> {
        let queue = &mut self.lanes[lane as usize];
        if let Some(work) = queue.redirected.pop_front() {
            return Some(Job::GoOn(work));
        }
        if let Some(id) = queue.second.pop_front() {
            self.entries[id as usize].busy = true;
            return Some(Job::Second(id));
        }
        while let Some(Reverse((queue, depth, id))) = self.lanes[lane as usize].waiting.pop() {
            self.waiting -= 1;
            let entry = &self.entries[id as usize];
            let stale = (entry.queue, entry.depth) != (queue, depth);
            if stale || entry.busy || entry.state != UrlState::Queued {
                continue;
            }
            if let Some(reason) = self.reason_to_skip(lane, id) {
                self.settle(id, UrlState::Skipped(reason));
                continue;
            }
            self.pages_asked += usize::from(self.counts_as_page(id));
            self.entries[id as usize].busy = true;
            return Some(Job::First(id));
        }
        None
    }

    fn reason_to_skip(&mut self, lane: u32, id: UrlId) -> Option<Skip> {
        let entry = &self.entries[id as usize];
        let lane = &self.lanes[lane as usize];
        if lane.given_up {
            return Some(Skip::StopLoss);
        }
        if let Some(rules) = &lane.rules
            && !Url::parse(&entry.url).is_ok_and(|url| rules.allow(&url))
        {
            return Some(Skip::Robots);
        }
        if self.counts_as_page(id) && self.pages_asked >= self.bounds.max_pages {
            self.budget_hit = true;
            return Some(Skip::Budget);
        }
        None
    }

    fn counts_as_page(&self, id: UrlId) -> bool {
        let entry = &self.entries[id as usize];
        entry.in_scope && is_page(entry.role)
    }

    /// Gives up what is still waiting when the crawl has come to its end: pages too deep, for
    /// which a shorter way might have been found until now.
    pub fn close(&mut self) {
        for id in 0..self.entries.len() as UrlId {
            if self.entries[id as usize].state == UrlState::Queued {
                self.settle(id, UrlState::Skipped(Skip::Budget));
            }
        }
    }

    /// Whether nothing waits and nothing is under way, second looks included.
    pub fn is_finished(&self) -> bool {
        self.active == 0 && self.open.is_empty() && self.suspects.is_empty()
    }

    /// Rows that changed since the last call, for the database.
    pub fn take_dirty(&mut self) -> Vec<UrlRow> {
        let ids = std::mem::take(&mut self.dirty);
        ids.into_iter()
            .map(|id| {
                let entry = &mut self.entries[id as usize];
                entry.dirty = false;
                UrlRow {
                    id,
                    url: Arc::clone(&entry.url),
                    role: entry.role,
                    in_scope: entry.in_scope,
                    depth: entry.depth,
                    guessed: entry.guessed,
                    queue: entry.queue as u8,
                    state: entry.state,
                }
            })
            .collect()
    }

    /// Finished, waiting, under way, waiting for the second look.
    pub fn counts(&self) -> (usize, usize, usize, usize) {
        (self.done, self.waiting, self.active, self.suspects.len())
    }

    fn touch(&mut self, id: UrlId) {
        let entry = &mut self.entries[id as usize];
        if !entry.dirty {
            entry.dirty = true;
            self.dirty.push(id);
        }
    }

    fn enqueue(&mut self, id: UrlId) {
        let entry = &self.entries[id as usize];
        if entry.in_scope && entry.depth > self.bounds.max_depth {
            return;
        }
        let lane = entry.lane;
        let key = Reverse((entry.queue, entry.depth, id));
        self.lanes[lane as usize].waiting.push(key);
        self.waiting += 1;
        self.refresh(lane);
    }

    fn refresh(&mut self, lane: u32) {
        let state = &self.lanes[lane as usize];
        // Nothing of the portal is asked for before its robots.txt is known.
        let ready = !state.in_scope || state.rules.is_some();
        let open = ready && state.active < self.bounds.lane_tasks && state.has_work();
        let key = (!state.in_scope, lane);
        match open {
            true => self.open.insert(key),
            false => self.open.remove(&key),
        };
    }

    fn lane(&mut self, url: &Url, in_scope: bool) -> u32 {
        let origin = url.origin().ascii_serialization();
        if let Some(&lane) = self.lane_ids.get(&origin) {
            return lane;
        }
        let lane = self.lanes.len() as u32;
        self.lanes.push(Lane {
            in_scope,
            given_up: false,
            rules: None,
            active: 0,
            waiting: BinaryHeap::new(),
            second: VecDeque::new(),
            redirected: VecDeque::new(),
        });
        if in_scope {
            self.new_origins.push(origin.clone());
        }
        self.lane_ids.insert(origin, lane);
        lane
    }
}

#[cfg(test)]
#[path = "frontier_tests.rs"]
mod tests;
