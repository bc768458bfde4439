//! What is wrong with a certificate: from the error of its verification and the certificates that
//! the server presented to the closed list. Verifying is left to `tls`.

use rustls::CertificateError;
use rustls::pki_types::CertificateDer;
use rustls::server::ParsedCertificate;
use x509_cert::Certificate;
use x509_cert::der::Decode;
use x509_cert::der::oid::ObjectIdentifier;
use x509_cert::ext::pkix::{AuthorityKeyIdentifier, SubjectKeyIdentifier};

use crate::facts::TlsCause;

const fn oid(dotted: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(dotted)
}

const RSA: ObjectIdentifier = oid("1.2.840.113549.1.1.1");
const EC: ObjectIdentifier = oid("1.2.840.10045.2.1");
const ED25519: ObjectIdentifier = oid("1.3.101.112");

/// P-256 and P-384: the curves that our TLS verifies signatures on.
const CURVES: [ObjectIdentifier; 2] = [oid("1.2.840.10045.3.1.7"), oid("1.3.132.0.34")];

/// Signature algorithms that our TLS can verify in a chain: RSA (PSS and PKCS #1) and ECDSA with
/// SHA-2, and Ed25519.
const SIGNATURES: [ObjectIdentifier; 7] = [
    oid("1.2.840.113549.1.1.10"),
    oid("1.2.840.113549.1.1.11"),
    oid("1.2.840.113549.1.1.12"),
    oid("1.2.840.113549.1.1.13"),
    oid("1.2.840.10045.4.3.2"),
    oid("1.2.840.10045.4.3.3"),
    ED25519,
];

/// Bytes of the modulus of the shortest RSA key that our TLS accepts, 2,048 bits.
const SHORTEST_MODULUS: usize = 256;

/// What is wrong, when verification ended in `error`. `presented` is what the server sent, its own
/// certificate first; empty where that is not known.
pub fn fault(error: &CertificateError, presented: &[CertificateDer<'_>]) -> TlsCause {
    match error {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => TlsCause::Expired,
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            TlsCause::NotYetValid
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            TlsCause::WrongName
        }
        CertificateError::UnsupportedSignatureAlgorithmContext { .. }
        | CertificateError::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => {
            TlsCause::Unsupported
        }
        _ => of_chain(error, presented),
    }
}

/// A self-signed certificate fails in several ways (no issuer, an authority used as a server, an old
/// version), so the certificates themselves are asked first.
fn of_chain(error: &CertificateError, presented: &[CertificateDer<'_>]) -> TlsCause {
    let mut chain = presented.iter().map_while(parsed);
    let own = chain.next();
    if own.as_ref().is_some_and(is_self_signed) {
        return TlsCause::SelfSigned;
    }
    let is_beyond = |own: &Certificate| !SIGNATURES.contains(&own.signature_algorithm().oid);
    match (error, own) {
        (CertificateError::UnknownIssuer | CertificateError::BadSignature, Some(own))
            if is_beyond(&own) =>
        {
            TlsCause::Unsupported
        }
        (CertificateError::UnknownIssuer, Some(own)) => {
            let issuer = own.tbs_certificate().issuer();
            match chain.any(|other| other.tbs_certificate().subject() == issuer) {
                true => TlsCause::UntrustedIssuer,
                false => TlsCause::IncompleteChain,
            }
        }
        (CertificateError::UnknownIssuer, None) => TlsCause::UntrustedIssuer,
        _ => TlsCause::Other,
    }
}

fn parsed(der: &CertificateDer<'_>) -> Option<Certificate> {
    Certificate::from_der(der).ok()
}

/// Its own issuer: by name, and by key where both keys are named, as a private authority may bear
/// the name of its server.
fn is_self_signed(certificate: &Certificate) -> bool {
    let body = certificate.tbs_certificate();
    let issuing = body
        .get_extension::<AuthorityKeyIdentifier>()
        .ok()
        .flatten();
    let own = body.get_extension::<SubjectKeyIdentifier>().ok().flatten();
    let same_key = match (issuing.and_then(|(_, key)| key.key_identifier), own) {
        (Some(issuing), Some((_, own))) => issuing == own.0,
        _ => true,
    };
    body.issuer() == body.subject() && same_key
}

/// Whether our TLS cannot tell if a server holds the key of its certificate: a kind of key that it
/// does not know (SM2), a short one, or a certificate that it cannot read.
pub fn is_beyond_us(own: &CertificateDer<'_>) -> bool {
    ParsedCertificate::try_from(own).is_err() || parsed(own).is_some_and(|own| !is_usable_key(&own))
}

fn is_usable_key(certificate: &Certificate) -> bool {
    let key = certificate.tbs_certificate().subject_public_key_info();
    match key.algorithm.oid {
        RSA => key.subject_public_key.raw_bytes().len() > SHORTEST_MODULUS,
        EC => {
            let curve = key.algorithm.parameters.as_ref();
            let curve = curve.and_then(|any| any.decode_as::<ObjectIdentifier>().ok());
            curve.is_some_and(|curve| CURVES.contains(&curve))
        }
        other => other == ED25519,
    }
}

#[cfg(test)]
mod tests {
    use rustls::pki_types::pem::PemObject;

    use super::*;

    /// Made with OpenSSL: the key of 1,024 bits, the national curve and the version without
    /// extensions are what the test servers' library cannot make.
    fn certificate(pem: &str) -> CertificateDer<'static> {
        CertificateDer::from_pem_slice(pem.as_bytes()).unwrap()
    }

    #[test]
    fn what_our_tls_cannot_verify_is_no_untrusted_issuer() {
        let sm2 = certificate(include_str!("../../fixtures/certificates/sm2.pem"));
        let unknown = fault(&CertificateError::UnknownIssuer, std::slice::from_ref(&sm2));
        assert_eq!(unknown, TlsCause::Unsupported);
        assert!(is_beyond_us(&sm2));
        let short = certificate(include_str!("../../fixtures/certificates/rsa-1024.pem"));
        assert!(is_beyond_us(&short));
    }

    #[test]
    fn a_certificate_of_an_old_version_is_read_all_the_same() {
        let old = certificate(include_str!("../../fixtures/certificates/version-1.pem"));
        let error = CertificateError::BadEncoding;
        assert_eq!(fault(&error, &[old]), TlsCause::SelfSigned);
    }

    #[test]
    fn without_the_certificates_nothing_is_guessed() {
        let of = |error| fault(&error, &[]);
        assert_eq!(of(CertificateError::Expired), TlsCause::Expired);
        assert_eq!(of(CertificateError::NotValidYet), TlsCause::NotYetValid);
        assert_eq!(of(CertificateError::NotValidForName), TlsCause::WrongName);
        assert_eq!(
            of(CertificateError::UnknownIssuer),
            TlsCause::UntrustedIssuer
        );
        assert_eq!(of(CertificateError::BadSignature), TlsCause::Other);
    }
}
