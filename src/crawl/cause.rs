//! Why a request got no usable answer: from the errors of the HTTP library to the closed list.

use std::error::Error as StdError;
use std::io;

use rustls::{AlertDescription, Error as TlsError, InvalidMessage, PeerMisbehaved};

use super::certificate;
use crate::facts::{Cause, TlsCause};

/// What the HTTP library says when the connection ended before the answer did. Its error type is
/// not public, so the words are matched; `crawl_faults` in the tests pins them.
const CUT_OFF: [&str; 4] = [
    "connection closed before message completed",
    "end of file before message length reached",
    "unexpected eof during chunk size line",
    "connection was not ready",
];

/// What it says when the bytes are no HTTP: all its parse errors begin so.
const NO_HTTP: [&str; 3] = [
    "invalid ",
    "message head is too large",
    "received unexpected message",
];

/// Cause and text of a failed request.
pub fn of(error: &reqwest::Error) -> (Cause, String) {
    let mut deepest = error.to_string();
    let mut cause = None;
    let mut next: Option<&(dyn StdError + 'static)> = Some(error);
    while let Some(error) = next {
        deepest = error.to_string();
        cause = cause.or_else(|| of_one(error));
        next = error.source();
    }
    let fallback = if error.is_timeout() {
        Cause::Timeout
    } else {
        Cause::Internal
    };
    (cause.unwrap_or(fallback), deepest)
}

fn of_one(error: &(dyn StdError + 'static)) -> Option<Cause> {
    if let Some(error) = error.downcast_ref::<io::Error>() {
        return of_io(error);
    }
    if let Some(error) = error.downcast_ref::<TlsError>() {
        return Some(Cause::Tls(of_tls(error)));
    }
    let text = error.to_string();
    if CUT_OFF.iter().any(|words| text.contains(words)) {
        return Some(Cause::Reset);
    }
    NO_HTTP
        .iter()
        .any(|words| text.starts_with(words))
        .then_some(Cause::Protocol)
}

/// `io::Error` hides what it wraps from `source()`, so it is opened by hand, as often as needed.
fn of_io(error: &io::Error) -> Option<Cause> {
    if let Some(inner) = error.get_ref() {
        if let Some(tls) = inner.downcast_ref::<TlsError>() {
            return Some(Cause::Tls(of_tls(tls)));
        }
        if let Some(found) = inner.downcast_ref::<io::Error>().and_then(of_io) {
            return Some(found);
        }
    }
    match error.kind() {
        io::ErrorKind::ConnectionRefused => Some(Cause::Refused),
        io::ErrorKind::ConnectionReset
        | io::ErrorKind::ConnectionAborted
        | io::ErrorKind::BrokenPipe
        | io::ErrorKind::UnexpectedEof
        | io::ErrorKind::NotConnected => Some(Cause::Reset),
        io::ErrorKind::HostUnreachable
        | io::ErrorKind::NetworkUnreachable
        | io::ErrorKind::NetworkDown
        | io::ErrorKind::AddrNotAvailable => Some(Cause::Unreachable),
        io::ErrorKind::TimedOut => Some(Cause::Timeout),
        _ => None,
    }
}

/// A server that does not offer what we speak says so by an alert, or answers with a protocol of its
/// own: TLCP, the national one, has the version number 1.1 where TLS has 3.x.
fn of_tls(error: &TlsError) -> TlsCause {
    match error {
        TlsError::InvalidCertificate(why) => certificate::fault(why, &[]),
        TlsError::PeerIncompatible(_)
        | TlsError::PeerMisbehaved(
            PeerMisbehaved::SelectedUnofferedCipherSuite
            | PeerMisbehaved::SignedHandshakeWithUnadvertisedSigScheme,
        )
        | TlsError::InvalidMessage(
            InvalidMessage::UnknownProtocolVersion
            | InvalidMessage::UnsupportedCurveType
            | InvalidMessage::UnsupportedKeyExchangeAlgorithm(_),
        ) => TlsCause::Unsupported,
        TlsError::InvalidMessage(InvalidMessage::InvalidContentType) => TlsCause::NotTls,
        TlsError::AlertReceived(
            AlertDescription::ProtocolVersion
            | AlertDescription::HandshakeFailure
            | AlertDescription::InsufficientSecurity,
        ) => TlsCause::Unsupported,
        _ => TlsCause::Other,
    }
}

#[cfg(test)]
mod tests {
    use rustls::CertificateError;

    use super::*;

    #[test]
    fn tls_errors_are_found_inside_nested_io_errors() {
        let tls = TlsError::InvalidCertificate(CertificateError::Expired);
        let nested = io::Error::other(io::Error::new(io::ErrorKind::InvalidData, tls));
        assert_eq!(of_io(&nested), Some(Cause::Tls(TlsCause::Expired)));
        let refused = io::Error::other(io::Error::from(io::ErrorKind::ConnectionRefused));
        assert_eq!(of_io(&refused), Some(Cause::Refused));
    }

    #[test]
    fn what_our_tls_cannot_speak_is_not_called_untrusted() {
        for (error, cause) in [
            (
                TlsError::AlertReceived(AlertDescription::ProtocolVersion),
                TlsCause::Unsupported,
            ),
            (
                TlsError::InvalidMessage(InvalidMessage::UnknownProtocolVersion),
                TlsCause::Unsupported,
            ),
            (
                TlsError::InvalidMessage(InvalidMessage::InvalidContentType),
                TlsCause::NotTls,
            ),
            (
                TlsError::InvalidCertificate(CertificateError::BadSignature),
                TlsCause::Other,
            ),
            (TlsError::DecryptError, TlsCause::Other),
        ] {
            assert_eq!(of_tls(&error), cause, "{error}");
        }
    }
}
