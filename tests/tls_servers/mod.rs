//! Servers for the tests of TLS: real handshakes with certificates made on the spot in front of a
//! plain test server, and sockets that answer a greeting with the bytes of servers whose TLS no
//! current library speaks any more.
#![allow(clippy::unwrap_used, reason = "a test must stop at the first surprise")]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener as PlainListener, TcpStream as PlainStream};
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DistinguishedName, DnType, IsCa, KeyPair,
    date_time_ymd,
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::{ServerConfig, SupportedProtocolVersion};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

type Authority = CertifiedIssuer<'static, KeyPair>;

/// A root with an intermediate below it, and certificates for 127.0.0.1 below that.
pub struct Authorities {
    root: Authority,
    intermediate: Authority,
}

/// What a server presents.
pub struct Identity {
    chain: Vec<CertificateDer<'static>>,
    key: KeyPair,
}

fn authority_params(name: &str) -> CertificateParams {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name = named(name);
    params
}

fn named(name: &str) -> DistinguishedName {
    let mut distinguished = DistinguishedName::new();
    distinguished.push(DnType::CommonName, name);
    distinguished
}

/// Parameters of a server's certificate for an address or a name.
pub fn server_params(name: &str) -> CertificateParams {
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    params.distinguished_name = named("server");
    params.use_authority_key_identifier_extension = true;
    params
}

pub fn expired() -> CertificateParams {
    let mut params = server_params("127.0.0.1");
    params.not_before = date_time_ymd(2019, 1, 1);
    params.not_after = date_time_ymd(2020, 1, 1);
    params
}

pub fn not_yet_valid() -> CertificateParams {
    let mut params = server_params("127.0.0.1");
    params.not_before = date_time_ymd(2090, 1, 1);
    params
}

impl Authorities {
    pub fn new(name: &str) -> Self {
        let key = || KeyPair::generate().unwrap();
        let root = Authority::self_signed(authority_params(name), key()).unwrap();
        let middle = authority_params(&format!("{name} intermediate"));
        let intermediate = Authority::signed_by(middle, key(), &root).unwrap();
        Self { root, intermediate }
    }

    /// The root, for those who trust it.
    pub fn root_pem(&self) -> String {
        self.root.pem()
    }

    /// A certificate with the chain that belongs to it.
    pub fn issue(&self, params: CertificateParams) -> Identity {
        let key = KeyPair::generate().unwrap();
        let own = params.signed_by(&key, &self.intermediate).unwrap();
        Identity {
            chain: vec![own.der().clone(), self.intermediate.der().clone()],
            key,
        }
    }
}

impl Identity {
    pub fn self_signed(params: CertificateParams) -> Self {
        let key = KeyPair::generate().unwrap();
        let own = params.self_signed(&key).unwrap();
        Self {
            chain: vec![own.der().clone()],
            key,
        }
    }

    pub fn without_chain(mut self) -> Self {
        self.chain.truncate(1);
        self
    }

    /// Keeps the certificate and loses its key.
    pub fn with_another_key(mut self) -> Self {
        self.key = KeyPair::generate().unwrap();
        self
    }
}

/// Presents one identity without looking at it.
#[derive(Debug)]
struct Always(Arc<CertifiedKey>);

impl ResolvesServerCert for Always {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0))
    }
}

/// Takes TLS connections and hands what they carry on to a plain server. Stops when dropped.
pub struct TlsFront {
    pub address: SocketAddr,
    runtime: Option<tokio::runtime::Runtime>,
}

impl TlsFront {
    pub fn start(identity: &Identity, plain: SocketAddr) -> Self {
        Self::start_speaking(rustls::ALL_VERSIONS, identity, plain)
    }

    pub fn start_speaking(
        versions: &[&'static SupportedProtocolVersion],
        identity: &Identity,
        plain: SocketAddr,
    ) -> Self {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let der = PrivateKeyDer::try_from(identity.key.serialize_der()).unwrap();
        let key = provider.key_provider.load_private_key(der).unwrap();
        let certified = Arc::new(CertifiedKey::new(identity.chain.clone(), key));
        let config = ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(versions)
            .unwrap()
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(Always(certified)));
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        runtime.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let acceptor = acceptor.clone();
                tokio::spawn(async move {
                    let mut secured = acceptor.accept(stream).await?;
                    let mut onward = TcpStream::connect(plain).await?;
                    copy_bidirectional(&mut secured, &mut onward).await
                });
            }
        });
        Self {
            address,
            runtime: Some(runtime),
        }
    }

    pub fn url(&self, path: &str) -> String {
        format!("https://{}{path}", self.address)
    }
}

impl Drop for TlsFront {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// What `openssl s_server -tls1 -cipher ALL:@SECLEVEL=0` (and the same with `-tls1_1`) of OpenSSL
/// 3.0.19 answers to a greeting that offers TLS 1.2 and 1.3: alert protocol_version, then it closes.
pub const OLD_VERSIONS_ONLY: &[u8] = &[0x15, 3, 3, 0, 2, 2, 70];

/// What `openssl s_server -no_tls1_3 -cipher kRSA` of OpenSSL 3.0.19 answers to a greeting that offers
/// key exchange by ECDHE only: alert handshake_failure, then it closes.
pub const RSA_KEY_EXCHANGE_ONLY: &[u8] = &[0x15, 3, 3, 0, 2, 2, 40];

/// Alert handshake_failure in a record of TLCP, the national protocol, whose version is 1.1
/// (GB/T 38636-2020, 6.3).
pub const TLCP_ALERT: &[u8] = &[0x15, 1, 1, 0, 2, 2, 40];

/// ServerHello of TLCP with the suite ECC_SM4_CBC_SM3 (GB/T 38636-2020, 6.4.5).
pub const TLCP_SERVER_HELLO: &[u8] = &[
    0x16, 1, 1, 0, 42, // record: handshake, TLCP 1.1, length
    2, 0, 0, 38, 1, 1, // server_hello, length, version
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, // random
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, //
    0, 0xe0, 0x13, 0, // no session, suite, no compression
];

/// What a web server without TLS answers to bytes that are no request.
pub const PLAIN_HTTP: &[u8] = b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n";

/// What becomes of a connection after the answer.
#[derive(Clone, Copy)]
pub enum Then {
    Close,
    /// Closed with the greeting unread, for which the system sends a reset.
    Reset,
    Stay,
}

/// Starts a server that answers every greeting with `bytes`; gives its https address. It runs until
/// the test ends.
pub fn raw(bytes: &'static [u8], then: Then) -> String {
    let listener = PlainListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let mut open = Vec::new();
        for stream in listener.incoming().map_while(Result::ok) {
            // A client that is gone is of no interest.
            let _ = answer(stream, bytes, then, &mut open);
        }
    });
    format!("https://{address}/")
}

fn answer(
    mut stream: PlainStream,
    bytes: &[u8],
    then: Then,
    open: &mut Vec<PlainStream>,
) -> std::io::Result<()> {
    let mut greeting = [0; 4096];
    match then {
        Then::Reset => stream.peek(&mut greeting)?,
        Then::Close | Then::Stay => stream.read(&mut greeting)?,
    };
    stream.write_all(bytes)?;
    if let Then::Stay = then {
        open.push(stream);
    }
    Ok(())
}
