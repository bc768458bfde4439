//! What the TLS of servers does to an inspection: whatever is wrong with a certificate, pages are
//! read, judged and marked; what our TLS cannot speak is nobody's fault.
#![allow(clippy::unwrap_used, reason = "a test must stop at the first surprise")]

mod test_server;
mod tls_servers;

use std::fs;
use std::io::Read;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use assert_cmd::Command;
use flate2::read::MultiGzDecoder;
use gongkai::bundle::Bundle;
use gongkai::check::Outcome;
use gongkai::demo::{FixturePortal, FixtureServer};
use gongkai::facts::{Capture, Cause, TlsCause, UnverifiedHost};
use gongkai::report::result::ResultDocument;
use test_server::{Reply, Server};
use tls_servers::{
    Authorities, Identity, OLD_VERSIONS_ONLY, PLAIN_HTTP, RSA_KEY_EXCHANGE_ONLY, TLCP_ALERT,
    TLCP_SERVER_HELLO, Then, TlsFront, expired, not_yet_valid, raw, server_params,
};

/// One run of the program on a machine that trusts `roots`.
struct Inspection {
    dir: tempfile::TempDir,
    exit: i32,
    stderr: String,
}

impl Inspection {
    fn of(url: &str, roots: &str, timeout: &str) -> Self {
        Self::linking_to(&[], url, roots, timeout)
    }

