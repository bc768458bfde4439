//! Identity of a finding across inspections.

use sha2::{Digest, Sha256};

use super::Verdict;

/// First 32 hex digits of SHA-256 over check id, subject, message key and detail. Counts, dates
/// of the crawl and positions have no part in it.
pub fn fingerprint(check: &str, verdict: &Verdict) -> String {
    let kind = format!("{:?}", verdict.subject.kind);
    let id = verdict.subject.id.as_deref().unwrap_or("");
    let url = verdict.subject.url.as_str();
    let mut hash = Sha256::new();
    for part in [check, &kind, url, id, verdict.key, &verdict.detail] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    let digest = hash.finalize();
    data_encoding::HEXLOWER.encode(&digest[..16])
}
