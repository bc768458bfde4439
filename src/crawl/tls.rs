//! TLS of a crawl. A portal whose certificate is out of date is still read, so connections are let
//! through whatever their certificates are worth; but each is verified first, and its outcome is
//! kept. What others may ask is [`Verifier::fault`]: an answer that is not known to be verified
//! has a fault, so that no failure passes in silence.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use reqwest::Response;
use reqwest::tls::TlsInfo;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{ClientSessionStore, Resumption};
use rustls::client::{Tls12ClientSessionValue, Tls13ClientSessionValue};
use rustls::crypto::{
    CryptoProvider, WebPkiSupportedAlgorithms, ring, verify_tls12_signature, verify_tls13_signature,
};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, Error, NamedGroup, SignatureScheme};
use rustls_platform_verifier::Verifier as PlatformVerifier;
use sha2::{Digest, Sha256};
use url::{Host, Url};

use super::certificate;
use crate::facts::TlsCause;

/// A server as it presented itself: its name, and the SHA-256 of its certificate.
type Presented = (ServerName<'static>, [u8; 32]);

/// Whom this machine trusts; `None` without root certificates. Reading them takes long, so that the
/// crawls of one process share them.
#[derive(Clone, Debug)]
pub struct Roots(Option<Arc<PlatformVerifier>>);

impl Roots {
    /// Reads them.
    pub fn of_this_machine() -> Self {
        Self(PlatformVerifier::new(provider()).ok().map(Arc::new))
    }
}

/// Verifies servers, lets them all pass, and knows which of them proved who they are.
#[derive(Debug)]
pub struct Verifier {
    roots: Roots,
    algorithms: WebPkiSupportedAlgorithms,
    /// Every server met, with what is wrong if anything is.
    met: Mutex<HashMap<Presented, Option<TlsCause>>>,
}

/// TLS settings of a client that asks `verifier`. Sessions are never resumed: each connection shows
/// its certificate anew.
///
/// # Errors
/// When the TLS library does not take its own protocol versions.
pub fn config(verifier: &Arc<Verifier>) -> Result<ClientConfig, Error> {
    let mut config = ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::clone(verifier) as Arc<dyn ServerCertVerifier>)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    config.resumption = Resumption::store(Arc::new(NoSessions));
    Ok(config)
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

impl Verifier {
    /// A verifier that trusts `roots` and has met nobody.
    pub fn new(roots: Roots) -> Self {
        Self {
            roots,
            algorithms: ring::default_provider().signature_verification_algorithms,
            met: Mutex::default(),
        }
    }

    /// What is wrong with the certificate of the server that gave this answer; `None` when it was
    /// verified, or when `url` promises no TLS.
    pub fn fault(&self, url: &Url, response: &Response) -> Option<TlsCause> {
        if url.scheme() != "https" {
            return None;
        }
        let known = || {
            let info = response.extensions().get::<TlsInfo>()?;
            let presented = (server_name(url)?, digest(info.peer_certificate()?));
            let met = self.met.lock().unwrap_or_else(PoisonError::into_inner);
            met.get(&presented).copied()
        };
        known().unwrap_or(Some(TlsCause::Other))
    }

    fn verdict(
        &self,
        own: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        now: UnixTime,
    ) -> Option<TlsCause> {
        let Some(platform) = &self.roots.0 else {
            return Some(TlsCause::NoRoots);
        };
        match platform.verify_server_cert(own, others, name, &[], now) {
            Ok(_) => certificate::is_beyond_us(own).then_some(TlsCause::Unsupported),
            Err(Error::InvalidCertificate(why)) => {
                let presented: Vec<_> = [own].into_iter().chain(others).cloned().collect();
                Some(certificate::fault(&why, &presented))
            }
            Err(_) => Some(TlsCause::Other),
        }
    }

    /// A server that does not hold the key of its certificate is refused. Where our TLS cannot tell
    /// (see [`certificate::is_beyond_us`]), [`Self::verdict`] has found a fault already.
    fn signature(
        &self,
        own: &CertificateDer<'_>,
        checked: Result<HandshakeSignatureValid, Error>,
    ) -> Result<HandshakeSignatureValid, Error> {
        set_under_way(false);
        match checked {
            Err(_) if certificate::is_beyond_us(own) => Ok(HandshakeSignatureValid::assertion()),
            checked => checked,
        }
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        own: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        _ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let fault = self.verdict(own, others, name, now);
        let mut met = self.met.lock().unwrap_or_else(PoisonError::into_inner);
        let known = met.entry((name.to_owned(), digest(own))).or_default();
        // One node of a server may present the certificate without its chain: the fault stays.
        *known = known.or(fault);
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        own: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let checked = verify_tls12_signature(message, own, signed, &self.algorithms);
        self.signature(own, checked)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        own: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let checked = verify_tls13_signature(message, own, signed, &self.algorithms);
        self.signature(own, checked)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

fn digest(certificate: &[u8]) -> [u8; 32] {
    Sha256::digest(certificate).into()
}

/// The name that a client gives to the server of `url`.
fn server_name(url: &Url) -> Option<ServerName<'static>> {
    match url.host()? {
        Host::Ipv4(ip) => Some(ServerName::from(ip)),
        Host::Ipv6(ip) => Some(ServerName::from(ip)),
        Host::Domain(name) => ServerName::try_from(name.to_owned()).ok(),
    }
}

tokio::task_local! {
    static UNDER_WAY: Arc<AtomicBool>;
}

/// Runs a request, and tells whether a handshake that it began was still under way at its end. Of a
/// connection that another request set up nothing is known: it counts as set up.
pub async fn watch_handshake<T>(request: impl Future<Output = T>) -> (T, bool) {
    let under_way = Arc::new(AtomicBool::new(false));
    let result = UNDER_WAY.scope(Arc::clone(&under_way), request).await;
    (result, under_way.load(Ordering::Relaxed))
}

fn set_under_way(value: bool) {
    let _ = UNDER_WAY.try_with(|under_way| under_way.store(value, Ordering::Relaxed));
}

/// Keeps no session. It is asked for one whenever a handshake begins.
#[derive(Debug)]
struct NoSessions;

impl ClientSessionStore for NoSessions {
    fn take_tls13_ticket(&self, _: &ServerName<'static>) -> Option<Tls13ClientSessionValue> {
        set_under_way(true);
        None
    }

    fn tls12_session(&self, _: &ServerName<'_>) -> Option<Tls12ClientSessionValue> {
        None
    }

    fn kx_hint(&self, _: &ServerName<'_>) -> Option<NamedGroup> {
        None
    }

    fn set_kx_hint(&self, _: ServerName<'static>, _: NamedGroup) {}

    fn set_tls12_session(&self, _: ServerName<'static>, _: Tls12ClientSessionValue) {}

    fn remove_tls12_session(&self, _: &ServerName<'static>) {}

    fn insert_tls13_ticket(&self, _: ServerName<'static>, _: Tls13ClientSessionValue) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_to_be_verified_has_a_fault() {
        let verifier = Verifier::new(Roots::of_this_machine());
        let answer = || Response::from(http::Response::new(""));
        let fault = |url: &str| verifier.fault(&Url::parse(url).unwrap(), &answer());
        assert_eq!(fault("https://a.gov.cn/"), Some(TlsCause::Other));
        assert_eq!(fault("http://a.gov.cn/"), None);
    }

    #[test]
    fn a_fault_once_seen_is_not_forgotten() {
        let verifier = Verifier::new(Roots::of_this_machine());
        let own = CertificateDer::from(vec![1]);
        let name = ServerName::try_from("a.gov.cn").unwrap();
        let presented = (name.to_owned(), digest(&own));
        let sound = verifier.met.lock().unwrap().insert(presented.clone(), None);
        assert_eq!(sound, None);
        for _ in 0..2 {
            let passed = verifier.verify_server_cert(&own, &[], &name, &[], UnixTime::now());
            assert!(passed.is_ok());
            assert!(verifier.met.lock().unwrap()[&presented].is_some());
        }
    }
}