    /// Of a portal whose pages lead to other servers on loopback.
    fn linking_to(links: &[&str], url: &str, roots: &str, timeout: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let settings = dir.path().join("settings.toml");
        let servers = links.iter().map(|link| {
            let link = url::Url::parse(link).unwrap();
            format!("{}:{}", link.host_str().unwrap(), link.port().unwrap())
        });
        let servers: Vec<String> = servers.collect();
        fs::write(
            &settings,
            format!("[crawl]\nprivate_servers = {servers:?}\n"),
        )
        .unwrap();
        let trusted = dir.path().join("roots.pem");
        fs::write(&trusted, roots).unwrap();
        let output = Command::cargo_bin("gongkai")
            .unwrap()
            .args(["check", url, "--out"])
            .arg(dir.path().join("out"))
            .arg("--settings")
            .arg(&settings)
            .args(["--rate", "0", "--confirm-after", "50ms"])
            .args(["--timeout", timeout, "--as-of", "2026-11-20"])
            .env("SSL_CERT_FILE", &trusted)
            .env_remove("SSL_CERT_DIR")
            .timeout(Duration::from_secs(60))
            .output()
            .unwrap();
        Self {
            dir,
            exit: output.status.code().unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    fn out(&self) -> PathBuf {
        self.dir.path().join("out")
    }

    fn bundle(&self) -> Bundle {
        Bundle::open(&self.out().join("bundle")).unwrap()
    }

    fn result(&self) -> ResultDocument {
        let text = fs::read(self.out().join("result.json")).unwrap();
        serde_json::from_slice(&text).unwrap()
    }

    fn capture(&self, url: &str) -> Capture {
        let captures = self.bundle().captures().unwrap();
        captures.into_iter().find(|c| c.url == url).unwrap()
    }

    /// Outcome and message of `broken-link` for a URL that did not pass.
    fn ruling(&self, url: &str) -> Option<(Outcome, String)> {
        let findings = self.result().findings;
        let of_link =
            |f: &gongkai::report::result::Finding| f.check == "broken-link" && f.subject.url == url;
        let found = findings.into_iter().find(of_link)?;
        Some((found.outcome, found.message_key))
    }
}

/// A portal over plain HTTP on which nothing is wrong, with further links on its home page.
fn portal(links: &[&str]) -> FixtureServer {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/portals/clean");
    let mut portal = FixturePortal::folder(&root).unwrap();
    let home = portal.files.get("/index.html").unwrap();
    let home = String::from_utf8(home.to_vec()).unwrap();
    let home = home.replace("</body>", &(test_server::links(links) + "</body>"));
    portal.files.insert("/index.html", home);
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    FixtureServer::start(portal.files, portal.faults, address).unwrap()
}

/// Inspects a portal with one dead link behind a server that presents `identity`; expects it to be
/// read and judged in full, and marked with `fault`.
#[track_caller]
fn read_and_judged(identity: &Identity, roots: &str, fault: Option<TlsCause>) {
    let plain = portal(&["/gone.html"]);
    let front = TlsFront::start(identity, plain.address());
    let inspection = Inspection::of(&front.url("/"), roots, "20s");
    assert_eq!(inspection.exit, 1, "{}", inspection.stderr);
    let result = inspection.result();
    let failed = result
        .findings
        .iter()
        .filter(|f| f.outcome == Outcome::Fail);
    let [dead] = failed.collect::<Vec<_>>()[..] else {
        panic!("{:#?}", result.findings);
    };
    assert_eq!(dead.subject.url, front.url("/gone.html"));
    assert!(dead.evidence.iter().all(|e| e.tls_fault == fault));

    let bundle = inspection.bundle();
    let mut pages = 0;
    let read = bundle.for_each_page(|_, _, _| pages += 1);
    read.unwrap();
    assert!(pages >= 36, "{pages}");
    for capture in bundle.captures().unwrap() {
        for look in capture.looks {
            let faults: Vec<_> = look.tls_faults.iter().map(|fault| fault.cause).collect();
            assert_eq!(look.cause, None, "{}", capture.url);
            assert_eq!(faults, Vec::from_iter(fault), "{}", capture.url);
        }
    }
    let [unverified] = &result.coverage.unverified_hosts[..] else {
        assert_eq!(
            (&result.coverage.unverified_hosts[..], fault),
            (&[][..], None)
        );
        return;
    };
    assert_eq!(unverified.host, front.address.to_string());
    assert_eq!(Some(unverified.fault), fault);
    assert_eq!(unverified.pages, result.coverage.fetched);
    let scorecard = fs::read_to_string(inspection.out().join("scorecard.html")).unwrap();
    assert!(scorecard.contains(&unverified.host));
    assert!(scorecard.contains("读取时证书未获核验"));
    assert_eq!(warc_marks(&inspection), unverified.fault.as_str());
}

/// The fault that every response in the archive names.
fn warc_marks(inspection: &Inspection) -> String {
    let file = inspection.out().join("bundle/gongkai-00000.warc.gz");
    let mut text = Vec::new();
    let mut members = MultiGzDecoder::new(fs::File::open(file).unwrap());
    members.read_to_end(&mut text).unwrap();
    let text = String::from_utf8_lossy(&text);
    let responses = text.matches("WARC-Type: response\r\n").count();
    let lines = text.split("\r\n");
    let marks: Vec<_> = lines
        .filter_map(|line| line.strip_prefix("X-Gongkai-TLS-Fault: "))
        .collect();
    assert_eq!(marks, vec![marks[0]; responses]);
    marks[0].to_owned()
}

#[test]
fn a_sound_certificate_leaves_no_mark() {
    let trusted = Authorities::new("trusted");
    let identity = trusted.issue(server_params("127.0.0.1"));
    read_and_judged(&identity, &trusted.root_pem(), None);
}

#[test]
fn an_expired_certificate() {
    let trusted = Authorities::new("trusted");
    let identity = trusted.issue(expired());
    read_and_judged(&identity, &trusted.root_pem(), Some(TlsCause::Expired));
}

#[test]
fn a_certificate_that_is_not_valid_yet() {
    let trusted = Authorities::new("trusted");
    let identity = trusted.issue(not_yet_valid());
    read_and_judged(&identity, &trusted.root_pem(), Some(TlsCause::NotYetValid));
}

#[test]
fn a_certificate_for_another_name() {
    let trusted = Authorities::new("trusted");
    let identity = trusted.issue(server_params("www.example.gov.cn"));
    read_and_judged(&identity, &trusted.root_pem(), Some(TlsCause::WrongName));
}

#[test]
fn a_self_signed_certificate() {
    let trusted = Authorities::new("trusted");
    let identity = Identity::self_signed(server_params("127.0.0.1"));
    read_and_judged(&identity, &trusted.root_pem(), Some(TlsCause::SelfSigned));
}

#[test]
fn a_chain_without_its_intermediate() {
    let trusted = Authorities::new("trusted");
    let identity = trusted.issue(server_params("127.0.0.1")).without_chain();
    let fault = Some(TlsCause::IncompleteChain);
    read_and_judged(&identity, &trusted.root_pem(), fault);
}

#[test]
fn a_private_authority() {
    let (trusted, private) = (Authorities::new("trusted"), Authorities::new("private"));
    let identity = private.issue(server_params("127.0.0.1"));
    let fault = Some(TlsCause::UntrustedIssuer);
    read_and_judged(&identity, &trusted.root_pem(), fault);
}

#[test]
fn a_machine_without_roots_calls_nobody_untrusted() {
    let identity = Authorities::new("trusted").issue(server_params("127.0.0.1"));
    read_and_judged(&identity, "", Some(TlsCause::NoRoots));
}

#[test]
fn a_link_behind_a_certificate_fault_is_not_broken_and_its_host_is_named() {
    let trusted = Authorities::new("trusted");
    let target = Server::start(|_, _| Reply::html("<p>公开内容</p>"));
    let sound = trusted.issue(server_params("127.0.0.1"));
    let sound = TlsFront::start(&sound, target.address);
    let onward = sound.url("/a.html");
    let sends_on = Server::start(move |_, _| Reply::redirect(onward.as_str()));
    let tls12 = &[&rustls::version::TLS12];
    let old = TlsFront::start_speaking(tls12, &trusted.issue(expired()), target.address);
    let moved = TlsFront::start(&trusted.issue(expired()), sends_on.address);
    let (old_link, moved_link) = (old.url("/a.html"), moved.url("/x"));
    let server = portal(&[&old_link, &moved_link]);
    let sound_link = sound.url("/a.html");
    let inspection = Inspection::linking_to(
        &[&old_link, &moved_link, &sound_link],
        &server.url(),
        &trusted.root_pem(),
        "20s",
    );
    assert_eq!(inspection.exit, 0, "{}", inspection.stderr);
    for link in [&old_link, &moved_link] {
        assert_eq!(inspection.ruling(link), None, "{link}");
        assert_eq!(inspection.capture(link).looks.len(), 1, "{link}");
    }
    let host = |address: SocketAddr| UnverifiedHost {
        host: address.to_string(),
        fault: TlsCause::Expired,
        pages: 0,
        urls: 1,
    };
    let mut hosts = [host(old.address), host(moved.address)];
    hosts.sort_by(|a, b| a.host.cmp(&b.host));
    assert_eq!(inspection.result().coverage.unverified_hosts, hosts);
}

#[test]
fn what_our_tls_cannot_speak_is_neither_unreachable_nor_a_broken_link() {
    let unproven = (Outcome::Error, "unproven");
    let review = (Outcome::Review, "tls");
    let cases = [
        (
            OLD_VERSIONS_ONLY,
            Then::Close,
            TlsCause::Unsupported,
            unproven,
        ),
        (
            RSA_KEY_EXCHANGE_ONLY,
            Then::Close,
            TlsCause::Unsupported,
            unproven,
        ),
        (TLCP_ALERT, Then::Close, TlsCause::Unsupported, unproven),
        (
            TLCP_SERVER_HELLO,
            Then::Stay,
            TlsCause::Unsupported,
            unproven,
        ),
        (PLAIN_HTTP, Then::Close, TlsCause::NotTls, review),
        (b"", Then::Close, TlsCause::Reset, review),
        (b"", Then::Reset, TlsCause::Reset, review),
    ];
    let targets = cases.map(|(bytes, then, ..)| raw(bytes, then));
    let server = portal(&targets.each_ref().map(String::as_str));
    let inspection = Inspection::linking_to(
        &targets.each_ref().map(String::as_str),
        &server.url(),
        &Authorities::new("trusted").root_pem(),
        "20s",
    );
    assert_eq!(inspection.exit, 0, "{}", inspection.stderr);
    for (url, (_, _, cause, (outcome, message))) in targets.iter().zip(cases) {
        let looks = inspection.capture(url).looks;
        let causes: Vec<_> = looks.iter().map(|look| look.cause.clone()).collect();
        assert_eq!(causes, vec![Some(Cause::Tls(cause)); 2], "{url}");
        let ruling = inspection.ruling(url);
        assert_eq!(ruling, Some((outcome, message.to_owned())), "{cause:?}");
    }
    assert_eq!(inspection.result().coverage.unverified_hosts, []);
}

#[test]
fn a_handshake_that_stalls() {
    let target = raw(b"", Then::Stay);
    let server = portal(&[&target]);
    let inspection = Inspection::linking_to(
        &[&target],
        &server.url(),
        &Authorities::new("trusted").root_pem(),
        "1s",
    );
    assert_eq!(inspection.exit, 0, "{}", inspection.stderr);
    for look in inspection.capture(&target).looks {
        assert_eq!(look.cause, Some(Cause::Tls(TlsCause::Timeout)));
    }
    let ruling = inspection.ruling(&target);
    assert_eq!(ruling, Some((Outcome::Review, "tls".to_owned())));
}

#[test]
fn a_server_that_does_not_hold_the_key_of_its_certificate_is_not_read() {
    let trusted = Authorities::new("trusted");
    let identity = trusted.issue(server_params("127.0.0.1"));
    let identity = identity.with_another_key();
    let target = Server::start(|_, _| Reply::html("<p>公开内容</p>"));
    let fronts = [&rustls::version::TLS12, &rustls::version::TLS13]
        .map(|version| TlsFront::start_speaking(&[version], &identity, target.address));
    let links = fronts.each_ref().map(|front| front.url("/a.html"));
    let server = portal(&links.each_ref().map(String::as_str));
    let inspection = Inspection::linking_to(
        &links.each_ref().map(String::as_str),
        &server.url(),
        &trusted.root_pem(),
        "20s",
    );
    assert_eq!(inspection.exit, 0, "{}", inspection.stderr);
    assert_eq!(target.hits().len(), 0);
    for link in &links {
        let looks = inspection.capture(link).looks;
        let causes: Vec<_> = looks.into_iter().map(|look| look.cause).collect();
        assert_eq!(causes, vec![Some(Cause::Tls(TlsCause::Other)); 2], "{link}");
        let ruling = inspection.ruling(link);
        assert_eq!(ruling, Some((Outcome::Review, "tls".to_owned())));
    }
}

#[test]
fn a_portal_whose_tls_we_cannot_speak_gets_no_verdict() {
    for bytes in [OLD_VERSIONS_ONLY, RSA_KEY_EXCHANGE_ONLY, TLCP_SERVER_HELLO] {
        let seed = raw(bytes, Then::Close);
        let inspection = Inspection::of(&seed, &Authorities::new("trusted").root_pem(), "20s");
        assert_eq!(inspection.exit, 3, "{}", inspection.stderr);
        let words = "this program does not support the TLS that the server speaks";
        assert!(inspection.stderr.contains(words), "{}", inspection.stderr);
        assert!(!inspection.stderr.contains("unreachable"));
    }
}
