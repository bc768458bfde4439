//! Order, rules and merging of the frontier.

use super::*;
use crate::bundle::HostRow;

const HOST: &str = "http://a.gov.cn";

fn frontier(max_pages: usize) -> Frontier<()> {
    let seed = Url::parse(HOST).unwrap();
    let bounds = Bounds {
        max_pages,
        max_depth: 2,
        lane_tasks: 10,
    };
    let mut frontier = Frontier::new(Scope::new(&seed, &[]), bounds);
    frontier.seed(&seed);
    frontier
}

fn open(frontier: &mut Frontier<()>, robots: &str) {
    let row = HostRow {
        origin: HOST.to_owned(),
        robots: "found".to_owned(),
        robots_body: Some(robots.as_bytes().to_vec()),
        probe: None,
    };
    frontier.set_rules(HOST, Rules::new(&row, false));
}

fn named(role: Role, depth: u16, navigation: bool) -> Naming {
    Naming {
        role,
        depth,
        guessed: false,
        navigation,
    }
}

fn order(frontier: &mut Frontier<()>) -> Vec<String> {
    let mut order = Vec::new();
    while let Some((lane, Job::First(id))) = frontier.next_job() {
        order.push(frontier.entry(id).url.replace(HOST, ""));
        frontier.settle(id, UrlState::Done);
        frontier.task_ended(lane);
    }
    order
}

#[test]
fn home_then_columns_then_items_then_files_then_outside() {
    let mut f = frontier(100);
    for (url, naming) in [
        ("http://b.gov.cn/", named(Role::Page, 1, true)),
        ("http://a.gov.cn/f.pdf", named(Role::Attachment, 1, false)),
        ("http://a.gov.cn/item.html", named(Role::Page, 1, false)),
        ("http://a.gov.cn/col/", named(Role::Page, 1, false)),
        ("http://a.gov.cn/late.html", named(Role::Page, 2, false)),
        ("http://a.gov.cn/late.html", named(Role::Page, 2, true)),
    ] {
        f.name(url, naming);
    }
    open(&mut f, "");
    let got = order(&mut f);
    assert_eq!(
        got,
        [
            "/",
            "/col/",
            "/late.html",
            "/item.html",
            "/f.pdf",
            "http://b.gov.cn/"
        ]
    );
    assert!(f.is_finished());
}

#[test]
fn nothing_of_the_portal_moves_before_robots_is_known_and_its_rules_hold() {
    let mut f = frontier(100);
    let id = f
        .name("http://a.gov.cn/private/x", named(Role::Page, 1, false))
        .unwrap();
    assert!(f.next_job().is_none() && !f.is_finished() || f.open.is_empty());
    open(&mut f, "User-agent: *\nDisallow: /private/");
    assert_eq!(order(&mut f), ["/"]);
    assert_eq!(f.entry(id).state, UrlState::Skipped(Skip::Robots));
}

#[test]
fn the_strongest_expectation_and_any_real_link_win() {
    let mut f = frontier(100);
    let guess = Naming {
        guessed: true,
        ..named(Role::Image, 2, false)
    };
    let id = f.name("http://a.gov.cn/x", guess).unwrap();
    assert!(f.entry(id).guessed);
    assert_eq!(
        f.name("http://a.gov.cn/x", named(Role::Page, 1, false)),
        Some(id)
    );
    assert_eq!(
        (f.entry(id).role, f.entry(id).guessed, f.depth(id)),
        (Role::Page, false, 1)
    );
}

#[test]
fn pages_beyond_the_budget_and_too_deep_are_skipped_and_files_are_not() {
    let mut f = frontier(2);
    let a = f
        .name("http://a.gov.cn/1", named(Role::Page, 1, false))
        .unwrap();
    let b = f
        .name("http://a.gov.cn/2", named(Role::Page, 1, false))
        .unwrap();
    let deep = f
        .name("http://a.gov.cn/deep", named(Role::Page, 3, false))
        .unwrap();
    let file = f
        .name("http://a.gov.cn/f.pdf", named(Role::Attachment, 1, false))
        .unwrap();
    open(&mut f, "");
    order(&mut f);
    f.close();
    let states = [a, b, deep, file].map(|id| f.entry(id).state);
    let budget = UrlState::Skipped(Skip::Budget);
    assert_eq!(states, [UrlState::Done, budget, budget, UrlState::Done]);
    assert!(f.is_budget_hit());
}

#[test]
fn a_suspect_waits_for_its_time() {
    let mut f = frontier(9);
    open(&mut f, "");
    let Some((lane, Job::First(id))) = f.next_job() else {
        panic!("no job")
    };
    f.settle(id, UrlState::Suspect(100));
    f.task_ended(lane);
    f.wake_suspects(99);
    assert!(f.next_job().is_none() && !f.is_finished());
    f.wake_suspects(100);
    assert!(matches!(f.next_job(), Some((_, Job::Second(got))) if got == id));
}
